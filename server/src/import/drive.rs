//! Bringing an import from the file's first row, or the first that is not applied yet, to its last: each batch one transaction, two at the same time where
//! they do not meet.

use std::fs::File;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use commerce::ids::ImportId;
use commerce::import::store::{
    RecordError, Run, Step, begin_or_resume, commit_lazily, finish, record, renew_statistics,
    try_lock, unlock,
};
use commerce::import::{
    Abreast, Batch, BatchOutcome, Destination, FileError, Inspection, Reading, Trial, apply_batch,
};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesOrdered;
use platform::db::constraint::is_transient;
use platform::db::{Db, DbError, Origin, Tx};

use super::album::{Album, Developed};
use super::teller::Teller;

/// How often a batch is tried when others stand in its way for a moment.
const TRIES: usize = 5;
/// Batches that are applied at the same time: while one is thought about here, the database works on the other.
const AT_ONCE: usize = 2;
/// The database counts its tables anew when the import has grown so many times over.
const COUNTED_EVERY: i64 = 4;

/// One import.
pub struct Import<'a> {
    /// Into what.
    pub db: &'a Db,
    /// Where rows go.
    pub to: Destination,
    /// The file, as the person named it.
    pub name: &'a str,
    /// Whether everything is only tried.
    pub is_dry_run: bool,
    /// Pictures that rows name.
    pub album: Option<Album>,
}

impl Import<'_> {
    /// Does it, and tells how it goes.
    ///
    /// # Errors
    /// Whatever hinders the file or the database. After a failure of the database the same command goes on where it was; a file that cannot be
    /// read to its end is given up.
    pub async fn run(&self, inspection: &Inspection, reading: Reading<File>) -> anyhow::Result<()> {
        // Held on a connection of its own as long as this goes on: two processes that took turns would leave out each other's rows.
        let mut keeper = self.db.read().await?;
        let (shop_id, hash) = (self.to.shop_id, &inspection.hash);
        if !self.is_dry_run && !try_lock(&mut keeper, shop_id, hash).await? {
            bail!("{}: another torg imports this file right now", self.name);
        }
        let outcome = self.locked(inspection, reading).await;
        if !self.is_dry_run {
            // The connection ends in a moment, and the lock with it; the first error is the one to hear of.
            let _ = unlock(&mut keeper, shop_id, hash).await;
        }
        outcome
    }

    async fn locked(
        &self,
        inspection: &Inspection,
        mut reading: Reading<File>,
    ) -> anyhow::Result<()> {
        let mut tx = self.begin().await?;
        let (shop_id, hash) = (self.to.shop_id, &inspection.hash);
        let mut run = begin_or_resume(&mut tx, shop_id, self.name, hash, self.is_dry_run).await?;
        tx.commit().await?;
        say!(
            "{}: {} separated by {:?}",
            self.name,
            inspection.encoding(),
            inspection.separator()
        );
        if run.rows_read > 0 {
            say!(
                "An import of this file was interrupted after {} rows; it goes on there.",
                run.rows_read
            );
            reading
                .skip(run.rows_read)
                .with_context(|| self.name.to_owned())?;
        }
        let mut teller = Teller::new(inspection.bytes, run.rows_read);
        self.batches(&mut run, &mut reading, &mut teller)
            .await
            .with_context(|| self.name.to_owned())?;
        let mut tx = self.begin().await?;
        finish(&mut tx, &run, true).await?;
        if !self.is_dry_run {
            tx.enqueue(&commerce::jobs::RefreshListing {}).await?;
        }
        tx.commit().await?;
        teller.sum_up(&run, self.is_dry_run);
        Ok(())
    }

    async fn begin(&self) -> Result<Tx, DbError> {
        self.db.begin(Origin::system("import")).await
    }

    async fn batches(
        &self,
        run: &mut Run,
        reading: &mut Reading<File>,
        teller: &mut Teller,
    ) -> anyhow::Result<()> {
        let mut queue = Queue::new(reading, run);
        if self.is_dry_run {
            return self.try_all(run, &mut queue, teller).await;
        }
        let mut abreast = Abreast::default();
        let mut count_anew_at = 1;
        let mut running = FuturesOrdered::new();
        let mut last: Option<Arc<Ready>> = None;
        loop {
            while running.len() < AT_ONCE {
                let beside = last.as_ref().filter(|_| !running.is_empty());
                let next = match beside {
                    None => match queue.next() {
                        Ok(next) => next,
                        Err(error) => return Err(self.give_up(run, error).await),
                    },
                    Some(last) => queue.next_if(|batch| abreast.can_go(&last.batch, batch)),
                };
                let Some(next) = next.map(Arc::new) else {
                    break;
                };
                if run.rows_read >= count_anew_at {
                    renew_statistics(&mut *self.db.read().await?).await?;
                    count_anew_at = run.rows_read.saturating_mul(COUNTED_EVERY);
                }
                last = Some(next.clone());
                running.push_back(self.apply(run.id, next));
            }
            // In the file's order: what comes after next is begun when the earliest is done, so that never more than one is done ahead of it.
            let Some(applied) = running.next().await else {
                return Ok(());
            };
            let applied = applied?;
            if applied.after.tally.rows() > run.tally.rows() {
                *run = applied.after;
            }
            abreast.learn(&applied.ready.batch);
            teller.tell(run, applied.ready.position, &applied.outcome, false);
        }
    }

    /// A dry run: one batch after the other, each told what the earlier ones would have made.
    async fn try_all(
        &self,
        run: &mut Run,
        queue: &mut Queue<'_>,
        teller: &mut Teller,
    ) -> anyhow::Result<()> {
        let mut trial = Trial::default();
        loop {
            let mut ready = match queue.next() {
                Ok(Some(ready)) => ready,
                Ok(None) => return Ok(()),
                Err(error) => return Err(self.give_up(run, error).await),
            };
            trial.prepare(&mut ready.batch);
            let tried = self.apply(run.id, Arc::new(ready)).await?;
            *run = tried.after;
            trial.learn(&tried.outcome);
            teller.tell(run, tried.ready.position, &tried.outcome, true);
        }
    }

    /// The file itself is at fault: the same file will fail again, so nobody is to take it up.
    async fn give_up(&self, run: &Run, error: FileError) -> anyhow::Error {
        let ended = async {
            let mut tx = self.begin().await?;
            finish(&mut tx, run, false).await?;
            tx.commit().await
        };
        if let Err(other) = ended.await {
            tracing::warn!(error = %other, "an import that failed could not be ended");
        }
        error.into()
    }

    /// Applies a batch; a few times, when it only met others on its way.
    async fn apply(&self, id: ImportId, ready: Arc<Ready>) -> anyhow::Result<Applied> {
        let rows = &ready.batch.rows;
        let developed = match &self.album {
            Some(album) if self.is_dry_run => album.look(rows),
            Some(album) => album.develop(self.db, rows).await?,
            None => Developed::default(),
        };
        let mut tries = 1;
        loop {
            match self.try_once(id, &ready, &developed).await {
                Err(RecordError::Db(error)) if is_transient(&error) && tries < TRIES => tries += 1,
                done => {
                    let (after, outcome) = done?;
                    return Ok(Applied {
                        ready,
                        after,
                        outcome,
                    });
                }
            }
        }
    }

    async fn try_once(
        &self,
        id: ImportId,
        ready: &Ready,
        developed: &Developed,
    ) -> Result<(Run, BatchOutcome), RecordError> {
        let batch = &ready.batch;
        let mut tx = self.begin().await?;
        commit_lazily(&mut tx).await?;
        let mut outcome = apply_batch(&mut tx, &self.to, batch).await?;
        developed.place(&mut tx, &batch.rows, &mut outcome).await?;
        if self.is_dry_run {
            drop(tx);
            tx = self.begin().await?;
        }
        let step = Step {
            from: ready.from,
            rows: batch.len(),
            position: ready.position,
            tally: outcome.tally,
        };
        let after = record(&mut tx, id, &step, &outcome.problems).await?;
        tx.commit().await?;
        Ok((after, outcome))
    }
}

