//! What the stand-in knows: sessions, intents, charges, refunds, events and their deliveries. Changed only by whole [`Change`]s.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

/// A checkout session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// `cs_test_...`
    pub id: String,
    /// Seconds since 1970.
    pub created: i64,
    /// Seconds since 1970.
    pub expires_at: i64,
    /// The rows' sum.
    pub amount: i64,
    /// In lower case.
    pub currency: String,
    /// What is bought.
    pub rows: Vec<Row>,
    /// Where the shopper goes after paying.
    pub success_url: String,
    /// Where the shopper goes after leaving.
    pub cancel_url: Option<String>,
    /// The shop's own name for it.
    pub client_reference_id: Option<String>,
    /// The shopper's address.
    pub customer_email: Option<String>,
    /// As sent.
    pub locale: Option<String>,
    /// Ways to pay, as sent. The page plays the first.
    #[serde(default = "card_only")]
    pub methods: Vec<String>,
    /// As sent.
    pub metadata: BTreeMap<String, String>,
    /// What the intent will get.
    pub intent_metadata: BTreeMap<String, String>,
    /// What the intent will get.
    pub description: Option<String>,
    /// `open`, `complete` or `expired`.
    pub status: SessionStatus,
    /// Whether the money has come.
    pub is_paid: bool,
    /// Made at the first attempt to pay.
    pub intent: Option<String>,
    /// What the shopper chose, in order, for the overview.
    pub choices: Vec<String>,
}

/// What sessions that were opened without a choice take.
pub fn card_only() -> Vec<String> {
    vec!["card".to_owned()]
}

impl Session {
    /// The way to pay that the page plays.
    pub fn method(&self) -> &str {
        self.methods.first().map_or("card", String::as_str)
    }
}

/// A row of a session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// What it is.
    pub name: String,
    /// More about it.
    pub description: Option<String>,
    /// How many.
    pub quantity: i64,
    /// For each.
    pub unit_amount: i64,
}

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStatus {
    /// May be paid.
    Open,
    /// The shopper is done.
    Complete,
    /// Too late, or ended by the shop.
    Expired,
}

impl SessionStatus {
    /// Stripe's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }
}

/// A payment intent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Intent {
    /// `pi_...`
    pub id: String,
    /// The session it pays.
    pub session: String,
    /// Seconds since 1970.
    pub created: i64,
    /// What is to be paid.
    pub amount: i64,
    /// In lower case.
    pub currency: String,
    /// From the session.
    pub metadata: BTreeMap<String, String>,
    /// From the session.
    pub description: Option<String>,
    /// How far it has come.
    pub status: IntentStatus,
    /// The session's ways to pay.
    #[serde(default = "card_only")]
    pub methods: Vec<String>,
    /// The last refusal.
    pub last_error: Option<CardError>,
    /// The charge that succeeded.
    pub charge: Option<String>,
    /// When a slow payment is decided, and how.
    pub settles: Option<Settlement>,
}

/// A decision to come.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Settlement {
    /// Seconds since 1970.
    pub at: i64,
    /// Whether the bank says yes.
    pub is_good: bool,
}

/// How far an intent has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentStatus {
    /// Nothing yet, or refused.
    RequiresPaymentMethod,
    /// In the middle of 3-D Secure.
    RequiresAction,
    /// The bank is at it.
    Processing,
    /// Paid.
    Succeeded,
    /// The session ended first.
    Canceled,
}

impl IntentStatus {
    /// Stripe's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }
}

/// Why a payment was refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CardError {
    /// `card_declined` ...
    pub code: String,
    /// `insufficient_funds` ...
    pub decline_code: Option<String>,
    /// For people.
    pub message: String,
}

/// Money taken.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Charge {
    /// `ch_...`
    pub id: String,
    /// The intent it settles.
    pub intent: String,
    /// Seconds since 1970.
    pub created: i64,
    /// What was taken.
    pub amount: i64,
    /// What went back.
    pub refunded: i64,
    /// In lower case.
    pub currency: String,
    /// `card`, `swish`, `klarna` or `sepa_debit`.
    pub method: String,
    /// From the intent.
    pub metadata: BTreeMap<String, String>,
    /// From the intent.
    pub description: Option<String>,
    /// The shopper's address.
    pub email: Option<String>,
}

/// Money back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refund {
    /// `re_...`
    pub id: String,
    /// What it takes back.
    pub charge: String,
    /// The charge's intent.
    pub intent: String,
    /// Seconds since 1970.
    pub created: i64,
    /// How much.
    pub amount: i64,
    /// In lower case.
    pub currency: String,
    /// As sent.
    pub reason: Option<String>,
    /// As sent.
    pub metadata: BTreeMap<String, String>,
    /// When the bank is done; `None` when it is.
    pub settles_at: Option<i64>,
}

/// Something that happened, exactly as it is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// `evt_...`
    pub id: String,
    /// `checkout.session.completed` ...
    pub kind: String,
    /// Seconds since 1970.
    pub created: i64,
    /// The JSON that is signed and sent.
    pub body: String,
    /// The session that it concerns.
    pub session: String,
}

