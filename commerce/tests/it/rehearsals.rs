//! What differs between now and a time to come: for a tier or a company, at once or batch by batch.

use commerce::catalogue::product::{ProductDraft, VariantDraft, save_products};
use commerce::ids::{RehearsalId, VariantId};
use commerce::pricing::list::Audience as For;
use commerce::pricing::rehearsal::listing::{
    self, Answer, DifferenceFilter, ListedDifference, Mind,
};
use commerce::pricing::rehearsal::{
    AT_ONCE, As, KEPT_FOR, Question, Step, advance, ask, forget_some,
};
use commerce::promotion::Conditions;
use jiff::SignedDuration;
use platform::clock::Timestamp;
use platform::db::keyset::PageOf;
use platform::money::UnitPrice;
use testkit::World;

use crate::on_sale::{list, price, product_of};
use crate::price_lists::{company, hours};
use crate::rehearsals_promotions::{PER_CENT, promotion};

pub fn question(world: &World, at: Timestamp) -> Question {
    Question {
        shop_id: world.shop_id,
        country: "SE".to_owned(),
        seen_as: As::Tier("consumer".to_owned()),
        name: "Konsument".to_owned(),
        now: world.clock.now(),
        at,
        margin_bp: Some(2_000),
    }
}

pub async fn asked(world: &World, question: &Question, at_once: i64, anew: bool) -> String {
    let mut tx = world.tx().await;
    let number = ask(&mut tx, question, at_once, anew)
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    number
}

pub async fn answer(world: &World, number: &str) -> Answer {
    let mut conn = world.db.read().await.unwrap();
    listing::answer(&mut conn, number).await.unwrap().unwrap()
}

pub async fn told(world: &World, number: &str, mind: Option<Mind>) -> Vec<ListedDifference> {
    let filter = DifferenceFilter {
        rehearsal: number.to_owned(),
        mind,
        ..DifferenceFilter::default()
    };
    let mut conn = world.db.read().await.unwrap();
    let (mut rows, mut page) = (Vec::new(), PageOf::first(2));
    loop {
        let slice = listing::differences(&mut conn, &filter, "sv", true, page)
            .await
            .unwrap();
        let last = slice.rows.last().map(ListedDifference::cursor);
        rows.extend(slice.rows);
        match last.filter(|_| slice.has_after) {
            Some(cursor) => page = PageOf::after(cursor, 2),
            None => return rows,
        }
    }
}

async fn id_of(world: &World, number: &str) -> RehearsalId {
    let id = sqlx::query_scalar("select id from rehearsals where number = $1")
        .bind(number)
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    RehearsalId(id)
}

async fn step(world: &World, id: RehearsalId, batch: i64) -> Step {
    let mut tx = world.tx().await;
    let step = advance(&mut tx, id, batch).await.unwrap();
    tx.commit().await.unwrap();
    step
}

/// In öre.
pub fn kr(price: Option<UnitPrice>) -> Option<i64> {
    price.map(|price| price.0 / 10_000)
}

