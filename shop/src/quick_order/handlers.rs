//! The quick order's page: read, told row by row, put into the cart. Sent twice it does the same.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::response::Response;
use commerce::cart::fill::Cause;
use commerce::customer::Session;
use commerce::ids::CompanyId;
use commerce::quick_order::file::{FileError, read_file};
use commerce::quick_order::listing::{Reader, report};
use commerce::quick_order::parse::write_text;
use commerce::quick_order::{Report, read_text};
use commerce::tier::TierFunction;
use http::StatusCode;
use platform::web::{FormBody, PageError};
use tokio::sync::Semaphore;

use super::upload;
use super::views::{QuickOrderView, row_view};
use crate::account::gate::answer;
use crate::account::views::Aside;
use crate::cart::filling::fill_cart;
use crate::frame::Head;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Largest request with a file, in bytes: one that is too large for an order is still told so.
pub const LARGEST_REQUEST: usize = 16 << 20;

/// Files that are read at the same time: each takes a processor and some memory.
static READING: Semaphore = Semaphore::const_new(2);

/// `GET /snabborder`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in; 404 for those whose tier has no quick order.
pub async fn show(State(state): State<ShopState>, visitor: Visitor) -> Result<Response, PageError> {
    let (desk, _) = member(&state, &visitor).await?;
    page(&state, &visitor, desk, Shown::default()).await
}

/// `POST /snabborder`: tells what becomes of each row, or with `add` puts what can be had into the cart.
///
/// # Errors
/// As [`show`].
pub async fn update(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session) = member(&state, &visitor).await?;
    // Line breaks and tabs are kept; what stands around them is not.
    let written = fields.get_untrimmed("text").unwrap_or_default().to_owned();
    let read = match read_text(&written) {
        Ok(entries) if entries.is_empty() => Err(FileError::Empty),
        Ok(entries) => Ok(entries),
        Err(_) => Err(FileError::TooManyRows),
    };
    let report = match read {
        Ok(entries) => told(&visitor, &mut desk, session.company(), entries).await?,
        Err(error) => return refused(&state, &visitor, desk, error, written).await,
    };
    if fields.has("add") && report.taken() > 0 {
        drop(desk);
        return add(&state, &visitor, report).await;
    }
    let shown = Shown {
        text: written,
        report,
        ..Shown::default()
    };
    page(&state, &visitor, desk, shown).await
}

/// `POST /snabborder/fil`: reads a file and tells what becomes of each row.
///
/// # Errors
/// As [`show`]; 413 beyond [`LARGEST_REQUEST`].
pub async fn read_upload(
    State(state): State<ShopState>,
    visitor: Visitor,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    // A slow line keeps no connection.
    drop(member(&state, &visitor).await?);
    let form = form.map_err(|error| PageError::BadRequest(error.body_text()))?;
    let read = match upload::read(form).await? {
        Ok(bytes) => {
            let _turn = READING.acquire().await.map_err(PageError::internal)?;
            tokio::task::spawn_blocking(move || read_file(&bytes))
                .await
                .map_err(PageError::internal)?
        }
        Err(error) => Err(error),
    };
    let (mut desk, session) = member(&state, &visitor).await?;
    match read {
        Ok(entries) => {
            let text = write_text(&entries);
            let report = told(&visitor, &mut desk, session.company(), entries).await?;
            let shown = Shown {
                text,
                report,
                ..Shown::default()
            };
            page(&state, &visitor, desk, shown).await
        }
        Err(error) => refused(&state, &visitor, desk, error, String::new()).await,
    }
}

/// What becomes of rows for a company that has numbers of its own, or without those.
pub(crate) async fn told(
    visitor: &Visitor,
    desk: &mut Desk,
    company: Option<CompanyId>,
    entries: Vec<commerce::quick_order::Entry>,
) -> Result<Report, PageError> {
    let reader = Reader {
        shop_id: desk.facts.shop.id,
        company,
        lists: &desk.seen.prices.lists,
        locale: visitor.locale.code(),
        now: desk.seen.at,
    };
    Ok(report(&mut desk.conn, reader, entries).await?)
}

async fn add(state: &ShopState, visitor: &Visitor, report: Report) -> Result<Response, PageError> {
    let wanted = report.wanted();
    let Some(filled) = fill_cart(state, visitor, &wanted, Cause::QuickOrder).await? else {
        let again = state.renderer.url(visitor.locale, "quick_order", &[]);
        return Ok(see_other(&again));
    };
    let left = write_text(report.left());
    if left.is_empty() {
        let to_cart = state.renderer.url(visitor.locale, "cart", &[]);
        return Ok(filled.kept_by(see_other(&to_cart)));
    }
    // What could not be had is still in the field, to be mended.
    let (desk, _) = member(state, visitor).await?;
    let shown = Shown {
        text: left,
        added: report.taken(),
        report: Report {
            rows: report
                .rows
                .into_iter()
                .filter(|row| !row.fate.is_taken())
                .collect(),
        },
        ..Shown::default()
    };
    Ok(filled.kept_by(page(state, visitor, desk, shown).await?))
}

async fn member(state: &ShopState, visitor: &Visitor) -> Result<(Desk, Session), PageError> {
    let (desk, session) = Desk::member(state, visitor).await?;
    if !session.can(TierFunction::QuickOrder) {
        return Err(PageError::NotFound);
    }
    Ok((desk, session))
}

#[derive(Default)]
struct Shown {
    text: String,
    report: Report,
    added: usize,
    error: Option<&'static str>,
}

async fn refused(
    state: &ShopState,
    visitor: &Visitor,
    desk: Desk,
    error: FileError,
    written: String,
) -> Result<Response, PageError> {
    let shown = Shown {
        text: written,
        error: Some(match error {
            FileError::Empty => "quick-error-empty",
            FileError::TooLarge => "quick-error-too-large",
            FileError::TooManyRows => "quick-error-too-many",
            FileError::Kind => "quick-error-kind",
            FileError::Broken => "quick-error-broken",
        }),
        ..Shown::default()
    };
    page(state, visitor, desk, shown).await
}

async fn page(
    state: &ShopState,
    visitor: &Visitor,
    desk: Desk,
    shown: Shown,
) -> Result<Response, PageError> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let status = if shown.error.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let row = |row| row_view(&state.renderer, visitor.locale, row);
    let view = QuickOrderView {
        head: Head::private(
            &state.renderer,
            text(state, visitor.locale, "nav-quick-order"),
            "quick_order",
        ),
        aside: Aside {
            current: "quick_order",
        },
        text: shown.text,
        taken: count(shown.report.taken()),
        left: count(shown.report.left().count()),
        rows: shown.report.rows.iter().map(row).collect(),
        added: count(shown.added),
        error: shown.error,
    };
    answer(state, visitor, desk, &view, status).await
}
