//! What is mailed about an account, and what is left of it.

use platform::mail::store::by_dedup_key;
use platform::money::{Currency, Money};
use testkit::World;
use testkit::pictures::Pictures;
use workers::Context;

use crate::mails::{context, first_try, has_all};

#[tokio::test]
async fn whoever_had_an_accounts_address_is_told_of_another_once() {
    use commerce::customer::details::email;
    use commerce::customer::link::{self, LinkPurpose, Wish};
    use commerce::customer::{log_in, register, session};
    use commerce::jobs::{SendCustomerLink, SendEmailChanged};
    use platform::auth::session::Client;
    use workers::mails::customer_link::send_customer_link;
    use workers::mails::email_changed::send_email_changed;

    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    let wish = |purpose, email: &str| Wish {
        purpose,
        email: email.to_owned(),
        name: "Elin Sandahl".to_owned(),
        locale: "sv".to_owned(),
        next_path: String::new(),
        address: [192, 0, 2, 1].into(),
    };
    let mut tx = world.tx().await;
    let first = wish(LinkPurpose::Register, "gammal@exempel.se");
    let asked = link::ask(&mut tx, &first).await.unwrap();
    let found = link::find(&mut tx, asked).await.unwrap().unwrap();
    let customer = register::register(&mut tx, &found, "Elin Sandahl", None);
    let customer = customer.await.unwrap();
    let client = Client {
        address: [192, 0, 2, 1].into(),
        user_agent: String::new(),
    };
    let logged_in = log_in::begin(&mut tx, &customer, "link", &client);
    let token = logged_in.await.unwrap().session;
    let now = tx.now();
    let session = session::find(&mut tx, &token, now).await.unwrap().unwrap();
    let change = wish(LinkPurpose::ChangeEmail, "ny@exempel.se");
    let link_id = email::ask(&mut tx, &session, &change).await;
    let link_id = link_id.unwrap().unwrap();
    tx.commit().await.unwrap();
    let attempt = first_try();
    let proof = SendCustomerLink { link_id };
    send_customer_link(context.clone(), proof, attempt.clone())
        .await
        .unwrap();
    let mut tx = world.tx().await;
    let proof = format!("customer-link/{link_id}");
    let proof = by_dedup_key(&mut tx, &proof).await.unwrap().unwrap();
    assert_eq!(proof.recipient, "ny@exempel.se");
    let found = link::find(&mut tx, link_id).await.unwrap().unwrap();
    let confirmed = email::confirm(&mut tx, &found, &session).await;
    confirmed.unwrap();
    tx.commit().await.unwrap();
    // Whoever has taken an account over and erases it is told of all the same.
    let mut tx = world.tx().await;
    let erased = commerce::customer::erase::erase(&mut tx, customer.id).await;
    assert!(erased.unwrap().is_some());
    tx.commit().await.unwrap();
    for _ in 0..2 {
        let notice = SendEmailChanged { link_id };
        send_email_changed(context.clone(), notice, attempt.clone())
            .await
            .unwrap();
    }
    let mut conn = world.db.read().await.unwrap();
    let notice = format!("email-changed/{link_id}");
    let notice = by_dedup_key(&mut conn, &notice);
    let notice = notice.await.unwrap().unwrap();
    assert_eq!(notice.recipient, "gammal@exempel.se");
    has_all(
        &notice,
        &["gammal@exempel.se", "Var det inte du", "031-390 06 10"],
    );
    let told = "select count(*) from mails where kind = 'email-changed'";
    assert_eq!(world.database.value::<i64>(told).await, 1);
    drop(conn);
    last_mails_go_to_every_address_and_are_forgotten(&world, &context, &attempt).await;
    world.clock.advance(jiff::SignedDuration::from_hours(24));
    // As a former version leaves whom it erases.
    world
        .database
        .execute(
            "update customers set last_shop_id = (select id from shops) where state = 'erased'",
        )
        .await;
    let left = "select count(*) from customers where last_shop_id is not null and state = 'erased'";
    assert!(world.database.value::<i64>(left).await > 0);
    let mut tx = world.tx().await;
    commerce::customer::erase::purge::forget_shops(&mut tx)
        .await
        .unwrap();
    commerce::customer::erase::purge::purge_some(&mut tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.database.value::<i64>(left).await, 0);
    for left in [
        "select count(*) from mails where recipient <> ''",
        "select count(*) from customer_links",
        "select count(*) from customers where purge_on is not null",
    ] {
        assert_eq!(world.database.value::<i64>(left).await, 0, "{left}");
    }
}

