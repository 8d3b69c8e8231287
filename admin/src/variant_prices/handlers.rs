use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::admin_listing as products;
use commerce::ids::{ProductId, VariantId};
use commerce::pricing::cost::cost;
use commerce::pricing::list::listing::{CompanyFound, company_for};
use commerce::pricing::listing::{price_context, sheets};
use commerce::pricing::prior::{Stretch, counted_from};
use commerce::pricing::why::WhyAsked;
use commerce::pricing::{
    Audience, GUEST_TIER, Of, PriceContext, RatesOf, Reach, Reduction, Sheet, VatRates,
};
use commerce::tier;
use http::StatusCode;
use jiff::SignedDuration;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::PgConnection;
use platform::i18n::numbers;
use platform::money::UnitPrice;
use platform::render::FormState;
use platform::web::{Fields, PageError, QueryFields};
use uuid::Uuid;

use super::cost::cost_part;
use super::graph::draw;
use super::views::{
    AudienceOption, CostForm, PriorPart, StretchRow, VariantOption, VariantPricesPage,
};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::page;
use crate::when::When;

/// How far back the graph goes, unless the reduction began before.
const DRAWN: SignedDuration = SignedDuration::from_hours(120 * 24);
/// Stretches that are told, latest first.
const TOLD: usize = 100;

/// `GET /produkter/{id}/priser?variant=&tier=&company=&klart=`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    answer(&admin, &me, ProductId(id), StatusCode::OK, &query, None).await
}

