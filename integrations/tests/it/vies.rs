//! The connector to VIES against the stand-in, over HTTP.

use std::time::Duration;

use commerce::vat_check::{AskError, Question, VatRegister as _};
use integrations::vat_register::vies::Vies;

use crate::stand::Stand;

fn question(vat_number: &str) -> Question {
    Question {
        vat_number: vat_number.to_owned(),
        requester: "SE559000000001".to_owned(),
    }
}

#[tokio::test]
async fn the_stand_in_says_what_a_number_ends_with() {
    let stand = Stand::up().await;
    let vies = Vies::new(&format!("{}{}", stand.base, Vies::PATH), Vies::DEADLINE).unwrap();
    let yes = vies.ask(&question("DE136695976")).await.unwrap();
    assert!(yes.is_valid);
    assert_eq!(yes.name, "Exempelbolaget 136695976");
    assert!(yes.consultation_number.is_some());
    let no = vies.ask(&question("DE136695200")).await.unwrap();
    assert!(!no.is_valid && no.name.is_empty() && no.consultation_number.is_none());
    for away in ["DE136695300", "DE136695301"] {
        let error = vies.ask(&question(away)).await.unwrap_err();
        assert!(matches!(error, AskError::Unavailable(_)), "{error}");
    }
}

#[tokio::test]
async fn who_answers_too_late_has_not_answered() {
    let stand = Stand::up().await;
    let base = format!("{}{}", stand.base, Vies::PATH);
    let vies = Vies::new(&base, Duration::from_millis(200)).unwrap();
    let error = vies.ask(&question("DE136695302")).await.unwrap_err();
    assert!(matches!(error, AskError::Unavailable(_)), "{error}");
    let nobody = Vies::new("http://127.0.0.1:9", Vies::DEADLINE).unwrap();
    let error = nobody.ask(&question("DE136695976")).await.unwrap_err();
    assert!(matches!(error, AskError::Unavailable(_)), "{error}");
}
