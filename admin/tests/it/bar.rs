//! The bar in the head of an object's page, and the way to what stands before and after it.

use admin::Environment;
use commerce::returns::ReturnKind;
use http::StatusCode;
use jiff::SignedDuration;

use crate::client::{Page, world};
use crate::returns::case;
use crate::shipments::{goods, paid};

/// Where the bar leads, in its order: what is filled, what stands beside, what is under the dots.
fn led(page: &Page) -> [Vec<String>; 3] {
    [
        ".head .actions > a.primary",
        ".head .actions > a.btn:not(.primary):not(.icon)",
        ".head .actions details.menu li > *",
    ]
    .map(|selector| {
        let html = scraper::Html::parse_document(&page.body);
        let links = scraper::Selector::parse(selector).unwrap();
        let href = |a: scraper::ElementRef<'_>| a.value().attr("href").unwrap_or("form").to_owned();
        html.select(&links).map(href).collect()
    })
}

#[tokio::test]
async fn one_goes_from_order_to_order_as_the_list_stands() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let mut numbers = Vec::new();
    for (sku, quantity) in [("A", 1), ("B", 3), ("C", 2)] {
        numbers.push(paid(&goods, sku, quantity).await);
        world.clock.advance(SignedDuration::from_mins(1));
    }
    let [a, b, c] = numbers.as_slice() else {
        panic!("three")
    };
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let beside = |page: &Page| {
        ["prev", "next"].map(|rel| page.attribute_of(&format!(".head a[rel={rel}]"), "href"))
    };
    // Latest first, when one comes from nowhere.
    let page = browser.get(&format!("/ordrar/{b}")).await;
    assert_eq!(
        beside(&page),
        [format!("/ordrar/{c}"), format!("/ordrar/{a}")]
    );
    let page = browser.get(&format!("/ordrar/{a}")).await;
    assert_eq!(beside(&page)[1], "");
    assert_eq!(page.count_of(".head a[aria-disabled=true]"), 1);
    // From a list that is sorted and narrowed: its query goes along, and leads back to it.
    let list = browser
        .get("/ordrar?leverans=att-skicka&q=&sort=-summa")
        .await;
    let first = list.attribute_of("tbody a.main", "href");
    assert!(first.starts_with(&format!("/ordrar/{b}?lista=")), "{first}");
    let page = browser.get(&first).await;
    let [before, after] = beside(&page);
    assert_eq!(before, "");
    assert!(after.starts_with(&format!("/ordrar/{c}?lista=")), "{after}");
    let list = "/ordrar?leverans=att-skicka&sort=-summa";
    assert_eq!(page.attribute_of(".crumbs a", "href"), list);
    let page = browser.get(&after).await;
    assert!(beside(&page)[0].starts_with(&format!("/ordrar/{b}?")));
    assert!(beside(&page)[1].starts_with(&format!("/ordrar/{a}?")));
    // The history narrowed is the same page from the same list.
    let narrowed = page.attribute_of("#h-tid ~ .seg a:nth-child(2)", "href");
    assert!(
        narrowed.contains("visa=customer") && narrowed.contains("lista="),
        "{narrowed}"
    );
    // What the list does not hold has none beside it; nonsense is the whole list.
    let page = browser
        .get(&format!("/ordrar/{b}?lista=lage%3Dlapsed"))
        .await;
    assert_eq!(beside(&page), ["", ""]);
    let page = browser
        .get(&format!("/ordrar/{b}?lista=%25%00%26lage%3Dx"))
        .await;
    assert_ne!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    let page = browser.get(&format!("/ordrar/{b}?lista=lage%3Dx")).await;
    assert_eq!(
        beside(&page),
        [format!("/ordrar/{c}"), format!("/ordrar/{a}")]
    );
}

