//! What a tier's people see of the catalogue: the form, what it would hide, and saving it.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::{CategoryId, ManufacturerId, ProductId};
use commerce::promotion::listing as goods;
use commerce::tier::assortment::listing::{self, Hidden};
use commerce::tier::assortment::{Assortment, Named, Rules, SaveAssortmentError, save};
use commerce::tier::{self, Tier};
use http::StatusCode;
use platform::auth::Permission;
use platform::db::{DbError, PgConnection};
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::assortment_views::{AssortmentForm, AssortmentPage, HiddenView, Picked};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};

type Typed = FormState<AssortmentForm>;

/// Most products or makers that a field names: more are a category or a choice of an attribute.
const MOST_NAMED: usize = 500;
/// Longest text of a field: what goes beyond it might have been cut off.
const LONGEST: usize = 9_000;

/// `GET /nivaer/{code}/sortiment`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(code): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    me.ask_for_shop()?;
    let mut conn = admin.db.read().await?;
    let found = found(&mut conn, &code).await?;
    let kept = listing::assortment(&mut conn, &code).await?;
    let form = filled(&mut conn, kept.as_ref()).await?;
    let hidden = match &kept {
        Some(kept) if !kept.rules.is_empty() => {
            let shop = me.shop()?.id;
            let of = (shop, me.locale().code());
            Some(listing::hidden(&mut conn, of, kept.id).await?)
        }
        _ => None,
    };
    let told = Told {
        hidden,
        is_saved: query.has("sparat"),
        ..Told::default()
    };
    drop(conn);
    answer(&admin, &me, (&found, kept), StatusCode::OK, form, told).await
}

/// `POST /nivaer/{code}/sortiment`: saves, or with `visa` tells what would be hidden and saves nothing.
pub(crate) async fn store(
    State(admin): State<Admin>,
    me: Me,
    Path(code): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let found = found(&mut conn, &code).await?;
    let shop = me.shop()?.id;
    let mut form = Typed::from_pairs(fields.iter());
    let rules = read(&mut conn, &mut form).await?;
    drop(conn);
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    }
    let mut told = Told::default();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.is_valid() {
        let version = form.value("version").parse().unwrap_or(0);
        let mut tx = admin.db.begin(me.origin()).await?;
        match save(&mut tx, &code, &rules, version).await {
            // What it would hide is asked in a transaction that is dropped.
            Ok(id) if fields.has("visa") => {
                let of = (shop, me.locale().code());
                told.hidden = Some(listing::hidden(&mut tx, of, id).await?);
                told.is_preview = true;
                status = StatusCode::OK;
            }
            Ok(_) => {
                tx.commit().await?;
                return Ok(see(&format!("/nivaer/{code}/sortiment?sparat=1")));
            }
            Err(error) => refuse(&mut form, error)?,
        }
    }
    let kept = listing::assortment(&mut *admin.db.read().await?, &code).await?;
    answer(&admin, &me, (&found, kept), status, form, told).await
}

/// What the page tells besides the form.
#[derive(Default)]
struct Told {
    hidden: Option<Hidden>,
    is_preview: bool,
    is_saved: bool,
}

async fn found(conn: &mut PgConnection, code: &str) -> Result<Tier, PageError> {
    tier::tier(conn, code).await?.ok_or(PageError::NotFound)
}

/// The rules as the form shows them.
async fn filled(conn: &mut PgConnection, kept: Option<&Assortment>) -> Result<Typed, DbError> {
    let rules = kept.map(|kept| kept.rules.clone()).unwrap_or_default();
    let mut pairs: Vec<(&str, String)> = Vec::new();
    for (side, named) in [(&ONLY, &rules.only), (&NEVER, &rules.never)] {
        let names = listing::names(conn, named, "sv").await?;
        pairs.push((side.products, names.products.join("\n")));
        pairs.push((side.makers, names.manufacturers.join("\n")));
        let categories = named.categories.iter();
        pairs.extend(categories.map(|id| (side.categories, id.to_string())));
        let values = named.values.iter();
        pairs.extend(values.map(|id| (side.values, id.to_string())));
    }
    Ok(Typed::from_pairs(pairs))
}

/// The fields of one side of the form.
struct Side {
    products: &'static str,
    categories: &'static str,
    makers: &'static str,
    values: &'static str,
}

const ONLY: Side = Side {
    products: "only_products",
    categories: "only_categories",
    makers: "only_makers",
    values: "only_values",
};
const NEVER: Side = Side {
    products: "never_products",
    categories: "never_categories",
    makers: "never_makers",
    values: "never_values",
};

/// Reads the form. Everything that is wrong is said at once, at its field.
async fn read(conn: &mut PgConnection, form: &mut Typed) -> Result<Rules, DbError> {
    let only = read_side(conn, form, &ONLY).await?;
    let never = read_side(conn, form, &NEVER).await?;
    Ok(Rules { only, never })
}

async fn read_side(
    conn: &mut PgConnection,
    form: &mut Typed,
    side: &Side,
) -> Result<Named, DbError> {
    let categories: Vec<CategoryId> = parsed(form, side.categories);
    let known = goods::categories(conn, "sv").await?;
    if !categories
        .iter()
        .all(|id| known.iter().any(|of| of.id == id.0))
    {
        form.refuse(side.categories, "promotion-category-unknown");
    }
    let values: Vec<i32> = parsed(form, side.values);
    let known = listing::value_choices(conn, "sv").await?;
    if !values.iter().all(|id| known.iter().any(|of| of.id == *id)) {
        form.refuse(side.values, "assortment-value-unknown");
    }
    Ok(Named {
        products: products(conn, form, side.products).await?,
        manufacturers: makers(conn, form, side.makers).await?,
        categories,
        values,
    })
}

