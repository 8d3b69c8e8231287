//! Making and changing products, one or thousands in one go: what is there is read once, compared, and only differences are written.

use std::collections::{HashMap, HashSet};

use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::draft::{Fate, ProductDraft, Saved, VariantDraft};
use super::existing::{Existing, VariantRow, existing};
use super::plan::Plan;
use crate::catalogue::storefront;
use crate::ids::ProductId;

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

/// Saves products. Gives for each draft, in order, what became of it or everything for which it was refused. No two drafts have the same code, no two
/// variants the same SKU. The lists of what has changed are made anew afterwards.
///
/// # Errors
/// Database errors; a draft that is refused is none.
pub async fn save_products(
    tx: &mut Tx,
    drafts: &[ProductDraft],
) -> Result<Vec<Result<Saved, Vec<Refusal>>>, DbError> {
    let outcomes = save_unmarked(tx, drafts).await?;
    storefront::mark_dirty(tx, &touched(&outcomes)).await?;
    Ok(outcomes)
}

/// [`save_products`] for a caller who marks what was touched with the rest of its changes.
pub(crate) async fn save_unmarked(
    tx: &mut Tx,
    drafts: &[ProductDraft],
) -> Result<Vec<Result<Saved, Vec<Refusal>>>, DbError> {
    let mut existing = existing(tx, drafts).await?;
    let mut plan = Plan::default();
    let mut outcomes = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let refusals = check(&existing, draft);
        outcomes.push(if refusals.is_empty() {
            Ok(plan.take_up(&mut existing, draft))
        } else {
            Err(refusals)
        });
    }
    plan.write(tx).await?;
    Ok(outcomes)
}

/// The products about which something is different now.
pub(crate) fn touched(outcomes: &[Result<Saved, Vec<Refusal>>]) -> Vec<ProductId> {
    let is_different = |fate: &Fate| *fate != Fate::Unchanged;
    outcomes
        .iter()
        .flatten()
        .filter(|saved| {
            is_different(&saved.fate) || saved.variants.iter().any(|(_, fate)| is_different(fate))
        })
        .map(|saved| saved.id)
        .collect()
}

/// Everything for which a draft cannot be taken; nothing when it can.
fn check(existing: &Existing, draft: &ProductDraft) -> Vec<Refusal> {
    let known = existing.products.get(&draft.code);
    let has_name = |draft: &ProductDraft| {
        let names = draft.texts.iter().filter_map(|t| t.name.as_deref());
        names.into_iter().any(|name| !name.is_empty())
    };
    if known.is_none() && !has_name(draft) {
        return vec![Refusal::NameMissing];
    }
    if let Some(class) = draft
        .vat_class
        .as_ref()
        .filter(|c| !existing.vat_classes.contains(*c))
    {
        return vec![Refusal::NoVatClass(class.clone())];
    }
    let product_id = known.map(|known| known.id);
    let options = option_codes(existing, draft, product_id);
    let named: HashSet<&str> = draft.variants.iter().map(|d| d.sku.as_str()).collect();
    let mut keys: HashMap<String, &str> = product_id
        .into_iter()
        .flat_map(|id| existing.siblings(id))
        .filter(|v| !named.contains(v.sku.as_str()))
        .map(|v| (v.option_key.clone(), v.sku.as_str()))
        .collect();
    draft
        .variants
        .iter()
        .filter_map(|variant| check_variant(existing, product_id, &options, &mut keys, variant))
        .collect()
}

fn check_variant<'a>(
    existing: &Existing,
    product_id: Option<Uuid>,
    options: &[&str],
    keys: &mut HashMap<String, &'a str>,
    variant: &'a VariantDraft,
) -> Option<Refusal> {
    let sku = || variant.sku.clone();
    let known = existing.variants.get(&variant.sku);
    if let Some(other) = known.filter(|v| Some(v.product_id) != product_id) {
        return Some(Refusal::SkuTaken {
            sku: sku(),
            product: existing.code_of(other.product_id),
        });
    }
    let key = match wanted_key(options, variant, known) {
        Ok(key) => key,
        Err(chosen) => {
            return Some(Refusal::ChoicesMissing {
                sku: sku(),
                chosen,
                options: options.len(),
            });
        }
    };
    if let Some(other) = keys.get(&key) {
        return Some(Refusal::ChoicesTaken {
            sku: sku(),
            choices: key,
            other: (*other).to_owned(),
        });
    }
    keys.insert(key, &variant.sku);
    None
}

/// The options that the product has once the draft is taken up, in order.
fn option_codes<'a>(
    existing: &'a Existing,
    draft: &'a ProductDraft,
    product_id: Option<Uuid>,
) -> Vec<&'a str> {
    let mut codes = product_id.map_or_else(Vec::new, |id| existing.option_codes(id));
    for option in &draft.options {
        if !codes.contains(&option.code.as_str()) {
            codes.push(&option.code);
        }
    }
    codes
}

/// What the variant has chosen once the draft is taken up. What the draft does not name stays as it is; `Err` with the number of choices when it
/// does not choose once in each option.
pub(super) fn wanted_key(
    options: &[&str],
    draft: &VariantDraft,
    known: Option<&VariantRow>,
) -> Result<String, usize> {
    if let Some(known) = known.filter(|_| draft.choices.is_empty()) {
        return Ok(known.option_key.clone());
    }
    let has: Vec<&str> = known
        .filter(|known| !known.option_key.is_empty())
        .map_or_else(Vec::new, |known| known.option_key.split('/').collect());
    let chosen: Vec<&str> = options
        .iter()
        .enumerate()
        .filter_map(|(n, option)| {
            let named = draft.choices.iter().find(|(code, _)| code == option);
            named
                .map(|(_, choice)| choice.as_str())
                .or_else(|| has.get(n).copied())
        })
        .collect();
    let is_foreign = |(code, _): &&(String, String)| !options.contains(&code.as_str());
    let foreign = draft.choices.iter().filter(is_foreign).count();
    if chosen.len() == options.len() && foreign == 0 {
        Ok(chosen.join("/"))
    } else {
        Err(chosen.len() + foreign)
    }
}
