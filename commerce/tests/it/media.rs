//! Pictures are stored once, stand in galleries in their order, and tell how far their sizes have come.

use std::collections::BTreeMap;

use commerce::ids::{MediaId, ProductId};
use commerce::media::listing::{self, Progress};
use commerce::media::store::{Placement, place, record_derivatives, remove};
use commerce::media::{self, PictureSettings, Size};
use platform::clock::{Clock, Timestamp};
use platform::db::{Db, Origin};
use platform::files::ContentHash;
use platform::files::image::{Encoding, Focal};
use testkit::Database;
use testkit::pictures::{Pictures, photo};

fn clock() -> Clock {
    Clock::fixed(Timestamp::from_microsecond(1_790_000_000_000_000).unwrap())
}

fn settings() -> PictureSettings {
    PictureSettings::new(&[32, 64, 128], None, false)
}

async fn a_product(db: &Db) -> ProductId {
    let id = ProductId::generate();
    sqlx::query(
        "insert into vat_classes (code, name) values ('test', '{}') on conflict do nothing",
    )
    .execute(db.pool())
    .await
    .unwrap();
    sqlx::query("insert into products (id, code, vat_class, created_at, updated_at) values ($1, $2, 'test', now(), now())")
        .bind(id)
        .bind(id.to_string())
        .execute(db.pool())
        .await
        .unwrap();
    id
}

