use serde_json::json;

use super::*;

fn question(requester: &str) -> Question {
    Question {
        vat_number: "DE136695976".to_owned(),
        requester: requester.to_owned(),
    }
}

fn read(status: u16, body: &serde_json::Value) -> Result<Found, AskError> {
    Body::read(body.to_string().as_bytes(), status).and_then(Body::found)
}

#[test]
fn the_question_names_number_and_asker_as_vies_wants_them() {
    let question = question("SE559000000001");
    let sent = serde_json::to_value(Asked::of(&question).unwrap()).unwrap();
    let wanted = json!({
        "countryCode": "DE",
        "vatNumber": "136695976",
        "requesterMemberStateCode": "SE",
        "requesterNumber": "559000000001",
    });
    assert_eq!(sent, wanted);
}

#[test]
fn a_yes_is_kept_with_name_address_and_proof() {
    let found = read(
        200,
        &json!({
            "countryCode": "DE", "vatNumber": "136695976", "requestDate": "2026-11-23T09:00:00.000Z", "valid": true,
            "requestIdentifier": "WAPIAAAAXYZ1234", "name": "Beispiel GmbH", "address": "---",
            "traderNameMatch": "NOT_PROCESSED",
        }),
    )
    .unwrap();
    assert!(found.is_valid);
    assert_eq!(found.name, "Beispiel GmbH");
    assert_eq!(found.address, "");
    assert_eq!(
        found.consultation_number.as_deref(),
        Some("WAPIAAAAXYZ1234")
    );
    assert_eq!(found.raw["traderNameMatch"], "NOT_PROCESSED");
}

#[test]
fn no_is_an_answer_and_being_away_is_none() {
    let no = json!({ "valid": false, "name": "---", "address": "---" });
    assert!(!read(200, &no).unwrap().is_valid);
    let cannot_be =
        json!({ "actionSucceed": false, "errorWrappers": [{ "error": "INVALID_INPUT" }] });
    assert!(!read(400, &cannot_be).unwrap().is_valid);
    for (status, body) in [
        (
            200,
            json!({ "valid": false, "userError": "MS_UNAVAILABLE" }),
        ),
        (
            500,
            json!({ "actionSucceed": false, "errorWrappers": [{ "error": "MS_MAX_CONCURRENT_REQ" }] }),
        ),
        (
            200,
            json!({ "actionSucceed": false, "errorWrappers": [{ "error": "TIMEOUT" }] }),
        ),
        (503, json!({ "valid": true })),
        (200, json!({})),
    ] {
        let told = read(status, &body).unwrap_err();
        assert!(matches!(told, AskError::Unavailable(_)), "{body}: {told}");
    }
    let page = Body::read(b"<html>", 502).err().unwrap();
    assert!(matches!(page, AskError::Unavailable(_)));
    let babble = Body::read(b"<html>", 200).err().unwrap();
    assert!(matches!(babble, AskError::Unreadable(_)));
    let nul = Body::read(br#"{"valid": true, "name": "a\u0000b"}"#, 200)
        .err()
        .unwrap();
    assert!(matches!(nul, AskError::Unreadable(_)));
}

#[test]
fn what_cannot_work_is_refused_at_once() {
    for wrong in ["ftp://x", "nowhere", "https://x/?y"] {
        let made = Vies::new(wrong, Vies::DEADLINE);
        assert_eq!(made.err(), Some(ConfigError::NotAnAddress), "{wrong}");
    }
    assert!(Vies::new(Vies::LIVE_BASE_URL, Vies::DEADLINE).is_ok());
}
