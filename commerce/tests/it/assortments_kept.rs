//! What is kept of a tier's assortment: rules, the rows of its lists as they follow the catalogue, and what reading them costs.

use commerce::catalogue::Storefront;
use commerce::catalogue::search::{Search, SearchOrder, SearchQuery};
use commerce::catalogue::storefront::{ListQuery, Sort, mark_dirty, refresh_listing};
use commerce::pricing::Limit;
use commerce::tier::assortment::{Rules, SaveAssortmentError, listing};
use jiff::SignedDuration;
use testkit::World;

use crate::assortments::{
    Goods, Seen, assert_counts_are_true, assert_sees_everywhere, assort, categories, category,
    goods, letters, never, only, products, put, rebuild, say,
};
use crate::on_sale::refresh;

#[tokio::test]
async fn a_rule_holds_at_once_and_the_numbers_of_lists_follow() {
    let goods = goods().await;
    let rules = never(products(&[goods.products[0]]));
    let id = say(&goods.world, "consumer", &rules, 0).await.unwrap();
    let seen = Seen::of(&goods.world, "consumer").await;
    assert_eq!(
        seen.prices.assortment,
        Some(Limit {
            id,
            is_listed: false,
            version: 1,
            is_current: false
        })
    );
    let page = seen.list(None).await;
    assert_eq!(letters(page.cards.iter().map(|card| &card.name)), "BCD");
    assert_eq!(page.total.products, 4);
    assert!(!seen.page(goods.products[0]).await);
    rebuild(&goods.world, id).await;
    assert_sees_everywhere(&goods, "consumer", "BCD").await;

    // Another rule: the lists are still those of the first, and show nothing that the second hides.
    let rules = never(products(&[goods.products[1]]));
    say(&goods.world, "consumer", &rules, 1).await.unwrap();
    assert_eq!(
        Seen::of(&goods.world, "consumer").await.letters().await,
        "CD"
    );
    let waiting: i64 = goods
        .world
        .database
        .value("select count(*) from jobs where name = 'commerce.rebuild-assortment' and state = 'ready'")
        .await;
    assert_eq!(waiting, 1);
    rebuild(&goods.world, id).await;
    assert_sees_everywhere(&goods, "consumer", "ACD").await;
    assert_counts_are_true(&goods.world).await;

    // No rule any more: everything is seen, and no rows are left behind.
    say(&goods.world, "consumer", &Rules::default(), 2)
        .await
        .unwrap();
    assert_sees_everywhere(&goods, "consumer", "ABCD").await;
    rebuild(&goods.world, id).await;
    let left: i64 = goods
        .world
        .database
        .value("select (select count(*) from assortment_entries) + (select count(*) from assortment_counts)")
        .await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn the_rows_follow_what_changes_in_the_catalogue() {
    let goods = goods().await;
    let world = &goods.world;
    assort(world, "pro", &never(categories(&[goods.kitchen]))).await;
    assert_eq!(Seen::of(world, "pro").await.letters().await, "D");
    // D moves into the kitchen, B out of it; A costs something else, which its row says when it comes.
    put(world, goods.products[3], goods.kitchen).await;
    let mut tx = world.tx().await;
    sqlx::query("delete from product_categories where product_id = $1")
        .bind(goods.products[1].0)
        .execute(&mut *tx)
        .await
        .unwrap();
    mark_dirty(&mut tx, &goods.products).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
    assert_sees_everywhere_but_the_tree(&goods, "B").await;
    assert_counts_are_true(world).await;
    world.clock.advance(SignedDuration::from_hours(1));
    world.set_price(goods.variants[1], 17_500).await;
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &goods.products).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
    let page = Seen::of(world, "pro").await.list(None).await;
    assert_eq!(page.price_range, Some((17_500, 17_500)));
    // What is taken out of the shop leaves it.
    world.unpublish_from(world.clock.now()).await;
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &goods.products).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
    assert_eq!(Seen::of(world, "pro").await.letters().await, "");
    assert_counts_are_true(world).await;
}

async fn assert_sees_everywhere_but_the_tree(goods: &Goods, wanted: &str) {
    let seen = Seen::of(&goods.world, "pro").await;
    assert_eq!(seen.letters().await, wanted);
    let page = seen.list(None).await;
    assert_eq!(page.total.products, 1);
    assert_eq!(seen.list(Some(goods.kitchen)).await.total.products, 0);
}

