//! Pictures, as browsers fetch them.

pub mod handlers;
