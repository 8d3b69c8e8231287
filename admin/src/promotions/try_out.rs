//! "Test with this cart": what a promotion would take off, beside all others that hold now, and why not.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::{PromotionId, ShopId};
use commerce::pricing::listing::price_context;
use commerce::pricing::{Audience, PriceContext};
use commerce::promotion::listing::{self, CompanyMeant};
use commerce::promotion::try_out::{Trial, Tried, try_out};
use commerce::promotion::{Adjustment, Target};
use commerce::staff_shops::{Thing, shop_of};
use http::StatusCode;
use platform::clock::Timestamp;
use platform::db::PgConnection;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{PageError, QueryFields};
use uuid::Uuid;

use super::forms::{TryOutForm, hundredths, words};
use super::handlers::one;
use super::views::{TriedRow, TryOutPage, TryOutResult, named_tiers};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::Amount;
use crate::orders::promotions::{DiscountRow, RefusedRow, why};
use crate::page;

/// Most rows of a trial.
const MOST_LINES: usize = 50;

/// `GET /kampanjer/{id}/prova`: the form, and with goods in it what comes of them. Changes nothing.
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let id = PromotionId(id);
    let mut form = FormState::<TryOutForm>::from_pairs(query.iter());
    let mut conn = admin.db.read().await?;
    let (_, facts) = one(&mut conn, id).await?;
    let of = shop_of(&mut conn, Thing::Promotion(id.0)).await?;
    let mut shops = me.shops().all().iter();
    let shop = shops.find(|shop| Some(shop.id) == of);
    let shop = shop.ok_or(PageError::NotFound)?;
    let tiers = listing::tiers(&mut conn, me.locale().code()).await?;
    if form.value("tier").is_empty() {
        form = form.with("tier", "consumer");
    }
    let is_asked = query.has("lines");
    let lines = read_lines(&mut form, is_asked);
    let freight = form.trimmed("freight").to_owned();
    let freight_minor = hundredths(&freight).unwrap_or(0);
    if !freight.is_empty() && hundredths(&freight).is_none() {
        form.refuse("freight", "form-amount");
    }
    let prices = prices(&mut conn, &mut form, shop.id, me.now()).await?;
    let mut result = None;
    if let Some(prices) = prices.filter(|_| is_asked && form.is_valid()) {
        let trial = Trial {
            shop_id: shop.id,
            country: shop.country.clone(),
            lines,
            codes: words(form.value("codes")),
            freight_minor,
        };
        let locale = me.locale().code();
        let tried = try_out(&mut conn, id, &trial, &prices, locale, me.now()).await?;
        for (field, key, unknown) in [
            ("lines", "promotion-products-unknown", &tried.unknown),
            ("codes", "try-out-codes-unknown", &tried.unknown_codes),
        ] {
            if !unknown.is_empty() {
                form.refuse(field, Message::new(key).with("codes", unknown.join(", ")));
            }
        }
        if form.is_valid() {
            result = Some(shown(&me, prices.currency, &tried, freight_minor));
        }
    }
    let status = if form.is_valid() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let view = TryOutPage {
        id: id.to_string(),
        name: facts.name,
        tiers: named_tiers(&tiers, form.values("tier")),
        form,
        result,
    };
    page::show_as(&admin, &mut conn, &me, Room::Promotions, status, &view).await
}

/// Whose prices it is tried with: those of a company, or of a tier. What is neither is refused.
async fn prices(
    conn: &mut PgConnection,
    form: &mut FormState<TryOutForm>,
    shop: ShopId,
    now: Timestamp,
) -> Result<Option<PriceContext>, PageError> {
    let company = form.trimmed("company").to_owned();
    if company.is_empty() {
        let audience = Audience::Tier(form.value("tier"));
        let prices = price_context(conn, shop, audience, now).await?;
        if prices.is_none() {
            form.refuse("tier", "promotion-tier-unknown");
        }
        return Ok(prices);
    }
    let told = match listing::company_meant(conn, &company).await? {
        CompanyMeant::One(id) => {
            return Ok(price_context(conn, shop, Audience::Company(id.into()), now).await?);
        }
        CompanyMeant::None => Message::new("promotion-companies-unknown").with("names", company),
        CompanyMeant::Several(numbers) => Message::new("promotion-companies-several")
            .with("name", company)
            .with("numbers", numbers.join(", ")),
    };
    form.refuse("company", told);
    Ok(None)
}

/// `NB-1 3`: an article number, and how many; one a line. Without a number it is one.
fn read_lines(form: &mut FormState<TryOutForm>, is_asked: bool) -> Vec<(String, i32)> {
    let text = form.value("lines").to_owned();
    let mut lines: Vec<(String, i32)> = Vec::new();
    for row in text.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (sku, quantity) = match row.rsplit_once(char::is_whitespace) {
            Some((sku, quantity)) => (sku.trim(), quantity.parse().ok()),
            None => (row, Some(1)),
        };
        match quantity.filter(|n| (1..=commerce::cart::MAX_QUANTITY).contains(n)) {
            Some(quantity) if !lines.iter().any(|(of, _)| of == sku) => {
                lines.push((sku.to_owned(), quantity));
            }
            _ => form.refuse(
                "lines",
                Message::new("try-out-line-wrong").with("line", row),
            ),
        }
    }
    if is_asked && lines.is_empty() && form.is_valid() {
        form.refuse("lines", "form-missing");
    }
    if lines.len() > MOST_LINES {
        form.refuse(
            "lines",
            Message::new("promotion-products-many").with("max", MOST_LINES),
        );
    }
    lines
}

fn shown(
    me: &Me,
    currency: platform::money::Currency,
    tried: &Tried,
    freight_minor: i64,
) -> TryOutResult {
    let (locale, code) = (me.locale(), currency.code());
    let outcome = &tried.evaluation.outcome;
    let amount = |minor| Amount::new(locale, minor, code);
    let label = |id| tried.evaluation.label(id, locale.code()).to_owned();
    let row = |adjustment: &Adjustment| DiscountRow {
        label: label(adjustment.promotion_id),
        code: adjustment.code.clone(),
        href: Some(format!("/kampanjer/{}", adjustment.promotion_id)),
        amount: amount(-adjustment.amount_minor),
        is_capped: adjustment.is_capped,
    };
    let of = |target: Target| {
        let adjustments = outcome.adjustments.iter();
        let on_it = adjustments.filter(|a| a.target == target);
        on_it.map(row).collect::<Vec<_>>()
    };
    let before: i64 = tried.lines.iter().map(|line| line.gross_minor).sum();
    TryOutResult {
        lines: tried
            .lines
            .iter()
            .enumerate()
            .map(|(index, line)| TriedRow {
                sku: line.sku.clone(),
                name: line.name.clone(),
                quantity: line.quantity,
                before: amount(line.gross_minor),
                discounts: of(Target::Line(index)),
                after: amount(line.gross_minor - outcome.line_discounts[index]),
            })
            .collect(),
        freight: amount(freight_minor - outcome.freight_discount_minor),
        freight_discounts: of(Target::Freight),
        discount: amount(-outcome.total_minor()),
        total: amount(before + freight_minor - outcome.total_minor()),
        refused: outcome
            .refused
            .iter()
            .map(|refused| RefusedRow {
                label: label(refused.promotion_id),
                line: refused
                    .line
                    .and_then(|index| tried.lines.get(index))
                    .map(|line| line.name.clone()),
                why: why(
                    locale,
                    currency,
                    refused.why.code(),
                    refused.why.missing(),
                    refused.why.other().map(&label).as_deref(),
                ),
            })
            .collect(),
    }
}
