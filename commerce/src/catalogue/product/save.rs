//! Making and changing products, one or thousands in one go: what is there is read once, compared, and only differences are written.

use std::collections::{HashMap, HashSet};

use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::draft::{FactDraft, FactValue, Fate, ProductDraft, Saved};
use super::store::{self, Existing, FactRow, NewOption, NewValue, ProductRow, TextRow, VariantRow};
use crate::catalogue::LOCALES;
use crate::catalogue::address::{self, Kind};
use crate::catalogue::storefront;
use crate::ids::{ProductId, VariantId};

/// Why a product was not saved; nothing of it was.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// A new product needs a name in some language.
    #[error("a new product needs a name")]
    NameMissing,
    /// The SKU is another product's.
    #[error("the SKU {sku} belongs to the product {product}")]
    SkuTaken {
        /// Which SKU.
        sku: String,
        /// Whose it is.
        product: String,
    },
    /// Another variant of the product has the same choices.
    #[error("the variant {other} has the same choices ({choices})")]
    ChoicesTaken {
        /// Which variant wants them.
        sku: String,
        /// The choices.
        choices: String,
        /// Which variant has them.
        other: String,
    },
    /// The variant does not choose among all options, or among more than there are.
    #[error("the variant chooses {chosen} values, the product has {options} options")]
    ChoicesMissing {
        /// Which variant.
        sku: String,
        /// Its choices.
        chosen: usize,
        /// The product's options.
        options: usize,
    },
    /// There is no such VAT class.
    #[error("there is no VAT class {0}")]
    NoVatClass(String),
}

impl Refusal {
    /// The variant that stands in the way; `None` when it is the product itself.
    #[must_use]
    pub fn sku(&self) -> Option<&str> {
        match self {
            Self::SkuTaken { sku, .. }
            | Self::ChoicesTaken { sku, .. }
            | Self::ChoicesMissing { sku, .. } => Some(sku),
            Self::NameMissing | Self::NoVatClass(_) => None,
        }
    }
}

/// Saves products. Gives for each draft, in order, what became of it or why it was refused. No two drafts have the same code, no two variants the same
/// SKU. The lists of what has changed are made anew afterwards.
///
/// # Errors
/// Database errors; a draft that is refused is none.
pub async fn save_products(
    tx: &mut Tx,
    drafts: &[ProductDraft],
) -> Result<Vec<Result<Saved, Refusal>>, DbError> {
    let mut existing = store::existing(tx, drafts).await?;
    let mut plan = Plan::default();
    let outcomes: Vec<Result<Saved, Refusal>> = drafts
        .iter()
        .map(|draft| plan.take_up(&mut existing, draft))
        .collect();
    plan.write(tx).await?;
    let touched: Vec<ProductId> = outcomes
        .iter()
        .flatten()
        .filter(|saved| {
            saved.fate != Fate::Unchanged
                || saved
                    .variants
                    .iter()
                    .any(|(_, fate)| *fate != Fate::Unchanged)
        })
        .map(|saved| saved.id)
        .collect();
    storefront::mark_dirty(tx, &touched).await?;
    Ok(outcomes)
}

/// Everything that is to be written, gathered over all drafts.
#[derive(Default)]
struct Plan {
    products: Vec<ProductRow>,
    changed_products: Vec<ProductRow>,
    texts: Vec<TextRow>,
    slugs: HashMap<String, Vec<(Uuid, String)>>,
    categories: Vec<(Uuid, Uuid, bool)>,
    categories_cleared: Vec<Uuid>,
    options: Vec<NewOption>,
    values: Vec<NewValue>,
    variants: Vec<VariantRow>,
    changed_variants: Vec<VariantRow>,
    choices: Vec<(Uuid, Uuid)>,
    choices_cleared: Vec<Uuid>,
    facts: Vec<FactRow>,
    facts_cleared: Vec<(Uuid, Uuid)>,
    publications: Vec<(Uuid, Uuid, platform::clock::Timestamp)>,
}

