//! The **list** pattern: search, filters, sort and columns in the address; pages by key; saved views; export of what is shown.
//! A screen declares a [`ListSpec`], reads a [`ListState`] from the address, and fills a [`ListView`].

pub(crate) mod csv;
mod state;
mod view;

pub(crate) use state::{Change, ListState};
pub(crate) use view::{
    Amount, Bulk, Cell, ListPage, ListView, Notice as ListNotice, Row, Shown, Status,
};

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

/// A filter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FilterSpec {
    /// In the address.
    pub(crate) name: &'static str,
    /// Text key.
    pub(crate) label: &'static str,
    /// What it can be; empty when the choices come from the database.
    pub(crate) choices: &'static [Choice],
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
    /// Numbers stand to the right.
    pub(crate) is_number: bool,
    /// Shown unless the person says otherwise. The first column always is.
    pub(crate) is_default: bool,
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
