//! Who may choose each way of freight and of paying.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::checkout::for_tiers::{
    LimitWayError, limit_freight as say_of_freight, limit_payment as say_of_payment,
};
use commerce::checkout::listing::{freight_for_tiers, payment_for_tiers};
use commerce::ids::{FreightMethodId, ShopId};
use commerce::payment::PaymentMethod;
use commerce::tier::{self, Tier};
use http::StatusCode;
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::i18n::Message;
use platform::render::View;
use platform::web::{Fields, FormBody, PageError, QueryFields};
use serde::Serialize;
use uuid::Uuid;

use super::assortment_views::Picked;
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};

/// A way, with the tiers that may choose it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WayRow {
    /// Where its form goes, after `/frakt/`.
    pub(crate) action: String,
    /// What it is called; of ways to pay a text key.
    pub(crate) name: String,
    pub(crate) tiers: Vec<Picked>,
    pub(crate) is_everybodys: bool,
    pub(crate) row_version: i32,
    /// What is wrong.
    pub(crate) error: Option<Message>,
}

/// Ways of freight and of paying.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WaysPage {
    pub(crate) freight: Vec<WayRow>,
    pub(crate) payments: Vec<WayRow>,
    pub(crate) is_refused: bool,
    pub(crate) is_saved: bool,
    pub(crate) can_manage: bool,
}

impl View for WaysPage {
    const TEMPLATE: &'static str = "admin/ways.html";
    fn samples() -> Vec<Self> {
        let row = |name: &str, error: Option<Message>| WayRow {
            action: name.to_owned(),
            name: name.to_owned(),
            tiers: ["consumer", "pro"]
                .map(|code| Picked::new(code.to_owned(), code, &["pro".to_owned()]))
                .into(),
            is_everybodys: error.is_none(),
            row_version: 1,
            error,
        };
        let page = |error: Option<Message>| Self {
            is_refused: error.is_some(),
            is_saved: error.is_none(),
            freight: vec![row("Hem till dörren", error), row("Ombud", None)],
            payments: ["way-card", "way-swish", "way-klarna"]
                .map(|name| row(name, None))
                .into(),
            can_manage: true,
        };
        let read_only = Self {
            can_manage: false,
            freight: Vec::new(),
            payments: Vec::new(),
            ..page(None)
        };
        let none = Message::new("ways-no-freight").with("tiers", "Konsument, Proffs");
        let nobody = Message::new("ways-nobody");
        vec![page(None), page(Some(nobody)), page(Some(none)), read_only]
    }
}

/// `GET /frakt`
pub(crate) async fn index(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let view = whole(&admin, &me, query.has("sparat")).await?;
    answer(&admin, &me, StatusCode::OK, &view).await
}

/// `POST /frakt/{id}`
pub(crate) async fn limit_freight(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let shop = shop(&mut *admin.db.read().await?).await?;
    let typed = Typed::read(&fields);
    let mut done = Err(Wrong::Said("form-kept"));
    if typed.is_sent {
        let mut tx = admin.db.begin(me.origin()).await?;
        let id = FreightMethodId(id);
        let said = say_of_freight(&mut tx, shop, id, &typed.tiers, typed.row_version).await;
        done = told(said)?;
        if done.is_ok() {
            tx.commit().await?;
        }
    }
    finish(&admin, &me, &id.to_string(), &typed, done).await
}

/// `POST /frakt/betalning/{code}`
pub(crate) async fn limit_payment(
    State(admin): State<Admin>,
    me: Me,
    Path(code): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let method = PaymentMethod::parse(&code).ok_or(PageError::NotFound)?;
    let shop = shop(&mut *admin.db.read().await?).await?;
    let typed = Typed::read(&fields);
    let mut done = Err(Wrong::Said("form-kept"));
    if typed.is_sent {
        let mut tx = admin.db.begin(me.origin()).await?;
        let said = say_of_payment(&mut tx, shop, method, &typed.tiers, typed.row_version).await;
        done = told(said)?;
        if done.is_ok() {
            tx.commit().await?;
        }
    }
    let action = payment_action(method);
    finish(&admin, &me, &action, &typed, done).await
}

/// What was ticked.
struct Typed {
    tiers: Vec<String>,
    row_version: i32,
    /// Whether it is to be saved, not shown again after a log-in.
    is_sent: bool,
}

impl Typed {
    fn read(fields: &Fields) -> Self {
        Self {
            tiers: fields.all("tiers").map(str::to_owned).collect(),
            row_version: fields.text("row_version").parse().unwrap_or(0),
            is_sent: !fields.has(kept::SHOW),
        }
    }
}

