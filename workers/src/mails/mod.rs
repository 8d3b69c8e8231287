//! Mails that follow from facts: written with the theme's templates, kept, then handed to the transport.

pub mod business;
pub mod customer_link;
pub mod email_changed;
pub mod farewell;
pub mod gift_card;
mod letter;
pub mod money;
pub mod notices;
pub mod order_confirmation;
pub mod passkey;
pub mod quotations;
pub mod returns;
pub mod review;
pub mod shipment;
pub mod staff;
pub mod unused;
pub mod watches;

use commerce::ids::OrderId;
use commerce::order::events::ConfirmationSent;
use platform::db::Origin;
use platform::i18n::Locale;
use platform::jobs::runner::JobError;
use platform::mail::store::{self, StoredMail};
use platform::mail::{MailError, NewMail};
use platform::render::{Fault, RenderContext, Renderer, View};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Context;

/// Confirms an order to its buyer on a durable medium; gives the receiver's answer. However often it is asked, the mail is written once.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn confirm_order(
    context: &Context,
    order_id: OrderId,
    delivery_id: Uuid,
) -> Result<Value, JobError> {
    let key = format!("order-confirmation/{delivery_id}");
    let known = store::by_dedup_key(&mut *context.db.read().await?, &key).await?;
    let kept = match known {
        Some(mail) => mail,
        None => {
            keep(
                context,
                &order_confirmation::write(context, order_id, key).await?,
            )
            .await?
        }
    };
    // The buyer was erased, and how to reach them with it: before the mail was written, or after it was sent.
    if kept.recipient.is_empty() {
        return Ok(json!({ "mail": kept.id, "answer": null }));
    }
    if let Some(receipt) = kept.receipt.as_ref().filter(|_| kept.state == "sent") {
        return Ok(json!({ "mail": kept.id, "answer": receipt }));
    }
    let answer = context.mail.send(&kept).await;
    let mut tx = context.db.begin(Origin::system("mail")).await?;
    match answer {
        Ok(answer) => {
            store::mark_sent(&mut tx, kept.id, context.mail.name(), &answer).await?;
            commerce::locks::lock_order(&mut tx, order_id).await?;
            tx.emit(&ConfirmationSent {
                order_id,
                recipient: kept.recipient,
            })
            .await?;
            tx.commit().await?;
            Ok(json!({ "mail": kept.id, "answer": answer }))
        }
        Err(error) => {
            store::mark_failed(&mut tx, kept.id, &error.to_string()).await?;
            tx.commit().await?;
            Err(failed(error))
        }
    }
}

/// Keeps a mail, once however often it is asked.
async fn keep(context: &Context, mail: &NewMail) -> Result<StoredMail, JobError> {
    let mut tx = context.db.begin(Origin::system("mail")).await?;
    store::keep(&mut tx, mail).await?;
    let kept = store::by_dedup_key(&mut tx, &mail.dedup_key).await?;
    tx.commit().await?;
    kept.ok_or_else(|| JobError::retry("the mail was not kept"))
}

fn failed(error: MailError) -> JobError {
    match error {
        MailError::Unavailable(_) => JobError::retry(error),
        MailError::Malformed(_) | MailError::Refused(_) => JobError::fail(error),
    }
}

/// Keeps a mail, once however often it is asked, and hands it to the transport; gives the transport's answer.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub(crate) async fn keep_and_send(context: &Context, mail: NewMail) -> Result<String, JobError> {
    let kept = keep(context, &mail).await?;
    // Sent, and forgotten since with whoever it went to.
    if kept.recipient.is_empty() {
        return Ok(String::new());
    }
    if let Some(receipt) = kept.receipt.as_ref().filter(|_| kept.state == "sent") {
        return Ok(receipt.clone());
    }
    let answer = context.mail.send(&kept).await;
    let mut tx = context.db.begin(Origin::system("mail")).await?;
    match &answer {
        Ok(answer) => store::mark_sent(&mut tx, kept.id, context.mail.name(), answer).await?,
        Err(error) => store::mark_failed(&mut tx, kept.id, &error.to_string()).await?,
    }
    tx.commit().await?;
    answer.map_err(failed)
}

/// Checks every mail's templates with every sample; for `torg check-themes` and the tests.
pub fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    order_confirmation::check(renderer, faults);
    customer_link::check(renderer, faults);
    email_changed::check(renderer, faults);
    passkey::check(renderer, faults);
    farewell::check(renderer, faults);
    gift_card::check(renderer, faults);
    money::check(renderer, faults);
    business::check(renderer, faults);
    shipment::check(renderer, faults);
    returns::check(renderer, faults);
    notices::check(renderer, faults);
    review::check(renderer, faults);
    staff::check(renderer, faults);
    unused::check(renderer, faults);
    watches::check(renderer, faults);
}

/// Renders every sample of a mail in every language, subject and text included.
pub(crate) fn check_letter<V: View>(renderer: &Renderer, faults: &mut Vec<Fault>) {
    renderer.check_view::<V, ()>(&[()], faults);
    for sample in V::samples() {
        for locale in Locale::ALL {
            for file in ["subject.txt", "body.txt"] {
                let template = beside::<V>(file);
                let ctx = RenderContext::plain(locale, ());
                if let Err(error) = renderer.render_as(&template, &sample, &ctx) {
                    faults.push(Fault {
                        place: template,
                        reason: error.to_string(),
                    });
                }
            }
        }
    }
}

/// Templates of one mail: beside the view's own HTML, a subject and a text.
pub(crate) fn beside<V: View>(file: &str) -> String {
    V::TEMPLATE
        .rsplit_once('/')
        .map_or_else(|| file.to_owned(), |(folder, _)| format!("{folder}/{file}"))
}