/// An account that has got another address, and the link that gave it.
async fn moved(world: &World) -> (commerce::customer::Customer, commerce::ids::CustomerLinkId) {
    use commerce::customer::details::email;
    use commerce::customer::link::{self, LinkPurpose, Wish};
    use commerce::customer::{log_in, register, session};
    let wish = |purpose, email: &str| Wish {
        purpose,
        email: email.to_owned(),
        name: "Elin Sandahl".to_owned(),
        locale: "sv".to_owned(),
        next_path: String::new(),
        address: [192, 0, 2, 1].into(),
    };
    let client = platform::auth::session::Client {
        address: [192, 0, 2, 1].into(),
        user_agent: String::new(),
    };
    let mut tx = world.tx().await;
    let first = wish(LinkPurpose::Register, "gammal@exempel.se");
    let asked = link::ask(&mut tx, &first).await.unwrap();
    let found = link::find(&mut tx, asked).await.unwrap().unwrap();
    let customer = register::register(&mut tx, &found, "Elin Sandahl", None);
    let customer = customer.await.unwrap();
    let logged_in = log_in::begin(&mut tx, &customer, "link", &client);
    let token = logged_in.await.unwrap().session;
    let now = tx.now();
    let session = session::find(&mut tx, &token, now).await.unwrap().unwrap();
    let change = wish(LinkPurpose::ChangeEmail, "ny@exempel.se");
    let link_id = email::ask(&mut tx, &session, &change).await;
    let link_id = link_id.unwrap().unwrap();
    let found = link::find(&mut tx, link_id).await.unwrap().unwrap();
    let moved = email::confirm(&mut tx, &found, &session).await;
    let moved = moved.unwrap();
    tx.commit().await.unwrap();
    (moved, link_id)
}

#[tokio::test]
async fn a_notice_to_an_address_that_was_given_up_is_emptied_though_it_was_written_afterwards() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    let (customer, link_id) = moved(&world).await;
    // The job runs a moment after the address was given up, as it does outside of tests.
    world.clock.advance(jiff::SignedDuration::from_secs(2));
    let notice = commerce::jobs::SendEmailChanged { link_id };
    workers::mails::email_changed::send_email_changed(context, notice, first_try())
        .await
        .unwrap();
    let sent = "select count(*) from mails where kind = 'email-changed' and recipient = 'gammal@exempel.se'";
    assert_eq!(world.database.value::<i64>(sent).await, 1);
    world.clock.advance(jiff::SignedDuration::from_mins(5));
    let mut tx = world.tx().await;
    let erased = commerce::customer::erase::erase(&mut tx, customer.id).await;
    assert!(erased.unwrap().is_some());
    tx.commit().await.unwrap();
    let said = "select count(*) from mails where kind = 'email-changed' and (recipient <> '' or body_text <> '')";
    assert_eq!(world.database.value::<i64>(said).await, 0);
}

#[tokio::test]
async fn the_file_of_what_is_held_has_no_codes_and_keys_in_it() {
    use commerce::company::invite::COMPANY_INVITATION;
    use commerce::gift_card::issue::{Issued, NewCard, issue};
    use platform::mail::SEALED;
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    let (customer, _) = moved(&world).await;
    let mut tx = world.tx().await;
    let card = NewCard {
        shop_id: world.shop_id,
        amount: Money::new(10_000, Currency::SEK),
        customer: None,
        expires_at: tx.now().plus(jiff::SignedDuration::from_hours(24 * 900)),
        note: String::new(),
        recipient: customer.email.clone(),
        locale: "sv".to_owned(),
    };
    let id = commerce::ids::GiftCardId::generate();
    let issued = issue(&mut tx, &context.secret, id, &card).await.unwrap();
    let Issued::New(Some(code)) = issued else {
        panic!("a code")
    };
    tx.commit().await.unwrap();
    let company = "with company as (
            insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at)
            values (gen_random_uuid(), 'FTG-1', 'Studio Furu AB', 'SE', '5560160680', 'pro', now(), now()) returning id)
        insert into company_invitations (id, company_id, email, role, locale, invited_by, created_at, expires_at)
        select gen_random_uuid(), company.id, c.email, 'buyer', 'sv', c.id, timestamptz '2026-11-23', timestamptz '2026-12-23' from company, customers c";
    world.database.execute(company).await;
    // Only an administrator's invitation is good.
    let member = "insert into company_members (company_id, customer_id, role, created_at, updated_at)
                  select i.company_id, i.invited_by, 'administrator', now(), now() from company_invitations i";
    world.database.execute(member).await;
    let invitation: uuid::Uuid = world
        .database
        .value("select id from company_invitations")
        .await;
    let link: uuid::Uuid = {
        let mut tx = world.tx().await;
        let wish = commerce::customer::link::Wish {
            purpose: commerce::customer::LinkPurpose::LogIn,
            email: customer.email.clone(),
            name: String::new(),
            locale: "sv".to_owned(),
            next_path: String::new(),
            address: [192, 0, 2, 1].into(),
        };
        let id = commerce::customer::link::ask(&mut tx, &wish).await.unwrap();
        tx.commit().await.unwrap();
        id.0
    };
    let attempt = first_try();
    let job = commerce::jobs::SendGiftCard { gift_card_id: id };
    workers::mails::gift_card::send_gift_card(context.clone(), job, attempt.clone())
        .await
        .unwrap();
    let job = commerce::jobs::SendCompanyInvitation {
        invitation_id: commerce::ids::CompanyInvitationId(invitation),
    };
    workers::mails::business::send_company_invitation(context.clone(), job, attempt.clone())
        .await
        .unwrap();
    let job = commerce::jobs::SendCustomerLink {
        link_id: commerce::ids::CustomerLinkId(link),
    };
    workers::mails::customer_link::send_customer_link(context.clone(), job, attempt)
        .await
        .unwrap();
    let kinds = "select string_agg(distinct kind, ' ' order by kind) from mails";
    let mut sealed = SEALED.to_vec();
    sealed.sort_unstable();
    assert_eq!(
        world.database.value::<String>(kinds).await,
        sealed.join(" "),
        "each of them was sent"
    );
    let key = |purpose, id: uuid::Uuid| context.secret.link_key(purpose, id.as_bytes());
    let secrets = [
        code,
        key(COMPANY_INVITATION, invitation),
        key(commerce::customer::CUSTOMER_LINK, link),
    ];
    for secret in &secrets {
        assert!(
            !world.database.tables_that_say(secret).await.is_empty(),
            "the mail holds it: {secret}"
        );
    }
    let mut tx = world.tx().await;
    let file = testkit::world::file_of(&mut tx, customer.id)
        .await
        .to_string();
    assert!(file.contains("gift-card") && file.contains("company-invitation"));
    for secret in &secrets {
        assert!(!file.contains(secret.as_str()), "{secret}");
    }
    // Nor does what keeps a mail from being sent twice hold the address.
    let keys = "select count(*) from mails where dedup_key like '%@%'";
    assert_eq!(world.database.value::<i64>(keys).await, 0);
}

