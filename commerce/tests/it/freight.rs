//! Freight's rules at each of their boundaries.

use commerce::catalogue::label::Label;
use commerce::checkout::for_tiers::{LimitWaysError, Need, WayFault, WayId, WaySaid, limit_ways};
use commerce::checkout::freight::{FreightKind, FreightOffer, Parcel, offers};
use commerce::checkout::listing::{freight_for_tiers, payment_for_tiers};
use commerce::checkout::prepare::{PrepareError, prepare};
use commerce::checkout::store::{FreightMethodDraft, FreightRateDraft, save_freight_method};
use commerce::payment::PaymentMethod;
use commerce::tier::SaveTierError;
use platform::money::Currency;
use testkit::World;

fn rate(countries: &[&str], min: i32, max: Option<i32>, price: i64) -> FreightRateDraft {
    FreightRateDraft {
        countries: countries.iter().map(|code| (*code).to_owned()).collect(),
        min_weight_g: min,
        max_weight_g: max,
        currency: Currency::SEK,
        price_minor: price,
        free_from_minor: None,
    }
}

/// A van with steps of weight, free from 800 kronor below 10 kg; collection; and a ship that is paid in euro.
async fn furnish(world: &World) {
    let method = |code: &str, kind, position, rates| FreightMethodDraft {
        code: code.to_owned(),
        label: Label::new(code, code),
        description: Label::new("", ""),
        kind,
        position,
        min_days: 1,
        max_days: 2,
        rates,
    };
    let light = FreightRateDraft {
        free_from_minor: Some(80_000),
        ..rate(&["SE", "NO"], 0, Some(10_000), 5_900)
    };
    let heavy = rate(&["SE"], 10_001, Some(35_000), 9_900);
    let euro = FreightRateDraft {
        currency: Currency::EUR,
        ..rate(&["SE"], 0, None, 500)
    };
    let methods = [
        method("van", FreightKind::Delivery, 10, vec![light, heavy]),
        method(
            "shop",
            FreightKind::Collection,
            11,
            vec![rate(&["SE"], 0, None, 0)],
        ),
        method("ship", FreightKind::Delivery, 12, vec![euro]),
    ];
    let mut tx = world.tx().await;
    for method in &methods {
        save_freight_method(&mut tx, world.shop_id, method)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn found(world: &World, parcel: Parcel<'_>) -> Vec<FreightOffer> {
    let mut conn = world.db.read().await.unwrap();
    offers(&mut conn, &parcel, "sv", world.clock.now())
        .await
        .unwrap()
}

/// Codes and prices, without the world's own two methods.
fn named(offers: &[FreightOffer]) -> Vec<(&str, i64)> {
    offers
        .iter()
        .filter(|offer| !matches!(offer.code.as_str(), "home" | "point"))
        .map(|offer| (offer.code.as_str(), offer.price_minor))
        .collect()
}

#[tokio::test]
async fn weight_sum_country_and_currency_each_decide_at_their_boundary() {
    let world = World::create().await;
    furnish(&world).await;
    let parcel = |country, weight_g, items_minor, currency| Parcel {
        shop_id: world.shop_id,
        country,
        weight_g,
        items_minor,
        currency,
        tier: "consumer",
    };
    let sek = Currency::SEK;
    for (parcel, expected) in [
        (parcel("SE", 0, 0, sek), vec![("van", 5_900), ("shop", 0)]),
        (
            parcel("SE", 10_000, 0, sek),
            vec![("van", 5_900), ("shop", 0)],
        ),
        (
            parcel("SE", 10_001, 0, sek),
            vec![("van", 9_900), ("shop", 0)],
        ),
        (
            parcel("SE", 35_000, 0, sek),
            vec![("van", 9_900), ("shop", 0)],
        ),
        (parcel("SE", 35_001, 0, sek), vec![("shop", 0)]),
        (
            parcel("SE", 500, 79_999, sek),
            vec![("van", 5_900), ("shop", 0)],
        ),
        (
            parcel("SE", 500, 80_000, sek),
            vec![("van", 0), ("shop", 0)],
        ),
        // Free only where the rate says so.
        (
            parcel("SE", 10_001, 80_000, sek),
            vec![("van", 9_900), ("shop", 0)],
        ),
        (parcel("NO", 10_000, 0, sek), vec![("van", 5_900)]),
        (parcel("NO", 10_001, 0, sek), vec![]),
        (parcel("DK", 500, 0, sek), vec![]),
        (parcel("SE", 500, 0, Currency::EUR), vec![("ship", 500)]),
    ] {
        let offers = found(&world, parcel).await;
        assert_eq!(named(&offers), expected, "{parcel:?}");
    }
}

#[tokio::test]
async fn what_is_collected_is_known_as_such_and_stays_so_on_the_order() {
    let world = World::create().await;
    furnish(&world).await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let parcel = Parcel {
        shop_id: world.shop_id,
        country: "SE",
        weight_g: 400,
        items_minor: 24_900,
        currency: Currency::SEK,
        tier: "consumer",
    };
    let kinds: Vec<_> = found(&world, parcel)
        .await
        .into_iter()
        .map(|offer| (offer.code, offer.kind))
        .collect();
    assert!(kinds.contains(&("shop".to_owned(), FreightKind::Collection)));
    assert!(kinds.contains(&("van".to_owned(), FreightKind::Delivery)));
    let confirmation = world.confirmation_with(cart, "shop").await;
    let mut tx = world.tx().await;
    let prepared = commerce::checkout::prepare::prepare(&mut tx, &confirmation)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let commerce::checkout::prepare::Prepared::Waiting { order_id, payment } = prepared else {
        panic!("{prepared:?}")
    };
    assert_eq!(payment.amount_minor, 24_900);
    let mut conn = world.db.read().await.unwrap();
    let order = commerce::order::store::load(&mut conn, order_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(order.freight_kind, FreightKind::Collection);
}

#[tokio::test]
async fn a_tiers_goods_travel_free_from_its_own_sum_within_the_country() {
    let world = World::create().await;
    furnish(&world).await;
    let parcel = |tier, country, items_minor, currency| Parcel {
        shop_id: world.shop_id,
        country,
        weight_g: 500,
        items_minor,
        currency,
        tier,
    };
    let asked = async |parcel: Parcel<'static>| {
        let offers = found(&world, parcel).await;
        named(&offers)
            .first()
            .map(|(code, price)| ((*code).to_owned(), *price))
    };
    let (sek, van) = (Currency::SEK, |price: i64| Some(("van".to_owned(), price)));
    let set = async |from: Option<i64>| {
        let mut tx = world.tx().await;
        let pro = commerce::tier::tier(&mut tx, "pro").await.unwrap().unwrap();
        let mut draft = commerce::tier::TierDraft::from(&pro);
        draft.free_freight_minor = from;
        commerce::tier::save(&mut tx, "pro", &draft, pro.row_version)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    assert_eq!(asked(parcel("pro", "SE", 79_999, sek)).await, van(5_900));
    set(Some(50_000)).await;
    assert_eq!(asked(parcel("pro", "SE", 49_999, sek)).await, van(5_900));
    assert_eq!(asked(parcel("pro", "SE", 50_000, sek)).await, van(0));
    // Nobody else's, nowhere else, and in no other currency.
    assert_eq!(
        asked(parcel("consumer", "SE", 50_000, sek)).await,
        van(5_900)
    );
    assert_eq!(asked(parcel("pro", "NO", 50_000, sek)).await, van(5_900));
    let euro = asked(parcel("pro", "SE", 50_000, Currency::EUR)).await;
    assert_eq!(euro, Some(("ship".to_owned(), 500)));
    // It never takes away what a way gives everybody.
    set(Some(900_000)).await;
    assert_eq!(asked(parcel("pro", "SE", 80_000, sek)).await, van(0));
    set(Some(0)).await;
    assert_eq!(asked(parcel("pro", "SE", 0, sek)).await, van(0));
}

#[tokio::test]
async fn what_is_confirmed_and_ordered_has_the_freight_of_the_buyers_tier() {
    let world = World::create().await;
    let mut tx = world.tx().await;
    sqlx::query("update tiers set free_freight_minor = 20000 where code = 'consumer'")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let confirmation = world.confirmation(cart).await;
    let mut tx = world.tx().await;
    let prepared = commerce::checkout::prepare::prepare(&mut tx, &confirmation)
        .await
        .unwrap();
    let commerce::checkout::prepare::Prepared::Waiting { payment, .. } = prepared else {
        panic!("{prepared:?}")
    };
    assert_eq!(payment.amount_minor, 24_900, "without 59 kronor of freight");
}

/// Says of one way who may choose it.
async fn limit(
    tx: &mut platform::db::Tx,
    world: &World,
    way: WayId,
    (tiers, row_version): (&[&str], i32),
) -> Result<(), WayFault> {
    let said = WaySaid {
        way,
        tiers: words(tiers),
        row_version,
    };
    match limit_ways(tx, world.shop_id, &[said]).await {
        Ok(()) => Ok(()),
        Err(LimitWaysError::Refused(faults)) => {
            assert_eq!(faults[0].0, way);
            Err(faults[0].1.clone())
        }
        Err(error) => panic!("{error:?}"),
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[tokio::test]
async fn a_way_for_some_tiers_is_offered_to_them_and_ordered_by_nobody_else() {
    let world = World::create().await;
    let parcel = |tier| Parcel {
        shop_id: world.shop_id,
        country: "SE",
        weight_g: 500,
        items_minor: 10_000,
        currency: Currency::SEK,
        tier,
    };
    let asked = async |tier: &'static str| {
        let offers = found(&world, parcel(tier)).await;
        let codes: Vec<String> = offers.into_iter().map(|offer| offer.code).collect();
        codes.join(" ")
    };
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let confirmation = world.confirmation(cart).await;
    assert_eq!(asked("consumer").await, "home point");
    let mut tx = world.tx().await;
    let ways = freight_for_tiers(&mut tx, world.shop_id, "sv")
        .await
        .unwrap();
    let home = ways.iter().find(|way| way.code == "home").unwrap();
    let (id, version) = (home.id, home.row_version);
    let way = WayId::Freight(id);
    let pro: &[&str] = &["pro"];
    limit(&mut tx, &world, way, (pro, version)).await.unwrap();
    // What is so already may be said again; else it must be as it was read.
    limit(&mut tx, &world, way, (pro, version)).await.unwrap();
    let stale = limit(&mut tx, &world, way, (&["user"], version)).await;
    assert_eq!(stale, Err(WayFault::ChangedMeanwhile));
    let nobody = limit(&mut tx, &world, way, (&[], version + 1)).await;
    assert_eq!(nobody, Err(WayFault::Nobody));
    let unknown = limit(&mut tx, &world, way, (&["nobody"], version + 1)).await;
    assert_eq!(unknown, Err(WayFault::UnknownTier));
    tx.commit().await.unwrap();
    assert_eq!(asked("consumer").await, "point");
    assert_eq!(asked("pro").await, "home point");
    // What was confirmed while it was open is not ordered: the shopper is shown what is left.
    let mut tx = world.tx().await;
    let refused = prepare(&mut tx, &confirmation).await;
    let Err(PrepareError::Changed { quote, .. }) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        quote.freight.map(|offer| offer.code),
        Some("point".to_owned())
    );
    drop(tx);
    // All tiers are everybody, tiers to come among them.
    let mut tx = world.tx().await;
    let all = commerce::tier::tiers(&mut tx).await.unwrap();
    let all: Vec<&str> = all.iter().map(|tier| tier.code.as_str()).collect();
    limit(&mut tx, &world, way, (&all, version + 1))
        .await
        .unwrap();
    let ways = freight_for_tiers(&mut tx, world.shop_id, "sv")
        .await
        .unwrap();
    assert!(ways.iter().all(|way| way.for_tiers.is_empty()));
    tx.commit().await.unwrap();
    let told: i64 = world
        .database
        .value("select count(*) from audit_entries where action = 'way.limited' and subject_kind = 'freight_method'")
        .await;
    assert_eq!(told, 2);
}

#[tokio::test]
async fn a_way_to_pay_may_be_for_some_tiers_only() {
    let world = World::create().await;
    let mut tx = world.tx().await;
    let swish = WayId::Payment(PaymentMethod::Swish);
    limit(&mut tx, &world, swish, (&["pro"], 0)).await.unwrap();
    let stale = limit(&mut tx, &world, swish, (&["consumer"], 0)).await;
    assert_eq!(stale, Err(WayFault::ChangedMeanwhile));
    let both: &[&str] = &["pro", "user"];
    limit(&mut tx, &world, swish, (both, 1)).await.unwrap();
    let ways = payment_for_tiers(&mut tx, world.shop_id).await.unwrap();
    let open = |tier: &str| {
        let ways = ways.iter().filter(|way| way.is_for(tier));
        ways.map(|way| way.method.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(open("consumer"), ["card", "klarna"]);
    assert_eq!(open("user"), ["card", "swish", "klarna"]);
    let invoice = WayId::Payment(PaymentMethod::Invoice);
    let unknown = limit(&mut tx, &world, invoice, (&["pro"], 0)).await;
    assert_eq!(unknown, Err(WayFault::Unknown));
}

/// Limits a way to a tier, in a transaction of its own.
async fn limited(world: &World, code: &str, tier: &str) -> Result<(), WayFault> {
    let mut tx = world.tx().await;
    let ways = freight_for_tiers(&mut tx, world.shop_id, "sv")
        .await
        .unwrap();
    let way = ways.iter().find(|way| way.code == code).unwrap();
    let (id, version) = (WayId::Freight(way.id), way.row_version);
    limit(&mut tx, world, id, (&[tier], version)).await?;
    tx.commit().await.unwrap();
    Ok(())
}

fn left(said: Result<(), WayFault>) -> Vec<String> {
    match said {
        Err(WayFault::LeavesNone(tiers)) => tiers,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn no_tier_is_left_without_freight_not_even_when_two_say_so_at_once() {
    let world = World::create().await;
    let others = words(&["consumer", "user", "premium"]);
    // The other way is switched off, or leads abroad only: then it is none.
    for (off, on) in [
        (
            "update freight_methods set is_active = false where code = 'point'",
            "update freight_methods set is_active = true",
        ),
        (
            "update freight_rates set countries = '{NO}' where method_id = (select id from freight_methods where code = 'point')",
            "update freight_rates set countries = '{SE}'",
        ),
    ] {
        world.database.execute(off).await;
        assert_eq!(left(limited(&world, "home", "pro").await), others);
        world.database.execute(on).await;
    }
    // One has said that home is for pro when the other, who still sees it open to all, says so of the other way.
    let mut first = world.tx().await;
    let ways = freight_for_tiers(&mut first, world.shop_id, "sv")
        .await
        .unwrap();
    let home = ways.iter().find(|way| way.code == "home").unwrap();
    let (id, version) = (WayId::Freight(home.id), home.row_version);
    limit(&mut first, &world, id, (&["pro"], version))
        .await
        .unwrap();
    let (second, ()) = tokio::join!(limited(&world, "point", "pro"), async {
        first.commit().await.unwrap();
    });
    assert_eq!(left(second), others);
    // Who has had none is not in the way of whoever gives the others theirs.
    world
        .database
        .execute("update freight_methods set for_tiers = '{pro}'")
        .await;
    limited(&world, "home", "consumer").await.unwrap();
    let told: i64 = world
        .database
        .value("select count(*) from audit_entries where action = 'way.limited'")
        .await;
    assert_eq!(told, 2);
}

#[tokio::test]
async fn all_that_is_said_at_once_holds_or_nothing_of_it() {
    let world = World::create().await;
    let ways = {
        let mut tx = world.tx().await;
        freight_for_tiers(&mut tx, world.shop_id, "sv")
            .await
            .unwrap()
    };
    let said = |code: &str, tiers: &[&str], row_version| WaySaid {
        way: WayId::Freight(ways.iter().find(|way| way.code == code).unwrap().id),
        tiers: words(tiers),
        row_version,
    };
    let others: &[&str] = &["consumer", "user", "premium"];
    let both = [said("home", &["pro"], 1), said("point", others, 1)];
    let mut tx = world.tx().await;
    limit_ways(&mut tx, world.shop_id, &both).await.unwrap();
    tx.commit().await.unwrap();
    // The other way round: each by itself would leave somebody without.
    let swapped = [said("home", others, 2), said("point", &["pro"], 2)];
    let mut tx = world.tx().await;
    limit_ways(&mut tx, world.shop_id, &swapped).await.unwrap();
    tx.commit().await.unwrap();
    // Both faults are told, and the way of which nothing is wrong is not saved either.
    let wrong = [
        said("home", &[], 3),
        said("point", &["user"], 1),
        WaySaid {
            way: WayId::Payment(PaymentMethod::Swish),
            tiers: words(&["pro"]),
            row_version: 0,
        },
    ];
    let mut tx = world.tx().await;
    let refused = limit_ways(&mut tx, world.shop_id, &wrong).await;
    let Err(LimitWaysError::Refused(faults)) = refused else {
        panic!("{refused:?}")
    };
    let faults: Vec<WayFault> = faults.into_iter().map(|(_, fault)| fault).collect();
    assert_eq!(faults, [WayFault::Nobody, WayFault::ChangedMeanwhile]);
    drop(tx);
    let told: i64 = world
        .database
        .value("select count(*) from audit_entries where action = 'way.limited'")
        .await;
    assert_eq!(told, 4, "once for each way that was changed");
    let kept: i64 = world
        .database
        .value("select count(*) from payment_ways")
        .await;
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn no_tier_is_left_without_a_way_to_pay() {
    let world = World::create().await;
    let mut tx = world.tx().await;
    let [card, klarna, swish] = [
        PaymentMethod::Card,
        PaymentMethod::Klarna,
        PaymentMethod::Swish,
    ]
    .map(WayId::Payment);
    let pro: (&[&str], i32) = (&["pro"], 0);
    for way in [card, klarna] {
        limit(&mut tx, &world, way, pro).await.unwrap();
    }
    let said = limit(&mut tx, &world, swish, pro).await;
    assert_eq!(left(said), words(&["consumer", "user", "premium"]));
    drop(tx);
    // In another currency Swish is no way at all.
    world
        .database
        .execute("update shops set currency = 'EUR'")
        .await;
    let mut tx = world.tx().await;
    limit(&mut tx, &world, klarna, pro).await.unwrap();
    let said = limit(&mut tx, &world, card, pro).await;
    assert_eq!(left(said), words(&["consumer", "user", "premium"]));
}

#[tokio::test]
async fn a_new_tier_needs_a_way_of_freight_and_one_to_pay() {
    let world = World::create().await;
    let made = async || {
        let mut tx = world.tx().await;
        let pro = commerce::tier::tier(&mut tx, "pro").await.unwrap().unwrap();
        let draft = commerce::tier::TierDraft::from(&pro);
        commerce::tier::create(&mut tx, "key_account", &draft).await
    };
    world
        .database
        .execute("update freight_methods set for_tiers = '{consumer,pro}'")
        .await;
    let refused = made().await;
    assert!(matches!(
        refused,
        Err(SaveTierError::LeavesNone(Need::Freight))
    ));
    world
        .database
        .execute("update freight_methods set for_tiers = '{}' where code = 'home'")
        .await;
    world
        .database
        .execute("insert into payment_ways (shop_id, method, for_tiers) select id, unnest(payment_methods), '{consumer,pro}'::text[] from shops")
        .await;
    let refused = made().await;
    assert!(matches!(
        refused,
        Err(SaveTierError::LeavesNone(Need::Payment))
    ));
    world
        .database
        .execute("update payment_ways set for_tiers = '{}' where method = 'card'")
        .await;
    made().await.unwrap();
}
