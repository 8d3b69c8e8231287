//! Gift cards that are taken back: while nobody has used them, and never once they have been.

use commerce::checkout::prepare::{PrepareError, prepare};
use commerce::gift_card::{Wish, code_of};
use commerce::ids::{OrderId, ReturnId};
use commerce::returns::{self, OpenError, ReturnKind, ReturnState, Statement, StatementLine};
use futures_util::future::join;
use jiff::SignedDuration;
use platform::clock::Date;
use testkit::World;

use crate::gift_card_goods::{cards, goods, issue, paid, secret, to};
use crate::paying_with_gift_cards::{give, left};
use crate::returns::{case, open, pay_back};

/// A withdrawal from so many cards of each line.
async fn withdrawal(world: &World, order: OrderId, quantities: &[i32]) -> Statement {
    let mut conn = world.db.read().await.unwrap();
    let lines = returns::claimable(&mut conn, order).await.unwrap();
    let lines = lines.iter().zip(quantities);
    Statement {
        id: ReturnId::generate(),
        kind: ReturnKind::Withdrawal,
        name: "Elin Sandahl".to_owned(),
        email: "elin@exempel.se".to_owned(),
        locale: "sv".to_owned(),
        reason: None,
        description: String::new(),
        lines: lines
            .map(|(line, quantity)| StatementLine {
                line_id: line.line_id,
                quantity: *quantity,
                is_sealed: false,
            })
            .collect(),
        pictures: Vec::new(),
        wish: None,
        begun_at: None,
        notice: None,
    }
}

#[tokio::test]
async fn an_unused_card_goes_back_with_the_withdrawal_and_buys_nothing_more() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let order = paid(&world, &[(gift, to("moa@exempel.se"), 2)]).await;
    issue(&world).await;
    let said = withdrawal(&world, order, &[1]).await;
    open(&world, order, &said).await.unwrap();
    let held = case(&world, said.id).await;
    assert_eq!(
        (held.state, held.goods_minor),
        (ReturnState::ToRefund, 50_000)
    );
    let mut balances = Vec::new();
    for bought in cards(&world, order).await {
        balances.push((left(&world, bought.id).await, bought.state));
    }
    balances.sort();
    assert_eq!(
        balances,
        [(0, "taken_back".to_owned()), (50_000, "issued".to_owned())]
    );
    // The same statement again is the same case, and no more.
    open(&world, order, &said).await.unwrap();
    let second = withdrawal(&world, order, &[2]).await;
    let refused = open(&world, order, &second).await;
    assert!(
        matches!(refused, Err(OpenError::TooMany { left: 1, .. })),
        "{refused:?}"
    );
    pay_back(&world, said.id, 50_000, "").await.unwrap();
}

#[tokio::test]
async fn a_used_card_stays_its_holders_and_the_refusal_says_what_is_left() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let order = paid(&world, &[(gift, to("moa@exempel.se"), 1)]).await;
    issue(&world).await;
    let id = cards(&world, order).await[0].id;
    let cart = world.cart(&[(mug, 1)]).await;
    give(&world, cart, &code_of(&secret(), id)).await.unwrap();
    let confirmation = world.confirmation(cart).await;
    let mut tx = world.tx().await;
    prepare(&mut tx, &confirmation).await.unwrap();
    tx.commit().await.unwrap();
    let said = withdrawal(&world, order, &[1]).await;
    let refused = open(&world, order, &said).await;
    assert!(
        matches!(
            refused,
            Err(OpenError::CardUsed {
                left: 0,
                left_minor: 19_200,
                ..
            })
        ),
        "{refused:?}"
    );
    assert_eq!(left(&world, id).await, 19_200);
    assert_eq!(cards(&world, order).await[0].state, "issued");
}

#[tokio::test]
async fn withdrawn_from_while_it_is_being_used_it_is_one_or_the_other() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 24_900).await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    for _ in 0..10 {
        let order = paid(&world, &[(gift, to("moa@exempel.se"), 1)]).await;
        issue(&world).await;
        let id = cards(&world, order).await[0].id;
        let cart = world.cart(&[(mug, 1)]).await;
        give(&world, cart, &code_of(&secret(), id)).await.unwrap();
        let confirmation = world.confirmation(cart).await;
        let said = withdrawal(&world, order, &[1]).await;
        let using = async {
            let mut tx = world.tx().await;
            match prepare(&mut tx, &confirmation).await {
                Ok(_) => {
                    tx.commit().await.unwrap();
                    true
                }
                Err(PrepareError::CardShort(_) | PrepareError::Changed { .. }) => false,
                Err(other) => panic!("{other:?}"),
            }
        };
        let (is_used, withdrawn) = join(using, open(&world, order, &said)).await;
        let is_back = match withdrawn {
            Ok(_) => true,
            Err(OpenError::CardUsed { .. }) => false,
            Err(other) => panic!("{other:?}"),
        };
        assert!(is_used != is_back, "used {is_used}, back {is_back}");
        let expected = if is_used { 19_200 } else { 0 };
        assert_eq!(left(&world, id).await, expected);
    }
}

#[tokio::test]
async fn what_is_called_off_before_its_day_is_never_issued() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let christmas = Wish {
        deliver_on: Some(Date(jiff::civil::date(2026, 12, 24))),
        ..to("moa@exempel.se")
    };
    let order = paid(&world, &[(gift, christmas, 2)]).await;
    let said = withdrawal(&world, order, &[1]).await;
    open(&world, order, &said).await.unwrap();
    assert_eq!(case(&world, said.id).await.state, ReturnState::ToRefund);
    world.clock.advance(SignedDuration::from_hours(24 * 40));
    assert_eq!(issue(&world).await, 1);
    let states: Vec<String> = cards(&world, order)
        .await
        .into_iter()
        .map(|card| card.state)
        .collect();
    assert_eq!(states, ["issued", "called_off"]);
}

#[tokio::test]
async fn nobody_complains_of_a_card_and_the_period_runs_from_its_day() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let order = paid(&world, &[(gift, to("moa@exempel.se"), 1)]).await;
    issue(&world).await;
    let said = Statement {
        kind: ReturnKind::Complaint,
        reason: Some(returns::ComplaintReason::Defective),
        ..withdrawal(&world, order, &[1]).await
    };
    let refused = open(&world, order, &said).await;
    assert!(
        matches!(refused, Err(OpenError::TooMany { left: 0, .. })),
        "{refused:?}"
    );
    world.clock.advance(SignedDuration::from_hours(24 * 15));
    let late = withdrawal(&world, order, &[1]).await;
    let refused = open(&world, order, &late).await;
    assert!(matches!(refused, Err(OpenError::TooLate(_))), "{refused:?}");
}
