//! Buying for a company: places, reference, invoice; whose the orders are; and purchases that a colleague approves.

use commerce::promotion::Benefit;
use http::StatusCode;

use crate::companies::{act_for, colleague, company, person};
use crate::promotions::{draft, running};
use crate::stand::{Page, Stand, value_of, with};

const PLACE: [(&str, &str); 7] = [
    ("label", "Kontoret"),
    ("name", "Studio Furu AB"),
    ("street", "Bodgatan 4"),
    ("postcode", "411 00"),
    ("city", "Göteborg"),
    ("country", "SE"),
    ("marking", "Port B"),
];

/// A company with a place, whose administrator's browser acts for it.
pub async fn firm(stand: &Stand) -> commerce::ids::CompanyId {
    person(stand, "elin@exempel.se", "Elin Sandahl").await;
    let company = company(stand, "556016-0680").await;
    let saved = stand.post("/konto/foretag/platser/ny", &PLACE).await;
    assert!(saved.location.ends_with("klart=saved"), "{}", saved.html);
    company
}

pub async fn buy(stand: &Stand, quantity: &str, payment: &str) -> Page {
    stand.add(quantity).await;
    let mut fields = with(&stand.filled().await, "payment", payment);
    fields.extend([
        ("reference", "Anna, 4711".to_owned()),
        ("cost_place", "4100".to_owned()),
        ("marking", "Port B".to_owned()),
    ]);
    stand.buy(&fields).await
}

#[tokio::test]
async fn a_company_chooses_its_place_and_pays_by_invoice() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let papers = [("requires_reference", "1"), ("row_version", "1")];
    stand.post("/konto/foretag", &papers).await;
    stand.add("1").await;
    let page = stand.get("/kassa").await.html;
    assert!(page.contains("Beställning för Studio Furu AB") && page.contains("Kontoret"));
    assert!(page.contains("value=\"Bodgatan 4\"") && page.contains("value=\"Port B\""));
    let invoice = page.find("value=\"invoice\"").expect("offered");
    assert!(
        page.find("value=\"klarna\"").is_some_and(|at| at < invoice),
        "after the rest"
    );
    assert!(
        !page[invoice..invoice + 30].contains("checked"),
        "never chosen beforehand"
    );
    let silent = with(&stand.filled().await, "payment", "invoice");
    let refused = stand.buy(&silent).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "whose order is it?"
    );
    let mut told = silent;
    told.push(("reference", "Anna, 4711".to_owned()));
    let bought = stand.buy(&told).await;
    assert!(
        bought.location.starts_with("/order/ORD-"),
        "{}",
        bought.html
    );
    let order = stand.get(&bought.location).await.html;
    assert!(
        order.contains("Att betala mot faktura") && order.contains("Anna, 4711"),
        "{order}"
    );
    assert!(!order.contains("Ångrat dig?"), "companies cannot withdraw");
    assert!(stand.asked().is_empty(), "no vendor is asked");
    let kept: String = stand
        .world
        .database
        .value("select name || ' ' || org_number || ' ' || reference from order_companies")
        .await;
    assert_eq!(kept, "Studio Furu AB 5560160680 Anna, 4711");
    // What its papers say later is not what they said then.
    stand
        .world
        .database
        .execute("update companies set name = 'Annat AB'")
        .await;
    assert!(
        stand
            .get(&bought.location)
            .await
            .html
            .contains("Studio Furu AB")
    );
    // Whoever acts for somebody else in another tab meanwhile buys nothing.
    stand.add("1").await;
    let mut stale = with(&stand.filled().await, "payment", "card");
    stale.push(("acting", String::new()));
    stale.push(("reference", "Anna".to_owned()));
    let refused = stand.buy(&stale).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("Du har bytt vem du handlar för"));
    // It is the company's, not the person's.
    assert!(
        stand
            .get("/konto/bestallningar")
            .await
            .html
            .contains("ORD-")
    );
    act_for(&stand, "").await;
    assert!(
        !stand
            .get("/konto/bestallningar")
            .await
            .html
            .contains("ORD-")
    );
}

