//! Applying one batch of rows, in the caller's transaction. A dry run is the same without the commit.

use std::collections::{HashMap, HashSet};

use platform::db::{DbError, Tx};
use platform::money::UnitPrice;
use uuid::Uuid;

use super::batch::Batch;
use super::drafts::draft;
use super::references::{Destination, References, look_up, unknowns};
use super::row::Row;
use super::{Problem, Reason, RowFate, Tally, store};
use crate::catalogue::product::{Fate, ProductDraft, Refusal, Saved, save_unmarked, touched};
use crate::catalogue::storefront;
use crate::ids::{PriceListId, ProductId, VariantId};
use crate::inventory::store::{Balance, set_balances};
use crate::pricing::set_price::{set_first, set_unmarked};
use crate::pricing::{NewPrice, SetPriceError, SetPrices};

/// What became of a batch.
#[derive(Debug, Default)]
pub struct BatchOutcome {
    /// (line, fate) of each row that could be understood, in the file's order.
    pub fates: Vec<(u64, RowFate)>,
    /// What is wrong, those of rows that could not be understood among them.
    pub problems: Vec<Problem>,
    /// All rows by fate.
    pub tally: Tally,
    /// Codes of products that are new.
    pub new_products: Vec<String>,
    /// Paths of categories that are new, with their English names.
    pub grown: Vec<(String, String)>,
}

impl BatchOutcome {
    fn add(&mut self, other: Self) {
        self.fates.extend(other.fates);
        self.problems.extend(other.problems);
        self.new_products.extend(other.new_products);
        self.grown.extend(other.grown);
    }

    fn refuse(&mut self, row: &Row, error: &DbError) {
        let reason = Reason::Refused(format!("the database refuses it: {error}"));
        self.fates.push((row.line, RowFate::Refused));
        self.problems
            .push(Problem::new(row.line, "sku", &row.sku, reason));
    }
}

/// Applies a batch. Rows that the database itself refuses are found by halving, told, and stop no other.
///
/// # Errors
/// Database errors that are not about what stands in the rows; the transaction is then to be dropped.
pub async fn apply_batch(
    tx: &mut Tx,
    to: &Destination,
    batch: &Batch,
) -> Result<BatchOutcome, DbError> {
    let mut outcome = BatchOutcome {
        problems: batch.problems.clone(),
        ..BatchOutcome::default()
    };
    let mut waiting: Vec<&[Row]> = vec![&batch.rows];
    while let Some(rows) = waiting.pop() {
        store::set_savepoint(tx).await?;
        match apply_rows(tx, to, rows, &batch.paths).await {
            Ok(applied) => {
                outcome.add(applied);
                store::release_savepoint(tx).await?;
            }
            Err(error) if store::is_about_rows(&error) => {
                store::roll_back_to_savepoint(tx).await?;
                match rows {
                    [] => return Err(error),
                    [row] => outcome.refuse(row, &error),
                    rows => {
                        let (first, second) = rows.split_at(middle(rows));
                        waiting.extend([second, first]);
                    }
                }
            }
            Err(error) => return Err(error),
        }
    }
    outcome.fates.sort_unstable_by_key(|(line, _)| *line);
    outcome.tally.refused = batch.refused;
    for (_, fate) in &outcome.fates {
        outcome.tally.count(*fate);
    }
    outcome.problems.sort_by_key(|problem| problem.line);
    Ok(outcome)
}

/// Where rows are halved: between two products, as near the middle as can be; in the middle when they are all of one.
fn middle(rows: &[Row]) -> usize {
    let half = rows.len() / 2;
    (1..rows.len())
        .filter(|n| rows[n - 1].product != rows[*n].product)
        .min_by_key(|n| n.abs_diff(half))
        .unwrap_or(half)
}

