//! What a company pays, laid over the order of its tier.

use commerce::catalogue::Storefront;
use commerce::catalogue::storefront::{ListQuery, Sort, mark_dirty};
use commerce::ids::{CategoryId, CustomerSessionId, PriceListId, VariantId};
use commerce::pricing::list::{Audience as For, ListDraft};
use commerce::pricing::set_price::set_prices;
use commerce::pricing::sheet::Period;
use commerce::pricing::{Audience, NewPrice, SetPrices};
use jiff::SignedDuration;
use platform::money::UnitPrice;
use testkit::World;

use crate::assortments::{Goods, Seen};
use crate::cart_filling::articles;
use crate::on_sale::refresh;
use crate::one_price::sibling;
use crate::price_lists::{company, draft, hours, make, price};
use crate::tier_orders::{ALL, asked, campaign, cheapest, found, list, make_all, order, shop};

/// A company that buys as Pro, with a list of its own that has no price yet.
async fn company_with_list(
    world: &World,
    number: &str,
    includes_vat: bool,
) -> (PriceListId, CustomerSessionId) {
    let (id, session) = company(world, number).await;
    let code = format!("company-{number}");
    let list = draft(&code, For::Company(id), includes_vat, Period::default());
    (make(world, &list).await.unwrap(), session)
}

#[tokio::test]
async fn a_companys_few_prices_are_laid_over_its_tiers() {
    let (goods, _) = shop().await;
    let world = &goods.world;
    let (agreed, session) = company_with_list(world, "1", false).await;
    let (_, other) = company(world, "2").await;
    price(world, agreed, goods.variants[2], 1, 5_000).await;
    make_all(world).await;
    let own = Seen::by(world, Audience::Session(session)).await;
    let others = Seen::by(world, Audience::Session(other)).await;
    assert_eq!(cheapest(world, &own).await, "CDBA");
    assert_eq!(cheapest(world, &others).await, "DBCA");
    assert_eq!(found(&goods, &own).await, ["CDBA", "CDBA"]);
    let storefront = Storefront::new();
    let low = (Some(4_000), Some(10_000));
    for _ in 0..2 {
        for (seen, wanted) in [(&own, "CD"), (&others, "D")] {
            let page = list(world, &storefront, seen, &asked(Sort::PriceUp, low)).await;
            assert_eq!((order(&page).as_str(), page.is_readers), (wanted, true));
            let many = i64::try_from(wanted.len()).unwrap();
            assert_eq!(page.total.products, many);
        }
    }
    // Page by page, each side is put in its place.
    for (page, wanted) in [(1, "CD"), (2, "BA")] {
        let query = ListQuery {
            page,
            page_size: 2,
            ..asked(Sort::PriceUp, ALL)
        };
        let page = list(world, &storefront, &own, &query).await;
        assert_eq!(order(&page), wanted);
    }
    // Of very many it is told that the order is guests'.
    let prices: Vec<NewPrice> = articles(world, 301)
        .await
        .into_iter()
        .map(|variant_id| NewPrice {
            variant_id,
            min_quantity: 1,
            unit_price: UnitPrice(10_000_000),
        })
        .collect();
    let change = SetPrices {
        list: agreed,
        from: None,
        prices: &prices,
    };
    let mut tx = world.tx().await;
    set_prices(&mut tx, &change).await.unwrap();
    tx.commit().await.unwrap();
    let page = list(world, &Storefront::new(), &own, &asked(Sort::PriceUp, ALL)).await;
    assert_eq!((order(&page).as_str(), page.is_readers), ("ABCD", false));
}

/// What a connection is asked about goods' sale, as what a campaign's prices were before is reckoned from.
const PAST: &str = "past_publications";
/// What it is asked about the prices of cards.
const CARDS: &str = "of the fewest pieces that are sold";
/// What it is asked about the products of what a company has agreed on.
const AGREED: &str = "array(select distinct product_id from variants where is_active";
/// What it is asked about a company's prices as they stand.
const OWN: &str = "p.min_quantity, p.unit_price_e4, l.includes_vat from price_lists l";

/// How often a connection has been asked a question with these words.
async fn asked_so_far(conn: &mut platform::db::PgConnection, words: &str) -> i64 {
    sqlx::query_scalar(
        "select coalesce(sum(generic_plans + custom_plans), 0)::bigint from pg_prepared_statements
         where statement like '%' || $1 || '%' and statement not like '%pg_prepared_statements%'",
    )
    .bind(words)
    .fetch_one(conn)
    .await
    .unwrap()
}

