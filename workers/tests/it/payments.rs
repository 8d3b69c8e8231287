//! How a payment is finished when the buyer's browser never comes back: by the vendor's message, by the sweeper, or by all at once.

use std::sync::Arc;

use commerce::checkout::prepare::{Prepared, prepare};
use commerce::inventory::listing::{availability, levels_off_ledger};
use commerce::jobs::{CheckPayment, ProcessInboundMessage};
use commerce::payment::{OpenPayment, exchange, store};
use jiff::SignedDuration;
use platform::db::Origin;
use platform::inbox::{self, NewMessage};
use testkit::World;
use testkit::pictures::Pictures;
use testkit::provider::{Mood, Provider};
use uuid::Uuid;
use workers::Context;
use workers::payments::{check_payment, process_inbound_message, sweep};

use crate::mails::{context, first_try};

/// A shop with three pieces of which two are ordered, and the vendor's page is open.
struct Till {
    world: World,
    vendor: Arc<Provider>,
    context: Context,
    payment: OpenPayment,
    _pictures: Pictures,
}

impl Till {
    async fn open() -> Self {
        let world = World::create().await;
        let pictures = Pictures::new();
        let vendor = Arc::new(Provider::default());
        let context = Context {
            gateway: vendor.clone(),
            ..context(&world, &pictures)
        };
        let mug = world.variant("MUG", 3, 24_900).await;
        let cart = world.cart(&[(mug, 2)]).await;
        let confirmation = world.confirmation(cart).await;
        let mut tx = world.tx().await;
        let Prepared::Waiting { payment, .. } = prepare(&mut tx, &confirmation).await.unwrap()
        else {
            panic!("waiting")
        };
        let back = "https://butik.example/tack";
        store::set_return_addresses(&mut tx, payment.id, back, back)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut conn = world.db.read().await.unwrap();
        let payment = store::by_id(&mut conn, payment.id).await.unwrap().unwrap();
        drop(conn);
        exchange::open(&world.db, &*vendor, &payment, Origin::system("test"))
            .await
            .unwrap();
        let mut conn = world.db.read().await.unwrap();
        let payment = store::by_id(&mut conn, payment.id).await.unwrap().unwrap();
        drop(conn);
        Self {
            world,
            vendor,
            context,
            payment,
            _pictures: pictures,
        }
    }

    /// The vendor sends a message, which is kept and has its job. `None`: it was kept before.
    async fn message(&self, id: &str) -> Option<Uuid> {
        let mut tx = self.world.tx().await;
        let body = self.payment.id.to_string();
        let message = NewMessage {
            vendor: "test",
            message_id: id,
            kind: "paid",
            body: body.as_bytes(),
            headers: serde_json::json!({}),
        };
        let kept = inbox::store::keep(&mut tx, &message).await.unwrap();
        tx.commit().await.unwrap();
        kept
    }

    async fn process(&self, message_id: Uuid) {
        let job = ProcessInboundMessage { message_id };
        process_inbound_message(self.context.clone(), job, first_try())
            .await
            .unwrap();
    }

    /// The sweeper's round: what it asks for is done. Gives how many payments that were.
    async fn sweep(&self) -> usize {
        let due = sweep(&self.world.db).await.unwrap();
        let waiting = "select coalesce(string_agg(payload ->> 'payment_id', ' '), '') from jobs where name = 'commerce.check-payment'";
        let jobs: String = self.world.database.value(waiting).await;
        let taken = "delete from jobs where name = 'commerce.check-payment'";
        self.world.database.execute(taken).await;
        let jobs: Vec<Uuid> = jobs
            .split_whitespace()
            .map(|id| id.parse().unwrap())
            .collect();
        assert_eq!(jobs.len(), due);
        for id in jobs {
            let job = CheckPayment {
                payment_id: commerce::ids::PaymentId(id),
            };
            check_payment(self.context.clone(), job, first_try())
                .await
                .unwrap();
        }
        due
    }

    /// The order's state, how often it was placed, and the pieces that are free.
    async fn stands(&self) -> (String, i64, i64) {
        let database = &self.world.database;
        let state = database.value("select state from orders").await;
        let placed = "select count(*) from outbox_facts where name = 'OrderPlaced'";
        let placed = database.value(placed).await;
        let variant: Uuid = database.value("select id from variants").await;
        let mut conn = self.world.db.read().await.unwrap();
        let levels = availability(&mut conn, &[commerce::ids::VariantId(variant)]).await;
        assert_eq!(levels_off_ledger(&mut conn).await.unwrap(), []);
        (state, placed, levels.unwrap()[0].free)
    }

