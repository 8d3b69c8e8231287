use axum::extract::{Path, State};
use axum::response::Response;
use commerce::bookkeeping::Month;
use commerce::catalogue::shop::Shop;
use commerce::checkout::deliver::{self, DeliverError};
use commerce::checkout::listing::{methods, ways_abroad};
use commerce::currency::Standing;
use commerce::oss::quarter::Quarter;
use commerce::oss::{self, Nearness};
use commerce::pricing::vat::decide::EU;
use commerce::pricing::vat::listing::{classes, rates};
use commerce::pricing::vat::rates::{self as laying, LayDownError};
use commerce::pricing::vat::settings::{self, SaveSettingsError};
use commerce::pricing::vat::territory::NORTHERN_IRELAND;
use commerce::pricing::vat::{Area, Place, Region};
use commerce::setting::{self, Group, GroupStanding, Key, Level, Value};
use commerce::vat_check::listing::{VatTerms, terms};
use http::StatusCode;
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::i18n::Message;
use platform::money::Money;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};
use uuid::Uuid;

use super::forms::{self, CountryForm, RateForm, TermsForm};
use super::rates::{by_country, without_rates};
use super::views::{CountryRow, Meter, Pick, QuarterLink, VatPage, WayRow};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::list::Amount;
use crate::page::{self, see};

/// Countries outside of the Union that the form offers besides.
const NEIGHBOURS: [&str; 5] = ["CH", "GB", "MC", "NO", "US"];
/// Quarters whose figures are offered.
const QUARTERS: usize = 5;
/// Months whose papers are offered.
const MONTHS: usize = 13;

/// The forms of the page: one was sent, the others are as they stand.
#[derive(Default)]
struct Forms {
    terms: Option<FormState<TermsForm>>,
    rate: Option<FormState<RateForm>>,
    country: Option<FormState<CountryForm>>,
    refused: Option<Message>,
    told: Option<Message>,
}

/// How near the threshold is what the shop has sold across borders; none where it needs no watching: the One Stop Shop is used.
///
/// # Errors
/// Database errors.
pub(crate) async fn standing(
    conn: &mut PgConnection,
    me: &Me,
    shop: &Shop,
) -> Result<Option<Nearness>, PageError> {
    let laid = terms(conn, shop.id).await?;
    let threshold = oss::threshold_minor(&laid.currency);
    let (Some(threshold), false) = (threshold, oss::is_used(laid.oss_since, me.now())) else {
        return Ok(None);
    };
    let sold = oss::listing::sold(conn, shop.id, me.now()).await?;
    Ok(Some(sold.nearness(threshold, laid.near_percent)))
}

/// `GET /moms`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let told = ["terms", "rate", "gone", "country", "closed", "home"]
        .into_iter()
        .find(|done| query.text("klart") == *done)
        .map(|done| Message::new(format!("vat-told-{done}")));
    let forms = Forms {
        told,
        ..Forms::default()
    };
    answer(&admin, &me, StatusCode::OK, forms).await
}

/// `POST /moms/villkor`
pub(crate) async fn save_terms(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = kept::form::<TermsForm>(&fields);
    let draft = forms::terms(&mut form);
    if let Some(draft) = draft.filter(|_| form.is_valid()) {
        let row_version = form.value("row_version").parse().unwrap_or(-1);
        let mut tx = admin.db.begin(me.origin()).await?;
        let shop = me.shop()?;
        match settings::save(&mut tx, shop.id, &draft, row_version).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see("/moms?klart=terms"));
            }
            Err(SaveSettingsError::ChangedMeanwhile) => form.refuse_whole("form-changed-meanwhile"),
            Err(SaveSettingsError::OutOfRange) => form.refuse("answer_hours", "sum-wrong"),
            Err(SaveSettingsError::Db(error)) => return Err(error.into()),
        }
    }
    let forms = Forms {
        terms: Some(form),
        ..Forms::default()
    };
    answer(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, forms).await
}

/// `POST /moms/satser`
pub(crate) async fn lay_down(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = kept::form::<RateForm>(&fields);
    let draft = forms::rate(&mut form);
    if let Some(draft) = draft.filter(|_| form.is_valid()) {
        let mut tx = admin.db.begin(me.origin()).await?;
        match laying::lay_down(&mut tx, &draft).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see("/moms?klart=rate"));
            }
            Err(LayDownError::NoClass) => form.refuse("class", "form-missing"),
            Err(LayDownError::NoCountry) => form.refuse("rate_country", "vat-country-wrong"),
            Err(LayDownError::OutOfRange) => form.refuse("rate", "vat-rate-wrong"),
            Err(LayDownError::Past) => form.refuse("from", "vat-day-past"),
            Err(LayDownError::Taken | LayDownError::Begun) => form.refuse("from", "vat-day-taken"),
            Err(LayDownError::Db(error)) => return Err(error.into()),
        }
    }
    let forms = Forms {
        rate: Some(form),
        ..Forms::default()
    };
    answer(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, forms).await
}

