//! What a buyer and the shop say to each other in a case, and the label that the shop gives.

use commerce::ids::ReturnId;
use commerce::returns::decide::{Decision, decide};
use commerce::returns::{dialogue, files, label};
use http::{StatusCode, header};

use crate::companies::colleague;
use crate::company_buying::firm;
use crate::returns::{line, upload};
use crate::shipments::{bought, send};
use crate::stand::{Stand, value_of};

/// A complaint about goods that have come: the order's page, the case's, and the case.
async fn complained(stand: &Stand) -> (String, String, ReturnId) {
    let (order, page) = bought(stand, "1").await;
    send(stand, order, 1).await;
    let step = stand.get(&format!("{page}/reklamera")).await.html;
    let (line, case) = (line(stand, order).await, value_of(&step, "case"));
    let fields = [
        ("case", case.as_str()),
        ("line", line.as_str()),
        ("quantity", "1"),
        ("reason", "defective"),
        ("description", "Sprack."),
        ("name", "Elin Sandahl"),
        ("email", "elin@exempel.se"),
    ];
    let done = upload(stand, &format!("{page}/reklamera"), &fields, b"").await;
    let here = done.location.replace("?ny=1", "");
    (page, here, ReturnId(case.parse().unwrap()))
}

#[tokio::test]
async fn a_buyer_adds_words_and_pictures_answers_and_takes_the_complaint_back() {
    let stand = Stand::new().await;
    let (page, here, id) = complained(&stand).await;
    let mut tx = stand.world.tx().await;
    dialogue::ask(&mut tx, id, 1, "Hur <gick> det till?")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let shown = stand.get(&here).await.html;
    for said in [
        "Vi har en fråga till dig",
        "Hur &lt;gick&gt; det till?",
        "Du reklamerade",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let message = value_of(&shown, "message");
    let write = format!("{here}/skriv");
    let empty = upload(&stand, &write, &[("message", &message)], b"").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.html.contains("Skriv något"), "{}", empty.html);
    let picture = testkit::pictures::photo(64, 64, 9);
    let said = [("message", message.as_str()), ("words", "I <disken>.")];
    for _ in 0..2 {
        let done = upload(&stand, &write, &said, &picture).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    }
    let shown = stand.get(&here).await.html;
    assert!(shown.contains("I &lt;disken&gt;."), "{shown}");
    assert!(!shown.contains("Vi har en fråga till dig"), "{shown}");
    assert_eq!(shown.matches("-large.jpg").count(), 1, "{shown}");
    let wrong = upload(
        &stand,
        &write.replace(&page, &format!("{page}x")),
        &said,
        b"",
    )
    .await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    let back = format!("{here}/aterta");
    for _ in 0..2 {
        let done = stand.post(&back, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    }
    let over = stand.get(&here).await.html;
    assert!(over.contains("Du tog tillbaka reklamationen"), "{over}");
    assert!(!over.contains("name=\"words\""), "{over}");
    let late = upload(&stand, &write, &[("words", "Jo!")], b"").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    // It is over, and nothing can be said; what was typed is not taken silently.
    assert!(late.html.contains("Ärendet är avslutat"), "{}", late.html);
}

#[tokio::test]
async fn whoever_is_refused_is_told_where_else_to_turn() {
    let stand = Stand::new().await;
    let refuse = Decision::Refuse {
        words: "Den är sliten och inte felaktig.".to_owned(),
        ground: None,
    };
    for is_company in [false, true] {
        if is_company {
            firm(&stand).await;
        }
        let (_, here, id) = complained(&stand).await;
        assert!(!stand.get(&here).await.html.contains("arn.se"));
        let mut tx = stand.world.tx().await;
        decide(&mut tx, id, 1, &refuse).await.unwrap();
        tx.commit().await.unwrap();
        let shown = stand.get(&here).await.html;
        assert!(shown.contains("Den är sliten"), "{shown}");
        // The board takes no companies' cases.
        let board = "Allmänna reklamationsnämnden, arn.se";
        assert_eq!(shown.contains(board), !is_company, "{shown}");
    }
}

#[tokio::test]
async fn the_label_that_the_shop_made_is_the_buyers_alone() {
    let stand = Stand::new().await;
    let (order, page) = bought(&stand, "1").await;
    send(&stand, order, 1).await;
    let step = stand.get(&format!("{page}/angra")).await.html;
    let (line, case) = (line(&stand, order).await, value_of(&step, "case"));
    let form = [
        ("case", case.as_str()),
        ("line", line.as_str()),
        ("quantity", "1"),
        ("name", "Elin Sandahl"),
        ("email", "elin@exempel.se"),
        ("confirm", "1"),
    ];
    let done = stand.post(&format!("{page}/angra"), &form).await;
    let here = done.location.replace("?ny=1", "");
    let there = format!("{here}/fraktsedel");
    assert_eq!(stand.get(&there).await.status, StatusCode::NOT_FOUND);
    let id = ReturnId(case.parse().unwrap());
    let mut tx = stand.world.tx().await;
    let file = label::begin(&mut tx, id, 1, b"%PDF-1.7 hej").await.unwrap();
    tx.commit().await.unwrap();
    let key = files::label_key(file);
    let store = stand.pictures.darkroom.store();
    store
        .put(&key, bytes::Bytes::from_static(b"%PDF-1.7 hej"))
        .await
        .unwrap();
    let mut tx = stand.world.tx().await;
    label::hand_over(&mut tx, id, 1, file).await.unwrap();
    tx.commit().await.unwrap();
    let shown = stand.get(&here).await.html;
    assert!(shown.contains(&format!("href=\"{there}\"")), "{shown}");
    let (headers, label) = stand.get_packed(&there).await;
    assert_eq!(label.status, StatusCode::OK);
    assert_eq!(headers[header::CONTENT_TYPE], "application/pdf");
    assert_eq!(headers[header::CACHE_CONTROL], "private, no-store");
    assert!(label.html.starts_with("%PDF-"), "{}", label.html);
    let wrong = there.replace(&page, &format!("{page}x"));
    assert_eq!(stand.get(&wrong).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn colleagues_who_see_all_orders_read_their_cases_and_do_nothing_in_them() {
    let stand = Stand::new().await;
    let id = firm(&stand).await;
    let chief = stand.jar();
    let buyer = colleague(&stand, id, "buyer", "ake@exempel.se").await;
    let approver = colleague(&stand, id, "approver", "karin@exempel.se").await;
    let opens = [("buyers_see_all", "1"), ("row_version", "1")];
    let saved = stand.post("/konto/foretag", &opens).await;
    assert_eq!(saved.location, "/konto/foretag?klart=papers");
    let (page, _, _) = complained(&stand).await;
    let number = page.split('/').nth(2).unwrap();
    for (jar, acts) in [(&chief, true), (&approver, true), (&buyer, false)] {
        stand.take_jar(jar.clone());
        let shown = stand.get(&format!("/konto/bestallningar/{number}")).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert_eq!(shown.html.contains("/reklamera\""), acts, "{}", shown.html);
        assert_eq!(shown.html.contains(&page), acts, "{}", shown.html);
        let links = shown
            .html
            .split("href=\"")
            .map(|rest| rest.split('"').next());
        let case = links.flatten().find(|link| link.contains("/arende/"));
        let case = case.expect("the case").to_owned();
        let read = stand.get(&case).await;
        assert_eq!(read.status, StatusCode::OK);
        assert!(read.html.contains("Sprack."), "{}", read.html);
        assert_eq!(read.html.contains("name=\"words\""), acts, "{}", read.html);
        assert_eq!(read.html.contains(&page), acts, "{}", read.html);
        // Whatever they make up of the link that they have.
        let order = case.split("/arende/").next().unwrap();
        assert_eq!(stand.get(order).await.status, StatusCode::OK);
        let form = stand.get(&format!("{order}/reklamera")).await.status;
        assert_eq!(form == StatusCode::OK, acts, "{form}");
        if acts {
            continue;
        }
        for path in [format!("{case}/skriv"), format!("{order}/reklamera")] {
            let tried = upload(&stand, &path, &[("words", "Jag också")], b"").await;
            assert_eq!(tried.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in [
            format!("{case}/aterta"),
            format!("{order}/angra"),
            format!("{order}/betala"),
        ] {
            let tried = stand.post(&path, &[]).await;
            assert_eq!(tried.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    let cases = "select count(*) from return_cases where state = 'open'";
    assert_eq!(stand.world.database.value::<i64>(cases).await, 1);
    let messages = "select count(*) from return_messages";
    assert_eq!(stand.world.database.value::<i64>(messages).await, 0);
}
