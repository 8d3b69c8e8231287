//! Lists of products: a page of a category, the newest, the most sold. Reads `listing_*` and nothing else.

use std::collections::HashMap;
use std::sync::Arc;

use platform::db::{DbError, PgConnection};
use platform::money::UnitPrice;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::assortment::listing::push_is_shown;
use super::card::{Card, all_parsed, parsed};
use super::facets::{self, CategoryCount, Counts, Facet, FacetDirectory, Total};
use super::filter::{Conditions, DEEPEST, ListQuery, Sort};
use super::private::listing::{push_own, push_own_end};
use super::{COUNT_CAP, CountsKey, Storefront, Visit, WHOLE_SHOP, assortment, private};
use crate::catalogue::category::CategoryTree;
use crate::ids::{CategoryId, PriceListId, ProductId, ShopId, VariantId};
use crate::pricing::listing::{reductions, sheets};
use crate::pricing::{Limit, Of, Reach, Reduction, Sheet, VatRates, vat};

/// A page of a list with everything around it.
#[derive(Clone, Debug)]
pub struct ListPage {
    /// The products, in order.
    pub cards: Vec<Card>,
    /// How many match.
    pub total: Total,
    /// How many there are without any filter.
    pub unfiltered: Total,
    /// The page that this is, from 1, after putting nonsense right.
    pub page: i64,
    /// How many pages can be shown; at least 1.
    pub pages: i64,
    /// What the list can be narrowed by.
    pub facets: Vec<Facet>,
    /// Sub-categories with how many would be left.
    pub categories: Vec<CategoryCount>,
    /// How many would be left of those that can be bought now.
    pub in_stock: Option<i64>,
    /// Lowest and highest price among what meets the other conditions, in minor units of the shop's base list. `None` when nothing matches, or too
    /// much to look through.
    pub price_range: Option<(i64, i64)>,
}

impl Storefront {
    /// A page of a category or of the whole shop. A category that does not exist gives an empty list.
    ///
    /// # Errors
    /// Database errors.
    pub async fn list(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        query: &ListQuery,
    ) -> Result<ListPage, DbError> {
        let limit = visit.prices.assortment;
        let tree = self.tree(conn, visit.shop_id, visit.locale, limit).await?;
        let directory = self.directory(conn).await?;
        let conditions = Conditions::of(&query.filter, &directory, &tree);
        let own = self.own_lists(conn, visit).await?;
        let place = Place {
            shop_id: visit.shop_id,
            category: query.category.map_or(WHOLE_SHOP, |id| id.0),
            ordinal: query
                .category
                .and_then(|id| tree.by_id(id))
                .map(|node| node.ordinal),
            limit,
        };
        let is_everybodys = own.is_empty() && limit.and_then(Limit::listed).is_none();
        if conditions.is_empty() && is_everybodys {
            return self
                .whole(conn, visit, query, place, (&tree, &directory))
                .await;
        }
        let counts = self.counts(conn, place, &conditions, &own).await?;
        let unfiltered = match conditions.is_empty() {
            true => counts.total,
            false => {
                self.counts(conn, place, &Conditions::default(), &own)
                    .await?
                    .total
            }
        };
        let mut without = HashMap::new();
        for (group, _) in &conditions.groups {
            let relaxed = self
                .counts(conn, place, &conditions.without(*group), &own)
                .await?;
            without.insert(*group, relaxed);
        }
        let price_range = match conditions.has_no_range() {
            true => counts.price_range,
            false => {
                self.counts(conn, place, &conditions.without_range(), &own)
                    .await?
                    .price_range
            }
        };
        let (page, pages) = page_of(query, counts.total);
        let slice = Slice::of(query, page);
        let seen = (visit.locale, own.as_slice());
        let cards = match counts.total.products {
            0 => Vec::new(),
            _ => page_of_cards(conn, place, &conditions, counts.total, slice, seen).await?,
        };
        Ok(ListPage {
            cards: self.priced(conn, visit, cards).await?,
            total: counts.total,
            unfiltered,
            page,
            pages,
            facets: facets::assemble(&directory, visit.locale, &conditions, &counts, &without),
            categories: facets::assemble_categories(
                &tree,
                query.category,
                &conditions,
                &counts,
                &without,
            ),
            in_stock: facets::in_stock(&conditions, &counts),
            price_range,
        })
    }

