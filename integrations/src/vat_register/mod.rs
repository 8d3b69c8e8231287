//! Registers of VAT numbers. Each folder implements [`commerce::vat_check::VatRegister`].

pub mod vies;