impl Plan {
    fn take_up(&mut self, existing: &mut Existing, draft: &ProductDraft) -> Result<Saved, Refusal> {
        check(existing, draft)?;
        let known = existing.products.get(&draft.code).cloned();
        let row = wanted_product(draft, known.as_ref());
        let id = row.id;
        let mut fate = match &known {
            None => {
                self.products.push(row);
                Fate::Created
            }
            Some(known) if *known != row => {
                self.changed_products.push(row);
                Fate::Changed
            }
            Some(_) => Fate::Unchanged,
        };
        let parts = [
            self.texts_of(existing, draft, id, known.is_none()),
            self.categories_of(existing, draft, id),
            self.facts_of(existing, draft, id),
            self.publication_of(existing, draft, id),
            self.options_of(existing, draft, id),
        ];
        if fate == Fate::Unchanged && parts.contains(&true) {
            fate = Fate::Changed;
        }
        let variants = self.variants_of(existing, draft, id);
        Ok(Saved {
            id: ProductId(id),
            fate,
            variants,
        })
    }

    fn texts_of(
        &mut self,
        existing: &Existing,
        draft: &ProductDraft,
        id: Uuid,
        is_new: bool,
    ) -> bool {
        let mut changed = false;
        for texts in &draft.texts {
            let known = existing.texts.get(&(id, texts.locale.clone()));
            let part = |wanted: &Option<String>, of: fn(&TextRow) -> &String| {
                wanted
                    .clone()
                    .unwrap_or_else(|| known.map(of).cloned().unwrap_or_default())
            };
            let row = TextRow {
                product_id: id,
                locale: texts.locale.clone(),
                name: part(&texts.name, |t| &t.name),
                subtitle: part(&texts.subtitle, |t| &t.subtitle),
                description: part(&texts.description, |t| &t.description),
                safety_warning: part(&texts.safety_warning, |t| &t.safety_warning),
            };
            if known == Some(&row) || (known.is_none() && row.name.is_empty()) {
                self.address_of(existing, texts, id, None);
                continue;
            }
            changed = true;
            let first_name = (is_new || known.is_none()).then(|| row.name.clone());
            self.address_of(existing, texts, id, first_name);
            self.texts.push(row);
        }
        changed
    }

    fn address_of(
        &mut self,
        existing: &Existing,
        texts: &super::draft::TextsDraft,
        id: Uuid,
        first_name: Option<String>,
    ) {
        let first = || first_name.map(|name| texts.first_slug.clone().unwrap_or(name));
        let Some(wanted) = texts.slug.clone().or_else(first) else {
            return;
        };
        if existing.slugs.get(&(id, texts.locale.clone())) != Some(&wanted) {
            self.slugs
                .entry(texts.locale.clone())
                .or_default()
                .push((id, wanted));
        }
    }

    fn categories_of(&mut self, existing: &Existing, draft: &ProductDraft, id: Uuid) -> bool {
        let Some(wanted) = &draft.categories else {
            return false;
        };
        let mut seen = HashSet::new();
        let rows: Vec<(Uuid, bool)> = wanted
            .iter()
            .filter(|category| seen.insert(**category))
            .enumerate()
            .map(|(n, category)| (category.0, n == 0))
            .collect();
        let known: HashSet<(Uuid, bool)> = existing
            .categories
            .get(&id)
            .into_iter()
            .flatten()
            .copied()
            .collect();
        if known == rows.iter().copied().collect() {
            return false;
        }
        self.categories_cleared.push(id);
        self.categories.extend(
            rows.into_iter()
                .map(|(category, first)| (id, category, first)),
        );
        true
    }

    fn facts_of(&mut self, existing: &Existing, draft: &ProductDraft, id: Uuid) -> bool {
        let mut changed = false;
        for fact in &draft.facts {
            let rows = fact_rows(fact, id);
            let known = existing
                .facts
                .get(&(id, fact.attribute_id))
                .map_or(&[][..], Vec::as_slice);
            if known == rows {
                continue;
            }
            changed = true;
            self.facts_cleared.push((id, fact.attribute_id));
            self.facts.extend(rows);
        }
        changed
    }

    fn publication_of(&mut self, existing: &Existing, draft: &ProductDraft, id: Uuid) -> bool {
        match draft.publication {
            Some((shop, from)) if !existing.publications.contains(&(id, shop.0)) => {
                self.publications.push((id, shop.0, from));
                true
            }
            Some(_) | None => false,
        }
    }

    fn options_of(&mut self, existing: &mut Existing, draft: &ProductDraft, id: Uuid) -> bool {
        let mut changed = false;
        let options = existing.options.entry(id).or_default();
        for option in &draft.options {
            let place = match options.iter().position(|known| known.code == option.code) {
                Some(place) => place,
                None => {
                    options.push(store::KnownOption::new(
                        &option.code,
                        &option.label,
                        options.len(),
                    ));
                    options.len() - 1
                }
            };
            let known = &mut options[place];
            if known.is_new || (known.label != option.label && !option.label.0.is_empty()) {
                changed = true;
                known.label.clone_from(&option.label);
                self.options.push(known.row(id));
                known.is_new = false;
            }
            for value in &option.values {
                changed |= known.take_up(value, &mut self.values);
            }
        }
        changed
    }

