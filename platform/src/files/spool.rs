//! What is made whole before it is sent, however long it is: whatever reads the database for it is done when a slow caller has hardly begun.

use std::io::SeekFrom;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};

/// So many bytes are held in memory; what is longer lies on the disk, in a file without a name.
const IN_MEMORY: usize = 1024 * 1024;
/// So many bytes are sent at a time.
const PIECE: usize = 64 * 1024;
/// Nothing is longer.
pub const LONGEST: u64 = 1024 * 1024 * 1024;

/// Why it is not made.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// It would be longer than [`LONGEST`].
    #[error("it is too long")]
    TooLong,
    /// The disk failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// See the module.
#[derive(Debug, Default)]
pub struct Spool {
    /// What is not in the file yet.
    head: Vec<u8>,
    file: Option<File>,
    length: u64,
}

impl Spool {
    /// With nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds to the end.
    ///
    /// # Errors
    /// [`SpoolError`].
    pub async fn put(&mut self, text: &str) -> Result<(), SpoolError> {
        self.length += u64::try_from(text.len()).unwrap_or(LONGEST);
        if self.length > LONGEST {
            return Err(SpoolError::TooLong);
        }
        self.head.extend_from_slice(text.as_bytes());
        if self.head.len() > IN_MEMORY {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), SpoolError> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(File::from_std(tempfile::tempfile()?)),
        };
        file.write_all(&self.head).await?;
        self.head.clear();
        Ok(())
    }

    /// How many bytes there are.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// All of it, a piece at a time.
    ///
    /// # Errors
    /// The disk failed.
    pub async fn into_pieces(
        mut self,
    ) -> Result<BoxStream<'static, std::io::Result<Bytes>>, SpoolError> {
        if self.file.is_some() {
            self.flush().await?;
        }
        let Some(mut file) = self.file else {
            let whole = Bytes::from(self.head);
            return Ok(stream::once(async move { Ok(whole) }).boxed());
        };
        file.flush().await?;
        file.seek(SeekFrom::Start(0)).await?;
        let pieces = stream::try_unfold(file, |mut file| async move {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).await?;
            piece.truncate(read);
            Ok((read > 0).then(|| (Bytes::from(piece), file)))
        });
        Ok(pieces.boxed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn all(spool: Spool) -> Vec<u8> {
        let pieces = spool.into_pieces().await.expect("pieces");
        let all: Vec<_> = pieces
            .map(|piece| piece.expect("its bytes"))
            .collect()
            .await;
        all.concat()
    }

    #[tokio::test]
    async fn what_was_put_comes_out_in_its_order_from_memory_and_from_the_disk() {
        for pieces in [1, 3, 40_000] {
            let mut spool = Spool::new();
            let mut wanted = String::new();
            for piece in 0..pieces {
                let text = format!("{piece}: åäö, så långt det räcker\n");
                spool.put(&text).await.expect("it is put");
                wanted.push_str(&text);
                assert!(spool.head.len() <= IN_MEMORY);
            }
            assert_eq!(spool.file.is_some(), wanted.len() > IN_MEMORY);
            assert_eq!(usize::try_from(spool.length()), Ok(wanted.len()));
            assert_eq!(all(spool).await, wanted.as_bytes());
        }
    }

    #[tokio::test]
    async fn nothing_is_endless() {
        let mut spool = Spool::new();
        spool.length = LONGEST - 1;
        assert!(spool.put("a").await.is_ok());
        assert!(matches!(spool.put("a").await, Err(SpoolError::TooLong)));
    }
}
