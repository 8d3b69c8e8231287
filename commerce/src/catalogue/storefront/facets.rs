//! Facets: what a list can be narrowed by, with how many products each choice would leave.

use std::collections::HashMap;

use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::filter::Conditions;
use super::{ALL_TAG, COUNT_CAP, IN_STOCK_TAG, WHOLE_SHOP, listing};
use crate::catalogue::category::CategoryTree;
use crate::catalogue::label::Label;
use crate::ids::CategoryId;

/// How many products match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    /// So many, or at least so many.
    pub products: i64,
    /// Whether counting stopped at `products`: then say "at least".
    pub is_capped: bool,
}

/// An attribute by which a list can be narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// For the address.
    pub code: String,
    /// In the reader's language.
    pub label: String,
    /// Choices that some product has, or that are chosen.
    pub values: Vec<FacetValue>,
}

/// One choice of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// For the address.
    pub code: String,
    /// In the reader's language.
    pub label: String,
    /// `#rrggbb`, when it has a colour.
    pub swatch: Option<String>,
    /// Products that the choice has among those that meet the other conditions; `None` where more match than are counted.
    pub products: Option<i64>,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// A category by which a list can be narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryCount {
    /// Which.
    pub id: CategoryId,
    /// As for [`FacetValue`].
    pub products: Option<i64>,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// What was counted among the products that meet some conditions.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
    pub total: Total,
    pub by_tag: HashMap<i32, i64>,
    pub price_range: Option<(i64, i64)>,
}

impl Counts {
    /// How many carry a tag; `None` when there were too many to count.
    pub fn of_tag(&self, tag: i32) -> Option<i64> {
        (!self.total.is_capped).then(|| self.by_tag.get(&tag).copied().unwrap_or(0))
    }

    /// From counts by tag where tag 0 is all: exact.
    pub fn exact(mut by_tag: HashMap<i32, i64>, price_range: Option<(i64, i64)>) -> Self {
        let products = by_tag.remove(&ALL_TAG).unwrap_or(0);
        Self {
            total: Total {
                products,
                is_capped: false,
            },
            by_tag,
            price_range,
        }
    }

    /// Together with those of other products.
    pub fn with(&self, others: &Self) -> Self {
        let mut by_tag = self.by_tag.clone();
        for (tag, products) in &others.by_tag {
            *by_tag.entry(*tag).or_default() += products;
        }
        let is_capped = self.total.is_capped || others.total.is_capped;
        let range = |of: &Self| of.price_range.filter(|_| !of.total.is_capped);
        let ranges = [range(self), range(others)];
        let lowest = ranges.iter().flatten().map(|(lowest, _)| *lowest).min();
        let highest = ranges.iter().flatten().map(|(_, highest)| *highest).max();
        Self {
            total: Total {
                products: self.total.products + others.total.products,
                is_capped,
            },
            by_tag,
            price_range: lowest.zip(highest).filter(|_| !is_capped),
        }
    }

    /// From a look at no more than one product above [`COUNT_CAP`].
    pub fn capped(mut by_tag: HashMap<i32, i64>, price_range: Option<(i64, i64)>) -> Self {
        let seen = by_tag.remove(&ALL_TAG).unwrap_or(0);
        Self {
            total: Total {
                products: seen.min(COUNT_CAP),
                is_capped: seen > COUNT_CAP,
            },
            by_tag,
            price_range,
        }
    }
}

/// The attributes that are facets, with their values.
#[derive(Clone, Debug, Default)]
pub(crate) struct FacetDirectory {
    pub attributes: Vec<FacetAttribute>,
}

#[derive(Clone, Debug)]
pub(crate) struct FacetAttribute {
    pub id: Uuid,
    pub code: String,
    pub label: Label,
    pub values: Vec<DirectoryValue>,
}

#[derive(Clone, Debug)]
pub(crate) struct DirectoryValue {
    pub id: i32,
    pub code: String,
    pub label: Label,
    pub swatch: Option<String>,
}

