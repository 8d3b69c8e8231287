use axum::extract::{Path, State};
use axum::response::Response;
use commerce::jobs::Deliver;
use commerce::order::listing::number_of;
use platform::audit::Change;
use platform::auth::Permission;
use platform::auth::listing::saved_views;
use platform::db::keyset::PageOf;
use platform::i18n::numbers;
use platform::outbox::listing::{self, DeliveryFilter, ListedDelivery};
use platform::outbox::store;
use platform::web::{Fields, FormBody, PageError, QueryFields};
use uuid::Uuid;

use super::{DeliveryPage, LIST};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::{Me, safe_path};
use crate::jobs::{MOST, notice, told};
use crate::list::{Bulk, Cell, ListPage, ListState, ListView, Row, Shown};
use crate::object::{delivery_status, fact_label};
use crate::page::{self, see};
use crate::when::When;

fn wanted(state: &ListState) -> DeliveryFilter {
    DeliveryFilter {
        state: state.owned("lage"),
        destination: state.owned("till"),
        text: state.text.clone(),
        ..DeliveryFilter::default()
    }
}

/// `GET /leveranser`
pub(crate) async fn list(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let state = ListState::read(&LIST, &query);
    let filter = wanted(&state);
    let mut conn = admin.db.read().await?;
    let slice = listing::deliveries(&mut conn, &filter, state.page()).await?;
    let count = listing::count_deliveries(&mut conn, &filter).await?;
    let mut counts = Vec::new();
    for tab in LIST.tabs {
        counts.push(if tab.is_counted {
            let fields = Fields::parse(tab.query.as_bytes())?;
            Some(
                listing::count_deliveries(&mut conn, &wanted(&ListState::read(&LIST, &fields)))
                    .await?,
            )
        } else {
            None
        });
    }
    let destinations = listing::destinations(&mut conn).await?;
    let saved = saved_views(&mut conn, me.session.staff, LIST.screen).await?;
    let can_retry = me.may(Permission::OperationsRetry);
    let rows = slice
        .rows
        .iter()
        .map(|delivery| row(&admin, &me, delivery, can_retry))
        .collect();
    let shown = Shown {
        first: slice.rows.first().map(ListedDelivery::cursor),
        last: slice.rows.last().map(ListedDelivery::cursor),
        slice: &slice,
        count,
    };
    let mut list = ListView::new(&state)
        .with_choices(&state, "till", destinations)
        .with_tabs(&state, &counts, &saved)
        .fill(&state, &shown, rows);
    if list.rows.iter().any(|r| r.can_pick) {
        list.bulk = Some(Bulk {
            action: "/leveranser/igen".to_owned(),
            label: "operations-send-again".to_owned(),
            icon: "retry".to_owned(),
        });
    }
    list.notice = notice(&query);
    page::show(&admin, &mut conn, &me, Room::Deliveries, &ListPage { list }).await
}

fn is_stopped(delivery: &ListedDelivery) -> bool {
    matches!(delivery.state.as_str(), "failed" | "dead")
}

fn row(admin: &Admin, me: &Me, delivery: &ListedDelivery, can_retry: bool) -> Row {
    let when = |at| When::new(me.locale(), at, me.now());
    let what = admin
        .renderer
        .text(me.locale(), &fact_label(&delivery.fact_name));
    let error = delivery
        .last_error
        .clone()
        .filter(|_| delivery.state != "acknowledged");
    Row {
        id: delivery.id.to_string(),
        name: what.clone(),
        tone: if delivery.state == "dead" { "bad" } else { "" },
        can_pick: can_retry && is_stopped(delivery),
        cells: vec![
            Cell::Name {
                text: what,
                href: format!("/leveranser/{}", delivery.id),
                sub: None,
                picture: None,
                is_mono: false,
            },
            Cell::Text {
                text: delivery.destination.clone(),
                is_dim: false,
                tag: None,
            },
            Cell::State {
                status: delivery_status(&delivery.state),
            },
            Cell::Error {
                text: error.unwrap_or_default(),
            },
            Cell::Number {
                text: numbers::number(me.locale(), delivery.attempts.into()),
            },
            Cell::When {
                when: Some(when(delivery.created_at)),
            },
            Cell::When {
                when: delivery.acknowledged_at.map(when),
            },
        ],
    }
}

/// `GET /leveranser/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let filter = DeliveryFilter {
        id: Some(id),
        ..DeliveryFilter::default()
    };
    let found = listing::deliveries(&mut conn, &filter, PageOf::first(1)).await?;
    let delivery = found.rows.into_iter().next().ok_or(PageError::NotFound)?;
    let order = if delivery.aggregate_kind == "order" && me.may(Permission::OrderRead) {
        number_of(&mut conn, delivery.aggregate_id).await?
    } else {
        None
    };
    let when = |at| When::new(me.locale(), at, me.now());
    let pretty = |value: &serde_json::Value| {
        serde_json::to_string_pretty(value).map_err(PageError::internal)
    };
    let view = DeliveryPage {
        id: delivery.id.to_string(),
        status: delivery_status(&delivery.state),
        attempts: delivery.attempts,
        error: delivery
            .last_error
            .clone()
            .filter(|_| delivery.state != "acknowledged"),
        payload: pretty(&delivery.payload)?,
        receipt: delivery.receipt.as_ref().map(pretty).transpose()?,
        created: when(delivery.created_at),
        sent: delivery.sent_at.map(when),
        acknowledged: delivery.acknowledged_at.map(when),
        updated: when(delivery.updated_at),
        order,
        can_retry: is_stopped(&delivery) && me.may(Permission::OperationsRetry),
        what: fact_label(&delivery.fact_name),
        to: delivery.destination,
    };
    page::show(&admin, &mut conn, &me, Room::Deliveries, &view).await
}

/// `POST /leveranser/{id}/igen`
pub(crate) async fn retry(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    if !reopen(&admin, &me, id).await? {
        return Err(PageError::Conflict);
    }
    let back = safe_path(fields.text("tillbaka"));
    Ok(see(&if back == "/" {
        told("/leveranser", 1)
    } else {
        back.to_owned()
    }))
}

/// `POST /leveranser/igen`: the ticked ones.
pub(crate) async fn retry_many(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut done = 0;
    for id in fields.all("id").take(MOST).filter_map(|id| id.parse().ok()) {
        done += i64::from(reopen(&admin, &me, id).await?);
    }
    let back = safe_path(fields.text("tillbaka"));
    Ok(see(&told(
        if back == "/" { "/leveranser" } else { back },
        done,
    )))
}

async fn reopen(admin: &Admin, me: &Me, id: Uuid) -> Result<bool, PageError> {
    let mut tx = admin.db.begin(me.origin()).await?;
    let is_reopened = store::reopen(&mut tx, id).await?;
    if is_reopened {
        tx.enqueue(&Deliver { delivery_id: id }).await?;
        tx.audit(Change::deed("delivery.retry", "delivery", id))
            .await?;
        tx.commit().await?;
    }
    Ok(is_reopened)
}
