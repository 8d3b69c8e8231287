//! What a tier's people see of the catalogue: the same answer from every list, count, search, page, cart and order.

use commerce::cart::{self, LineError, store as carts};
use commerce::catalogue::category::{CategoryDraft, CategoryTexts, save_category};
use commerce::catalogue::search::engine::Ranking;
use commerce::catalogue::search::{Search, SearchOrder, SearchQuery};
use commerce::catalogue::storefront::{
    ListPage, ListQuery, Rebuilt, Sort, Visit, mark_dirty, rebuild_some,
};
use commerce::catalogue::{Storefront, sitemap, sitemap_files};
use commerce::checkout::prepare::{PrepareError, prepare};
use commerce::gift_card::Wish;
use commerce::ids::{AssortmentId, CategoryId, CompanyId, ManufacturerId, ProductId, VariantId};
use commerce::pricing::list::Audience as For;
use commerce::pricing::listing::price_context;
use commerce::pricing::{Audience, PriceContext};
use commerce::quick_order::Fate;
use commerce::quick_order::listing::{Reader, report};
use commerce::quick_order::parse::read_text;
use commerce::tier::assortment::{Named, Rules, SaveAssortmentError, listing, save};
use jiff::SignedDuration;
use testkit::World;

use crate::on_sale::{list, price, product_of, refresh};

/// Cups A and B of the kitchen, C of its cupboard, and D of nothing.
pub struct Goods {
    pub world: World,
    pub kitchen: CategoryId,
    pub products: [ProductId; 4],
    pub variants: [VariantId; 4],
}

pub async fn goods() -> Goods {
    let world = World::create().await;
    let mut variants = Vec::new();
    let mut products = Vec::new();
    for (sku, kronor) in [
        ("KOPP A", 100),
        ("KOPP B", 150),
        ("KOPP C", 200),
        ("KOPP D", 250),
    ] {
        let variant = world.variant(sku, 9, kronor * 100).await;
        products.push(product_of(&world, variant).await);
        variants.push(variant);
    }
    let mut tx = world.tx().await;
    sqlx::query(
        "insert into slugs (kind, locale, slug, target_id, is_current, created_at)
         select 'product', 'sv', lower(replace(code, ' ', '-')), id, true, created_at from products",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let kitchen = category(&world, "Kök", None).await;
    let cupboard = category(&world, "Skåp", Some(kitchen)).await;
    for (product, of) in [(0, kitchen), (1, kitchen), (2, cupboard)] {
        put(&world, products[product], of).await;
    }
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &products).await.unwrap();
    tx.commit().await.unwrap();
    refresh(&world, &[]).await;
    Goods {
        world,
        kitchen,
        products: products.try_into().unwrap(),
        variants: variants.try_into().unwrap(),
    }
}

pub async fn category(world: &World, name: &str, parent_id: Option<CategoryId>) -> CategoryId {
    let draft = CategoryDraft {
        code: name.to_lowercase(),
        parent_id,
        position: 1,
        is_published: true,
        hero_media_id: None,
        texts: vec![CategoryTexts {
            locale: "sv".to_owned(),
            name: name.to_owned(),
            description: String::new(),
            slug: None,
        }],
    };
    let mut tx = world.tx().await;
    let id = save_category(&mut tx, &draft).await.unwrap();
    tx.commit().await.unwrap();
    id
}

