//! Everything wired together, and the rules of the house.

mod architecture;
mod program;
mod running;
