//! When articles are for sale, and what that makes of their prices.

use commerce::catalogue::Storefront;
use commerce::catalogue::product::store::publication;
use commerce::catalogue::product::{
    ProductDraft, Publication, PublishError, VariantDraft, publish, save_products,
};
use commerce::catalogue::storefront::{Card, Visit, mark_due, refresh_some};
use commerce::ids::{PriceListId, ProductId, VariantId};
use commerce::pricing::list::{Audience as For, ListDraft, SaveListError, save_list};
use commerce::pricing::listing::price_context;
use commerce::pricing::set_price::set_prices;
use commerce::pricing::sheet::Period;
use commerce::pricing::store::lay_down_vat_rate;
use commerce::pricing::{Audience, NewPrice, PriceContext, SetPrices};
use jiff::SignedDuration;
use platform::clock::Timestamp;
use platform::money::{Currency, UnitPrice};
use testkit::World;

fn hours(world: &World, hours: i64) -> Timestamp {
    world.clock.now().plus(SignedDuration::from_hours(hours))
}

pub async fn product_of(world: &World, variant: VariantId) -> ProductId {
    let mut conn = world.db.read().await.unwrap();
    let id: uuid::Uuid = sqlx::query_scalar("select product_id from variants where id = $1")
        .bind(variant.0)
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    ProductId(id)
}

pub async fn list(world: &World, code: &str, audience: For, includes_vat: bool) -> PriceListId {
    let from = matches!(audience, For::Campaign(_)).then(|| world.clock.now());
    let draft = ListDraft {
        code: code.to_owned(),
        name: code.to_uppercase(),
        audience,
        currency: Currency::SEK,
        includes_vat,
        period: Period { from, to: None },
        priority: 50,
    };
    let mut tx = world.tx().await;
    let id = save_list(&mut tx, world.shop_id, None, &draft)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

pub async fn price(
    world: &World,
    list: PriceListId,
    variant: VariantId,
    (quantity, minor): (i32, i64),
    from: Option<Timestamp>,
) {
    let prices = [NewPrice {
        variant_id: variant,
        min_quantity: quantity,
        unit_price: UnitPrice(minor * 10_000),
    }];
    let change = SetPrices {
        list,
        from,
        prices: &prices,
    };
    let mut tx = world.tx().await;
    set_prices(&mut tx, &change).await.unwrap();
    tx.commit().await.unwrap();
}

async fn context(world: &World, tier: &str) -> PriceContext {
    let mut conn = world.db.read().await.unwrap();
    let now = world.clock.now();
    let found = price_context(&mut conn, world.shop_id, Audience::Tier(tier), now).await;
    found.unwrap().unwrap()
}

/// The jobs of a moment, then the lists.
pub async fn refresh(world: &World, moments: &[Timestamp]) {
    let mut tx = world.tx().await;
    for at in moments {
        mark_due(&mut tx, *at).await.unwrap();
    }
    while refresh_some(&mut tx).await.unwrap() > 0 {}
    tx.commit().await.unwrap();
}

/// The card of a product, and what its page says that the first variant costs.
async fn seen(world: &World, tier: &str, product: ProductId) -> (Option<Card>, Option<i64>) {
    let context = context(world, tier).await;
    let visit = Visit {
        shop_id: world.shop_id,
        locale: "sv",
        prices: &context,
        country: "SE",
        at: world.clock.now(),
        is_rehearsal: false,
        sees_kept_prices: tier == "consumer",
    };
    let storefront = Storefront::new();
    let mut conn = world.db.read().await.unwrap();
    let cards = storefront.cards(&mut conn, &visit, &[product]).await;
    let page = storefront
        .product(&mut conn, &visit, product)
        .await
        .unwrap();
    let minor = page.and_then(|page| page.variants[0].price.as_ref().map(|of| of.minor));
    (cards.unwrap().into_iter().next(), minor)
}

async fn say(
    world: &World,
    product: ProductId,
    seen: Option<Publication>,
    wished: Publication,
) -> Result<(), PublishError> {
    let mut tx = world.tx().await;
    let done = publish(&mut tx, world.shop_id, product, seen, wished).await;
    if done.is_ok() {
        tx.commit().await.unwrap();
    }
    done
}

async fn held(world: &World, product: ProductId) -> Option<Publication> {
    let mut conn = world.db.read().await.unwrap();
    publication(&mut conn, world.shop_id, product)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_product_leaves_the_lists_when_its_publication_ends_and_what_was_charged_is_kept() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 19_900).await;
    let product = product_of(&world, mug).await;
    let first = held(&world, product).await.unwrap();
    let end = hours(&world, 24);
    let until = |to| Publication {
        to: Some(to),
        ..first
    };
    say(&world, product, Some(first), until(end)).await.unwrap();
    let late = say(&world, product, Some(first), until(hours(&world, 30))).await;
    assert!(matches!(late, Err(PublishError::ChangedMeanwhile)));
    refresh(&world, &[]).await;
    assert!(seen(&world, "consumer", product).await.0.is_some());
    world.clock.advance(SignedDuration::from_hours(24));
    let asked: i64 = world
        .database
        .value("select count(*) from jobs where name = 'commerce.mark-due-listings'")
        .await;
    assert!(asked > 0, "the moment has a job");
    refresh(&world, &[end]).await;
    assert_eq!(seen(&world, "consumer", product).await, (None, None));

    // Forty days later it comes back, in a campaign: nothing was charged in the thirty days before.
    world.clock.advance(SignedDuration::from_hours(40 * 24));
    let sale = list(&world, "sale", For::Campaign(vec![]), true).await;
    price(&world, sale, mug, (1, 14_900), None).await;
    let again = Publication {
        from: world.clock.now(),
        to: None,
    };
    let held_now = held(&world, product).await;
    say(&world, product, held_now, again).await.unwrap();
    refresh(&world, &[]).await;
    let (card, _) = seen(&world, "consumer", product).await;
    let price = card.unwrap().price;
    assert_eq!((price.minor, price.before_minor), (14_900, None));
    let kept: i64 = world
        .database
        .value("select count(*) from past_publications")
        .await;
    assert_eq!(kept, 1);
    let audited: i64 = world
        .database
        .value("select count(*) from audit_entries where action = 'product.published'")
        .await;
    assert_eq!(audited, 2);
}

