//! Laying down what was written, section by section, and telling what differs.

use std::collections::BTreeSet;

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::{Map, Value, json};

use super::differ::differences;
use super::listing::{self, Laid};
use super::{Difference, OpenError, Opened, Opening, VatClassDraft, store};
use crate::catalogue::attribute::store as attributes;
use crate::catalogue::product::store::save_manufacturer;
use crate::catalogue::shop::{Shop, save_shop, shop_by_code, shops};
use crate::checkout::for_tiers;
use crate::checkout::store::save_freight_method;
use crate::ids::ShopId;
use crate::import::destination;
use crate::inventory::store::save_location;
use crate::legal;
use crate::legal::publish_version::{NewVersion, publish_version};
use crate::order::invoice::document::account::{self, Account};
use crate::pricing::GUEST_TIER;
use crate::pricing::store::{TierList, lay_down_vat_rate, save_tier_list, save_vat_class};
use crate::pricing::vat::listing::classes_without;
use crate::pricing::vat::rates::{self, LayDownError, RateDraft};
use crate::pricing::vat::territory::taxing;
use crate::pricing::vat::{known, swedish_midnight};

/// Opens the first shop, or brings one that is there to what is written. Nothing differs: nothing was written that would have to be kept, so the transaction may as
/// well be dropped.
///
/// # Errors
/// [`OpenError`]; the transaction is to be dropped then.
pub async fn open(tx: &mut Tx, opening: &Opening) -> Result<Opened, OpenError> {
    open_beside(tx, opening, false).await
}

/// The same for a shop that may be another than those that are there.
///
/// # Errors
/// [`OpenError`]; the transaction is to be dropped then.
pub async fn add(tx: &mut Tx, opening: &Opening) -> Result<Opened, OpenError> {
    open_beside(tx, opening, true).await
}

/// Whether no shop has this code. It stays so until the end of the transaction: whoever opens one waits for it.
///
/// # Errors
/// Database errors.
pub async fn is_free(tx: &mut Tx, code: &str) -> Result<bool, DbError> {
    store::lock(tx).await?;
    Ok(shop_by_code(tx, code).await?.is_none())
}

async fn open_beside(
    tx: &mut Tx,
    opening: &Opening,
    may_be_another: bool,
) -> Result<Opened, OpenError> {
    store::lock(tx).await?;
    let all = shops(tx).await?;
    let held = held(&all, &opening.shop, may_be_another)?;
    let (is_new, id) = match &held {
        None => (true, opening.shop.id),
        Some(shop) => (false, shop.id),
    };
    let is_oldest = all.first().is_none_or(|oldest| oldest.id == id);
    let makers: Vec<String> = opening
        .manufacturers
        .iter()
        .map(|m| m.name.clone())
        .collect();
    let codes: Vec<String> = opening.attributes.iter().map(|a| a.code.clone()).collect();
    let before = listing::standing(tx, id, &makers, &codes).await?;
    let ways = for_tiers::standing(tx, id).await?;

    let shop = with_what_is_open(&opening.shop, held.as_ref());
    let shop_id = save_shop(tx, &shop).await?;
    for (position, (code, name)) in (1..).zip(&opening.locations) {
        save_location(tx, code, name, position).await?;
    }
    let named: Vec<String> = opening
        .locations
        .iter()
        .map(|(code, _)| code.clone())
        .collect();
    // Goods lie where they lie for all shops: the oldest says which place comes first.
    if is_oldest {
        store::put_behind(tx, &named).await?;
    }
    for class in &opening.vat_classes {
        save_class(tx, class).await?;
    }
    for taxed_by in taxing(&shop.countries) {
        let without = classes_without(tx, taxed_by).await?;
        known::lay_down(tx, taxed_by, &without).await?;
    }
    save_list(tx, &shop, shop_id).await?;
    save_freight(tx, shop_id, opening).await?;
    let account = save_account(tx, shop_id, opening).await?;
    save_goods(tx, opening).await?;
    publish_first(tx, shop_id, opening).await?;
    if let Some((need, tiers)) = ways.losers(tx, shop_id).await? {
        return Err(OpenError::LeavesNone(need, tiers));
    }

    let after = listing::standing(tx, shop_id, &makers, &codes).await?;
    let mut differences = differences(&before, &after);
    if !differences.is_empty() {
        record(tx, shop_id, is_new, &differences).await?;
    }
    // Who changed the account is written by itself.
    differences.extend(account);
    Ok(Opened {
        shop_id,
        is_new,
        differences,
        left: left(&after, opening),
    })
}