    /// A list that nobody has narrowed, as everybody may see it: counts and cards in one question.
    async fn whole(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        query: &ListQuery,
        place: Place,
        (tree, directory): (&CategoryTree, &FacetDirectory),
    ) -> Result<ListPage, DbError> {
        let (everything, none) = (Conditions::default(), HashMap::new());
        let asked = query.page.clamp(1, pages_of(query, DEEPEST));
        let (mut counts, mut cards) =
            whole_list(conn, place, Slice::of(query, asked), visit.locale).await?;
        let (page, pages) = page_of(query, counts.total);
        if page != asked {
            // There are not so many pages: the last one is shown.
            (counts, cards) = whole_list(conn, place, Slice::of(query, page), visit.locale).await?;
        }
        let category = query.category;
        Ok(ListPage {
            cards: self.priced(conn, visit, cards).await?,
            total: counts.total,
            unfiltered: counts.total,
            page,
            pages,
            facets: facets::assemble(directory, visit.locale, &everything, &counts, &none),
            categories: facets::assemble_categories(tree, category, &everything, &counts, &none),
            in_stock: facets::in_stock(&everything, &counts),
            price_range: counts.price_range,
        })
    }

    /// The first products of the shop or a category in an order: for the home page. No counts.
    ///
    /// # Errors
    /// Database errors.
    pub async fn first(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        category: Option<CategoryId>,
        sort: Sort,
        limit: i64,
    ) -> Result<Vec<Card>, DbError> {
        let place = Place {
            shop_id: visit.shop_id,
            category: category.map_or(WHOLE_SHOP, |id| id.0),
            ordinal: None,
            limit: visit.prices.assortment,
        };
        let all = Total {
            products: 0,
            is_capped: false,
        };
        let slice = Slice {
            sort,
            offset: 0,
            limit: limit.clamp(0, 100),
        };
        let own = self.own_lists(conn, visit).await?;
        let cards = page_of_cards(
            conn,
            place,
            &Conditions::default(),
            all,
            slice,
            (visit.locale, &own),
        )
        .await?;
        self.priced(conn, visit, cards).await
    }

    /// The cards of given products, in their order; what is not for sale in the shop is left out.
    ///
    /// # Errors
    /// Database errors.
    pub async fn cards(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        products: &[ProductId],
    ) -> Result<Vec<Card>, DbError> {
        let ids: Vec<Uuid> = products.iter().map(|id| id.0).collect();
        let own = self.own_lists(conn, visit).await?;
        if !own.is_empty() {
            let place = (visit.shop_id, visit.locale);
            let texts = private::listing::cards(conn, place, &own, &ids).await?;
            return self.priced(conn, visit, all_parsed(&texts)?).await;
        }
        let texts = sqlx::query_scalar!(
            "select c.card from unnest((select $1::uuid[])) with ordinality as p (id, n)
             join listing_cards c on c.shop_id = $2 and c.product_id = p.id and c.locale = $3 order by p.n",
            &ids,
            visit.shop_id.0,
            visit.locale
        )
        .fetch_all(&mut *conn)
        .await?;
        self.priced(conn, visit, all_parsed(&texts)?).await
    }

    pub(crate) async fn counts(
        &self,
        conn: &mut PgConnection,
        place: Place,
        conditions: &Conditions,
        own: &[Uuid],
    ) -> Result<Arc<Counts>, DbError> {
        let all = self.public_counts(conn, place, conditions).await?;
        if own.is_empty() {
            return Ok(all);
        }
        let key = CountsKey {
            shop_id: place.shop_id,
            category: place.category,
            conditions: conditions.clone(),
            own: own.to_vec(),
            limit: place.limit,
        };
        // As for everybody's: without filters always true, so not cached.
        if let Some(others) = self.counts.get(&key).filter(|_| !conditions.is_empty()) {
            return Ok(Arc::new(all.with(&others)));
        }
        let others = Arc::new(taken_counts(conn, place, conditions, own).await?);
        self.counts.insert(key, Arc::clone(&others));
        Ok(Arc::new(all.with(&others)))
    }

