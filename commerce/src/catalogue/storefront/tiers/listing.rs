//! By whose prices a reader's lists are put in order and narrowed.

use std::sync::Arc;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::UnitPrice;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::catalogue::storefront::WHOLE_SHOP;
use crate::catalogue::storefront::card::{parsed, sold_out};
use crate::catalogue::storefront::filter::{Conditions, Sort};
use crate::catalogue::storefront::{Storefront, Visit};
use crate::ids::PriceListId;
use crate::pricing::listing::price_context;
use crate::pricing::{Audience, ContextId, GUEST_TIER, PriceContext, vat};

/// Products that only a company pays another price for than its tier: so many are laid over the tier's rows. Lists of a company with more go by guests' prices.
pub const MOST_OWN: usize = 300;
/// An outline that is younger is not found again for the order that is laid over it.
const SURELY_NEW: jiff::SignedDuration = jiff::SignedDuration::from_secs(1);
/// So many rows of a company's lists are read for it: a product has some variants, and a variant some prices by quantity.
const MOST_ROWS: i64 = 3_000;

/// By whose prices lists are put in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Order {
    /// The tier's rows; none: everybody's own.
    pub listing: Option<i32>,
    /// What the reader's company pays another price for, and which, in minor units.
    pub products: Vec<Uuid>,
    pub prices: Vec<i64>,
    /// Whose company's those are.
    company: Option<ContextId>,
    /// Whether the prices are those that the reader pays.
    pub is_readers: bool,
    /// Whether they are without VAT.
    pub is_net: bool,
}

/// What is known of an order before what a company pays is reckoned out: enough for a list that nobody has narrowed or asked for by price.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    /// The order without the company's own prices.
    pub order: Arc<Order>,
    /// The articles that the company's lists have a price of, by their ids.
    pub own: Vec<OwnBounds>,
    /// When it was found.
    at: Timestamp,
}

/// Between what a company's lists have an article's prices, as the reader sees prices, in minor units: whatever VAT is on it.
///
/// What the company pays for the article is never more than the highest of these, nor less than the lower of these and of what its tier pays; a product costs the least of
/// its articles. So where all of these lie between the ends of a list by its tier's prices, nothing that the company pays lies outside of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnBounds {
    pub variant_id: Uuid,
    pub lowest: i64,
    pub highest: i64,
    /// What a single piece costs where that is the only price of it, told as the reader sees prices; a campaign's may be less.
    pub piece: Option<i64>,
}

/// What tells two orders of the same list apart where what was counted by them is kept.
pub(crate) type OrderKey = (Option<i32>, Option<ContextId>, bool);

impl Order {
    /// By guests' prices, which everybody's rows have.
    fn guests(is_readers: bool) -> Self {
        Self {
            is_readers,
            ..Self::default()
        }
    }

    pub fn key(&self) -> OrderKey {
        (self.listing, self.company, self.is_net)
    }

    /// Whether the company has prices of its own in it.
    pub fn has_own(&self) -> bool {
        !self.products.is_empty()
    }

    /// How much room it takes: products, and itself.
    pub fn weight(&self) -> u32 {
        u32::try_from(self.products.len() + 1).unwrap_or(u32::MAX)
    }

    /// Whether it is everybody's.
    pub fn is_everybodys(&self) -> bool {
        self.listing.is_none() && !self.has_own()
    }

    /// Whether a question is answered otherwise by it than by guests' prices.
    pub fn has_say(&self, conditions: &Conditions, sort: Sort) -> bool {
        !self.is_everybodys() && (sort.is_by_price() || !conditions.has_no_range())
    }

    /// `unnest(...) as o (product_id, price_minor)` of the company's own prices.
    pub fn push_own(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push("unnest(")
            .push_bind(self.products.clone())
            .push("::uuid[], ")
            .push_bind(self.prices.clone())
            .push("::bigint[]) as o (product_id, price_minor)");
    }

