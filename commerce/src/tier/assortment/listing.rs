//! Reading assortments, and what they would hide.

use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::{Assortment, Named, Rules};
use crate::catalogue::Label;
use crate::ids::{AssortmentId, CategoryId, ManufacturerId, ProductId, ShopId};

/// So many of the most sold products are looked at for what an assortment would hide.
pub const LOOKED_AT: i64 = 10_000;
/// Most of what would be hidden that is told by name.
const TOLD: i64 = 8;

/// A tier's assortment; none where nothing has ever been said of it.
///
/// # Errors
/// Database errors.
pub async fn assortment(
    conn: &mut PgConnection,
    tier_code: &str,
) -> Result<Option<Assortment>, DbError> {
    let row = sqlx::query!(
        r#"select id as "id: AssortmentId", version, (is_limited and built_version <> version) as "is_being_listed!"
           from assortments where tier_code = $1"#,
        tier_code
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(Assortment {
        rules: rules(conn, row.id).await?,
        id: row.id,
        version: row.version,
        is_being_listed: row.is_being_listed,
    }))
}

async fn rules(conn: &mut PgConnection, id: AssortmentId) -> Result<Rules, DbError> {
    let rows = sqlx::query!(
        "select hides, product_id, category_id, manufacturer_id, value_id from assortment_rules where assortment_id = $1
         order by product_id, category_id, manufacturer_id, value_id",
        id.0
    )
    .fetch_all(conn)
    .await?;
    let mut rules = Rules::default();
    for row in rows {
        let named = if row.hides {
            &mut rules.never
        } else {
            &mut rules.only
        };
        named.products.extend(row.product_id.map(ProductId));
        named.categories.extend(row.category_id.map(CategoryId));
        named
            .manufacturers
            .extend(row.manufacturer_id.map(ManufacturerId));
        named.values.extend(row.value_id);
    }
    Ok(rules)
}

/// Whether an assortment limits anything now: by which version of its rules, and whether its lists have been made since it does.
pub(crate) async fn limit(
    conn: &mut PgConnection,
    id: AssortmentId,
) -> Result<Option<(i32, bool)>, DbError> {
    let row = sqlx::query!(
        r#"select version, (built_version > 0) as "is_built!" from assortments where id = $1 and is_limited"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.version, row.is_built)))
}

/// The assortments that limit anything. There are no more than tiers.
pub(crate) async fn limiting(conn: &mut PgConnection) -> Result<Vec<AssortmentId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: AssortmentId" from assortments where is_limited order by id"#
    )
    .fetch_all(conn)
    .await
}

/// Which of some products are in an assortment.
pub(crate) async fn shown(
    conn: &mut PgConnection,
    id: AssortmentId,
    products: &[ProductId],
) -> Result<Vec<ProductId>, DbError> {
    let products: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        r#"select p.id as "id!: ProductId" from unnest((select $2::uuid[])) as p (id) where assortment_shows($1, p.id)"#,
        id.0,
        &products
    )
    .fetch_all(conn)
    .await
}

/// A tier, and whether its people see a product.
#[derive(Clone, Debug)]
pub struct SeenBy {
    /// Which tier.
    pub code: String,
    /// For people.
    pub name: Label,
    /// Whether the product is in its assortment.
    pub is_shown: bool,
}

/// Who sees a product, tier by tier; empty where no tier's assortment limits anything.
///
/// # Errors
/// Database errors.
pub async fn seen_by(conn: &mut PgConnection, product: ProductId) -> Result<Vec<SeenBy>, DbError> {
    let rows = sqlx::query!(
        r#"select t.code, t.name, (a.id is null or assortment_shows(a.id, $1)) as "is_shown!"
           from tiers t left join assortments a on a.tier_code = t.code and a.is_limited
           where exists (select from assortments where is_limited) order by t.position, t.code limit 200"#,
        product.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SeenBy {
            code: row.code,
            name: Label::from_json(row.name),
            is_shown: row.is_shown,
        })
        .collect())
}

/// What an assortment hides of what is for sale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Products that were looked at, the most sold.
    pub looked_at: i64,
    /// Whether that is all there are.
    pub is_all: bool,
    /// How many of them are hidden.
    pub hidden: i64,
    /// Some of those, the most sold first.
    pub names: Vec<String>,
}

