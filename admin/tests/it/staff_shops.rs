//! Somebody who works for one shop of several: what is another's is not there.

use std::collections::BTreeMap;

use admin::routes::{ENDPOINTS, Needs};
use commerce::ids::ShopId;
use commerce::returns::ReturnKind;
use http::StatusCode;
use platform::audit::Change;
use platform::db::Origin;
use testkit::World as Goods;

use crate::client::{Browser, World, world};
use crate::shipments::goods;
use crate::shops::{OTHER, another, choose};
use crate::{money, prices, promotions, quotations, returns, reviews};

/// What there is of the other shop: by the first word of its addresses, what it is called there.
type Things = BTreeMap<&'static str, String>;

fn last(href: &str) -> String {
    let path = href.split('?').next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// One of everything, made in the first shop and moved to the other.
async fn things(world: &World, goods: &Goods, other: ShopId, owner: &mut Browser) -> Things {
    let mut things = Things::new();
    let (order, difference) = money::mismatched(goods, 12_300).await;
    things.insert("ordrar", order);
    things.insert("betalningar", last(&difference));
    let case = returns::case(goods, "MUG", ReturnKind::Withdrawal).await;
    things.insert("returer", case);
    let review = reviews::pending(goods, "BOWL", "Den sprack.").await;
    things.insert("omdomen", review);
    let plate = goods.variant("PLATE", 10, 9_900).await;
    let asker = quotations::asker(goods, goods.company(None).await);
    quotations::ask_for(goods, &asker, plate).await;
    let number = world.database.value("select number from quotations").await;
    things.insert("offerter", number);
    choose(owner, "nordbod").await;
    let made = owner.post("/kampanjer", promotions::FORM).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    things.insert("kampanjer", last(&made.location));
    let blank = owner.get("/presentkort/ny").await;
    let card = blank.attribute_of("input[name=id]", "value");
    let form = [
        ("id", card.as_str()),
        ("kind", "gift_card"),
        ("amount", "500"),
        ("expires", "2029-11-23T00:00"),
        ("note", "Försenat paket"),
    ];
    let made = owner.post("/presentkort", &form).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    things.insert("presentkort", card);
    let form = [
        ("name", "Hemlig lista"),
        ("kind", "tier"),
        ("tier", "pro"),
        ("vat", "0"),
    ];
    let list = prices::make(owner, &form).await;
    things.insert("prislistor", last(&list));
    let at = [
        ("tier", "consumer"),
        ("company", ""),
        ("at", "2026-12-24"),
        ("margin", "20"),
    ];
    let asked = owner.post("/repetition/jamfor", &at).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    things.insert("repetition", last(&asked.location));
    for table in [
        "orders",
        "quotations",
        "promotions",
        "gift_cards",
        "rehearsals",
    ] {
        move_to(world, other, &format!("update {table} set shop_id = $1")).await;
    }
    let lists = "update price_lists set shop_id = $1 where name = 'Hemlig lista'";
    move_to(world, other, lists).await;
    things
}

async fn move_to(world: &World, other: ShopId, statement: &str) {
    sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
        .bind(other.0)
        .execute(&world.database.pool)
        .await
        .unwrap();
}

/// Somebody who may do everything, for the first shop only: no system owner, who works for all.
async fn limited(world: &World) -> Browser {
    let role = "insert into roles (id, code, name, permissions, created_at, updated_at) values (gen_random_uuid(), 'everything', '{}', '{*}', now(), now())";
    world.database.execute(role).await;
    let (browser, _) = world
        .logged_in("lena@nordbod.example", &["everything"])
        .await;
    let limit = "insert into staff_shops (staff_id, shop_id)
                 select p.id, s.id from staff p, shops s where p.email = 'lena@nordbod.example' and s.code = 'nordbod'";
    world.database.execute(limit).await;
    browser
}

fn filled(path: &str, things: &Things) -> (String, bool) {
    let mut words = path.trim_start_matches('/').split('/');
    let first = words.next().unwrap_or_default();
    let is_named = words.next().is_some_and(|word| word.starts_with('{'));
    let thing = things.get(first).filter(|_| is_named);
    let nothing = "018f0000-0000-7000-8000-000000000000";
    let name = thing.map_or(nothing, String::as_str);
    let place = path.find('{').unwrap_or(path.len());
    let (before, after) = path.split_at(place);
    let after = match after.split_once('}') {
        Some((_, rest)) => format!("{name}{rest}"),
        None => String::new(),
    };
    let path = format!("{before}{after}")
        .replace("{id}", nothing)
        .replace("{price}", nothing)
        .replace("{version}", "1")
        .replace("{code}", "pro")
        .replace("{kind}", "terms")
        .replace("{file}", "x");
    (path, thing.is_some())
}

#[tokio::test]
async fn nothing_of_another_shop_is_there_at_any_address() {
    let world = world(admin::Environment::Production).await;
    let goods = goods(&world).await;
    let other = another(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let things = things(&world, &goods, other, &mut owner).await;
    choose(&mut owner, "").await;
    let lena = limited(&world).await;
    for endpoint in ENDPOINTS {
        let Needs::May(_) = endpoint.needs else {
            continue;
        };
        let (path, is_thing) = filled(endpoint.path, &things);
        let name = format!("{} {path}", endpoint.method);
        let body = (endpoint.method == "POST").then(Vec::new);
        let own = &[("sec-fetch-site", "same-origin")];
        let answer = lena
            .clone()
            .send(endpoint.method, &path, body.clone(), own)
            .await;
        if is_thing {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
            // It is there for whoever works for all shops.
            if endpoint.method == "GET"
                && endpoint.path.ends_with('}')
                && endpoint.path.matches('{').count() == 1
            {
                let whole = owner.clone().send("GET", &path, None, own).await;
                assert_ne!(whole.status, StatusCode::NOT_FOUND, "{name}");
            }
        }
        // The page that is not there names the address that was asked for.
        let marks = things.values().map(String::as_str).filter(|_| !is_thing);
        for mark in marks.chain(["Nordbod Norge", "Hemlig lista", "Höstkampanj"]) {
            assert!(!answer.body.contains(mark), "{name} tells {mark}");
        }
        let named = format!("{path}?butik={OTHER}");
        let answer = lena.clone().send(endpoint.method, &named, body, own).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn what_is_of_all_shops_is_not_there_and_not_in_the_navigation() {
    let world = world(admin::Environment::Production).await;
    let goods = goods(&world).await;
    let other = another(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let things = things(&world, &goods, other, &mut owner).await;
    let mut lena = limited(&world).await;
    let front = lena.get("/").await;
    assert_eq!(front.status, StatusCode::OK);
    assert_eq!(front.count_of(".shops"), 0, "there is one shop for them");
    assert!(!front.body.contains(&things["ordrar"]));
    for at in [
        "/granskning",
        "/personal",
        "/jobb",
        "/leveranser",
        "/utskick",
        "/installningar/gemensamt",
        "/returer/meddelanden",
    ] {
        assert_eq!(lena.get(at).await.status, StatusCode::NOT_FOUND, "{at}");
        assert_eq!(front.count_of(&format!(".nav a[href='{at}']")), 0, "{at}");
    }
    let shop = lena.get("/butiken").await;
    assert_eq!(shop.attribute_of("#name", "value"), "Nordbod");
    let found = lena.get(&format!("/sok?q={}", things["ordrar"])).await;
    assert_eq!(found.status, StatusCode::OK);
    let chosen = lena.post("/valj-butik", &[("butik", OTHER)]).await;
    assert_eq!(chosen.status, StatusCode::NOT_FOUND);
    let rates = lena.post("/moms/satser", &[("rate", "12")]).await;
    assert_eq!(rates.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_products_history_tells_nothing_of_another_shop() {
    let world = world(admin::Environment::Production).await;
    let goods = goods(&world).await;
    let other = another(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let mut lena = limited(&world).await;
    goods.variant("MUG", 10, 24_900).await;
    let product = "select product_id from variants";
    let product: uuid::Uuid = world.database.value(product).await;
    let deeds = [(goods.shop_id, "Till julen här"), (other, "Till julen där")];
    let mut tx = world.db.begin(Origin::system("test")).await.unwrap();
    for (shop, reason) in deeds {
        let after = serde_json::json!({ "shop": shop });
        let change = Change {
            action: "product.published",
            subject: ("product", Some(product)),
            before: None::<&()>,
            after: Some(&after),
            reason: Some(reason),
        };
        tx.audit(change).await.unwrap();
    }
    tx.commit().await.unwrap();
    let page = format!("/produkter/{product}");
    let (whole, part) = (owner.get(&page).await, lena.get(&page).await);
    for (_, reason) in deeds {
        assert!(whole.body.contains(reason), "{reason}: {}", whole.body);
    }
    assert!(part.body.contains(deeds[0].1), "{}", part.body);
    assert!(!part.body.contains(deeds[1].1), "{}", part.body);
}

#[tokio::test]
async fn a_person_is_limited_on_their_page_and_that_is_in_the_trail() {
    let world = world(admin::Environment::Production).await;
    goods(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let (mut sara, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let id: uuid::Uuid = world
        .database
        .value("select id from staff where email = 'sara@nordbod.example'")
        .await;
    let page = format!("/personal/{id}");
    assert_eq!(owner.get(&page).await.count_of("#h-butiker"), 0);
    another(&world).await;
    let shown = owner.get(&page).await;
    assert_eq!(shown.count_of("input[name=shop]"), 2);
    assert_eq!(shown.count_of("input[name=shop][checked]"), 0);
    assert_eq!(sara.get("/ordrar").await.count_of(".shops"), 1);
    let form = [("seen", ""), ("shop", OTHER)];
    let at = format!("{page}/butiker");
    let saved = owner.post(&at, &form).await;
    assert_eq!(saved.location, format!("{page}?sparat=butiker"));
    assert_eq!(sara.get("/ordrar").await.count_of(".shops"), 0);
    // What was seen is no longer so.
    let stale = owner.post(&at, &[("seen", ""), ("shop", "nordbod")]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = owner.post(&at, &[("seen", OTHER), ("shop", "annan")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(world.audited("staff.shops_changed").await, 1);
    let entry: uuid::Uuid = world
        .database
        .value("select id from audit_entries where action = 'staff.shops_changed'")
        .await;
    let told = owner.get(&format!("/granskning/{entry}")).await;
    for words in ["Butiker ändrade", OTHER] {
        assert!(told.body.contains(words), "{words}: {}", told.body);
    }
    // Nobody limits themselves, nor a system owner.
    let me: uuid::Uuid = world
        .database
        .value("select id from staff where email = 'maja@nordbod.example'")
        .await;
    let own = owner.get(&format!("/personal/{me}")).await;
    assert_eq!(
        (own.count_of("#h-butiker"), own.count_of("input[name=shop]")),
        (1, 0)
    );
    let refused = owner.post(&format!("/personal/{me}/butiker"), &form).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn whoever_becomes_a_system_owner_works_for_all_shops() {
    let world = world(admin::Environment::Production).await;
    goods(&world).await;
    another(&world).await;
    let mut lena = limited(&world).await;
    assert_eq!(lena.get("/personal").await.status, StatusCode::NOT_FOUND);
    let promote = "insert into staff_roles (staff_id, role_id)
                   select p.id, r.id from staff p, roles r where p.email = 'lena@nordbod.example' and r.code = 'owner'";
    world.database.execute(promote).await;
    assert_eq!(lena.get("/personal").await.status, StatusCode::OK);
    assert_eq!(lena.get("/ordrar").await.count_of(".shops"), 1);
}

#[tokio::test]
async fn a_colleague_is_limited_by_the_invitation_itself() {
    let world = world(admin::Environment::Production).await;
    goods(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let at = "/personal/ny";
    let alone = owner.get(at).await;
    assert_eq!(alone.count_of("input[name=shop]"), 0, "there is one shop");
    another(&world).await;
    let shown = owner.get(at).await;
    assert_eq!(shown.count_of("input[name=shop]"), 2);
    assert_eq!(shown.count_of("input[name=shop][checked]"), 0);
    let person = |role: &'static str, shop: &'static str| {
        [
            ("name", "Lena Ek"),
            ("email", "lena@nordbod.example"),
            ("locale", "sv"),
            ("role", role),
            ("shop", shop),
        ]
    };
    let people = "select count(*) from staff where email = 'lena@nordbod.example'";
    // A system owner works for all shops, and a shop that there is not is nobody's.
    let refused = owner.post(at, &person("owner", OTHER)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text_of("#shop-error").contains("alla butiker"));
    assert_eq!(refused.count_of("input[name=shop][checked]"), 1);
    let unknown = owner.post(at, &person("orders", "annan")).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.text_of("#shop-error").contains("finns inte"));
    assert_eq!(unknown.attribute_of("#name", "value"), "Lena Ek");
    assert_eq!(world.database.value::<i64>(people).await, 0);
    let invited = owner.post(at, &person("orders", OTHER)).await;
    assert_eq!(invited.status, StatusCode::OK, "{}", invited.body);
    assert!(invited.body.contains("/inbjudan/"), "{}", invited.body);
    // Before they have come at all.
    let limited = "select s.code from staff_shops l join shops s on s.id = l.shop_id join staff p on p.id = l.staff_id
                   where p.email = 'lena@nordbod.example' and p.state = 'invited'";
    assert_eq!(world.database.value::<String>(limited).await, OTHER);
    for action in ["staff.invited", "staff.shops_changed"] {
        let told = format!(
            "select count(*) from audit_entries where action = '{action}' and subject_id = (select id from staff where email = 'lena@nordbod.example')"
        );
        let told: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(told))
            .fetch_one(&world.database.pool)
            .await
            .unwrap();
        assert_eq!(told, 1, "{action}");
    }
    let id: uuid::Uuid = world
        .database
        .value("select id from staff where email = 'lena@nordbod.example'")
        .await;
    let page = owner.get(&format!("/personal/{id}")).await;
    assert_eq!(
        page.attribute_of("input[name=shop][checked]", "value"),
        OTHER
    );
}
