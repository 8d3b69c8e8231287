//! Reading watches: a person's own, how many wait for what, and what a mail says.

use platform::clock::Timestamp;
use platform::db::cut::{Cut, Search, are_few, has_trigram};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy, SortValue};
use platform::db::{DbError, PgConnection};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{StockWatch, store};
use crate::catalogue::admin_listing::named;
use crate::ids::{CustomerId, MediaId, ProductId, ShopId, StockWatchId, VariantId};
use crate::tier::GUESTS;

/// Something that is watched, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Which watch.
    pub id: StockWatchId,
    /// Of which product.
    pub product_id: ProductId,
    /// Which variant.
    pub variant_id: VariantId,
    /// The variant's part of the product's address; may be empty.
    pub option_key: String,
    /// The chosen options in the reader's language, comma between.
    pub options: String,
    /// What the product is called in the reader's language.
    pub name: String,
    /// The variant's own picture, where it has one.
    pub media_id: Option<MediaId>,
    /// See [`super::WatchState`].
    pub state: String,
    /// From when on it waits; when it was asked for, while it does not.
    pub since: Timestamp,
    /// Whether the shop sells it, to whomever.
    pub is_sold: bool,
    /// Whether it is in the assortment of whoever watches, and a list that is asked for them has a price of it: for their own tier, or for a company that they
    /// may act for. Else they are not told.
    pub is_seen: bool,
}

/// The watch of a variant that waits for a customer.
///
/// # Errors
/// Database errors.
pub async fn waiting_of(
    conn: &mut PgConnection,
    customer: CustomerId,
    shop: ShopId,
    variant: VariantId,
) -> Result<Option<StockWatchId>, DbError> {
    store::waiting_of(conn, customer, shop, variant).await
}

/// What waits for a customer in a shop, the latest first; without one in all of them.
///
/// # Errors
/// Database errors.
pub async fn of_customer(
    conn: &mut PgConnection,
    (customer, shop): (CustomerId, Option<ShopId>),
    locale: &str,
    at: Timestamp,
) -> Result<Vec<Watched>, DbError> {
    let ids = sqlx::query_scalar!(
        "select id from stock_watches where customer_id = $1 and state = 'waiting' and ($2::uuid is null or shop_id = $2)",
        customer.0,
        shop.map(|id| id.0)
    )
    .fetch_all(&mut *conn)
    .await?;
    in_words(conn, &ids, locale, at).await
}

/// The watch itself and what else waits for the same person, the watch first: for whoever has its link.
///
/// # Errors
/// Database errors.
pub async fn with_others(
    conn: &mut PgConnection,
    watch: &StockWatch,
    locale: &str,
    at: Timestamp,
) -> Result<Vec<Watched>, DbError> {
    let others = sqlx::query_scalar!(
        r#"select id as "id!" from (
               select id from stock_watches where customer_id = $1 and state = 'waiting'
               union all
               select id from stock_watches where lower(email) = lower($2) and email <> '' and state = 'waiting') of_same
           where id <> $3 limit $4"#,
        watch.customer_id.map(|id| id.0),
        watch.email,
        watch.id.0,
        super::MOST
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<Uuid> = std::iter::once(watch.id.0).chain(others).collect();
    let mut found = in_words(conn, &ids, locale, at).await?;
    found.sort_by_key(|of| of.id != watch.id);
    Ok(found)
}

