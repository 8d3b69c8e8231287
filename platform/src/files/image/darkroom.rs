//! Where pictures are made while requests are served: one per core, each once.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Semaphore;

use super::{DeriveError, Ingested, Limits, Master, Output, Refusal, develop, ingest};
use crate::files::{FileError, FileKey, FileStore};

/// Why a derivative could not be had.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DarkroomError {
    /// The store.
    #[error(transparent)]
    File(Arc<FileError>),
    /// The original is not in the store, though the database knows it.
    #[error("the original {0} is missing")]
    OriginalMissing(FileKey),
    /// The original can no longer be read.
    #[error("the original cannot be read: {0}")]
    OriginalUnreadable(Refusal),
    /// Scaling or encoding.
    #[error(transparent)]
    Derive(Arc<DeriveError>),
    /// The work was broken off (the program stops, or a decoder gave up in a way that it should not).
    #[error("the work was broken off: {0}")]
    BrokenOff(String),
}

/// Why an upload was not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// It cannot be taken as a picture.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] FileError),
}

impl From<FileError> for DarkroomError {
    fn from(error: FileError) -> Self {
        Self::File(Arc::new(error))
    }
}

impl From<DeriveError> for DarkroomError {
    fn from(error: DeriveError) -> Self {
        Self::Derive(Arc::new(error))
    }
}

/// A derivative that was asked for.
#[derive(Clone, Debug)]
pub struct Made {
    /// The file.
    pub content: Bytes,
    /// Whether this very call made it (so that one caller records it).
    pub is_new: bool,
}

/// Makes pictures out of pictures, beside the requests: bounded by the cores, each file once however many ask at the same time, and the
/// files that are asked for most kept in memory.
#[derive(Clone)]
pub struct Darkroom {
    store: Arc<dyn FileStore>,
    limits: Limits,
    benches: Arc<Semaphore>,
    recent: moka::future::Cache<FileKey, Bytes>,
}

impl Darkroom {
    /// Works on `store`. `cores` pictures at a time; `memory` bytes of finished files are kept.
    #[must_use]
    pub fn new(store: Arc<dyn FileStore>, limits: Limits, cores: usize, memory: u64) -> Self {
        let recent = moka::future::Cache::builder()
            .weigher(|key: &FileKey, content: &Bytes| {
                u32::try_from(key.as_str().len() + content.len()).unwrap_or(u32::MAX)
            })
            .max_capacity(memory)
            .build();
        Self {
            store,
            limits,
            benches: Arc::new(Semaphore::new(cores.max(1))),
            recent,
        }
    }

