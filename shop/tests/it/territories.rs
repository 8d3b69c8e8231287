//! An address outside of the Union's VAT area, in a country that is delivered to.

use http::StatusCode;

use crate::stand::{Stand, value_of, with};

/// What the shop delivers to, and has a way to.
async fn sells_to(stand: &Stand, statements: [&'static str; 2]) {
    for statement in statements {
        stand.world.database.execute(statement).await;
    }
}

const TO_THE_UNION: [&str; 2] = [
    "update shops set countries = '{SE,FI}'",
    "update freight_rates set countries = '{SE,FI}'",
];
const AND_TO_NORWAY: [&str; 2] = [
    "update shops set countries = '{SE,FI,NO}'",
    "update freight_rates set countries = '{SE,FI,NO}'",
];

#[tokio::test]
async fn aland_is_refused_at_the_postcode_by_whoever_exports_nowhere_and_what_was_typed_stays() {
    let stand = Stand::new().await;
    sells_to(&stand, TO_THE_UNION).await;
    stand.add("1").await;
    let fields = with(&stand.filled().await, "country", "FI");
    let fields = with(&fields, "postcode", "22 100");
    let refused = stand.buy(&fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = "Vi levererar inte till Åland";
    assert!(refused.html.contains(said), "{}", refused.html);
    assert!(refused.html.contains("value=\"22 100\""), "kept");
    // Counted anew, it is said before the button is pressed.
    let mut looked = fields.clone();
    looked.push(("preview", "1".to_owned()));
    let looked = stand.buy(&looked).await;
    assert_eq!(looked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(looked.html.contains(said));
    let mainland = with(&fields, "postcode", "00100");
    let told = stand.buy(&mainland).await;
    assert!(!told.html.contains(said), "{}", told.html);
    assert_eq!(told.status, StatusCode::CONFLICT, "another country's VAT");
}

#[tokio::test]
async fn to_aland_goods_are_exported_and_the_postcode_alone_tells_so() {
    let stand = Stand::new().await;
    sells_to(&stand, AND_TO_NORWAY).await;
    stand.add("1").await;
    let fields = with(&stand.filled().await, "country", "FI");
    let mut fields = with(&fields, "postcode", "00100");
    fields.push(("preview", "1".to_owned()));
    let mainland = stand.buy(&fields).await;
    assert_eq!(mainland.status, StatusCode::OK, "{}", mainland.html);
    fields.retain(|(name, _)| *name != "preview");
    let confirmed = value_of(&mainland.html, "confirmed");
    let fields = with(&fields, "confirmed", &confirmed);
    let fields = with(&fields, "seen_tax", &value_of(&mainland.html, "seen_tax"));
    // Confirmed for the mainland, and sent to Åland: nothing is bought, and the page says what has changed.
    let aland = with(&fields, "postcode", "22100");
    let told = stand.buy(&aland).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    let said = "Varorna lämnar nu EU:s momsområde";
    assert!(told.html.contains(said), "{}", told.html);
    assert!(stand.asked().is_empty());
    let aland = with(&aland, "confirmed", &value_of(&told.html, "confirmed"));
    let bought = stand.buy(&aland).await;
    assert_eq!(bought.status, StatusCode::SEE_OTHER, "{}", bought.html);
    let ground: String = stand
        .world
        .database
        .value("select vat_ground from orders")
        .await;
    assert_eq!(ground, "export");
}
