use axum::extract::State;
use axum::response::Response;
use commerce::order::invoice::listing::{self as invoices, InvoiceFilter};
use commerce::order::listing::{self, OrderFilter, OrderSort};
use commerce::oss::Nearness;
use commerce::payment::difference::listing::{self as differences, DifferenceFilter};
use commerce::quotation::QuotationState;
use commerce::quotation::admin_listing::{self, QuotationFilter};
use commerce::returns::admin_listing::{self as cases, CaseFilter, CaseSort};
use commerce::returns::{ReturnState, unlinked};
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::db::keyset::PageOf;
use platform::i18n::Message;
use platform::jobs::listing::JobFilter;
use platform::money::{Currency, Money};
use platform::outbox::listing::DeliveryFilter;
use platform::web::PageError;
use platform::{jobs, outbox};

use super::TodayPage;
use super::views::{Harm, LatestOrder, Sales, Todo};
use crate::admin::Admin;
use crate::frame::{Counted, Room};
use crate::guard::Me;
use crate::list::{Amount, Status};
use crate::orders::{day_start, paid_status, waited};
use crate::when::{When, clock};
use crate::{currencies, page, vat};

/// Notices that are counted.
const MOST_NOTICES: i64 = 1_000;

/// Late orders: they are among those to send, and not counted twice.
const LATE: &str = "today-late";

/// `GET /`
pub(crate) async fn show(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let harm = if me.may(Permission::OperationsRead) && !me.shops().are_limited() {
        harm(&mut conn, &me).await?
    } else {
        None
    };
    let (mut sales, mut todos, mut latest) = (Vec::new(), Vec::new(), Vec::new());
    let may_read_orders = me.may(Permission::OrderRead);
    if may_read_orders {
        for currency in currencies_of_sales(&me) {
            sales.push(sales_today(&mut conn, &me, currency).await?);
        }
        todos = order_todos(&mut conn, &me).await?;
        latest = latest_orders(&mut conn, &me).await?;
    }
    if me.may(Permission::VatRead) {
        todos.extend(threshold_todo(&mut conn, &me).await?);
        todos.extend(rates_todo(&mut conn, &me).await?);
    }
    if me.may(Permission::CurrencyRead) {
        todos.extend(currencies_todo(&mut conn, &me).await?);
    }
    if me.may(Permission::ReturnRead) {
        todos.extend(return_todos(&mut conn, &me).await?);
    }
    todos.extend(money_todos(&mut conn, &me).await?);
    if me.may(Permission::QuotationRead) {
        todos.extend(quotations_to_answer(&mut conn, &me).await?);
    }
    let whole = todos.iter().filter(|todo| todo.label != LATE);
    let waiting: i64 = whole.map(|todo| todo.count.number).sum();
    let sentence = match (&harm, waiting) {
        (Some(harm), _) => {
            Message::new("today-stopped").with("count", harm.failed.number + harm.stopped.number)
        }
        (None, 0) => Message::new("today-all-well"),
        (None, count) => Message::new("today-waiting").with("count", count),
    };
    let view = TodayPage {
        sentence,
        date: me.now().business_time().date().to_string(),
        time: clock(me.now()),
        harm,
        sales,
        todos,
        may_read_orders,
        latest,
    };
    page::show(&admin, &mut conn, &me, Room::Today, &view).await
}

/// What somebody must do of VAT: the threshold is near, or passed, and the shop is not in the One Stop Shop.
async fn threshold_todo(conn: &mut PgConnection, me: &Me) -> Result<Option<Todo>, PageError> {
    let mut word = None;
    for shop in me.shops().looked_upon() {
        word = match vat::standing(conn, me, shop).await? {
            Some(Nearness::Passed) => Some("passed"),
            Some(Nearness::Near) => word.or(Some("near")),
            Some(Nearness::Far) | None => word,
        };
    }
    let Some(word) = word else {
        return Ok(None);
    };
    Ok(Some(Todo {
        count: Counted {
            number: 1,
            is_more: false,
        },
        label: format!("today-oss-{word}"),
        hint: format!("today-oss-{word}-hint"),
        href: "/moms".to_owned(),
        waited: None,
    }))
}

