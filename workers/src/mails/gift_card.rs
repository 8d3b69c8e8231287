//! The code of a gift card, to whoever it is for.

use commerce::gift_card::bought::listing::{Purchase, purchase};
use commerce::gift_card::{code_of, listing};
use commerce::jobs::SendGiftCard;
use commerce::shop_door;
use platform::clock::Timestamp;
use platform::jobs::runner::{Attempt, JobError};
use platform::money::{Currency, Money};
use platform::render::{Fault, Renderer, View};
use serde::Serialize;

use super::check_letter;
use super::letter::{self, Envelope, Signature, house, language};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct GiftCardView {
    /// Who gives it; empty where nobody does: it was issued by staff, or bought for oneself.
    giver: String,
    /// Their words, line by line.
    greeting: Vec<String>,
    code: String,
    amount: Money,
    expires_at: Timestamp,
    /// Whether it lives through that day, as all do that nobody gave another hour.
    is_whole_day: bool,
    shop_url: String,
    #[serde(flatten)]
    from: Signature,
}

impl View for GiftCardView {
    const TEMPLATE: &'static str = "mail/gift-card/body.html";

    fn samples() -> Vec<Self> {
        let Some(expires_at) = Timestamp::from_microsecond(1_890_000_000_000_000) else {
            return Vec::new();
        };
        let plain = Self {
            giver: String::new(),
            greeting: Vec::new(),
            code: "7KQ2-ABCD-EFGH-JKLM".into(),
            amount: Money::new(50_000, Currency::SEK),
            expires_at,
            is_whole_day: true,
            shop_url: "https://butik.example/".into(),
            from: Signature::sample(),
        };
        let given = Self {
            giver: "Elin <Sandahl>".into(),
            greeting: vec!["Grattis!".into(), "Vi ses i jul.".into()],
            is_whole_day: false,
            ..plain.clone()
        };
        vec![plain, given]
    }
}

fn is_end_of_day(at: Timestamp) -> bool {
    let time = at.business_time().time();
    (time.hour(), time.minute()) == (23, 59)
}

/// The job's body: writes the mail once, and sends it. A card that has been blocked is not sent any more.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_gift_card(
    context: Context,
    job: SendGiftCard,
    _: Attempt,
) -> Result<(), JobError> {
    let mut conn = context.db.read().await?;
    let card = listing::card(&mut conn, job.gift_card_id).await?;
    let Some(card) = card.filter(|card| card.state == "active" && !card.recipient.is_empty())
    else {
        return Ok(());
    };
    let bought = purchase(&mut conn, job.gift_card_id).await?;
    let whose = shop_door::of_gift_card(&mut conn, card.id).await?;
    let (context, shop) = house(&context, conn, whose).await?;
    let home = context.renderer.url(language(&card.locale), "home", &[]);
    let (giver, greeting) = said(bought);
    let view = GiftCardView {
        giver,
        greeting,
        code: code_of(&context.secret, card.id),
        amount: Money::new(card.balance_minor, Currency::from(card.currency)),
        expires_at: card.expires_at,
        is_whole_day: is_end_of_day(card.expires_at),
        shop_url: context.shop_link(&home),
        from: Signature::of(&shop),
    };
    let envelope = Envelope {
        kind: "gift-card",
        about: ("gift_card", card.id.0),
        key: match card.sent_again {
            0 => format!("gift-card/{}", card.id),
            times => format!("gift-card/{}/{times}", card.id),
        },
        recipient: card.recipient,
        reply_to: Some(shop.email),
        locale: card.locale,
    };
    letter::send(&context, &view, envelope).await
}

/// Who gives a bought card, and their words. Whoever has bought it for themselves knows.
fn said(bought: Option<Purchase>) -> (String, Vec<String>) {
    let Some(bought) = bought else {
        return (String::new(), Vec::new());
    };
    let giver = if bought.is_for_buyer {
        String::new()
    } else {
        bought.buyer
    };
    (giver, bought.greeting.lines().map(str::to_owned).collect())
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<GiftCardView>(renderer, faults);
}
