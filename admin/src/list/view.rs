use commerce::catalogue::shop::Shop;
use platform::auth::listing::SavedView;
use platform::db::keyset::{Count, Cursor, Slice};
use platform::i18n::{Locale, Message, numbers};
use platform::money::{Currency, Money};
use serde::Serialize;

use super::{Change, FilterKind, FilterSpec, ListHead, ListState};
use crate::frame::Counted;
use crate::shops::{NAME, SHOP};
use crate::when::When;

/// Shape, word and colour of a state.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Status {
    /// `ok`, `bad`, `warn`, `absent`, `info`, `idle` or `pause`.
    pub(crate) kind: &'static str,
    /// The word.
    pub(crate) label: Message,
}

impl Status {
    pub(crate) fn new(kind: &'static str, label: impl Into<Message>) -> Self {
        Self {
            kind,
            label: label.into(),
        }
    }
}

/// An amount in a column of amounts: the digits line up, and the currency stands where it is not the usual one.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Amount {
    pub(crate) digits: String,
    pub(crate) currency: Option<String>,
    /// For files.
    #[serde(skip)]
    pub(crate) minor: i64,
    #[serde(skip)]
    pub(crate) code: String,
}

impl Amount {
    pub(crate) fn new(locale: Locale, minor: i64, currency: &str) -> Self {
        let known = Currency::parse(currency).unwrap_or(Currency::SEK);
        let text = numbers::money(locale, Money::new(minor, known), numbers::Decimals::Always);
        let (digits, unit) = text
            .rsplit_once(numbers::NBSP)
            .unwrap_or((text.as_str(), known.code()));
        Self {
            digits: digits.to_owned(),
            currency: (known != Currency::SEK).then(|| unit.to_owned()),
            minor,
            code: known.code().to_owned(),
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Cell {
    /// The thing's name, and where it is.
    Name {
        text: String,
        href: String,
        sub: Option<String>,
        picture: Option<String>,
        is_mono: bool,
    },
    /// Plain text, with a tag behind it.
    Text {
        text: String,
        is_dim: bool,
        tag: Option<String>,
    },
    /// Two lines: what, and why.
    Error { text: String },
    /// A state.
    State { status: Status },
    /// A moment.
    When { when: Option<When> },
    /// A number that is a text already.
    Number { text: String },
    /// An amount.
    Amount { amount: Amount },
}

impl Cell {
    /// A thing's name, and where it is.
    pub(crate) fn named(text: String, href: String) -> Self {
        Self::Name {
            text,
            href,
            sub: None,
            picture: None,
            is_mono: false,
        }
    }

    /// A thing's number or code, and where it is.
    pub(crate) fn numbered(text: String, href: String) -> Self {
        Self::Name {
            text,
            href,
            sub: None,
            picture: None,
            is_mono: true,
        }
    }

    /// Plain text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text {
            text: text.into(),
            is_dim: false,
            tag: None,
        }
    }

    /// Text that is looked at second.
    pub(crate) fn dim(text: impl Into<String>) -> Self {
        Self::Text {
            text: text.into(),
            is_dim: true,
            tag: None,
        }
    }
}

/// A row.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    /// For the tick box.
    pub(crate) id: String,
    /// What the row is called, for screen readers.
    pub(crate) name: String,
    /// `bad`, `warn`, `absent`, or nothing.
    pub(crate) tone: &'static str,
    /// Whether it can be ticked.
    pub(crate) can_pick: bool,
    /// The cells of all columns of the screen; [`ListView::fill`] takes those that are shown.
    pub(crate) cells: Vec<Cell>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Tab {
    pub(crate) label: Message,
    pub(crate) href: String,
    pub(crate) is_current: bool,
    pub(crate) count: Option<Counted>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Filter {
    pub(crate) name: String,
    pub(crate) label: String,
    /// `choice`, `day` or `thing`.
    pub(crate) kind: &'static str,
    /// What a day or a thing is now.
    pub(crate) value: String,
    pub(crate) options: Vec<FilterOption>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct FilterOption {
    pub(crate) value: String,
    pub(crate) label: Message,
    pub(crate) is_chosen: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Chip {
    pub(crate) filter: String,
    pub(crate) label: String,
    pub(crate) value: Message,
    pub(crate) without: String,
    /// What else the filter may be; the text and days have fields instead.
    pub(crate) others: Vec<ChipChoice>,
    /// Whether it has no field: it came with a link.
    pub(crate) is_thing: bool,
}

/// Another value of a chip's filter.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ChipChoice {
    pub(crate) label: Message,
    pub(crate) href: String,
    pub(crate) is_chosen: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) is_number: bool,
    pub(crate) is_shown: bool,
    pub(crate) sort_href: Option<String>,
    /// `ascending`, `descending` or nothing.
    pub(crate) sorted: Option<&'static str>,
}

/// Deeds that can be done to the ticked rows.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Bulk {
    /// Where the ticks are sent.
    pub(crate) action: String,
    pub(crate) verbs: Vec<Verb>,
}

/// A deed that can be done to the ticked rows.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Verb {
    /// Sent as `gor`, where there are several.
    pub(crate) value: Option<String>,
    /// Text key of the button.
    pub(crate) label: String,
    pub(crate) icon: String,
}

