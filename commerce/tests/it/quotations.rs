//! Quotations: that offered prices reach one order and nothing else.

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
use commerce::quotation::ask::{AskedLine, Asking, ask};
use commerce::quotation::decide::DecideError;
use commerce::quotation::{DraftHead, QuotationState, listing, store};
use commerce::tier::TierFunction;
use jiff::civil::{Date, date};
use platform::money::{Currency, UnitPrice};
use std::collections::HashMap;
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
            buyers_see_all: false,
        }),
        shop: None,
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

pub async fn asked(world: &World, by: &Session, lines: &[(VariantId, i32)]) -> QuotationId {
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

pub async fn offer(world: &World, id: QuotationId, kronor: i64, freight: Option<i64>) -> i32 {
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

pub async fn state(world: &World, id: QuotationId) -> QuotationState {
    let mut conn = world.db.read().await.unwrap();
    let found = listing::by_id(&mut conn, id).await.unwrap().unwrap();
    found.state(world.clock.now())
}

pub struct Firm {
    pub world: World,
    pub mug: VariantId,
    pub chief: Session,
}

pub async fn firm() -> Firm {
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
    let freight = order.freight_why.as_ref().unwrap();
    let agreed = freight.agreed.as_ref().unwrap();
    assert_eq!((agreed.number.as_str(), agreed.version), ("O-1001", 1));
    assert_eq!((agreed.price.minor, freight.price.minor), (6_249, 6_249));
    assert_eq!((freight.rate.minor, freight.free_from), (5_900, None));
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
