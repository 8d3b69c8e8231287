//! Lists of products: a page of a category, the newest, the most sold. Reads `listing_*` and nothing else.

mod counts;
mod priced;
mod rows;

use std::collections::HashMap;
use std::sync::Arc;

use platform::db::{DbError, PgConnection};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

pub(super) use counts::facet_rows;
pub(super) use priced::{AsSeen, lowest};

use super::card::{Card, all_parsed};
use super::facets::{self, CategoryCount, Facet, FacetDirectory, Total};
use super::filter::{Conditions, DEEPEST, ListQuery, Sort};
use super::{Order, Storefront, Visit, WHOLE_SHOP, private};
use crate::catalogue::category::CategoryTree;
use crate::ids::{CategoryId, ProductId, ShopId};
use crate::pricing::Limit;
pub(crate) use counts::{Ends, EndsKey};
use rows::{page_of_cards, whole_list};

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
    /// Lowest and highest price among what meets the other conditions, in minor units as the reader sees prices (as guests do, where those decide). `None`
    /// when nothing matches, or too much to look through.
    pub price_range: Option<(i64, i64)>,
    /// Whether order and limits of price go by what the reader pays; else by what guests pay.
    pub is_readers: bool,
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
        let tree = self.tree(conn, visit).await?;
        let directory = self.directory(conn).await?;
        let conditions = Conditions::of(&query.filter, &directory, &tree);
        let own = self.own_lists(conn, visit).await?;
        let outline = self.outline(conn, visit).await?;
        let mut place = Place {
            shop_id: visit.shop_id,
            category: query.category.map_or(WHOLE_SHOP, |id| id.0),
            ordinal: query
                .category
                .and_then(|id| tree.by_id(id))
                .map(|node| node.ordinal),
            limit,
            order: &outline.order,
        };
        let order;
        let goes_by_prices = !conditions.is_empty() || query.sort.is_by_price();
        if goes_by_prices || self.moves_an_end(conn, place, &outline).await? {
            order = self.order(conn, visit).await?;
            place.order = &order;
        }
        let is_everybodys =
            own.is_empty() && limit.and_then(Limit::listed).is_none() && !place.order.has_own();
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
            is_readers: place.order.is_readers,
        })
    }

    /// A list that nobody has narrowed, as everybody may see it: counts and cards in one question.
    async fn whole(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        query: &ListQuery,
        place: Place<'_>,
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
            is_readers: place.order.is_readers,
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
        let all = Conditions::default();
        self.first_of(conn, visit, category, sort, limit, &all)
            .await
    }

    /// The products of the shop that most pieces were bought of in the last 30 days, and no other.
    ///
    /// # Errors
    /// Database errors.
    pub async fn most_sold(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        limit: i64,
    ) -> Result<Vec<Card>, DbError> {
        let sold = Conditions {
            is_sold: true,
            ..Conditions::default()
        };
        self.first_of(conn, visit, None, Sort::Popular, limit, &sold)
            .await
    }

    async fn first_of(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        category: Option<CategoryId>,
        sort: Sort,
        limit: i64,
        conditions: &Conditions,
    ) -> Result<Vec<Card>, DbError> {
        let order = match sort.is_by_price() {
            true => self.order(conn, visit).await?,
            false => Arc::default(),
        };
        let place = Place {
            shop_id: visit.shop_id,
            category: category.map_or(WHOLE_SHOP, |id| id.0),
            ordinal: None,
            limit: visit.prices.assortment,
            order: &order,
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
        let cards =
            page_of_cards(conn, place, conditions, all, slice, (visit.locale, &own)).await?;
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
}

/// Where a list is: a shop's category, or the whole shop.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub shop_id: ShopId,
    pub category: Uuid,
    pub ordinal: Option<i32>,
    /// What limits it.
    pub limit: Option<Limit>,
    /// By whose prices it is put in order and narrowed.
    pub order: &'a Order,
}

impl Place<'_> {
    /// The table of its rows.
    fn table(self) -> &'static str {
        match self.limit.and_then(Limit::listed) {
            Some(_) => "assortment_entries",
            None => "listing_entries",
        }
    }

    /// The tier whose prices stand beside everybody's rows. An assortment's rows have its tier's already.
    fn beside(self) -> Option<i32> {
        match self.limit.and_then(Limit::listed) {
            Some(_) => None,
            None => self.order.listing,
        }
    }

    /// What rows are read from; with the tier's prices where these have a say.
    fn push_rows(self, sql: &mut QueryBuilder<Postgres>, by_price: bool) {
        match self.beside().filter(|_| by_price) {
            None => sql.push(self.table()),
            // Of few tiers: written out, so that each has a plan of its own.
            Some(listing) => sql
                .push(
                    "(select e.shop_id, e.category_id, e.product_id, t.price_minor, e.popularity, e.published_at, e.name_sort, e.tags
                      from listing_entries e join tier_entries t on t.category_id = e.category_id and t.product_id = e.product_id and t.listing_id = ",
                )
                .push(listing)
                .push(") l"),
        };
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
