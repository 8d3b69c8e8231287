//! What staff see of who waits for what is sold out, and a draft as the shop would show it.

use commerce::catalogue::product::preview::{LINK_LIVES, PURPOSE, PreviewPass};
use http::StatusCode;
use platform::auth::sealed::Vault;
use platform::secret::SecretKey;

use crate::client::World;
use crate::prices::{furnished, plain};

const MUG: &str = "/produkter/018f0000-0000-7000-8000-0000000000aa";

/// So many guests wait for the mug.
async fn waiting(world: &World, count: i32) {
    let sql = format!(
        "with guests as (
             insert into stock_watches (id, shop_id, variant_id, email, locale, state, asked_at, confirmed_at, created_at)
             select gen_random_uuid(), s.id, v.id, 'kund' || n || '@exempel.se', 'sv', 'waiting', now(), now(), now()
             from generate_series(1, {count}) n, (select id from shops limit 1) s, variants v where v.sku = 'MUG' returning 1)
         insert into watched_variants (id, shop_id, variant_id, product_id, waiting)
         select gen_random_uuid(), s.id, v.id, v.product_id, {count} from (select id from shops limit 1) s, variants v where v.sku = 'MUG'"
    );
    world.database.execute(sql.leak()).await;
}

#[tokio::test]
async fn staff_see_how_many_wait_on_the_products_page_and_in_a_list_and_never_who() {
    let (world, mut browser) = furnished().await;
    let page = browser.get(MUG).await;
    assert!(!plain(&page, "thead").contains("Bevakar"));
    let list = browser.get("/bevakningar").await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(plain(&list, "main").contains("Ingen bevakar något"));
    waiting(&world, 3).await;
    let page = browser.get(MUG).await;
    assert!(plain(&page, "thead").contains("Bevakar"));
    let list = browser.get("/bevakningar").await;
    assert_eq!(list.text_of("h1"), "Bevakade varor");
    let row = plain(&list, "tbody");
    assert!(row.contains("MUG") && row.contains('3'), "{row}");
    assert_eq!(list.attribute_of("tbody a.main", "href"), MUG);
    for page in [&page.body, &list.body] {
        assert!(!page.contains("exempel.se"));
    }
    let found = browser.get("/bevakningar?q=mug").await;
    assert_eq!(found.count_of("tbody tr"), 1);
    let none = browser.get("/bevakningar?q=finns-inte").await;
    assert!(plain(&none, "main").contains("Ingen bevakad vara passar"));
    let file = browser.get("/bevakningar/export").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(
        file.body.contains("MUG") && !file.body.contains("exempel.se"),
        "{}",
        file.body
    );
    assert_eq!(world.audited("stock_watch.exported").await, 1);
}

#[tokio::test]
async fn the_list_shows_the_picture_of_the_variant_that_is_waited_for() {
    let (world, mut browser) = furnished().await;
    waiting(&world, 1).await;
    let list = browser.get("/bevakningar").await;
    assert_eq!(list.count_of("tbody img"), 0);
    let picture = |byte: &str, position: i32, variant: &str| {
        format!(
            "with picture as (
                 insert into media (id, hash, format, byte_size, width, height, placeholder, dominant_colour, created_at)
                 values (gen_random_uuid(), decode(repeat('{byte}', 32), 'hex'), 'jpeg', 1, 1, 1, '', '', now()) returning id)
             insert into product_media (id, product_id, media_id, variant_id, position, alt)
             select gen_random_uuid(), v.product_id, p.id, {variant}, {position}, '{{}}' from picture p, variants v where v.sku = 'MUG'"
        )
    };
    let of_all = picture("aa", 1, "null");
    world.database.execute(of_all.leak()).await;
    let list = browser.get("/bevakningar").await;
    let shown = list.attribute_of("tbody img", "src");
    assert!(shown.contains(&"aa".repeat(32)), "{shown}");
    // Its own stands later, and is the one that tells it from the others.
    let own = picture("bb", 2, "v.id");
    world.database.execute(own.leak()).await;
    let list = browser.get("/bevakningar").await;
    let shown = list.attribute_of("tbody img", "src");
    assert!(shown.contains(&"bb".repeat(32)), "{shown}");
}

#[tokio::test]
async fn a_preview_leads_into_the_shop_with_a_pass_of_the_persons_own_log_in() {
    let (world, mut browser) = furnished().await;
    let page = browser.get(MUG).await;
    let href = format!("{MUG}/forhandsvisning");
    assert!(page.body.contains(&format!("href=\"{href}\"")));
    let texts = browser.get(&format!("{MUG}/text")).await;
    assert!(texts.body.contains(&format!("href=\"{href}\"")));
    let led = browser.get(&href).await;
    assert_eq!(led.status, StatusCode::SEE_OTHER);
    let start = "https://nordbod.example/forhandsvisning/oppna/";
    let sealed = led.location.strip_prefix(start).unwrap();
    let vault = Vault::new(&SecretKey::new("a secret key for tests"), PURPOSE);
    let pass = PreviewPass::open(&vault, sealed, world.clock.now()).unwrap();
    let session: uuid::Uuid = world
        .database
        .value("select id from staff_sessions where verified_at is not null")
        .await;
    assert_eq!(pass.session, session);
    assert!(MUG.ends_with(&pass.product.to_string()));
    let later = world.clock.now().plus(LINK_LIVES);
    assert_eq!(PreviewPass::open(&vault, sealed, later), None);
    // What has nothing to sell has no page to look at.
    world
        .database
        .execute("update variants set is_active = false")
        .await;
    let page = browser.get(MUG).await;
    assert!(!page.body.contains(&format!("href=\"{href}\"")));
    assert_eq!(browser.get(&href).await.location, MUG);
    let nothing = "/produkter/018f0000-0000-7000-8000-0000000000ff/forhandsvisning";
    assert_eq!(browser.get(nothing).await.status, StatusCode::NOT_FOUND);
}
