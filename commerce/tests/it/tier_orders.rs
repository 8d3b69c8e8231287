//! By whose prices lists are put in order and narrowed: the reader's own, where these are not guests'.

use commerce::catalogue::Storefront;
use commerce::catalogue::search::engine::Ranking;
use commerce::catalogue::search::{Search, SearchOrder, SearchQuery};
use commerce::catalogue::storefront::{
    Filter, ListPage, ListQuery, Sort, make_tiers_some, mark_dirty, refresh_listing, refresh_some,
};
use commerce::ids::{PriceListId, ProductId};
use commerce::pricing::list::Audience as For;
use commerce::pricing::set_price::set_prices;
use commerce::pricing::sheet::Period;
use commerce::pricing::{NewPrice, SetPrices};
use jiff::SignedDuration;
use platform::clock::Timestamp;
use platform::money::UnitPrice;
use testkit::World;

use crate::assortments::{Goods, Seen, assert_counts_are_true, assort, goods, never, products};
use crate::cart_filling::articles;
use crate::on_sale::refresh;
use crate::price_lists::{draft, hours, make, price};
use crate::tier_price_lists::arrange;

/// The job's body.
pub(crate) async fn make_all(world: &World) {
    loop {
        let mut tx = world.tx().await;
        let goes_on = make_tiers_some(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        if !goes_on {
            return;
        }
    }
}

/// Cups A to D for 100, 150, 200 and 250 kronor with VAT. Without, Pro pays 300 for A and 90 for D, and so 120 for B and 160 for C.
pub(crate) async fn shop() -> (Goods, PriceListId) {
    let goods = goods().await;
    let of_pro = draft("pro", For::Tier("pro".to_owned()), false, Period::default());
    let pro = make(&goods.world, &of_pro).await.unwrap();
    price(&goods.world, pro, goods.variants[0], 1, 30_000).await;
    price(&goods.world, pro, goods.variants[3], 1, 9_000).await;
    (goods, pro)
}

pub(crate) fn asked(sort: Sort, range: (Option<i64>, Option<i64>)) -> ListQuery {
    ListQuery {
        sort,
        filter: Filter {
            price_from: range.0,
            price_to: range.1,
            ..Filter::default()
        },
        ..ListQuery::new(None)
    }
}

pub(crate) const ALL: (Option<i64>, Option<i64>) = (None, None);
/// From 100 to 200 kronor.
const MIDDLE: (Option<i64>, Option<i64>) = (Some(10_000), Some(20_000));

pub(crate) async fn list(
    world: &World,
    storefront: &Storefront,
    seen: &Seen<'_>,
    query: &ListQuery,
) -> ListPage {
    let mut conn = world.db.read().await.unwrap();
    storefront
        .list(&mut conn, &seen.visit(), query)
        .await
        .unwrap()
}

/// The cups' letters in the order of the list.
pub(crate) fn order(page: &ListPage) -> String {
    let names = page.cards.iter().map(|card| card.name.chars().last());
    names.map(Option::unwrap).collect()
}

/// The cheapest first, as somebody sees them.
pub(crate) async fn cheapest(world: &World, seen: &Seen<'_>) -> String {
    let page = list(world, &Storefront::new(), seen, &asked(Sort::PriceUp, ALL)).await;
    let prices: Vec<i64> = page.cards.iter().map(|card| card.price.minor).collect();
    if page.is_readers {
        assert!(prices.is_sorted(), "{prices:?}");
        let ends = prices.first().copied().zip(prices.last().copied());
        assert_eq!(page.price_range, ends);
        // Without knowing what each costs the same is told.
        let page = list(world, &Storefront::new(), seen, &asked(Sort::Name, ALL)).await;
        assert_eq!(page.price_range, ends);
    }
    order(&page)
}

async fn of_tier(world: &World, tier: &str) -> String {
    cheapest(world, &Seen::of(world, tier).await).await
}

/// The cheapest first, as a search finds them by itself and as an engine ranked them.
pub(crate) async fn found(goods: &Goods, seen: &Seen<'_>) -> [String; 2] {
    let search = Search::new(Storefront::new());
    let mut conn = goods.world.db.read().await.unwrap();
    let query = SearchQuery {
        text: "kopp".to_owned(),
        page: 1,
        page_size: 10,
        as_typed: true,
        order: SearchOrder::Cheapest,
    };
    let all = Ranking {
        products: goods.products.to_vec(),
        goes_on: false,
    };
    let mut found = Vec::new();
    for ranking in [None, Some(&all)] {
        let visit = seen.visit();
        let page = search.find_ranked(&mut conn, &visit, &query, ranking);
        let page = page.await.unwrap();
        assert!(page.is_readers);
        let names = page.cards.iter().map(|card| card.name.chars().last());
        found.push(names.map(Option::unwrap).collect());
    }
    found.try_into().unwrap()
}

#[tokio::test]
async fn order_limits_and_counts_of_price_are_those_of_whoever_looks() {
    let (goods, _) = shop().await;
    let world = &goods.world;
    let pro = Seen::of(world, "pro").await;
    let guest = Seen::of(world, "consumer").await;
    // Until they have been made it is told that the order is guests'.
    let page = list(
        world,
        &Storefront::new(),
        &pro,
        &asked(Sort::PriceUp, MIDDLE),
    )
    .await;
    assert_eq!((order(&page).as_str(), page.is_readers), ("ABC", false));
    make_all(world).await;
    // One reader of both, so that nothing that was counted for one is told to the other.
    let storefront = Storefront::new();
    for turn in 0..2 {
        for (seen, up, down, middle, kitchen, range) in [
            (&guest, "ABCD", "DCBA", "ABC", 3, (10_000, 25_000)),
            (&pro, "DBCA", "ACBD", "BC", 2, (9_000, 30_000)),
        ] {
            let page = list(world, &storefront, seen, &asked(Sort::PriceUp, ALL)).await;
            assert_eq!((order(&page).as_str(), page.is_readers), (up, true));
            assert_eq!(page.price_range, Some(range));
            let page = list(world, &storefront, seen, &asked(Sort::PriceDown, ALL)).await;
            assert_eq!(order(&page), down);
            let page = list(world, &storefront, seen, &asked(Sort::PriceUp, MIDDLE)).await;
            assert_eq!(order(&page), middle, "{turn}");
            let many = i64::try_from(middle.len()).unwrap();
            assert_eq!((page.total.products, page.unfiltered.products), (many, 4));
            assert_eq!((page.in_stock, page.price_range), (Some(many), Some(range)));
            let counts = page.categories.iter().find(|of| of.id == goods.kitchen);
            assert_eq!(counts.unwrap().products, Some(kitchen));
            // Narrowed by price, in another order.
            let page = list(world, &storefront, seen, &asked(Sort::Name, MIDDLE)).await;
            assert_eq!(order(&page), middle);
            let in_kitchen = ListQuery {
                category: Some(goods.kitchen),
                ..asked(Sort::PriceUp, ALL)
            };
            let page = list(world, &storefront, seen, &in_kitchen).await;
            assert_eq!(order(&page), up.replace('D', ""));
        }
    }
    assert_eq!(found(&goods, &guest).await, ["ABCD", "ABCD"]);
    assert_eq!(found(&goods, &pro).await, ["DBCA", "DBCA"]);
}

#[tokio::test]
async fn a_tiers_price_moves_its_order_alone_and_guests_price_moves_both() {
    let (goods, pro) = shop().await;
    let world = &goods.world;
    make_all(world).await;
    world.clock.advance(SignedDuration::from_hours(1));
    price(world, pro, goods.variants[1], 1, 5_000).await;
    let marks =
        "select (select count(*) from listing_marks) * 100 + (select count(*) from tier_marks)";
    assert_eq!(world.database.value::<i64>(marks).await, 1);
    make_all(world).await;
    assert_eq!(of_tier(world, "pro").await, "BDCA");
    assert_eq!(of_tier(world, "consumer").await, "ABCD");
    world.clock.advance(SignedDuration::from_hours(1));
    world.set_price(goods.variants[2], 4_000).await;
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &goods.products).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
    assert_eq!(of_tier(world, "pro").await, "CBDA");
    assert_eq!(of_tier(world, "consumer").await, "CABD");
    // What leaves the shop leaves no row behind.
    world.unpublish_from(world.clock.now()).await;
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &goods.products).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
    let left = "select count(*) from tier_entries";
    assert_eq!(world.database.value::<i64>(left).await, 0);
}

