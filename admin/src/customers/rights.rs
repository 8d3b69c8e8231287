//! What the law lets a customer ask for, when they ask staff: the file with everything, and an end to the account. By the same rules as on the
//! customer's own pages, and with the same words of what stays.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::customer::by_staff::{self, StaffDeedError};
use commerce::customer::details::give_back::{self, GiveBackError};
use commerce::customer::erase;
use commerce::customer::export::{self, ExportError};
use commerce::ids::CustomerId;
use http::{HeaderValue, StatusCode, header};
use jiff::civil::Date;
use platform::files::spool::Spool;
use platform::money::{Currency, Money};
use platform::render::{Field, Form, FormState, View};
use platform::web::{FormBody, PageError};
use serde::Serialize;
use uuid::Uuid;

use super::deeds::no_words;
use super::handlers::one;
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};

/// What is typed before something is handed out, given back or erased.
#[derive(Debug)]
pub(crate) struct RightsForm;

impl Form for RightsForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("proof", "customer-proof"),
        Field::plain("number", "company-customer-number"),
        Field::plain("reason", "customer-proof"),
        Field::plain("former", "customer-give-back-which"),
        Field::plain("why", "customer-proof"),
    ];
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RightsPage {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) number: String,
    /// Orders that are kept.
    pub(crate) orders: i64,
    /// The last day of the last of them.
    pub(crate) until: Option<Date>,
    /// Orders that are under way.
    pub(crate) under_way: i64,
    /// Orders that may still be paid.
    pub(crate) waiting: i64,
    /// Store credit that is lost.
    pub(crate) credit: Vec<Money>,
    /// Companies that lose their only administrator.
    pub(crate) companies: Vec<String>,
    /// Addresses that the account had lately.
    pub(crate) former: Vec<FormerRow>,
    pub(crate) form: FormState<RightsForm>,
}

/// An address that can be given back.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FormerRow {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) until: Date,
}

impl View for RightsPage {
    const TEMPLATE: &'static str = "admin/customer-rights.html";
    fn samples() -> Vec<Self> {
        let mut form = FormState::blank();
        form.refuse("proof", "form-missing");
        form.refuse("number", "customer-number-wrong");
        form.refuse("reason", "form-missing");
        form.refuse("former", "customer-give-back-taken");
        form.refuse("why", "form-missing");
        let full = Self {
            id: "1".to_owned(),
            name: "Elin Sandahl".to_owned(),
            number: "KND-10001".to_owned(),
            orders: 2,
            until: Some(jiff::civil::date(2033, 12, 31)),
            under_way: 1,
            waiting: 1,
            credit: vec![Money::new(25_000, Currency::SEK)],
            companies: vec!["Studio Furu AB".to_owned()],
            former: vec![FormerRow {
                id: "1".to_owned(),
                email: "elin@exempel.se".to_owned(),
                until: jiff::civil::date(2026, 11, 20),
            }],
            form,
        };
        let bare = Self {
            orders: 0,
            until: None,
            under_way: 0,
            waiting: 0,
            credit: Vec::new(),
            companies: Vec::new(),
            former: Vec::new(),
            form: FormState::blank(),
            ..full.clone()
        };
        vec![full, bare]
    }
}

/// `GET /kunder/{id}/personuppgifter`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    answer(&admin, &me, id, StatusCode::OK, FormState::blank()).await
}

async fn answer(
    admin: &Admin,
    me: &Me,
    id: Uuid,
    status: StatusCode,
    form: FormState<RightsForm>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let found = one(&mut conn, id).await?;
    if found.state == "erased" {
        return Err(PageError::NotFound);
    }
    let kept = erase::kept(&mut conn, CustomerId(id), me.now()).await?;
    let former = give_back::former(&mut conn, CustomerId(id), me.now()).await?;
    let former = former.into_iter().map(|one| FormerRow {
        id: one.id.to_string(),
        email: one.email,
        until: one.held_until.business_time().date(),
    });
    let view = RightsPage {
        former: former.collect(),
        id: id.to_string(),
        name: found.name,
        number: found.number,
        orders: kept.orders,
        until: kept.until,
        under_way: kept.under_way,
        waiting: kept.waiting,
        credit: kept.credit,
        companies: kept.companies,
        form,
    };
    page::show_as(admin, &mut conn, me, Room::Customers, status, &view).await
}

