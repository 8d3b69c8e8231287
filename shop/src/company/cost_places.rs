//! The cost places from which the company's buyers choose.

use axum::extract::State;
use axum::response::Response;
use commerce::company::cost_place::{self, ListFault, MOST_LISTED};
use commerce::company::{LONGEST_WORD, ManageError, listing};
use http::StatusCode;
use platform::i18n::Message;
use platform::web::{FormBody, PageError, QueryFields};

use super::cost_place_views::{CostPlaceRow, CostPlacesView};
use super::{administrator, beyond_mending};
use crate::account::gate::answer;
use crate::account::views::Aside;
use crate::frame::Head;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::Visitor;

/// What was sent and not kept, and why.
struct Refused {
    text: String,
    why: Message,
}

/// `GET /konto/foretag/kostnadsstallen`.
///
/// # Errors
/// 404 for whoever does not administer the company that they act for.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    page(&state, &visitor, None, query.text("klart") == "saved").await
}

/// `POST /konto/foretag/kostnadsstallen`: the whole list; an empty one ends it.
///
/// # Errors
/// 404 for whoever does not administer the company that they act for.
pub async fn save(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (desk, session, _) = administrator(&state, &visitor).await?;
    drop(desk);
    let text = fields.get_untrimmed("text").unwrap_or_default().to_owned();
    let seen = fields.text("row_version").parse().unwrap_or(0);
    let told = |key: &str, most: usize| Message::new(key.to_owned()).with("max", most);
    let why = match cost_place::read(&text) {
        Err(ListFault::TooLong { row }) => {
            told("error-cost-places-long", LONGEST_WORD).with("row", row)
        }
        Err(ListFault::TooMany) => told("error-cost-places-many", MOST_LISTED),
        Ok(places) => {
            let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
            match cost_place::save(&mut tx, &session, &places, seen).await {
                Ok(()) => {
                    tx.commit().await?;
                    let values = [("klart", "saved")];
                    let here = state
                        .renderer
                        .url(visitor.locale, "company_cost_places", &values);
                    return Ok(see_other(&here));
                }
                Err(ManageError::ChangedMeanwhile) => Message::new("error-changed-meanwhile"),
                Err(error) => return Err(beyond_mending(error)),
            }
        }
    };
    page(&state, &visitor, Some(Refused { text, why }), false).await
}

async fn page(
    state: &ShopState,
    visitor: &Visitor,
    refused: Option<Refused>,
    is_saved: bool,
) -> Result<Response, PageError> {
    let (mut desk, _, acting) = administrator(state, visitor).await?;
    let company = listing::company(&mut desk.conn, acting.company)
        .await?
        .ok_or(PageError::NotFound)?;
    let members = listing::members(&mut desk.conn, acting.company).await?;
    let rows = company.cost_places.iter().map(|place| CostPlaceRow {
        name: place.clone(),
        // How much each may approve is another matter, and stands with each.
        approvers: members
            .iter()
            .filter(|member| member.may_approve(0, place))
            .map(|member| member.name.clone())
            .collect(),
    });
    let status = if refused.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let (text_typed, error) = match refused {
        Some(refused) => (refused.text, Some(refused.why)),
        None => (company.cost_places.join("\n"), None),
    };
    let view = CostPlacesView {
        head: Head::private(
            &state.renderer,
            text(state, visitor.locale, "company-cost-places"),
            "company_cost_places",
        ),
        aside: Aside { current: "company" },
        rows: rows.collect(),
        text: text_typed,
        error,
        row_version: company.row_version,
        is_saved,
    };
    answer(state, visitor, desk, &view, status).await
}
