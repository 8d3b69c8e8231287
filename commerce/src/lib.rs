//! The shop's domain: rules, state machines, their SQL, and the ports that vendors' connectors implement.

pub mod approval;
pub mod cart;
pub mod catalogue;
pub mod checkout;
pub mod company;
pub mod customer;
pub mod fulfilment;
pub mod gift_card;
pub mod ids;
pub mod import;
pub mod inventory;
pub mod jobs;
pub mod legal;
pub mod locks;
pub mod media;
pub mod order;
pub mod payment;
pub mod pricing;
pub mod promotion;
pub mod purchase_list;
pub mod quick_order;
pub mod retention;
pub mod returns;
pub mod review;
pub mod tier;