/// What an assortment hides among the [`LOOKED_AT`] most sold products of a shop.
///
/// # Errors
/// Database errors.
pub async fn hidden(
    conn: &mut PgConnection,
    (shop, locale): (ShopId, &str),
    id: AssortmentId,
) -> Result<Hidden, DbError> {
    let row = sqlx::query!(
        r#"with seen as materialized (
               select product_id, popularity from listing_entries where shop_id = $1 and category_id = $2
               order by popularity desc, product_id limit $3::bigint + 1),
           looked_at as materialized (select product_id, popularity from seen order by popularity desc, product_id limit $3::bigint),
           gone as materialized (select product_id, popularity from looked_at where not assortment_shows($4, product_id))
           select (select count(*) from seen) as "seen!", (select count(*) from gone) as "hidden!",
                  array(select coalesce(t.name, f.name, p.code)
                        from (select * from gone order by popularity desc, product_id limit $6) g join products p on p.id = g.product_id
                        left join product_translations t on t.product_id = p.id and t.locale = $5 and t.name <> ''
                        left join product_translations f on f.product_id = p.id and f.locale = 'sv' and f.name <> ''
                        order by g.popularity desc, g.product_id) as "names!""#,
        shop.0,
        Uuid::nil(),
        LOOKED_AT,
        id.0,
        locale,
        TOLD
    )
    .fetch_one(conn)
    .await?;
    Ok(Hidden {
        looked_at: row.seen.min(LOOKED_AT),
        is_all: row.seen <= LOOKED_AT,
        hidden: row.hidden,
        names: row.names,
    })
}

/// What rules name, as people know it: products by their codes, makers by their names, categories with their branch, choices with their attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Codes.
    pub products: Vec<String>,
    /// Names.
    pub categories: Vec<String>,
    /// Names.
    pub manufacturers: Vec<String>,
    /// `Färg: Blå`.
    pub values: Vec<String>,
}

/// The names of what rules name.
///
/// # Errors
/// Database errors.
pub async fn names(conn: &mut PgConnection, named: &Named, locale: &str) -> Result<Names, DbError> {
    let products: Vec<Uuid> = named.products.iter().map(|id| id.0).collect();
    let categories: Vec<Uuid> = named.categories.iter().map(|id| id.0).collect();
    let manufacturers: Vec<Uuid> = named.manufacturers.iter().map(|id| id.0).collect();
    let row = sqlx::query!(
        r#"select array(select code from products where id = any($1) order by code) as "products!",
                  array(select coalesce((select t.name from category_translations t where t.category_id = c.id and t.locale = $5),
                                        (select t.name from category_translations t where t.category_id = c.id and t.locale = 'sv'), c.code)
                        from categories c where c.id = any($2) order by c.position, c.ordinal) as "categories!",
                  array(select name from manufacturers where id = any($3) order by name) as "manufacturers!",
                  array(select coalesce(a.label ->> $5, a.label ->> 'sv', a.code) || ': ' || coalesce(v.label ->> $5, v.label ->> 'sv', v.code)
                        from attribute_values v join attributes a on a.id = v.attribute_id where v.id = any($4)
                        order by a.position, a.code, v.position, v.code) as "values!""#,
        &products,
        &categories,
        &manufacturers,
        &named.values,
        locale
    )
    .fetch_one(conn)
    .await?;
    Ok(Names {
        products: row.products,
        categories: row.categories,
        manufacturers: row.manufacturers,
        values: row.values,
    })
}

/// A choice of an attribute that a rule may name.
#[derive(Clone, Debug)]
pub struct ValueChoice {
    /// Which.
    pub id: i32,
    /// `Färg: Blå`.
    pub name: String,
}

/// The choices of attributes that a rule may name: those of the attributes by which lists are narrowed.
///
/// # Errors
/// Database errors.
pub async fn value_choices(
    conn: &mut PgConnection,
    locale: &str,
) -> Result<Vec<ValueChoice>, DbError> {
    sqlx::query_as!(
        ValueChoice,
        r#"select v.id, coalesce(a.label ->> $1, a.label ->> 'sv', a.code) || ': ' || coalesce(v.label ->> $1, v.label ->> 'sv', v.code) as "name!"
           from attributes a join attribute_values v on v.attribute_id = a.id
           where a.kind = 'choice' and (a.is_facet or exists (select from assortment_rules r where r.value_id = v.id))
           order by exists (select from assortment_rules r where r.value_id = v.id) desc, a.position, a.code, v.position, v.code limit 2000"#,
        locale
    )
    .fetch_all(conn)
    .await
}

/// Makers by their names, whatever their letters' size.
///
/// # Errors
/// Database errors.
pub async fn makers_named(
    conn: &mut PgConnection,
    names: &[String],
) -> Result<Vec<(String, ManufacturerId)>, DbError> {
    let rows = sqlx::query!(
        r#"select u.name as "name!", m.id as "id!: ManufacturerId" from unnest($1::text[]) as u (name)
           join manufacturers m on lower(m.name) = lower(u.name)"#,
        names
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.id)).collect())
}
