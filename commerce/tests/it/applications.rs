//! What staff decide on an application is what the company gets, and what is kept of it.

use commerce::company::by_staff::{CreditInOther, Terms, set_terms};
use commerce::company::decide::{Approval, DecideError, approve, refuse};
use commerce::company::{MemberRole, listing};
use commerce::ids::TierApplicationId;
use commerce::tier::{self, SaveTierError, TierDraft};
use testkit::World;

use crate::companies::{application, company};
use crate::currencies::euro;

fn approval(id: TierApplicationId, tier: &str, join_as: Option<MemberRole>) -> Approval {
    Approval {
        id,
        row_version: 1,
        tier_code: tier.to_owned(),
        credit_limit_minor: Some(99_000),
        join_as,
    }
}

async fn given(world: &World, id: TierApplicationId) -> Option<String> {
    let mut conn = world.db.read().await.unwrap();
    let found = listing::application(&mut conn, id).await.unwrap().unwrap();
    found.given_tier
}

#[tokio::test]
async fn the_tier_that_was_given_is_kept_beside_the_one_that_was_asked_for() {
    let world = World::create().await;
    // Pro was asked for.
    let (_, id) = application(&world, "a", "5560160680").await;
    let mut tx = world.tx().await;
    let company = approve(&mut tx, &approval(id, "premium", None))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(given(&world, id).await.as_deref(), Some("premium"));
    let mut conn = world.db.read().await.unwrap();
    let found = listing::company(&mut conn, company).await.unwrap().unwrap();
    assert_eq!(found.tier_code, "premium");
}

#[tokio::test]
async fn whoever_is_let_in_changes_neither_tier_nor_credit() {
    let world = World::create().await;
    let (_, first) = application(&world, "a", "5560160680").await;
    let mut tx = world.tx().await;
    let company = approve(&mut tx, &approval(first, "pro", None))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (_, second) = application(&world, "b", "5560160680").await;
    let mut tx = world.tx().await;
    let mut let_in = approval(second, "premium", Some(MemberRole::Buyer));
    let_in.credit_limit_minor = Some(5_000_000);
    approve(&mut tx, &let_in).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(given(&world, second).await, None);
    let mut conn = world.db.read().await.unwrap();
    let found = listing::company(&mut conn, company).await.unwrap().unwrap();
    assert_eq!(
        (found.tier_code.as_str(), found.credit_limit_minor),
        ("pro", Some(99_000))
    );
    let told: Option<String> = world
        .database
        .value(
            "select after ->> 'tier' from audit_entries where action = 'application.approved' order by id desc limit 1",
        )
        .await;
    assert_eq!(told, None, "the trail does not say what did not happen");
}

#[tokio::test]
async fn a_buyer_of_the_company_gets_the_role_that_staff_chose_or_a_refusal() {
    let world = World::create().await;
    let (_, first) = application(&world, "a", "5560160680").await;
    let mut tx = world.tx().await;
    let company = approve(&mut tx, &approval(first, "pro", None))
        .await
        .unwrap();
    let (buyer, second) = application(&world, "b", "5560160680").await;
    tx.commit().await.unwrap();
    sqlx::query(
        "insert into company_members (company_id, customer_id, role, approval_limit_minor, cost_place, created_at, updated_at)
         values ($1, $2, 'buyer', 70000, '4100', now(), now())",
    )
    .bind(company.0)
    .bind(buyer.0)
    .execute(&world.database.pool)
    .await
    .unwrap();
    let mut tx = world.tx().await;
    let silent = approve(&mut tx, &approval(second, "premium", None)).await;
    assert!(
        matches!(silent, Err(DecideError::CompanyExists)),
        "{silent:?}"
    );
    drop(tx);
    let mut tx = world.tx().await;
    let chosen = Some(MemberRole::Approver);
    approve(&mut tx, &approval(second, "premium", chosen))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let member = listing::member(&mut conn, company, buyer)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (member.role, member.approval_limit_minor),
        (MemberRole::Approver, Some(70_000))
    );
    let trail = "select count(*) from audit_entries where action = 'company.member_changed'";
    assert_eq!(world.database.value::<i64>(trail).await, 1);
}

