//! Rows cut out of a large table for a list, so that every filter, order and search is answered from an index and none reads more than a
//! bound. The table's alias is `r`, in what the list says of itself and in the statement around the cut.

use sqlx::postgres::PgRow;
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use super::DbError;
use super::keyset::{COUNT_LIMIT, Count, PageOf, Slice, SortBy, contains_pattern};
use crate::clock::{Date, Timestamp};
use crate::db::PgConnection;

/// A search that no index answers looks at the latest rows that the filters leave, and at no more than these.
pub const LATEST: i64 = 20_000;
/// A search by part of a name that finds more than this goes through the latest rows instead.
pub const MOST_HITS: i64 = 1000;

/// What a text is looked for by.
#[derive(Clone, Debug, Default)]
pub enum Search {
    /// Nothing was typed.
    #[default]
    Everything,
    /// An indexed expression that is one of these.
    Equals(&'static str, Vec<String>),
    /// These rows, found beforehand.
    Ids(Vec<Uuid>),
    /// Part of a text, among the [`LATEST`] rows.
    Latest(Latest),
    /// Too little was typed to look for.
    TooShort,
}

/// What is looked for among the latest rows.
#[derive(Clone, Debug)]
pub struct Latest {
    /// The expressions that may contain the text, in small letters.
    pub parts: &'static [&'static str],
    /// The text, as a pattern.
    pub pattern: String,
    /// An expression that may also be one of these.
    pub or_equals: Option<(&'static str, Vec<String>)>,
}

impl Search {
    /// Part of one of `parts`, among the latest rows.
    #[must_use]
    pub fn latest(parts: &'static [&'static str], text: &str) -> Self {
        Self::Latest(Latest {
            parts,
            pattern: contains_pattern(text.trim()),
            or_equals: None,
        })
    }

    /// The rows of which a key is the whole text, where that is too short to look for in names.
    #[must_use]
    pub fn by_key(hits: Vec<Uuid>) -> Self {
        if hits.is_empty() {
            Self::TooShort
        } else {
            Self::Ids(hits)
        }
    }

    /// The rows with the text in their name, [`MOST_HITS`] and one at the most; so many are looked for in `parts` instead.
    #[must_use]
    pub fn by_name(hits: Vec<Uuid>, parts: &'static [&'static str], text: &str) -> Self {
        if are_few(&hits) {
            Self::Ids(hits)
        } else {
            Self::latest(parts, text)
        }
    }

    /// Whether it looks only among the latest rows.
    #[must_use]
    pub fn is_among_latest(&self) -> bool {
        matches!(self, Self::Latest(_))
    }

    /// Whether too little was typed.
    #[must_use]
    pub fn is_too_short(&self) -> bool {
        matches!(self, Self::TooShort)
    }
}

/// Whether a text has three letters or digits in a row: less than that, an index of trigrams cannot find.
#[must_use]
pub fn has_trigram(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| word.chars().count() >= 3)
}

/// Whether a search by part of a name has found no more than can be named one by one.
#[must_use]
pub fn are_few(hits: &[Uuid]) -> bool {
    i64::try_from(hits.len()).is_ok_and(|count| count <= MOST_HITS)
}