pub async fn put(world: &World, product: ProductId, category: CategoryId) {
    let mut tx = world.tx().await;
    sqlx::query("insert into product_categories (product_id, category_id, is_primary) values ($1, $2, true)")
        .bind(product.0)
        .bind(category.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

pub fn never(never: Named) -> Rules {
    Rules {
        never,
        ..Rules::default()
    }
}

pub fn only(only: Named) -> Rules {
    Rules {
        only,
        ..Rules::default()
    }
}

pub fn categories(of: &[CategoryId]) -> Named {
    Named {
        categories: of.to_vec(),
        ..Named::default()
    }
}

pub fn products(of: &[ProductId]) -> Named {
    Named {
        products: of.to_vec(),
        ..Named::default()
    }
}

pub async fn say(
    world: &World,
    tier: &str,
    rules: &Rules,
    version: i32,
) -> Result<AssortmentId, SaveAssortmentError> {
    let mut tx = world.tx().await;
    let id = save(&mut tx, tier, rules, version).await?;
    tx.commit().await.unwrap();
    Ok(id)
}

/// The job's body.
pub async fn rebuild(world: &World, id: AssortmentId) {
    let mut pass = None;
    loop {
        let mut tx = world.tx().await;
        let made = rebuild_some(&mut tx, id, pass).await.unwrap();
        tx.commit().await.unwrap();
        match made {
            Rebuilt::UpTo(next) => pass = Some(next),
            Rebuilt::Done => return,
        }
    }
}

pub async fn assort(world: &World, tier: &str, rules: &Rules) -> AssortmentId {
    let id = say(world, tier, rules, 0).await.unwrap();
    rebuild(world, id).await;
    id
}

/// The shop as somebody of a tier sees it.
pub struct Seen<'a> {
    world: &'a World,
    pub prices: PriceContext,
}

impl<'a> Seen<'a> {
    pub async fn of(world: &'a World, tier: &str) -> Self {
        Self::by(world, Audience::Tier(tier)).await
    }

    pub async fn by(world: &'a World, audience: Audience<'_>) -> Self {
        let mut conn = world.db.read().await.unwrap();
        let now = world.clock.now();
        let found = price_context(&mut conn, world.shop_id, audience, now).await;
        Self {
            world,
            prices: found.unwrap().unwrap(),
        }
    }

    pub fn visit(&self) -> Visit<'_> {
        Visit {
            shop_id: self.world.shop_id,
            locale: "sv",
            prices: &self.prices,
            country: "SE",
            at: self.world.clock.now(),
            is_rehearsal: false,
            sees_kept_prices: self.prices.tier == "consumer",
        }
    }

    pub async fn list(&self, category: Option<CategoryId>) -> ListPage {
        let mut conn = self.world.db.read().await.unwrap();
        let query = ListQuery {
            sort: Sort::PriceUp,
            ..ListQuery::new(category)
        };
        let found = Storefront::new()
            .list(&mut conn, &self.visit(), &query)
            .await;
        found.unwrap()
    }

    /// The letters of the cups in the list of everything.
    pub async fn letters(&self) -> String {
        letters(self.list(None).await.cards.iter().map(|card| &card.name))
    }

    pub async fn page(&self, product: ProductId) -> bool {
        let mut conn = self.world.db.read().await.unwrap();
        let page = Storefront::new()
            .product(&mut conn, &self.visit(), product)
            .await;
        page.unwrap().is_some()
    }
}