/// What is wrong with what was ticked.
enum Wrong {
    /// A text's key.
    Said(&'static str),
    /// These tiers would have no way left.
    LeavesNone(Vec<String>),
}

/// What came of it: done, or what is wrong.
fn told(said: Result<(), LimitWayError>) -> Result<Result<(), Wrong>, PageError> {
    Ok(match said {
        Ok(()) => Ok(()),
        Err(LimitWayError::Nobody) => Err(Wrong::Said("ways-nobody")),
        Err(LimitWayError::UnknownTier) => Err(Wrong::Said("ways-tier-unknown")),
        Err(LimitWayError::ChangedMeanwhile) => Err(Wrong::Said("form-changed-meanwhile")),
        Err(LimitWayError::LeavesNone(tiers)) => Err(Wrong::LeavesNone(tiers)),
        Err(LimitWayError::Unknown) => return Err(PageError::NotFound),
        Err(LimitWayError::Db(error)) => return Err(error.into()),
    })
}

/// Back to the page, or the page with what was ticked and what is wrong with it.
async fn finish(
    admin: &Admin,
    me: &Me,
    action: &str,
    typed: &Typed,
    done: Result<(), Wrong>,
) -> Result<Response, PageError> {
    let Err(wrong) = done else {
        return Ok(see("/frakt?sparat=1"));
    };
    let mut view = whole(admin, me, false).await?;
    view.is_refused = true;
    let freight = view.freight.iter_mut().map(|row| (row, "ways-no-freight"));
    let payments = view.payments.iter_mut().map(|row| (row, "ways-no-payment"));
    for (row, none) in freight.chain(payments) {
        if row.action != action {
            continue;
        }
        row.error = Some(match &wrong {
            Wrong::Said(key) => Message::new(*key),
            Wrong::LeavesNone(codes) => {
                let named = row.tiers.iter().filter(|tier| codes.contains(&tier.value));
                let names: Vec<&str> = named.map(|tier| tier.name.as_str()).collect();
                Message::new(none).with("tiers", names.join(", "))
            }
        });
        for tier in &mut row.tiers {
            tier.is_chosen = typed.tiers.contains(&tier.value);
        }
    }
    answer(admin, me, StatusCode::UNPROCESSABLE_ENTITY, &view).await
}

async fn shop(conn: &mut PgConnection) -> Result<ShopId, PageError> {
    let shops = commerce::catalogue::shop::shops(conn).await?;
    let shop = shops.first().ok_or(PageError::NotFound)?;
    Ok(shop.id)
}

fn payment_action(method: PaymentMethod) -> String {
    format!("betalning/{}", method.as_str())
}

/// The page as things stand.
async fn whole(admin: &Admin, me: &Me, is_saved: bool) -> Result<WaysPage, PageError> {
    let mut conn = admin.db.read().await?;
    let shop = shop(&mut conn).await?;
    let locale = me.locale().code();
    let tiers = tier::tiers(&mut conn).await?;
    let freight = freight_for_tiers(&mut conn, shop, locale).await?;
    let payments = payment_for_tiers(&mut conn, shop).await?;
    let freight = freight.into_iter().map(|way| WayRow {
        action: way.id.to_string(),
        name: way.label,
        tiers: picked(&tiers, &way.for_tiers, locale),
        is_everybodys: way.for_tiers.is_empty(),
        row_version: way.row_version,
        error: None,
    });
    let payments = payments.into_iter().map(|way| WayRow {
        action: payment_action(way.method),
        name: format!("way-{}", way.method.as_str()),
        tiers: picked(&tiers, &way.for_tiers, locale),
        is_everybodys: way.for_tiers.is_empty(),
        row_version: way.row_version,
        error: None,
    });
    Ok(WaysPage {
        freight: freight.collect(),
        payments: payments.collect(),
        is_refused: false,
        is_saved,
        can_manage: me.may(Permission::TierManage),
    })
}

/// The tiers, with those ticked that may choose a way: all of them where it is everybody's.
fn picked(tiers: &[Tier], chosen: &[String], locale: &str) -> Vec<Picked> {
    let pick = |tier: &Tier| {
        let mut picked = Picked::new(tier.code.clone(), tier.name.text(locale), chosen);
        picked.is_chosen |= chosen.is_empty();
        picked
    };
    tiers.iter().map(pick).collect()
}

async fn answer(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    view: &WaysPage,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    page::show_as(admin, &mut conn, me, Room::Tiers, status, view).await
}
