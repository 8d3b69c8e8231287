//! The shop's door against real templates and, where it matters, a real database.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod account;
mod addresses;
mod buying;
mod carts;
mod checkout;
mod companies;
mod company_approvals;
mod company_buying;
mod company_papers;
mod details;
mod documents;
mod erasing;
mod goods;
mod kept;
mod lists;
mod lists_of_mine;
mod media;
mod my_data;
mod my_orders;
mod orders;
mod own_carts;
mod pages;
mod passkey_gate;
mod passkeys;
mod paying_with_gift_cards;
mod prices;
mod promotions;
mod quick_order;
mod quotations;
mod returns;
mod reviews;
mod search;
mod shipments;
mod stand;
mod themes;
