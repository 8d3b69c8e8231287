use platform::db::keyset::Count;
use platform::i18n::Message;
use platform::render::View;
use serde::Serialize;

use super::view::{CurrentView, Notice, Wider};
use super::{Amount, Bulk, Cell, ListHead, ListState, ListView, Row, Status, Verb};
use crate::frame::Counted;
use crate::when::When;

/// A whole page that is a list: title and words are keyed by its screen.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ListPage {
    pub(crate) list: ListView,
}

impl View for ListPage {
    const TEMPLATE: &'static str = "admin/list.html";
    fn samples() -> Vec<Self> {
        let bare = [
            crate::orders::LIST,
            crate::products::LIST,
            crate::stock_watches::LIST,
            crate::jobs::LIST,
            crate::deliveries::LIST,
            crate::mailbox::LIST,
            crate::customers::LIST,
            crate::companies::LIST,
            crate::applications::LIST,
            crate::audit_trail::LIST,
            crate::returns::LIST,
            crate::quotations::LIST,
            crate::credit_notes::LIST,
            crate::differences::LIST,
        ];
        let headed = [
            (crate::price_lists::LIST, crate::price_lists::HEAD),
            (crate::promotions::LIST, crate::promotions::HEAD),
            (crate::gift_cards::LIST, crate::gift_cards::HEAD),
            (crate::reviews::LIST, crate::reviews::HEAD),
            (crate::invoices::LIST, crate::invoices::HEAD),
        ];
        let bare = bare.map(|spec| (spec, None)).into_iter();
        let headed = headed.map(|(spec, head)| (spec, Some(head)));
        bare.chain(headed)
            .flat_map(|(spec, head)| Self::samples_of(&spec, head))
            .collect()
    }
}

impl ListPage {
    /// The samples of one screen.
    pub(crate) fn samples_of(spec: &super::ListSpec, head: Option<ListHead>) -> Vec<Self> {
        sample(spec, head)
    }
}

/// A list in its states: rows of every kind, nothing for a filter, nothing at all.
fn sample(spec: &super::ListSpec, head: Option<ListHead>) -> Vec<ListPage> {
    let read = |query: &str| {
        let fields = platform::web::Fields::parse(query.as_bytes()).unwrap_or_default();
        ListState::read(spec, &fields)
    };
    let now = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000);
    let when = now.map(|now| When::new(crate::page::sample_locale(), now, now));
    let cells = vec![
        Cell::Name {
            text: "NB-1".into(),
            href: "/".into(),
            sub: Some("x".into()),
            picture: Some("/x".into()),
            is_mono: true,
        },
        Cell::Text {
            text: "x".into(),
            is_dim: true,
            tag: Some("Pro".into()),
        },
        Cell::Error { text: "x".into() },
        Cell::State {
            status: Status::new("ok", Message::new("list-value").with("text", "x")),
        },
        Cell::When { when },
        Cell::When { when: None },
        Cell::Number { text: "1".into() },
        Cell::Amount {
            amount: Amount {
                digits: "1,00".into(),
                currency: Some("EUR".into()),
                ..Amount::default()
            },
        },
    ];
    let state = read("q=x");
    let mut full = ListView::new(&state).with_tabs(&state, &[Some(Count::capped(1001))], &[]);
    let columns = full.columns.clone();
    full.shown_columns = columns.iter().cycle().take(cells.len()).cloned().collect();
    full.rows = vec![Row {
        id: "1".into(),
        name: "x".into(),
        tone: "bad",
        can_pick: true,
        cells,
    }];
    full.has_button = head.is_some();
    full.count = Some(Counted {
        number: 1000,
        is_more: true,
    });
    full.newer = Some("/".into());
    full.older = Some("/".into());
    full.export_href = Some("/".into());
    let mut bulk = Bulk::one("/", "operations-retry", "retry");
    bulk.verbs.push(Verb {
        value: Some("active".into()),
        label: "product-bulk-active".into(),
        icon: "check".into(),
    });
    full.bulk = Some(bulk);
    full.undo = Some("/".into());
    full.reach = Some(super::listed::among_latest());
    full.notice = Some(Notice {
        kind: "ok",
        text: Message::new("list-value").with("text", "x"),
    });
    full.current_view = Some(CurrentView {
        id: "1".into(),
        name: "x".into(),
    });
    let nothing = ListView::new(&state).with_tabs(&state, &[], &[]);
    let mut narrow = nothing.clone();
    narrow.wider = vec![Wider {
        label: "list-text".into(),
        value: Message::new("list-value").with("text", "x"),
        href: "/".into(),
        count: Counted {
            number: 4,
            is_more: false,
        },
    }];
    let empty = read("");
    let empty = ListView::new(&empty).with_tabs(&empty, &[], &[]);
    [full, nothing, narrow, empty]
        .map(|list| ListPage {
            list: ListView { head, ..list },
        })
        .into()
}
