//! Cases in the back office: answered, received, paid back.

use admin::Environment;
use commerce::ids::ReturnId;
use commerce::returns::{self, ComplaintReason, ReturnKind, Statement, StatementLine};
use http::StatusCode;
use testkit::World as Goods;

use crate::client::world;
use crate::shipments::{goods, paid};

/// A case about one mug of three that have been sent; its number.
pub(crate) async fn case(goods: &Goods, sku: &str, kind: ReturnKind) -> String {
    let number = paid(goods, sku, 3).await;
    let mut conn = goods.db.read().await.unwrap();
    let order = commerce::order::store::id_by_number(&mut conn, &number)
        .await
        .unwrap()
        .unwrap();
    drop(conn);
    let (line_id, _) = goods.send(order, 3).await;
    let mut tx = goods.tx().await;
    let said = Statement {
        id: ReturnId::generate(),
        kind,
        name: "Elin Sandahl".to_owned(),
        email: "elin@exempel.se".to_owned(),
        locale: "sv".to_owned(),
        reason: (kind == ReturnKind::Complaint).then_some(ComplaintReason::Damaged),
        description: "Sprack <vid> disken.".to_owned(),
        lines: vec![StatementLine {
            line_id,
            quantity: 1,
            is_sealed: false,
        }],
        pictures: Vec::new(),
        wish: None,
        begun_at: None,
        notice: None,
    };
    let case = returns::open(&mut tx, order, &said).await.unwrap();
    tx.commit().await.unwrap();
    case
}