#[tokio::test]
async fn nobody_but_a_company_is_offered_an_invoice() {
    let stand = Stand::new().await;
    stand.add("1").await;
    assert!(!stand.get("/kassa").await.html.contains("value=\"invoice\""));
    let forced = with(&stand.filled().await, "payment", "invoice");
    assert_eq!(
        stand.buy(&forced).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    firm(&stand).await;
    stand
        .world
        .database
        .execute("update companies set credit_limit_minor = 100")
        .await;
    assert!(
        !stand.get("/kassa").await.html.contains("value=\"invoice\""),
        "beyond the limit"
    );
    act_for(&stand, "").await;
    assert!(
        !stand.get("/kassa").await.html.contains("value=\"invoice\""),
        "privately"
    );
}

#[tokio::test]
async fn buyers_see_their_own_orders_and_approvers_all() {
    let stand = Stand::new().await;
    let id = firm(&stand).await;
    let chief = stand.jar();
    let buyer = colleague(&stand, id, "buyer", "ake@exempel.se").await;
    let approver = colleague(&stand, id, "approver", "karin@exempel.se").await;
    stand.take_jar(chief.clone());
    let bought = buy(&stand, "1", "invoice").await;
    assert!(bought.location.starts_with("/order/"), "{}", bought.html);
    let number = bought.location.split('/').nth(2).unwrap().to_owned();
    for (jar, sees) in [(&chief, true), (&approver, true), (&buyer, false)] {
        stand.take_jar(jar.clone());
        let list = stand.get("/konto/bestallningar").await.html;
        assert_eq!(list.contains(&number), sees);
        let again = stand
            .post(&format!("/konto/bestallningar/{number}/igen"), &[])
            .await;
        let expected = if sees {
            StatusCode::SEE_OTHER
        } else {
            StatusCode::NOT_FOUND
        };
        assert_eq!(again.status, expected);
    }
}

#[tokio::test]
async fn buyers_see_the_companys_orders_where_its_administrator_says_so_and_nobody_elses() {
    let stand = Stand::new().await;
    // Another company, whose order stays its own.
    person(&stand, "per@exempel.se", "Per Gran").await;
    company(&stand, "202100-5489").await;
    let foreign = buy(&stand, "1", "invoice").await.location;
    let foreign = foreign.split('/').nth(2).unwrap().to_owned();
    let id = firm(&stand).await;
    let chief = stand.jar();
    let buyer = colleague(&stand, id, "buyer", "ake@exempel.se").await;
    let bought = buy(&stand, "1", "invoice").await.location;
    let number = bought.split('/').nth(2).unwrap().to_owned();
    // Only the administrator decides, and it is as it was until then.
    let opens = [("buyers_see_all", "1"), ("row_version", "1")];
    stand.take_jar(buyer.clone());
    let tried = stand.post("/konto/foretag", &opens).await;
    assert_eq!(tried.status, StatusCode::NOT_FOUND);
    for (version, sees) in [("", false), ("1", true), ("2", false)] {
        stand.take_jar(chief.clone());
        if !version.is_empty() {
            let see_all = if sees { "1" } else { "" };
            let fields = [("buyers_see_all", see_all), ("row_version", version)];
            let saved = stand.post("/konto/foretag", &fields).await;
            assert_eq!(saved.location, "/konto/foretag?klart=papers");
            let form = stand.get("/konto/foretag").await.html;
            let ticked = "aria-describedby=\"buyers_see_all-h\" checked";
            assert_eq!(form.contains(ticked), sees, "{form}");
        }
        stand.take_jar(buyer.clone());
        let list = stand.get("/konto/bestallningar").await.html;
        assert_eq!(list.contains(&number), sees, "{list}");
        assert!(!list.contains(&foreign), "{list}");
        let page = stand.get(&format!("/konto/bestallningar/{number}")).await;
        assert_eq!(page.status == StatusCode::OK, sees, "{}", page.status);
        let other = stand.get(&format!("/konto/bestallningar/{foreign}")).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
    }
    let said = "select count(*) from audit_entries where action = 'company.papers_changed' and after->'changed' @> '[\"buyers_see_all\"]'";
    assert_eq!(stand.world.database.value::<i64>(said).await, 2);
}

#[tokio::test]
async fn a_purchase_beyond_the_limit_is_approved_by_a_colleague() {
    let stand = Stand::new().await;
    let id = firm(&stand).await;
    let chief = stand.jar();
    // A limit of a thousand kronor each.
    let buyer = colleague(&stand, id, "buyer", "ake@exempel.se").await;
    let other = colleague(&stand, id, "buyer", "bo@exempel.se").await;
    let approver = colleague(&stand, id, "approver", "karin@exempel.se").await;
    stand.take_jar(buyer.clone());
    let alone = buy(&stand, "1", "invoice").await;
    assert!(alone.location.starts_with("/order/"), "{}", alone.html);
    stand.add("5").await;
    assert!(
        stand
            .get("/kassa")
            .await
            .html
            .contains("Skicka för godkännande")
    );
    let sent = buy(&stand, "1", "invoice").await;
    assert!(sent.location.starts_with("/konto/attest/"), "{}", sent.html);
    let page = sent.location.split('?').next().unwrap().to_owned();
    let orders = "select count(*) from orders";
    assert_eq!(
        stand.world.database.value::<i64>(orders).await,
        1,
        "nothing is ordered yet"
    );
    let held = "select sum(reserved)::bigint from stock_levels";
    assert_eq!(
        stand.world.database.value::<i64>(held).await,
        0,
        "and nothing is held"
    );
    assert!(
        !stand.get("/varukorg").await.html.contains("Mugg</a>"),
        "it is out of the buyer's hands"
    );
    // Only the administrator may approve so much, and only she is told.
    let told = "select count(*) from jobs where name = 'commerce.send-approval-notice'";
    assert_eq!(stand.world.database.value::<i64>(told).await, 1);
    let approve = format!("{page}/godkann");
    let own = stand.get(&page).await.html;
    assert!(!own.contains(&approve), "nobody approves their own");
    let tried = stand.post(&approve, &[("confirmed", "00")]).await;
    assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
    stand.take_jar(other);
    assert_eq!(
        stand.get(&page).await.status,
        StatusCode::NOT_FOUND,
        "a colleague who does not approve"
    );
    stand.take_jar(approver);
    let confirmed = value_of(&stand.get(&page).await.html, "confirmed");
    let beyond = stand.post(&approve, &[("confirmed", &confirmed)]).await;
    assert_eq!(
        beyond.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nobody approves beyond their own limit"
    );
    stand.take_jar(chief);
    let bare = stand
        .post(&format!("{page}/avsla"), &[("reason", " ")])
        .await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let seen = stand.get(&page).await.html;
    assert!(!seen.contains("Något har ändrats"));
    let stale = value_of(&seen, "confirmed");
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_mins(1));
    stand.world.set_price(stand.variant, 25_000).await;
    let moved = stand.post(&approve, &[("confirmed", &stale)]).await;
    assert_eq!(moved.status, StatusCode::CONFLICT, "{}", moved.html);
    assert!(
        moved
            .html
            .contains("Något har ändrats sedan köpet skickades")
    );
    assert_eq!(stand.world.database.value::<i64>(orders).await, 1);
    let confirmed = value_of(&moved.html, "confirmed");
    let done = stand.post(&approve, &[("confirmed", &confirmed)]).await;
    assert_eq!(done.location, page, "{}", done.html);
    let again = stand.post(&approve, &[("confirmed", &confirmed)]).await;
    assert_eq!(
        again.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "approved once"
    );
    let whose = "select count(*) from orders o join customers c on c.id = o.customer_id
                 where c.email = 'ake@exempel.se' and o.payment_status = 'invoiced'";
    assert_eq!(
        stand.world.database.value::<i64>(whose).await,
        2,
        "it is the buyer's"
    );
    stand.take_jar(buyer);
    assert!(stand.get(&page).await.html.contains("Visa ordern"));
    let late = stand.post(&format!("{page}/aterta"), &[]).await;
    assert_eq!(late.status, StatusCode::NOT_FOUND, "what is decided stays");
}