#[tokio::test]
async fn what_waited_for_the_lists_lock_is_reckoned_when_its_turn_comes() {
    let (goods, pro) = shop().await;
    let world = &goods.world;
    make_all(world).await;
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &goods.products).await.unwrap();
    tx.commit().await.unwrap();
    // A refresh begins; an hour later a price is changed, and the tiers' job comes to the lock before it.
    let mut early = world.tx().await;
    world.clock.advance(SignedDuration::from_hours(1));
    price(world, pro, goods.variants[1], 1, 5_000).await;
    let mut late = world.tx().await;
    assert!(make_tiers_some(&mut late).await.unwrap());
    let waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted
                   and database = (select oid from pg_database where datname = current_database())";
    let ended = async {
        let waits = async {
            while world.database.value::<i64>(waiting).await == 0 {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        let patience = std::time::Duration::from_secs(20);
        let waited = tokio::time::timeout(patience, waits).await;
        waited.expect("the refresh waits for the lists' lock");
        late.commit().await.unwrap();
    };
    let (made, ()) = tokio::join!(refresh_some(&mut early), ended);
    assert!(made.unwrap() > 0);
    early.commit().await.unwrap();
    assert_eq!(of_tier(world, "pro").await, "BDCA");
}

#[tokio::test]
async fn a_refresh_that_began_earlier_does_not_write_over_a_later_one() {
    let (goods, _) = shop().await;
    let world = &goods.world;
    make_all(world).await;
    let mut early = world.tx().await;
    world.clock.advance(SignedDuration::from_hours(1));
    world.set_price(goods.variants[2], 4_000).await;
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &goods.products).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
    assert_eq!(of_tier(world, "consumer").await, "CABD");
    refresh_listing(&mut early, &goods.products).await.unwrap();
    early.commit().await.unwrap();
    assert_eq!(of_tier(world, "consumer").await, "CABD");
    assert_eq!(of_tier(world, "pro").await, "CDBA");
}

