//! Two shops of one merchant: each letter comes from the shop that it is about, whichever was made first.

use commerce::customer::link::{self, LinkPurpose, Wish};
use commerce::customer::{log_in, register};
use commerce::ids::CustomerId;
use commerce::jobs::{SendCustomerLink, SendUnusedNotice};
use commerce::shop_door;
use platform::auth::session::Client;
use platform::db::Db;
use platform::mail::store::{StoredMail, by_dedup_key};
use testkit::World;
use testkit::beside::Beside;
use testkit::pictures::Pictures;
use workers::Context;
use workers::mails::customer_link::send_customer_link;
use workers::mails::unused::send_unused_notice;

use crate::mails::{brands, context, first_try, has_all, paid, written};

/// The world's shop and another one; what is made in the world from then on is made in the other one.
async fn moved() -> (World, Beside, commerce::ids::ShopId) {
    let mut world = World::create().await;
    let beside = world.beside(Some("default")).await;
    let own = world.shop_id;
    world.shop_id = beside.shop_id;
    world.list = beside.list;
    (world, beside, own)
}

fn is_the_others(mail: &StoredMail) {
    has_all(mail, &["Ladan i Ed AB", "https://www.ladan.example/"]);
    for text in [&mail.body_text, mail.body_html.as_ref().unwrap()] {
        for foreign in ["Nordbod", "butik.example", "ladan.localhost"] {
            assert!(!text.contains(foreign), "{foreign}: {text}");
        }
    }
    assert_eq!(mail.reply_to.as_deref(), Some("hej@ladan.example"));
    assert_eq!(mail.sender, "\"Ladan\" <hej@nordbod.example>");
}

#[tokio::test]
async fn an_orders_confirmation_comes_from_its_own_shop() {
    let (world, ..) = moved().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let order = paid(&world, "sv", "home").await;
    let mail = written(&context, order).await;
    is_the_others(&mail);
    has_all(&mail, &["Ladvägen 2", "668 30 Ed", "Ladans villkor"]);
}

#[tokio::test]
async fn the_oldest_shops_letters_are_as_they_were() {
    let (mut world, _, own) = moved().await;
    world.shop_id = own;
    world.list = world
        .database
        .value("select id from price_lists where code = 'base'")
        .await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let order = paid(&world, "sv", "home").await;
    let mail = written(&context, order).await;
    has_all(&mail, &["Nordbod AB", "https://butik.example/"]);
    assert_eq!(mail.sender, "Nordbod <hej@nordbod.example>");
    assert!(!mail.body_text.contains("Ladan"), "{}", mail.body_text);
}

