//! The customer's addresses: listed, added, changed, taken away.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::checkout::parse_postcode;
use commerce::customer::Session;
use commerce::customer::address::{self, AddressError, Draft, SavedAddress, store};
use commerce::ids::CustomerAddressId;
use commerce::order::Address;
use http::StatusCode;
use platform::i18n::{Message, postcode};
use platform::render::{FormState, View};
use platform::web::{FormBody, PageError, QueryFields};
use serde::Serialize;

use super::forms::{PostalForm, read_phone};
use super::gate::answer;
use super::pages::head;
use super::views::Aside;
use crate::checkout::forms::{checked, line, optional, postcode_key};
use crate::frame::Head;
use crate::order::views::AddressView;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// An address in the list.
#[derive(Clone, Debug, Serialize)]
pub struct SavedView {
    /// Which.
    pub id: String,
    /// How it is written.
    pub address: AddressView,
    /// Telephone for the carrier; may be empty.
    pub phone: String,
    /// Whether the checkout begins with it.
    pub is_default: bool,
}

impl From<&SavedAddress> for SavedView {
    fn from(saved: &SavedAddress) -> Self {
        Self {
            id: saved.id.to_string(),
            address: AddressView::from(&saved.address),
            phone: saved.phone.clone(),
            is_default: saved.is_default,
        }
    }
}

/// The customer's addresses.
#[derive(Clone, Debug, Serialize)]
pub struct AddressesView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// The default first.
    pub addresses: Vec<SavedView>,
    /// What was just done: `saved`, `removed`, `default`, or nothing.
    pub done: &'static str,
}

impl View for AddressesView {
    const TEMPLATE: &'static str = "shop/account-addresses.html";

    fn samples() -> Vec<Self> {
        let saved = |id: &str, is_default| SavedView {
            id: id.into(),
            address: AddressView::sample(),
            phone: if is_default {
                "+46701740612".into()
            } else {
                String::new()
            },
            is_default,
        };
        let full = Self {
            head: Head::sample("Adresser"),
            aside: Aside {
                current: "addresses",
            },
            addresses: vec![saved("a", true), saved("b", false)],
            done: "",
        };
        let mut views = vec![Self {
            addresses: Vec::new(),
            ..full.clone()
        }];
        views.extend(["saved", "removed", "default", ""].map(|done| Self {
            done,
            ..full.clone()
        }));
        views
    }
}

/// An address being written.
#[derive(Clone, Debug, Serialize)]
pub struct AddressFormView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Where the form goes.
    pub action: String,
    /// Whether it is another one.
    pub is_new: bool,
    /// Whether it is the default now, which can only be given to another.
    pub is_default: bool,
    /// Countries that the shop delivers to.
    pub countries: Vec<String>,
    /// What was typed.
    pub form: FormState<PostalForm>,
}

impl View for AddressFormView {
    const TEMPLATE: &'static str = "shop/account-address.html";

    fn samples() -> Vec<Self> {
        let new = Self {
            head: Head::sample("Ny adress"),
            aside: Aside {
                current: "addresses",
            },
            action: "/konto/adresser".into(),
            is_new: true,
            is_default: false,
            countries: vec!["SE".into()],
            form: FormState::blank().with("country", "SE"),
        };
        let mut form = FormState::blank()
            .with("country", "NO")
            .with("is_default", "1");
        for field in ["name", "postcode", "country"] {
            form.refuse(field, "error-required");
        }
        form.refuse_whole("error-stale");
        let refused = Self {
            is_new: false,
            countries: vec!["SE".into(), "NO".into()],
            form,
            ..new.clone()
        };
        let default = Self {
            is_default: true,
            ..refused.clone()
        };
        vec![new, refused, default]
    }
}

/// `GET /konto/adresser`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let saved = store::all(&mut desk.conn, session.customer).await?;
    let view = AddressesView {
        head: head(&state, &visitor, "addresses"),
        aside: Aside {
            current: "addresses",
        },
        addresses: saved.iter().map(SavedView::from).collect(),
        done: ["saved", "removed", "default"]
            .into_iter()
            .find(|known| *known == query.text("klart"))
            .unwrap_or_default(),
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

/// `GET /konto/adresser/ny`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn new(State(state): State<ShopState>, visitor: Visitor) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let form = FormState::blank()
        .with("name", session.name.as_str())
        .with("country", desk.facts.shop.country.as_str());
    show_form(&state, &visitor, desk, None, form, StatusCode::OK).await
}

/// `POST /konto/adresser`: another one.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn create(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let mut form: FormState<PostalForm> = FormState::from_pairs(fields.iter());
    let draft = read(&mut form, &desk.facts.shop.countries);
    drop(desk);
    if let Some(draft) = draft {
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        match address::add(&mut tx, &session, &draft).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(done(&state, &visitor, "saved"));
            }
            Err(AddressError::Full) => form.refuse_whole(
                Message::new("error-addresses-full").with("max", address::MAX_ADDRESSES),
            ),
            Err(error) => return Err(failed(error)),
        }
    }
    let (desk, _) = Desk::member(&state, &visitor).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    show_form(&state, &visitor, desk, None, form, status).await
}

