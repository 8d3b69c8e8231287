//! Whose prices a page shows and an order has.

use commerce::catalogue::storefront::make_tiers_some;
use commerce::ids::PriceListId;
use commerce::pricing::list::{Audience, ListDraft, save_list};
use commerce::pricing::set_price::set_prices;
use commerce::pricing::sheet::Period;
use commerce::pricing::{NewPrice, SetPrices};
use commerce::tier::price_lists;
use http::StatusCode;
use jiff::SignedDuration;
use platform::clock::Timestamp;
use platform::money::{Currency, UnitPrice};

use crate::companies::{colleague, company, person};
use crate::stand::{Stand, value_of};

/// So many hours from now.
pub(crate) fn hours(stand: &Stand, hours: i64) -> Timestamp {
    stand
        .world
        .clock
        .now()
        .plus(SignedDuration::from_hours(hours))
}

/// A list with prices of the mug: (from so many, öre).
pub(crate) async fn list(
    stand: &Stand,
    audience: Audience,
    includes_vat: bool,
    period: Period,
    prices: &[(i32, i64)],
) -> PriceListId {
    let name = format!("{} {:?}", audience.kind().as_str(), period.from.is_some());
    let draft = ListDraft {
        code: platform::ids::new_uuid().to_string(),
        name,
        audience,
        currency: Currency::SEK,
        includes_vat,
        period,
        priority: 100,
    };
    let mut tx = stand.world.tx().await;
    let id = save_list(&mut tx, stand.world.shop_id, None, &draft)
        .await
        .unwrap();
    let prices: Vec<NewPrice> = prices
        .iter()
        .map(|(min_quantity, minor)| NewPrice {
            variant_id: stand.variant,
            min_quantity: *min_quantity,
            unit_price: UnitPrice(minor * 10_000),
        })
        .collect();
    let change = SetPrices {
        list: id,
        from: None,
        prices: &prices,
    };
    set_prices(&mut tx, &change).await.unwrap();
    tx.commit().await.unwrap();
    stand.refresh().await;
    id
}

/// Logs somebody of a tier in, in this browser.
pub(crate) async fn log_in(stand: &Stand, tier: &str) {
    let (_, token) = stand.world.session(tier).await;
    let mut jar = stand.jar();
    jar.insert("torg_customer".to_owned(), token.reveal().to_owned());
    stand.take_jar(jar);
}

/// Text as it stands, no-break spaces as spaces.
pub(crate) fn plain(html: &str) -> String {
    html.replace('\u{a0}', " ")
}

