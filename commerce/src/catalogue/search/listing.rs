//! Searching with PostgreSQL. Rare words are found by the index and ranked; words that a great many products have are met by walking the most sold
//! ones, so no question costs more than a few thousand rows.

use platform::db::{DbError, PgConnection};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::words::{self, Synonyms};
use super::{SearchOrder, SearchPage, SearchQuery, Suggestions, configuration};
use crate::catalogue::storefront::assortment::listing::{push_is_in, push_is_shown, size};
use crate::catalogue::storefront::private::listing::push_is_own;
use crate::catalogue::storefront::{Card, Storefront, Total, Visit, WHOLE_SHOP, card};
use crate::ids::ProductId;
use crate::pricing::Limit;

/// Matches that are ranked and counted.
const CAP: i64 = 2_000;
/// A question whose rarest word more products have than this is answered by walking the most sold ones.
const COMMON: i64 = 5_000;
/// Words that are offered while somebody types.
const WORDS: i64 = 2;
/// An assortment of no more products than this is searched from its own side: few of the most sold are in it.
const SMALL: i64 = 20_000;
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
    let text = tidy(&query.text);
    let size = query.page_size.clamp(1, 100);
    let mut page = SearchPage {
        text,
        corrected: None,
        did_you_mean: None,
        cards: Vec::new(),
        total: NOTHING,
        page: 1,
        pages: 1,
    };
    if asked.is_empty() {
        return Ok(page);
    }
    let wanted = Wanted {
        page: query.page,
        size,
        order: query.order,
    };
    let own = storefront.own_lists(conn, visit).await?;
    let visit = Asker { visit, own: &own };
    let known = Known::of(conn, visit.visit, &asked).await?;
    let mut found = hits(conn, visit, &asked, &known, wanted).await?;
    if found.total.products < LITTLE
        && !query.as_typed
        && let Some(better) = correct(conn, visit.visit, &asked, &known).await?
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

/// What is known of the words that were asked for.
struct Known {
    /// For each word: how many uses in names, of it or what begins with it.
    uses: Vec<i64>,
    /// For each word: it and its other forms.
    forms: Vec<Vec<String>>,
}

impl Known {
    async fn of(
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        asked: &[String],
    ) -> Result<Self, DbError> {
        let roots: Vec<String> = asked
            .iter()
            .map(|word| words::root(word, visit.locale))
            .collect();
        let rows = sqlx::query!(
            r#"select w.n as "n!", coalesce((select sum(uses) from search_words s where s.shop_id = $1 and s.locale = $2
                    and s.word >= w.root and s.word < w.root || chr(1114111)), 0)::bigint as "uses!",
                   array(select y.canonical from search_synonyms y where y.locale = $2 and y.word in (w.word, w.root)) as "canonical!"
               from unnest((select $3::text[]), (select $4::text[])) with ordinality as w (word, root, n) order by w.n"#,
            visit.shop_id.0,
            visit.locale,
            asked,
            &roots
        )
        .fetch_all(conn)
        .await?;
        let mut known = Self {
            uses: Vec::new(),
            forms: Vec::new(),
        };
        for ((row, word), root) in rows.into_iter().zip(asked).zip(roots) {
            let mut forms = vec![word.clone(), root];
            for canonical in row.canonical {
                forms.push(words::root(&canonical, visit.locale));
                forms.push(canonical);
            }
            forms.sort();
            forms.dedup();
            known.uses.push(row.uses);
            known.forms.push(forms);
        }
        Ok(known)
    }

    fn rarest(&self) -> i64 {
        self.uses.iter().copied().min().unwrap_or(0)
    }
}

/// Who asks, and those of their lists that have articles of their own.
#[derive(Clone, Copy)]
struct Asker<'a> {
    visit: &'a Visit<'a>,
    own: &'a [Uuid],
}

