//! What people who buy for a company are told by mail.

use commerce::company::MemberRole;
use commerce::company::decide::{Approval, approve};
use commerce::ids::TierApplicationId;
use commerce::jobs::SendApplicationAnswer;
use testkit::World;
use testkit::pictures::Pictures;
use uuid::Uuid;
use workers::mails::business::send_application_answer;

use crate::mails::{context, first_try};

/// Two people apply for Premium for the same company.
const APPLICATIONS: &str = "with people as (
        insert into customers (id, number, email, name, locale, created_at, updated_at)
        select gen_random_uuid(), 'KND-' || mark, mark || '@exempel.se', mark, 'sv', now(), now() from unnest(array['a', 'b']) mark returning id)
    insert into tier_applications (id, customer_id, tier_code, company_name, country, org_number, invoice_email, locale, created_at, updated_at)
    select gen_random_uuid(), id, 'premium', 'Studio Furu AB', 'SE', '5560160680', 'f@furu.example', 'sv', now(), now() from people";

#[tokio::test]
async fn an_applicant_is_told_the_tier_that_was_given_and_none_where_none_was() {
    let world = World::create().await;
    let pictures = Pictures::new();
    world.database.execute(APPLICATIONS).await;
    let mut told = Vec::new();
    for join_as in [None, Some(MemberRole::Buyer)] {
        let waiting = "select id from tier_applications where state = 'waiting' limit 1";
        let id = TierApplicationId(world.database.value::<Uuid>(waiting).await);
        let approval = Approval {
            id,
            row_version: 1,
            // Premium was asked for.
            tier_code: "pro".to_owned(),
            credit_limit_minor: None,
            join_as,
        };
        let mut tx = world.tx().await;
        approve(&mut tx, &approval).await.unwrap();
        tx.commit().await.unwrap();
        let job = SendApplicationAnswer { application_id: id };
        let attempt = first_try();
        send_application_answer(context(&world, &pictures), job, attempt)
            .await
            .unwrap();
        let latest = "select m.body_text from mails m join tier_applications a on a.id = m.subject_id order by a.decided_at desc, m.created_at desc limit 1";
        let text: String = world.database.value(latest).await;
        told.push(text);
        world.clock.advance(jiff::SignedDuration::from_secs(1));
    }
    // What keeps a mail from being sent twice must not outlive its reader's address.
    let keys = "select count(*) from mails where dedup_key like 'application-answer/%' and dedup_key not like '%@%'";
    assert_eq!(world.database.value::<i64>(keys).await, 2);
    assert!(
        told[0].contains("som Pro från och med nu") && !told[0].contains("Premium"),
        "{}",
        told[0]
    );
    assert!(
        told[1].contains("du handlar för företaget från och med nu"),
        "{}",
        told[1]
    );
    assert!(!told[1].contains("Pro ") && !told[1].contains("Premium"));
}