/// Money that somebody must look at: payments that do not add up, and invoices that should have been paid.
async fn money_todos(conn: &mut PgConnection, me: &Me) -> Result<Vec<Todo>, PageError> {
    let mut todos = Vec::new();
    if me.may(Permission::PaymentRead) {
        let open = DifferenceFilter {
            state: Some("open".to_owned()),
            shops: me.shops().narrowing(None),
            ..DifferenceFilter::default()
        };
        let count = Counted::from(differences::count(conn, &open).await?);
        todos.push((count, "today-differences", "/betalningar?lage=open"));
    }
    if me.may(Permission::InvoiceRead) {
        let late = InvoiceFilter {
            late_at: Some(me.now()),
            shops: me.shops().narrowing(None),
            ..InvoiceFilter::default()
        };
        let count = Counted::from(invoices::count(conn, &late).await?);
        todos.push((count, "today-invoices-late", "/fakturor?lage=forfallna"));
    }
    let some = todos.into_iter().filter(|(count, ..)| count.number > 0);
    Ok(some
        .map(|(count, label, href)| Todo {
            count,
            label: label.to_owned(),
            hint: format!("{label}-hint"),
            href: href.to_owned(),
            waited: None,
        })
        .collect())
}

/// What somebody must do of VAT: there are goods without a rate in a country that is delivered to.
async fn rates_todo(conn: &mut PgConnection, me: &Me) -> Result<Option<Todo>, PageError> {
    let mut countries = std::collections::BTreeSet::new();
    for shop in me.shops().looked_upon() {
        let found = vat::without_rates(conn, me, shop).await?;
        countries.extend(found.into_iter().map(|of| of.country));
    }
    let number = i64::try_from(countries.len()).unwrap_or(i64::MAX);
    Ok((number > 0).then(|| Todo {
        count: Counted {
            number,
            is_more: false,
        },
        label: "today-rates".to_owned(),
        hint: "today-rates-hint".to_owned(),
        href: "/moms".to_owned(),
        waited: None,
    }))
}

/// What somebody must do of currencies: prices are in one that has no rate of late, so that nothing can be ordered in it.
async fn currencies_todo(conn: &mut PgConnection, me: &Me) -> Result<Option<Todo>, PageError> {
    let number = i64::try_from(currencies::lacking(conn, me).await?).unwrap_or(i64::MAX);
    Ok((number > 0).then(|| Todo {
        count: Counted {
            number,
            is_more: false,
        },
        label: "today-currencies".to_owned(),
        hint: "today-currencies-hint".to_owned(),
        href: "/valutor".to_owned(),
        waited: None,
    }))
}

/// What has stopped: jobs that were given up, deliveries that failed.
async fn harm(conn: &mut PgConnection, me: &Me) -> Result<Option<Harm>, PageError> {
    let job_filter = JobFilter {
        state: Some("failed".to_owned()),
        ..JobFilter::default()
    };
    let delivery_filter = DeliveryFilter {
        state: Some("stopped".to_owned()),
        ..DeliveryFilter::default()
    };
    let failed = Counted::from(jobs::listing::count(conn, &job_filter).await?);
    let stopped = Counted::from(outbox::listing::count_deliveries(conn, &delivery_filter).await?);
    if failed.number + stopped.number == 0 {
        return Ok(None);
    }
    let job = jobs::listing::jobs(conn, &job_filter, PageOf::first(1))
        .await?
        .rows
        .into_iter()
        .next();
    let delivery = outbox::listing::deliveries(conn, &delivery_filter, PageOf::first(1))
        .await?
        .rows
        .into_iter()
        .next();
    let latest = job
        .as_ref()
        .map(|j| j.updated_at)
        .max(delivery.as_ref().map(|d| d.updated_at));
    let text = match (failed.number, stopped.number) {
        (jobs, 0) => Message::new("today-harm-jobs").with("count", jobs),
        (0, deliveries) => Message::new("today-harm-deliveries").with("count", deliveries),
        (jobs, deliveries) => Message::new("today-harm-both")
            .with("jobs", jobs)
            .with("deliveries", deliveries),
    };
    let href = if failed.number > 0 {
        "/jobb?lage=failed"
    } else {
        "/leveranser?lage=stopped"
    };
    Ok(Some(Harm {
        status: Status::new("bad", "today-harm"),
        text,
        detail: Message::new("today-harm-since").with(
            "time",
            latest.map_or_else(String::new, |at| waited(at, me.now())),
        ),
        failed,
        stopped,
        href: href.to_owned(),
    }))
}

