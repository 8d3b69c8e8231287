//! What is said of prices: why one holds, what the lowest was, and what was taken off.

use commerce::pricing::list::Audience;
use commerce::pricing::sheet::Period;
use commerce::promotion::Benefit;
use jiff::SignedDuration;

use crate::buying::order_path;
use crate::companies::person;
use crate::prices::{hours, list, log_in, plain};
use crate::promotions::{draft, running};
use crate::stand::{Mood, Stand};

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
