//! The worker loop: claims jobs, runs their bodies, records how they went.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::Job;
use super::store::{self, ClaimedJob};
use crate::db::{Db, DbError};

/// How long a claim holds before another worker may take the job over.
const LEASE: jiff::SignedDuration = jiff::SignedDuration::from_secs(60);
/// The lease of a job that runs on is prolonged this often.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How long an idle worker waits for a nudge before it looks by itself.
const IDLE: Duration = Duration::from_millis(500);

/// What a body says when it did not succeed.
#[derive(Debug)]
pub enum JobError {
    /// Something passing: try again later.
    Retry(String),
    /// Trying again will not help: leave it to staff.
    Fail(String),
}

impl JobError {
    /// A passing fault.
    pub fn retry(error: impl std::fmt::Display) -> Self {
        Self::Retry(error.to_string())
    }

    /// A lasting fault.
    pub fn fail(error: impl std::fmt::Display) -> Self {
        Self::Fail(error.to_string())
    }
}

impl From<DbError> for JobError {
    fn from(error: DbError) -> Self {
        Self::Retry(error.to_string())
    }
}

/// What a body knows of the try that it is.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// From 1.
    pub number: i32,
    /// Whether this is the last one that is made by itself.
    pub is_last: bool,
    /// The request that asked for it.
    pub request_id: Option<String>,
}

type Outcome = Pin<Box<dyn Future<Output = Result<(), JobError>> + Send>>;
type Body<C> = Arc<dyn Fn(C, Value, Attempt) -> Outcome + Send + Sync>;

/// Which body does which job. `C` is what bodies need: database, gateways, renderer.
pub struct Registry<C> {
    bodies: HashMap<&'static str, Body<C>>,
    /// The queues of the jobs of which one does the work of all.
    shared: HashMap<&'static str, &'static str>,
    queues: Vec<(&'static str, usize)>,
}

impl<C: Clone + Send + Sync + 'static> Registry<C> {
    /// A registry whose workers look in `queues`, each with so many jobs at a time.
    #[must_use]
    pub fn new(queues: Vec<(&'static str, usize)>) -> Self {
        Self {
            bodies: HashMap::new(),
            shared: HashMap::new(),
            queues,
        }
    }

    /// Says that `body` does jobs of kind `J`.
    #[must_use]
    pub fn with<J, F, R>(mut self, body: F) -> Self
    where
        J: Job,
        F: Fn(C, J, Attempt) -> R + Send + Sync + Copy + 'static,
        R: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        if J::IS_SHARED {
            self.shared.insert(J::NAME, J::QUEUE);
        }
        self.bodies.insert(
            J::NAME,
            Arc::new(move |context, payload, attempt| {
                Box::pin(async move {
                    let job = serde_json::from_value::<J>(payload).map_err(JobError::fail)?;
                    body(context, job, attempt).await
                })
            }),
        );
        self
    }

