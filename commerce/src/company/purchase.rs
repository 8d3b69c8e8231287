//! What a company's order carries: whose it is, and what must stand on its papers. Kept on the order as it was.

use crate::ids::CompanyId;

/// What the buyer says of the company's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Which company.
    pub company: CompanyId,
    /// Whose order it is, in the company's words; may be empty unless the company requires it.
    pub reference: String,
    /// Written on the parcels; may be empty.
    pub marking: String,
    /// Who bears the cost; may be empty.
    pub cost_place: String,
}

/// The same as it stands on an order, with what the company's papers said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnOrder {
    /// Which company.
    pub company_id: CompanyId,
    /// Its name then.
    pub name: String,
    /// Its number.
    pub org_number: String,
    /// With its country's letters.
    pub vat_number: Option<String>,
    /// Whose order it is.
    pub reference: String,
    /// Written on the parcels.
    pub marking: String,
    /// Who bears the cost.
    pub cost_place: String,
    /// Where the invoice goes by mail.
    pub invoice_email: String,
    /// Global location number.
    pub gln: Option<String>,
    /// Peppol's scheme and number.
    pub e_invoice_id: Option<String>,
}
