//! Where the company's goods go.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::company::{Acting, ManageError, Place, listing, manage};
use commerce::ids::CompanyPlaceId;
use http::StatusCode;
use platform::i18n::postcode;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::forms::{PlaceForm, read_place};
use super::views::{PlaceRow, PlaceView, PlacesView};
use super::{administrator, beyond_mending};
use crate::account::gate::answer;
use crate::account::views::Aside;
use crate::frame::Head;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /konto/foretag/platser`.
///
/// # Errors
/// 404 for whoever does not administer the company that they act for.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (mut desk, _, acting) = administrator(&state, &visitor).await?;
    let places = listing::places(&mut desk.conn, acting.company).await?;
    let done = ["saved", "removed"];
    let done = done.into_iter().find(|word| *word == query.text("klart"));
    let view = PlacesView {
        head: Head::private(
            &state.renderer,
            text(&state, visitor.locale, "firm-places"),
            "company_places",
        ),
        aside: Aside { current: "company" },
        company: acting.name,
        places: places
            .iter()
            .map(|place| PlaceRow {
                id: place.id.to_string(),
                label: place.label.clone(),
                lines: lines(place),
                marking: place.marking.clone(),
                is_default: place.is_default,
            })
            .collect(),
        done: done.unwrap_or_default(),
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

/// A place's address in lines.
pub(crate) fn lines(place: &Place) -> Vec<String> {
    let town = format!(
        "{} {}",
        postcode(&place.postcode, &place.country),
        place.city
    );
    [
        place.name.clone(),
        place.street.clone(),
        place.street2.clone(),
        town,
    ]
    .into_iter()
    .filter(|line| !line.is_empty())
    .collect()
}

/// `GET /konto/foretag/platser/ny`.
///
/// # Errors
/// 404 for whoever does not administer the company that they act for.
pub async fn ask(State(state): State<ShopState>, visitor: Visitor) -> Result<Response, PageError> {
    let (desk, _, acting) = administrator(&state, &visitor).await?;
    let form = FormState::blank()
        .with("country", desk.facts.shop.country.clone())
        .with("name", acting.name);
    page(&state, &visitor, desk, None, form, StatusCode::OK).await
}

/// `POST /konto/foretag/platser/ny`.
///
/// # Errors
/// 404 for whoever does not administer the company that they act for.
pub async fn create(
    State(state): State<ShopState>,
    visitor: Visitor,
    body: FormBody,
) -> Result<Response, PageError> {
    write(&state, &visitor, None, body).await
}

/// `GET /konto/foretag/platser/{place}`.
///
/// # Errors
/// 404 for a place of another company.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (mut desk, _, acting) = administrator(&state, &visitor).await?;
    let place = one(&mut desk, &acting, &id).await?;
    let form = filled(&place);
    page(&state, &visitor, desk, Some(place), form, StatusCode::OK).await
}

/// `POST /konto/foretag/platser/{place}`.
///
/// # Errors
/// 404 for a place of another company.
pub async fn save(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: FormBody,
) -> Result<Response, PageError> {
    write(&state, &visitor, Some(id), body).await
}

/// `POST /konto/foretag/platser/{place}/ta-bort`.
///
/// # Errors
/// 404 for a place of another company.
pub async fn remove(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (desk, session, _) = administrator(&state, &visitor).await?;
    drop(desk);
    let id: CompanyPlaceId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    manage::remove_place(&mut tx, &session, id)
        .await
        .map_err(beyond_mending)?;
    tx.commit().await?;
    Ok(done(&state, &visitor, "removed"))
}

async fn write(
    state: &ShopState,
    visitor: &Visitor,
    id: Option<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session, acting) = administrator(state, visitor).await?;
    let countries = desk.facts.shop.countries.clone();
    let known = match &id {
        Some(id) => Some(one(&mut desk, &acting, id).await?),
        None => None,
    };
    drop(desk);
    let mut form: FormState<PlaceForm> = FormState::from_pairs(fields.iter());
    let place_id = known
        .as_ref()
        .map_or_else(CompanyPlaceId::generate, |place| place.id);
    if let Some(place) = read_place(&mut form, place_id, &countries) {
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        match manage::save_place(&mut tx, &session, &place, known.is_none()).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(done(state, visitor, "saved"));
            }
            Err(ManageError::LabelTaken) => form.refuse("label", "error-place-label"),
            Err(ManageError::TooMany) => form.refuse_whole("error-too-many-places"),
            Err(ManageError::ChangedMeanwhile) => form.refuse_whole("error-changed-meanwhile"),
            Err(error) => return Err(beyond_mending(error)),
        }
    }
    let (mut desk, _, acting) = administrator(state, visitor).await?;
    let known = match &id {
        Some(id) => Some(one(&mut desk, &acting, id).await?),
        None => None,
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page(state, visitor, desk, known, form, status).await
}

async fn one(desk: &mut Desk, acting: &Acting, id: &str) -> Result<Place, PageError> {
    let id: CompanyPlaceId = id.parse().map_err(|_| PageError::NotFound)?;
    listing::place(&mut desk.conn, acting.company, id)
        .await?
        .ok_or(PageError::NotFound)
}

fn done(state: &ShopState, visitor: &Visitor, what: &str) -> Response {
    let values = [("klart", what)];
    see_other(
        &state
            .renderer
            .url(visitor.locale, "company_places", &values),
    )
}

fn filled(place: &Place) -> FormState<PlaceForm> {
    FormState::blank()
        .with("label", place.label.as_str())
        .with("name", place.name.as_str())
        .with("phone", place.phone.as_str())
        .with("street", place.street.as_str())
        .with("street2", place.street2.as_str())
        .with("postcode", postcode(&place.postcode, &place.country))
        .with("city", place.city.as_str())
        .with("country", place.country.as_str())
        .with("gln", place.gln.clone().unwrap_or_default())
        .with("marking", place.marking.as_str())
        .with("is_default", if place.is_default { "1" } else { "" })
}

async fn page(
    state: &ShopState,
    visitor: &Visitor,
    desk: Desk,
    known: Option<Place>,
    form: FormState<PlaceForm>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let title = match &known {
        Some(place) => place.label.clone(),
        None => text(state, visitor.locale, "company-place-new"),
    };
    let mut head = Head::private(&state.renderer, title, "company_place_new");
    if known.is_some() {
        head.alternates.clear();
    }
    let view = PlaceView {
        head,
        aside: Aside { current: "company" },
        id: known.as_ref().map_or(String::new(), |p| p.id.to_string()),
        countries: desk.facts.shop.countries.clone(),
        row_version: known.as_ref().map_or(1, |place| place.row_version),
        form,
    };
    answer(state, visitor, desk, &view, status).await
}
