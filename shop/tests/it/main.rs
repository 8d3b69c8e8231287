//! The shop's door against real templates and, where it matters, a real database.

mod themes;