/// The home currencies of the shops whose sales are told, each once: what shops sell in different ones is no sum.
fn currencies_of_sales(me: &Me) -> Vec<Currency> {
    let narrowed = me.shops().narrowing(None);
    let mut currencies = Vec::new();
    for shop in me.shops().all() {
        let is_told = narrowed
            .as_ref()
            .is_none_or(|shops| shops.contains(&shop.id.0));
        if is_told && !currencies.contains(&shop.currency) {
            currencies.push(shop.currency);
        }
    }
    if currencies.is_empty() {
        currencies.push(Currency::SEK);
    }
    currencies
}

/// Today until now, beside yesterday until the same hour, in the shops whose own currency this is.
async fn sales_today(
    conn: &mut PgConnection,
    me: &Me,
    currency: Currency,
) -> Result<Sales, PageError> {
    let now = me.now();
    let shops = me.shops().narrowing(None);
    let shops = shops.as_deref();
    let today = day_start(now, 0);
    let yesterday = day_start(now, 1);
    let sum = listing::placed_between(
        conn,
        shops,
        currency.code(),
        today,
        now.plus(jiff::SignedDuration::from_secs(1)),
    )
    .await?;
    let before = listing::placed_between(
        conn,
        shops,
        currency.code(),
        yesterday,
        yesterday.plus(now.since(today)),
    )
    .await?;
    Ok(Sales {
        total: Money::new(sum.total_minor, currency),
        orders: sum.orders,
        average: (sum.orders > 0)
            .then(|| Money::new((sum.total_minor / sum.orders + 50) / 100 * 100, currency)),
        yesterday_total: Money::new(before.total_minor, currency),
        yesterday_orders: before.orders,
    })
}

async fn order_todos(conn: &mut PgConnection, me: &Me) -> Result<Vec<Todo>, PageError> {
    let now = me.now();
    let of_shops = || OrderFilter {
        shops: me.shops().narrowing(None),
        ..OrderFilter::default()
    };
    let text = |value: &str| Some(value.to_owned());
    let to_ship = OrderFilter {
        is_owed: true,
        ..of_shops()
    };
    let late = OrderFilter {
        late_on: Some(now.business_time().date()),
        ..of_shops()
    };
    let refused = OrderFilter {
        state: text("prepared"),
        payment: text("refused"),
        ..of_shops()
    };
    let unpaid = OrderFilter {
        state: text("prepared"),
        payment: text("pending"),
        ..of_shops()
    };
    let mut todos = Vec::new();
    for (filter, label, href) in [
        (late, LATE, "/ordrar?leverans=forsenad"),
        (to_ship, "today-to-ship", "/ordrar?leverans=att-skicka"),
        (
            refused,
            "today-refused",
            "/ordrar?lage=prepared&betalning=refused",
        ),
        (
            unpaid,
            "today-unpaid",
            "/ordrar?lage=prepared&betalning=pending",
        ),
    ] {
        let count = Counted::from(listing::count(conn, &filter).await?);
        if count.number > 0 {
            let oldest = listing::oldest(conn, &filter).await?;
            todos.push(Todo {
                count,
                label: label.to_owned(),
                hint: format!("{label}-hint"),
                href: href.to_owned(),
                waited: oldest.map(|at| waited(at, now)),
            });
        }
    }
    Ok(todos)
}