impl FacetDirectory {
    pub fn attribute(&self, code: &str) -> Option<Uuid> {
        self.attributes
            .iter()
            .find(|a| a.code == code)
            .map(|a| a.id)
    }

    pub fn value(&self, attribute: &str, code: &str) -> Option<i32> {
        let attribute = self.attributes.iter().find(|a| a.code == attribute)?;
        attribute
            .values
            .iter()
            .find(|v| v.code == code)
            .map(|v| v.id)
    }
}

pub(crate) async fn directory(conn: &mut PgConnection) -> Result<FacetDirectory, DbError> {
    let mut directory = FacetDirectory::default();
    for row in listing::facet_rows(conn).await? {
        if directory
            .attributes
            .last()
            .is_none_or(|last| last.id != row.attribute_id)
        {
            directory.attributes.push(FacetAttribute {
                id: row.attribute_id,
                code: row.attribute_code,
                label: Label::from_json(row.attribute_label),
                values: Vec::new(),
            });
        }
        if let Some(last) = directory.attributes.last_mut() {
            last.values.push(DirectoryValue {
                id: row.value_id,
                code: row.value_code,
                label: Label::from_json(row.value_label),
                swatch: row.swatch,
            });
        }
    }
    Ok(directory)
}

/// Facets with their counts. `counts_without` gives the counts to use for a chosen attribute's own values.
pub(crate) fn assemble(
    directory: &FacetDirectory,
    locale: &str,
    conditions: &Conditions,
    counts: &Counts,
    counts_without: &HashMap<Uuid, std::sync::Arc<Counts>>,
) -> Vec<Facet> {
    let facet = |attribute: &FacetAttribute| {
        let chosen = conditions
            .groups
            .iter()
            .find(|(id, _)| *id == attribute.id)
            .map_or(&[][..], |(_, tags)| tags.as_slice());
        let among: &Counts = counts_without
            .get(&attribute.id)
            .map_or(counts, |c| c.as_ref());
        let values: Vec<FacetValue> = attribute
            .values
            .iter()
            .map(|value| FacetValue {
                code: value.code.clone(),
                label: value.label.text(locale).to_owned(),
                swatch: value.swatch.clone(),
                products: among.of_tag(value.id),
                is_chosen: chosen.contains(&value.id),
            })
            .filter(|value| value.is_chosen || value.products != Some(0))
            .collect();
        (!values.is_empty()).then(|| Facet {
            code: attribute.code.clone(),
            label: attribute.label.text(locale).to_owned(),
            values,
        })
    };
    directory.attributes.iter().filter_map(facet).collect()
}

/// The children of the list's category (the top categories for the whole shop) with their counts.
pub(crate) fn assemble_categories(
    tree: &CategoryTree,
    category: Option<CategoryId>,
    conditions: &Conditions,
    counts: &Counts,
    counts_without: &HashMap<Uuid, std::sync::Arc<Counts>>,
) -> Vec<CategoryCount> {
    let among: &Counts = counts_without
        .get(&WHOLE_SHOP)
        .map_or(counts, |c| c.as_ref());
    let chosen = conditions
        .groups
        .iter()
        .find(|(id, _)| *id == WHOLE_SHOP)
        .map_or(&[][..], |(_, tags)| tags.as_slice());
    tree.children(category)
        .map(|node| CategoryCount {
            id: node.id,
            products: among.of_tag(-node.ordinal),
            is_chosen: chosen.contains(&-node.ordinal),
        })
        .filter(|count| count.is_chosen || count.products != Some(0))
        .collect()
}

/// How many of the counted can be bought now.
pub(crate) fn in_stock(conditions: &Conditions, counts: &Counts) -> Option<i64> {
    if conditions.in_stock {
        return (!counts.total.is_capped).then_some(counts.total.products);
    }
    counts.of_tag(IN_STOCK_TAG)
}
