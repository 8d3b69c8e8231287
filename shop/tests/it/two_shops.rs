//! One merchant's two shops: each has its own names, goods, prices, settings, theme, orders and log-ins, whichever was asked before.

use commerce::pricing::rehearsal::{As, PURPOSE, Rehearsal};
use commerce::setting::{self, Key, Level, Value, save};
use commerce::shop_door::{self, DoorFacts};
use http::StatusCode;
use platform::auth::sealed::Vault;
use platform::secret::SecretKey;

use crate::stand::SECRET;
use crate::street::{OTHER, OWN, Street};

#[tokio::test]
async fn no_page_of_one_shop_comes_into_the_other() {
    let street = Street::open().await;
    for path in [
        "/",
        "/en",
        "/varor",
        "/produkt/mugg",
        "/en/product/mugg",
        "/sok?q=mugg",
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap/pages.xml",
        "/kopvillkor",
        "/angerratt",
        "/konto/logga-in",
        "/varukorg",
        "/finns-inte",
    ] {
        let first = street.get(OWN, path).await;
        let other = street.get(OTHER, path).await;
        let again = street.get(OWN, path).await;
        let and_again = street.get(OTHER, path).await;
        for (page, own, others) in [
            (&first, "nordbod.example", "ladan.example"),
            (&other, "ladan.example", "nordbod.example"),
            (&again, "nordbod.example", "ladan.example"),
            (&and_again, "ladan.example", "nordbod.example"),
        ] {
            assert_eq!(page.status, first.status, "{path}");
            assert!(page.html.contains(own), "{path} of {own}: {}", page.html);
            assert!(
                !page.html.contains(others),
                "{path} of {own}: {}",
                page.html
            );
        }
    }
}

#[tokio::test]
async fn each_shop_shows_what_it_sells_at_its_own_prices() {
    let street = Street::open().await;
    for _ in 0..2 {
        for (host, price, others_price, sold, not_sold) in [
            (OWN, "249", "199", "vas", "klocka"),
            (OTHER, "199", "249", "klocka", "vas"),
        ] {
            let page = street.get(host, "/produkt/mugg").await.html;
            let money = |kronor: &str| format!("{kronor}\u{a0}kr");
            assert!(page.contains(&money(price)), "{host}: {page}");
            assert!(!page.contains(&money(others_price)), "{host}: {page}");
            let here = street.get(host, &format!("/produkt/{sold}")).await;
            assert_eq!(here.status, StatusCode::OK, "{host}: {sold}");
            let there = street.get(host, &format!("/produkt/{not_sold}")).await;
            assert_eq!(there.status, StatusCode::NOT_FOUND, "{host}: {not_sold}");
            for path in [
                "/varor".to_owned(),
                "/".to_owned(),
                format!("/sok?q={not_sold}"),
                format!("/sok/forslag?q={not_sold}"),
            ] {
                let list = street.get(host, &path).await.html;
                assert!(
                    !list.contains(&format!("/produkt/{not_sold}")),
                    "{host}{path}: {list}"
                );
            }
            let found = street.get(host, &format!("/sok?q={sold}")).await.html;
            assert!(found.contains(&format!("/produkt/{sold}")), "{host}");
            let index = street.get(host, "/sitemap.xml").await.html;
            let files: Vec<&str> = index
                .split("<loc>")
                .skip(1)
                .filter_map(|rest| rest.split("</loc>").next())
                .collect();
            let mut told = String::new();
            for file in files {
                let path = file
                    .strip_prefix(&format!("https://{host}"))
                    .unwrap_or_else(|| panic!("{host}: {file}"));
                told.push_str(&street.get(host, path).await.html);
            }
            assert!(
                told.contains(&format!("https://{host}/produkt/{sold}")),
                "{host}: {told}"
            );
            assert!(!told.contains(&format!("/produkt/{not_sold}")), "{host}");
        }
    }
}