/// So many articles, `V-0001` and so on, each of a product of its own, which cost 100 kr and from a moment on 90 kr.
async fn many(world: &World, many: i32, from: Timestamp) {
    let mut tx = world.tx().await;
    sqlx::query(
        "with goods as (insert into products (id, code, vat_class, created_at, updated_at)
             select md5('p' || n)::uuid, 'V-' || n, 'standard', $1, $1 from generate_series(1, $2) n),
         made as (insert into variants (id, product_id, sku, created_at, updated_at)
             select gen_random_uuid(), md5('p' || n)::uuid, 'V-' || lpad(n::text, 4, '0'), $1, $1 from generate_series(1, $2) n returning id)
         insert into prices (id, price_list_id, variant_id, min_quantity, unit_price_e4, valid_from, valid_to, created_at, created_by)
         select gen_random_uuid(), $3, id, 1, e4, begins, ends, $1, 'test'
         from made cross join (values (100000000, $1, $4), (90000000, $4, null)) as p (e4, begins, ends)",
    )
    .bind(world.clock.now())
    .bind(many)
    .bind(world.list.0)
    .bind(from)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn every_quantity_is_told_of_and_margins_to_those_who_may_know() {
    let world = World::create().await;
    let screw = world.variant("SCREW", 9, 10_000).await;
    price(&world, world.list, screw, (100, 4_000), None).await;
    let then = hours(&world, 24);
    price(&world, world.list, screw, (100, 1_200), Some(then)).await;
    let draft = ProductDraft {
        code: "SCREW".to_owned(),
        variants: vec![VariantDraft {
            sku: "SCREW".to_owned(),
            cost_e4: Some(20_000_000),
            ..VariantDraft::default()
        }],
        ..ProductDraft::default()
    };
    let mut tx = world.tx().await;
    assert!(save_products(&mut tx, &[draft]).await.unwrap()[0].is_ok());
    tx.commit().await.unwrap();
    let audited: String = world
        .database
        .value("select after::text from audit_entries where action = 'variant.costs_set'")
        .await;
    assert!(
        audited.contains("SCREW") && audited.contains("20000000"),
        "{audited}"
    );

    let asks = question(&world, hours(&world, 25));
    let number = asked(&world, &asks, AT_ONCE, false).await;
    let found = answer(&world, &number).await;
    assert!(found.is_done && (found.looked_at, found.articles) == (1, 1));
    assert_eq!((found.changed, found.below_margin), (1, 1));
    let rows = told(&world, &number, Some(Mind::BelowMargin)).await;
    let row = &rows[0];
    assert_eq!(
        (row.quantity, kr(row.now().0), kr(row.then().0)),
        (100, Some(4_000), Some(1_200))
    );
    // 12 kr with VAT is 9.60 without; 20 of that is more than all of it.
    assert_eq!((row.margin_bp, row.name.as_str()), (Some(-10_833), "SCREW"));
    let bare = Question {
        margin_bp: None,
        ..asks
    };
    let bare = asked(&world, &bare, AT_ONCE, false).await;
    assert_ne!(
        bare, number,
        "who may not know is given no answer that tells"
    );
    assert_eq!(answer(&world, &bare).await.below_margin, 0);
    assert_eq!(told(&world, &bare, None).await[0].margin_bp, None);
}

#[tokio::test]
async fn a_large_catalogue_is_compared_batch_by_batch_to_the_last_article() {
    let world = World::create().await;
    world.variant("MUG", 9, 10_000).await;
    many(&world, 25, hours(&world, 24)).await;
    let still = world.variant("STILL", 9, 10_000).await;
    let asks = question(&world, hours(&world, 48));
    let number = asked(&world, &asks, 10, false).await;
    let id = id_of(&world, &number).await;
    let jobs = "select count(*) from jobs where name = 'commerce.compare-rehearsal'";
    assert_eq!(world.database.value::<i64>(jobs).await, 1);
    let found = answer(&world, &number).await;
    assert!(!found.is_done && (found.looked_at, found.articles) == (0, 27));

    assert_eq!(step(&world, id, 8).await, Step::On);
    let found = answer(&world, &number).await;
    assert_eq!(
        (found.looked_at, found.changed),
        (8, 6),
        "MUG, STILL and six"
    );
    // A break: what was not committed has not happened, and it goes on where it was.
    let mut tx = world.tx().await;
    assert_eq!(advance(&mut tx, id, 8).await.unwrap(), Step::On);
    drop(tx);
    assert_eq!(answer(&world, &number).await.looked_at, 8);
    let mut steps = 0;
    while step(&world, id, 8).await == Step::On {
        steps += 1;
    }
    assert_eq!(steps, 3);
    assert_eq!(step(&world, id, 8).await, Step::Done, "twice is as once");
    let found = answer(&world, &number).await;
    assert!(found.is_done && (found.looked_at, found.articles) == (27, 27));
    let rows = told(&world, &number, None).await;
    assert_eq!((found.changed, rows.len()), (25, 25));
    let named: Vec<String> = (1..=25).map(|n| format!("V-{n:04}")).collect();
    let skus: Vec<String> = rows.iter().map(|row| row.sku.clone()).collect();
    assert_eq!(skus, named, "by article number, each once");
    assert!(rows.iter().all(|row| row.variant_id != still));

    // The same at once.
    let at_once = asked(&world, &asks, AT_ONCE, true).await;
    assert_ne!(at_once, number);
    let found = answer(&world, &at_once).await;
    assert!(found.is_done && (found.looked_at, found.changed) == (25, 25));
    let again: Vec<String> = told(&world, &at_once, None)
        .await
        .into_iter()
        .map(|row| row.sku)
        .collect();
    assert_eq!(again, named);
}

