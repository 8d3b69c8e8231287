//! Sales to consumers across borders, rates laid down by staff, and the countries that are delivered to.

use commerce::pricing::vat::Ground;
use testkit::world::World;

use crate::taxes::{confirmed, delivers_to, hold_together, ordered, ordered_ground};

/// Registers the shop for the One Stop Shop from a day on.
pub async fn uses_oss(world: &World, since: &'static str) {
    let mut tx = world.tx().await;
    sqlx::query("insert into settings (shop_id, key, value, updated_at, updated_by) select id, 'vat.oss_since', to_jsonb($1::text), now(), 'test' from shops")
        .bind(since)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Lays down a rate of the usual class.
pub async fn rate_in(world: &World, country: &str, rate_bp: i32) {
    let mut tx = world.tx().await;
    sqlx::query("insert into vat_rates (id, vat_class, country, rate_bp, valid_from) values (gen_random_uuid(), 'standard', $1, $2, '2026-01-01')")
        .bind(country)
        .bind(rate_bp)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Pays an order, so that it is placed.
pub async fn placed(world: &World) {
    world
        .database
        .execute("update orders set state = 'placed', placed_at = prepared_at, payment_status = 'paid' where state = 'prepared'")
        .await;
}

#[tokio::test]
async fn consumers_abroad_pay_their_countrys_vat_within_the_same_price_once_it_is_theirs() {
    let world = World::create().await;
    delivers_to(&world, &["SE", "FI"]).await;
    rate_in(&world, "FI", 2_550).await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let first = world.cart(&[(mug, 1)]).await;
    let (confirmation, _) = confirmed(&world, first, "FI").await;
    let order = ordered(&world, &confirmation).await;
    assert_eq!(order.vat_ground, Ground::BelowThreshold);
    assert_eq!((order.total_minor, order.vat_minor), (30_800, 6_160));
    uses_oss(&world, "2026-11-23").await;
    let second = world.cart(&[(mug, 1)]).await;
    let (confirmation, _) = confirmed(&world, second, "FI").await;
    let order = ordered(&world, &confirmation).await;
    assert_eq!(order.vat_ground, Ground::Destination);
    // The same price: 308 with 25.5 % in it.
    assert_eq!(
        (order.total_minor, order.vat_minor),
        (30_800, 5_059 + 1_199)
    );
    assert!(order.lines.iter().all(|line| line.vat_rate_bp == 2_550));
    let countries: String = world
        .database
        .value("select string_agg(distinct vat_country::text, ',') from order_lines l join orders o on o.id = l.order_id where o.vat_ground = 'destination'")
        .await;
    assert_eq!(countries, "FI");
    hold_together(&world).await;
}

#[tokio::test]
async fn past_the_threshold_the_vat_is_the_buyers_countrys_though_nobody_has_registered() {
    let world = World::create().await;
    delivers_to(&world, &["SE", "FI"]).await;
    rate_in(&world, "FI", 2_550).await;
    let piano = world.variant("PIANO", 9, 12_000_000).await;
    let cart = world.cart(&[(piano, 1)]).await;
    let (confirmation, _) = confirmed(&world, cart, "FI").await;
    ordered(&world, &confirmation).await;
    let sold = async || {
        let mut conn = world.db.read().await.unwrap();
        commerce::oss::listing::sold(&mut conn, world.shop_id, world.clock.now())
            .await
            .unwrap()
    };
    assert_eq!(
        sold().await.this_year_minor,
        0,
        "not sold until it is placed"
    );
    placed(&world).await;
    // 120 000 and 59 without 25 %.
    assert_eq!(sold().await.this_year_minor, 9_604_720);
    assert_eq!(
        sold().await.nearness(9_968_000, 80),
        commerce::oss::Nearness::Near
    );
    let next = world.cart(&[(piano, 1)]).await;
    let (confirmation, _) = confirmed(&world, next, "FI").await;
    // The sale that itself passes it bears the buyer's country's VAT: from the supply by which it is exceeded.
    let order = ordered(&world, &confirmation).await;
    assert_eq!(order.vat_ground, Ground::Destination);
    placed(&world).await;
    assert_eq!(
        sold().await.nearness(9_968_000, 80),
        commerce::oss::Nearness::Passed
    );
    assert_eq!(
        ordered_ground(&world, &confirmation).await,
        Ground::Destination
    );
    // The year after, last year's sales still decide; the one after that, they do not.
    for (days, ground) in [(60, Ground::Destination), (420, Ground::BelowThreshold)] {
        world
            .clock
            .advance(jiff::SignedDuration::from_hours(24 * days));
        assert_eq!(ordered_ground(&world, &confirmation).await, ground);
    }
}

#[tokio::test]
async fn the_threshold_is_the_sellers_not_each_shops() {
    use commerce::oss::listing::{held, sales, sold};
    use commerce::oss::quarter::Quarter;
    let world = World::create().await;
    delivers_to(&world, &["SE", "FI"]).await;
    rate_in(&world, "FI", 2_550).await;
    uses_oss(&world, "2026-11-23").await;
    let piano = world.variant("PIANO", 9, 12_000_000).await;
    let cart = world.cart(&[(piano, 1)]).await;
    let (confirmation, _) = confirmed(&world, cart, "FI").await;
    let order = ordered(&world, &confirmation).await;
    let beside = world.beside(None).await.shop_id;
    let mut conn = world.db.read().await.unwrap();
    let net = order.total_minor - order.vat_minor;
    let waits = held(&mut conn, beside, commerce::ids::CartId::generate());
    assert_eq!(waits.await.unwrap(), net);
    placed(&world).await;
    let now = world.clock.now();
    let quarter = Quarter::new(2026, 4).unwrap();
    for shop in [world.shop_id, beside] {
        let so_far = sold(&mut conn, shop, now).await.unwrap();
        assert_eq!(so_far.this_year_minor, net);
        let rows = sales(&mut conn, shop, quarter).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.net_minor).sum::<i64>(), net);
    }
    // Another seller has sold nothing.
    sqlx::query("update shops set org_number = '559000-0001' where id = $1")
        .bind(beside.0)
        .execute(&world.database.pool)
        .await
        .unwrap();
    let so_far = sold(&mut conn, beside, now).await.unwrap();
    assert_eq!(so_far.this_year_minor, 0);
    assert!(sales(&mut conn, beside, quarter).await.unwrap().is_empty());
}

