//! In which order a tier's price lists are asked: the form, what another order would change, and saving it.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::shop::Shop;
use commerce::ids::PriceListId;
use commerce::tier::price_lists::{
    Asked, Changes, SaveOrderError, TierOrder, changes, choices, in_other_currencies, order, save,
};
use commerce::tier::{self, Tier};
use http::StatusCode;
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::i18n::{Message, numbers};
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError, QueryFields};

use super::price_lists_views::{
    ChangedRow, ChangesView, Choice, Elsewhere, OrderForm, OrderPage, OrderRow,
};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};
use crate::when::When;

type Typed = FormState<OrderForm>;

/// Moves a list: `{id}/upp` or `{id}/ned`.
const MOVE: &str = "flytta";
/// Takes a list out of the order.
const REMOVE: &str = "bort";
/// Puts the chosen list into the order.
const ADD: &str = "lagg-till";
/// Tells what the order would change, and saves nothing.
const LOOK: &str = "visa";

/// `GET /nivaer/{code}/prislistor`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(code): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let place = Place::find(&mut conn, &me, &code).await?;
    drop(conn);
    let lists = place.order.lists.iter().map(|of| of.id).collect();
    let told = Told {
        lists,
        is_saved: query.has("sparat"),
        ..Told::default()
    };
    answer(&admin, &me, &place, StatusCode::OK, Typed::blank(), told).await
}

/// `POST /nivaer/{code}/prislistor`: saves; with a button of a row changes what is shown, with `visa` tells what would change. Neither saves anything.
pub(crate) async fn store(
    State(admin): State<Admin>,
    me: Me,
    Path(code): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let mut place = Place::find(&mut conn, &me, &code).await?;
    drop(conn);
    let mut form = Typed::from_pairs(fields.iter());
    let mut told = Told {
        lists: read(&mut form, &place),
        ..Told::default()
    };
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    } else if arrange(&fields, &place, &mut form, &mut told) && form.is_valid() {
        return answer(&admin, &me, &place, StatusCode::OK, form, told).await;
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.is_valid() {
        let version = form.value("row_version").parse().unwrap_or(0);
        let mut tx = admin.db.begin(me.origin()).await?;
        let done = if fields.has(LOOK) {
            let shop = (
                place.shop.id,
                place.shop.country.as_str(),
                me.locale().code(),
            );
            // The order is saved in a transaction that is dropped.
            let looked = changes(&mut tx, shop, &code, &told.lists, version).await;
            looked.map(Some)
        } else {
            let saved = save(&mut tx, place.shop.id, &code, &told.lists, version).await;
            saved.map(|()| None)
        };
        match done {
            Ok(Some(changes)) => {
                told.changes = Some(changes);
                status = StatusCode::OK;
            }
            Ok(None) => {
                tx.commit().await?;
                return Ok(see(&format!("/nivaer/{code}/prislistor?sparat=1")));
            }
            Err(error) => {
                drop(tx);
                told.is_stale = matches!(error, SaveOrderError::ChangedMeanwhile);
                refuse(&mut form, error)?;
                place = Place::find(&mut *admin.db.read().await?, &me, &code).await?;
            }
        }
    }
    answer(&admin, &me, &place, status, form, told).await
}

/// The tier, and what can stand in its order.
struct Place {
    tier: Tier,
    shop: Shop,
    order: TierOrder,
    all: Vec<Asked>,
    /// What has no place in the order, being in another currency, and in which.
    elsewhere: Vec<(String, Asked)>,
}

impl Place {
    async fn find(conn: &mut PgConnection, me: &Me, code: &str) -> Result<Self, PageError> {
        let tier = tier::tier(conn, code).await?.ok_or(PageError::NotFound)?;
        let shop = me.shop()?.clone();
        let now = me.now();
        Ok(Self {
            order: order(conn, shop.id, code, now).await?,
            all: choices(conn, shop.id, now).await?,
            elsewhere: in_other_currencies(conn, shop.id, code, now).await?,
            tier,
            shop,
        })
    }