async fn jobs(db: &Db) -> i64 {
    sqlx::query_scalar("select count(*) from jobs where name = 'commerce.make-derivatives'")
        .fetch_one(db.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn the_same_bytes_are_one_picture_however_often_they_come() {
    let (database, pictures) = (Database::create().await, Pictures::new());
    let db = database.db(clock());
    let mut uploads = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (db, darkroom) = (db.clone(), pictures.darkroom.clone());
        uploads.spawn(async move {
            let picture = darkroom.ingest(photo(100, 80, 1)).await.unwrap();
            let mut tx = db.begin(Origin::system("test")).await.unwrap();
            let id = media::store::store_media(&mut tx, &picture, None)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            id
        });
    }
    let ids = uploads.join_all().await;
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(jobs(&db).await, 1, "its sizes are asked for once");
    let other = pictures.upload(&db, &photo(100, 80, 2)).await;
    assert_ne!(other, ids[0]);
    let mut conn = db.read().await.unwrap();
    let found = listing::media(&mut conn, ids[0]).await.unwrap().unwrap();
    assert_eq!(
        (found.width, found.height, found.has_alpha),
        (100, 80, false)
    );
    assert_eq!(found.hash, ContentHash::of(&photo(100, 80, 1)));
    assert!(found.placeholder.starts_with("data:image/webp;base64,"));
    assert_eq!(
        listing::media_by_hash(&mut conn, &found.hash)
            .await
            .unwrap(),
        Some(found)
    );
    assert_eq!(
        listing::media(&mut conn, MediaId::generate())
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn a_gallery_has_its_order_its_words_and_its_focal_points() {
    let (database, pictures) = (Database::create().await, Pictures::new());
    let db = database.db(clock());
    let (product, bare) = (a_product(&db).await, a_product(&db).await);
    let (first, second) = (
        pictures.upload(&db, &photo(100, 80, 1)).await,
        pictures.upload(&db, &photo(40, 80, 2)).await,
    );
    let placement = |media_id, position, text: &str| Placement {
        product_id: product,
        media_id,
        variant_id: None,
        position,
        alt: BTreeMap::from([("sv".to_owned(), text.to_owned())]),
        focal: Focal::new(250, 1000).unwrap(),
    };
    let mut tx = db.begin(Origin::system("test")).await.unwrap();
    place(&mut tx, &placement(first, 1, "Först")).await.unwrap();
    place(&mut tx, &placement(second, 2, "Sedan"))
        .await
        .unwrap();
    // Placed again, it is moved and described anew, and not shown twice.
    place(&mut tx, &placement(first, 3, "Sist")).await.unwrap();
    tx.commit().await.unwrap();

    let mut conn = db.read().await.unwrap();
    let galleries = listing::galleries(&mut conn, &[product, bare])
        .await
        .unwrap();
    assert!(!galleries.contains_key(&bare));
    let gallery = &galleries[&product];
    assert_eq!(
        gallery
            .iter()
            .map(|placed| placed.media.id)
            .collect::<Vec<_>>(),
        [second, first]
    );
    let picture = gallery[1].picture(&settings(), "en");
    assert_eq!(
        (picture.alt.as_str(), picture.focus_x, picture.focus_y),
        ("Sist", 25, 100)
    );
    assert_eq!((picture.width, picture.height), (100, 80));

    let mut tx = db.begin(Origin::system("test")).await.unwrap();
    assert!(remove(&mut tx, product, first).await.unwrap());
    assert!(!remove(&mut tx, product, first).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(
        listing::galleries(&mut conn, &[product]).await.unwrap()[&product].len(),
        1
    );
    assert!(
        listing::media(&mut conn, first).await.unwrap().is_some(),
        "the picture itself stays"
    );
}

#[tokio::test]
async fn progress_counts_what_is_wanted_and_what_is_there() {
    let (database, pictures) = (Database::create().await, Pictures::new());
    let db = database.db(clock());
    // 100 wide: 32, 64 and (as wide as it is) 128. 32 wide: 32 alone. Each in two formats.
    let (large, small) = (
        pictures.upload(&db, &photo(100, 80, 1)).await,
        pictures.upload(&db, &photo(32, 80, 2)).await,
    );
    let mut conn = db.read().await.unwrap();
    assert_eq!(
        listing::progress(&mut conn, &settings(), None)
            .await
            .unwrap(),
        Progress { wanted: 8, made: 0 }
    );
    assert_eq!(
        listing::progress(&mut conn, &settings(), Some(&[small]))
            .await
            .unwrap(),
        Progress { wanted: 2, made: 0 }
    );
    for id in [large, small] {
        let media = listing::media(&mut conn, id).await.unwrap().unwrap();
        let wanted = media::wanted(&media, &settings()).len() as i64;
        assert_eq!(
            listing::progress(&mut conn, &settings(), Some(&[id]))
                .await
                .unwrap()
                .wanted,
            wanted,
            "the database counts as the program does"
        );
    }
    let (size, foreign) = (
        Size {
            width: 64,
            encoding: Encoding::WebP,
        },
        Size {
            width: 999,
            encoding: Encoding::WebP,
        },
    );
    for _ in 0..2 {
        let mut tx = db.begin(Origin::system("test")).await.unwrap();
        record_derivatives(
            &mut tx,
            large,
            settings().recipe(),
            &[(size, 500), (foreign, 1)],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(
        listing::progress(&mut conn, &settings(), None)
            .await
            .unwrap(),
        Progress { wanted: 8, made: 1 },
        "sizes of an older theme do not count"
    );
    let recipe = settings().recipe();
    let made = listing::made(&mut conn, large, recipe).await.unwrap();
    assert_eq!(made.len(), 2);
}

#[tokio::test]
async fn only_sizes_that_a_picture_has_are_made_on_demand() {
    let (database, pictures) = (Database::create().await, Pictures::new());
    let db = database.db(clock());
    let id = pictures.upload(&db, &photo(40, 80, 1)).await;
    let mut conn = db.read().await.unwrap();
    let hash = listing::media(&mut conn, id).await.unwrap().unwrap().hash;
    let mut asks = Vec::new();
    for (hash, width, encoding) in [
        (hash, 32, Encoding::WebP),
        (hash, 64, Encoding::Jpeg),
        (hash, 128, Encoding::WebP),
        (hash, 33, Encoding::WebP),
        (hash, 32, Encoding::Avif),
        (ContentHash::of(b"another"), 32, Encoding::WebP),
    ] {
        let address = settings().address(hash, Size { width, encoding });
        asks.push(
            media::address::order(&mut conn, &address, &settings())
                .await
                .unwrap()
                .is_some(),
        );
    }
    assert_eq!(asks, [true, true, false, false, false, false]);
}
