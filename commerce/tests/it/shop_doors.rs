//! By which names shops are called, and what they wear.

use commerce::ids::ShopId;
use commerce::shop_door::{self, Addresses, ChangeDoorError, DoorFacts, ShopDoor};
use testkit::World;

use crate::settings::another_shop;

fn facts(names: &[&str], theme: Option<&str>) -> DoorFacts {
    DoorFacts {
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        theme: theme.map(str::to_owned),
    }
}

async fn doors(world: &World) -> Vec<ShopDoor> {
    let mut conn = world.db.read().await.unwrap();
    shop_door::doors(&mut conn).await.unwrap()
}

/// Changes a door as it stands now.
async fn change(world: &World, shop: ShopId, to: &DoorFacts) -> Result<bool, ChangeDoorError> {
    let mut tx = world.tx().await;
    let (_, version) = shop_door::held(&mut tx, shop).await.unwrap();
    let done = shop_door::change(&mut tx, shop, to, version).await?;
    tx.commit().await.unwrap();
    Ok(done)
}

#[tokio::test]
async fn a_shop_has_one_main_name_and_others_that_no_other_shop_has() {
    let world = World::create().await;
    let other = another_shop(&world).await;
    let bare = doors(&world).await;
    let shops: Vec<ShopId> = bare.iter().map(|door| door.shop_id).collect();
    assert_eq!(shops, [world.shop_id, other]);
    assert!(bare.iter().all(|door| door.names().count() == 0));

    let wanted = facts(
        &["WWW.Lada.example", "b.example", "a.example"],
        Some("nordbod"),
    );
    assert!(change(&world, other, &wanted).await.unwrap());
    // The same once more changes nothing.
    assert!(!change(&world, other, &wanted).await.unwrap());
    let door = doors(&world).await.remove(1);
    assert_eq!(door.main.as_deref(), Some("www.lada.example"));
    assert_eq!(door.further, ["a.example", "b.example"]);
    assert_eq!(door.theme.as_deref(), Some("nordbod"));

    // Another of its names becomes the main one, and one goes.
    let wanted = facts(&["a.example", "www.lada.example"], None);
    assert!(change(&world, other, &wanted).await.unwrap());
    let door = doors(&world).await.remove(1);
    assert_eq!(door.main.as_deref(), Some("a.example"));
    assert_eq!(door.further, ["www.lada.example"]);

    let refused = change(
        &world,
        world.shop_id,
        &facts(&["b.example", "a.example"], None),
    )
    .await;
    assert!(
        matches!(refused, Err(ChangeDoorError::Taken { name, by }) if name == "a.example" && by == "annan")
    );
    assert!(
        change(&world, world.shop_id, &facts(&["b.example"], None))
            .await
            .unwrap()
    );
    let audited: i64 = world
        .database
        .value("select count(*) from audit_entries where action = 'shop.changed'")
        .await;
    assert_eq!(audited, 3);
    let told: String = world
        .database
        .value("select after::text from audit_entries where action = 'shop.changed' and after::text like '%b.example\"]%' and after::text not like '%lada%'")
        .await;
    assert_eq!(told, r#"{"shop.names": ["b.example"]}"#);
}

#[tokio::test]
async fn a_door_is_changed_as_it_was_read() {
    let world = World::create().await;
    let mut tx = world.tx().await;
    let (held, version) = shop_door::held(&mut tx, world.shop_id).await.unwrap();
    assert_eq!(held, DoorFacts::default());
    let first = facts(&["a.example"], None);
    assert!(
        shop_door::change(&mut tx, world.shop_id, &first, version)
            .await
            .unwrap()
    );
    let late = facts(&["b.example"], None);
    assert!(matches!(
        shop_door::change(&mut tx, world.shop_id, &late, version).await,
        Err(ChangeDoorError::ChangedMeanwhile)
    ));
    assert!(matches!(
        shop_door::change(&mut tx, ShopId::generate(), &late, version).await,
        Err(ChangeDoorError::Unknown)
    ));
}

#[tokio::test]
async fn a_session_that_is_gone_chooses_no_shop() {
    let world = World::create().await;
    let mut tx = world.tx().await;
    let gone = uuid::Uuid::nil();
    for shop in [Some(world.shop_id), None] {
        commerce::staff_shops::choose(&mut tx, gone, shop)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let kept = "select count(*) from staff_shop_choices";
    let kept: i64 = world.database.value(kept).await;
    assert_eq!(kept, 0);
}

#[tokio::test]
async fn a_code_is_free_until_a_shop_has_it() {
    let world = World::create().await;
    let mut tx = world.tx().await;
    for (code, free) in [("nordbod", false), ("annan", true)] {
        let is_free = commerce::opening::is_free(&mut tx, code).await.unwrap();
        assert_eq!(is_free, free, "{code}");
    }
    tx.commit().await.unwrap();
    another_shop(&world).await;
    let mut tx = world.tx().await;
    let is_free = commerce::opening::is_free(&mut tx, "annan").await.unwrap();
    assert!(!is_free);
}

#[tokio::test]
async fn no_younger_shop_takes_the_oldest_off_the_net() {
    let world = World::create().await;
    let other = another_shop(&world).await;
    let at = Addresses::new("https://www.nordbod.example:8443", true);
    let change = async |shop: ShopId, names: &[&str]| {
        let mut tx = world.tx().await;
        let (_, version) = shop_door::held(&mut tx, shop).await.unwrap();
        let done = shop_door::change_at(&mut tx, &at, shop, &facts(names, None), version).await;
        tx.end(done).await.unwrap()
    };
    let by = |done: Result<bool, ChangeDoorError>| match done {
        Err(ChangeDoorError::Taken { by, .. }) => by,
        other => panic!("{other:?}"),
    };
    let own = ["ladan.example", "WWW.nordbod.example"];
    assert_eq!(by(change(other, &own).await), "nordbod");
    assert!(change(other, &["ladan.example"]).await.unwrap());
    // Once the oldest has a name of its own the installation's is free, and that one cannot be given up.
    assert!(change(world.shop_id, &["nordbod.example"]).await.unwrap());
    assert!(change(other, &own).await.unwrap());
    assert_eq!(by(change(world.shop_id, &[]).await), "annan");
    assert!(change(world.shop_id, &["a.example"]).await.unwrap());
}