#[tokio::test]
async fn whoever_approves_sees_what_was_taken_off_each_line_and_what_was_not() {
    let stand = Stand::new().await;
    let id = firm(&stand).await;
    let chief = stand.jar();
    let buyer = colleague(&stand, id, "buyer", "ake@exempel.se").await;
    for (name, bp) in [("Tiondelen", 1_000), ("Tjugondelen", 500)] {
        running(&stand, &draft(name, Benefit::Percent { bp }), None).await;
    }
    stand.take_jar(buyer);
    let sent = buy(&stand, "5", "invoice").await;
    assert!(sent.location.starts_with("/konto/attest/"), "{}", sent.html);
    stand.take_jar(chief);
    let page = stand.get(&sent.location).await.html;
    let start = page.find("<ul class=\"mini l\">").expect("the goods");
    let (goods, sums) = page[start..].split_once("<dl class=\"sum").unwrap();
    assert!(
        goods.contains("<span class=\"off\">Tiondelen") && sums.contains("Tiondelen"),
        "{page}"
    );
    assert!(
        goods.contains("Avdraget") && goods.contains("Tjugondelen: en annan rabatt ger mer"),
        "{goods}"
    );
}

#[tokio::test]
async fn a_purchase_is_approved_by_whoever_approves_for_its_cost_place() {
    let stand = Stand::new().await;
    let id = firm(&stand).await;
    let chief = stand.jar();
    let buyer = colleague(&stand, id, "buyer", "ake@exempel.se").await;
    let approver = colleague(&stand, id, "approver", "karin@exempel.se").await;
    let lay_down = async |role: &str, places: &str, version: &str| {
        let sql = format!("select customer_id from company_members where role = '{role}'");
        let who: uuid::Uuid = stand.world.database.value(sql.leak()).await;
        let page = format!("/konto/foretag/personer/{who}");
        let fields = [
            ("role", role),
            ("limit", ""),
            ("approves_for", places),
            ("row_version", version),
        ];
        (page.clone(), stand.post(&page, &fields).await)
    };
    let long = "9".repeat(61);
    let (_, wrong) = lay_down("approver", &long, "1").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains(&long), "what was typed is still there");
    let (page, saved) = lay_down("approver", "4200, Malmö, 4200", "1").await;
    assert!(saved.location.ends_with("klart=changed"), "{}", saved.html);
    let kept = stand.get(&page).await.html;
    assert!(kept.contains("value=\"4200, Malmö\""), "{kept}");
    let (_, saved) = lay_down("administrator", "4200", "1").await;
    assert!(saved.location.ends_with("klart=changed"), "{}", saved.html);

    // It is bought for 4100, for which nobody approves yet.
    stand.take_jar(buyer.clone());
    let nobody = buy(&stand, "5", "invoice").await;
    assert!(
        nobody.html.contains("för det kostnadsstället"),
        "{}",
        nobody.html
    );
    stand.take_jar(chief.clone());
    lay_down("administrator", "", "2").await;
    stand.take_jar(buyer);
    let sent = buy(&stand, "1", "invoice").await;
    assert!(sent.location.starts_with("/konto/attest/"), "{}", sent.html);
    let page = sent.location.split('?').next().unwrap().to_owned();
    let told = "select count(*) from jobs where name = 'commerce.send-approval-notice'";
    assert_eq!(
        stand.world.database.value::<i64>(told).await,
        1,
        "who approves for another cost place is not asked"
    );

    // Whoever approves for others sees it, and can neither approve nor send it back.
    stand.take_jar(approver.clone());
    let approve = format!("{page}/godkann");
    let seen = stand.get(&page).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(!seen.html.contains(&approve));
    for (deed, field) in [("godkann", "confirmed"), ("avsla", "reason")] {
        let tried = stand
            .post(&format!("{page}/{deed}"), &[(field, "00")])
            .await;
        assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY, "{deed}");
    }
    stand.take_jar(chief);
    lay_down("approver", "4200, 4100", "2").await;
    stand.take_jar(approver);
    let confirmed = value_of(&stand.get(&page).await.html, "confirmed");
    let done = stand.post(&approve, &[("confirmed", &confirmed)]).await;
    assert_eq!(done.location, page, "{}", done.html);
}

