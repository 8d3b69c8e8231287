//! What colleagues have been told of somebody by name does not outlive them.

use commerce::company::MemberRole;
use commerce::ids::{CompanyInvitationId, CustomerId, PurchaseRequestId};
use commerce::jobs::{SendApprovalNotice, SendCompanyInvitation};
use testkit::World;
use testkit::pictures::Pictures;
use uuid::Uuid;
use workers::mails::business::{send_approval_notice, send_company_invitation};

use crate::mails::{context, first_try};

/// A word that nothing else in the database says.
const NAME: &str = "Zebrastrand";

const COMPANY: &[&str] = &[
    "insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at)
     values ('019aaaaa-0000-7000-8000-000000000001', 'FTG-1', 'Studio Furu AB', 'SE', '5560160680', 'pro', now(), now())",
    "update customers set name = 'Elin Zebrastrand', email = 'elin@exempel.se' where id = (select min(id::text)::uuid from customers)",
    "update customers set name = 'Maja Ek', email = 'maja@exempel.se' where email <> 'elin@exempel.se'",
    "insert into company_members (company_id, customer_id, role, created_at, updated_at)
     select '019aaaaa-0000-7000-8000-000000000001', id, 'administrator', now(), now() from customers",
    "insert into company_invitations (id, company_id, email, role, locale, invited_by, created_at, expires_at)
     select gen_random_uuid(), '019aaaaa-0000-7000-8000-000000000001', 'ny@exempel.se', 'buyer', 'sv', id, timestamptz '2026-11-23', timestamptz '2026-12-23'
     from customers where email = 'elin@exempel.se'",
    "insert into purchase_requests (id, number, company_id, buyer_id, cart_id, locale, contact, freight, method, reference, marking, cost_place,
                                    confirmed_hash, total_minor, currency, created_at, expires_at)
     select gen_random_uuid(), 'ATT-1', '019aaaaa-0000-7000-8000-000000000001', c.id, k.id, 'sv', '{}', '', 'invoice', '', '', '', '\\x00', 100, 'SEK',
            timestamptz '2026-11-23', timestamptz '2026-12-23'
     from customers c, carts k where c.email = 'elin@exempel.se'",
];

#[tokio::test]
async fn the_erased_are_named_in_no_mail_that_their_colleagues_got() {
    let (world, pictures) = (World::create().await, Pictures::new());
    for _ in 0..2 {
        world.session("pro").await;
    }
    let mug = world.variant("MUG", 9, 24_900).await;
    world.cart(&[(mug, 1)]).await;
    for sql in COMPANY {
        world.database.execute(sql).await;
    }
    let of = |sql: &'static str| world.database.value::<Uuid>(sql);
    let elin = CustomerId(of("select id from customers where email = 'elin@exempel.se'").await);
    let maja = CustomerId(of("select id from customers where email = 'maja@exempel.se'").await);
    let request_id = PurchaseRequestId(of("select id from purchase_requests").await);
    let invitation_id = CompanyInvitationId(of("select id from company_invitations").await);
    let attempt = first_try();
    let context = context(&world, &pictures);
    let job = SendCompanyInvitation { invitation_id };
    let sent = send_company_invitation(context.clone(), job, attempt.clone());
    sent.await.unwrap();
    let job = SendApprovalNotice {
        request_id,
        customer_id: maja,
    };
    send_approval_notice(context, job, attempt).await.unwrap();
    let named = format!(
        "select string_agg(kind, ' ' order by kind) from mails where body_text like '%{NAME}%' and recipient <> 'elin@exempel.se'"
    );
    let named: String = world.database.value(named.leak()).await;
    assert_eq!(named, "approval-notice company-invitation");
    let mut tx = world.tx().await;
    let erased = commerce::customer::erase::erase(&mut tx, elin).await;
    assert!(erased.unwrap().is_some());
    tx.commit().await.unwrap();
    // Neither in their mails nor anywhere else.
    let says = world.database.tables_that_say(NAME).await;
    assert!(says.is_empty(), "{says:?}");
    let stays = commerce::company::listing::members(
        &mut world.db.read().await.unwrap(),
        commerce::ids::CompanyId(of("select id from companies").await),
    )
    .await
    .unwrap();
    assert_eq!(stays.len(), 1);
    assert_eq!(stays[0].role, MemberRole::Administrator);
}
