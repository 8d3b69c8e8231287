//! A **payment**: one attempt by a shopper to pay one order.

pub mod gateway;