    /// What the company pays for a row's product, null where it is its tier's price. An array is gone through much faster than rows of it.
    pub fn push_own_price(&self, sql: &mut QueryBuilder<Postgres>, product: &'static str) {
        sql.push("(")
            .push_bind(self.prices.clone())
            .push("::bigint[])[array_position(")
            .push_bind(self.products.clone())
            .push("::uuid[], ")
            .push(product)
            .push(")]");
    }

    /// That a row is of none of the products that the company has its own price of.
    pub fn push_is_not_own(&self, sql: &mut QueryBuilder<Postgres>, product: &'static str) {
        if self.has_own() {
            sql.push(" and ")
                .push(product)
                .push(" <> all(")
                .push_bind(self.products.clone())
                .push("::uuid[])");
        }
    }
}

impl Storefront {
    /// By whose prices a visitor's lists are put in order: their own where these are kept, else guests'. At most twelve seconds old; nothing is asked for guests.
    pub(crate) async fn order(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
    ) -> Result<Arc<Order>, DbError> {
        if visit.sees_kept_prices || visit.is_rehearsal {
            return Ok(Arc::new(Order::guests(visit.sees_kept_prices)));
        }
        let context = visit.prices.id();
        if let Some(order) = self.orders.get(&context) {
            return Ok(order);
        }
        let order = Arc::new(self.find_order(conn, visit, context).await?);
        self.orders.insert(context, Arc::clone(&order));
        Ok(order)
    }

    /// The same as far as a question needs it: what the company pays is reckoned out only where it goes by that.
    pub(crate) async fn order_as_asked(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        goes_by_prices: bool,
    ) -> Result<Arc<Order>, DbError> {
        match goes_by_prices {
            true => self.order(conn, visit).await,
            false => Ok(Arc::clone(&self.outline(conn, visit).await?.order)),
        }
    }

    async fn find_order(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        context: ContextId,
    ) -> Result<Order, DbError> {
        // Found anew unless it has just been, so that an order is no older than it says.
        let known = self.outlines.get(&context);
        let outline = match known.filter(|of| visit.at < of.at.plus(SURELY_NEW)) {
            Some(outline) => outline,
            None => {
                let outline = Arc::new(self.find_outline(conn, visit).await?);
                self.outlines.insert(context, Arc::clone(&outline));
                outline
            }
        };
        let mut order = Order::clone(&outline.order);
        if outline.own.is_empty() {
            return Ok(order);
        }
        // What the company's cards show is what its lists go by.
        let mut cards = Vec::new();
        for agreed in agreed_products(conn, visit, &outline).await? {
            // Whom an assortment limits is shown fewer of them, which is found out with what they cost.
            let price = match visit.prices.assortment {
                None => agreed.price(&outline.own)?,
                Some(_) => None,
            };
            match price {
                Some(price) => {
                    order.products.push(agreed.product_id);
                    order.prices.push(price);
                }
                None => cards.push(parsed(&agreed.card)?),
            }
        }
        for card in self.priced_for_order(conn, visit, cards).await? {
            order.products.push(card.product_id.0);
            order.prices.push(card.price.minor);
        }
        order.company = order.has_own().then_some(context);
        Ok(order)
    }

    /// What is known of a visitor's order without reckoning out what the company pays. At most eleven seconds old; nothing is asked for guests.
    pub(crate) async fn outline(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
    ) -> Result<Arc<Outline>, DbError> {
        if visit.sees_kept_prices || visit.is_rehearsal {
            return Ok(Arc::new(Outline::by(
                Order::guests(visit.sees_kept_prices),
                visit.at,
            )));
        }
        let context = visit.prices.id();
        if let Some(outline) = self.outlines.get(&context) {
            return Ok(outline);
        }
        let outline = Arc::new(self.find_outline(conn, visit).await?);
        self.outlines.insert(context, Arc::clone(&outline));
        Ok(outline)
    }

