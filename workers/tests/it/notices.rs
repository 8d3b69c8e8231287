//! What guests state without a link: it becomes a case by itself where that needs nobody's eye, and is receipted at once in any case.

use commerce::ids::{OrderId, WithdrawalNoticeId};
use commerce::jobs::{SendNoticeAnswer, TakeWithdrawalNotice};
use commerce::returns::unlinked::{self, NewNotice, NoticeError};
use commerce::returns::{self, CameBy, ReturnKind};
use jiff::SignedDuration;
use platform::mail::store::by_dedup_key;
use testkit::World;
use testkit::pictures::Pictures;
use workers::Context;
use workers::mails::notices::{send_notice_answer, take_withdrawal_notice};

use crate::mails::{context, first_try, paid};

async fn stated(world: &World, order: OrderId, email: &str, goods: &str) -> WithdrawalNoticeId {
    let mut tx = world.tx().await;
    let order_number = commerce::order::store::number_of(&mut tx, order)
        .await
        .unwrap();
    let new = NewNotice {
        id: WithdrawalNoticeId::generate(),
        order_number,
        name: "Elin Sandahl".to_owned(),
        email: email.to_owned(),
        goods: goods.to_owned(),
        locale: "sv".to_owned(),
    };
    unlinked::make(&mut tx, &new).await.unwrap();
    unlinked::make(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    new.id
}

async fn look(context: &Context, id: WithdrawalNoticeId) {
    for _ in 0..2 {
        let job = TakeWithdrawalNotice { notice_id: id };
        take_withdrawal_notice(context.clone(), job, first_try())
            .await
            .unwrap();
    }
}

async fn mail(world: &World, id: WithdrawalNoticeId, purpose: &str) -> Option<(String, String)> {
    let key = format!("withdrawal-notice/{id}/{purpose}");
    let mut conn = world.db.read().await.unwrap();
    let mail = by_dedup_key(&mut conn, &key).await.unwrap()?;
    Some((mail.recipient, mail.body_text))
}

async fn state(world: &World, id: WithdrawalNoticeId) -> String {
    let sql = format!("select state from withdrawal_notices where id = '{id}'");
    world.database.value(sql.leak()).await
}

#[tokio::test]
async fn what_is_stated_of_all_goods_becomes_a_case_that_counts_from_the_statement() {
    let world = World::create().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let order = paid(&world, "sv", "home").await;
    let id = stated(&world, order, "ELIN@exempel.se", "").await;
    let made_at = world.clock.now();
    world.clock.advance(SignedDuration::from_hours(3));
    look(&context, id).await;
    assert_eq!(state(&world, id).await, "matched");
    let mut conn = world.db.read().await.unwrap();
    let cases = returns::of_order(&mut conn, order).await.unwrap();
    let [case] = cases.as_slice() else {
        panic!("{cases:?}");
    };
    assert_eq!(
        (case.kind, case.came_by, case.made_at),
        (ReturnKind::Withdrawal, Some(CameBy::Site), made_at)
    );
    assert_eq!(case.lines[0].called_off, 2, "nothing had been sent");
    assert_eq!(
        mail(&world, id, "receipt").await,
        None,
        "the case has its own"
    );
    let jobs = "select count(*) from jobs where name = 'commerce.send-return-notice'";
    assert_eq!(world.database.value::<i64>(jobs).await, 1);
    // Nobody else makes a case of it.
    let mut tx = world.tx().await;
    let twice = unlinked::matched(&mut tx, id, (order, case.id)).await;
    assert!(matches!(twice, Err(NoticeError::Closed)), "{twice:?}");
}

#[tokio::test]
async fn what_needs_a_person_waits_and_is_receipted_at_once() {
    let world = World::create().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let order = paid(&world, "sv", "home").await;
    let some = stated(&world, order, "elin@exempel.se", "Bara en mugg").await;
    let strange = stated(&world, order, "maja@exempel.se", "").await;
    for id in [some, strange] {
        look(&context, id).await;
        assert_eq!(state(&world, id).await, "open");
    }
    let cases = "select count(*) from return_cases";
    assert_eq!(world.database.value::<i64>(cases).await, 0);
    let (to, text) = mail(&world, some, "order").await.unwrap();
    assert_eq!(to, "elin@exempel.se");
    for said in ["Bara en mugg", "MED-1", "/angra", "Elin Sandahl"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    // To whoever says the number without the address, nothing is said of the order.
    let (to, text) = mail(&world, strange, "receipt").await.unwrap();
    assert_eq!(to, "maja@exempel.se");
    assert!(text.contains("/angra/meddelande/"), "{text}");
    assert!(!text.contains("/order/"), "{text}");
    // Notice in time is in time, also where the order was found later.
    let asked = "select count(*) from withdrawal_notices where order_id is not null";
    assert_eq!(world.database.value::<i64>(asked).await, 1);
    let mut tx = world.tx().await;
    let wordless = unlinked::dismiss(&mut tx, strange, 1, " ").await;
    assert!(
        matches!(wordless, Err(NoticeError::NoWords)),
        "{wordless:?}"
    );
    unlinked::dismiss(&mut tx, strange, 1, "Vi hittar inget köp.")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for _ in 0..2 {
        let job = SendNoticeAnswer { notice_id: strange };
        send_notice_answer(context.clone(), job, first_try())
            .await
            .unwrap();
    }
    let (_, text) = mail(&world, strange, "answer").await.unwrap();
    assert!(text.contains("Vi hittar inget köp."), "{text}");
    // A month later it is forgotten, and its mails say nothing.
    world.clock.advance(SignedDuration::from_hours(24 * 31));
    let mut tx = world.tx().await;
    let rule = commerce::retention::Rule::WithdrawalNotices;
    assert_eq!(
        commerce::retention::forget_some(&mut tx, rule)
            .await
            .unwrap(),
        1
    );
    tx.commit().await.unwrap();
    let (to, text) = mail(&world, strange, "answer").await.unwrap();
    assert_eq!((to.as_str(), text.as_str()), ("", ""));
    assert_eq!(state(&world, some).await, "open", "it is not done");
}
