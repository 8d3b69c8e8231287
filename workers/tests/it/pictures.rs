//! The job that makes a picture's sizes.

use commerce::jobs::MakeDerivatives;
use commerce::media::listing::{self, Progress};
use commerce::media::{self, PictureSettings};
use platform::clock::Clock;
use platform::files::FileKey;
use platform::files::image::Format;
use platform::jobs::runner::JobError;
use testkit::Database;
use testkit::pictures::{Pictures, photo};
use workers::pictures::make_derivatives;

fn settings() -> PictureSettings {
    PictureSettings::new(&[32, 64, 128], None, false)
}

#[tokio::test]
async fn all_sizes_are_made_once_and_what_was_there_is_left_alone() {
    let (database, pictures) = (Database::create().await, Pictures::new());
    let db = database.db(Clock::system());
    let job = MakeDerivatives {
        media_id: pictures.upload(&db, &photo(100, 80, 1)).await,
    };
    make_derivatives(&db, &pictures.darkroom, &settings(), &job)
        .await
        .unwrap();

    let mut conn = db.read().await.unwrap();
    assert_eq!(
        listing::progress(&mut conn, &settings(), None)
            .await
            .unwrap(),
        Progress { wanted: 6, made: 6 }
    );
    let media = listing::media(&mut conn, job.media_id)
        .await
        .unwrap()
        .unwrap();
    for size in media::wanted(&media, &settings()) {
        let key = settings().address(media.hash, size).key();
        let content = pictures.darkroom.store().get(&key).await.unwrap().unwrap();
        let recorded = listing::made(&mut conn, media.id, settings().recipe())
            .await
            .unwrap();
        assert!(recorded.contains(&size));
        assert_eq!(
            Format::of(&content).map(Format::as_str),
            Some(size.encoding.as_str())
        );
    }
    // Whatever is asked of it now, it does not even open the original.
    pictures
        .darkroom
        .store()
        .delete(&FileKey::original(&media.hash, media.format))
        .await
        .unwrap();
    make_derivatives(&db, &pictures.darkroom, &settings(), &job)
        .await
        .unwrap();

    // A theme with one width more wants one width more, and that needs the original.
    let wider = PictureSettings::new(&[16, 32, 64, 128], None, false);
    let refused = make_derivatives(&db, &pictures.darkroom, &wider, &job).await;
    assert!(
        matches!(refused, Err(JobError::Fail(_))),
        "trying again would not bring it back: {refused:?}"
    );
    // Another recipe wants every size anew.
    let white = PictureSettings::new(&[32, 64, 128], Some("#ffffff"), false);
    let progress = listing::progress(&mut conn, &white, None).await.unwrap();
    assert_eq!(progress, Progress { wanted: 6, made: 0 });
}

#[tokio::test]
async fn a_job_that_was_broken_off_and_a_size_made_on_demand_give_the_same_files() {
    let (database, pictures) = (Database::create().await, Pictures::new());
    let db = database.db(Clock::system());
    let job = MakeDerivatives {
        media_id: pictures.upload(&db, &photo(100, 80, 1)).await,
    };
    let media = listing::media(&mut db.read().await.unwrap(), job.media_id)
        .await
        .unwrap()
        .unwrap();
    let sizes = media::wanted(&media, &settings());
    let mut on_demand = Vec::new();
    for size in &sizes {
        let address = settings().address(media.hash, *size);
        let order = media::address::order(&mut db.read().await.unwrap(), &address, &settings())
            .await
            .unwrap()
            .unwrap();
        let made = pictures
            .darkroom
            .make(
                &order.key,
                &order.original,
                order.output,
                settings().widths(),
            )
            .await
            .unwrap();
        assert!(made.is_new);
        on_demand.push(made.content);
        pictures.darkroom.store().delete(&order.key).await.unwrap();
    }
    make_derivatives(&db, &pictures.darkroom, &settings(), &job)
        .await
        .unwrap();
    for (size, content) in sizes.into_iter().zip(on_demand) {
        let key = settings().address(media.hash, size).key();
        assert!(
            pictures
                .darkroom
                .store()
                .get(&key)
                .await
                .unwrap()
                .is_some_and(|stored| stored == content),
            "{size:?}"
        );
    }
}

#[tokio::test]
async fn sizes_that_lie_there_already_are_not_made_again() {
    let pictures = Pictures::new();
    let store = pictures.darkroom.store();
    // The second has another's files, as after a database was lost and a backup of the files was not.
    for has_files in [false, true] {
        let database = Database::create().await;
        let db = database.db(Clock::system());
        let job = MakeDerivatives {
            media_id: pictures.upload(&db, &photo(100, 80, 1)).await,
        };
        let mut conn = db.read().await.unwrap();
        let media = listing::media(&mut conn, job.media_id).await.unwrap();
        let media = media.unwrap();
        // Whoever made it again would write over this.
        let marked = settings()
            .address(media.hash, media::wanted(&media, &settings())[0])
            .key();
        if has_files {
            store.put(&marked, "lies there".into()).await.unwrap();
        }
        make_derivatives(&db, &pictures.darkroom, &settings(), &job)
            .await
            .unwrap();
        let progress = listing::progress(&mut conn, &settings(), None)
            .await
            .unwrap();
        assert_eq!(progress, Progress { wanted: 6, made: 6 });
        let bytes: i64 = database
            .value("select sum(byte_size)::bigint from media_derivatives")
            .await;
        let mut stored = 0;
        for size in media::wanted(&media, &settings()) {
            let key = settings().address(media.hash, size).key();
            stored += store.get(&key).await.unwrap().unwrap().len();
        }
        assert_eq!(bytes, i64::try_from(stored).unwrap());
        let content = store.get(&marked).await.unwrap().unwrap();
        assert_eq!(content == "lies there", has_files);
    }
    // A picture whose original is lost is told of, though nothing needs to be made of it.
    let database = Database::create().await;
    let db = database.db(Clock::system());
    let job = MakeDerivatives {
        media_id: pictures.upload(&db, &photo(100, 80, 1)).await,
    };
    let mut conn = db.read().await.unwrap();
    let media = listing::media(&mut conn, job.media_id).await.unwrap();
    let media = media.unwrap();
    let original = FileKey::original(&media.hash, media.format);
    store.delete(&original).await.unwrap();
    let refused = make_derivatives(&db, &pictures.darkroom, &settings(), &job).await;
    assert!(matches!(refused, Err(JobError::Fail(_))), "{refused:?}");
}

#[tokio::test]
async fn a_picture_that_was_removed_is_no_failure() {
    let (database, pictures) = (Database::create().await, Pictures::new());
    let job = MakeDerivatives {
        media_id: commerce::ids::MediaId::generate(),
    };
    make_derivatives(
        &database.db(Clock::system()),
        &pictures.darkroom,
        &settings(),
        &job,
    )
    .await
    .unwrap();
}