/// Which rows of which table.
#[derive(Clone, Debug)]
pub struct Cut<'a> {
    /// The table.
    pub table: &'static str,
    /// Columns and the values that they may have, in the order of the index that begins with them. None of them: all rows.
    pub keys: Vec<(&'static str, Vec<String>)>,
    /// A condition that a partial index rests on.
    pub fixed: Option<&'static str>,
    /// A moment that the sort column may not be before.
    pub since: Option<(&'static str, Timestamp)>,
    /// A day that a column must be before.
    pub before: Option<(&'static str, Date)>,
    /// A moment that the sort column must be before.
    pub until: Option<(&'static str, Timestamp)>,
    /// An expression that must be one of these.
    pub among: Option<(&'static str, Vec<Uuid>)>,
    /// What is looked for.
    pub search: &'a Search,
}

impl<'a> Cut<'a> {
    /// All rows of a table.
    #[must_use]
    pub fn of(table: &'static str, search: &'a Search) -> Self {
        Self {
            table,
            keys: Vec::new(),
            fixed: None,
            since: None,
            before: None,
            until: None,
            among: None,
            search,
        }
    }

    /// Only rows of which a column is this, where it is said.
    #[must_use]
    pub fn narrowed(mut self, column: &'static str, value: Option<&str>) -> Self {
        self.keys
            .extend(value.map(|value| (column, vec![value.to_owned()])));
        self
    }

    /// Only rows of which an expression is one of these, where it is said.
    #[must_use]
    pub fn within(mut self, expression: &'static str, ids: Option<&[Uuid]>) -> Self {
        self.among = ids.map(|ids| (expression, ids.to_vec()));
        self
    }

    /// A page of the rows, by a statement that says what is read of each and ends in `from`.
    ///
    /// # Errors
    /// Database errors.
    pub async fn page<T>(
        &self,
        conn: &mut PgConnection,
        mut query: QueryBuilder<Postgres>,
        sort: &SortBy,
        page: PageOf,
    ) -> Result<Slice<T>, DbError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        self.push_page(&mut query, sort, page);
        page.push_order(&mut query, sort, page.fetched());
        let rows = query.build_query_as().fetch_all(conn).await?;
        Ok(page.slice(rows))
    }

    /// Adds `(…) r`: the rows of a page and one more, in its order.
    pub fn push_page(&self, query: &mut QueryBuilder<Postgres>, sort: &SortBy, page: PageOf) {
        self.push(query, (sort, page), page.fetched());
    }

    /// How many rows there are, never looking at more than a thousand and one.
    ///
    /// # Errors
    /// Database errors.
    pub async fn count(&self, conn: &mut PgConnection, sort: &SortBy) -> Result<Count, DbError> {
        let mut query = QueryBuilder::new("select count(*) from ");
        // In order, although a count needs none: a planner that expects many rows may else read the table from its beginning, past all
        // that do not fit.
        let order = (sort, PageOf::first(0));
        self.push(&mut query, order, COUNT_LIMIT + 1);
        query
            .build_query_scalar()
            .fetch_one(conn)
            .await
            .map(Count::capped)
    }

    fn push(&self, query: &mut QueryBuilder<Postgres>, order: (&SortBy, PageOf), limit: i64) {
        match self.search {
            Search::Everything => self.push_rows(query, order, limit),
            Search::Latest(latest) => {
                query.push("(select r.* from ");
                self.push_rows(query, order, LATEST);
                query.push(" where (false");
                for part in latest.parts {
                    query.push(format!(" or {part} like "));
                    query.push_bind(latest.pattern.clone());
                }
                if let Some((column, values)) = &latest.or_equals {
                    push_any(query.push(" or "), column, values);
                }
                push_limit(query.push(")"), order, limit);
                query.push(") r");
            }
            Search::Equals(..) | Search::Ids(_) | Search::TooShort => {
                query.push(format!("(select r.* from {} r where true", self.table));
                for (column, values) in &self.keys {
                    push_any(query.push(" and "), column, values);
                }
                self.push_found(query);
                self.push_bounds(query, order);
                push_limit(query, order, limit);
                query.push(") r");
            }
        }
    }

    fn push_found(&self, query: &mut QueryBuilder<Postgres>) {
        match self.search {
            Search::Equals(column, values) => push_any(query.push(" and "), column, values),
            Search::Ids(ids) => {
                query
                    .push(" and r.id = any(")
                    .push_bind(ids.clone())
                    .push(")");
            }
            _ => {
                query.push(" and false");
            }
        }
    }

    /// For every combination of the keys' values its own short walk along the index; what they give is put in order.
    fn push_rows(&self, query: &mut QueryBuilder<Postgres>, order: (&SortBy, PageOf), limit: i64) {
        query.push("(select r.* from ");
        for (index, (_, values)) in self.keys.iter().enumerate() {
            query.push("unnest(").push_bind(values.clone());
            query.push(format!("::text[]) k{index} (value) cross join "));
        }
        if !self.keys.is_empty() {
            query.push("lateral ");
        }
        query.push(format!("(select r.* from {} r where true", self.table));
        for (index, (column, _)) in self.keys.iter().enumerate() {
            query.push(format!(" and {column} = k{index}.value"));
        }
        self.push_bounds(query, order);
        // The combinations share what a search may look at.
        let each = match self.search {
            Search::Latest(_) => limit / self.combinations().max(1),
            _ => limit,
        };
        push_limit(query, order, each);
        query.push(") r where true");
        // A count (a page of no rows) ends at the first combination that gives enough.
        if order.1.rows == 0 {
            query.push(" limit ").push_bind(limit);
        } else {
            push_limit(query, order, limit);
        }
        query.push(") r");
    }

    fn combinations(&self) -> i64 {
        self.keys
            .iter()
            .map(|(_, values)| i64::try_from(values.len()).unwrap_or(i64::MAX))
            .product()
    }

    fn push_bounds(&self, query: &mut QueryBuilder<Postgres>, order: (&SortBy, PageOf)) {
        if let Some(fixed) = self.fixed {
            query.push(" and ").push(fixed);
        }
        if let Some((column, since)) = self.since {
            query.push(format!(" and {column} >= ")).push_bind(since);
        }
        if let Some((column, day)) = self.before {
            query.push(format!(" and {column} < ")).push_bind(day);
        }
        if let Some((column, until)) = self.until {
            query.push(format!(" and {column} < ")).push_bind(until);
        }
        match self.among.as_ref().map(|(of, ids)| (of, ids.as_slice())) {
            None => {}
            // Equal to one, an index that begins with it keeps its order.
            Some((of, [one])) => {
                query.push(format!(" and {of} = ")).push_bind(*one);
            }
            Some((of, ids)) => {
                query.push(format!(" and {of} = any("));
                query.push_bind(ids.to_vec()).push(")");
            }
        }
        order.1.push_after(query, order.0);
    }
}

fn push_any(query: &mut QueryBuilder<Postgres>, column: &str, values: &[String]) {
    query.push(format!("{column} = any("));
    query.push_bind(values.to_vec()).push(")");
}

fn push_limit(query: &mut QueryBuilder<Postgres>, (sort, page): (&SortBy, PageOf), limit: i64) {
    page.push_order(query, sort, limit);
}

#[cfg(test)]
mod tests {
    use super::has_trigram;

    #[test]
    fn three_in_a_row_can_be_looked_for() {
        for text in ["ann", "Bo Ek Lindqvist", "åsö", "x-100"] {
            assert!(has_trigram(text), "{text}");
        }
        for text in ["", "bo", "bo ek", "a-b_c d", "%%%"] {
            assert!(!has_trigram(text), "{text}");
        }
    }
}
