//! What the shopper (or a test) chooses on the payment page, and what follows.

use super::book::{
    CardError, Change, Charge, Entry, Intent, IntentStatus, Session, SessionStatus, Settlement,
};
use super::calls::{Scene, end_session, new_id};
use super::events::{Telling, tell_intent, tell_refund, tell_session};

/// A choice on the payment page. The form field `outcome` carries [`Outcome::word`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The card is good.
    Approve,
    /// The card is refused; the shopper may try again.
    Decline,
    /// The bank wants to know who it is: a second page.
    Secure,
    /// On the second page: it is.
    SecureApprove,
    /// On the second page: it is not.
    SecureFail,
    /// Back to the shop without paying.
    Abandon,
    /// The bank says yes after a while.
    Slow,
    /// The bank says no after a while.
    SlowDecline,
    /// Good, and the shop hears of it before the browser returns.
    WebhookFirst,
    /// Good, and the shop hears of it twice at once.
    WebhookTwice,
    /// Good, and the shop never hears of it but from the browser or by asking.
    WebhookLost,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Approve,
        Self::Decline,
        Self::Secure,
        Self::SecureApprove,
        Self::SecureFail,
        Self::Abandon,
        Self::Slow,
        Self::SlowDecline,
        Self::WebhookFirst,
        Self::WebhookTwice,
        Self::WebhookLost,
    ];

    /// Its word in the form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::Secure => "secure",
            Self::SecureApprove => "secure_approve",
            Self::SecureFail => "secure_fail",
            Self::Abandon => "abandon",
            Self::Slow => "slow",
            Self::SlowDecline => "slow_decline",
            Self::WebhookFirst => "webhook_first",
            Self::WebhookTwice => "webhook_twice",
            Self::WebhookLost => "webhook_lost",
        }
    }

    /// The choice with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// Where the shopper goes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// To an address: the shop, or a page of the stand-in.
    To(String),
    /// To an address, once these deliveries have been tried.
    Told(String, Vec<String>),
}

/// Does what was chosen. A session that is done sends the shopper on as before; one that has run out shows that it has.
pub fn choose(scene: &Scene<'_>, session: &Session, outcome: Outcome, change: &mut Change) -> Next {
    let page = super::objects::page_url(scene.public_url, &session.id);
    match session.status {
        SessionStatus::Open if session.expires_at <= scene.now => {
            end_session(scene, session, change);
            return Next::To(page);
        }
        SessionStatus::Open => {}
        SessionStatus::Complete => return Next::To(returning(session)),
        SessionStatus::Expired => return Next::To(page),
    }
    let mut session = session.clone();
    session.choices.push(outcome.word().to_owned());
    let mut intent = intent_of(scene, &mut session);
    match outcome {
        Outcome::Approve | Outcome::SecureApprove => {
            paid(scene, session, intent, Telling::Once, change)
        }
        Outcome::WebhookTwice => paid(scene, session, intent, Telling::Twice, change),
        Outcome::WebhookLost => paid(scene, session, intent, Telling::Never, change),
        Outcome::WebhookFirst => match paid(scene, session, intent, Telling::Once, change) {
            Next::To(address) => Next::Told(address, deliveries(change)),
            told => told,
        },
        Outcome::Decline => {
            let error = declined(session.method());
            refused(scene, session, intent, error, change)
        }
        Outcome::SecureFail => refused(scene, session, intent, not_authenticated(), change),
        Outcome::Secure => {
            intent.status = IntentStatus::RequiresAction;
            change.put(Entry::Intent(intent));
            change.put(Entry::Session(session));
            Next::To(format!("{page}/3ds"))
        }
        Outcome::Abandon => {
            let back = session.cancel_url.clone().unwrap_or(page);
            change.put(Entry::Session(session));
            Next::To(back)
        }
        Outcome::Slow => waiting(scene, session, intent, true, change),
        Outcome::SlowDecline => waiting(scene, session, intent, false, change),
    }
}

/// The shop's address for a shopper who is done.
pub fn returning(session: &Session) -> String {
    session
        .success_url
        .replace("{CHECKOUT_SESSION_ID}", &session.id)
}

fn deliveries(change: &Change) -> Vec<String> {
    change
        .entries
        .iter()
        .filter_map(|e| {
            if let Entry::Delivery(d) = e {
                Some(d.id.clone())
            } else {
                None
            }
        })
        .collect()
}

fn intent_of(scene: &Scene<'_>, session: &mut Session) -> Intent {
    if let Some(intent) = session
        .intent
        .as_ref()
        .and_then(|id| scene.book.intents.get(id))
    {
        return intent.clone();
    }
    let id = new_id("pi");
    session.intent = Some(id.clone());
    Intent {
        id,
        session: session.id.clone(),
        created: scene.now,
        amount: session.amount,
        currency: session.currency.clone(),
        metadata: session.intent_metadata.clone(),
        description: session.description.clone(),
        status: IntentStatus::RequiresPaymentMethod,
        methods: session.methods.clone(),
        last_error: None,
        charge: None,
        settles: None,
    }
}

