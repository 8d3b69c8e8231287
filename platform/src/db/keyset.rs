//! Pages by key: "the fifty after this row", never "page 200 000", so that the last page costs as much as the first.

use std::fmt;
use std::str::FromStr;

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::clock::Timestamp;

/// Where a page begins: the sort value and id of the row that it goes on from. As text: `<value>.<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort value: microseconds for a moment, minor units for money.
    pub value: i64,
    /// The row's id, which settles equal values.
    pub id: Uuid,
}

impl Cursor {
    /// From a row that is sorted by a moment.
    #[must_use]
    pub fn at(moment: Timestamp, id: Uuid) -> Self {
        Self {
            value: moment.as_microsecond(),
            id,
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.value, self.id.simple())
    }
}

/// The text is not a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct NotACursor;

impl FromStr for Cursor {
    type Err = NotACursor;
    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (value, id) = text.split_once('.').ok_or(NotACursor)?;
        let value = value.parse().map_err(|_| NotACursor)?;
        // A moment outside of PostgreSQL's calendar would be an error in the statement.
        if !(-9_000_000_000_000_000..=250_000_000_000_000_000).contains(&value) {
            return Err(NotACursor);
        }
        Ok(Self {
            value,
            id: Uuid::parse_str(id).map_err(|_| NotACursor)?,
        })
    }
}

/// What a column of sort values holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortValue {
    /// `timestamptz`, as microseconds.
    Moment,
    /// `bigint`.
    Number,
}

/// The order of a list: column, kind, direction. The id column follows in the same direction; both come from the program.
#[derive(Clone, Copy, Debug)]
pub struct SortBy {
    /// The column, with its table's alias.
    pub column: &'static str,
    /// The id column, with its table's alias.
    pub id: &'static str,
    /// What the column holds.
    pub value: SortValue,
    /// Largest first.
    pub is_descending: bool,
}

impl SortBy {
    /// By a moment of the table whose alias is `r`.
    #[must_use]
    pub const fn moment(column: &'static str, is_descending: bool) -> Self {
        Self {
            column,
            id: "r.id",
            value: SortValue::Moment,
            is_descending,
        }
    }
}

/// Which page is wanted.
#[derive(Clone, Copy, Debug)]
pub struct PageOf {
    /// From where; none for the beginning (or the end, backwards).
    pub cursor: Option<Cursor>,
    /// Against the list's order: the page before the cursor.
    pub is_backwards: bool,
    /// How many rows.
    pub rows: usize,
}

impl PageOf {
    /// The first `rows`.
    #[must_use]
    pub fn first(rows: usize) -> Self {
        Self {
            cursor: None,
            is_backwards: false,
            rows,
        }
    }

    /// The `rows` after `cursor`.
    #[must_use]
    pub fn after(cursor: Cursor, rows: usize) -> Self {
        Self {
            cursor: Some(cursor),
            is_backwards: false,
            rows,
        }
    }

    /// Adds the condition, order and limit to a statement that ends inside its `where`. One row more than asked for is fetched, to
    /// know whether there are more.
    pub fn push(&self, query: &mut QueryBuilder<Postgres>, sort: &SortBy) {
        self.push_after(query, sort);
        self.push_order(query, sort, self.fetched());
    }

    /// How many rows are fetched: one more than asked for.
    #[must_use]
    pub fn fetched(&self) -> i64 {
        i64::try_from(self.rows)
            .unwrap_or(i64::MAX)
            .saturating_add(1)
    }

    /// Adds the condition alone.
    pub fn push_after(&self, query: &mut QueryBuilder<Postgres>, sort: &SortBy) {
        let Some(cursor) = self.cursor else { return };
        let sign = if self.is_down(sort) { "<" } else { ">" };
        query.push(format!(" and ({}, {}) {sign} (", sort.column, sort.id));
        match sort.value {
            SortValue::Number => query.push_bind(cursor.value),
            SortValue::Moment => query.push_bind(Timestamp::from_microsecond(cursor.value)),
        };
        query.push(", ").push_bind(cursor.id).push(")");
    }

