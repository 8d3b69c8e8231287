use commerce::returns::admin_listing::{self, CaseFilter, CaseSort, ListedCase};
use commerce::returns::{ReturnKind, ReturnState};
use commerce::staff_shops::Belongs;
use jiff::SignedDuration;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::Message;

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Amount, Ask, Cell, ListSpec, ListState, Listed, Row, Status};
use crate::tiers::support_text;
use crate::when::When;

/// The list of cases.
pub(crate) struct Returns;

fn sort(column: &str) -> CaseSort {
    match column {
        "forfaller" => CaseSort::Due,
        "support" => CaseSort::Support,
        _ => CaseSort::Made,
    }
}

impl Listed for Returns {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Returns;
    const EXPORT: Permission = Permission::ReturnExport;
    const EXPORTED: (&'static str, &'static str) = ("return", "return.exported");
    const BELONGS: Option<Belongs> = Some(Belongs::Case);
    type Filter = CaseFilter;
    type Item = ListedCase;

    async fn wanted(
        _admin: &Admin,
        _conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<CaseFilter, DbError> {
        Ok(CaseFilter {
            search: admin_listing::look_for(state.text.as_deref()),
            shops: ask.narrowing(state),
            state: state.owned("lage"),
            kind: state.owned("slag"),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &CaseFilter,
        (column, is_descending): (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedCase>, DbError> {
        admin_listing::page(conn, filter, (sort(column), is_descending), page).await
    }

    async fn count(conn: &mut PgConnection, filter: &CaseFilter) -> Result<Count, DbError> {
        admin_listing::count(conn, filter).await
    }

    fn search(filter: &CaseFilter) -> &Search {
        &filter.search
    }

    fn cursor(case: &ListedCase, column: &'static str) -> Cursor {
        case.cursor(sort(column))
    }

    fn row(admin: &Admin, me: &Me, case: &ListedCase) -> Row {
        row(admin, me, case)
    }
}

pub(crate) fn status(state: ReturnState) -> Status {
    match state {
        ReturnState::Open => Status::new("info", "case-open"),
        ReturnState::AwaitingGoods => Status::new("pause", "case-awaiting-goods"),
        ReturnState::ToSend => Status::new("warn", "case-to-send"),
        ReturnState::ToRefund => Status::new("warn", "case-to-refund"),
        ReturnState::Refunding => Status::new("info", "case-refunding"),
        ReturnState::Refunded => Status::new("ok", "case-refunded"),
        ReturnState::Settled => Status::new("ok", "case-settled"),
        ReturnState::Refused => Status::new("idle", "case-refused"),
        ReturnState::TakenBack => Status::new("idle", "case-taken-back"),
    }
}

/// So long the vendor may take to answer before it is late.
const VENDOR_ANSWERS: SignedDuration = SignedDuration::from_hours(1);

/// What lateness depends on.
pub(super) struct Dues {
    pub(super) kind: ReturnKind,
    pub(super) state: ReturnState,
    pub(super) due_at: Timestamp,
    pub(super) updated_at: Timestamp,
    /// The buyer has been asked, and has not answered.
    pub(super) is_asked: bool,
}

impl Dues {
    /// Whether the day has passed on which the money or the answer was due, or the vendor is silent. Complaints wait for their goods: the money is due
    /// from when they come.
    pub(super) fn is_late(&self, now: Timestamp) -> bool {
        match self.state {
            // Who waits for the buyer's answer is not late with their own.
            ReturnState::Open if self.is_asked => false,
            ReturnState::Open | ReturnState::ToSend | ReturnState::ToRefund => self.due_at < now,
            ReturnState::AwaitingGoods => self.kind == ReturnKind::Withdrawal && self.due_at < now,
            ReturnState::Refunding => now.since(self.updated_at) > VENDOR_ANSWERS,
            ReturnState::Refunded
            | ReturnState::Settled
            | ReturnState::Refused
            | ReturnState::TakenBack => false,
        }
    }
}

/// What was last said, where somebody waits for an answer.
fn said(case: &ListedCase) -> Option<&'static str> {
    match (case.news_at, case.asked_at) {
        (Some(_), _) => Some("case-has-news"),
        (None, Some(_)) => Some("case-is-asked"),
        (None, None) => None,
    }
}

fn row(admin: &Admin, me: &Me, case: &ListedCase) -> Row {
    let locale = me.locale();
    let when = |at| Cell::When {
        when: Some(When::new(locale, at, me.now())),
    };
    let state = ReturnState::from_column(&case.state).unwrap_or(ReturnState::Open);
    let kind = Message::new(format!("case-kind-{}", case.kind));
    let dues = Dues {
        kind: ReturnKind::from_column(&case.kind).unwrap_or(ReturnKind::Withdrawal),
        state,
        due_at: case.due_at,
        updated_at: case.updated_at,
        is_asked: case.asked_at.is_some(),
    };
    let minor = case.refund_minor.unwrap_or(case.claimed_minor);
    Row {
        id: case.id.to_string(),
        name: case.number.clone(),
        tone: if dues.is_late(me.now()) { "bad" } else { "" },
        can_pick: false,
        cells: vec![
            Cell::Name {
                text: case.number.clone(),
                href: format!("/returer/{}", case.number),
                sub: said(case).map(|key| admin.renderer.text(locale, &Message::new(key))),
                picture: None,
                is_mono: true,
            },
            Cell::text(admin.renderer.text(locale, &kind)),
            Cell::State {
                status: status(state),
            },
            when(case.due_at),
            Cell::text(case.order_number.clone()),
            Cell::text(case.name.clone()),
            support_text(admin, me, case.support.as_deref()),
            Cell::Amount {
                amount: Amount::new(locale, minor, &case.currency),
            },
            when(case.made_at),
        ],
    }
}
