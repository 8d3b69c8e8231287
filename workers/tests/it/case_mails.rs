//! What buyers are told of their cases: each question, the remedy, what is sent instead, the label, and that they have taken a complaint back.

use commerce::fulfilment::NewShipment;
use commerce::ids::ReturnId;
use commerce::jobs::{Deliver, SendReturnNotice};
use commerce::returns::decide::{Decision, decide};
use commerce::returns::replace::{self, ReplacedLine};
use commerce::returns::{self, Remedy, dialogue, label};
use testkit::World;
use testkit::pictures::Pictures;
use workers::Context;
use workers::mails::returns::send_return_notice;

use crate::case_pictures::complaint;
use crate::mails::{context, first_try, paid};

async fn tell(context: &Context, id: ReturnId, purpose: &str) {
    for _ in 0..2 {
        let job = SendReturnNotice {
            return_id: id,
            purpose: purpose.to_owned(),
        };
        send_return_notice(context.clone(), job, first_try())
            .await
            .unwrap();
    }
}

async fn version(world: &World, id: ReturnId) -> i32 {
    let mut conn = world.db.read().await.unwrap();
    let case = returns::by_id(&mut conn, id).await.unwrap().unwrap();
    case.row_version
}

/// The text of the latest mail, and how many there are.
async fn latest(world: &World) -> (String, i64) {
    let text =
        "select subject || E'\n' || body_text from mails order by created_at desc, id desc limit 1";
    let count = "select count(*) from mails";
    (
        world.database.value(text).await,
        world.database.value(count).await,
    )
}

#[tokio::test]
async fn each_question_is_a_mail_of_its_own_and_a_complaint_that_is_taken_back_is_receipted() {
    let world = World::create().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let order = paid(&world, "sv", "home").await;
    let id = complaint(&world, order, Vec::new()).await;
    for (n, question) in [(1, "Hur gick den sönder?"), (2, "Har du kvar kartongen?")] {
        world.clock.advance(jiff::SignedDuration::from_mins(1));
        let version = version(&world, id).await;
        let mut tx = world.tx().await;
        dialogue::ask(&mut tx, id, version, question).await.unwrap();
        tx.commit().await.unwrap();
        tell(&context, id, "asked").await;
        let (text, count) = latest(&world).await;
        assert_eq!(count, n, "once each");
        for said in [question, "Vi har en fråga", "/arende/RET-"] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
    world.clock.advance(jiff::SignedDuration::from_mins(1));
    let mut tx = world.tx().await;
    dialogue::take_back(&mut tx, (order, id)).await.unwrap();
    tx.commit().await.unwrap();
    tell(&context, id, "taken-back").await;
    let (text, count) = latest(&world).await;
    assert_eq!(count, 3);
    assert!(text.contains("tagit tillbaka din reklamation"), "{text}");
}

#[tokio::test]
async fn the_remedy_the_label_and_what_is_sent_instead_are_told() {
    let world = World::create().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let order = paid(&world, "sv", "home").await;
    let id = complaint(&world, order, Vec::new()).await;
    let mut tx = world.tx().await;
    let decision = Decision::Approve {
        remedy: Remedy::Exchange,
        with_goods: true,
        words: "Vi beklagar.".to_owned(),
    };
    decide(&mut tx, id, 1, &decision).await.unwrap();
    tx.commit().await.unwrap();
    tell(&context, id, "approved-exchange-goods").await;
    let (text, _) = latest(&world).await;
    for said in [
        "så skickar vi nya",
        "Vi beklagar.",
        "Bodgatan",
        "/retursedel",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    world.clock.advance(jiff::SignedDuration::from_mins(1));
    let seen = version(&world, id).await;
    let mut tx = world.tx().await;
    let file = label::begin(&mut tx, id, seen, b"%PDF-1.7").await.unwrap();
    label::hand_over(&mut tx, id, seen, file).await.unwrap();
    tx.commit().await.unwrap();
    tell(&context, id, "label").await;
    let (text, count) = latest(&world).await;
    assert_eq!(count, 2);
    assert!(text.contains("fraktsedel"), "{text}");
    world.clock.advance(jiff::SignedDuration::from_mins(1));
    let seen = version(&world, id).await;
    let mut tx = world.tx().await;
    let case = returns::by_id(&mut tx, id).await.unwrap().unwrap();
    let new = NewShipment {
        reference: "instead".to_owned(),
        carrier: "PostNord".to_owned(),
        tracking_number: "00999".to_owned(),
        tracking_url: "https://post.example/00999".to_owned(),
        shipped_at: tx.now(),
        lines: Vec::new(),
    };
    let line = ReplacedLine {
        line_id: case.lines[0].line_id,
        fresh: 1,
        back: 0,
    };
    replace::send(&mut tx, id, seen, (&new, &[line]))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    workers::outbox::relay_all(&context.db).await.unwrap();
    let delivery: uuid::Uuid = world
        .database
        .value(
            "select d.id from deliveries d join outbox_facts f on f.id = d.fact_id
             where d.destination = 'mail.shipment' and f.name = 'ReplacementSent'",
        )
        .await;
    let job = Deliver {
        delivery_id: delivery,
    };
    workers::outbox::deliver(context.clone(), job, first_try())
        .await
        .unwrap();
    let (text, _) = latest(&world).await;
    for said in [&*format!("i ärende {}", case.number), "00999", "MUG-sv"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("Resten kommer"), "{text}");
}

#[tokio::test]
async fn whoever_is_refused_is_told_of_the_board_unless_it_is_a_company() {
    let world = World::create().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let refuse = Decision::Refuse {
        words: "Den är sliten.".to_owned(),
        ground: None,
    };
    world
        .database
        .execute("insert into companies (id, number, name, country, org_number, tier_code, state, created_at, updated_at) values ('018f0000-0000-7000-8000-000000000001', 'FTG-1', 'Furu', 'SE', '5560160680', 'consumer', 'active', now(), now())")
        .await;
    // Each with its own goods, which bear the language's name.
    for (goods, is_company) in [("sv", false), ("en", true)] {
        world.clock.advance(jiff::SignedDuration::from_mins(1));
        let order = paid(&world, goods, "home").await;
        if is_company {
            let theirs = format!(
                "insert into order_companies (order_id, company_id, name, org_number, reference, marking, cost_place, invoice_email)
                 values ('{order}', '018f0000-0000-7000-8000-000000000001', 'Furu', '5560160680', '', '', '', 'faktura@furu.example')"
            );
            world.database.execute(theirs.leak()).await;
        }
        let id = complaint(&world, order, Vec::new()).await;
        let mut tx = world.tx().await;
        decide(&mut tx, id, 1, &refuse).await.unwrap();
        tx.commit().await.unwrap();
        tell(&context, id, "refused").await;
        let (text, _) = latest(&world).await;
        assert!(text.contains("Den är sliten."), "{text}");
        assert_eq!(text.contains("arn.se"), !is_company, "{text}");
    }
}
