//! Quotations: what the tables hold to, and that offered prices reach one order and nothing else.

use std::collections::HashMap;

use commerce::checkout::prepare::{Confirmation, PrepareError, Prepared, prepare};
use commerce::company::purchase::Purchase;
use commerce::company::{Acting, MemberRole};
use commerce::customer::Session;
use commerce::ids::{
    CartId, CompanyId, CustomerId, CustomerSessionId, OrderId, QuotationId, VariantId,
};
use commerce::payment::PaymentMethod;
use commerce::payment::gateway::SessionState;
use commerce::payment::settle::Settled;
use commerce::promotion::Benefit;
use commerce::quotation::accept::{Accepted, accept};
use commerce::quotation::answer::{self, AnswerError, Draft, DraftLine};
use commerce::quotation::ask::{AskError, AskedLine, Asking, ask};
use commerce::quotation::decide::{DecideError, ask_change, decline, take_back};
use commerce::quotation::{DraftHead, QuotationState, listing, store};
use commerce::tier::TierFunction;
use jiff::civil::{Date, date};
use platform::money::{Currency, UnitPrice};
use testkit::World;

use crate::checkout::{captured, ended, say};
use crate::companies::{at_once, company};
use crate::promotions::{draft as promotion, running};

/// The Monday of the tests is the 23rd.
const UNTIL: Date = date(2026, 11, 30);

/// Whoever acts for a company.
pub fn session(company: CompanyId, customer: CustomerId, role: MemberRole) -> Session {
    Session {
        id: CustomerSessionId::generate(),
        customer,
        number: "KND-1".to_owned(),
        name: "Elin Sandahl".to_owned(),
        email: "elin@exempel.se".to_owned(),
        phone: String::new(),
        locale: "sv".to_owned(),
        proved_at: platform::clock::Timestamp::from_microsecond(1).unwrap(),
        proved_by: "password".to_owned(),
        own_tier: "user".to_owned(),
        functions: vec![TierFunction::Quotes],
        acting: Some(Acting {
            company,
            name: "Studio Furu AB".to_owned(),
            tier_code: "pro".to_owned(),
            role,
            approval_limit_minor: None,
            cost_place: String::new(),
        }),
    }
}

/// What is asked for.
pub fn asking(world: &World, lines: &[(VariantId, i32)]) -> Asking {
    Asking {
        id: QuotationId::generate(),
        shop_id: world.shop_id,
        locale: "sv".to_owned(),
        currency: Currency::SEK,
        message: "Går det att få tryck?".to_owned(),
        reference: "Invigningen".to_owned(),
        wished_on: None,
        place: None,
        lines: lines
            .iter()
            .map(|(variant_id, quantity)| AskedLine {
                variant_id: *variant_id,
                quantity: *quantity,
                note: String::new(),
            })
            .collect(),
    }
}

