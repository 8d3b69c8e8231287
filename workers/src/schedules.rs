//! What recurs: reconcilers that compare what is stored with the present moment. Each needs no input, may run again, and runs in one process at a time.

use std::time::Duration;

use commerce::retention::{self, Rule};
use platform::clock::Timestamp;
use platform::db::{Db, DbError, Origin};
use platform::jobs::schedule::{due, take_turn};
use tokio_util::sync::CancellationToken;

use crate::{
    Context, gift_cards, listing, outbox, payments, pictures, rehearsals, search, watches,
};

/// How often the loop looks whether something is due.
const TICK: Duration = Duration::from_secs(1);

/// A recurring task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Facts that no nudge has relayed.
    Relay,
    /// Payments of which no message came.
    SweepPayments,
    /// Carts whose time is out.
    RemoveCarts,
    /// Sessions, known devices, links and throttles that nobody can use any more.
    SweepSessions,
    /// What sells, for the order of lists.
    RecountPopularity,
    /// What may no longer be kept of customers who were erased.
    PurgeErased,
    /// Promotions whose period is over.
    EndPromotions,
    /// What vendors' messages said, once nobody needs it.
    ForgetMessages,
    /// What is kept of everybody for a time, once it is over.
    Forget,
    /// Buyers who are to be asked what they think of what they bought.
    AskForReviews,
    /// Offers whose last day has passed.
    ExpireOffers,
    /// Pictures of cases that nothing keeps any more.
    SweepCaseFiles,
    /// Texts of products whose moment has come.
    PublishTexts,
    /// Gift cards that were bought and whose day has come.
    IssueGiftCards,
    /// Watchers whose turn it is to be told that goods are back.
    TellWatchers,
    /// What is watched and back, and was not noted.
    FindWatched,
    /// What the search engine lacks.
    TellSearch,
    /// Whether the search engine knows as many products as there are.
    CompareSearch,
    /// Answers about prices to come that nobody needs any more.
    ForgetRehearsals,
    /// That something of the catalogue was changed, hours after everybody has seen it.
    ForgetChanges,
}

impl Task {
    /// Every recurring task.
    pub const ALL: [Self; 20] = [
        Self::Relay,
        Self::SweepPayments,
        Self::RemoveCarts,
        Self::SweepSessions,
        Self::RecountPopularity,
        Self::PurgeErased,
        Self::EndPromotions,
        Self::ForgetMessages,
        Self::Forget,
        Self::AskForReviews,
        Self::ExpireOffers,
        Self::SweepCaseFiles,
        Self::PublishTexts,
        Self::IssueGiftCards,
        Self::TellWatchers,
        Self::FindWatched,
        Self::TellSearch,
        Self::CompareSearch,
        Self::ForgetRehearsals,
        Self::ForgetChanges,
    ];

