use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::Label;
use commerce::checkout::for_tiers::Need;
use commerce::tier::price_lists::asked;
use commerce::tier::{
    self, SaveTierError, SupportLevel, Tier, TierDraft, TierFunction, assortment, listing,
};
use http::StatusCode;
use platform::auth::Permission;
use platform::db::{DbError, PgConnection};
use platform::i18n::Message;
use platform::money::Currency;
use platform::render::FormState;
use platform::sums;
use platform::web::{FormBody, PageError, QueryFields};

use super::views::{ListRow, Tick, TierForm, TierListPage, TierPage, TierRow};
use crate::admin::Admin;
use crate::currencies;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::list::{Amount, Cell};
use crate::object::Collision;
use crate::page::{self, see};
use crate::undo::remember;
use crate::when::When;

/// Where a saved tier leads back to.
const LIST: &str = "/nivaer";

pub(super) fn function_key(function: TierFunction) -> String {
    format!("tier-function-{}", function.as_str().replace('_', "-"))
}

pub(super) fn support_key(level: SupportLevel) -> String {
    format!("tier-support-{}", level.as_str())
}

/// How somebody's tier is helped, as a tag beside their name; none for those who are helped in turn.
pub(crate) fn support_tag(admin: &Admin, me: &Me, level: Option<&str>) -> Option<String> {
    let level = level
        .and_then(SupportLevel::from_column)
        .filter(|level| *level != SupportLevel::Standard)?;
    let message = Message::new(support_key(level));
    Some(admin.renderer.text(me.locale(), &message))
}

/// The same in a column of a queue, which can be put in order by it.
pub(crate) fn support_text(admin: &Admin, me: &Me, level: Option<&str>) -> Cell {
    Cell::text(support_tag(admin, me, level).unwrap_or_default())
}

pub(super) fn function_ticks(on: &[String]) -> Vec<Tick> {
    TierFunction::ALL
        .into_iter()
        .map(|function| Tick {
            value: function.as_str(),
            label: function_key(function),
            is_on: on.iter().any(|name| name == function.as_str()),
        })
        .collect()
}

pub(super) fn support_ticks(on: &str) -> Vec<Tick> {
    SupportLevel::ALL
        .into_iter()
        .map(|level| Tick {
            value: level.as_str(),
            label: support_key(level),
            is_on: level.as_str() == on,
        })
        .collect()
}

/// `GET /nivaer`
pub(crate) async fn index(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let tiers = listing::tiers(&mut conn).await?;
    let uses = listing::uses(&mut conn).await?;
    let amount = |minor: i64, tier: &Tier| Amount::new(me.locale(), minor, &tier.currency);
    let rows = tiers.iter().map(|tier| {
        let companies = uses
            .iter()
            .find(|used| used.code == tier.code)
            .map_or(0, |used| used.companies);
        TierRow {
            code: tier.code.clone(),
            name: tier.name.text(me.locale().code()).to_owned(),
            shows_vat: tier.shows_vat,
            payment_days: tier.payment_days,
            credit: tier.credit_limit_minor.map(|minor| amount(minor, tier)),
            minimum: (tier.minimum_order_minor > 0).then(|| amount(tier.minimum_order_minor, tier)),
            functions: tier.functions.iter().copied().map(function_key).collect(),
            support: support_key(tier.support_level),
            can_be_applied_for: tier.can_be_applied_for,
            companies: companies.min(1_000),
            is_more: companies > 1_000,
        }
    });
    let view = TierListPage {
        tiers: rows.collect(),
        can_manage: me.may(Permission::TierManage),
        is_saved: query.has("sparat"),
    };
    let place = (Room::Tiers, LIST);
    page::show_saved(&admin, &mut conn, &me, place, StatusCode::OK, &view).await
}

/// `GET /nivaer/ny`
pub(crate) async fn ask(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    let form = FormState::blank()
        .with("vat", "1")
        .with("position", "10")
        .with("days", "0")
        .with("support", SupportLevel::Standard.as_str());
    answer(&admin, &me, None, StatusCode::OK, form).await
}