    fn variants_of(
        &mut self,
        existing: &mut Existing,
        draft: &ProductDraft,
        product_id: Uuid,
    ) -> Vec<(VariantId, Fate)> {
        let siblings = existing
            .variants
            .values()
            .filter(|v| v.product_id == product_id)
            .count();
        let mut has_main = existing
            .variants
            .values()
            .any(|v| v.product_id == product_id && v.is_main);
        let mut fates = Vec::with_capacity(draft.variants.len());
        for (n, variant) in draft.variants.iter().enumerate() {
            let known = existing.variants.get(&variant.sku).cloned();
            let position = i32::try_from(siblings + n).unwrap_or(i32::MAX);
            let mut row = wanted_variant(variant, known.as_ref(), product_id, position);
            // Exactly one is the main one: the first that claims it, or the first of a new product.
            let claims = variant.is_main == Some(true)
                || draft.variants.iter().all(|v| v.is_main != Some(true));
            row.is_main = known.as_ref().is_some_and(|k| k.is_main) || (!has_main && claims);
            has_main |= row.is_main;
            let fate = match &known {
                None => Fate::Created,
                Some(known) if *known != row => Fate::Changed,
                Some(_) => Fate::Unchanged,
            };
            if known.as_ref().map(|k| &k.option_key) != Some(&row.option_key) {
                self.choices_of(existing, variant, &row);
            }
            fates.push((VariantId(row.id), fate));
            match fate {
                Fate::Created => self.variants.push(row.clone()),
                Fate::Changed => self.changed_variants.push(row.clone()),
                Fate::Unchanged => {}
            }
            existing.variants.insert(variant.sku.clone(), row);
        }
        fates
    }

    fn choices_of(
        &mut self,
        existing: &Existing,
        variant: &super::draft::VariantDraft,
        row: &VariantRow,
    ) {
        self.choices_cleared.push(row.id);
        let options = existing
            .options
            .get(&row.product_id)
            .map_or(&[][..], Vec::as_slice);
        for (option, choice) in options.iter().zip(&variant.choices) {
            self.choices
                .extend(option.value_id(choice).map(|value| (row.id, value)));
        }
    }

    async fn write(&self, tx: &mut Tx) -> Result<(), DbError> {
        store::insert_products(tx, &self.products).await?;
        store::update_products(tx, &self.changed_products).await?;
        store::upsert_texts(tx, &self.texts).await?;
        for locale in LOCALES {
            if let Some(wanted) = self.slugs.get(locale) {
                address::set_free_slugs(tx, Kind::Product, locale, wanted).await?;
            }
        }
        store::replace_categories(tx, &self.categories_cleared, &self.categories).await?;
        store::upsert_options(tx, &self.options).await?;
        store::upsert_values(tx, &self.values).await?;
        store::insert_variants(tx, &self.variants).await?;
        store::update_variants(tx, &self.changed_variants).await?;
        store::replace_choices(tx, &self.choices_cleared, &self.choices).await?;
        store::replace_facts(tx, &self.facts_cleared, &self.facts).await?;
        store::insert_publications(tx, &self.publications).await
    }
}

fn check(existing: &Existing, draft: &ProductDraft) -> Result<(), Refusal> {
    let known = existing.products.get(&draft.code);
    if known.is_none()
        && draft
            .texts
            .iter()
            .all(|t| t.name.as_deref().unwrap_or("").is_empty())
    {
        return Err(Refusal::NameMissing);
    }
    if let Some(class) = draft
        .vat_class
        .as_ref()
        .filter(|c| !existing.vat_classes.contains(*c))
    {
        return Err(Refusal::NoVatClass(class.clone()));
    }
    let product_id = known.map(|known| known.id);
    let options = option_count(existing, draft, product_id);
    let mut keys: HashMap<String, &str> = existing
        .variants
        .values()
        .filter(|v| Some(v.product_id) == product_id)
        .filter(|v| draft.variants.iter().all(|d| d.sku != v.sku))
        .map(|v| (v.option_key.clone(), v.sku.as_str()))
        .collect();
    for variant in &draft.variants {
        let owner = existing
            .variants
            .get(&variant.sku)
            .filter(|v| Some(v.product_id) != product_id);
        if let Some(owner) = owner {
            return Err(Refusal::SkuTaken {
                sku: variant.sku.clone(),
                product: existing.code_of(owner.product_id),
            });
        }
        if variant.choices.len() != options {
            return Err(Refusal::ChoicesMissing {
                sku: variant.sku.clone(),
                chosen: variant.choices.len(),
                options,
            });
        }
        if let Some(other) = keys.insert(variant.choices.join("/"), &variant.sku) {
            return Err(Refusal::ChoicesTaken {
                sku: variant.sku.clone(),
                choices: variant.choices.join("/"),
                other: other.to_owned(),
            });
        }
    }
    Ok(())
}

