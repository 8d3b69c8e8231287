//! What a rehearsal's comparison reads and writes.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;
use uuid::Uuid;

use super::compare::{Difference, Scene};
use super::{As, Question};
use crate::ids::{CompanyId, ProductId, RehearsalId, ShopId, VariantId};
use crate::promotion::per_piece::Turning;

/// An article as it is compared.
#[derive(Clone, Debug)]
pub(super) struct Article {
    pub(super) id: VariantId,
    pub(super) product_id: ProductId,
    pub(super) sku: String,
    pub(super) cost_e4: Option<i64>,
}

/// Which articles' prices may differ between the two moments.
#[derive(Debug)]
pub(super) struct Touch {
    lists: Vec<Uuid>,
    /// Lists that begin or end.
    turning: Vec<Uuid>,
    /// VAT classes whose rate becomes another.
    classes: Vec<String>,
    /// Promotions speak of whatever there is.
    everything: bool,
    products: Vec<Uuid>,
    categories: Vec<Uuid>,
    now: Timestamp,
    at: Timestamp,
}

impl Touch {
    pub(super) async fn read(conn: &mut PgConnection, scene: &Scene) -> Result<Self, DbError> {
        let (now, at) = scene.moments();
        let lists: Vec<Uuid> = scene.context.lists.iter().map(|id| id.0).collect();
        let turning = sqlx::query_scalar!(
            "select id from price_lists where id = any($1) and ((valid_from > $2 and valid_from <= $3) or (valid_to > $2 and valid_to <= $3))",
            &lists,
            now,
            at
        )
        .fetch_all(&mut *conn)
        .await?;
        // A rate is seen where it is put on or taken out, and where a promotion says what something costs with it.
        let classes = sqlx::query_scalar!(
            r#"select distinct vat_class as "class!" from vat_rates
               where country = $1 and valid_from > $2 and valid_from <= $3
                 and ($4 or exists (select from price_lists where id = any($5) and includes_vat <> $6))"#,
            scene.country(),
            now,
            at,
            scene.promotions.is_any_reckoned(),
            &lists,
            scene.context.shows_vat
        )
        .fetch_all(conn)
        .await?;
        let reach = scene.promotions.reach();
        Ok(Self {
            lists,
            turning,
            classes,
            everything: reach.everything,
            products: reach.products,
            categories: reach.categories,
            now,
            at,
        })
    }

    /// Those articles, if there are no more than `most`; otherwise one more.
    pub(super) async fn few(
        &self,
        conn: &mut PgConnection,
        most: i64,
    ) -> Result<Vec<VariantId>, DbError> {
        sqlx::query_scalar!(
            r#"select distinct variant_id as "id!: VariantId" from (
                 (select distinct variant_id from prices where price_list_id = any($1) and valid_from > $2 and valid_from <= $3 limit $4)
                 union all
                 (select distinct variant_id from prices where price_list_id = any($1) and valid_to > $2 and valid_to <= $3 limit $4)
                 union all
                 (select distinct variant_id from prices where price_list_id = any($5) limit $4)
                 union all
                 (select v.id from products p join variants v on v.product_id = p.id where p.vat_class = any($6) limit $4)
                 union all
                 (select id from variants where $7 limit $4)
                 union all
                 (select id from variants where product_id = any($8) limit $4)
                 union all
                 (select distinct v.id from categories c join product_categories pc on pc.category_id = c.id join variants v on v.product_id = pc.product_id
                  where c.path && $9 limit $4)) touched
               limit $4"#,
            &self.lists,
            self.now,
            self.at,
            most + 1,
            &self.turning,
            &self.classes,
            self.everything,
            &self.products,
            &self.categories
        )
        .fetch_all(conn)
        .await
    }

    /// The next articles of all there are, by article number: how many were passed, the last one's number, and those of them whose prices may differ.
    pub(super) async fn window(
        &self,
        conn: &mut PgConnection,
        after_sku: &str,
        most: i64,
    ) -> Result<Window, DbError> {
        let rows = sqlx::query!(
            r#"with passed as materialized (select id, product_id, sku, cost_e4 from variants where sku > $1 order by sku limit $2)
               select v.id as "id!: VariantId", v.product_id as "product_id!: ProductId", v.sku as "sku!", v.cost_e4,
                      ($3 or v.product_id = any($4)
                       or (select p.vat_class = any($5) from products p where p.id = v.product_id)
                       or coalesce((select true from prices r where r.variant_id = v.id and r.price_list_id = any($6)
                                      and (r.price_list_id = any($7) or (r.valid_from > $8 and r.valid_from <= $9)
                                           or (r.valid_to > $8 and r.valid_to <= $9)) limit 1), false)
                       or coalesce((select true from product_categories pc join categories c on c.id = pc.category_id
                                    where pc.product_id = v.product_id and c.path && $10 limit 1), false)) as "is_touched!"
               from passed v order by v.sku"#,
            after_sku,
            most,
            self.everything,
            &self.products,
            &self.classes,
            &self.lists,
            &self.turning,
            self.now,
            self.at,
            &self.categories
        )
        .fetch_all(conn)
        .await?;
        let passed = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let last_sku = rows.last().map(|row| row.sku.clone());
        let touched = rows.into_iter().filter(|row| row.is_touched);
        Ok(Window {
            passed,
            last_sku,
            touched: touched
                .map(|row| Article {
                    id: row.id,
                    product_id: row.product_id,
                    sku: row.sku,
                    cost_e4: row.cost_e4,
                })
                .collect(),
        })
    }
}