async fn asked(world: &World, by: &Session, lines: &[(VariantId, i32)]) -> QuotationId {
    let mut tx = world.tx().await;
    let id = ask(&mut tx, by, &asking(world, lines)).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// What staff would send: so many kronor without VAT for one of each.
pub async fn draft(
    world: &World,
    id: QuotationId,
    kronor: i64,
    freight: Option<i64>,
) -> (i32, Draft) {
    let mut conn = world.db.read().await.unwrap();
    let found = listing::by_id(&mut conn, id).await.unwrap().unwrap();
    let lines = listing::lines(&mut conn, &found, world.clock.now())
        .await
        .unwrap();
    let draft = Draft {
        head: DraftHead {
            text: "Priset gäller alla färger.".to_owned(),
            freight_minor: freight,
            valid_until: Some(UNTIL),
        },
        lines: lines
            .iter()
            .map(|line| DraftLine {
                id: line.id,
                quantity: line.quantity,
                unit_price: Some(UnitPrice(kronor * 1_000_000)),
            })
            .collect(),
    };
    (found.row_version, draft)
}

async fn offer(world: &World, id: QuotationId, kronor: i64, freight: Option<i64>) -> i32 {
    let (row_version, draft) = draft(world, id, kronor, freight).await;
    let mut tx = world.tx().await;
    let version = answer::send(&mut tx, id, row_version, &draft)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    version
}

async fn cart_of(world: &World, by: &Session, id: QuotationId, version: i32) -> CartId {
    let mut tx = world.tx().await;
    let accepted = accept(&mut tx, by, id, version).await.unwrap();
    tx.commit().await.unwrap();
    match accepted {
        Accepted::Cart(cart) => cart,
        Accepted::Waits(_) => panic!("nothing waits"),
    }
}

async fn confirm(world: &World, cart: CartId, by: &Session, method: PaymentMethod) -> Confirmation {
    let mut confirmation = world.confirmation(cart).await;
    confirmation.customer_id = Some(by.customer);
    confirmation.tier_code = "pro".to_owned();
    confirmation.method = method;
    confirmation.company = Some(Purchase {
        company: by.company().unwrap(),
        reference: String::new(),
        marking: String::new(),
        cost_place: String::new(),
    });
    confirmation
}

async fn state(world: &World, id: QuotationId) -> QuotationState {
    let mut conn = world.db.read().await.unwrap();
    let found = listing::by_id(&mut conn, id).await.unwrap().unwrap();
    found.state(world.clock.now())
}

struct Firm {
    world: World,
    mug: VariantId,
    chief: Session,
}

async fn firm() -> Firm {
    let world = World::create().await;
    let mug = world.variant("MUG", 1_000, 24_900).await;
    let (id, customer) = company(&world, "5560160680", 100_000_000).await;
    let chief = session(id, customer, MemberRole::Administrator);
    Firm { world, mug, chief }
}

#[tokio::test]
async fn states_are_named_as_in_the_tables_check() {
    let world = World::create().await;
    let sql = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'quotations_state_check'";
    let text: String = world.database.value(sql).await;
    assert_eq!(
        text.matches("'::text").count(),
        QuotationState::ALL.len(),
        "{text}"
    );
    for state in QuotationState::ALL {
        assert!(text.contains(&format!("'{}'", state.as_str())), "{text}");
    }
}

#[tokio::test]
async fn what_is_asked_is_checked_and_asked_once() {
    let Firm { world, mug, chief } = firm().await;
    let right = asking(&world, &[(mug, 5)]);
    let refused = async |change: &dyn Fn(&mut Asking)| {
        let mut wrong = right.clone();
        change(&mut wrong);
        let mut tx = world.tx().await;
        ask(&mut tx, &chief, &wrong).await.unwrap_err()
    };
    assert!(matches!(
        refused(&|a| a.lines.clear()).await,
        AskError::Empty
    ));
    assert!(matches!(
        refused(&|a| a.lines.push(a.lines[0].clone())).await,
        AskError::TooMany
    ));
    assert!(matches!(
        refused(&|a| a.lines[0].quantity = 10_000).await,
        AskError::Quantity(_)
    ));
    assert!(matches!(
        refused(&|a| a.lines[0].note = "x".repeat(201)).await,
        AskError::TooLong
    ));
    assert!(matches!(
        refused(&|a| a.lines[0].variant_id = VariantId::generate()).await,
        AskError::NotForSale(_)
    ));
    assert!(matches!(
        refused(&|a| a.wished_on = Some(date(2026, 11, 22))).await,
        AskError::InThePast
    ));
    let mut without = chief.clone();
    without.functions.clear();
    let mut tx = world.tx().await;
    assert!(matches!(
        ask(&mut tx, &without, &right).await,
        Err(AskError::NotForCompany)
    ));
    drop(tx);
    // The same form from five tabs at once.
    let (world, chief, right) = (&world, &chief, &right);
    let tries = (0..5).map(|_| async move {
        let mut tx = world.tx().await;
        let id = ask(&mut tx, chief, right).await.unwrap();
        tx.commit().await.unwrap();
        id
    });
    let made = at_once(tries).await;
    assert!(made.iter().all(|id| *id == right.id));
    let count = "select count(*) from quotations q join quotation_lines l on l.quotation_id = q.id";
    assert_eq!(world.database.value::<i64>(count).await, 1);
    let number: String = world.database.value("select number from quotations").await;
    assert_eq!(number, "O-1001");
}

#[tokio::test]
async fn an_offer_becomes_an_order_at_its_prices_and_says_why() {
    let Firm { world, mug, chief } = firm().await;
    let id = asked(&world, &chief, &[(mug, 5)]).await;
    let version = offer(&world, id, 100, Some(4_999)).await;
    let cart = cart_of(&world, &chief, id, version).await;
    assert_eq!(cart_of(&world, &chief, id, version).await, cart);
    let confirmation = confirm(&world, cart, &chief, PaymentMethod::Invoice).await;
    let mut tx = world.tx().await;
    let Prepared::Placed { order_id } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("an invoice needs no vendor");
    };
    tx.commit().await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let order = commerce::order::store::load(&mut conn, order_id)
        .await
        .unwrap()
        .unwrap();
    let line = order.lines.iter().find(|line| !line.is_freight).unwrap();
    // 100 kronor without VAT are 125 with it; the agreed freight, too.
    assert_eq!(
        (line.quantity, line.unit_price_e4, line.total_minor),
        (5, 125_000_000, 62_500)
    );
    assert_eq!(order.freight_minor, 6_249);
    assert_eq!(order.total_minor, 62_500 + 6_249);
    let why = line.why().unwrap();
    let told = why.offer.as_ref().unwrap();
    assert_eq!((told.number.as_str(), told.version), ("O-1001", 1));
    assert!(!why.list_includes_vat && why.list_price_e4 == 100_000_000);
    assert!(!why.passed_over.is_empty(), "what it costs else is told");
    assert_eq!(state(&world, id).await, QuotationState::Ordered);
    let from = listing::of_order(&mut conn, order_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((from.id, from.version), (id, 1));
    drop(conn);
    // It is the same order again, and the offer is spent.
    let mut tx = world.tx().await;
    assert!(matches!(
        prepare(&mut tx, &confirmation).await,
        Ok(Prepared::Placed { order_id: again }) if again == order_id
    ));
    assert!(matches!(
        accept(&mut tx, &chief, id, 1).await,
        Err(DecideError::NotOpen)
    ));
}

#[tokio::test]
async fn many_colleagues_at_once_order_once() {
    let Firm { world, mug, chief } = firm().await;
    let id = asked(&world, &chief, &[(mug, 5)]).await;
    offer(&world, id, 100, None).await;
    let cart = cart_of(&world, &chief, id, 1).await;
    let confirmation = confirm(&world, cart, &chief, PaymentMethod::Invoice).await;
    let (world, confirmation) = (&world, &confirmation);
    let tries = (0..8).map(|_| async move {
        let mut tx = world.tx().await;
        let Prepared::Placed { order_id } = prepare(&mut tx, confirmation).await.unwrap() else {
            panic!("an invoice needs no vendor");
        };
        tx.commit().await.unwrap();
        order_id
    });
    let orders: std::collections::HashSet<OrderId> = at_once(tries).await.into_iter().collect();
    assert_eq!(orders.len(), 1);
    let count = "select count(*) from orders";
    assert_eq!(world.database.value::<i64>(count).await, 1);
}

/// What each line of a cart costs with VAT.
async fn prices(world: &World, cart: CartId) -> HashMap<VariantId, Option<i64>> {
    let mut conn = world.db.read().await.unwrap();
    let cart = world.contents(&mut conn, cart, "sv").await;
    let price = |line: &commerce::cart::CartLine| line.unit_price.map(|price| price.0);
    cart.lines
        .iter()
        .map(|line| (line.variant_id, price(line)))
        .collect()
}

#[tokio::test]
async fn an_offered_price_holds_for_nothing_but_its_own_acceptance() {
    let Firm { world, mug, chief } = firm().await;
    let (other, stranger) = company(&world, "2021005489", 100_000_000).await;
    let stranger = session(other, stranger, MemberRole::Administrator);
    let id = asked(&world, &chief, &[(mug, 5)]).await;
    offer(&world, id, 100, None).await;
    let cart = cart_of(&world, &chief, id, 1).await;
    let own = world.cart(&[(mug, 5)]).await;
    assert_eq!(prices(&world, cart).await[&mug], Some(125_000_000));
    assert_eq!(prices(&world, own).await[&mug], Some(249_000_000));
    // Not for another company, even with the cart in its hands.
    let mut tx = world.tx().await;
    assert!(matches!(
        accept(&mut tx, &stranger, id, 1).await,
        Err(DecideError::Unknown)
    ));
    let stolen = confirm(&world, cart, &stranger, PaymentMethod::Invoice).await;
    assert!(matches!(
        prepare(&mut tx, &stolen).await,
        Err(PrepareError::OfferClosed)
    ));
    drop(tx);
    // Not for more pieces, nor for fewer.
    for (quantity, price) in [(6, None), (4, None), (5, Some(125_000_000))] {
        sqlx::query("update cart_lines set quantity = $2 where cart_id = $1")
            .bind(cart.0)
            .bind(quantity)
            .execute(&world.database.pool)
            .await
            .unwrap();
        assert_eq!(prices(&world, cart).await[&mug], price);
    }
    // Not once there is another version.
    let confirmation = confirm(&world, cart, &chief, PaymentMethod::Invoice).await;
    assert_eq!(offer(&world, id, 90, None).await, 2);
    let mut tx = world.tx().await;
    assert!(matches!(
        prepare(&mut tx, &confirmation).await,
        Err(PrepareError::OfferClosed)
    ));
    assert!(matches!(
        accept(&mut tx, &chief, id, 1).await,
        Err(DecideError::NewerVersion)
    ));
    drop(tx);
    assert_eq!(prices(&world, cart).await[&mug], None);
    let cart = cart_of(&world, &chief, id, 2).await;
    assert_eq!(prices(&world, cart).await[&mug], Some(112_500_000));
    // And not after its last day, which counts to its end in Stockholm.
    let confirmation = confirm(&world, cart, &chief, PaymentMethod::Invoice).await;
    let last: platform::clock::Timestamp = "2026-11-30T22:59:59Z"
        .parse::<jiff::Timestamp>()
        .unwrap()
        .into();
    world.clock.advance(last.since(world.clock.now()));
    assert_eq!(state(&world, id).await, QuotationState::Offered);
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    assert_eq!(state(&world, id).await, QuotationState::Expired);
    assert_eq!(prices(&world, cart).await[&mug], None);
    let mut tx = world.tx().await;
    assert!(matches!(
        prepare(&mut tx, &confirmation).await,
        Err(PrepareError::OfferClosed)
    ));
    assert!(matches!(
        accept(&mut tx, &chief, id, 2).await,
        Err(DecideError::NotOpen)
    ));
    // The list says so once the calendar has been looked at.
    let today = date(2026, 12, 1);
    assert_eq!(store::expire_due(&mut tx, today, 10).await.unwrap(), 1);
    assert_eq!(store::expire_due(&mut tx, today, 10).await.unwrap(), 0);
    // What was sent is there for ever.
    tx.commit().await.unwrap();
    for statement in [
        "update quotation_versions set total_minor = 1",
        "delete from quotation_version_lines",
    ] {
        let tried = sqlx::query(statement).execute(&world.database.pool).await;
        assert!(tried.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn no_promotion_and_no_campaign_lowers_what_was_offered() {
    let Firm { world, mug, chief } = firm().await;
    let id = asked(&world, &chief, &[(mug, 5)]).await;
    offer(&world, id, 100, None).await;
    let own = world.cart(&[(mug, 5)]).await;
    let cart = cart_of(&world, &chief, id, 1).await;
    running(&world, &promotion(Benefit::Percent { bp: 5_000 }), &[]).await;
    let lowered = world.quote(own).await;
    assert!(
        lowered.totals.discount_minor > 0,
        "it holds for every other cart"
    );
    let offered = world.quote(cart).await;
    assert_eq!(
        (offered.totals.discount_minor, offered.totals.items_minor),
        (0, 62_500)
    );
}

#[tokio::test]
async fn money_that_comes_late_places_no_order_of_an_offer_that_has_been_changed_since() {
    let Firm { world, mug, chief } = firm().await;
    let of = |reference: &str, mut session: commerce::payment::gateway::Session| {
        reference.clone_into(&mut session.reference);
        session
    };
    let buy = async |id: QuotationId, reference: &str| {
        let cart = cart_of(&world, &chief, id, 1).await;
        let confirmation = confirm(&world, cart, &chief, PaymentMethod::Card).await;
        let mut tx = world.tx().await;
        let Prepared::Waiting { payment, .. } = prepare(&mut tx, &confirmation).await.unwrap()
        else {
            panic!("it waits to be paid");
        };
        tx.commit().await.unwrap();
        let over = of(reference, ended(SessionState::Expired));
        say(&world, &payment, &over).await;
        payment
    };
    // Nothing has been done with this one: it is ordered after all, and once.
    let quiet = asked(&world, &chief, &[(mug, 1)]).await;
    offer(&world, quiet, 100, None).await;
    let late = buy(quiet, "cs_1").await;
    let paid = of("cs_1", captured(late.amount_minor));
    assert_eq!(say(&world, &late, &paid).await, Settled::Placed);
    assert_eq!(state(&world, quiet).await, QuotationState::Ordered);
    // This one has a newer version, which the company may order: the money goes back.
    let changed = asked(&world, &chief, &[(mug, 1)]).await;
    offer(&world, changed, 100, None).await;
    let late = buy(changed, "cs_2").await;
    offer(&world, changed, 90, None).await;
    let paid = of("cs_2", captured(late.amount_minor));
    assert_eq!(say(&world, &late, &paid).await, Settled::NeedsStaff);
    assert_eq!(state(&world, changed).await, QuotationState::Offered);
    let states = "select string_agg(state, ' ' order by number) from orders";
    assert_eq!(
        world.database.value::<String>(states).await,
        "placed cancelled"
    );
}

#[tokio::test]
async fn what_was_never_paid_can_be_ordered_again() {
    let Firm { world, mug, chief } = firm().await;
    let id = asked(&world, &chief, &[(mug, 5)]).await;
    offer(&world, id, 100, None).await;
    let cart = cart_of(&world, &chief, id, 1).await;
    let confirmation = confirm(&world, cart, &chief, PaymentMethod::Card).await;
    let mut tx = world.tx().await;
    let Prepared::Waiting { payment, .. } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("it waits to be paid");
    };
    tx.commit().await.unwrap();
    assert_eq!(state(&world, id).await, QuotationState::Ordered);
    // While it waits, whoever goes on is led to the same cart, and staff cannot change the offer.
    assert_eq!(cart_of(&world, &chief, id, 1).await, cart);
    let (row_version, again) = draft(&world, id, 80, None).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        answer::send(&mut tx, id, row_version, &again).await,
        Err(AnswerError::NotOpen)
    ));
    drop(tx);
    say(&world, &payment, &ended(SessionState::Expired)).await;
    assert_eq!(state(&world, id).await, QuotationState::Offered);
    let cart = cart_of(&world, &chief, id, 1).await;
    let confirmation = confirm(&world, cart, &chief, PaymentMethod::Invoice).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        prepare(&mut tx, &confirmation).await,
        Ok(Prepared::Placed { .. })
    ));
    tx.commit().await.unwrap();
    let states: String = world
        .database
        .value("select string_agg(state, ' ' order by state) from orders")
        .await;
    assert_eq!(states, "lapsed placed");
}