    async fn find_outline(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
    ) -> Result<Outline, DbError> {
        let lists = visit.prices.unlimited();
        let companys = companys_lists(conn, &lists).await?;
        let listing = match self.rows_of(conn, visit, &lists, &companys).await? {
            Rows::Nowhere => return Ok(Outline::by(Order::guests(false), visit.at)),
            Rows::Everybodys => None,
            Rows::Tiers(id) => Some(id),
        };
        let mut outline = Outline::by(
            Order {
                listing,
                is_readers: true,
                is_net: !visit.prices.shows_vat,
                ..Order::default()
            },
            visit.at,
        );
        if companys.is_empty() {
            return Ok(outline);
        }
        let highest_rate = self.rates(conn).await?.highest(visit.country, visit.at);
        let Some(rows) = own_rows(conn, visit, &companys).await? else {
            return Ok(Outline::by(Order::guests(false), visit.at));
        };
        for row in rows {
            let [one, other] = [0, highest_rate].map(|rate| {
                let of = (row.includes_vat, visit.prices.shows_vat);
                UnitPrice(vat::shown(row.unit_price_e4, of.0, of.1, rate)).rounded_minor()
            });
            let (lowest, highest) = (one.min(other), one.max(other));
            let is_told = row.min_quantity <= 1 && row.includes_vat == visit.prices.shows_vat;
            match outline.own.last_mut() {
                Some(own) if own.variant_id == row.variant_id => {
                    own.lowest = own.lowest.min(lowest);
                    own.highest = own.highest.max(highest);
                    own.piece = None;
                }
                _ => outline.own.push(OwnBounds {
                    variant_id: row.variant_id,
                    lowest,
                    highest,
                    piece: is_told.then_some(lowest),
                }),
            }
        }
        Ok(outline)
    }

    async fn rows_of(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        lists: &[PriceListId],
        companys: &[Uuid],
    ) -> Result<Rows, DbError> {
        let of_tier = lists.iter().filter(|id| !companys.contains(&id.0)).copied();
        let guests = self.guests(conn, visit).await?;
        let is_guests = guests.is_some_and(|guests| {
            guests.shows_vat == visit.prices.shows_vat
                && guests.currency == visit.prices.currency
                && guests.unlimited().into_iter().eq(of_tier)
        });
        if is_guests {
            return Ok(Rows::Everybodys);
        }
        let made = sqlx::query_scalar!(
            "select id from tier_listings where shop_id = $1 and tier_code = $2 and is_wanted and is_made and shows_vat = $3 and currency = $4",
            visit.shop_id.0,
            visit.prices.tier,
            visit.prices.shows_vat,
            visit.prices.currency.code()
        )
        .fetch_optional(conn)
        .await?;
        Ok(made.map_or(Rows::Nowhere, Rows::Tiers))
    }

    /// What guests of the visitor's shop pay, at most a second old.
    async fn guests(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
    ) -> Result<Option<Arc<PriceContext>>, DbError> {
        if let Some(guests) = self.guests.get(&visit.shop_id) {
            return Ok(guests);
        }
        let tier = Audience::Tier(GUEST_TIER);
        let guests = price_context(conn, visit.shop_id, tier, visit.at).await?;
        let guests = guests.map(Arc::new);
        self.guests.insert(visit.shop_id, guests.clone());
        Ok(guests)
    }
}

impl Outline {
    /// How much room it takes: articles, and itself.
    pub fn weight(&self) -> u32 {
        u32::try_from(self.own.len() + 1).unwrap_or(u32::MAX)
    }

    fn by(order: Order, at: Timestamp) -> Self {
        Self {
            order: Arc::new(order),
            own: Vec::new(),
            at,
        }
    }
}