#[tokio::test]
async fn a_form_on_an_orders_page_leads_back_to_it_beside_the_list_that_one_came_from() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let first = paid(&goods, "A", 1).await;
    world.clock.advance(SignedDuration::from_mins(1));
    let second = paid(&goods, "B", 3).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let list = "leverans=att-skicka&sort=summa";
    let listed = browser.get(&format!("/ordrar?{list}")).await;
    let path = listed.attribute_of("tbody a.main", "href");
    assert!(path.starts_with(&format!("/ordrar/{first}?lista=")));
    let page = browser.get(&path).await;
    let after = page.attribute_of(".head a[rel=next]", "href");
    assert!(after.starts_with(&format!("/ordrar/{second}?")), "{after}");
    // Every form of the page sends it along, and so does the way to what has changed meanwhile.
    let forms = page.count_of("main form[action^='/ordrar/']");
    assert!(forms >= 2, "{}", page.body);
    let sent = "main form[action^='/ordrar/'] input[name=lista]";
    assert_eq!(page.count_of(sent), forms);
    let carried = page.attribute_of(sent, "value");
    assert_eq!(carried, list);
    assert_eq!(page.count_of(&format!("[data-fresh] a[href='{path}']")), 1);
    // A refusal keeps it, and what is done leads back to it.
    let note = format!("/ordrar/{first}/anteckning");
    let wrong = [("anteckning", " "), ("lista", carried.as_str())];
    let refused = browser.post(&note, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attribute_of(".head a[rel=next]", "href"), after);
    let right = [("anteckning", "Ringde"), ("lista", carried.as_str())];
    let done = browser.post(&note, &right).await;
    assert_eq!(done.location, format!("{path}#h-tid"));
    // From nowhere, and with nonsense, it leads to the order itself.
    for lista in ["", "lage=x", "%00"] {
        let said = [("anteckning", "Ringde igen"), ("lista", lista)];
        let done = browser.post(&note, &said).await;
        assert_eq!(done.location, format!("/ordrar/{first}#h-tid"), "{lista}");
    }
}

#[tokio::test]
async fn the_next_step_of_an_order_is_filled_and_nobody_sees_what_they_may_not_do() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = paid(&goods, "MUG", 1).await;
    let path = format!("/ordrar/{number}");
    let (mut clerk, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let page = clerk.get(&path).await;
    let [primary, others, _] = led(&page);
    assert_eq!(primary, ["#h-sand"]);
    assert_eq!(page.count_of("#h-sand"), 1, "what it leads to is there");
    assert_eq!(page.count_of("main .btn.primary"), 1, "one filled button");
    assert_eq!(others, [format!("{path}/arende"), "#anteckning".to_owned()]);
    assert_eq!(page.count_of("#anteckning"), 1);
    // Sent, it is to arrive; arrived, nothing more follows.
    let form = [
        (
            "reference",
            page.attribute_of("input[name=reference]", "value"),
        ),
        ("line", page.attribute_of("input[name=line]", "value")),
        ("quantity", "1".to_owned()),
        ("carrier", "postnord".to_owned()),
        ("sent_at", page.attribute_of("#sent_at", "value")),
    ];
    let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    clerk.post(&format!("{path}/forsandelser"), &form).await;
    let page = clerk.get(&path).await;
    assert_eq!(led(&page)[0], ["#h-sant"]);
    let arrive = page.attribute_of("form[action*='/forsandelser/']", "action");
    let version = page.attribute_of(
        "form[action*='/forsandelser/'] input[name=row_version]",
        "value",
    );
    clerk
        .post(&arrive, &[("row_version", &version), ("now", "1")])
        .await;
    assert!(led(&clerk.get(&path).await)[0].is_empty());
    // Who may only read has the buyer's other orders and nothing to do.
    let (mut reader, _) = world
        .logged_in("lena@nordbod.example", &["operations"])
        .await;
    let [primary, others, more] = led(&reader.get(&path).await);
    assert!(primary.is_empty() && more.is_empty());
    assert_eq!(others.len(), 1);
    assert!(others[0].starts_with("/ordrar?q="));
}

#[tokio::test]
async fn danger_is_last_under_the_dots_and_says_that_it_asks_first() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let case = case(&goods, "MUG", ReturnKind::Complaint).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser.get(&format!("/returer/{case}")).await;
    let [primary, _, more] = led(&page);
    assert_eq!(primary, ["#h-ja"]);
    assert_eq!(page.count_of("main .btn.primary"), 1);
    assert_eq!(more.last().unwrap(), "#h-nej");
    let last = page.text_of(".head details.menu li:last-child a.bad");
    assert_eq!(last, "Avslå …");
    assert_eq!(page.count_of(".head a.bad"), 1);
    for target in ["#h-ja", "#h-nej", "#question"] {
        assert_eq!(page.count_of(target), 1, "{target}");
    }
}
