//! Which batches may be applied at the same time, each in a transaction of its own: those that do not reach for the same things.

use std::collections::HashSet;

use super::batch::{Batch, hash};
use super::references::path_code;
use super::row::Row;
use crate::catalogue::address;

/// Remembers what the batches so far have made.
#[derive(Debug, Default)]
pub struct Abreast {
    /// Categories that are there, by the hash of their path's code.
    settled: HashSet<u64>,
}

impl Abreast {
    /// Whether a batch makes categories, as far as is known: later batches need them, so it goes alone.
    #[must_use]
    pub fn stands_alone(&self, batch: &Batch) -> bool {
        paths(batch).any(|path| !self.settled.contains(&path))
    }

    /// Whether two batches, the second after the first in the file, may be applied at the same time: no product, article number or address of one is the
    /// other's. What is the same in both has to be taken in the file's order.
    #[must_use]
    pub fn can_go(&self, first: &Batch, second: &Batch) -> bool {
        if self.stands_alone(first) || self.stands_alone(second) {
            return false;
        }
        let mut taken = HashSet::new();
        for row in &first.rows {
            things(row, |thing| {
                taken.insert(thing);
            });
        }
        let mut is_free = true;
        for row in &second.rows {
            things(row, |thing| is_free &= !taken.contains(&thing));
        }
        is_free
    }

    /// Remembers what a batch has made, once it is there for good.
    pub fn learn(&mut self, batch: &Batch) {
        self.settled.extend(paths(batch));
    }
}

fn paths(batch: &Batch) -> impl Iterator<Item = u64> {
    let of_rows = batch.rows.iter().flat_map(|row| &row.category_sv);
    let all = of_rows.chain(batch.paths.iter().map(|(path, _)| path));
    all.map(|path| hash(&path_code(path)))
}

/// What a row reaches for.
fn things(row: &Row, mut reach: impl FnMut(u64)) {
    reach(hash(&format!("product/{}", row.product)));
    reach(hash(&format!("sku/{}", row.sku)));
    // As new products are addressed, see `drafts`.
    let sv = row.slug_sv.as_ref().unwrap_or(&row.product);
    reach(hash(&format!("sv/{}", address::slugify(sv))));
    if let Some(en) = row.slug_en.as_ref().or(row.name_en.as_ref()) {
        reach(hash(&format!("en/{}", address::slugify(en))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(rows: &[(&str, &str, &str, &str)]) -> Batch {
        let rows = rows
            .iter()
            .map(|(product, sku, name, path)| Row {
                product: (*product).to_owned(),
                sku: (*sku).to_owned(),
                name_en: Some((*name).to_owned()),
                category_sv: vec![(*path).to_owned()],
                ..Row::default()
            })
            .collect();
        Batch {
            rows,
            ..Batch::default()
        }
    }

    #[test]
    fn only_batches_that_do_not_meet_go_abreast() {
        let mut abreast = Abreast::default();
        let first = batch(&[("a", "A-1", "Mugg", "Servering > Muggar")]);
        let other = batch(&[("b", "B-1", "Fat", "Servering > Muggar")]);
        // The category is to be made yet.
        assert!(abreast.stands_alone(&first) && !abreast.can_go(&first, &other));
        abreast.learn(&first);
        assert!(!abreast.stands_alone(&first) && abreast.can_go(&first, &other));
        for meets in [
            ("a", "A-2", "Fat", "Servering > Muggar"),
            ("b", "A-1", "Fat", "Servering > Muggar"),
            ("b", "B-1", "MUGG", "Servering > Muggar"),
            ("A", "B-1", "Fat", "Servering > Muggar"),
            ("b", "B-1", "Fat", "Servering > Fat"),
        ] {
            assert!(!abreast.can_go(&first, &batch(&[meets])), "{meets:?}");
        }
    }
}
