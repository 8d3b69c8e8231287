//! What buyer and shop say to each other in a case, and that a complaint can be taken back while nothing has come of it.

use commerce::ids::{ReturnId, ReturnMessageId};
use commerce::returns::decide::{DecideError, Decision, decide};
use commerce::returns::dialogue::{self, MOST_A_DAY, SayError};
use commerce::returns::{self, Remedy, ReturnKind, ReturnState};
use testkit::World;

use crate::returns::{about, case, open, there};

async fn say(world: &World, id: ReturnId, words: &str) -> Result<(), SayError> {
    let order = case(world, id).await.order_id;
    let mut tx = world.tx().await;
    let message = ReturnMessageId::generate();
    dialogue::say(&mut tx, (order, id), message, (words, &[])).await?;
    tx.commit().await.unwrap();
    Ok(())
}

async fn ask(world: &World, id: ReturnId, words: &str) -> Result<(), SayError> {
    let version = case(world, id).await.row_version;
    let mut tx = world.tx().await;
    dialogue::ask(&mut tx, id, version, words).await?;
    tx.commit().await.unwrap();
    Ok(())
}

async fn take_back(world: &World, id: ReturnId) -> Result<(), SayError> {
    let order = case(world, id).await.order_id;
    let mut tx = world.tx().await;
    dialogue::take_back(&mut tx, (order, id)).await?;
    tx.commit().await.unwrap();
    Ok(())
}

#[tokio::test]
async fn the_shop_asks_the_buyer_answers_and_a_decision_ends_the_talk() {
    let world = World::create().await;
    let mug = world.variant("MUG", 5, 24_900).await;
    let order = there(&world, &[(mug, 1)]).await;
    let said = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &said).await.unwrap();
    assert!(matches!(
        ask(&world, said.id, " ").await,
        Err(SayError::Words)
    ));
    ask(&world, said.id, "Hur gick den sönder?").await.unwrap();
    let held = case(&world, said.id).await;
    assert!(held.asked_at.is_some() && held.news_at.is_none());
    assert!(matches!(
        say(&world, said.id, "").await,
        Err(SayError::Words)
    ));
    say(&world, said.id, "I disken.").await.unwrap();
    let held = case(&world, said.id).await;
    assert!(held.asked_at.is_none() && held.news_at.is_some());
    let mut tx = world.tx().await;
    // The same message twice is said once.
    let message = ReturnMessageId::generate();
    for _ in 0..2 {
        let words = ("Och en gång till.", [].as_slice());
        dialogue::say(&mut tx, (order, said.id), message, words)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let talk = dialogue::of_case(&mut conn, said.id).await.unwrap();
    let talk: Vec<(bool, &str)> = talk
        .iter()
        .map(|said| (said.is_by_staff, said.words.as_str()))
        .collect();
    assert_eq!(
        talk,
        [
            (true, "Hur gick den sönder?"),
            (false, "I disken."),
            (false, "Och en gång till.")
        ]
    );
    let version = case(&world, said.id).await.row_version;
    let mut tx = world.tx().await;
    dialogue::seen(&mut tx, said.id, version).await.unwrap();
    let twice = dialogue::seen(&mut tx, said.id, version).await;
    assert!(matches!(twice, Err(DecideError::ChangedMeanwhile)));
    tx.commit().await.unwrap();
    assert!(case(&world, said.id).await.news_at.is_none());
    say(&world, said.id, "Hallå?").await.unwrap();
    let version = case(&world, said.id).await.row_version;
    let mut tx = world.tx().await;
    let refuse = Decision::Refuse {
        words: "Den tål inte disk.".to_owned(),
        ground: None,
    };
    decide(&mut tx, said.id, version, &refuse).await.unwrap();
    tx.commit().await.unwrap();
    assert!(case(&world, said.id).await.news_at.is_none());
    for over in [
        say(&world, said.id, "Jo.").await,
        ask(&world, said.id, "Va?").await,
    ] {
        let is_over = matches!(over, Err(SayError::Case(DecideError::ChangedMeanwhile)));
        assert!(is_over, "{over:?}");
    }
}

#[tokio::test]
async fn nobody_fills_a_case_with_words() {
    let world = World::create().await;
    let mug = world.variant("MUG", 5, 24_900).await;
    let order = there(&world, &[(mug, 1)]).await;
    let said = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &said).await.unwrap();
    for _ in 0..MOST_A_DAY {
        say(&world, said.id, "Hallå?").await.unwrap();
    }
    let many = say(&world, said.id, "Hallå?").await;
    assert!(matches!(many, Err(SayError::TooMany)), "{many:?}");
    world.clock.advance(jiff::SignedDuration::from_hours(25));
    say(&world, said.id, "Hallå?").await.unwrap();
}

#[tokio::test]
async fn a_complaint_is_taken_back_while_nothing_has_come_of_it() {
    let world = World::create().await;
    let mug = world.variant("MUG", 5, 24_900).await;
    let order = there(&world, &[(mug, 1)]).await;
    let said = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &said).await.unwrap();
    for _ in 0..2 {
        take_back(&world, said.id).await.unwrap();
    }
    let held = case(&world, said.id).await;
    assert_eq!(held.state, ReturnState::TakenBack);
    let told = "select count(*) from jobs where payload ->> 'purpose' = 'taken-back'";
    assert_eq!(world.database.value::<i64>(told).await, 1);
    // Its pieces are free again, for a complaint and for a withdrawal.
    let mut conn = world.db.read().await.unwrap();
    let line = &returns::claimable(&mut conn, order).await.unwrap()[0];
    assert_eq!((line.complainable(), line.withdrawable()), (1, 1));
    drop(conn);
    let again = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &again).await.unwrap();
    let mut tx = world.tx().await;
    let approve = Decision::Approve {
        remedy: Remedy::Refund,
        with_goods: false,
        words: String::new(),
    };
    decide(&mut tx, again.id, 1, &approve).await.unwrap();
    tx.commit().await.unwrap();
    crate::returns::pay_back(&world, again.id, 30_800, "")
        .await
        .unwrap();
    let late = take_back(&world, again.id).await;
    let is_late = matches!(late, Err(SayError::Case(DecideError::ChangedMeanwhile)));
    assert!(is_late, "money is on its way: {late:?}");
    // A withdrawal has taken effect by being made.
    let other = there(&world, &[(mug, 1)]).await;
    let said = about(&world, other, ReturnKind::Withdrawal, &[1]).await;
    open(&world, other, &said).await.unwrap();
    assert!(take_back(&world, said.id).await.is_err());
}