#[tokio::test]
async fn a_link_comes_from_the_shop_where_it_was_asked_for_and_news_from_the_last_log_in() {
    let (world, beside, own) = moved().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let wish = Wish {
        purpose: LinkPurpose::Register,
        email: "elin@exempel.se".to_owned(),
        name: "Elin Sandahl".to_owned(),
        locale: "sv".to_owned(),
        next_path: String::new(),
        address: [192, 0, 2, 1].into(),
    };
    let mut tx = world.tx().await;
    let asked = link::ask(&mut tx, &wish).await.unwrap();
    shop_door::note_link(&mut tx, asked, beside.shop_id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let job = SendCustomerLink { link_id: asked };
    send_customer_link(context.clone(), job, first_try())
        .await
        .unwrap();
    let mail = kept(&world, &format!("customer-link/{asked}")).await;
    is_the_others(&mail);

    // They log in there; a mail about the account alone comes from where they were last.
    let mut tx = world.tx().await;
    let found = link::find(&mut tx, asked).await.unwrap().unwrap();
    let customer = register::register(&mut tx, &found, "Elin Sandahl", None)
        .await
        .unwrap();
    let client = Client {
        address: [192, 0, 2, 1].into(),
        user_agent: String::new(),
    };
    let logged_in = log_in::begin(&mut tx, &customer, "link", &client)
        .await
        .unwrap();
    assert_eq!(
        shop_door::of_customer(&mut tx, customer.id).await.unwrap(),
        None
    );
    shop_door::note_log_in(&mut tx, &logged_in.session, own)
        .await
        .unwrap();
    assert_eq!(
        shop_door::of_customer(&mut tx, customer.id).await.unwrap(),
        Some(own)
    );
    shop_door::note_log_in(&mut tx, &logged_in.session, beside.shop_id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world
        .database
        .execute("update customers set unused_told_at = '2026-11-23T09:30:00Z'")
        .await;
    let job = SendUnusedNotice {
        customer_id: customer.id,
    };
    send_unused_notice(context, job, first_try()).await.unwrap();
    let key: String = world
        .database
        .value("select dedup_key from mails where kind = 'account-unused'")
        .await;
    is_the_others(&kept(&world, &key).await);
}

#[tokio::test]
async fn a_shop_that_stands_nowhere_writes_no_letter_that_would_lead_elsewhere() {
    let (world, beside, _) = moved().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let order = paid(&world, "sv", "home").await;
    take_names(&world, beside).await;
    let delivery = platform::ids::new_uuid();
    let refused = workers::mails::confirm_order(&context, order, delivery).await;
    assert!(
        matches!(&refused, Err(platform::jobs::runner::JobError::Retry(why)) if why.contains("ladan")),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_letter_about_an_account_alone_is_not_lost_with_a_shop_that_stands_nowhere() {
    let (world, beside, _) = moved().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let (_, token) = world.session("consumer").await;
    let mut tx = world.tx().await;
    shop_door::note_log_in(&mut tx, &token, beside.shop_id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    take_names(&world, beside).await;
    world
        .database
        .execute("update customers set unused_told_at = '2026-11-23T09:30:00Z'")
        .await;
    let customer = "select customer_id from customer_sessions";
    let job = SendUnusedNotice {
        customer_id: CustomerId(world.database.value(customer).await),
    };
    send_unused_notice(context, job, first_try()).await.unwrap();
    let key: String = world
        .database
        .value("select dedup_key from mails where kind = 'account-unused'")
        .await;
    let mail = kept(&world, &key).await;
    has_all(&mail, &["Nordbod AB", "https://butik.example/"]);
    assert!(!mail.body_text.contains("Ladan"), "{}", mail.body_text);
}

#[tokio::test]
async fn who_has_not_been_in_for_long_is_written_to_by_the_shop_that_they_know() {
    let (world, beside, _) = moved().await;
    let pictures = Pictures::new();
    let context = context(&world, &pictures);
    let (_, token) = world.session("consumer").await;
    let mut tx = world.tx().await;
    shop_door::note_log_in(&mut tx, &token, beside.shop_id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let database = &world.database;
    let customer = CustomerId(database.value("select id from customers").await);
    // The log-in has been forgotten, as a month after its end.
    database.execute("delete from customer_devices").await;
    database.execute("delete from customer_sessions").await;
    let mut tx = world.tx().await;
    let told = shop_door::of_customer(&mut tx, customer).await.unwrap();
    assert_eq!(told, Some(beside.shop_id));
    let wish = Wish {
        purpose: LinkPurpose::Reset,
        email: database.value("select email from customers").await,
        name: String::new(),
        locale: "sv".to_owned(),
        next_path: String::new(),
        address: [192, 0, 2, 1].into(),
    };
    let asked = link::ask(&mut tx, &wish).await.unwrap();
    let told = shop_door::of_link(&mut tx, asked).await.unwrap();
    assert_eq!(told, Some(beside.shop_id));
    tx.commit().await.unwrap();
    world
        .database
        .execute("update customers set unused_told_at = '2026-11-23T09:30:00Z'")
        .await;
    let job = SendUnusedNotice {
        customer_id: customer,
    };
    send_unused_notice(context, job, first_try()).await.unwrap();
    let key: String = world
        .database
        .value("select dedup_key from mails where kind = 'account-unused'")
        .await;
    is_the_others(&kept(&world, &key).await);
}

#[tokio::test]
async fn a_theme_is_read_when_the_letter_has_given_its_connection_back() {
    let (world, beside, _) = moved().await;
    let pictures = Pictures::new();
    let (_, token) = world.session("consumer").await;
    let mut tx = world.tx().await;
    shop_door::note_log_in(&mut tx, &token, beside.shop_id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let database = &world.database;
    database
        .execute("update customers set unused_told_at = '2026-11-23T09:30:00Z'")
        .await;
    let job = SendUnusedNotice {
        customer_id: CustomerId(database.value("select id from customers").await),
    };
    // One connection for both: whoever comes second has it as soon as the letter has read what it is about.
    let db = Db::connect(&database.url, 1, world.clock.clone())
        .await
        .unwrap();
    let context = Context {
        db: db.clone(),
        brands: brands(),
        ..context(&world, &pictures)
    };
    let sent = send_unused_notice(context.clone(), job, first_try());
    let second = async {
        let conn = db.read().await.unwrap();
        let is_read = context.brands.known(Some("default")).is_some();
        drop(conn);
        is_read
    };
    let (sent, is_read) = tokio::join!(sent, second);
    sent.unwrap();
    assert!(!is_read, "the connection was held while the theme was read");
    let key: String = database
        .value("select dedup_key from mails where kind = 'account-unused'")
        .await;
    is_the_others(&kept(&world, &key).await);
}

async fn take_names(world: &World, of: Beside) {
    let mut tx = world.tx().await;
    let (held, version) = shop_door::held(&mut tx, of.shop_id).await.unwrap();
    let nameless = shop_door::DoorFacts {
        names: Vec::new(),
        ..held
    };
    shop_door::change(&mut tx, of.shop_id, &nameless, version)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn kept(world: &World, key: &str) -> StoredMail {
    let mut conn = world.db.read().await.unwrap();
    by_dedup_key(&mut conn, key).await.unwrap().unwrap()
}
