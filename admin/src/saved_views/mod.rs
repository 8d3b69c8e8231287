//! A list's address under a name of one's own.

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use platform::auth::store::{self, NotSaved};
use platform::render::{Field, Form, FormState, View};
use platform::web::{Fields, FormBody, PageError, QueryFields};
use serde::Serialize;
use uuid::Uuid;

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::{Me, safe_path};
use crate::list::{Change, ListSpec, ListState};
use crate::page::{self, see};

/// The name of a view.
pub(crate) struct ViewForm;

impl Form for ViewForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name", "view-name"),
        Field::plain("skarm", "view-name"),
        Field::plain("fraga", "view-name"),
    ];
}

/// The page where a view gets its name.
#[derive(Serialize)]
pub(crate) struct NewViewPage {
    pub(crate) form: FormState<ViewForm>,
    pub(crate) screen: String,
    pub(crate) back: String,
}

impl View for NewViewPage {
    const TEMPLATE: &'static str = "admin/view-new.html";
    fn samples() -> Vec<Self> {
        let mut wrong = FormState::blank()
            .with("skarm", "orders")
            .with("fraga", "q=x");
        wrong.refuse("name", "form-missing");
        [FormState::blank(), wrong]
            .map(|form| Self {
                form,
                screen: "orders".to_owned(),
                back: "/ordrar".to_owned(),
            })
            .into()
    }
}

fn screen(name: &str) -> Option<(&'static ListSpec, Room)> {
    const SCREENS: &[(ListSpec, Room)] = &[
        (crate::orders::LIST, Room::Orders),
        (crate::products::LIST, Room::Products),
        (crate::stock_watches::LIST, Room::StockWatches),
        (crate::jobs::LIST, Room::Jobs),
        (crate::deliveries::LIST, Room::Deliveries),
        (crate::mailbox::LIST, Room::Mailbox),
        (crate::staff::LIST, Room::Staff),
        (crate::customers::LIST, Room::Customers),
        (crate::companies::LIST, Room::Companies),
        (crate::applications::LIST, Room::Applications),
        (crate::credit_notes::LIST, Room::CreditNotes),
        (crate::invoices::LIST, Room::Invoices),
        (crate::differences::LIST, Room::Differences),
        (crate::returns::LIST, Room::Returns),
        (crate::quotations::LIST, Room::Quotations),
        (crate::reviews::LIST, Room::Reviews),
        (crate::promotions::LIST, Room::Promotions),
        (crate::price_lists::LIST, Room::PriceLists),
        (crate::gift_cards::LIST, Room::GiftCards),
    ];
    SCREENS
        .iter()
        .find(|(spec, _)| spec.screen == name)
        .map(|(spec, room)| (spec, *room))
}

/// `GET /vyer/ny?skarm=orders&fraga=…`
pub(crate) async fn ask(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (form, spec, room) = read(&query)?;
    answer(&admin, &me, StatusCode::OK, form, spec, room).await
}

/// `POST /vyer`
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut form, spec, room) = read(&fields)?;
    let name = form.trimmed("name").to_owned();
    if fields.has(crate::kept::SHOW) {
        form.refuse_whole("form-kept");
    }
    if name.is_empty() {
        form.refuse("name", "form-missing");
    } else if name.chars().count() > 60 || name.chars().any(char::is_control) {
        form.refuse("name", "view-name-long");
    }
    let state = ListState::read(spec, &Fields::parse(form.value("fraga").as_bytes())?);
    if form.is_valid() {
        let mut tx = admin.db.begin(me.origin()).await?;
        let (staff, query) = (me.session.staff, state.query());
        match store::save_view(&mut tx, staff, spec.screen, &name, &query).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see(&state.href(Change::FirstPage)));
            }
            Err(NotSaved::NameTaken) => form.refuse("name", "view-name-taken"),
            Err(NotSaved::TooMany) => form.refuse_whole("view-too-many"),
            Err(NotSaved::Db(error)) => return Err(error.into()),
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, status, form, spec, room).await
}

/// `POST /vyer/{id}/ta-bort`
pub(crate) async fn forget(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut tx = admin.db.begin(me.origin()).await?;
    if !store::delete_view(&mut tx, me.session.staff, id).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    Ok(see(safe_path(fields.text("tillbaka"))))
}

fn read(fields: &Fields) -> Result<(FormState<ViewForm>, &'static ListSpec, Room), PageError> {
    let (spec, room) = screen(fields.text("skarm")).ok_or(PageError::NotFound)?;
    Ok((FormState::from_pairs(fields.iter()), spec, room))
}

async fn answer(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    form: FormState<ViewForm>,
    spec: &ListSpec,
    room: Room,
) -> Result<Response, PageError> {
    let state = ListState::read(spec, &Fields::parse(form.value("fraga").as_bytes())?);
    let view = NewViewPage {
        form,
        screen: spec.screen.to_owned(),
        back: state.href(Change::FirstPage),
    };
    page::show_as(admin, &mut *admin.db.read().await?, me, room, status, &view).await
}
