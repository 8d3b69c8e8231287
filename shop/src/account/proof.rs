//! Proving anew who it is, before something that must not be done by whoever finds a browser logged in.

use commerce::customer::{Customer, Session, listing, log_in};
use platform::auth::attempt::NotHeard;
use platform::i18n::Message;
use platform::render::{Form, FormState};
use platform::web::{Fields, PageError};

use super::gate::wait_message;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// The account of whoever is logged in; without one any more, they are led to the log-in.
///
/// # Errors
/// Database errors.
pub(super) async fn customer(desk: &mut Desk, session: &Session) -> Result<Customer, PageError> {
    listing::customer(&mut desk.conn, session.customer)
        .await?
        .ok_or(PageError::SignIn)
}

/// Whether the form must hold the present password. Whoever has just come in by a link has proved as much as it would.
pub(super) fn needs_password(state: &ShopState, session: &Session, customer: &Customer) -> bool {
    customer.password_hash.is_some() && !is_fresh_by_link(state, session)
}

/// Whether it must be proved anew who this is, by whatever way there is.
pub(super) fn must_prove(state: &ShopState, session: &Session, customer: &Customer) -> bool {
    needs_password(state, session, customer) || !session.is_fresh(state.now())
}

fn is_fresh_by_link(state: &ShopState, session: &Session) -> bool {
    session.proved_by != "password" && session.is_fresh(state.now())
}

/// Complains in the form (`current`) unless it is proved who this is: by the present password, or by a log-in a moment ago. The caller
/// holds no connection.
///
/// # Errors
/// Database errors.
pub(super) async fn prove<F: Form>(
    state: &ShopState,
    visitor: &Visitor,
    (session, customer): (&Session, &Customer),
    fields: &Fields,
    form: &mut FormState<F>,
) -> Result<(), PageError> {
    if needs_password(state, session, customer) {
        let typed = fields.get_untrimmed("current").unwrap_or_default();
        if typed.is_empty() {
            form.refuse("current", "error-required");
        } else if let Some(wrong) =
            guess(state, visitor, session, customer, typed.to_owned()).await?
        {
            form.refuse("current", wrong);
        }
    } else if !session.is_fresh(state.now()) {
        form.refuse_whole("error-not-fresh");
    }
    Ok(())
}

/// The same where any log-in a moment ago is enough.
///
/// # Errors
/// Database errors.
pub(super) async fn prove_lately<F: Form>(
    state: &ShopState,
    visitor: &Visitor,
    (session, customer): (&Session, &Customer),
    fields: &Fields,
    form: &mut FormState<F>,
) -> Result<(), PageError> {
    if session.is_fresh(state.now()) {
        return Ok(());
    }
    prove(state, visitor, (session, customer), fields, form).await
}

/// Looks at the present password as a log-in would: counted, and noted when it is wrong. Gives what is wrong, if anything.
async fn guess(
    state: &ShopState,
    visitor: &Visitor,
    session: &Session,
    customer: &Customer,
    typed: String,
) -> Result<Option<Message>, PageError> {
    let attempt = {
        let mut conn = state.db.read().await?;
        log_in::attempt(
            &mut conn,
            Some(customer),
            &customer.email,
            visitor.address,
            visitor.device.as_ref(),
            state.now(),
        )
        .await?
    };
    let mut tx = state.db.begin(visitor.origin_of(session)).await?;
    match attempt.begin(&mut tx).await {
        Ok(()) => tx.commit().await?,
        Err(NotHeard::Wait(wait)) => return Ok(Some(wait_message(wait))),
        Err(NotHeard::Db(error)) => return Err(error.into()),
    }
    let is_right = state
        .passwords
        .verify(typed, customer.password_hash.clone())
        .await
        .map_err(PageError::internal)?;
    let mut tx = state.db.begin(visitor.origin_of(session)).await?;
    if is_right {
        attempt.succeeded(&mut tx);
    } else {
        log_in::refuse_password(&mut tx, Some(customer)).await?;
    }
    tx.commit().await?;
    Ok((!is_right).then(|| Message::new("error-password-wrong")))
}