#[tokio::test]
async fn what_cannot_be_said_is_refused_and_what_is_said_is_recorded() {
    let goods = goods().await;
    let world = &goods.world;
    let kitchen = categories(&[goods.kitchen]);
    let both = Rules {
        only: kitchen.clone(),
        never: kitchen.clone(),
    };
    let refused = say(world, "pro", &both, 0).await;
    assert!(matches!(refused, Err(SaveAssortmentError::Contradiction)));
    let refused = say(world, "nobody", &never(kitchen.clone()), 0).await;
    assert!(matches!(refused, Err(SaveAssortmentError::Unknown)));
    say(world, "pro", &never(kitchen.clone()), 0).await.unwrap();
    for stale in [0, 2] {
        let refused = say(world, "pro", &Rules::default(), stale).await;
        assert!(matches!(
            refused,
            Err(SaveAssortmentError::ChangedMeanwhile)
        ));
    }
    let entries: i64 = world
        .database
        .value("select count(*) from audit_entries where action = 'tier.assortment_changed' and after -> 'never' -> 'categories' ->> 0 = 'Kök'")
        .await;
    assert_eq!(entries, 1);
    let mut conn = world.db.read().await.unwrap();
    let kept = listing::assortment(&mut conn, "pro")
        .await
        .unwrap()
        .unwrap();
    assert_eq!((kept.rules, kept.version), (never(kitchen), 1));
    assert!(kept.is_being_listed);
    let of = (world.shop_id, "sv");
    let hidden = listing::hidden(&mut conn, of, kept.id).await.unwrap();
    assert_eq!(
        (hidden.looked_at, hidden.is_all, hidden.hidden),
        (4, true, 3)
    );
    assert_eq!(hidden.names.len(), 3);
    let seen = listing::seen_by(&mut conn, goods.products[0])
        .await
        .unwrap();
    let seen: Vec<_> = seen
        .iter()
        .map(|of| (of.code.as_str(), of.is_shown))
        .collect();
    assert!(seen.contains(&("pro", false)) && seen.contains(&("consumer", true)));
}

