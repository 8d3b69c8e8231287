//! Searching with PostgreSQL. Rare words are found by the index and ranked; words that a great many products have are met by walking the most sold
//! ones, so no question costs more than a few thousand rows.

mod known;
mod ranked;
mod suggest;
mod told;
mod walked;

use platform::db::{DbError, PgConnection};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::engine::Ranking;
use super::words::{self, Synonyms};
use super::{SearchOrder, SearchPage, SearchQuery};
use crate::catalogue::storefront::assortment::listing::size;
use crate::catalogue::storefront::private::listing::push_lowest;
use crate::catalogue::storefront::{Card, Order, Storefront, Total, Visit, WHOLE_SHOP, card};
use crate::ids::ProductId;
use crate::pricing::Limit;
use known::{Known, correct};
use ranked::ranked;
pub(super) use suggest::suggest;
use told::told;
use walked::walked;

/// Matches that are ranked and counted.
const CAP: i64 = 2_000;
/// A question whose rarest word more products have than this is answered by walking the most sold ones.
const COMMON: i64 = 5_000;
/// So many products are ranked sooner than anything else is thought of.
const FEW: i64 = 200;
/// An assortment of no more products than this is searched from its own side: few of the most sold are in it.
const SMALL: i64 = 20_000;
/// Products that are gone through for a common word in an assortment whose lists have not been made: the most sold, or the cheapest.
const WALKED: i64 = 5_000;
/// Fewer than this is little: parts of words and corrections are tried.
const LITTLE: i64 = 3;

/// The whole synonym table: it is small.
pub(crate) async fn synonyms(conn: &mut PgConnection) -> Result<Synonyms, DbError> {
    let rows = sqlx::query!("select locale, word, canonical from search_synonyms")
        .fetch_all(conn)
        .await?;
    Ok(Synonyms(
        rows.into_iter()
            .map(|row| ((row.locale, row.word), row.canonical))
            .collect(),
    ))
}

pub(super) async fn find(
    storefront: &Storefront,
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    query: &SearchQuery,
) -> Result<SearchPage, DbError> {
    let asked = words::asked(&query.text);
    let (mut page, wanted) = begun(query);
    if asked.is_empty() {
        return Ok(page);
    }
    let own = storefront.own_lists(conn, visit).await?;
    let is_cheapest = query.order == SearchOrder::Cheapest;
    let paid = storefront.order_as_asked(conn, visit, is_cheapest).await?;
    page.is_readers = paid.is_readers;
    let visit = Asker {
        visit,
        own: &own,
        paid: &paid,
    };
    let known = Known::of(conn, visit.visit, &asked).await?;
    let mut found = hits(conn, visit, &asked, &known, wanted).await?;
    if found.total.products < LITTLE
        && !query.as_typed
        && let Some(better) =
            correct(conn, visit.visit, &asked, &known, found.total.products == 0).await?
    {
        let known = Known::of(conn, visit.visit, &better).await?;
        if found.total.products == 0 {
            found = hits(conn, visit, &better, &known, wanted).await?;
            page.corrected = (found.total.products > 0).then(|| better.join(" "));
        } else if is_found(conn, visit, &better).await? {
            page.did_you_mean = Some(better.join(" "));
        }
    }
    page.total = found.total;
    page.page = found.page;
    page.pages = found.pages;
    page.cards = found.cards(storefront, conn, visit.visit).await?;
    Ok(page)
}

/// A page on which nothing has been found yet, and what part of the rest is wanted.
fn begun(query: &SearchQuery) -> (SearchPage, Wanted) {
    let page = SearchPage {
        text: tidy(&query.text),
        corrected: None,
        did_you_mean: None,
        cards: Vec::new(),
        total: NOTHING,
        page: 1,
        pages: 1,
        is_readers: false,
    };
    let wanted = Wanted {
        page: query.page,
        size: query.page_size.clamp(1, 100),
        order: query.order,
    };
    (page, wanted)
}

/// Finds products as an engine ranked them. Where it found little and PostgreSQL, which also knows parts of words, finds more, that is shown; and where the cheapest
/// are wanted of more than the engine told of, for the cheapest of some are not the cheapest of all.
pub(super) async fn find_ranked(
    storefront: &Storefront,
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    query: &SearchQuery,
    ranking: &Ranking,
) -> Result<SearchPage, DbError> {
    let asked = words::asked(&query.text);
    if asked.is_empty() || (ranking.goes_on && query.order == SearchOrder::Cheapest) {
        return find(storefront, conn, visit, query).await;
    }
    let (mut page, wanted) = begun(query);
    let own = storefront.own_lists(conn, visit).await?;
    let is_cheapest = query.order == SearchOrder::Cheapest;
    let paid = storefront.order_as_asked(conn, visit, is_cheapest).await?;
    page.is_readers = paid.is_readers;
    let asker = Asker {
        visit,
        own: &own,
        paid: &paid,
    };
    let known = Known::of(conn, visit, &asked).await?;
    let found = told(conn, asker, (&asked, &known), ranking, wanted).await?;
    if found.total.products < LITTLE {
        let by_postgres = find(storefront, conn, visit, query).await?;
        if by_postgres.total.products > found.total.products {
            return Ok(by_postgres);
        }
    }
    // An engine forgives typing errors without a word; the vocabulary says what they stand for.
    if !query.as_typed
        && let Some(best) = found.products.first()
        && let Some(better) = correct(conn, visit, &asked, &known, false).await?
        && !told::has_words(conn, visit, *best, (&asked, &known)).await?
        && is_found(conn, asker, &better).await?
    {
        page.corrected = Some(better.join(" "));
    }
    page.total = found.total;
    page.page = found.page;
    page.pages = found.pages;
    page.cards = found.cards(storefront, conn, visit).await?;
    Ok(page)
}

