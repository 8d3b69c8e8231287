//! Being told when what is sold out can be bought again.

use commerce::catalogue::storefront::{mark_dirty, mark_variants_dirty, refresh_some};
use commerce::customer::{LinkPurpose, Session, link, register, session};
use commerce::ids::{ProductId, StockWatchId, VariantId};
use commerce::inventory::Wanted;
use commerce::inventory::store::{Balance, release, reserve, set_balances};
use commerce::retention::{Rule, forget_some};
use commerce::stock_watch::begin::{WatchError, ask, begin, confirm};
use commerce::stock_watch::end::{end, end_all, end_own};
use commerce::stock_watch::tell::{Place, ROUND, reconcile, tell_some};
use commerce::stock_watch::{MOST, PROVED_WITHIN, STOCK_WATCH, WatchState, find, listing};
use jiff::SignedDuration;
use testkit::World;

/// A guest asks, and the job that is to write to them is there.
async fn asks(world: &World, email: &str, variant: VariantId) {
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

async fn proves(world: &World, id: StockWatchId) {
    let mut tx = world.tx().await;
    confirm(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
}

async fn latest(world: &World) -> StockWatchId {
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

async fn refreshed(world: &World) {
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

async fn told(world: &World) -> i64 {
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
    let mine = listing::of_customer(&mut conn, elin.customer, "sv")
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
async fn those_who_have_waited_longest_are_told_first_in_rounds_that_fit_the_pieces() {
    let world = World::create().await;
    let variant = world.variant("MUG", 0, 24_900).await;
    let mut line = Vec::new();
    for n in 0..25 {
        line.push(waits(&world, &format!("kund{n}@exempel.se"), variant).await);
        world.clock.advance(SignedDuration::from_secs(1));
    }
    assert_eq!(tells(&world).await, 0, "nothing is back");
    comes_in(&world, variant, 3).await;
    let job = "select count(*) from jobs where name = 'commerce.tell-watchers'";
    assert_eq!(world.database.value::<i64>(job).await, 1);
    assert_eq!(tells(&world).await, 10);
    let mut conn = world.db.read().await.unwrap();
    for (n, id) in line.iter().enumerate() {
        let state = find(&mut conn, *id).await.unwrap().unwrap().state;
        let expected = if n < 10 {
            WatchState::Told
        } else {
            WatchState::Waiting
        };
        assert_eq!(state, expected, "{n}");
    }
    drop(conn);
    assert_eq!(waiting(&world).await, 15);
    // The next wait for their turn, and other changes do not hurry it.
    comes_in(&world, variant, 2).await;
    assert_eq!(tells(&world).await, 10);
    world.clock.advance(ROUND);
    assert_eq!(tells(&world).await, 20);
    // It has sold out meanwhile: the last go on waiting.
    comes_in(&world, variant, 0).await;
    world.clock.advance(ROUND);
    assert_eq!(tells(&world).await, 20);
    // There is enough for everybody.
    comes_in(&world, variant, 1_000).await;
    assert_eq!(tells(&world).await, 25);
    assert_eq!(waiting(&world).await, 0);
    world.clock.advance(ROUND);
    comes_in(&world, variant, 2_000).await;
    assert_eq!(tells(&world).await, 25, "each is told once");
}

#[tokio::test]
async fn two_who_tell_at_once_and_one_who_is_killed_tell_each_once() {
    let world = World::create().await;
    let variant = world.variant("MUG", 0, 24_900).await;
    for n in 0..12 {
        waits(&world, &format!("kund{n}@exempel.se"), variant).await;
    }
    comes_in(&world, variant, 100).await;
    // Killed before it was done: as if nothing had been told.
    let mut killed = world.tx().await;
    assert!(tell_some(&mut killed).await.unwrap());
    drop(killed);
    assert_eq!(told(&world).await, 0);
    let (mut one, mut other) = (world.tx().await, world.tx().await);
    assert!(tell_some(&mut one).await.unwrap());
    assert!(!tell_some(&mut other).await.unwrap(), "somebody else tells");
    // Whoever ends their watch meanwhile waits until it is told, and stays told.
    one.commit().await.unwrap();
    other.commit().await.unwrap();
    assert_eq!(tells(&world).await, 12);
}

#[tokio::test]
async fn a_hold_that_is_let_go_and_a_publication_bring_it_back_as_goods_do() {
    let world = World::create().await;
    let variant = world.variant("MUG", 1, 24_900).await;
    let order = commerce::ids::OrderId::generate();
    let wanted = [Wanted {
        variant_id: variant,
        quantity: 1,
    }];
    let mut tx = world.tx().await;
    let until = tx.now().plus(SignedDuration::from_mins(30));
    reserve(&mut tx, order, &wanted, until).await.unwrap();
    tx.commit().await.unwrap();
    waits(&world, "elin@exempel.se", variant).await;
    assert_eq!(tells(&world).await, 0);
    let mut tx = world.tx().await;
    release(&mut tx, order).await.unwrap();
    mark_variants_dirty(&mut tx, &[variant]).await.unwrap();
    tx.commit().await.unwrap();
    refreshed(&world).await;
    assert_eq!(tells(&world).await, 1);
    // Sold again, watched, taken out of the shop, and goods come while it is.
    comes_in(&world, variant, 0).await;
    waits(&world, "maja@exempel.se", variant).await;
    let product = ProductId(
        world
            .database
            .value("select product_id from variants limit 1")
            .await,
    );
    world.unpublish_from(world.clock.now()).await;
    comes_in(&world, variant, 5).await;
    assert_eq!(tells(&world).await, 1, "the shop does not show it");
    world
        .database
        .execute("update product_publications set published_to = null")
        .await;
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &[product]).await.unwrap();
    tx.commit().await.unwrap();
    refreshed(&world).await;
    assert_eq!(tells(&world).await, 2);
}

#[tokio::test]
async fn what_came_back_while_the_mail_lay_unread_is_told_and_what_nobody_noted_is_found() {
    let world = World::create().await;
    let variant = world.variant("MUG", 0, 24_900).await;
    asks(&world, "elin@exempel.se", variant).await;
    comes_in(&world, variant, 5).await;
    proves(&world, latest(&world).await).await;
    assert_eq!(tells(&world).await, 1);
    comes_in(&world, variant, 0).await;
    waits(&world, "maja@exempel.se", variant).await;
    // Goods of which no list has heard.
    world
        .database
        .execute("update stock_levels set on_hand = 5")
        .await;
    assert_eq!(tells(&world).await, 1);
    let mut tx = world.tx().await;
    assert!(
        reconcile(&mut tx, Place::default(), 10)
            .await
            .unwrap()
            .is_some()
    );
    tx.commit().await.unwrap();
    assert_eq!(tells(&world).await, 2);
}

#[tokio::test]
async fn all_that_is_watched_is_looked_through_a_few_at_a_time_and_what_was_found_stays_found() {
    let world = World::create().await;
    for n in 0..5 {
        let variant = world.variant(&format!("MUG-{n}"), 0, 24_900).await;
        waits(&world, "elin@exempel.se", variant).await;
    }
    // Goods of which no list has heard.
    world
        .database
        .execute("update stock_levels set on_hand = 5")
        .await;
    let due = "select count(*) from watched_variants where tell_at is not null";
    let mut place = Place::default();
    for found in [2, 4, 5] {
        let mut tx = world.tx().await;
        place = reconcile(&mut tx, place, 2).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.database.value::<i64>(due).await, found);
        // One that is killed on its way has found nothing more, and taken nothing back.
        let mut killed = world.tx().await;
        reconcile(&mut killed, place, 2).await.unwrap();
        drop(killed);
        assert_eq!(world.database.value::<i64>(due).await, found);
    }
    let mut tx = world.tx().await;
    assert_eq!(reconcile(&mut tx, place, 2).await.unwrap(), None);
    tx.commit().await.unwrap();
    assert_eq!(tells(&world).await, 5);
}

/// Returns when so many wait for a lock; fails where they never do.
async fn are_waiting(world: &World, many: i64) {
    let waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    for _ in 0..50_000 {
        if world.database.value::<i64>(waiting).await >= many {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("fewer than {many} wait for a lock");
}

#[tokio::test]
async fn ending_all_by_a_link_and_erasing_the_account_at_once_wait_for_each_other_and_both_end() {
    let world = World::create().await;
    let elin = member(&world).await;
    let mut variants = Vec::new();
    for n in 0..6 {
        variants.push(world.variant(&format!("MUG-{n}"), 0, 24_900).await);
    }
    variants.sort_by_key(|variant| variant.0);
    // Begun in the other order, which is how they lie in the table.
    let mut last = None;
    for variant in variants.iter().rev() {
        let mut tx = world.tx().await;
        let id = begin(&mut tx, &elin, world.shop_id, *variant, "sv").await;
        tx.commit().await.unwrap();
        last = Some(id.unwrap());
    }
    let any = last.unwrap();
    // Somebody counts the first: whoever ends all by the link has taken what comes before that.
    let mut holder = world.tx().await;
    let held = sqlx::query("select from watched_variants where variant_id = $1 for update")
        .bind(variants[0].0)
        .execute(&mut *holder)
        .await;
    assert_eq!(held.unwrap().rows_affected(), 1);
    let by_link = async {
        let mut tx = world.tx().await;
        end_all(&mut tx, any).await.unwrap();
        tx.commit().await.unwrap();
    };
    let erased = async {
        are_waiting(&world, 1).await;
        let mut tx = world.tx().await;
        commerce::customer::erase::erase(&mut tx, elin.customer)
            .await
            .unwrap()
            .unwrap();
        tx.commit().await.unwrap();
    };
    let let_go = async {
        are_waiting(&world, 2).await;
        holder.commit().await.unwrap();
    };
    tokio::join!(by_link, erased, let_go);
    assert_eq!(waiting(&world).await, 0);
    let left = "select count(*) from stock_watches";
    assert_eq!(world.database.value::<i64>(left).await, 0);
}

#[tokio::test]
async fn what_is_ended_is_not_told_and_nobody_ends_anothers() {
    let world = World::create().await;
    let (mug, bowl) = (
        world.variant("MUG", 0, 24_900).await,
        world.variant("BOWL", 0, 24_900).await,
    );
    let (elin, maja) = (member(&world).await, member(&world).await);
    let mut tx = world.tx().await;
    let hers = begin(&mut tx, &elin, world.shop_id, mug, "sv")
        .await
        .unwrap();
    end_own(&mut tx, &maja, hers).await.unwrap();
    assert_eq!(
        find(&mut tx, hers).await.unwrap().unwrap().state,
        WatchState::Waiting
    );
    end_own(&mut tx, &elin, hers).await.unwrap();
    end_own(&mut tx, &elin, hers).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(waiting(&world).await, 0);
    // By the link: one, or all of the address.
    let first = waits(&world, "gast@exempel.se", mug).await;
    waits(&world, "GAST@exempel.se", bowl).await;
    waits(&world, "annan@exempel.se", bowl).await;
    let mut tx = world.tx().await;
    end(&mut tx, first).await.unwrap();
    end(&mut tx, first).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(waiting(&world).await, 2);
    let mut tx = world.tx().await;
    end_all(&mut tx, first).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(waiting(&world).await, 1);
    comes_in(&world, mug, 50).await;
    comes_in(&world, bowl, 50).await;
    assert_eq!(tells(&world).await, 1);
}

#[tokio::test]
async fn what_a_guest_waited_for_becomes_the_accounts_and_keeps_its_place_in_the_line() {
    let world = World::create().await;
    let (mug, bowl) = (
        world.variant("MUG", 0, 24_900).await,
        world.variant("BOWL", 0, 24_900).await,
    );
    let guests = waits(&world, "Elin@exempel.se", mug).await;
    let mut tx = world.tx().await;
    let wish = link::Wish {
        purpose: LinkPurpose::Register,
        email: "elin@exempel.se".to_owned(),
        name: "Elin".to_owned(),
        locale: "sv".to_owned(),
        next_path: String::new(),
        address: [192, 0, 2, 1].into(),
    };
    let id = link::ask(&mut tx, &wish).await.unwrap();
    let asked = link::find(&mut tx, id).await.unwrap().unwrap();
    let elin = register::register(&mut tx, &asked, "Elin", None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let watch = find(&mut conn, guests).await.unwrap().unwrap();
    assert_eq!(
        (watch.customer_id, watch.email.as_str()),
        (Some(elin.id), "")
    );
    // A watch that is proved later is the account's at once, and one that it has already stays one.
    drop(conn);
    let later = waits(&world, "elin@exempel.se", bowl).await;
    let before: String = world
        .database
        .value("select min(confirmed_at)::text from stock_watches where state = 'waiting'")
        .await;
    world.clock.advance(SignedDuration::from_hours(1));
    waits(&world, "elin@exempel.se", mug).await;
    assert_eq!(waiting(&world).await, 2);
    let first: String = world
        .database
        .value("select min(confirmed_at)::text from stock_watches where state = 'waiting'")
        .await;
    assert_eq!(first, before);
    let mut conn = world.db.read().await.unwrap();
    let mine = listing::of_customer(&mut conn, elin.id, "sv")
        .await
        .unwrap();
    assert_eq!(mine.len(), 2);
    assert!(mine.iter().any(|of| of.id == later));
}

#[tokio::test]
async fn the_file_of_what_is_held_tells_of_watches_and_erasing_takes_them_away() {
    let world = World::create().await;
    let (mug, bowl) = (
        world.variant("MUG", 0, 24_900).await,
        world.variant("BOWL", 0, 24_900).await,
    );
    let elin = member(&world).await;
    let email: String = world.database.value("select email from customers").await;
    asks(&world, &email, bowl).await;
    waits(&world, "annan@exempel.se", mug).await;
    let mut tx = world.tx().await;
    begin(&mut tx, &elin, world.shop_id, mug, "sv")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.tx().await;
    let file = testkit::world::file_of(&mut tx, elin.customer).await;
    drop(tx);
    let watched = file["watched"].as_array().unwrap();
    let articles: Vec<&str> = watched
        .iter()
        .filter_map(|of| of["article"].as_str())
        .collect();
    assert_eq!(articles.len(), 2, "{watched:?}");
    assert!(articles.contains(&"MUG") && articles.contains(&"BOWL"));
    let mut tx = world.tx().await;
    commerce::customer::erase::erase(&mut tx, elin.customer)
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    let left = "select count(*) from stock_watches";
    assert_eq!(world.database.value::<i64>(left).await, 1, "another's");
    assert_eq!(waiting(&world).await, 1);
}

#[tokio::test]
async fn what_has_waited_for_a_year_goes_and_what_is_over_goes_after_a_month_with_its_mails() {
    let world = World::create().await;
    let mug = world.variant("MUG", 0, 24_900).await;
    let told_watch = waits(&world, "elin@exempel.se", mug).await;
    comes_in(&world, mug, 1).await;
    assert_eq!(tells(&world).await, 1);
    comes_in(&world, mug, 0).await;
    asks(&world, "olle@exempel.se", mug).await;
    waits(&world, "maja@exempel.se", mug).await;
    let mut tx = world.tx().await;
    let mail = platform::mail::NewMail {
        kind: "stock-watch",
        subject_of: Some(("stock_watch", told_watch.0)),
        dedup_key: "x".to_owned(),
        sender: "hej@nordbod.example".to_owned(),
        recipient: "elin@exempel.se".to_owned(),
        reply_to: None,
        unsubscribe_url: None,
        subject: "Tillbaka".to_owned(),
        body_text: "Mugg".to_owned(),
        body_html: None,
        locale: "sv".to_owned(),
    };
    platform::mail::store::keep(&mut tx, &mail).await.unwrap();
    tx.commit().await.unwrap();
    let forgets = async || {
        for rule in [Rule::Watches, Rule::PastWatches] {
            let mut tx = world.tx().await;
            forget_some(&mut tx, rule).await.unwrap();
            tx.commit().await.unwrap();
        }
    };
    let held = "select string_agg(state, ' ' order by state) from stock_watches";
    world.clock.advance(SignedDuration::from_hours(24 * 29));
    forgets().await;
    assert_eq!(
        world.database.value::<String>(held).await,
        "asked told waiting"
    );
    world.clock.advance(SignedDuration::from_hours(24 * 2));
    forgets().await;
    assert_eq!(world.database.value::<String>(held).await, "waiting");
    let said = "select count(*) from mails where recipient <> '' or body_text <> ''";
    assert_eq!(world.database.value::<i64>(said).await, 0);
    world.clock.advance(SignedDuration::from_hours(24 * 335));
    forgets().await;
    assert_eq!(waiting(&world).await, 0);
    let left = "select count(*) from stock_watches";
    assert_eq!(world.database.value::<i64>(left).await, 0);
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
    let first = listing::most_watched(&mut conn, &Search::Everything, "sv", true, page)
        .await
        .unwrap();
    assert_eq!(first.rows.len(), 1);
    assert_eq!(
        (first.rows[0].sku.as_str(), first.rows[0].waiting),
        ("BOWL", 2)
    );
    let next = PageOf::after(first.rows[0].cursor(), 1);
    let second = listing::most_watched(&mut conn, &Search::Everything, "sv", true, next)
        .await
        .unwrap();
    assert_eq!(
        (second.rows[0].sku.as_str(), second.rows[0].waiting),
        ("MUG", 1)
    );
    for (text, found) in [("mug", 1), ("BOWL", 1), ("finns inte", 0)] {
        let search = listing::look_for(&mut conn, Some(text)).await.unwrap();
        let count = listing::count(&mut conn, &search).await.unwrap();
        assert_eq!(count.number(), found, "{text}");
    }
    let product = second.rows[0].product_id;
    let watchers = listing::watchers(&mut conn, product).await.unwrap();
    assert_eq!(watchers, [(mug, 1)]);
}
