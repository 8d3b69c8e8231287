//! Price intervals and dated VAT.

use commerce::ids::VariantId;
use commerce::pricing::listing::{price_history, prices_at};
use commerce::pricing::set_price::set_prices;
use commerce::pricing::store::{lay_down_vat_rate, save_vat_class};
use commerce::pricing::vat::{swedish_midnight, vat_rate_at};
use commerce::pricing::{NewPrice, SetPriceError, SetPrices, VatRates};
use platform::clock::Timestamp;
use platform::money::UnitPrice;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use crate::shopkeeper::{Shopkeeper, moment};

async fn variant(shop: &Shopkeeper) -> VariantId {
    shop.import("product,sku,name_sv\nvas,V-1,Vas\n").await;
    let id: uuid::Uuid = sqlx::query_scalar("select id from variants")
        .fetch_one(shop.db.pool())
        .await
        .unwrap();
    VariantId(id)
}

async fn set(
    shop: &Shopkeeper,
    variant_id: VariantId,
    kronor: i64,
    from: Option<Timestamp>,
) -> Result<usize, SetPriceError> {
    let mut tx = shop.begin().await;
    let prices = [NewPrice {
        variant_id,
        min_quantity: 1,
        unit_price: UnitPrice(kronor * 1_000_000),
    }];
    let changed = set_prices(
        &mut tx,
        &SetPrices {
            list: shop.list,
            from,
            prices: &prices,
        },
    )
    .await?;
    tx.commit().await.unwrap();
    Ok(changed.len())
}

#[tokio::test]
async fn intervals_never_overlap_and_what_was_in_force_stays() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    // (hours passed since the last change, price, hours until it begins; 0 is now)
    let steps = prop::collection::vec((0..3_i64, 1..4_i64, 0..5_i64), 1..25);
    let shop = Shopkeeper::open().await;
    let id = variant(&shop).await;
    for _ in 0..6 {
        for (passed, price, ahead) in steps.new_tree(&mut runner).unwrap().current() {
            shop.clock.advance(jiff::SignedDuration::from_hours(passed));
            let now = shop.clock.now();
            let mut conn = shop.db.read().await.unwrap();
            let before = price_history(&mut conn, id).await.unwrap();
            let from = (ahead > 0).then(|| now.plus(jiff::SignedDuration::from_hours(ahead)));
            set(&shop, id, price, from).await.unwrap();
            let after = price_history(&mut conn, id).await.unwrap();
            for pair in after.windows(2) {
                assert!(
                    pair[0]
                        .valid_to
                        .is_some_and(|end| end <= pair[1].valid_from),
                    "{after:#?}"
                );
            }
            assert!(after.iter().filter(|p| p.valid_to.is_none()).count() <= 1);
            for old in before.iter().filter(|old| old.valid_from < now) {
                let kept = after
                    .iter()
                    .find(|p| p.valid_from == old.valid_from)
                    .expect("history is kept");
                assert_eq!(kept.unit_price, old.unit_price);
                assert!(
                    kept.valid_to == old.valid_to || kept.valid_to.is_some_and(|end| end >= now)
                );
            }
            let at = from.unwrap_or(now);
            let found = prices_at(&mut conn, &shop.prices, "SE", &[(id, 1)], at)
                .await
                .unwrap();
            assert_eq!(found[0].unit_price, UnitPrice(price * 1_000_000));
        }
    }
}

#[tokio::test]
async fn the_same_price_is_no_change_and_the_past_is_closed() {
    let shop = Shopkeeper::open().await;
    let id = variant(&shop).await;
    assert_eq!(set(&shop, id, 100, None).await.unwrap(), 1);
    shop.clock.advance(jiff::SignedDuration::from_hours(1));
    assert_eq!(set(&shop, id, 100, None).await.unwrap(), 0);
    let past = shop.clock.now().minus(jiff::SignedDuration::from_secs(1));
    assert!(matches!(
        set(&shop, id, 90, Some(past)).await,
        Err(SetPriceError::InThePast)
    ));
    assert!(matches!(
        set(&shop, id, -1, None).await,
        Err(SetPriceError::OutOfRange)
    ));
}

#[tokio::test]
async fn food_is_six_percent_for_exactly_as_long_as_the_law_says() {
    let shop = Shopkeeper::open().await;
    let mut tx = shop.begin().await;
    save_vat_class(&mut tx, "food", &serde_json::json!({"sv": "Livsmedel"}))
        .await
        .unwrap();
    let days = [(1996, 1, 1, 1_200), (2026, 4, 1, 600), (2028, 1, 1, 1_200)];
    for (year, month, day, rate) in days.into_iter().chain(days) {
        lay_down_vat_rate(
            &mut tx,
            "food",
            "SE",
            rate,
            swedish_midnight(year, month, day).unwrap(),
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let mut conn = shop.db.read().await.unwrap();
    let rates = VatRates::load(&mut conn).await.unwrap();
    for (at, rate) in [
        ("2026-03-31T21:59:59.999999Z", 1_200),
        ("2026-03-31T22:00:00Z", 600),
        ("2027-12-31T22:59:59.999999Z", 600),
        ("2027-12-31T23:00:00Z", 1_200),
    ] {
        assert_eq!(rates.at("food", "SE", moment(at)), Some(rate), "{at}");
        assert_eq!(
            vat_rate_at(&mut conn, "food", "SE", moment(at))
                .await
                .unwrap(),
            Some(rate),
            "{at}"
        );
    }
    assert_eq!(rates.at("food", "NO", shop.clock.now()), None);
    assert_eq!(rates.at("food", "SE", moment("1995-12-31T00:00:00Z")), None);
}
