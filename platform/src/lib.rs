//! What every room stands on: time, ids, money, transactions, jobs, outbox, audit, web and rendering. Knows no product and no ticket.

pub mod audit;
pub mod auth;
pub mod calendar;
pub mod clock;
pub mod cluster;
pub mod config;
pub mod db;
pub mod files;
pub mod i18n;
pub mod ids;
pub mod inbox;
pub mod jobs;
pub mod mail;
pub mod money;
pub mod outbox;
pub mod parts;
pub mod render;
pub mod secret;
pub mod sums;
pub mod telemetry;
pub mod web;
