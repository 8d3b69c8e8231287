//! Whose prices a page shows, what is said of them, and rehearsals.

use commerce::catalogue::storefront::make_tiers_some;
use commerce::ids::PriceListId;
use commerce::pricing::list::{Audience, ListDraft, save_list};
use commerce::pricing::rehearsal::{As, PURPOSE, Rehearsal};
use commerce::pricing::set_price::set_prices;
use commerce::pricing::sheet::Period;
use commerce::pricing::{NewPrice, SetPrices};
use commerce::promotion::Benefit;
use commerce::tier::price_lists;
use http::StatusCode;
use jiff::SignedDuration;
use platform::auth::sealed::Vault;
use platform::clock::Timestamp;
use platform::money::{Currency, UnitPrice};
use platform::secret::SecretKey;

use crate::buying::order_path;
use crate::companies::{colleague, company, person};
use crate::promotions::{draft, running};
use crate::stand::{Mood, SECRET, Stand, value_of};

fn hours(stand: &Stand, hours: i64) -> Timestamp {
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
fn plain(html: &str) -> String {
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
async fn quantity_breaks_stand_in_a_table_and_why_is_told_to_whoever_is_logged_in() {
    let stand = Stand::new().await;
    let soon = Period {
        from: Some(hours(&stand, 24)),
        to: None,
    };
    list(
        &stand,
        Audience::Campaign(vec![]),
        true,
        soon,
        &[(1, 10_000)],
    )
    .await;
    list(
        &stand,
        Audience::Tier("user".into()),
        true,
        Period::default(),
        &[(1, 24_000), (10, 19_912)],
    )
    .await;
    let guest = stand.get("/produkt/mugg").await.html;
    assert!(!guest.contains("Varför det här priset?") && !guest.contains("Från 10 st"));
    log_in(&stand, "user").await;
    let page = plain(&stand.get("/produkt/mugg").await.html);
    assert!(
        page.contains("Från 10 st") && page.contains("199,12 kr"),
        "{page}"
    );
    assert!(
        page.contains("Varför det här priset?") && page.contains("tier false (nivå Användare)"),
        "{page}"
    );
    assert!(
        page.contains("men en lista som går före har ett pris"),
        "{page}"
    );
    // What is to come is the merchant's own business.
    assert!(
        !page.contains("campaign true") && !page.contains("100 kr"),
        "{page}"
    );
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
async fn why_is_told_in_the_cart_and_on_the_order_that_came_of_it() {
    let stand = Stand::new().await;
    list(
        &stand,
        Audience::Tier("user".into()),
        true,
        Period::default(),
        &[(1, 24_000)],
    )
    .await;
    log_in(&stand, "user").await;
    stand.add("1").await;
    let cart = plain(&stand.get("/varukorg").await.html);
    let (_, page) = crate::shipments::bought(&stand, "1").await;
    let order = plain(&stand.get(&page).await.html);
    for (place, html) in [("cart", cart), ("order", order)] {
        assert!(html.contains("Varför det här priset?"), "{place}: {html}");
        assert!(
            html.contains("tier false (nivå Användare)"),
            "{place}: {html}"
        );
    }
}

#[tokio::test]
async fn why_the_freight_costs_that_is_told_before_the_purchase_and_stays_on_the_order() {
    let stand = Stand::new().await;
    let database = &stand.world.database;
    let free = "update tiers set free_freight_minor = 60000 where code = 'user'";
    database.execute(free).await;
    log_in(&stand, "user").await;
    stand.add("1").await;
    let cart = plain(&stand.get("/varukorg").await.html);
    let checkout = plain(&stand.get("/kassa").await.html);
    let form = stand.filled().await;
    stand.buy(&form).await;
    stand.provider_is(Mood::Pays);
    let page = order_path(&stand).await;
    stand.get(&format!("{page}/ater")).await;
    // What holds afterwards is not what held.
    database
        .execute("update tiers set free_freight_minor = 100")
        .await;
    database
        .execute("update freight_rates set price_minor = 9900, max_weight_g = 1")
        .await;
    let order = plain(&stand.get(&page).await.html);
    for (place, html) in [("cart", cart), ("checkout", checkout), ("order", order)] {
        for said in [
            "Varför den här frakten?",
            "59,00 kr inkl. moms, upp till 20 kg",
            "Från 600 kr på din nivå. Varorna kostar 249,00 kr inkl. moms före rabatt, så gränsen är inte nådd.",
            "59,00 kr med 25 % moms (11,80 kr), som varorna den följer.",
        ] {
            assert_eq!(html.matches(said).count(), 1, "{place}, {said}: {html}");
        }
    }
    // Freely sent goods say whose sum was reached; nothing bears VAT then.
    database
        .execute("update freight_rates set max_weight_g = 20000")
        .await;
    stand.add("1").await;
    let cart = plain(&stand.get("/varukorg").await.html);
    let reached = "Från 1 kr på din nivå. Varorna kostar 249,00 kr inkl. moms före rabatt, så gränsen är nådd.";
    assert!(cart.contains(reached), "{cart}");
    assert!(!cart.contains("som varorna den följer"), "{cart}");
}

#[tokio::test]
async fn a_reduction_names_the_lowest_price_of_thirty_days_wherever_it_is_shown() {
    let stand = Stand::new().await;
    stand
        .world
        .clock
        .advance(SignedDuration::from_hours(24 * 60));
    let period = Period {
        from: Some(hours(&stand, 0)),
        to: Some(hours(&stand, 240)),
    };
    list(
        &stand,
        Audience::Campaign(vec![]),
        true,
        period,
        &[(1, 19_900)],
    )
    .await;
    for path in ["/varor", "/sok?q=mugg"] {
        let page = plain(&stand.get(path).await.html);
        assert!(
            page.contains("Sänkt pris") && page.contains("Lägsta pris 30 dagar: 249 kr"),
            "{path}: {page}"
        );
    }
    let page = plain(&stand.get("/produkt/mugg").await.html);
    assert!(
        page.contains("Lägsta pris 30 dagar före sänkningen: 249 kr (−20 %)"),
        "{page}"
    );
    stand.add("1").await;
    let cart = plain(&stand.get("/varukorg").await.html);
    assert!(
        cart.contains("199 kr") && cart.contains("Lägsta pris 30 dagar: 249 kr"),
        "{cart}"
    );
}

#[tokio::test]
async fn a_raise_before_the_sale_is_no_reduction() {
    let stand = Stand::new().await;
    stand
        .world
        .clock
        .advance(SignedDuration::from_hours(24 * 60));
    stand.world.set_price(stand.variant, 30_000).await;
    stand
        .world
        .clock
        .advance(SignedDuration::from_hours(24 * 5));
    let period = Period {
        from: Some(hours(&stand, 0)),
        to: None,
    };
    list(
        &stand,
        Audience::Campaign(vec![]),
        true,
        period,
        &[(1, 26_000)],
    )
    .await;
    let page = plain(&stand.get("/produkt/mugg").await.html);
    assert!(
        page.contains("260 kr") && !page.contains("före sänkningen"),
        "{page}"
    );
    let page = plain(&stand.get("/varor").await.html);
    assert!(
        page.contains("260 kr") && !page.contains("Sänkt pris"),
        "{page}"
    );
}

#[tokio::test]
async fn a_rehearsal_shows_the_time_to_come_and_sells_nothing() {
    let stand = Stand::new().await;
    let period = Period {
        from: Some(hours(&stand, 24)),
        to: Some(hours(&stand, 48)),
    };
    list(
        &stand,
        Audience::Campaign(vec!["pro".into()]),
        false,
        period,
        &[(1, 9_900)],
    )
    .await;
    stand.add("1").await;
    let vault = Vault::new(&SecretKey::new(SECRET), PURPOSE);
    let now = stand.world.clock.now();
    let (shop, at) = (stand.world.shop_id, hours(&stand, 30));
    let pass = Rehearsal::begin(shop, As::Tier("pro".into()), "Pro".into(), at, now);
    let link = format!("/repetition/{}", pass.seal(&vault));
    assert_eq!(
        stand.get("/repetition/nonsense").await.status,
        StatusCode::NOT_FOUND
    );
    let begun = stand.get(&link).await;
    assert_eq!(
        (begun.status, begun.location.as_str()),
        (StatusCode::SEE_OTHER, "/")
    );
    for path in ["/varor", "/produkt/mugg", "/sok?q=mugg", "/"] {
        let page = plain(&stand.get(path).await.html);
        assert!(
            page.contains("99 kr") && page.contains("Butiken sedd som Pro"),
            "{path}: {page}"
        );
    }
    assert!(
        stand
            .get("/produkt/mugg")
            .await
            .html
            .contains("Inget kan köpas i en repetition")
    );
    // Nothing is sent, and nobody's cart is seen or touched.
    assert_eq!(stand.add("1").await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        stand.post("/kassa", &[]).await.status,
        StatusCode::FORBIDDEN
    );
    assert!(
        stand
            .get("/varukorg")
            .await
            .html
            .contains("Varukorgen är tom")
    );
    let ended = stand.post("/repetition/avsluta", &[]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    let page = plain(&stand.get("/varukorg").await.html);
    assert!(
        page.contains("249 kr") && !page.contains("Repetition"),
        "{page}"
    );
    // The link's time is over soon, the rehearsal's own a while later.
    stand.get(&link).await;
    stand.world.clock.advance(SignedDuration::from_mins(20));
    assert!(
        stand
            .get("/varor")
            .await
            .html
            .contains("Butiken sedd som Pro")
    );
    assert_eq!(stand.get(&link).await.status, StatusCode::NOT_FOUND);
    stand.world.clock.advance(SignedDuration::from_hours(2));
    assert!(
        !stand
            .get("/varor")
            .await
            .html
            .contains("Butiken sedd som Pro")
    );
}

#[tokio::test]
async fn a_rehearsal_hides_what_will_be_gone() {
    let stand = Stand::new().await;
    stand.world.unpublish_from(hours(&stand, 24)).await;
    let vault = Vault::new(&SecretKey::new(SECRET), PURPOSE);
    let now = stand.world.clock.now();
    let pass = Rehearsal::begin(
        stand.world.shop_id,
        As::Tier("consumer".into()),
        "Konsument".into(),
        hours(&stand, 30),
        now,
    );
    assert!(stand.get("/varor").await.html.contains("/produkt/mugg"));
    stand
        .get(&format!("/repetition/{}", pass.seal(&vault)))
        .await;
    assert!(!stand.get("/varor").await.html.contains("/produkt/mugg"));
    assert_eq!(
        stand.get("/produkt/mugg").await.status,
        StatusCode::NOT_FOUND
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

#[tokio::test]
async fn the_cart_tells_what_was_taken_off_and_what_was_not() {
    let stand = Stand::new().await;
    person(&stand, "elin@exempel.se", "Elin Sandahl").await;
    let percent = |bp| Benefit::Percent { bp };
    running(&stand, &draft("Femtedelen", percent(2_000)), None).await;
    running(&stand, &draft("Tiondelen", percent(1_000)), None).await;
    running(&stand, &draft("Hemligheten", percent(500)), Some("PSST")).await;
    let mut later = draft("Mängdrabatt", percent(3_000));
    later.conditions.min_quantity = Some(6);
    running(&stand, &later, None).await;
    stand.add("4").await;
    let cart = plain(&stand.get("/varukorg").await.html);
    assert!(cart.contains("Avdraget") && cart.contains("Inte avdraget"));
    assert!(
        cart.contains("Tiondelen: en annan rabatt ger mer")
            && cart.contains("Mängdrabatt: lägg till 2 varor"),
        "{cart}"
    );
    // A code that nobody has given is nobody's business.
    assert!(!cart.contains("Hemligheten"), "{cart}");
    stand.post("/varukorg/kod", &[("code", "PSST")]).await;
    // And so it is told wherever the price is shown from there on: the order says it as it was.
    let lacking = "Mängdrabatt: lägg till 2 varor";
    for path in ["/varukorg", "/kassa"] {
        let page = plain(&stand.get(path).await.html);
        for said in ["Tiondelen: en annan", "Hemligheten: en annan", lacking] {
            assert!(page.contains(said), "{said} on {path}: {page}");
        }
    }
    let form = stand.filled().await;
    stand.buy(&form).await;
    stand.provider_is(Mood::Pays);
    let order = order_path(&stand).await;
    stand.get(&format!("{order}/ater")).await;
    let number = order.split('/').nth(2).unwrap();
    let of_account = format!("/konto/bestallningar/{number}");
    for path in [&order, &of_account] {
        let page = plain(&stand.get(path).await.html);
        let lacked = "Mängdrabatt: det fattades 2 varor";
        for said in ["Tiondelen: en annan", "Hemligheten: en annan", lacked] {
            assert!(page.contains(said), "{said} on {path}: {page}");
        }
        assert!(!page.contains("lägg till 2 varor"), "too late: {path}");
    }
}