/// `POST /kunder/{id}/fil`: everything that is held about the customer, as JSON.
pub(crate) async fn export(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let found = one(&mut *admin.db.read().await?, id).await?;
    let mut form = kept::form::<RightsForm>(&fields);
    let proof = read(&mut form, "proof");
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.is_valid() {
        let mut tx = admin.db.begin(me.origin()).await?;
        match by_staff::begin_export(&mut tx, CustomerId(id), &proof).await {
            Ok(()) => tx.commit().await?,
            Err(ExportError::NoCustomer) => return Err(PageError::NotFound),
            Err(ExportError::TooMany(_)) => {
                form.refuse_whole("customer-files-enough");
                status = StatusCode::TOO_MANY_REQUESTS;
            }
            Err(ExportError::Db(error)) => return Err(error.into()),
        }
    }
    if !form.is_valid() {
        return answer(&admin, &me, id, status, form).await;
    }
    let mut tx = admin.db.begin(me.origin()).await?;
    let mut file = Spool::new();
    export::write(&mut tx, CustomerId(id), &mut file)
        .await
        .map_err(PageError::internal)?;
    tx.commit().await?;
    let pieces = file.into_pieces().await.map_err(PageError::internal)?;
    let day = me.now().business_time().date();
    let name = format!("attachment; filename=\"{}-{day}.json\"", found.number);
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&name).map_err(PageError::internal)?,
        ),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// What was typed of how it was made sure who asks.
fn read(form: &mut FormState<RightsForm>, field: &'static str) -> String {
    let typed = form.trimmed(field).to_owned();
    if typed.is_empty() || typed.chars().count() > by_staff::LONGEST_WORDS {
        form.refuse(field, no_words());
    }
    typed
}

/// `POST /kunder/{id}/adress`: the account gets an address back that it had lately.
pub(crate) async fn give_back(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    one(&mut *admin.db.read().await?, id).await?;
    let mut form = kept::form::<RightsForm>(&fields);
    let reason = read(&mut form, "why");
    let former = form.trimmed("former").parse::<Uuid>();
    if former.is_err() {
        form.refuse("former", "form-missing");
    }
    if let (Ok(former), true) = (former, form.is_valid()) {
        let mut tx = admin.db.begin(me.origin()).await?;
        match give_back::give_back(&mut tx, CustomerId(id), former, &reason).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see(&format!("/kunder/{id}?klart=given")));
            }
            // Given back a moment ago by somebody else, or too old by now.
            Err(GiveBackError::Unknown) => form.refuse("former", "customer-give-back-gone"),
            Err(GiveBackError::Taken) => form.refuse("former", "customer-give-back-taken"),
            Err(GiveBackError::NoWords) => form.refuse("why", no_words()),
            Err(GiveBackError::OtherState) => form.refuse_whole("customer-other-state"),
            Err(GiveBackError::Db(error)) => return Err(error.into()),
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, id, status, form).await
}

/// `POST /kunder/{id}/radera`
pub(crate) async fn erase(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let found = one(&mut *admin.db.read().await?, id).await?;
    let mut form = kept::form::<RightsForm>(&fields);
    let reason = read(&mut form, "reason");
    // Typed out, so that nobody erases whom they did not mean.
    if !form.trimmed("number").eq_ignore_ascii_case(&found.number) {
        form.refuse("number", "customer-number-wrong");
    }
    if form.is_valid() {
        let mut tx = admin.db.begin(me.origin()).await?;
        match by_staff::erase(&mut tx, CustomerId(id), &reason).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(see(&format!("/kunder/{id}")));
            }
            // Done a moment ago by somebody else: what is left shows it.
            Err(StaffDeedError::OtherState) => return Ok(see(&format!("/kunder/{id}"))),
            Err(StaffDeedError::Db(error)) => return Err(error.into()),
            Err(other) => return Err(PageError::internal(other)),
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, id, status, form).await
}
