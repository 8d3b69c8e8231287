//! Many articles at once: what comes of each, and that a thousand take no more statements than ten.

use commerce::cart::fill::{Cause, Note, Wanted, fill, notes};
use commerce::cart::listing::wanted;
use commerce::cart::store::{restore, set_quantity};
use commerce::cart::{LineError, MAX_LINES};
use commerce::company::MemberRole;
use commerce::gift_card::Wish;
use commerce::ids::{CartId, CartLineId, VariantId};
use commerce::purchase_list::{ListKind, Owner, keep, store};
use commerce::quick_order::listing::{Reader, report};
use commerce::quick_order::read_text;
use commerce::quotation::accept::accept;
use commerce::quotation::answer::{Draft, send};
use commerce::quotation::ask::ask;
use platform::db::{Db, Origin, Tx};
use testkit::World;

use crate::companies::company;
use crate::quotations::{asking, draft, session};

/// As many articles as that, all for sale, by their numbers.
pub async fn articles(world: &World, count: i32) -> Vec<VariantId> {
    sqlx::query_scalar::<_, uuid::Uuid>(
        "with made as (insert into products (id, code, vat_class, created_at, updated_at)
                       select gen_random_uuid(), 'A' || n, 'standard', now(), now() from generate_series(1, $1) n returning id, code),
              out as (insert into product_publications (shop_id, product_id, published_from) select $2, id, '2020-01-01' from made),
              sold as (insert into variants (id, product_id, sku, is_main, weight_g, created_at, updated_at)
                       select gen_random_uuid(), id, code, true, 1, now(), now() from made returning id),
              priced as (insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
                         select gen_random_uuid(), $3, id, 100000000, '2020-01-01', now(), 'test' from sold),
              stocked as (insert into stock_levels (variant_id, location_id, on_hand, updated_at) select id, $4, 50, now() from sold)
         select id from sold",
    )
    .bind(count)
    .bind(world.shop_id.0)
    .bind(world.list.0)
    .bind(world.location.0)
    .fetch_all(&world.database.pool)
    .await
    .unwrap()
    .into_iter()
    .map(VariantId)
    .collect()
}

fn some(variant: VariantId, name: &str, quantity: i32) -> Wanted {
    Wanted {
        variant_id: Some(variant),
        name: name.to_owned(),
        quantity,
        wish: Wish::default(),
    }
}

/// How many statements a connection has been asked so far.
pub async fn asked(tx: &mut Tx) -> i64 {
    sqlx::query_scalar(
        "select coalesce(sum(generic_plans + custom_plans), 0)::bigint from pg_prepared_statements where statement not like '%pg_prepared_statements%'",
    )
    .fetch_one(&mut **tx)
    .await
    .unwrap()
}

async fn told(world: &World, cart: CartId) -> Vec<(String, String, i32, i32)> {
    let mut conn = world.db.read().await.unwrap();
    let all = notes(&mut conn, cart, world.clock.now()).await.unwrap();
    all.into_iter()
        .map(|note: Note| (note.outcome, note.name, note.wanted, note.got))
        .collect()
}

async fn line_of(world: &World, cart: CartId, variant: VariantId) -> CartLineId {
    sqlx::query_scalar("select id from cart_lines where cart_id = $1 and variant_id = $2")
        .bind(cart.0)
        .bind(variant.0)
        .fetch_one(&world.database.pool)
        .await
        .map(CartLineId)
        .unwrap()
}

