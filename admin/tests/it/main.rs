//! The back office through its real router, on a real database.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod bulk;
mod card_orders;
mod client;
mod companies;
mod credit_notes;
mod customers;
mod deliveries;
mod documents;
mod fresh;
mod gift_card_goods;
mod gift_card_pages;
mod hostile;
mod kept;
mod lists;
mod log_in;
mod order_notes;
mod passkeys;
mod pictures;
mod prices;
mod processors;
mod promotions;
mod publishing;
mod quotations;
mod returns;
mod returns_aside;
mod reviews;
mod rooms;
mod routes;
mod shipments;
mod staff;
mod texts;
mod theme;
mod trail;
mod undo;
mod vat;