    /// Stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Relay => "outbox.relay",
            Self::SweepPayments => "payments.sweep",
            Self::RemoveCarts => "carts.remove-expired",
            Self::SweepSessions => "staff.sweep-sessions",
            Self::RecountPopularity => "listing.recount-popularity",
            Self::PurgeErased => "customers.purge-erased",
            Self::EndPromotions => "promotions.end",
            Self::ForgetMessages => "inbox.forget-bodies",
            Self::Forget => "retention.forget",
            Self::AskForReviews => "reviews.ask",
            Self::ExpireOffers => "quotations.expire",
            Self::SweepCaseFiles => "returns.sweep-files",
            Self::PublishTexts => "products.publish-texts",
            Self::IssueGiftCards => "gift-cards.issue",
            Self::TellWatchers => "stock-watches.tell",
            Self::FindWatched => "stock-watches.find",
            Self::TellSearch => "search.tell",
            Self::CompareSearch => "search.compare",
            Self::ForgetRehearsals => "rehearsals.forget",
            Self::ForgetChanges => "listing.forget-changes",
        }
    }

    fn every(self) -> jiff::SignedDuration {
        match self {
            Self::Relay => jiff::SignedDuration::from_secs(2),
            Self::SweepPayments => jiff::SignedDuration::from_secs(10),
            Self::SweepSessions => jiff::SignedDuration::from_hours(24),
            Self::PublishTexts => jiff::SignedDuration::from_secs(10),
            Self::EndPromotions
            | Self::IssueGiftCards
            | Self::TellWatchers
            | Self::TellSearch
            | Self::ForgetChanges => jiff::SignedDuration::from_mins(1),
            Self::RemoveCarts
            | Self::AskForReviews
            | Self::ExpireOffers
            | Self::SweepCaseFiles
            | Self::FindWatched
            | Self::ForgetRehearsals => jiff::SignedDuration::from_hours(1),
            Self::RecountPopularity
            | Self::PurgeErased
            | Self::ForgetMessages
            | Self::Forget
            | Self::CompareSearch => jiff::SignedDuration::from_hours(24),
        }
    }

    /// Does the task once, now.
    ///
    /// # Errors
    /// Database errors.
    pub async fn run(self, context: &Context) -> Result<(), DbError> {
        match self {
            Self::Relay => outbox::relay_all(&context.db).await.map(|_| ()),
            Self::SweepPayments => {
                payments::sweep(&context.db).await?;
                payments::sweep_refunds(&context.db).await.map(|_| ())
            }
            Self::RemoveCarts => remove_carts(&context.db).await,
            Self::SweepSessions => sweep_sessions(&context.db).await,
            Self::RecountPopularity => listing::recount_popularity(&context.db).await,
            Self::PurgeErased => purge_erased(&context.db).await,
            Self::EndPromotions => end_promotions(&context.db).await,
            Self::ForgetMessages => forget_messages(&context.db).await,
            Self::Forget => forget(&context.db).await,
            Self::AskForReviews => ask_for_reviews(&context.db).await,
            Self::ExpireOffers => expire_offers(&context.db).await,
            Self::SweepCaseFiles => {
                pictures::cases::sweep(&context.db, &context.darkroom, &context.pictures).await
            }
            Self::PublishTexts => publish_texts(&context.db).await,
            Self::IssueGiftCards => gift_cards::issue_due(context).await,
            Self::TellWatchers => watches::tell_all(&context.db).await,
            Self::FindWatched => {
                listing::ask_again(&context.db).await?;
                watches::find_all(&context.db).await
            }
            Self::TellSearch => search::ask_again(context).await,
            Self::CompareSearch => search::ask_to_compare(context).await,
            Self::ForgetRehearsals => rehearsals::forget_old(&context.db).await,
            Self::ForgetChanges => forget_changes(&context.db).await,
        }
    }
}

async fn sweep_sessions(db: &Db) -> Result<(), DbError> {
    let mut tx = db.begin(Origin::system("housekeeping")).await?;
    platform::auth::store::sweep(&mut tx).await?;
    tx.commit().await?;
    loop {
        let mut tx = db.begin(Origin::system("housekeeping")).await?;
        let swept = commerce::customer::sweep(&mut tx).await?;
        tx.commit().await?;
        if swept == 0 {
            return Ok(());
        }
    }
}

async fn purge_erased(db: &Db) -> Result<(), DbError> {
    let mut tx = db.begin(Origin::system("housekeeping")).await?;
    commerce::customer::erase::purge::forget_shops(&mut tx).await?;
    tx.commit().await?;
    loop {
        let mut tx = db.begin(Origin::system("housekeeping")).await?;
        let looked_at = commerce::customer::erase::purge::purge_some(&mut tx).await?;
        tx.commit().await?;
        if looked_at == 0 {
            return Ok(());
        }
    }
}

/// The rules look at the clock themselves; this makes true what lists say.
async fn end_promotions(db: &Db) -> Result<(), DbError> {
    loop {
        let mut tx = db.begin(Origin::system("housekeeping")).await?;
        let ended = commerce::promotion::save::end_due(&mut tx, 100).await?;
        tx.commit().await?;
        if ended == 0 {
            return Ok(());
        }
    }
}

async fn ask_for_reviews(db: &Db) -> Result<(), DbError> {
    let shops = commerce::catalogue::shop::shops(&mut *db.read().await?).await?;
    for shop in shops {
        loop {
            let mut tx = db.begin(Origin::system("housekeeping")).await?;
            let looked_at = commerce::review::ask::ask_some(&mut tx, shop.id, 100).await?;
            tx.commit().await?;
            if looked_at == 0 {
                break;
            }
        }
    }
    Ok(())
}

