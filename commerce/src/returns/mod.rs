//! **Returns**: what a buyer withdraws from or complains of, from the statement to the money. A *withdrawal* is the consumer's right to change their
//! mind (distansavtalslagen 2005:59, 2 kap.); a *complaint* says that something is wrong with the goods (konsumentköplagen 2022:260). One case is
//! one statement about some pieces of one order.

mod absorb;
pub mod admin_listing;
pub mod amount;
mod cards;
mod claims;
pub mod deadline;
pub mod decide;
pub mod dialogue;
pub mod exception;
pub mod files;
pub mod label;
pub mod listing;
pub mod open;
pub mod period;
pub mod postage;
pub mod receive;
pub mod recent;
pub mod refund;
pub mod replace;
pub mod request;
pub mod sort_out;
pub mod state;
pub(crate) mod store;
pub mod unlinked;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::Currency;

use crate::ids::{CaseFileId, OrderId, OrderLineId, ReturnId};

pub use exception::WithdrawalException;
pub use listing::{by_id, by_number, claimable, excepted, of_order};
pub use open::{Notice, OpenError, Statement, StatementLine, open};
pub use period::Period;
pub use state::{ReturnEvent, ReturnState};

/// Whether an order has cases that are not over.
///
/// # Errors
/// Database errors.
pub async fn has_living(conn: &mut PgConnection, order_id: OrderId) -> Result<bool, DbError> {
    store::has_living(conn, order_id).await
}

/// Longest description of what is wrong.
pub const LONGEST_DESCRIPTION: usize = 2_000;
/// Longest answer that staff give.
pub const LONGEST_ANSWER: usize = 1_000;
/// Most pictures of one case.
pub const MOST_PICTURES: usize = 6;

/// What the statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnKind {
    /// The buyer has changed their mind.
    Withdrawal,
    /// Something is wrong with the goods.
    Complaint,
    /// The shop cannot send the goods, and calls them off: taken down by staff alone.
    Cancellation,
}

impl ReturnKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Withdrawal, Self::Complaint, Self::Cancellation];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Withdrawal => "withdrawal",
            Self::Complaint => "complaint",
            Self::Cancellation => "cancellation",
        }
    }

    /// From the table's name; the table's CHECK allows no other.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How a statement came that staff have taken down: the law asks for no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameBy {
    /// A mail.
    Email,
    /// A letter, or the model form.
    Letter,
    /// The telephone.
    Phone,
    /// In person.
    Visit,
    /// The site, without a link to the order.
    Site,
}

impl CameBy {
    /// Every way, in the order of the form.
    pub const ALL: [Self; 5] = [
        Self::Email,
        Self::Letter,
        Self::Phone,
        Self::Visit,
        Self::Site,
    ];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Letter => "letter",
            Self::Phone => "phone",
            Self::Visit => "visit",
            Self::Site => "site",
        }
    }

    /// From the table's or the form's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == text)
    }
}

/// What is wrong with the goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComplaintReason {
    /// It does not work, or broke in use.
    Defective,
    /// It came damaged.
    Damaged,
    /// Something else was sent.
    Wrong,
    /// A part is missing.
    Missing,
    /// It is not what was described.
    NotAsDescribed,
}

impl ComplaintReason {
    /// Every reason, in the order of the form.
    pub const ALL: [Self; 5] = [
        Self::Defective,
        Self::Damaged,
        Self::Wrong,
        Self::Missing,
        Self::NotAsDescribed,
    ];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Defective => "defective",
            Self::Damaged => "damaged",
            Self::Wrong => "wrong",
            Self::Missing => "missing",
            Self::NotAsDescribed => "not_as_described",
        }
    }

    /// From the table's or the form's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// How a complaint is put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// With money: all of it, or a part.
    Refund,
    /// With other goods.
    Exchange,
    /// By mending the goods.
    Repair,
}

