//! Asking what differs: few articles are compared in the same transaction, many by a job, some of them in each transaction. Who asks again at once, or while
//! the answer is being made, is given that one.

use jiff::SignedDuration;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::json;
use uuid::Uuid;

use super::As;
use super::compare::Scene;
use super::store::{self, Found, Touch};
use crate::ids::{RehearsalId, ShopId};
use crate::jobs::CompareRehearsal;
use crate::pricing::listing::price_context;

/// Articles that are compared at once, in the transaction that asks.
pub const AT_ONCE: i64 = 5_000;
/// Articles that the job passes in one transaction.
pub const BATCH: i64 = 2_000;
/// For how long an answer that is still being made stands for the same question.
const MADE: SignedDuration = SignedDuration::from_mins(10);
/// For how long one that is there does: somebody has clicked twice. What an article costs the merchant, its VAT and whom the shop is seen as may have become
/// another since, which is not looked for.
const CLICKED: SignedDuration = SignedDuration::from_mins(1);
/// For how long answers are kept.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Rows of old answers that are taken away in one transaction.
const FORGOTTEN: i64 = 10_000;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// In which shop.
    pub shop_id: ShopId,
    /// For delivery to this country.
    pub country: String,
    /// Whom the shop is seen as.
    pub seen_as: As,
    /// What they are called.
    pub name: String,
    /// The moment from which is looked.
    pub now: Timestamp,
    /// The moment to come.
    pub at: Timestamp,
    /// Below this is warned, in basis points. Without it nothing is said of margins, which would tell what an article costs the merchant.
    pub margin_bp: Option<i64>,
}

/// Asks, or finds what has been answered; gives the number. `None`: nobody sees prices so (the tier or company is gone). `at_once`: as many articles are
/// compared here, see [`AT_ONCE`]. `anew`: whatever has been answered.
///
/// # Errors
/// Database errors.
pub async fn ask(
    tx: &mut Tx,
    question: &Question,
    at_once: i64,
    anew: bool,
) -> Result<Option<String>, DbError> {
    let audience = question.seen_as.audience();
    let context = price_context(tx, question.shop_id, audience, question.now).await?;
    let Some(context) = context else {
        return Ok(None);
    };
    let lists: Vec<Uuid> = context.lists.iter().map(|id| id.0).collect();
    let since = (question.now.minus(MADE), question.now.minus(CLICKED));
    let fresh = match anew {
        true => None,
        false => store::fresh(tx, question, &lists, since).await?,
    };
    if fresh.is_some() {
        return Ok(fresh);
    }
    let place = (question.shop_id, question.country.as_str());
    let moments = (question.now, question.at);
    let scene = Scene::read(tx, place, context, moments, question.margin_bp).await?;
    let touch = Touch::read(tx, &scene).await?;
    let few = touch.few(tx, at_once).await?;
    let is_few = i64::try_from(few.len()).is_ok_and(|many| many <= at_once);
    let articles = match is_few {
        true => i64::try_from(few.len()).unwrap_or(at_once),
        false => store::count_articles(tx).await?,
    };
    let id = RehearsalId::generate();
    let number = store::insert(tx, id, question, &scene, articles).await?;
    store::insert_promotions(tx, &number, scene.promotions.turning()).await?;
    if is_few {
        let few = store::articles(tx, &few).await?;
        let differences = scene.compare(tx, &few).await?;
        let found = Found {
            passed: articles,
            last_sku: few.last().map_or("", |of| of.sku.as_str()),
            differences: &differences,
            changed_before: 0,
        };
        store::record(tx, (id, &number), &found).await?;
        store::finish(tx, id).await?;
    } else {
        tx.enqueue(&CompareRehearsal { rehearsal_id: id }).await?;
    }
    let after = json!({ "as": question.seen_as, "at": question.at, "number": number });
    let change = Change {
        action: "rehearsal.asked",
        subject: ("shop", Some(question.shop_id.0)),
        before: None::<&()>,
        after: Some(&after),
        reason: None,
    };
    tx.audit(change).await?;
    Ok(Some(number))
}

/// How a comparison goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There are more articles.
    On,
    /// It is done, or was already.
    Done,
}

/// Compares the next articles, at most `batch` of all there are. What has been found is written down in the same transaction as how far that is, so that it
/// goes on after a break where it was, and twice is as once.
///
/// # Errors
/// Database errors.
pub async fn advance(tx: &mut Tx, id: RehearsalId, batch: i64) -> Result<Step, DbError> {
    let Some(held) = store::lock(tx, id).await? else {
        return Ok(Step::Done);
    };
    let context = match held.seen_as() {
        Some(seen_as) => price_context(tx, held.shop_id, seen_as.audience(), held.asked_at).await?,
        None => None,
    };
    let Some(context) = context else {
        // Nobody sees prices so any more: there is nothing to compare.
        store::finish(tx, id).await?;
        return Ok(Step::Done);
    };
    let place = (held.shop_id, held.country.as_str());
    let moments = (held.asked_at, held.at);
    let scene = Scene::read(tx, place, context, moments, held.margin_bp).await?;
    let touch = Touch::read(tx, &scene).await?;
    let window = touch.window(tx, &held.after_sku, batch).await?;
    let Some(last_sku) = &window.last_sku else {
        store::finish(tx, id).await?;
        return Ok(Step::Done);
    };
    let differences = scene.compare(tx, &window.touched).await?;
    let found = Found {
        passed: window.passed,
        last_sku,
        differences: &differences,
        changed_before: held.changed,
    };
    store::record(tx, (id, &held.number), &found).await?;
    Ok(Step::On)
}

/// Takes away answers that nobody needs any more, some rows at a time; gives how many rows went.
///
/// # Errors
/// Database errors.
pub async fn forget_some(tx: &mut Tx) -> Result<u64, DbError> {
    let before = tx.now().minus(KEPT_FOR);
    store::forget(tx, before, FORGOTTEN).await
}
