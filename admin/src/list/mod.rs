//! The **list** pattern: search, filters, sort and columns in the address; pages by key; saved views; export of what is shown.
//! A screen declares a [`ListSpec`] and says by [`Listed`] what its rows are; everything else is here.

pub(crate) mod csv;
mod listed;
mod page;
#[cfg(test)]
mod plans;
mod state;
mod view;

use platform::auth::Permission;
use serde::Serialize;

pub(crate) use listed::{Ask, CARRIED, Listed, export, show};
pub(crate) use page::ListPage;
pub(crate) use state::{Change, ListState};
pub(crate) use view::{Amount, Bulk, Cell, ListView, Notice as ListNotice, Row, Status, Tab, Verb};

/// What the head of a list holds besides its name and the export: what the list is, and its button.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct ListHead {
    /// Text key.
    pub(crate) say: &'static str,
    /// Where the button leads.
    pub(crate) href: &'static str,
    /// Text key of the button.
    pub(crate) label: &'static str,
    /// Whether something new is made there; otherwise it is where what goes for all of them is set.
    pub(crate) makes: bool,
    /// Who has the button.
    #[serde(skip)]
    pub(crate) may: Permission,
}

/// Rows on a page.
pub(crate) const ROWS: usize = 50;

/// A choice of a filter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    /// In the address.
    pub(crate) value: &'static str,
    /// Text key.
    pub(crate) label: &'static str,
}

impl Choice {
    pub(crate) const fn new(value: &'static str, label: &'static str) -> Self {
        Self { value, label }
    }
}

/// What the value of a filter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FilterKind {
    /// One of its choices.
    Choice,
    /// A day.
    Day,
    /// What a link from elsewhere names; nobody types it.
    Thing,
}

/// A filter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FilterSpec {
    /// In the address.
    pub(crate) name: &'static str,
    /// Text key.
    pub(crate) label: &'static str,
    /// What its value is.
    pub(crate) kind: FilterKind,
    /// What it can be; empty when the choices come from the database.
    pub(crate) choices: &'static [Choice],
}

impl FilterSpec {
    pub(crate) const fn new(
        name: &'static str,
        label: &'static str,
        choices: &'static [Choice],
    ) -> Self {
        Self {
            name,
            label,
            kind: FilterKind::Choice,
            choices,
        }
    }

    /// One whose value is a day.
    pub(crate) const fn day(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            kind: FilterKind::Day,
            choices: &[],
        }
    }

    /// One that links alone name.
    pub(crate) const fn thing(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            kind: FilterKind::Thing,
            choices: &[],
        }
    }
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ColumnSpec {
    /// In the address.
    pub(crate) name: &'static str,
    /// Text key.
    pub(crate) label: &'static str,
    /// Whether it can be sorted by (there is an index).
    pub(crate) is_sortable: bool,
    /// Filters (and `q`, the text) that it cannot be sorted by beside, because no index holds both; `filter=value` is one choice of a filter.
    pub(crate) sorts_not_with: &'static [&'static str],
    /// Numbers stand to the right.
    pub(crate) is_number: bool,
    /// Numbers of some currency, which a file tells in a column of its own.
    pub(crate) is_amount: bool,
    /// Shown unless the person says otherwise. The first column always is.
    pub(crate) is_default: bool,
}

impl ColumnSpec {
    /// A column of words that is shown and cannot be sorted by.
    pub(crate) const fn new(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            is_sortable: false,
            sorts_not_with: &[],
            is_number: false,
            is_amount: false,
            is_default: true,
        }
    }

    pub(crate) const fn sorts(mut self) -> Self {
        self.is_sortable = true;
        self
    }

    pub(crate) const fn sorts_without(mut self, others: &'static [&'static str]) -> Self {
        self.is_sortable = true;
        self.sorts_not_with = others;
        self
    }

    pub(crate) const fn number(mut self) -> Self {
        self.is_number = true;
        self
    }

    pub(crate) const fn amount(mut self) -> Self {
        self.is_number = true;
        self.is_amount = true;
        self
    }

    pub(crate) const fn hidden(mut self) -> Self {
        self.is_default = false;
        self
    }
}

/// A view that comes with the screen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TabSpec {
    /// Text key.
    pub(crate) label: &'static str,
    /// The query of its address.
    pub(crate) query: &'static str,
    /// Whether its count is shown.
    pub(crate) is_counted: bool,
}

impl TabSpec {
    pub(crate) const fn new(label: &'static str, query: &'static str) -> Self {
        Self {
            label,
            query,
            is_counted: false,
        }
    }

    pub(crate) const fn counted(mut self) -> Self {
        self.is_counted = true;
        self
    }
}

/// What a list screen is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListSpec {
    /// Names the screen in saved views and in texts (`list-<screen>-…`).
    pub(crate) screen: &'static str,
    /// The address.
    pub(crate) path: &'static str,
    /// Filters, in the order of their chips.
    pub(crate) filters: &'static [FilterSpec],
    /// Columns; the first names the thing and links to it.
    pub(crate) columns: &'static [ColumnSpec],
    /// Views that come with it; the first is the whole list.
    pub(crate) tabs: &'static [TabSpec],
    /// The column that it is sorted by, largest first, unless the person says otherwise.
    pub(crate) sort: &'static str,
}
