//! In which order a tier's price lists are asked.

use commerce::ids::{PriceListId, VariantId};
use commerce::pricing::list::{Audience as For, ListDraft, SaveListError, save_list};
use commerce::pricing::listing::{price_context, sheets};
use commerce::pricing::rehearsal::{AT_ONCE, As, Question};
use commerce::pricing::set_price::set_prices;
use commerce::pricing::sheet::Period;
use commerce::pricing::why::{PassedReason, WhyAsked};
use commerce::pricing::{
    Audience, ListKind, NewPrice, Of, RatesOf, Reach, Reduction, SetPrices, Sheet, VatRates,
};
use commerce::tier::price_lists::{MOST, SaveOrderError, asked, changes, order, save};
use jiff::SignedDuration;
use platform::clock::Timestamp;
use platform::money::{Currency, UnitPrice};
use testkit::World;

use crate::price_lists::{company, context, costs, draft, hours, make, price};
use crate::rehearsals::{asked as rehearsed, question, told};

/// Says in which order a tier's lists are asked.
pub async fn arrange(
    world: &World,
    tier: &str,
    lists: &[PriceListId],
    version: i32,
) -> Result<(), SaveOrderError> {
    let mut tx = world.tx().await;
    save(&mut tx, world.shop_id, tier, lists, version).await?;
    tx.commit().await.unwrap();
    Ok(())
}

/// A tier's list without VAT.
async fn of_tier(world: &World, tier: &str) -> PriceListId {
    let draft = draft(tier, For::Tier(tier.to_owned()), false, Period::default());
    make(world, &draft).await.unwrap()
}

/// A campaign of Premium's, from now on.
async fn campaign(world: &World) -> PriceListId {
    let audience = For::Campaign(vec!["premium".to_owned()]);
    let draft = draft("sale", audience, true, Period::default());
    make(world, &draft).await.unwrap()
}

/// What a tier is asked, by name.
async fn names(world: &World, tier: &str) -> Vec<String> {
    let mut conn = world.db.read().await.unwrap();
    let now = world.clock.now();
    let found = asked(&mut conn, world.shop_id, tier, now, false).await;
    found.unwrap().into_iter().map(|of| of.name).collect()
}

async fn version(world: &World, tier: &str) -> i32 {
    let mut conn = world.db.read().await.unwrap();
    let found = order(&mut conn, world.shop_id, tier, world.clock.now()).await;
    found.unwrap().row_version
}

async fn cost(world: &World, tier: &str, variant: VariantId, quantity: i32) -> i64 {
    let seen = context(world, Audience::Tier(tier)).await;
    costs(world, &seen, variant, quantity).await
}

