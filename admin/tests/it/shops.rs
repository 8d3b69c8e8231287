//! Several shops in the back office: the one that is looked at, and pages that are of one.

use admin::Environment;
use commerce::catalogue::shop::{Shop, save_shop};
use commerce::ids::ShopId;
use http::StatusCode;
use platform::db::Origin;
use testkit::World as Goods;

use crate::client::{Browser, World, world};
use crate::shipments::{goods, paid};

pub(crate) const OTHER: &str = "nordbod-no";

/// A second shop beside Nordbod.
pub(crate) async fn another(world: &World) -> ShopId {
    let mut tx = world.db.begin(Origin::system("test")).await.unwrap();
    let shop = Shop {
        code: OTHER.to_owned(),
        name: "Nordbod Norge".to_owned(),
        ..testkit::world::shop()
    };
    let id = save_shop(&mut tx, &shop).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn two_shops() -> (World, Goods, ShopId, Browser) {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let other = another(&world).await;
    let (browser, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    (world, goods, other, browser)
}

pub(crate) async fn choose(browser: &mut Browser, code: &str) {
    let chosen = browser
        .post("/valj-butik", &[("butik", code), ("tillbaka", "/")])
        .await;
    assert_eq!(
        (chosen.status, &*chosen.location),
        (StatusCode::SEE_OTHER, "/")
    );
}

#[tokio::test]
async fn with_one_shop_nothing_is_to_be_chosen() {
    let world = world(Environment::Production).await;
    goods(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    for at in ["/", "/installningar", "/butiken", "/moms"] {
        let page = owner.get(at).await;
        assert_eq!(page.status, StatusCode::OK, "{at}");
        assert_eq!(page.count_of(".shops"), 0, "{at}");
        assert!(!page.body.contains("butik=nordbod"), "{at}");
    }
}

#[tokio::test]
async fn a_page_of_one_shop_asks_for_a_choice_that_then_stands() {
    let (_world, _goods, _, mut owner) = two_shops().await;
    let front = owner.get("/").await;
    assert_eq!(front.text_of(".shops summary"), "Alla butiker");
    for at in [
        "/installningar",
        "/butiken",
        "/moms",
        "/frakt",
        "/dokument",
        "/bitraden",
        "/fakturor/konto",
        "/omdomen/installningar",
        "/kampanjer/ny",
        "/presentkort/ny",
        "/prislistor/ny",
        "/repetition",
    ] {
        let page = owner.get(at).await;
        assert_eq!(page.status, StatusCode::OK, "{at}");
        assert_eq!(page.text_of("h1"), "Välj butik", "{at}");
        assert_eq!(page.attribute_of("main input[name=tillbaka]", "value"), at);
    }
    let back = [("butik", OTHER), ("tillbaka", "/installningar")];
    let chosen = owner.post("/valj-butik", &back).await;
    assert_eq!(chosen.location, "/installningar");
    let page = owner.get("/installningar").await;
    assert_eq!(page.text_of("h1"), "Inställningar");
    assert_eq!(page.text_of(".shops summary"), "Nordbod Norge");
    let shop = owner.get("/butiken").await;
    assert_eq!(shop.attribute_of("#name", "value"), "Nordbod Norge");
    // Back to all of them.
    choose(&mut owner, "").await;
    assert_eq!(owner.get("/butiken").await.text_of("h1"), "Välj butik");
}

#[tokio::test]
async fn a_form_is_saved_for_the_shop_that_it_was_filled_in_for() {
    let (world, goods, other, mut owner) = two_shops().await;
    choose(&mut owner, "nordbod").await;
    let page = owner.get("/omdomen/installningar").await;
    let action = page.attribute_of("main form", "action");
    assert_eq!(action, "/omdomen/installningar?butik=nordbod");
    let version = page.attribute_of("input[name=row_version]", "value");
    // Another window looks at the other shop meanwhile.
    choose(&mut owner, OTHER).await;
    let form = [("asking", "1"), ("days", "21"), ("row_version", &*version)];
    let saved = owner.post(&action, &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let mut conn = world.db.read().await.unwrap();
    let held = commerce::review::settings::settings;
    let of_first = held(&mut conn, goods.shop_id).await.unwrap();
    let of_other = held(&mut conn, other).await.unwrap();
    assert_eq!(of_first.ask_after_days, 21);
    assert_ne!(of_other.ask_after_days, 21);
    // What was saved is what is seen.
    let page = owner.get(&saved.location).await;
    assert_eq!(page.text_of(".shops summary"), "Nordbod");
    assert_eq!(page.attribute_of("#days", "value"), "21");
}

#[tokio::test]
async fn an_address_may_name_a_shop_that_there_is_and_no_other() {
    let (_world, _goods, _, mut owner) = two_shops().await;
    let page = owner.get("/butiken?butik=nordbod-no").await;
    assert_eq!(page.attribute_of("#name", "value"), "Nordbod Norge");
    // Looking changes nothing.
    assert_eq!(owner.get("/butiken").await.text_of("h1"), "Välj butik");
    for at in ["/butiken?butik=annan", "/ordrar?butik=annan"] {
        assert_eq!(owner.get(at).await.status, StatusCode::NOT_FOUND, "{at}");
    }
    let unknown = owner.post("/valj-butik", &[("butik", "annan")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    // A form without its shop, sent while all are looked at, is not done to any of them.
    let terms = [
        ("row_version", "0"),
        ("answer_hours", "24"),
        ("oss_since", ""),
        ("unanswered", "charge"),
    ];
    let lost = owner.post("/moms/villkor", &terms).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    assert_eq!(lost.text_of("h1"), "Välj butik");
}

/// An order in each shop: the first's number, and the other's.
async fn an_order_in_each(goods: &Goods, world: &World, other: ShopId) -> (String, String) {
    let first = paid(goods, "MUG", 1).await;
    let second = paid(goods, "BOWL", 1).await;
    let moved = "update orders set shop_id = $1 where number = $2";
    sqlx::query(moved)
        .bind(other.0)
        .bind(&second)
        .execute(&world.database.pool)
        .await
        .unwrap();
    (first, second)
}

#[tokio::test]
async fn lists_tell_the_shop_and_are_narrowed_to_the_one_that_is_looked_at() {
    let (world, goods, other, mut owner) = two_shops().await;
    let (first, second) = an_order_in_each(&goods, &world, other).await;
    let all = owner.get("/ordrar").await;
    assert!(all.body.contains(&first) && all.body.contains(&second));
    assert_eq!(all.count_of("td[data-c=butik]"), 2, "{}", all.body);
    let link = format!("a[href='/ordrar/{second}?butik=nordbod-no']");
    assert_eq!(all.count_of(&link), 1, "{}", all.body);
    // By the list's own filter: tabs, columns and the file stay with it.
    let filtered = owner.get("/ordrar?butik=nordbod-no").await;
    assert!(!filtered.body.contains(&first) && filtered.body.contains(&second));
    assert_eq!(filtered.count_of(".chip"), 1);
    assert_eq!(filtered.count_of("td[data-c=butik]"), 0);
    let link = "a[href='/ordrar/export?butik=nordbod-no']";
    assert_eq!(filtered.count_of(link), 1);
    let href = filtered.attribute_of(".tabs a[aria-current]", "href");
    assert_eq!(href, "/ordrar?butik=nordbod-no");
    let file = owner.get("/ordrar/export?butik=nordbod-no").await;
    assert!(!file.body.contains(&first) && file.body.contains(&second));
    let file = owner.get("/ordrar/export").await;
    let head = file.body.lines().next().unwrap_or_default();
    assert!(head.ends_with(";Butik"), "{head}");
    assert!(file.body.contains(";Nordbod Norge"), "{}", file.body);
    // By the choice in the frame.
    choose(&mut owner, "nordbod").await;
    let chosen = owner.get("/ordrar").await;
    assert!(chosen.body.contains(&first) && !chosen.body.contains(&second));
    assert_eq!(chosen.count_of("#f-butik"), 0);
    let front = owner.get("/").await;
    assert!(front.body.contains(&first) && !front.body.contains(&second));
    let found = owner.get(&format!("/sok?q={second}")).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.location);
    let found = owner.get(&format!("/sok?q={first}")).await;
    assert_eq!(found.location, format!("/ordrar/{first}"));
    // A thing's page says whose it is, whatever is looked at, and changes nothing of that.
    let order = owner.get(&format!("/ordrar/{second}")).await;
    assert_eq!(order.text_of(".shops summary"), "Nordbod Norge");
    let list = owner.get("/ordrar").await;
    assert_eq!(list.text_of(".shops summary"), "Nordbod");
}

#[tokio::test]
async fn shops_are_listed_named_and_added_by_whoever_may_and_each_deed_is_in_the_trail() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    // A further shop, like the first.
    let ask = owner.get("/butiker/ny").await;
    assert_eq!(ask.status, StatusCode::OK, "{}", ask.body);
    for (code, name, like) in [
        ("Nordbod", "Norge", "nordbod"),
        ("nordbod", "Norge", "nordbod"),
        ("nordbod-", "Norge", "nordbod"),
        (OTHER, "", "nordbod"),
        (OTHER, "Norge", "annan"),
    ] {
        let form = [("code", code), ("name", name), ("like", like)];
        let refused = owner.post("/butiker/ny", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        assert_eq!(refused.attribute_of("#code", "value"), code);
    }
    let form = [
        ("code", OTHER),
        ("name", "Nordbod Norge"),
        ("like", "nordbod"),
    ];
    let made = owner.post("/butiker/ny", &form).await;
    assert_eq!(
        made.location,
        format!("/butiker/{OTHER}?skapad=1"),
        "{}",
        made.body
    );
    assert_eq!(world.audited("shop.opened").await, 1);
    let ways = "select count(*) from freight_methods m join shops s on s.id = m.shop_id where s.code = 'nordbod-no'";
    assert!(
        world.database.value::<i64>(ways).await > 0,
        "its freight is as the other's"
    );
    let page = owner.get(&made.location).await;
    assert_eq!(page.text_of("h1"), "Nordbod Norge");
    assert!(page.body.contains("ingen når den"), "{}", page.body);
    // Its names.
    let at = format!("/butiker/{OTHER}");
    let version = page.attribute_of("input[name=row_version]", "value");
    let named = async |owner: &mut Browser, names: &str, theme: &str, version: &str| {
        let form = [("names", names), ("theme", theme), ("row_version", version)];
        owner.post(&at, &form).await
    };
    for (names, theme, field) in [
        ("inte ett/namn", "", "#names-error"),
        ("nordbod.no", "finns-inte", "#theme-error"),
        ("nordbod.no", "../x", "#theme-error"),
    ] {
        let refused = named(&mut owner, names, theme, &version).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{names}");
        assert_eq!(refused.count_of(field), 1, "{names}: {}", refused.body);
    }
    let names = "nordbod.no, www.nordbod.no";
    let saved = named(&mut owner, names, "nordbod", &version).await;
    assert_eq!(saved.location, format!("{at}?sparat=1"), "{}", saved.body);
    let stale = named(&mut owner, "annat.no", "", &version).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = owner.get(&at).await;
    assert_eq!(page.attribute_of("#names", "value"), names);
    let link = "a[href='https://nordbod.no/']";
    assert!(page.count_of(link) > 0, "{}", page.body);
    // The way into the shop is the chosen one's.
    choose(&mut owner, OTHER).await;
    assert!(owner.get("/ordrar").await.count_of(link) > 0);
    choose(&mut owner, "").await;
    // One step back, by the form that the page offers.
    assert_eq!(
        page.count_of(&format!("form[action='{at}']")),
        2,
        "{}",
        page.body
    );
    let first = owner.get("/butiker/nordbod").await;
    let version = first.attribute_of("input[name=row_version]", "value");
    let form = [
        ("names", "nordbod.no"),
        ("theme", ""),
        ("row_version", &*version),
    ];
    let taken = owner.post("/butiker/nordbod", &form).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(taken.count_of("#names-error"), 1);
    let list = owner.get("/butiker").await;
    assert_eq!(list.count_of("tbody tr"), 2);
    for words in ["Nordbod Norge", "nordbod.no, www.nordbod.no", OTHER] {
        assert!(list.body.contains(words), "{words}");
    }
    assert_eq!(world.audited("shop.changed").await, 1);
    let (mut sara, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    assert_eq!(sara.get("/butiker").await.status, StatusCode::FORBIDDEN);
    assert_eq!(sara.get("/").await.count_of("a[href='/butiker']"), 0);
    drop(goods);
}