/// The shop with this code, which keeps its currency. Where there are others and none with it, somebody must have said that it is another.
fn held(shops: &[Shop], wanted: &Shop, may_be_another: bool) -> Result<Option<Shop>, OpenError> {
    let Some(first) = shops.first() else {
        return Ok(None);
    };
    let Some(shop) = shops.iter().find(|shop| shop.code == wanted.code) else {
        return if may_be_another {
            Ok(None)
        } else {
            Err(OpenError::Other(first.code.clone()))
        };
    };
    if shop.currency != wanted.currency {
        return Err(OpenError::Currency(shop.currency.to_string()));
    }
    Ok(Some(shop.clone()))
}

/// The facts as they are written, and the countries that were opened in the back office.
fn with_what_is_open(wanted: &Shop, held: Option<&Shop>) -> Shop {
    let mut shop = wanted.clone();
    for country in held.into_iter().flat_map(|held| &held.countries) {
        if !shop.countries.contains(country) {
            shop.countries.push(country.clone());
        }
    }
    // The same countries in another order are no change.
    if let Some(held) = held {
        let set = |of: &Shop| of.countries.iter().cloned().collect::<BTreeSet<_>>();
        if set(held) == set(&shop) {
            shop.countries.clone_from(&held.countries);
        }
    }
    shop
}

async fn save_class(tx: &mut Tx, class: &VatClassDraft) -> Result<(), OpenError> {
    save_vat_class(tx, &class.code, &class.name.to_json()).await?;
    let laid = listing::rates_of(tx, &class.code).await?;
    for rate in &class.rates {
        save_rate(tx, class, rate, &laid).await?;
    }
    Ok(())
}

/// The first rates of a class in a country may begin on any day; where there are some already, another one is what staff lay down.
async fn save_rate(
    tx: &mut Tx,
    class: &VatClassDraft,
    rate: &RateDraft,
    laid: &[Laid],
) -> Result<(), OpenError> {
    let day = rate.from;
    let refused = |problem| {
        OpenError::Rate(
            format!("{} {} {day}", rate.vat_class, rate.country),
            problem,
        )
    };
    let from = swedish_midnight(day.year(), day.month(), day.day())
        .ok_or_else(|| refused(LayDownError::Past))?;
    let there: Vec<&Laid> = laid
        .iter()
        .filter(|laid| laid.country == rate.country)
        .collect();
    if there.is_empty() {
        lay_down_vat_rate(tx, &rate.vat_class, &rate.country, rate.rate_bp, from).await?;
        return Ok(());
    }
    let is_laid = |laid: &&Laid| laid.valid_from == from && laid.rate_bp == rate.rate_bp;
    if class.is_known || there.iter().any(is_laid) {
        return Ok(());
    }
    rates::lay_down(tx, rate)
        .await
        .map_err(|error| match error {
            LayDownError::Db(error) => OpenError::Db(error),
            problem => refused(problem),
        })
}

/// The list of what everybody pays, unless there is one.
async fn save_list(tx: &mut Tx, shop: &Shop, shop_id: ShopId) -> Result<(), DbError> {
    if destination(tx, shop_id).await?.is_some() {
        return Ok(());
    }
    let list = TierList {
        code: &format!("{}-butik", shop.code),
        name: "Butikspris inkl. moms",
        shop_id,
        currency: shop.currency,
        includes_vat: true,
        tier: GUEST_TIER,
        priority: 100,
    };
    save_tier_list(tx, &list).await?;
    Ok(())
}

async fn save_freight(tx: &mut Tx, shop_id: ShopId, opening: &Opening) -> Result<(), DbError> {
    for (draft, is_active) in &opening.freight {
        let mut draft = draft.clone();
        let named: BTreeSet<String> = draft
            .rates
            .iter()
            .flat_map(|rate| rate.countries.iter().cloned())
            .collect();
        let named: Vec<String> = named.into_iter().collect();
        let elsewhere = listing::rates_elsewhere(tx, shop_id, &draft.code, &named).await?;
        draft.rates.extend(elsewhere);
        save_freight_method(tx, shop_id, &draft).await?;
        store::offer_freight(tx, shop_id, &draft.code, *is_active).await?;
    }
    Ok(())
}

