//! The back office: the door for staff and System owners, behind a password and a second step.
//!
//! [`routes::ENDPOINTS`] lists every address with the permission that it needs; nothing is served that is not in that list.

mod address;
mod admin;
mod applications;
mod audit_trail;
mod bar;
mod companies;
mod credit_notes;
mod currencies;
mod customers;
mod deliveries;
mod differences;
mod documents;
mod errors;
mod find;
mod frame;
mod gift_cards;
mod guard;
mod invoices;
mod jobs;
mod kept;
mod list;
mod log_in;
mod mailbox;
mod object;
mod orders;
mod page;
mod price_lists;
mod processors;
mod products;
mod profile;
mod promotions;
mod quotations;
mod rehearsal;
mod returns;
mod reviews;
mod router;
pub mod routes;
mod saved_views;
mod seller;
mod settings;
mod shops;
mod staff;
mod stock_watches;
mod tiers;
mod today;
mod trail;
mod undo;
mod variant_prices;
mod vat;
mod when;

pub mod check;

pub use admin::{AdminOptions, Environment};
pub use router::router;
pub use routes::PATHS;
