//! A company's cost places: a list that its administrator keeps, from which its buyers choose, and what waits for whoever approves for them.

use http::StatusCode;

use crate::companies::colleague;
use crate::company_buying::{buy, firm};
use crate::stand::{Stand, value_of};

const LIST: &str = "/konto/foretag/kostnadsstallen";

async fn keep(stand: &Stand, list: &str) -> crate::stand::Page {
    let seen = value_of(&stand.get(LIST).await.html, "row_version");
    stand
        .post(LIST, &[("text", list), ("row_version", &seen)])
        .await
}

/// What the buyer sees in the checkout and gets when they order for 4100.
async fn tried(stand: &Stand) -> (String, crate::stand::Page) {
    stand.add("1").await;
    let seen = stand.get("/kassa").await.html;
    (seen, buy(stand, "1", "invoice").await)
}

#[tokio::test]
async fn where_a_company_keeps_a_list_its_buyers_choose_from_it() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let page = stand.get(LIST).await;
    assert!(
        page.html.contains("Ni har ingen lista än."),
        "{}",
        page.html
    );
    let saved = keep(&stand, "4200\r\n Malmö \r\n\r\nMALMÖ").await;
    assert!(saved.location.ends_with("klart=saved"), "{}", saved.html);
    let page = stand.get(&saved.location).await.html;
    assert!(page.contains("Listan är sparad.") && page.contains("4200\nMalmö</textarea>"));
    assert!(
        page.contains("<td>Malmö</td><td>Elin Sandahl</td>"),
        "who approves for all: {page}"
    );
    let again = keep(&stand, "4200, Malmö").await;
    assert!(again.location.ends_with("klart=saved"));
    let audited = "select count(*) from audit_entries where action = 'company.cost_places_changed'";
    assert_eq!(stand.world.database.value::<i64>(audited).await, 1);

    // 4100 is none of them.
    let (seen, refused) = tried(&stand).await;
    assert!(seen.contains("<option value=\"Malmö\""), "{seen}");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .html
            .contains("Välj ett kostnadsställe ur företagets lista."),
        "{}",
        refused.html
    );
    let orders = "select count(*) from orders";
    assert_eq!(stand.world.database.value::<i64>(orders).await, 0);
    keep(&stand, "4200\nMalmö\n4100").await;
    let (_, bought) = tried(&stand).await;
    assert!(
        bought.location.starts_with("/order/ORD-"),
        "{}",
        bought.html
    );
    // Without a list it is written again.
    keep(&stand, " ").await;
    let (seen, bought) = tried(&stand).await;
    assert!(!seen.contains("<option value=\"Malmö\""), "{seen}");
    assert!(
        bought.location.starts_with("/order/ORD-"),
        "{}",
        bought.html
    );
}

#[tokio::test]
async fn a_list_that_is_none_is_told_and_what_was_typed_stays() {
    let stand = Stand::new().await;
    let id = firm(&stand).await;
    let long = format!("4100\n{}", "9".repeat(61));
    let many: Vec<String> = (0..301).map(|n| format!("K{n}")).collect();
    for (typed, told) in [
        (
            long.as_str(),
            "Kostnadsstället på rad 2 är för långt. Det får ha högst 60 tecken.",
        ),
        (many.join("\n").as_str(), "högst 300 kostnadsställen"),
    ] {
        let refused = keep(&stand, typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains(told), "{}", refused.html);
        assert!(refused.html.contains(typed.lines().last().unwrap()));
    }
    // Two write at once: the second is told.
    let stale = [("text", "4300"), ("row_version", "0")];
    let refused = stand.post(LIST, &stale).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("4300</textarea>"), "{}", refused.html);
    // No person gets a cost place that is not on the list, nor approves for one.
    keep(&stand, "4100\nMalmö").await;
    let approver = colleague(&stand, id, "approver", "karin@exempel.se").await;
    let who = "select customer_id from company_members where role = 'approver'";
    let who: uuid::Uuid = stand.world.database.value(who).await;
    let person = format!("/konto/foretag/personer/{who}");
    for (own, approves_for, told) in [
        ("9999", "", Some("9999 finns inte")),
        ("4100", "Malmö, 8888", Some("8888 finns inte")),
        ("4100", "malmö", None),
    ] {
        let fields = [
            ("role", "approver"),
            ("limit", ""),
            ("cost_place", own),
            ("approves_for", approves_for),
            ("row_version", "1"),
        ];
        let answer = stand.post(&person, &fields).await;
        match told {
            Some(told) => assert!(answer.html.contains(told), "{}", answer.html),
            None => assert!(
                answer.location.ends_with("klart=changed"),
                "{}",
                answer.html
            ),
        }
    }
    // Only its administrators keep it.
    stand.take_jar(approver);
    assert_eq!(stand.get(LIST).await.status, StatusCode::NOT_FOUND);
    let tried = stand.post(LIST, &[("text", "1")]).await;
    assert_eq!(tried.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_waits_is_counted_for_whoever_may_decide_on_it() {
    let stand = Stand::new().await;
    let id = firm(&stand).await;
    let chief = stand.jar();
    let buyer = colleague(&stand, id, "buyer", "ake@exempel.se").await;
    let approver = colleague(&stand, id, "approver", "karin@exempel.se").await;
    stand.take_jar(buyer);
    // For 4100.
    let sent = buy(&stand, "5", "invoice").await;
    assert!(sent.location.starts_with("/konto/attest/"), "{}", sent.html);
    let waiting = async |approves_for: &str| {
        stand.take_jar(chief.clone());
        let who = "select customer_id from company_members where role = 'approver'";
        let who: uuid::Uuid = stand.world.database.value(who).await;
        let version = "select row_version::text from company_members where role = 'approver'";
        let version: String = stand.world.database.value(version).await;
        let fields = [
            ("role", "approver"),
            ("limit", ""),
            ("approves_for", approves_for),
            ("row_version", version.as_str()),
        ];
        stand
            .post(&format!("/konto/foretag/personer/{who}"), &fields)
            .await;
        stand.take_jar(approver.clone());
        stand.get("/konto/foretag").await.html
    };
    let all = waiting("").await;
    let theirs = waiting("Malmö, 4100").await;
    let others = waiting("4200").await;
    let counted = "Köp att godkänna (1)";
    assert!(all.contains(counted), "{all}");
    assert!(theirs.contains(counted), "{theirs}");
    assert!(!others.contains(counted), "{others}");
}