#[tokio::test]
async fn staff_answer_what_they_read_and_send_only_what_is_whole() {
    let Firm { world, mug, chief } = firm().await;
    let cup = world.variant("CUP", 10, 9_900).await;
    let id = asked(&world, &chief, &[(mug, 5)]).await;
    let (row_version, whole) = draft(&world, id, 100, None).await;
    let tried = async |change: &dyn Fn(&mut Draft)| {
        let mut wrong = whole.clone();
        change(&mut wrong);
        let mut tx = world.tx().await;
        answer::send(&mut tx, id, row_version, &wrong).await
    };
    assert!(matches!(
        tried(&|d| d.lines[0].unit_price = None).await,
        Err(AnswerError::NoPrice(lines)) if lines.len() == 1
    ));
    assert!(matches!(
        tried(&|d| d.lines[0].quantity = 0).await,
        Err(AnswerError::Nothing)
    ));
    assert!(matches!(
        tried(&|d| d.lines[0].quantity = -1).await,
        Err(AnswerError::OutOfRange)
    ));
    for day in [date(2026, 11, 22), date(2028, 1, 1)] {
        assert!(matches!(
            tried(&|d| d.head.valid_until = Some(day)).await,
            Err(AnswerError::Validity)
        ));
    }
    assert!(matches!(
        tried(&|d| d.head.text = "x".repeat(2_001)).await,
        Err(AnswerError::Words)
    ));
    let mut tx = world.tx().await;
    answer::add(&mut tx, id, row_version, &whole, (cup, 2))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.tx().await;
    assert!(matches!(
        answer::save(&mut tx, id, row_version, &whole).await,
        Err(AnswerError::ChangedMeanwhile)
    ));
    drop(tx);
    let (row_version, mut two) = draft(&world, id, 100, None).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        answer::add(&mut tx, id, row_version, &two, (cup, 1)).await,
        Err(AnswerError::Twice)
    ));
    drop(tx);
    // The mug is struck, the cup is offered.
    two.lines[0].quantity = 0;
    let mut tx = world.tx().await;
    answer::send(&mut tx, id, row_version, &two).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let sent = listing::version(&mut conn, id, 1).await.unwrap().unwrap();
    assert_eq!(sent.lines.len(), 1);
    assert_eq!(
        (sent.lines[0].sku.as_str(), sent.total_minor),
        ("CUP", 20_000)
    );
}