impl Bulk {
    /// A single deed.
    pub(crate) fn one(action: &str, label: &str, icon: &str) -> Self {
        let verb = Verb {
            value: None,
            label: label.to_owned(),
            icon: icon.to_owned(),
        };
        Self {
            action: action.to_owned(),
            verbs: vec![verb],
        }
    }
}

/// What a saved view is being shown, so that it can be forgotten.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CurrentView {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// A list as the template shows it.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct ListView {
    pub(crate) screen: String,
    pub(crate) head: Option<ListHead>,
    /// Whether the head's button is there for the person.
    pub(crate) has_button: bool,
    pub(crate) path: String,
    pub(crate) text: String,
    /// The query as a value inside another address.
    pub(crate) query_encoded: String,
    pub(crate) sort_field: String,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) current_view: Option<CurrentView>,
    pub(crate) can_save_view: bool,
    pub(crate) filters: Vec<Filter>,
    pub(crate) chips: Vec<Chip>,
    pub(crate) clear_href: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) shown_columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    pub(crate) count: Option<Counted>,
    pub(crate) newer: Option<String>,
    pub(crate) older: Option<String>,
    pub(crate) is_narrowed: bool,
    /// Where nothing fits: the filters without which there is something.
    pub(crate) wider: Vec<Wider>,
    pub(crate) export_href: Option<String>,
    pub(crate) bulk: Option<Bulk>,
    /// What a deed did, told once.
    pub(crate) notice: Option<Notice>,
    /// Where what was done can be taken back.
    pub(crate) undo: Option<String>,
    /// How far the search reaches, when it is not everywhere.
    pub(crate) reach: Option<Message>,
}

/// What is there when one filter is taken away.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Wider {
    /// Text key of the filter.
    pub(crate) label: String,
    pub(crate) value: Message,
    pub(crate) href: String,
    pub(crate) count: Counted,
}

/// What a deed did.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Notice {
    pub(crate) kind: &'static str,
    pub(crate) text: Message,
}

