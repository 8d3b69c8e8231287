use axum::extract::State;
use axum::response::Response;
use commerce::bookkeeping::Month;
use commerce::bookkeeping::listing::{PaperRow, Papers, credit_notes, sales};
use commerce::currency::write_rate;
use commerce::ids::ShopId;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::i18n::{Message, numbers};
use platform::web::{PageError, QueryFields};
use serde_json::json;
use uuid::Uuid;

use crate::admin::Admin;
use crate::guard::Me;
use crate::list::csv;

/// The file's columns, as text keys.
const COLUMNS: [&str; 16] = [
    "books-kind",
    "books-number",
    "books-day",
    "books-order",
    "books-case",
    "books-country",
    "books-reason",
    "books-exemption",
    "oss-rate",
    "oss-net",
    "oss-vat",
    "books-total",
    "oss-currency",
    "books-exchange-rate",
    "books-home-net",
    "books-home-vat",
];

/// Where the file goes on: its sales come first, then its credit notes.
#[derive(Clone, Copy)]
struct Place {
    is_credited: bool,
    after: Option<(Timestamp, Uuid)>,
}

/// `GET /moms/bokforing?ar=2026&manad=11`: a month's sales and credit notes, a row for each rate and reason.
///
/// # Errors
/// 404 for a month that there is not; database errors.
pub(crate) async fn export(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let read = (query.text("ar").parse(), query.text("manad").parse());
    let (Ok(year), Ok(number)) = read else {
        return Err(PageError::NotFound);
    };
    let month = Month::new(year, number).ok_or(PageError::NotFound)?;
    let shop = me.shop()?.id;
    let mut tx = admin.db.begin(me.origin()).await?;
    let after = json!({ "month": month.to_string() });
    tx.audit(Change::deed("bookkeeping.exported", "shop", shop).with_after(&after))
        .await?;
    tx.commit().await?;
    let head: Vec<String> = COLUMNS
        .iter()
        .map(|key| admin.renderer.text(me.locale(), &Message::new(*key)))
        .collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let first = Place {
        is_credited: false,
        after: None,
    };
    let name = format!("bokforing-{month}");
    Ok(csv::stream(&name, &head, first, move |place| {
        let (admin, me) = (admin.clone(), me.clone());
        async move { chunk(&admin, &me, (shop, month), place).await }
    }))
}

/// The rows of so many papers, and where the file goes on.
async fn chunk(
    admin: &Admin,
    me: &Me,
    (shop, month): (ShopId, Month),
    place: Place,
) -> Result<(String, Option<Place>), PageError> {
    let wanted = Papers {
        shop,
        month,
        after: place.after,
        limit: i64::try_from(csv::CHUNK).unwrap_or(i64::MAX),
    };
    let mut conn = admin.db.read().await?;
    let rows = if place.is_credited {
        credit_notes(&mut conn, &wanted).await?
    } else {
        sales(&mut conn, &wanted).await?
    };
    drop(conn);
    let next = match rows.last() {
        Some(row) => Some(Place {
            after: Some((row.at, row.id)),
            ..place
        }),
        None if place.is_credited => None,
        None => Some(Place {
            is_credited: true,
            after: None,
        }),
    };
    let text = rows.iter().map(|row| line(admin, me, row)).collect();
    Ok((text, next))
}

fn line(admin: &Admin, me: &Me, row: &PaperRow) -> String {
    let kind = Message::new(format!("books-{}", row.kind.as_str()));
    csv::line(&[
        &admin.renderer.text(me.locale(), &kind),
        &row.number,
        &row.at.business_time().date().to_string(),
        &row.order_number,
        row.case_number.as_deref().unwrap_or_default(),
        &row.country,
        &row.reason,
        row.exemption.as_deref().unwrap_or_default(),
        &numbers::percent(me.locale(), row.rate_bp.into()),
        &csv::decimal(row.net_minor),
        &csv::decimal(row.vat_minor),
        &csv::decimal(row.net_minor + row.vat_minor),
        &row.currency,
        &row.rate_e6
            .map(|e6| write_rate(e6, ','))
            .unwrap_or_default(),
        &csv::decimal(row.home_net_minor),
        &csv::decimal(row.home_vat_minor),
    ])
}