/// Articles that were passed.
pub(super) struct Window {
    pub(super) passed: i64,
    /// `None`: there were none.
    pub(super) last_sku: Option<String>,
    /// Those of them whose prices may differ, by article number.
    pub(super) touched: Vec<Article>,
}

/// These articles, by article number.
pub(super) async fn articles(
    conn: &mut PgConnection,
    ids: &[VariantId],
) -> Result<Vec<Article>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Article,
        r#"select id as "id!: VariantId", product_id as "product_id!: ProductId", sku, cost_e4 from variants where id = any($1) order by sku"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// How many articles there are.
pub(super) async fn count_articles(conn: &mut PgConnection) -> Result<i64, DbError> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from variants"#)
        .fetch_one(conn)
        .await
}

/// The number of the same question's answer, if it is still being made and was asked after the first moment, or was asked after the second; not where a
/// price, list, order or promotion has been changed since.
pub(super) async fn fresh(
    conn: &mut PgConnection,
    question: &Question,
    lists: &[Uuid],
    (made_since, clicked_since): (Timestamp, Timestamp),
) -> Result<Option<String>, DbError> {
    let (tier, company) = question.seen_as.columns();
    sqlx::query_scalar!(
        r#"select r.number from rehearsals r
           where r.asked_at > $1 and r.shop_id = $2 and r.tier_code is not distinct from $3 and r.company_id is not distinct from $4
             and r.at = $5 and r.margin_bp is not distinct from $6 and (r.state = 'running' or r.asked_at > $9)
             and not exists (select from unnest($7::uuid[]) l (id) join prices p on p.price_list_id = l.id and p.created_at >= r.asked_at)
             and not exists (select from prices p where p.valid_to >= r.asked_at and p.valid_to <= $8 and p.price_list_id = any($7))
             and not exists (select from price_lists l where l.shop_id = r.shop_id and l.updated_at >= r.asked_at)
             and not exists (select from tier_price_orders o where o.shop_id = r.shop_id and o.updated_at >= r.asked_at)
             and not exists (select from promotions p where p.shop_id = r.shop_id and p.updated_at >= r.asked_at)
           order by r.asked_at desc limit 1"#,
        made_since,
        question.shop_id.0,
        tier,
        company.map(|id| id.0),
        question.at,
        question.margin_bp,
        lists,
        question.now,
        clicked_since
    )
    .fetch_optional(conn)
    .await
}