/// Gives what is otherwise in the account, which is no part of what stands: it has an entry of its own in the audit trail.
async fn save_account(
    tx: &mut Tx,
    shop_id: ShopId,
    opening: &Opening,
) -> Result<Option<Difference>, OpenError> {
    let Some(wanted) = &opening.account else {
        return Ok(None);
    };
    let (held, row_version) = account::account(tx, shop_id).await?;
    if held == *wanted {
        return Ok(None);
    }
    account::save(tx, shop_id, wanted, row_version).await?;
    let told = |of: &Account| json!({ "bankgiro": of.bankgiro, "iban": of.iban, "bic": of.bic });
    Ok(Some(Difference {
        place: "account".to_owned(),
        before: if row_version == 0 {
            Value::Null
        } else {
            told(&held)
        },
        after: told(wanted),
    }))
}

async fn save_goods(tx: &mut Tx, opening: &Opening) -> Result<(), OpenError> {
    for maker in &opening.manufacturers {
        save_manufacturer(tx, maker).await?;
    }
    let known = attributes::directory(tx).await?;
    for draft in &opening.attributes {
        let held = known.0.get(&draft.code);
        if held.is_some_and(|held| held.kind != draft.kind) {
            return Err(OpenError::AttributeKind(draft.code.clone()));
        }
        attributes::save_attribute(tx, draft).await?;
    }
    Ok(())
}

/// Texts of kinds that have no version yet.
async fn publish_first(tx: &mut Tx, shop_id: ShopId, opening: &Opening) -> Result<(), OpenError> {
    for text in &opening.texts {
        let heads = legal::listing::heads(tx, shop_id, Some(text.kind)).await?;
        if !heads.is_empty() {
            continue;
        }
        let first = NewVersion {
            kind: text.kind,
            sv: text.sv.clone(),
            en: Some(text.en.clone()),
            from: None,
            seen: 0,
        };
        publish_version(tx, shop_id, &first).await?;
    }
    Ok(())
}

pub(super) async fn record(
    tx: &mut Tx,
    shop_id: ShopId,
    is_new: bool,
    differences: &[Difference],
) -> Result<(), DbError> {
    let side = |of: fn(&Difference) -> &Value| -> Map<String, Value> {
        differences
            .iter()
            .map(|one| (one.place.clone(), of(one).clone()))
            .collect()
    };
    let (before, after) = (side(|one| &one.before), side(|one| &one.after));
    if is_new {
        let opened = Change::deed("shop.opened", "shop", shop_id).with_after(&after);
        return tx.audit(opened).await;
    }
    tx.audit(Change {
        action: "shop.changed",
        subject: ("shop", Some(shop_id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await
}

/// What is there in the sections that name things, and was not named.
fn left(standing: &Value, opening: &Opening) -> Vec<String> {
    let keys = |section: &str| -> Vec<String> {
        let section = standing.get(section).and_then(Value::as_object);
        section.into_iter().flat_map(Map::keys).cloned().collect()
    };
    let countries = standing["shop"]["countries"].as_array();
    let countries = countries.into_iter().flatten().filter_map(Value::as_str);
    let countries = countries
        .filter(|code| !opening.shop.countries.iter().any(|named| named == code))
        .map(|code| format!("shop.countries: {code}"));
    let locations = keys("locations").into_iter();
    let locations = locations
        .filter(|code| !opening.locations.iter().any(|(named, _)| named == code))
        .map(|code| format!("locations: {code}"));
    let freight = keys("freight").into_iter();
    let freight = freight
        .filter(|code| !opening.freight.iter().any(|(named, _)| named.code == *code))
        .map(|code| format!("freight: {code}"));
    countries.chain(locations).chain(freight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_that_were_opened_elsewhere_stay() {
        let shop = |countries: &[&str]| Shop {
            id: ShopId::generate(),
            code: "a".to_owned(),
            name: String::new(),
            legal_name: String::new(),
            org_number: String::new(),
            vat_number: String::new(),
            street: String::new(),
            postcode: String::new(),
            city: String::new(),
            country: "SE".to_owned(),
            email: String::new(),
            phone: String::new(),
            currency: platform::money::Currency::SEK,
            default_locale: "sv".to_owned(),
            countries: countries.iter().map(|code| (*code).to_owned()).collect(),
            payment_methods: Vec::new(),
        };
        let of = |wanted: &[&str], held: Option<&[&str]>| {
            with_what_is_open(&shop(wanted), held.map(shop).as_ref()).countries
        };
        assert_eq!(of(&["SE", "DK"], None), ["SE", "DK"]);
        assert_eq!(of(&["SE", "DK"], Some(&["SE", "NO"])), ["SE", "DK", "NO"]);
        assert_eq!(of(&["DK", "SE"], Some(&["SE", "DK"])), ["SE", "DK"]);
    }
}