#[tokio::test]
async fn the_first_list_with_a_price_decides_and_what_none_has_falls_to_guests() {
    let world = World::create().await;
    let [mug, bowl, vase] = [
        world.variant("MUG", 100, 25_000).await,
        world.variant("BOWL", 100, 25_000).await,
        world.variant("VASE", 100, 25_000).await,
    ];
    let (premium, pro) = (
        of_tier(&world, "premium").await,
        of_tier(&world, "pro").await,
    );
    price(&world, premium, mug, 1, 15_000).await;
    price(&world, premium, bowl, 5, 17_000).await;
    price(&world, pro, mug, 1, 14_000).await;
    price(&world, pro, bowl, 1, 18_000).await;
    price(&world, pro, bowl, 10, 16_000).await;
    // Without an order Premium is asked its own list and guests'.
    assert_eq!(names(&world, "premium").await, ["PREMIUM", "Konsument"]);
    assert_eq!(cost(&world, "premium", bowl, 1).await, 25_000);

    let base = world.list;
    arrange(&world, "premium", &[premium, pro, base], 0)
        .await
        .unwrap();
    assert_eq!(
        names(&world, "premium").await,
        ["PREMIUM", "PRO", "Konsument"]
    );
    let of = async |variant, quantity| cost(&world, "premium", variant, quantity).await;
    assert_eq!(of(mug, 1).await, 15_000, "the first, not the lowest");
    assert_eq!(of(bowl, 1).await, 18_000, "Pro's, where Premium has none");
    assert_eq!(of(bowl, 5).await, 17_000);
    assert_eq!(of(bowl, 10).await, 17_000, "by quantity, too, the first");
    assert_eq!(of(vase, 1).await, 25_000);
    // Nobody else's prices are others by it.
    assert_eq!(cost(&world, "pro", mug, 1).await, 14_000);
    assert_eq!(cost(&world, "user", mug, 1).await, 25_000);

    arrange(&world, "premium", &[pro, premium], 1)
        .await
        .unwrap();
    assert_eq!(
        names(&world, "premium").await,
        ["PRO", "PREMIUM", "Konsument"]
    );
    assert_eq!((of(mug, 1).await, of(bowl, 10).await), (14_000, 16_000));

    // What a company has agreed goes before, and a campaign lowers.
    let (acme, session) = company(&world, "1").await;
    world
        .database
        .execute("update companies set tier_code = 'premium'")
        .await;
    let agreed = draft("acme", For::Company(acme), false, Period::default());
    let agreed = make(&world, &agreed).await.unwrap();
    price(&world, agreed, mug, 10, 13_000).await;
    let seen = context(&world, Audience::Session(session)).await;
    assert_eq!(costs(&world, &seen, mug, 1).await, 14_000);
    assert_eq!(costs(&world, &seen, mug, 10).await, 13_000);
    let sale = campaign(&world).await;
    price(&world, sale, vase, 1, 20_000).await;
    assert_eq!(of(vase, 1).await, 20_000);
    assert_eq!(cost(&world, "pro", vase, 1).await, 25_000);
}

#[tokio::test]
async fn an_order_is_still_resolved_in_one_question() {
    let world = World::create().await;
    let pro = of_tier(&world, "pro").await;
    arrange(&world, "premium", &[pro], 0).await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let now = world.clock.now();
    let before = testkit::statements(&mut conn).await;
    let found = price_context(&mut conn, world.shop_id, Audience::Tier("premium"), now).await;
    let asked = testkit::statements(&mut conn).await - before;
    assert!(found.unwrap().unwrap().lists.contains(&pro));
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn what_cannot_stand_in_an_order_is_refused() {
    let world = World::create().await;
    let (acme, _) = company(&world, "1").await;
    let pro = of_tier(&world, "pro").await;
    let agreed = draft("acme", For::Company(acme), false, Period::default());
    let agreed = make(&world, &agreed).await.unwrap();
    let sale = draft("sale", For::Campaign(vec![]), true, Period::default());
    let sale = make(&world, &sale).await.unwrap();
    let refused = async |tier: &str, lists: &[PriceListId], version| {
        arrange(&world, tier, lists, version).await.unwrap_err()
    };
    let found = refused("consumer", &[pro], 0).await;
    assert!(matches!(found, SaveOrderError::Guests), "{found:?}");
    let found = refused("nobody", &[pro], 0).await;
    assert!(matches!(found, SaveOrderError::Unknown), "{found:?}");
    let found = refused("premium", &[pro, pro], 0).await;
    assert!(matches!(found, SaveOrderError::Twice), "{found:?}");
    let found = refused("premium", &[PriceListId::generate()], 0).await;
    assert!(matches!(found, SaveOrderError::UnknownList), "{found:?}");
    for list in [agreed, sale] {
        let found = refused("premium", &[list], 0).await;
        assert!(matches!(found, SaveOrderError::NotTiers(_)), "{found:?}");
    }
    let found = refused("premium", &[pro], 3).await;
    assert!(matches!(found, SaveOrderError::ChangedMeanwhile));
    world
        .database
        .execute("update price_lists set currency = 'EUR' where code = 'pro'")
        .await;
    let found = refused("premium", &[pro], 0).await;
    assert!(
        matches!(&found, SaveOrderError::OtherCurrency { list, sells_in } if list == "PRO" && sells_in == "SEK"),
        "{found:?}"
    );
    world
        .database
        .execute(
            "update price_lists set currency = 'SEK', valid_to = '2001-01-01' where code = 'pro'",
        )
        .await;
    let found = refused("premium", &[pro], 0).await;
    assert!(matches!(found, SaveOrderError::Ended(_)), "{found:?}");
    assert_eq!(version(&world, "premium").await, 0);

    // Of two that were read at the same time the second is refused, and the same order again is no change.
    world
        .database
        .execute("update price_lists set valid_to = null where code = 'pro'")
        .await;
    arrange(&world, "premium", &[pro], 0).await.unwrap();
    let found = refused("premium", &[world.list], 0).await;
    assert!(matches!(found, SaveOrderError::ChangedMeanwhile));
    arrange(&world, "premium", &[pro, world.list], 1)
        .await
        .unwrap();
    assert_eq!(version(&world, "premium").await, 1);
}

#[tokio::test]
async fn a_new_list_stands_beside_those_of_its_tier_and_leaves_with_it() {
    let world = World::create().await;
    let pro = of_tier(&world, "pro").await;
    arrange(&world, "premium", &[pro], 0).await.unwrap();
    let tomorrow = Period {
        from: Some(hours(&world, 24)),
        to: None,
    };
    let next = ListDraft {
        priority: 50,
        ..draft("next", For::Tier("pro".into()), false, tomorrow)
    };
    let id = make(&world, &next).await.unwrap();
    let summer = Period {
        from: None,
        to: Some(hours(&world, 240)),
    };
    let summer = ListDraft {
        priority: 10,
        ..draft("summer", For::Tier("consumer".into()), true, summer)
    };
    make(&world, &summer).await.unwrap();
    assert_eq!(
        names(&world, "premium").await,
        ["NEXT", "PRO", "SUMMER", "Konsument"]
    );
    assert_eq!(version(&world, "premium").await, 3);
    // What is a company's concerns no order.
    let (acme, _) = company(&world, "1").await;
    let agreed = draft("acme", For::Company(acme), false, Period::default());
    make(&world, &agreed).await.unwrap();
    assert_eq!(version(&world, "premium").await, 3);

    let moved = ListDraft {
        audience: For::Tier("user".into()),
        ..next
    };
    let mut tx = world.tx().await;
    save_list(&mut tx, world.shop_id, Some((id, 1)), &moved)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        names(&world, "premium").await,
        ["PRO", "SUMMER", "Konsument"]
    );
    assert_eq!(names(&world, "user").await, ["NEXT", "SUMMER", "Konsument"]);
    let told: i64 = world
        .database
        .value("select count(*) from audit_entries where action = 'tier.price_lists_changed' and after ->> 'code' = 'premium'")
        .await;
    assert_eq!(told, 4);
}

