//! Lists to order from: purchase lists and order templates, a person's own or shared in their company.

pub mod handlers;
pub mod views;
