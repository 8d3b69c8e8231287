//! The domain against a real database.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod applications;
mod cart;
mod catalogue;
mod checkout;
mod closing;
mod companies;
mod credit_notes;
mod customers_keep;
mod documents;
mod freight;
mod gift_cards_kept;
mod import;
mod media;
mod on_sale;
mod one_price;
mod paying;
mod paying_with_gift_cards;
mod price_lists;
mod prices;
mod private_articles;
mod promotion_uses;
mod promotions;
mod quotations;
mod refresh;
mod retention;
mod returns;
mod returns_money;
mod returns_rights;
mod reviews;
mod search;
mod shipments;
mod shopkeeper;
mod taxes;
mod taxes_abroad;
