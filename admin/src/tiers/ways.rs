//! Who may choose each way of freight and of paying: one form for all of them.

use axum::extract::State;
use axum::response::Response;
use commerce::checkout::for_tiers::{LimitWaysError, WayFault, WayId, WaySaid, limit_ways};
use commerce::checkout::listing::{freight_for_tiers, payment_for_tiers};
use commerce::payment::PaymentMethod;
use commerce::tier::{self, Tier};
use http::StatusCode;
use platform::auth::Permission;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use platform::web::{FormBody, PageError, QueryFields};
use serde::Serialize;

use super::assortment_views::Picked;
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};

/// The tiers that may choose each way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WaysForm;

impl Form for WaysForm {
    const FIELDS: &'static [Field] = &[
        // `{way}:{tier}` for each that is ticked.
        Field::plain("open", "ways-who"),
        // `{way}:{version}` for each way that the page has shown.
        Field::plain("version", "ways"),
    ];
}

/// A way, with the tiers that may choose it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WayRow {
    /// What its fields say of which way they are.
    pub(crate) key: String,
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
    pub(crate) is_saved: bool,
    pub(crate) can_manage: bool,
    /// Ways of which something is wrong.
    pub(crate) wrong: usize,
    pub(crate) form: FormState<WaysForm>,
}

impl View for WaysPage {
    const TEMPLATE: &'static str = "admin/ways.html";
    fn samples() -> Vec<Self> {
        let row = |key: &str, name: &str, error: Option<Message>| WayRow {
            key: key.to_owned(),
            name: name.to_owned(),
            tiers: ["consumer", "pro"]
                .map(|code| Picked::new(code.to_owned(), code, &["pro".to_owned()]))
                .into(),
            is_everybodys: error.is_none(),
            row_version: 1,
            error,
        };
        let page = |error: Option<Message>| Self {
            is_saved: error.is_none(),
            wrong: usize::from(error.is_some()),
            freight: vec![
                row("f-1", "Hem till <dörren>", error.clone()),
                row("f-2", "Ombud", None),
            ],
            payments: ["way-card", "way-swish", "way-klarna"]
                .map(|name| row(name, name, None))
                .into(),
            can_manage: true,
            form: FormState::blank(),
        };
        let none = Message::new("ways-no-freight").with("tiers", "Konsument, Pro");
        let changed = Message::new("ways-changed").with("tiers", "Pro");
        let mut kept = FormState::blank();
        kept.refuse_whole("form-kept");
        let read_only = Self {
            can_manage: false,
            freight: Vec::new(),
            payments: Vec::new(),
            ..page(None)
        };
        vec![
            page(None),
            page(Some(Message::new("ways-nobody"))),
            page(Some(none)),
            page(Some(changed)),
            Self {
                is_saved: false,
                form: kept,
                ..page(None)
            },
            read_only,
        ]
    }
}

/// `GET /frakt`
pub(crate) async fn index(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let view = whole(&admin, &me).await?;
    let view = WaysPage {
        is_saved: query.has("sparat"),
        ..view
    };
    answer(&admin, &me, StatusCode::OK, &view).await
}

/// `POST /frakt`
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = kept::form::<WaysForm>(&fields);
    let mut faults = Vec::new();
    if form.is_valid() {
        let shop = me.shop()?.id;
        let mut tx = admin.db.begin(me.origin()).await?;
        match limit_ways(&mut tx, shop, &said(&form)).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see("/frakt?sparat=1"));
            }
            Err(LimitWaysError::Refused(found)) => faults = found,
            Err(LimitWaysError::Db(error)) => return Err(error.into()),
        }
    }
    if faults.iter().any(|(_, fault)| *fault == WayFault::Unknown) {
        form.refuse_whole("ways-gone");
    }
    let mut view = whole(&admin, &me).await?;
    for row in &mut view.freight {
        refill(row, &form, &faults, "ways-no-freight");
    }
    for row in &mut view.payments {
        refill(row, &form, &faults, "ways-no-payment");
    }
    let rows = view.freight.iter().chain(&view.payments);
    view.wrong = rows.filter(|row| row.error.is_some()).count();
    view.form = form;
    answer(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, &view).await
}

fn key(way: WayId) -> String {
    match way {
        WayId::Freight(id) => format!("f-{id}"),
        WayId::Payment(method) => format!("b-{}", method.as_str()),
    }
}

