//! Applying one batch of rows, in the caller's transaction. A dry run is the same without the commit.

use std::collections::{HashMap, HashSet};
use std::io::Read;

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use platform::money::UnitPrice;
use uuid::Uuid;

use super::row::{Named, Row};
use super::source::{FileError, Rows};
use super::{BATCH, Problem, Reason, RowFate, Tally, store};
use crate::catalogue::attribute::{AttributeDirectory, AttributeKind, store as attributes};
use crate::catalogue::category::{self, CategoryDraft, CategoryTexts, save_category};
use crate::catalogue::label::Label;
use crate::catalogue::product::{
    FactDraft, FactValue, Fate, OptionDraft, OptionValueDraft, ProductDraft, TextsDraft,
    VariantDraft, save_products,
};
use crate::catalogue::{address, storefront};
use crate::ids::{CategoryId, LocationId, ManufacturerId, PriceListId, ShopId, VariantId};
use crate::inventory::store::{Balance, set_balances};
use crate::pricing::{NewPrice, SetPriceError, SetPrices, set_price::set_prices};

/// Rows that are applied together.
#[derive(Debug, Default)]
pub struct Batch {
    /// What can be understood.
    pub rows: Vec<Row>,
    /// What cannot.
    pub problems: Vec<Problem>,
    /// Rows that cannot.
    pub refused: i64,
}

impl Batch {
    /// Rows of the file that are in it.
    #[must_use]
    pub fn len(&self) -> i64 {
        i64::try_from(self.rows.len()).unwrap_or(i64::MAX) + self.refused
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A file that is taken up batch by batch. Remembers eight bytes of each SKU, to tell those that come again.
pub struct Reading<R: Read> {
    rows: Rows<R>,
    seen: HashMap<u64, u64>,
}

impl<R: Read> Reading<R> {
    /// Takes a file up from its first row.
    #[must_use]
    pub fn new(rows: Rows<R>) -> Self {
        Self {
            rows,
            seen: HashMap::new(),
        }
    }

    /// The next rows, at most [`BATCH`]; an empty batch at the end.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn next_batch(&mut self) -> Result<Batch, FileError> {
        self.next_rows(BATCH)
    }

    /// Passes over rows that were applied before. Gives how many there were.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn skip(&mut self, rows: i64) -> Result<i64, FileError> {
        let mut passed = 0;
        while passed < rows {
            let left = usize::try_from(rows - passed).unwrap_or(BATCH).min(BATCH);
            let batch = self.next_rows(left)?;
            if batch.is_empty() {
                break;
            }
            passed += batch.len();
        }
        Ok(passed)
    }

    /// Bytes of text that have been read.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.rows.position()
    }

    fn next_rows(&mut self, most: usize) -> Result<Batch, FileError> {
        let mut batch = Batch::default();
        while usize::try_from(batch.len()).is_ok_and(|len| len < most) {
            match self.rows.next_row()? {
                None => break,
                Some(Ok(row)) => match self.seen.insert(hash(&row.sku), row.line) {
                    None => batch.rows.push(row),
                    Some(first) => {
                        self.seen.insert(hash(&row.sku), first);
                        batch.refused += 1;
                        batch.problems.push(Problem::new(
                            row.line,
                            "sku",
                            &row.sku,
                            Reason::SeenBefore(first),
                        ));
                    }
                },
                Some(Err(problems)) => {
                    batch.refused += 1;
                    batch.problems.extend(problems);
                }
            }
        }
        Ok(batch)
    }
}

fn hash(sku: &str) -> u64 {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(sku.as_bytes());
    let mut head = [0; 8];
    head.copy_from_slice(&digest[..8]);
    u64::from_le_bytes(head)
}

/// What became of a batch.
#[derive(Debug, Default)]
pub struct BatchOutcome {
    /// (line, fate) of each row that could be understood, in the file's order.
    pub fates: Vec<(u64, RowFate)>,
    /// What is wrong, those of rows that could not be understood among them.
    pub problems: Vec<Problem>,
    /// All rows by fate.
    pub tally: Tally,
}

