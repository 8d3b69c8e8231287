//! Pictures of cases: what nothing keeps any more is taken away, and what was kept among the catalogue's pictures moves to an area of its own.

use commerce::ids::{CaseFileId, MediaId};
use commerce::media::{self, PictureSettings};
use commerce::returns::files::former::{self, Former};
use commerce::returns::files::{self, Part};
use platform::db::{Db, DbError, Origin};
use platform::files::FileError;
use platform::files::image::{Darkroom, DarkroomError};

/// Files looked at at a time.
const BATCH: i64 = 100;

/// Does all of it. What the store will not do now is left for the next time.
///
/// # Errors
/// Database errors.
pub async fn sweep(
    db: &Db,
    darkroom: &Darkroom,
    settings: &PictureSettings,
) -> Result<(), DbError> {
    move_former(db, darkroom, settings).await?;
    take_left_over(db, darkroom).await?;
    take_dropped(db, darkroom).await
}

fn origin() -> Origin {
    Origin::system("housekeeping")
}

async fn take_dropped(db: &Db, darkroom: &Darkroom) -> Result<(), DbError> {
    loop {
        let now = db.clock().now();
        let ids = files::to_go(&mut *db.read().await?, now, BATCH).await?;
        let mut taken: Vec<CaseFileId> = Vec::new();
        for id in &ids {
            match forget_all(darkroom, &files::keys(*id)).await {
                Ok(()) => taken.push(*id),
                Err(error) => {
                    tracing::error!(%error, file.id = %id, "a case's file is still there")
                }
            }
        }
        let mut tx = db.begin(origin()).await?;
        files::gone(&mut tx, &taken).await?;
        tx.commit().await?;
        if taken.is_empty() {
            return Ok(());
        }
    }
}

async fn forget_all(
    darkroom: &Darkroom,
    keys: &[platform::files::FileKey],
) -> Result<(), FileError> {
    for key in keys {
        darkroom.forget(key).await?;
    }
    Ok(())
}

async fn move_former(
    db: &Db,
    darkroom: &Darkroom,
    settings: &PictureSettings,
) -> Result<(), DbError> {
    loop {
        let pictures = former::pictures(&mut *db.read().await?, BATCH).await?;
        let mut moved = 0;
        for picture in &pictures {
            match move_one(db, darkroom, settings, picture).await? {
                Ok(()) => moved += 1,
                Err(error) => {
                    tracing::error!(%error, media.id = %picture.media_id, "a case's picture has not moved");
                }
            }
        }
        if moved == 0 {
            return Ok(());
        }
    }
}

async fn move_one(
    db: &Db,
    darkroom: &Darkroom,
    settings: &PictureSettings,
    picture: &Former,
) -> Result<Result<(), DarkroomError>, DbError> {
    let media = media::listing::media(&mut *db.read().await?, picture.media_id).await?;
    let Some(media) = media else {
        return Ok(Ok(()));
    };
    let made = match make(
        darkroom,
        settings,
        &media::original_key(&media.hash, media.format),
    )
    .await
    {
        Ok(made) => made,
        Err(DarkroomError::OriginalMissing(_) | DarkroomError::OriginalUnreadable(_)) => {
            let mut tx = db.begin(origin()).await?;
            former::lost(&mut tx, picture).await?;
            tx.commit().await?;
            return Ok(Ok(()));
        }
        Err(error) => return Ok(Err(error)),
    };
    let mut tx = db.begin(origin()).await?;
    let id = former::begin(&mut tx, picture).await?;
    tx.commit().await?;
    for (part, content) in made {
        let key = files::key(id, part);
        if let Err(error) = darkroom.store().put(&key, content.into()).await {
            return Ok(Err(error.into()));
        }
    }
    let mut tx = db.begin(origin()).await?;
    former::moved(&mut tx, picture, id).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

async fn make(
    darkroom: &Darkroom,
    settings: &PictureSettings,
    original: &platform::files::FileKey,
) -> Result<Vec<(Part, Vec<u8>)>, DarkroomError> {
    let master = darkroom.develop(original).await?;
    let settings = settings.clone();
    let made = darkroom
        .at_a_bench(move || files::make(&master, &settings))
        .await?;
    made.map_err(DarkroomError::from)
}

async fn take_left_over(db: &Db, darkroom: &Darkroom) -> Result<(), DbError> {
    loop {
        let now = db.clock().now();
        let ids = former::left_over(&mut *db.read().await?, now, BATCH).await?;
        let mut taken = 0;
        for id in ids {
            match take_media(db, darkroom, id).await? {
                Ok(()) => taken += 1,
                Err(error) => {
                    tracing::error!(%error, media.id = %id, "a buyer's picture is still there");
                }
            }
        }
        if taken == 0 {
            return Ok(());
        }
    }
}

/// The files first: a file without a row would never be found again.
async fn take_media(
    db: &Db,
    darkroom: &Darkroom,
    id: MediaId,
) -> Result<Result<(), FileError>, DbError> {
    let mut conn = db.read().await?;
    let Some(media) = media::listing::media(&mut conn, id).await? else {
        return Ok(Ok(()));
    };
    let keys = media::listing::files(&mut conn, &media).await?;
    drop(conn);
    if let Err(error) = forget_all(darkroom, &keys).await {
        return Ok(Err(error));
    }
    let mut tx = db.begin(origin()).await?;
    media::store::forget(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Ok(()))
}
