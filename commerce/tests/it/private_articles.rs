//! Articles that guests have no price of: found by those who have one, and by nobody else.

use commerce::catalogue::Storefront;
use commerce::catalogue::search::engine::Ranking;
use commerce::catalogue::search::{Search, SearchOrder, SearchQuery};
use commerce::catalogue::storefront::{
    Filter, ListPage, ListQuery, Sort, Visit, mark_dirty, mark_due,
};
use commerce::ids::{CategoryId, CompanyId, PriceListId, ProductId, VariantId};
use commerce::pricing::list::{Audience as For, ListDraft, end_price, save_list};
use commerce::pricing::listing::price_context;
use commerce::pricing::sheet::Period;
use commerce::pricing::{Audience, PriceContext};
use jiff::SignedDuration;
use platform::db::PgConnection;
use platform::money::Currency;
use testkit::World;

use crate::assortments::{assort, category, never, products, put};
use crate::on_sale::{list, price, product_of, refresh};

pub async fn company(world: &World, number: &str) -> CompanyId {
    let id = CompanyId::generate();
    let mut tx = world.tx().await;
    sqlx::query("insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at) values ($1, $2, $2, 'SE', $2, 'pro', $3, $3)")
        .bind(id.0).bind(number).bind(world.clock.now()).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Has the lists of everything made.
async fn list_all(world: &World) {
    let mut tx = world.tx().await;
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar("select id from products")
        .fetch_all(&mut *tx)
        .await
        .unwrap();
    let ids: Vec<ProductId> = ids.into_iter().map(ProductId).collect();
    mark_dirty(&mut tx, &ids).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
}

/// Ends what an article costs guests.
pub async fn unprice(world: &World, variant: VariantId) {
    let mut tx = world.tx().await;
    let id: uuid::Uuid = sqlx::query_scalar(
        "select id from prices where variant_id = $1 and price_list_id = $2 and valid_to is null",
    )
    .bind(variant.0)
    .bind(world.list.0)
    .fetch_one(&mut *tx)
    .await
    .unwrap();
    end_price(&mut tx, world.list, id, None).await.unwrap();
    tx.commit().await.unwrap();
}

/// A shop as somebody sees it.
struct Seen {
    prices: PriceContext,
    is_guest: bool,
}

impl Seen {
    async fn of(world: &World, audience: Audience<'_>) -> Self {
        let mut conn = world.db.read().await.unwrap();
        let now = world.clock.now();
        let found = price_context(&mut conn, world.shop_id, audience, now).await;
        Self {
            prices: found.unwrap().unwrap(),
            is_guest: audience == Audience::Tier("consumer"),
        }
    }

    fn visit<'a>(&'a self, world: &World) -> Visit<'a> {
        Visit {
            shop_id: world.shop_id,
            locale: "sv",
            prices: &self.prices,
            country: "SE",
            at: world.clock.now(),
            is_rehearsal: false,
            sees_kept_prices: self.is_guest,
        }
    }

    async fn list(&self, world: &World, filter: Filter, sort: Sort, page: i64) -> ListPage {
        let query = ListQuery {
            category: None,
            filter,
            sort,
            page,
            page_size: 2,
        };
        let mut conn = world.db.read().await.unwrap();
        let visit = self.visit(world);
        Storefront::new()
            .list(&mut conn, &visit, &query)
            .await
            .unwrap()
    }

    /// What is found by a word, and what is suggested for it.
    async fn search(&self, world: &World, text: &str) -> (Vec<String>, usize) {
        let search = Search::new(Storefront::new());
        let mut conn = world.db.read().await.unwrap();
        let visit = self.visit(world);
        let mut names = Vec::new();
        for order in [SearchOrder::Best, SearchOrder::Cheapest] {
            let query = SearchQuery {
                text: text.to_owned(),
                page: 1,
                page_size: 10,
                as_typed: true,
                order,
            };
            let found = search.find(&mut conn, &visit, &query).await.unwrap();
            names = found.cards.iter().map(|card| card.name.clone()).collect();
            names.sort();
            assert_eq!(found.total.products, i64::try_from(names.len()).unwrap());
            // A search engine that ranks others' articles, too, shows nobody more, and hides nobody's own.
            let all = ranking(&mut conn, text).await;
            let told = search.find_ranked(&mut conn, &visit, &query, Some(&all));
            let told = told.await.unwrap();
            let mut as_ranked: Vec<String> =
                told.cards.iter().map(|card| card.name.clone()).collect();
            as_ranked.sort();
            assert_eq!(as_ranked, names);
            assert_eq!(told.total.products, found.total.products);
        }
        let offered = search.suggest(&mut conn, &visit, text).await.unwrap();
        (names, offered.products.len())
    }

    async fn page(&self, world: &World, product: ProductId) -> Option<i64> {
        let mut conn = world.db.read().await.unwrap();
        let visit = self.visit(world);
        let page = Storefront::new().product(&mut conn, &visit, product).await;
        page.unwrap()
            .map(|page| page.variants[0].price.as_ref().unwrap().minor)
    }
}