/// How many options the product has once the draft is taken up.
fn option_count(existing: &Existing, draft: &ProductDraft, product_id: Option<Uuid>) -> usize {
    let known: HashSet<&str> = product_id
        .and_then(|id| existing.options.get(&id))
        .into_iter()
        .flatten()
        .map(|option| option.code.as_str())
        .collect();
    let new = draft
        .options
        .iter()
        .map(|o| o.code.as_str())
        .filter(|code| !known.contains(code));
    known.len() + new.collect::<HashSet<_>>().len()
}

fn wanted_product(draft: &ProductDraft, known: Option<&ProductRow>) -> ProductRow {
    let or_known = |wanted: &Option<String>, of: fn(&ProductRow) -> Option<String>| {
        wanted.clone().or_else(|| known.and_then(of))
    };
    ProductRow {
        id: known.map_or_else(|| ProductId::generate().0, |known| known.id),
        code: draft.code.clone(),
        vat_class: or_known(&draft.vat_class, |k| Some(k.vat_class.clone()))
            .unwrap_or_else(|| "standard".to_owned()),
        manufacturer_id: draft
            .manufacturer_id
            .map(|id| id.0)
            .or_else(|| known.and_then(|k| k.manufacturer_id)),
        origin_country: or_known(&draft.origin_country, |k| k.origin_country.clone()),
        status: or_known(&draft.status, |k| Some(k.status.clone()))
            .unwrap_or_else(|| "active".to_owned()),
    }
}

fn wanted_variant(
    draft: &super::draft::VariantDraft,
    known: Option<&VariantRow>,
    product_id: Uuid,
    position: i32,
) -> VariantRow {
    let content = draft.content.map(|c| (c.milli, c.unit.code().to_owned()));
    let known_content = || known.and_then(|k| k.content_milli.zip(k.content_unit.clone()));
    let (content_milli, content_unit) = content.or_else(known_content).unzip();
    VariantRow {
        id: known.map_or_else(|| VariantId::generate().0, |k| k.id),
        product_id,
        sku: draft.sku.clone(),
        gtin: draft
            .gtin
            .clone()
            .or_else(|| known.and_then(|k| k.gtin.clone())),
        position: known.map_or(position, |k| k.position),
        is_main: false,
        is_active: draft
            .is_active
            .unwrap_or_else(|| known.is_none_or(|k| k.is_active)),
        weight_g: draft.weight_g.or_else(|| known.and_then(|k| k.weight_g)),
        width_mm: draft.width_mm.or_else(|| known.and_then(|k| k.width_mm)),
        depth_mm: draft.depth_mm.or_else(|| known.and_then(|k| k.depth_mm)),
        height_mm: draft.height_mm.or_else(|| known.and_then(|k| k.height_mm)),
        content_milli,
        content_unit,
        min_quantity: draft
            .min_quantity
            .unwrap_or_else(|| known.map_or(1, |k| k.min_quantity)),
        option_key: draft.choices.join("/"),
    }
}

fn fact_rows(fact: &FactDraft, product_id: Uuid) -> Vec<FactRow> {
    fact.values
        .iter()
        .enumerate()
        .map(|(n, value)| FactRow {
            product_id,
            attribute_id: fact.attribute_id,
            position: i32::try_from(n).unwrap_or(i32::MAX),
            value_id: match value {
                FactValue::Choice(id) => Some(*id),
                FactValue::Text(_) | FactValue::Number(_) => None,
            },
            text_value: match value {
                FactValue::Text(label) => Some(label.to_json()),
                FactValue::Choice(_) | FactValue::Number(_) => None,
            },
            number_milli: match value {
                FactValue::Number(milli) => Some(*milli),
                FactValue::Choice(_) | FactValue::Text(_) => None,
            },
        })
        .collect()
}
