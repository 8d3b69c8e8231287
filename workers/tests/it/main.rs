//! Job bodies against a real database.

mod pictures;
