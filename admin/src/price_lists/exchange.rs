//! A list's prices as a file, out and in.

use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use commerce::ids::PriceListId;
use commerce::import::Reason;
use commerce::pricing::list::file::{IN_THE_PAST, MOST_MOMENTS, TOO_MANY_MOMENTS, UnreadableFile};
use commerce::pricing::list::listing::{self, PriceFilter};
use commerce::pricing::list::{FileReport, PriceFile, apply_file};
use http::StatusCode;
use platform::audit::Change;
use platform::db::keyset::PageOf;
use platform::i18n::Message;
use platform::web::{Fields, PageError};
use uuid::Uuid;

use super::handlers::{Told, answer};
use super::views::{ProblemRow, ReportView};
use crate::admin::Admin;
use crate::guard::Me;
use crate::list::csv;

/// Largest file that is taken through the browser.
pub(crate) const LARGEST_FILE: usize = 4 * 1024 * 1024;
/// Refused rows that are shown.
const SHOWN: usize = 200;

/// `GET /prislistor/{id}/export`: what holds now and what is to come, in the columns that the import takes.
pub(crate) async fn export(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let id = PriceListId(id);
    let list = listing::price_list(&mut *admin.db.read().await?, id, me.locale().code())
        .await?
        .ok_or(PageError::NotFound)?;
    let mut tx = admin.db.begin(me.origin()).await?;
    tx.audit(Change::deed("price_list.exported", "price_list", id))
        .await?;
    tx.commit().await?;
    let filter = PriceFilter {
        variants: None,
        not_ended_at: Some(me.now()),
    };
    let head = ["sku", "min_quantity", "price", "valid_from"];
    let first = PageOf::first(csv::CHUNK);
    let (locale, now) = (me.locale(), me.now());
    Ok(csv::stream(&list.code, &head, first, move |page| {
        let (admin, filter) = (admin.clone(), filter.clone());
        async move {
            let mut conn = admin.db.read().await?;
            let slice = listing::prices(&mut conn, id, &filter, locale.code(), page).await?;
            let mut text = String::new();
            for price in &slice.rows {
                // A price that holds already comes back without a moment: it is the same price, not one that begins in the past.
                let from = match price.valid_from > now {
                    true => price
                        .valid_from
                        .business_time()
                        .strftime("%Y-%m-%d %H:%M")
                        .to_string(),
                    false => String::new(),
                };
                text.push_str(&csv::line(&[
                    &price.sku,
                    &price.min_quantity.to_string(),
                    &plain(price.unit_price_e4),
                    &from,
                ]));
            }
            let last = slice.rows.last().filter(|_| slice.has_after);
            let next = last.map(|price| PageOf::after(price.cursor(), csv::CHUNK));
            Ok((text, next))
        }
    }))
}

/// Kronor with as many decimals as there are, at least two: `0,0412`.
pub(crate) fn plain(price_e4: i64) -> String {
    let (whole, rest) = (price_e4 / 1_000_000, price_e4 % 1_000_000);
    let mut rest = format!("{rest:06}");
    while rest.len() > 2 && rest.ends_with('0') {
        rest.pop();
    }
    format!("{whole},{rest}")
}

/// `POST /prislistor/{id}/import`: a file, tried (`trial`) or taken.
pub(crate) async fn import(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    body: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response, PageError> {
    let id = PriceListId(id);
    let list = listing::price_list(&mut *admin.db.read().await?, id, me.locale().code()).await?;
    if list.is_none() {
        return Err(PageError::NotFound);
    }
    let sent = match body {
        Ok(body) => read(body).await,
        Err(_) => Err("price-file-empty"),
    };
    let file = sent.and_then(|(bytes, is_trial)| {
        let file = PriceFile::read(&bytes).map_err(|error| match error {
            UnreadableFile::Empty => "price-file-empty",
            UnreadableFile::NotText => "price-file-not-text",
            UnreadableFile::Missing(_) => "price-file-columns",
            UnreadableFile::TooLong => "price-file-long",
        })?;
        Ok((file, is_trial))
    });
    let (file, is_trial) = match file {
        Ok(read) => read,
        Err(refusal) => {
            let told = Told {
                refusal: Some(refusal),
                ..Told::default()
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return answer(&admin, &me, id, status, &Fields::default(), told).await;
        }
    };
    let mut tx = admin.db.begin(me.origin()).await?;
    let report = apply_file(&mut tx, id, &file).await?;
    // What is only tried is thrown away with all that it did.
    if is_trial {
        drop(tx);
    } else {
        tx.commit().await?;
    }
    let told = Told {
        report: Some(told_of(&report, is_trial)),
        ..Told::default()
    };
    answer(&admin, &me, id, StatusCode::OK, &Fields::default(), told).await
}

async fn read(mut body: Multipart) -> Result<(Vec<u8>, bool), &'static str> {
    let (mut bytes, mut is_trial) = (Vec::new(), false);
    loop {
        match body.next_field().await {
            Ok(Some(field)) if field.name() == Some("file") => {
                bytes = field
                    .bytes()
                    .await
                    .map_err(|_| "price-file-large")?
                    .to_vec();
            }
            Ok(Some(field)) => is_trial |= field.name() == Some("trial"),
            Ok(None) => return Ok((bytes, is_trial)),
            Err(_) => return Err("price-file-large"),
        }
    }
}

fn told_of(report: &FileReport, is_trial: bool) -> ReportView {
    let shown = report.problems.iter().take(SHOWN);
    ReportView {
        is_trial,
        rows: report.rows,
        changed: report.changed,
        unchanged: report.unchanged,
        refused: report.problems.len(),
        problems: shown
            .map(|problem| ProblemRow {
                line: problem.line,
                column: problem.column.clone(),
                value: problem.value.clone(),
                reason: reason(&problem.reason),
            })
            .collect(),
        more: report.problems.len().saturating_sub(SHOWN),
    }
}

fn reason(reason: &Reason) -> Message {
    match reason {
        Reason::Missing => Message::new("price-reason-missing"),
        Reason::NotANumber => Message::new("price-reason-number"),
        Reason::TooManyDecimals(most) => {
            Message::new("price-reason-decimals").with("most", i64::from(*most))
        }
        Reason::OutOfRange(least, most) => Message::new("price-reason-range")
            .with("least", *least)
            .with("most", *most),
        Reason::NotADate => Message::new("price-reason-moment"),
        Reason::SeenBefore(line) => Message::new("price-reason-twice").with("line", *line),
        Reason::Unknown(_) => Message::new("price-reason-unknown"),
        Reason::Refused(text) if text == IN_THE_PAST => Message::new("price-reason-past"),
        Reason::Refused(text) if text == TOO_MANY_MOMENTS => {
            Message::new("price-reason-moments").with("most", MOST_MOMENTS)
        }
        other => Message::new("list-value").with("text", other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_go_out_with_the_decimals_that_they_have() {
        assert_eq!(plain(199_000_000), "199,00");
        assert_eq!(plain(41_200), "0,0412");
        assert_eq!(plain(1), "0,000001");
    }
}