impl ListView {
    pub(crate) fn new(state: &ListState) -> Self {
        let spec = state.spec();
        let (sorted, is_descending) = state.sort();
        let columns = spec.columns.iter().map(|c| Column {
            name: c.name.to_owned(),
            label: c.label.to_owned(),
            is_number: c.is_number,
            is_shown: state.shows(c),
            sort_href: state.sorts_by(c).then(|| state.href(Change::Sort(c.name))),
            sorted: (c.is_sortable && c.name == sorted).then_some(if is_descending {
                "descending"
            } else {
                "ascending"
            }),
        });
        let sort_field = if (sorted, is_descending) == (spec.sort, true) {
            String::new()
        } else {
            format!("{}{sorted}", if is_descending { "-" } else { "" })
        };
        let mut view = Self {
            screen: spec.screen.to_owned(),
            path: spec.path.to_owned(),
            text: state.text.clone().unwrap_or_default(),
            query_encoded: percent_encoding::utf8_percent_encode(
                &state.query(),
                percent_encoding::NON_ALPHANUMERIC,
            )
            .to_string(),
            sort_field,
            shown_columns: columns.clone().filter(|c| c.is_shown).collect(),
            columns: columns.collect(),
            clear_href: state.href(Change::Clear),
            is_narrowed: state.is_narrowed(),
            ..Self::default()
        };
        if let Some(text) = &state.text {
            view.chips.push(Chip {
                filter: "q".to_owned(),
                label: "list-text".to_owned(),
                value: Message::new("list-value").with("text", text.clone()),
                without: state.href(Change::WithoutText),
                others: Vec::new(),
                is_thing: false,
            });
        }
        for filter in spec.filters {
            match filter.kind {
                FilterKind::Day => view.add_value(state, filter, "day"),
                FilterKind::Thing => view.add_value(state, filter, "thing"),
                FilterKind::Choice => {}
            }
        }
        for filter in spec.filters.iter().filter(|f| !f.choices.is_empty()) {
            let options = filter
                .choices
                .iter()
                .map(|c| (c.value.to_owned(), Message::new(c.label)))
                .collect();
            view.add_filter(state, filter.name, options);
        }
        view
    }

    /// A filter whose choices come from the database.
    pub(crate) fn with_choices(
        mut self,
        state: &ListState,
        name: &str,
        values: Vec<String>,
    ) -> Self {
        let options = values
            .into_iter()
            .map(|v| (v.clone(), Message::new("list-value").with("text", v)))
            .collect();
        self.add_filter(state, name, options);
        self
    }

    fn add_filter(&mut self, state: &ListState, name: &str, options: Vec<(String, Message)>) {
        let found = state.spec().filters.iter().find(|f| f.name == name);
        if let Some(filter) = found {
            self.add_choice(state, (filter.name, filter.label), options);
        }
    }

    /// The filter of the shop, where several are looked at.
    pub(crate) fn with_shops(mut self, state: &ListState, shops: &[Shop]) -> Self {
        let name = |shop: &Shop| Message::new("list-value").with("text", shop.name.clone());
        let options = shops.iter().map(|shop| (shop.code.clone(), name(shop)));
        self.add_choice(state, (NAME, SHOP), options.collect());
        self
    }

    /// The column of the shop, which nobody can take away, and the way to each thing in its shop.
    pub(crate) fn add_shops(&mut self, shops: &[Shop]) {
        self.shown_columns.push(Column {
            name: NAME.to_owned(),
            label: SHOP.to_owned(),
            is_number: false,
            is_shown: true,
            sort_href: None,
            sorted: None,
        });
        for (row, shop) in self.rows.iter_mut().zip(shops) {
            if let Some(Cell::Name { href, .. }) = row.cells.first_mut() {
                let sign = if href.contains('?') { '&' } else { '?' };
                *href = format!("{href}{sign}{NAME}={}", shop.code);
            }
            row.cells.push(Cell::dim(shop.name.clone()));
        }
    }