#[tokio::test]
async fn every_page_shows_the_visitors_own_price_and_a_new_tier_holds_at_once() {
    let stand = Stand::new().await;
    list(
        &stand,
        Audience::Tier("pro".into()),
        false,
        Period::default(),
        &[(1, 16_000), (5, 15_000)],
    )
    .await;
    let pages = ["/varor", "/sok?q=mugg", "/produkt/mugg", "/"];
    for path in pages {
        let page = plain(&stand.get(path).await.html);
        assert!(
            page.contains("249 kr") && !page.contains("160 kr"),
            "{path}: {page}"
        );
        assert!(page.contains("Alla priser inkl. moms"), "{path}");
        assert!(!page.to_lowercase().contains("konsumentpris"), "{path}");
    }
    log_in(&stand, "pro").await;
    for path in pages {
        let page = plain(&stand.get(path).await.html);
        assert!(
            page.contains("160 kr") && !page.contains("<b>249 kr"),
            "{path}: {page}"
        );
        assert!(
            page.contains("exkl. moms") && page.contains("Alla priser exkl. moms"),
            "{path}"
        );
    }
    assert!(
        stand
            .get("/varor")
            .await
            .html
            .contains("sorteras och filtreras efter konsumentpriset")
    );
    // Where the price is filtered and ordered by it stands which price that is.
    let list = plain(&stand.get("/varor?max=300").await.html);
    for said in [
        "<legend>Konsumentpris inkl. moms</legend>",
        ">Lägsta konsumentpris</option>",
        ">Konsumentpris: ",
    ] {
        assert!(list.contains(said), "{said}: {list}");
    }
    // The quantity decides, in the cart as in the checkout, and the order is what was confirmed.
    stand.add("2").await;
    let cart = plain(&stand.get("/varukorg").await.html);
    assert!(
        cart.contains("2 × 160 kr") && cart.contains("320 kr"),
        "{cart}"
    );
    assert!(
        cart.contains("2 varor, exkl. moms") && cart.contains("Moms 25 %"),
        "{cart}"
    );
    stand.add("3").await;
    let cart = plain(&stand.get("/varukorg").await.html);
    assert!(
        cart.contains("5 × 150 kr") && cart.contains("750 kr"),
        "{cart}"
    );
    let fields = stand.filled().await;
    let sent = stand.buy(&fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let total: i64 = stand
        .world
        .database
        .value("select total_minor from orders")
        .await;
    // 5 x 150 and 25 % on it, and freight.
    assert_eq!(total, 93_750 + 5_900);
    let tier: String = stand
        .world
        .database
        .value("select tier_code from orders")
        .await;
    assert_eq!(tier, "pro");
    stand
        .world
        .database
        .execute("update customers set tier_code = 'user'")
        .await;
    let page = plain(&stand.get("/produkt/mugg").await.html);
    assert!(
        page.contains("249 kr") && page.contains("Alla priser inkl. moms"),
        "{page}"
    );
}

#[tokio::test]
async fn lists_go_by_what_the_reader_pays_in_the_readers_numbers() {
    let stand = Stand::new().await;
    let pro = Audience::Tier("pro".into());
    list(&stand, pro, false, Period::default(), &[(1, 16_000)]).await;
    loop {
        let mut tx = stand.world.tx().await;
        let goes_on = make_tiers_some(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        if !goes_on {
            break;
        }
    }
    // 249 with VAT for everybody.
    let guests = plain(&stand.get("/varor?max=170").await.html);
    assert!(guests.contains("Inga varor stämmer"), "{guests}");
    log_in(&stand, "pro").await;
    let shown = plain(&stand.get("/varor?max=170&sort=cheapest").await.html);
    for said in [
        "<legend>Pris exkl. moms</legend>",
        ">Lägsta pris</option>",
        "varans lägsta pris för dig, utan moms",
        "160 kr",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    for path in ["/varor?max=170&sort=cheapest", "/sok?q=mugg&sort=cheapest"] {
        let page = stand.get(path).await.html.to_lowercase();
        assert!(!page.contains("konsumentpris"), "{path}");
    }
    let below = plain(&stand.get("/varor?max=150").await.html);
    assert!(below.contains("Inga varor stämmer"), "{below}");
}

#[tokio::test]
async fn a_tier_sees_what_the_lists_say_that_its_order_leads_to() {
    let stand = Stand::new().await;
    let pro = list(
        &stand,
        Audience::Tier("pro".into()),
        false,
        Period::default(),
        &[(1, 16_000), (5, 15_000)],
    )
    .await;
    log_in(&stand, "premium").await;
    let pages = ["/varor", "/sok?q=mugg", "/produkt/mugg", "/"];
    // Guests' 249 kr without VAT.
    for path in pages {
        let page = plain(&stand.get(path).await.html);
        assert!(
            page.contains("199,20 kr") && !page.contains("160 kr"),
            "{path}: {page}"
        );
    }
    let mut tx = stand.world.tx().await;
    price_lists::save(&mut tx, stand.world.shop_id, "premium", &[pro], 0)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for path in pages {
        let page = plain(&stand.get(path).await.html);
        assert!(
            page.contains("160 kr") && !page.contains("199,20 kr"),
            "{path}: {page}"
        );
    }
    let page = plain(&stand.get("/produkt/mugg").await.html);
    assert!(page.contains("tier false (nivå Pro)"), "{page}");
    assert!(page.contains("(nivå Konsument)"), "{page}");
    stand.add("5").await;
    let cart = plain(&stand.get("/varukorg").await.html);
    assert!(
        cart.contains("5 × 150 kr") && cart.contains("tier false (nivå Pro)"),
        "{cart}"
    );
}

#[tokio::test]
async fn a_company_pays_its_own_price_from_the_list_to_the_approved_order() {
    let stand = Stand::new().await;
    person(&stand, "elin@exempel.se", "Elin Sandahl").await;
    let firm = company(&stand, "556016-0680").await;
    list(
        &stand,
        Audience::Company(firm),
        false,
        Period::default(),
        &[(1, 14_000), (5, 13_000)],
    )
    .await;
    let chief = stand.jar();
    // A limit of a thousand kronor.
    let buyer = colleague(&stand, firm, "buyer", "ake@exempel.se").await;
    stand.take_jar(buyer);
    for path in ["/varor", "/sok?q=mugg", "/produkt/mugg"] {
        let page = plain(&stand.get(path).await.html);
        assert!(
            page.contains("<b>140 kr")
                && page.contains("exkl. moms")
                && !page.contains("<b>249 kr"),
            "{path}: {page}"
        );
    }
    stand.add("8").await;
    for path in ["/varukorg", "/kassa"] {
        let page = plain(&stand.get(path).await.html);
        for part in [
            "8 varor, exkl. moms",
            "1 040 kr",
            "Moms 25 %",
            "inkl. moms",
            "1 359 kr",
        ] {
            assert!(page.contains(part), "{path}: {part}: {page}");
        }
        // Freight stands without VAT as well: 59 with it.
        assert!(
            page.contains("47,20 kr") && !page.contains("<dd>59 kr"),
            "{path}: {page}"
        );
    }
    let sent = stand.buy(&stand.filled().await).await;
    assert!(sent.location.starts_with("/konto/attest/"), "{}", sent.html);
    let path = sent.location.split('?').next().unwrap().to_owned();
    stand.take_jar(chief);
    let page = stand.get(&path).await.html;
    let told = plain(&page);
    assert!(
        told.contains("1 040 kr")
            && told.contains("1 359 kr")
            && !told.contains("Något har ändrats"),
        "{told}"
    );
    let confirmed = value_of(&page, "confirmed");
    let approve = format!("{path}/godkann");
    let done = stand.post(&approve, &[("confirmed", &confirmed)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let database = &stand.world.database;
    let total: i64 = database.value("select total_minor from orders").await;
    assert_eq!(total, 130_000 + 5_900);
    let why: String = database
        .value("select price_why ->> 'kind' from order_lines where kind = 'item'")
        .await;
    assert_eq!(why, "company");
}
