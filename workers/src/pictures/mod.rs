//! The sizes of pictures, and what becomes of those of cases.

pub mod cases;

use bytes::Bytes;
use commerce::jobs::MakeDerivatives;
use commerce::media::{self, Media, PictureSettings, Size};
use platform::db::{Db, Origin};
use platform::files::image::{Darkroom, DarkroomError, DeriveError};
use platform::jobs::runner::{Attempt, JobError};

use crate::Context;

/// The job's body.
///
/// # Errors
/// Those of [`make_derivatives`].
pub async fn make_derivatives_job(
    context: Context,
    job: MakeDerivatives,
    _: Attempt,
) -> Result<(), JobError> {
    make_derivatives(&context.db, &context.darkroom, &context.pictures, &job).await
}

/// Decodes the picture once and makes every size that is neither recorded nor lies in the store already: a file is named after the picture
/// and the recipe, so whoever made it (this job before it was broken off, a visitor's request, the installation that a backup is of) made the
/// same. Run again it finds nothing to do.
///
/// # Errors
/// [`JobError::Fail`] when the original is gone or can no longer be read, [`JobError::Retry`] for the rest.
pub async fn make_derivatives(
    db: &Db,
    darkroom: &Darkroom,
    settings: &PictureSettings,
    job: &MakeDerivatives,
) -> Result<(), JobError> {
    let (media, missing) = {
        let mut conn = db.read().await?;
        let Some(media) = media::listing::media(&mut conn, job.media_id).await? else {
            // Removed since: nothing is left to be done.
            return Ok(());
        };
        let made = media::listing::made(&mut conn, media.id, settings.recipe()).await?;
        let missing: Vec<Size> = media::wanted(&media, settings)
            .into_iter()
            .filter(|size| !made.contains(size))
            .collect();
        (media, missing)
    };
    let (mut made, mut unmade) = (Vec::with_capacity(missing.len()), Vec::new());
    for size in missing {
        let key = settings.address(media.hash, size).key();
        match darkroom.store().get(&key).await.map_err(JobError::retry)? {
            Some(content) => made.push((size, content.len() as u64)),
            None => unmade.push(size),
        }
    }
    // Sizes that lie there are no proof that the picture is safe: the next recipe needs the original, so its loss is told now.
    let original = media::original_key(&media.hash, media.format);
    if !made.is_empty()
        && unmade.is_empty()
        && !darkroom
            .store()
            .exists(&original)
            .await
            .map_err(JobError::retry)?
    {
        return Err(JobError::fail(DarkroomError::OriginalMissing(original)));
    }
    for (size, content) in developed(darkroom, settings, &media, unmade).await? {
        made.push((size, content.len() as u64));
        let key = settings.address(media.hash, size).key();
        let stored = darkroom.store().put(&key, content).await;
        stored.map_err(JobError::retry)?;
    }
    if made.is_empty() {
        return Ok(());
    }
    let mut tx = db
        .begin(Origin::system(
            <MakeDerivatives as platform::jobs::Job>::NAME,
        ))
        .await?;
    media::store::record_derivatives(&mut tx, media.id, settings.recipe(), &made).await?;
    tx.commit().await?;
    Ok(())
}

/// The files of these sizes, made of the original.
async fn developed(
    darkroom: &Darkroom,
    settings: &PictureSettings,
    media: &Media,
    sizes: Vec<Size>,
) -> Result<Vec<(Size, Bytes)>, JobError> {
    if sizes.is_empty() {
        return Ok(Vec::new());
    }
    let master = darkroom
        .develop(&media::original_key(&media.hash, media.format))
        .await
        .map_err(refusal)?;
    let (settings, ladder) = (settings.clone(), settings.widths().to_vec());
    let files = darkroom
        .at_a_bench(move || {
            let mut renditions = master.renditions(&ladder, None);
            let file = |size: Size| -> Result<(Size, Bytes), DeriveError> {
                let output = settings.output(size.width, size.encoding);
                Ok((size, renditions.at(size.width)?.encode(&output)?.into()))
            };
            sizes
                .into_iter()
                .map(file)
                .collect::<Result<Vec<_>, DeriveError>>()
        })
        .await
        .map_err(refusal)?;
    files.map_err(JobError::fail)
}

fn refusal(error: DarkroomError) -> JobError {
    match error {
        DarkroomError::OriginalMissing(_) | DarkroomError::OriginalUnreadable(_) => {
            JobError::fail(error)
        }
        _ => JobError::retry(error),
    }
}