/// The ends of a list, and how many questions it took about cards' prices, of which the page's own cards are one, and about what is agreed on: one where nothing goes
/// by what the company pays, two where that is seen from its prices, three where something is reckoned out.
async fn told(
    conn: &mut platform::db::PgConnection,
    storefront: &Storefront,
    seen: &Seen<'_>,
    query: &ListQuery,
) -> (Option<(i64, i64)>, i64) {
    let before = asked_so_far(conn, CARDS).await + asked_so_far(conn, AGREED).await;
    let page = storefront.list(conn, &seen.visit(), query).await.unwrap();
    let after = asked_so_far(conn, CARDS).await + asked_so_far(conn, AGREED).await;
    (page.price_range, after - before)
}

/// A list by name.
fn by_name(category: Option<CategoryId>) -> ListQuery {
    ListQuery {
        sort: Sort::Name,
        ..ListQuery::new(category)
    }
}

#[tokio::test]
async fn what_a_company_pays_is_reckoned_out_where_a_list_goes_by_it() {
    let (goods, _) = shop().await;
    let world = &goods.world;
    let (agreed, session) = company_with_list(world, "1", false).await;
    make_all(world).await;
    let mut conn = world.db.read().await.unwrap();
    // Between what the others cost, below them all, and above.
    for (minor, by_name, by_price, range) in [
        (10_000, 1, 2, (9_000, 30_000)),
        (5_000, 2, 2, (5_000, 30_000)),
        (40_000, 3, 3, (9_000, 40_000)),
    ] {
        price(world, agreed, goods.variants[2], 1, minor).await;
        let own = Seen::by(world, Audience::Session(session)).await;
        for (sort, times) in [(Sort::Name, by_name), (Sort::PriceUp, by_price)] {
            let before = asked_so_far(&mut conn, OWN).await;
            let found = told(&mut conn, &Storefront::new(), &own, &asked(sort, ALL)).await;
            assert_eq!(found, (Some(range), times), "{minor} {sort:?}");
            assert_eq!(asked_so_far(&mut conn, OWN).await - before, 1);
        }
        world.clock.advance(SignedDuration::from_hours(1));
    }
}

#[tokio::test]
async fn what_a_company_pays_moves_the_ends_of_the_lists_that_it_is_in() {
    let (goods, _) = shop().await;
    let world = &goods.world;
    let (agreed, session) = company_with_list(world, "1", false).await;
    make_all(world).await;
    let mut conn = world.db.read().await.unwrap();
    // Of the kitchen are A to C, for 300, 120 and 160 kronor; D for 90 is not.
    for (cup, minor, of_all, of_kitchen) in [
        // What is dearest, and dearest nowhere when it costs less.
        (0, 20_000, (2, (9_000, 20_000)), (2, (12_000, 20_000))),
        // The cheapest of all is in no kitchen, whatever it costs; A is the company's own at the upper end.
        (3, 1_000, (2, (1_000, 20_000)), (2, (12_000, 20_000))),
        // A costs what its tier pays: its end stays the company's own to be looked at.
        (0, 30_000, (2, (1_000, 30_000)), (2, (12_000, 30_000))),
    ] {
        price(world, agreed, goods.variants[cup], 1, minor).await;
        let own = Seen::by(world, Audience::Session(session)).await;
        for (category, (times, range)) in [(None, of_all), (Some(goods.kitchen), of_kitchen)] {
            let found = told(&mut conn, &Storefront::new(), &own, &by_name(category)).await;
            assert_eq!(found, (Some(range), times), "{cup} for {minor}");
        }
        world.clock.advance(SignedDuration::from_hours(1));
    }
}

