//! Job bodies against a real database.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod account_mails;
mod bought_cards;
mod business_mails;
mod case_mails;
mod case_pictures;
mod letters_of_shops;
mod mails;
mod mails_after;
mod messages;
mod money_mails;
mod names_of_the_erased;
mod notices;
mod passkey_mails;
mod payments;
mod pictures;
mod queue;
mod quotation_mails;
mod rehearsals;
mod relay;
mod search;
mod staff_mails;
mod stock_watch_mails;
mod tier_rows;
mod unused_mails;
