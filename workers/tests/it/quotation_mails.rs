//! What whoever asks for an offer is told by mail.

use commerce::ids::QuotationId;
use commerce::jobs::{SendQuotationAlert, SendQuotationNotice};
use platform::ids::StaffId;
use testkit::World;
use testkit::pictures::Pictures;
use uuid::Uuid;
use workers::mails::quotations::{send_quotation_alert, send_quotation_notice};

use crate::mails::{context, first_try};

/// A company's quotation, offered twice.
const OFFERED: &str = "with person as (
        insert into customers (id, number, email, name, locale, created_at, updated_at)
        values (gen_random_uuid(), 'KND-1', 'elin@exempel.se', 'Elin Sandahl', 'sv', now(), now()) returning id),
    firm as (
        insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at)
        values (gen_random_uuid(), 'FTG-1', 'Studio Furu AB', 'SE', '5560160680', 'pro', now(), now()) returning id)
    insert into quotations (id, number, company_id, asked_by, shop_id, locale, currency, state, version, valid_until, total_minor, created_at, updated_at)
    select gen_random_uuid(), 'O-1001', firm.id, person.id, shops.id, 'sv', 'SEK', 'offered', 2, '2026-12-24', 100, now(), now()
    from person, firm, shops";

#[tokio::test]
async fn each_version_is_told_once_and_one_that_was_replaced_is_not() {
    let world = World::create().await;
    let pictures = Pictures::new();
    world.database.execute(OFFERED).await;
    let id: Uuid = world.database.value("select id from quotations").await;
    let send = async |version: i32, purpose: &str| {
        let job = SendQuotationNotice {
            quotation_id: QuotationId(id),
            version,
            purpose: purpose.to_owned(),
        };
        let attempt = first_try();
        send_quotation_notice(context(&world, &pictures), job, attempt)
            .await
            .unwrap();
        let count = "select count(*) from mails";
        world.database.value::<i64>(count).await
    };
    assert_eq!(send(0, "asked").await, 1);
    assert_eq!(send(1, "offered").await, 1, "there is a newer one");
    assert_eq!(send(2, "closed").await, 1, "it is not closed");
    assert_eq!(send(2, "offered").await, 2);
    assert_eq!(send(2, "offered").await, 2, "once");
    let latest = "select body_text from mails where dedup_key like '%offered%'";
    let text: String = world.database.value(latest).await;
    assert!(
        text.contains("Offert O-1001 till Studio Furu AB gäller till och med 24 dec. 2026")
            && text.contains(&format!("https://butik.example/konto/offerter/{id}")),
        "{text}"
    );
    world
        .database
        .execute("update quotations set state = 'withdrawn', closed_by = 'staff', reason = 'Varan <utgår>.'")
        .await;
    assert_eq!(send(2, "closed").await, 3);
    let closed = "select body_html from mails where dedup_key like '%closed%'";
    let html: String = world.database.value(closed).await;
    assert!(html.contains("Varan &lt;utgår&gt;."), "{html}");
}

#[tokio::test]
async fn staff_who_want_it_are_told_once_while_the_company_waits() {
    let world = World::create().await;
    let pictures = Pictures::new();
    world.database.execute(OFFERED).await;
    for sql in [
        "update quotations set state = 'asked'",
        "with p as (insert into staff (id, email, name, locale, created_at, updated_at)
                    values (gen_random_uuid(), 'sara@nordbod.example', 'Sara', 'sv', now(), now()) returning id),
              r as (insert into roles (id, code, name, permissions, created_at, updated_at)
                    values (gen_random_uuid(), 'sellers', '{}', '{quotation.manage}', now(), now()) returning id),
              g as (insert into staff_roles (staff_id, role_id) select p.id, r.id from p, r)
         insert into staff_wanted_mails (staff_id, mail) select id, 'quotation-asked' from p",
    ] {
        world.database.execute(sql).await;
    }
    let id: Uuid = world.database.value("select id from quotations").await;
    let staff: Uuid = world.database.value("select id from staff").await;
    let tell = async |version: i32| {
        let job = SendQuotationAlert {
            quotation_id: QuotationId(id),
            staff_id: StaffId(staff),
            version,
        };
        let attempt = first_try();
        send_quotation_alert(context(&world, &pictures), job, attempt)
            .await
            .unwrap();
        let count = "select count(*) from mails";
        world.database.value::<i64>(count).await
    };
    assert_eq!(tell(0).await, 0, "it has been answered since");
    assert_eq!(tell(2).await, 1);
    assert_eq!(tell(2).await, 1, "once");
    let text: String = world.database.value("select body_text from mails").await;
    assert!(
        text.contains("Studio Furu AB har skrivit om offert O-1001")
            && text.contains("https://kontor.example/offerter/O-1001")
            && !text.contains("Elin"),
        "{text}"
    );
    world.database.execute("delete from mails").await;
    world
        .database
        .execute("delete from staff_wanted_mails")
        .await;
    assert_eq!(tell(2).await, 0, "they do not want it any more");
}
