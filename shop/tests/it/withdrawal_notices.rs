//! Withdrawing without a link: anybody can state it, and nobody learns which orders there are.

use http::StatusCode;

use crate::returns::number;
use crate::shipments::bought;
use crate::stand::{Page, Stand, value_of};

/// States a withdrawal without a link; the receipt's page.
async fn stated(stand: &Stand, number: &str, email: &str, goods: &str) -> Page {
    let entry = stand.get("/angra").await.html;
    let notice = value_of(&entry, "notice");
    let mut form = vec![
        ("notice", notice.as_str()),
        ("name", "Elin Sandahl"),
        ("order", number),
        ("contact", email),
        ("goods", goods),
    ];
    let summary = stand.post("/angra/meddelande", &form).await;
    assert_eq!(summary.status, StatusCode::OK, "{}", summary.html);
    assert!(summary.html.contains("Bekräfta att jag ångrar köpet"));
    form.push(("confirm", "1"));
    let done = stand.post("/angra/meddelande", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let twice = stand.post("/angra/meddelande", &form).await;
    assert_eq!(twice.location, done.location);
    form[4].1 = "Något annat";
    let other = stand.post("/angra/meddelande", &form).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.html.contains("redan skickat"), "{}", other.html);
    assert_ne!(value_of(&other.html, "notice"), notice);
    let shown = stand.get(&done.location).await;
    assert_eq!(shown.status, StatusCode::OK);
    let wrong = stand.get(&format!("{}x", done.location)).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    shown
}

#[tokio::test]
async fn a_guest_states_a_withdrawal_at_once_and_learns_nothing_of_others_orders() {
    let stand = Stand::new().await;
    bought(&stand, "1").await;
    let number = number(&stand).await;
    let mut pages = Vec::new();
    for (number, email) in [
        (number.as_str(), "elin@exempel.se"),
        (number.as_str(), "maja@exempel.se"),
        ("ORD-999999", "elin@exempel.se"),
    ] {
        let page = stated(&stand, number, email, "Bara <muggen>").await.html;
        for said in [
            "MED-1",
            number,
            email,
            "Bara &lt;muggen&gt;",
            "Elin Sandahl",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let same = page.replace(number, "NUMBER").replace(email, "EMAIL");
        let (before, after) = same.split_once("MED-1").unwrap();
        pages.push(format!("{before}{}", &after[4..]));
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]));
    let notices =
        "select count(*) from withdrawal_notices where state = 'open' and order_id is null";
    assert_eq!(stand.world.database.value::<i64>(notices).await, 3);
    let jobs = "select count(*) from jobs where name = 'commerce.take-withdrawal-notice'";
    assert_eq!(stand.world.database.value::<i64>(jobs).await, 3);
    let wrong = [("name", ""), ("order", "x"), ("contact", "nej")];
    let refused = stand.post("/angra/meddelande", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["Skriv ditt namn.", "Skriv ordernumret", "value=\"nej\""] {
        assert!(refused.html.contains(said), "{said}: {}", refused.html);
    }
}

#[tokio::test]
async fn nobody_is_sent_receipts_without_end() {
    let stand = Stand::new().await;
    let mut last = StatusCode::OK;
    for n in 0..22 {
        let notice = platform::ids::new_uuid().to_string();
        let number = format!("ORD-{}", 300_000 + n);
        let form = [
            ("notice", notice.as_str()),
            ("name", "Elin Sandahl"),
            ("order", number.as_str()),
            ("contact", "elin@exempel.se"),
            ("confirm", "1"),
        ];
        last = stand.post("/angra/meddelande", &form).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}
