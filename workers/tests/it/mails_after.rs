//! What buyers are told by mail after they have bought: what is on its way, what they take back, and what they think of it.

use platform::mail::store::by_dedup_key;
use testkit::World;
use testkit::pictures::Pictures;

use crate::mails::{context, first_try, paid};

#[tokio::test]
async fn what_is_on_its_way_is_told_once_with_where_to_follow_it() {
    let world = World::create().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let order = paid(&world, "sv", "home").await;
    let (_, shipment) = world.send(order, 1).await;
    workers::outbox::relay_all(&context.db).await.unwrap();
    let delivery: uuid::Uuid = world
        .database
        .value("select id from deliveries where destination = 'mail.shipment'")
        .await;
    for _ in 0..2 {
        let job = commerce::jobs::Deliver {
            delivery_id: delivery,
        };
        let attempt = first_try();
        workers::outbox::deliver(context.clone(), job, attempt)
            .await
            .unwrap();
    }
    let mut conn = world.db.read().await.unwrap();
    let mail = by_dedup_key(&mut conn, &format!("shipment/{shipment}"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(mail.recipient, "elin@exempel.se");
    for part in [&mail.body_text, mail.body_html.as_ref().unwrap()] {
        for said in [
            "https://post.example/00373",
            "00373",
            "MUG-sv",
            "Resten kommer",
        ] {
            assert!(part.contains(said), "{said}: {part}");
        }
    }
    let facts = platform::outbox::listing::history(&mut conn, "order", order.0)
        .await
        .unwrap();
    let told = facts.iter().filter(|f| f.name == "ShipmentNoticeSent");
    assert_eq!(told.count(), 1);
}

#[tokio::test]
async fn a_withdrawal_is_receipted_with_its_content_and_moment_and_the_way_in_goes_to_the_buyer_alone()
 {
    use commerce::jobs::{SendReturnNotice, SendWithdrawalLink};
    use commerce::returns::{self, ReturnKind, Statement, StatementLine, request};
    let world = World::create().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let order = paid(&world, "sv", "home").await;
    let mut tx = world.tx().await;
    let lines = commerce::fulfilment::lines_of(&mut tx, order)
        .await
        .unwrap();
    let said = Statement {
        id: commerce::ids::ReturnId::generate(),
        kind: ReturnKind::Withdrawal,
        name: "Elin Sandahl".to_owned(),
        email: "elin.privat@exempel.se".to_owned(),
        locale: "sv".to_owned(),
        reason: None,
        description: String::new(),
        lines: vec![StatementLine {
            line_id: lines[0].line_id,
            quantity: 1,
            is_sealed: false,
        }],
        pictures: Vec::new(),
        wish: None,
        begun_at: None,
        notice: None,
    };
    let number = returns::open(&mut tx, order, &said).await.unwrap();
    let order_number = commerce::order::store::number_of(&mut tx, order)
        .await
        .unwrap();
    for email in ["ELIN@exempel.se", "maja@exempel.se"] {
        request::ask(&mut tx, &order_number, email, "sv")
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    for _ in 0..2 {
        let job = SendReturnNotice {
            return_id: said.id,
            purpose: "opened".to_owned(),
        };
        workers::mails::returns::send_return_notice(context.clone(), job, first_try())
            .await
            .unwrap();
    }
    let wishes: String = world
        .database
        .value("select string_agg(id::text, ',') from withdrawal_requests")
        .await;
    for id in wishes.split(',') {
        let job = SendWithdrawalLink {
            request_id: commerce::ids::WithdrawalRequestId(id.parse().unwrap()),
        };
        workers::mails::returns::send_withdrawal_link(context.clone(), job, first_try())
            .await
            .unwrap();
    }
    let mut mails = Vec::new();
    for subject in ["Vi har tagit emot%", "Ångra köp%"] {
        let like = |column: &str| {
            format!(
                "select coalesce(string_agg({column}, '|'), '') from mails where kind = 'return-notice' and subject like '{subject}'"
            )
        };
        let mut parts = Vec::new();
        for column in ["recipient", "body_text", "body_html"] {
            let sql: &'static str = Box::leak(like(column).into_boxed_str());
            parts.push(world.database.value::<String>(sql).await);
        }
        mails.push((parts[0].clone(), parts[1].clone(), parts[2].clone()));
    }
    let to: Vec<&str> = mails.iter().map(|mail| mail.0.as_str()).collect();
    assert_eq!(to, ["elin.privat@exempel.se", "elin@exempel.se"]);
    for part in [&mails[0].1, &mails[0].2] {
        for told in [
            number.as_str(),
            &order_number,
            "MUG-sv",
            "Elin Sandahl",
            "10.00",
            "7 dec",
        ] {
            assert!(part.contains(told), "{told}: {part}");
        }
    }
    assert!(
        mails[1]
            .1
            .contains(&format!("https://butik.example/order/{order_number}/"))
    );
    assert!(mails[1].1.contains("/angra"), "{}", mails[1].1);
}

#[tokio::test]
async fn buyers_are_asked_once_with_a_way_out_and_told_why_a_review_is_not_published() {
    use commerce::jobs::{SendReviewNotice, SendReviewRequest};
    use commerce::review::{Breach, Draft, moderate, write};
    use workers::mails::review::{send_review_notice, send_review_request};
    let world = World::create().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let order = paid(&world, "sv", "home").await;
    world.send(order, 2).await;
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 22));
    workers::schedules::Task::AskForReviews
        .run(&context)
        .await
        .unwrap();
    let waiting = "select count(*) from jobs where name = 'commerce.send-review-request'";
    assert_eq!(world.database.value::<i64>(waiting).await, 1);
    for _ in 0..2 {
        let job = SendReviewRequest { order_id: order };
        send_review_request(context.clone(), job, first_try())
            .await
            .unwrap();
    }
    let sent = "select count(*) from mails where kind = 'review-notice'";
    assert_eq!(world.database.value::<i64>(sent).await, 1, "once");
    let mut conn = world.db.read().await.unwrap();
    let key = format!("review-request/{order}");
    let mail = by_dedup_key(&mut conn, &key).await.unwrap().unwrap();
    drop(conn);
    for part in [&mail.body_text, mail.body_html.as_ref().unwrap()] {
        for said in ["MUG-sv", "/omdome/", "/inga-fragor", "bra som dåligt"] {
            assert!(part.contains(said), "{said}: {part}");
        }
    }
    // Mail programs have a button of their own for it.
    let stop = mail.unsubscribe_url.unwrap();
    assert!(
        stop.starts_with("http") && stop.ends_with("/inga-fragor"),
        "{stop}"
    );
    assert!(mail.body_text.contains(&stop));
    let product: uuid::Uuid = world.database.value("select id from products").await;
    let of = (order, commerce::ids::ProductId(product));
    let draft = Draft {
        stars: 1,
        heading: "Dålig".to_owned(),
        body: "Ring mig".to_owned(),
        shown_name: "Elin S.".to_owned(),
        locale: "sv".to_owned(),
    };
    let mut tx = world.tx().await;
    let id = write(&mut tx, of, &draft, 0).await.unwrap();
    let refuse = moderate::Decision::Refuse {
        reason: Breach::PersonalData,
        words: "Ta bort <numret>.".to_owned(),
    };
    moderate::decide(&mut tx, id, 1, &refuse).await.unwrap();
    tx.commit().await.unwrap();
    let job = || SendReviewNotice { review_id: id };
    for _ in 0..2 {
        send_review_notice(context.clone(), job(), first_try())
            .await
            .unwrap();
    }
    assert_eq!(world.database.value::<i64>(sent).await, 2);
    let told: String = world
        .database
        .value("select body_text from mails where subject like 'Ditt omdöme%'")
        .await;
    for said in ["personuppgifter", "Ta bort <numret>.", "/omdome/"] {
        assert!(told.contains(said), "{said}: {told}");
    }
    // Changed meanwhile: there is nothing to tell.
    let mut tx = world.tx().await;
    let better = Draft {
        body: "Läcker.".to_owned(),
        ..draft
    };
    write(&mut tx, of, &better, 2).await.unwrap();
    tx.commit().await.unwrap();
    send_review_notice(context.clone(), job(), first_try())
        .await
        .unwrap();
    assert_eq!(world.database.value::<i64>(sent).await, 2);
}