async fn apply_rows(
    tx: &mut Tx,
    to: &Destination,
    rows: &[Row],
    paths: &[(String, String)],
) -> Result<BatchOutcome, DbError> {
    let mut outcome = BatchOutcome::default();
    let references = look_up(tx, rows, paths).await?;
    let (good, bad): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| {
        let before = outcome.problems.len();
        unknowns(to, &references, row, &mut outcome.problems);
        outcome.problems.len() == before
    });
    outcome
        .fates
        .extend(bad.iter().map(|row| (row.line, RowFate::Refused)));
    let saves = save(tx, to, &references, &good, &mut outcome.problems).await?;
    let priced = price(tx, to, &good, &saves.variants).await?;
    let stocked = stock(tx, to, &good, &saves.variants, &mut outcome.problems).await?;
    for row in &good {
        let fate = match saves.variants.get(row.sku.as_str()) {
            None => RowFate::Refused,
            Some((_, Fate::Created)) => RowFate::Created,
            Some((_, Fate::Changed)) => RowFate::Changed,
            Some((id, Fate::Unchanged)) if priced.contains(id) || stocked.contains(id) => {
                RowFate::Changed
            }
            Some((_, Fate::Unchanged)) => RowFate::Unchanged,
        };
        outcome.fates.push((row.line, fate));
    }
    // All marks at once and last: whoever meets them waits for the end of this transaction only.
    // A new variant's product is among those touched.
    let new: HashSet<VariantId> = saves
        .variants
        .values()
        .filter_map(|(id, fate)| (*fate == Fate::Created).then_some(*id))
        .collect();
    let known = priced.union(&stocked).filter(|id| !new.contains(id));
    let variants: Vec<VariantId> = known.copied().collect();
    storefront::mark_touched(tx, &saves.touched, &variants).await?;
    outcome.new_products = saves.new_products;
    outcome.grown = references.grown;
    Ok(outcome)
}

/// What was saved of rows.
#[derive(Default)]
struct Saves<'a> {
    /// Variant and fate by SKU.
    variants: HashMap<&'a str, (VariantId, Fate)>,
    /// Products about which something is different now.
    touched: Vec<ProductId>,
    new_products: Vec<String>,
}

/// Saves products and variants; a variant that is refused is left out, and the rest of its product goes on.
async fn save<'a>(
    tx: &mut Tx,
    to: &Destination,
    references: &References,
    rows: &[&'a Row],
    problems: &mut Vec<Problem>,
) -> Result<Saves<'a>, DbError> {
    let mut groups: Vec<Vec<&'a Row>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for row in rows {
        let place = *places.entry(&row.product).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[place].push(row);
    }
    let mut saves = Saves::default();
    while !groups.is_empty() {
        let now = tx.now();
        let drafts: Vec<ProductDraft> = groups
            .iter()
            .map(|rows| draft(to, references, rows, now))
            .collect();
        let outcomes = save_unmarked(tx, &drafts).await?;
        saves.touched.extend(touched(&outcomes));
        let mut again = Vec::new();
        for (rows, outcome) in groups.into_iter().zip(outcomes) {
            match outcome {
                Ok(product) => saves.take(&rows, &product),
                Err(refusals) => {
                    let good = refused(rows, &refusals, problems);
                    if !good.is_empty() {
                        again.push(good);
                    }
                }
            }
        }
        groups = again;
    }
    Ok(saves)
}

impl<'a> Saves<'a> {
    fn take(&mut self, rows: &[&'a Row], product: &Saved) {
        if product.fate == Fate::Created {
            self.new_products
                .extend(rows.first().map(|row| row.product.clone()));
        }
        for (row, (id, fate)) in rows.iter().zip(&product.variants) {
            // What changed about the product counts for its rows, too.
            let fate = match fate {
                Fate::Unchanged if product.fate != Fate::Unchanged => Fate::Changed,
                other => *other,
            };
            self.variants.insert(row.sku.as_str(), (*id, fate));
        }
    }
}

/// Says of a product's rows why they were refused; gives those that may go on without the others.
fn refused<'a>(
    rows: Vec<&'a Row>,
    refusals: &[Refusal],
    problems: &mut Vec<Problem>,
) -> Vec<&'a Row> {
    let mut good = Vec::with_capacity(rows.len());
    for row in rows {
        let about = refusals
            .iter()
            .find(|refusal| refusal.sku().is_none_or(|sku| sku == row.sku));
        let Some(refusal) = about else {
            good.push(row);
            continue;
        };
        let (column, value) = match refusal.sku() {
            Some(_) => ("sku", &row.sku),
            None => ("product", &row.product),
        };
        let reason = Reason::Refused(refusal.to_string());
        problems.push(Problem::new(row.line, column, value, reason));
    }
    good
}