#[tokio::test]
async fn each_article_is_told_by_itself_however_many_come_at_once() {
    let world = World::create().await;
    let [plenty, held, short, out, gone] = [50, 50, 3, 0, 50];
    let plenty = world.variant("PLENTY", plenty, 10_000).await;
    let held = world.variant("HELD", held, 10_000).await;
    let short = world.variant("SHORT", short, 10_000).await;
    let out = world.variant("OUT", out, 10_000).await;
    let gone = world.variant("GONE", gone, 10_000).await;
    world
        .database
        .execute("update variants set is_active = false where sku = 'GONE'")
        .await;
    let cart = world.cart(&[(held, 6)]).await;
    let goods = [
        some(short, "short", 5),
        some(plenty, "plenty", 2),
        some(held, "held", 4),
        some(out, "out", 1),
        some(gone, "gone", 1),
        // The same once more, as an order may have it on two rows: the larger number counts.
        some(plenty, "plenty again", 7),
        Wanted {
            variant_id: None,
            name: "nameless".to_owned(),
            quantity: 1,
            wish: Wish::default(),
        },
    ];
    let mut tx = world.tx().await;
    fill(&mut tx, cart, &goods, Cause::LogIn, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let expected = [
        ("short", "short", 5, 3),
        ("joined", "plenty", 2, 2),
        ("larger", "held", 4, 6),
        ("out", "out", 1, 0),
        ("gone", "gone", 1, 0),
        ("larger", "plenty again", 7, 7),
        ("gone", "nameless", 1, 0),
    ];
    let expected =
        expected.map(|(is, name, wanted, got)| (is.to_owned(), name.to_owned(), wanted, got));
    assert_eq!(told(&world, cart).await, expected);
    // In the order in which they came, what was there before first.
    let mut conn = world.db.read().await.unwrap();
    let holds: Vec<_> = wanted(&mut conn, cart).await.unwrap();
    let holds: Vec<_> = holds
        .iter()
        .map(|line| (line.name.as_str(), line.quantity))
        .collect();
    assert_eq!(holds, [("HELD", 6), ("SHORT", 3), ("PLENTY", 7)]);
    let seen = "select count(*) from cart_lines where seen_price_e4 = 100000000";
    assert_eq!(world.database.value::<i64>(seen).await, 3);
}

#[tokio::test]
async fn a_cart_that_is_full_takes_more_of_what_it_holds_and_nothing_else() {
    let world = World::create().await;
    let all = articles(&world, i32::try_from(MAX_LINES).unwrap() + 1).await;
    let (first, rest) = all.split_first().unwrap();
    let goods: Vec<Wanted> = rest.iter().map(|id| some(*id, "vara", 1)).collect();
    let cart = world.cart(&[]).await;
    let mut tx = world.tx().await;
    fill(&mut tx, cart, &goods, Cause::QuickOrder, &[world.list])
        .await
        .unwrap();
    let more = [some(*first, "en till", 1), some(rest[0], "mer", 5)];
    fill(&mut tx, cart, &more, Cause::QuickOrder, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let full = ("full".to_owned(), "en till".to_owned(), 1, 0);
    assert_eq!(told(&world, cart).await, [full]);
    let sums = "select count(*)::text || ' ' || sum(quantity) from cart_lines";
    assert_eq!(world.database.value::<String>(sums).await, "1000 1004");
    // What was taken out cannot be put back where another has taken its place.
    let line = line_of(&world, cart, rest[1]).await;
    let mut tx = world.tx().await;
    set_quantity(&mut tx, cart, line, 0, &[world.list])
        .await
        .unwrap();
    let one = [some(*first, "en till", 1)];
    fill(&mut tx, cart, &one, Cause::QuickOrder, &[world.list])
        .await
        .unwrap();
    assert!(matches!(
        restore(&mut tx, cart, line).await,
        Err(LineError::Full)
    ));
}

/// The statements of a quick order, a list and a quotation with so many rows.
async fn statements(rows: i32) -> [i64; 5] {
    let world = World::create().await;
    let all = articles(&world, rows).await;
    let (id, customer) = company(&world, "5560160680", 100_000_000).await;
    let chief = session(id, customer, MemberRole::Administrator);
    let lists = [world.list];
    // One connection that forgets no statement, so that its counts only grow.
    let options: sqlx::postgres::PgConnectOptions = world.database.url.parse().unwrap();
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options.statement_cache_capacity(1_000))
        .await
        .unwrap();
    let db = Db::new(pool, world.clock.clone());
    let begin = async || db.begin(Origin::system("test")).await.unwrap();
    let mut tx = begin().await;
    let mut counts = [0; 5];
    // Rows that are typed or come in a file, a few of which cannot be had as written, so that notes are written too.
    let text: Vec<String> = (1..=rows).map(|n| format!("A{n} 60")).collect();
    let cart = world.cart(&[]).await;
    let before = asked(&mut tx).await;
    let reader = Reader {
        shop_id: world.shop_id,
        company: Some(id),
        lists: &lists,
        locale: "sv",
        now: tx.now(),
    };
    let found = report(&mut tx, reader, read_text(&text.join("\n")).unwrap())
        .await
        .unwrap();
    assert_eq!(found.wanted().len(), all.len());
    fill(&mut tx, cart, &found.wanted(), Cause::QuickOrder, &lists)
        .await
        .unwrap();
    counts[0] = asked(&mut tx).await - before;
    let before = asked(&mut tx).await;
    fill(&mut tx, cart, &found.wanted(), Cause::LogIn, &lists)
        .await
        .unwrap();
    counts[1] = asked(&mut tx).await - before;
    let before = asked(&mut tx).await;
    let list = keep::make(
        &mut tx,
        &chief,
        (ListKind::Requisition, "Lager"),
        &found.named(),
    )
    .await
    .unwrap();
    let kept = store::find(&mut tx, Owner::Company(id), list)
        .await
        .unwrap()
        .unwrap();
    let other = world.cart(&[]).await;
    let goods: Vec<Wanted> = kept.lines.iter().map(|line| line.wanted()).collect();
    assert_eq!(goods.len(), all.len());
    fill(&mut tx, other, &goods, Cause::List, &lists)
        .await
        .unwrap();
    counts[2] = asked(&mut tx).await - before;
    let lines: Vec<(VariantId, i32)> = all.iter().map(|id| (*id, 5)).collect();
    let before = asked(&mut tx).await;
    let quotation = ask(&mut tx, &chief, &asking(&world, &lines)).await.unwrap();
    counts[3] = asked(&mut tx).await - before;
    tx.commit().await.unwrap();
    let (version, offer): (i32, Draft) = draft(&world, quotation, 100, None).await;
    let mut tx = begin().await;
    let before = asked(&mut tx).await;
    let version = send(&mut tx, quotation, version, &offer).await.unwrap();
    accept(&mut tx, &chief, quotation, version).await.unwrap();
    counts[4] = asked(&mut tx).await - before;
    tx.commit().await.unwrap();
    let offered =
        "select count(*) from cart_lines l join quotation_carts q on q.cart_id = l.cart_id";
    assert_eq!(world.database.value::<i64>(offered).await, i64::from(rows));
    db.close().await;
    counts
}

#[tokio::test]
async fn many_rows_take_as_many_statements_as_few() {
    let (few, many) = (statements(10).await, statements(200).await);
    assert_eq!(few, many, "quick order, again, list, asking, offer");
    assert!(few.iter().all(|count| (5..=40).contains(count)), "{few:?}");
}