/// Every product with a word in its name, whoever may see it.
async fn ranking(conn: &mut PgConnection, word: &str) -> Ranking {
    let sql =
        "select distinct product_id from product_translations where name ilike '%' || $1 || '%'";
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar(sql)
        .bind(word)
        .fetch_all(conn)
        .await
        .unwrap();
    Ranking {
        products: ids.into_iter().map(ProductId).collect(),
        goes_on: false,
    }
}

fn names(page: &ListPage) -> Vec<&str> {
    page.cards.iter().map(|card| card.name.as_str()).collect()
}

async fn rows(world: &World) -> i64 {
    world
        .database
        .value("select (select count(*) from private_listing_entries) + (select count(*) from private_listing_cards) + (select count(*) from private_search_documents)")
        .await
}

#[tokio::test]
async fn they_are_found_by_those_who_have_a_price_and_by_nobody_else() {
    let world = World::create().await;
    world.variant("KOPP A", 9, 10_000).await;
    let own = world.variant("KOPP B", 9, 15_000).await;
    world.variant("KOPP C", 9, 20_000).await;
    let product = product_of(&world, own).await;
    let (acme, other) = (company(&world, "1").await, company(&world, "2").await);
    let agreed = list(&world, "acme", For::Company(acme), false).await;
    price(&world, agreed, own, (1, 12_000), None).await;
    list_all(&world).await;
    assert_eq!(rows(&world).await, 0, "guests have a price of everything");

    world.clock.advance(SignedDuration::from_hours(1));
    unprice(&world, own).await;
    refresh(&world, &[]).await;
    let theirs = Seen::of(&world, Audience::Company(acme)).await;
    let guest = Seen::of(&world, Audience::Tier("consumer")).await;
    let pro = Seen::of(&world, Audience::Tier("pro")).await;
    let others = Seen::of(&world, Audience::Company(other)).await;
    let all = Filter::default();
    let page = theirs.list(&world, all.clone(), Sort::PriceUp, 1).await;
    // 120 kr without VAT is 150 with it: between the two others, and shown as it was agreed.
    assert_eq!(names(&page), ["KOPP A", "KOPP B"]);
    assert_eq!(page.cards[1].price.minor, 12_000);
    assert_eq!(
        (page.total.products, page.unfiltered.products, page.pages),
        (3, 3, 2)
    );
    assert_eq!(
        (page.in_stock, page.price_range),
        (Some(3), Some((10_000, 20_000)))
    );
    let page = theirs.list(&world, all.clone(), Sort::PriceUp, 2).await;
    assert_eq!(names(&page), ["KOPP C"]);
    for sort in [Sort::Popular, Sort::Newest, Sort::Name, Sort::PriceDown] {
        let mut seen = Vec::new();
        for page in [1, 2] {
            let found = theirs.list(&world, all.clone(), sort, page).await;
            seen.extend(names(&found).into_iter().map(str::to_owned));
        }
        seen.sort();
        assert_eq!(seen, ["KOPP A", "KOPP B", "KOPP C"], "{sort:?}");
    }
    let narrow = Filter {
        price_from: Some(14_000),
        price_to: Some(16_000),
        in_stock: true,
        ..Filter::default()
    };
    let page = theirs.list(&world, narrow.clone(), Sort::Popular, 1).await;
    assert_eq!((names(&page), page.total.products), (vec!["KOPP B"], 1));
    let every = ["KOPP A", "KOPP B", "KOPP C"].map(str::to_owned).to_vec();
    assert_eq!(theirs.search(&world, "kopp").await, (every, 3));
    assert_eq!(theirs.page(&world, product).await, Some(12_000));

    for nobody in [&guest, &pro, &others] {
        let page = nobody.list(&world, all.clone(), Sort::PriceUp, 1).await;
        assert_eq!(names(&page), ["KOPP A", "KOPP C"]);
        assert_eq!((page.total.products, page.in_stock), (2, Some(2)));
        let page = nobody.list(&world, narrow.clone(), Sort::Popular, 1).await;
        assert_eq!(page.total.products, 0);
        let public = ["KOPP A", "KOPP C"].map(str::to_owned).to_vec();
        assert_eq!(nobody.search(&world, "kopp").await, (public, 2));
        assert_eq!(nobody.page(&world, product).await, None);
        let mut conn = world.db.read().await.unwrap();
        let visit = nobody.visit(&world);
        let cards = Storefront::new()
            .cards(&mut conn, &visit, &[product])
            .await
            .unwrap();
        assert!(cards.is_empty());
    }

    // Once guests have a price again, it is everybody's.
    world.clock.advance(SignedDuration::from_hours(1));
    price(&world, world.list, own, (1, 16_000), None).await;
    refresh(&world, &[]).await;
    assert_eq!(rows(&world).await, 0);
    let page = guest.list(&world, all, Sort::PriceUp, 1).await;
    assert_eq!(page.total.products, 3);
}

