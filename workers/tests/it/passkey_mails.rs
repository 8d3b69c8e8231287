//! What a customer is told of their passkeys.

use commerce::customer::passkey::{self, adding};
use commerce::customer::session;
use commerce::jobs::{PasskeyNews, SendPasskeyNotice};
use platform::auth::passkeys::Passkeys;
use platform::mail::store::by_dedup_key;
use testkit::World;
use testkit::authenticator::Authenticator;
use testkit::pictures::Pictures;
use workers::mails::passkey::send_passkey_notice;

use crate::mails::{context, first_try, has_all};

#[tokio::test]
async fn whoever_gets_a_passkey_or_loses_one_is_told_once() {
    const SHOP: &str = "http://shop.example";
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    let passkeys = Passkeys::at(SHOP).unwrap();
    let (_, token) = world.session("user").await;
    let mut tx = world.tx().await;
    let now = tx.now();
    let session = session::find(&mut tx, &token, now).await.unwrap().unwrap();
    let address = [192, 0, 2, 1].into();
    let begun = adding::begin(&mut tx, &passkeys, &session, "Nordbod", address).await;
    let (ceremony, options) = begun.unwrap();
    let made = Authenticator::at(SHOP).make(&options);
    let given = (ceremony, made.as_str());
    let added = adding::add(&mut tx, &passkeys, &session, given, "Elins mobil").await;
    let passkey_id = added.unwrap();
    tx.commit().await.unwrap();
    let attempt = first_try();
    for (news, words) in [
        (PasskeyNews::Added, "lades till på kontot"),
        (PasskeyNews::Removed, "togs bort från kontot"),
    ] {
        if news == PasskeyNews::Removed {
            let mut tx = world.tx().await;
            let removed = passkey::remove(&mut tx, &session, passkey_id).await;
            assert!(removed.unwrap());
            tx.commit().await.unwrap();
        }
        for _ in 0..2 {
            let job = SendPasskeyNotice { passkey_id, news };
            let sent = send_passkey_notice(context.clone(), job, attempt.clone());
            sent.await.unwrap();
        }
        let key = format!("passkey-notice/{passkey_id}/{}", news.as_str());
        let mut conn = world.db.read().await.unwrap();
        let mail = by_dedup_key(&mut conn, &key).await.unwrap().unwrap();
        assert_eq!(mail.recipient, session.email);
        has_all(
            &mail,
            &[
                words,
                "Elins mobil",
                "/konto/inloggning",
                "Var det inte du",
                "031-390 06 10",
            ],
        );
    }
    let told = "select count(*) from mails where kind = 'passkey-notice' and state = 'sent'";
    assert_eq!(world.database.value::<i64>(told).await, 2);
    // Nobody is told of anything once the account is gone.
    let mut tx = world.tx().await;
    let erased = commerce::customer::erase::erase(&mut tx, session.customer).await;
    assert!(erased.unwrap().is_some());
    tx.commit().await.unwrap();
    let job = SendPasskeyNotice {
        passkey_id,
        news: PasskeyNews::Added,
    };
    send_passkey_notice(context, job, attempt).await.unwrap();
    let left = "select count(*) from mails where kind = 'passkey-notice' and recipient <> ''";
    assert_eq!(world.database.value::<i64>(left).await, 0);
}
