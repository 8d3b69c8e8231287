//! Bringing an import from the file's first row, or the first that is not applied yet, to its last: each batch one transaction.

use std::fs::File;

use anyhow::{Context as _, bail};
use commerce::import::store::{
    RecordError, Run, begin_or_resume, finish, record, renew_statistics, try_lock, unlock,
};
use commerce::import::{
    Batch, BatchOutcome, Destination, FileError, Inspection, Reading, Trial, apply_batch,
};
use platform::db::constraint::is_transient;
use platform::db::{Db, DbError, Origin, Tx};

use super::album::{Album, Developed};
use super::teller::Teller;

/// How often a batch is tried when others stand in its way for a moment.
const TRIES: usize = 5;
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
        let mut trial = Trial::default();
        let mut count_anew_at = 0;
        loop {
            let mut batch = match reading.next_batch() {
                Ok(batch) => batch,
                Err(error) => return Err(self.give_up(run, error).await),
            };
            if batch.is_empty() {
                return Ok(());
            }
            if self.is_dry_run {
                trial.prepare(&mut batch);
            }
            let developed = match &self.album {
                Some(album) if self.is_dry_run => album.look(&batch.rows),
                Some(album) => album.develop(self.db, &batch.rows).await?,
                None => Developed::default(),
            };
            let (after, outcome) = self
                .apply(run, &batch, &developed, reading.position())
                .await?;
            *run = after;
            if self.is_dry_run {
                trial.learn(&outcome);
            } else if run.rows_read >= count_anew_at {
                renew_statistics(&mut *self.db.read().await?).await?;
                count_anew_at = run.rows_read.saturating_mul(COUNTED_EVERY);
            }
            teller.tell(run, reading.position(), &outcome, self.is_dry_run);
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
    async fn apply(
        &self,
        run: &Run,
        batch: &Batch,
        developed: &Developed,
        position: u64,
    ) -> Result<(Run, BatchOutcome), RecordError> {
        let mut tries = 1;
        loop {
            match self.try_once(run, batch, developed, position).await {
                Err(RecordError::Db(error)) if is_transient(&error) && tries < TRIES => tries += 1,
                outcome => return outcome,
            }
        }
    }

    async fn try_once(
        &self,
        run: &Run,
        batch: &Batch,
        developed: &Developed,
        position: u64,
    ) -> Result<(Run, BatchOutcome), RecordError> {
        let mut tx = self.begin().await?;
        let mut outcome = apply_batch(&mut tx, &self.to, batch).await?;
        developed.place(&mut tx, &batch.rows, &mut outcome).await?;
        let mut after = *run;
        after.rows_read += batch.len();
        after.tally.add(&outcome.tally);
        if self.is_dry_run {
            drop(tx);
            tx = self.begin().await?;
        }
        record(&mut tx, &after, run.rows_read, position, &outcome.problems).await?;
        tx.commit().await?;
        Ok((after, outcome))
    }
}
