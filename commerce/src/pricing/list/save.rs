//! Making and changing price lists.

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx, constraint::violated};
use platform::money::Currency;
use serde_json::json;

use super::store;
use crate::catalogue::storefront::{mark_later, mark_priced};
use crate::currency::can_be_sold_in;
use crate::currency::listing::is_known;
use crate::ids::{CompanyId, PriceListId, ShopId};
use crate::jobs::MakeTierListings;
use crate::locks;
use crate::pricing::GUEST_TIER;
use crate::pricing::sheet::{ListKind, Period};
use crate::tier::price_lists;

/// Whom a list is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everyone of a tier.
    Tier(String),
    /// One company.
    Company(CompanyId),
    /// For a while, everyone of these tiers; none named: everyone.
    Campaign(Vec<String>),
}

impl Audience {
    /// What kind of list it makes.
    #[must_use]
    pub fn kind(&self) -> ListKind {
        match self {
            Self::Tier(_) => ListKind::Tier,
            Self::Company(_) => ListKind::Company,
            Self::Campaign(_) => ListKind::Campaign,
        }
    }
}

/// A list as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListDraft {
    /// Stable name, for files.
    pub code: String,
    /// What staff and customers call it.
    pub name: String,
    /// Whom it is for.
    pub audience: Audience,
    /// In what.
    pub currency: Currency,
    /// Whether its prices have VAT in them.
    pub includes_vat: bool,
    /// When it holds.
    pub period: Period,
    /// Lists of a kind are asked in this order.
    pub priority: i32,
}