const NOTHING: Total = Total {
    products: 0,
    is_capped: false,
};

/// What was typed, on one line and not endless, for showing it again.
fn tidy(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(200)
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Who asks, those of their lists that have articles of their own, and by whose prices the cheapest are found.
#[derive(Clone, Copy)]
struct Asker<'a> {
    visit: &'a Visit<'a>,
    own: &'a [Uuid],
    paid: &'a Order,
}

impl Asker<'_> {
    fn limit(self) -> Option<Limit> {
        self.visit.prices.assortment
    }

    /// What the reader pays for the product of a row `d`, in minor units: the company's own price, the tier's, the lowest of the reader's lists for what only
    /// these have, and what the row says.
    fn push_paid(self, sql: &mut QueryBuilder<Postgres>) {
        sql.push("coalesce(");
        if self.paid.has_own() {
            self.paid.push_own_price(sql, "d.product_id");
            sql.push(", ");
        }
        if let Some(listing) = self.paid.listing {
            sql.push("(select t.price_minor from tier_entries t where t.product_id = d.product_id and t.category_id = ")
                .push_bind(WHOLE_SHOP)
                .push(" and t.listing_id = ")
                .push(listing)
                .push("), ");
        }
        if !self.own.is_empty() {
            push_lowest(sql, self.own, self.paid.is_net);
            sql.push(", ");
        }
        sql.push("d.price_minor)");
    }

    /// Whether what is found is weighed by the rules of an assortment, whose lists have not been made.
    fn is_weighed(self) -> bool {
        self.limit().is_some_and(|limit| !limit.is_listed)
    }

    /// Whether what very many have may be met by walking: not where that would pass nearly nothing that the asker sees.
    async fn may_walk(self, conn: &mut PgConnection) -> Result<bool, DbError> {
        match self.limit() {
            None => Ok(true),
            Some(limit) if !limit.is_listed => Ok(false),
            Some(limit) => Ok(size(conn, limit.id, self.visit.shop_id).await? > SMALL),
        }
    }
}

/// Whether words lead the asker to anything. Words are known by all that is sold: to whom an assortment limits, those of other goods are not told.
async fn is_found(
    conn: &mut PgConnection,
    asker: Asker<'_>,
    asked: &[String],
) -> Result<bool, DbError> {
    if asker.limit().is_none() {
        return Ok(true);
    }
    let known = Known::of(conn, asker.visit, asked).await?;
    let wanted = Wanted {
        page: 1,
        size: 1,
        order: SearchOrder::Best,
    };
    let found = hits(conn, asker, asked, &known, wanted).await?;
    Ok(!found.products.is_empty())
}

struct Found {
    products: Vec<ProductId>,
    /// Their cards, where everybody may see all of them and they were read with them.
    texts: Vec<String>,
    total: Total,
    page: i64,
    pages: i64,
}

impl Found {
    async fn cards(
        self,
        storefront: &Storefront,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
    ) -> Result<Vec<Card>, DbError> {
        if self.texts.len() != self.products.len() {
            return storefront.cards(conn, visit, &self.products).await;
        }
        let cards = card::all_parsed(&self.texts)?;
        storefront.priced(conn, visit, cards).await
    }
}

/// Which part of what is found is wanted.
#[derive(Clone, Copy)]
struct Wanted {
    page: i64,
    size: i64,
    order: SearchOrder,
}

impl Wanted {
    fn offset(self) -> i64 {
        (self.page - 1) * self.size
    }

    fn on(self, page: i64) -> Self {
        Self { page, ..self }
    }
}

async fn hits(
    conn: &mut PgConnection,
    asker: Asker<'_>,
    asked: &[String],
    known: &Known,
    wanted: Wanted,
) -> Result<Found, DbError> {
    let last = (CAP / wanted.size).max(1);
    let wanted = wanted.on(wanted.page.clamp(1, last));
    if known.is_common()
        && asker.may_walk(conn).await?
        && let Some(found) = walked(conn, asker, asked, known, wanted).await?
    {
        return Ok(found);
    }
    let mut parts = false;
    let mut found = ranked(conn, asker, asked, known, wanted, parts).await?;
    if found.seen < LITTLE && asked.iter().all(|word| word.chars().count() >= 3) {
        parts = true;
        found = ranked(conn, asker, asked, known, wanted, parts).await?;
    }
    let seen = found.seen;
    // The cheapest of some are not the cheapest of all.
    if seen > CAP
        && wanted.order == SearchOrder::Cheapest
        && asker.may_walk(conn).await?
        && let Some(walked) = walked(conn, asker, asked, known, wanted).await?
    {
        return Ok(walked);
    }
    let pages = (seen.min(CAP) + wanted.size - 1)
        .div_euclid(wanted.size)
        .max(1);
    let at = wanted.page.min(pages);
    if found.products.is_empty() && seen > 0 {
        found = ranked(conn, asker, asked, known, wanted.on(at), parts).await?;
    }
    Ok(Found {
        products: found.products,
        texts: found.texts,
        total: Total {
            products: seen.min(CAP),
            is_capped: found.goes_on && seen > 0,
        },
        page: at,
        pages,
    })
}
