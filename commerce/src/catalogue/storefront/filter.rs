//! What a shopper asks of a list: filters, order and page. Everything comes from the address and may be nonsense.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::facets::FacetDirectory;
use super::{IN_STOCK_TAG, WHOLE_SHOP};
use crate::catalogue::category::CategoryTree;
use crate::ids::CategoryId;

/// Products are shown so far into a list; who wants to go further narrows the filter.
pub const DEEPEST: i64 = 10_000;
/// More choices than this in one filter are cut off.
const MOST_CHOICES: usize = 60;

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Most sold in the last 30 days first.
    #[default]
    Popular,
    /// Latest come into the shop first.
    Newest,
    /// Lowest price first.
    PriceUp,
    /// Highest price first.
    PriceDown,
    /// By name, in the order of the Swedish alphabet and by the name in the shop's own language.
    Name,
}

impl Sort {
    /// Whether it goes by what products cost.
    #[must_use]
    pub fn is_by_price(self) -> bool {
        matches!(self, Self::PriceUp | Self::PriceDown)
    }
}

/// What the products of a list must be. Within an attribute any choice will do; all attributes must be met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Attribute code -> value codes. What does not exist is ignored.
    pub choices: BTreeMap<String, Vec<String>>,
    /// Any of these categories, beside the list's own.
    pub categories: Vec<CategoryId>,
    /// Minor units, inclusive.
    pub price_from: Option<i64>,
    /// Minor units, inclusive.
    pub price_to: Option<i64>,
    /// Only what can be bought now.
    pub in_stock: bool,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// A category; `None`: the whole shop.
    pub category: Option<CategoryId>,
    /// Conditions.
    pub filter: Filter,
    /// Order.
    pub sort: Sort,
    /// From 1; what is out of range becomes the nearest page.
    pub page: i64,
    /// Cards on a page, 1-100.
    pub page_size: i64,
}

/// A filter in the words of the tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Conditions {
    /// (what it is a choice of, any of these tags): all must be met. The category choice has the nil attribute.
    pub groups: Vec<(Uuid, Vec<i32>)>,
    pub price_from: Option<i64>,
    pub price_to: Option<i64>,
    pub in_stock: bool,
    /// Only what somebody has bought in the last 30 days.
    pub is_sold: bool,
}

impl Conditions {
    /// Translates; what is unknown is left out.
    pub fn of(filter: &Filter, directory: &FacetDirectory, tree: &CategoryTree) -> Self {
        let mut groups = Vec::new();
        for (attribute, codes) in &filter.choices {
            let mut tags: Vec<i32> = codes
                .iter()
                .take(MOST_CHOICES)
                .filter_map(|code| directory.value(attribute, code))
                .collect();
            tags.sort_unstable();
            tags.dedup();
            if let (Some(id), false) = (directory.attribute(attribute), tags.is_empty()) {
                groups.push((id, tags));
            }
        }
        let mut categories: Vec<i32> = filter
            .categories
            .iter()
            .take(MOST_CHOICES)
            .filter_map(|id| tree.by_id(*id).map(|node| -node.ordinal))
            .collect();
        categories.sort_unstable();
        categories.dedup();
        if !categories.is_empty() {
            groups.push((WHOLE_SHOP, categories));
        }
        groups.sort_unstable();
        Self {
            groups,
            price_from: filter.price_from.filter(|minor| *minor > 0),
            price_to: filter.price_to.filter(|minor| *minor >= 0),
            in_stock: filter.in_stock,
            is_sold: false,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.has_no_range() && !self.in_stock && !self.is_sold
    }

    pub fn has_no_range(&self) -> bool {
        self.price_from.is_none() && self.price_to.is_none()
    }

    /// The same without one group: what that group's own counts are taken among.
    pub fn without(&self, group: Uuid) -> Self {
        let mut relaxed = self.clone();
        relaxed.groups.retain(|(id, _)| *id != group);
        relaxed
    }

    /// Without the limits of price: what the price range is taken among.
    pub fn without_range(&self) -> Self {
        Self {
            price_from: None,
            price_to: None,
            ..self.clone()
        }
    }

    /// Tags that every product must carry.
    pub fn required(&self, category_ordinal: Option<i32>) -> Vec<i32> {
        let mut tags = Vec::new();
        if self.in_stock {
            tags.push(IN_STOCK_TAG);
        }
        tags.extend(category_ordinal.map(|ordinal| -ordinal));
        tags
    }
}

impl ListQuery {
    /// The first page of a category or the whole shop, most popular first.
    #[must_use]
    pub fn new(category: Option<CategoryId>) -> Self {
        Self {
            category,
            filter: Filter::default(),
            sort: Sort::default(),
            page: 1,
            page_size: 24,
        }
    }
}
