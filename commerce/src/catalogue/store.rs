//! Writing shops.

use platform::db::{DbError, Tx};

use super::shop::Shop;
use crate::ids::ShopId;

/// Writes a shop's facts; a shop with its code is changed, else it is made with the given id. Gives the id. What papers tell of the seller is kept as it was.
///
/// # Errors
/// Database errors.
pub async fn save_shop(tx: &mut Tx, shop: &Shop) -> Result<ShopId, DbError> {
    let now = tx.now();
    keep_seller(tx, shop).await?;
    let id = sqlx::query_scalar!(
        "insert into shops (id, code, name, legal_name, org_number, vat_number, street, postcode, city, country, email, phone, currency,
                            default_locale, countries, created_at, payment_methods)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         on conflict (code) do update set name = excluded.name, legal_name = excluded.legal_name, org_number = excluded.org_number,
             vat_number = excluded.vat_number, street = excluded.street, postcode = excluded.postcode, city = excluded.city,
             country = excluded.country, email = excluded.email, phone = excluded.phone, currency = excluded.currency,
             default_locale = excluded.default_locale, countries = excluded.countries, payment_methods = excluded.payment_methods,
             row_version = shops.row_version + 1
         returning id",
        shop.id.0,
        shop.code,
        shop.name,
        shop.legal_name,
        shop.org_number,
        shop.vat_number,
        shop.street,
        shop.postcode,
        shop.city,
        shop.country,
        shop.email,
        shop.phone,
        shop.currency.code(),
        shop.default_locale,
        &shop.countries,
        now,
        &shop.payment_methods,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(ShopId(id))
}

/// Keeps the seller as they were until now, where they are to be otherwise.
async fn keep_seller(tx: &mut Tx, shop: &Shop) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into former_sellers (shop_id, until, legal_name, org_number, vat_number, street, postcode, city, country, email, phone)
         select id, $2, legal_name, org_number, vat_number, street, postcode, city, country, email, phone from shops
         where code = $1 and (legal_name, org_number, vat_number, street, postcode, city, country::text, email, phone)
                             is distinct from ($3::text, $4::text, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text, $11::text)
         on conflict (shop_id, until) do nothing",
        shop.code,
        now,
        shop.legal_name,
        shop.org_number,
        shop.vat_number,
        shop.street,
        shop.postcode,
        shop.city,
        shop.country,
        shop.email,
        shop.phone,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