#[tokio::test]
async fn what_cannot_be_called_reduced_stands_before_the_rest() {
    let world = World::create().await;
    for (sku, minor) in [("A", 10_000), ("B", 10_000)] {
        let variant = world.variant(sku, 9, minor).await;
        price(
            &world,
            world.list,
            variant,
            (1, 9_000),
            Some(hours(&world, 24)),
        )
        .await;
    }
    let product = product_of(&world, world.variant("D", 9, 10_000).await).await;
    let sale = list(&world, "sale", For::Campaign(vec![]), true).await;
    // It has no price but the campaign's.
    let fresh = VariantId::generate();
    let mut tx = world.tx().await;
    sqlx::query(
        "insert into variants (id, product_id, sku, option_key, created_at, updated_at) values ($1, $2, 'C', 'c', $3, $3)",
    )
    .bind(fresh.0)
    .bind(product.0)
    .bind(world.clock.now())
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    price(&world, sale, fresh, (1, 5_000), Some(hours(&world, 24))).await;
    world.unpublish_from(hours(&world, 30)).await;
    let number = asked(&world, &question(&world, hours(&world, 25)), AT_ONCE, false).await;
    let found = answer(&world, &number).await;
    assert_eq!((found.changed, found.lacking_prior), (3, 1));
    assert_eq!((found.coming, found.going), (0, 0));
    let skus = |rows: Vec<ListedDifference>| -> Vec<String> {
        rows.into_iter().map(|row| row.sku).collect()
    };
    assert_eq!(skus(told(&world, &number, None).await), ["C", "A", "B"]);
    let lacking = told(&world, &number, Some(Mind::LacksPrior)).await;
    assert_eq!(lacking[0].list_name.as_deref(), Some("SALE"));
    assert_eq!(skus(lacking), ["C"]);
    let number = asked(&world, &question(&world, hours(&world, 31)), AT_ONCE, false).await;
    assert_eq!(answer(&world, &number).await.going, 3);
}

#[tokio::test]
async fn a_company_has_its_own_prices_to_come() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 10_000).await;
    let (acme, _) = company(&world, "FTG-1").await;
    let own = list(&world, "acme", For::Company(acme), false).await;
    price(&world, own, mug, (1, 6_000), Some(hours(&world, 24))).await;
    let at = hours(&world, 48);
    let by_company = Question {
        seen_as: As::Company(acme),
        name: "FTG-1".to_owned(),
        ..question(&world, at)
    };
    let number = asked(&world, &by_company, AT_ONCE, false).await;
    let found = answer(&world, &number).await;
    assert_eq!(
        (found.seen_as(), found.shows_vat, found.company_number),
        (Some(As::Company(acme)), false, Some("FTG-1".to_owned()))
    );
    let rows = told(&world, &number, None).await;
    // The Consumer tier's 100 kr without its VAT, then the company's own.
    assert_eq!(
        (kr(rows[0].now().0), kr(rows[0].then().0)),
        (Some(8_000), Some(6_000))
    );
    let number = asked(&world, &question(&world, at), AT_ONCE, false).await;
    assert_eq!(answer(&world, &number).await.changed, 0);
}

