//! What an invitation to a company tells whoever sends it: nothing of whether the address has an account.

use commerce::company::MemberRole;
use commerce::company::invite::invite;
use commerce::company::manage::{ManageError, MemberTerms};
use platform::db::Tx;
use testkit::World;

use crate::companies::company;
use crate::quotations::session;

/// How many statements a connection has been asked so far.
async fn asked(tx: &mut Tx) -> i64 {
    sqlx::query_scalar(
        "select coalesce(sum(generic_plans + custom_plans), 0)::bigint from pg_prepared_statements where statement not like '%pg_prepared_statements%'",
    )
    .fetch_one(&mut **tx)
    .await
    .unwrap()
}

#[tokio::test]
async fn an_address_with_an_account_is_asked_as_much_of_as_one_without() {
    let world = World::create().await;
    let (id, customer) = company(&world, "5560160680", 0).await;
    let chief = session(id, customer, MemberRole::Administrator);
    world.session("user").await;
    let known = "select email from customers where id not in (select customer_id from company_members) limit 1";
    let known: String = world.database.value(known).await;
    let terms = MemberTerms {
        role: MemberRole::Buyer,
        approval_limit_minor: None,
        cost_place: String::new(),
        approves_for: Vec::new(),
    };
    let mut tx = world.tx().await;
    let mut statements = Vec::new();
    for email in ["forst@exempel.se", &known, "ingen@exempel.se"] {
        let before = asked(&mut tx).await;
        invite(&mut tx, &chief, email, &terms, "sv").await.unwrap();
        statements.push(asked(&mut tx).await - before);
    }
    assert!(statements[0] > 0, "{statements:?}");
    assert_eq!(statements[1], statements[2], "{statements:?}");
    // Whoever belongs to the company already is not invited.
    let own = format!("select email from customers where id = '{customer}'");
    let own: String = world.database.value(own.leak()).await;
    let refused = invite(&mut tx, &chief, &own, &terms, "sv").await;
    assert!(matches!(refused, Err(ManageError::IsMember)));
}
