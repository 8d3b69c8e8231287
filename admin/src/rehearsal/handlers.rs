use axum::extract::State;
use axum::response::Response;
use commerce::catalogue::shop::Shop;
use commerce::pricing::PriceContext;
use commerce::pricing::list::file::moment;
use commerce::pricing::list::listing::{CompanyFound, company_for};
use commerce::pricing::listing::price_context;
use commerce::pricing::rehearsal::{
    As, Difference, FURTHEST, MOST_COUNTED, Rehearsal, Report, differences,
};
use commerce::tier;
use http::StatusCode;
use platform::audit::Change;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::PgConnection;
use platform::db::keyset::Count;
use platform::i18n::numbers;
use platform::money::UnitPrice;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::views::{DifferenceRow, RehearsalForm, RehearsalPage, ReportPart, TierOption};
use crate::admin::Admin;
use crate::frame::{Counted, Room};
use crate::guard::Me;
use crate::page;

type Typed = FormState<RehearsalForm>;

/// The margin that is warned below unless another is asked for, in per cent.
const USUAL_MARGIN: &str = "20";
/// Differences that are shown.
const SHOWN: usize = 200;

/// Whom and when, read.
struct Asked {
    shop: Shop,
    seen_as: As,
    name: String,
    at: Timestamp,
    margin_bp: i64,
}

/// `GET /repetition?tier=&company=&at=&margin=`: the form, and what differs when it has been filled in.
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    if !query.has("at") {
        let next = me.now().plus(jiff::SignedDuration::from_hours(7 * 24));
        let form = Typed::blank()
            .with("tier", commerce::pricing::GUEST_TIER)
            .with("at", next.business_time().date().to_string())
            .with("margin", USUAL_MARGIN);
        return answer(&admin, &me, StatusCode::OK, form, None, None).await;
    }
    let mut form = Typed::from_pairs(query.iter());
    let mut conn = admin.db.read().await?;
    let Some(asked) = read(&mut conn, &me, &mut form).await? else {
        drop(conn);
        let code = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&admin, &me, code, form, None, None).await;
    };
    let now = me.now();
    let context = context(&mut conn, &asked, now).await?;
    let place = (
        asked.shop.id,
        asked.shop.country.as_str(),
        me.locale().code(),
    );
    // A margin beside a price is a cost: for those who may see costs.
    let margin = me.may(Permission::PriceManage).then_some(asked.margin_bp);
    let report = differences(&mut conn, place, &context, (now, asked.at), margin).await?;
    drop(conn);
    let report = part(&me, &context, &asked, report);
    answer(&admin, &me, StatusCode::OK, form, Some(report), None).await
}

/// `POST /repetition`: into the shop, with a pass.
pub(crate) async fn begin(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = Typed::from_pairs(fields.iter());
    let mut conn = admin.db.read().await?;
    let Some(asked) = read(&mut conn, &me, &mut form).await? else {
        drop(conn);
        let code = StatusCode::UNPROCESSABLE_ENTITY;
        return answer(&admin, &me, code, form, None, None).await;
    };
    drop(conn);
    let after = serde_json::json!({ "as": asked.seen_as, "at": asked.at });
    let change = Change {
        action: "rehearsal.begun",
        subject: ("shop", Some(asked.shop.id.0)),
        before: None::<&()>,
        after: Some(&after),
        reason: None,
    };
    let mut tx = admin.db.begin(me.origin()).await?;
    tx.audit(change).await?;
    tx.commit().await?;
    let pass = Rehearsal::begin(asked.seen_as, asked.name, asked.at, me.now());
    let pass = pass.seal(&admin.rehearsals);
    // A link and not a way on: forms of this door lead nowhere else.
    let link = format!("{}/repetition/{pass}", admin.shop_origin);
    answer(&admin, &me, StatusCode::OK, form, None, Some(link)).await
}

async fn context(
    conn: &mut PgConnection,
    asked: &Asked,
    now: Timestamp,
) -> Result<PriceContext, PageError> {
    let audience = asked.seen_as.audience();
    price_context(conn, asked.shop.id, audience, now)
        .await?
        .ok_or(PageError::NotFound)
}