/// Where rows go: the shop with its lists, locations and attributes.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The shop in which products are published.
    pub shop_id: ShopId,
    /// For prices without a list of their own.
    pub base_list: PriceListId,
    /// Lists by code.
    pub lists: HashMap<String, PriceListId>,
    /// For stock without a location of its own.
    pub base_location: Option<LocationId>,
    /// Locations by code.
    pub locations: HashMap<String, LocationId>,
}

pub use super::store::destination;

/// What rows name, looked up.
struct References {
    categories: HashMap<String, CategoryId>,
    manufacturers: HashMap<String, ManufacturerId>,
    attributes: AttributeDirectory,
}

/// Applies a batch.
///
/// # Errors
/// Database errors; the transaction is then to be dropped.
pub async fn apply_batch(
    tx: &mut Tx,
    to: &Destination,
    batch: Batch,
) -> Result<BatchOutcome, DbError> {
    let mut outcome = BatchOutcome {
        problems: batch.problems,
        ..BatchOutcome::default()
    };
    outcome.tally.refused = batch.refused;
    let references = look_up(tx, &batch.rows).await?;
    let (rows, refused): (Vec<Row>, Vec<Row>) = batch.rows.into_iter().partition(|row| {
        let before = outcome.problems.len();
        unknowns(to, &references, row, &mut outcome.problems);
        outcome.problems.len() == before
    });
    let mut fates: HashMap<u64, RowFate> = refused
        .iter()
        .map(|row| (row.line, RowFate::Refused))
        .collect();
    let saved = save(tx, to, &references, &rows, &mut outcome.problems).await?;
    let priced = price(tx, to, &rows, &saved).await?;
    let stocked = stock(tx, to, &rows, &saved, &mut outcome.problems).await?;
    for row in &rows {
        let fate = match saved.get(row.sku.as_str()) {
            None => RowFate::Refused,
            Some((_, Fate::Created)) => RowFate::Created,
            Some((_, Fate::Changed)) => RowFate::Changed,
            Some((id, Fate::Unchanged)) if priced.contains(id) || stocked.contains(id) => {
                RowFate::Changed
            }
            Some((_, Fate::Unchanged)) => RowFate::Unchanged,
        };
        fates.insert(row.line, fate);
    }
    outcome.fates = fates.into_iter().collect();
    outcome.fates.sort_unstable_by_key(|(line, _)| *line);
    for (_, fate) in &outcome.fates {
        outcome.tally.count(*fate);
    }
    outcome.problems.sort_by_key(|problem| problem.line);
    Ok(outcome)
}

async fn look_up(tx: &mut Tx, rows: &[Row]) -> Result<References, DbError> {
    let mut codes: Vec<String> = rows
        .iter()
        .flat_map(|row| row.categories.iter().cloned())
        .collect();
    codes.extend(
        rows.iter()
            .flat_map(|row| row.category_sv.iter().map(|path| path_code(path))),
    );
    codes.sort();
    codes.dedup();
    let mut categories: HashMap<String, CategoryId> = category::listing::ids_by_code(tx, &codes)
        .await?
        .into_iter()
        .collect();
    for row in rows {
        for (n, path) in row.category_sv.iter().enumerate() {
            if !categories.contains_key(&path_code(path)) {
                let english = row.category_en.get(n).map_or("", String::as_str);
                grow(tx, path, english, &mut categories).await?;
            }
        }
    }
    let names: HashSet<String> = rows
        .iter()
        .filter_map(|row| row.manufacturer.clone())
        .collect();
    Ok(References {
        categories,
        manufacturers: store::manufacturers(tx, &names.into_iter().collect::<Vec<_>>()).await?,
        attributes: attributes::directory(tx).await?,
    })
}

/// `Servering > Muggar` -> `servering/muggar`.
fn path_code(path: &str) -> String {
    path.split('>')
        .map(address::slugify)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("/")
}

