//! What whoever asks for an offer is told by mail.

use commerce::ids::QuotationId;
use commerce::jobs::SendQuotationNotice;
use platform::jobs::runner::Attempt;
use testkit::World;
use testkit::pictures::Pictures;
use uuid::Uuid;
use workers::mails::quotations::send_quotation_notice;

use crate::business_mails::context;

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
        let attempt = Attempt {
            number: 1,
            is_last: false,
            request_id: None,
        };
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