/// Those of some lists that are a company's own.
async fn companys_lists(
    conn: &mut PgConnection,
    lists: &[PriceListId],
) -> Result<Vec<Uuid>, DbError> {
    let lists: Vec<Uuid> = lists.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        "select id from price_lists where id = any($1) and company_id is not null",
        &lists
    )
    .fetch_all(conn)
    .await
}

/// Where the prices of a tier stand.
enum Rows {
    /// They are guests'.
    Everybodys,
    /// In rows of its own.
    Tiers(i32),
    /// Its rows have not been made yet.
    Nowhere,
}

/// A price of a company's lists.
struct OwnRow {
    variant_id: Uuid,
    min_quantity: i32,
    unit_price_e4: i64,
    includes_vat: bool,
}

/// The prices that a company's lists have now, each article's together; none where they are of more than are laid over others' rows.
async fn own_rows(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    companys: &[Uuid],
) -> Result<Option<Vec<OwnRow>>, DbError> {
    let mut rows = sqlx::query_as!(
        OwnRow,
        "select p.variant_id, p.min_quantity, p.unit_price_e4, l.includes_vat from price_lists l join prices p on p.price_list_id = l.id
         where l.id = any($1) and (l.valid_from is null or l.valid_from <= $2) and (l.valid_to is null or l.valid_to > $2)
             and p.valid_from <= $2 and (p.valid_to is null or p.valid_to > $2) limit $3",
        companys,
        visit.at,
        MOST_ROWS + 1
    )
    .fetch_all(&mut *conn)
    .await?;
    let is_read = i64::try_from(rows.len()).is_ok_and(|read| read <= MOST_ROWS);
    rows.sort_unstable_by_key(|row| row.variant_id);
    let mut variants: Vec<Uuid> = rows.iter().map(|row| row.variant_id).collect();
    variants.dedup();
    // Products have an article at least, so of few articles they are few.
    let is_laid =
        is_read && (variants.len() <= MOST_OWN || products_of(conn, &variants).await? <= MOST_OWN);
    Ok(is_laid.then_some(rows))
}

/// Of how many products some articles are that can be bought.
async fn products_of(conn: &mut PgConnection, variants: &[Uuid]) -> Result<usize, DbError> {
    let products = sqlx::query_scalar!(
        r#"select count(distinct product_id) as "products!" from variants where id = any((select $1::uuid[])::uuid[]) and is_active"#,
        variants
    )
    .fetch_one(conn)
    .await?;
    Ok(usize::try_from(products).unwrap_or(usize::MAX))
}

/// A product of which the company has agreed on an article.
struct Agreed {
    product_id: Uuid,
    card: String,
    /// What the tier pays for the cheapest of its articles, as the tier's rows have it.
    by_tier: Option<i64>,
    /// Its articles that are sold, whether any of them is here or not.
    articles: Vec<Uuid>,
}

impl Agreed {
    /// What the company pays for it, where what it has agreed on says so by itself: it is no more than what the tier pays for the cheapest of the product's articles, so that no
    /// other article, and no campaign, can be cheaper. None where it must be reckoned out. It is as true as the tier's rows: until they are made anew after a change, a list
    /// goes by what the tier paid before, as for everything else in it.
    fn price(&self, own: &[OwnBounds]) -> Result<Option<i64>, DbError> {
        let sold_out = sold_out(&self.card)?;
        let is_sold_out = |id: &&Uuid| sold_out.contains(id);
        let is_all_out = self.articles.iter().all(|id| is_sold_out(&id));
        let mut least: Option<i64> = None;
        for id in &self.articles {
            let Ok(at) = own.binary_search_by_key(id, |own| own.variant_id) else {
                continue;
            };
            if !is_all_out && is_sold_out(&id) {
                continue;
            }
            let Some(piece) = own[at].piece else {
                return Ok(None);
            };
            least = Some(least.map_or(piece, |least| least.min(piece)));
        }
        Ok(least.filter(|least| self.by_tier.is_some_and(|by_tier| *least <= by_tier)))
    }
}

