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
    /// For numbers: the stretches by which lists are narrowed, in order.
    pub ranges: Vec<RangeDraft>,
}

/// A stretch of numbers by which lists are narrowed, such as "20 to 50 cl". A number may be in several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeDraft {
    /// For addresses.
    pub code: String,
    /// What it is called.
    pub label: Label,
    /// The least number, in thousandths; `None`: however little.
    pub from_milli: Option<i64>,
    /// What every number is less than, in thousandths; `None`: however much.
    pub below_milli: Option<i64>,
}

/// A number with three decimals at most, by point or comma, in thousandths.
#[must_use]
pub fn thousandths(text: &str) -> Option<i64> {
    crate::import::decimal(text, 3).ok()
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