#[tokio::test]
async fn the_buyer_declines_asks_for_a_change_or_takes_it_back() {
    let Firm { world, mug, chief } = firm().await;
    let id = asked(&world, &chief, &[(mug, 5)]).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        decline(&mut tx, &chief, id, 0, "").await,
        Err(DecideError::NotOpen)
    ));
    drop(tx);
    offer(&world, id, 100, None).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        ask_change(&mut tx, &chief, id, 1, "  ").await,
        Err(DecideError::Words)
    ));
    ask_change(&mut tx, &chief, id, 1, "Kan ni göra 90?")
        .await
        .unwrap();
    assert!(matches!(
        accept(&mut tx, &chief, id, 1).await,
        Err(DecideError::NotOpen)
    ));
    tx.commit().await.unwrap();
    assert_eq!(state(&world, id).await, QuotationState::Asked);
    offer(&world, id, 90, None).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        decline(&mut tx, &chief, id, 1, "").await,
        Err(DecideError::NewerVersion)
    ));
    decline(&mut tx, &chief, id, 2, "För dyrt.").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state(&world, id).await, QuotationState::Declined);
    // Whoever neither asked nor approves sees nothing of it.
    let buyer = session(
        chief.company().unwrap(),
        CustomerId::generate(),
        MemberRole::Buyer,
    );
    let mut tx = world.tx().await;
    assert!(matches!(
        take_back(&mut tx, &buyer, id).await,
        Err(DecideError::Unknown)
    ));
    drop(tx);
    let other = asked(&world, &chief, &[(mug, 1)]).await;
    let mut tx = world.tx().await;
    take_back(&mut tx, &chief, other).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state(&world, other).await, QuotationState::Withdrawn);
    let deeds = "select count(*) from audit_entries where subject_kind = 'quotation'";
    assert_eq!(world.database.value::<i64>(deeds).await, 7);
}