#[tokio::test]
async fn days_as_a_draft_charged_nothing() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 19_900).await;
    let product = product_of(&world, mug).await;
    let set = async |status: &str| {
        let draft = ProductDraft {
            code: "MUG".to_owned(),
            status: Some(status.to_owned()),
            ..ProductDraft::default()
        };
        let mut tx = world.tx().await;
        let saved = save_products(&mut tx, &[draft]).await.unwrap();
        assert!(saved[0].is_ok());
        tx.commit().await.unwrap();
    };
    set("draft").await;
    world.clock.advance(SignedDuration::from_hours(24 * 20));
    set("active").await;
    let sale = list(&world, "sale", For::Campaign(vec![]), true).await;
    price(&world, sale, mug, (1, 14_900), None).await;
    refresh(&world, &[]).await;
    let (card, page) = seen(&world, "consumer", product).await;
    let price = card.unwrap().price;
    assert_eq!((price.minor, price.before_minor), (14_900, None));
    assert_eq!(page, Some(14_900));
    let pauses: i64 = world
        .database
        .value("select count(*) from sale_pauses where paused_to > paused_from")
        .await;
    assert_eq!(pauses, 1);
}

#[tokio::test]
async fn a_variant_that_was_not_sold_charged_nothing() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 19_900).await;
    let product = product_of(&world, mug).await;
    let set = async |is_active: bool| {
        let draft = ProductDraft {
            code: "MUG".to_owned(),
            variants: vec![VariantDraft {
                sku: "MUG".to_owned(),
                is_active: Some(is_active),
                ..VariantDraft::default()
            }],
            ..ProductDraft::default()
        };
        let mut tx = world.tx().await;
        assert!(save_products(&mut tx, &[draft]).await.unwrap()[0].is_ok());
        tx.commit().await.unwrap();
    };
    set(false).await;
    world.clock.advance(SignedDuration::from_hours(24));
    set(true).await;
    let sale = list(&world, "sale", For::Campaign(vec![]), true).await;
    price(&world, sale, mug, (1, 14_900), None).await;
    refresh(&world, &[]).await;
    let (card, _) = seen(&world, "consumer", product).await;
    assert_eq!(card.unwrap().price.before_minor, None);
}

