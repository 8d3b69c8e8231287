use axum::extract::{Path, State};
use axum::response::Response;
use commerce::customer::address::SavedAddress;
use commerce::customer::admin_listing::{self as listing, OrderOf, Shown};
use commerce::customer::{CustomerState, address, by_staff, consent, listing as own};
use commerce::ids::CustomerId;
use commerce::tier::{self, Tier};
use http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::render::FormState;
use platform::web::{PageError, QueryFields};
use uuid::Uuid;

use super::acts;
use super::history::events;
use super::views::{
    AddressRow, CompanyRow, ConsentRow, CreditRow, CustomerForm, CustomerPage, NoteRow, OrderRow,
    Pick, SessionRow,
};
use crate::address::place;
use crate::admin::Admin;
use crate::audit_trail::href_of;
use crate::bar::Bar;
use crate::companies::role_key;
use crate::frame::{Counted, Fresh, Room};
use crate::guard::Me;
use crate::list::{Amount, Status};
use crate::orders::{customer_cases, paid_status, state_status};
use crate::page;
use crate::profile::browser;
use crate::when::When;

/// Orders on the page; the list has the rest.
const ORDERS: i64 = 20;
/// Lines of the history.
const DEEDS: i64 = 200;

pub(super) fn status(state: &str) -> Status {
    match CustomerState::from_column(state) {
        Some(CustomerState::Active) => Status::new("ok", "customer-active"),
        Some(CustomerState::Closed) => Status::new("bad", "customer-closed"),
        Some(CustomerState::Erased) | None => Status::new("idle", "customer-erased"),
    }
}

/// The customer of an address.
pub(super) async fn one(conn: &mut PgConnection, id: Uuid) -> Result<Shown, PageError> {
    listing::customer(conn, CustomerId(id))
        .await?
        .ok_or(PageError::NotFound)
}

/// `GET /kunder/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let told = [
        "noted", "sent", "ended", "tier", "closed", "reopened", "given",
    ]
    .into_iter()
    .find(|word| *word == query.text("klart"));
    let found = one(&mut *admin.db.read().await?, id).await?;
    let mut tx = admin.db.begin(me.origin()).await?;
    by_staff::viewed(&mut tx, found.id).await?;
    tx.commit().await?;
    answer(&admin, &me, id, StatusCode::OK, FormState::blank(), told).await
}

/// `GET /kunder/{id}/version`
pub(crate) async fn version(
    State(admin): State<Admin>,
    _: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let found = one(&mut *admin.db.read().await?, id).await?;
    Ok(page::version(found.row_version))
}

pub(super) async fn answer(
    admin: &Admin,
    me: &Me,
    id: Uuid,
    status_code: StatusCode,
    form: FormState<CustomerForm>,
    told: Option<&'static str>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let conn = &mut *conn;
    let found = one(conn, id).await?;
    let tiers = tier::tiers(conn).await?;
    let name_of = |code: &str| tier_name(&tiers, code, me);
    let is_erased = found.state == CustomerState::Erased.as_str();
    let chosen = match form.trimmed("tier") {
        "" => found.tier_code.as_str(),
        typed => typed,
    };
    let may_see_orders = me.may(Permission::OrderRead);
    let shops = me.shops().narrowing(None);
    let shops = shops.as_deref();
    let mut view = CustomerPage {
        bar: Bar::default(),
        audit_href: href_of(me, "customer", found.id.0),
        id: id.to_string(),
        title: if is_erased {
            found.number.clone()
        } else {
            found.name.clone()
        },
        language: format!("language-{}", found.locale),
        status: status(&found.state),
        is_erased,
        is_closed: found.state == CustomerState::Closed.as_str(),
        tier: name_of(&found.tier_code),
        has_password: found.has_password,
        created: When::new(me.locale(), found.created_at, me.now()),
        last_log_in: found
            .last_log_in_at
            .map(|at| When::new(me.locale(), at, me.now())),
        order_count: Counted::from(listing::order_count(conn, found.id, shops).await?),
        orders: listing::orders(conn, found.id, shops, ORDERS)
            .await?
            .into_iter()
            .map(|order| order_row(me, order))
            .collect(),
        all_orders: (may_see_orders && !found.email.is_empty()).then(|| {
            format!(
                "/ordrar?q={}",
                utf8_percent_encode(&found.email, NON_ALPHANUMERIC)
            )
        }),
        cases: customer_cases(conn, me, found.id).await?,
        companies: companies(conn, me, found.id, &tiers).await?,
        addresses: address::store::all(conn, found.id)
            .await?
            .into_iter()
            .map(|kept| address_row(admin, me, kept))
            .collect(),
        sessions: sessions(conn, me, found.id).await?,
        consents: consents(conn, me, found.id).await?,
        credits: credits(conn, me, found.id).await?,
        notes: notes(conn, me, found.id).await?,
        events: events(me, &listing::trail(conn, found.id, DEEDS).await?, is_erased),
        tiers: tiers
            .iter()
            .map(|tier| Pick {
                value: tier.code.clone(),
                label: tier.name.text(me.locale().code()).to_owned(),
                is_chosen: tier.code == chosen,
            })
            .collect(),
        form,
        row_version: found.row_version,
        can_help: me.may(Permission::CustomerHelp) && !is_erased,
        can_manage: me.may(Permission::CustomerManage) && !is_erased,
        can_data: me.may(Permission::CustomerData) && !is_erased,
        told: told.map(|word| format!("customer-told-{word}")),
        number: found.number,
        email: found.email,
        phone: found.phone,
    };
    view.bar = acts::bar(&view);
    let fresh = Fresh::new(format!("/kunder/{id}"), view.row_version);
    let place = (Room::Customers, fresh);
    page::show_object(admin, conn, me, place, status_code, &view).await
}