async fn in_words(
    conn: &mut PgConnection,
    ids: &[Uuid],
    locale: &str,
    at: Timestamp,
) -> Result<Vec<Watched>, DbError> {
    sqlx::query_as!(
        Watched,
        r#"select w.id, v.product_id, v.id as "variant_id!: VariantId", v.option_key,
                  coalesce((select string_agg(coalesce(ov.label ->> $2, ov.label ->> 'sv', ov.code), ', ' order by o.position)
                            from variant_option_values vo join product_option_values ov on ov.id = vo.option_value_id
                            join product_options o on o.id = ov.option_id where vo.variant_id = v.id), '') as "options!",
                  coalesce((select t.name from product_translations t where t.product_id = p.id and t.locale = $2),
                           (select t.name from product_translations t where t.product_id = p.id and t.locale = 'sv'), p.code) as "name!",
                  (select m.media_id from product_media m where m.product_id = v.product_id and m.variant_id = v.id
                   order by m.position, m.id limit 1) as "media_id?: MediaId",
                  w.state, coalesce(w.confirmed_at, w.asked_at) as "since!: Timestamp",
                  (exists (select from listing_cards l where l.shop_id = w.shop_id and l.product_id = p.id)
                   or exists (select from private_listing_cards l where l.shop_id = w.shop_id and l.product_id = p.id)) as "is_sold!",
                  exists (select from (
                              select $3::text as tier, null::uuid as company, null::char(3) as buys_in where w.customer_id is null
                              union all select c.tier_code, null, null from customers c where c.id = w.customer_id
                              union all select k.tier_code, k.id, k.buys_in from company_members m join companies k on k.id = m.company_id and k.state = 'active'
                              where m.customer_id = w.customer_id) t
                          join tiers ti on ti.code = t.tier
                          where not exists (select from assortments a where a.tier_code = t.tier and a.is_limited and not assortment_shows(a.id, p.id))
                              and exists (select from prices pr join price_lists l on l.id = pr.price_list_id join shops s on s.id = l.shop_id
                                          where pr.variant_id = v.id and pr.min_quantity <= v.min_quantity and pr.valid_from <= $4
                                            and (pr.valid_to is null or pr.valid_to > $4) and l.shop_id = w.shop_id
                                            and l.currency = coalesce(t.buys_in, ti.buys_in, s.currency)
                                            and (l.valid_from is null or l.valid_from <= $4) and (l.valid_to is null or l.valid_to > $4)
                                            and (l.tier_code = $3 or (l.audience = 'campaign' and l.for_tiers = '{}') or l.company_id = t.company
                                                 or t.tier = any(l.for_tiers) or (l.tier_code = t.tier and l.currency <> s.currency)
                                                 or tier_asks(t.tier, w.shop_id, l.id)))) as "is_seen!"
           from stock_watches w join variants v on v.id = w.variant_id join products p on p.id = v.product_id
           where w.id = any($1) order by coalesce(w.confirmed_at, w.asked_at) desc, w.id"#,
        ids,
        locale,
        GUESTS,
        at
    )
    .fetch_all(conn)
    .await
}

/// What a mail about a watch says, and to whom.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The watch.
    pub watch: StockWatch,
    /// Where it goes: a guest's address, or the account's. `None` where the account is not in use.
    pub email: Option<String>,
    /// What is watched.
    pub watched: Watched,
}

/// What a mail about a watch says; `None` when there is no such watch any more.
///
/// # Errors
/// Database errors.
pub async fn letter(
    conn: &mut PgConnection,
    id: StockWatchId,
    at: Timestamp,
) -> Result<Option<Letter>, DbError> {
    let Some(watch) = store::find(conn, id).await? else {
        return Ok(None);
    };
    let email = match watch.customer_id {
        None => Some(watch.address.clone()),
        Some(customer) => {
            let found = sqlx::query_scalar!(
                "select id from customers where id = $1 and state = 'active'",
                customer.0
            )
            .fetch_optional(&mut *conn)
            .await?;
            // The address that the key in the mail's link is of.
            found.map(|_| watch.address.clone())
        }
    };
    let mut found = in_words(conn, &[id.0], &watch.locale, at).await?;
    Ok(found.pop().map(|watched| Letter {
        watch,
        email,
        watched,
    }))
}

/// How many wait for each variant of a product, in some shops or, where none is said, in all; none for those that nobody waits for.
///
/// # Errors
/// Database errors.
pub async fn watchers(
    conn: &mut PgConnection,
    product: ProductId,
    shops: Option<&[Uuid]>,
) -> Result<Vec<(VariantId, i64)>, DbError> {
    let rows = sqlx::query!(
        r#"select variant_id as "variant_id: VariantId", sum(waiting)::bigint as "waiting!" from watched_variants
           where product_id = $1 and waiting > 0 and ($2::uuid[] is null or shop_id = any($2)) group by variant_id"#,
        product.0,
        shops as _
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.variant_id, row.waiting))
        .collect())
}

/// A variant that is watched, in the list of the most watched.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MostWatched {
    /// The row.
    pub id: Uuid,
    /// Of which product.
    pub product_id: ProductId,
    /// Article number.
    pub sku: String,
    /// What the product is called.
    pub name: String,
    /// The chosen options, comma between.
    pub options: String,
    /// Hash of the bytes of the variant's first picture; of the product's where it has none of its own.
    pub media_hash: Option<Vec<u8>>,
    /// How many wait.
    pub waiting: i64,
    /// For how long the first of them has.
    pub since: Option<Timestamp>,
    /// Pieces that can be sold now.
    pub free: i64,
    /// When more is expected, where that is known.
    pub restock_at: Option<Timestamp>,
}

impl MostWatched {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor {
            value: self.waiting,
            id: self.id,
        }
    }
}

fn order(is_descending: bool) -> SortBy {
    SortBy {
        column: "r.waiting",
        id: "r.id",
        value: SortValue::Number,
        is_descending,
    }
}