/// The page, with a form that was refused if there is one.
pub(super) async fn answer(
    admin: &Admin,
    me: &Me,
    id: ProductId,
    status: StatusCode,
    query: &Fields,
    refused: Option<FormState<CostForm>>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let locale = me.locale().code();
    let product = products::product(&mut conn, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let words = products::words(&mut conn, id).await?;
    let name = words
        .iter()
        .find(|of| of.locale == locale)
        .or(words.first())
        .map_or(product.code, |of| of.name.clone());
    let shops = me.shops().among();
    let variants = products::variants(&mut conn, id, shops.as_deref(), locale, me.now()).await?;
    let chosen = variants
        .iter()
        .find(|of| of.id.to_string() == query.text("variant"))
        .or(variants.first())
        .ok_or(PageError::NotFound)?
        .id;
    let whose = whose(&mut conn, query).await?;
    let quantity = quantity(query);
    let mut view = priced(&mut conn, me, chosen, &whose, quantity.flatten()).await?;
    view.is_quantity_wrong = quantity.is_none();
    if me.may(Permission::PriceManage) {
        let held = cost(&mut conn, id, chosen).await?.flatten();
        let home = me.shop()?.currency;
        let is_home = view.why.as_ref().is_some_and(|why| why.currency == home);
        view.cost = Some(cost_part(me, &view, (held, is_home), refused));
    }
    view.audiences = tier::tiers(&mut conn)
        .await?
        .into_iter()
        .map(|of| AudienceOption {
            name: of.name.text(locale).to_owned(),
            is_chosen: of.code == whose.tier,
            code: of.code,
        })
        .collect();
    view.variants = variants
        .iter()
        .map(|of| VariantOption {
            id: of.id.to_string(),
            sku: of.sku.clone(),
            is_chosen: of.id == chosen,
        })
        .collect();
    view.company = query.text("company").chars().take(40).collect();
    view.company_refusal = whose.refusal;
    view.is_cost_set = query.text("klart") == "inkopspris";
    view.product = name;
    view.href = format!("/produkter/{id}");
    view.action = format!("/produkter/{id}/priser");
    page::show_as(admin, &mut conn, me, Room::Products, status, &view).await
}

/// What the variant costs an audience, why, and what it has cost.
async fn priced(
    conn: &mut PgConnection,
    me: &Me,
    variant: VariantId,
    whose: &Whose,
    quantity: Option<i32>,
) -> Result<VariantPricesPage, PageError> {
    let shop = me.shop()?;
    let audience = match whose.company {
        Some(company) => Audience::Company(company),
        None => Audience::Tier(&whose.tier),
    };
    let context = price_context(conn, shop.id, audience, me.now())
        .await?
        .ok_or(PageError::NotFound)?;
    let rates = VatRates::load(conn).await?;
    let of = Of::Variants(&[variant]);
    // What it costs them by their lists, also where their assortment does not hold it.
    let lists = context.unlimited();
    let found = sheets(conn, &lists, of, Reach::Until(me.now())).await?;
    let sheet = found.first().ok_or(PageError::NotFound)?;
    let quantity = quantity.unwrap_or(1).max(sheet.min_quantity);
    Ok(told(me, (sheet, quantity), &context, &rates, &shop.country))
}

/// Whose prices are asked for.
struct Whose {
    tier: String,
    company: Option<commerce::ids::CompanyId>,
    /// Why there is no company, when one was asked for.
    refusal: Option<&'static str>,
}

/// For how many pieces is asked; the inner `None`: as few as are sold. The outer one: what was typed is no number of pieces.
fn quantity(query: &Fields) -> Option<Option<i32>> {
    match query.text("antal").trim() {
        "" => Some(None),
        text => {
            let typed = text.parse::<i32>().ok();
            typed.filter(|n| (1..=1_000_000).contains(n)).map(Some)
        }
    }
}

async fn whose(conn: &mut PgConnection, query: &Fields) -> Result<Whose, PageError> {
    let tiers = tier::tiers(conn).await?;
    let asked = query.text("tier");
    let tier = match tiers.iter().any(|of| of.code == asked) {
        true => asked.to_owned(),
        false => GUEST_TIER.to_owned(),
    };
    let (company, refusal) = match query.text("company").trim() {
        "" => (None, None),
        text => match company_for(conn, text).await? {
            CompanyFound::One(id, _) => (Some(id), None),
            CompanyFound::None => (None, Some("price-list-company-unknown")),
            CompanyFound::Several => (None, Some("price-list-company-several")),
        },
    };
    Ok(Whose {
        tier,
        company,
        refusal,
    })
}

fn told(
    me: &Me,
    (sheet, quantity): (&Sheet, i32),
    context: &PriceContext,
    rates: &VatRates,
    country: &str,
) -> VariantPricesPage {
    let now = me.now();
    let rates = RatesOf {
        rates,
        class: &sheet.vat_class,
        country,
    };
    let reduction = sheet.reduction(quantity, now, context.shows_vat, rates);
    let stretches = sheet.stretches(quantity, now, context.shows_vat, rates);
    let (window, prior) = match reduction {
        Reduction::Announced(of) => (Some((of.counted_from, of.began)), Some(of.price)),
        Reduction::NotToBeAnnounced { began, lowest } => {
            (Some((counted_from(began), began)), lowest)
        }
        Reduction::None => (None, None),
    };
    let from = now.minus(DRAWN).min(window.map_or(now, |(from, _)| from));
    let text = |price: UnitPrice| numbers::unit_price(me.locale(), price, context.currency);
    let why = sheet.why(&WhyAsked {
        quantity,
        at: now,
        currency: context.currency,
        rates,
        free: None,
        reduction,
        shows_vat: context.shows_vat,
    });
    let latest = stretches.iter().rev().take(TOLD);
    VariantPricesPage {
        product: String::new(),
        href: String::new(),
        action: String::new(),
        variants: Vec::new(),
        audiences: Vec::new(),
        company: String::new(),
        company_refusal: None,
        quantity: quantity.to_string(),
        is_quantity_wrong: false,
        cost: None,
        is_cost_set: false,
        includes_vat: context.shows_vat,
        is_perishable: sheet.is_perishable,
        why,
        prior: PriorPart {
            code: match reduction {
                Reduction::None => "none",
                Reduction::Announced(_) => "announced",
                Reduction::NotToBeAnnounced {
                    lowest: Some(_), ..
                } => "not-lower",
                Reduction::NotToBeAnnounced { .. } => "nothing",
            },
            price: prior.map(text).unwrap_or_default(),
            began: window.map(|(_, began)| When::new(me.locale(), began, now)),
        },
        graph: draw(&stretches, (from, now), window, prior.map(|price| price.0)),
        stretches: latest
            .map(|of| row(me, sheet, of, window, prior, text))
            .collect(),
    }
}

fn row(
    me: &Me,
    sheet: &Sheet,
    of: &Stretch,
    window: Option<(Timestamp, Timestamp)>,
    prior: Option<UnitPrice>,
    text: impl Fn(UnitPrice) -> String,
) -> StretchRow {
    let counts = window.is_some_and(|(from, to)| of.to > from && of.from < to);
    let list = sheet
        .lists
        .iter()
        .find(|held| Some(held.list.id) == of.list);
    StretchRow {
        from: When::new(me.locale(), of.from, me.now()),
        to: (of.to < me.now()).then(|| When::new(me.locale(), of.to, me.now())),
        price: of.price.map(text),
        is_for_sale: of.is_for_sale,
        list: list.map(|held| held.list.name.clone()).unwrap_or_default(),
        is_reduced: of.is_reduced,
        counts,
        is_prior: counts && prior.is_some() && of.price == prior,
    }
}
