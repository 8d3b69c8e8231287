//! A company that is moved between tiers while one of them gets another currency.

use std::time::Duration;

use commerce::company::by_staff::{Terms, set_terms};
use commerce::tier::{self, TierDraft};
use testkit::World;

use crate::currencies::euro;
use crate::private_articles::company;

/// Until somebody waits for another's lock.
async fn somebody_waits(world: &World) {
    let waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    let waits = async {
        while world.database.value::<i64>(waiting).await == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let patience = Duration::from_secs(20);
    let waited = tokio::time::timeout(patience, waits).await;
    waited.expect("whoever saves the tier waits for who moves a company to it");
}

#[tokio::test]
async fn a_company_that_comes_to_a_tier_meanwhile_has_its_credit_in_the_tiers_currency() {
    let world = World::create().await;
    euro(&world, 0, 11_500_000).await;
    let id = company(&world, "5560160680").await;
    let mut moving = world.tx().await;
    let held = commerce::company::listing::company(&mut moving, id)
        .await
        .unwrap()
        .unwrap();
    let terms = Terms {
        name: held.name,
        vat_number: held.vat_number,
        tier_code: "premium".to_owned(),
        payment_days: held.payment_days,
        credit_limit_minor: None,
        may_invoice: held.may_invoice,
        buys_in: None,
        contact: held.contact,
        is_active: true,
    };
    set_terms(&mut moving, id, &terms, held.row_version)
        .await
        .unwrap();
    let saved = async {
        let mut tx = world.tx().await;
        let held = tier::tier(&mut tx, "premium").await.unwrap().unwrap();
        let draft = TierDraft {
            buys_in: Some("EUR".to_owned()),
            currency: "EUR".to_owned(),
            credit_limit_minor: Some(1_000_000),
            ..TierDraft::from(&held)
        };
        tier::save(&mut tx, "premium", &draft, held.row_version)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    };
    let moved = async {
        somebody_waits(&world).await;
        moving.commit().await.unwrap();
    };
    tokio::join!(saved, moved);
    let kept: String = world
        .database
        .value("select tier_code || ' ' || credit_currency from companies")
        .await;
    assert_eq!(kept, "premium EUR");
}
