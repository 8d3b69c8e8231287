//! The seller's facts, as staff change them: told from then on, and never on what was issued before.

use commerce::catalogue::shop::{Shop, shops};
use commerce::checkout::for_tiers::{WayId, WaySaid, limit_ways};
use commerce::checkout::listing::payment_for_tiers;
use commerce::opening::facts::{self, ChangeFactsError, Facts};
use commerce::order::invoice::document;
use commerce::payment::PaymentMethod;
use testkit::World;

use crate::companies::company;
use crate::invoices::ordered;
use crate::settings::another_shop;

async fn shop(world: &World) -> Shop {
    let mut conn = world.db.read().await.unwrap();
    let all = shops(&mut conn).await.unwrap();
    all.into_iter().find(|of| of.id == world.shop_id).unwrap()
}

#[tokio::test]
async fn facts_are_changed_once_as_they_were_read_and_nothing_else_is() {
    let world = World::create().await;
    let other = another_shop(&world).await;
    let before = shop(&world).await;
    let mut wanted = Facts::of(&before);
    let mut tx = world.tx().await;
    let (read, seen) = facts::held(&mut tx, before.id).await.unwrap();
    assert_eq!(read, wanted);
    assert!(
        !facts::change(&mut tx, before.id, &wanted, seen)
            .await
            .unwrap()
    );
    wanted.phone = "08-123 45 67".to_owned();
    wanted.payment_methods = vec![PaymentMethod::Swish, PaymentMethod::Card];
    assert!(
        facts::change(&mut tx, before.id, &wanted, seen)
            .await
            .unwrap()
    );
    // Sent twice it is so already; another change of what was read before is refused.
    assert!(
        !facts::change(&mut tx, before.id, &wanted, seen)
            .await
            .unwrap()
    );
    let late = Facts {
        city: "Ed".to_owned(),
        ..wanted.clone()
    };
    assert!(matches!(
        facts::change(&mut tx, before.id, &late, seen).await,
        Err(ChangeFactsError::ChangedMeanwhile)
    ));
    assert!(matches!(
        facts::change(&mut tx, commerce::ids::ShopId::generate(), &late, seen).await,
        Err(ChangeFactsError::Unknown)
    ));
    let read = facts::held(&mut tx, before.id).await.unwrap();
    assert_eq!(read, (wanted, seen + 1));
    tx.commit().await.unwrap();
    let after = shop(&world).await;
    let expected = Shop {
        phone: "08-123 45 67".to_owned(),
        payment_methods: vec!["swish".to_owned(), "card".to_owned()],
        ..before.clone()
    };
    assert_eq!(after, expected);
    let mut conn = world.db.read().await.unwrap();
    let all = shops(&mut conn).await.unwrap();
    let untouched = all.iter().find(|of| of.id == other).unwrap();
    assert_eq!(untouched.phone, before.phone);
    let told: String = world
        .database
        .value(
            "select before::text || after::text from audit_entries where action = 'shop.changed'",
        )
        .await;
    assert_eq!(
        told,
        r#"{"shop.phone": "031-390 06 10", "shop.payment_methods": ["card", "swish", "klarna"]}{"shop.phone": "08-123 45 67", "shop.payment_methods": ["swish", "card"]}"#
    );
}

#[tokio::test]
async fn an_issued_invoice_keeps_the_seller_that_issued_it() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let firm = company(&world, "5560160680", 2_000_000).await;
    let first = ordered(&world, firm, &[(mug, 1)]).await;
    let held = shop(&world).await;
    let wanted = Facts {
        legal_name: "Nordbod i Ed AB".to_owned(),
        org_number: "556016-0680".to_owned(),
        vat_number: "SE556016068001".to_owned(),
        street: "Storgatan 1".to_owned(),
        ..Facts::of(&held)
    };
    let mut tx = world.tx().await;
    let (_, seen) = facts::held(&mut tx, held.id).await.unwrap();
    facts::change(&mut tx, held.id, &wanted, seen)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let second = ordered(&world, firm, &[(mug, 1)]).await;
    let mut conn = world.db.read().await.unwrap();
    let issued = document::of_order(&mut conn, first).await.unwrap().unwrap();
    assert_eq!(
        (issued.seller.name, issued.seller.vat_number),
        (held.legal_name, held.vat_number)
    );
    let issued = document::of_order(&mut conn, second)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (
            issued.seller.name.as_str(),
            issued.seller.vat_number.as_str()
        ),
        ("Nordbod i Ed AB", "SE556016068001")
    );
}

#[tokio::test]
async fn no_tier_is_left_without_a_way_to_pay() {
    let world = World::create().await;
    let held = shop(&world).await;
    let mut tx = world.tx().await;
    // Cards are for everybody but Pro, and nothing else is for Pro.
    let ways = payment_for_tiers(&mut tx, held.id).await.unwrap();
    let all = commerce::tier::listing::tiers(&mut tx).await.unwrap();
    let others = all.iter().filter(|tier| tier.code != "pro");
    let others: Vec<String> = others.map(|tier| tier.code.clone()).collect();
    let said: Vec<WaySaid> = ways
        .iter()
        .map(|way| WaySaid {
            way: WayId::Payment(way.method),
            tiers: match way.method {
                PaymentMethod::Swish => vec!["pro".to_owned()],
                _ => others.clone(),
            },
            row_version: way.row_version,
        })
        .collect();
    limit_ways(&mut tx, held.id, &said).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.tx().await;
    let (_, seen) = facts::held(&mut tx, held.id).await.unwrap();
    let with = |methods: &[PaymentMethod]| Facts {
        payment_methods: methods.to_vec(),
        ..Facts::of(&held)
    };
    let taken = with(&[PaymentMethod::Card]);
    match facts::change(&mut tx, held.id, &taken, seen).await {
        Err(ChangeFactsError::LeavesNone(tiers)) => assert_eq!(tiers, ["pro"]),
        other => panic!("{other:?}"),
    }
    drop(tx);
    let mut tx = world.tx().await;
    let kept = with(&[PaymentMethod::Swish, PaymentMethod::Card]);
    assert!(facts::change(&mut tx, held.id, &kept, seen).await.unwrap());
}