/// The products of the articles that a company has agreed on, as lists show them.
async fn agreed_products(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    outline: &Outline,
) -> Result<Vec<Agreed>, DbError> {
    let mut sql =
        QueryBuilder::<Postgres>::new("select c.product_id, c.card, (select price_minor from ");
    match outline.order.listing {
        None => sql.push("listing_entries where shop_id = c.shop_id"),
        Some(listing) => sql.push("tier_entries where listing_id = ").push(listing),
    };
    sql.push(" and product_id = c.product_id and category_id = ")
        .push_bind(WHOLE_SHOP)
        .push(
            "), array(select id from variants where product_id = c.product_id and is_active)
             from listing_cards c where c.shop_id = ",
        )
        .push_bind(visit.shop_id.0)
        .push(" and c.locale = ")
        .push_bind(visit.locale)
        // Hidden from the planner, who would rather plan for these at each call.
        .push(" and c.product_id = any(array(select distinct product_id from variants where is_active and id = any((select ")
        .push_bind(outline.own.iter().map(|own| own.variant_id).collect::<Vec<_>>())
        .push("::uuid[])::uuid[])))");
    let rows: Vec<(Uuid, String, Option<i64>, Vec<Uuid>)> =
        sql.build_query_as().fetch_all(conn).await?;
    let agreed = |(product_id, card, by_tier, articles)| Agreed {
        product_id,
        card,
        by_tier,
        articles,
    };
    Ok(rows.into_iter().map(agreed).collect())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Agreed, OwnBounds};

    fn article(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn own(n: u128, piece: Option<i64>) -> OwnBounds {
        OwnBounds {
            variant_id: article(n),
            lowest: 1,
            highest: 100,
            piece,
        }
    }

    /// Of a product with three articles, of which the tier pays 50 for the cheapest.
    fn price(sold_out: &[u128], own: &[OwnBounds]) -> Option<i64> {
        let sold_out: Vec<Uuid> = sold_out.iter().map(|n| article(*n)).collect();
        let agreed = Agreed {
            product_id: article(9),
            card: serde_json::json!({ "name": "A", "sold_out": sold_out }).to_string(),
            by_tier: Some(50),
            articles: vec![article(1), article(2), article(3)],
        };
        agreed.price(own).unwrap()
    }

    #[test]
    fn what_a_company_pays_is_seen_where_nothing_else_can_be_cheaper() {
        assert_eq!(price(&[], &[own(2, Some(40))]), Some(40));
        assert_eq!(price(&[], &[own(1, Some(50)), own(3, Some(60))]), Some(50));
        // One that is not among the product's own says nothing.
        assert_eq!(price(&[], &[own(2, Some(40)), own(7, Some(30))]), Some(40));
    }

    #[test]
    fn what_may_be_cheaper_otherwise_is_reckoned_out() {
        assert_eq!(price(&[], &[own(2, Some(51))]), None);
        // All that it has agreed on: a campaign may be cheaper all the same.
        let all = [own(1, Some(60)), own(2, Some(60)), own(3, Some(60))];
        assert_eq!(price(&[], &all), None);
        // By quantity, or with another VAT.
        assert_eq!(price(&[], &[own(1, Some(40)), own(2, None)]), None);
        let nowhere = Agreed {
            product_id: article(9),
            card: "{}".to_owned(),
            by_tier: None,
            articles: vec![article(1)],
        };
        assert_eq!(nowhere.price(&[own(1, Some(40))]).unwrap(), None);
    }

    #[test]
    fn no_price_is_told_of_what_is_sold_out_while_another_can_be_bought() {
        assert_eq!(price(&[2], &[own(2, Some(40))]), None);
        assert_eq!(price(&[2], &[own(1, Some(45)), own(2, None)]), Some(45));
        assert_eq!(price(&[1, 2, 3], &[own(2, Some(40))]), Some(40));
    }
}
