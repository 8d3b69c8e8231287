use std::collections::BTreeMap;

use jiff::civil::Date;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use platform::db::keyset::{Cursor, PageOf};
use platform::web::Fields;

use super::{ColumnSpec, FilterKind, ListSpec, ROWS};
use crate::shops::NAME;

const READABLE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');
/// Longest search text.
const LONGEST_TEXT: usize = 200;
/// Longest value of a filter whose choices come from the database.
const LONGEST_VALUE: usize = 100;

/// What the address of a list says. What it says wrongly is left out, never an error.
#[derive(Clone, Debug)]
pub(crate) struct ListState {
    spec: ListSpec,
    pub(crate) text: Option<String>,
    filters: BTreeMap<&'static str, String>,
    sort: (&'static str, bool),
    columns: Option<Vec<&'static str>>,
    cursor: Option<(Cursor, bool)>,
}

/// What another address differs in. All but [`Change::After`] and [`Change::Before`] go back to the first page.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change<'a> {
    /// Nothing but the page: back to the first.
    FirstPage,
    /// Sorted by a column; by it already: the other way round.
    Sort(&'static str),
    /// With a filter at another value.
    With(&'static str, &'a str),
    /// Without a filter.
    Without(&'a str),
    /// Without the search text.
    WithoutText,
    /// Without filters and text.
    Clear,
    /// On from a row.
    After(Cursor),
    /// Back from a row.
    Before(Cursor),
}

impl ListState {
    pub(crate) fn read(spec: &ListSpec, fields: &Fields) -> Self {
        let text = fields
            .text("q")
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST_TEXT)
            .collect::<String>();
        let mut filters = BTreeMap::new();
        for filter in spec.filters {
            let value = fields.text(filter.name);
            let is_choice = match filter.kind {
                FilterKind::Day => day(value).is_some(),
                _ if filter.choices.is_empty() => !value.is_empty() && value.len() <= LONGEST_VALUE,
                _ => filter.choices.iter().any(|c| c.value == value),
            };
            if is_choice {
                filters.insert(filter.name, value.to_owned());
            }
        }
        let shop = fields.text(NAME);
        if is_code(shop) {
            filters.insert(NAME, shop.to_owned());
        }
        let wanted = fields.text("sort");
        let (name, is_descending) = wanted
            .strip_prefix('-')
            .map_or((wanted, false), |name| (name, true));
        let mut state = Self {
            spec: *spec,
            text: Some(text).filter(|t| !t.is_empty()),
            filters,
            sort: (spec.sort, true),
            columns: columns(spec, fields),
            cursor: None,
        };
        let sorted = spec.columns.iter().find(|c| c.name == name);
        if let Some(column) = sorted.filter(|c| state.sorts_by(c)) {
            state.sort = (column.name, is_descending);
        }
        let cursor = |name| {
            fields
                .get(name)
                .and_then(|text| text.parse::<Cursor>().ok())
        };
        state.cursor = cursor("efter")
            .map(|c| (c, false))
            .or_else(|| cursor("fore").map(|c| (c, true)));
        state
    }

    /// Whether the list as it is narrowed now can be sorted by a column.
    pub(crate) fn sorts_by(&self, column: &ColumnSpec) -> bool {
        let is_hindered = column.sorts_not_with.iter().any(|other| match *other {
            "q" => self.text.is_some(),
            other => match other.split_once('=') {
                Some((filter, value)) => self.filter(filter) == Some(value),
                None => self.filters.contains_key(other),
            },
        });
        column.is_sortable && !is_hindered
    }

    pub(crate) fn filter(&self, name: &str) -> Option<&str> {
        self.filters.get(name).map(String::as_str)
    }

    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.filters.get(name).cloned()
    }

    /// The day that a filter names.
    pub(crate) fn day(&self, name: &str) -> Option<Date> {
        self.filter(name).and_then(day)
    }

    /// The column and whether largest comes first.
    pub(crate) fn sort(&self) -> (&'static str, bool) {
        self.sort
    }

    pub(crate) fn shows(&self, column: &ColumnSpec) -> bool {
        let is_first = self
            .spec
            .columns
            .first()
            .is_some_and(|c| c.name == column.name);
        is_first
            || match &self.columns {
                Some(wanted) => wanted.contains(&column.name),
                None => column.is_default,
            }
    }

