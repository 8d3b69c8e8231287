//! An **attribute**: a fact that products can be compared and, as a facet, filtered by.

pub mod store;

use std::collections::HashMap;

use uuid::Uuid;

use super::label::Label;

/// What an attribute's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    /// One or several of a list.
    Choice,
    /// Free words.
    Text,
    /// A number with the attribute's unit.
    Number,
}

impl AttributeKind {
    /// As it is kept.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Text => "text",
            Self::Number => "number",
        }
    }
}

/// An attribute as it is to be.
#[derive(Clone, Debug)]
pub struct AttributeDraft {
    /// For addresses and files.
    pub code: String,
    /// What it is called.
    pub label: Label,
    /// What its values are.
    pub kind: AttributeKind,
    /// For numbers.
    pub unit: Option<String>,
    /// Whether lists can be narrowed by it.
    pub is_facet: bool,
    /// Place among the attributes.
    pub position: i32,
    /// For choices: (code, label, `#rrggbb`), in order.
    pub values: Vec<(String, Label, Option<String>)>,
}

/// All attributes by code.
#[derive(Clone, Debug, Default)]
pub struct AttributeDirectory(pub HashMap<String, KnownAttribute>);

/// An attribute that exists.
#[derive(Clone, Debug)]
pub struct KnownAttribute {
    /// Which.
    pub id: Uuid,
    /// What its values are.
    pub kind: AttributeKind,
    /// Its choices: code -> id.
    pub values: HashMap<String, i32>,
}