#[tokio::test]
async fn the_same_question_at_once_has_its_answer_until_something_changes() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 10_000).await;
    let mut tx = world.tx().await;
    sqlx::query("update price_lists set updated_at = created_at")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let at = hours(&world, 48);
    let seconds = |of| world.clock.advance(SignedDuration::from_secs(of));
    seconds(60);
    let number = asked(&world, &question(&world, at), AT_ONCE, false).await;
    seconds(30);
    let again = asked(&world, &question(&world, at), AT_ONCE, false).await;
    assert_eq!(again, number);
    let other = asked(&world, &question(&world, hours(&world, 50)), AT_ONCE, false).await;
    assert_ne!(other, number, "another moment");
    let anew = asked(&world, &question(&world, at), AT_ONCE, true).await;
    assert_ne!(anew, number);
    seconds(10);
    price(&world, world.list, mug, (1, 9_000), Some(hours(&world, 24))).await;
    seconds(10);
    let changed = asked(&world, &question(&world, at), AT_ONCE, false).await;
    assert_ne!(changed, anew, "a price has been set meanwhile");
    assert_eq!(answer(&world, &changed).await.changed, 1);
    // What an article costs is not looked for: later the answer is another.
    seconds(60);
    let late = asked(&world, &question(&world, at), AT_ONCE, false).await;
    assert_ne!(late, changed, "no longer a second click");
}

#[tokio::test]
async fn an_answer_that_is_being_made_is_the_same_questions() {
    let world = World::create().await;
    many(&world, 12, hours(&world, 24)).await;
    let unchanged = "update price_lists set updated_at = created_at";
    world.database.execute(unchanged).await;
    let at = hours(&world, 48);
    world.clock.advance(SignedDuration::from_mins(1));
    let number = asked(&world, &question(&world, at), 10, false).await;
    world.clock.advance(SignedDuration::from_mins(5));
    let again = asked(&world, &question(&world, at), 10, false).await;
    assert_eq!(again, number);
    let id = id_of(&world, &number).await;
    while step(&world, id, 8).await == Step::On {}
    let done = asked(&world, &question(&world, at), 10, false).await;
    assert_ne!(done, number, "what is done is compared anew");
}

#[tokio::test]
async fn answers_are_taken_away_after_a_week() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 10_000).await;
    price(&world, world.list, mug, (1, 9_000), Some(hours(&world, 24))).await;
    promotion(&world, PER_CENT, (24, None), Conditions::default()).await;
    asked(&world, &question(&world, hours(&world, 48)), AT_ONCE, false).await;
    let forget = async || {
        let mut gone = 0;
        loop {
            let mut tx = world.tx().await;
            let some = forget_some(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
            gone += some;
            if some == 0 {
                return gone;
            }
        }
    };
    world.clock.advance(KEPT_FOR);
    assert_eq!(forget().await, 0);
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(forget().await, 2, "a difference and its answer");
    let left = "select (select count(*) from rehearsals) + (select count(*) from rehearsal_differences) + (select count(*) from rehearsal_promotions)";
    assert_eq!(world.database.value::<i64>(left).await, 0);
}

#[tokio::test]
async fn a_batch_reads_its_own_articles_and_not_the_catalogue() {
    let world = World::create().await;
    many(&world, 6_000, hours(&world, 24)).await;
    let mut tx = world.tx().await;
    for analyse in ["analyze variants", "analyze prices", "analyze products"] {
        sqlx::query(analyse).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let number = asked(&world, &question(&world, hours(&world, 48)), 10, false).await;
    let id = id_of(&world, &number).await;
    // Earlier transactions of the connection count until it has reported them.
    let read = async |tx: &mut platform::db::Tx| -> i64 {
        sqlx::query_scalar(
            "select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_xact_user_tables where relname in ('variants', 'prices')",
        )
        .fetch_one(&mut **tx)
        .await
        .unwrap()
    };
    let mut tx = world.tx().await;
    let before = read(&mut tx).await;
    assert_eq!(advance(&mut tx, id, 100).await.unwrap(), Step::On);
    let read = read(&mut tx).await - before;
    assert!(
        read >= 100,
        "a batch of a hundred articles reads {read} rows"
    );
    assert!(
        read < 3_000,
        "a batch of a hundred articles reads {read} rows"
    );
}
