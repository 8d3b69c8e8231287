//! Rehearsals: what differs at a time to come, the list of it, and the way into the shop.

use commerce::pricing::rehearsal::{PURPOSE, Rehearsal};
use http::StatusCode;
use platform::auth::sealed::Vault;
use platform::secret::SecretKey;

use crate::client::{Browser, Page, World};
use crate::prices::{furnished, make, plain};

fn day(world: &World, ahead: i64) -> String {
    let span = jiff::SignedDuration::from_hours(24 * ahead);
    let at = world.clock.now().plus(span);
    at.business_time().date().to_string()
}

/// A campaign's list with a price of 199 kr for the mug, from the third day on.
async fn with_sale(world: &World, browser: &mut Browser) {
    let begins = day(world, 3);
    let sale = make(
        browser,
        &[("name", "Rea"), ("kind", "campaign"), ("from", &begins)],
    )
    .await;
    browser
        .post(
            &format!("{sale}/priser"),
            &[("sku", "MUG"), ("price", "199")],
        )
        .await;
}

async fn compared(browser: &mut Browser, at: &str, margin: &str) -> (String, Page) {
    let fields = [
        ("tier", "consumer"),
        ("company", ""),
        ("at", at),
        ("margin", margin),
    ];
    let page = browser.post("/repetition/jamfor", &fields).await;
    assert_eq!(
        page.status,
        StatusCode::SEE_OTHER,
        "{}",
        page.text_of("main")
    );
    let href = page.location.clone();
    assert!(href.starts_with("/repetition/REP-"), "{href}");
    let page = browser.get(&href).await;
    (href, page)
}