    /// What everybody of an assortment sees.
    async fn public_counts(
        &self,
        conn: &mut PgConnection,
        place: Place,
        conditions: &Conditions,
    ) -> Result<Arc<Counts>, DbError> {
        let key = CountsKey {
            shop_id: place.shop_id,
            category: place.category,
            conditions: conditions.clone(),
            own: Vec::new(),
            limit: place.limit,
        };
        // Without filters the counts are kept by the refresh: two reads by key, always true, so they are not cached.
        if conditions.is_empty() {
            return Ok(Arc::new(kept_counts(conn, place).await?));
        }
        if let Some(counts) = self.counts.get(&key) {
            return Ok(counts);
        }
        let counts = Arc::new(taken_counts(conn, place, conditions, &[]).await?);
        self.counts.insert(key, Arc::clone(&counts));
        Ok(counts)
    }

    /// Cards as the visitor's prices show them.
    pub(crate) async fn priced(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        mut cards: Vec<Card>,
    ) -> Result<Vec<Card>, DbError> {
        if visit.prices.assortment.is_some() {
            // Its lists may be those of a moment ago.
            let ids: Vec<ProductId> = cards.iter().map(|card| card.product_id).collect();
            let shown = Self::in_assortment(conn, visit, &ids).await?;
            cards.retain(|card| shown.contains(&card.product_id));
        }
        let is_as_kept = |card: &Card| {
            visit.sees_kept_prices && card.price.includes_vat == visit.prices.shows_vat
        };
        if cards.iter().all(is_as_kept) {
            return Ok(cards);
        }
        let rates = self.rates(conn).await?;
        let ids: Vec<ProductId> = cards.iter().map(|card| card.product_id).collect();
        let lists = &visit.prices.lists;
        let sheets = sheets(conn, lists, Of::Products(&ids), Reach::At(visit.at)).await?;
        let asked: Vec<(&Sheet, i32)> = sheets.iter().map(|of| (of, of.min_quantity)).collect();
        let as_seen = (visit.country, visit.at, visit.prices.shows_vat);
        let reduced = reductions(conn, lists, &asked, as_seen, &rates).await?;
        if visit.is_rehearsal {
            let for_sale = published(conn, visit, &ids).await?;
            cards.retain(|card| for_sale.contains(&card.product_id.0));
        }
        cards.retain_mut(|card| {
            let of_product: Vec<&Sheet> = sheets
                .iter()
                .filter(|of| of.product_id == card.product_id)
                .collect();
            reprice(card, &of_product, visit, &rates, &reduced)
        });
        Ok(cards)
    }
}

/// Where a list is: a shop's category, or the whole shop.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub shop_id: ShopId,
    pub category: Uuid,
    pub ordinal: Option<i32>,
    /// What limits it.
    pub limit: Option<Limit>,
}

impl Place {
    /// The table of its rows.
    fn table(self) -> &'static str {
        match self.limit.and_then(Limit::listed) {
            Some(_) => "assortment_entries",
            None => "listing_entries",
        }
    }
}

/// Which part of a list, in which order.
#[derive(Clone, Copy)]
struct Slice {
    sort: Sort,
    offset: i64,
    limit: i64,
}

impl Slice {
    /// Written out where they are few: of a limit that it is not told, PostgreSQL thinks a tenth of the list, and rather plans at each call.
    fn push(self, sql: &mut QueryBuilder<Postgres>) {
        sql.push(" limit ").push(self.limit);
        if self.offset > 0 {
            sql.push(" offset ").push_bind(self.offset);
        }
    }

    fn of(query: &ListQuery, page: i64) -> Self {
        let limit = size_of(query);
        Self {
            sort: query.sort,
            offset: (page - 1) * limit,
            limit,
        }
    }
}

