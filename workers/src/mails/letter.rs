//! A letter: a mail whose subject, text and HTML are templates beside each other.

use commerce::catalogue::shop::{NONE_YET, Shop, shops};
use commerce::ids::ShopId;
use commerce::shop_door;
use platform::db::Read;
use platform::i18n::Locale;
use platform::jobs::runner::JobError;
use platform::mail::NewMail;
use platform::render::{RenderContext, RenderError, View};
use serde::Serialize;
use uuid::Uuid;

use super::{beside, keep_and_send};
use crate::Context;

/// What stands on a letter.
pub(super) struct Envelope {
    /// What it is, e.g. `farewell`.
    pub(super) kind: &'static str,
    /// What it is about: noun and id.
    pub(super) about: (&'static str, Uuid),
    /// The same letter asked for twice is written once.
    pub(super) key: String,
    pub(super) recipient: String,
    /// Where answers go, when not to the sender.
    pub(super) reply_to: Option<String>,
    /// The reader's language, as it is stored with what the letter is about.
    pub(super) locale: String,
}

/// The shop at the foot of a letter.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Signature {
    pub(super) shop_name: String,
    pub(super) legal_name: String,
    pub(super) street: String,
    pub(super) postcode: String,
    pub(super) city: String,
    /// Where answers go.
    pub(super) reply_to: String,
    /// For questions; empty in what staff are told.
    pub(super) phone: String,
}

impl Signature {
    pub(super) fn of(shop: &Shop) -> Self {
        Self {
            shop_name: shop.name.clone(),
            legal_name: shop.legal_name.clone(),
            street: shop.street.clone(),
            postcode: shop.postcode.clone(),
            city: shop.city.clone(),
            reply_to: shop.email.clone(),
            phone: shop.phone.clone(),
        }
    }

    pub(super) fn sample() -> Self {
        Self {
            shop_name: "Nordbod".into(),
            legal_name: "Nordbod AB".into(),
            street: "Bodgatan 4".into(),
            postcode: "411 00".into(),
            city: "Göteborg".into(),
            reply_to: "hej@nordbod.example".into(),
            phone: "031-390 06 10".into(),
        }
    }
}

/// The language that somebody is written to in.
pub(super) fn language(locale: &str) -> Locale {
    Locale::parse(locale).unwrap_or(Locale::Sv)
}

/// Writes a letter.
///
/// # Errors
/// A template that cannot be rendered, for staff.
pub(super) fn write<V: View>(
    context: &Context,
    view: &V,
    envelope: Envelope,
) -> Result<NewMail, JobError> {
    write_of(context, &context.shop_url, view, envelope)
}

/// Writes a letter of the door that stands at `origin`.
///
/// # Errors
/// A template that cannot be rendered, for staff.
pub(super) fn write_of<V: View>(
    context: &Context,
    origin: &str,
    view: &V,
    envelope: Envelope,
) -> Result<NewMail, JobError> {
    written(context, origin, view, envelope).map_err(JobError::fail)
}

fn written<V: View>(
    context: &Context,
    origin: &str,
    view: &V,
    envelope: Envelope,
) -> Result<NewMail, RenderError> {
    let mut ctx = RenderContext::plain(language(&envelope.locale), ());
    origin.clone_into(&mut ctx.origin);
    let renderer = &context.renderer;
    let text = |file| renderer.render_as(&beside::<V>(file), view, &ctx);
    Ok(NewMail {
        kind: envelope.kind,
        subject_of: Some(envelope.about),
        dedup_key: envelope.key,
        sender: context.mail_from.clone(),
        recipient: envelope.recipient,
        reply_to: envelope.reply_to,
        unsubscribe_url: None,
        subject: text("subject.txt")?.trim().to_owned(),
        body_text: text("body.txt")?,
        body_html: Some(renderer.render(view, &ctx)?),
        locale: envelope.locale,
    })
}

/// Writes a letter, once however often it is asked, and sends it.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub(super) async fn send<V: View>(
    context: &Context,
    view: &V,
    envelope: Envelope,
) -> Result<(), JobError> {
    let mail = write(context, view, envelope)?;
    keep_and_send(context, mail).await.map(|_| ())
}

/// A shop, and the context in which it writes: its brand, its address, its name as the sender's. The connection is given back before the brand's theme is asked
/// for, which may have to be read from its files. Without a shop (the version before this one did not say it, or
/// whoever is written to was never in one) the oldest writes.
///
/// # Errors
/// Database errors; a shop that stands nowhere, to be tried again: its links would lead to another.
pub(super) async fn house(
    context: &Context,
    mut conn: Read,
    id: Option<ShopId>,
) -> Result<(Context, Shop), JobError> {
    let doors = shop_door::doors(&mut conn).await?;
    let oldest = doors.first().ok_or_else(|| JobError::fail(NONE_YET))?;
    let id = id.unwrap_or(oldest.shop_id);
    let door = doors
        .iter()
        .find(|door| door.shop_id == id)
        .ok_or_else(|| JobError::fail("no such shop"))?;
    let shop_url = context.addresses.of(&doors, id).ok_or_else(|| {
        JobError::retry(format!(
            "the shop {} has no name by which it is reached",
            door.code
        ))
    })?;
    let mut all = shops(&mut conn).await?.into_iter();
    drop(conn);
    let shop = all
        .find(|shop| shop.id == id)
        .ok_or_else(|| JobError::fail("no such shop"))?;
    let mail_from = if id == oldest.shop_id {
        context.mail_from.clone()
    } else {
        sender(&context.mail_from, &shop.name)
    };
    let house = Context {
        renderer: context.brands.wear(door.theme.as_deref()).await,
        shop_url,
        mail_from,
        ..context.clone()
    };
    Ok((house, shop))
}

/// The house that writes about an account alone, of which is only known where it was used last. A shop that stands nowhere gives way to the oldest: a letter that
/// is about no shop is not lost with one.
///
/// # Errors
/// As [`house`].
pub(super) async fn house_near(
    context: &Context,
    mut conn: Read,
    guess: Option<ShopId>,
) -> Result<(Context, Shop), JobError> {
    let doors = shop_door::doors(&mut conn).await?;
    let standing = guess.filter(|id| context.addresses.of(&doors, *id).is_some());
    house(context, conn, standing).await
}

/// The configured sender's address under a shop's name.
fn sender(configured: &str, shop_name: &str) -> String {
    let address = configured
        .rsplit_once('<')
        .map_or(configured, |(_, address)| address.trim_end_matches('>'));
    let name: String = shop_name
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '"' | '\\'))
        .collect();
    format!("\"{}\" <{}>", name.trim(), address.trim())
}

#[cfg(test)]
mod tests {
    use super::sender;

    #[test]
    fn the_sender_bears_the_shops_name() {
        let configured = "Nordbod <hej@nordbod.example>";
        assert_eq!(
            sender(configured, "Ladan i Ed"),
            "\"Ladan i Ed\" <hej@nordbod.example>"
        );
        assert_eq!(
            sender("hej@nordbod.example", "La\"da\\n\n"),
            "\"Ladan\" <hej@nordbod.example>"
        );
    }
}