    pub(crate) fn page(&self) -> PageOf {
        let (cursor, is_backwards) = self.cursor.map_or((None, false), |(c, b)| (Some(c), b));
        PageOf {
            cursor,
            is_backwards,
            rows: ROWS,
        }
    }

    pub(crate) fn is_first_page(&self) -> bool {
        self.cursor.is_none()
    }

    /// Whether anything but the whole list is shown.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.text.is_some() || !self.filters.is_empty()
    }

    pub(crate) fn spec(&self) -> &ListSpec {
        &self.spec
    }

    /// The query without the page: what a saved view keeps and an export covers.
    pub(crate) fn query(&self) -> String {
        let mut out = String::new();
        let mut push = |name: &str, value: &str| {
            if !out.is_empty() {
                out.push('&');
            }
            out.push_str(name);
            out.push('=');
            out.extend(utf8_percent_encode(value, READABLE));
        };
        if let Some(text) = &self.text {
            push("q", text);
        }
        for filter in self.spec.filters {
            if let Some(value) = self.filters.get(filter.name) {
                push(filter.name, value);
            }
        }
        if let Some(shop) = self.filters.get(NAME) {
            push(NAME, shop);
        }
        if self.sort != (self.spec.sort, true) {
            let (name, is_descending) = self.sort;
            push(
                "sort",
                &if is_descending {
                    format!("-{name}")
                } else {
                    name.to_owned()
                },
            );
        }
        for column in self.columns.iter().flatten() {
            push("kol", column);
        }
        // All columns taken away is also a wish.
        if self.columns.as_ref().is_some_and(Vec::is_empty) {
            push("kol", "");
        }
        out
    }

    /// The query of all shops, as tabs and saved views have it.
    pub(crate) fn query_without_shop(&self) -> String {
        let mut other = self.clone();
        other.filters.remove(NAME);
        other.query()
    }

    /// The query as the trail keeps it, which must not hold what was searched for.
    pub(crate) fn query_without_text(&self) -> String {
        let other = Self {
            text: None,
            ..self.clone()
        };
        other.query()
    }

    /// The address with a change.
    pub(crate) fn href(&self, change: Change<'_>) -> String {
        let mut other = self.clone();
        other.cursor = None;
        let mut place = None;
        match change {
            Change::FirstPage => {}
            Change::Sort(name) => {
                let is_descending = if self.sort.0 == name {
                    !self.sort.1
                } else {
                    true
                };
                other.sort = (name, is_descending);
            }
            Change::With(name, value) => {
                other.filters.insert(name, value.to_owned());
            }
            Change::Without(name) => {
                other.filters.retain(|key, _| *key != name);
            }
            Change::WithoutText => other.text = None,
            Change::Clear => {
                other.text = None;
                other.filters.clear();
            }
            Change::After(cursor) => place = Some(format!("efter={cursor}")),
            Change::Before(cursor) => place = Some(format!("fore={cursor}")),
        }
        let query = [other.query(), place.unwrap_or_default()];
        let query: Vec<&str> = query
            .iter()
            .map(String::as_str)
            .filter(|q| !q.is_empty())
            .collect();
        if query.is_empty() {
            self.spec.path.to_owned()
        } else {
            format!("{}?{}", self.spec.path, query.join("&"))
        }
    }
}

/// Whether a text may be the code of a shop.
fn is_code(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=60).contains(&text.len()) && text.chars().all(is_sign)
}

/// A day as a field of the browser's gives it, of a year that has four digits.
fn day(value: &str) -> Option<Date> {
    let day = value.parse::<Date>().ok().filter(|_| value.len() == 10)?;
    (day.year() >= 1900).then_some(day)
}

/// The columns that are wished for; none when they are the usual ones, which every use of the form says anew.
fn columns(spec: &ListSpec, fields: &Fields) -> Option<Vec<&'static str>> {
    if !fields.has("kol") {
        return None;
    }
    let wanted: Vec<&str> = fields.all("kol").collect();
    let optional = || spec.columns.iter().skip(1);
    let chosen = optional()
        .filter(|c| wanted.contains(&c.name))
        .map(|c| c.name);
    let usual = optional().filter(|c| c.is_default).map(|c| c.name);
    let chosen: Vec<&str> = chosen.collect();
    (!usual.eq(chosen.iter().copied())).then_some(chosen)
}

#[cfg(test)]
mod tests {
    use super::super::{Choice, FilterSpec, TabSpec};
    use super::*;

