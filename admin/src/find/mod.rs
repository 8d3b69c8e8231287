//! The palette's search: straight to the thing when there is only one, else a list of what was found.

use axum::extract::State;
use axum::response::Response;
use commerce::catalogue::admin_listing::{self, ProductFilter};
use commerce::customer::admin_listing::{self as customers, CustomerFilter};
use commerce::order::credit_note::listing::order_of;
use commerce::order::invoice::document;
use commerce::order::listing::{self as orders, OrderFilter, OrderSort};
use platform::auth::Permission;
use platform::db::PgConnection;
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

#[derive(Clone, Debug, Serialize)]
pub(crate) struct FoundCustomer {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) number: String,
    pub(crate) email: String,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FindPage {
    pub(crate) text: String,
    pub(crate) orders: Vec<FoundOrder>,
    pub(crate) customers: Vec<FoundCustomer>,
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
                customers: vec![FoundCustomer {
                    href: "/".to_owned(),
                    name: "Elin".to_owned(),
                    number: "KND-1".to_owned(),
                    email: "elin@exempel.se".to_owned(),
                }],
                products: vec![product],
                is_short: false,
            },
            Self {
                text: "x".to_owned(),
                orders: Vec::new(),
                customers: Vec::new(),
                products: Vec::new(),
                is_short: false,
            },
            Self {
                text: String::new(),
                orders: Vec::new(),
                customers: Vec::new(),
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
    // As the palette says: # is an order, @ a customer, who may also be found by what they bought.
    let typed = query.text("q");
    let is_order = typed.starts_with('#');
    let is_person = typed.starts_with('@');
    let text: String = typed
        .trim_start_matches(['#', '@', '>'])
        .trim()
        .chars()
        .take(200)
        .collect();
    let mut found = FindPage {
        text: text.clone(),
        orders: Vec::new(),
        customers: Vec::new(),
        products: Vec::new(),
        is_short: false,
    };
    let mut conn = admin.db.read().await?;
    // Nothing else is called as a credit note is.
    let number = text.to_uppercase();
    let shops = me.shops().narrowing(None);
    let shops = shops.as_deref();
    if me.may(Permission::CreditNoteRead) && order_of(&mut conn, &number, shops).await?.is_some() {
        return Ok(see(&format!("/kreditnotor/{number}")));
    }
    if me.may(Permission::InvoiceRead)
        && document::listing::order_of(&mut conn, &number, shops)
            .await?
            .is_some()
    {
        return Ok(see(&format!("/fakturor/{number}")));
    }
    if !text.is_empty() && me.may(Permission::OrderRead) {
        find_orders(&mut conn, &me, &text, &mut found).await?;
    }
    if !text.is_empty() && !is_order && me.may(Permission::CustomerRead) {
        find_customers(&mut conn, &me, &text, &mut found).await?;
    }
    if !text.is_empty() && !is_order && !is_person && me.may(Permission::ProductRead) {
        find_products(&mut conn, &me, &text, &mut found).await?;
    }
    let (orders, people) = (found.orders.as_slice(), found.customers.as_slice());
    match (orders, people, found.products.as_slice()) {
        ([order], [], []) => Ok(see(&format!("/ordrar/{}", order.number))),
        ([], [person], []) => Ok(see(&person.href)),
        ([], [], [product]) => Ok(see(&product.href)),
        _ => page::show(&admin, &mut conn, &me, Room::Today, &found).await,
    }
}

async fn find_orders(
    conn: &mut PgConnection,
    me: &Me,
    text: &str,
    found: &mut FindPage,
) -> Result<(), PageError> {
    let filter = OrderFilter {
        search: orders::look_for(conn, Some(text)).await?,
        shops: me.shops().narrowing(None),
        ..OrderFilter::default()
    };
    found.is_short |= filter.search.is_too_short();
    let first = PageOf::first(20);
    let slice = orders::orders(conn, &filter, OrderSort::Prepared, true, first).await?;
    found.orders = slice
        .rows
        .into_iter()
        .map(|o| FoundOrder {
            when: When::new(me.locale(), o.prepared_at, me.now()),
            total: Amount::new(me.locale(), o.due_minor(), &o.currency),
            number: o.number,
            customer: o.customer_name,
        })
        .collect();
    Ok(())
}

async fn find_products(
    conn: &mut PgConnection,
    me: &Me,
    text: &str,
    found: &mut FindPage,
) -> Result<(), PageError> {
    let filter = ProductFilter {
        search: admin_listing::look_for(conn, Some(text)).await?,
        status: None,
        shops: me.shops().narrowing(None),
    };
    found.is_short |= filter.search.is_too_short();
    let (locale, first) = (me.locale().code(), PageOf::first(20));
    let slice = admin_listing::products(conn, &filter, locale, me.now(), true, first).await?;
    found.products = slice
        .rows
        .into_iter()
        .map(|p| FoundProduct {
            href: format!("/produkter/{}", p.id),
            name: p.name.unwrap_or_else(|| p.code.clone()),
            code: p.code,
        })
        .collect();
    Ok(())
}

async fn find_customers(
    conn: &mut PgConnection,
    me: &Me,
    text: &str,
    found: &mut FindPage,
) -> Result<(), PageError> {
    let filter = CustomerFilter {
        search: customers::look_for(conn, Some(text)).await?,
        ..CustomerFilter::default()
    };
    found.is_short |= filter.search.is_too_short();
    let locale = me.locale().code();
    let slice = customers::customers(conn, &filter, locale, true, PageOf::first(20)).await?;
    found.customers = slice
        .rows
        .into_iter()
        .map(|person| FoundCustomer {
            href: format!("/kunder/{}", person.id),
            name: if person.name.is_empty() {
                person.number.clone()
            } else {
                person.name
            },
            number: person.number,
            email: person.email,
        })
        .collect();
    Ok(())
}