#[tokio::test]
async fn what_differs_is_told_and_listed_and_taken_out() {
    let (world, mut browser) = furnished().await;
    with_sale(&world, &mut browser).await;
    let (href, page) = compared(&mut browser, &day(&world, 5), "20").await;
    let told = plain(&page, "main");
    assert!(
        told.contains("1 pris ändras.") && told.contains("249 kr") && told.contains("199 kr"),
        "{told}"
    );
    // 199 with VAT is 159.20 without; 150 of that is what it costs.
    assert!(
        told.contains("5,77 %") && told.contains("Under marginalen"),
        "{told}"
    );
    assert!(!told.contains("Kan inte visas som sänkt"), "{told}");
    let number = href.rsplit('/').next().unwrap().to_owned();
    let list = format!("/prisskillnader?repetition={number}");
    assert!(page.body.contains(&list), "{}", page.body);
    for (query, rows) in [
        ("", 1),
        ("&se-over=marginal", 1),
        ("&se-over=tidigare-pris", 0),
        ("&se-over=kampanj", 0),
        ("&q=mug", 1),
        ("&q=korg", 0),
    ] {
        let page = browser.get(&format!("{list}{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert_eq!(page.count_of("tbody tr"), rows, "{query}");
    }
    let file = format!("/prisskillnader/export?repetition={number}");
    let file = browser.get(&file).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(
        file.body.contains("MUG") && file.body.contains(";249;199;"),
        "{}",
        file.body
    );
    assert_eq!(world.audited("rehearsal.asked").await, 1);
    assert_eq!(world.audited("rehearsal.exported").await, 1);
    let page = browser.get("/prisskillnader").await;
    assert_eq!(page.location, "/repetition", "a list is of an answer");
    let version = browser.get(&format!("{href}/version")).await;
    assert_eq!(version.body, "3", "one article, and done");

    let (_, page) = compared(&mut browser, &day(&world, 1), "5").await;
    let told = plain(&page, "main");
    assert!(
        told.contains("Inget pris ändras.")
            && told.contains("Ingen kampanj börjar eller slutar till dess."),
        "{told}"
    );
    let wrong = [("tier", "nobody"), ("at", "sen"), ("margin", "x")];
    let page = browser.post("/repetition/jamfor", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        browser.get("/repetition/REP-1").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn promotions_that_begin_are_told_with_what_they_make_of_the_price() {
    let (world, mut browser) = furnished().await;
    for (name, kind, amount) in [
        ("Höstkampanj", "percent", None),
        ("Köprabatt", "sum", Some(5_000)),
    ] {
        sqlx::query(
            "insert into promotions (id, shop_id, name, label, state, kind, percent_bp, amount_minor, currency, starts_at, created_at, updated_at)
             select gen_random_uuid(), id, $1, '{\"sv\": \"x\"}', 'active', $2, case when $2 = 'percent' then 1000 end, $3::bigint, 'SEK', $4, $5, $5 from shops",
        )
        .bind(name)
        .bind(kind)
        .bind(amount)
        .bind(world.clock.now().plus(jiff::SignedDuration::from_hours(24)))
        .bind(world.clock.now())
        .execute(&world.database.pool)
        .await
        .unwrap();
    }
    let (_, page) = compared(&mut browser, &day(&world, 5), "").await;
    let told = plain(&page, "main");
    for words in [
        "1 pris ändras.",
        // The better of the two for one piece alone: 50 kr off and not ten per cent.
        "199 kr",
        "249 kr utan kampanj",
        "Bara genom kampanj",
        "Höstkampanj",
        "10 % rabatt",
        "Inräknad",
        "Köprabatt",
        "Hela summan, på en vara som köps ensam",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[tokio::test]
async fn the_way_into_the_shop_is_a_pass_of_ours() {
    let (world, mut browser) = furnished().await;
    let then = day(&world, 5);
    let fields = [
        ("tier", "pro"),
        ("company", ""),
        ("at", then.as_str()),
        ("margin", ""),
    ];
    let page = browser.post("/repetition", &fields).await;
    let link = page.attribute_of(".note.ok a", "href");
    let pass = link
        .strip_prefix("https://nordbod.example/repetition/")
        .expect("the shop's link");
    let vault = Vault::new(&SecretKey::new("a secret key for tests"), PURPOSE);
    let opened = Rehearsal::open(&vault, pass, world.clock.now()).expect("a pass");
    assert_eq!(opened.name, "Pro");
    assert_eq!(world.audited("rehearsal.begun").await, 1);
}

#[tokio::test]
async fn who_may_not_set_prices_is_told_no_margin_which_would_tell_the_cost() {
    let (world, mut browser) = furnished().await;
    with_sale(&world, &mut browser).await;
    let then = day(&world, 5);
    let (with_margins, _) = compared(&mut browser, &then, "20").await;
    world
        .database
        .execute("update roles set permissions = array['price.rehearse', 'price.read'] where code = 'operations'")
        .await;
    let mut other = world
        .logged_in("per@nordbod.example", &["operations"])
        .await
        .0;
    let (own, page) = compared(&mut other, &then, "20").await;
    assert_ne!(own, with_margins);
    let told = plain(&page, "main");
    assert!(
        told.contains("1 pris ändras.") && !told.contains("arginal") && !told.contains("5,77"),
        "{told}"
    );
    let number = with_margins.rsplit('/').next().unwrap().to_owned();
    for hidden in [
        with_margins.clone(),
        format!("{with_margins}/version"),
        format!("/prisskillnader?repetition={number}&se-over=marginal"),
    ] {
        assert_eq!(
            other.get(&hidden).await.status,
            StatusCode::NOT_FOUND,
            "{hidden}"
        );
    }
    let number = own.rsplit('/').next().unwrap().to_owned();
    let list = other
        .get(&format!("/prisskillnader?repetition={number}"))
        .await;
    assert_eq!(list.count_of("tbody tr"), 1);
    assert!(!plain(&list, "main").contains("5,77"));
    let file = format!("/prisskillnader/export?repetition={number}");
    assert_eq!(other.get(&file).await.status, StatusCode::FORBIDDEN);
}
