//! What other currencies cost: which rate counts when.

use commerce::checkout::prepare::PrepareError;
use commerce::company::by_staff::{SetTermsError, Terms, set_terms};
use commerce::currency::enter::{EnterRateError, RateDraft, enter};
use commerce::currency::{Source, Standing, listing, standing};
use commerce::order::listing::placed_between;
use commerce::payment::PaymentMethod;
use commerce::pricing::Audience;
use commerce::pricing::listing::prices_at;
use commerce::setting::{self, Group, Key, Level, Value};
use commerce::tier::{self, SaveTierError, TierDraft};
use jiff::SignedDuration;
use platform::clock::Date;
use platform::money::Currency;
use testkit::World;

use crate::abroad::abroad;
use crate::companies::company;

/// Enters a euro's rate of so many days ago.
pub async fn euro(world: &World, days_ago: i64, e6: i64) {
    let draft = draft(world, days_ago, e6);
    let mut tx = world.tx().await;
    enter(&mut tx, world.shop_id, &draft).await.unwrap();
    tx.commit().await.unwrap();
}

fn draft(world: &World, days_ago: i64, e6: i64) -> RateDraft {
    let at = world
        .clock
        .now()
        .minus(SignedDuration::from_hours(24 * days_ago));
    RateDraft {
        currency: Currency::EUR,
        on: Date(at.business_time().date()),
        e6,
        source: Source::Riksbank,
        is_sure: true,
    }
}

async fn stands(world: &World, currency: Currency) -> Standing {
    let mut conn = world.db.read().await.unwrap();
    standing(&mut conn, world.shop_id, currency, world.clock.now())
        .await
        .unwrap()
}

#[tokio::test]
async fn the_latest_day_counts_and_of_a_day_what_was_entered_last() {
    let world = World::create().await;
    assert_eq!(stands(&world, Currency::SEK).await, Standing::Own);
    assert_eq!(stands(&world, Currency::EUR).await, Standing::Missing);
    euro(&world, 1, 11_100_000).await;
    euro(&world, 3, 11_300_000).await;
    let rate = stands(&world, Currency::EUR).await.rate().unwrap();
    assert_eq!((rate.e6, rate.home), (11_100_000, Currency::SEK));
    world.clock.advance(SignedDuration::from_secs(1));
    euro(&world, 1, 11_200_000).await;
    let rate = stands(&world, Currency::EUR).await.rate().unwrap();
    assert_eq!(rate.e6, 11_200_000);
    let mut conn = world.db.read().await.unwrap();
    let rows = listing::entered(&mut conn, world.shop_id).await.unwrap();
    let counts: Vec<(i64, bool)> = rows.iter().map(|row| (row.e6, row.counts)).collect();
    assert_eq!(
        counts,
        [(11_200_000, true), (11_100_000, false), (11_300_000, true)]
    );
}

#[tokio::test]
async fn a_rate_grows_old_as_the_merchant_says() {
    let world = World::create().await;
    euro(&world, 0, 11_100_000).await;
    world.clock.advance(SignedDuration::from_hours(24 * 7));
    assert!(stands(&world, Currency::EUR).await.sells());
    let mut tx = world.tx().await;
    let level = Level::Shop(world.shop_id);
    let wanted = [(Key::RateDays, Value::Number(3))];
    setting::save(&mut tx, level, Group::Companies, &wanted, 0)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(
        stands(&world, Currency::EUR).await,
        Standing::Stale(_)
    ));
    // Without prices in it nobody is warned.
    let mut conn = world.db.read().await.unwrap();
    let held = listing::held(&mut conn, world.shop_id, world.clock.now())
        .await
        .unwrap();
    assert_eq!(held.len(), 1);
    assert!(!held[0].is_used);
}