fn parsed<T: std::str::FromStr>(form: &Typed, name: &str) -> Vec<T> {
    let values = form.values(name).iter();
    values.filter_map(|text| text.parse().ok()).collect()
}

/// Products by their codes or by article numbers of their variants.
async fn products(
    conn: &mut PgConnection,
    form: &mut Typed,
    name: &str,
) -> Result<Vec<ProductId>, DbError> {
    let separators = |c: char| c.is_whitespace() || c == ',' || c == ';';
    let words = split(form.value(name), separators);
    if is_too_much(form, name, words.len()) {
        return Ok(Vec::new());
    }
    let by_code = goods::products_by_code(conn, &words).await?;
    let by_sku = goods::variants_by_sku(conn, &words).await?;
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for word in words {
        let code = by_code.iter().find(|(code, _)| *code == word);
        let sku = by_sku.iter().find(|(sku, ..)| *sku == word);
        match code.map(|(_, id)| *id).or(sku.map(|(_, _, id)| *id)) {
            Some(id) => found.push(ProductId(id)),
            None => unknown.push(word),
        }
    }
    refuse_unknown(form, name, "promotion-products-unknown", unknown);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Makers by their names, one a line.
async fn makers(
    conn: &mut PgConnection,
    form: &mut Typed,
    name: &str,
) -> Result<Vec<ManufacturerId>, DbError> {
    let names = split(form.value(name), |c| c == '\n');
    if is_too_much(form, name, names.len()) {
        return Ok(Vec::new());
    }
    let known = listing::makers_named(conn, &names).await?;
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for name in names {
        match known.iter().find(|(typed, _)| *typed == name) {
            Some((_, id)) => found.push(*id),
            None => unknown.push(name),
        }
    }
    refuse_unknown(form, name, "assortment-makers-unknown", unknown);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// What was typed, piece by piece, each once.
fn split(text: &str, is_between: impl Fn(char) -> bool) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for piece in text.split(is_between) {
        let piece = piece.trim();
        if !piece.is_empty() && seen.insert(piece.to_owned()) {
            pieces.push(piece.to_owned());
        }
    }
    pieces
}

fn is_too_much(form: &mut Typed, name: &str, many: usize) -> bool {
    let is_too_much = many > MOST_NAMED || form.value(name).chars().count() > LONGEST;
    if is_too_much {
        form.refuse(name, too_much());
    }
    is_too_much
}

fn too_much() -> Message {
    let most = i64::try_from(MOST_NAMED).unwrap_or(i64::MAX);
    Message::new("assortment-too-much").with("max", most)
}

fn refuse_unknown(form: &mut Typed, name: &str, message: &'static str, mut unknown: Vec<String>) {
    if unknown.is_empty() {
        return;
    }
    unknown.truncate(10);
    form.refuse(
        name,
        Message::new(message).with("codes", unknown.join(", ")),
    );
}

fn refuse(form: &mut Typed, error: SaveAssortmentError) -> Result<(), PageError> {
    match error {
        SaveAssortmentError::Contradiction => form.refuse_whole("assortment-both"),
        SaveAssortmentError::TooMuch => form.refuse_whole(too_much()),
        SaveAssortmentError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        SaveAssortmentError::Unknown => return Err(PageError::NotFound),
        SaveAssortmentError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

async fn answer(
    admin: &Admin,
    me: &Me,
    (tier, kept): (&Tier, Option<Assortment>),
    status: StatusCode,
    form: Typed,
    told: Told,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let locale = me.locale().code();
    let categories = goods::categories(&mut conn, locale).await?;
    let values = listing::value_choices(&mut conn, locale).await?;
    let picked_categories = |name: &str| {
        let chosen = form.values(name);
        let all = categories.iter().map(|of| (of.id.to_string(), &of.name));
        all.map(|(value, label)| Picked::new(value, label, chosen))
            .collect()
    };
    let picked_values = |name: &str| {
        let chosen = form.values(name);
        let all = values.iter().map(|of| (of.id.to_string(), &of.name));
        all.map(|(value, label)| Picked::new(value, label, chosen))
            .collect()
    };
    let view = AssortmentPage {
        code: tier.code.clone(),
        name: tier.name.text(locale).to_owned(),
        is_guests: tier.code == tier::GUESTS,
        version: kept.as_ref().map_or(0, |kept| kept.version),
        is_limited: kept.as_ref().is_some_and(|kept| !kept.rules.is_empty()),
        is_being_listed: kept.is_some_and(|kept| kept.is_being_listed),
        only_categories: picked_categories(ONLY.categories),
        only_values: picked_values(ONLY.values),
        never_categories: picked_categories(NEVER.categories),
        never_values: picked_values(NEVER.values),
        hidden: told.hidden.map(HiddenView::from),
        is_preview: told.is_preview,
        is_saved: told.is_saved,
        can_manage: me.may(Permission::TierManage),
        form,
    };
    page::show_as(admin, &mut conn, me, Room::Tiers, status, &view).await
}