#[tokio::test]
async fn a_complaint_is_approved_received_and_paid_back() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = case(&goods, "MUG", ReturnKind::Complaint).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let list = browser.get("/returer?lage=open&sort=forfaller").await;
    assert!(list.body.contains(&number), "{}", list.body);
    assert!(
        !list.body.contains("Förtur"),
        "consumers are helped in turn"
    );
    let level = "update tiers set support_level = 'priority' where code = 'consumer'";
    world.database.execute(level).await;
    let list = browser.get("/returer?lage=open&sort=forfaller").await;
    assert!(list.body.contains("Förtur"), "{}", list.body);
    let here = format!("/returer/{number}");
    let page = browser.get(&here).await;
    assert!(
        page.body.contains("Sprack &lt;vid&gt; disken."),
        "{}",
        page.body
    );
    let version =
        |page: &crate::client::Page| page.attribute_of("input[name=row_version]", "value");
    let first = version(&page);
    let wordless = browser
        .post(
            &format!("{here}/avsla"),
            &[("row_version", &first), ("words", "  ")],
        )
        .await;
    assert_eq!(wordless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wordless.count_of("#words-error"), 1);
    let done = browser
        .post(
            &format!("{here}/godkann"),
            &[
                ("row_version", &first),
                ("goods", "yes"),
                ("words", "Vi beklagar."),
            ],
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let late = browser
        .post(
            &format!("{here}/avsla"),
            &[("row_version", &first), ("words", "Nej, <inte> så.")],
        )
        .await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Nej, &lt;inte&gt; så."), "{}", late.body);
    let page = browser.get(&here).await;
    let line = page.attribute_of("input[name=line]", "value");
    let second = version(&page);
    let receive = format!("{here}/mottag");
    let wrong = browser
        .post(
            &receive,
            &[
                ("row_version", &second),
                ("line", &line),
                ("restocked", "1"),
                ("scrapped", "1"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.count_of("#restocked-error"), 1);
    // The other form on the page is as it was.
    assert_eq!(wrong.attribute_of("#amount", "value"), "249");
    let order = wrong.attribute_of("aside a[href^='/ordrar/']", "href");
    let order = browser.get(&order).await;
    assert_eq!(order.count_of(&format!("aside a[href='{here}']")), 1);
    assert_eq!(order.text_of("aside .tag"), "Förtur");
    assert!(
        order.text_of("details.why").contains("Konsument"),
        "why it cost that"
    );
    let freight = order.text_of("aside details.why");
    assert!(
        freight.contains("Varför den här frakten?") && freight.contains("Skäl enligt EN 16931: S."),
        "{freight}"
    );
    let done = browser
        .post(
            &receive,
            &[
                ("row_version", &second),
                ("line", &line),
                ("restocked", "0"),
                ("scrapped", "1"),
            ],
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = browser.get(&here).await;
    assert_eq!(page.attribute_of("#amount", "value"), "249");
    let third = version(&page);
    let back = format!("{here}/aterbetala");
    for (amount, reason, field) in [
        ("nej", "", "#amount-error"),
        ("0", "", "#reason-error"),
        ("100000", "", "#amount-error"),
        ("200", "", "#reason-error"),
    ] {
        let wrong = browser
            .post(
                &back,
                &[
                    ("row_version", &third),
                    ("amount", amount),
                    ("reason", reason),
                ],
            )
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
        assert_eq!(wrong.count_of(field), 1, "{amount}: {}", wrong.body);
    }
    let form = [("row_version", &*third), ("amount", "249"), ("reason", "")];
    let done = browser.post(&back, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let twice = browser.post(&back, &form).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let jobs = "select count(*) from jobs where name = 'commerce.send-refund'";
    assert_eq!(world.database.value::<i64>(jobs).await, 1);
    for action in ["return.approved", "return.received", "return.refund_begun"] {
        assert_eq!(world.audited(action).await, 1, "{action}");
    }
}

#[tokio::test]
async fn a_withdrawal_is_refused_on_a_lawful_ground_or_not_at_all_and_more_money_can_follow() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = case(&goods, "MUG", ReturnKind::Withdrawal).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let here = format!("/returer/{number}");
    let page = browser.get(&here).await;
    assert_eq!(page.count_of("select[name=ground] option"), 4);
    let version = page.attribute_of("input[name=row_version]", "value");
    let form = [("row_version", version.as_str()), ("words", "Ni är sena.")];
    let wrong = browser.post(&format!("{here}/avsla"), &form).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.count_of("#ground-error"), 1, "{}", wrong.body);
    assert!(wrong.body.contains("Ni är sena."), "{}", wrong.body);
    // Part of it by mistake; the vendor has sent it.
    let back = format!("{here}/aterbetala");
    let form = [
        ("row_version", version.as_str()),
        ("amount", "24,90"),
        ("reason", "Repa"),
    ];
    let done = browser.post(&back, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let silent = browser.get(&here).await;
    assert!(!silent.body.contains("har inte svarat"), "{}", silent.body);
    world
        .database
        .execute("update refunds set state = 'settled'")
        .await;
    world
        .database
        .execute("update return_cases set state = 'refunded', closed_at = now(), row_version = row_version + 1")
        .await;
    let page = browser.get(&here).await;
    assert_eq!(page.attribute_of("#amount", "value"), "249");
    let version = page.attribute_of("input[name=row_version]", "value");
    for (amount, status) in [
        ("24,90", StatusCode::UNPROCESSABLE_ENTITY),
        ("249", StatusCode::SEE_OTHER),
    ] {
        let form = [("row_version", version.as_str()), ("amount", amount)];
        let answer = browser.post(&back, &form).await;
        assert_eq!(answer.status, status, "{amount}: {}", answer.body);
    }
    let sums = "select string_agg(amount_minor::text, ' ' order by amount_minor) from refunds";
    assert_eq!(world.database.value::<String>(sums).await, "2490 22410");
    // The vendor is silent for an hour: that is late, and says so.
    world
        .database
        .execute("update return_cases set updated_at = updated_at - interval '2 hours'")
        .await;
    let silent = browser.get(&here).await;
    assert!(silent.body.contains("har inte svarat"), "{}", silent.body);
    // Whoever has waited long enough asks again, without sending anything twice.
    world.database.execute("delete from jobs").await;
    let version = silent.attribute_of("input[name=row_version]", "value");
    let form = [("row_version", version.as_str())];
    let asked = browser.post(&format!("{here}/forsok"), &form).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    let jobs = "select count(*) from jobs where name = 'commerce.send-refund'";
    assert_eq!(world.database.value::<i64>(jobs).await, 1);
    assert_eq!(world.audited("return.refund_asked_again").await, 1);
}

#[tokio::test]
async fn who_may_only_read_cases_has_nothing_to_press() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = case(&goods, "MUG", ReturnKind::Withdrawal).await;
    let (mut reader, _) = world
        .logged_in("lena@nordbod.example", &["operations"])
        .await;
    let page = reader.get(&format!("/returer/{number}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.count_of(".object form"), 0, "{}", page.body);
    let answer = reader
        .post(&format!("/returer/{number}/aterbetala"), &[("amount", "1")])
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(
        reader.get("/returer/RET-9").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn new_goods_are_sent_to_whoever_complained_and_once_only() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = case(&goods, "MUG", ReturnKind::Complaint).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let here = format!("/returer/{number}");
    let page = browser.get(&here).await;
    let version = page.attribute_of("input[name=row_version]", "value");
    let form = [
        ("row_version", version.as_str()),
        ("remedy", "exchange"),
        ("goods", "no"),
    ];
    let done = browser.post(&format!("{here}/godkann"), &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = browser.get(&here).await;
    let read = |name: &str| {
        let field = format!("form[action$='/skicka'] input[name={name}]");
        page.attribute_of(&field, "value")
    };
    let (version, reference, line, at) = (
        read("row_version"),
        read("reference"),
        read("line"),
        read("sent_at"),
    );
    let mut form = vec![
        ("row_version", version.as_str()),
        ("reference", reference.as_str()),
        ("line", line.as_str()),
        ("fresh", "2"),
        ("back", "0"),
        ("carrier", "postnord"),
        ("number", "00373"),
        ("sent_at", at.as_str()),
    ];
    let send = format!("{here}/skicka");
    let wrong = browser.post(&send, &form).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.count_of("#fresh-error"), 1, "{}", wrong.body);
    form[3].1 = "1";
    for _ in 0..2 {
        let done = browser.post(&send, &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    let settled =
        "select count(*) from return_cases where state = 'settled' and remedy = 'exchange'";
    assert_eq!(world.database.value::<i64>(settled).await, 1);
    let replaced = "select replaced::bigint from order_lines where kind = 'item'";
    assert_eq!(world.database.value::<i64>(replaced).await, 1);
    let page = browser.get(&here).await;
    assert_eq!(page.count_of("form[action$='/skicka']"), 0);
    assert_eq!(world.audited("return.replacement_sent").await, 1);
}

#[tokio::test]
async fn the_queue_can_be_read_by_how_people_are_helped() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let first = case(&goods, "MUG", ReturnKind::Complaint).await;
    let second = case(&goods, "BOWL", ReturnKind::Complaint).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let order = async |browser: &mut crate::client::Browser, sort: &str| {
        let body = browser
            .get(&format!("/returer?lage=open&sort={sort}"))
            .await
            .body;
        body.find(&first).unwrap() < body.find(&second).unwrap()
    };
    assert!(!order(&mut browser, "-support").await, "the latest first");
    world
        .database
        .execute("update orders set tier_code = 'pro' where id = (select order_id from return_cases order by number limit 1)")
        .await;
    // What is open follows when a tier is helped otherwise.
    let level = "update tiers set support_level = 'standard' where code = 'pro'";
    world.database.execute(level).await;
    let level = "update tiers set support_level = 'dedicated' where code = 'pro'";
    world.database.execute(level).await;
    assert!(order(&mut browser, "-support").await);
    assert!(!order(&mut browser, "support").await);
    // And what comes in has the rank of its buyer's tier.
    let level = "update tiers set support_level = 'priority' where code = 'consumer'";
    world.database.execute(level).await;
    let third = case(&goods, "PLATE", ReturnKind::Complaint).await;
    let ranks: String = world
        .database
        .value("select string_agg(support_rank::text, '' order by number) from return_cases")
        .await;
    assert_eq!(ranks, "211", "{third}");
}