#[tokio::test]
async fn that_an_account_is_shut_is_told_by_mail_with_whom_to_call_and_without_a_link() {
    use commerce::customer::link::{self, LinkPurpose, Wish};
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    let (customer, _) = moved(&world).await;
    let mut tx = world.tx().await;
    commerce::customer::by_staff::set_closed(&mut tx, customer.id, true, "Provas")
        .await
        .unwrap();
    let wish = Wish {
        purpose: LinkPurpose::Reset,
        email: "NY@exempel.se".to_owned(),
        name: String::new(),
        locale: "sv".to_owned(),
        next_path: String::new(),
        address: [192, 0, 2, 1].into(),
    };
    let link_id = link::ask(&mut tx, &wish).await.unwrap();
    tx.commit().await.unwrap();
    let job = commerce::jobs::SendCustomerLink { link_id };
    workers::mails::customer_link::send_customer_link(context, job, first_try())
        .await
        .unwrap();
    let mut conn = world.db.read().await.unwrap();
    let key = format!("customer-link/{link_id}");
    let mail = by_dedup_key(&mut conn, &key).await.unwrap().unwrap();
    assert_eq!(mail.recipient, "ny@exempel.se");
    has_all(&mail, &["Kontot är spärrat", "031-390 06 10"]);
    for part in [&mail.body_text, mail.body_html.as_ref().unwrap()] {
        assert!(!part.contains("/konto/lank") && !part.contains("kan användas en gång"));
    }
}

async fn last_mails_go_to_every_address_and_are_forgotten(
    world: &World,
    context: &Context,
    attempt: &platform::jobs::runner::Attempt,
) {
    let farewells = "select string_agg(email, ' ' order by email) from customer_farewells";
    assert_eq!(
        world.database.value::<String>(farewells).await,
        "gammal@exempel.se ny@exempel.se"
    );
    for _ in 0..2 {
        let id = "select id from customer_farewells order by email limit 1";
        let farewell_id: uuid::Uuid = world.database.value(id).await;
        let job = commerce::jobs::SendFarewell {
            farewell_id: commerce::ids::CustomerFarewellId(farewell_id),
        };
        for _ in 0..2 {
            let sent = workers::mails::farewell::send_farewell(
                context.clone(),
                job.clone(),
                attempt.clone(),
            );
            sent.await.unwrap();
        }
    }
    for (left, many) in [
        ("select count(*) from customer_farewells", 0),
        (
            "select count(*) from mails where kind = 'farewell' and state = 'sent'",
            2,
        ),
        (
            "select count(*) from mails where kind = 'farewell' and (recipient <> '' or body_text <> '')",
            0,
        ),
    ] {
        assert_eq!(world.database.value::<i64>(left).await, many, "{left}");
    }
}