#[tokio::test]
async fn what_stands_where_it_stood_goes_on_as_it_is() {
    let world = World::create().await;
    let (own, pro) = (
        of_tier(&world, "premium").await,
        of_tier(&world, "pro").await,
    );
    arrange(&world, "premium", &[own, pro, world.list], 0)
        .await
        .unwrap();
    world.clock.advance(SignedDuration::from_hours(1));
    arrange(&world, "premium", &[own, world.list, pro], 1)
        .await
        .unwrap();
    assert_eq!(
        names(&world, "premium").await,
        ["PREMIUM", "Konsument", "PRO"]
    );
    let mut written = Vec::new();
    for list in [own, pro, world.list] {
        let rows: i64 = sqlx::query_scalar(
            "select count(*) from tier_price_lists where price_list_id = $1 and asked_from is not null",
        )
        .bind(list.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
        written.push(rows);
    }
    assert_eq!(written, [1, 2, 2]);
}

#[tokio::test]
async fn an_order_that_has_grown_may_stay_as_long_as_it_is() {
    let world = World::create().await;
    let mut pros = vec![of_tier(&world, "pro").await];
    arrange(&world, "premium", &pros, 0).await.unwrap();
    for of in 0..MOST {
        let code = format!("pro-{of}");
        let draft = draft(&code, For::Tier("pro".into()), false, Period::default());
        pros.push(make(&world, &draft).await.unwrap());
    }
    assert_eq!(
        names(&world, "premium").await.len(),
        MOST + 2,
        "with guests'"
    );
    let user = of_tier(&world, "user").await;
    let held = version(&world, "premium").await;
    let longer: Vec<_> = pros.iter().copied().chain([user]).collect();
    let found = arrange(&world, "premium", &longer, held).await;
    assert!(matches!(found, Err(SaveOrderError::TooMany)), "{found:?}");
    pros.reverse();
    pros.push(world.list);
    arrange(&world, "premium", &pros, held).await.unwrap();
    assert_eq!(version(&world, "premium").await, held + 1);
}

#[tokio::test]
async fn an_order_and_a_list_are_not_made_past_each_other() {
    let world = World::create().await;
    let pro = of_tier(&world, "pro").await;
    let next = draft("next", For::Tier("pro".into()), false, Period::default());
    let mut ordering = world.tx().await;
    save(&mut ordering, world.shop_id, "premium", &[pro], 0)
        .await
        .unwrap();
    let mut making = world.tx().await;
    sqlx::query("set local lock_timeout = '300ms'")
        .execute(&mut *making)
        .await
        .unwrap();
    let waits = save_list(&mut making, world.shop_id, None, &next).await;
    assert!(matches!(waits, Err(SaveListError::Db(_))), "{waits:?}");
    drop(making);
    ordering.commit().await.unwrap();
    make(&world, &next).await.unwrap();
    assert_eq!(names(&world, "premium").await, ["PRO", "NEXT", "Konsument"]);
}

async fn past(world: &World, variant: VariantId) -> Sheet {
    let seen = context(world, Audience::Tier("premium")).await;
    let mut conn = world.db.read().await.unwrap();
    let until = Reach::Until(world.clock.now());
    let found = sheets(&mut conn, &seen.lists, Of::Variants(&[variant]), until).await;
    found.unwrap().remove(0)
}

fn listed(sheet: &Sheet, at: Timestamp) -> Option<UnitPrice> {
    sheet.at(1, at, 2_500).map(|of| of.price.unit_price)
}

#[tokio::test]
async fn what_was_paid_is_judged_by_the_order_of_that_day() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 25_000).await;
    let pro = of_tier(&world, "pro").await;
    price(&world, pro, mug, 1, 16_000).await;
    world.clock.advance(SignedDuration::from_hours(24));
    let first = world.clock.now();
    arrange(&world, "premium", &[pro], 0).await.unwrap();
    world.clock.advance(SignedDuration::from_hours(24));
    let second = world.clock.now();
    arrange(&world, "premium", &[], 1).await.unwrap();
    world.clock.advance(SignedDuration::from_hours(24));
    let sheet = past(&world, mug).await;
    let (guests, pros) = (Some(UnitPrice(250_000_000)), Some(UnitPrice(160_000_000)));
    let hour = SignedDuration::from_hours(1);
    assert_eq!(listed(&sheet, first.minus(hour)), guests);
    assert_eq!(listed(&sheet, first), pros);
    assert_eq!(listed(&sheet, second.minus(hour)), pros);
    assert_eq!(listed(&sheet, second), guests);

    // Pro's 160 without VAT are 200 with it: 210 are no reduction to whoever could pay them yesterday.
    let sale = campaign(&world).await;
    price(&world, sale, mug, 1, 21_000).await;
    let sheet = past(&world, mug).await;
    let mut conn = world.db.read().await.unwrap();
    let rates = VatRates::load(&mut conn).await.unwrap();
    let rates = RatesOf {
        rates: &rates,
        class: "standard",
        country: "SE",
    };
    let found = sheet.reduction(1, world.clock.now(), true, rates);
    assert!(
        matches!(
            found,
            Reduction::NotToBeAnnounced {
                lowest: Some(UnitPrice(200_000_000)),
                ..
            }
        ),
        "{found:?}"
    );
    // The past is evidence.
    for sql in [
        "update tier_price_lists set place = 9",
        "update tier_price_lists set asked_to = null where asked_to is not null",
        "delete from tier_price_lists",
    ] {
        assert!(!world.database.does(sql).await, "{sql}");
    }
}