async fn read(
    conn: &mut PgConnection,
    me: &Me,
    form: &mut Typed,
) -> Result<Option<Asked>, PageError> {
    let shops = commerce::catalogue::shop::shops(conn).await?;
    let shop = shops.into_iter().next().ok_or(PageError::NotFound)?;
    let typed = form.trimmed("company").to_owned();
    let seen_as = if typed.is_empty() {
        let code = form.trimmed("tier").to_owned();
        let tiers = tier::tiers(conn).await?;
        let found = tiers.into_iter().find(|tier| tier.code == code);
        if found.is_none() {
            form.refuse("tier", "price-list-tier-unknown");
        }
        found.map(|tier| {
            let name = tier.name.text(me.locale().code()).to_owned();
            (As::Tier(tier.code), name)
        })
    } else {
        match company_for(conn, &typed).await? {
            CompanyFound::One(id, name) => Some((As::Company(id), name)),
            CompanyFound::None => {
                form.refuse("company", "price-list-company-unknown");
                None
            }
            CompanyFound::Several => {
                form.refuse("company", "price-list-company-several");
                None
            }
        }
    };
    let now = me.now();
    let at = match form.trimmed("at") {
        "" => Some(now),
        text => moment(text).filter(|at| *at <= now.plus(FURTHEST)),
    };
    // Today at midnight is past already; what is meant is now.
    let at = at.map(|at| at.max(now));
    if at.is_none() {
        form.refuse("at", "rehearsal-at-wrong");
    }
    let margin = match form.trimmed("margin") {
        "" => Some(0),
        text => text.parse::<i64>().ok().filter(|n| (0..=99).contains(n)),
    };
    if margin.is_none() {
        form.refuse("margin", "rehearsal-margin-wrong");
    }
    let (Some((seen_as, name)), Some(at), Some(margin)) = (seen_as, at, margin) else {
        return Ok(None);
    };
    Ok(Some(Asked {
        shop,
        seen_as,
        name,
        at,
        margin_bp: margin * 100,
    }))
}

fn part(me: &Me, context: &PriceContext, asked: &Asked, report: Report) -> ReportPart {
    let price =
        |of: Option<UnitPrice>| of.map(|of| numbers::unit_price(me.locale(), of, context.currency));
    let row = |of: &Difference| DifferenceRow {
        sku: of.sku.clone(),
        name: of.name.clone(),
        href: format!(
            "/produkter/{}/priser?variant={}&antal={}",
            of.product_id, of.variant_id, of.quantity
        ),
        quantity: of.quantity,
        now: price(of.now),
        then: price(of.then),
        list: of.list.clone(),
        margin_bp: of.margin_bp,
        is_below_margin: of.is_below_margin,
        lacks_prior: of.lacks_prior,
    };
    let most = usize::try_from(MOST_COUNTED).unwrap_or(usize::MAX);
    ReportPart {
        changed: report.differences.len(),
        below_margin: report.below_margin,
        lacking_prior: report.lacking_prior,
        is_capped: report.is_capped,
        compared: report.compared,
        touched: report.touched.min(most),
        is_more: report.touched > most,
        coming: Counted::from(Count::capped(report.coming)),
        going: Counted::from(Count::capped(report.going)),
        rows: report.differences.iter().take(SHOWN).map(row).collect(),
        more: report.differences.len().saturating_sub(SHOWN),
        includes_vat: context.shows_vat,
        shows_margins: me.may(Permission::PriceManage),
        name: asked.name.clone(),
    }
}

async fn answer(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    form: Typed,
    report: Option<ReportPart>,
    link: Option<String>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let locale = me.locale().code();
    let tiers = tier::tiers(&mut conn).await?;
    let tiers = tiers
        .into_iter()
        .map(|tier| TierOption {
            name: tier.name.text(locale).to_owned(),
            is_chosen: form.value("tier") == tier.code,
            code: tier.code,
        })
        .collect();
    let view = RehearsalPage {
        asks_margin: me.may(Permission::PriceManage),
        form,
        tiers,
        report,
        link,
    };
    page::show_as(admin, &mut conn, me, Room::Rehearsal, status, &view).await
}