    const SPEC: ListSpec = ListSpec {
        screen: "things",
        path: "/saker",
        filters: &[
            FilterSpec::new("lage", "x", &[Choice::new("ny", "x")]),
            FilterSpec::new("plats", "x", &[]),
            FilterSpec::day("fran", "x"),
        ],
        columns: &[
            ColumnSpec::new("namn", "x"),
            ColumnSpec::new("lagd", "x").sorts(),
            ColumnSpec::new("summa", "x")
                .sorts_without(&["q", "plats=b"])
                .number()
                .hidden(),
        ],
        tabs: &[TabSpec::new("x", "")],
        sort: "lagd",
    };

    fn read(query: &str) -> ListState {
        ListState::read(&SPEC, &Fields::parse(query.as_bytes()).unwrap())
    }

    #[test]
    fn an_address_goes_there_and_back() {
        for query in [
            "",
            "q=a%20b",
            "q=%C3%A5&lage=ny&sort=lagd",
            "lage=ny&sort=-summa",
            "plats=%26x%3D1&kol=lagd&kol=summa",
            "sort=lagd",
            "kol=",
            "fran=2026-11-26",
            "lage=ny&butik=nordbod-no&sort=lagd",
        ] {
            assert_eq!(read(query).query(), query);
            assert_eq!(read(&read(query).query()).query(), query);
        }
    }

    #[test]
    fn nonsense_in_the_address_is_left_out() {
        let state =
            read("lage=%27%3B--&sort=namn&efter=x&fore=1.2&kol=hemlig&okand=1&q=%07&butik=%27");
        assert_eq!(state.query(), "kol=");
        assert!(state.is_first_page() && !state.is_narrowed());
    }

    #[test]
    fn a_day_is_a_day_or_nothing() {
        for wrong in [
            "2026-02-30",
            "i%20dag",
            "20261126",
            "0026-11-26",
            "2026-11-26T10",
        ] {
            assert_eq!(read(&format!("fran={wrong}")).query(), "", "{wrong}");
        }
        let state = read("fran=2026-11-26");
        assert_eq!(state.day("fran"), Some(jiff::civil::date(2026, 11, 26)));
        assert_eq!(state.day("plats"), None);
    }

    #[test]
    fn sorting_turns_round_and_a_change_goes_to_the_first_page() {
        let state = read("lage=ny&efter=1.00000000000000000000000000000007");
        assert!(!state.is_first_page());
        assert_eq!(state.href(Change::Sort("lagd")), "/saker?lage=ny&sort=lagd");
        assert_eq!(
            state.href(Change::Sort("summa")),
            "/saker?lage=ny&sort=-summa"
        );
        assert_eq!(state.href(Change::Without("lage")), "/saker");
        assert_eq!(
            state.href(Change::With("plats", "A&B")),
            "/saker?lage=ny&plats=A%26B"
        );
        let cursor = Cursor {
            value: 5,
            id: uuid::Uuid::from_u128(1),
        };
        assert_eq!(
            state.href(Change::After(cursor)),
            format!("/saker?lage=ny&efter={cursor}")
        );
    }

    #[test]
    fn the_usual_columns_are_no_wish_of_anyones() {
        // What the form sends when only the search was used: every box as it stands, and the empty one.
        assert_eq!(read("q=x&kol=lagd&kol=").query(), "q=x");
        assert_eq!(
            read("kol=lagd&kol=summa&kol=").query(),
            "kol=lagd&kol=summa"
        );
    }

    #[test]
    fn what_no_index_holds_together_is_not_offered() {
        assert_eq!(read("sort=-summa").sort(), ("summa", true));
        assert_eq!(read("plats=a&sort=-summa").sort(), ("summa", true));
        assert_eq!(read("plats=b&sort=-summa").sort(), ("lagd", true));
        let state = read("q=x&sort=-summa");
        assert_eq!(state.sort(), ("lagd", true));
        assert!(!state.sorts_by(&SPEC.columns[2]) && state.sorts_by(&SPEC.columns[1]));
    }

    #[test]
    fn the_first_column_cannot_be_taken_away() {
        let state = read("kol=");
        let shown: Vec<&str> = SPEC
            .columns
            .iter()
            .filter(|c| state.shows(c))
            .map(|c| c.name)
            .collect();
        assert_eq!(shown, ["namn"]);
    }
}
