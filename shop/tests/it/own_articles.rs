//! Articles that only some have a price of, from outside: their categories are there for those, and for nobody else.

use commerce::catalogue::category::{CategoryDraft, CategoryTexts, save_category};
use commerce::catalogue::storefront::mark_dirty;
use commerce::pricing::list::Audience;
use commerce::pricing::sheet::Period;
use http::StatusCode;
use jiff::SignedDuration;

use crate::companies::Jar;
use crate::prices::{list, log_in};
use crate::stand::Stand;

#[tokio::test]
async fn a_category_of_own_articles_has_a_page_and_a_way_to_it_for_those_who_see_them() {
    let stand = Stand::new().await;
    let pro = Audience::Tier("pro".into());
    list(&stand, pro, false, Period::default(), &[(1, 16_000)]).await;
    let (product, _) = stand.identity("Mugg").await;
    let texts = |locale: &str| CategoryTexts {
        locale: locale.to_owned(),
        name: "Verkstad".to_owned(),
        description: String::new(),
        slug: Some("verkstad".to_owned()),
    };
    let draft = CategoryDraft {
        code: "verkstad".to_owned(),
        parent_id: None,
        position: 1,
        is_published: true,
        hero_media_id: None,
        texts: vec![texts("sv"), texts("en")],
    };
    stand.world.clock.advance(SignedDuration::from_hours(1));
    let mut tx = stand.world.tx().await;
    let category = save_category(&mut tx, &draft).await.unwrap();
    tx.commit().await.unwrap();
    let (list, now) = (stand.world.list, stand.world.clock.now());
    for change in [
        format!(
            "insert into product_categories (product_id, category_id, is_primary) values ('{product}', '{category}', true)"
        ),
        format!("update prices set valid_to = timestamptz '{now}' where price_list_id = '{list}'"),
    ] {
        stand.world.database.execute(change.leak()).await;
    }
    let mut tx = stand.world.tx().await;
    mark_dirty(&mut tx, &[product]).await.unwrap();
    tx.commit().await.unwrap();
    stand.refresh().await;

    let href = "href=\"/kategori/verkstad\"";
    let here = ["/kategori/verkstad", "/en/category/verkstad"];
    for path in here.into_iter().chain(["/produkt/mugg"]) {
        assert_eq!(stand.get(path).await.status, StatusCode::NOT_FOUND);
    }
    assert!(!stand.get("/").await.html.contains(href));
    log_in(&stand, "pro").await;
    for path in here {
        let page = stand.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.html.contains("Mugg"), "{}", page.html);
    }
    let page = stand.get("/produkt/mugg").await.html;
    assert!(page.contains(href), "{page}");
    assert!(stand.get("/").await.html.contains(href));
    log_in(&stand, "user").await;
    for path in here {
        assert_eq!(stand.get(path).await.status, StatusCode::NOT_FOUND);
    }
    stand.take_jar(Jar::new());
    assert_eq!(stand.get(here[0]).await.status, StatusCode::NOT_FOUND);
}
