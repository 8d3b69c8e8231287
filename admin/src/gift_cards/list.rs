use commerce::gift_card::listing::{self, CardFilter, ListedCard};
use commerce::staff_shops::Belongs;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::Message;

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Amount, Ask, Cell, ListHead, ListSpec, ListState, Listed, Row, Status};
use crate::when::When;

/// The list of gift cards.
pub(crate) struct GiftCards;

impl Listed for GiftCards {
    const SPEC: ListSpec = super::LIST;
    const HEAD: Option<ListHead> = Some(super::HEAD);
    const ROOM: Room = Room::GiftCards;
    const EXPORT: Permission = Permission::GiftCardExport;
    const EXPORTED: (&'static str, &'static str) = ("gift_card", "gift_card.exported");
    const BELONGS: Option<Belongs> = Some(Belongs::GiftCard);
    type Filter = CardFilter;
    type Item = ListedCard;

    async fn wanted(
        _admin: &Admin,
        _conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<CardFilter, DbError> {
        Ok(CardFilter {
            search: listing::look_for(state.text.as_deref()),
            shops: ask.narrowing(state),
            state: state.owned("lage"),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &CardFilter,
        (_, is_descending): (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedCard>, DbError> {
        listing::cards(conn, filter, is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &CardFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &CardFilter) -> &Search {
        &filter.search
    }

    fn cursor(card: &ListedCard, _column: &'static str) -> Cursor {
        card.cursor()
    }

    fn row(admin: &Admin, me: &Me, card: &ListedCard) -> Row {
        row(admin, me, card)
    }
}

pub(super) fn status(card: &ListedCard, now: Timestamp) -> Status {
    match card.state.as_str() {
        "blocked" => Status::new("pause", "gift-card-blocked"),
        _ if card.expires_at <= now => Status::new("idle", "gift-card-expired"),
        _ if card.balance_minor == 0 => Status::new("idle", "gift-card-empty"),
        _ => Status::new("ok", "gift-card-active"),
    }
}

pub(super) fn name(card: &ListedCard) -> String {
    match &card.customer {
        Some(number) => number.clone(),
        None => format!("…{}", card.code_hint),
    }
}

fn row(admin: &Admin, me: &Me, card: &ListedCard) -> Row {
    let locale = me.locale();
    let when = |at| Cell::When {
        when: Some(When::new(locale, at, me.now())),
    };
    let amount = |minor| Cell::Amount {
        amount: Amount::new(locale, minor, &card.currency),
    };
    let kind = Message::new(format!("gift-card-kind-{}", card.kind));
    Row {
        id: card.id.to_string(),
        name: name(card),
        tone: "",
        can_pick: false,
        cells: vec![
            Cell::numbered(name(card), format!("/presentkort/{}", card.id)),
            Cell::text(admin.renderer.text(locale, &kind)),
            Cell::State {
                status: status(card, me.now()),
            },
            amount(card.issued_minor),
            amount(card.balance_minor),
            Cell::text(if card.recipient.is_empty() {
                "–".to_owned()
            } else {
                card.recipient.clone()
            }),
            when(card.expires_at),
            when(card.created_at),
        ],
    }
}