    fn add_choice(
        &mut self,
        state: &ListState,
        (name, text): (&'static str, &'static str),
        options: Vec<(String, Message)>,
    ) {
        let chosen = state.filter(name);
        if let Some(value) = chosen {
            let label = options
                .iter()
                .find(|(v, _)| v == value)
                .map(|(_, label)| label.clone());
            self.chips.push(Chip {
                filter: name.to_owned(),
                label: text.to_owned(),
                value: label.unwrap_or_else(|| Message::new("list-value").with("text", value)),
                without: state.href(Change::Without(name)),
                others: options
                    .iter()
                    .map(|(other, label)| ChipChoice {
                        label: label.clone(),
                        href: state.href(Change::With(name, other)),
                        is_chosen: other == value,
                    })
                    .collect(),
                is_thing: false,
            });
        }
        self.filters.push(Filter {
            name: name.to_owned(),
            label: text.to_owned(),
            kind: "choice",
            value: String::new(),
            options: options
                .into_iter()
                .map(|(value, label)| FilterOption {
                    is_chosen: chosen == Some(value.as_str()),
                    value,
                    label,
                })
                .collect(),
        });
    }

    /// A filter without choices.
    fn add_value(&mut self, state: &ListState, filter: &FilterSpec, kind: &'static str) {
        let value = state.owned(filter.name).unwrap_or_default();
        if !value.is_empty() {
            self.chips.push(Chip {
                filter: filter.name.to_owned(),
                label: filter.label.to_owned(),
                value: Message::new("list-value").with("text", value.clone()),
                without: state.href(Change::Without(filter.name)),
                others: Vec::new(),
                is_thing: filter.kind == FilterKind::Thing,
            });
        }
        self.filters.push(Filter {
            name: filter.name.to_owned(),
            label: filter.label.to_owned(),
            kind,
            value,
            options: Vec::new(),
        });
    }

    /// The tabs: what comes with the screen, then the person's own. `counts` are in the order of the screen's tabs.
    pub(crate) fn with_tabs(
        mut self,
        state: &ListState,
        counts: &[Option<Count>],
        saved: &[SavedView],
    ) -> Self {
        let (spec, query) = (state.spec(), state.query());
        let (own, shop) = (state.query_without_shop(), state.filter(NAME));
        for (index, tab) in spec.tabs.iter().enumerate() {
            self.tabs.push(Tab {
                label: Message::new(tab.label),
                href: address(spec.path, &of_shop(tab.query, shop)),
                is_current: own == tab.query,
                count: counts.get(index).copied().flatten().map(Counted::from),
            });
        }
        for view in saved {
            let is_current = query == view.query && !spec.tabs.iter().any(|t| t.query == own);
            if is_current {
                self.current_view = Some(CurrentView {
                    id: view.id.to_string(),
                    name: view.name.clone(),
                });
            }
            self.tabs.push(Tab {
                label: Message::new("list-value").with("text", view.name.clone()),
                href: address(spec.path, &view.query),
                is_current,
                count: None,
            });
        }
        self.can_save_view = !self.tabs.iter().any(|t| t.is_current);
        self
    }

    /// The rows, and the way to the pages around them: `ends` are the first and the last row's places.
    pub(crate) fn fill<T>(
        mut self,
        state: &ListState,
        slice: &Slice<T>,
        ends: Option<(Cursor, Cursor)>,
        count: Count,
        rows: Vec<Row>,
    ) -> Self {
        let is_shown: Vec<bool> = self.columns.iter().map(|c| c.is_shown).collect();
        self.rows = rows
            .into_iter()
            .map(|mut row| {
                let mut keep = is_shown.iter();
                row.cells.retain(|_| keep.next().copied().unwrap_or(true));
                row
            })
            .collect();
        self.count = Some(count.into());
        if let Some((first, last)) = ends {
            let newer = slice.has_before && !state.is_first_page();
            self.newer = newer.then(|| state.href(Change::Before(first)));
            self.older = slice.has_after.then(|| state.href(Change::After(last)));
        }
        self
    }
}

/// A query with the shop that the list is narrowed to.
fn of_shop(query: &str, shop: Option<&str>) -> String {
    match shop {
        None => query.to_owned(),
        Some(code) if query.is_empty() => format!("{NAME}={code}"),
        Some(code) => format!("{query}&{NAME}={code}"),
    }
}

fn address(path: &str, query: &str) -> String {
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}
