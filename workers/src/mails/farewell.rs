//! To somebody whose account has been erased, at the addresses that it had: what stays, and until when. Whoever did not ask for it can say so.

use commerce::customer::erase::farewell;
use commerce::jobs::SendFarewell;
use commerce::shop_door;
use jiff::civil::Date;
use platform::db::Origin;
use platform::jobs::runner::{Attempt, JobError};
use platform::render::{Fault, Renderer, View};
use serde::Serialize;

use super::check_letter;
use super::letter::{self, Envelope, Signature, house_near};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct FarewellView {
    email: String,
    /// Orders that are kept for the books.
    orders: i64,
    /// The last day of the last of them.
    until: Option<Date>,
    /// Orders with goods or money on their way.
    under_way: i64,
    /// Orders that may still be paid.
    waiting: i64,
    #[serde(flatten)]
    from: Signature,
}

impl View for FarewellView {
    const TEMPLATE: &'static str = "mail/farewell/body.html";

    fn samples() -> Vec<Self> {
        let all = Self {
            email: "elin@exempel.se".into(),
            orders: 2,
            until: Some(jiff::civil::date(2033, 12, 31)),
            under_way: 1,
            waiting: 1,
            from: Signature::sample(),
        };
        let nothing = Self {
            orders: 0,
            until: None,
            under_way: 0,
            waiting: 0,
            ..all.clone()
        };
        vec![all, nothing]
    }
}

/// The job's body: writes the mail once, sends it, and forgets it.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_farewell(
    context: Context,
    job: SendFarewell,
    _: Attempt,
) -> Result<(), JobError> {
    let mut conn = context.db.read().await?;
    // Sent before, or tried for so long that the address has been taken away.
    let Some(found) = farewell::find(&mut conn, job.farewell_id).await? else {
        return Ok(());
    };
    let whose = shop_door::of_farewell(&mut conn, found.id).await?;
    let (context, shop) = house_near(&context, conn, whose).await?;
    let view = FarewellView {
        email: found.email.clone(),
        orders: found.orders.into(),
        until: found.kept_until.map(|day| day.0),
        under_way: found.under_way.into(),
        waiting: found.waiting.into(),
        from: Signature::of(&shop),
    };
    let envelope = Envelope {
        kind: "farewell",
        about: ("customer", found.customer_id.0),
        key: format!("farewell/{}", found.id),
        recipient: found.email.clone(),
        reply_to: Some(shop.email),
        locale: found.locale.clone(),
    };
    letter::send(&context, &view, envelope).await?;
    let mut tx = context.db.begin(Origin::system("mail")).await?;
    farewell::said(&mut tx, &found).await?;
    Ok(tx.commit().await?)
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<FarewellView>(renderer, faults);
}
