//! What those who watch something sold out get by mail.

use commerce::catalogue::address::{Kind, set_free_slug};
use commerce::catalogue::storefront::mark_variants_dirty;
use commerce::ids::{StockWatchId, VariantId};
use commerce::inventory::store::{Balance, set_balances};
use commerce::jobs::{RefreshListing, SendBackInStock, SendWatchLink, TellWatchers};
use commerce::stock_watch::begin::{ask, confirm};
use commerce::stock_watch::end::end;
use commerce::stock_watch::{STOCK_WATCH, find};
use platform::jobs::runner::Attempt;
use platform::mail::store::{StoredMail, by_dedup_key};
use testkit::World;
use testkit::pictures::Pictures;
use workers::Context;
use workers::listing::refresh_listing;
use workers::mails::watches::{send_back_in_stock, send_watch_link};
use workers::watches::tell_watchers;

use crate::mails::{context, has_all};

fn attempt() -> Attempt {
    Attempt {
        number: 1,
        is_last: false,
        request_id: None,
    }
}

/// A mug that is sold out, with an address in both languages.
async fn sold_out(world: &World) -> VariantId {
    let variant = world.variant("MUG", 0, 24_900).await;
    let product = world
        .database
        .value::<uuid::Uuid>("select product_id from variants")
        .await;
    let mut tx = world.tx().await;
    for locale in ["sv", "en"] {
        set_free_slug(&mut tx, Kind::Product, product, locale, "mugg")
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    variant
}

async fn asked(world: &World, variant: VariantId, locale: &str) -> (StockWatchId, SendWatchLink) {
    let mut tx = world.tx().await;
    let to = "elin@exempel.se";
    ask(&mut tx, to, world.shop_id, variant, locale)
        .await
        .unwrap();
    let asked_at = tx.now();
    tx.commit().await.unwrap();
    let latest = "select id from stock_watches order by created_at desc, id desc limit 1";
    let id = StockWatchId(world.database.value(latest).await);
    let job = SendWatchLink {
        watch_id: id,
        asked_at,
    };
    (id, job)
}

async fn mail(world: &World, key: &str) -> Option<StoredMail> {
    let mut conn = world.db.read().await.unwrap();
    by_dedup_key(&mut conn, key).await.unwrap()
}

async fn key_of(world: &World, context: &Context, id: StockWatchId) -> String {
    let mut conn = world.db.read().await.unwrap();
    let watch = find(&mut conn, id).await.unwrap().unwrap();
    context.secret.link_key(STOCK_WATCH, &watch.link_subject())
}

async fn link(world: &World, context: &Context, id: StockWatchId, start: &str) -> String {
    let key = key_of(world, context, id).await;
    format!("https://butik.example{start}/{id}/{key}")
}

#[tokio::test]
async fn a_guest_is_asked_once_whether_it_was_they() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    let variant = sold_out(&world).await;
    let (id, job) = asked(&world, variant, "sv").await;
    for _ in 0..2 {
        send_watch_link(context.clone(), job.clone(), attempt())
            .await
            .unwrap();
    }
    let sent = "select count(*) from mails where kind = 'stock-watch' and state = 'sent'";
    assert_eq!(world.database.value::<i64>(sent).await, 1);
    let key = format!("stock-watch/{id}/{}", job.asked_at.as_microsecond());
    let asks = mail(&world, &key).await.unwrap();
    assert_eq!(asks.recipient, "elin@exempel.se");
    let link = link(&world, &context, id, "/bevakning").await;
    has_all(&asks, &["MUG", "Bekräfta bevakningen", &link]);
    assert_eq!(asks.unsubscribe_url.as_deref(), Some(link.as_str()));
    // Asked again once it is proved, the mail alone tells so.
    let mut tx = world.tx().await;
    confirm(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    world.clock.advance(jiff::SignedDuration::from_mins(15));
    let (same, job) = asked(&world, variant, "en").await;
    assert_eq!(same, id);
    send_watch_link(context.clone(), job.clone(), attempt())
        .await
        .unwrap();
    let key = format!("stock-watch/{id}/{}", job.asked_at.as_microsecond());
    let known = mail(&world, &key).await.unwrap();
    has_all(&known, &["You already wait for this item", "/en/watch/"]);
    // What is over is not asked about.
    let mut tx = world.tx().await;
    end(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    world.database.execute("delete from mails").await;
    send_watch_link(context, job, attempt()).await.unwrap();
    let mails = "select count(*) from mails";
    assert_eq!(world.database.value::<i64>(mails).await, 0);
}

#[tokio::test]
async fn goods_that_come_in_are_told_of_once_with_the_way_to_them_and_out_of_it() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    let variant = sold_out(&world).await;
    let (id, _) = asked(&world, variant, "sv").await;
    let mut tx = world.tx().await;
    confirm(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    let balance = Balance {
        variant_id: variant,
        location_id: world.location,
        on_hand: 2,
    };
    let mut tx = world.tx().await;
    set_balances(&mut tx, &[balance], "test").await.unwrap();
    mark_variants_dirty(&mut tx, &[variant]).await.unwrap();
    tx.commit().await.unwrap();
    // Not told before the lists know, and however often each job runs.
    for _ in 0..2 {
        refresh_listing(context.clone(), RefreshListing {}, attempt())
            .await
            .unwrap();
        tell_watchers(context.clone(), TellWatchers {}, attempt())
            .await
            .unwrap();
        let job = SendBackInStock { watch_id: id };
        send_back_in_stock(context.clone(), job, attempt())
            .await
            .unwrap();
    }
    let sent = "select count(*) from mails where kind = 'stock-watch' and state = 'sent'";
    assert_eq!(world.database.value::<i64>(sent).await, 1);
    let back = mail(&world, &format!("stock-watch-back/{id}"))
        .await
        .unwrap();
    let link = link(&world, &context, id, "/bevakning").await;
    let said = [
        "Nu går varan att köpa igen",
        "https://butik.example/produkt/mugg",
        link.as_str(),
        "Bevakningen är avslutad",
    ];
    has_all(&back, &said);
    assert!(back.subject.contains("MUG"), "{}", back.subject);
    // Staff who read it cannot act by its link.
    let key = key_of(&world, &context, id).await;
    assert!(!platform::mail::without_keys(&back.body_text).contains(&key));
    assert!(!platform::mail::without_keys(back.body_html.as_ref().unwrap()).contains(&key));
}

#[tokio::test]
async fn an_account_is_told_at_the_address_that_it_has_and_one_that_is_shut_is_not() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    let variant = sold_out(&world).await;
    let (_, token) = world.session("user").await;
    let mut tx = world.tx().await;
    let now = tx.now();
    let session = commerce::customer::session::find(&mut tx, &token, now)
        .await
        .unwrap()
        .unwrap();
    let id = commerce::stock_watch::begin::begin(&mut tx, &session, world.shop_id, variant, "sv")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for change in [
        "update customers set email = 'ny@exempel.se'",
        "update stock_watches set state = 'told', closed_at = now()",
    ] {
        world.database.execute(change).await;
    }
    let job = || SendBackInStock { watch_id: id };
    let shut = "update customers set state = 'closed'";
    let open = "update customers set state = 'active'";
    world.database.execute(shut).await;
    send_back_in_stock(context.clone(), job(), attempt())
        .await
        .unwrap();
    let key = format!("stock-watch-back/{id}");
    assert!(mail(&world, &key).await.is_none());
    world.database.execute(open).await;
    send_back_in_stock(context, job(), attempt()).await.unwrap();
    let back = mail(&world, &key).await.unwrap();
    assert_eq!(back.recipient, "ny@exempel.se");
}