/// The vendor has sent so much of an order back, and its credit note is issued.
async fn gives_back(world: &World, order: &commerce::order::Order, amount_minor: i64) {
    let mut tx = world.tx().await;
    sqlx::query(
        "insert into refunds (id, payment_id, amount_minor, state, reason, idempotency_key, created_at, updated_at)
         select gen_random_uuid(), id, $2, 'settled', 'test', gen_random_uuid()::text, now(), now() from payments where order_id = $1",
    )
    .bind(order.id.0)
    .bind(amount_minor)
    .execute(&mut *tx)
    .await
    .unwrap();
    commerce::order::store::count_money_back(&mut tx, order.id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_quarters_figures_are_its_sales_by_country_and_rate_and_what_went_back() {
    use commerce::oss::listing::{back, sales};
    use commerce::oss::quarter::{Quarter, rows};
    let world = World::create().await;
    delivers_to(&world, &["SE", "FI"]).await;
    rate_in(&world, "FI", 2_550).await;
    uses_oss(&world, "2026-01-01").await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let (confirmation, _) = confirmed(&world, cart, "FI").await;
    let order = ordered(&world, &confirmation).await;
    placed(&world).await;
    let of = async |quarter: Quarter| {
        let mut conn = world.db.read().await.unwrap();
        let sold = sales(&mut conn, world.shop_id, quarter).await.unwrap();
        let gone = back(&mut conn, world.shop_id, quarter).await.unwrap();
        rows(quarter, &sold, &gone)
    };
    let sold_in = Quarter::of(world.clock.now());
    let sold = of(sold_in).await;
    assert_eq!(sold.len(), 1);
    assert_eq!(
        (sold[0].country.as_str(), sold[0].rate_bp, sold[0].vat_minor),
        ("FI", 2_550, order.vat_minor)
    );
    assert_eq!(sold[0].net_minor + sold[0].vat_minor, order.total_minor);
    // One mug's price goes back within the quarter, and lowers it.
    gives_back(&world, &order, 5_000).await;
    let lowered = of(sold_in).await;
    assert_eq!(lowered.len(), 1);
    assert_eq!(
        lowered[0].net_minor + lowered[0].vat_minor,
        order.total_minor - 5_000
    );
    // Another comes back in the next one: a correction of the one in which it was sold, at that rate.
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 50));
    gives_back(&world, &order, 24_900).await;
    let later = Quarter::of(world.clock.now());
    assert_ne!(later, sold_in);
    let found = of(later).await;
    assert_eq!(found.len(), 1);
    assert!(found[0].is_correction);
    assert_eq!(found[0].sold_in, sold_in);
    assert_eq!((found[0].net_minor, found[0].vat_minor), (-19_841, -5_059));
    assert_eq!(of(sold_in).await, lowered, "what was reported stays");
    // What is called off later was sold all the same.
    world
        .database
        .execute("update orders set state = 'cancelled', closed_at = now()")
        .await;
    assert_eq!(of(sold_in).await, lowered);
}

