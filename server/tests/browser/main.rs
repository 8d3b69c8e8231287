//! The shop and the back office as people meet them: in Chromium, with pointer, keyboard and small screens (issue 2, section 6).
//!
//! One program with the demo shop is started for all journeys. A journey that fails leaves a picture of the page where it stopped in
//! Cargo's folder for tests' files, and says where.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod abroad;
mod accessibility;
mod account;
mod browser;
mod buying;
mod cart;
mod company;
mod corners;
mod gallery;
mod gates;
mod gift_card;
mod house;
mod keeper;
mod kept;
mod keyboard;
mod look;
mod office;
mod office_keys;
mod pages;
mod paper;
mod passkeys;
mod quotation;
mod returns;
mod search;
mod steps;