/// `GET /konto/adresser/{address}`.
///
/// # Errors
/// 404 for an address that is not the customer's.
pub async fn edit(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let saved = find(&mut desk, &session, &id).await?;
    let form = filled(&saved).with("version", saved.row_version.to_string());
    show_form(&state, &visitor, desk, Some(&saved), form, StatusCode::OK).await
}

/// `POST /konto/adresser/{address}`.
///
/// # Errors
/// 404 for an address that is not the customer's.
pub async fn update(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let saved = find(&mut desk, &session, &id).await?;
    let mut form: FormState<PostalForm> = FormState::from_pairs(fields.iter());
    let draft = read(&mut form, &desk.facts.shop.countries);
    drop(desk);
    if let Some(draft) = draft {
        let version = fields.text("version").parse().unwrap_or_default();
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        match address::change(&mut tx, &session, saved.id, version, &draft).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(done(&state, &visitor, "saved"));
            }
            Err(AddressError::Stale) => form.refuse_whole("error-stale"),
            Err(error) => return Err(failed(error)),
        }
    }
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let now = find(&mut desk, &session, &id).await?;
    // What was written meanwhile has been told of; sending again is a decision.
    let form = form.with("version", now.row_version.to_string());
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    show_form(&state, &visitor, desk, Some(&now), form, status).await
}

/// `POST /konto/adresser/{address}/forval`.
///
/// # Errors
/// 404 for an address that is not the customer's.
pub async fn make_default(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    drop(desk);
    let id = parse(&id)?;
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    address::make_default(&mut tx, &session, id)
        .await
        .map_err(failed)?;
    tx.commit().await?;
    Ok(done(&state, &visitor, "default"))
}

/// `POST /konto/adresser/{address}/ta-bort`.
///
/// # Errors
/// 404 for an address that is not the customer's.
pub async fn destroy(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    drop(desk);
    let id = parse(&id)?;
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    address::remove(&mut tx, &session, id)
        .await
        .map_err(failed)?;
    tx.commit().await?;
    Ok(done(&state, &visitor, "removed"))
}

fn parse(id: &str) -> Result<CustomerAddressId, PageError> {
    id.parse().map_err(|_| PageError::NotFound)
}

async fn find(desk: &mut Desk, session: &Session, id: &str) -> Result<SavedAddress, PageError> {
    store::find(&mut desk.conn, session.customer, parse(id)?)
        .await?
        .ok_or(PageError::NotFound)
}

fn failed(error: AddressError) -> PageError {
    match error {
        AddressError::NotFound => PageError::NotFound,
        AddressError::Db(error) => error.into(),
        error => PageError::internal(error),
    }
}

fn done(state: &ShopState, visitor: &Visitor, what: &str) -> Response {
    let values = [("klart", what)];
    see_other(&state.renderer.url(visitor.locale, "addresses", &values))
}

/// What was typed, when all of it is right.
fn read(form: &mut FormState<PostalForm>, countries: &[String]) -> Option<Draft> {
    let country = form.trimmed("country").to_owned();
    if !countries.contains(&country) {
        form.refuse("country", "error-country");
    }
    let name = line(form, "name", 160);
    let company = optional(form, "company", 120);
    let street = line(form, "street", 120);
    let street2 = optional(form, "street2", 120);
    let postcode = checked(form, "postcode", postcode_key(&country), |text| {
        parse_postcode(text, &country)
    });
    let city = line(form, "city", 80);
    let phone = read_phone(form, &country);
    if !form.is_valid() {
        return None;
    }
    Some(Draft {
        address: Address {
            name: name?,
            company: company?,
            street: street?,
            street2: street2?,
            postcode: postcode?,
            city: city?,
            country,
        },
        phone: phone?,
        is_default: !form.trimmed("is_default").is_empty(),
    })
}

fn filled(saved: &SavedAddress) -> FormState<PostalForm> {
    let address = &saved.address;
    FormState::blank()
        .with("name", address.name.as_str())
        .with("company", address.company.as_str())
        .with("street", address.street.as_str())
        .with("street2", address.street2.as_str())
        .with("postcode", postcode(&address.postcode, &address.country))
        .with("city", address.city.as_str())
        .with("country", address.country.as_str())
        .with("phone", saved.phone.as_str())
}

async fn show_form(
    state: &ShopState,
    visitor: &Visitor,
    desk: Desk,
    saved: Option<&SavedAddress>,
    form: FormState<PostalForm>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let locale = visitor.locale;
    let action = match saved.map(|saved| saved.id.to_string()) {
        Some(id) => state.renderer.url(locale, "address", &[("address", &id)]),
        None => state.renderer.url(locale, "addresses", &[]),
    };
    let title = match saved {
        Some(_) => "nav-address",
        None => "nav-address-new",
    };
    let head = Head::private(&state.renderer, text(state, locale, title), "addresses");
    let view = AddressFormView {
        head,
        aside: Aside {
            current: "addresses",
        },
        action,
        is_new: saved.is_none(),
        is_default: saved.is_some_and(|saved| saved.is_default),
        countries: desk.facts.shop.countries.clone(),
        form,
    };
    answer(state, visitor, desk, &view, status).await
}
