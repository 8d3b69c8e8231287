//! An invoice that was paid or was not after all, and orders that are called off. Each is done as the page showed it, or not at all.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::OrderId;
use commerce::locks;
use commerce::order::invoice::close::{self, CloseError};
use commerce::order::listing;
use platform::db::Tx;
use platform::web::{Fields, FormBody, PageError};

use super::acts::back;
use super::handlers::version_of;
use crate::admin::Admin;
use crate::guard::Me;
use crate::page;

/// `POST /ordrar/{number}/betald`: the money of the invoice has come.
pub(crate) async fn mark_paid(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut tx, id) = as_seen(&admin, &me, &number, fields.text("version")).await?;
    let done = close::mark_paid(&mut tx, id).await;
    end(tx, done, (&number, &fields)).await
}

/// `POST /ordrar/{number}/obetald`: it had not come after all.
pub(crate) async fn reopen(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut tx, id) = as_seen(&admin, &me, &number, fields.text("version")).await?;
    let done = close::reopen(&mut tx, id).await;
    end(tx, done, (&number, &fields)).await
}

/// `POST /ordrar/{number}/avbryt`: calls off an order that no vendor was paid for.
pub(crate) async fn cancel(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut tx, id) = as_seen(&admin, &me, &number, fields.text("version")).await?;
    let done = close::cancel(&mut tx, id).await;
    end(tx, done, (&number, &fields)).await
}

/// The order under its lock, if it still is as the page showed it. Whoever was too late sees the page of what happened meanwhile.
async fn as_seen(
    admin: &Admin,
    me: &Me,
    number: &str,
    version: &str,
) -> Result<(Tx, OrderId), PageError> {
    let mut tx = admin.db.begin(me.origin()).await?;
    let order = listing::order_by_number(&mut tx, number).await?;
    let id = order.ok_or(PageError::NotFound)?.id;
    locks::lock_order(&mut tx, id).await?;
    let order = listing::order_by_number(&mut tx, number).await?;
    match order {
        Some(order) if version_of(&order).to_string() == version => Ok((tx, id)),
        _ => Err(PageError::Conflict),
    }
}

/// Back to the order, where it was done.
async fn end(
    tx: Tx,
    done: Result<(), CloseError>,
    (number, fields): (&str, &Fields),
) -> Result<Response, PageError> {
    done.map_err(|error| match error {
        CloseError::Unknown => PageError::NotFound,
        CloseError::NotOpen => PageError::Conflict,
        CloseError::Db(error) => error.into(),
    })?;
    tx.commit().await?;
    Ok(page::see(&back(number, fields)))
}
