use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::admin_listing::{self as listing, VariantRow};
use commerce::catalogue::product::ProductKind;
use commerce::catalogue::texts;
use commerce::ids::{ProductId, VariantId};
use commerce::media;
use commerce::pricing::vat::VOUCHER;
use commerce::stock_watch;
use commerce::tier::assortment::{self, listing::SeenBy};
use http::StatusCode;
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::i18n::{Locale, Message, numbers};
use platform::render::FormState;
use platform::web::{PageError, QueryFields};
use serde_json::Value;
use uuid::Uuid;

use super::acts;
use super::gallery::{Around, GalleryForm, notice};
use super::kind::KindForm;
use super::publication::PublicationForm;
use super::views::{Gallery, ProductPage, SeenByRow, Variant, Words};
use crate::admin::Admin;
use crate::bar::Bar;
use crate::frame::{Fresh, Room};
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
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let id = ProductId(id);
    let mut typed = Typed {
        is_published: query.text("sparat") == "publicering",
        is_kind_saved: query.text("sparat") == "slag",
        ..Typed::default()
    };
    if query.text("sparat") == "bilder" {
        let stored = media::gallery::gallery(&mut *admin.db.read().await?, id).await?;
        let mut form = GalleryForm::stored(&stored);
        form.notice = Some(notice("ok", "pictures-saved"));
        typed.gallery = Some(form);
    }
    answer(&admin, &me, id, StatusCode::OK, typed).await
}

/// What was typed in a form of the page, and what became of it.
#[derive(Default)]
pub(super) struct Typed {
    /// About its pictures.
    pub(super) gallery: Option<GalleryForm>,
    /// About its publication.
    pub(super) publication: Option<FormState<PublicationForm>>,
    /// About what it is.
    pub(super) kind: Option<KindForm>,
    /// Whether that has just been saved.
    pub(super) is_kind_saved: bool,
    /// Whether the publication has just been saved.
    pub(super) is_published: bool,
}

impl Typed {
    pub(super) fn of_pictures(form: GalleryForm) -> Self {
        Self {
            gallery: Some(form),
            ..Self::default()
        }
    }
}

/// Whether a tier's people see the product, with the way to what says so.
fn seen(me: &Me, tier: SeenBy) -> SeenByRow {
    SeenByRow {
        name: tier.name.text(me.locale().code()).to_owned(),
        href: me
            .may(Permission::TierRead)
            .then(|| format!("/nivaer/{}/sortiment", tier.code)),
        is_shown: tier.is_shown,
    }
}

