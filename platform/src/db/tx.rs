use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::Serialize;
use sqlx::{PgConnection, Postgres};
use uuid::Uuid;

use super::{Bell, DbError};
use crate::audit::{self, Change};
use crate::auth;
use crate::clock::{Clock, Timestamp};
use crate::ids::StaffId;
use crate::jobs::{self, Job};
use crate::outbox::{self, Fact};

/// Who acts. Stands in every fact and audit entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The program itself, by the name of the job or command (`sweeper`, `import`).
    System(&'static str),
    /// A member of staff.
    Staff {
        /// Who.
        id: StaffId,
        /// As it was at the time.
        name: String,
    },
    /// A customer who has logged in to the shop.
    Customer {
        /// Who.
        id: Uuid,
        /// As it was at the time: the customer's number, which tells nothing of the person.
        number: String,
    },
    /// Someone in the shop who has not logged in.
    Visitor,
    /// A vendor's message, by the vendor's name.
    Vendor(&'static str),
}

impl Actor {
    /// `system`, `staff`, `customer`, `visitor` or `vendor`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::System(_) => "system",
            Self::Staff { .. } => "staff",
            Self::Customer { .. } => "customer",
            Self::Visitor => "visitor",
            Self::Vendor(_) => "vendor",
        }
    }

    /// The person's id, when there is one.
    #[must_use]
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Staff { id, .. } => Some(id.0),
            Self::Customer { id, .. } => Some(*id),
            Self::System(_) | Self::Visitor | Self::Vendor(_) => None,
        }
    }

    /// What to call them in a history.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::System(name) | Self::Vendor(name) => name,
            Self::Staff { name, .. } => name,
            Self::Customer { number, .. } => number,
            Self::Visitor => "visitor",
        }
    }
}

/// Where a transaction comes from: who acts, and in which request.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Who acts.
    pub actor: Actor,
    /// The request's id, as it stands in the log.
    pub request_id: Option<String>,
}

impl Origin {
    /// The program itself, outside any request.
    #[must_use]
    pub fn system(name: &'static str) -> Self {
        Self {
            actor: Actor::System(name),
            request_id: None,
        }
    }
}

/// A transaction with its moment, its actor and its request. Dropping it rolls everything back: data, facts, jobs and audit alike.
pub struct Tx {
    inner: sqlx::Transaction<'static, Postgres>,
    now: Timestamp,
    clock: Clock,
    origin: Origin,
    bell: Arc<Bell>,
    /// Queues that get work which is due now.
    fed: Vec<&'static str>,
    /// Counts of tries that are taken back: the key, and whether all of it.
    forgiven: Vec<(String, bool)>,
}

impl Tx {
    pub(super) fn new(
        inner: sqlx::Transaction<'static, Postgres>,
        clock: Clock,
        origin: Origin,
        bell: Arc<Bell>,
    ) -> Self {
        Self {
            inner,
            now: clock.now(),
            clock,
            origin,
            bell,
            fed: Vec::new(),
            forgiven: Vec::new(),
        }
    }

    /// The one moment of this transaction, unless it has [begun now](Self::begin_now).
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Lets its moment be this one, for whoever has come to a lock whose holders write what holds at a moment: one that began earlier, and got its turn later,
    /// would write over what is newer. What it has written before keeps its moment.
    pub fn begin_now(&mut self) {
        self.now = self.clock.now();
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.origin.actor
    }

    /// The request that this is part of.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.origin.request_id.as_deref()
    }

    /// Records that something has happened. The caller holds the aggregate's row lock, or has just made the aggregate, so that the
    /// sequence is dense.
    ///
    /// # Errors
    /// Database errors, among them a sequence that someone else took.
    pub async fn emit<F: Fact>(&mut self, fact: &F) -> Result<(), DbError> {
        outbox::store::insert(self, fact).await
    }

    /// Asks for work to be done as soon as this commits.
    ///
    /// # Errors
    /// Database errors.
    pub async fn enqueue<J: Job>(&mut self, job: &J) -> Result<(), DbError> {
        self.enqueue_at(job, self.now).await
    }

    /// Asks for work to be done at `at` or soon after.
    ///
    /// # Errors
    /// Database errors.
    pub async fn enqueue_at<J: Job>(&mut self, job: &J, at: Timestamp) -> Result<(), DbError> {
        if at <= self.now && !self.fed.contains(&J::QUEUE) {
            self.fed.push(J::QUEUE);
        }
        jobs::store::insert(self, std::slice::from_ref(job), at).await
    }

    /// Asks for much work of one kind to be done as soon as this commits.
    ///
    /// # Errors
    /// Database errors.
    pub async fn enqueue_all<J: Job>(&mut self, jobs: &[J]) -> Result<(), DbError> {
        if !jobs.is_empty() && !self.fed.contains(&J::QUEUE) {
            self.fed.push(J::QUEUE);
        }
        jobs::store::insert(self, jobs, self.now).await
    }

    /// Writes into the audit trail (C3).
    ///
    /// # Errors
    /// Database errors.
    pub async fn audit<B: Serialize + Sync, A: Serialize + Sync>(
        &mut self,
        change: Change<'_, B, A>,
    ) -> Result<(), DbError> {
        audit::store::insert(self, change).await
    }

    /// Commits what was done; of what was refused nothing stays. Hands on which it was.
    ///
    /// # Errors
    /// Database errors; nothing has happened then.
    pub async fn end<T, E>(self, done: Result<T, E>) -> Result<Result<T, E>, DbError> {
        if done.is_ok() {
            self.commit().await?;
        }
        Ok(done)
    }

    /// Writes into the audit trail that somebody was refused what anybody can try, `detail` saying what was wrong where that is told apart. The trail is for
    /// ever: of many tries against one account on a day it gets the first few, and then ever fewer, with the number that each stands for.
    ///
    /// # Errors
    /// Database errors.
    pub async fn audit_refusal<A: Serialize + Sync>(
        &mut self,
        change: Change<'_, (), A>,
        detail: &str,
    ) -> Result<(), DbError> {
        audit::store::insert_counted(self, change, detail).await
    }

    /// Takes a count of tries back when this commits and no sooner: whoever tries meanwhile, in the same network, waits for nothing of what else is done here.
    pub(crate) fn forgive(&mut self, key: &str, is_all: bool) {
        self.forgiven.push((key.to_owned(), is_all));
    }

    /// Makes it all true at once, and wakes the workers of the queues that have got work.
    ///
    /// # Errors
    /// Database errors; nothing has happened then.
    pub async fn commit(mut self) -> Result<(), DbError> {
        for (key, is_all) in std::mem::take(&mut self.forgiven) {
            auth::store::forgive(&mut self, &key, is_all).await?;
        }
        self.inner.commit().await?;
        self.bell.ring(&self.fed);
        Ok(())
    }
}

impl Deref for Tx {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}
