//! What is to be written of products: what is there, compared with what is wanted.

use std::collections::{HashMap, HashSet};

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::json;
use uuid::Uuid;

use super::draft::{FactValue, Fate, OptionFacts, ProductDraft, ProductKind, Saved};
use super::existing::{
    Existing, FactRow, KnownOption, NewOption, NewValue, ProductRow, TextRow, VariantRow,
};
use super::save::wanted_key;
use super::store;
use crate::catalogue::LOCALES;
use crate::catalogue::address::{self, Kind};
use crate::catalogue::storefront;
use crate::catalogue::texts::{Cause, store as texts};
use crate::ids::{ProductId, VariantId};
use crate::pricing::vat::VOUCHER;

/// Everything that is to be written, gathered over all drafts.
#[derive(Default)]
pub(super) struct Plan {
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
    aside: Vec<Uuid>,
    choices: Vec<(Uuid, Uuid)>,
    choices_cleared: Vec<Uuid>,
    facts: Vec<FactRow>,
    facts_cleared: Vec<(Uuid, Uuid)>,
    publications: Vec<(Uuid, Uuid, Timestamp)>,
    /// Article numbers whose cost is another, with what it was and is.
    costs: Vec<(String, Option<i64>, Option<i64>)>,
}

impl Plan {
    /// Takes up a draft that was found to be in order.
    pub fn take_up(&mut self, existing: &mut Existing, draft: &ProductDraft) -> Saved {
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
        let mut is_changed = [
            self.texts_of(existing, draft, id, known.is_none()),
            self.categories_of(existing, draft, id),
            self.publication_of(existing, draft, id),
            self.options_of(existing, draft, id),
        ]
        .contains(&true);
        let variants = self.variants_of(existing, draft, id);
        // After the variants: what they have chosen is among the facts.
        is_changed |= self.facts_of(existing, draft, id);
        if fate == Fate::Unchanged && is_changed {
            fate = Fate::Changed;
        }
        Saved {
            id: ProductId(id),
            fate,
            variants,
        }
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
                changed |= self.address_of(existing, texts, id, None);
                continue;
            }
            changed = true;
            let first_name = (is_new || known.is_none()).then(|| row.name.clone());
            self.address_of(existing, texts, id, first_name);
            self.texts.push(row);
        }
        changed
    }

    /// Whether the product gets another address.
    fn address_of(
        &mut self,
        existing: &Existing,
        texts: &super::draft::TextsDraft,
        id: Uuid,
        first_name: Option<String>,
    ) -> bool {
        let first = || first_name.map(|name| texts.first_slug.clone().unwrap_or(name));
        let Some(wanted) = texts.slug.clone().or_else(first) else {
            return false;
        };
        let has = existing.slugs.get(&(id, texts.locale.clone()));
        // An address with a number is the wanted one that another had first.
        if has.is_some_and(|has| address::is_numbered(has, &wanted)) {
            return false;
        }
        self.slugs
            .entry(texts.locale.clone())
            .or_default()
            .push((id, wanted));
        true
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
        if !known.is_empty() {
            self.categories_cleared.push(id);
        }
        self.categories.extend(
            rows.into_iter()
                .map(|(category, first)| (id, category, first)),
        );
        true
    }

    fn facts_of(&mut self, existing: &Existing, draft: &ProductDraft, id: Uuid) -> bool {
        let mut changed = false;
        for (attribute_id, values) in wanted_facts(existing, draft, id) {
            let rows = fact_rows(attribute_id, &values, id);
            let known = existing
                .facts
                .get(&(id, attribute_id))
                .map_or(&[][..], Vec::as_slice);
            if known == rows {
                continue;
            }
            changed = true;
            if !known.is_empty() {
                self.facts_cleared.push((id, attribute_id));
            }
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
                    options.push(KnownOption::new(&option.code, &option.label, options.len()));
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
        let siblings = existing.siblings(product_id).count();
        let old_main = existing.siblings(product_id).find(|v| v.is_main).cloned();
        // Exactly one is the main one: the first that claims it, else the one that is, else the first.
        let claims = draft.variants.iter().find(|v| v.is_main == Some(true));
        let main = claims
            .map(|v| v.sku.clone())
            .or_else(|| old_main.as_ref().map(|v| v.sku.clone()))
            .or_else(|| draft.variants.first().map(|v| v.sku.clone()));
        let mut fates = Vec::with_capacity(draft.variants.len());
        for (n, variant) in draft.variants.iter().enumerate() {
            let known = existing.variants.get(&variant.sku).cloned();
            let position = i32::try_from(siblings + n).unwrap_or(i32::MAX);
            let mut row = wanted_variant(variant, known.as_ref(), product_id, position);
            let options = existing.option_codes(product_id);
            row.option_key = wanted_key(&options, variant, known.as_ref()).unwrap_or_default();
            row.is_main = main.as_ref() == Some(&row.sku);
            let fate = match &known {
                None => Fate::Created,
                Some(known) if *known != row => Fate::Changed,
                Some(_) => Fate::Unchanged,
            };
            fates.push((VariantId(row.id), fate));
            self.variant_of(existing, known.as_ref(), row);
        }
        if let Some(old) = old_main.filter(|old| main.as_ref() != Some(&old.sku))
            && draft.variants.iter().all(|v| v.sku != old.sku)
        {
            let row = VariantRow {
                is_main: false,
                ..old.clone()
            };
            self.variant_of(existing, Some(&old), row);
        }
        fates
    }

    fn variant_of(&mut self, existing: &mut Existing, known: Option<&VariantRow>, row: VariantRow) {
        match known {
            None => self.variants.push(row.clone()),
            Some(known) if *known != row => self.changed_variants.push(row.clone()),
            Some(_) => return,
        }
        if let Some(known) = known.filter(|known| known.cost_e4 != row.cost_e4) {
            let sku = row.sku.clone();
            self.costs.push((sku, known.cost_e4, row.cost_e4));
        }
        let has_other_choices = known.is_none_or(|known| known.option_key != row.option_key);
        if let Some(known) = known
            && (has_other_choices || (known.is_main && !row.is_main))
        {
            self.aside.push(row.id);
        }
        if has_other_choices {
            self.choices_of(existing, known.is_some(), &row);
        }
        existing.put(row);
    }

    fn choices_of(&mut self, existing: &Existing, is_known: bool, row: &VariantRow) {
        if is_known {
            self.choices_cleared.push(row.id);
        }
        let options = existing.options.get(&row.product_id);
        for (option, choice) in options.into_iter().flatten().zip(row.option_key.split('/')) {
            self.choices
                .extend(option.value_id(choice).map(|value| (row.id, value)));
        }
    }

    /// Writes all of it.
    pub async fn write(&self, tx: &mut Tx) -> Result<(), DbError> {
        store::insert_products(tx, &self.products).await?;
        store::update_products(tx, &self.changed_products).await?;
        let reworded = self.reworded();
        texts::keep_what_stands(tx, &reworded).await?;
        store::upsert_texts(tx, &self.texts).await?;
        for locale in LOCALES {
            if let Some(wanted) = self.slugs.get(locale) {
                address::set_free_slugs(tx, Kind::Product, locale, wanted).await?;
            }
        }
        let by = tx.actor().name().to_owned();
        texts::keep_what_became(tx, &reworded, Cause::File, &by).await?;
        store::replace_categories(tx, &self.categories_cleared, &self.categories).await?;
        store::upsert_options(tx, &self.options).await?;
        store::upsert_values(tx, &self.values).await?;
        store::step_aside(tx, &self.aside).await?;
        store::update_variants(tx, &self.changed_variants).await?;
        store::insert_variants(tx, &self.variants).await?;
        store::replace_choices(tx, &self.choices_cleared, &self.choices).await?;
        store::replace_facts(tx, &self.facts_cleared, &self.facts).await?;
        store::insert_publications(tx, &self.publications).await?;
        let moments: Vec<Timestamp> = self.publications.iter().map(|p| p.2).collect();
        storefront::mark_later(tx, &moments).await?;
        self.audit_costs(tx).await
    }

    /// The products that were there and get other words. A new one has no history yet.
    fn reworded(&self) -> Vec<Uuid> {
        let new: HashSet<Uuid> = self.products.iter().map(|row| row.id).collect();
        let reworded: HashSet<Uuid> = self.texts.iter().map(|row| row.product_id).collect();
        reworded.difference(&new).copied().collect()
    }

    /// One entry for all costs that are others now: a file may set thousands.
    async fn audit_costs(&self, tx: &mut Tx) -> Result<(), DbError> {
        if self.costs.is_empty() {
            return Ok(());
        }
        let costs: Vec<serde_json::Value> = self
            .costs
            .iter()
            .map(|(sku, before, after)| json!({ "sku": sku, "before_e4": before, "after_e4": after }))
            .collect();
        let after = json!({ "costs": costs });
        tx.audit(Change {
            action: "variant.costs_set",
            subject: ("variant", None),
            before: None::<&()>,
            after: Some(&after),
            reason: None,
        })
        .await
    }
}