pub fn letters<'a>(names: impl Iterator<Item = &'a String>) -> String {
    let mut letters: Vec<char> = names.filter_map(|name| name.chars().last()).collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// Everything that shows goods, asked by one person: the same letters from each.
pub async fn assert_sees_everywhere(goods: &Goods, tier: &str, wanted: &str) {
    let seen = Seen::of(&goods.world, tier).await;
    let visit = seen.visit();
    let storefront = Storefront::new();
    let page = seen.list(None).await;
    assert_eq!(letters(page.cards.iter().map(|card| &card.name)), wanted);
    let many = i64::try_from(wanted.len()).unwrap();
    assert_eq!((page.total.products, page.in_stock), (many, Some(many)));
    let mut conn = goods.world.db.read().await.unwrap();
    let limit = seen.prices.assortment;
    let tree = storefront.tree(&mut conn, &visit).await.unwrap();
    assert_eq!(tree.products, many);
    let in_kitchen = wanted.chars().filter(|letter| "ABC".contains(*letter));
    let in_kitchen = i64::try_from(in_kitchen.count()).unwrap();
    let node = tree.by_id(goods.kitchen).map_or(0, |node| node.products);
    assert_eq!(node, in_kitchen);
    let kitchen = seen.list(Some(goods.kitchen)).await;
    assert_eq!(kitchen.total.products, in_kitchen);
    for sort in [Sort::Popular, Sort::Newest, Sort::Name, Sort::PriceDown] {
        let first = storefront.first(&mut conn, &visit, None, sort, 9).await;
        let first = first.unwrap();
        assert_eq!(letters(first.iter().map(|card| &card.name)), wanted);
    }
    let search = Search::new(storefront.clone());
    // A search engine that ranks everything there is, and what there is not, shows nobody more.
    let all = Ranking {
        products: goods
            .products
            .iter()
            .rev()
            .copied()
            .chain([ProductId::generate()])
            .collect(),
        goes_on: false,
    };
    for order in [SearchOrder::Best, SearchOrder::Cheapest] {
        let query = SearchQuery {
            text: "kopp".to_owned(),
            page: 1,
            page_size: 10,
            as_typed: true,
            order,
        };
        let found = search.find(&mut conn, &visit, &query).await.unwrap();
        assert_eq!(letters(found.cards.iter().map(|card| &card.name)), wanted);
        assert_eq!(found.total.products, many);
        let found = search.find_ranked(&mut conn, &visit, &query, Some(&all));
        let found = found.await.unwrap();
        assert_eq!(letters(found.cards.iter().map(|card| &card.name)), wanted);
        assert_eq!(found.total.products, many);
    }
    for ranking in [None, Some(&all)] {
        let offered = search.suggest_ranked(&mut conn, &visit, "kopp", ranking);
        let offered = offered.await.unwrap();
        let offered = offered.products.iter().map(|card| &card.name);
        assert_eq!(letters(offered), wanted);
    }
    let cards = storefront.cards(&mut conn, &visit, &goods.products).await;
    let cards = cards.unwrap();
    assert_eq!(letters(cards.iter().map(|card| &card.name)), wanted);
    let told = (goods.world.shop_id, limit.map(|of| of.id));
    let mapped = sitemap(&mut conn, told, None, 100).await.unwrap();
    let mapped = mapped.iter().map(|of| &of.slugs[0].1).cloned();
    let mapped: Vec<String> = mapped.map(|slug| slug.to_uppercase()).collect();
    assert_eq!(letters(mapped.iter()), wanted);
    let files = sitemap_files(&mut conn, told, 1).await.unwrap();
    assert_eq!(files.len(), wanted.len());
    let reader = Reader {
        shop_id: goods.world.shop_id,
        company: None,
        lists: &seen.prices.lists,
        locale: "sv",
        now: goods.world.clock.now(),
    };
    for (at, letter) in "ABCD".chars().enumerate() {
        let is_seen = wanted.contains(letter);
        let product = goods.products[at];
        assert_eq!(seen.page(product).await, is_seen, "{tier} {letter}");
        let related = storefront.related(&mut conn, &visit, product).await;
        let related = related.unwrap();
        assert!(related.iter().all(|card| {
            let letter = card.name.chars().last().unwrap();
            is_seen && wanted.contains(letter)
        }));
        let rows = read_text(&format!("KOPP {letter};1")).unwrap();
        let rows = report(&mut conn, reader, rows).await.unwrap();
        let is_known = rows.rows[0].fate != Fate::Unknown;
        assert_eq!(is_known, is_seen, "{tier} {letter}");
    }
}

/// The kept counts of every assortment are those of its rows.
pub async fn assert_counts_are_true(world: &World) {
    let wrong: i64 = world
        .database
        .value(
            "select count(*) from (
                 select assortment_id, shop_id, category_id, tag, sum(products) as n from (
                     select assortment_id, shop_id, category_id, tag, products from assortment_counts
                     union all
                     select e.assortment_id, e.shop_id, e.category_id, t.tag, -1 from assortment_entries e, unnest(e.tags || 0) as t (tag)) k
                 group by 1, 2, 3, 4 having sum(products) <> 0) wrong",
        )
        .await;
    assert_eq!(wrong, 0);
}