#[tokio::test]
async fn erasing_whoever_asked_takes_their_words_and_leaves_the_companys_offer() {
    let Firm { world, mug, chief } = firm().await;
    let waits = asked(&world, &chief, &[(mug, 1)]).await;
    let offered = asked(&world, &chief, &[(mug, 5)]).await;
    let noted = "update quotation_lines set note = 'Graverad Elin'";
    world.database.execute(noted).await;
    offer(&world, offered, 100, None).await;
    let mut tx = world.tx().await;
    ask_change(&mut tx, &chief, offered, 1, "Hälsningar Elin")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    offer(&world, offered, 90, None).await;
    let mut tx = world.tx().await;
    commerce::customer::erase::erase(&mut tx, chief.customer)
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state(&world, waits).await, QuotationState::Withdrawn);
    assert_eq!(state(&world, offered).await, QuotationState::Offered);
    let left = "select (select count(*) from quotations where message <> '' or reference <> '') + (select count(*) from quotation_messages where body <> '')
                     + (select count(*) from quotation_lines where note <> '')";
    assert_eq!(world.database.value::<i64>(left).await, 0);
}

#[tokio::test]
async fn those_of_staff_who_want_to_know_and_may_answer_are_told_that_a_company_waits() {
    let Firm { world, mug, chief } = firm().await;
    let people = "with r as (insert into roles (id, code, name, permissions, created_at, updated_at)
                  select gen_random_uuid(), code, '{}', array[may], now(), now()
                  from (values ('sellers', 'quotation.manage'), ('bosses', '*'), ('packers', 'order.read')) v (code, may) returning id, code),
             p as (insert into staff (id, email, name, state, created_at, updated_at)
                  select gen_random_uuid(), code || n || '@nordbod.example', code || n, case when n = 3 then 'closed' else 'active' end, now(), now()
                  from r, generate_series(1, 3) n returning id, name),
             g as (insert into staff_roles (staff_id, role_id) select p.id, r.id from p join r on p.name like r.code || '%')
             insert into staff_wanted_mails (staff_id, mail) select id, 'quotation-asked' from p where name not like '%2'";
    world.database.execute(people).await;
    let told = "select coalesce(string_agg(s.name || ' ' || (j.payload ->> 'version'), ', ' order by s.name, j.payload ->> 'version'), '')
                from jobs j join staff s on s.id = (j.payload ->> 'staff_id')::uuid where j.name = 'commerce.send-quotation-alert'";
    let id = asked(&world, &chief, &[(mug, 5)]).await;
    assert_eq!(
        world.database.value::<String>(told).await,
        "bosses1 0, sellers1 0"
    );
    let version = offer(&world, id, 100, None).await;
    let mut tx = world.tx().await;
    ask_change(&mut tx, &chief, id, version, "Kan ni göra 90?")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        world.database.value::<String>(told).await,
        "bosses1 0, bosses1 1, sellers1 0, sellers1 1"
    );
}

#[tokio::test]
async fn what_staff_can_be_told_is_named_as_in_the_tables_check() {
    use platform::auth::wanted_mail::StaffMail;
    let world = World::create().await;
    let sql = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'staff_wanted_mails_mail_check'";
    let text: String = world.database.value(sql).await;
    let named: Vec<&str> = text.split('\'').skip(1).step_by(2).collect();
    assert_eq!(named, StaffMail::ALL.map(StaffMail::code));
    for mail in StaffMail::ALL {
        assert_eq!(StaffMail::from_code(mail.code()), Some(mail));
    }
}