#[tokio::test]
async fn what_is_agreed_on_elsewhere_moves_no_end_of_a_list() {
    let (goods, _) = shop().await;
    let world = &goods.world;
    let (agreed, session) = company_with_list(world, "1", false).await;
    make_all(world).await;
    // Less than anything in the kitchen, where it is not.
    price(world, agreed, goods.variants[3], 1, 1_000).await;
    let (others, other) = company_with_list(world, "2", false).await;
    price(world, others, goods.variants[2], 1, 13_000).await;
    // In kronor with VAT, of which the reader pays 88 without.
    let (thirds, third) = company_with_list(world, "3", true).await;
    price(world, thirds, goods.variants[2], 1, 11_000).await;
    let mut conn = world.db.read().await.unwrap();
    // One reader of them all, so that what is known of one list or company is told of no other.
    let storefront = Storefront::new();
    for (session, of_all, of_kitchen) in [
        (other, (1, (9_000, 30_000)), (1, (12_000, 30_000))),
        (session, (2, (1_000, 30_000)), (1, (12_000, 30_000))),
        (third, (3, (8_800, 30_000)), (3, (8_800, 30_000))),
    ] {
        let seen = Seen::by(world, Audience::Session(session)).await;
        for (category, (times, range)) in [(None, of_all), (Some(goods.kitchen), of_kitchen)] {
            let query = by_name(category);
            let found = told(&mut conn, &storefront, &seen, &query).await;
            assert_eq!(found.0, Some(range));
            let found = told(&mut conn, &Storefront::new(), &seen, &query).await;
            assert_eq!(found, (Some(range), times));
        }
    }
}

#[tokio::test]
async fn an_end_that_others_have_too_is_moved_by_nobody_alone() {
    let (goods, pro) = shop().await;
    let world = &goods.world;
    let (agreed, session) = company_with_list(world, "1", false).await;
    // C costs 90 kronor as D does.
    price(world, pro, goods.variants[2], 1, 9_000).await;
    price(world, agreed, goods.variants[3], 1, 9_500).await;
    make_all(world).await;
    let own = Seen::by(world, Audience::Session(session)).await;
    let mut conn = world.db.read().await.unwrap();
    let found = told(&mut conn, &Storefront::new(), &own, &by_name(None)).await;
    assert_eq!(found, (Some((9_000, 30_000)), 1));
}

#[tokio::test]
async fn a_companys_order_is_found_without_what_its_prices_were() {
    let (goods, _) = shop().await;
    let world = &goods.world;
    let (agreed, session) = company_with_list(world, "1", false).await;
    price(world, agreed, goods.variants[2], 1, 5_000).await;
    let (from, _) = campaign(&goods).await;
    world.clock.advance(SignedDuration::from_hours(25));
    refresh(world, &[from]).await;
    make_all(world).await;
    let own = Seen::by(world, Audience::Session(session)).await;
    let mut conn = world.db.read().await.unwrap();
    // Only the page that shows the campaign's article needs to know.
    for (page, wanted, times) in [(2, "BA", 0), (1, "CD", 1)] {
        let query = ListQuery {
            page,
            page_size: 2,
            ..asked(Sort::PriceUp, ALL)
        };
        let before = asked_so_far(&mut conn, PAST).await;
        let found = Storefront::new()
            .list(&mut conn, &own.visit(), &query)
            .await
            .unwrap();
        assert_eq!(order(&found), wanted);
        assert_eq!(asked_so_far(&mut conn, PAST).await - before, times);
    }
}

#[tokio::test]
async fn a_companys_list_says_nothing_before_it_begins() {
    let (goods, _) = shop().await;
    let world = &goods.world;
    let (id, session) = company(world, "1").await;
    let from = Period {
        from: Some(hours(world, 24)),
        to: None,
    };
    let list = draft("to-come", For::Company(id), false, from);
    let agreed = make(world, &list).await.unwrap();
    price(world, agreed, goods.variants[2], 1, 1_000).await;
    make_all(world).await;
    let mut conn = world.db.read().await.unwrap();
    for (lowest, times) in [(9_000, 1), (1_000, 2)] {
        let own = Seen::by(world, Audience::Session(session)).await;
        for query in [by_name(None), asked(Sort::PriceUp, ALL)] {
            let found = told(&mut conn, &Storefront::new(), &own, &query).await;
            assert_eq!(found, (Some((lowest, 30_000)), times));
        }
        world.clock.advance(SignedDuration::from_hours(25));
    }
}