#[tokio::test]
async fn why_this_price_names_the_list_and_whose_it_is() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 25_000).await;
    let (premium, pro) = (
        of_tier(&world, "premium").await,
        of_tier(&world, "pro").await,
    );
    price(&world, pro, mug, 1, 16_000).await;
    arrange(&world, "premium", &[world.list], 0).await.unwrap();
    world.clock.advance(SignedDuration::from_hours(1));
    arrange(&world, "premium", &[premium, pro], 1)
        .await
        .unwrap();
    let sheet = past(&world, mug).await;
    let mut conn = world.db.read().await.unwrap();
    let rates = VatRates::load(&mut conn).await.unwrap();
    let why = sheet.why(&WhyAsked {
        quantity: 1,
        at: world.clock.now(),
        currency: Currency::SEK,
        rates: RatesOf {
            rates: &rates,
            class: "standard",
            country: "SE",
        },
        free: None,
        reduction: Reduction::None,
        shows_vat: false,
    });
    let why = why.unwrap();
    let tier = why.tier.as_ref().map(|of| of.text("sv"));
    assert_eq!(
        (why.list.as_str(), why.kind, tier),
        ("PRO", ListKind::Tier, Some("Pro"))
    );
    let passed: Vec<(&str, bool)> = why
        .passed_over
        .iter()
        .map(|of| {
            let asked_later = matches!(of.reason, PassedReason::AskedLater { .. });
            (of.list.as_str(), asked_later)
        })
        .collect();
    assert_eq!(passed, [("PREMIUM", false), ("Konsument", true)]);
}