    /// Names of the jobs that have a body.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.bodies.keys().copied()
    }

    /// Runs one claimed job and records how it went.
    async fn run(&self, db: &Db, context: C, job: ClaimedJob) -> Result<(), DbError> {
        let attempt = Attempt {
            number: job.attempts,
            is_last: job.attempts >= job.max_attempts,
            request_id: job.request_id.clone(),
        };
        if let Some(queue) = self.shared.get(job.name.as_str()) {
            let (mut conn, now) = (db.read().await?, db.clock().now());
            store::absorb(&mut conn, &job, queue, now).await?;
        }
        let outcome = match self.bodies.get(job.name.as_str()) {
            // A newer version may know it: leave it to that one.
            None => Err(JobError::Retry(
                "this version of the program has no body for the job".to_owned(),
            )),
            Some(body) => {
                let work =
                    tokio::task::JoinSet::from_iter([body(context, job.payload.clone(), attempt)]);
                Self::guarded(db, &job, work).await
            }
        };
        self.record(db, &job, outcome).await
    }

    /// Records how a job went.
    async fn record(
        &self,
        db: &Db,
        job: &ClaimedJob,
        outcome: Result<(), JobError>,
    ) -> Result<(), DbError> {
        let shared = self.shared.get(job.name.as_str());
        let count = |outcome: &'static str| {
            let name = job.name.clone();
            metrics::counter!("torg_jobs_total", "name" => name, "outcome" => outcome).increment(1);
        };
        let now = db.clock().now();
        let mut conn = db.read().await?;
        match outcome {
            Ok(()) => {
                count("done");
                store::finish(&mut conn, job).await
            }
            Err(JobError::Retry(error)) if job.attempts < job.max_attempts => {
                tracing::warn!(job.name, %job.id, job.attempts, error, "job will be tried again");
                count("retry");
                let then = now.plus(backoff(job.attempts));
                if let Some(queue) = shared
                    && store::give_way(&mut conn, job, queue, then).await?
                {
                    return Ok(());
                }
                store::retry_later(&mut conn, job, &error, then, now).await
            }
            Err(JobError::Retry(error) | JobError::Fail(error)) => {
                tracing::error!(job.name, %job.id, job.attempts, error, "job was given up");
                count("failed");
                store::fail(&mut conn, job, &error, now).await?;
                if shared.is_some() {
                    store::forget_failed_before(&mut conn, job).await?;
                }
                Ok(())
            }
        }
    }

    /// Waits for the body while keeping its lease alive; a panic is a passing fault, a lost lease ends the body.
    async fn guarded(
        db: &Db,
        job: &ClaimedJob,
        mut work: JoinSet<Result<(), JobError>>,
    ) -> Result<(), JobError> {
        loop {
            tokio::select! {
                done = work.join_next() => {
                    return match done {
                        Some(Ok(outcome)) => outcome,
                        Some(Err(error)) => Err(JobError::Retry(format!("the job's body broke off: {error}"))),
                        None => Err(JobError::Retry("the job's body vanished".to_owned())),
                    };
                }
                () = tokio::time::sleep(HEARTBEAT) => {
                    let until = db.clock().now().plus(LEASE);
                    let kept = match db.read().await {
                        Ok(mut conn) => store::prolong(&mut conn, job, until).await,
                        Err(error) => Err(error),
                    };
                    if matches!(kept, Ok(false)) {
                        return Err(JobError::Retry("another worker has taken the job over".to_owned()));
                    }
                }
            }
        }
    }

    /// Claims and runs what is due now, and what that brings about, until nothing is. For tests and one-off commands.
    ///
    /// # Errors
    /// Database errors.
    pub async fn run_due(&self, db: &Db, context: &C) -> Result<usize, DbError> {
        let mut count = 0;
        loop {
            let mut idle = true;
            for (queue, _) in &self.queues {
                let now = db.clock().now();
                let claimed = store::claim(&mut *db.read().await?, queue, 20, now, LEASE).await?;
                for job in claimed {
                    idle = false;
                    count += 1;
                    self.run(db, context.clone(), job).await?;
                }
            }
            if idle {
                return Ok(count);
            }
        }
    }

    /// Works until `stop`; what is under way then is finished.
    pub async fn work(self: Arc<Self>, db: Db, context: C, stop: CancellationToken) {
        let mut loops = JoinSet::new();
        for (queue, width) in self.queues.clone() {
            let (registry, db, context, stop) =
                (Arc::clone(&self), db.clone(), context.clone(), stop.clone());
            loops.spawn(async move { registry.work_queue(db, context, queue, width, stop).await });
        }
        while loops.join_next().await.is_some() {}
    }

    async fn work_queue(
        self: Arc<Self>,
        db: Db,
        context: C,
        queue: &'static str,
        width: usize,
        stop: CancellationToken,
    ) {
        let mut running = JoinSet::new();
        let mut ear = db.bell().listen(queue);
        while !stop.is_cancelled() {
            while running.try_join_next().is_some() {}
            ear.note();
            let free = i64::try_from(width.saturating_sub(running.len())).unwrap_or(0);
            let claimed = if free == 0 {
                Vec::new()
            } else {
                self.claim_some(&db, queue, free).await
            };
            let got = claimed.len();
            // All that was due has been taken: a place that falls free has nothing to look for.
            let is_empty = got < usize::try_from(free).unwrap_or(0);
            for job in claimed {
                let (registry, db, context) = (Arc::clone(&self), db.clone(), context.clone());
                let span = tracing::info_span!("job", job.name, %job.id, request_id = job.request_id.as_deref());
                running.spawn(
                    async move {
                        if let Err(error) = registry.run(&db, context, job).await {
                            // The lease will end, and the job comes again.
                            tracing::error!(%error, "a job's outcome could not be recorded");
                        }
                    }
                    .instrument(span),
                );
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = ear.rung() => {}
                () = tokio::time::sleep(IDLE) => {}
                Some(_) = running.join_next(), if !is_empty && !running.is_empty() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    async fn claim_some(&self, db: &Db, queue: &str, limit: i64) -> Vec<ClaimedJob> {
        let claimed = async {
            let now = db.clock().now();
            store::claim(&mut *db.read().await?, queue, limit, now, LEASE).await
        };
        claimed.await.unwrap_or_else(|error: DbError| {
            tracing::error!(%error, queue, "jobs could not be claimed");
            Vec::new()
        })
    }
}

/// 5 s doubling to an hour.
fn backoff(attempts: i32) -> jiff::SignedDuration {
    let doublings = u32::try_from(attempts.clamp(1, 11) - 1).unwrap_or(0);
    jiff::SignedDuration::from_secs((5_i64 << doublings).min(3_600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_to_an_hour() {
        assert_eq!(backoff(1).as_secs(), 5);
        assert_eq!(backoff(2).as_secs(), 10);
        assert_eq!(backoff(9).as_secs(), 1_280);
        assert_eq!(backoff(40).as_secs(), 3_600);
    }
}