#[tokio::test]
async fn cards_follow_a_vat_rate_where_the_list_is_without_vat() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 25_000).await;
    let product = product_of(&world, mug).await;
    let sale = list(&world, "sale", For::Campaign(vec![]), false).await;
    price(&world, sale, mug, (1, 10_000), None).await;
    let at = hours(&world, 24);
    let mut tx = world.tx().await;
    lay_down_vat_rate(&mut tx, "standard", "SE", 1_200, at)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    refresh(&world, &[]).await;
    let (card, page) = seen(&world, "consumer", product).await;
    assert_eq!((card.unwrap().price.minor, page), (12_500, Some(12_500)));
    world.clock.advance(SignedDuration::from_hours(24));
    refresh(&world, &[at]).await;
    let (card, page) = seen(&world, "consumer", product).await;
    assert_eq!((card.unwrap().price.minor, page), (11_200, Some(11_200)));
}

#[tokio::test]
async fn others_are_told_the_price_of_what_can_be_bought_and_no_price_that_is_not_theirs() {
    let world = World::create().await;
    let gone = world.variant("MUG", 0, 10_000).await;
    let product = product_of(&world, gone).await;
    let mut tx = world.tx().await;
    let there = VariantId::generate();
    let now = world.clock.now();
    sqlx::query("insert into variants (id, product_id, sku, option_key, created_at, updated_at) values ($1, $2, 'MUG-2', 'two', $3, $3)")
        .bind(there.0).bind(product.0).bind(now).execute(&mut *tx).await.unwrap();
    sqlx::query("insert into stock_levels (variant_id, location_id, on_hand, updated_at) select $1, id, 5, $2 from locations")
        .bind(there.0).bind(now).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    price(&world, world.list, there, (1, 20_000), None).await;
    let pro = list(&world, "pro", For::Tier("pro".into()), true).await;
    let guests_only = world.variant("SALE", 9, 5_000).await;
    let only = product_of(&world, guests_only).await;
    price(&world, pro, guests_only, (1, 4_000), None).await;
    refresh(&world, &[]).await;
    let guest = seen(&world, "consumer", product).await.0.unwrap();
    let trade = seen(&world, "pro", product).await.0.unwrap();
    assert_eq!(guest.price.minor, 20_000);
    // 200 kr with VAT, as Pro sees it.
    assert_eq!((trade.price.minor, trade.price.is_from), (16_000, true));

    // Sold to consumers alone, in a campaign of theirs: Pro has no price of it, and is shown none.
    let mut tx = world.tx().await;
    let held: uuid::Uuid =
        sqlx::query_scalar("select id from prices where variant_id = $1 and price_list_id = $2")
            .bind(guests_only.0)
            .bind(world.list.0)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    let pros: uuid::Uuid =
        sqlx::query_scalar("select id from prices where variant_id = $1 and price_list_id = $2")
            .bind(guests_only.0)
            .bind(pro.0)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    tx.commit().await.unwrap();
    world.clock.advance(SignedDuration::from_hours(1));
    let consumers = list(&world, "c", For::Campaign(vec!["consumer".into()]), true).await;
    price(&world, consumers, guests_only, (1, 3_000), None).await;
    let mut tx = world.tx().await;
    for (list, id) in [(world.list, held), (pro, pros)] {
        commerce::pricing::list::end_price(&mut tx, list, id, None)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    refresh(&world, &[]).await;
    let (card, page) = seen(&world, "consumer", only).await;
    assert_eq!((card.unwrap().price.minor, page), (3_000, Some(3_000)));
    assert_eq!(seen(&world, "pro", only).await, (None, None));
}

#[tokio::test]
async fn a_list_ends_now_but_not_the_last_one_and_only_in_the_shops_currency() {
    let world = World::create().await;
    let draft = |code: &str, period: Period, currency| ListDraft {
        code: code.to_owned(),
        name: code.to_owned(),
        audience: For::Tier("consumer".into()),
        currency,
        includes_vat: true,
        period,
        priority: 50,
    };
    let always = Period::default();
    let save = async |held, draft: ListDraft| {
        let mut tx = world.tx().await;
        let done = save_list(&mut tx, world.shop_id, held, &draft).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    let euro = save(None, draft("eur", always, Currency::parse("EUR").unwrap())).await;
    assert!(matches!(euro, Err(SaveListError::NoRate)));
    let yen = save(None, draft("jpy", always, Currency::parse("JPY").unwrap())).await;
    assert!(matches!(yen, Err(SaveListError::NoRate)));
    let now = Some(world.clock.now());
    let over = Period {
        from: None,
        to: now,
    };
    let base = |period| ListDraft {
        priority: 100,
        ..draft("base", period, Currency::SEK)
    };
    let only = save(Some((world.list, 1)), base(over)).await;
    assert!(matches!(only, Err(SaveListError::LastList)), "{only:?}");
    // A summer list may have an end: the base list stays.
    let summer = Period {
        from: None,
        to: Some(hours(&world, 9)),
    };
    let summer = save(None, draft("summer", summer, Currency::SEK)).await;
    let summer = summer.unwrap();
    world.clock.advance(SignedDuration::from_hours(1));
    let over = Period {
        from: None,
        to: Some(world.clock.now()),
    };
    save(Some((summer, 1)), draft("summer", over, Currency::SEK))
        .await
        .unwrap();
    assert!(!context(&world, "consumer").await.lists.is_empty());
}

#[tokio::test]
async fn a_number_of_several_companies_names_none() {
    use commerce::pricing::list::listing::{CompanyFound, company_for};
    let world = World::create().await;
    let mut tx = world.tx().await;
    for (number, country) in [("FTG-1", "SE"), ("FTG-2", "FI"), ("5590000001", "NO")] {
        let org = if country == "NO" {
            "912345678"
        } else {
            "5590000001"
        };
        sqlx::query("insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at)
                     values (gen_random_uuid(), $1, $1, $2, $3, 'pro', $4, $4)")
            .bind(number).bind(country).bind(org).bind(world.clock.now()).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let mut name = async |text: &str| match company_for(&mut conn, text).await.unwrap() {
        CompanyFound::One(_, name) => name,
        other => format!("{other:?}"),
    };
    assert_eq!(name("ftg-2").await, "FTG-2");
    assert_eq!(name("559000-0001").await, "Several");
    // A customer number goes before organisation numbers that look like it.
    assert_eq!(name("5590000001").await, "5590000001");
    assert_eq!(name("912345678").await, "5590000001");
    assert_eq!(name("FTG-9").await, "None");
}

#[tokio::test]
async fn a_file_of_products_finds_its_list_beside_campaigns_and_lists_of_companies() {
    let world = World::create().await;
    list(&world, "sale", For::Campaign(vec![]), true).await;
    let mut conn = world.db.read().await.unwrap();
    let found = commerce::import::destination(&mut conn, world.shop_id).await;
    let found = found.unwrap().unwrap();
    assert_eq!(found.base_list, world.list);
}

#[tokio::test]
async fn a_file_has_few_moments() {
    let world = World::create().await;
    let mut text = "sku;price;valid_from\n".to_owned();
    for n in 0..51 {
        world.variant(&format!("V-{n}"), 1, 10_000).await;
        text.push_str(&format!(
            "V-{n};90;2030-01-01 {:02}:{:02}\n",
            n / 60,
            n % 60
        ));
    }
    let file = commerce::pricing::list::PriceFile::read(text.as_bytes()).unwrap();
    let mut tx = world.tx().await;
    let report = commerce::pricing::list::apply_file(&mut tx, world.list, &file)
        .await
        .unwrap();
    let told: Vec<u64> = report.problems.iter().map(|p| p.line).collect();
    assert_eq!((report.changed, told), (50, vec![52]));
}
