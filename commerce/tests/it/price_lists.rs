//! Price lists: who sees which, and what a campaign does.

use commerce::cart::listing::{CartHead, contents};
use commerce::cart::store::set_quantity;
use commerce::catalogue::Storefront;
use commerce::checkout::prepare::{Prepared, prepare};
use commerce::ids::{CompanyId, CustomerId, CustomerSessionId, PriceListId, VariantId};
use commerce::pricing::list::{Audience as For, ListDraft, SaveListError, save_list};
use commerce::pricing::listing::{price_context, prices_at};
use commerce::pricing::set_price::set_prices;
use commerce::pricing::sheet::Period;
use commerce::pricing::{Audience, ListKind, NewPrice, PriceContext, SetPrices, Why};
use jiff::SignedDuration;
use platform::clock::Timestamp;
use platform::money::{Currency, UnitPrice};
use testkit::World;

pub fn draft(code: &str, audience: For, includes_vat: bool, period: Period) -> ListDraft {
    ListDraft {
        code: code.to_owned(),
        name: code.to_uppercase(),
        audience,
        currency: Currency::SEK,
        includes_vat,
        period,
        priority: 100,
    }
}

pub async fn make(world: &World, draft: &ListDraft) -> Result<PriceListId, SaveListError> {
    let mut tx = world.tx().await;
    let id = save_list(&mut tx, world.shop_id, None, draft).await?;
    tx.commit().await.unwrap();
    Ok(id)
}

pub async fn price(world: &World, list: PriceListId, variant: VariantId, from: i32, minor: i64) {
    let mut tx = world.tx().await;
    let prices = [NewPrice {
        variant_id: variant,
        min_quantity: from,
        unit_price: UnitPrice(minor * 10_000),
    }];
    let change = SetPrices {
        list,
        from: None,
        prices: &prices,
    };
    set_prices(&mut tx, &change).await.unwrap();
    tx.commit().await.unwrap();
}

pub fn hours(world: &World, hours: i64) -> Timestamp {
    world.clock.now().plus(SignedDuration::from_hours(hours))
}

pub async fn context(world: &World, audience: Audience<'_>) -> PriceContext {
    let mut conn = world.db.read().await.unwrap();
    let found = price_context(&mut conn, world.shop_id, audience, world.clock.now()).await;
    found.unwrap().unwrap()
}

pub async fn costs(
    world: &World,
    context: &PriceContext,
    variant: VariantId,
    quantity: i32,
) -> i64 {
    let mut conn = world.db.read().await.unwrap();
    let now = world.clock.now();
    let found = prices_at(&mut conn, context, "SE", &[(variant, quantity)], now).await;
    found.unwrap()[0].unit_price.0 / 10_000
}

