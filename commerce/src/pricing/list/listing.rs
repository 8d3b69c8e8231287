//! Price lists as staff see them: the list of them, one of them, and its prices.

use platform::clock::Timestamp;
use platform::db::cut::{Cut, MOST_HITS, Search, are_few, has_trigram};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy, SortValue, contains_pattern};
use platform::db::{DbError, PgConnection};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::ids::{CompanyId, PriceListId, ProductId, ShopId, VariantId};

/// A price list with whom it is for.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedPriceList {
    /// Which.
    pub id: PriceListId,
    /// Whose.
    pub shop_id: ShopId,
    /// Stable name.
    pub code: String,
    /// Name.
    pub name: String,
    /// `tier`, `company` or `campaign`.
    pub audience: String,
    /// The tier.
    pub tier_code: Option<String>,
    /// Its name in the reader's language.
    pub tier_name: Option<String>,
    /// The company.
    pub company_id: Option<Uuid>,
    /// Its name.
    pub company_name: Option<String>,
    /// A campaign's tiers; empty: everyone.
    pub for_tiers: Vec<String>,
    /// In what.
    pub currency: String,
    /// Whether VAT is in it.
    pub includes_vat: bool,
    /// From when it holds.
    pub valid_from: Option<Timestamp>,
    /// Until when.
    pub valid_to: Option<Timestamp>,
    /// Order among its kind.
    pub priority: i32,
    /// Latest change.
    pub updated_at: Timestamp,
    /// Which change it is.
    pub row_version: i32,
}

impl ListedPriceList {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor {
            value: self.updated_at.as_microsecond(),
            id: self.id.0,
        }
    }
}

/// Which price lists.
#[derive(Clone, Debug, Default)]
pub struct PriceListFilter {
    /// What is looked for: [`look_for`].
    pub search: Search,
    /// Of these shops alone.
    pub shops: Option<Vec<Uuid>>,
    /// `tier`, `company` or `campaign`.
    pub audience: Option<String>,
}

fn cut(filter: &PriceListFilter) -> Cut<'_> {
    let mut cut =
        Cut::of("price_lists", &filter.search).within("r.shop_id", filter.shops.as_deref());
    if let Some(audience) = &filter.audience {
        cut.keys.push(("r.audience", vec![audience.clone()]));
    }
    cut
}

fn order(is_descending: bool) -> SortBy {
    SortBy {
        column: "r.updated_at",
        id: "r.id",
        value: SortValue::Moment,
        is_descending,
    }
}

const COLUMNS: &str = " l.id, l.shop_id, l.code, l.name, l.audience, l.tier_code, l.company_id, l.for_tiers, l.currency::text as currency, l.includes_vat,
        l.valid_from, l.valid_to, l.priority, l.updated_at, l.row_version,
        (select c.name from companies c where c.id = l.company_id) as company_name, (select coalesce(t.name ->> ";

/// A page of price lists, latest changed first.
///
/// # Errors
/// Database errors.
pub async fn price_lists(
    conn: &mut PgConnection,
    filter: &PriceListFilter,
    locale: &str,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedPriceList>, DbError> {
    let mut query = QueryBuilder::new("with page as materialized (select r.id, r.updated_at from ");
    cut(filter).push_page(&mut query, &order(is_descending), page);
    query
        .push(") select")
        .push(COLUMNS)
        .push_bind(locale.to_owned());
    query.push(", t.name ->> 'sv', t.code) from tiers t where t.code = l.tier_code) as tier_name from page p join price_lists l on l.id = p.id");
    let is_down = is_descending != page.is_backwards;
    let word = if is_down { "desc" } else { "asc" };
    query.push(format!(" order by p.updated_at {word}, p.id {word}"));
    let rows = query.build_query_as().fetch_all(conn).await?;
    Ok(page.slice(rows))
}

/// How many price lists there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &PriceListFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &order(true)).await
}

/// A text as a search: a code, else part of a name.
///
/// # Errors
/// Database errors.
pub async fn look_for(conn: &mut PgConnection, text: Option<&str>) -> Result<Search, DbError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Search::Everything);
    };
    let mut hits = sqlx::query_scalar!(
        "select id from price_lists where code = $1 or code = lower($1)",
        text
    )
    .fetch_all(&mut *conn)
    .await?;
    if !has_trigram(text) {
        return Ok(Search::by_key(hits));
    }
    let named = sqlx::query_scalar!(
        "with hits as materialized (select id from price_lists where lower(name) like $1) select id from hits limit $2",
        contains_pattern(text),
        MOST_HITS + 1
    )
    .fetch_all(conn)
    .await?;
    if are_few(&named) {
        hits.extend(named);
        return Ok(Search::Ids(hits));
    }
    Ok(Search::latest(&["lower(r.name)"], text))
}