/// Sets prices; gives the variants whose price is another now.
async fn price(
    tx: &mut Tx,
    to: &Destination,
    rows: &[&Row],
    saved: &HashMap<&str, (VariantId, Fate)>,
) -> Result<HashSet<VariantId>, DbError> {
    // (those of known variants, those of variants that are new)
    let mut lists: HashMap<PriceListId, (Vec<NewPrice>, Vec<NewPrice>)> = HashMap::new();
    for row in rows {
        let (Some(price), Some((variant_id, fate))) = (row.price_e4, saved.get(row.sku.as_str()))
        else {
            continue;
        };
        let list = row
            .price_list
            .as_ref()
            .and_then(|code| to.lists.get(code))
            .unwrap_or(&to.base_list);
        let price = NewPrice {
            variant_id: *variant_id,
            min_quantity: 1,
            unit_price: UnitPrice(price),
        };
        let (known, new) = lists.entry(*list).or_default();
        match fate {
            Fate::Created => new.push(price),
            Fate::Changed | Fate::Unchanged => known.push(price),
        }
    }
    let mut changed = HashSet::new();
    for (list, (known, new)) in lists {
        let change = SetPrices {
            list,
            from: None,
            prices: &known,
        };
        if !known.is_empty() {
            changed.extend(set_unmarked(tx, &change).await.map_err(no_fault_of_rows)?);
        }
        if !new.is_empty() {
            set_first(tx, list, &new).await.map_err(no_fault_of_rows)?;
            changed.extend(new.iter().map(|price| price.variant_id));
        }
    }
    Ok(changed)
}

/// Prices were read as not negative, SKUs are unique, and changes begin now: what is left are faults of the database.
fn no_fault_of_rows(error: SetPriceError) -> DbError {
    match error {
        SetPriceError::Db(error) => error,
        other => DbError::Encode(other.into()),
    }
}

/// Sets stock; gives the variants whose stock is another now.
async fn stock(
    tx: &mut Tx,
    to: &Destination,
    rows: &[&Row],
    saved: &HashMap<&str, (VariantId, Fate)>,
    problems: &mut Vec<Problem>,
) -> Result<HashSet<VariantId>, DbError> {
    let mut asked: HashMap<Uuid, &Row> = HashMap::new();
    let mut balances = Vec::new();
    for row in rows {
        let (Some(on_hand), Some((variant_id, _))) = (row.stock, saved.get(row.sku.as_str()))
        else {
            continue;
        };
        let location = row
            .location
            .as_ref()
            .and_then(|code| to.locations.get(code))
            .copied()
            .or(to.base_location);
        if let Some(location_id) = location {
            asked.insert(variant_id.0, row);
            balances.push(Balance {
                variant_id: *variant_id,
                location_id,
                on_hand,
            });
        }
    }
    let known = store::balances(tx, &balances).await?;
    balances.retain(|b| known.get(&(b.variant_id.0, b.location_id.0)) != Some(&b.on_hand));
    if balances.is_empty() {
        return Ok(HashSet::new());
    }
    for raised in set_balances(tx, &balances, "import").await? {
        if let Some(row) = asked.get(&raised.0) {
            let count = row.stock.unwrap_or(0).to_string();
            let reason = "is less than what is promised to orders; it was set to that".to_owned();
            problems.push(Problem::new(
                row.line,
                "stock",
                &count,
                Reason::Refused(reason),
            ));
        }
    }
    let changed: Vec<VariantId> = balances.iter().map(|b| b.variant_id).collect();
    Ok(changed.into_iter().collect())
}
