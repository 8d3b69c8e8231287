//! Passkeys and log-ins that are ended while something is under way.

use commerce::customer::passkey::adding::{self, AddPasskeyError};
use commerce::customer::passkey::confirming::{self, ConfirmError};
use commerce::customer::{Session, erase, passkey, session};
use commerce::ids::PasskeyCeremonyId;
use platform::auth::attempt::Attempt;
use platform::auth::passkeys::Passkeys;
use serde_json::Value;
use testkit::World;
use testkit::authenticator::Authenticator;

const SHOP: &str = "http://shop.example";
const ADDRESS: std::net::IpAddr = std::net::IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

async fn member(world: &World) -> Session {
    let (_, token) = world.session("user").await;
    let mut tx = world.tx().await;
    let now = tx.now();
    session::find(&mut tx, &token, now).await.unwrap().unwrap()
}

async fn asked(
    world: &World,
    passkeys: &Passkeys,
    session: &Session,
) -> (PasskeyCeremonyId, Value) {
    let mut tx = world.tx().await;
    let begun = adding::begin(&mut tx, passkeys, session, "Nordbod", ADDRESS).await;
    tx.commit().await.unwrap();
    begun.unwrap()
}

#[tokio::test]
async fn whose_log_in_has_been_ended_adds_removes_and_proves_nothing() {
    let world = World::create().await;
    let passkeys = Passkeys::at(SHOP).unwrap();
    let thief = member(&world).await;
    let mut device = Authenticator::at(SHOP);
    let (ceremony, options) = asked(&world, &passkeys, &thief).await;
    let made = device.make(&options);
    let mut tx = world.tx().await;
    let given = (ceremony, made.as_str());
    let id = adding::add(&mut tx, &passkeys, &thief, given, "Mobil").await;
    let id = id.unwrap();
    tx.commit().await.unwrap();
    let (late, options) = asked(&world, &passkeys, &thief).await;
    let made = device.make(&options);
    let mut tx = world.tx().await;
    let (proof, _) = confirming::begin(&mut tx, &passkeys, &thief, ADDRESS)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // The owner chose another password between the request's first look and its deed.
    let end = "update customer_sessions set revoked_at = now()";
    world.database.execute(end).await;
    let mut tx = world.tx().await;
    let given = (late, made.as_str());
    let added = adding::add(&mut tx, &passkeys, &thief, given, "Mobil").await;
    assert!(
        matches!(added, Err(AddPasskeyError::NoCustomer)),
        "{added:?}"
    );
    let begun = adding::begin(&mut tx, &passkeys, &thief, "Nordbod", ADDRESS).await;
    assert!(matches!(begun, Err(AddPasskeyError::NoCustomer)));
    assert!(!passkey::remove(&mut tx, &thief, id).await.unwrap());
    let attempt = Attempt::at_passkey(ADDRESS);
    let proved = confirming::confirm(&mut tx, &passkeys, &attempt, &thief, (proof, "{}")).await;
    assert!(matches!(proved, Err(ConfirmError::NoCustomer)));
    tx.commit().await.unwrap();
    let own = "select count(*) from customer_passkeys where removed_at is null";
    assert_eq!(world.database.value::<i64>(own).await, 1);
}

#[tokio::test]
async fn adding_a_passkey_and_erasing_the_account_at_once_do_not_wait_for_each_other() {
    let world = World::create().await;
    let passkeys = Passkeys::at(SHOP).unwrap();
    for _ in 0..20 {
        let session = member(&world).await;
        let (ceremony, options) = asked(&world, &passkeys, &session).await;
        let made = Authenticator::at(SHOP).make(&options);
        let add = async {
            let mut tx = world.tx().await;
            let given = (ceremony, made.as_str());
            let added = adding::add(&mut tx, &passkeys, &session, given, "Mobil").await;
            let is_fault = matches!(added, Err(AddPasskeyError::Db(_)));
            assert!(!is_fault, "{added:?}");
            tx.commit().await.unwrap();
        };
        let erase = async {
            let mut tx = world.tx().await;
            let kept = erase::erase(&mut tx, session.customer).await.unwrap();
            assert!(kept.is_some());
            tx.commit().await.unwrap();
        };
        tokio::join!(add, erase);
    }
    let left = "select (select count(*) from passkey_ceremonies) + (select count(*) from customer_passkeys)";
    assert_eq!(world.database.value::<i64>(left).await, 0);
}