fn charge(scene: &Scene<'_>, session: &Session, intent: &Intent, method: &str) -> Charge {
    Charge {
        id: new_id("ch"),
        intent: intent.id.clone(),
        created: scene.now,
        amount: intent.amount,
        refunded: 0,
        currency: intent.currency.clone(),
        method: method.to_owned(),
        metadata: intent.metadata.clone(),
        description: intent.description.clone(),
        email: session.customer_email.clone(),
    }
}

fn paid(
    scene: &Scene<'_>,
    mut session: Session,
    mut intent: Intent,
    telling: Telling,
    change: &mut Change,
) -> Next {
    let taken = charge(scene, &session, &intent, session.method());
    (intent.status, intent.last_error, intent.charge) =
        (IntentStatus::Succeeded, None, Some(taken.id.clone()));
    (session.status, session.is_paid) = (SessionStatus::Complete, true);
    change.put(Entry::Charge(taken));
    change.put(Entry::Intent(intent));
    change.put(Entry::Session(session.clone()));
    tell_session(
        scene,
        "checkout.session.completed",
        &session,
        telling,
        change,
    );
    Next::To(returning(&session))
}

fn refused(
    scene: &Scene<'_>,
    session: Session,
    mut intent: Intent,
    error: CardError,
    change: &mut Change,
) -> Next {
    (intent.status, intent.last_error) = (IntentStatus::RequiresPaymentMethod, Some(error));
    change.put(Entry::Intent(intent.clone()));
    let page = super::objects::page_url(scene.public_url, &session.id);
    change.put(Entry::Session(session));
    tell_intent(scene, "payment_intent.payment_failed", &intent, change);
    Next::To(page)
}

fn waiting(
    scene: &Scene<'_>,
    mut session: Session,
    mut intent: Intent,
    is_good: bool,
    change: &mut Change,
) -> Next {
    (intent.status, intent.last_error) = (IntentStatus::Processing, None);
    intent.settles = Some(Settlement {
        at: scene.now.saturating_add(scene.slow_seconds),
        is_good,
    });
    session.status = SessionStatus::Complete;
    change.put(Entry::Intent(intent));
    change.put(Entry::Session(session.clone()));
    tell_session(
        scene,
        "checkout.session.completed",
        &session,
        Telling::Once,
        change,
    );
    Next::To(returning(&session))
}

/// The bank has decided about a slow payment.
pub fn settle(scene: &Scene<'_>, intent: &Intent, change: &mut Change) {
    let (Some(settlement), Some(session)) =
        (intent.settles, scene.book.sessions.get(&intent.session))
    else {
        return;
    };
    let (mut intent, mut session) = (intent.clone(), session.clone());
    intent.settles = None;
    let kind = if settlement.is_good {
        // A card that answers late is played as a debit from the account.
        let method = match session.method() {
            "card" => "sepa_debit",
            method => method,
        };
        let taken = charge(scene, &session, &intent, method);
        (intent.status, intent.charge) = (IntentStatus::Succeeded, Some(taken.id.clone()));
        session.is_paid = true;
        change.put(Entry::Charge(taken));
        "checkout.session.async_payment_succeeded"
    } else {
        (intent.status, intent.last_error) = (
            IntentStatus::RequiresPaymentMethod,
            Some(declined(session.method())),
        );
        "checkout.session.async_payment_failed"
    };
    change.put(Entry::Intent(intent));
    change.put(Entry::Session(session.clone()));
    tell_session(scene, kind, &session, Telling::Once, change);
}

/// The bank is done with a slow refund.
pub fn settle_refund(scene: &Scene<'_>, id: &str, change: &mut Change) {
    let Some(refund) = scene.book.refunds.get(id) else {
        return;
    };
    let mut refund = refund.clone();
    refund.settles_at = None;
    change.put(Entry::Refund(refund.clone()));
    tell_refund(scene, "charge.refund.updated", &refund, change);
}

/// A bank lacks funds, a person says no in the app, a lender does not lend.
fn declined(method: &str) -> CardError {
    let (code, decline_code, message) = match method {
        "swish" => (
            "payment_method_customer_decline",
            None,
            "The customer declined the payment.",
        ),
        "klarna" => (
            "payment_method_provider_decline",
            None,
            "The provider declined the payment.",
        ),
        _ => (
            "card_declined",
            Some("insufficient_funds"),
            "Your card has insufficient funds.",
        ),
    };
    CardError {
        code: code.to_owned(),
        decline_code: decline_code.map(str::to_owned),
        message: message.to_owned(),
    }
}

fn not_authenticated() -> CardError {
    CardError {
        code: "payment_intent_authentication_failure".to_owned(),
        decline_code: None,
        message: "The provided payment method has failed authentication.".to_owned(),
    }
}
