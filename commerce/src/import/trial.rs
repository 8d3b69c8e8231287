//! What a dry run remembers. Each of its batches is rolled back on its own, so that nobody in the shop waits for it; what later rows need of earlier
//! ones is told to them here instead.

use std::collections::{HashMap, HashSet};

use super::apply::BatchOutcome;
use super::batch::{Batch, hash};
use super::references::path_code;

/// What the batches so far would have made.
#[derive(Debug, Default)]
pub struct Trial {
    products: HashSet<u64>,
    grown: HashMap<String, (String, String)>,
}

impl Trial {
    /// Tells a batch what earlier ones would have made: a product that it goes on with has its name already, a category is there.
    pub fn prepare(&self, batch: &mut Batch) {
        for row in &mut batch.rows {
            if row.name_sv.is_none()
                && row.name_en.is_none()
                && self.products.contains(&hash(&row.product))
            {
                row.name_sv = Some(row.product.clone());
            }
            for path in row
                .categories
                .iter()
                .filter_map(|code| self.grown.get(code))
            {
                if !batch.paths.contains(path) {
                    batch.paths.push(path.clone());
                }
            }
        }
    }

    /// Remembers what a batch would have made.
    pub fn learn(&mut self, outcome: &BatchOutcome) {
        self.products
            .extend(outcome.new_products.iter().map(|code| hash(code)));
        for (path, english) in &outcome.grown {
            self.grown
                .insert(path_code(path), (path.clone(), english.clone()));
        }
    }
}