#[tokio::test]
async fn what_is_refused_goes_back_into_the_buyers_cart() {
    let stand = Stand::new().await;
    let id = firm(&stand).await;
    let chief = stand.jar();
    let buyer = colleague(&stand, id, "buyer", "ake@exempel.se").await;
    stand.take_jar(buyer.clone());
    let sent = buy(&stand, "5", "card").await;
    let page = sent.location.split('?').next().unwrap().to_owned();
    stand.take_jar(chief);
    let reason = [("reason", "Vänta till januari.")];
    let refused = stand.post(&format!("{page}/avsla"), &reason).await;
    assert_eq!(refused.location, page, "{}", refused.html);
    stand.take_jar(buyer);
    let seen = stand.get(&page).await.html;
    assert!(seen.contains("Vänta till januari."));
    let back = stand.post(&format!("{page}/varukorg"), &[]).await;
    assert_eq!(back.location, "/varukorg", "{}", back.html);
    stand.post(&format!("{page}/varukorg"), &[]).await;
    let pieces = "select sum(l.quantity)::bigint from cart_lines l join carts c on c.id = l.cart_id where c.customer_id is not null";
    assert_eq!(
        stand.world.database.value::<i64>(pieces).await,
        5,
        "once, however often"
    );
    let count = "select count(*) from orders";
    assert_eq!(stand.world.database.value::<i64>(count).await, 0);
}