#[tokio::test]
async fn what_another_order_changes_is_told_before_it_is_saved() {
    let world = World::create().await;
    let [mug, bowl, _] = [
        world.variant("MUG", 100, 25_000).await,
        world.variant("BOWL", 100, 25_000).await,
        world.variant("VASE", 100, 25_000).await,
    ];
    let (premium, pro) = (
        of_tier(&world, "premium").await,
        of_tier(&world, "pro").await,
    );
    price(&world, premium, mug, 1, 15_000).await;
    price(&world, pro, mug, 1, 14_000).await;
    price(&world, pro, bowl, 1, 18_000).await;
    let look = async |lists: &[PriceListId]| {
        let mut tx = world.tx().await;
        let place = (world.shop_id, "SE", "sv");
        changes(&mut tx, place, "premium", lists, 0).await.unwrap()
    };
    let found = look(&[premium, pro]).await;
    assert_eq!(
        (found.compared, found.lower, found.higher, found.others),
        (2, 1, 0, 0)
    );
    assert!(found.has_prices && !found.is_capped && !found.shows_vat);
    let told = &found.told[0];
    assert_eq!(
        (told.sku.as_str(), told.list.as_str(), told.quantity),
        ("BOWL", "PRO", 1)
    );
    // Guests' 250 are 200 without VAT.
    assert_eq!(
        (told.now, told.then),
        (Some(UnitPrice(200_000_000)), Some(UnitPrice(180_000_000)))
    );
    let found = look(&[]).await;
    assert_eq!((found.compared, found.lower, found.higher), (1, 0, 1));
    assert_eq!(version(&world, "premium").await, 0);
    assert_eq!(cost(&world, "premium", bowl, 1).await, 25_000);
}

#[tokio::test]
async fn a_rehearsal_tells_what_changes_in_a_list_that_the_tier_has_borrowed() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 25_000).await;
    let pro = of_tier(&world, "pro").await;
    arrange(&world, "premium", &[pro], 0).await.unwrap();
    let prices = [NewPrice {
        variant_id: mug,
        min_quantity: 1,
        unit_price: UnitPrice(160_000_000),
    }];
    let mut tx = world.tx().await;
    let change = SetPrices {
        list: pro,
        from: Some(hours(&world, 24)),
        prices: &prices,
    };
    set_prices(&mut tx, &change).await.unwrap();
    tx.commit().await.unwrap();
    let found = async |tier: &str| {
        let question = Question {
            seen_as: As::Tier(tier.to_owned()),
            ..question(&world, hours(&world, 48))
        };
        let number = rehearsed(&world, &question, AT_ONCE, true).await;
        told(&world, &number, None).await
    };
    let premium = found("premium").await;
    assert_eq!(premium.len(), 1);
    assert_eq!(
        (premium[0].list_name.as_deref(), premium[0].then().0),
        (Some("PRO"), Some(UnitPrice(160_000_000)))
    );
    assert!(found("user").await.is_empty());
}
