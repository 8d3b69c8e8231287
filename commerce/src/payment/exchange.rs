//! The exchange with the vendor: opening a payment's page, asking how it stands, ending it. Called alike by the checkout, the browser's return, the
//! vendor's message and the sweeper, so that all four do the same.
//!
//! The one place in the domain that opens transactions itself: it talks with the vendor while none is open, and records the answer in one of its own.

use platform::db::{Db, DbError, Origin};
use platform::money::{Currency, Money, split};

use super::gateway::{
    GatewayError, PaymentGateway, Session, SessionLine, SessionRequest, SessionState,
};
use super::settle::{self, SettleError, Settled};
use super::{OpenPayment, PaymentMethod, PaymentState};
use crate::order;

/// Why an exchange broke off. The payment stands as it stood, unless [`ExchangeError::is_final`].
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The vendor.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// Our side.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// The payment names no order, or no addresses to return to.
    #[error("the payment is incomplete")]
    Incomplete,
}

impl ExchangeError {
    /// Whether the vendor has said no for good, or what cannot be understood: trying again will not help.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Gateway(GatewayError::Refused { .. } | GatewayError::Unreadable(_))
        )
    }
}

impl From<DbError> for ExchangeError {
    fn from(error: DbError) -> Self {
        Self::Settle(error.into())
    }
}

/// Opens the vendor's page, or gives the one that is open already, and records it. The vendor sees the same request with the same key each time.
/// When it refuses for good, the payment is ended and its goods are given back: nobody holds an address at which it could be paid.
///
/// # Errors
/// [`ExchangeError`].
pub async fn open(
    db: &Db,
    gateway: &dyn PaymentGateway,
    payment: &OpenPayment,
    origin: Origin,
) -> Result<Session, ExchangeError> {
    if let (Some(reference), Some(url)) = (&payment.reference, &payment.redirect_url) {
        let state = SessionState::Open {
            last_refusal: payment.last_refusal.clone(),
        };
        return Ok(Session {
            reference: reference.clone(),
            url: Some(url.clone()),
            state,
        });
    }
    let request = request(db, payment).await?;
    let session = match gateway.open(&request).await {
        Ok(session) => session,
        Err(error) => {
            let error = ExchangeError::from(error);
            if error.is_final() {
                record(db, payment, &never_opened(), origin).await?;
            }
            return Err(error);
        }
    };
    let mut tx = db.begin(origin).await?;
    settle::record_opened(&mut tx, payment.id, gateway.name(), &session).await?;
    tx.commit().await?;
    Ok(session)
}

/// Asks the vendor how a payment stands, and makes it true here.
///
/// # Errors
/// [`ExchangeError`].
pub async fn ask(
    db: &Db,
    gateway: &dyn PaymentGateway,
    payment: &OpenPayment,
    origin: Origin,
) -> Result<Settled, ExchangeError> {
    let session = match &payment.reference {
        Some(reference) => gateway.look_up(reference).await?,
        // The program broke off between opening and recording: the same key gives the same page.
        None => open(db, gateway, payment, origin.clone()).await?,
    };
    record(db, payment, &session, origin).await
}

/// Ends a payment that has not been paid. The vendor ends it first and only then is stock given back, so that nobody pays for goods that are
/// gone. A payment that was paid after all is settled as such.
///
/// # Errors
/// [`ExchangeError`].
pub async fn end(
    db: &Db,
    gateway: &dyn PaymentGateway,
    payment: &OpenPayment,
    origin: Origin,
) -> Result<Settled, ExchangeError> {
    let reference = match &payment.reference {
        Some(reference) => reference.clone(),
        None if payment.state == PaymentState::Pending.as_str() => {
            match open(db, gateway, payment, origin.clone()).await {
                Ok(session) => session.reference,
                // The vendor has no such page and will not open one: it cannot be paid.
                Err(error) if error.is_final() => {
                    return record(db, payment, &never_opened(), origin).await;
                }
                Err(error) => return Err(error),
            }
        }
        None => return Err(ExchangeError::Incomplete),
    };
    let session = match gateway.expire(&reference).await {
        Ok(session) => session,
        Err(GatewayError::AlreadyEnded) => gateway.look_up(&reference).await?,
        Err(error) => return Err(error.into()),
    };
    record(db, payment, &session, origin).await
}

/// What is true of a payment for which the vendor will open no page.
fn never_opened() -> Session {
    Session {
        reference: String::new(),
        url: None,
        state: SessionState::Expired,
    }
}

async fn record(
    db: &Db,
    payment: &OpenPayment,
    session: &Session,
    origin: Origin,
) -> Result<Settled, ExchangeError> {
    let mut tx = db.begin(origin).await?;
    let settled = settle::settle(&mut tx, payment.id, session).await?;
    tx.commit().await?;
    Ok(settled)
}

async fn request(db: &Db, payment: &OpenPayment) -> Result<SessionRequest, ExchangeError> {
    let order = order::store::load(&mut *db.read().await?, payment.order_id)
        .await?
        .ok_or(ExchangeError::Incomplete)?;
    let (Some(return_url), Some(cancel_url)) = (&payment.return_url, &payment.cancel_url) else {
        return Err(ExchangeError::Incomplete);
    };
    let method = PaymentMethod::parse(&payment.method).ok_or(ExchangeError::Incomplete)?;
    // What gift cards pay is taken off each row by its weight, so that the rows sum to what the vendor takes.
    let totals: Vec<i64> = order.lines.iter().map(|line| line.total_minor).collect();
    let shares = split(payment.amount_minor, &totals);
    let lines = order
        .lines
        .iter()
        .zip(shares)
        .filter(|(_, share)| *share > 0)
        .map(|(line, share)| SessionLine {
            name: if line.options.is_empty() {
                line.name.clone()
            } else {
                format!("{}, {}", line.name, line.options)
            },
            quantity: i64::from(line.quantity),
            total_minor: share,
        })
        .collect();
    Ok(SessionRequest {
        payment_id: payment.id.0,
        order_number: order.number,
        amount: Money::new(
            payment.amount_minor,
            Currency::from(payment.currency.clone()),
        ),
        lines,
        method,
        email: payment.email.clone().unwrap_or(order.email),
        locale: payment.locale.clone().unwrap_or(order.locale),
        success_url: return_url.clone(),
        cancel_url: cancel_url.clone(),
        begun_at: payment.created_at,
        expires_at: payment.expires_at,
        idempotency_key: payment.idempotency_key.clone(),
    })
}