/// Why a list was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveListError {
    /// Another list has the code.
    #[error("the code is taken")]
    CodeTaken,
    /// Somebody else has changed it since.
    #[error("the list has been changed meanwhile")]
    ChangedMeanwhile,
    /// There is no such list.
    #[error("there is no such list")]
    Unknown,
    /// There is no such tier or company.
    #[error("there is no such audience")]
    UnknownAudience,
    /// It would end before it begins.
    #[error("the list would end before it begins")]
    Backwards,
    /// A campaign needs a beginning.
    #[error("a campaign has a beginning")]
    NoBeginning,
    /// What has been in force stays as it was: it cannot begin or end in the past, nor be for others, nor count otherwise.
    #[error("what has been in force cannot be changed")]
    HasBeen(&'static str),
    /// Without an ordinary Consumer list the shop sells nothing.
    #[error("a consumer list holds without end")]
    LastList,
    /// Nobody has told what the currency costs, or it has no hundredths: nothing could be ordered by the list.
    #[error("nothing is sold in the currency")]
    NoRate,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Makes a list, or changes one that is as it was when it was looked at (`id` and its `row_version`). A new campaign without a beginning begins now.
/// Gives the id.
///
/// # Errors
/// See [`SaveListError`]; nothing has happened then.
pub async fn save_list(
    tx: &mut Tx,
    shop_id: ShopId,
    held: Option<(PriceListId, i32)>,
    draft: &ListDraft,
) -> Result<PriceListId, SaveListError> {
    let now = tx.now();
    let mut draft = draft.clone();
    if held.is_none() && draft.audience.kind() == ListKind::Campaign {
        draft.period.from = draft.period.from.or(Some(now));
    }
    let draft = &draft;
    check(draft)?;
    locks::lock_price_orders(tx, shop_id).await?;
    let home = Currency::from(store::currency_of(tx, shop_id).await?);
    if ends_base(draft, home) && !store::has_other_base(tx, shop_id, held.map(|(id, _)| id)).await?
    {
        return Err(SaveListError::LastList);
    }
    let before = match held {
        None => None,
        Some((id, row_version)) => {
            let before = store::lock_list(tx, id)
                .await?
                .ok_or(SaveListError::Unknown)?;
            if before.row_version != row_version {
                return Err(SaveListError::ChangedMeanwhile);
            }
            keep_evidence(&before, draft, now)?;
            Some(before)
        }
    };
    if before.is_none() {
        for (name, moment) in [
            ("valid_from", draft.period.from),
            ("valid_to", draft.period.to),
        ] {
            if moment.is_some_and(|moment| moment < now) {
                return Err(SaveListError::HasBeen(name));
            }
        }
    }
    if before
        .as_ref()
        .is_none_or(|before| before.currency != draft.currency.code())
    {
        let is_sold = draft.currency == home
            || (can_be_sold_in(draft.currency)
                && is_known(tx, Some(shop_id), draft.currency).await?);
        if !is_sold {
            return Err(SaveListError::NoRate);
        }
    }
    let id = held.map_or_else(PriceListId::generate, |(id, _)| id);
    store::write_list(tx, shop_id, id, before.is_some(), draft)
        .await
        .map_err(refused)?;
    follow(tx, shop_id, id, before.as_ref(), draft).await?;
    let moments: Vec<Timestamp> = [draft.period.from, draft.period.to]
        .into_iter()
        .flatten()
        .collect();
    mark_later(tx, &moments).await?;
    if before
        .as_ref()
        .is_some_and(|before| before.period() != draft.period)
    {
        // What was to begin or end at the old moments does so no longer; what holds now may be another price.
        mark_priced(tx, id, None).await?;
    }
    if draft.audience.kind() != ListKind::Company {
        // A tier may be asked other lists than guests for the first time, or for the last.
        tx.enqueue(&MakeTierListings {}).await?;
    }
    let after = told(draft);
    let change = match &before {
        None => Change::deed("price_list.created", "price_list", id).with_after(&after),
        Some(_) => Change::deed("price_list.changed", "price_list", id).with_after(&after),
    };
    tx.audit(change).await?;
    Ok(id)
}

/// Gives a list that is a tier's, or was, its place in the orders in which tiers' lists are asked.
async fn follow(
    tx: &mut Tx,
    shop_id: ShopId,
    id: PriceListId,
    before: Option<&store::Held>,
    draft: &ListDraft,
) -> Result<(), DbError> {
    let was = before.map(store::Held::audience);
    let is_tiers = |audience: &Audience| audience.kind() == ListKind::Tier;
    let concerns_tiers = was.iter().chain([&draft.audience]).any(is_tiers);
    if concerns_tiers && was.as_ref() != Some(&draft.audience) {
        price_lists::save::follow(tx, shop_id, id).await?;
    }
    Ok(())
}

fn check(draft: &ListDraft) -> Result<(), SaveListError> {
    let Period { from, to } = draft.period;
    if from.zip(to).is_some_and(|(from, to)| to <= from) {
        return Err(SaveListError::Backwards);
    }
    match &draft.audience {
        Audience::Campaign(_) if from.is_none() => Err(SaveListError::NoBeginning),
        _ => Ok(()),
    }
}

/// Whether a list that guests live on, which is in the shop's own currency, is to have an end.
fn ends_base(draft: &ListDraft, home: Currency) -> bool {
    let is_guests = matches!(&draft.audience, Audience::Tier(tier) if tier == GUEST_TIER);
    let is_base = is_guests && draft.currency == home;
    is_base && draft.period.to.is_some()
}

/// A list that has begun is part of what prices were. Its end may be set, to now or later, as long as it has not come.
fn keep_evidence(
    before: &store::Held,
    draft: &ListDraft,
    now: Timestamp,
) -> Result<(), SaveListError> {
    let period = before.period();
    let has_begun = period.from.is_none_or(|from| from <= now);
    if before.audience() != draft.audience && (has_begun || before.has_prices) {
        return Err(SaveListError::HasBeen("audience"));
    }
    if before.has_prices
        && (before.currency != draft.currency.code() || before.includes_vat != draft.includes_vat)
    {
        return Err(SaveListError::HasBeen("currency"));
    }
    // Which of two lists decides is part of what prices were. Campaigns are not asked in order.
    let is_campaign = draft.audience.kind() == ListKind::Campaign;
    if before.has_prices && has_begun && !is_campaign && before.priority != draft.priority {
        return Err(SaveListError::HasBeen("priority"));
    }
    let may_not = |old: Option<Timestamp>, new: Option<Timestamp>| {
        old != new && (old.is_some_and(|old| old <= now) || new.is_some_and(|new| new < now))
    };
    if (has_begun && period.from != draft.period.from) || may_not(period.from, draft.period.from) {
        return Err(SaveListError::HasBeen("valid_from"));
    }
    if may_not(period.to, draft.period.to) {
        return Err(SaveListError::HasBeen("valid_to"));
    }
    Ok(())
}

fn refused(error: DbError) -> SaveListError {
    match violated(&error) {
        Some("price_lists_code_key") => SaveListError::CodeTaken,
        Some("price_lists_tier_code_fkey" | "price_lists_company_id_fkey") => {
            SaveListError::UnknownAudience
        }
        _ => SaveListError::Db(error),
    }
}

fn told(draft: &ListDraft) -> serde_json::Value {
    let whom = match &draft.audience {
        Audience::Tier(tier) => json!(tier),
        Audience::Company(company) => json!(company),
        Audience::Campaign(tiers) => json!(tiers),
    };
    json!({
        "code": draft.code, "name": draft.name, "kind": draft.audience.kind().as_str(), "for": whom,
        "currency": draft.currency, "includes_vat": draft.includes_vat, "priority": draft.priority,
        "valid_from": draft.period.from, "valid_to": draft.period.to,
    })
}