/// Cup C for ten kronor to Pro, for a day from tomorrow on; when it begins and ends.
pub(crate) async fn campaign(goods: &Goods) -> (Timestamp, Timestamp) {
    let world = &goods.world;
    let (from, to) = (hours(world, 24), hours(world, 48));
    let period = Period {
        from: Some(from),
        to: Some(to),
    };
    let sale = draft("sale", For::Campaign(vec!["pro".to_owned()]), true, period);
    let sale = make(world, &sale).await.unwrap();
    price(world, sale, goods.variants[2], 1, 1_000).await;
    (from, to)
}

#[tokio::test]
async fn a_campaign_for_one_tier_moves_its_order_while_it_lasts() {
    let (goods, _) = shop().await;
    let world = &goods.world;
    let (from, to) = campaign(&goods).await;
    make_all(world).await;
    assert_eq!(of_tier(world, "pro").await, "DBCA");
    for (advance, at, wanted) in [(25, from, "CDBA"), (24, to, "DBCA")] {
        world.clock.advance(SignedDuration::from_hours(advance));
        refresh(world, &[at]).await;
        make_all(world).await;
        assert_eq!(of_tier(world, "pro").await, wanted);
        assert_eq!(of_tier(world, "consumer").await, "ABCD");
    }
}

#[tokio::test]
async fn an_assortments_rows_have_its_tiers_prices() {
    let (goods, pro) = shop().await;
    let world = &goods.world;
    make_all(world).await;
    assort(world, "pro", &never(products(&[goods.products[0]]))).await;
    assert_eq!(of_tier(world, "pro").await, "DBC");
    world.clock.advance(SignedDuration::from_hours(1));
    price(world, pro, goods.variants[1], 1, 5_000).await;
    make_all(world).await;
    assert_eq!(of_tier(world, "pro").await, "BDC");
    assert_counts_are_true(world).await;
}