impl Asker<'_> {
    fn limit(self) -> Option<Limit> {
        self.visit.prices.assortment
    }

    /// Whether walking the most sold would pass nearly nothing that the asker sees.
    async fn sees_little(self, conn: &mut PgConnection) -> Result<bool, DbError> {
        match self.limit().and_then(Limit::listed) {
            None => Ok(false),
            Some(id) => Ok(size(conn, id, self.visit.shop_id).await? <= SMALL),
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

/// A page of what is ranked.
struct Ranked {
    products: Vec<ProductId>,
    texts: Vec<String>,
    seen: i64,
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
    if known.rarest() > COMMON
        && !asker.sees_little(conn).await?
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
        && !asker.sees_little(conn).await?
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
            is_capped: seen > CAP,
        },
        page: at,
        pages,
    })
}

/// A page of what very many products have, met in the order that is asked for. Nobody counts them all: where the walk goes on beyond the page, there are
/// more than were passed, and where it ends, the number is exact. `None` when nothing was met.
async fn walked(
    conn: &mut PgConnection,
    asker: Asker<'_>,
    asked: &[String],
    known: &Known,
    wanted: Wanted,
) -> Result<Option<Found>, DbError> {
    let mut products = walk(conn, asker, asked, known, wanted).await?;
    if products.is_empty() {
        return Ok(None);
    }
    let goes_on = products.len() > usize::try_from(wanted.size).unwrap_or(usize::MAX);
    if goes_on {
        products.pop();
    }
    let met = i64::try_from(products.len()).unwrap_or(wanted.size);
    Ok(Some(Found {
        products,
        texts: Vec::new(),
        total: Total {
            products: wanted.offset() + met,
            is_capped: goes_on,
        },
        page: wanted.page,
        pages: (wanted.page + i64::from(goes_on)).min((CAP / wanted.size).max(wanted.page)),
    }))
}

/// `(stem | 'word':* | 'root':* ...) && (...)` with every word bound, none written into the statement.
fn push_tsquery(
    sql: &mut QueryBuilder<Postgres>,
    visit: &Visit<'_>,
    asked: &[String],
    known: &Known,
) {
    sql.push("(");
    for (n, word) in asked.iter().enumerate() {
        if n > 0 {
            sql.push(" && ");
        }
        let forms: Vec<String> = known.forms[n].iter().map(|form| prefix(form)).collect();
        sql.push("(to_tsquery(")
            .push_bind(configuration(visit.locale))
            .push("::text::regconfig, ");
        sql.push_bind(word.clone())
            .push(") || to_tsquery('simple', ");
        sql.push_bind(forms.join(" | ")).push("))");
    }
    sql.push(")");
}

/// A form as a term of a question: what begins so in names, materials, categories and choices (weights A and B; descriptions are found by whole words
/// only). A single letter stands for itself: too much begins with it.
fn prefix(form: &str) -> String {
    if form.chars().count() < 2 {
        form.to_owned()
    } else {
        format!("{form}:*AB")
    }
}

/// `select ...` of the documents that match.
fn push_matches(
    sql: &mut QueryBuilder<Postgres>,
    table: &str,
    visit: &Visit<'_>,
    asked: &[String],
    known: &Known,
    parts: bool,
) {
    sql.push("select product_id, popularity, is_in_stock, price_minor, name, document from ")
        .push(table)
        .push(" d where shop_id = ")
        .push_bind(visit.shop_id.0)
        .push(" and locale = ")
        .push_bind(visit.locale.to_owned());
    sql.push(" and (document @@ ");
    push_tsquery(sql, visit, asked, known);
    if parts {
        sql.push(" or (true");
        for word in asked {
            let part = words::root(word, visit.locale);
            sql.push(" and words like ").push_bind(format!("%{part}%"));
        }
        sql.push(")");
    }
    sql.push(")");
}