impl Remedy {
    /// Every remedy, in the order of the form: what the buyer may ask for first comes first (konsumentköplagen, 5 kap. 4 och 6 §§).
    pub const ALL: [Self; 3] = [Self::Exchange, Self::Repair, Self::Refund];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::Exchange => "exchange",
            Self::Repair => "repair",
        }
    }

    /// From the table's or the form's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|remedy| remedy.as_str() == text)
    }
}

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Which.
    pub id: ReturnId,
    /// `RET-10001`: for people, never a secret.
    pub number: String,
    /// Of which order.
    pub order_id: OrderId,
    /// The order's number.
    pub order_number: String,
    /// What it is.
    pub kind: ReturnKind,
    /// How far it has come.
    pub state: ReturnState,
    /// Whose statement it is.
    pub name: String,
    /// Where answers go.
    pub email: String,
    /// `sv` or `en`.
    pub locale: String,
    /// What is wrong; a withdrawal needs no reason.
    pub reason: Option<ComplaintReason>,
    /// How the buyer wants it put right, as far as they have said.
    pub wish: Option<Remedy>,
    /// In the buyer's words; may be empty.
    pub description: String,
    /// How it came, when staff have taken it down.
    pub came_by: Option<CameBy>,
    /// When the statement was made.
    pub made_at: Timestamp,
    /// When the money must be back, or the answer be given.
    pub due_at: Timestamp,
    /// Currency of all sums.
    pub currency: Currency,
    /// What the pieces cost.
    pub goods_minor: i64,
    /// Outbound freight that goes back with them.
    pub freight_minor: i64,
    /// What goes back in all; `None` until that is decided.
    pub refund_minor: Option<i64>,
    /// What has gone back, or is about to.
    pub given_minor: i64,
    /// Why that is less than the pieces cost.
    pub deduction_reason: String,
    /// When staff have asked, as long as the buyer has not answered.
    pub asked_at: Option<Timestamp>,
    /// When the buyer said something that nobody has seen to.
    pub news_at: Option<Timestamp>,
    /// What staff have answered.
    pub answer: String,
    /// How it is put right, once that is decided. Of cases from before there was a choice: with money.
    pub remedy: Option<Remedy>,
    /// When the goods came.
    pub received_at: Option<Timestamp>,
    /// When it was over.
    pub closed_at: Option<Timestamp>,
    /// When anything about it last changed.
    pub updated_at: Timestamp,
    /// For forms.
    pub row_version: i32,
    /// What it is about.
    pub lines: Vec<CaseLine>,
    /// What shows it; with the statement, not with later words.
    pub pictures: Vec<CaseFileId>,
    /// The label that the shop has made for sending the goods back.
    pub label: Option<CaseFileId>,
}

impl Case {
    /// Pieces that are to come back.
    #[must_use]
    pub fn awaited(&self) -> i32 {
        self.lines.iter().map(CaseLine::awaited).sum()
    }

    /// What becomes of this case when `event` happens; `None` when it cannot happen. Nobody can refuse a withdrawal whose goods were called off: the buyer
    /// would have neither goods nor money. And a case of which money has gone ends with the money.
    #[must_use]
    pub fn next(&self, event: ReturnEvent) -> Option<ReturnState> {
        let is_end = matches!(event, ReturnEvent::Refuse | ReturnEvent::Settle);
        let is_called_off =
            self.kind != ReturnKind::Complaint && self.lines.iter().any(|line| line.called_off > 0);
        if is_end && (is_called_off || self.given_minor > 0) {
            return None;
        }
        // A complaint can be taken back while nothing has come of it. A withdrawal has taken effect by being made.
        let has_begun = |line: &CaseLine| line.received() > 0 || line.sent() > 0;
        let is_begun = self.given_minor > 0 || self.lines.iter().any(has_begun);
        if event == ReturnEvent::TakeBack && (self.kind != ReturnKind::Complaint || is_begun) {
            return None;
        }
        self.state.apply(event)
    }

    /// Whether other goods, or the mended ones, are sent.
    #[must_use]
    pub fn is_for_sending(&self) -> bool {
        matches!(self.remedy, Some(Remedy::Exchange | Remedy::Repair))
    }

    /// Whether the buyer has been sent as many pieces as the case is about.
    #[must_use]
    pub fn is_all_sent(&self) -> bool {
        self.lines.iter().all(|line| line.sent() >= line.quantity)
    }

    /// How many pieces of a line can be sent to the buyer in this case: in the place of what is exchanged or mended; and of what came though it is over, to be
    /// sent back.
    #[must_use]
    pub fn sendable(&self, line: &CaseLine) -> i32 {
        let is_to_be_sent = matches!(self.state, ReturnState::AwaitingGoods | ReturnState::ToSend);
        let is_over_without_money = matches!(
            self.state,
            ReturnState::Settled | ReturnState::Refused | ReturnState::TakenBack
        );
        let most = if self.kind == ReturnKind::Complaint && is_to_be_sent && self.is_for_sending() {
            line.quantity
        } else if is_over_without_money {
            line.received()
        } else {
            0
        };
        (most - line.sent()).max(0)
    }

    /// Whether this is what the statement says, so that the statement again is this case.
    fn is_of(&self, order_id: OrderId, statement: &Statement) -> bool {
        let mut said: Vec<(OrderLineId, i32)> = Vec::new();
        for line in statement.lines.iter().filter(|line| line.quantity > 0) {
            match said.iter_mut().find(|(id, _)| *id == line.line_id) {
                Some((_, quantity)) => *quantity = quantity.saturating_add(line.quantity),
                None => said.push((line.line_id, line.quantity)),
            }
        }
        let mut held: Vec<(OrderLineId, i32)> = self
            .lines
            .iter()
            .map(|line| (line.line_id, line.quantity))
            .collect();
        said.sort_unstable_by_key(|(id, _)| id.0);
        held.sort_unstable_by_key(|(id, _)| id.0);
        self.order_id == order_id
            && self.kind == statement.kind
            && self.description == statement.description
            && held == said
    }
}

