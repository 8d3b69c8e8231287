//! Reading what an opening lays down, as it stands.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::Currency;
use serde_json::Value;

use super::facts::{Facts, methods};
use crate::catalogue::Label;
use crate::checkout::freight::FreightKind;
use crate::checkout::store::{FreightMethodDraft, FreightRateDraft};
use crate::ids::ShopId;

/// All that an opening may lay down, by section and name, without ids and moments: what differs between two of them has changed.
/// Of makers and attributes only those that are named: there may be many.
pub(super) async fn standing(
    conn: &mut PgConnection,
    shop: ShopId,
    makers: &[String],
    attributes: &[String],
) -> Result<Value, DbError> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object(
             'shop', (select jsonb_build_object('code', code, 'name', name, 'legal_name', legal_name, 'org_number', org_number, 'vat_number', vat_number,
                        'street', street, 'postcode', postcode, 'city', city, 'country', country, 'email', email, 'phone', phone, 'currency', currency,
                        'language', default_locale, 'countries', to_jsonb(countries), 'payment_methods', to_jsonb(payment_methods))
                      from shops where id = $1),
             'locations', (select coalesce(jsonb_object_agg(code, jsonb_build_object('name', name, 'position', position)), '{}') from locations),
             'vat_classes', (select coalesce(jsonb_object_agg(code, name), '{}') from vat_classes),
             'vat_rates', (select coalesce(jsonb_object_agg(vat_class || ' ' || country || ' '
                             || to_char(valid_from at time zone 'Europe/Stockholm', 'YYYY-MM-DD'), rate_bp), '{}') from vat_rates),
             'price_lists', (select coalesce(jsonb_object_agg(code, name), '{}') from price_lists where shop_id = $1),
             'freight', (select coalesce(jsonb_object_agg(m.code, jsonb_build_object('name', m.label, 'description', m.description, 'kind', m.kind,
                           'position', m.position, 'min_days', m.min_days, 'max_days', m.max_days, 'active', m.is_active, 'rates', (
                             select coalesce(jsonb_agg(jsonb_build_object('countries', to_jsonb(r.countries), 'min_weight_g', r.min_weight_g,
                                      'max_weight_g', r.max_weight_g, 'currency', r.currency, 'price_minor', r.price_minor,
                                      'free_from_minor', r.free_from_minor) order by r.countries, r.min_weight_g, r.currency, r.price_minor, r.id), '[]')
                             from freight_rates r where r.method_id = m.id))), '{}')
                         from freight_methods m where m.shop_id = $1),
             'manufacturers', (select coalesce(jsonb_object_agg(name, jsonb_build_object('address', postal_address, 'email', electronic_address,
                                 'country', country, 'responsible_name', responsible_name, 'responsible_address', responsible_postal_address,
                                 'responsible_email', responsible_electronic_address)), '{}') from manufacturers where name = any($2)),
             'attributes', (select coalesce(jsonb_object_agg(a.code, jsonb_build_object('name', a.label, 'kind', a.kind, 'unit', a.unit,
                              'facet', a.is_facet, 'position', a.position, 'values', (
                                select coalesce(jsonb_object_agg(v.code, jsonb_build_object('name', v.label, 'swatch', v.swatch, 'position', v.position,
                                         'from_milli', v.from_milli, 'below_milli', v.below_milli)), '{}')
                                from attribute_values v where v.attribute_id = a.id))), '{}') from attributes a where a.code = any($3)),
             'documents', (select coalesce(jsonb_object_agg(kind, version), '{}')
                           from (select kind, max(version) as version from legal_documents where shop_id = $1 group by kind) d)
           ) as "standing!""#,
        shop.0,
        makers,
        attributes
    )
    .fetch_one(conn)
    .await
}

/// A shop's facts, and their version.
pub(super) async fn facts(conn: &mut PgConnection, shop: ShopId) -> Result<(Facts, i32), DbError> {
    let row = sqlx::query!(
        "select name, legal_name, org_number, vat_number, street, postcode, city, email, phone, default_locale, payment_methods, row_version
         from shops where id = $1",
        shop.0
    )
    .fetch_one(conn)
    .await?;
    let facts = Facts {
        name: row.name,
        legal_name: row.legal_name,
        org_number: row.org_number,
        vat_number: row.vat_number,
        street: row.street,
        postcode: row.postcode,
        city: row.city,
        email: row.email,
        phone: row.phone,
        language: row.default_locale,
        payment_methods: methods(&row.payment_methods),
    };
    Ok((facts, row.row_version))
}