/// The telling of an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// Ours alone.
    pub id: String,
    /// What is told.
    pub event: String,
    /// Tries so far.
    pub tries: u32,
    /// What became of it.
    pub state: DeliveryState,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// To be sent, seconds since 1970.
    Due(i64),
    /// The shop answered 2xx.
    Delivered,
    /// Tried often enough.
    GivenUp,
    /// Never sent: the shopper chose so.
    Lost,
}

/// A kept answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answered {
    /// The caller's key.
    pub key: String,
    /// Of method, path and parameters.
    pub fingerprint: String,
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: serde_json::Value,
}

/// One thing's new content.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// A session.
    Session(Session),
    /// An intent.
    Intent(Intent),
    /// A charge.
    Charge(Charge),
    /// A refund.
    Refund(Refund),
    /// An event.
    Event(Event),
    /// A delivery.
    Delivery(Delivery),
    /// A kept answer.
    Answered(Answered),
}

/// What changes together: all of it is kept, or nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Change {
    /// Seconds since 1970.
    pub at: i64,
    /// In order.
    pub entries: Vec<Entry>,
}

impl Change {
    /// Adds a thing's new content.
    pub fn put(&mut self, entry: Entry) {
        self.entries.push(entry);
    }
}

/// Something that will happen by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// A session runs out.
    Session(String),
    /// A slow payment is decided.
    Intent(String),
    /// A slow refund is done.
    Refund(String),
    /// A message is due.
    Delivery(String),
}

/// Everything, by id.
#[derive(Default)]
pub struct Book {
    /// By id.
    pub sessions: HashMap<String, Session>,
    /// Ids in the order of their making.
    pub order: Vec<String>,
    /// By id.
    pub intents: HashMap<String, Intent>,
    /// By id.
    pub charges: HashMap<String, Charge>,
    /// By id.
    pub refunds: HashMap<String, Refund>,
    /// By id.
    pub events: HashMap<String, Event>,
    /// Events' ids by session.
    pub told: HashMap<String, Vec<String>>,
    /// By id.
    pub deliveries: HashMap<String, Delivery>,
    /// Deliveries' ids by event.
    pub deliveries_of: HashMap<String, Vec<String>>,
    /// By key.
    pub answered: HashMap<String, Answered>,
    /// What is to come, by second.
    pub timers: BTreeSet<(i64, Timer)>,
    /// Deliveries on their way now; not kept, so that a crash sends them again.
    pub in_flight: HashSet<String>,
}

impl Book {
    /// Takes a change in.
    pub fn apply(&mut self, change: Change) {
        for entry in change.entries {
            self.take(entry);
        }
    }

    fn take(&mut self, entry: Entry) {
        match entry {
            Entry::Session(new) => {
                let timer = |s: &Session| (s.status == SessionStatus::Open).then_some(s.expires_at);
                let old = self.sessions.get(&new.id);
                if old.is_none() {
                    self.order.push(new.id.clone());
                }
                self.retime(
                    Timer::Session(new.id.clone()),
                    old.and_then(timer),
                    timer(&new),
                );
                self.sessions.insert(new.id.clone(), new);
            }
            Entry::Intent(new) => {
                let timer = |i: &Intent| i.settles.map(|s| s.at);
                let old = self.intents.get(&new.id).and_then(timer);
                self.retime(Timer::Intent(new.id.clone()), old, timer(&new));
                self.intents.insert(new.id.clone(), new);
            }
            Entry::Refund(new) => {
                let old = self.refunds.get(&new.id).and_then(|r| r.settles_at);
                self.retime(Timer::Refund(new.id.clone()), old, new.settles_at);
                self.refunds.insert(new.id.clone(), new);
            }
            Entry::Delivery(new) => {
                let timer = |d: &Delivery| match d.state {
                    DeliveryState::Due(at) => Some(at),
                    _ => None,
                };
                let old = self.deliveries.get(&new.id);
                if old.is_none() {
                    self.deliveries_of
                        .entry(new.event.clone())
                        .or_default()
                        .push(new.id.clone());
                }
                self.retime(
                    Timer::Delivery(new.id.clone()),
                    old.and_then(timer),
                    timer(&new),
                );
                self.deliveries.insert(new.id.clone(), new);
            }
            Entry::Event(new) => {
                self.told
                    .entry(new.session.clone())
                    .or_default()
                    .push(new.id.clone());
                self.events.insert(new.id.clone(), new);
            }
            Entry::Charge(new) => {
                self.charges.insert(new.id.clone(), new);
            }
            Entry::Answered(new) => {
                self.answered.insert(new.key.clone(), new);
            }
        }
    }

    fn retime(&mut self, timer: Timer, old: Option<i64>, new: Option<i64>) {
        if let Some(at) = old {
            self.timers.remove(&(at, timer.clone()));
        }
        if let Some(at) = new {
            self.timers.insert((at, timer));
        }
    }

    /// What should have happened by `now`.
    pub fn due(&self, now: i64) -> Vec<Timer> {
        self.timers
            .iter()
            .take_while(|(at, _)| *at <= now)
            .map(|(_, timer)| timer.clone())
            .collect()
    }
}
