//! Legal documents: which texts hold in which language, all their versions, and the next one.

mod handlers;
mod views;
mod writing;

pub(crate) use handlers::{call_off, index, kind, show};
pub(crate) use views::{DocumentFormPage, DocumentKindPage, DocumentPage, DocumentsPage};
pub(crate) use writing::{LARGEST_FORM, NEW, ask, publish};
