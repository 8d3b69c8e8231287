//! A customer's addresses in the database. Writing is done under the customer's lock.

use platform::db::{DbError, PgConnection, Tx};

use super::{Draft, SavedAddress};
use crate::ids::{CustomerAddressId, CustomerId};
use crate::order::Address;

struct Row {
    id: CustomerAddressId,
    name: String,
    company: String,
    street: String,
    street2: String,
    postcode: String,
    city: String,
    country: String,
    phone: String,
    is_default: bool,
    row_version: i32,
}

impl From<Row> for SavedAddress {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            address: Address {
                name: row.name,
                company: row.company,
                street: row.street,
                street2: row.street2,
                postcode: row.postcode,
                city: row.city,
                country: row.country,
            },
            phone: row.phone,
            is_default: row.is_default,
            row_version: row.row_version,
        }
    }
}

/// A customer's addresses, the default first, then the latest.
///
/// # Errors
/// Database errors.
pub async fn all(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<SavedAddress>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id, name, company, street, street2, postcode, city, country::text as "country!", phone, is_default, row_version
           from customer_addresses where customer_id = $1 order by is_default desc, created_at desc, id desc"#,
        customer.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(SavedAddress::from).collect())
}

/// One of a customer's addresses.
///
/// # Errors
/// Database errors.
pub async fn find(
    conn: &mut PgConnection,
    customer: CustomerId,
    id: CustomerAddressId,
) -> Result<Option<SavedAddress>, DbError> {
    let row = sqlx::query_as!(
        Row,
        r#"select id, name, company, street, street2, postcode, city, country::text as "country!", phone, is_default, row_version
           from customer_addresses where customer_id = $1 and id = $2"#,
        customer.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(SavedAddress::from))
}

pub(super) async fn clear_default(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    sqlx::query!(
        "update customer_addresses set is_default = false where customer_id = $1 and is_default",
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn set_default(tx: &mut Tx, id: CustomerAddressId) -> Result<(), DbError> {
    sqlx::query!(
        "update customer_addresses set is_default = true where id = $1",
        id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives the default to the latest address when none has it.
pub(super) async fn see_to_default(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    sqlx::query!(
        "update customer_addresses set is_default = true
         where id = (select id from customer_addresses where customer_id = $1 order by created_at desc, id desc limit 1)
           and not exists (select from customer_addresses where customer_id = $1 and is_default)",
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn insert(
    tx: &mut Tx,
    customer: CustomerId,
    id: CustomerAddressId,
    draft: &Draft,
    is_default: bool,
) -> Result<(), DbError> {
    let (now, address) = (tx.now(), &draft.address);
    sqlx::query!(
        "insert into customer_addresses
             (id, customer_id, name, company, street, street2, postcode, city, country, phone, is_default, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
        id.0,
        customer.0,
        address.name,
        address.company,
        address.street,
        address.street2,
        address.postcode,
        address.city,
        address.country,
        draft.phone,
        is_default,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn update(
    tx: &mut Tx,
    id: CustomerAddressId,
    draft: &Draft,
    is_default: bool,
) -> Result<(), DbError> {
    let (now, address) = (tx.now(), &draft.address);
    sqlx::query!(
        "update customer_addresses set name = $2, company = $3, street = $4, street2 = $5, postcode = $6, city = $7, country = $8,
                phone = $9, is_default = $10, updated_at = $11, row_version = row_version + 1
         where id = $1",
        id.0,
        address.name,
        address.company,
        address.street,
        address.street2,
        address.postcode,
        address.city,
        address.country,
        draft.phone,
        is_default,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn delete(
    tx: &mut Tx,
    customer: CustomerId,
    id: CustomerAddressId,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "delete from customer_addresses where id = $1 and customer_id = $2",
        id.0,
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
