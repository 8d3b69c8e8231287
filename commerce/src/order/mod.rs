//! The **order**: what was agreed between the shop and a buyer.

pub mod listing;