#[tokio::test]
async fn rates_are_dated_and_never_overwritten() {
    use commerce::pricing::vat::VatRates;
    use commerce::pricing::vat::rates::{LayDownError, RateDraft, lay_down, take_back};
    let world = World::create().await;
    let draft = |day: i8, rate_bp| RateDraft {
        vat_class: "standard".to_owned(),
        country: "SE".to_owned(),
        rate_bp,
        from: jiff::civil::date(2026, 12, day),
    };
    let lay = async |draft: RateDraft| {
        let mut tx = world.tx().await;
        lay_down(&mut tx, &draft).await?;
        tx.commit().await.map_err(LayDownError::from)
    };
    lay(draft(10, 2_000)).await.unwrap();
    assert!(matches!(
        lay(draft(10, 2_100)).await,
        Err(LayDownError::Taken)
    ));
    let past = RateDraft {
        from: jiff::civil::date(2026, 11, 22),
        ..draft(1, 2_000)
    };
    assert!(matches!(lay(past.clone()).await, Err(LayDownError::Past)));
    assert!(matches!(
        lay(draft(11, 10_001)).await,
        Err(LayDownError::OutOfRange)
    ));
    let unknown = RateDraft {
        vat_class: "gold".to_owned(),
        ..draft(11, 100)
    };
    assert!(matches!(lay(unknown).await, Err(LayDownError::NoClass)));
    // The first of a country may begin on any day.
    lay(RateDraft {
        country: "FI".to_owned(),
        ..past
    })
    .await
    .unwrap();
    let rates = async || {
        let mut conn = world.db.read().await.unwrap();
        VatRates::load(&mut conn).await.unwrap()
    };
    let at =
        |text: &str| platform::clock::Timestamp::from(text.parse::<jiff::Timestamp>().unwrap());
    let held = rates().await;
    assert_eq!(
        held.at("standard", "SE", at("2026-12-09T22:59:59Z")),
        Some(2_500)
    );
    assert_eq!(
        held.at("standard", "SE", at("2026-12-09T23:00:00Z")),
        Some(2_000)
    );
    let id: uuid::Uuid = world
        .database
        .value("select id from vat_rates where country = 'SE' and rate_bp = 2000")
        .await;
    let mut tx = world.tx().await;
    take_back(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        rates()
            .await
            .at("standard", "SE", at("2027-01-01T00:00:00Z")),
        Some(2_500)
    );
    let begun: uuid::Uuid = world
        .database
        .value("select id from vat_rates where country = 'SE'")
        .await;
    let mut tx = world.tx().await;
    assert!(matches!(
        take_back(&mut tx, begun).await,
        Err(LayDownError::Begun)
    ));
}