fn size_of(query: &ListQuery) -> i64 {
    query.page_size.clamp(1, 100)
}

/// The page that is shown of so many products, and how many pages there are.
fn page_of(query: &ListQuery, total: Total) -> (i64, i64) {
    let pages = pages_of(query, total.products.min(DEEPEST));
    (query.page.clamp(1, pages), pages)
}

fn pages_of(query: &ListQuery, products: i64) -> i64 {
    let size = size_of(query);
    (products + size - 1).div_euclid(size).max(1)
}

/// What the refresh keeps of a list without conditions, with one slice of its cards: always true, and so not cached.
async fn whole_list(
    conn: &mut PgConnection,
    place: Place,
    slice: Slice,
    locale: &str,
) -> Result<(Counts, Vec<Card>), DbError> {
    let order = order(slice.sort);
    let mut sql = QueryBuilder::<Postgres>::new("with place as (select ");
    sql.push_bind(place.shop_id.0)
        .push("::uuid as shop, ")
        .push_bind(place.category)
        .push(
            "::uuid as category)
         select (select json_object_agg(tag, products)::text from listing_counts where shop_id = p.shop and category_id = p.category and products > 0),
                (select price_minor from listing_entries where shop_id = p.shop and category_id = p.category order by price_minor limit 1),
                (select price_minor from listing_entries where shop_id = p.shop and category_id = p.category order by price_minor desc limit 1),
                array(select card from (",
        )
        .push(COLUMNS)
        .push("listing_entries where shop_id = p.shop and category_id = p.category order by ")
        .push(order);
    slice.push(&mut sql);
    sql.push(
        ") page join listing_cards c using (product_id) where c.shop_id = p.shop and c.locale = ",
    )
    .push_bind(locale)
    .push(" order by ")
    .push(order)
    .push(") from place p");
    type Row = (Option<String>, Option<i64>, Option<i64>, Vec<String>);
    let (kept, lowest, highest, texts): Row = sql.build_query_as().fetch_one(conn).await?;
    let by_tag: HashMap<i32, i64> = match kept {
        Some(kept) => serde_json::from_str(&kept).map_err(|e| DbError::Decode(e.into()))?,
        None => HashMap::new(),
    };
    let counts = Counts::exact(by_tag, lowest.zip(highest));
    Ok((counts, all_parsed(&texts)?))
}

async fn kept_counts(conn: &mut PgConnection, place: Place) -> Result<Counts, DbError> {
    if let Some(id) = place.limit.and_then(Limit::listed) {
        return assortment::listing::kept_counts(conn, id, place).await;
    }
    let rows = sqlx::query!(
        "select tag, products from listing_counts where shop_id = $1 and category_id = $2 and products > 0",
        place.shop_id.0,
        place.category
    )
    .fetch_all(&mut *conn)
    .await?;
    let range = sqlx::query!(
        "select (select price_minor from listing_entries where shop_id = $1 and category_id = $2 order by price_minor limit 1) as lowest,
                (select price_minor from listing_entries where shop_id = $1 and category_id = $2 order by price_minor desc limit 1) as highest",
        place.shop_id.0,
        place.category
    )
    .fetch_one(conn)
    .await?;
    let by_tag = rows
        .into_iter()
        .map(|row| (row.tag, row.products))
        .collect();
    Ok(Counts::exact(by_tag, range.lowest.zip(range.highest)))
}

async fn taken_counts(
    conn: &mut PgConnection,
    place: Place,
    conditions: &Conditions,
    own: &[Uuid],
) -> Result<Counts, DbError> {
    let mut sql = QueryBuilder::<Postgres>::new("with hits as materialized (");
    if own.is_empty() {
        sql.push("select tags, price_minor from ")
            .push(place.table());
        push_conditions(&mut sql, place, conditions, !conditions.groups.is_empty());
        sql.push(" limit ").push(COUNT_CAP + 1);
    } else {
        push_own(&mut sql, own, place.category);
        push_is_shown(&mut sql, place.limit, "product_id");
        push_wishes(&mut sql, conditions, None);
        push_own_end(&mut sql);
    }
    sql.push(
        "), spread as (select unnest(tags) as tag from hits)
         select 0 as tag, count(*) as products, min(price_minor) as lowest, max(price_minor) as highest from hits
         union all select tag, count(*), null, null from spread group by tag",
    );
    let rows: Vec<(i32, i64, Option<i64>, Option<i64>)> =
        sql.build_query_as().fetch_all(conn).await?;
    let range = rows.iter().find_map(|row| row.2.zip(row.3));
    let by_tag: HashMap<i32, i64> = rows.iter().map(|row| (row.0, row.1)).collect();
    let counts = Counts::capped(by_tag, None);
    let price_range = if counts.total.is_capped { None } else { range };
    Ok(Counts {
        price_range,
        ..counts
    })
}

/// Adds the conditions. By tags: among the whole shop's rows, whose index knows tags; else among the category's own.
fn push_conditions(
    sql: &mut QueryBuilder<Postgres>,
    place: Place,
    conditions: &Conditions,
    by_tags: bool,
) {
    sql.push(" where shop_id = ").push_bind(place.shop_id.0);
    if let Some(id) = place.limit.and_then(Limit::listed) {
        sql.push(" and assortment_id = ").push_bind(id.0);
    }
    if by_tags {
        // Written out, so that the partial index is seen to fit.
        sql.push(" and category_id = '00000000-0000-0000-0000-000000000000'");
    } else {
        sql.push(" and category_id = ").push_bind(place.category);
    }
    push_wishes(sql, conditions, place.ordinal.filter(|_| by_tags));
}

/// Adds what the shopper asks of the products, and that they are in a category when that is looked for by its tag.
fn push_wishes(sql: &mut QueryBuilder<Postgres>, conditions: &Conditions, ordinal: Option<i32>) {
    let required = conditions.required(ordinal);
    if !required.is_empty() {
        sql.push(" and tags @> ").push_bind(required);
    }
    for (_, tags) in &conditions.groups {
        sql.push(" and tags && ").push_bind(tags.clone());
    }
    if let Some(from) = conditions.price_from {
        sql.push(" and price_minor >= ").push_bind(from);
    }
    if let Some(to) = conditions.price_to {
        sql.push(" and price_minor <= ").push_bind(to);
    }
}

fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Popular => "popularity desc, product_id",
        Sort::Newest => "published_at desc, product_id",
        Sort::PriceUp => "price_minor, product_id",
        Sort::PriceDown => "price_minor desc, product_id desc",
        Sort::Name => "name_sort, product_id",
    }
}

