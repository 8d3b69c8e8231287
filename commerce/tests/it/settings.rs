//! What a merchant decides: for one shop, or for all.

use commerce::cart::store::{NewCart, open_with};
use commerce::catalogue::shop::{save_shop, shops};
use commerce::gift_card::Wish;
use commerce::ids::ShopId;
use commerce::quotation::accept::accept;
use commerce::setting::{
    self, ChangeError, Group, Key, Level, Settings, Source, Standing, Value, save, take_back,
};
use commerce::vat_check::listing::terms;
use testkit::World;

use crate::quotations::{Firm, asked, firm, offer};

/// Another shop beside the world's.
pub async fn another_shop(world: &World) -> ShopId {
    let mut tx = world.tx().await;
    let mut shop = shops(&mut tx).await.unwrap().remove(0);
    shop.id = ShopId::generate();
    shop.code = "annan".to_owned();
    let id = save_shop(&mut tx, &shop).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn says(world: &World, shop: ShopId, key: Key) -> Value {
    let mut conn = world.db.read().await.unwrap();
    Settings::of(&mut conn, shop).await.unwrap().get(key)
}

/// Lays one setting down as it stands now.
async fn set(world: &World, level: Level, key: Key, value: Value) -> bool {
    let mut tx = world.tx().await;
    let held = setting::group(&mut tx, level, key.group()).await.unwrap();
    let wanted = [(key, value)];
    let done = save(&mut tx, level, key.group(), &wanted, held.row_version)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    done
}

async fn standing(world: &World, level: Level, key: Key) -> Standing {
    let mut conn = world.db.read().await.unwrap();
    let held = setting::group(&mut conn, level, key.group()).await.unwrap();
    *held.of(key).unwrap()
}

async fn taken_back(world: &World, level: Level, key: Key) -> bool {
    let mut tx = world.tx().await;
    let held = setting::group(&mut tx, level, key.group()).await.unwrap();
    let done = take_back(&mut tx, level, key, held.row_version)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    done
}

#[tokio::test]
async fn a_shop_follows_what_holds_for_all_until_it_has_its_own() {
    let world = World::create().await;
    let (one, other) = (world.shop_id, another_shop(&world).await);
    let key = Key::CartDays;
    let number = Value::Number;
    assert_eq!(says(&world, one, key).await, number(30));
    // Laid down for all, both follow.
    assert!(set(&world, Level::System, key, number(60)).await);
    assert_eq!(says(&world, one, key).await, number(60));
    assert_eq!(says(&world, other, key).await, number(60));
    // One has its own, and the other goes on following.
    assert!(set(&world, Level::Shop(one), key, number(7)).await);
    assert!(set(&world, Level::System, key, number(90)).await);
    assert_eq!(says(&world, one, key).await, number(7));
    assert_eq!(says(&world, other, key).await, number(90));
    // Where each stands, told to whoever changes it.
    let mine = standing(&world, Level::Shop(one), key).await;
    let theirs = standing(&world, Level::Shop(other), key).await;
    assert_eq!(
        (mine.source, mine.is_here, mine.behind),
        (Source::Own, true, number(90))
    );
    assert_eq!((theirs.source, theirs.is_here), (Source::Shared, false));
    let all = standing(&world, Level::System, key).await;
    assert_eq!(
        (all.source, all.is_here, all.behind),
        (Source::Shared, true, number(30))
    );
    // Taken back, what lies behind holds again, at each level.
    assert!(taken_back(&world, Level::Shop(one), key).await);
    assert!(!taken_back(&world, Level::Shop(one), key).await);
    assert_eq!(says(&world, one, key).await, number(90));
    assert!(taken_back(&world, Level::System, key).await);
    assert_eq!(says(&world, one, key).await, number(30));
    assert_eq!(says(&world, other, key).await, number(30));
    let deeds = "select string_agg(action || ' ' || subject_kind || ' ' || before::text || after::text, '; ' order by at, id)
                 from audit_entries where action like 'setting.%'";
    let told: String = world.database.value(deeds).await;
    let entry = |deed: &str, of: &str, before: i64, after: i64| {
        format!("setting.{deed} {of} {{\"kept_days\": {before}}}{{\"kept_days\": {after}}}")
    };
    let expected = [
        entry("changed", "setting", 30, 60),
        entry("changed", "shop", 60, 7),
        entry("changed", "setting", 60, 90),
        entry("taken_back", "shop", 7, 90),
        entry("taken_back", "setting", 90, 30),
    ];
    assert_eq!(told, expected.join("; "));
}

#[tokio::test]
async fn nobody_writes_over_what_they_have_not_seen() {
    let world = World::create().await;
    let level = Level::Shop(world.shop_id);
    let mut tx = world.tx().await;
    let seen = setting::group(&mut tx, level, Group::Buying).await.unwrap();
    assert_eq!(seen.row_version, 0);
    let wanted = [
        (Key::CartDays, Value::Number(14)),
        (Key::FewPieces, Value::Number(3)),
        // As it is: not laid down, so that it goes on following.
        (Key::HeldMinutes, Value::Number(31)),
    ];
    assert!(
        save(&mut tx, level, Group::Buying, &wanted, 0)
            .await
            .unwrap()
    );
    // The same again is no change, whatever was seen.
    assert!(
        !save(&mut tx, level, Group::Buying, &wanted, 0)
            .await
            .unwrap()
    );
    let late = [(Key::CartDays, Value::Number(99))];
    let stale = save(&mut tx, level, Group::Buying, &late, 0).await;
    assert!(matches!(stale, Err(ChangeError::ChangedMeanwhile)));
    // Another group has not changed.
    let offers = [(Key::OfferDays, Value::Number(10))];
    assert!(
        save(&mut tx, level, Group::Companies, &offers, 0)
            .await
            .unwrap()
    );
    // Nor does taking back and laying down again bring an old state back.
    assert!(take_back(&mut tx, level, Key::CartDays, 1).await.unwrap());
    let back = setting::group(&mut tx, level, Group::Buying).await.unwrap();
    assert_eq!(back.row_version, 2);
    let stale = take_back(&mut tx, level, Key::FewPieces, 1).await;
    assert!(matches!(stale, Err(ChangeError::ChangedMeanwhile)));
    assert!(!back.of(Key::HeldMinutes).unwrap().is_here);
    for (key, wrong) in [
        (Key::CartDays, Value::Number(0)),
        (Key::CartDays, Value::Number(i64::MAX)),
        (Key::HeldMinutes, Value::Number(30)),
        (Key::CartDays, Value::YesNo(true)),
        // It belongs elsewhere.
        (Key::OfferDays, Value::Number(10)),
    ] {
        let refused = save(&mut tx, level, Group::Buying, &[(key, wrong)], 2).await;
        assert!(
            matches!(refused, Err(ChangeError::OutOfRange(of)) if of == key),
            "{key:?} {wrong:?}"
        );
    }
}

#[tokio::test]
async fn nobody_pins_what_held_for_all_when_they_read_it() {
    let world = World::create().await;
    let (one, other) = (world.shop_id, another_shop(&world).await);
    let level = Level::Shop(one);
    assert!(set(&world, Level::System, Key::CartDays, Value::Number(40)).await);
    assert!(set(&world, level, Key::NewDays, Value::Number(20)).await);
    let mut tx = world.tx().await;
    let seen = setting::group(&mut tx, level, Group::Buying).await.unwrap();
    tx.commit().await.unwrap();
    assert!(set(&world, Level::System, Key::CartDays, Value::Number(60)).await);
    // What was read says forty days still, beside what is changed.
    let sent = [
        (Key::CartDays, seen.value(Key::CartDays)),
        (Key::FewPieces, Value::Number(3)),
    ];
    let mut tx = world.tx().await;
    let stale = save(&mut tx, level, Group::Buying, &sent, seen.row_version).await;
    assert!(matches!(stale, Err(ChangeError::ChangedMeanwhile)));
    let stale = take_back(&mut tx, level, Key::NewDays, seen.row_version).await;
    assert!(matches!(stale, Err(ChangeError::ChangedMeanwhile)));
    drop(tx);
    assert_eq!(
        says(&world, one, Key::CartDays).await,
        Value::Number(60),
        "it follows still"
    );
    // Another group has not changed, nor does what one shop has of its own concern another.
    let mut tx = world.tx().await;
    let offers = setting::group(&mut tx, level, Group::Companies)
        .await
        .unwrap();
    assert_eq!(offers.row_version, 0);
    let theirs = setting::group(&mut tx, Level::Shop(other), Group::Buying)
        .await
        .unwrap();
    let all = setting::group(&mut tx, Level::System, Group::Buying)
        .await
        .unwrap();
    assert_eq!((theirs.row_version, all.row_version), (2, 2));
    // Read again it is saved, and its own version goes up by one.
    let again = setting::group(&mut tx, level, Group::Buying).await.unwrap();
    assert_eq!(again.row_version, 3);
    let few = [(Key::FewPieces, Value::Number(3))];
    assert!(
        save(&mut tx, level, Group::Buying, &few, again.row_version)
            .await
            .unwrap()
    );
    let after = setting::group(&mut tx, level, Group::Buying).await.unwrap();
    assert_eq!(after.row_version, 4);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_is_again_as_it_is_behind_follows_again() {
    let world = World::create().await;
    let (level, key) = (Level::Shop(world.shop_id), Key::CartDays);
    let number = Value::Number;
    assert!(set(&world, Level::System, key, number(60)).await);
    assert!(set(&world, level, key, number(7)).await);
    assert!(set(&world, level, key, number(60)).await);
    let held = standing(&world, level, key).await;
    assert_eq!(
        (held.value, held.source, held.is_here),
        (number(60), Source::Shared, false)
    );
    assert!(set(&world, Level::System, key, number(90)).await);
    assert_eq!(says(&world, world.shop_id, key).await, number(90));
    // What is usual again is laid down for nobody.
    assert!(set(&world, Level::System, key, number(30)).await);
    let held = standing(&world, Level::System, key).await;
    assert_eq!(
        (held.value, held.source, held.is_here),
        (number(30), Source::Usual, false)
    );
}

#[tokio::test]
async fn what_the_version_before_this_one_writes_is_read() {
    let world = World::create().await;
    let shop = world.shop_id;
    let old = "insert into vat_settings (shop_id, oss_since, unanswered, updated_at) select id, '2026-02-01', 'earlier', now() from shops";
    world.database.execute(old).await;
    let mut conn = world.db.read().await.unwrap();
    let read = terms(&mut conn, shop).await.unwrap();
    assert_eq!(read.oss_since.unwrap().to_string(), "2026-02-01");
    assert!(read.trusts_earlier);
    assert_eq!(read.answer_hours, 24);
    let old = "update vat_settings set oss_since = null, answer_hours = 48, row_version = row_version + 1";
    world.database.execute(old).await;
    let read = terms(&mut conn, shop).await.unwrap();
    assert_eq!((read.oss_since, read.answer_hours), (None, 48));
    // It writes whole rows: what it has not changed stays as it has been laid down since.
    set(
        &world,
        Level::Shop(shop),
        Key::AnswerHours,
        Value::Number(72),
    )
    .await;
    let old = "update vat_settings set oss_since = '2026-03-01', unanswered = unanswered, answer_hours = answer_hours, row_version = row_version + 1";
    world.database.execute(old).await;
    let read = terms(&mut conn, shop).await.unwrap();
    assert_eq!(read.oss_since.unwrap().to_string(), "2026-03-01");
    assert_eq!(read.answer_hours, 72);
    set(
        &world,
        Level::Shop(shop),
        Key::ReviewAsking,
        Value::YesNo(false),
    )
    .await;
    let old = "insert into review_settings (shop_id, ask_after_days, updated_at) select id, 21, now() from shops";
    world.database.execute(old).await;
    let read = commerce::review::settings::settings(&mut conn, shop).await;
    let read = read.unwrap();
    assert_eq!((read.is_asking, read.ask_after_days), (false, 21));
}

#[tokio::test]
async fn carts_and_held_goods_last_as_long_as_the_merchant_says() {
    let world = World::create().await;
    let mug = world.variant("MUG", 5, 24_900).await;
    let level = Level::Shop(world.shop_id);
    set(&world, level, Key::CartDays, Value::Number(3)).await;
    set(&world, level, Key::HeldMinutes, Value::Number(120)).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let days = "select extract(epoch from expires_at - updated_at)::bigint / 86400 from carts";
    assert_eq!(world.database.value::<i64>(days).await, 3);
    let confirmation = world.confirmation(cart).await;
    let mut tx = world.tx().await;
    commerce::checkout::prepare::prepare(&mut tx, &confirmation)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let minutes =
        "select extract(epoch from expires_at - created_at)::bigint / 60 from stock_reservations";
    assert_eq!(world.database.value::<i64>(minutes).await, 120);
}

#[tokio::test]
async fn nonsense_in_the_database_stops_nobody_from_buying() {
    let Firm { world, mug, chief } = firm().await;
    let kept = "select array_agg(extract(epoch from expires_at - updated_at)::bigint / 86400 order by expires_at)
                from carts c where not exists (select from quotation_carts q where q.cart_id = c.id)";
    for (value, days) in [
        ("60", 60),
        ("\"60\"", 30),
        ("\"many\"", 30),
        ("null", 30),
        ("366", 30),
        ("99999999999999999999", 30),
        ("1e300", 30),
        ("-5", 30),
        ("1.5", 30),
        ("true", 30),
        ("[7]", 30),
        ("{\"days\": 7}", 30),
    ] {
        sqlx::query(
            "insert into settings (shop_id, key, value, updated_at, updated_by) values ($1, 'cart.kept_days', $2::text::jsonb, now(), 'test')
             on conflict on constraint settings_key do update set value = excluded.value",
        )
        .bind(world.shop_id.0)
        .bind(value)
        .execute(&world.database.pool)
        .await
        .unwrap();
        // One opened and then filled, one opened with goods in it, one that an offer became.
        world.cart(&[(mug, 1)]).await;
        let hash = platform::secret::hash_token(&platform::secret::random_token());
        let new = NewCart {
            shop_id: world.shop_id,
            currency: "SEK",
            locale: "sv",
            token_hash: &hash,
        };
        let (mut tx, wish) = (world.tx().await, Wish::default());
        open_with(&mut tx, &new, (mug, &wish), 1, &[world.list])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            world.database.value::<Vec<i64>>(kept).await,
            [days; 2],
            "{value}"
        );
        let id = asked(&world, &chief, &[(mug, 1)]).await;
        let version = offer(&world, id, 100, None).await;
        let mut tx = world.tx().await;
        accept(&mut tx, &chief, id, version).await.unwrap();
        tx.commit().await.unwrap();
        world
            .database
            .execute(
                "delete from cart_lines where cart_id not in (select cart_id from quotation_carts)",
            )
            .await;
        world
            .database
            .execute("delete from carts where id not in (select cart_id from quotation_carts)")
            .await;
    }
}

/// They are asked some ten times while an order is placed. One in SQL that is not part of the statement around it would be planned anew at every call.
#[tokio::test]
async fn the_plans_of_settings_are_kept() {
    let world = World::create().await;
    let kept: i64 = world
        .database
        .value(
            "select count(*) from pg_proc p join pg_language l on l.oid = p.prolang
             where p.pronamespace = 'public'::regnamespace and p.proname in ('settings_of', 'whole_setting') and l.lanname = 'plpgsql'",
        )
        .await;
    assert_eq!(kept, 2);
}