/// Makes the categories of a path that are not there.
async fn grow(
    tx: &mut Tx,
    path: &str,
    english: &str,
    categories: &mut HashMap<String, CategoryId>,
) -> Result<(), DbError> {
    let english: Vec<&str> = english.split('>').map(str::trim).collect();
    let (mut parent, mut code) = (None, String::new());
    for (depth, name) in path.split('>').map(str::trim).enumerate() {
        let slug = address::slugify(name);
        if slug.is_empty() {
            continue;
        }
        code = if code.is_empty() {
            slug
        } else {
            format!("{code}/{slug}")
        };
        if !categories.contains_key(&code) {
            let known = category::listing::ids_by_code(tx, std::slice::from_ref(&code)).await?;
            let id = match known.into_iter().next() {
                Some((_, id)) => id,
                None => make_category(tx, &code, parent, name, english.get(depth).copied()).await?,
            };
            categories.insert(code.clone(), id);
        }
        parent = categories.get(&code).copied();
    }
    Ok(())
}

async fn make_category(
    tx: &mut Tx,
    code: &str,
    parent_id: Option<CategoryId>,
    name: &str,
    english: Option<&str>,
) -> Result<CategoryId, DbError> {
    let texts = |locale: &str, name: &str| CategoryTexts {
        locale: locale.to_owned(),
        name: name.to_owned(),
        description: String::new(),
        slug: None,
    };
    let mut all = vec![texts("sv", name)];
    all.extend(
        english
            .filter(|name| !name.is_empty())
            .map(|name| texts("en", name)),
    );
    let draft = CategoryDraft {
        code: code.to_owned(),
        parent_id,
        position: 1_000,
        is_published: true,
        hero_media_id: None,
        texts: all,
    };
    match save_category(tx, &draft).await {
        Ok(id) => Ok(id),
        Err(category::save::SaveCategoryError::Db(error)) => Err(error),
        // The parent was made or found a moment ago in this transaction.
        Err(category::save::SaveCategoryError::WrongParent) => Err(DbError::RowNotFound),
    }
}

/// Names in a row that nothing has.
fn unknowns(to: &Destination, references: &References, row: &Row, problems: &mut Vec<Problem>) {
    let mut unknown = |column: &str, value: &str, what: &'static str| {
        problems.push(Problem::new(row.line, column, value, Reason::Unknown(what)));
    };
    for code in row
        .categories
        .iter()
        .filter(|code| !references.categories.contains_key(*code))
    {
        unknown("category", code, "category");
    }
    if let Some(name) = row
        .manufacturer
        .as_ref()
        .filter(|n| !references.manufacturers.contains_key(*n))
    {
        unknown("manufacturer", name, "manufacturer");
    }
    if let Some(code) = row
        .price_list
        .as_ref()
        .filter(|code| !to.lists.contains_key(*code))
    {
        unknown("price_list", code, "price list");
    }
    match &row.location {
        Some(code) if !to.locations.contains_key(code) => unknown("location", code, "location"),
        None if row.stock.is_some() && to.base_location.is_none() => {
            unknown("location", "", "location")
        }
        Some(_) | None => {}
    }
    for (code, values) in &row.attributes {
        let Some(attribute) = references.attributes.0.get(code) else {
            unknown("attributes", code, "attribute");
            continue;
        };
        for value in values {
            match attribute.kind {
                AttributeKind::Choice if !attribute.values.contains_key(value) => {
                    unknown(
                        "attributes",
                        &format!("{code}={value}"),
                        "choice of the attribute",
                    );
                }
                AttributeKind::Number if milli(value).is_none() => {
                    unknown("attributes", &format!("{code}={value}"), "number");
                }
                AttributeKind::Choice | AttributeKind::Number | AttributeKind::Text => {}
            }
        }
    }
}

fn milli(text: &str) -> Option<i64> {
    super::row::decimal(text, 3).ok()
}