/// What a row of a list is put in order by.
const COLUMNS: &str = "select product_id, popularity, published_at, price_minor, name_sort from ";

/// The cards of one slice, private ones of the visitor's lists among them. Few matches are found by their tags and then put in order; many are met soon
/// by walking the list in its order.
async fn page_of_cards(
    conn: &mut PgConnection,
    place: Place,
    conditions: &Conditions,
    total: Total,
    slice: Slice,
    (locale, own): (&str, &[Uuid]),
) -> Result<Vec<Card>, DbError> {
    let by_tags = !conditions.groups.is_empty() && !total.is_capped;
    let order = order(slice.sort);
    let mut sql = QueryBuilder::<Postgres>::new("with ");
    if !own.is_empty() {
        sql.push("own as materialized (");
        push_own(&mut sql, own, place.category);
        push_is_shown(&mut sql, place.limit, "product_id");
        push_wishes(&mut sql, conditions, None);
        push_own_end(&mut sql);
        sql.push("), ");
    }
    sql.push(if by_tags {
        "hits as materialized"
    } else {
        "hits as not materialized"
    });
    sql.push(" (");
    if own.is_empty() {
        sql.push(COLUMNS).push(place.table());
        push_conditions(&mut sql, place, conditions, by_tags);
    } else {
        // Each side along its own order as far as the page goes: nothing further can come into it.
        let furthest = slice.offset + slice.limit;
        sql.push("(").push(COLUMNS).push(place.table());
        push_conditions(&mut sql, place, conditions, by_tags);
        sql.push(" order by ").push(order);
        sql.push(" limit ").push_bind(furthest);
        sql.push(") union all (")
            .push(COLUMNS)
            .push("own order by ");
        sql.push(order)
            .push(" limit ")
            .push_bind(furthest)
            .push(")");
    }
    sql.push("), page as (select * from hits order by ")
        .push(order);
    slice.push(&mut sql);
    if own.is_empty() {
        sql.push(") select card from page join listing_cards using (product_id) where shop_id = ");
    } else {
        sql.push(
            ") select card from page join (select * from listing_cards union all select * from private_listing_cards) c using (product_id)
             where shop_id = ",
        );
    }
    sql.push_bind(place.shop_id.0)
        .push(" and locale = ")
        .push_bind(locale);
    sql.push(" order by ").push(order);
    let rows: Vec<(String,)> = sql.build_query_as().fetch_all(conn).await?;
    rows.iter().map(|(text,)| parsed(text)).collect()
}

