//! Watches that are ended, change hands or are forgotten.

use commerce::customer::{LinkPurpose, link, register};
use commerce::retention::{Rule, forget_some};
use commerce::stock_watch::begin::begin;
use commerce::stock_watch::end::{end, end_all, end_own};
use commerce::stock_watch::{WatchState, find, listing};
use jiff::SignedDuration;
use testkit::World;

use crate::stock_watches::{asks, comes_in, member, tells, waiting, waits};

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
    let mine = listing::of_customer(&mut conn, (elin.id, None), "sv", world.clock.now())
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