#[tokio::test]
async fn what_is_hidden_is_hidden_everywhere_and_shown_to_the_others() {
    let goods = goods().await;
    for tier in ["consumer", "pro"] {
        assert_sees_everywhere(&goods, tier, "ABCD").await;
    }
    assort(
        &goods.world,
        "consumer",
        &never(categories(&[goods.kitchen])),
    )
    .await;
    assert_sees_everywhere(&goods, "consumer", "D").await;
    assert_sees_everywhere(&goods, "pro", "ABCD").await;
    assert_counts_are_true(&goods.world).await;
}

#[tokio::test]
async fn a_tier_may_see_only_what_is_named_and_never_what_is_hidden_besides() {
    let goods = goods().await;
    let rules = Rules {
        only: categories(&[goods.kitchen]),
        never: products(&[goods.products[1]]),
    };
    assort(&goods.world, "pro", &rules).await;
    assert_sees_everywhere(&goods, "pro", "AC").await;
    assert_sees_everywhere(&goods, "consumer", "ABCD").await;
}

#[tokio::test]
async fn makers_and_choices_of_attributes_are_rules_too() {
    let goods = goods().await;
    let maker = ManufacturerId::generate();
    let mut tx = goods.world.tx().await;
    sqlx::query("insert into manufacturers (id, name, postal_address, electronic_address, country) values ($1, 'Bruket', 'x', 'x', 'SE')")
        .bind(maker.0).execute(&mut *tx).await.unwrap();
    sqlx::query("update products set manufacturer_id = $1 where id = $2")
        .bind(maker.0)
        .bind(goods.products[0].0)
        .execute(&mut *tx)
        .await
        .unwrap();
    let attribute = platform::ids::new_uuid();
    sqlx::query("insert into attributes (id, code, label, kind, is_facet) values ($1, 'farg', '{\"sv\": \"Färg\"}', 'choice', true)")
        .bind(attribute).execute(&mut *tx).await.unwrap();
    let blue: i32 = sqlx::query_scalar("insert into attribute_values (attribute_id, code, label) values ($1, 'bla', '{\"sv\": \"Blå\"}') returning id")
        .bind(attribute).fetch_one(&mut *tx).await.unwrap();
    sqlx::query(
        "insert into product_attributes (product_id, attribute_id, value_id) values ($1, $2, $3)",
    )
    .bind(goods.products[3].0)
    .bind(attribute)
    .bind(blue)
    .execute(&mut *tx)
    .await
    .unwrap();
    mark_dirty(&mut tx, &goods.products).await.unwrap();
    tx.commit().await.unwrap();
    refresh(&goods.world, &[]).await;
    let named = Named {
        manufacturers: vec![maker],
        values: vec![blue],
        ..Named::default()
    };
    assort(&goods.world, "consumer", &never(named.clone())).await;
    assert_eq!(
        Seen::of(&goods.world, "consumer").await.letters().await,
        "BC"
    );
    assort(&goods.world, "pro", &only(named.clone())).await;
    assert_eq!(Seen::of(&goods.world, "pro").await.letters().await, "AD");
    // The facet counts what is in the assortment, and nothing else.
    let page = Seen::of(&goods.world, "consumer").await.list(None).await;
    assert!(page.facets.is_empty());
    let page = Seen::of(&goods.world, "pro").await.list(None).await;
    assert_eq!(page.facets[0].values[0].products, Some(1));
    let mut conn = goods.world.db.read().await.unwrap();
    let names = listing::names(&mut conn, &named, "sv").await.unwrap();
    assert_eq!(names.values, ["Färg: Blå"]);
    let found = listing::makers_named(&mut conn, &["BRUKET".to_owned()]).await;
    assert_eq!(found.unwrap(), [("BRUKET".to_owned(), maker)]);
}