/// What an offer may do looks at the calendar itself; this makes true what lists say.
async fn expire_offers(db: &Db) -> Result<(), DbError> {
    loop {
        let mut tx = db.begin(Origin::system("housekeeping")).await?;
        let today = tx.now().business_time().date();
        let done = commerce::quotation::store::expire_due(&mut tx, today, 1_000).await?;
        tx.commit().await?;
        if done == 0 {
            return Ok(());
        }
    }
}

/// One product at a time, since each is locked alone.
async fn publish_texts(db: &Db) -> Result<(), DbError> {
    loop {
        let mut tx = db.begin(Origin::system("clock")).await?;
        let is_done = commerce::catalogue::texts::publish::publish_next_due(&mut tx).await?;
        tx.commit().await?;
        if !is_done {
            return Ok(());
        }
    }
}

async fn forget_messages(db: &Db) -> Result<(), DbError> {
    loop {
        let mut tx = db.begin(Origin::system("housekeeping")).await?;
        let before = tx.now().minus(platform::inbox::BODY_KEPT_FOR);
        let done = platform::inbox::store::forget_bodies(&mut tx, before, 1_000).await?;
        tx.commit().await?;
        if done == 0 {
            return Ok(());
        }
    }
}

async fn forget(db: &Db) -> Result<(), DbError> {
    loop {
        let mut tx = db.begin(Origin::system("housekeeping")).await?;
        let told = commerce::customer::unused::tell_some(&mut tx).await?;
        tx.commit().await?;
        if told == 0 {
            break;
        }
    }
    loop {
        let mut tx = db.begin(Origin::system("housekeeping")).await?;
        let gone = platform::audit::forget_tallies(&mut tx).await?;
        tx.commit().await?;
        if gone == 0 {
            break;
        }
    }
    for rule in Rule::ALL {
        loop {
            let mut tx = db.begin(Origin::system("housekeeping")).await?;
            let gone = retention::forget_some(&mut tx, rule).await?;
            tx.commit().await?;
            if gone == 0 {
                break;
            }
        }
    }
    Ok(())
}

async fn forget_changes(db: &Db) -> Result<(), DbError> {
    let mut tx = db.begin(Origin::system("housekeeping")).await?;
    commerce::catalogue::product::forget_changes(&mut tx).await?;
    tx.commit().await
}

async fn remove_carts(db: &Db) -> Result<(), DbError> {
    loop {
        let mut tx = db.begin(Origin::system("housekeeping")).await?;
        let gone = commerce::cart::store::remove_expired(&mut tx, 1_000).await?;
        tx.commit().await?;
        if gone == 0 {
            return Ok(());
        }
    }
}

/// Runs what is due until `stop`. What lists are made of is asked for first: a new version of the program may want rows that the one before did not make, and
/// its migrations may have marked what is to be made anew. Where nothing is missing the jobs find that by a few look-ups.
pub async fn tick(context: Context, stop: CancellationToken) {
    if let Err(error) = listing::ask_again(&context.db).await {
        tracing::error!(%error, "the rows of lists could not be asked for");
    }
    while !stop.is_cancelled() {
        for task in due_now(&context).await {
            if let Err(error) = run_if_due(&context, task).await {
                tracing::error!(%error, task = task.name(), "a recurring task broke off");
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// The tasks that can have a turn now.
async fn due_now(context: &Context) -> Vec<Task> {
    let tasks = Task::ALL.map(|task| (task.name(), task.every()));
    let asked = async {
        let now = context.db.clock().now();
        due(&mut *context.db.read().await?, &tasks, now).await
    };
    let names = asked.await.unwrap_or_else(|error: DbError| {
        tracing::error!(%error, "what recurs could not be looked up");
        Vec::new()
    });
    let tasks = Task::ALL.into_iter();
    tasks
        .filter(|task| names.iter().any(|name| name == task.name()))
        .collect()
}

async fn run_if_due(context: &Context, task: Task) -> Result<(), DbError> {
    let now: Timestamp = context.db.clock().now();
    let is_ours = take_turn(
        &mut *context.db.read().await?,
        task.name(),
        task.every(),
        now,
    )
    .await?;
    if is_ours {
        task.run(context).await
    } else {
        Ok(())
    }
}