/// `POST /nivaer/ny`
pub(crate) async fn create(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = FormState::<TierForm>::from_pairs(fields.iter());
    let home = home(&me);
    let draft = read(&mut form, &home);
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    }
    if let Some(draft) = draft.filter(|_| form.is_valid()) {
        let mut tx = admin.db.begin(me.origin()).await?;
        match tier::create(&mut tx, form.trimmed("code"), &draft).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see("/nivaer?sparat=1"));
            }
            Err(error) => refuse(&mut form, error)?,
        }
    }
    answer(&admin, &me, None, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

/// `GET /nivaer/{code}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(code): Path<String>,
) -> Result<Response, PageError> {
    let found = listing::tier(&mut *admin.db.read().await?, &code)
        .await?
        .ok_or(PageError::NotFound)?;
    let form = filled(&found);
    answer(&admin, &me, Some(found), StatusCode::OK, form).await
}

/// `POST /nivaer/{code}`
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    Path(code): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let found = listing::tier(&mut *admin.db.read().await?, &code)
        .await?
        .ok_or(PageError::NotFound)?;
    let mut form = FormState::<TierForm>::from_pairs(fields.iter());
    // What its sums are in stays as long as nobody says what its people buy in.
    let home = match found.buys_in {
        None => found.currency.clone(),
        Some(_) => home(&me),
    };
    let draft = read(&mut form, &home);
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    }
    if let Some(draft) = draft.filter(|_| form.is_valid()) {
        let row_version: i32 = form.value("row_version").parse().unwrap_or(0);
        let mut tx = admin.db.begin(me.origin()).await?;
        match tier::save(&mut tx, &code, &draft, row_version).await {
            Ok(()) => {
                let action = format!("{LIST}/{code}");
                // The form of what is there already does not tell the code.
                let before = filled(&found).with("code", "");
                let version = row_version.saturating_add(1);
                remember(&mut tx, &me, (LIST, &action), (&before, &form), version).await?;
                tx.commit().await?;
                return Ok(see("/nivaer?sparat=1"));
            }
            Err(error) => {
                drop(tx);
                refuse(&mut form, error)?;
            }
        }
    }
    let found = listing::tier(&mut *admin.db.read().await?, &code)
        .await?
        .ok_or(PageError::NotFound)?;
    answer(
        &admin,
        &me,
        Some(found),
        StatusCode::UNPROCESSABLE_ENTITY,
        form,
    )
    .await
}

/// What sums are in where a tier says nothing else: the shop's own currency.
fn home(me: &Me) -> String {
    let shops = me.shops().looked_upon();
    let currency = shops.first().map_or(Currency::SEK, |shop| shop.currency);
    currency.to_string()
}

/// A tier as its form shows it.
fn filled(tier: &Tier) -> FormState<TierForm> {
    let text = |locale: &str| tier.name.0.get(locale).cloned().unwrap_or_default();
    let on = |is: bool| if is { "1" } else { "" };
    let pairs = vec![
        ("code", tier.code.clone()),
        ("name_sv", text("sv")),
        ("name_en", text("en")),
        ("position", tier.position.to_string()),
        ("vat", on(tier.shows_vat).to_owned()),
        ("minimum", sums::write(tier.minimum_order_minor)),
        (
            "free_freight",
            tier.free_freight_minor.map(sums::write).unwrap_or_default(),
        ),
        ("days", tier.payment_days.to_string()),
        (
            "credit",
            tier.credit_limit_minor.map(sums::write).unwrap_or_default(),
        ),
        ("buys_in", tier.buys_in.clone().unwrap_or_default()),
        ("support", tier.support_level.as_str().to_owned()),
        ("applied", on(tier.can_be_applied_for).to_owned()),
    ];
    let functions = tier
        .functions
        .iter()
        .map(|function| ("function", function.as_str().to_owned()));
    FormState::from_pairs(pairs.into_iter().chain(functions))
}