/// A company of the Pro tier with a person who is logged in for it.
pub async fn company(world: &World, number: &str) -> (CompanyId, CustomerSessionId) {
    let (company, customer, session) = (
        CompanyId::generate(),
        CustomerId::generate(),
        CustomerSessionId::generate(),
    );
    let now = world.clock.now();
    let later = hours(world, 1_000);
    let mut tx = world.tx().await;
    sqlx::query("insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at) values ($1, $2, $2, 'SE', $2, 'pro', $3, $3)")
        .bind(company.0).bind(number).bind(now).execute(&mut *tx).await.unwrap();
    sqlx::query("insert into customers (id, number, email, name, locale, created_at, updated_at) values ($1, $2, $2 || '@x.se', 'Elin', 'sv', $3, $3)")
        .bind(customer.0).bind(number).bind(now).execute(&mut *tx).await.unwrap();
    sqlx::query("insert into company_members (company_id, customer_id, role, created_at, updated_at) values ($1, $2, 'buyer', $3, $3)")
        .bind(company.0).bind(customer.0).bind(now).execute(&mut *tx).await.unwrap();
    sqlx::query("insert into customer_sessions (id, customer_id, token_hash, proved_by, proved_at, created_at, last_seen_at, expires_at, company_id)
                 values ($1, $2, $3, 'password', $4, $4, $4, $5, $6)")
        .bind(session.0).bind(customer.0).bind(number.as_bytes()).bind(now).bind(later).bind(company.0)
        .execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    (company, session)
}

#[tokio::test]
async fn each_audience_has_its_lists_in_order_and_a_switch_holds_at_once() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 25_000).await;
    let (acme, session) = company(&world, "1").await;
    let (other, _) = company(&world, "2").await;
    let always = Period::default();
    let pro = make(
        &world,
        &draft("pro", For::Tier("pro".into()), false, always),
    )
    .await
    .unwrap();
    let own = make(&world, &draft("acme", For::Company(acme), false, always))
        .await
        .unwrap();
    make(&world, &draft("other", For::Company(other), false, always))
        .await
        .unwrap();
    let soon = Period {
        from: Some(hours(&world, 24)),
        to: Some(hours(&world, 48)),
    };
    let sale = make(&world, &draft("sale", For::Campaign(vec![]), true, soon))
        .await
        .unwrap();
    let user_sale = make(
        &world,
        &draft("user-sale", For::Campaign(vec!["user".into()]), true, soon),
    )
    .await
    .unwrap();
    price(&world, pro, mug, 1, 18_000).await;
    price(&world, own, mug, 10, 15_000).await;

    let guest = context(&world, Audience::Tier("consumer")).await;
    assert_eq!(
        (guest.lists.clone(), guest.shows_vat),
        (vec![sale, world.list], true)
    );
    assert_eq!(
        context(&world, Audience::Tier("user")).await.lists,
        [sale, user_sale, world.list]
    );
    let by_company = context(&world, Audience::Company(acme)).await;
    assert_eq!(by_company.lists, [own, sale, pro, world.list]);
    let seen = context(&world, Audience::Session(session)).await;
    assert_eq!(seen, by_company);
    assert_eq!(
        (seen.tier.as_str(), seen.shows_vat, seen.company),
        ("pro", false, Some(acme))
    );
    assert_eq!(costs(&world, &seen, mug, 1).await, 18_000);
    assert_eq!(costs(&world, &seen, mug, 10).await, 15_000);
    assert_eq!(costs(&world, &guest, mug, 10).await, 25_000);

    // Another tier, another company, no company: at the next look.
    let set = async |sql: &'static str| {
        let mut tx = world.tx().await;
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        context(&world, Audience::Session(session)).await
    };
    let seen = set("update companies set tier_code = 'premium'").await;
    assert_eq!(
        (seen.lists.clone(), seen.tier.as_str()),
        (vec![own, sale, world.list], "premium")
    );
    let seen = set("update companies set state = 'closed' where number = '1'").await;
    assert_eq!((seen.tier.as_str(), seen.company), ("user", None));
    let seen = set("update companies set state = 'active'").await;
    assert_eq!(seen.company, Some(acme));
    let seen = set("delete from company_members").await;
    assert_eq!(
        (seen.lists.clone(), seen.company),
        (vec![sale, user_sale, world.list], None)
    );
}

#[tokio::test]
async fn resolving_a_context_is_one_question() {
    let world = World::create().await;
    let (acme, session) = company(&world, "1").await;
    make(
        &world,
        &draft("acme", For::Company(acme), false, Period::default()),
    )
    .await
    .unwrap();
    let mut conn = world.db.read().await.unwrap();
    let asked = async |conn: &mut sqlx::PgConnection| -> i64 {
        sqlx::query_scalar("select coalesce(sum(generic_plans + custom_plans), 0)::bigint from pg_prepared_statements where statement not like '%pg_prepared_statements%'")
            .fetch_one(conn).await.unwrap()
    };
    for audience in [
        Audience::Session(session),
        Audience::Tier("consumer"),
        Audience::Company(acme),
    ] {
        let before = asked(&mut conn).await;
        price_context(&mut conn, world.shop_id, audience, world.clock.now())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(asked(&mut conn).await - before, 1, "{audience:?}");
    }
}