    /// Adds order and limit alone.
    pub fn push_order(&self, query: &mut QueryBuilder<Postgres>, sort: &SortBy, limit: i64) {
        let word = self.direction(sort);
        query.push(format!(
            " order by {} {word}, {} {word} limit ",
            sort.column, sort.id
        ));
        query.push_bind(limit);
    }

    /// In which direction the rows are fetched: `asc` or `desc`.
    #[must_use]
    pub fn direction(&self, sort: &SortBy) -> &'static str {
        if self.is_down(sort) { "desc" } else { "asc" }
    }

    fn is_down(&self, sort: &SortBy) -> bool {
        sort.is_descending != self.is_backwards
    }

    /// Makes the fetched rows a slice of the list, in the list's order.
    #[must_use]
    pub fn slice<T>(&self, mut fetched: Vec<T>) -> Slice<T> {
        let has_more = fetched.len() > self.rows;
        fetched.truncate(self.rows);
        if self.is_backwards {
            fetched.reverse();
        }
        Slice {
            rows: fetched,
            has_before: if self.is_backwards {
                has_more
            } else {
                self.cursor.is_some()
            },
            has_after: if self.is_backwards {
                self.cursor.is_some()
            } else {
                has_more
            },
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Slice<T> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// Whether there are rows before these.
    pub has_before: bool,
    /// Whether there are rows after these.
    pub has_after: bool,
}

/// Counts are exact up to this; beyond it the list says "more than".
pub const COUNT_LIMIT: i64 = 1000;

/// How many rows there are, without ever looking at more than [`COUNT_LIMIT`] and one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(i64);

impl Count {
    /// From `select count(*) from (select 1 from … limit 1001)`.
    #[must_use]
    pub fn capped(counted: i64) -> Self {
        Self(counted)
    }

    /// The number, or [`COUNT_LIMIT`] when there are more.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0.min(COUNT_LIMIT)
    }

    /// Whether there are more than [`COUNT_LIMIT`].
    #[must_use]
    pub fn is_more(self) -> bool {
        self.0 > COUNT_LIMIT
    }
}

/// A search text with the wildcards of `like` taken literally, between `%` and `%`.
#[must_use]
pub fn contains_pattern(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('%');
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('%');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_go_there_and_back_and_nothing_else_is_one() {
        let cursor = Cursor {
            value: -42,
            id: Uuid::from_u128(7),
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for wrong in [
            "",
            "1",
            "1.",
            ".7",
            "x.00000000000000000000000000000007",
            "9223372036854775807.00000000000000000000000000000007",
        ] {
            assert_eq!(wrong.parse::<Cursor>(), Err(NotACursor));
        }
    }

    #[test]
    fn slices_know_what_is_around_them() {
        let cursor = Some(Cursor {
            value: 1,
            id: Uuid::nil(),
        });
        let first = PageOf::first(2).slice(vec![1, 2, 3]);
        assert_eq!(
            (first.rows, first.has_before, first.has_after),
            (vec![1, 2], false, true)
        );
        let last = PageOf {
            cursor,
            is_backwards: false,
            rows: 2,
        }
        .slice(vec![3]);
        assert_eq!(
            (last.rows, last.has_before, last.has_after),
            (vec![3], true, false)
        );
        let back = PageOf {
            cursor,
            is_backwards: true,
            rows: 2,
        }
        .slice(vec![5, 4, 3]);
        assert_eq!(
            (back.rows, back.has_before, back.has_after),
            (vec![4, 5], true, true)
        );
    }

    #[test]
    fn wildcards_are_taken_literally() {
        assert_eq!(contains_pattern("50 %_\\Å"), "%50 \\%\\_\\\\å%");
    }
}