#[tokio::test]
async fn another_order_of_lists_and_another_display_of_vat_are_followed() {
    let (goods, pro) = shop().await;
    let world = &goods.world;
    make_all(world).await;
    // Premium is asked Pro's list after its own.
    let own = draft(
        "own",
        For::Tier("premium".to_owned()),
        false,
        Period::default(),
    );
    let own = make(world, &own).await.unwrap();
    price(world, own, goods.variants[3], 1, 50_000).await;
    arrange(world, "premium", &[own, pro], 0).await.unwrap();
    make_all(world).await;
    assert_eq!(of_tier(world, "premium").await, "BCAD");
    arrange(world, "premium", &[pro, own], 1).await.unwrap();
    make_all(world).await;
    assert_eq!(of_tier(world, "premium").await, "DBCA");
    // Prices with VAT: other numbers, which nobody narrows by before they have been made.
    world
        .database
        .execute("update tiers set shows_vat = not shows_vat where code = 'pro'")
        .await;
    let seen = Seen::of(world, "pro").await;
    let page = list(world, &Storefront::new(), &seen, &asked(Sort::PriceUp, ALL)).await;
    assert!(!page.is_readers);
    make_all(world).await;
    let page = list(world, &Storefront::new(), &seen, &asked(Sort::PriceUp, ALL)).await;
    assert_eq!((order(&page).as_str(), page.is_readers), ("DBCA", true));
    assert_eq!(page.price_range, Some((11_250, 37_500)));
}

#[tokio::test]
async fn a_tier_that_pays_what_guests_pay_has_no_rows() {
    let (goods, _) = shop().await;
    let world = &goods.world;
    make_all(world).await;
    let kept = "select string_agg(tier_code, ',' order by tier_code) from tier_listings";
    let kept: String = world.database.value(kept).await;
    assert!(kept.split(',').any(|code| code == "pro"), "{kept}");
    for tier in kept.split(',') {
        assert_ne!(tier, "consumer");
    }
    let seen = Seen::of(world, "user").await;
    let page = list(world, &Storefront::new(), &seen, &asked(Sort::PriceUp, ALL)).await;
    assert_eq!((order(&page).as_str(), page.is_readers), ("ABCD", true));
    // It has a list no longer that is not guests': the rows go.
    world
        .database
        .execute("update tiers set shows_vat = true")
        .await;
    world
        .database
        .execute("update price_lists set currency = 'EUR' where code = 'pro'")
        .await;
    make_all(world).await;
    let left = "select (select count(*) from tier_listings) + (select count(*) from tier_entries)";
    assert_eq!(world.database.value::<i64>(left).await, 0);
}

#[tokio::test]
async fn a_tier_that_has_its_own_prices_again_keeps_no_row_of_before() {
    let (goods, _) = shop().await;
    let world = &goods.world;
    make_all(world).await;
    // It pays what guests pay, and D leaves the shop while its rows are on their way out.
    world
        .database
        .execute("update tiers set shows_vat = true")
        .await;
    world
        .database
        .execute("update price_lists set currency = 'EUR' where code = 'pro'")
        .await;
    let mut tx = world.tx().await;
    assert!(make_tiers_some(&mut tx).await.unwrap());
    tx.commit().await.unwrap();
    let of_pro = "select count(*) from tier_entries e join tier_listings k on k.id = e.listing_id where k.tier_code = 'pro' and not k.is_wanted";
    assert!(world.database.value::<i64>(of_pro).await > 0);
    sqlx::query("delete from product_publications where product_id = $1")
        .bind(goods.products[3].0)
        .execute(&world.database.pool)
        .await
        .unwrap();
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &goods.products[3..]).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
    world
        .database
        .execute("update tiers set shows_vat = code not in ('pro', 'premium')")
        .await;
    world
        .database
        .execute("update price_lists set currency = 'SEK' where code = 'pro'")
        .await;
    make_all(world).await;
    let left = "select count(*) from tier_entries e where not exists (select from tier_listings k where k.id = e.listing_id)
                or not exists (select from listing_entries l where l.product_id = e.product_id)";
    assert_eq!(world.database.value::<i64>(left).await, 0);
    assert_eq!(of_tier(world, "pro").await, "BCA");
}