#[tokio::test]
async fn why_an_application_was_refused_stands_with_it_and_not_in_the_trail() {
    let world = World::create().await;
    let (_, id) = application(&world, "a", "5560160680").await;
    let mut tx = world.tx().await;
    refuse(&mut tx, id, 1, "Ring Zebra på 070-174 06 12.")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let told: (bool, i64) = sqlx::query_as(
        "select bool_and((after ->> 'has_words')::boolean) filter (where action = 'application.refused'),
                count(*) filter (where audit_entries::text like '%Zebra%') from audit_entries",
    )
    .fetch_one(&world.database.pool)
    .await
    .unwrap();
    assert_eq!(told, (true, 0));
    let kept: String = world
        .database
        .value("select reason from tier_applications")
        .await;
    assert_eq!(kept, "Ring Zebra på 070-174 06 12.");
}

/// What the only company's credit is in, and its own limit.
async fn credit(world: &World) -> String {
    let sql =
        "select credit_currency || ' ' || coalesce(credit_limit_minor::text, '-') from companies";
    world.database.value(sql).await
}

#[tokio::test]
async fn credit_follows_a_company_to_the_tier_that_it_is_given() {
    let world = World::create().await;
    let (_, customer) = company(&world, "5560160680", 1_000_000).await;
    let data = &world.database;
    data.execute("update tiers set buys_in = 'EUR', currency = 'EUR' where code = 'premium'")
        .await;
    let id = TierApplicationId::generate();
    sqlx::query(
        "insert into tier_applications (id, customer_id, tier_code, company_name, country, org_number, invoice_email, locale, created_at, updated_at)
         values ($1, $2, 'premium', 'Studio Furu AB', 'SE', '5560160680', 'f@furu.example', 'sv', now(), now())",
    )
    .bind(id.0)
    .bind(customer.0)
    .execute(&data.pool)
    .await
    .unwrap();
    let approved = async |limit: Option<i64>| {
        let mut tx = world.tx().await;
        let mut wanted = approval(id, "premium", None);
        wanted.credit_limit_minor = limit;
        let done = approve(&mut tx, &wanted).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    let kept = approved(None).await;
    assert!(
        matches!(&kept, Err(DecideError::Credit(CreditInOther::Limit(of))) if of == "SEK"),
        "{kept:?}"
    );
    data.execute("update companies set credit_used_minor = 1")
        .await;
    let owes = approved(Some(90_000)).await;
    assert!(
        matches!(&owes, Err(DecideError::Credit(CreditInOther::Owes(of))) if of == "SEK"),
        "{owes:?}"
    );
    data.execute("update companies set credit_used_minor = 0")
        .await;
    assert_eq!(credit(&world).await, "SEK 1000000");
    approved(Some(90_000)).await.unwrap();
    assert_eq!(credit(&world).await, "EUR 90000");
}

#[tokio::test]
async fn credit_follows_a_tier_to_another_currency_or_the_tier_stays() {
    let world = World::create().await;
    euro(&world, 0, 11_500_000).await;
    let (company, _) = company(&world, "5560160680", 1_000_000).await;
    let data = &world.database;
    let moved = async || {
        let mut tx = world.tx().await;
        let held = tier::tier(&mut tx, "pro").await.unwrap().unwrap();
        let draft = TierDraft {
            buys_in: Some("EUR".to_owned()),
            currency: "EUR".to_owned(),
            credit_limit_minor: None,
            minimum_order_minor: 0,
            free_freight_minor: None,
            ..TierDraft::from(&held)
        };
        let done = tier::save(&mut tx, "pro", &draft, held.row_version).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    let limited = moved().await;
    assert!(
        matches!(&limited, Err(SaveTierError::CreditInOther(of)) if of == "SEK"),
        "{limited:?}"
    );
    data.execute("update companies set credit_limit_minor = null, credit_used_minor = 1")
        .await;
    let owes = moved().await;
    assert!(
        matches!(&owes, Err(SaveTierError::CreditInOther(of)) if of == "SEK"),
        "{owes:?}"
    );
    data.execute("update companies set credit_used_minor = 0")
        .await;
    moved().await.unwrap();
    assert_eq!(credit(&world).await, "EUR -");
    // What has nothing to do with the currency is changed whatever a company owes, and in what.
    data.execute("update companies set credit_currency = 'SEK', credit_used_minor = 1")
        .await;
    let mut tx = world.tx().await;
    let held = listing::company(&mut tx, company).await.unwrap().unwrap();
    let terms = Terms {
        name: held.name,
        vat_number: held.vat_number,
        tier_code: held.tier_code,
        payment_days: held.payment_days,
        credit_limit_minor: held.credit_limit_minor,
        may_invoice: held.may_invoice,
        buys_in: held.buys_in,
        contact: "Anna".to_owned(),
        is_active: false,
    };
    set_terms(&mut tx, company, &terms, held.row_version)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(credit(&world).await, "SEK -");
}