/// Writes a question down; gives its number.
pub(super) async fn insert(
    tx: &mut Tx,
    id: RehearsalId,
    question: &Question,
    scene: &Scene,
    articles: i64,
) -> Result<String, DbError> {
    let (tier, company) = question.seen_as.columns();
    sqlx::query_scalar!(
        "insert into rehearsals (id, number, shop_id, country, tier_code, company_id, name, currency, shows_vat, margin_bp, asked_at, at, state, articles)
         values ($1, 'REP-' || nextval('rehearsal_numbers'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'running', $12) returning number",
        id.0,
        question.shop_id.0,
        question.country,
        tier,
        company.map(|id| id.0),
        question.name,
        scene.context.currency.code(),
        scene.context.shows_vat,
        question.margin_bp,
        question.now,
        question.at,
        articles
    )
    .fetch_one(&mut **tx)
    .await
}

/// Writes down which promotions begin or end.
pub(super) async fn insert_promotions(
    tx: &mut Tx,
    number: &str,
    turning: &[Turning],
) -> Result<(), DbError> {
    let told: Vec<_> = turning
        .iter()
        .map(|of| {
            json!({ "id": of.id, "turn": of.turn.as_str(), "beyond": of.beyond.map(crate::promotion::per_piece::Beyond::as_str) })
        })
        .collect();
    sqlx::query!(
        "insert into rehearsal_promotions (rehearsal, promotion_id, turn, beyond)
         select $1, d.id, d.turn, d.beyond from jsonb_to_recordset($2) as d (id uuid, turn text, beyond text)",
        number,
        json!(told)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How far a comparison that goes on has come.
pub(super) struct Held {
    pub(super) number: String,
    pub(super) shop_id: ShopId,
    pub(super) country: String,
    tier_code: Option<String>,
    company_id: Option<Uuid>,
    pub(super) margin_bp: Option<i64>,
    pub(super) asked_at: Timestamp,
    pub(super) at: Timestamp,
    pub(super) after_sku: String,
    pub(super) changed: i64,
}

impl Held {
    /// Whom the shop is seen as; one of the two is there by the table's CHECK.
    pub(super) fn seen_as(&self) -> Option<As> {
        As::from_columns(self.tier_code.clone(), self.company_id.map(CompanyId))
    }
}

/// A comparison that goes on, locked; `None`: it is done, or gone.
pub(super) async fn lock(tx: &mut Tx, id: RehearsalId) -> Result<Option<Held>, DbError> {
    sqlx::query_as!(
        Held,
        r#"select number, shop_id as "shop_id!: ShopId", country, tier_code, company_id, margin_bp, asked_at, at, after_sku, changed
           from rehearsals where id = $1 and state = 'running' for update"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// What was found of some articles, and how far that is.
pub(super) struct Found<'a> {
    pub(super) passed: i64,
    /// The last article that was passed.
    pub(super) last_sku: &'a str,
    pub(super) differences: &'a [Difference],
    /// How many had been found before.
    pub(super) changed_before: i64,
}

/// Room for so many differences of one weight: what is heavier stands before, whatever its article number.
const WEIGHT: i64 = 1_000_000_000_000;

/// Writes down what was found and how far the comparison has come.
pub(super) async fn record(
    tx: &mut Tx,
    (id, number): (RehearsalId, &str),
    found: &Found<'_>,
) -> Result<(), DbError> {
    let mut rank = -found.changed_before;
    let mut rows = Vec::with_capacity(found.differences.len());
    let (mut by_promotion, mut below, mut lacking) = (0_i64, 0_i64, 0_i64);
    for of in found.differences {
        rank -= 1;
        by_promotion += i64::from(of.is_by_promotion());
        below += i64::from(of.is_below_margin);
        lacking += i64::from(of.lacks_prior);
        rows.push(json!({
            "rank": of.weight() * WEIGHT + rank, "variant": of.variant_id, "product": of.product_id, "sku": of.sku, "quantity": of.quantity,
            "now": of.now.price, "then": of.then.price, "promoted_now": of.now.promoted, "promoted_then": of.then.promoted,
            "list": of.list, "margin": of.margin_bp, "below": of.is_below_margin, "lacks": of.lacks_prior, "promo": of.is_by_promotion(),
        }));
    }
    let many = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    sqlx::query!(
        r#"insert into rehearsal_differences (rehearsal, rank, variant_id, product_id, sku, quantity, now_e4, then_e4, promoted_now_e4, promoted_then_e4,
               price_list_id, margin_bp, is_below_margin, lacks_prior, is_by_promotion)
           select $1, d.rank, d.variant, d.product, d.sku, d.quantity, d.now, d."then", d.promoted_now, d.promoted_then, d.list, d.margin, d.below, d.lacks, d.promo
           from jsonb_to_recordset($2) as d (rank bigint, variant uuid, product uuid, sku text, quantity integer, now bigint, "then" bigint,
               promoted_now bigint, promoted_then bigint, list uuid, margin bigint, below boolean, lacks boolean, promo boolean)"#,
        number,
        json!(rows)
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update rehearsals set after_sku = $2, looked_at = looked_at + $3, changed = changed + $4, by_promotion = by_promotion + $5,
                below_margin = below_margin + $6, lacking_prior = lacking_prior + $7
         where id = $1",
        id.0,
        found.last_sku,
        found.passed,
        many,
        by_promotion,
        below,
        lacking
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends a comparison: counts the products that come into the shop and leave it.
pub(super) async fn finish(tx: &mut Tx, id: RehearsalId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update rehearsals r set state = 'done', done_at = $2, articles = looked_at,
                coming = (select count(*) from product_publications p where p.shop_id = r.shop_id and p.published_from > r.asked_at and p.published_from <= r.at),
                going = (select count(*) from product_publications p where p.shop_id = r.shop_id and p.published_to > r.asked_at and p.published_to <= r.at)
         where r.id = $1 and r.state = 'running'",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes away what was asked before a moment, `most` rows at a time; gives how many rows went.
pub(super) async fn forget(tx: &mut Tx, before: Timestamp, most: i64) -> Result<u64, DbError> {
    let rows = sqlx::query!(
        "delete from rehearsal_differences where ctid = any(array(
             select d.ctid from rehearsals r join rehearsal_differences d on d.rehearsal = r.number where r.asked_at < $1 limit $2))",
        before,
        most
    )
    .execute(&mut **tx)
    .await?
    .rows_affected();
    if rows > 0 {
        return Ok(rows);
    }
    let gone = sqlx::query!("delete from rehearsals where asked_at < $1", before)
        .execute(&mut **tx)
        .await?;
    Ok(gone.rows_affected())
}
