//! Being told when what is sold out can be bought again.

use commerce::catalogue::storefront::{mark_variants_dirty, refresh_some};
use commerce::customer::{Session, session};
use commerce::ids::{StockWatchId, VariantId};
use commerce::inventory::store::{Balance, set_balances};
use commerce::stock_watch::begin::{WatchError, ask, begin, confirm};
use commerce::stock_watch::tell::tell_some;
use commerce::stock_watch::{MOST, PROVED_WITHIN, STOCK_WATCH, WatchState, listing};
use jiff::SignedDuration;
use testkit::World;

/// A guest asks, and the job that is to write to them is there.
pub async fn asks(world: &World, email: &str, variant: VariantId) {
    let mut tx = world.tx().await;
    ask(&mut tx, email, world.shop_id, variant, "sv")
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// A guest asks and proves the address.
pub async fn waits(world: &World, email: &str, variant: VariantId) -> StockWatchId {
    asks(world, email, variant).await;
    let id = latest(world).await;
    proves(world, id).await;
    id
}

pub async fn proves(world: &World, id: StockWatchId) {
    let mut tx = world.tx().await;
    confirm(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
}

pub async fn latest(world: &World) -> StockWatchId {
    let id = "select id from stock_watches order by created_at desc, id desc limit 1";
    StockWatchId(world.database.value(id).await)
}

/// Somebody who is logged in.
pub async fn member(world: &World) -> Session {
    let (_, token) = world.session("user").await;
    let mut conn = world.db.read().await.unwrap();
    let now = world.clock.now();
    session::find(&mut conn, &token, now)
        .await
        .unwrap()
        .unwrap()
}

/// So many pieces are here from now on, and the lists know.
pub async fn comes_in(world: &World, variant: VariantId, on_hand: i64) {
    let mut tx = world.tx().await;
    let balance = Balance {
        variant_id: variant,
        location_id: world.location,
        on_hand,
    };
    set_balances(&mut tx, &[balance], "test").await.unwrap();
    mark_variants_dirty(&mut tx, &[variant]).await.unwrap();
    tx.commit().await.unwrap();
    refreshed(world).await;
}

pub async fn refreshed(world: &World) {
    loop {
        let mut tx = world.tx().await;
        let made = refresh_some(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        if made == 0 {
            return;
        }
    }
}

/// Everybody whose turn it is gets told; gives how many are told by now.
pub async fn tells(world: &World) -> i64 {
    loop {
        let mut tx = world.tx().await;
        let is_more = tell_some(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        if !is_more {
            break;
        }
    }
    told(world).await
}

pub async fn told(world: &World) -> i64 {
    assert_counted(world).await;
    let jobs = "select count(*) from jobs where name = 'commerce.send-back-in-stock'";
    let told = "select count(*) from stock_watches where state = 'told'";
    let told = world.database.value::<i64>(told).await;
    assert_eq!(
        world.database.value::<i64>(jobs).await,
        told,
        "one mail is asked for each"
    );
    told
}

/// What is counted is what waits.
async fn assert_counted(world: &World) {
    let off = "select count(*) from watched_variants v where v.waiting <>
               (select count(*) from stock_watches w where w.variant_id = v.variant_id and w.shop_id = v.shop_id and w.state = 'waiting')";
    assert_eq!(world.database.value::<i64>(off).await, 0);
    let uncounted = "select count(*) from stock_watches w where w.state = 'waiting' and not exists
                     (select from watched_variants v where v.variant_id = w.variant_id and v.shop_id = w.shop_id)";
    assert_eq!(world.database.value::<i64>(uncounted).await, 0);
}

pub async fn waiting(world: &World) -> i64 {
    assert_counted(world).await;
    let waiting = "select coalesce(sum(waiting), 0)::bigint from watched_variants";
    world.database.value(waiting).await
}

#[tokio::test]
async fn the_states_are_those_of_the_table() {
    let world = World::create().await;
    let check: String = world
        .database
        .value("select pg_get_constraintdef(oid) from pg_constraint where conname = 'stock_watches_state_check'")
        .await;
    let mut named: Vec<&str> = check.split('\'').skip(1).step_by(2).collect();
    named.sort_unstable();
    let mut states = WatchState::ALL.map(WatchState::as_str);
    states.sort_unstable();
    assert_eq!(named, states);
    assert!(!STOCK_WATCH.is_empty());
}

#[tokio::test]
async fn a_guest_waits_once_the_address_is_proved_and_asking_again_begins_nothing_anew() {
    let world = World::create().await;
    let variant = world.variant("MUG", 0, 24_900).await;
    asks(&world, "elin@exempel.se", variant).await;
    // Nothing waits before the mail is answered.
    assert_eq!(waiting(&world).await, 0);
    let mails = "select count(*) from jobs where name = 'commerce.send-watch-link'";
    assert_eq!(world.database.value::<i64>(mails).await, 1);
    // The mail is on its way: however often somebody asks, and in whichever letters, there is one.
    asks(&world, "ELIN@exempel.se", variant).await;
    assert_eq!(world.database.value::<i64>(mails).await, 1);
    let id = latest(&world).await;
    proves(&world, id).await;
    proves(&world, id).await;
    assert_eq!(waiting(&world).await, 1);
    world.clock.advance(SignedDuration::from_mins(11));
    asks(&world, "elin@exempel.se", variant).await;
    assert_eq!(
        world.database.value::<i64>(mails).await,
        2,
        "told by mail that it waits"
    );
    let rows = "select count(*) from stock_watches";
    assert_eq!(world.database.value::<i64>(rows).await, 1);
    assert_eq!(waiting(&world).await, 1);
    let deeds = "select string_agg(action, ' ' order by action) from audit_entries where subject_kind = 'stock_watch'";
    assert_eq!(
        world.database.value::<String>(deeds).await,
        "stock_watch.asked stock_watch.asked stock_watch.begun"
    );
    let named =
        "select count(*) from audit_entries where coalesce(after::text, '') like '%exempel%'";
    assert_eq!(world.database.value::<i64>(named).await, 0);
}

#[tokio::test]
async fn a_link_that_has_waited_too_long_begins_nothing_and_no_address_is_written_to_without_end() {
    let world = World::create().await;
    let variant = world.variant("MUG", 0, 24_900).await;
    asks(&world, "elin@exempel.se", variant).await;
    let id = latest(&world).await;
    world
        .clock
        .advance(PROVED_WITHIN + SignedDuration::from_secs(1));
    let mut tx = world.tx().await;
    let late = confirm(&mut tx, id).await;
    assert!(matches!(late, Err(WatchError::TooLate)), "{late:?}");
    drop(tx);
    for n in 0..12 {
        let other = world.variant(&format!("MUG-{n}"), 0, 24_900).await;
        asks(&world, "elin@exempel.se", other).await;
    }
    let lately = "select count(*) from jobs where name = 'commerce.send-watch-link' and payload->>'asked_at' is not null";
    assert_eq!(world.database.value::<i64>(lately).await, 1 + 10);
}

#[tokio::test]
async fn what_can_be_bought_or_is_not_there_is_not_watched() {
    let world = World::create().await;
    let here = world.variant("HERE", 1, 24_900).await;
    let elin = member(&world).await;
    let mut tx = world.tx().await;
    let shop = world.shop_id;
    let refused = ask(&mut tx, "elin@exempel.se", shop, here, "sv").await;
    assert!(matches!(refused, Err(WatchError::Buyable)));
    let refused = begin(&mut tx, &elin, shop, here, "sv").await;
    assert!(matches!(refused, Err(WatchError::Buyable)));
    let nothing = VariantId::generate();
    let refused = ask(&mut tx, "elin@exempel.se", shop, nothing, "sv").await;
    assert!(matches!(refused, Err(WatchError::NotFound)));
    drop(tx);
    // On back order it can be bought, too.
    let later = world.variant("LATER", 0, 24_900).await;
    world
        .database
        .execute("update stock_levels set backorder_limit = 5 where on_hand = 0")
        .await;
    let mut tx = world.tx().await;
    let refused = begin(&mut tx, &elin, shop, later, "sv").await;
    assert!(matches!(refused, Err(WatchError::Buyable)));
    drop(tx);
    // Fewer than are sold at once are none.
    world
        .database
        .execute("update variants set min_quantity = 2 where sku = 'HERE'")
        .await;
    let mut tx = world.tx().await;
    begin(&mut tx, &elin, shop, here, "sv").await.unwrap();
}

#[tokio::test]
async fn one_press_is_enough_for_whoever_is_logged_in_and_a_hundred_are_the_most() {
    let world = World::create().await;
    let variant = world.variant("MUG", 0, 24_900).await;
    let elin = member(&world).await;
    let mut tx = world.tx().await;
    let first = begin(&mut tx, &elin, world.shop_id, variant, "sv")
        .await
        .unwrap();
    let second = begin(&mut tx, &elin, world.shop_id, variant, "sv")
        .await
        .unwrap();
    assert_eq!(first, second);
    tx.commit().await.unwrap();
    assert_eq!(waiting(&world).await, 1);
    let mut conn = world.db.read().await.unwrap();
    let mine = listing::of_customer(&mut conn, (elin.customer, None), "sv", world.clock.now())
        .await
        .unwrap();
    assert_eq!(mine.len(), 1);
    assert_eq!((mine[0].id, mine[0].name.as_str()), (first, "MUG"));
    drop(conn);
    for n in 1..MOST {
        let other = world.variant(&format!("MUG-{n}"), 0, 24_900).await;
        let mut tx = world.tx().await;
        begin(&mut tx, &elin, world.shop_id, other, "sv")
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let other = world.variant("ONE-MORE", 0, 24_900).await;
    let mut tx = world.tx().await;
    let full = begin(&mut tx, &elin, world.shop_id, other, "sv").await;
    assert!(matches!(full, Err(WatchError::Full)), "{full:?}");
}

#[tokio::test]
async fn staff_see_what_is_most_watched_first_page_by_page() {
    use platform::db::cut::Search;
    use platform::db::keyset::PageOf;
    let world = World::create().await;
    let (mug, bowl) = (
        world.variant("MUG", 0, 24_900).await,
        world.variant("BOWL", 0, 24_900).await,
    );
    waits(&world, "elin@exempel.se", mug).await;
    waits(&world, "elin@exempel.se", bowl).await;
    waits(&world, "maja@exempel.se", bowl).await;
    let mut conn = world.db.read().await.unwrap();
    let page = PageOf::first(1);
    let first = listing::most_watched(&mut conn, (&Search::Everything, None), "sv", true, page)
        .await
        .unwrap();
    assert_eq!(first.rows.len(), 1);
    assert_eq!(
        (first.rows[0].sku.as_str(), first.rows[0].waiting),
        ("BOWL", 2)
    );
    let next = PageOf::after(first.rows[0].cursor(), 1);
    let second = listing::most_watched(&mut conn, (&Search::Everything, None), "sv", true, next)
        .await
        .unwrap();
    assert_eq!(
        (second.rows[0].sku.as_str(), second.rows[0].waiting),
        ("MUG", 1)
    );
    for (text, found) in [("mug", 1), ("BOWL", 1), ("finns inte", 0)] {
        let search = listing::look_for(&mut conn, Some(text)).await.unwrap();
        let count = listing::count(&mut conn, (&search, None)).await.unwrap();
        assert_eq!(count.number(), found, "{text}");
    }
    let product = second.rows[0].product_id;
    for (shops, told) in [
        (None, true),
        (Some(world.shop_id.0), true),
        (Some(uuid::Uuid::nil()), false),
    ] {
        let shops = shops.as_ref().map(std::slice::from_ref);
        let watchers = listing::watchers(&mut conn, product, shops).await;
        let expected = if told { vec![(mug, 1)] } else { Vec::new() };
        assert_eq!(watchers.unwrap(), expected);
    }
}