#[tokio::test]
async fn what_cannot_be_a_rate_is_refused() {
    let world = World::create().await;
    euro(&world, 0, 11_000_000).await;
    let refused = |change: fn(&mut RateDraft)| {
        let mut draft = draft(&world, 0, 11_100_000);
        draft.is_sure = false;
        change(&mut draft);
        let world = &world;
        async move {
            let mut tx = world.tx().await;
            enter(&mut tx, world.shop_id, &draft).await
        }
    };
    assert!(matches!(
        refused(|of| of.currency = Currency::SEK).await,
        Err(EnterRateError::Own)
    ));
    assert!(matches!(
        refused(|of| of.currency = Currency::parse("JPY").unwrap()).await,
        Err(EnterRateError::NotSold)
    ));
    assert!(matches!(
        refused(|of| of.e6 = 0).await,
        Err(EnterRateError::OutOfRange)
    ));
    assert!(matches!(
        refused(|of| of.e6 = 110_000_000).await,
        Err(EnterRateError::Far {
            before_e6: 11_000_000
        })
    ));
    assert!(matches!(
        refused(|of| of.on = Date(of.on.0.tomorrow().unwrap())).await,
        Err(EnterRateError::ToCome)
    ));
    // What counts already is not written twice.
    assert!(!refused(|of| of.e6 = 11_000_000).await.unwrap());
}

#[tokio::test]
async fn two_contexts_of_different_currency_never_see_each_others_prices() {
    let abroad = abroad().await;
    let guests = abroad.context(Audience::Tier("consumer")).await;
    let theirs = abroad.context(Audience::Company(abroad.company)).await;
    assert_eq!(
        (guests.currency, theirs.currency),
        (Currency::SEK, Currency::EUR)
    );
    assert_ne!(guests.id(), theirs.id());
    assert!(theirs.lists.iter().all(|list| !guests.lists.contains(list)));
    let mut conn = abroad.world.db.read().await.unwrap();
    let now = abroad.world.clock.now();
    let wanted = [(abroad.mug, 1)];
    let ours = prices_at(&mut conn, &guests, "SE", &wanted, now)
        .await
        .unwrap();
    assert_eq!(ours[0].unit_price.0, 249_000_000);
    let theirs = prices_at(&mut conn, &theirs, "SE", &wanted, now)
        .await
        .unwrap();
    assert_eq!(theirs[0].unit_price.0, 20_000_000);
    // What has no price in euro is not sold in euro.
    let lamp = abroad.world.variant("LAMP", 10, 99_900).await;
    let theirs = abroad.context(Audience::Company(abroad.company)).await;
    let none = prices_at(&mut conn, &theirs, "SE", &[(lamp, 1)], now)
        .await
        .unwrap();
    assert!(none.is_empty());
    // Of two without any list in their currency each has a context of its own.
    abroad
        .world
        .database
        .execute("update companies set buys_in = 'NOK'")
        .await;
    let bare = abroad.context(Audience::Company(abroad.company)).await;
    assert_eq!(bare.currency.code(), "NOK");
    assert!(bare.lists.is_empty() && bare.id() != guests.id());
}

#[tokio::test]
async fn a_tier_buys_in_its_currency_and_guests_in_the_shops() {
    let abroad = abroad().await;
    abroad
        .world
        .database
        .execute("update tiers set buys_in = 'DKK' where code = 'pro'")
        .await;
    abroad
        .world
        .database
        .execute("update companies set buys_in = null")
        .await;
    let theirs = abroad.context(Audience::Company(abroad.company)).await;
    assert_eq!(theirs.currency.code(), "DKK");
    let guests = "update tiers set buys_in = 'EUR' where code = 'consumer'";
    assert!(!abroad.world.database.does(guests).await);
}

#[tokio::test]
async fn an_order_keeps_the_rate_that_it_was_valued_at() {
    let abroad = abroad().await;
    let cart = abroad.world.cart(&[(abroad.mug, 2)]).await;
    let confirmation = abroad.confirmation(cart, PaymentMethod::Card).await;
    assert!(matches!(
        abroad.sent(&confirmation).await,
        Err(PrepareError::NoRate(Currency::EUR))
    ));
    euro(&abroad.world, 8, 11_000_000).await;
    assert!(matches!(
        abroad.sent(&confirmation).await,
        Err(PrepareError::NoRate(_))
    ));
    euro(&abroad.world, 1, 11_500_000).await;
    let id = abroad.sent(&confirmation).await.unwrap();
    let order = abroad.order(id).await;
    // Two of 25 euro with VAT, and 6 for freight.
    assert_eq!((order.currency, order.total_minor), (Currency::EUR, 5_600));
    let rate = order.rate.unwrap();
    assert_eq!((rate.e6, rate.home), (11_500_000, Currency::SEK));
    assert_eq!(rate.to_home(order.vat_minor), Some(12_880));
    // Another rate is nothing to what was ordered.
    euro(&abroad.world, 0, 12_000_000).await;
    assert_eq!(abroad.order(id).await.rate, Some(rate));
    let seen_in: String = abroad
        .world
        .database
        .value("select currency::text from carts")
        .await;
    assert_eq!(seen_in, "EUR");
}