/// Cases that wait for the shop, with the day when the first of them is due; and notices whose order has not been found.
async fn return_todos(conn: &mut PgConnection, me: &Me) -> Result<Vec<Todo>, PageError> {
    let now = me.now();
    let shops = me.shops().narrowing(None);
    let mut todos = Vec::new();
    let (waiting, oldest) = unlinked::listing::waiting_since(conn, MOST_NOTICES + 1).await?;
    if waiting > 0 && !me.shops().are_limited() {
        todos.push(Todo {
            count: Counted {
                number: waiting.min(MOST_NOTICES),
                is_more: waiting > MOST_NOTICES,
            },
            label: "today-notices".to_owned(),
            hint: "today-notices-hint".to_owned(),
            href: "/returer/meddelanden".to_owned(),
            waited: oldest.map(|at| waited(at, now)),
        });
    }
    let (news, oldest) = cases::news_since(conn, shops.as_deref(), MOST_NOTICES + 1).await?;
    if news > 0 {
        // The one that has waited longest is where to begin.
        let first = cases::with_news(conn, shops.as_deref(), 1)
            .await?
            .into_iter()
            .next();
        todos.push(Todo {
            count: Counted {
                number: news.min(MOST_NOTICES),
                is_more: news > MOST_NOTICES,
            },
            label: "today-cases-news".to_owned(),
            hint: "today-cases-news-hint".to_owned(),
            href: first.map_or_else(
                || "/returer".to_owned(),
                |(number, _)| format!("/returer/{number}"),
            ),
            waited: oldest.map(|at| waited(at, now)),
        });
    }
    for (state, label) in [
        (ReturnState::Open, "today-cases-open"),
        (ReturnState::ToSend, "today-cases-to-send"),
        (ReturnState::ToRefund, "today-cases-to-refund"),
    ] {
        let filter = CaseFilter {
            state: Some(state.as_str().to_owned()),
            shops: shops.clone(),
            ..CaseFilter::default()
        };
        let count = Counted::from(cases::count(conn, &filter).await?);
        if count.number == 0 {
            continue;
        }
        let first = cases::page(conn, &filter, (CaseSort::Due, false), PageOf::first(1)).await?;
        let due = first.rows.first().map(|case| case.due_at);
        // What is late shows for how long; what is not has time.
        let late = due.filter(|due| *due < now);
        todos.push(Todo {
            count,
            label: label.to_owned(),
            hint: if late.is_some() {
                "today-cases-late-hint".to_owned()
            } else {
                format!("{label}-hint")
            },
            href: format!("/returer?lage={}&sort=forfaller", state.as_str()),
            waited: late.map(|due| waited(due, now)),
        });
    }
    Ok(todos)
}

/// Offers that companies wait for.
async fn quotations_to_answer(conn: &mut PgConnection, me: &Me) -> Result<Option<Todo>, PageError> {
    let filter = QuotationFilter {
        state: Some(QuotationState::Asked.as_str().to_owned()),
        shops: me.shops().narrowing(None),
        ..QuotationFilter::default()
    };
    let count = Counted::from(admin_listing::count(conn, &filter).await?);
    Ok((count.number > 0).then(|| Todo {
        count,
        label: "today-quotations".to_owned(),
        hint: "today-quotations-hint".to_owned(),
        href: "/offerter?lage=asked&sort=inkom".to_owned(),
        waited: None,
    }))
}

async fn latest_orders(conn: &mut PgConnection, me: &Me) -> Result<Vec<LatestOrder>, PageError> {
    let page = PageOf::first(8);
    let slice = listing::orders(
        conn,
        &OrderFilter {
            shops: me.shops().narrowing(None),
            ..OrderFilter::default()
        },
        OrderSort::Prepared,
        true,
        page,
    )
    .await?;
    Ok(slice
        .rows
        .into_iter()
        .map(|o| LatestOrder {
            when: When::new(me.locale(), o.prepared_at, me.now()),
            status: paid_status(o.placed_at.is_some(), &o.payment_status),
            total: Amount::new(me.locale(), o.due_minor(), &o.currency),
            number: o.number,
            customer: o.customer_name,
        })
        .collect())
}