#[tokio::test]
async fn each_shop_wears_its_theme_and_says_its_own_words() {
    let street = Street::open().await;
    for _ in 0..2 {
        let own = street.get(OWN, "/").await.html;
        let other = street.get(OTHER, "/").await.html;
        assert!(own.contains("30 dagars öppet köp"), "{own}");
        assert!(!other.contains("30 dagars öppet köp"), "{other}");
        assert!(other.contains("Ladan i Ed AB") && !other.contains("Nordbod AB"));
        assert!(own.contains("Nordbod AB") && !own.contains("Ladan i Ed AB"));
        let terms = street.get(OTHER, "/kopvillkor").await.html;
        assert!(terms.contains("Ladans villkor"), "{terms}");
    }
    // What a page of a theme asks for is there at the shop that wears it.
    let own = street.get(OWN, "/").await.html;
    let (_, rest) = own
        .split_once("rel=\"stylesheet\" href=\"")
        .expect("a stylesheet");
    let sheet = rest.split('"').next().expect("its address");
    assert_eq!(street.get(OWN, sheet).await.status, StatusCode::OK);
}

#[tokio::test]
async fn to_find_the_shop_nothing_is_asked() {
    let (street, db) = Street::open().await.counting().await;
    let asked = async || {
        let mut conn = db.read().await.unwrap();
        testkit::statements(&mut conn).await
    };
    for _ in 0..2 {
        for host in [OWN, OTHER] {
            street.get(host, "/produkt/mugg").await;
        }
    }
    let before = asked().await;
    for host in [OWN, OTHER, OWN, "ladan.example", "evil.example"] {
        for path in ["/produkt/mugg", "/robots.txt"] {
            street.get(host, path).await;
        }
    }
    assert_eq!(asked().await, before);
}