/// `POST /moms/satser/{id}/ta-bort`
pub(crate) async fn take_back(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = laying::take_back(&mut tx, id).await;
    match tx.end(done).await? {
        Ok(()) => Ok(see("/moms?klart=gone")),
        Err(LayDownError::Db(error)) => Err(error.into()),
        Err(_) => {
            let forms = Forms {
                refused: Some(Message::new("vat-rate-begun")),
                ..Forms::default()
            };
            answer(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, forms).await
        }
    }
}

/// `POST /moms/lander`
pub(crate) async fn open_country(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = kept::form::<CountryForm>(&fields);
    let draft = forms::way(&mut form);
    let shop = me.shop()?;
    let currency = forms::way_currency(&mut form, shop.currency);
    if let Some((draft, currency)) = draft.zip(currency).filter(|_| form.is_valid()) {
        let mut tx = admin.db.begin(me.origin()).await?;
        match deliver::open(&mut tx, shop.id, currency, &draft).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see("/moms?klart=country"));
            }
            Err(DeliverError::NoCountry | DeliverError::Unknown) => {
                form.refuse("country", "vat-country-wrong");
            }
            Err(DeliverError::Own) => form.refuse("country", "vat-country-own"),
            Err(DeliverError::NoRate) => form.refuse("currency", "currency-no-rate"),
            Err(DeliverError::NoMethod) => form.refuse("method", "form-missing"),
            Err(DeliverError::OutOfRange) => form.refuse("price", "sum-wrong"),
            Err(DeliverError::Db(error)) => return Err(error.into()),
        }
    }
    let forms = Forms {
        country: Some(form),
        ..Forms::default()
    };
    answer(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, forms).await
}

/// `POST /moms/lander/{code}/stang`
pub(crate) async fn close_country(
    State(admin): State<Admin>,
    me: Me,
    Path(country): Path<String>,
) -> Result<Response, PageError> {
    let mut tx = admin.db.begin(me.origin()).await?;
    let shop = me.shop()?;
    let done = deliver::close(&mut tx, shop.id, &country).await;
    match tx.end(done).await? {
        // The own country is delivered to still: only its prices in other currencies are gone.
        Ok(()) if country == shop.country => Ok(see("/moms?klart=home")),
        Ok(()) => Ok(see("/moms?klart=closed")),
        // Sent twice, it has happened.
        Err(DeliverError::Unknown) => Ok(see("/moms?klart=closed")),
        Err(DeliverError::Db(error)) => Err(error.into()),
        Err(_) => {
            let forms = Forms {
                refused: Some(Message::new("vat-country-own")),
                ..Forms::default()
            };
            answer(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, forms).await
        }
    }
}

async fn answer(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    forms: Forms,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let shop = me.shop()?;
    let laid = terms(&mut conn, shop.id).await?;
    let held = setting::group(&mut conn, Level::Shop(shop.id), Group::Vat).await?;
    let locale = me.locale().code();
    let all = classes(&mut conn, locale).await?;
    let listed = rates(&mut conn, me.now()).await?;
    let view = VatPage {
        meter: meter(&mut conn, me, shop, &laid).await?,
        terms: forms.terms.unwrap_or_else(|| filled(&held)),
        rate: forms.rate.unwrap_or_else(|| {
            let today = me.now().business_time().date().to_string();
            FormState::blank().with("from", today)
        }),
        country: forms.country.unwrap_or_else(FormState::blank),
        rates: by_country(me, shop, &all, &listed),
        countries: countries(&mut conn, me, shop).await?,
        methods: methods(&mut conn, shop.id, locale)
            .await?
            .into_iter()
            .map(|(id, label)| Pick {
                value: id.to_string(),
                label,
            })
            .collect(),
        classes: all
            .into_iter()
            .map(|class| Pick {
                value: class.code,
                label: class.name,
            })
            .collect(),
        currencies: currencies(&mut conn, me, shop).await?,
        offered: EU.into_iter().chain(NEIGHBOURS).collect(),
        rated: EU
            .into_iter()
            .chain([NORTHERN_IRELAND])
            .chain(Region::ALL.map(Region::code))
            .collect(),
        without: without_rates(&mut conn, me, shop).await?,
        quarters: quarters(me),
        months: months(me),
        can_manage: me.may(Permission::VatManage),
        told: forms.told,
        refused: forms.refused,
    };
    page::show_as(admin, &mut conn, me, Room::Vat, status, &view).await
}