/// Rows that have been read of tables, whether along an index or from end to end, since the last look; told by the connection that read them.
async fn rows_read(conn: &mut sqlx::PgConnection, tables: &[&str]) -> i64 {
    sqlx::query("select pg_stat_force_next_flush()")
        .execute(&mut *conn)
        .await
        .unwrap();
    sqlx::query_scalar(
        "select (coalesce(sum(t.seq_tup_read), 0) + coalesce((select sum(i.idx_tup_read) from pg_stat_user_indexes i where i.relname = any($1)), 0))::bigint
         from pg_stat_user_tables t where t.relname = any($1)",
    )
    .bind(tables.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    .fetch_one(conn)
    .await
    .unwrap()
}

#[tokio::test]
async fn who_is_not_limited_reads_nothing_of_it_and_who_is_reads_a_page() {
    let goods = goods().await;
    let world = &goods.world;
    let mut tx = world.tx().await;
    sqlx::query(
        "insert into listing_entries (shop_id, category_id, product_id, price_minor, popularity, published_at, name_sort, is_in_stock, tags)
         select $1, '00000000-0000-0000-0000-000000000000', md5('p' || n)::uuid, 100 + n % 977, n % 1013, $2, 'sak ' || n, true, '{}'
         from generate_series(1, 20000) n",
    )
    .bind(world.shop_id.0)
    .bind(world.clock.now())
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    // Counted, and nothing known of its columns: as after a look at an empty shop.
    world.database.execute("analyze listing_entries").await;
    world
        .database
        .execute("delete from pg_statistic where starelid = 'listing_entries'::regclass")
        .await;
    assort(world, "pro", &never(products(&[goods.products[0]]))).await;
    let known: i64 = world
        .database
        .value("select count(*) from pg_stats where tablename = 'listing_entries' and attname = 'product_id'")
        .await;
    assert_eq!(known, 1, "what is planned once is not planned in the dark");
    let own = ["assortment_entries", "assortment_counts"];
    let all = ["listing_entries", "assortment_entries"];
    let mut tx = world.tx().await;
    for analyse in ["analyze listing_entries", "analyze assortment_entries"] {
        sqlx::query(analyse).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    for (tier, most_own) in [("consumer", 0), ("pro", 2_000)] {
        let seen = Seen::of(world, tier).await;
        let visit = seen.visit();
        let mut conn = world.db.read().await.unwrap();
        let before = (
            rows_read(&mut conn, &own).await,
            rows_read(&mut conn, &all).await,
        );
        for sort in [
            Sort::Popular,
            Sort::Newest,
            Sort::PriceUp,
            Sort::PriceDown,
            Sort::Name,
        ] {
            let query = ListQuery {
                sort,
                ..ListQuery::new(None)
            };
            Storefront::new()
                .list(&mut conn, &visit, &query)
                .await
                .unwrap();
        }
        let own_read = rows_read(&mut conn, &own).await - before.0;
        let all_read = rows_read(&mut conn, &all).await - before.1;
        assert!(own_read <= most_own, "{tier} reads {own_read} rows of them");
        assert!(all_read <= 2_000, "{tier} reads {all_read} rows");
        assert!(all_read > 0, "{tier} reads something");
    }
}

/// So many documents more with a word in their names, each less sold and dearer than the cups.
async fn many_of(world: &World, word: &str, many: i32) {
    let mut tx = world.tx().await;
    sqlx::query(
        "with made as (
             insert into search_documents (shop_id, product_id, locale, name, popularity, price_minor, is_in_stock, document, words)
             select $1, md5($2 || n)::uuid, 'sv', $2 || ' ' || n, 0, 900000 + n, true, to_tsvector('swedish', $2), $2 from generate_series(1, $3) n
             returning product_id, price_minor, name),
         listed as (
             insert into listing_entries (shop_id, category_id, product_id, price_minor, popularity, published_at, name_sort, is_in_stock, tags)
             select $1, '00000000-0000-0000-0000-000000000000', product_id, price_minor, 0, $4, name, true, '{}' from made)
         insert into search_words (shop_id, locale, word, uses) values ($1, 'sv', $2, $3)
         on conflict (shop_id, locale, word) do update set uses = search_words.uses + excluded.uses",
    )
    .bind(world.shop_id.0)
    .bind(word)
    .bind(many)
    .bind(world.clock.now())
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query(
        "update search_documents set popularity = 9 where product_id in (select id from products)",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_search_before_the_lists_are_made_weighs_no_more_than_it_ranks() {
    let goods = goods().await;
    let world = &goods.world;
    many_of(world, "kopp", 12_000).await;
    many_of(world, "sil", 4_900).await;
    // Only A of all that; nothing has made the lists of it.
    let rules = only(products(&[goods.products[0]]));
    say(world, "pro", &rules, 0).await.unwrap();
    let seen = Seen::of(world, "pro").await;
    let visit = seen.visit();
    assert!(visit.prices.assortment.is_some_and(|of| !of.is_listed));
    let search = Search::new(Storefront::new());
    let mut conn = world.db.read().await.unwrap();
    for (word, order, wanted) in [
        ("kopp", SearchOrder::Best, "A"),
        ("kopp", SearchOrder::Cheapest, "A"),
        ("sil", SearchOrder::Best, ""),
        ("sil", SearchOrder::Cheapest, ""),
    ] {
        // Each product that is weighed reads the assortment once.
        let before = rows_read(&mut conn, &["assortments"]).await;
        let query = SearchQuery {
            text: word.to_owned(),
            page: 1,
            page_size: 10,
            as_typed: true,
            order,
        };
        let found = search.find(&mut conn, &visit, &query).await.unwrap();
        assert_eq!(letters(found.cards.iter().map(|card| &card.name)), wanted);
        let weighed = rows_read(&mut conn, &["assortments"]).await - before;
        // Once by words and once by parts of them, and the page.
        assert!(weighed <= 2 * 2_001 + 20, "{word} weighs {weighed}");
        assert!(weighed >= 2_000, "{word} weighs what it finds");
    }
}

/// Blocks of the rows of assortments' lists and of their indexes that have been looked at.
async fn blocks_read(world: &World) -> i64 {
    world
        .database
        .value(
            "select (heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit)::bigint from pg_statio_user_tables
             where relname = 'assortment_entries'",
        )
        .await
}

#[tokio::test]
async fn one_product_is_followed_by_looking_it_up_whatever_the_planner_was_told() {
    let goods = goods().await;
    let world = &goods.world;
    let id = assort(world, "pro", &never(products(&[goods.products[0]]))).await;
    for statement in [
        "alter table listing_entries set (autovacuum_enabled = false)",
        "alter table assortment_entries set (autovacuum_enabled = false)",
        "analyze listing_entries, assortment_entries",
    ] {
        world.database.execute(statement).await;
    }
    let mut tx = world.tx().await;
    // Far more come than the planner knows of.
    sqlx::query(
        "insert into assortment_entries (assortment_id, shop_id, category_id, product_id, price_minor, popularity, published_at, name_sort, is_in_stock, tags)
         select $1, $2, '00000000-0000-0000-0000-000000000000', md5('p' || n)::uuid, 100 + n, n, $3, 'sak ' || n, true, '{}'
         from generate_series(1, 40000) n",
    )
    .bind(id.0)
    .bind(world.shop_id.0)
    .bind(world.clock.now())
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query("select pg_stat_force_next_flush()")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let before = blocks_read(world).await;
    put(world, goods.products[3], goods.kitchen).await;
    let mut tx = world.tx().await;
    refresh_listing(&mut tx, &goods.products[3..])
        .await
        .unwrap();
    sqlx::query("select pg_stat_force_next_flush()")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let looked_at = blocks_read(world).await - before;
    // Two rows of the old and two of the new, each in seven indexes; the whole of one index has some hundreds of blocks.
    assert!(looked_at > 0, "the rows were followed");
    assert!(looked_at <= 250, "{looked_at} blocks for one product");
    let seen = Seen::of(world, "pro").await;
    assert_eq!(seen.list(Some(goods.kitchen)).await.total.products, 3);
}

/// The names of the categories that somebody of a tier is told of: by the tree that menus, crumbs and maps are made of, by lists, and while they type.
async fn told(world: &World, tier: &str) -> Vec<String> {
    let seen = Seen::of(world, tier).await;
    let storefront = Storefront::new();
    let mut conn = world.db.read().await.unwrap();
    let tree = storefront.tree(&mut conn, &seen.visit()).await.unwrap();
    let names: Vec<String> = tree.nodes().iter().map(|node| node.name.clone()).collect();
    for counted in seen.list(None).await.categories {
        assert!(tree.by_id(counted.id).is_some(), "a list tells of it");
    }
    let search = Search::new(storefront);
    for name in ["Bad", "Kök", "Skåp"] {
        let offered = search
            .suggest(&mut conn, &seen.visit(), name)
            .await
            .unwrap();
        let is_offered = !offered.categories.is_empty();
        assert_eq!(is_offered, names.iter().any(|told| told == name), "{name}");
    }
    names
}

#[tokio::test]
async fn nothing_is_told_of_a_hidden_category_before_the_lists_are_made() {
    let goods = goods().await;
    let world = &goods.world;
    let bath = category(world, "Bad", None).await;
    put(world, goods.products[3], bath).await;
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &goods.products).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
    let all = told(world, "pro").await;
    assert_eq!(all.len(), 3, "{all:?}");
    // By the category itself, and by every product in it; no list has been made.
    let of_kitchen = never(categories(&[goods.kitchen]));
    let id = say(world, "consumer", &of_kitchen, 0).await.unwrap();
    assert_eq!(told(world, "consumer").await, ["Bad"]);
    let of_cupboard = only(products(&[goods.products[2]]));
    say(world, "user", &of_cupboard, 0).await.unwrap();
    assert_eq!(told(world, "user").await, ["Kök", "Skåp"]);
    assert_eq!(told(world, "pro").await, all, "others see what they saw");
    // The lists that stand are of former rules.
    rebuild(world, id).await;
    assert_eq!(told(world, "consumer").await, ["Bad"]);
    let of_bath = never(products(&[goods.products[3]]));
    say(world, "consumer", &of_bath, 1).await.unwrap();
    assert!(told(world, "consumer").await.is_empty());
    rebuild(world, id).await;
    assert_eq!(told(world, "consumer").await, ["Kök", "Skåp"]);
}
