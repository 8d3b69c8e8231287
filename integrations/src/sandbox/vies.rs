//! The stand-in for VIES, the register of VAT numbers. What it says follows from how the number ends, as in the Commission's own test service:
//! `200` is not in use, `300` and `301` belong to registers that are away, `302` to one that answers too late; every other number is in use.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::state::SandboxState;

/// Longer than any shopper's page waits.
const TOO_LATE: Duration = Duration::from_secs(15);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    country_code: String,
    vat_number: String,
    #[serde(default)]
    requester_number: Option<String>,
}

/// `/taxation_customs/vies/rest-api/...`
pub fn router() -> Router<SandboxState> {
    Router::new().route(
        "/taxation_customs/vies/rest-api/check-vat-number",
        post(check),
    )
}

async fn check(State(state): State<SandboxState>, Json(asked): Json<Asked>) -> Response {
    let away = |error: &str| {
        let body = json!({ "actionSucceed": false, "errorWrappers": [{ "error": error }] });
        (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
    };
    let number = asked.vat_number.as_str();
    if number.len() < 2 || asked.country_code.len() != 2 {
        let body =
            json!({ "actionSucceed": false, "errorWrappers": [{ "error": "INVALID_INPUT" }] });
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    if number.ends_with("300") {
        return away("SERVICE_UNAVAILABLE");
    }
    if number.ends_with("301") {
        return away("MS_UNAVAILABLE");
    }
    if number.ends_with("302") {
        tokio::time::sleep(TOO_LATE).await;
        return away("TIMEOUT");
    }
    let is_valid = !number.ends_with("200");
    // Whoever says who they are gets proof that they asked.
    let proof = if is_valid && asked.requester_number.is_some() {
        format!("WAPISANDBOX{}", state.now())
    } else {
        String::new()
    };
    let told = |text: String| if is_valid { text } else { "---".to_owned() };
    Json(json!({
        "countryCode": asked.country_code,
        "vatNumber": number,
        "requestDate": state.0.clock.now().to_string(),
        "valid": is_valid,
        "requestIdentifier": proof,
        "name": told(format!("Exempelbolaget {number}")),
        "address": told(format!("Exempelgatan 1\n{}-10000 Exempelstad", asked.country_code)),
        "traderName": "---",
        "traderStreet": "---",
        "traderPostalCode": "---",
        "traderCity": "---",
        "traderCompanyType": "---",
        "traderNameMatch": "NOT_PROCESSED",
        "traderStreetMatch": "NOT_PROCESSED",
        "traderPostalCodeMatch": "NOT_PROCESSED",
        "traderCityMatch": "NOT_PROCESSED",
        "traderCompanyTypeMatch": "NOT_PROCESSED",
    }))
    .into_response()
}
