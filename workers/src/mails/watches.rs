//! What those who watch something sold out get by mail: the question whether it was they who asked, and that it is back. Nothing else is said in either.

use commerce::catalogue::address;
use commerce::catalogue::shop::Shop;
use commerce::ids::StockWatchId;
use commerce::jobs::{SendBackInStock, SendWatchLink};
use commerce::stock_watch::listing::{Letter, letter};
use commerce::stock_watch::{STOCK_WATCH, WatchState};
use platform::i18n::Locale;
use platform::jobs::runner::{Attempt, JobError};
use platform::mail::NewMail;
use platform::render::{Fault, Renderer, View};
use serde::Serialize;

use super::letter::{self, Envelope, house, language};
use super::{check_letter, keep_and_send};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct StockWatchView {
    /// `ask`, `known` or `back`.
    purpose: &'static str,
    /// What is watched.
    product: String,
    /// Which of it; may be empty.
    options: String,
    /// Where it is bought.
    product_url: String,
    /// Where the watch is confirmed or ended, without a log-in.
    watch_url: String,
    shop_name: String,
    legal_name: String,
    phone: String,
}

impl View for StockWatchView {
    const TEMPLATE: &'static str = "mail/stock-watch/body.html";

    fn samples() -> Vec<Self> {
        let view = |purpose, options: &str| Self {
            purpose,
            product: "Mugg <Strand>".into(),
            options: options.into(),
            product_url: "https://butik.example/produkt/mugg-strand?variant=sand".into(),
            watch_url: "https://butik.example/bevakning/0190/x".into(),
            shop_name: "Nordbod".into(),
            legal_name: "Nordbod AB".into(),
            phone: "031-390 06 10".into(),
        };
        vec![
            view("ask", "Sand"),
            view("known", "Sand"),
            view("back", "Sand"),
            view("back", ""),
        ]
    }
}

/// Asks a guest whether it was they who asked; whoever proved it before is told that they watch it already. Nothing for what is over.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_watch_link(
    context: Context,
    job: SendWatchLink,
    _: Attempt,
) -> Result<(), JobError> {
    let key = format!(
        "stock-watch/{}/{}",
        job.watch_id,
        job.asked_at.as_microsecond()
    );
    let purpose = |state| match state {
        WatchState::Asked => Some("ask"),
        WatchState::Waiting => Some("known"),
        WatchState::Told | WatchState::Ended => None,
    };
    send(&context, job.watch_id, key, purpose).await
}

/// Tells somebody that what they watched can be bought again, once. Nothing when their account is not in use any more.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_back_in_stock(
    context: Context,
    job: SendBackInStock,
    _: Attempt,
) -> Result<(), JobError> {
    let key = format!("stock-watch-back/{}", job.watch_id);
    let purpose = |state| (state == WatchState::Told).then_some("back");
    send(&context, job.watch_id, key, purpose).await
}

async fn send(
    context: &Context,
    id: StockWatchId,
    key: String,
    purpose: impl FnOnce(WatchState) -> Option<&'static str>,
) -> Result<(), JobError> {
    let mut conn = context.db.read().await?;
    let Some(found) = letter(&mut conn, id, context.db.clock().now()).await? else {
        return Ok(());
    };
    let Some(purpose) = purpose(found.watch.state) else {
        return Ok(());
    };
    let Some(recipient) = found.email.clone() else {
        return Ok(());
    };
    let slugs = address::slugs_of(&mut conn, found.watched.product_id.0).await?;
    let (context, shop) = house(context, conn, Some(found.watch.shop_id)).await?;
    let locale = language(&found.watch.locale);
    // A product that is not told of in the reader's language is shown in another.
    let slug = slugs
        .iter()
        .find(|(code, _)| code == locale.code())
        .or(slugs.first())
        .map(|(_, slug)| slug.as_str())
        .ok_or_else(|| JobError::fail("the product has no address"))?;
    let view = view(&context, locale, &found, (purpose, slug), &shop);
    let envelope = Envelope {
        kind: "stock-watch",
        about: ("stock_watch", found.watch.id.0),
        key,
        recipient,
        reply_to: Some(shop.email),
        locale: locale.code().to_owned(),
    };
    let mail = NewMail {
        unsubscribe_url: Some(view.watch_url.clone()),
        ..letter::write(&context, &view, envelope)?
    };
    keep_and_send(&context, mail).await.map(|_| ())
}

fn view(
    context: &Context,
    locale: Locale,
    found: &Letter,
    (purpose, slug): (&'static str, &str),
    shop: &Shop,
) -> StockWatchView {
    let id = found.watch.id.to_string();
    let key = context
        .secret
        .link_key(STOCK_WATCH, &found.watch.link_subject());
    let option = found.watched.option_key.as_str();
    let mut values = vec![("slug", slug)];
    values.extend((!option.is_empty()).then_some(("variant", option)));
    let url = |name, values: &[(&str, &str)]| {
        context.shop_link(&context.renderer.url(locale, name, values))
    };
    StockWatchView {
        purpose,
        product: found.watched.name.clone(),
        options: found.watched.options.clone(),
        product_url: url("product", &values),
        watch_url: url("stock_watch", &[("id", &id), ("key", &key)]),
        shop_name: shop.name.clone(),
        legal_name: shop.legal_name.clone(),
        phone: shop.phone.clone(),
    }
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<StockWatchView>(renderer, faults);
}