#[tokio::test]
async fn a_company_that_buys_in_another_currency_meanwhile_is_told_and_nothing_is_ordered() {
    let abroad = abroad().await;
    euro(&abroad.world, 0, 11_500_000).await;
    let cart = abroad.world.cart(&[(abroad.mug, 2)]).await;
    let confirmation = abroad.confirmation(cart, PaymentMethod::Card).await;
    abroad
        .world
        .database
        .execute("update companies set buys_in = null")
        .await;
    let Err(PrepareError::Changed { cart: now, quote }) = abroad.sent(&confirmation).await else {
        panic!("what was confirmed holds no longer")
    };
    assert_eq!(now.currency, Currency::SEK);
    assert_eq!(quote.totals.total_minor, 49_800 + 5_900);
    let orders: i64 = abroad
        .world
        .database
        .value("select count(*) from orders")
        .await;
    assert_eq!(orders, 0);
    // Seen anew it is ordered, in kronor and without a rate.
    let anew = abroad.confirmation(cart, PaymentMethod::Card).await;
    let id = abroad.sent(&anew).await.unwrap();
    assert_eq!(abroad.order(id).await.rate, None);
}

#[tokio::test]
async fn credit_holds_in_its_own_currency_and_limits_of_people_in_the_shops() {
    let abroad = abroad().await;
    euro(&abroad.world, 0, 11_500_000).await;
    let cart = abroad.world.cart(&[(abroad.mug, 1)]).await;
    let confirmation = abroad.confirmation(cart, PaymentMethod::Invoice).await;
    abroad
        .world
        .database
        .execute("update companies set credit_currency = 'SEK'")
        .await;
    assert!(matches!(
        abroad.sent(&confirmation).await,
        Err(PrepareError::NoCredit)
    ));
    // 31 euro are 356.50 kronor.
    abroad
        .world
        .database
        .execute("update companies set credit_currency = 'EUR'")
        .await;
    abroad
        .world
        .database
        .execute("update company_members set approval_limit_minor = 35649")
        .await;
    assert!(matches!(
        abroad.sent(&confirmation).await,
        Err(PrepareError::NeedsApproval)
    ));
    abroad
        .world
        .database
        .execute("update company_members set approval_limit_minor = 35650")
        .await;
    abroad.sent(&confirmation).await.unwrap();
    let used: i64 = abroad
        .world
        .database
        .value("select credit_used_minor from companies")
        .await;
    assert_eq!(used, 3_100);
}

#[tokio::test]
async fn sums_of_several_orders_are_in_the_shops_currency() {
    let abroad = abroad().await;
    euro(&abroad.world, 0, 11_500_000).await;
    let cart = abroad.world.cart(&[(abroad.mug, 1)]).await;
    let confirmation = abroad.confirmation(cart, PaymentMethod::Invoice).await;
    abroad.sent(&confirmation).await.unwrap();
    let world = &abroad.world;
    let (from, to) = (
        world.clock.now().minus(SignedDuration::from_hours(1)),
        world.clock.now().plus(SignedDuration::from_hours(1)),
    );
    let mut conn = world.db.read().await.unwrap();
    let sum = placed_between(&mut conn, None, "SEK", from, to)
        .await
        .unwrap();
    assert_eq!((sum.orders, sum.total_minor), (1, 35_650));
    // No shop's own: it was placed in euro, and counts in kronor alone.
    let sum = placed_between(&mut conn, None, "EUR", from, to)
        .await
        .unwrap();
    assert_eq!((sum.orders, sum.total_minor), (0, 0));
}

#[tokio::test]
async fn the_database_values_as_the_program_does() {
    let world = World::create().await;
    for (minor, e6) in [
        (1_i64, 11_500_000_i64),
        (-1, 11_500_000),
        (12_345, 11_034_567),
        (-98_765_432, 68_123),
        (0, 1),
        (7, 500_000),
    ] {
        let rate = commerce::currency::Rate {
            currency: Currency::EUR,
            home: Currency::SEK,
            e6,
            on: Date(jiff::civil::date(2026, 11, 20)),
        };
        let valued: i64 = sqlx::query_scalar("select valued($1, $2)")
            .bind(minor)
            .bind(e6)
            .fetch_one(&world.database.pool)
            .await
            .unwrap();
        assert_eq!(Some(valued), rate.to_home(minor), "{minor} {e6}");
    }
    let own: i64 = world.database.value("select valued(5, null)").await;
    assert_eq!(own, 5);
}