/// A row of the facets' directory.
pub(super) struct FacetRow {
    pub attribute_id: Uuid,
    pub attribute_code: String,
    pub attribute_label: serde_json::Value,
    pub value_id: i32,
    pub value_code: String,
    pub value_label: serde_json::Value,
    pub swatch: Option<String>,
}

pub(super) async fn facet_rows(conn: &mut PgConnection) -> Result<Vec<FacetRow>, DbError> {
    sqlx::query_as!(
        FacetRow,
        "select a.id as attribute_id, a.code as attribute_code, a.label as attribute_label,
                v.id as value_id, v.code as value_code, v.label as value_label, v.swatch
         from attributes a join attribute_values v on v.attribute_id = a.id
         where a.is_facet and a.kind = 'choice' order by a.position, a.code, v.position, v.code"
    )
    .fetch_all(conn)
    .await
}

/// Which of some products are published at the visit's moment.
async fn published(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    products: &[ProductId],
) -> Result<Vec<Uuid>, DbError> {
    let ids: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        "select product_id from product_publications where shop_id = $1 and product_id = any($2) and published_from <= $3
         and (published_to is null or published_to > $3)",
        visit.shop_id.0,
        &ids,
        visit.at
    )
    .fetch_all(conn)
    .await
}

/// Puts a card's price as the visitor sees it: the lowest of what can be bought, of all when nothing can. `false` where the visitor has no price:
/// what others pay is nothing to show them.
fn reprice(
    card: &mut Card,
    sheets: &[&Sheet],
    visit: &Visit<'_>,
    rates: &VatRates,
    reduced: &HashMap<VariantId, Reduction>,
) -> bool {
    let rate = rates
        .at(&card.price.vat_class, visit.country, visit.at)
        .unwrap_or(0);
    let shows_vat = visit.prices.shows_vat;
    let priced: Vec<(i64, PriceListId, &Sheet)> = sheets
        .iter()
        .filter_map(|of| {
            let chosen = of.at(of.min_quantity, visit.at, rate)?;
            let price = chosen.price.unit_price.0;
            let shown = vat::shown(price, chosen.list.includes_vat, shows_vat, rate);
            Some((shown, chosen.list.id, *of))
        })
        .collect();
    let is_out = |of: &Sheet| card.sold_out.contains(&of.variant_id);
    let Some((lowest, list, cheapest)) = priced
        .iter()
        .min_by_key(|(shown, _, of)| (is_out(of), *shown))
        .copied()
    else {
        return false;
    };
    let prior = reduced.get(&cheapest.variant_id).and_then(Reduction::prior);
    card.price.set(UnitPrice(lowest), prior);
    card.price.is_from = priced.iter().any(|(shown, ..)| *shown != lowest);
    card.price.includes_vat = shows_vat;
    card.price.price_list_id = list;
    card.unit_price = cheapest
        .content
        .and_then(|content| content.unit_price(lowest));
    true
}