#[tokio::test]
async fn a_campaign_begins_and_ends_by_itself_and_names_the_prior_price() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 25_000).await;
    let product = {
        let mut conn = world.db.read().await.unwrap();
        sqlx::query_scalar("select product_id from variants")
            .fetch_one(&mut *conn)
            .await
            .unwrap()
    };
    let period = Period {
        from: Some(hours(&world, 24)),
        to: Some(hours(&world, 24 * 50)),
    };
    let sale = make(&world, &draft("sale", For::Campaign(vec![]), true, period))
        .await
        .unwrap();
    price(&world, sale, mug, 1, 20_000).await;
    let storefront = Storefront::new();
    let card = async || {
        let mut tx = world.tx().await;
        let now = tx.now();
        // What the job does at the list's moments.
        for moment in [period.from.unwrap(), period.to.unwrap()] {
            if moment <= now {
                commerce::catalogue::storefront::mark_due(&mut tx, moment)
                    .await
                    .unwrap();
            }
        }
        while commerce::catalogue::storefront::refresh_some(&mut tx)
            .await
            .unwrap()
            > 0
        {}
        tx.commit().await.unwrap();
        let guest = context(&world, Audience::Tier("consumer")).await;
        let visit = commerce::catalogue::storefront::Visit {
            shop_id: world.shop_id,
            locale: "sv",
            prices: &guest,
            country: "SE",
            at: now,
            is_rehearsal: false,
            sees_kept_prices: true,
        };
        let mut conn = world.db.read().await.unwrap();
        let cards = storefront
            .cards(&mut conn, &visit, &[commerce::ids::ProductId(product)])
            .await
            .unwrap();
        let page = storefront
            .product(&mut conn, &visit, commerce::ids::ProductId(product))
            .await
            .unwrap()
            .unwrap();
        let shown = page.variants[0].price.clone().unwrap();
        assert_eq!(
            (cards[0].price.minor, cards[0].price.before_minor),
            (shown.minor, shown.before_minor)
        );
        (shown.minor, shown.before_minor)
    };
    assert_eq!(card().await, (25_000, None));
    world.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(card().await, (20_000, Some(25_000)));
    let cart = world.cart(&[(mug, 3)]).await;
    let head = CartHead {
        id: cart,
        shop_id: world.shop_id,
        currency: "SEK".into(),
        pieces: 0,
    };
    let mut conn = world.db.read().await.unwrap();
    let lists = context(&world, Audience::Tier("consumer")).await.lists;
    let held = contents(
        &mut conn,
        &head,
        &lists,
        "sv",
        &commerce::pricing::vat::Treatment::at_home("SE"),
        world.clock.now(),
    )
    .await
    .unwrap();
    assert_eq!(
        (held.lines[0].unit_price, held.lines[0].before),
        (Some(UnitPrice(200_000_000)), Some(UnitPrice(250_000_000)))
    );
    // Longer than thirty days: it stays what it was before the campaign.
    world.clock.advance(SignedDuration::from_hours(24 * 40));
    assert_eq!(card().await, (20_000, Some(25_000)));
    world.clock.advance(SignedDuration::from_hours(24 * 10));
    assert_eq!(card().await, (25_000, None));
}

#[tokio::test]
async fn the_cart_is_priced_by_quantity_and_the_order_keeps_why() {
    let world = World::create().await;
    let screw = world.variant("SCREW", 100_000, 25_000).await;
    price(&world, world.list, screw, 10, 20_000).await;
    let cart = world.cart(&[(screw, 9)]).await;
    let held = async || {
        let head = CartHead {
            id: cart,
            shop_id: world.shop_id,
            currency: "SEK".into(),
            pieces: 0,
        };
        let mut conn = world.db.read().await.unwrap();
        let now = world.clock.now();
        contents(
            &mut conn,
            &head,
            &[world.list],
            "sv",
            &commerce::pricing::vat::Treatment::at_home("SE"),
            now,
        )
        .await
        .unwrap()
        .lines
        .remove(0)
    };
    assert_eq!(held().await.total_minor(), Some(225_000));
    assert_eq!(
        held().await.why.unwrap().next_break.unwrap().min_quantity,
        10
    );
    let mut tx = world.tx().await;
    let line = held().await.id;
    set_quantity(&mut tx, cart, line, 10, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let line = held().await;
    assert_eq!(
        (line.total_minor(), line.seen_price),
        (Some(200_000), UnitPrice(200_000_000))
    );

    let confirmation = world.confirmation(cart).await;
    let mut tx = world.tx().await;
    let Prepared::Waiting { order_id, .. } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("it waits for payment")
    };
    tx.commit().await.unwrap();
    // Other prices and another name of the list change nothing of what was agreed.
    price(&world, world.list, screw, 10, 10_000).await;
    let mut conn = world.db.read().await.unwrap();
    let order = commerce::order::store::load(&mut conn, order_id)
        .await
        .unwrap()
        .unwrap();
    let kept: Why = order.lines[0].why().unwrap();
    assert_eq!(
        (kept.kind, kept.min_quantity, kept.list_price_e4),
        (ListKind::Tier, 10, 200_000_000)
    );
    assert_eq!(
        (kept.line.minor, kept.quantity, kept.vat.rate_bp),
        (order.lines[0].total_minor, 10, 2_500)
    );
}

#[tokio::test]
async fn the_kinds_are_the_tables() {
    let world = World::create().await;
    let check: String = world
        .database
        .value("select pg_get_constraintdef(oid) from pg_constraint where conname = 'price_lists_audience_check'")
        .await;
    let named = check.matches('\'').count() / 2;
    assert_eq!(named, ListKind::ALL.len(), "{check}");
    for kind in ListKind::ALL {
        assert!(check.contains(&format!("'{}'", kind.as_str())), "{check}");
        assert_eq!(ListKind::parse(kind.as_str()), Some(kind));
    }
}
