//! What tiers see of the catalogue, and who may choose each way of freight and of paying.

use commerce::catalogue::storefront::{mark_dirty, refresh_some};
use commerce::ids::ProductId;
use http::StatusCode;
use platform::db::Origin;

use crate::client::{Browser, Page, World, world};
use crate::prices::furnish;

const MUG: &str = "018f0000-0000-7000-8000-0000000000aa";
const PAGE: &str = "/nivaer/pro/sortiment";

/// A shop with one article in its lists, made by Bruket, and its owner.
async fn furnished() -> (World, Browser) {
    let world = world(admin::Environment::Production).await;
    furnish(&world).await;
    let mut tx = world.db.begin(Origin::system("test")).await.unwrap();
    sqlx::raw_sql(
        "insert into manufacturers (id, name, postal_address, electronic_address, country)
             values ('018f0000-0000-7000-8000-0000000000ad', 'Bruket', 'x', 'x', 'SE');
         update products set manufacturer_id = '018f0000-0000-7000-8000-0000000000ad';
         insert into categories (id, path, code, created_at, updated_at)
             values ('018f0000-0000-7000-8000-0000000000ae', '{018f0000-0000-7000-8000-0000000000ae}', 'kok', now(), now());
         insert into freight_methods (id, shop_id, code, label, description, position, min_days, max_days)
             select '018f0000-0000-7000-8000-0000000000af', id, 'van', '{\"sv\": \"Skåpbil\"}', '{}', 1, 1, 2 from shops;
         insert into freight_methods (id, shop_id, code, label, description, position, min_days, max_days)
             select '018f0000-0000-7000-8000-0000000000b0', id, 'bike', '{\"sv\": \"Cykel\"}', '{}', 2, 1, 2 from shops;
         insert into freight_rates (id, method_id, countries, currency, price_minor)
             select gen_random_uuid(), id, '{SE}', 'SEK', 5900 from freight_methods;",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    mark_dirty(&mut tx, &[ProductId(MUG.parse().unwrap())])
        .await
        .unwrap();
    while refresh_some(&mut tx).await.unwrap() > 0 {}
    tx.commit().await.unwrap();
    let (owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    (world, owner)
}

#[tokio::test]
async fn what_a_tier_sees_is_looked_at_before_it_is_saved_and_told_on_the_product() {
    let (world, mut owner) = furnished().await;
    let product = format!("/produkter/{MUG}");
    assert!(!owner.get(&product).await.body.contains("Visas för"));
    let page = owner.get(PAGE).await;
    assert!(page.body.contains("Nivån ser hela sortimentet."));
    let typed = [("version", "0"), ("never_makers", "bruket")];
    let look = owner.post(PAGE, &[typed[0], typed[1], ("visa", "1")]).await;
    assert_eq!(look.status, StatusCode::OK, "{}", look.body);
    assert!(
        look.body
            .contains("1 av de 1 produkter som är till salu döljs.")
    );
    assert!(look.body.contains("Mugg Strand") && look.body.contains("Inte sparat."));
    assert_eq!(look.text_of("#never_makers"), "bruket");
    assert_eq!(world.audited("tier.assortment_changed").await, 0);
    assert!(!owner.get(&product).await.body.contains("Visas för"));

    let saved = owner.post(PAGE, &typed).await;
    assert_eq!(saved.location, format!("{PAGE}?sparat=1"));
    assert_eq!(world.audited("tier.assortment_changed").await, 1);
    let page = owner.get(PAGE).await;
    assert_eq!(page.text_of("#never_makers"), "Bruket");
    assert!(page.body.contains("Listornas antal räknas om."));
    let told = owner.get(&product).await;
    assert!(told.body.contains("Visas för") && told.body.contains(PAGE));
    let tier = owner.get("/nivaer/pro").await;
    assert!(tier.body.contains("Nivån ser en del av sortimentet."));
    // Read before it was saved.
    let stale = owner.post(PAGE, &typed).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stale.text_of("#never_makers"), "bruket");
}

#[tokio::test]
async fn what_is_typed_wrong_is_said_at_its_field_and_kept() {
    let (world, mut owner) = furnished().await;
    let kitchen = "018f0000-0000-7000-8000-0000000000ae";
    let wrong = [
        ("version", "0"),
        ("only_makers", "Nobody & Sons"),
        ("only_products", "MUG, XYZ"),
        ("never_values", "4711"),
    ];
    let page = owner.post(PAGE, &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.text_of("#only_products"), "MUG, XYZ");
    assert!(page.body.contains("XYZ"));
    for field in ["#only_makers", "#only_products"] {
        assert_eq!(page.attribute_of(field, "aria-invalid"), "true");
    }
    let both = [
        ("version", "0"),
        ("only_categories", kitchen),
        ("never_categories", kitchen),
    ];
    let page = owner.post(PAGE, &both).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("Något står både under"));
    let gone = [
        ("version", "0"),
        ("only_categories", PAGE),
        ("never_categories", MUG),
    ];
    let page = owner.post(PAGE, &gone).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.audited("tier.assortment_changed").await, 0);
    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    let read = clerk.get(PAGE).await;
    assert_eq!(
        (read.status, read.count_of("button.primary")),
        (StatusCode::OK, 0)
    );
    let refused = clerk.post(PAGE, &both).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(
        owner.get("/nivaer/nobody/sortiment").await.status,
        StatusCode::NOT_FOUND
    );
}