fn read(form: &mut FormState<TierForm>, home: &str) -> Option<TierDraft> {
    let buys_in = Some(form.trimmed("buys_in").to_uppercase()).filter(|code| !code.is_empty());
    let name_sv = name(form, "name_sv", true);
    let name_en = name(form, "name_en", false);
    let position = number(form, "position", 0, 999);
    let payment_days = number(form, "days", 0, tier::save::MOST_PAYMENT_DAYS.into());
    let minimum = sum(form, "minimum");
    let credit = sum(form, "credit");
    let free_freight = sum(form, "free_freight");
    let support = SupportLevel::from_column(form.value("support"));
    if support.is_none() {
        form.refuse("support", "form-missing");
    }
    let functions = TierFunction::ALL
        .into_iter()
        .filter(|f| form.values("function").iter().any(|v| v == f.as_str()))
        .collect();
    Some(TierDraft {
        name: Label::new(&name_sv?, &name_en?),
        position: position?,
        shows_vat: form.value("vat") == "1",
        currency: buys_in.clone().unwrap_or_else(|| home.to_owned()),
        buys_in,
        payment_days: i16::try_from(payment_days?).ok()?,
        credit_limit_minor: credit?,
        minimum_order_minor: minimum?.unwrap_or(0),
        free_freight_minor: free_freight?,
        functions,
        support_level: support?,
        can_be_applied_for: form.value("applied") == "1",
    })
}

fn name(form: &mut FormState<TierForm>, field: &str, is_required: bool) -> Option<String> {
    let name = form.trimmed(field).to_owned();
    if is_required && name.is_empty() {
        form.refuse(field, "form-missing");
        return None;
    }
    if name.chars().count() > 60 || name.chars().any(char::is_control) {
        form.refuse(field, "form-too-long");
        return None;
    }
    Some(name)
}

fn number(form: &mut FormState<TierForm>, field: &str, least: i32, most: i32) -> Option<i32> {
    let read = form.trimmed(field).parse().ok();
    let read = read.filter(|number| (least..=most).contains(number));
    if read.is_none() {
        let message = Message::new("number-between")
            .with("min", i64::from(least))
            .with("max", i64::from(most));
        form.refuse(field, message);
    }
    read
}

/// A sum that may be left out.
fn sum(form: &mut FormState<TierForm>, field: &str) -> Option<Option<i64>> {
    if form.trimmed(field).is_empty() {
        return Some(None);
    }
    let read = sums::read(form.value(field));
    if read.is_none() {
        form.refuse(field, "sum-wrong");
    }
    read.map(Some)
}

