use axum::extract::State;
use axum::response::Response;
use commerce::currency::listing::{Entered, Held, entered, held};
use commerce::currency::{Source, Standing, enter as entering, write_rate};
use commerce::setting::{Key, Settings};
use http::StatusCode;
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::i18n::{Locale, Message};
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::form::{self, RateForm};
use super::views::{CurrenciesPage, CurrencyRow, EnteredRow};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::list::Status;
use crate::page::{self, see};

/// `GET /valutor`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let told = (query.text("klart") == "entered").then(|| Message::new("currency-told-entered"));
    let today = me.now().business_time().date().to_string();
    let form = FormState::blank()
        .with("day", today)
        .with("source", Source::Riksbank.as_str());
    answer(&admin, &me, StatusCode::OK, (form, false), told).await
}

/// `POST /valutor`
pub(crate) async fn enter(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = kept::form::<RateForm>(&fields);
    let mut asks_sure = false;
    if let Some(draft) = form::read(&mut form).filter(|_| form.is_valid()) {
        let mut tx = admin.db.begin(me.origin()).await?;
        let shop = me.shop()?;
        match entering::enter(&mut tx, shop.id, &draft).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(see("/valutor?klart=entered"));
            }
            Err(error) => {
                asks_sure = matches!(error, entering::EnterRateError::Far { .. });
                form::refuse(&mut form, me.locale(), error)?;
            }
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, status, (form, asks_sure), None).await
}

/// How many currencies prices are in that nothing can be sold in now, for want of a rate.
///
/// # Errors
/// Database errors.
pub(crate) async fn lacking(conn: &mut PgConnection, me: &Me) -> Result<usize, PageError> {
    let mut lacking = 0;
    for shop in me.shops().looked_upon() {
        let all = held(conn, shop.id, me.now()).await?;
        lacking += all.iter().filter(|of| lacks(of)).count();
    }
    Ok(lacking)
}

/// What somebody can buy in: the currencies of the shops that are looked at, and those that have a rate there; and what is chosen, whatever that is.
///
/// # Errors
/// Database errors.
pub(crate) async fn choices(
    conn: &mut PgConnection,
    me: &Me,
    chosen: &str,
) -> Result<Vec<String>, PageError> {
    let mut codes = std::collections::BTreeSet::new();
    if !chosen.is_empty() {
        codes.insert(chosen.to_owned());
    }
    for shop in me.shops().looked_upon() {
        codes.insert(shop.currency.to_string());
        let all = held(conn, shop.id, me.now()).await?;
        let rated = all.iter().filter(|of| of.standing != Standing::Missing);
        codes.extend(rated.map(|of| of.currency.to_string()));
    }
    Ok(codes.into_iter().collect())
}

fn lacks(of: &Held) -> bool {
    of.is_used && !of.standing.sells()
}

async fn answer(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    (form, asks_sure): (FormState<RateForm>, bool),
    told: Option<Message>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let shop = me.shop()?;
    let days = Settings::of(&mut conn, shop.id)
        .await?
        .number(Key::RateDays);
    let all = held(&mut conn, shop.id, me.now()).await?;
    let rows = entered(&mut conn, shop.id).await?;
    let locale = me.locale();
    let view = CurrenciesPage {
        home: shop.currency.code().to_owned(),
        days,
        lacking: all
            .iter()
            .filter(|of| lacks(of))
            .map(|of| of.currency.code().to_owned())
            .collect(),
        currencies: all.iter().map(|of| currency_row(locale, of)).collect(),
        entered: rows.into_iter().map(|of| entered_row(locale, of)).collect(),
        sources: Source::ALL.map(Source::as_str).to_vec(),
        form,
        asks_sure,
        can_manage: me.may(Permission::CurrencyManage),
        told,
    };
    page::show_as(admin, &mut conn, me, Room::Currencies, status, &view).await
}

fn currency_row(locale: Locale, of: &Held) -> CurrencyRow {
    let (rate, status) = match of.standing {
        Standing::Own => (None, Status::new("ok", "currency-state-fresh")),
        Standing::Fresh(rate) => (Some(rate), Status::new("ok", "currency-state-fresh")),
        Standing::Stale(rate) => (Some(rate), Status::new("warn", "currency-state-stale")),
        Standing::Missing => (None, Status::new("warn", "currency-state-missing")),
    };
    CurrencyRow {
        code: of.currency.code().to_owned(),
        rate: rate.map(|rate| write_rate(rate.e6, form::sign(locale))),
        on: rate.map(|rate| rate.on.to_string()),
        status,
        is_used: of.is_used,
    }
}

fn entered_row(locale: Locale, of: Entered) -> EnteredRow {
    EnteredRow {
        code: of.currency,
        on: of.on.to_string(),
        rate: write_rate(of.e6, form::sign(locale)),
        source: format!("currency-source-{}", of.source),
        by: of.by,
        is_replaced: !of.counts,
    }
}