    /// The store that it works on.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn FileStore> {
        &self.store
    }

    /// What is taken in at most.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Reads an upload.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn ingest(&self, content: Bytes) -> Result<Ingested, Refusal> {
        let (limits, format) = (self.limits, super::Format::of(&content));
        // A decoder that panics is a decoder that met a file it cannot read.
        let stopped = |stopped: DarkroomError| match format {
            Some(format) => Refusal::Corrupt {
                format,
                detail: stopped.to_string(),
            },
            None => Refusal::UnknownFormat { looks_like: None },
        };
        self.at_a_bench(move || ingest(&content, &limits))
            .await
            .map_err(stopped)?
    }

    /// Reads an upload and keeps the original in the store; its row may be written then.
    ///
    /// # Errors
    /// [`KeepError`]; nothing is stored of what is refused.
    pub async fn keep(&self, content: Bytes) -> Result<Ingested, KeepError> {
        let picture = self.ingest(content.clone()).await?;
        let key = FileKey::original(&picture.hash, picture.format);
        self.store.put(&key, content).await?;
        Ok(picture)
    }

    /// Opens a stored original, to derive several files from it.
    ///
    /// # Errors
    /// [`DarkroomError`].
    pub async fn develop(&self, original: &FileKey) -> Result<Master, DarkroomError> {
        let content = self
            .store
            .get(original)
            .await?
            .ok_or_else(|| DarkroomError::OriginalMissing(original.clone()))?;
        let limits = self.limits;
        self.at_a_bench(move || develop(&content, &limits))
            .await?
            .map_err(DarkroomError::OriginalUnreadable)
    }

    /// Does CPU work on a thread of its own when a core is free.
    ///
    /// # Errors
    /// [`DarkroomError::BrokenOff`] when the work panicked.
    pub async fn at_a_bench<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, DarkroomError> {
        let broken_off =
            |error: &dyn std::fmt::Display| DarkroomError::BrokenOff(error.to_string());
        let bench = Arc::clone(&self.benches)
            .acquire_owned()
            .await
            .map_err(|error| broken_off(&error))?;
        // The bench goes along with the work: a visitor who leaves does not free a core that is still busy.
        let work = move || {
            let done = work();
            drop(bench);
            done
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| broken_off(&error))
    }

    /// A finished file, from memory or from the store.
    ///
    /// # Errors
    /// [`DarkroomError::File`].
    pub async fn stored(&self, key: &FileKey) -> Result<Option<Bytes>, DarkroomError> {
        if let Some(content) = self.recent.get(key).await {
            return Ok(Some(content));
        }
        let content = self.store.get(key).await?;
        if let Some(content) = &content {
            self.recent.insert(key.clone(), content.clone()).await;
        }
        Ok(content)
    }

    /// Takes a file away for good, from memory and from the store.
    ///
    /// # Errors
    /// [`FileError`]; to be tried again then.
    pub async fn forget(&self, key: &FileKey) -> Result<(), FileError> {
        self.store.delete(key).await?;
        self.recent.invalidate(key).await;
        Ok(())
    }

    /// The file under `key`; when it is missing, it is made of `original` and stored. Made once, however many ask for it at the same time.
    /// `ladder` are the widths that the theme declares.
    ///
    /// # Errors
    /// [`DarkroomError`].
    pub async fn make(
        &self,
        key: &FileKey,
        original: &FileKey,
        output: Output,
        ladder: &[u32],
    ) -> Result<Made, DarkroomError> {
        let mut is_new = false;
        let fresh = &mut is_new;
        let making = async move {
            // Somebody may have made it between the caller's look and this one: another process, or the job.
            if let Some(content) = self.store.get(key).await? {
                return Ok(content);
            }
            let original = self
                .store
                .get(original)
                .await?
                .ok_or_else(|| DarkroomError::OriginalMissing(original.clone()))?;
            let (limits, ladder) = (self.limits, ladder.to_vec());
            let content = self
                .at_a_bench(move || {
                    let master =
                        develop(&original, &limits).map_err(DarkroomError::OriginalUnreadable)?;
                    master.derive(&output, &ladder).map_err(DarkroomError::from)
                })
                .await??;
            let content = Bytes::from(content);
            self.store.put(key, content.clone()).await?;
            *fresh = true;
            Ok(content)
        };
        let content = self
            .recent
            .try_get_with_by_ref(key, making)
            .await
            .map_err(|error: Arc<DarkroomError>| (*error).clone())?;
        Ok(Made { content, is_new })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::{Colour, Encoding};
    use super::*;
    use crate::files::{Answer, DirectoryStore};

    /// Counts what is read and written.
    struct Counting {
        inner: DirectoryStore,
        puts: AtomicUsize,
        originals: AtomicUsize,
    }

    impl FileStore for Counting {
        fn name(&self) -> &'static str {
            "counting"
        }
        fn put<'a>(&'a self, key: &'a FileKey, content: Bytes) -> Answer<'a, ()> {
            self.puts.fetch_add(1, Ordering::Relaxed);
            self.inner.put(key, content)
        }
        fn get<'a>(&'a self, key: &'a FileKey) -> Answer<'a, Option<Bytes>> {
            if key.as_str().starts_with("original/") {
                self.originals.fetch_add(1, Ordering::Relaxed);
            }
            self.inner.get(key)
        }
        fn exists<'a>(&'a self, key: &'a FileKey) -> Answer<'a, bool> {
            self.inner.exists(key)
        }
        fn delete<'a>(&'a self, key: &'a FileKey) -> Answer<'a, ()> {
            self.inner.delete(key)
        }
    }

    fn output() -> Output {
        Output {
            width: 32,
            encoding: Encoding::Jpeg,
            quality: 80,
            crop: None,
            background: Colour(255, 255, 255),
        }
    }

    async fn darkroom() -> (tempfile::TempDir, Arc<Counting>, Darkroom) {
        let folder = tempfile::tempdir().unwrap();
        let inner = DirectoryStore::open(folder.path()).unwrap();
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::from_pixel(64, 48, image::Rgb([10, 120, 200]))
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        inner
            .put(
                &FileKey::parse("original/a.png").unwrap(),
                png.into_inner().into(),
            )
            .await
            .unwrap();
        let store = Arc::new(Counting {
            inner,
            puts: AtomicUsize::new(0),
            originals: AtomicUsize::new(0),
        });
        let darkroom = Darkroom::new(
            Arc::<Counting>::clone(&store),
            Limits::default(),
            2,
            1 << 20,
        );
        (folder, store, darkroom)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn fifty_who_ask_for_the_same_missing_file_get_one() {
        let (_folder, store, darkroom) = darkroom().await;
        let (key, original) = (
            FileKey::parse("derived/a-32.jpg").unwrap(),
            FileKey::parse("original/a.png").unwrap(),
        );
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let (darkroom, key, original) = (darkroom.clone(), key.clone(), original.clone());
            asking.spawn(async move {
                darkroom
                    .make(&key, &original, output(), &[32])
                    .await
                    .unwrap()
            });
        }
        let made = asking.join_all().await;
        assert_eq!(made.iter().filter(|made| made.is_new).count(), 1);
        assert!(
            made.iter()
                .all(|other| other.content == made[0].content && !other.content.is_empty())
        );
        assert_eq!(store.puts.load(Ordering::Relaxed), 1);
        assert_eq!(store.originals.load(Ordering::Relaxed), 1);
        assert_eq!(
            darkroom.stored(&key).await.unwrap(),
            Some(made[0].content.clone())
        );
    }

    #[tokio::test]
    async fn a_missing_original_is_told_and_not_remembered() {
        let (_folder, store, darkroom) = darkroom().await;
        let (key, original) = (
            FileKey::parse("derived/b-32.jpg").unwrap(),
            FileKey::parse("original/b.png").unwrap(),
        );
        let missing = darkroom.make(&key, &original, output(), &[32]).await;
        assert!(matches!(missing, Err(DarkroomError::OriginalMissing(_))));
        let content = store
            .inner
            .get(&FileKey::parse("original/a.png").unwrap())
            .await
            .unwrap()
            .unwrap();
        store.inner.put(&original, content).await.unwrap();
        assert!(
            darkroom
                .make(&key, &original, output(), &[32])
                .await
                .unwrap()
                .is_new
        );
    }

    #[tokio::test]
    async fn work_that_panics_frees_its_bench() {
        let (_folder, _store, darkroom) = darkroom().await;
        for _ in 0..5 {
            let broken = darkroom
                .at_a_bench(|| assert!(std::hint::black_box(false), "a decoder's bug"))
                .await;
            assert!(matches!(broken, Err(DarkroomError::BrokenOff(_))));
        }
        assert_eq!(darkroom.at_a_bench(|| 7).await.unwrap(), 7);
    }
}
