use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::admin_listing::{
    self as listing, ListedProduct, ProductFilter, VariantRow,
};
use commerce::ids::ProductId;
use platform::auth::Permission;
use platform::auth::listing::saved_views;
use platform::db::keyset::PageOf;
use platform::i18n::{Locale, Message, numbers};
use platform::web::{PageError, QueryFields};
use serde_json::Value;
use uuid::Uuid;

use super::LIST;
use super::views::{Picture, ProductPage, Variant, Words};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Amount, Cell, ListPage, ListState, ListView, Row, Shown, Status, csv};
use crate::object::StripItem;
use crate::page;
use crate::when::When;

fn wanted(state: &ListState) -> ProductFilter {
    ProductFilter {
        text: state.text.clone(),
        status: state.owned("status"),
    }
}

/// `GET /produkter`
pub(crate) async fn list(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let state = ListState::read(&LIST, &query);
    let filter = wanted(&state);
    let (_, is_descending) = state.sort();
    let locale = me.locale().code();
    let mut conn = admin.db.read().await?;
    let slice = listing::products(
        &mut conn,
        &filter,
        locale,
        me.now(),
        is_descending,
        state.page(),
    )
    .await?;
    let count = listing::count(&mut conn, &filter).await?;
    let mut counts = Vec::new();
    for tab in LIST.tabs {
        counts.push(if tab.is_counted {
            let fields = platform::web::Fields::parse(tab.query.as_bytes())?;
            Some(listing::count(&mut conn, &wanted(&ListState::read(&LIST, &fields))).await?)
        } else {
            None
        });
    }
    let saved = saved_views(&mut conn, me.session.staff, LIST.screen).await?;
    let rows = slice
        .rows
        .iter()
        .map(|product| row(&admin, &me, product))
        .collect();
    let shown = Shown {
        first: slice.rows.first().map(ListedProduct::cursor),
        last: slice.rows.last().map(ListedProduct::cursor),
        slice: &slice,
        count,
    };
    let mut list = ListView::new(&state)
        .with_tabs(&state, &counts, &saved)
        .fill(&state, &shown, rows);
    if me.may(Permission::ProductExport) {
        list.export_href = Some(format!("/produkter/export?{}", state.query()));
    }
    page::show(&admin, &mut conn, &me, Room::Products, &ListPage { list }).await
}

/// `GET /produkter/export`
pub(crate) async fn export(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let state = ListState::read(&LIST, &query);
    let (filter, (_, is_descending)) = (wanted(&state), state.sort());
    let (locale, now) = (me.locale(), me.now());
    let heads: Vec<String> = [
        "products-code",
        "products-name",
        "products-status",
        "products-variants",
        "products-stock",
        "products-price",
        "orders-currency",
        "products-updated",
    ]
    .iter()
    .map(|key| admin.renderer.text(locale, &Message::new(*key)))
    .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    Ok(csv::stream(
        "produkter",
        &heads,
        PageOf::first(csv::CHUNK),
        move |page| {
            let (admin, filter) = (admin.clone(), filter.clone());
            async move {
                let mut conn = admin.db.read().await?;
                let slice =
                    listing::products(&mut conn, &filter, locale.code(), now, is_descending, page)
                        .await?;
                let text = slice
                    .rows
                    .iter()
                    .map(|product| csv_line(&admin, locale, product))
                    .collect();
                let next = slice
                    .rows
                    .last()
                    .filter(|_| slice.has_after)
                    .map(|p| PageOf::after(p.cursor(), csv::CHUNK));
                Ok((text, next))
            }
        },
    ))
}

fn csv_line(admin: &Admin, locale: Locale, product: &ListedProduct) -> String {
    csv::line(&[
        &product.code,
        product.name.as_deref().unwrap_or_default(),
        &admin
            .renderer
            .text(locale, &status(&product.status, product.is_published).label),
        &product.variant_count.to_string(),
        &product.free_stock.to_string(),
        &product.price_minor.map(csv::decimal).unwrap_or_default(),
        product.currency.as_deref().unwrap_or_default(),
        &product
            .updated_at
            .business_time()
            .strftime("%Y-%m-%d %H:%M")
            .to_string(),
    ])
}

fn row(admin: &Admin, me: &Me, product: &ListedProduct) -> Row {
    let name = product.name.clone().unwrap_or_else(|| product.code.clone());
    let price = product.price_minor.zip(product.currency.as_deref());
    Row {
        id: product.id.to_string(),
        name: name.clone(),
        tone: "",
        can_pick: false,
        cells: vec![
            Cell::Name {
                text: name,
                href: format!("/produkter/{}", product.id),
                sub: None,
                picture: admin.thumbnail(product.media_hash.as_deref()),
                is_mono: false,
            },
            Cell::Text {
                text: product.code.clone(),
                is_dim: true,
                tag: None,
            },
            Cell::State {
                status: status(&product.status, product.is_published),
            },
            Cell::Number {
                text: numbers::number(me.locale(), product.variant_count),
            },
            Cell::Number {
                text: numbers::number(me.locale(), product.free_stock),
            },
            match price {
                Some((minor, currency)) => Cell::Amount {
                    amount: Amount::new(me.locale(), minor, currency),
                },
                None => Cell::Number {
                    text: "–".to_owned(),
                },
            },
            Cell::When {
                when: Some(When::new(me.locale(), product.updated_at, me.now())),
            },
        ],
    }
}

fn status(status: &str, is_published: bool) -> Status {
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
    let filter = ProductFilter {
        text: Some(product.code.clone()),
        status: None,
    };
    let listed = listing::products(
        &mut conn,
        &filter,
        locale,
        me.now(),
        true,
        PageOf::first(50),
    )
    .await?;
    let is_published = listed.rows.iter().any(|p| p.id == id && p.is_published);
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