const VAN: &str = "f-018f0000-0000-7000-8000-0000000000af";
const BIKE: &str = "f-018f0000-0000-7000-8000-0000000000b0";
const ALL: &[&str] = &["consumer", "user", "pro", "premium"];

/// Sends the page with these ways: (which, version, who may choose it).
async fn send(owner: &mut Browser, ways: &[(&str, i32, &[&str])]) -> Page {
    let versions = ways
        .iter()
        .map(|(way, version, _)| ("version", format!("{way}:{version}")));
    let open = ways.iter().flat_map(|(way, _, tiers)| {
        let tiers = tiers.iter();
        tiers.map(move |tier| ("open", format!("{way}:{tier}")))
    });
    let fields: Vec<(&str, String)> = versions.chain(open).collect();
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    owner.post("/frakt", &fields).await
}

#[tokio::test]
async fn who_may_choose_the_ways_is_said_at_once_and_not_over_somebody_else() {
    let (world, mut owner) = furnished().await;
    let page = owner.get("/frakt").await;
    assert!(page.body.contains("Skåpbil") && page.body.contains("Kort"));
    let some: &[&str] = &["pro", "premium"];
    let whole = [(VAN, 1, some), (BIKE, 1, ALL), ("b-card", 0, ALL)];
    let saved = send(&mut owner, &whole).await;
    assert_eq!(saved.location, "/frakt?sparat=1");
    assert_eq!(
        world.audited("way.limited").await,
        1,
        "only what was changed"
    );
    // Sent twice it is as it was said.
    assert_eq!(send(&mut owner, &whole).await.location, "/frakt?sparat=1");
    assert_eq!(world.audited("way.limited").await, 1);

    let stale = send(&mut owner, &[(VAN, 1, &["pro"]), (BIKE, 1, ALL)]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        stale.body.contains("Nu får Pro, Premium välja det."),
        "{}",
        stale.body
    );
    // What was ticked stands, and sent again it is meant.
    assert_eq!(
        stale.count_of(&format!("input[value='{VAN}:pro'][checked]")),
        1
    );
    assert_eq!(
        stale.count_of(&format!("input[value='{VAN}:premium'][checked]")),
        0
    );
    assert_eq!(stale.count_of(&format!("input[value='{VAN}:2']")), 1);

    // Nobody is left without, neither of freight nor of ways to pay, and nothing of it is saved.
    let left = send(
        &mut owner,
        &[(VAN, 2, &[]), (BIKE, 1, some), ("b-card", 0, &["consumer"])],
    )
    .await;
    assert_eq!(left.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(left.body.contains("Välj minst en nivå."));
    assert!(
        left.body
            .contains("Då har Konsument, Användare inget fraktsätt"),
        "{}",
        left.body
    );
    assert!(left.body.contains("inget betalsätt att välja"));
    assert!(left.body.contains("3 saker behöver rättas"));
    let gone = send(&mut owner, &[("b-swish", 0, ALL), (VAN, 2, ALL)]).await;
    assert!(gone.body.contains("Ett av sätten finns inte längre."));
    assert_eq!(world.audited("way.limited").await, 1);
    let kept = [("version", "f-x:1"), ("version", "nonsense"), ("open", ":")];
    assert_eq!(
        owner.post("/frakt", &kept).await.location,
        "/frakt?sparat=1"
    );

    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    let read = clerk.get("/frakt").await;
    assert_eq!(
        (read.status, read.count_of("button.primary")),
        (StatusCode::OK, 0)
    );
    assert_eq!(send(&mut clerk, &whole).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_tiers_price_lists_stand_in_the_order_in_which_they_are_asked() {
    let (world, mut owner) = furnished().await;
    let mut tx = world.db.begin(Origin::system("test")).await.unwrap();
    sqlx::raw_sql(
        "insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, priority, created_at)
             select gen_random_uuid(), 'pro-b', 'Pro andra', id, 'SEK', false, 'tier', 'pro', 20, now() from shops;
         insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, priority, created_at)
             select gen_random_uuid(), 'pro-a', 'Pro första', id, 'SEK', false, 'tier', 'pro', 10, now() from shops;",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let body = owner.get("/nivaer/pro").await.body;
    let at = |name: &str| body.find(name).unwrap();
    assert!(at("Pro första") < at("Pro andra"));
    assert!(at("Pro andra") < at("För det som ingen annan lista har ett pris på"));
    let body = owner.get("/nivaer/consumer").await.body;
    assert!(!body.contains("Pro första") && body.contains("Konsument"));
}

const ORDER: &str = "/nivaer/premium/prislistor";
const BASE: &str = "018f0000-0000-7000-8000-0000000000ac";
const PRO: &str = "018f0000-0000-7000-8000-0000000000c1";
const OWN: &str = "018f0000-0000-7000-8000-0000000000c2";
const AGREED: &str = "018f0000-0000-7000-8000-0000000000c3";

/// Lists of Pro's and Premium's own, of which Pro's has a price of the mug, and a campaign.
async fn with_lists() -> (World, Browser) {
    let (world, owner) = furnished().await;
    let mut tx = world.db.begin(Origin::system("test")).await.unwrap();
    sqlx::raw_sql(
        "insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, created_at)
             select '018f0000-0000-7000-8000-0000000000c1', 'pro', 'Avtal Pro', id, 'SEK', false, 'tier', 'pro', now() from shops;
         insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, created_at)
             select '018f0000-0000-7000-8000-0000000000c2', 'premium', 'Avtal Premium', id, 'SEK', false, 'tier', 'premium', now() from shops;
         insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, created_at, valid_from)
             select '018f0000-0000-7000-8000-0000000000c3', 'rea', 'Rean', id, 'SEK', false, 'campaign', now(), now() from shops;",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    let now = tx.now();
    sqlx::query(
        "insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
         select gen_random_uuid(), '018f0000-0000-7000-8000-0000000000c1', id, 160000000, $1, $1, 'test' from variants",
    )
    .bind(now.minus(jiff::SignedDuration::from_hours(24)))
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    (world, owner)
}

/// The lists of a page, in order.
fn order_of(page: &Page) -> Vec<String> {
    let parts = page.body.split("name=\"list\" value=\"").skip(1);
    let ids = parts.filter_map(|part| part.split_once('"'));
    ids.map(|(id, _)| id.to_owned()).collect()
}

#[tokio::test]
async fn a_tiers_lists_are_put_in_order_by_buttons_and_looked_at_before_they_are_saved() {
    let (world, mut owner) = with_lists().await;
    let link = owner.get("/nivaer/premium").await;
    assert!(link.body.contains(ORDER) && !link.body.contains("Nivå Pro"));
    let page = owner.get(ORDER).await;
    assert_eq!(order_of(&page), [OWN, BASE]);
    // Each button shows the order as it would be, and saves nothing.
    let own = [("row_version", "0"), ("list", OWN), ("list", BASE)];
    let added = [&own[..], &[("add", PRO), ("lagg-till", "1")]].concat();
    let page = owner.post(ORDER, &added).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(order_of(&page), [OWN, PRO, BASE]);
    assert!(page.body.contains("Ordningen nedan är inte sparad än."));
    let three = [
        ("row_version", "0"),
        ("list", OWN),
        ("list", PRO),
        ("list", BASE),
    ];
    let up = format!("{PRO}/upp");
    let page = owner
        .post(ORDER, &[&three[..], &[("flytta", up.as_str())]].concat())
        .await;
    assert_eq!(order_of(&page), [PRO, OWN, BASE]);
    assert_eq!(page.count_of("button[autofocus]"), 1);
    let down = format!("{OWN}/ned");
    let page = owner
        .post(ORDER, &[&three[..], &[("flytta", down.as_str())]].concat())
        .await;
    assert_eq!(order_of(&page), [PRO, OWN, BASE]);
    let page = owner
        .post(ORDER, &[&three[..], &[("bort", OWN)]].concat())
        .await;
    assert_eq!(order_of(&page), [PRO, BASE]);
    assert_eq!(page.count_of("button[name=bort]"), 1, "guests' list stays");

    let look = owner
        .post(ORDER, &[&three[..], &[("visa", "1")]].concat())
        .await;
    assert_eq!(look.status, StatusCode::OK, "{}", look.body);
    assert!(look.body.contains("1 artikel får ett annat pris."));
    assert!(look.body.contains("1 lägre.") && look.body.contains("Mugg Strand"));
    assert_eq!(order_of(&look), [OWN, PRO, BASE]);
    assert_eq!(world.audited("tier.price_lists_changed").await, 0);

    let saved = owner.post(ORDER, &three).await;
    assert_eq!(saved.location, format!("{ORDER}?sparat=1"));
    assert_eq!(world.audited("tier.price_lists_changed").await, 1);
    let page = owner.get(&saved.location).await;
    assert_eq!(order_of(&page), [OWN, PRO, BASE]);
    assert!(page.body.contains("Ordningen är sparad och gäller nu."));
    let tier = owner.get("/nivaer/premium").await.body;
    let at = |name: &str| tier.find(name).unwrap();
    assert!(at("Avtal Premium") < at("Avtal Pro") && at("Avtal Pro") < at("Konsument</a>"));
    assert!(tier.contains("Nivå Pro"));
    // The lists tell who is asked them.
    let asked = owner.get(&format!("/prislistor/{PRO}")).await.body;
    assert!(asked.contains("Frågas av</dt><dd>Pro, Premium"), "{asked}");
    let asked = owner.get(&format!("/prislistor/{BASE}")).await.body;
    assert!(asked.contains("<dd>Konsument, Användare, Pro, Premium"));
    let asked = owner.get(&format!("/prislistor/{AGREED}")).await.body;
    assert!(!asked.contains("Frågas av"));
    // What the mug costs Premium now, and by whose list.
    let why = format!("/produkter/{MUG}/priser?tier=premium");
    let why = owner.get(&why).await.body;
    assert!(why.contains("Avtal Pro (nivå Pro)"), "{why}");
}

#[tokio::test]
async fn an_order_is_not_saved_over_somebody_elses_nor_with_what_has_no_place_in_it() {
    let (world, mut owner) = with_lists().await;
    let three = [("row_version", "0"), ("list", PRO), ("list", BASE)];
    owner.post(ORDER, &three).await;
    // Read before it was saved: what was typed stands, what holds is told, and sent again it is meant.
    let mine = [("row_version", "0"), ("list", OWN), ("list", BASE)];
    let stale = owner.post(ORDER, &mine).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(order_of(&stale), [OWN, BASE]);
    assert!(stale.body.contains("Nu gäller: Avtal Pro, Konsument"));
    assert_eq!(stale.count_of("input[name=row_version][value='1']"), 1);
    // A button of a page that was read before does not make it newer.
    let up = format!("{BASE}/upp");
    let moved = owner
        .post(ORDER, &[&mine[..], &[("flytta", up.as_str())]].concat())
        .await;
    assert_eq!(moved.count_of("input[name=row_version][value='0']"), 1);

    for (list, said) in [
        (AGREED, "Rean är ett företags eller en kampanjs lista."),
        (MUG, "En av listorna finns inte."),
        ("x", "En av listorna finns inte."),
    ] {
        let page = owner
            .post(ORDER, &[("row_version", "1"), ("list", list)])
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains(said), "{list}: {}", page.body);
    }
    let guests = "/nivaer/consumer/prislistor";
    let page = owner.get(guests).await;
    assert!(
        page.body
            .contains("Konsument frågar bara sina egna listor.")
    );
    assert_eq!(page.count_of("button.primary"), 0);
    let page = owner.post(guests, &three).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.audited("tier.price_lists_changed").await, 1);

    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    let read = clerk.get(ORDER).await;
    assert_eq!(
        (read.status, read.count_of("button.primary")),
        (StatusCode::OK, 0)
    );
    assert_eq!(
        clerk.post(ORDER, &three).await.status,
        StatusCode::FORBIDDEN
    );
    let nobody = owner.get("/nivaer/nobody/prislistor").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_page_says_that_lists_in_other_currencies_have_no_place_in_the_order() {
    let (world, mut owner) = with_lists().await;
    let page = owner.get(ORDER).await;
    assert!(
        page.body.contains("listor i SEK, butikens egen valuta")
            && !page.body.contains("Listor i andra valutor"),
        "{}",
        page.body
    );
    for sql in [
        "insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, priority, created_at)
             select gen_random_uuid(), 'euro-' || n, 'Euro ' || n, id, 'EUR', false, 'tier', 'premium', n, now()
             from shops cross join (values (20), (10)) as v (n)",
        "insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, created_at)
             select gen_random_uuid(), 'guests', 'Euro för alla', id, 'EUR', true, 'tier', 'consumer', now() from shops",
        "insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, created_at)
             select gen_random_uuid(), 'pros', 'Proffs i euro', id, 'EUR', false, 'tier', 'pro', now() from shops",
        "insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, created_at, valid_from, valid_to)
             select gen_random_uuid(), 'old', 'Gamla kronor', id, 'NOK', false, 'tier', 'premium', '2020-01-01', '2020-01-01', '2020-02-01' from shops",
        "update tiers set buys_in = 'EUR' where code = 'premium'",
    ] {
        world.database.execute(sql).await;
    }
    let page = owner.get(ORDER).await;
    assert_eq!(
        order_of(&page),
        [OWN, BASE],
        "none of them stands in the order"
    );
    let body = &page.body;
    assert!(body.contains("Nivån handlar i EUR."), "{body}");
    let (_, others) = body.split_once("Listor i andra valutor").unwrap();
    assert!(
        others.contains("Ordningen har ingen verkan på dem."),
        "{others}"
    );
    assert_eq!(others.matches("<span class=\"tag\">EUR</span>").count(), 3);
    let at = |name: &str| others.find(name).unwrap();
    assert!(at("Euro 10") < at("Euro 20") && at("Euro 20") < at("Euro för alla"));
    assert!(!others.contains("Proffs i euro") && !others.contains("Gamla kronor"));
    // Guests have no order, and what is theirs in another currency holds for all who buy in it.
    let guests = owner.get("/nivaer/consumer/prislistor").await.body;
    let (_, others) = guests.split_once("Listor i andra valutor").unwrap();
    assert!(
        others.contains("Euro för alla") && others.contains("för alla som handlar i den valutan"),
        "{others}"
    );
}