fn tier_name(tiers: &[Tier], code: &str, me: &Me) -> String {
    let tier = tiers.iter().find(|tier| tier.code == code);
    tier.map_or(code, |tier| tier.name.text(me.locale().code()))
        .to_owned()
}

fn order_row(me: &Me, order: OrderOf) -> OrderRow {
    OrderRow {
        href: me
            .may(Permission::OrderRead)
            .then(|| format!("/ordrar/{}", order.number)),
        status: state_status(&order.state),
        payment: paid_status(order.is_placed, &order.payment_status),
        when: When::new(me.locale(), order.prepared_at, me.now()),
        total: Amount::new(me.locale(), order.total_minor, &order.currency),
        number: order.number,
        company: order.company,
    }
}

fn address_row(admin: &Admin, me: &Me, kept: SavedAddress) -> AddressRow {
    let address = kept.address;
    let [town, country] = place(
        admin,
        me,
        [&address.postcode, &address.city, &address.country],
    );
    let lines = [
        address.name,
        address.company,
        address.street,
        address.street2,
        town,
        country,
    ];
    AddressRow {
        lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
        phone: kept.phone,
        is_default: kept.is_default,
    }
}

async fn companies(
    conn: &mut PgConnection,
    me: &Me,
    id: CustomerId,
    tiers: &[Tier],
) -> Result<Vec<CompanyRow>, PageError> {
    let may_see = me.may(Permission::CompanyRead);
    let rows = listing::companies(conn, id).await?.into_iter();
    Ok(rows
        .map(|company| CompanyRow {
            href: may_see.then(|| format!("/foretag/{}", company.id)),
            role: role_key(&company.role),
            tier: tier_name(tiers, &company.tier_code, me),
            name: company.name,
            is_active: company.is_active,
        })
        .collect())
}

async fn sessions(
    conn: &mut PgConnection,
    me: &Me,
    id: CustomerId,
) -> Result<Vec<SessionRow>, PageError> {
    let rows = own::sessions(conn, id, me.now()).await?.into_iter();
    Ok(rows
        .map(|session| SessionRow {
            id: session.id.to_string(),
            browser: browser(&session.user_agent),
            address: session.address,
            began: When::new(me.locale(), session.created_at, me.now()),
            seen: When::new(me.locale(), session.last_seen_at, me.now()),
        })
        .collect())
}

async fn consents(
    conn: &mut PgConnection,
    me: &Me,
    id: CustomerId,
) -> Result<Vec<ConsentRow>, PageError> {
    let standing = consent::standing(conn, id).await?;
    Ok(standing
        .map(|stand| ConsentRow {
            purpose: format!("consent-{}", stand.purpose.code()),
            standing: format!("customer-consent-{}", stand.is.as_str()),
            since: stand
                .since
                .map(|since| When::new(me.locale(), since, me.now())),
        })
        .to_vec())
}

async fn credits(
    conn: &mut PgConnection,
    me: &Me,
    id: CustomerId,
) -> Result<Vec<CreditRow>, PageError> {
    let may_see = me.may(Permission::GiftCardRead);
    let shops = me.shops().narrowing(None);
    let rows = listing::credits(conn, id, shops.as_deref())
        .await?
        .into_iter();
    Ok(rows
        .map(|credit| CreditRow {
            id: credit.id.to_string(),
            href: may_see.then(|| format!("/presentkort/{}", credit.id)),
            left: Amount::new(me.locale(), credit.balance_minor, &credit.currency),
            is_blocked: credit.state != "active",
            until: When::new(me.locale(), credit.expires_at, me.now()),
        })
        .collect())
}

async fn notes(
    conn: &mut PgConnection,
    me: &Me,
    id: CustomerId,
) -> Result<Vec<NoteRow>, PageError> {
    let rows = listing::notes(conn, id).await?.into_iter();
    Ok(rows
        .map(|note| NoteRow {
            text: note.text,
            by: note.by,
            when: When::new(me.locale(), note.at, me.now()),
        })
        .collect())
}