#[tokio::test]
async fn what_the_buyer_does_not_see_is_not_ordered_and_the_cart_says_so() {
    let goods = goods().await;
    let world = &goods.world;
    let cart = world
        .cart(&[(goods.variants[0], 1), (goods.variants[3], 1)])
        .await;
    let mut confirmation = world.confirmation(cart).await;
    assort(world, "consumer", &never(products(&[goods.products[0]]))).await;
    let lists = Seen::of(world, "consumer").await.prices.lists;
    confirmation.lists.clone_from(&lists);
    let mut tx = world.tx().await;
    let refused = prepare(&mut tx, &confirmation).await;
    let Err(PrepareError::Changed { cart: told, .. }) = refused else {
        panic!("{refused:?}")
    };
    let lines = told
        .lines
        .iter()
        .map(|line| (line.is_hidden, line.why.is_some()));
    assert_eq!(lines.collect::<Vec<_>>(), [(true, false), (false, true)]);
    drop(tx);
    let mut tx = world.tx().await;
    let added = carts::add(&mut tx, cart, goods.variants[0], 1, &lists).await;
    assert!(matches!(added, Err(LineError::NotForSale)), "{added:?}");
    drop(tx);
    // What is bought again is told of, and left out.
    let mut tx = world.tx().await;
    let wanted = [cart::fill::Wanted {
        variant_id: Some(goods.variants[0]),
        name: "KOPP A".to_owned(),
        quantity: 1,
        wish: Wish::default(),
    }];
    let other = world.cart(&[]).await;
    cart::fill::fill(&mut tx, other, &wanted, cart::fill::Cause::Reorder, &lists)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let put: i64 = sqlx::query_scalar("select count(*) from cart_lines where cart_id = $1")
        .bind(other.0)
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    assert_eq!(put, 0);
}

#[tokio::test]
async fn a_company_sees_what_its_tier_sees_private_articles_among_it() {
    let goods = goods().await;
    let world = &goods.world;
    let company = CompanyId::generate();
    let mut tx = world.tx().await;
    sqlx::query("insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at) values ($1, '1', 'A', 'SE', '1', 'pro', $2, $2)")
        .bind(company.0).bind(world.clock.now()).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let agreed = list(world, "acme", For::Company(company), false).await;
    price(world, agreed, goods.variants[0], (1, 8_000), None).await;
    price(world, agreed, goods.variants[1], (1, 9_000), None).await;
    world.clock.advance(SignedDuration::from_hours(1));
    let mut tx = world.tx().await;
    let unpriced: Vec<uuid::Uuid> = goods.variants[..2].iter().map(|id| id.0).collect();
    sqlx::query(
        "update prices set valid_to = $3 where price_list_id = $1 and variant_id = any($2)",
    )
    .bind(world.list.0)
    .bind(unpriced)
    .bind(world.clock.now())
    .execute(&mut *tx)
    .await
    .unwrap();
    mark_dirty(&mut tx, &goods.products).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
    let theirs = Seen::by(world, Audience::Company(company)).await;
    assert_eq!(theirs.letters().await, "ABCD");
    assort(
        world,
        "pro",
        &never(products(&[goods.products[0], goods.products[2]])),
    )
    .await;
    let theirs = Seen::by(world, Audience::Company(company)).await;
    let page = theirs.list(None).await;
    assert_eq!(letters(page.cards.iter().map(|card| &card.name)), "BD");
    assert_eq!(page.total.products, 2);
    assert!(!theirs.page(goods.products[0]).await);
    assert!(theirs.page(goods.products[1]).await);
}

#[tokio::test]
async fn words_of_what_is_hidden_are_not_suggested() {
    let goods = goods().await;
    let world = &goods.world;
    let secret = world.variant("KOPPARKITTEL", 9, 10_000).await;
    let product = product_of(world, secret).await;
    let mut tx = world.tx().await;
    mark_dirty(&mut tx, &[product]).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
    let suggested = async |tier: &str, text: &str| {
        let seen = Seen::of(world, tier).await;
        let mut conn = world.db.read().await.unwrap();
        let search = Search::new(Storefront::new());
        let offered = search.suggest(&mut conn, &seen.visit(), text).await;
        offered.unwrap().words
    };
    assert_eq!(suggested("consumer", "koppa").await, ["kopparkittel"]);
    assort(world, "consumer", &never(products(&[product]))).await;
    assert!(suggested("consumer", "koppa").await.is_empty());
    assert_eq!(suggested("pro", "koppa").await, ["kopparkittel"]);
}
