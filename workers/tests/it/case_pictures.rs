//! Pictures of cases: what nothing keeps goes, files and all; what lay among the catalogue's pictures moves to where nobody else comes.

use bytes::Bytes;
use commerce::ids::{CaseFileId, OrderId, ReturnId};
use commerce::media::{PictureSettings, listing, original_key};
use commerce::returns::files::{self, Part};
use commerce::returns::{self, ComplaintReason, ReturnKind, Statement, StatementLine};
use jiff::SignedDuration;
use platform::db::Origin;
use platform::files::image::Darkroom;
use testkit::World;
use testkit::pictures::{Pictures, photo};
use workers::pictures::cases::sweep;

use crate::mails::paid;

fn settings() -> PictureSettings {
    PictureSettings::new(&[32, 64], None, false)
}

/// A picture that was sent for an order, with its files.
async fn sent(world: &World, darkroom: &Darkroom, order: OrderId) -> CaseFileId {
    let mut tx = world.tx().await;
    let id = files::take(&mut tx, order, 3).await.unwrap();
    tx.commit().await.unwrap();
    for key in files::keys(id) {
        let content = Bytes::from_static(b"jpg");
        darkroom.store().put(&key, content).await.unwrap();
    }
    id
}

async fn is_there(darkroom: &Darkroom, id: CaseFileId) -> bool {
    let mut found = Vec::new();
    for key in files::keys(id) {
        found.push(darkroom.store().exists(&key).await.unwrap());
    }
    assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{found:?}");
    found[0]
}

/// A complaint about goods that have been sent.
pub async fn complaint(world: &World, order: OrderId, pictures: Vec<CaseFileId>) -> ReturnId {
    let (line_id, _) = world.send(order, 1).await;
    let mut tx = world.tx().await;
    let said = Statement {
        id: ReturnId::generate(),
        kind: ReturnKind::Complaint,
        name: "Elin Sandahl".to_owned(),
        email: "elin@exempel.se".to_owned(),
        locale: "sv".to_owned(),
        reason: Some(ComplaintReason::Damaged),
        description: "Sprack.".to_owned(),
        lines: vec![StatementLine {
            line_id,
            quantity: 1,
            is_sealed: false,
        }],
        pictures,
        wish: None,
        begun_at: None,
        notice: None,
    };
    returns::open(&mut tx, order, &said).await.unwrap();
    tx.commit().await.unwrap();
    said.id
}

async fn pictures_of(world: &World, id: ReturnId) -> Vec<CaseFileId> {
    let mut conn = world.db.read().await.unwrap();
    returns::by_id(&mut conn, id)
        .await
        .unwrap()
        .unwrap()
        .pictures
}

#[tokio::test]
async fn a_picture_without_a_case_goes_and_one_of_a_case_goes_with_its_words() {
    let world = World::create().await;
    let pictures = Pictures::new();
    let darkroom = &pictures.darkroom;
    let (order, other) = (
        paid(&world, "sv", "home").await,
        paid(&world, "en", "home").await,
    );
    let (kept, stray) = (
        sent(&world, darkroom, order).await,
        sent(&world, darkroom, order).await,
    );
    let foreign = sent(&world, darkroom, other).await;
    let case = complaint(&world, order, vec![kept, foreign]).await;
    assert_eq!(pictures_of(&world, case).await, [kept], "another order's");
    sweep(&world.db, darkroom, &settings()).await.unwrap();
    assert!(is_there(darkroom, stray).await, "its form may still come");
    world.clock.advance(SignedDuration::from_hours(26));
    sweep(&world.db, darkroom, &settings()).await.unwrap();
    assert!(!is_there(darkroom, stray).await && !is_there(darkroom, foreign).await);
    assert!(is_there(darkroom, kept).await);
    let rows = "select count(*) from case_files";
    assert_eq!(world.database.value::<i64>(rows).await, 1);
    // Eight years later the books want it no more.
    world
        .clock
        .advance(SignedDuration::from_hours(24 * 366 * 8));
    let mut tx = world.tx().await;
    commerce::retention::forget_some(&mut tx, commerce::retention::Rule::Orders)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(pictures_of(&world, case).await, []);
    world.clock.advance(SignedDuration::from_hours(2));
    sweep(&world.db, darkroom, &settings()).await.unwrap();
    assert!(!is_there(darkroom, kept).await);
    assert_eq!(world.database.value::<i64>(rows).await, 0);
}

/// A buyer's picture as it was kept before: among the catalogue's.
async fn former(world: &World, pictures: &Pictures, seed: u8) -> uuid::Uuid {
    let content = photo(60, 40, seed);
    let picture = pictures.darkroom.keep(content).await.unwrap();
    let mut tx = world.db.begin(Origin::system("test")).await.unwrap();
    let id = commerce::media::store::store_media(&mut tx, &picture, None)
        .await
        .unwrap();
    let change = platform::audit::Change::deed("picture.upload", "media", id);
    tx.audit(change).await.unwrap();
    tx.commit().await.unwrap();
    id.0
}

#[tokio::test]
async fn pictures_among_the_catalogues_move_and_nothing_is_left_of_them() {
    let world = World::create().await;
    let pictures = Pictures::new();
    let darkroom = &pictures.darkroom;
    let order = paid(&world, "sv", "home").await;
    let case = complaint(&world, order, Vec::new()).await;
    let (shown, never_shown) = (
        former(&world, &pictures, 1).await,
        former(&world, &pictures, 2).await,
    );
    let hung = pictures.upload(&world.db, &photo(60, 40, 3)).await;
    let row = format!(
        "insert into return_pictures (return_id, media_id, position) values ('{case}', '{shown}', 1), ('{case}', '{hung}', 2)"
    );
    world.database.execute(row.leak()).await;
    let mut keys = Vec::new();
    for id in [shown, never_shown] {
        let mut conn = world.db.read().await.unwrap();
        let media = listing::media(&mut conn, id.into()).await.unwrap().unwrap();
        let job = commerce::jobs::MakeDerivatives { media_id: media.id };
        workers::pictures::make_derivatives(&world.db, darkroom, &settings(), &job)
            .await
            .unwrap();
        keys.extend(listing::files(&mut conn, &media).await.unwrap());
    }
    world.clock.advance(SignedDuration::from_hours(25));
    for _ in 0..2 {
        sweep(&world.db, darkroom, &settings()).await.unwrap();
    }
    let moved = pictures_of(&world, case).await;
    assert_eq!(moved.len(), 2);
    for id in moved {
        for part in Part::ALL {
            let stored = darkroom.store().get(&files::key(id, part)).await.unwrap();
            let content = stored.expect("a picture");
            assert!(content.starts_with(&[0xff, 0xd8]), "{part:?}");
        }
    }
    assert!(!keys.is_empty());
    for key in keys {
        assert!(!darkroom.store().exists(&key).await.unwrap(), "{key}");
    }
    // What the catalogue shows stays the catalogue's.
    let left: String = world
        .database
        .value("select string_agg(id::text, ' ') from media")
        .await;
    assert_eq!(left, hung.to_string());
    let mut conn = world.db.read().await.unwrap();
    let media = listing::media(&mut conn, hung).await.unwrap().unwrap();
    let original = original_key(&media.hash, media.format);
    assert!(darkroom.store().exists(&original).await.unwrap());
}