/// A batch that is there for good.
struct Applied {
    ready: Arc<Ready>,
    after: Run,
    outcome: BatchOutcome,
}

/// A batch that was read, and where it stands in the file.
struct Ready {
    batch: Batch,
    from: i64,
    position: u64,
}

/// The file's batches, one after the other, without the rows that are applied already.
struct Queue<'a> {
    reading: &'a mut Reading<File>,
    from: i64,
    ahead: Option<(i64, i64)>,
    /// What was read and not taken, or why it could not be read.
    kept: Option<Result<Option<Ready>, FileError>>,
}

impl<'a> Queue<'a> {
    fn new(reading: &'a mut Reading<File>, run: &Run) -> Self {
        Self {
            reading,
            from: run.rows_read,
            ahead: run.ahead,
            kept: None,
        }
    }

    fn next(&mut self) -> Result<Option<Ready>, FileError> {
        match self.kept.take() {
            Some(kept) => kept,
            None => self.read(),
        }
    }

    /// The next batch, if it suits; otherwise it is kept, and so is an error, until what was taken before is done with.
    fn next_if(&mut self, suits: impl FnOnce(&Batch) -> bool) -> Option<Ready> {
        // Rows that go before some which are applied already are recorded before all others.
        if self.ahead.is_some() {
            return None;
        }
        match self.next() {
            Ok(Some(ready)) if suits(&ready.batch) => Some(ready),
            other => {
                self.kept = Some(other);
                None
            }
        }
    }

    fn read(&mut self) -> Result<Option<Ready>, FileError> {
        let batch = match self.ahead {
            Some((from, to)) if self.from >= from => {
                self.ahead = None;
                self.from += self.reading.skip(to - from)?;
                self.reading.next_batch()?
            }
            Some((from, _)) => self.reading.next_exactly(from - self.from)?,
            None => self.reading.next_batch()?,
        };
        if batch.is_empty() {
            return Ok(None);
        }
        let from = self.from;
        self.from += batch.len();
        Ok(Some(Ready {
            batch,
            from,
            position: self.reading.position(),
        }))
    }
}