#[tokio::test]
async fn a_country_is_opened_with_freight_and_known_rates_and_closed_again() {
    use commerce::checkout::deliver::{DeliverError, WayDraft, close, open};
    use platform::money::Currency;
    let world = World::create().await;
    let method: uuid::Uuid = world
        .database
        .value("select id from freight_methods where code = 'home'")
        .await;
    let way = |country: &str, price_minor| WayDraft {
        country: country.to_owned(),
        method: method.into(),
        price_minor,
        free_from_minor: None,
        max_weight_g: Some(20_000),
    };
    for price in [9_900, 12_900] {
        let mut tx = world.tx().await;
        open(&mut tx, world.shop_id, Currency::SEK, &way("FI", price))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let found: String = world
        .database
        .value(
            "select array_to_string(s.countries, ',') || ' ' || (select string_agg(price_minor::text, ',') from freight_rates where countries = '{FI}')
                 || ' ' || (select string_agg(rate_bp::text, ',') from vat_rates where country = 'FI') from shops s",
        )
        .await;
    assert_eq!(found, "SE,FI 12900 2550");
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (_, seen) = confirmed(&world, cart, "FI").await;
    assert_eq!(seen.totals.freight_minor, 12_900);
    let mut tx = world.tx().await;
    let own = open(&mut tx, world.shop_id, Currency::SEK, &way("SE", 0)).await;
    assert!(matches!(own, Err(DeliverError::Own)));
    assert!(matches!(
        close(&mut tx, world.shop_id, "SE").await,
        Err(DeliverError::Own)
    ));
    // What was laid for the own country in another currency goes, and the country stays.
    sqlx::query("insert into freight_rates (id, method_id, countries, currency, price_minor) values (gen_random_uuid(), $1, '{SE}', 'EUR', 600)")
        .bind(method)
        .execute(&mut *tx)
        .await
        .unwrap();
    close(&mut tx, world.shop_id, "SE").await.unwrap();
    let kept: String = sqlx::query_scalar(
        "select array_to_string(countries, ',') || (select ' ' || count(*) from freight_rates where currency <> 'SEK') from shops",
    )
    .fetch_one(&mut *tx)
    .await
    .unwrap();
    assert_eq!(kept, "SE,FI 0");
    close(&mut tx, world.shop_id, "FI").await.unwrap();
    assert!(matches!(
        close(&mut tx, world.shop_id, "FI").await,
        Err(DeliverError::Unknown)
    ));
    tx.commit().await.unwrap();
    let left: i64 = world
        .database
        .value("select count(*) from freight_rates where 'FI' = any(countries)")
        .await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_rate_is_taken_back_while_another_is_laid_down_and_one_is_left_open() {
    use commerce::pricing::vat::rates::{RateDraft, lay_down, take_back};
    let world = World::create().await;
    let draft = |day: i8, rate_bp| RateDraft {
        vat_class: "standard".to_owned(),
        country: "SE".to_owned(),
        rate_bp,
        from: jiff::civil::date(2026, 12, day),
    };
    let mut tx = world.tx().await;
    lay_down(&mut tx, &draft(10, 2_000)).await.unwrap();
    tx.commit().await.unwrap();
    let id: uuid::Uuid = world
        .database
        .value("select id from vat_rates where country = 'SE' and rate_bp = 2000")
        .await;
    // One has taken it back and not ended yet.
    let mut taking = world.tx().await;
    take_back(&mut taking, id).await.unwrap();
    let laid = async {
        let mut tx = world.tx().await;
        lay_down(&mut tx, &draft(20, 2_200)).await.unwrap();
        tx.commit().await
    };
    let ended = async {
        let waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        while world.database.value::<i64>(waits).await == 0 {}
        taking.commit().await
    };
    let (laid, ended) = tokio::join!(laid, ended);
    laid.unwrap();
    ended.unwrap();
    let rates: String = world
        .database
        .value(
            "select string_agg(rate_bp || ' ' || coalesce(to_char(valid_to at time zone 'Europe/Stockholm', 'MM-DD'), 'open'), ', ' order by valid_from)
             from vat_rates where country = 'SE'",
        )
        .await;
    assert_eq!(rates, "2500 12-20, 2200 open");
}
