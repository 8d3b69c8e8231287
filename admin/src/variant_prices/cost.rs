//! What a variant costs the merchant: shown and set by those who set prices.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::ProductId;
use commerce::pricing::cost::{SetCostError, margin, set_cost as set};
use commerce::pricing::list::file::HIGHEST_E4;
use commerce::pricing::list::read_price;
use commerce::pricing::vat;
use http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use platform::i18n::numbers;
use platform::money::UnitPrice;
use platform::render::FormState;
use platform::web::{FormBody, PageError};
use uuid::Uuid;

use super::handlers::answer;
use super::views::{CostForm, CostPart, VariantPricesPage};
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::page::see;
use crate::price_lists::plain;

/// What is said of the cost beside a price.
pub(super) fn cost_part(
    me: &Me,
    view: &VariantPricesPage,
    (held, is_home): (Option<UnitPrice>, bool),
    refused: Option<FormState<CostForm>>,
) -> CostPart {
    let written = held.map(|cost| plain(cost.0)).unwrap_or_default();
    let net = view.why.as_ref().map(|why| {
        let (price, has_vat) = (why.list_price_e4, why.list_includes_vat);
        UnitPrice(vat::shown(price, has_vat, false, why.vat.rate_bp))
    });
    // What an article costs us is in the shop's own currency: nothing is said of margins in another.
    let net = net.filter(|_| is_home);
    let left = net.zip(held).and_then(|(net, cost)| margin(net, cost));
    CostPart {
        form: refused.unwrap_or_else(|| FormState::blank().with("cost", written.as_str())),
        seen: written,
        margin: left
            .map(|left| numbers::percent(me.locale(), left))
            .unwrap_or_default(),
        is_loss: left.is_some_and(|left| left < 0),
    }
}

/// `POST /produkter/{id}/inkopspris`: nothing typed means that it is not known.
pub(crate) async fn set_cost(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let product = ProductId(id);
    let variant = fields.text("variant").parse();
    let variant = variant.map_err(|_| PageError::NotFound)?;
    let mut form = kept::form::<CostForm>(&fields);
    let seen = read_price(form.trimmed("seen"));
    let wished = match form.trimmed("cost") {
        "" => None,
        text => read_price(text).filter(|cost| (0..=HIGHEST_E4).contains(&cost.0)),
    };
    if wished.is_none() && !form.trimmed("cost").is_empty() {
        form.refuse("cost", "price-wrong");
    }
    if form.is_valid() {
        let mut tx = admin.db.begin(me.origin()).await?;
        match set(&mut tx, product, variant, seen, wished).await {
            Ok(()) => {
                tx.commit().await?;
                let of = |name: &str| {
                    let text: String = fields.text(name).chars().take(40).collect();
                    utf8_percent_encode(&text, NON_ALPHANUMERIC).to_string()
                };
                return Ok(see(&format!(
                    "/produkter/{id}/priser?variant={variant}&tier={}&company={}&antal={}&klart=inkopspris",
                    of("tier"),
                    of("company"),
                    of("antal")
                )));
            }
            Err(SetCostError::Unknown) => return Err(PageError::NotFound),
            Err(SetCostError::Changed { .. }) => form.refuse("cost", "variant-cost-changed"),
            Err(SetCostError::OutOfRange) => form.refuse("cost", "price-wrong"),
            Err(SetCostError::Db(error)) => return Err(error.into()),
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, product, status, &fields, Some(form)).await
}