    async fn later(&self, minutes: i64) {
        self.world.clock.advance(SignedDuration::from_mins(minutes));
    }
}

fn placed() -> (String, i64, i64) {
    ("placed".to_owned(), 1, 1)
}

#[tokio::test]
async fn a_vendors_message_alone_places_the_order_and_the_same_again_does_nothing() {
    let till = Till::open().await;
    till.vendor.is_now(Mood::Pays);
    let message = till.message("m-1").await.unwrap();
    assert_eq!(till.message("m-1").await, None, "it is kept once");
    till.process(message).await;
    assert_eq!(till.stands().await, placed());
    till.process(message).await;
    let other = till.message("m-2").await.unwrap();
    till.process(other).await;
    assert_eq!(till.stands().await, placed());
    let done = "select count(*) from inbound_messages where state = 'processed'";
    assert_eq!(till.world.database.value::<i64>(done).await, 2);
}

#[tokio::test]
async fn the_sweeper_alone_places_the_order_when_every_message_is_lost() {
    let till = Till::open().await;
    assert_eq!(till.sweep().await, 0, "its time has not come");
    till.vendor.is_now(Mood::Pays);
    till.later(5).await;
    assert_eq!(till.sweep().await, 1);
    assert_eq!(till.stands().await, placed());
    till.later(5).await;
    till.sweep().await;
    assert_eq!(till.stands().await, placed());
}

#[tokio::test]
async fn message_sweeper_and_the_way_back_at_once_place_one_order() {
    let till = Till::open().await;
    till.vendor.is_now(Mood::Pays);
    let (one, two) = (till.message("m-1").await, till.message("m-2").await);
    till.later(5).await;
    let the_way_back = exchange::ask(
        &till.world.db,
        &*till.vendor,
        &till.payment,
        Origin::system("test"),
    );
    let (_, _, back, _) = tokio::join!(
        till.process(one.unwrap()),
        till.process(two.unwrap()),
        the_way_back,
        till.sweep()
    );
    back.unwrap();
    assert_eq!(till.stands().await, placed());
    let charged = "select count(*) from payments where state = 'captured'";
    assert_eq!(till.world.database.value::<i64>(charged).await, 1);
}

#[tokio::test]
async fn a_payment_that_nobody_makes_is_ended_after_its_time_and_the_goods_are_free_again() {
    let till = Till::open().await;
    assert_eq!(till.stands().await, ("prepared".to_owned(), 0, 1));
    till.later(5).await;
    till.sweep().await;
    assert_eq!(till.stands().await.0, "prepared", "there is time left");
    let left = till.payment.expires_at.since(till.world.clock.now());
    till.world.clock.advance(left);
    till.later(1).await;
    assert_eq!(till.sweep().await, 1);
    assert_eq!(till.stands().await, ("lapsed".to_owned(), 0, 3));
    till.later(10).await;
    assert_eq!(till.sweep().await, 0, "what is over is not asked for");
}

#[tokio::test]
async fn a_message_that_makes_no_sense_is_left_to_staff_and_one_of_others_is_done() {
    let till = Till::open().await;
    let keep = async |id: &str, vendor: &str, body: &[u8]| {
        let mut tx = till.world.tx().await;
        let message = NewMessage {
            vendor,
            message_id: id,
            kind: "paid",
            body,
            headers: serde_json::json!({}),
        };
        let kept = inbox::store::keep(&mut tx, &message).await.unwrap();
        tx.commit().await.unwrap();
        kept.unwrap()
    };
    let stranger = Uuid::nil().to_string();
    for (id, vendor, body, is_done) in [
        ("nonsense", "test", &b"\xff"[..], false),
        ("nobodys", "another", &b"x"[..], false),
        ("strangers", "test", stranger.as_bytes(), true),
    ] {
        let job = ProcessInboundMessage {
            message_id: keep(id, vendor, body).await,
        };
        let done = process_inbound_message(till.context.clone(), job, first_try()).await;
        assert_eq!(done.is_ok(), is_done, "{id}");
    }
    let states = "select string_agg(message_id || ' ' || state, ', ' order by message_id) from inbound_messages";
    assert_eq!(
        till.world.database.value::<String>(states).await,
        "nobodys failed, nonsense failed, strangers processed"
    );
    assert_eq!(till.stands().await.0, "prepared");
}
