//! Reviews: who may write, what staff decide, and counts that are true at every moment.

use commerce::catalogue::storefront::{Storefront, Visit, refresh_some};
use commerce::ids::{OrderId, ProductId, ReviewId, VariantId};
use commerce::pricing::Audience;
use commerce::pricing::listing::price_context;
use commerce::review::listing::{by_id, own_of_order, purchase, rating, shown};
use commerce::review::moderate::{Decision, ModerateError, decide, reply};
use commerce::review::remove::remove;
use commerce::review::report::{ReportError, report};
use commerce::review::{Breach, Draft, DraftFault, Rating, ReviewState, WriteError, write};
use futures_util::future::join_all;
use jiff::SignedDuration;
use platform::db::keyset::PageOf;
use testkit::World;

use crate::shipments::{arrive, paid, parcel, send};

pub fn draft(stars: i16) -> Draft {
    Draft {
        stars,
        heading: format!("{stars} stjärnor"),
        body: "Håller kaffet varmt.".to_owned(),
        shown_name: "Elin S.".to_owned(),
        locale: "sv".to_owned(),
    }
}

async fn product(world: &World, variant: VariantId) -> ProductId {
    let id = sqlx::query_scalar("select product_id from variants where id = $1")
        .bind(variant.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    ProductId(id)
}

/// An order of one piece that has come, and its product.
pub async fn received(world: &World, variant: VariantId) -> (OrderId, ProductId) {
    let order = paid(world, &[(variant, 1)]).await;
    let new = parcel(world, order, &order.to_string(), &[1]).await;
    let shipment = send(world, order, &new).await.unwrap();
    arrive(world, order, shipment).await;
    (order, product(world, variant).await)
}

pub async fn says(
    world: &World,
    of: (OrderId, ProductId),
    draft: &Draft,
    version: i32,
) -> Result<ReviewId, WriteError> {
    let mut tx = world.tx().await;
    let id = write(&mut tx, of, draft, version).await?;
    tx.commit().await.unwrap();
    Ok(id)
}

async fn decided(world: &World, id: ReviewId, decision: &Decision) -> Result<(), ModerateError> {
    let mut tx = world.tx().await;
    let version = by_id(&mut tx, id).await.unwrap().unwrap().row_version;
    decide(&mut tx, id, version, decision).await?;
    tx.commit().await.unwrap();
    Ok(())
}

async fn counts(world: &World, product: ProductId) -> [i64; 5] {
    let mut conn = world.db.read().await.unwrap();
    let Rating(counts) = rating(&mut conn, product).await.unwrap();
    counts
}

fn refusal(reason: Breach, words: &str) -> Decision {
    Decision::Refuse {
        reason,
        words: words.to_owned(),
    }
}

#[tokio::test]
async fn only_who_has_bought_and_received_writes_and_only_once() {
    let world = World::create().await;
    let mug = world.variant("MUG", 20, 24_900).await;
    let bowl = world.variant("BOWL", 20, 9_900).await;
    let order = paid(&world, &[(mug, 1)]).await;
    let of = (order, product(&world, mug).await);
    let early = says(&world, of, &draft(5), 0).await;
    assert!(matches!(early, Err(WriteError::NotReceived)), "{early:?}");
    let other = (order, product(&world, bowl).await);
    assert!(matches!(
        says(&world, other, &draft(5), 0).await,
        Err(WriteError::Unknown)
    ));
    let new = parcel(&world, order, "a", &[1]).await;
    let shipment = send(&world, order, &new).await.unwrap();
    assert!(matches!(
        says(&world, of, &draft(5), 0).await,
        Err(WriteError::NotReceived)
    ));
    arrive(&world, order, shipment).await;
    let faulty = says(&world, of, &draft(0), 0).await;
    assert!(
        matches!(&faulty, Err(WriteError::Faulty(f)) if f == &[DraftFault::Stars]),
        "{faulty:?}"
    );
    let id = says(&world, of, &draft(5), 0).await.unwrap();
    assert_eq!(
        says(&world, of, &draft(5), 0).await.unwrap(),
        id,
        "the same again is the same"
    );
    assert!(
        matches!(
            says(&world, of, &draft(4), 0).await,
            Err(WriteError::ChangedMeanwhile)
        ),
        "another text needs to know of the first"
    );
    assert_eq!(says(&world, of, &draft(4), 1).await.unwrap(), id);
    let held = by_id(&mut world.db.read().await.unwrap(), id).await;
    assert_eq!(held.unwrap().unwrap().stars, 4);
    // Where nothing says that it arrived, a week is enough.
    let sent = paid(&world, &[(bowl, 1)]).await;
    let new = parcel(&world, sent, "b", &[1]).await;
    send(&world, sent, &new).await.unwrap();
    world.clock.advance(SignedDuration::from_hours(7 * 24 + 1));
    says(&world, (sent, other.1), &draft(3), 0).await.unwrap();
}

/// Who types an address when they buy has not proved that it is theirs.
#[tokio::test]
async fn nobody_reads_or_changes_a_review_by_buying_with_its_writers_address() {
    let world = World::create().await;
    let mug = world.variant("MUG", 20, 24_900).await;
    let of = received(&world, mug).await;
    let id = says(&world, of, &draft(5), 0).await.unwrap();
    let same = async |of: (OrderId, ProductId)| {
        let mut conn = world.db.read().await.unwrap();
        let now = world.clock.now();
        assert!(own_of_order(&mut conn, of.0, of.1).await.unwrap().is_none());
        let bought = purchase(&mut conn, of.0, of.1, now).await.unwrap().unwrap();
        assert!(bought.is_taken && bought.state.is_none());
        drop(conn);
        let changed = says(&world, of, &draft(1), 1).await;
        assert!(matches!(changed, Err(WriteError::Taken)), "{changed:?}");
        let mut tx = world.tx().await;
        assert!(!remove(&mut tx, of.0, of.1).await.unwrap());
    };
    same(received(&world, mug).await).await;
    // The writer has an account since, and what was theirs as a guest is theirs there; the other order is as strange as before.
    let (_, token) = world.session("user").await;
    let session = {
        let mut conn = world.db.read().await.unwrap();
        commerce::customer::session::find(&mut conn, &token, world.clock.now()).await
    };
    let customer = session.unwrap().unwrap().customer;
    for sql in [
        "update customers set email = 'elin@exempel.se' where id = $2",
        "update orders set customer_id = $2 where id = $1",
    ] {
        let sql = sqlx::AssertSqlSafe(
            sql.replace("$2", &format!("'{customer}'"))
                .replace("$1", &format!("'{}'", of.0)),
        );
        sqlx::query(sql)
            .execute(&world.database.pool)
            .await
            .unwrap();
    }
    assert_eq!(says(&world, of, &draft(3), 1).await.unwrap(), id);
    same(received(&world, mug).await).await;
    let held = by_id(&mut world.db.read().await.unwrap(), id).await;
    let held = held.unwrap().unwrap();
    assert_eq!((held.stars, held.customer_id), (3, Some(customer)));
}

#[tokio::test]
async fn two_orders_at_once_make_one_review() {
    let world = World::create().await;
    let mug = world.variant("MUG", 20, 24_900).await;
    let mut orders = Vec::new();
    for _ in 0..4 {
        orders.push(received(&world, mug).await);
    }
    let (world, draft) = (&world, draft(5));
    let tries = orders.iter().map(|of| says(world, *of, &draft, 0));
    let done = join_all(tries).await;
    assert!(done.iter().any(Result::is_ok));
    for failed in done.iter().filter_map(|done| done.as_ref().err()) {
        let is_known = matches!(failed, WriteError::ChangedMeanwhile | WriteError::Taken);
        assert!(is_known, "{failed:?}");
    }
    let kept: i64 = world.database.value("select count(*) from reviews").await;
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn counts_follow_what_is_published_and_the_card_shows_the_mean() {
    let world = World::create().await;
    let mug = world.variant("MUG", 20, 24_900).await;
    let of = received(&world, mug).await;
    let id = says(&world, of, &draft(5), 0).await.unwrap();
    assert_eq!(counts(&world, of.1).await, [0; 5], "nobody has read it");
    decided(&world, id, &Decision::Publish).await.unwrap();
    assert_eq!(counts(&world, of.1).await, [0, 0, 0, 0, 1]);
    // Published twice counts once.
    decided(&world, id, &Decision::Publish).await.unwrap();
    assert_eq!(counts(&world, of.1).await, [0, 0, 0, 0, 1]);
    let mut tx = world.tx().await;
    while refresh_some(&mut tx).await.unwrap() > 0 {}
    tx.commit().await.unwrap();
    let card: String = world
        .database
        .value("select card from listing_cards where locale = 'sv'")
        .await;
    assert!(
        card.contains(r#""rating":{"tenths":50,"count":1}"#),
        "{card}"
    );
    let mut conn = world.db.read().await.unwrap();
    let now = world.clock.now();
    let prices = price_context(&mut conn, world.shop_id, Audience::Tier("consumer"), now)
        .await
        .unwrap()
        .unwrap();
    let visit = Visit {
        shop_id: world.shop_id,
        locale: "sv",
        prices: &prices,
        country: "SE",
        at: now,
        is_rehearsal: false,
        sees_kept_prices: true,
    };
    let cards = Storefront::new()
        .cards(&mut conn, &visit, &[of.1])
        .await
        .unwrap();
    assert_eq!(cards[0].rating.map(|mean| mean.tenths), Some(50));
    drop(conn);
    // Changed: out of sight until it has been read again, with its new stars.
    says(&world, of, &draft(2), 3).await.unwrap();
    assert_eq!(counts(&world, of.1).await, [0; 5]);
    let short = decided(&world, id, &refusal(Breach::Other, " ")).await;
    assert!(matches!(short, Err(ModerateError::Words)));
    decided(&world, id, &refusal(Breach::OffTopic, ""))
        .await
        .unwrap();
    let again = decided(&world, id, &refusal(Breach::OffTopic, "")).await;
    assert!(matches!(again, Err(ModerateError::ChangedMeanwhile)));
    let told = "select count(*) from jobs where name = 'commerce.send-review-notice'";
    assert_eq!(world.database.value::<i64>(told).await, 1);
    decided(&world, id, &Decision::Publish).await.unwrap();
    assert_eq!(counts(&world, of.1).await, [0, 1, 0, 0, 0]);
    let mut tx = world.tx().await;
    assert!(remove(&mut tx, of.0, of.1).await.unwrap());
    assert!(!remove(&mut tx, of.0, of.1).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(counts(&world, of.1).await, [0; 5]);
    let trail: String = world
        .database
        .value("select string_agg(action, ',' order by action) from audit_entries where subject_kind = 'review'")
        .await;
    assert_eq!(
        trail,
        "review.changed,review.published,review.published,review.published,review.refused,review.removed,review.written"
    );
}

#[tokio::test]
async fn two_decisions_at_once_are_one() {
    let world = World::create().await;
    let mug = world.variant("MUG", 20, 24_900).await;
    let of = received(&world, mug).await;
    let id = says(&world, of, &draft(4), 0).await.unwrap();
    let world = &world;
    let tries = (0..8).map(|n| async move {
        let decision = if n % 2 == 0 {
            Decision::Publish
        } else {
            refusal(Breach::Unlawful, "")
        };
        let mut tx = world.tx().await;
        let done = decide(&mut tx, id, 1, &decision).await.is_ok();
        if done {
            tx.commit().await.unwrap();
        }
        done
    });
    let done = join_all(tries).await;
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    let held = by_id(&mut world.db.read().await.unwrap(), id).await;
    let is_shown = held.unwrap().unwrap().state == ReviewState::Published;
    assert_eq!(counts(world, of.1).await[3], i64::from(is_shown));
}

#[tokio::test]
async fn a_reported_review_stays_until_staff_have_read_it_again() {
    let world = World::create().await;
    let mug = world.variant("MUG", 20, 24_900).await;
    let of = received(&world, mug).await;
    let id = says(&world, of, &draft(1), 0).await.unwrap();
    let mut tx = world.tx().await;
    let unread = report(&mut tx, id, Breach::Offensive, "").await;
    assert!(matches!(unread, Err(ReportError::Unknown)));
    drop(tx);
    decided(&world, id, &Decision::Publish).await.unwrap();
    let mut tx = world.tx().await;
    let wordless = report(&mut tx, id, Breach::Other, " ").await;
    assert!(matches!(wordless, Err(ReportError::Words)));
    for _ in 0..2 {
        report(&mut tx, id, Breach::Advertising, "Reklam")
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let held = by_id(&mut conn, id).await.unwrap().unwrap();
    assert_eq!((held.state, held.reports), (ReviewState::Published, 2));
    drop(conn);
    assert_eq!(counts(&world, of.1).await[0], 1);
    decided(&world, id, &Decision::Publish).await.unwrap();
    let mut tx = world.tx().await;
    let held = by_id(&mut tx, id).await.unwrap().unwrap();
    assert_eq!(held.reports, 0);
    reply(&mut tx, id, held.row_version, " Tack! ")
        .await
        .unwrap();
    let stale = reply(&mut tx, id, held.row_version, "Nej").await;
    assert!(matches!(stale, Err(ModerateError::ChangedMeanwhile)));
    let held = by_id(&mut tx, id).await.unwrap().unwrap();
    assert_eq!(held.reply, "Tack!");
    assert!(held.replied_at.is_some());
}

#[tokio::test]
async fn what_staff_say_of_a_review_stands_with_it_and_not_in_the_trail() {
    let world = World::create().await;
    let mug = world.variant("MUG", 20, 24_900).await;
    let of = received(&world, mug).await;
    let id = says(&world, of, &draft(1), 0).await.unwrap();
    let refusal = Decision::Refuse {
        reason: Breach::Other,
        words: "Ta bort numret till Zebra.".to_owned(),
    };
    decided(&world, id, &refusal).await.unwrap();
    let mut tx = world.tx().await;
    for words in ["Hej Zebra!", "Tack, Zebra!", ""] {
        let held = by_id(&mut tx, id).await.unwrap().unwrap();
        reply(&mut tx, id, held.row_version, words).await.unwrap();
    }
    let held = by_id(&mut tx, id).await.unwrap().unwrap();
    assert_eq!(held.refusal_words, "Ta bort numret till Zebra.");
    tx.commit().await.unwrap();
    let told: (String, i64) = sqlx::query_as(
        "select string_agg(coalesce(after ->> 'has_words', after ->> 'has_reply'), ',' order by at, id),
                count(*) filter (where audit_entries::text like '%Zebra%')
         from audit_entries where action in ('review.refused', 'review.answered')",
    )
    .fetch_one(&world.database.pool)
    .await
    .unwrap();
    assert_eq!(told, ("true,true,true,false".to_owned(), 0));
}

#[tokio::test]
async fn pages_go_on_by_key_and_are_narrowed_by_stars() {
    let world = World::create().await;
    let mug = world.variant("MUG", 20, 24_900).await;
    let of = received(&world, mug).await;
    sqlx::query(
        "insert into reviews (id, product_id, order_id, order_number, email, state, stars, heading, body, shown_name, locale, written_at, published_at, updated_at)
         select gen_random_uuid(), $1, $2, 'ORD-1', n || '@exempel.se', case when n % 5 = 0 then 'pending' else 'published' end, 1 + n % 5, 'H' || n, 'B', 'N', 'sv',
                now(), now() - (n / 3) * interval '1 minute', now() from generate_series(1, 50) n",
    )
    .bind(of.1.0)
    .bind(of.0.0)
    .execute(&world.database.pool)
    .await
    .unwrap();
    let mut conn = world.db.read().await.unwrap();
    let mut seen = Vec::new();
    let mut page = PageOf::first(7);
    loop {
        let slice = shown(&mut conn, of.1, None, page).await.unwrap();
        seen.extend(
            slice
                .rows
                .iter()
                .map(|review| (review.published_at, review.id)),
        );
        let Some(last) = slice.rows.last().filter(|_| slice.has_after) else {
            break;
        };
        page = PageOf::after(last.cursor(), 7);
    }
    assert_eq!(seen.len(), 40, "each once, and only what is published");
    let mut sorted = seen.clone();
    sorted.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.0.cmp(&a.1.0)));
    assert_eq!(seen, sorted, "those published last first");
    let twos = shown(&mut conn, of.1, Some(2), PageOf::first(20))
        .await
        .unwrap();
    assert_eq!(twos.rows.len(), 10);
    assert!(twos.rows.iter().all(|review| review.stars == 2));
}

#[tokio::test]
async fn states_and_breaches_are_named_as_in_the_tables_checks() {
    let world = World::create().await;
    let same = async |name: &str, names: Vec<&str>| {
        let check: String = sqlx::query_scalar(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = $1",
        )
        .bind(name)
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
        for name in &names {
            assert!(
                check.contains(&format!("'{name}'::text")),
                "{name}: {check}"
            );
        }
        assert_eq!(check.matches("'::text").count(), names.len(), "{check}");
    };
    let states = ReviewState::ALL
        .iter()
        .map(|state| state.as_str())
        .collect();
    same("reviews_state_check", states).await;
    let breaches: Vec<&str> = Breach::ALL.iter().map(|breach| breach.as_str()).collect();
    same("reviews_refusal_check", breaches.clone()).await;
    same("review_reports_reason_check", breaches).await;
}
