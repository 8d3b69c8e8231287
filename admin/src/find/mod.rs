//! The palette's search: straight to the thing when there is only one, else a list of what was found.

use axum::extract::State;
use axum::response::Response;
use commerce::catalogue::admin_listing::{self, ProductFilter};
use commerce::order::listing::{self as orders, OrderFilter, OrderSort};
use platform::auth::Permission;
use platform::db::keyset::PageOf;
use platform::render::View;
use platform::web::{PageError, QueryFields};
use serde::Serialize;

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::Amount;
use crate::page::{self, see};
use crate::when::When;

#[derive(Clone, Debug, Serialize)]
pub(crate) struct FoundOrder {
    pub(crate) number: String,
    pub(crate) customer: String,
    pub(crate) when: When,
    pub(crate) total: Amount,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct FoundProduct {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) code: String,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FindPage {
    pub(crate) text: String,
    pub(crate) orders: Vec<FoundOrder>,
    pub(crate) products: Vec<FoundProduct>,
    /// Too little was typed to look for names.
    pub(crate) is_short: bool,
}

impl View for FindPage {
    const TEMPLATE: &'static str = "admin/find.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let order = FoundOrder {
            number: "ORD-1".to_owned(),
            customer: "Elin".to_owned(),
            when: When::new(page::sample_locale(), now, now),
            total: Amount {
                digits: "1,00".to_owned(),
                currency: None,
                ..Amount::default()
            },
        };
        let product = FoundProduct {
            href: "/".to_owned(),
            name: "Mugg".to_owned(),
            code: "mugg".to_owned(),
        };
        vec![
            Self {
                text: "x".to_owned(),
                orders: vec![order],
                products: vec![product],
                is_short: false,
            },
            Self {
                text: "x".to_owned(),
                orders: Vec::new(),
                products: Vec::new(),
                is_short: false,
            },
            Self {
                text: String::new(),
                orders: Vec::new(),
                products: Vec::new(),
                is_short: false,
            },
        ]
    }
}

/// `GET /sok`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    // As the palette says: # is an order, @ a customer. Both are found among the orders.
    let typed = query.text("q");
    let is_order = typed.starts_with(['#', '@']);
    let text: String = typed
        .trim_start_matches(['#', '@', '>'])
        .trim()
        .chars()
        .take(200)
        .collect();
    let mut found = FindPage {
        text: text.clone(),
        orders: Vec::new(),
        products: Vec::new(),
        is_short: false,
    };
    let mut conn = admin.db.read().await?;
    if !text.is_empty() && me.may(Permission::OrderRead) {
        let filter = OrderFilter {
            search: orders::look_for(&mut conn, Some(&text)).await?,
            ..OrderFilter::default()
        };
        found.is_short |= filter.search.is_too_short();
        let slice = orders::orders(
            &mut conn,
            &filter,
            OrderSort::Prepared,
            true,
            PageOf::first(20),
        )
        .await?;
        found.orders = slice
            .rows
            .into_iter()
            .map(|o| FoundOrder {
                when: When::new(me.locale(), o.prepared_at, me.now()),
                total: Amount::new(me.locale(), o.total_minor, &o.currency),
                number: o.number,
                customer: o.customer_name,
            })
            .collect();
    }
    if !text.is_empty() && !is_order && me.may(Permission::ProductRead) {
        let filter = ProductFilter {
            search: admin_listing::look_for(&mut conn, Some(&text)).await?,
            status: None,
        };
        found.is_short |= filter.search.is_too_short();
        let slice = admin_listing::products(
            &mut conn,
            &filter,
            me.locale().code(),
            me.now(),
            true,
            PageOf::first(20),
        )
        .await?;
        found.products = slice
            .rows
            .into_iter()
            .map(|p| FoundProduct {
                href: format!("/produkter/{}", p.id),
                name: p.name.unwrap_or_else(|| p.code.clone()),
                code: p.code,
            })
            .collect();
    }
    match (found.orders.as_slice(), found.products.as_slice()) {
        ([order], []) => Ok(see(&format!("/ordrar/{}", order.number))),
        ([], [product]) => Ok(see(&product.href)),
        _ => page::show(&admin, &mut conn, &me, Room::Today, &found).await,
    }
}