#[tokio::test]
async fn a_company_of_a_tier_with_guests_prices_has_its_own_laid_over_theirs() {
    let (goods, _) = shop().await;
    let world = &goods.world;
    let (agreed, session) = company_with_list(world, "1", true).await;
    let tier = "update companies set tier_code = 'user' where number = '1'";
    world.database.execute(tier).await;
    make_all(world).await;
    let mut conn = world.db.read().await.unwrap();
    for (minor, wanted, ends, times) in [
        (5_000, "CABD", (5_000, 25_000), 2),
        (40_000, "ABDC", (10_000, 40_000), 3),
    ] {
        price(world, agreed, goods.variants[2], 1, minor).await;
        let own = Seen::by(world, Audience::Session(session)).await;
        assert_eq!(cheapest(world, &own).await, wanted);
        let query = asked(Sort::PriceUp, ALL);
        let found = told(&mut conn, &Storefront::new(), &own, &query).await;
        assert_eq!(found, (Some(ends), times));
        world.clock.advance(SignedDuration::from_hours(1));
    }
}

/// D again as a second article, which Pro pays 100 kronor for, instead of 90.
async fn with_second(pieces: i64) -> (Goods, VariantId) {
    let (goods, pro) = shop().await;
    let world = &goods.world;
    let second = sibling(world, goods.variants[3], pieces).await;
    price(world, pro, second, 1, 10_000).await;
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &goods.products).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
    make_all(world).await;
    (goods, second)
}

#[tokio::test]
async fn of_several_articles_the_cheapest_that_can_be_bought_puts_a_product_in_its_place() {
    for (pieces, cases) in [
        // What is agreed for the first and for the second, where D is then, and what is asked until that is known.
        (
            9,
            [
                (Some(8_000), None, ("DBCA", 8_000), 2),
                (None, Some(8_500), ("DBCA", 8_500), 2),
                (Some(9_000), Some(40_000), ("DBCA", 9_000), 2),
                (None, Some(50_000), ("DBCA", 9_000), 3),
                (Some(50_000), None, ("DBCA", 10_000), 3),
                (Some(13_000), Some(14_000), ("BDCA", 12_000), 3),
            ],
        ),
        (
            0,
            [
                (Some(8_000), None, ("DBCA", 8_000), 2),
                // Nobody is told a price of what is sold out while another article can be bought.
                (None, Some(8_500), ("DBCA", 9_000), 3),
                (Some(9_000), Some(8_000), ("DBCA", 9_000), 2),
                (None, Some(50_000), ("DBCA", 9_000), 3),
                (Some(50_000), None, ("BCAD", 12_000), 3),
                (Some(13_000), Some(1_000), ("BDCA", 12_000), 3),
            ],
        ),
    ] {
        let (goods, second) = with_second(pieces).await;
        let world = &goods.world;
        let mut conn = world.db.read().await.unwrap();
        for (n, (first_minor, second_minor, (wanted, lowest), times)) in (1..).zip(cases) {
            let (agreed, session) = company_with_list(world, &n.to_string(), false).await;
            for (variant, minor) in [(goods.variants[3], first_minor), (second, second_minor)] {
                if let Some(minor) = minor {
                    price(world, agreed, variant, 1, minor).await;
                }
            }
            let own = Seen::by(world, Audience::Session(session)).await;
            assert_eq!(cheapest(world, &own).await, wanted, "{pieces}, {n}");
            let query = asked(Sort::PriceUp, ALL);
            let (range, asked) = told(&mut conn, &Storefront::new(), &own, &query).await;
            assert_eq!((range.unwrap().0, asked), (lowest, times), "{pieces}, {n}");
        }
    }
}

#[tokio::test]
async fn prices_by_quantity_and_of_several_lists_are_reckoned_out() {
    let (goods, _) = with_second(9).await;
    let world = &goods.world;
    let cup = goods.variants[3];
    // For ten, and so not for one.
    let (by_quantity, first) = company_with_list(world, "1", false).await;
    price(world, by_quantity, cup, 10, 1_000).await;
    // Of two lists the first decides.
    let (id, second) = company(world, "2").await;
    for (code, priority, minor) in [("late", 200, 1_000), ("early", 50, 9_500)] {
        let list = ListDraft {
            priority,
            ..draft(code, For::Company(id), false, Period::default())
        };
        let list = make(world, &list).await.unwrap();
        price(world, list, cup, 1, minor).await;
    }
    let mut conn = world.db.read().await.unwrap();
    for (session, lowest) in [(first, 9_000), (second, 9_500)] {
        let own = Seen::by(world, Audience::Session(session)).await;
        assert_eq!(cheapest(world, &own).await, "DBCA");
        let query = asked(Sort::PriceUp, ALL);
        let found = told(&mut conn, &Storefront::new(), &own, &query).await;
        assert_eq!(found, (Some((lowest, 30_000)), 3));
    }
}