    fn list(&self, id: PriceListId) -> Option<&Asked> {
        let mut known = self.all.iter().chain(&self.order.lists);
        known.find(|of| of.id == id)
    }

    /// Where a list goes that is put in: the tier's own first, others' just before guests'.
    fn first_place_for(&self, id: PriceListId, lists: &[PriceListId]) -> usize {
        let new = self.list(id);
        if new.is_some_and(|of| of.tier.as_ref() == Some(&self.tier.code)) {
            return 0;
        }
        let is_guests = |id: &PriceListId| self.list(*id).is_some_and(Asked::is_guests);
        lists.iter().position(is_guests).unwrap_or(lists.len())
    }
}

/// What the page tells besides the form.
#[derive(Default)]
struct Told {
    /// The order that is shown.
    lists: Vec<PriceListId>,
    /// What has been moved, and by which button.
    moved: Option<(PriceListId, &'static str)>,
    changes: Option<Changes>,
    is_saved: bool,
    is_stale: bool,
}

/// The order that was sent. Guests' lists that it lacks, made since, stand last.
fn read(form: &mut Typed, place: &Place) -> Vec<PriceListId> {
    let read: Result<Vec<PriceListId>, _> =
        form.values("list").iter().map(|id| id.parse()).collect();
    let Ok(mut lists) = read else {
        form.refuse_whole("tier-order-unknown");
        return Vec::new();
    };
    let guests = place.order.lists.iter().filter(|of| of.is_guests());
    let unnamed: Vec<PriceListId> = guests
        .map(|of| of.id)
        .filter(|id| !lists.contains(id))
        .collect();
    lists.extend(unnamed);
    lists
}

/// Does what a button of a row says; false where none was pressed.
fn arrange(fields: &Fields, place: &Place, form: &mut Typed, told: &mut Told) -> bool {
    let lists = &mut told.lists;
    if let Some((id, way)) = fields.text(MOVE).split_once('/') {
        if let Some(at) = position(lists, id) {
            let (to, way) = match way {
                "upp" => (at.saturating_sub(1), "upp"),
                _ => ((at + 1).min(lists.len().saturating_sub(1)), "ned"),
            };
            let id = lists.remove(at);
            lists.insert(to, id);
            told.moved = Some((id, way));
        }
        return true;
    }
    if fields.has(REMOVE) {
        if let Some(at) = position(lists, fields.text(REMOVE)) {
            lists.remove(at);
        }
        return true;
    }
    if fields.has(ADD) {
        match form.value("add").parse::<PriceListId>() {
            Ok(id) if !lists.contains(&id) => {
                let at = place.first_place_for(id, lists);
                lists.insert(at, id);
            }
            Ok(_) => {}
            Err(_) => form.refuse("add", "form-missing"),
        }
        return true;
    }
    false
}

fn position(lists: &[PriceListId], text: &str) -> Option<usize> {
    let id: Option<PriceListId> = text.parse().ok();
    lists.iter().position(|of| Some(*of) == id)
}

fn refuse(form: &mut Typed, error: SaveOrderError) -> Result<(), PageError> {
    let about = |key: &'static str, list: String| Message::new(key).with("list", list);
    match error {
        SaveOrderError::Unknown => return Err(PageError::NotFound),
        SaveOrderError::Guests => form.refuse_whole("tier-order-guests"),
        SaveOrderError::Twice => form.refuse_whole("tier-order-twice"),
        SaveOrderError::TooMany => {
            let most = i64::try_from(tier::price_lists::MOST).unwrap_or(i64::MAX);
            form.refuse_whole(Message::new("tier-order-too-many").with("max", most));
        }
        SaveOrderError::UnknownList => form.refuse_whole("tier-order-unknown"),
        SaveOrderError::NotTiers(list) => form.refuse_whole(about("tier-order-not-tiers", list)),
        SaveOrderError::OtherCurrency { list, sells_in } => {
            form.refuse_whole(about("tier-order-currency", list).with("currency", sells_in));
        }
        SaveOrderError::Ended(list) => form.refuse_whole(about("tier-order-ended", list)),
        SaveOrderError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        SaveOrderError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

async fn answer(
    admin: &Admin,
    me: &Me,
    place: &Place,
    status: StatusCode,
    form: Typed,
    told: Told,
) -> Result<Response, PageError> {
    let locale = me.locale().code();
    let holds: Vec<PriceListId> = place.order.lists.iter().map(|of| of.id).collect();
    let rows = told.lists.iter().filter_map(|id| {
        let list = place.list(*id)?;
        Some(row(me, list, told.moved))
    });
    let left = place.all.iter().filter(|of| !told.lists.contains(&of.id));
    // What was changed by the page's own buttons was read when the page was.
    let typed = form.value("row_version").parse().ok();
    let typed = typed.filter(|_| !told.is_stale);
    let names: Vec<&str> = place
        .order
        .lists
        .iter()
        .map(|of| of.name.as_str())
        .collect();
    let view = OrderPage {
        code: place.tier.code.clone(),
        name: place.tier.name.text(locale).to_owned(),
        is_guests: place.tier.code == tier::GUESTS,
        row_version: typed.unwrap_or(place.order.row_version),
        rows: rows.collect(),
        choices: left
            .map(|of| Choice {
                id: of.id.to_string(),
                name: of.name.clone(),
                tier: of.tier_name.text(locale).to_owned(),
            })
            .collect(),
        elsewhere: place
            .elsewhere
            .iter()
            .map(|(currency, list)| Elsewhere {
                currency: currency.clone(),
                list: row(me, list, None),
            })
            .collect(),
        home: place.shop.currency.to_string(),
        buys_in: place
            .tier
            .buys_in
            .clone()
            .filter(|code| code != place.shop.currency.code()),
        is_unsaved: told.lists != holds,
        is_saved: told.is_saved,
        stands: told
            .is_stale
            .then(|| Message::new("tier-order-stands").with("lists", names.join(", "))),
        changes: told.changes.map(|changes| changes_view(me, changes)),
        can_rehearse: me.may(Permission::PriceRehearse),
        can_manage: me.may(Permission::TierManage),
        form,
    };
    let mut conn = admin.db.read().await?;
    page::show_as(admin, &mut conn, me, Room::Tiers, status, &view).await
}

fn row(me: &Me, list: &Asked, moved: Option<(PriceListId, &'static str)>) -> OrderRow {
    let now = me.now();
    let when = |at| When::new(me.locale(), at, now);
    let moved = moved.filter(|(id, _)| *id == list.id).map(|(_, way)| way);
    OrderRow {
        id: list.id.to_string(),
        name: list.name.clone(),
        href: me
            .may(Permission::PriceRead)
            .then(|| format!("/prislistor/{}", list.id)),
        tier: list.tier_name.text(me.locale().code()).to_owned(),
        is_guests: list.is_guests(),
        moved,
        from: list.valid_from.filter(|from| *from > now).map(when),
        until: list.valid_to.map(when),
    }
}

fn changes_view(me: &Me, changes: Changes) -> ChangesView {
    let changed = changes.lower + changes.higher + changes.others;
    let text = |price| numbers::unit_price(me.locale(), price, changes.currency);
    let rows: Vec<ChangedRow> = changes
        .told
        .into_iter()
        .map(|of| ChangedRow {
            sku: of.sku,
            name: of.name,
            quantity: of.quantity,
            now: of.now.map(text),
            then: of.then.map(text),
            list: of.list,
        })
        .collect();
    ChangesView {
        changed,
        compared: changes.compared,
        is_capped: changes.is_capped,
        lower: changes.lower,
        higher: changes.higher,
        others: changes.others,
        includes_vat: changes.shows_vat,
        has_prices: changes.has_prices,
        is_more: changed > rows.len(),
        rows,
    }
}
