use axum::extract::State;
use axum::response::Response;
use commerce::oss::listing::{back, sales};
use commerce::oss::quarter::{Quarter, rows};
use platform::i18n::{Message, numbers};
use platform::web::{PageError, QueryFields};

use crate::admin::Admin;
use crate::guard::Me;
use crate::list::csv;

/// The file's columns, as text keys.
const COLUMNS: [&str; 8] = [
    "oss-country",
    "oss-kind",
    "oss-sold-in",
    "oss-rate",
    "oss-net",
    "oss-vat",
    "oss-currency",
    "oss-quarter",
];

/// `GET /moms/oss?ar=2026&kvartal=4`: the quarter's sums per country and rate.
///
/// # Errors
/// 404 for a quarter that there is not; database errors.
pub(crate) async fn export(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let read = (query.text("ar").parse(), query.text("kvartal").parse());
    let (Ok(year), Ok(number)) = read else {
        return Err(PageError::NotFound);
    };
    let quarter = Quarter::new(year, number).ok_or(PageError::NotFound)?;
    let mut conn = admin.db.read().await?;
    let shop = me.shop()?;
    let sold = sales(&mut conn, shop.id, quarter).await?;
    let gone = back(&mut conn, shop.id, quarter).await?;
    drop(conn);
    let text = |key: &str| admin.renderer.text(me.locale(), &Message::new(key));
    let lines: String = rows(quarter, &sold, &gone)
        .iter()
        .map(|row| {
            csv::line(&[
                &row.country,
                &text(if row.is_correction {
                    "oss-correction"
                } else {
                    "oss-sale"
                }),
                &row.sold_in.to_string(),
                &numbers::percent(me.locale(), row.rate_bp.into()),
                &csv::decimal(row.net_minor),
                &csv::decimal(row.vat_minor),
                shop.currency.code(),
                &quarter.to_string(),
            ])
        })
        .collect();
    let head: Vec<String> = COLUMNS.iter().map(|key| text(key)).collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let name = format!("oss-{quarter}");
    Ok(csv::stream(&name, &head, lines, |lines| async move {
        Ok((lines, None))
    }))
}