/// What is looked for, and in which shops; all, where none is said.
type Wanted<'a> = (&'a Search, Option<&'a [Uuid]>);

fn cut((search, shops): Wanted<'_>) -> Cut<'_> {
    Cut {
        fixed: Some("r.waiting > 0"),
        ..Cut::of("watched_variants", search).within("r.shop_id", shops)
    }
}

/// A page of what is watched, the most watched first.
///
/// # Errors
/// Database errors.
pub async fn most_watched(
    conn: &mut PgConnection,
    wanted: (&Search, Option<&[Uuid]>),
    locale: &str,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<MostWatched>, DbError> {
    let by = order(is_descending);
    let mut query = QueryBuilder::new(
        "with page as materialized (select r.id, r.shop_id, r.variant_id, r.product_id, r.waiting from ",
    );
    cut(wanted).push_page(&mut query, &by, page);
    query.push(
        ") select r.id, r.product_id, v.sku, r.waiting,
               coalesce((select t.name from product_translations t where t.product_id = r.product_id order by t.locale = ",
    );
    query.push_bind(locale.to_owned());
    query.push(
        " desc, t.locale desc limit 1), v.sku) as name,
               coalesce((select string_agg(coalesce(ov.label ->> ",
    );
    query.push_bind(locale.to_owned());
    query.push(
        ", ov.label ->> 'sv', ov.code), ', ' order by o.position)
                         from variant_option_values vo join product_option_values ov on ov.id = vo.option_value_id
                         join product_options o on o.id = ov.option_id where vo.variant_id = v.id), '') as options,
               (select md.hash from product_media m join media md on md.id = m.media_id
                where m.product_id = r.product_id and (m.variant_id = r.variant_id or m.variant_id is null)
                order by m.variant_id is null, m.position, m.id limit 1) as media_hash,
               (select w.confirmed_at from stock_watches w where w.variant_id = r.variant_id and w.shop_id = r.shop_id and w.state = 'waiting'
                order by w.confirmed_at, w.id limit 1) as since,
               coalesce(s.free, 0) as free, s.restock_at
           from page r join variants v on v.id = r.variant_id left join lateral (
               select sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0))::bigint as free, min(s.restock_at) as restock_at
               from stock_levels s join locations l on l.id = s.location_id and l.is_active where s.variant_id = r.variant_id) s on true",
    );
    let word = page.direction(&by);
    query.push(format!(" order by r.waiting {word}, r.id {word}"));
    let rows = query.build_query_as().fetch_all(conn).await?;
    Ok(page.slice(rows))
}

/// How much is watched, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(
    conn: &mut PgConnection,
    wanted: (&Search, Option<&[Uuid]>),
) -> Result<Count, DbError> {
    cut(wanted).count(conn, &order(true)).await
}

/// A text as a search: an article number, GTIN or product's key, else part of a name.
///
/// # Errors
/// Database errors.
pub async fn look_for(conn: &mut PgConnection, text: Option<&str>) -> Result<Search, DbError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Search::Everything);
    };
    // What is watched of each variant is looked up by itself, so that the planner does not read all that is watched for one.
    let mut hits = sqlx::query_scalar!(
        r#"with found as materialized (
               select v.id from products p join variants v on v.product_id = p.id where p.code = $1
               union select id from variants where sku = $1 or sku = upper($1)
               union select id from variants where gtin = $1)
           select w.id as "id!" from found
           cross join lateral (select id from watched_variants w where w.variant_id = found.id and w.waiting > 0 limit 100) w"#,
        text
    )
    .fetch_all(&mut *conn)
    .await?;
    if !has_trigram(text) {
        return Ok(Search::by_key(hits));
    }
    let named = named(conn, text).await?;
    if are_few(&named) {
        let watched = sqlx::query_scalar!(
            "select id from watched_variants where product_id = any($1) and waiting > 0",
            &named
        )
        .fetch_all(conn)
        .await?;
        hits.extend(watched);
        return Ok(Search::Ids(hits));
    }
    Ok(Search::latest(
        &[
            "(select string_agg(lower(t.name), chr(10)) from product_translations t where t.product_id = r.product_id)",
        ],
        text,
    ))
}

/// The product of a variant.
///
/// # Errors
/// Database errors.
pub async fn product_of(
    conn: &mut PgConnection,
    variant: VariantId,
) -> Result<Option<ProductId>, DbError> {
    sqlx::query_scalar!(
        r#"select product_id as "product_id: ProductId" from variants where id = $1"#,
        variant.0
    )
    .fetch_optional(conn)
    .await
}