/// The terms as they stand, with the version that belongs to just them.
fn filled(held: &GroupStanding) -> FormState<TermsForm> {
    let since = match held.value(Key::OssSince) {
        Value::Day(Some(day)) => day.to_string(),
        Value::Day(None) | Value::Number(_) | Value::YesNo(_) => String::new(),
    };
    let hours = match held.value(Key::AnswerHours) {
        Value::Number(hours) => hours.to_string(),
        Value::Day(_) | Value::YesNo(_) => String::new(),
    };
    let unanswered = match held.value(Key::TrustsEarlier) {
        Value::YesNo(true) => "earlier",
        Value::YesNo(false) | Value::Day(_) | Value::Number(_) => "charge",
    };
    FormState::blank()
        .with("oss_since", since)
        .with("unanswered", unanswered)
        .with("answer_hours", hours)
        .with("row_version", held.row_version.to_string())
}

async fn meter(
    conn: &mut PgConnection,
    me: &Me,
    shop: &Shop,
    laid: &VatTerms,
) -> Result<Meter, PageError> {
    let sold = oss::listing::sold(conn, shop.id, me.now()).await?;
    let threshold = oss::threshold_minor(&laid.currency);
    let money = |minor| Money::new(minor, shop.currency);
    Ok(Meter {
        sold: money(sold.this_year_minor),
        last_year: money(sold.last_year_minor),
        threshold: threshold.map(money),
        share_bp: threshold.map_or(0, |threshold| sold.share_bp(threshold)),
        nearness: match threshold.map(|threshold| sold.nearness(threshold, laid.near_percent)) {
            Some(Nearness::Near) => "near",
            Some(Nearness::Passed) => "passed",
            Some(Nearness::Far) | None => "far",
        },
        uses_oss: oss::is_used(laid.oss_since, me.now()),
    })
}

async fn countries(
    conn: &mut PgConnection,
    me: &Me,
    shop: &Shop,
) -> Result<Vec<CountryRow>, PageError> {
    let ways = ways_abroad(conn, shop.id, me.locale().code()).await?;
    let amount = |minor, currency: &str| Amount::new(me.locale(), minor, currency);
    let row = |code: &String| CountryRow {
        country: code.clone(),
        is_own: *code == shop.country,
        is_in_eu: Place::country(code).area() != Area::Outside,
        ways: ways
            .iter()
            .filter(|way| way.country == *code)
            .map(|way| WayRow {
                label: way.label.clone(),
                price: amount(way.price_minor, &way.currency),
                free_from: way
                    .free_from_minor
                    .map(|minor| amount(minor, &way.currency)),
                max_weight_g: way.max_weight_g,
            })
            .collect(),
    };
    Ok(shop.countries.iter().map(row).collect())
}

/// What a way can cost something in: the shop's own currency, and those that somebody has told the rate of.
async fn currencies(
    conn: &mut PgConnection,
    me: &Me,
    shop: &Shop,
) -> Result<Vec<String>, PageError> {
    let held = commerce::currency::listing::held(conn, shop.id, me.now()).await?;
    let others = held.iter().filter(|of| of.standing != Standing::Missing);
    let others = others.map(|of| of.currency.to_string());
    Ok(std::iter::once(shop.currency.to_string())
        .chain(others)
        .collect())
}

/// The month that runs, and those before it; none for who may not take them out.
fn months(me: &Me) -> Vec<QuarterLink> {
    if !me.may(Permission::BookkeepingExport) {
        return Vec::new();
    }
    std::iter::successors(Some(Month::of(me.now())), |month| Some(month.before()))
        .take(MONTHS)
        .map(|month| QuarterLink {
            label: month.to_string(),
            href: format!(
                "/moms/bokforing?ar={}&manad={}",
                month.year(),
                month.number()
            ),
        })
        .collect()
}

/// The quarter that runs, and those before it.
fn quarters(me: &Me) -> Vec<QuarterLink> {
    std::iter::successors(Some(Quarter::of(me.now())), |quarter| {
        Some(quarter.before())
    })
    .take(QUARTERS)
    .map(|quarter| QuarterLink {
        label: quarter.to_string(),
        href: format!(
            "/moms/oss?ar={}&kvartal={}",
            quarter.year(),
            quarter.number()
        ),
    })
    .collect()
}
