//! What staff are told of their own accounts.

use platform::auth::attempt::Attempt as Try;
use platform::auth::notice::SendStaffNotice;
use platform::auth::session::Client;
use platform::auth::{log_in, session, staff, store};
use platform::db::{Actor, Origin};
use platform::ids::StaffId;
use platform::mail::store::by_dedup_key;
use testkit::World;
use testkit::pictures::Pictures;
use uuid::Uuid;
use workers::mails::staff::send_staff_notice;

use crate::mails::{context, first_try, has_all};

const SARA: &str = "sara@nordbod.example";

async fn owner(world: &World, email: &str, name: &str) -> StaffId {
    let mut tx = world.tx().await;
    store::ensure_standard_roles(&mut tx).await.unwrap();
    let roles = ["owner".to_owned()];
    let invited = staff::invite(&mut tx, email, name, "sv", &roles).await;
    let (id, token) = invited.unwrap();
    let accepted = staff::accept_invitation(&mut tx, &token, "$argon2id$x").await;
    assert_eq!(accepted.unwrap(), id);
    tx.commit().await.unwrap();
    id
}

/// The latest that is to be told.
async fn latest(world: &World) -> Uuid {
    let latest = "select id from staff_notices order by id desc limit 1";
    world.database.value(latest).await
}

#[tokio::test]
async fn staff_are_told_once_of_what_becomes_of_their_accounts() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    let sara = owner(&world, SARA, "Sara Lind").await;
    let maja = owner(&world, "maja@nordbod.example", "Maja Ek").await;
    let attempt = first_try();
    let mut tx = world.tx().await;
    let account = store::account(&mut tx, sara).await.unwrap().unwrap();
    let client = Client {
        address: [192, 0, 2, 1].into(),
        user_agent: "Firefox".to_owned(),
    };
    let try_ = Try::at_password(SARA, client.address, None);
    let token = log_in::accept_password(&mut tx, &try_, &account, &client).await;
    let (token, now) = (token.unwrap(), tx.now());
    let mine = session::find(&mut tx, &token, now).await.unwrap().unwrap();
    staff::change_password(&mut tx, &mine, "$argon2id$y")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let changed = latest(&world).await;

    // A colleague takes everything away, and is named.
    let origin = Origin {
        actor: Actor::Staff {
            id: maja,
            name: "Maja Ek".to_owned(),
        },
        request_id: None,
    };
    let row_version: i32 = world
        .database
        .value("select row_version from staff where email = 'sara@nordbod.example'")
        .await;
    let mut tx = world.db.begin(origin).await.unwrap();
    staff::invite_again(&mut tx, sara, row_version)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let reset = latest(&world).await;
    assert_ne!(changed, reset);

    for (notice_id, words) in [
        (
            changed,
            ["Ditt lösenord är ändrat", "Alla andra inloggningar"],
        ),
        (
            reset,
            ["Din inloggning har nollställts", "Maja Ek tog bort"],
        ),
    ] {
        for _ in 0..2 {
            let job = SendStaffNotice { notice_id };
            let sent = send_staff_notice(context.clone(), job, attempt.clone());
            sent.await.unwrap();
        }
        let key = format!("staff-notice/{notice_id}");
        let mut conn = world.db.read().await.unwrap();
        let mail = by_dedup_key(&mut conn, &key).await.unwrap().unwrap();
        assert_eq!(
            (mail.recipient.as_str(), mail.state.as_str()),
            (SARA, "sent")
        );
        has_all(&mail, &words);
        has_all(
            &mail,
            &[SARA, "https://kontor.example/profil", "Var det inte du"],
        );
    }
    // What has been told is not kept, and nobody who is gone is told.
    let left = "select count(*) from staff_notices";
    assert_eq!(world.database.value::<i64>(left).await, 0);
    let mut tx = world.tx().await;
    let account = store::account(&mut tx, maja).await.unwrap().unwrap();
    let token = log_in::accept_password(&mut tx, &try_, &account, &client).await;
    let (token, now) = (token.unwrap(), tx.now());
    let hers = session::find(&mut tx, &token, now).await.unwrap().unwrap();
    staff::change_password(&mut tx, &hers, "$argon2id$z")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let notice_id = latest(&world).await;
    let shut = "update staff set state = 'closed'";
    world.database.execute(shut).await;
    let job = SendStaffNotice { notice_id };
    send_staff_notice(context, job, attempt).await.unwrap();
    let mails = "select count(*) from mails where kind = 'staff-notice'";
    assert_eq!(world.database.value::<i64>(mails).await, 2);
}
