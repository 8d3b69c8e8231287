//! What is there of the products that drafts name: read once, then kept as it is going to be.

mod store;

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use uuid::Uuid;

use super::draft::OptionValueDraft;
use crate::catalogue::label::Label;
use crate::ids::{OptionId, OptionValueId};

pub(super) use store::existing;

#[derive(Clone, Debug, PartialEq)]
pub(in crate::catalogue::product) struct ProductRow {
    pub id: Uuid,
    pub code: String,
    pub kind: String,
    pub vat_class: String,
    pub manufacturer_id: Option<Uuid>,
    pub origin_country: Option<String>,
    pub status: String,
    pub is_perishable: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::catalogue::product) struct TextRow {
    pub product_id: Uuid,
    pub locale: String,
    pub name: String,
    pub subtitle: String,
    pub description: String,
    pub safety_warning: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::catalogue::product) struct VariantRow {
    pub id: Uuid,
    pub product_id: Uuid,
    pub sku: String,
    pub gtin: Option<String>,
    pub position: i32,
    pub is_main: bool,
    pub is_active: bool,
    pub weight_g: Option<i32>,
    pub width_mm: Option<i32>,
    pub depth_mm: Option<i32>,
    pub height_mm: Option<i32>,
    pub content_milli: Option<i64>,
    pub content_unit: Option<String>,
    pub min_quantity: i32,
    pub option_key: String,
    pub cost_e4: Option<i64>,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::catalogue::product) struct FactRow {
    pub product_id: Uuid,
    pub attribute_id: Uuid,
    pub position: i32,
    pub value_id: Option<i32>,
    pub text_value: Option<Value>,
    pub number_milli: Option<i64>,
}

pub(in crate::catalogue::product) struct NewOption {
    pub id: Uuid,
    pub product_id: Uuid,
    pub code: String,
    pub position: i16,
    pub label: Value,
}

pub(in crate::catalogue::product) struct NewValue {
    pub id: Uuid,
    pub option_id: Uuid,
    pub code: String,
    pub position: i16,
    pub label: Value,
    pub swatch: Option<String>,
}

/// An option of a product, as it is or is going to be.
pub(in crate::catalogue::product) struct KnownOption {
    id: Uuid,
    pub code: String,
    pub label: Label,
    pub is_new: bool,
    position: usize,
    values: Vec<KnownValue>,
}

struct KnownValue {
    id: Uuid,
    code: String,
    label: Label,
    swatch: Option<String>,
}

impl KnownOption {
    pub fn new(code: &str, label: &Label, position: usize) -> Self {
        Self {
            id: OptionId::generate().0,
            code: code.to_owned(),
            label: label.clone(),
            is_new: true,
            position,
            values: Vec::new(),
        }
    }

    pub fn row(&self, product_id: Uuid) -> NewOption {
        NewOption {
            id: self.id,
            product_id,
            code: self.code.clone(),
            position: small(self.position),
            label: self.label.to_json(),
        }
    }

    pub fn value_id(&self, code: &str) -> Option<Uuid> {
        self.values
            .iter()
            .find(|value| value.code == code)
            .map(|value| value.id)
    }

    /// The codes of its choices, in order.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|value| value.code.as_str())
    }

    /// Takes a choice up; `true` when it is new or different.
    pub fn take_up(&mut self, wanted: &OptionValueDraft, rows: &mut Vec<NewValue>) -> bool {
        let place = self
            .values
            .iter()
            .position(|known| known.code == wanted.code);
        if let Some(place) = place {
            let known = &mut self.values[place];
            let label = if wanted.label.0.is_empty() {
                known.label.clone()
            } else {
                wanted.label.clone()
            };
            let swatch = wanted.swatch.clone().or_else(|| known.swatch.clone());
            if known.label == label && known.swatch == swatch {
                return false;
            }
            (known.label, known.swatch) = (label, swatch);
        } else {
            let label = if wanted.label.0.is_empty() {
                Label::new(&wanted.code, "")
            } else {
                wanted.label.clone()
            };
            self.values.push(KnownValue {
                id: OptionValueId::generate().0,
                code: wanted.code.clone(),
                label,
                swatch: wanted.swatch.clone(),
            });
        }
        let place = place.unwrap_or(self.values.len() - 1);
        let value = &self.values[place];
        rows.push(NewValue {
            id: value.id,
            option_id: self.id,
            code: value.code.clone(),
            position: small(place),
            label: value.label.to_json(),
            swatch: value.swatch.clone(),
        });
        true
    }
}

fn small(n: usize) -> i16 {
    i16::try_from(n).unwrap_or(i16::MAX)
}

/// What is there of the products and variants that drafts name.
#[derive(Default)]
pub(in crate::catalogue::product) struct Existing {
    pub vat_classes: HashSet<String>,
    pub products: HashMap<String, ProductRow>,
    codes: HashMap<Uuid, String>,
    pub texts: HashMap<(Uuid, String), TextRow>,
    pub slugs: HashMap<(Uuid, String), String>,
    pub categories: HashMap<Uuid, Vec<(Uuid, bool)>>,
    pub options: HashMap<Uuid, Vec<KnownOption>>,
    /// By SKU: those of the products, and those of other products that drafts name.
    pub variants: HashMap<String, VariantRow>,
    /// SKUs by product, in the variants' order.
    siblings: HashMap<Uuid, Vec<String>>,
    pub facts: HashMap<(Uuid, Uuid), Vec<FactRow>>,
    pub publications: HashSet<(Uuid, Uuid)>,
}

impl Existing {
    /// A product's variants, as they are or are going to be.
    pub fn siblings(&self, product_id: Uuid) -> impl Iterator<Item = &VariantRow> {
        self.siblings
            .get(&product_id)
            .into_iter()
            .flatten()
            .filter_map(|sku| self.variants.get(sku))
    }

    /// Takes up a variant as it is going to be.
    pub fn put(&mut self, row: VariantRow) {
        if !self.variants.contains_key(&row.sku) {
            self.siblings
                .entry(row.product_id)
                .or_default()
                .push(row.sku.clone());
        }
        self.variants.insert(row.sku.clone(), row);
    }

    /// The codes of a product's options, in order.
    pub fn option_codes(&self, product_id: Uuid) -> Vec<&str> {
        self.options
            .get(&product_id)
            .into_iter()
            .flatten()
            .map(|option| option.code.as_str())
            .collect()
    }

    pub fn code_of(&self, product_id: Uuid) -> String {
        self.codes.get(&product_id).cloned().unwrap_or_default()
    }
}