/// So many pieces of a line.
#[derive(Clone, Debug)]
pub struct CaseLine {
    /// Of which line.
    pub line_id: OrderLineId,
    /// Article number.
    pub sku: String,
    /// Name at the time.
    pub name: String,
    /// Chosen options at the time.
    pub options: String,
    /// How many.
    pub quantity: i32,
    /// How many of them had not been sent, and are not.
    pub called_off: i32,
    /// What they cost.
    pub amount_minor: i64,
    /// How many came back and can be sold again.
    pub restocked: i32,
    /// How many came back and cannot.
    pub scrapped: i32,
    /// How many came back and are put aside, to be mended or looked at.
    pub kept: i32,
    /// How many have been sent in their place, out of the stock.
    pub sent_new: i32,
    /// How many of those put aside have been sent back.
    pub sent_back: i32,
}

impl CaseLine {
    /// How many are to come back.
    #[must_use]
    pub fn awaited(&self) -> i32 {
        self.quantity - self.called_off - self.received()
    }

    /// How many have come back.
    #[must_use]
    pub fn received(&self) -> i32 {
        self.restocked + self.scrapped + self.kept
    }

    /// How many the buyer has been sent in this case.
    #[must_use]
    pub fn sent(&self) -> i32 {
        self.sent_new + self.sent_back
    }
}

/// A line of which something can be claimed.
#[derive(Clone, Debug)]
pub struct Claimable {
    /// Which line.
    pub line_id: OrderLineId,
    /// Article number.
    pub sku: String,
    /// Name at the time.
    pub name: String,
    /// Chosen options at the time.
    pub options: String,
    /// How many were bought.
    pub quantity: i32,
    /// How many have been sent.
    pub shipped: i32,
    /// How many were called off before they were sent.
    pub called_off: i32,
    /// What the line cost, as far as it was to be paid.
    pub total_minor: i64,
    /// Pieces that are given back: withdrawn from, back with us or paid for in full.
    pub taken: i32,
    /// How many of those had not been sent.
    pub taken_unsent: i32,
    /// What those pieces come to, with what prices were reduced by.
    pub taken_minor: i64,
    /// Further pieces in complaints that are under way. Beside a complaint the right of withdrawal stands.
    pub complained: i32,
    /// What those pieces come to.
    pub complained_minor: i64,
    /// Why it cannot be withdrawn from, as it was told before the purchase.
    pub exception: Option<WithdrawalException>,
    /// Whether the pieces are gift cards: nothing comes back but their money, and what is wrong with one is put right on the card.
    pub is_card: bool,
}

impl Claimable {
    /// How many can be withdrawn from.
    #[must_use]
    pub fn withdrawable(&self) -> i32 {
        // What was called off without a case is no longer bought.
        let elsewhere = (self.called_off - self.taken_unsent).max(0);
        (self.quantity - elsewhere - self.taken).max(0)
    }

    /// How many are still to be sent.
    #[must_use]
    pub fn unsent(&self) -> i32 {
        (self.quantity - self.shipped - self.called_off).max(0)
    }

    /// How many can be complained of: what has been sent, and is not complained of already.
    #[must_use]
    pub fn complainable(&self) -> i32 {
        if self.is_card {
            return 0;
        }
        (self.shipped - (self.taken - self.taken_unsent) - self.complained).max(0)
    }

    /// How many of `quantity` pieces that are withdrawn from are complained of.
    #[must_use]
    pub fn overlap(&self, quantity: i32) -> i32 {
        let unsaid = (self.withdrawable() - self.complained).max(0);
        (quantity - unsaid).clamp(0, self.complained)
    }

    /// How many can be claimed by a case of this kind.
    #[must_use]
    pub fn free(&self, kind: ReturnKind) -> i32 {
        match kind {
            ReturnKind::Withdrawal => self.withdrawable(),
            ReturnKind::Complaint => self.complainable(),
            ReturnKind::Cancellation => self.unsent(),
        }
    }

    /// What `quantity` more pieces come to.
    #[must_use]
    pub fn amount_of(&self, quantity: i32) -> i64 {
        amount::of_pieces(
            self.total_minor,
            i64::from(self.quantity),
            (
                i64::from(self.taken + self.complained),
                self.taken_minor + self.complained_minor,
            ),
            i64::from(quantity),
        )
    }
}