#[tokio::test]
async fn a_company_changes_its_currency_while_it_owes_nothing_and_says_its_limit_anew() {
    let world = World::create().await;
    let (company, _) = company(&world, "5560160680", 1_000_000).await;
    let terms = async |buys_in: Option<&str>, limit: Option<i64>| {
        let mut tx = world.tx().await;
        let held = commerce::company::listing::company(&mut tx, company)
            .await
            .unwrap()
            .unwrap();
        let terms = Terms {
            name: held.name,
            vat_number: held.vat_number,
            tier_code: held.tier_code,
            payment_days: held.payment_days,
            credit_limit_minor: limit,
            may_invoice: held.may_invoice,
            buys_in: buys_in.map(str::to_owned),
            contact: held.contact,
            is_active: true,
        };
        let done = set_terms(&mut tx, company, &terms, held.row_version).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    for unknown in ["EUR", "JPY", "eur", "X"] {
        let refused = terms(Some(unknown), Some(100_000)).await;
        assert!(matches!(refused, Err(SetTermsError::NoRate)), "{unknown}");
    }
    euro(&world, 0, 11_500_000).await;
    let same = terms(Some("EUR"), Some(1_000_000)).await;
    assert!(matches!(same, Err(SetTermsError::LimitInOther(of)) if of == "SEK"));
    world
        .database
        .execute("update companies set credit_used_minor = 1")
        .await;
    let owes = terms(Some("EUR"), Some(100_000)).await;
    assert!(matches!(owes, Err(SetTermsError::Owes(of)) if of == "SEK"));
    world
        .database
        .execute("update companies set credit_used_minor = 0")
        .await;
    terms(Some("EUR"), Some(100_000)).await.unwrap();
    let kept: String = world
        .database
        .value(
            "select buys_in || ' ' || credit_currency || ' ' || credit_limit_minor from companies",
        )
        .await;
    assert_eq!(kept, "EUR EUR 100000");
    // Back as its tier, with the tier's limit.
    terms(None, None).await.unwrap();
    let kept: String = world
        .database
        .value("select coalesce(buys_in, '-') || ' ' || credit_currency from companies")
        .await;
    assert_eq!(kept, "- SEK");
}

fn in_euro(draft: &mut TierDraft) {
    draft.buys_in = Some("EUR".to_owned());
    draft.currency = "EUR".to_owned();
}

#[tokio::test]
async fn a_tier_says_its_sums_anew_with_its_currency_and_guests_have_none() {
    let world = World::create().await;
    euro(&world, 0, 11_500_000).await;
    let saved = async |code: &str, change: fn(&mut TierDraft)| {
        let mut tx = world.tx().await;
        let held = tier::tier(&mut tx, code).await.unwrap().unwrap();
        let mut draft = TierDraft::from(&held);
        change(&mut draft);
        let done = tier::save(&mut tx, code, &draft, held.row_version).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    let guests = saved("consumer", in_euro).await;
    assert!(matches!(guests, Err(SaveTierError::NoRate)), "{guests:?}");
    let unknown = saved("pro", |draft| draft.buys_in = Some("NOK".to_owned())).await;
    assert!(matches!(unknown, Err(SaveTierError::NoRate)), "{unknown:?}");
    saved("pro", |draft| draft.minimum_order_minor = 50_000)
        .await
        .unwrap();
    let same = saved("pro", in_euro).await;
    assert!(matches!(same, Err(SaveTierError::SumsInOther(of)) if of == "SEK"));
    saved("pro", |draft| {
        in_euro(draft);
        draft.minimum_order_minor = 5_000;
        draft.credit_limit_minor = None;
        draft.free_freight_minor = None;
    })
    .await
    .unwrap();
    let kept: String = world
        .database
        .value("select buys_in || ' ' || currency || ' ' || minimum_order_minor from tiers where code = 'pro'")
        .await;
    assert_eq!(kept, "EUR EUR 5000");
}