/// One price list.
///
/// # Errors
/// Database errors.
pub async fn price_list(
    conn: &mut PgConnection,
    id: PriceListId,
    locale: &str,
) -> Result<Option<ListedPriceList>, DbError> {
    let mut query = QueryBuilder::new("select");
    query.push(COLUMNS).push_bind(locale.to_owned());
    query.push(", t.name ->> 'sv', t.code) from tiers t where t.code = l.tier_code) as tier_name from price_lists l where l.id = ");
    query.push_bind(id.0);
    query.build_query_as().fetch_optional(conn).await
}

/// A price in its list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedPrice {
    /// Which.
    pub id: Uuid,
    /// What it prices.
    pub variant_id: VariantId,
    /// Its article number.
    pub sku: String,
    /// Its product.
    pub product_id: ProductId,
    /// The product's name in the reader's language, else in any.
    pub name: Option<String>,
    /// From how many pieces.
    pub min_quantity: i32,
    /// One piece, ten-thousandths of a minor unit.
    pub unit_price_e4: i64,
    /// From when.
    pub valid_from: Timestamp,
    /// Until when.
    pub valid_to: Option<Timestamp>,
    /// When it was decided.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
}

impl ListedPrice {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor {
            value: self.created_at.as_microsecond(),
            id: self.id,
        }
    }
}

/// Which prices of a list.
#[derive(Clone, Debug, Default)]
pub struct PriceFilter {
    /// Of these variants alone.
    pub variants: Option<Vec<Uuid>>,
    /// Only what holds at this moment or is to come.
    pub not_ended_at: Option<Timestamp>,
}

/// A page of a list's prices, latest decided first.
///
/// # Errors
/// Database errors.
pub async fn prices(
    conn: &mut PgConnection,
    list: PriceListId,
    filter: &PriceFilter,
    locale: &str,
    page: PageOf,
) -> Result<Slice<ListedPrice>, DbError> {
    let sort = SortBy {
        column: "p.created_at",
        id: "p.id",
        value: SortValue::Moment,
        is_descending: true,
    };
    let mut query = QueryBuilder::new(
        "with page as materialized (select p.* from prices p where p.price_list_id = ",
    );
    query.push_bind(list.0);
    if let Some(variants) = &filter.variants {
        query
            .push(" and p.variant_id = any(")
            .push_bind(variants.clone())
            .push(")");
    }
    if let Some(at) = filter.not_ended_at {
        query
            .push(" and (p.valid_to is null or p.valid_to > ")
            .push_bind(at)
            .push(")");
    }
    page.push(&mut query, &sort);
    query.push(
        ") select p.id, p.variant_id, v.sku, v.product_id, p.min_quantity, p.unit_price_e4, p.valid_from, p.valid_to, p.created_at, p.created_by,
               (select t.name from product_translations t where t.product_id = v.product_id order by t.locale = ",
    );
    query.push_bind(locale.to_owned());
    query.push(
        " desc, t.locale desc limit 1) as name from page p join variants v on v.id = p.variant_id",
    );
    let word = if page.is_backwards { "asc" } else { "desc" };
    query.push(format!(" order by p.created_at {word}, p.id {word}"));
    let rows = query.build_query_as().fetch_all(conn).await?;
    Ok(page.slice(rows))
}

/// The variants that an article number, a GTIN or a product's key means.
///
/// # Errors
/// Database errors.
pub async fn variants_for(conn: &mut PgConnection, text: &str) -> Result<Vec<Uuid>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id!" from variants where sku = $1 or sku = upper($1)
           union select id from variants where gtin = $1
           union select v.id from products p join variants v on v.product_id = p.id where p.code = $1"#,
        text
    )
    .fetch_all(conn)
    .await
}

/// What a number says of which company is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompanyFound {
    /// This one, with its name.
    One(CompanyId, String),
    /// No company has it.
    None,
    /// Companies of several countries have it: their customer numbers tell them apart.
    Several,
}

/// The company with this customer number, else the one with this organisation number.
///
/// # Errors
/// Database errors.
pub async fn company_for(conn: &mut PgConnection, text: &str) -> Result<CompanyFound, DbError> {
    let text = text.trim();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let rows = sqlx::query!(
        r#"select id, name, (number = $1 or number = upper($1)) as "is_number!" from companies
           where number = $1 or number = upper($1) or org_number = $1 or ($2 <> '' and org_number = $2)
           order by 3 desc, id limit 2"#,
        text,
        digits
    )
    .fetch_all(conn)
    .await?;
    let is_certain = rows.len() == 1 || rows.first().is_some_and(|row| row.is_number);
    Ok(match rows.into_iter().next() {
        None => CompanyFound::None,
        Some(row) if is_certain => CompanyFound::One(CompanyId(row.id), row.name),
        Some(_) => CompanyFound::Several,
    })
}

/// The number of a company, for a form.
///
/// # Errors
/// Database errors.
pub async fn company_number(
    conn: &mut PgConnection,
    id: CompanyId,
) -> Result<Option<String>, DbError> {
    sqlx::query_scalar!("select number from companies where id = $1", id.0)
        .fetch_optional(conn)
        .await
}