fn wanted_product(draft: &ProductDraft, known: Option<&ProductRow>) -> ProductRow {
    let or_known = |wanted: &Option<String>, of: fn(&ProductRow) -> Option<String>| {
        wanted.clone().or_else(|| known.and_then(of))
    };
    let known_kind = known.and_then(|k| ProductKind::parse(&k.kind));
    let kind = draft.kind.or(known_kind).unwrap_or_default();
    // A gift card that becomes goods has no class to keep.
    let known_class = |k: &ProductRow| (k.vat_class != VOUCHER).then(|| k.vat_class.clone());
    ProductRow {
        id: known.map_or_else(|| ProductId::generate().0, |known| known.id),
        code: draft.code.clone(),
        kind: kind.as_str().to_owned(),
        vat_class: match kind {
            ProductKind::GiftCard => VOUCHER.to_owned(),
            ProductKind::Goods => {
                or_known(&draft.vat_class, known_class).unwrap_or_else(|| "standard".to_owned())
            }
        },
        manufacturer_id: draft
            .manufacturer_id
            .map(|id| id.0)
            .or_else(|| known.and_then(|k| k.manufacturer_id)),
        origin_country: or_known(&draft.origin_country, |k| k.origin_country.clone()),
        status: or_known(&draft.status, |k| Some(k.status.clone()))
            .unwrap_or_else(|| "active".to_owned()),
        is_perishable: draft
            .is_perishable
            .unwrap_or_else(|| known.is_some_and(|k| k.is_perishable)),
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
        option_key: String::new(),
        cost_e4: draft.cost_e4.or_else(|| known.and_then(|k| k.cost_e4)),
    }
}