fn refuse(form: &mut FormState<TierForm>, error: SaveTierError) -> Result<(), PageError> {
    match error {
        SaveTierError::CodeMalformed => form.refuse("code", "tier-code-wrong"),
        SaveTierError::CodeReserved => form.refuse("code", "tier-code-reserved"),
        SaveTierError::CodeTaken => form.refuse("code", "tier-code-taken"),
        SaveTierError::NoName => form.refuse("name_sv", "form-missing"),
        SaveTierError::OutOfRange => form.refuse_whole("sum-wrong"),
        SaveTierError::NoRate => form.refuse("buys_in", "currency-no-rate"),
        SaveTierError::SumsInOther(currency) => {
            let message = Message::new("tier-sums-in").with("currency", currency);
            form.refuse("buys_in", message);
        }
        SaveTierError::CreditInOther(currency) => {
            let message = Message::new("tier-credit-in").with("currency", currency);
            form.refuse("buys_in", message);
        }
        SaveTierError::GuestsTier => form.refuse("applied", "tier-guests"),
        SaveTierError::LeavesNone(Need::Freight) => form.refuse_whole("tier-no-freight"),
        SaveTierError::LeavesNone(Need::Payment) => form.refuse_whole("tier-no-payment"),
        SaveTierError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        SaveTierError::Unknown => return Err(PageError::NotFound),
        SaveTierError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

async fn answer(
    admin: &Admin,
    me: &Me,
    found: Option<Tier>,
    status: StatusCode,
    form: FormState<TierForm>,
) -> Result<Response, PageError> {
    let typed: Option<i32> = form.value("row_version").parse().ok();
    let is_stale = found
        .as_ref()
        .zip(typed)
        .is_some_and(|(tier, typed)| typed != tier.row_version);
    let collisions = found
        .as_ref()
        .filter(|_| is_stale)
        .map(|tier| collisions(tier, &form))
        .unwrap_or_default();
    let mut conn = admin.db.read().await?;
    let (lists, is_limited) = match &found {
        Some(tier) => surroundings(&mut conn, me, tier).await?,
        None => (Vec::new(), false),
    };
    let view = TierPage {
        is_new: found.is_none(),
        code: found.as_ref().map_or(String::new(), |t| t.code.clone()),
        name: found
            .as_ref()
            .map_or("", |tier| tier.name.text(me.locale().code()))
            .to_owned(),
        currency: found
            .as_ref()
            .map_or_else(|| home(me), |t| t.currency.clone()),
        currencies: currencies::choices(&mut conn, me, form.trimmed("buys_in")).await?,
        is_guests: found.as_ref().is_some_and(|t| t.code == tier::GUESTS),
        functions: function_ticks(form.values("function")),
        supports: support_ticks(form.value("support")),
        row_version: found.as_ref().map_or(1, |tier| tier.row_version),
        collisions,
        lists,
        has_shop: me.shops().current().is_some(),
        is_limited,
        can_manage: me.may(Permission::TierManage),
        form,
    };
    page::show_as(admin, &mut conn, me, Room::Tiers, status, &view).await
}

/// The lists whose prices a tier is asked, in order, and whether it sees a part of the catalogue only.
async fn surroundings(
    conn: &mut PgConnection,
    me: &Me,
    tier: &Tier,
) -> Result<(Vec<ListRow>, bool), DbError> {
    let assortment = assortment::listing::assortment(conn, &tier.code).await?;
    let is_limited = assortment.is_some_and(|of| !of.rules.is_empty());
    let Some(shop) = me.shops().current() else {
        return Ok((Vec::new(), is_limited));
    };
    let now = me.now();
    let lists = asked(conn, shop.id, &tier.code, now, true).await?;
    let can_open = me.may(Permission::PriceRead);
    let when = |at| When::new(me.locale(), at, now);
    // Guests' lists that stand last are for what no other has.
    let last = lists.iter().rposition(|list| !list.is_guests());
    let is_guests = tier.code == tier::GUESTS;
    let rows = lists.into_iter().enumerate().map(|(place, list)| ListRow {
        href: can_open.then(|| format!("/prislistor/{}", list.id)),
        is_fallback: !is_guests && last.is_none_or(|last| place > last),
        is_campaign: list.tier.is_none(),
        of_tier: list
            .tier
            .filter(|of| *of != tier.code)
            .map(|_| list.tier_name.text(me.locale().code()).to_owned()),
        name: list.name,
        from: list.valid_from.filter(|from| *from > now).map(when),
        until: list.valid_to.map(when),
    });
    Ok((rows.collect(), is_limited))
}

/// Each field that somebody else has saved otherwise.
fn collisions(tier: &Tier, form: &FormState<TierForm>) -> Vec<Collision> {
    let stored = filled(tier);
    [
        ("name_sv", "tier-name-sv"),
        ("name_en", "tier-name-en"),
        ("position", "tier-position"),
        ("days", "tier-days"),
        ("credit", "tier-credit"),
        ("minimum", "tier-minimum"),
        ("free_freight", "tier-free-freight"),
        ("buys_in", "company-buys-in"),
    ]
    .into_iter()
    .filter_map(|(field, label)| {
        Collision::of_text(label, stored.trimmed(field), form.trimmed(field))
    })
    .collect()
}