/// The best matches with their cards, and how many were seen (at most one above [`CAP`]). With `parts`, also names of which the words are a part.
async fn ranked(
    conn: &mut PgConnection,
    asker: Asker<'_>,
    asked: &[String],
    known: &Known,
    wanted: Wanted,
    parts: bool,
) -> Result<Ranked, DbError> {
    let mut sql = QueryBuilder::<Postgres>::new("with hits as materialized ((");
    push_matches(
        &mut sql,
        "search_documents",
        asker.visit,
        asked,
        known,
        parts,
    );
    push_is_in(&mut sql, asker.limit());
    sql.push(" limit ").push(CAP + 1).push(")");
    if !asker.own.is_empty() {
        sql.push(" union all (");
        let table = "private_search_documents";
        push_matches(&mut sql, table, asker.visit, asked, known, parts);
        push_is_own(&mut sql, asker.own);
        push_is_shown(&mut sql, asker.limit(), "d.product_id");
        sql.push(" limit ").push(CAP + 1).push(")");
    }
    sql.push("), page as (select product_id from hits order by ");
    if wanted.order == SearchOrder::Cheapest {
        sql.push("price_minor, ");
    }
    sql.push("ts_rank('{0.02, 0.1, 0.3, 1.0}', document, ");
    push_tsquery(&mut sql, asker.visit, asked, known);
    sql.push(") + case when lower(name) = ")
        .push_bind(asked.join(" "));
    sql.push(" then 2 when lower(name) like ")
        .push_bind(format!("{}%", asked.join(" ")));
    sql.push(" then 0.5 else 0 end + case when is_in_stock then 0.05 else 0 end desc, popularity desc, product_id limit ");
    sql.push(wanted.size);
    if wanted.offset() > 0 {
        sql.push(" offset ").push_bind(wanted.offset());
    }
    // Private articles have their cards elsewhere; whoever sees some is asked again.
    sql.push(
        "), placed as (select product_id, row_number() over () as place from page)
         select (select count(*) from hits), array(select product_id from placed order by place),
                array(select c.card from placed join listing_cards c using (product_id) where c.shop_id = ",
    );
    sql.push_bind(asker.visit.shop_id.0)
        .push(" and c.locale = ")
        .push_bind(asker.visit.locale.to_owned())
        .push(" order by place)");
    let (seen, ids, texts): (i64, Vec<Uuid>, Vec<String>) =
        sql.build_query_as().fetch_one(conn).await?;
    Ok(Ranked {
        products: ids.into_iter().map(ProductId).collect(),
        texts: if asker.own.is_empty() {
            texts
        } else {
            Vec::new()
        },
        seen,
    })
}

/// A page of those that match, and one more, without ranking: the most sold first or the cheapest, each along an index. Private articles of the visitor's
/// lists are few beside what everybody sees, and put in their places.
async fn walk(
    conn: &mut PgConnection,
    asker: Asker<'_>,
    asked: &[String],
    known: &Known,
    wanted: Wanted,
) -> Result<Vec<ProductId>, DbError> {
    let visit = asker.visit;
    let is_cheapest = wanted.order == SearchOrder::Cheapest;
    let furthest = wanted.offset() + wanted.size + 1;
    let mut sql = QueryBuilder::<Postgres>::new(
        "select product_id from ((select d.product_id, d.popularity, ",
    );
    sql.push(match is_cheapest {
        true => "e.price_minor",
        false => "d.price_minor",
    });
    sql.push(" from search_documents d ");
    if is_cheapest {
        sql.push("join listing_entries e on e.product_id = d.product_id and e.shop_id = d.shop_id and e.category_id = ")
            .push_bind(WHOLE_SHOP);
    }
    push_walked(&mut sql, visit, asked, known);
    push_is_in(&mut sql, asker.limit());
    sql.push(match is_cheapest {
        false => " order by d.popularity desc, d.product_id limit ",
        true => " order by e.price_minor, e.product_id limit ",
    });
    sql.push_bind(furthest).push(")");
    if !asker.own.is_empty() {
        sql.push(" union all (select d.product_id, d.popularity, d.price_minor from private_search_documents d ");
        push_walked(&mut sql, visit, asked, known);
        push_is_own(&mut sql, asker.own);
        push_is_shown(&mut sql, asker.limit(), "d.product_id");
        sql.push(" limit ").push(CAP + 1).push(")");
    }
    sql.push(match is_cheapest {
        false => ") w order by popularity desc, product_id limit ",
        true => ") w order by price_minor, product_id limit ",
    });
    sql.push_bind(wanted.size + 1)
        .push(" offset ")
        .push_bind(wanted.offset());
    let rows: Vec<(Uuid,)> = sql.build_query_as().fetch_all(conn).await?;
    Ok(rows.into_iter().map(|(id,)| ProductId(id)).collect())
}

fn push_walked(
    sql: &mut QueryBuilder<Postgres>,
    visit: &Visit<'_>,
    asked: &[String],
    known: &Known,
) {
    sql.push(" where d.shop_id = ").push_bind(visit.shop_id.0);
    sql.push(" and d.locale = ")
        .push_bind(visit.locale.to_owned());
    sql.push(" and d.document @@ ");
    push_tsquery(sql, visit, asked, known);
}

/// The words with those that no name knows replaced by the nearest that one does; `None` when nothing is to be replaced.
async fn correct(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    asked: &[String],
    known: &Known,
) -> Result<Option<Vec<String>>, DbError> {
    let mut better = asked.to_vec();
    for (n, word) in asked.iter().enumerate() {
        if known.uses[n] > 0 || word.chars().count() < 4 {
            continue;
        }
        let candidates = sqlx::query!(
            r#"select word as "word!", uses as "uses!" from (
                 (select word, uses from search_words where shop_id = $1 and locale = $2 and word % $3 and uses > 0
                  order by similarity(word, $3) desc, uses desc limit 30)
                 union
                 (select word, uses from search_words where shop_id = $1 and locale = $2 and word >= $4 and word < $4 || chr(1114111)
                    and uses > 0 limit 500)) as near"#,
            visit.shop_id.0,
            visit.locale,
            word,
            // Short words share few trigrams after one slip; most slips come after the second letter.
            word.chars().take(2).collect::<String>()
        )
        .fetch_all(&mut *conn)
        .await?;
        let candidates: Vec<(String, i32)> = candidates
            .into_iter()
            .map(|row| (row.word, row.uses))
            .collect();
        if let Some(near) = words::nearest(word, &candidates) {
            near.clone_into(&mut better[n]);
        }
    }
    Ok((better != asked).then_some(better))
}

