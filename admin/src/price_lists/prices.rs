use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::{PriceListId, VariantId};
use commerce::pricing::list::file::{HIGHEST_E4, moment_or_now};
use commerce::pricing::list::{EndPriceError, end_price, listing};
use commerce::pricing::set_price::set_prices;
use commerce::pricing::{NewPrice, SetPriceError, SetPrices};
use http::StatusCode;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::money::UnitPrice;
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError};
use uuid::Uuid;

use super::handlers::{Told, answer};
use super::views::PriceForm;
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::page::see;

/// A price as it was typed.
struct Wished {
    variants: Vec<Uuid>,
    quantity: i32,
    price: UnitPrice,
    from: Option<Timestamp>,
}

/// `POST /prislistor/{id}/priser`: from now on, or from a moment to come.
pub(crate) async fn set(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = PriceListId(id);
    let mut form = kept::form::<PriceForm>(&fields);
    let wished = read(&admin, &me, id, &mut form).await?;
    if let Some(wished) = wished.filter(|_| form.is_valid()) {
        let prices: Vec<NewPrice> = wished
            .variants
            .iter()
            .map(|variant| NewPrice {
                variant_id: VariantId(*variant),
                min_quantity: wished.quantity,
                unit_price: wished.price,
            })
            .collect();
        let change = SetPrices {
            list: id,
            from: wished.from,
            prices: &prices,
        };
        let mut tx = admin.db.begin(me.origin()).await?;
        match set_prices(&mut tx, &change).await {
            Ok(changed) => {
                if !changed.is_empty() {
                    let after = serde_json::json!({
                        "sku": form.trimmed("sku"), "min_quantity": wished.quantity, "price_e4": wished.price.0, "from": wished.from,
                    });
                    tx.audit(Change::deed("price.set", "price_list", id).with_after(&after))
                        .await?;
                }
                tx.commit().await?;
                let sku = form.trimmed("sku").to_owned();
                let sku =
                    percent_encoding::utf8_percent_encode(&sku, percent_encoding::NON_ALPHANUMERIC);
                return Ok(see(&format!("/prislistor/{id}?q={sku}&klart=pris")));
            }
            Err(SetPriceError::InThePast) => form.refuse("from", "price-in-the-past"),
            Err(SetPriceError::Db(error)) => return Err(error.into()),
            Err(_) => form.refuse("price", "price-wrong"),
        }
    }
    let told = Told {
        form,
        ..Told::default()
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, id, status, &Fields::default(), told).await
}

async fn read(
    admin: &Admin,
    me: &Me,
    id: PriceListId,
    form: &mut FormState<PriceForm>,
) -> Result<Option<Wished>, PageError> {
    let mut conn = admin.db.read().await?;
    let list = listing::price_list(&mut conn, id, me.locale().code()).await?;
    if list.is_none() {
        return Err(PageError::NotFound);
    }
    let sku = form.trimmed("sku").to_owned();
    let variants = match sku.is_empty() {
        true => Vec::new(),
        false => listing::variants_for(&mut conn, &sku).await?,
    };
    if sku.is_empty() {
        form.refuse("sku", "form-missing");
    } else if variants.is_empty() {
        form.refuse("sku", "price-sku-unknown");
    }
    let price = commerce::pricing::list::read_price(form.trimmed("price"));
    let price = price.filter(|price| (0..=HIGHEST_E4).contains(&price.0));
    if price.is_none() {
        form.refuse("price", "price-wrong");
    }
    let quantity = match form.trimmed("quantity") {
        "" => Some(1),
        text => text.parse().ok().filter(|n| (1..=1_000_000).contains(n)),
    };
    if quantity.is_none() {
        form.refuse("quantity", "price-quantity-wrong");
    }
    let from = moment_or_now(form.trimmed("from"), me.now());
    if from.is_none() {
        form.refuse("from", "price-moment-wrong");
    }
    Ok(price.zip(quantity).map(|(price, quantity)| Wished {
        variants,
        quantity,
        price,
        from: from.flatten(),
    }))
}

/// `POST /prislistor/{id}/priser/{price}/avsluta`
pub(crate) async fn end(
    State(admin): State<Admin>,
    me: Me,
    Path((id, price)): Path<(Uuid, Uuid)>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = PriceListId(id);
    let mut tx = admin.db.begin(me.origin()).await?;
    match end_price(&mut tx, id, price, None).await {
        Ok(()) => {
            tx.commit().await?;
            let text: String = fields.text("q").chars().take(100).collect();
            let text =
                percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC);
            Ok(see(&format!("/prislistor/{id}?q={text}&klart=slut")))
        }
        Err(EndPriceError::Unknown) => Err(PageError::NotFound),
        Err(EndPriceError::NotThen) => {
            drop(tx);
            let told = Told {
                refusal: Some("price-ended-already"),
                ..Told::default()
            };
            answer(
                &admin,
                &me,
                id,
                StatusCode::CONFLICT,
                &Fields::default(),
                told,
            )
            .await
        }
        Err(EndPriceError::Db(error)) => Err(error.into()),
    }
}