#[tokio::test]
async fn they_come_and_go_with_their_list_and_other_lists_make_no_card_anew() {
    let world = World::create().await;
    let public = world.variant("SKÅL", 9, 10_000).await;
    let own = world.variant("FAT", 9, 10_000).await;
    world.clock.advance(SignedDuration::from_hours(1));
    unprice(&world, own).await;
    let hours = |hours| world.clock.now().plus(SignedDuration::from_hours(hours));
    let (begins, ends) = (hours(1), hours(2));
    let draft = ListDraft {
        code: "pro".to_owned(),
        name: "Pro".to_owned(),
        audience: For::Tier("pro".into()),
        currency: Currency::SEK,
        includes_vat: true,
        period: Period {
            from: Some(begins),
            to: Some(ends),
        },
        priority: 50,
    };
    let mut tx = world.tx().await;
    let pro = save_list(&mut tx, world.shop_id, None, &draft)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    price(&world, pro, public, (1, 8_000), None).await;
    price(&world, pro, own, (1, 8_000), None).await;
    refresh(&world, &[]).await;
    let found = async |world: &World| {
        let seen = Seen::of(world, Audience::Tier("pro")).await;
        let page = seen.list(world, Filter::default(), Sort::Name, 1).await;
        page.total.products
    };
    assert_eq!(found(&world).await, 1);
    world.clock.advance(SignedDuration::from_hours(1));
    let mut tx = world.tx().await;
    // The bowl's cards say what guests pay: nothing of it is made anew.
    assert_eq!(mark_due(&mut tx, begins).await.unwrap(), 1);
    tx.commit().await.unwrap();
    refresh(&world, &[]).await;
    assert_eq!(found(&world).await, 2);
    world.clock.advance(SignedDuration::from_hours(1));
    refresh(&world, &[ends]).await;
    assert_eq!((found(&world).await, rows(&world).await), (1, 0));
}

