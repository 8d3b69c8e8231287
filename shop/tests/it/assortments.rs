//! What a tier does not see, from outside: pages, lists, search, maps, cart and checkout; and ways that are for some tiers only.

use commerce::catalogue::category::{CategoryDraft, CategoryTexts, save_category};
use commerce::catalogue::storefront::{Rebuilt, mark_dirty, rebuild_some};
use commerce::checkout::for_tiers::{WayId, WaySaid, limit_ways};
use commerce::checkout::listing::freight_for_tiers;
use commerce::ids::AssortmentId;
use commerce::payment::PaymentMethod;
use commerce::tier::assortment::{Named, Rules, save};
use http::StatusCode;

use crate::prices::log_in;
use crate::stand::{Stand, with};

/// Hides the mug from a tier, as its page in the back office does, and makes the lists anew.
pub async fn hide(stand: &Stand, tier: &str) -> AssortmentId {
    let (product, _) = stand.identity("Mugg").await;
    let rules = Rules {
        never: Named {
            products: vec![product],
            ..Named::default()
        },
        ..Rules::default()
    };
    let mut tx = stand.world.tx().await;
    let id = save(&mut tx, tier, &rules, 0).await.unwrap();
    tx.commit().await.unwrap();
    let mut pass = None;
    loop {
        let mut tx = stand.world.tx().await;
        let made = rebuild_some(&mut tx, id, pass).await.unwrap();
        tx.commit().await.unwrap();
        match made {
            Rebuilt::UpTo(next) => pass = Some(next),
            Rebuilt::Done => return id,
        }
    }
}

/// The choices of a field of the checkout, in the page's order.
fn offered<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let field = format!("name=\"{name}\" value=\"");
    let fields = html.split(field.as_str()).skip(1);
    fields.filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn what_guests_do_not_see_is_not_there_for_them_and_is_for_others() {
    let stand = Stand::new().await;
    hide(&stand, "consumer").await;
    let slug = "/produkt/mugg";
    for path in [slug, "/en/product/mugg", "/produkt/mugg/omdomen"] {
        let page = stand.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/", "/varor", "/sok?q=mugg&exact=1", "/sok/forslag?q=mu"] {
        let page = stand.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.html.contains(slug), "{path}: {}", page.html);
    }
    let map = stand.get("/sitemap/first.xml").await;
    assert!(!map.html.contains("mugg"), "{}", map.html);
    let added = stand.add("1").await;
    assert!(!added.location.is_empty(), "{}", added.html);
    let lines = "select count(*) from cart_lines";
    assert_eq!(stand.world.database.value::<i64>(lines).await, 0);

    log_in(&stand, "pro").await;
    for path in ["/", "/varor", "/sok?q=mugg&exact=1", "/sok/forslag?q=mu"] {
        let page = stand.get(path).await;
        assert!(page.html.contains(slug), "{path}: {}", page.html);
    }
    assert_eq!(stand.get(slug).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_category_is_told_of_nowhere_from_the_moment_in_which_it_is_hidden() {
    let stand = Stand::new().await;
    let (product, _) = stand.identity("Mugg").await;
    let named = |name: &str| CategoryDraft {
        code: "hemligt".to_owned(),
        parent_id: None,
        position: 1,
        is_published: true,
        hero_media_id: None,
        texts: vec![CategoryTexts {
            locale: "sv".to_owned(),
            name: name.to_owned(),
            description: String::new(),
            slug: None,
        }],
    };
    let mut tx = stand.world.tx().await;
    save_category(&mut tx, &named("Hemligt förr"))
        .await
        .unwrap();
    let category = save_category(&mut tx, &named("Hemligt nu")).await.unwrap();
    tx.commit().await.unwrap();
    let put = "insert into product_categories (product_id, category_id, is_primary)
               select p.id, c.id, true from products p cross join categories c where c.code = 'hemligt'";
    stand.world.database.execute(put).await;
    let mut tx = stand.world.tx().await;
    mark_dirty(&mut tx, &[product]).await.unwrap();
    tx.commit().await.unwrap();
    stand.refresh().await;
    // The rule is saved, and no job has run.
    let rules = Rules {
        never: Named {
            categories: vec![category],
            ..Named::default()
        },
        ..Rules::default()
    };
    let mut tx = stand.world.tx().await;
    save(&mut tx, "consumer", &rules, 0).await.unwrap();
    tx.commit().await.unwrap();
    let (before, now) = ("/kategori/hemligt-forr", "/kategori/hemligt-nu");
    for path in [
        "/",
        "/varor",
        "/sok?q=mugg&exact=1",
        "/sok/forslag?q=hemligt",
        "/sitemap/pages.xml",
    ] {
        let page = stand.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let told = page.html.to_lowercase();
        assert!(
            !told.contains("hemligt nu") && !told.contains("hemligt-nu"),
            "{path}: {told}"
        );
    }
    for path in [before, now, "/produkt/mugg"] {
        let page = stand.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!page.location.contains("hemligt"), "{path}");
    }
    log_in(&stand, "pro").await;
    assert!(stand.get("/").await.html.contains("Hemligt nu"));
    assert_eq!(stand.get(now).await.status, StatusCode::OK);
    assert_eq!(stand.get(before).await.location, now);
}

#[tokio::test]
async fn the_cart_says_what_is_not_in_the_buyers_assortment() {
    let stand = Stand::new().await;
    log_in(&stand, "consumer").await;
    stand.add("1").await;
    assert!(stand.get("/varukorg").await.html.contains("Mugg"));
    hide(&stand, "consumer").await;
    let cart = stand.get("/varukorg").await.html;
    assert!(cart.contains("Mugg ingår inte i ditt sortiment"), "{cart}");
    let checkout = stand.get("/kassa").await;
    assert!(
        checkout.status != StatusCode::OK || checkout.html.contains("ingår inte i ditt sortiment"),
        "{}",
        checkout.html
    );
}

#[tokio::test]
async fn ways_of_freight_and_paying_for_others_are_neither_shown_nor_taken() {
    let stand = Stand::new().await;
    let mut tx = stand.world.tx().await;
    let shop = stand.world.shop_id;
    let ways = freight_for_tiers(&mut tx, shop, "sv").await.unwrap();
    let home = ways.iter().find(|way| way.code == "home").unwrap();
    let said = |way, row_version| WaySaid {
        way,
        tiers: vec!["pro".to_owned()],
        row_version,
    };
    let said = [
        said(WayId::Freight(home.id), home.row_version),
        said(WayId::Payment(PaymentMethod::Swish), 0),
    ];
    limit_ways(&mut tx, shop, &said).await.unwrap();
    tx.commit().await.unwrap();
    stand.add("1").await;
    let page = stand.get("/kassa").await.html;
    assert_eq!(offered(&page, "freight"), ["point"], "{page}");
    assert_eq!(offered(&page, "payment"), ["card", "klarna"]);
    let fields = with(&stand.filled().await, "freight", "point");
    for (name, value, said) in [
        ("payment", "swish", "Välj hur du vill betala."),
        ("freight", "home", "Välj hur du vill ha paketet."),
    ] {
        let page = stand.buy(&with(&fields, name, value)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(page.html.contains(said), "{name}: {}", page.html);
    }
    assert!(stand.asked().is_empty());
    log_in(&stand, "pro").await;
    stand.add("1").await;
    let page = stand.get("/kassa").await.html;
    assert_eq!(offered(&page, "freight"), ["home", "point"]);
    assert_eq!(offered(&page, "payment"), ["card", "swish", "klarna"]);
}
