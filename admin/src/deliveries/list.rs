use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::{Locale, numbers};
use platform::outbox::listing::{self, DeliveryFilter, ListedDelivery};
use platform::web::Fields;

use super::handlers::is_stopped;
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::jobs::notice;
use crate::list::{Ask, Bulk, Cell, ListNotice, ListSpec, ListState, Listed, Row};
use crate::object::{FACTS, delivery_status, fact_label};
use crate::when::When;

/// The list of deliveries.
pub(crate) struct Deliveries;

impl Listed for Deliveries {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Deliveries;
    const EXPORT: Permission = Permission::OperationsExport;
    const EXPORTED: (&'static str, &'static str) = ("delivery", "delivery.exported");
    type Filter = DeliveryFilter;
    type Item = ListedDelivery;

    async fn wanted(
        admin: &Admin,
        _conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<DeliveryFilter, DbError> {
        let text = state.text.as_deref();
        let facts = text.map_or_else(Vec::new, |text| facts_called(admin, ask.locale, text));
        Ok(DeliveryFilter {
            search: listing::look_for(text, facts),
            state: state.owned("lage"),
            destination: state.owned("till"),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &DeliveryFilter,
        _sort: (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedDelivery>, DbError> {
        listing::deliveries(conn, filter, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &DeliveryFilter) -> Result<Count, DbError> {
        listing::count_deliveries(conn, filter).await
    }

    fn search(filter: &DeliveryFilter) -> &Search {
        &filter.search
    }

    fn cursor(delivery: &ListedDelivery, _column: &'static str) -> Cursor {
        delivery.cursor()
    }

    fn row(admin: &Admin, me: &Me, delivery: &ListedDelivery) -> Row {
        row(admin, me, delivery)
    }

    async fn choices(
        conn: &mut PgConnection,
    ) -> Result<Option<(&'static str, Vec<String>)>, DbError> {
        Ok(Some(("till", listing::destinations(conn).await?)))
    }

    fn bulk() -> Option<Bulk> {
        Some(Bulk::one(
            "/leveranser/igen",
            "operations-send-again",
            "retry",
        ))
    }

    fn notice(query: &Fields) -> Option<ListNotice> {
        notice(query)
    }
}

fn row(admin: &Admin, me: &Me, delivery: &ListedDelivery) -> Row {
    let can_retry = me.may(Permission::OperationsRetry);
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
            Cell::named(what, format!("/leveranser/{}", delivery.id)),
            Cell::text(delivery.destination.clone()),
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

/// The names of the facts that a text means, by their own name or by what they are called on the page.
fn facts_called(admin: &Admin, locale: Locale, text: &str) -> Vec<String> {
    let text = text.trim().to_lowercase();
    let is_meant = |name: &str| {
        let label = admin.renderer.text(locale, &fact_label(name));
        name.to_lowercase().contains(&text) || label.to_lowercase().contains(&text)
    };
    FACTS
        .iter()
        .filter(|name| is_meant(name))
        .map(|&name| name.to_owned())
        .collect()
}
