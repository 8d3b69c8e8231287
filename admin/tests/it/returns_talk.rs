//! What buyers say, by telephone, without a link and in a case, and what they are asked.

use admin::Environment;
use commerce::returns::{self, ReturnKind};
use http::StatusCode;

use crate::client::world;
use crate::returns::case;
use crate::shipments::{goods, paid};

#[tokio::test]
async fn what_a_buyer_says_on_the_telephone_is_taken_down_as_it_was_said() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = paid(&goods, "MUG", 3).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let order = browser.get(&format!("/ordrar/{number}")).await;
    let here = format!("/ordrar/{number}/arende");
    assert!(
        order.body.contains(&format!("href=\"{here}\"")),
        "{}",
        order.body
    );
    let page = browser.get(&here).await;
    let (case, line, at) = (
        page.attribute_of("input[name=case]", "value"),
        page.attribute_of("input[name=line]", "value"),
        page.attribute_of("input[name=made_at]", "value"),
    );
    let mut form = vec![
        ("case", case.as_str()),
        ("kind", "withdrawal"),
        ("came_by", ""),
        ("made_at", at.as_str()),
        ("line", line.as_str()),
        ("quantity", "2"),
        ("description", "Fel färg, <tycker> hon."),
        ("name", "Elin Sandahl"),
        ("email", "elin@exempel.se"),
    ];
    let wrong = browser.post(&here, &form).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.count_of("#came_by-error"), 1, "{}", wrong.body);
    assert!(wrong.body.contains("&lt;tycker&gt;"), "{}", wrong.body);
    form[2].1 = "phone";
    for (moment, status) in [
        ("2036-01-01T10:00", StatusCode::UNPROCESSABLE_ENTITY),
        ("2020-01-01T10:00", StatusCode::UNPROCESSABLE_ENTITY),
        (at.as_str(), StatusCode::SEE_OTHER),
        (at.as_str(), StatusCode::SEE_OTHER),
    ] {
        form[3].1 = moment;
        let answer = browser.post(&here, &form).await;
        assert_eq!(answer.status, status, "{moment}: {}", answer.body);
    }
    let cases = "select count(*) from return_cases where came_by = 'phone' and state = 'to_refund'";
    assert_eq!(world.database.value::<i64>(cases).await, 1);
    let called_off = "select called_off::bigint from order_lines where kind = 'item'";
    assert_eq!(world.database.value::<i64>(called_off).await, 2);
    assert_eq!(world.audited("return.opened").await, 1);
    let (mut reader, _) = world
        .logged_in("lena@nordbod.example", &["operations"])
        .await;
    assert_eq!(reader.get(&here).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_notice_without_a_link_is_made_a_case_of_or_answered() {
    use commerce::ids::WithdrawalNoticeId;
    use commerce::returns::unlinked::{self, NewNotice};
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = paid(&goods, "MUG", 3).await;
    let mut ids = Vec::new();
    for typed in ["ORD-1", "ORD-2"] {
        let new = NewNotice {
            id: WithdrawalNoticeId::generate(),
            order_number: typed.to_owned(),
            name: "Elin <Sandahl>".to_owned(),
            email: "elin@exempel.se".to_owned(),
            goods: "Två muggar".to_owned(),
            locale: "en".to_owned(),
        };
        let mut tx = goods.tx().await;
        unlinked::make(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        ids.push(new.id);
    }
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let today = browser.get("/").await;
    assert_eq!(today.count_of("a[href='/returer/meddelanden']"), 2);
    let page = browser.get("/returer/meddelanden").await;
    assert!(page.body.contains("Elin &lt;Sandahl&gt;"), "{}", page.body);
    let find = format!("/returer/meddelanden/{}/kop", ids[0]);
    let wrong = browser.post(&find, &[("number", "ORD-1")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.count_of("#number-1-error"), 1, "{}", wrong.body);
    let found = browser.post(&find, &[("number", &number)]).await;
    let form_at = format!("/ordrar/{number}/arende?meddelande={}", ids[0]);
    assert_eq!(found.location, form_at);
    let page = browser.get(&form_at).await;
    let read = |name: &str| page.attribute_of(&format!("input[name={name}]"), "value");
    let (case, line, at) = (read("case"), read("line"), read("made_at"));
    let notice = read("notice");
    let form = [
        ("case", case.as_str()),
        ("notice", notice.as_str()),
        ("kind", "withdrawal"),
        ("came_by", "site"),
        ("made_at", at.as_str()),
        ("line", line.as_str()),
        ("quantity", "2"),
        ("name", "Elin Sandahl"),
        ("email", "elin@exempel.se"),
    ];
    for _ in 0..2 {
        let done = browser
            .post(&format!("/ordrar/{number}/arende"), &form)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    let matched = "select count(*) from withdrawal_notices n join return_cases c on c.id = n.return_id
                   where n.state = 'matched' and c.locale = 'en' and c.made_at = n.made_at and c.came_by = 'site'";
    assert_eq!(world.database.value::<i64>(matched).await, 1);
    assert_eq!(browser.get(&form_at).await.status, StatusCode::NOT_FOUND);
    let end = format!("/returer/meddelanden/{}/avsluta", ids[1]);
    let wordless = browser
        .post(&end, &[("row_version", "1"), ("words", " ")])
        .await;
    assert_eq!(wordless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wordless.count_of("#words-1-error"), 1, "{}", wordless.body);
    let words = [("row_version", "1"), ("words", "Vi hittar inget köp.")];
    let done = browser.post(&end, &words).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let none = browser.get("/returer/meddelanden").await;
    assert!(
        none.body.contains("Inget meddelande väntar"),
        "{}",
        none.body
    );
    for action in [
        "withdrawal_notice.made",
        "withdrawal_notice.matched",
        "withdrawal_notice.dismissed",
    ] {
        let times = if action.ends_with("made") { 2 } else { 1 };
        assert_eq!(world.audited(action).await, times, "{action}");
    }
}

#[tokio::test]
async fn the_buyer_is_asked_is_read_and_gets_a_label() {
    use commerce::ids::ReturnMessageId;
    use commerce::returns::dialogue;
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = case(&goods, "MUG", ReturnKind::Complaint).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let here = format!("/returer/{number}");
    let version =
        |page: &crate::client::Page| page.attribute_of("input[name=row_version]", "value");
    let first = version(&browser.get(&here).await);
    let ask = format!("{here}/fraga");
    let empty = [("row_version", first.as_str()), ("question", " ")];
    let wrong = browser.post(&ask, &empty).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.count_of("#question-error"), 1, "{}", wrong.body);
    let question = [
        ("row_version", first.as_str()),
        ("question", "Hur <gick> det till?"),
    ];
    let done = browser.post(&ask, &question).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let twice = browser.post(&ask, &question).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("Hur &lt;gick&gt; det till?"));
    // Long past its time, it waits for the buyer and is not late.
    world
        .database
        .execute("update return_cases set due_at = due_at - interval '60 days'")
        .await;
    assert_eq!(browser.get(&here).await.count_of(".note.bad"), 0);
    let list = browser.get("/returer").await;
    assert!(list.body.contains("Väntar på svar från kunden"));
    let mut tx = goods.tx().await;
    let held = returns::by_number(&mut tx, &number).await.unwrap().unwrap();
    let message = ReturnMessageId::generate();
    let words = ("I <disken>.", [].as_slice());
    dialogue::say(&mut tx, (held.order_id, held.id), message, words)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let page = browser.get(&here).await;
    assert!(page.body.contains("I &lt;disken&gt;."), "{}", page.body);
    assert_eq!(
        page.count_of(".note.bad"),
        1,
        "now it is the shop that is late"
    );
    let today = browser.get("/").await;
    assert_eq!(today.count_of(&format!("a[href='{here}']")), 2);
    let seen = version(&page);
    let done = browser
        .post(&format!("{here}/last"), &[("row_version", &seen)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = browser.get(&here).await;
    assert_eq!(page.count_of("form[action$='/last']"), 0);
    assert_eq!(page.count_of("form[action$='/fraktsedel']"), 0);
    let third = version(&page);
    let approve = [("row_version", third.as_str()), ("goods", "yes")];
    browser.post(&format!("{here}/godkann"), &approve).await;
    let version = version(&browser.get(&here).await);
    let add = format!("{here}/fraktsedel");
    let fields = [("row_version", version.as_str())];
    let wrong = browser.upload(&add, &fields, &[("a.pdf", b"hej")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.count_of("#label-error"), 1, "{}", wrong.body);
    let done = browser
        .upload(&add, &fields, &[("a.pdf", b"%PDF-1.7 hej")])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let twice = browser
        .upload(&add, &fields, &[("a.pdf", b"%PDF-1.7 hej")])
        .await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let labels = "select count(*) from case_files where kind = 'label' and return_id is not null";
    assert_eq!(world.database.value::<i64>(labels).await, 1);
    for action in ["return.asked", "return.news_seen", "return.label_added"] {
        assert_eq!(world.audited(action).await, 1, "{action}");
    }
}