/// The version of a shop's facts.
pub(super) async fn row_version(conn: &mut PgConnection, shop: ShopId) -> Result<i32, DbError> {
    sqlx::query_scalar!("select row_version from shops where id = $1", shop.0)
        .fetch_one(conn)
        .await
}

/// A rate that is laid down.
#[derive(Clone, Debug)]
pub(super) struct Laid {
    pub(super) country: String,
    pub(super) rate_bp: i32,
    pub(super) valid_from: Timestamp,
}

/// The rates of a class, in all countries.
pub(super) async fn rates_of(
    conn: &mut PgConnection,
    vat_class: &str,
) -> Result<Vec<Laid>, DbError> {
    sqlx::query_as!(
        Laid,
        r#"select country::text as "country!", rate_bp, valid_from as "valid_from: Timestamp" from vat_rates where vat_class = $1"#,
        vat_class
    )
    .fetch_all(conn)
    .await
}

/// What a way of freight costs to other countries than these, and in other currencies than the shop's own, which an opening says nothing of.
pub(super) async fn rates_elsewhere(
    conn: &mut PgConnection,
    shop: ShopId,
    method: &str,
    countries: &[String],
) -> Result<Vec<FreightRateDraft>, DbError> {
    let rows = sqlx::query!(
        r#"select case when r.currency <> s.currency then r.countries else array(select c from unnest(r.countries) as c where c <> all($3)) end as "countries!",
                  r.min_weight_g, r.max_weight_g, r.currency::text as "currency!", r.price_minor, r.free_from_minor
           from freight_rates r join freight_methods m on m.id = r.method_id join shops s on s.id = m.shop_id
           where m.shop_id = $1 and m.code = $2 and (r.currency <> s.currency or not r.countries <@ $3) order by r.position, r.id"#,
        shop.0,
        method,
        countries
    )
    .fetch_all(conn)
    .await?;
    let rates = rows.into_iter().filter_map(|row| {
        Some(FreightRateDraft {
            countries: row.countries,
            min_weight_g: row.min_weight_g,
            max_weight_g: row.max_weight_g,
            currency: Currency::parse(&row.currency)?,
            price_minor: row.price_minor,
            free_from_minor: row.free_from_minor,
        })
    });
    Ok(rates.collect())
}

/// The ways of freight with what they cost, and whether each is offered.
pub(super) async fn freight(
    conn: &mut PgConnection,
    shop: ShopId,
) -> Result<Vec<(FreightMethodDraft, bool)>, DbError> {
    let rows = sqlx::query!(
        "select id, code, label, description, kind, position, min_days, max_days, is_active from freight_methods where shop_id = $1 order by position, id",
        shop.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut all = Vec::new();
    for row in rows {
        let rates = sqlx::query!(
            r#"select countries, min_weight_g, max_weight_g, currency::text as "currency!", price_minor, free_from_minor
               from freight_rates where method_id = $1 order by position, id"#,
            row.id
        )
        .fetch_all(&mut *conn)
        .await?;
        let rates = rates.into_iter().filter_map(|rate| {
            Some(FreightRateDraft {
                currency: Currency::parse(&rate.currency)?,
                countries: rate.countries,
                min_weight_g: rate.min_weight_g,
                max_weight_g: rate.max_weight_g,
                price_minor: rate.price_minor,
                free_from_minor: rate.free_from_minor,
            })
        });
        let draft = FreightMethodDraft {
            code: row.code,
            label: Label::from_json(row.label),
            description: Label::from_json(row.description),
            kind: FreightKind::from_column(&row.kind).unwrap_or_default(),
            position: row.position,
            min_days: row.min_days,
            max_days: row.max_days,
            rates: rates.collect(),
        };
        all.push((draft, row.is_active));
    }
    Ok(all)
}
