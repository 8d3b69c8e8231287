use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::admin_listing::{self as listing, VariantRow};
use commerce::ids::ProductId;
use platform::i18n::{Locale, Message, numbers};
use platform::web::PageError;
use serde_json::Value;
use uuid::Uuid;

use super::views::{Picture, ProductPage, Variant, Words};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Amount, Status};
use crate::object::StripItem;
use crate::page;
use crate::when::When;

pub(super) fn status(status: &str, is_published: bool) -> Status {
    match (status, is_published) {
        ("active", true) => Status::new("ok", "product-active"),
        ("active", false) => Status::new("idle", "product-unpublished"),
        ("draft", _) => Status::new("info", "product-draft"),
        _ => Status::new("idle", "product-archived"),
    }
}

/// `GET /produkter/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let id = ProductId(id);
    let locale = me.locale().code();
    let mut conn = admin.db.read().await?;
    let product = listing::product(&mut conn, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let words = listing::words(&mut conn, id).await?;
    let variants = listing::variants(&mut conn, id, locale, me.now()).await?;
    let pictures = listing::pictures(&mut conn, id).await?;
    let categories = listing::categories(&mut conn, id, locale).await?;
    let is_published = listing::is_published(&mut conn, id, me.now()).await?;
    let free: i64 = variants.iter().map(free_of).sum();
    let name = words
        .iter()
        .find(|w| w.locale == locale)
        .or(words.first())
        .map_or(product.code.clone(), |w| w.name.clone());
    let shop_path = words
        .iter()
        .find(|w| w.locale == "sv")
        .and_then(|w| w.slug.as_ref());
    let view = ProductPage {
        status: status(&product.status, is_published),
        updated: When::new(me.locale(), product.updated_at, me.now()),
        created: When::new(me.locale(), product.created_at, me.now()),
        version: product.row_version,
        shop_href: shop_path
            .filter(|_| is_published && product.status == "active")
            .map(|slug| format!("{}/produkt/{slug}", admin.shop_origin)),
        strip: vec![
            StripItem {
                label: "products-stock".to_owned(),
                status: stock_status(me.locale(), free),
            },
            StripItem {
                label: "product-translations".to_owned(),
                status: if words.len() >= Locale::ALL.len() {
                    Status::new("ok", "product-translations-all")
                } else {
                    Status::new("warn", "product-translations-some")
                },
            },
        ],
        words: words
            .into_iter()
            .map(|w| Words {
                locale: w.locale,
                name: w.name,
                subtitle: w.subtitle,
                description: w.description,
                safety_warning: w.safety_warning,
                slug: w.slug,
            })
            .collect(),
        variants: variants.iter().map(|v| variant(&me, v)).collect(),
        pictures: pictures
            .into_iter()
            .map(|p| Picture {
                alt: in_language(&p.alt, locale),
                width: p.width.into(),
                height: p.height.into(),
                src: admin.thumbnail(Some(&p.hash)),
            })
            .collect(),
        categories,
        vat: in_language(&product.vat_name, locale),
        origin: product.origin_country,
        manufacturer: product.manufacturer,
        manufacturer_address: product.manufacturer_address,
        manufacturer_contact: product.manufacturer_contact,
        name,
        code: product.code,
    };
    page::show(&admin, &mut conn, &me, Room::Products, &view).await
}

fn free_of(variant: &VariantRow) -> i64 {
    variant.on_hand - variant.reserved - variant.allocated
}

fn stock_status(locale: Locale, free: i64) -> Status {
    let kind = if free > 0 { "ok" } else { "warn" };
    Status::new(
        kind,
        Message::new("product-free")
            .with("count", free)
            .with("text", numbers::number(locale, free)),
    )
}

fn variant(me: &Me, variant: &VariantRow) -> Variant {
    let price = variant.unit_price_e4.zip(variant.currency.as_deref());
    let free = free_of(variant);
    Variant {
        sku: variant.sku.clone(),
        gtin: variant.gtin.clone(),
        options: variant.options.clone().unwrap_or_default(),
        status: if !variant.is_active {
            Status::new("idle", "variant-inactive")
        } else if free <= 0 {
            Status::new("warn", "variant-out")
        } else {
            Status::new("ok", "variant-active")
        },
        weight_g: variant.weight_g.map(i64::from),
        price: price.map(|(e4, currency)| {
            Amount::new(
                me.locale(),
                e4 / platform::money::UNIT_PRICE_SCALE,
                currency,
            )
        }),
        on_hand: variant.on_hand,
        promised: variant.reserved + variant.allocated,
        free,
        is_out: free <= 0,
    }
}

fn in_language(words: &Value, locale: &str) -> String {
    let text = |key: &str| words.get(key).and_then(Value::as_str);
    text(locale)
        .or_else(|| text("sv"))
        .or_else(|| text("en"))
        .unwrap_or_default()
        .to_owned()
}
