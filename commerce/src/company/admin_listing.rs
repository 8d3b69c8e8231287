//! Companies and applications as staff see them.

use platform::clock::Timestamp;
use platform::db::cut::{Cut, MOST_HITS, Search, has_trigram};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy, contains_pattern};
use platform::db::{DbError, PgConnection};
use sqlx::QueryBuilder;
use uuid::Uuid;

/// A company in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedCompany {
    /// Which.
    pub id: Uuid,
    /// `FTG-1001`.
    pub number: String,
    /// Registered name.
    pub name: String,
    /// Two letters.
    pub country: String,
    /// Organisation number.
    pub org_number: String,
    /// Its tier's name in the reader's language.
    pub tier_name: String,
    /// `active` or `closed`.
    pub state: String,
    /// What it owes.
    pub credit_used_minor: i64,
    /// In what.
    pub credit_currency: String,
    /// People who act for it.
    pub members: i64,
    /// When it came to be.
    pub created_at: Timestamp,
}

/// An application in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedApplication {
    /// Which.
    pub id: Uuid,
    /// As the applicant wrote it.
    pub company_name: String,
    /// Two letters.
    pub country: String,
    /// Organisation number.
    pub org_number: String,
    /// The tier's name in the reader's language.
    pub tier_name: String,
    /// `waiting`, `approved`, `refused` or `withdrawn`.
    pub state: String,
    /// Who applies.
    pub applicant: String,
    /// When it came.
    pub created_at: Timestamp,
}

impl ListedCompany {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.created_at, self.id)
    }
}

impl ListedApplication {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.created_at, self.id)
    }
}

/// Which companies or applications.
#[derive(Clone, Debug, Default)]
pub struct CompanyFilter {
    /// What is looked for.
    pub search: Search,
    /// The state.
    pub state: Option<String>,
}

fn order(is_descending: bool) -> SortBy {
    SortBy::moment("r.created_at", is_descending)
}

fn cut<'a>(table: &'static str, filter: &'a CompanyFilter) -> Cut<'a> {
    Cut::of(table, &filter.search).narrowed("r.state", filter.state.as_deref())
}

/// A page of companies, the latest first.
///
/// # Errors
/// Database errors.
pub async fn companies(
    conn: &mut PgConnection,
    filter: &CompanyFilter,
    locale: &str,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedCompany>, DbError> {
    let mut query = QueryBuilder::new(
        "select r.id, r.number, r.name, r.country::text as country, r.org_number, r.state, r.credit_used_minor,
                r.credit_currency::text as credit_currency, r.created_at,
                (select count(*) from company_members m where m.company_id = r.id) as members,
                (select coalesce(t.name ->> ",
    );
    query.push_bind(locale.to_owned()).push(
        ", t.name ->> 'sv', t.code) from tiers t where t.code = r.tier_code) as tier_name from ",
    );
    cut("companies", filter)
        .page(conn, query, &order(is_descending), page)
        .await
}

/// How many companies there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count_companies(
    conn: &mut PgConnection,
    filter: &CompanyFilter,
) -> Result<Count, DbError> {
    cut("companies", filter).count(conn, &order(true)).await
}

/// A page of applications, the latest first.
///
/// # Errors
/// Database errors.
pub async fn applications(
    conn: &mut PgConnection,
    filter: &CompanyFilter,
    locale: &str,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedApplication>, DbError> {
    let mut query = QueryBuilder::new(
        "select r.id, r.company_name, r.country::text as country, r.org_number, r.state, r.created_at,
                (select c.name from customers c where c.id = r.customer_id) as applicant,
                (select coalesce(t.name ->> ",
    );
    query.push_bind(locale.to_owned()).push(
        ", t.name ->> 'sv', t.code) from tiers t where t.code = r.tier_code) as tier_name from ",
    );
    cut("tier_applications", filter)
        .page(conn, query, &order(is_descending), page)
        .await
}

/// How many applications there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count_applications(
    conn: &mut PgConnection,
    filter: &CompanyFilter,
) -> Result<Count, DbError> {
    cut("tier_applications", filter)
        .count(conn, &order(true))
        .await
}

/// A text as a search for companies: a number, else part of a name.
///
/// # Errors
/// Database errors.
pub async fn look_for_company(
    conn: &mut PgConnection,
    text: Option<&str>,
) -> Result<Search, DbError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Search::Everything);
    };
    let bare = text.to_ascii_uppercase().replace(['-', ' '], "");
    if let Some(digits) = bare.strip_prefix("FTG") {
        return Ok(Search::Equals("r.number", vec![format!("FTG-{digits}")]));
    }
    if !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit()) {
        let ids = sqlx::query_scalar!(
            "select id from companies where number = $1 or org_number = $2 limit 1000",
            format!("FTG-{bare}"),
            bare
        )
        .fetch_all(conn)
        .await?;
        return Ok(Search::Ids(ids));
    }
    if !has_trigram(text) {
        return Ok(Search::TooShort);
    }
    let hits = sqlx::query_scalar!(
        "with hits as materialized (select id from companies where lower(name) like $1) select id from hits limit $2",
        contains_pattern(text),
        MOST_HITS + 1
    )
    .fetch_all(conn)
    .await?;
    Ok(Search::by_name(hits, &["lower(r.name)"], text))
}

/// A text as a search for applications: an organisation number, else part of the company's name.
///
/// # Errors
/// Database errors.
pub async fn look_for_application(
    conn: &mut PgConnection,
    text: Option<&str>,
) -> Result<Search, DbError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Search::Everything);
    };
    let bare = text.to_ascii_uppercase().replace(['-', ' '], "");
    if !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit()) {
        return Ok(Search::Equals("r.org_number", vec![bare]));
    }
    if !has_trigram(text) {
        return Ok(Search::TooShort);
    }
    let hits = sqlx::query_scalar!(
        "with hits as materialized (select id from tier_applications where lower(company_name) like $1) select id from hits limit $2",
        contains_pattern(text),
        MOST_HITS + 1
    )
    .fetch_all(conn)
    .await?;
    Ok(Search::by_name(hits, &["lower(r.company_name)"], text))
}