/// Saves products and variants; a variant that is refused is left out, and the rest of its product goes on. Gives variant and fate by SKU.
async fn save<'a>(
    tx: &mut Tx,
    to: &Destination,
    references: &References,
    rows: &'a [Row],
    problems: &mut Vec<Problem>,
) -> Result<HashMap<&'a str, (VariantId, Fate)>, DbError> {
    let mut groups: Vec<Vec<&Row>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for row in rows {
        let place = *places.entry(&row.product).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[place].push(row);
    }
    let mut saved = HashMap::with_capacity(rows.len());
    while !groups.is_empty() {
        let now = tx.now();
        let drafts: Vec<ProductDraft> = groups
            .iter()
            .map(|rows| draft(to, references, rows, now))
            .collect();
        let outcomes = save_products(tx, &drafts).await?;
        let mut again = Vec::new();
        for (rows, outcome) in groups.into_iter().zip(outcomes) {
            match outcome {
                Ok(product) => {
                    for (row, (id, fate)) in rows.into_iter().zip(product.variants) {
                        // What changed about the product counts for its rows, too.
                        let fate = if fate == Fate::Unchanged && product.fate != Fate::Unchanged {
                            Fate::Changed
                        } else {
                            fate
                        };
                        saved.insert(row.sku.as_str(), (id, fate));
                    }
                }
                Err(refusal) => {
                    let (bad, good): (Vec<&Row>, Vec<&Row>) = rows
                        .into_iter()
                        .partition(|row| refusal.sku().is_none_or(|sku| sku == row.sku));
                    let column = if refusal.sku().is_some() {
                        "sku"
                    } else {
                        "product"
                    };
                    for row in bad {
                        let value = if column == "sku" {
                            &row.sku
                        } else {
                            &row.product
                        };
                        problems.push(Problem::new(
                            row.line,
                            column,
                            value,
                            Reason::Refused(refusal.to_string()),
                        ));
                    }
                    if !good.is_empty() {
                        again.push(good);
                    }
                }
            }
        }
        groups = again;
    }
    Ok(saved)
}

/// One product of its rows: the first row that says something about the product is heard.
fn draft(to: &Destination, references: &References, rows: &[&Row], now: Timestamp) -> ProductDraft {
    fn first<T: Clone>(rows: &[&Row], part: impl Fn(&Row) -> &Option<T>) -> Option<T> {
        rows.iter().find_map(|row| part(row).clone())
    }
    let code = rows[0].product.clone();
    let first_slug = Some(address::slugify(&code)).filter(|slug| !slug.is_empty());
    let mut texts = vec![TextsDraft {
        locale: "sv".to_owned(),
        name: first(rows, |r| &r.name_sv),
        subtitle: first(rows, |r| &r.subtitle_sv),
        description: first(rows, |r| &r.description_sv),
        safety_warning: first(rows, |r| &r.safety_warning_sv),
        slug: first(rows, |r| &r.slug_sv),
        first_slug,
    }];
    texts.push(TextsDraft {
        locale: "en".to_owned(),
        name: first(rows, |r| &r.name_en),
        subtitle: first(rows, |r| &r.subtitle_en),
        description: first(rows, |r| &r.description_en),
        safety_warning: first(rows, |r| &r.safety_warning_en),
        slug: first(rows, |r| &r.slug_en),
        first_slug: None,
    });
    let status = first(rows, |r| &r.status);
    let from = first(rows, |r| &r.published_from).unwrap_or(now);
    ProductDraft {
        vat_class: first(rows, |r| &r.vat_class),
        manufacturer_id: first(rows, |r| &r.manufacturer)
            .and_then(|name| references.manufacturers.get(&name).copied()),
        origin_country: first(rows, |r| &r.origin_country),
        publication: (status.as_deref() != Some("draft")).then_some((to.shop_id, from)),
        status,
        categories: categories(references, rows),
        options: options(rows),
        variants: rows.iter().map(|row| variant(row)).collect(),
        facts: facts(references, rows),
        texts,
        code,
    }
}

fn categories(references: &References, rows: &[&Row]) -> Option<Vec<CategoryId>> {
    let named: Vec<CategoryId> = rows
        .iter()
        .flat_map(|row| {
            let paths = row.category_sv.iter().map(|path| path_code(path));
            row.categories.iter().cloned().chain(paths)
        })
        .filter_map(|code| references.categories.get(&code).copied())
        .collect();
    (!named.is_empty()).then_some(named)
}