fn read_key(key: &str) -> Option<WayId> {
    if let Some(id) = key.strip_prefix("f-") {
        return id.parse().ok().map(WayId::Freight);
    }
    let method = PaymentMethod::parse(key.strip_prefix("b-")?)?;
    Some(WayId::Payment(method))
}

/// What a field says of a way: the part behind its key.
fn told<'a>(form: &'a FormState<WaysForm>, field: &str, key: &str) -> Vec<&'a str> {
    let values = form.values(field).iter();
    let pairs = values.filter_map(|value| value.split_once(':'));
    pairs
        .filter(|(of, _)| *of == key)
        .map(|(_, told)| told)
        .collect()
}

/// What was said of each way that the page has shown.
fn said(form: &FormState<WaysForm>) -> Vec<WaySaid> {
    let shown = form.values("version").iter();
    let shown = shown.filter_map(|value| value.split_once(':'));
    let said = |(key, version): (&str, &str)| {
        let tiers = told(form, "open", key).into_iter();
        Some(WaySaid {
            way: read_key(key)?,
            tiers: tiers.map(str::to_owned).collect(),
            row_version: version.parse().unwrap_or(0),
        })
    };
    shown.filter_map(said).collect()
}

/// A row as it was typed, with what is wrong. What somebody else has changed is told, and saved over when it is sent again.
fn refill(
    row: &mut WayRow,
    form: &FormState<WaysForm>,
    faults: &[(WayId, WayFault)],
    none: &'static str,
) {
    let Some(version) = told(form, "version", &row.key).first().copied() else {
        return;
    };
    let fault = faults.iter().find(|(way, _)| key(*way) == row.key);
    row.error = fault.and_then(|(_, fault)| match fault {
        WayFault::Nobody => Some(Message::new("ways-nobody")),
        WayFault::UnknownTier => Some(Message::new("ways-tier-unknown")),
        WayFault::LeavesNone(codes) => {
            let losing = named(&row.tiers, |tier| codes.contains(&tier.value));
            Some(Message::new(none).with("tiers", losing))
        }
        WayFault::ChangedMeanwhile => {
            let stored = named(&row.tiers, |tier| tier.is_chosen);
            Some(Message::new("ways-changed").with("tiers", stored))
        }
        WayFault::Unknown => None,
    });
    if !matches!(fault, Some((_, WayFault::ChangedMeanwhile))) {
        row.row_version = version.parse().unwrap_or(0);
    }
    let ticked = told(form, "open", &row.key);
    for tier in &mut row.tiers {
        tier.is_chosen = ticked.contains(&tier.value.as_str());
    }
}

fn named(tiers: &[Picked], is_meant: impl Fn(&Picked) -> bool) -> String {
    let meant = tiers.iter().filter(|tier| is_meant(tier));
    let names: Vec<&str> = meant.map(|tier| tier.name.as_str()).collect();
    names.join(", ")
}

/// The page as things stand.
async fn whole(admin: &Admin, me: &Me) -> Result<WaysPage, PageError> {
    let mut conn = admin.db.read().await?;
    let shop = me.shop()?.id;
    let locale = me.locale().code();
    let tiers = tier::tiers(&mut conn).await?;
    let freight = freight_for_tiers(&mut conn, shop, locale).await?;
    let payments = payment_for_tiers(&mut conn, shop).await?;
    let freight = freight.into_iter().map(|way| WayRow {
        key: key(WayId::Freight(way.id)),
        name: way.label,
        tiers: picked(&tiers, &way.for_tiers, locale),
        is_everybodys: way.for_tiers.is_empty(),
        row_version: way.row_version,
        error: None,
    });
    let payments = payments.into_iter().map(|way| WayRow {
        key: key(WayId::Payment(way.method)),
        name: format!("way-{}", way.method.as_str()),
        tiers: picked(&tiers, &way.for_tiers, locale),
        is_everybodys: way.for_tiers.is_empty(),
        row_version: way.row_version,
        error: None,
    });
    Ok(WaysPage {
        freight: freight.collect(),
        payments: payments.collect(),
        is_saved: false,
        can_manage: me.may(Permission::TierManage),
        wrong: 0,
        form: FormState::blank(),
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