pub(super) async fn suggest(
    storefront: &Storefront,
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    text: &str,
) -> Result<Suggestions, DbError> {
    let asked = words::asked(text);
    let Some(last) = asked
        .last()
        .filter(|_| asked.iter().any(|word| word.chars().count() >= 2))
    else {
        return Ok(Suggestions::default());
    };
    let limit = visit.prices.assortment;
    let tree = storefront
        .tree(conn, visit.shop_id, visit.locale, limit)
        .await?;
    let categories = tree
        .nodes()
        .iter()
        .filter(|node| node.products > 0)
        .filter(|node| {
            let name = words::split(&node.name);
            asked
                .iter()
                .all(|word| name.iter().any(|n| n.starts_with(word.as_str())))
        })
        .take(2)
        .map(|node| node.id)
        .collect();
    let own = storefront.own_lists(conn, visit).await?;
    let asker = Asker { visit, own: &own };
    let before = asked[..asked.len() - 1].join(" ");
    let begun = sqlx::query_scalar!(
        "select word from (select word, uses from search_words where shop_id = $1 and locale = $2 and word >= $3
             and word < $3 || chr(1114111) and uses > 0 limit 500) as begun
         where word <> $3 order by uses desc, word limit $4",
        visit.shop_id.0,
        visit.locale,
        last,
        if limit.is_some() { 6_i64 } else { WORDS }
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut offered: Vec<String> = Vec::new();
    for word in begun {
        let offer = format!("{before} {word}").trim().to_owned();
        if i64::try_from(offered.len()).is_ok_and(|many| many < WORDS)
            && is_found(conn, asker, &words::asked(&offer)).await?
        {
            offered.push(offer);
        }
    }
    let known = Known::of(conn, visit, &asked).await?;
    let wanted = Wanted {
        page: 1,
        size: 4,
        order: SearchOrder::Best,
    };
    let found = hits(conn, asker, &asked, &known, wanted).await?;
    Ok(Suggestions {
        words: offered,
        categories,
        products: found.cards(storefront, conn, visit).await?,
    })
}