/// Rows that a connection has read of a table of late, and how often it was read through: earlier transactions of it count until it has reported them.
async fn read_of(tx: &mut platform::db::Tx, table: &str) -> (i64, i64) {
    sqlx::query_as(
        "select coalesce(sum(seq_scan), 0)::bigint, coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint
         from pg_stat_xact_user_tables where relname = $1",
    )
    .bind(table)
    .fetch_one(&mut **tx)
    .await
    .unwrap()
}

/// What a list's page could read too much of.
const READ: [&str; 3] = ["listing_entries", "tier_entries", "tier_listings"];

#[tokio::test]
async fn a_tiers_page_is_met_along_an_index_and_a_guests_reads_nothing_of_it() {
    let (goods, pro) = shop().await;
    let world = &goods.world;
    let many = articles(world, 1_500).await;
    world
        .database
        .execute(
            "insert into product_translations (product_id, locale, name, subtitle, description)
             select id, 'sv', code, '', '' from products p
             where not exists (select from product_translations t where t.product_id = p.id and t.locale = 'sv')",
        )
        .await;
    let prices: Vec<NewPrice> = many
        .iter()
        .zip(1..)
        .map(|(variant_id, n)| NewPrice {
            variant_id: *variant_id,
            min_quantity: 1,
            unit_price: UnitPrice(100_000_000 + n * 1_000_000),
        })
        .collect();
    for part in prices.chunks(500) {
        let change = SetPrices {
            list: pro,
            from: None,
            prices: part,
        };
        let mut tx = world.tx().await;
        set_prices(&mut tx, &change).await.unwrap();
        tx.commit().await.unwrap();
    }
    let all: Vec<uuid::Uuid> = sqlx::query_scalar("select id from products")
        .fetch_all(&world.database.pool)
        .await
        .unwrap();
    let all: Vec<ProductId> = all.into_iter().map(ProductId).collect();
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &all).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
    make_all(world).await;
    for table in ["analyze listing_entries", "analyze tier_entries"] {
        world.database.execute(table).await;
    }
    let narrow = (Some(15_000), Some(15_500));
    for (tier, sort, range) in [
        ("pro", Sort::PriceUp, ALL),
        ("pro", Sort::PriceDown, ALL),
        ("pro", Sort::PriceUp, narrow),
        ("pro", Sort::Popular, narrow),
        ("consumer", Sort::PriceUp, ALL),
        ("consumer", Sort::PriceUp, narrow),
    ] {
        let seen = Seen::of(world, tier).await;
        let mut tx = world.tx().await;
        let mut before = Vec::new();
        for table in READ {
            before.push(read_of(&mut tx, table).await);
        }
        let page = Storefront::new()
            .list(&mut tx, &seen.visit(), &asked(sort, range))
            .await
            .unwrap();
        assert!(page.is_readers && !page.cards.is_empty(), "{tier} {sort:?}");
        for (table, before) in READ.iter().zip(before) {
            let after = read_of(&mut tx, table).await;
            let (through, rows) = (after.0 - before.0, after.1 - before.1);
            let most = match (*table, tier) {
                ("tier_listings", "consumer") => 0,
                _ => 400,
            };
            assert!(
                rows <= most,
                "{tier} {sort:?} {range:?} reads {rows} of {table}"
            );
            let is_of_many = *table != "tier_listings";
            assert!(
                through == 0 || !is_of_many,
                "{tier} {sort:?} {range:?} reads all of {table}"
            );
        }
    }
}