fn options(rows: &[&Row]) -> Vec<OptionDraft> {
    let label = |named: &Named| {
        Label::new(
            named.sv.as_deref().unwrap_or(""),
            named.en.as_deref().unwrap_or(""),
        )
    };
    let mut options: Vec<OptionDraft> = Vec::new();
    for row in rows {
        let (Some(option), Some(value)) = (&row.option, &row.value) else {
            continue;
        };
        let known = options.iter().position(|known| known.code == option.code);
        let place = known.unwrap_or_else(|| {
            options.push(OptionDraft {
                code: option.code.clone(),
                label: label(option),
                values: Vec::new(),
            });
            options.len() - 1
        });
        let values = &mut options[place].values;
        if values.iter().all(|known| known.code != value.code) {
            values.push(OptionValueDraft {
                code: value.code.clone(),
                label: label(value),
                swatch: row.swatch.clone(),
            });
        }
    }
    options
}

fn variant(row: &Row) -> VariantDraft {
    VariantDraft {
        sku: row.sku.clone(),
        gtin: row.gtin.clone(),
        choices: row.value.iter().map(|value| value.code.clone()).collect(),
        is_main: row.is_main,
        is_active: row.is_active,
        weight_g: row.weight_g,
        width_mm: row.width_mm,
        depth_mm: row.depth_mm,
        height_mm: row.height_mm,
        content: row.content,
        min_quantity: row.min_quantity,
    }
}

/// Facts of all rows: choices are gathered, of texts and numbers the first is heard. A choice that the product offers as an option and that is a
/// value of the attribute of the same code becomes a fact by itself, so that lists can be narrowed by colour.
fn facts(references: &References, rows: &[&Row]) -> Vec<FactDraft> {
    let mut facts: Vec<FactDraft> = Vec::new();
    let mut add = |code: &str, value: &str| {
        let Some(attribute) = references.attributes.0.get(code) else {
            return;
        };
        let read = match attribute.kind {
            AttributeKind::Choice => attribute.values.get(value).map(|id| FactValue::Choice(*id)),
            AttributeKind::Number => milli(value).map(FactValue::Number),
            AttributeKind::Text => Some(FactValue::Text(Label::new(value, ""))),
        };
        let Some(read) = read else {
            return;
        };
        match facts
            .iter_mut()
            .find(|fact| fact.attribute_id == attribute.id)
        {
            None => facts.push(FactDraft {
                attribute_id: attribute.id,
                values: vec![read],
            }),
            Some(fact)
                if attribute.kind == AttributeKind::Choice && !fact.values.contains(&read) =>
            {
                fact.values.push(read);
            }
            Some(_) => {}
        }
    };
    for row in rows {
        for (code, values) in &row.attributes {
            for value in values {
                add(code, value);
            }
        }
        if let (Some(option), Some(value)) = (&row.option, &row.value) {
            add(&option.code, &value.code);
        }
    }
    facts
}

/// Sets prices; gives the variants whose price is another now.
async fn price(
    tx: &mut Tx,
    to: &Destination,
    rows: &[Row],
    saved: &HashMap<&str, (VariantId, Fate)>,
) -> Result<HashSet<VariantId>, DbError> {
    let mut lists: HashMap<PriceListId, Vec<NewPrice>> = HashMap::new();
    for row in rows {
        let (Some(price), Some((variant_id, _))) = (row.price_e4, saved.get(row.sku.as_str()))
        else {
            continue;
        };
        let list = row
            .price_list
            .as_ref()
            .and_then(|code| to.lists.get(code))
            .unwrap_or(&to.base_list);
        lists.entry(*list).or_default().push(NewPrice {
            variant_id: *variant_id,
            min_quantity: 1,
            unit_price: UnitPrice(price),
        });
    }
    let mut changed = HashSet::new();
    for (list, prices) in lists {
        let change = SetPrices {
            list,
            from: None,
            prices: &prices,
        };
        match set_prices(tx, &change).await {
            Ok(variants) => changed.extend(variants),
            Err(SetPriceError::Db(error)) => return Err(error),
            // Prices were read as not negative, SKUs are unique, and the change begins now.
            Err(other) => return Err(DbError::Encode(other.into())),
        }
    }
    Ok(changed)
}

/// Sets stock; gives the variants whose stock is another now.
async fn stock(
    tx: &mut Tx,
    to: &Destination,
    rows: &[Row],
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
    storefront::mark_variants_dirty(tx, &changed).await?;
    Ok(changed.into_iter().collect())
}
