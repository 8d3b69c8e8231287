//! An **assortment**: what people of a tier see of the catalogue and can buy of it. Rules name products, categories with all below them, makers and choices of
//! attributes; what a rule hides is hidden, whatever else names it. They are weighed in one place (`assortment_shows` in the database) wherever something is
//! priced, shown by itself or sold; the rows of lists are made from them beforehand (`catalogue::storefront`).

pub mod listing;
pub mod save;
mod store;

pub use save::{SaveAssortmentError, save};
pub(crate) use store::note_built;

use crate::ids::{AssortmentId, CategoryId, ManufacturerId, ProductId};

/// What rules name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Products.
    pub products: Vec<ProductId>,
    /// Categories, each with all below it.
    pub categories: Vec<CategoryId>,
    /// All that these make.
    pub manufacturers: Vec<ManufacturerId>,
    /// All with one of these choices of an attribute.
    pub values: Vec<i32>,
}

impl Named {
    /// Whether nothing is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How much is named.
    #[must_use]
    pub fn len(&self) -> usize {
        self.products.len() + self.categories.len() + self.manufacturers.len() + self.values.len()
    }
}

/// All rules of an assortment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Only this; empty: everything.
    pub only: Named,
    /// Never this.
    pub never: Named,
}

impl Rules {
    /// Whether everything is seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.only.is_empty() && self.never.is_empty()
    }

    /// Whether something stands on both sides, which says nothing.
    #[must_use]
    pub fn contradict(&self) -> bool {
        fn meet<T: PartialEq>(a: &[T], b: &[T]) -> bool {
            a.iter().any(|of| b.contains(of))
        }
        let (a, b) = (&self.only, &self.never);
        meet(&a.products, &b.products)
            || meet(&a.categories, &b.categories)
            || meet(&a.manufacturers, &b.manufacturers)
            || meet(&a.values, &b.values)
    }
}

/// A tier's assortment as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assortment {
    /// Which.
    pub id: AssortmentId,
    /// Its rules.
    pub rules: Rules,
    /// Against silent overwrite.
    pub version: i32,
    /// Whether lists still show what the rules said before.
    pub is_being_listed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_both_sides_contradicts() {
        let category = CategoryId::generate();
        let of = |categories: Vec<CategoryId>| Named {
            categories,
            ..Named::default()
        };
        let rules = |only, never| Rules { only, never };
        assert!(rules(of(vec![category]), of(vec![category])).contradict());
        assert!(!rules(of(vec![category]), of(vec![CategoryId::generate()])).contradict());
        assert!(rules(Named::default(), Named::default()).is_empty());
        assert!(!rules(Named::default(), of(vec![category])).is_empty());
    }
}