/// The facts that the draft speaks of: those that it gives, and the choices that all variants of the product have, where an option is an attribute.
fn wanted_facts(
    existing: &Existing,
    draft: &ProductDraft,
    product_id: Uuid,
) -> Vec<(Uuid, Vec<FactValue>)> {
    let mut facts: Vec<(Uuid, Vec<FactValue>)> = draft
        .facts
        .iter()
        .map(|fact| (fact.attribute_id, fact.values.clone()))
        .collect();
    for chosen in &draft.option_facts {
        let (offered, taken) = chosen_facts(existing, chosen, product_id);
        let given = facts.iter_mut().find(|(id, _)| *id == chosen.attribute_id);
        if let Some((_, values)) = given {
            let more = taken.into_iter().map(FactValue::Choice);
            let more: Vec<FactValue> = more.filter(|value| !values.contains(value)).collect();
            values.extend(more);
            continue;
        }
        let known = existing.facts.get(&(product_id, chosen.attribute_id));
        // What was said of the product and is none of the option's choices stays.
        let mut values: Vec<i32> = known
            .into_iter()
            .flatten()
            .filter_map(|row| row.value_id)
            .filter(|value| taken.contains(value) || !offered.contains(value))
            .collect();
        let more: Vec<i32> = taken.into_iter().filter(|v| !values.contains(v)).collect();
        values.extend(more);
        let values = values.into_iter().map(FactValue::Choice).collect();
        facts.push((chosen.attribute_id, values));
    }
    facts
}

/// The attribute's values that the option offers, and those of them that some variant has.
fn chosen_facts(
    existing: &Existing,
    chosen: &OptionFacts,
    product_id: Uuid,
) -> (Vec<i32>, Vec<i32>) {
    let options = existing
        .options
        .get(&product_id)
        .map_or(&[][..], Vec::as_slice);
    let Some(place) = options.iter().position(|o| o.code == chosen.option) else {
        return (Vec::new(), Vec::new());
    };
    let had: HashSet<&str> = existing
        .siblings(product_id)
        .filter_map(|variant| variant.option_key.split('/').nth(place))
        .collect();
    let value = |code: &str| chosen.values.get(code).copied();
    let offered = options[place].codes().filter_map(value).collect();
    let taken = options[place]
        .codes()
        .filter(|code| had.contains(code))
        .filter_map(value)
        .collect();
    (offered, taken)
}

fn fact_rows(attribute_id: Uuid, values: &[FactValue], product_id: Uuid) -> Vec<FactRow> {
    values
        .iter()
        .enumerate()
        .map(|(n, value)| FactRow {
            product_id,
            attribute_id,
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