#[tokio::test]
async fn a_price_for_more_pieces_than_are_sold_at_least_makes_nothing_to_be_found() {
    let world = World::create().await;
    let own = world.variant("FAT", 9, 10_000).await;
    world.clock.advance(SignedDuration::from_hours(1));
    unprice(&world, own).await;
    let pro: PriceListId = list(&world, "pro", For::Tier("pro".into()), true).await;
    price(&world, pro, own, (10, 8_000), None).await;
    refresh(&world, &[]).await;
    assert_eq!(rows(&world).await, 0);
}

/// How many products somebody sees in each of some categories; none for one that is not there for them.
async fn in_each(world: &World, seen: &Seen, of: &[CategoryId]) -> Vec<Option<i64>> {
    let mut conn = world.db.read().await.unwrap();
    let storefront = Storefront::new();
    let visit = seen.visit(world);
    let tree = storefront.tree(&mut conn, &visit).await.unwrap();
    let mut found = Vec::new();
    for id in of {
        let node = tree.by_id(*id).map(|node| node.products);
        let page = storefront
            .list(&mut conn, &visit, &ListQuery::new(Some(*id)))
            .await
            .unwrap();
        assert_eq!(page.total.products, node.unwrap_or(0));
        found.push(node);
    }
    found
}

#[tokio::test]
async fn their_categories_are_there_for_those_who_see_something_in_them() {
    let world = World::create().await;
    let public = world.variant("KOPP A", 9, 10_000).await;
    let own = world.variant("KOPP B", 9, 15_000).await;
    let (public_product, product) = (
        product_of(&world, public).await,
        product_of(&world, own).await,
    );
    let kitchen = category(&world, "Kök", None).await;
    let store = category(&world, "Lager", None).await;
    let shelf = category(&world, "Hylla", Some(store)).await;
    let empty = category(&world, "Tomt", None).await;
    put(&world, public_product, kitchen).await;
    put(&world, product, shelf).await;
    let (acme, other) = (company(&world, "1").await, company(&world, "2").await);
    let agreed = list(&world, "acme", For::Company(acme), false).await;
    price(&world, agreed, own, (1, 12_000), None).await;
    list_all(&world).await;
    let all = [kitchen, store, shelf, empty];
    let guest = Seen::of(&world, Audience::Tier("consumer")).await;
    let everything = [Some(1), Some(1), Some(1), Some(0)];
    assert_eq!(in_each(&world, &guest, &all).await, everything);

    world.clock.advance(SignedDuration::from_hours(1));
    unprice(&world, own).await;
    refresh(&world, &[]).await;
    let theirs = Seen::of(&world, Audience::Company(acme)).await;
    assert_eq!(in_each(&world, &theirs, &all).await, everything);
    let mut conn = world.db.read().await.unwrap();
    let visit = theirs.visit(&world);
    let storefront = Storefront::new();
    let tree = storefront.tree(&mut conn, &visit).await.unwrap();
    assert_eq!(tree.products, 2);
    let crumbs = tree.breadcrumbs(shelf);
    let crumbs: Vec<&str> = crumbs.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(crumbs, ["Lager", "Hylla"]);
    let offered = Search::new(storefront)
        .suggest(&mut conn, &visit, "hyll")
        .await
        .unwrap();
    assert_eq!(offered.categories, [shelf]);
    let others = Seen::of(&world, Audience::Company(other)).await;
    let pro = Seen::of(&world, Audience::Tier("pro")).await;
    for nobody in [&guest, &pro, &others] {
        assert_eq!(
            in_each(&world, nobody, &all).await,
            [Some(1), None, None, Some(0)]
        );
    }

    // What the company's tier does not see it does not see either, and what is its own it does.
    assort(&world, "pro", &never(products(&[public_product]))).await;
    let theirs = Seen::of(&world, Audience::Company(acme)).await;
    assert_eq!(
        in_each(&world, &theirs, &all).await,
        [None, Some(1), Some(1), None]
    );
    let others = Seen::of(&world, Audience::Company(other)).await;
    assert_eq!(in_each(&world, &others, &all).await, [None; 4]);
}