/// The page.
pub(super) async fn answer(
    admin: &Admin,
    me: &Me,
    id: ProductId,
    status_code: StatusCode,
    typed: Typed,
) -> Result<Response, PageError> {
    let locale = me.locale().code();
    let mut conn = admin.db.read().await?;
    let product = listing::product(&mut conn, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let words = listing::words(&mut conn, id).await?;
    let draft = texts::listing::draft(&mut conn, id).await?;
    let shops = me.shops().among();
    let variants = listing::variants(&mut conn, id, shops.as_deref(), locale, me.now()).await?;
    let watchers = stock_watch::listing::watchers(&mut conn, id, shops.as_deref()).await?;
    let watchers: HashMap<VariantId, i64> = watchers.into_iter().collect();
    let gallery = gallery(admin, &mut conn, me, id, &variants, typed.gallery).await?;
    let categories = listing::categories(&mut conn, id, locale).await?;
    let withdrawal = super::withdrawal::part(&mut conn, me, id).await?;
    let is_card = product.vat_class == VOUCHER;
    let places = match is_card {
        true => Vec::new(),
        false => super::places::part(&mut conn, id, &variants).await?,
    };
    let kind = if is_card {
        ProductKind::GiftCard
    } else {
        ProductKind::Goods
    };
    let typed_kind = (typed.kind, typed.is_kind_saved);
    let kind = super::kind::part(&mut conn, me, (id, kind), &variants, typed_kind).await?;
    let said = (typed.publication, typed.is_published);
    let publication = super::publication::part(&mut conn, me, id, said.0, said.1).await?;
    let is_published = listing::is_published(&mut conn, id, shops.as_deref(), me.now()).await?;
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
    let seen_by = assortment::listing::seen_by(&mut conn, id).await?;
    let mut view = ProductPage {
        bar: Bar::default(),
        id: id.to_string(),
        status: status(&product.status, is_published),
        updated: When::new(me.locale(), product.updated_at, me.now()),
        created: When::new(me.locale(), product.created_at, me.now()),
        version: product.row_version,
        shop_href: shop_path
            .filter(|_| is_published && product.status == "active")
            .zip(me.shops().origin())
            .map(|(slug, origin)| format!("{origin}/produkt/{slug}")),
        strip: strip(me, (!is_card).then_some(free), words.len()),
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
        text_status: super::texts::status(draft.as_ref()),
        text_href: me
            .may(Permission::ProductWrite)
            .then(|| format!("/produkter/{id}/text")),
        has_draft: draft.is_some(),
        preview_href: (me.may(Permission::ProductWrite) && variants.iter().any(|v| v.is_active))
            .then(|| format!("/produkter/{id}/forhandsvisning")),
        is_watched: !watchers.is_empty(),
        variants: variants
            .iter()
            .map(|v| Variant {
                price_href: me
                    .may(Permission::PriceRead)
                    .then(|| format!("/produkter/{id}/priser?variant={}", v.id)),
                watchers: watchers.get(&v.id).copied().unwrap_or(0),
                ..variant(me, v, is_card)
            })
            .collect(),
        places,
        gallery,
        categories,
        seen_by: seen_by.into_iter().map(|tier| seen(me, tier)).collect(),
        vat: in_language(&product.vat_name, locale),
        origin: product.origin_country,
        manufacturer: product.manufacturer,
        manufacturer_address: product.manufacturer_address,
        manufacturer_contact: product.manufacturer_contact,
        withdrawal,
        kind,
        publication,
        name,
        code: product.code,
    };
    view.bar = acts::bar(&view);
    let fresh = Fresh::new(format!("/produkter/{id}"), product.row_version);
    let place = (Room::Products, Some(fresh));
    let of = ("product", id.0, format!("/produkter/{id}"));
    page::show_traced(admin, &mut conn, me, place, status_code, of, &view).await
}

/// The line under the name. Gift cards have no stock.
fn strip(me: &Me, free: Option<i64>, languages: usize) -> Vec<StripItem> {
    let stock = free.map(|free| StripItem {
        label: "products-stock".to_owned(),
        status: stock_status(me.locale(), free),
    });
    let translations = StripItem {
        label: "product-translations".to_owned(),
        status: if languages >= Locale::ALL.len() {
            Status::new("ok", "product-translations-all")
        } else {
            Status::new("warn", "product-translations-some")
        },
    };
    stock.into_iter().chain([translations]).collect()
}

/// `GET /produkter/{id}/version`
pub(crate) async fn version(
    State(admin): State<Admin>,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let product = listing::product(&mut *admin.db.read().await?, ProductId(id)).await?;
    Ok(page::version(
        product.ok_or(PageError::NotFound)?.row_version,
    ))
}

async fn gallery(
    admin: &Admin,
    conn: &mut PgConnection,
    me: &Me,
    id: ProductId,
    variants: &[VariantRow],
    form: Option<GalleryForm>,
) -> Result<Gallery, PageError> {
    let stored = media::gallery::gallery(conn, id).await?;
    let form = form.unwrap_or_else(|| GalleryForm::stored(&stored));
    let shown = form.media();
    let around = Around {
        admin,
        locale: me.locale(),
        can_edit: me.may(Permission::ProductWrite),
        gallery: &stored,
        media: &media::listing::media_by_id(conn, &shown).await?,
        variants,
        progress: media::listing::progress(conn, &admin.pictures, Some(&shown)).await?,
    };
    Ok(form.view(&around))
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

fn variant(me: &Me, variant: &VariantRow, is_card: bool) -> Variant {
    let price = variant.unit_price_e4.zip(variant.currency.as_deref());
    let free = free_of(variant);
    let is_out = free <= 0 && !is_card;
    Variant {
        sku: variant.sku.clone(),
        gtin: variant.gtin.clone(),
        options: variant.options.clone().unwrap_or_default(),
        status: if !variant.is_active {
            Status::new("idle", "variant-inactive")
        } else if is_out {
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
        price_href: None,
        on_hand: variant.on_hand,
        promised: variant.reserved + variant.allocated,
        free,
        is_out,
        watchers: 0,
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