#[tokio::test]
async fn a_host_is_answered_led_or_refused() {
    let street = Street::open().await;
    let led = street.get("ladan.example", "/produkt/mugg?x=1").await;
    assert_eq!(
        (led.status, led.location.as_str()),
        (
            StatusCode::MOVED_PERMANENTLY,
            "https://www.ladan.example/produkt/mugg?x=1"
        )
    );
    let led = street.get("www.nordbod.example", "/").await;
    assert_eq!(led.location, "https://nordbod.example/");
    for unknown in [
        "evil.example",
        "ladan.localhost.evil.example",
        "x.ladan.example",
    ] {
        let refused = street.get(unknown, "/").await;
        assert_eq!(refused.status, StatusCode::MISDIRECTED_REQUEST, "{unknown}");
        assert!(!refused.html.contains(unknown), "{}", refused.html);
    }
    // What proxies say of the host chooses no shop.
    let page = street.get(OWN, "/").await.html;
    assert!(page.contains("href=\"https://nordbod.example/\""));

    // Another main name: the shop stands there from then on, and the former one leads to it.
    let mut tx = street.world.tx().await;
    let shop = street.beside.shop_id;
    let (_, version) = shop_door::held(&mut tx, shop).await.unwrap();
    let door = DoorFacts {
        names: vec!["lada.example".to_owned(), OTHER.to_owned()],
        theme: Some("default".to_owned()),
    };
    shop_door::change(&mut tx, shop, &door, version)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    street.stand().await;
    let page = street.get("lada.example", "/").await.html;
    assert!(page.contains("href=\"https://lada.example/\""), "{page}");
    let led = street.get(OTHER, "/").await;
    assert_eq!(led.location, "https://lada.example/");
    let gone = street.get("ladan.example", "/").await;
    assert_eq!(gone.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn a_cart_is_kept_as_long_as_its_own_shop_says_and_is_not_the_others() {
    let street = Street::open().await;
    let mut tx = street.world.tx().await;
    let level = Level::Shop(street.beside.shop_id);
    let held = setting::group(&mut tx, level, Key::CartDays.group())
        .await
        .unwrap();
    let week = [(Key::CartDays, Value::Number(7))];
    save(
        &mut tx,
        level,
        Key::CartDays.group(),
        &week,
        held.row_version,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    for host in [OWN, OTHER] {
        assert_eq!(
            street.add(host, street.mug).await.status,
            StatusCode::SEE_OTHER
        );
    }
    let line = |host| street.cookie_line(host, "torg_cart");
    assert!(line(OWN).contains("Max-Age=2592000"), "{}", line(OWN));
    assert!(line(OTHER).contains("Max-Age=604800"), "{}", line(OTHER));
    assert!(!line(OTHER).contains("Domain"), "{}", line(OTHER));
    assert!(
        street
            .get(OWN, "/varukorg")
            .await
            .html
            .contains("249\u{a0}kr")
    );
    assert!(
        street
            .get(OTHER, "/varukorg")
            .await
            .html
            .contains("199\u{a0}kr")
    );

    // The one shop's cookie, carried into the other by hand, holds nothing there.
    street.carry_cookies(OWN, OTHER);
    let cart = street.get(OTHER, "/varukorg").await.html;
    assert!(cart.contains("Varukorgen är tom"), "{cart}");
    // Nor can what the other shop alone sells be put into a cart here.
    let refused = street.add(OWN, street.clock).await;
    assert!(
        refused.location.contains("refused=gone"),
        "{}",
        refused.location
    );
}

#[tokio::test]
async fn an_account_is_good_in_both_shops_and_a_log_in_in_one() {
    let street = Street::open().await;
    let (email, password) = ("elin@exempel.se", "tjugo gröna hästar i regn");
    let asked = [("email", email), ("name", "Elin Sandahl")];
    street.post(OTHER, "/konto/skapa", &asked).await;
    let link = street.account_link().await;
    // The link is good where it was asked for.
    assert_eq!(street.get(OWN, &link).await.status, StatusCode::NOT_FOUND);
    let made = [("name", "Elin Sandahl"), ("password", password)];
    let opened = street.post(OTHER, &link, &made).await;
    assert_eq!(opened.location, "/konto", "{}", opened.html);
    assert_eq!(street.get(OTHER, "/konto").await.status, StatusCode::OK);
    street.carry_cookies(OTHER, OWN);
    let refused = street.get(OWN, "/konto").await;
    assert!(
        refused.location.starts_with("/konto/logga-in"),
        "{}",
        refused.html
    );
    street.forget_cookies();
    let typed = [("email", email), ("password", password)];
    let let_in = street.post(OWN, "/konto/logga-in", &typed).await;
    assert_eq!(let_in.location, "/konto", "{}", let_in.html);
    // What was bought in the one shop is in that shop's list alone.
    street.add(OWN, street.mug).await;
    let path = street.buy(OWN).await;
    let number = path.split('/').nth(2).expect("a number").to_owned();
    street
        .world
        .database
        .execute("update orders set state = 'placed', placed_at = prepared_at, payment_status = 'paid' where state = 'prepared'")
        .await;
    let own = street.get(OWN, "/konto/bestallningar").await;
    assert!(own.html.contains(&number), "{}", own.html);
    street.post(OTHER, "/konto/logga-in", &typed).await;
    let other = street.get(OTHER, "/konto/bestallningar").await;
    assert_eq!(other.status, StatusCode::OK);
    assert!(!other.html.contains(&number), "{}", other.html);
    let order = format!("/konto/bestallningar/{number}");
    assert_eq!(street.get(OWN, &order).await.status, StatusCode::OK);
    assert_eq!(
        street.get(OTHER, &order).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn an_order_is_paid_for_in_its_own_shop_and_is_not_there_in_another() {
    let street = Street::open().await;
    for (host, other, sum) in [(OTHER, OWN, 22_800), (OWN, OTHER, 30_800)] {
        street.forget_cookies();
        street.add(host, street.mug).await;
        let path = street.buy(host).await;
        let asked = street.provider.opened().pop().expect("a request");
        assert_eq!(asked.amount.minor, sum, "{host}");
        for back in [&asked.success_url, &asked.cancel_url] {
            assert!(back.starts_with(&format!("https://{host}/")), "{back}");
        }
        let here = street.get(host, &path).await;
        assert_eq!(here.status, StatusCode::OK, "{host}: {}", here.html);
        for page in ["", "/angra", "/reklamera"] {
            let there = street.get(other, &format!("{path}{page}")).await;
            assert_eq!(there.status, StatusCode::NOT_FOUND, "{other}{page}");
        }
    }
}

#[tokio::test]
async fn a_rehearsal_of_one_shop_opens_no_other() {
    let street = Street::open().await;
    let vault = Vault::new(&SecretKey::new(SECRET), PURPOSE);
    let now = street.world.clock.now();
    let (shop, seen_as) = (street.world.shop_id, As::Tier("consumer".to_owned()));
    let pass = Rehearsal::begin(shop, seen_as, "Konsument".to_owned(), now, now);
    let link = format!("/repetition/{}", pass.seal(&vault));
    let there = street.get(OTHER, &link).await;
    assert_eq!(there.status, StatusCode::NOT_FOUND);
    let here = street.get(OWN, &link).await;
    assert_eq!(here.status, StatusCode::SEE_OTHER);
}
