//! Addresses that a customer keeps, in the checkout: it begins with the default one, another can be chosen, and what was typed can be kept.

use commerce::checkout::Contact;
use commerce::customer::Session;
use commerce::customer::address::{self, Draft, SavedAddress, store};
use platform::i18n::postcode;
use platform::render::FormState;
use platform::web::PageError;

use super::forms::CheckoutForm;
use super::views::SavedChoice;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// The addresses of whoever is logged in.
///
/// # Errors
/// Database errors.
pub(super) async fn all(desk: &mut Desk) -> Result<Vec<SavedAddress>, PageError> {
    match &desk.session {
        Some(session) => Ok(store::all(&mut desk.conn, session.customer).await?),
        None => Ok(Vec::new()),
    }
}

/// As the page offers them.
pub(super) fn choices(saved: &[SavedAddress], form: &FormState<CheckoutForm>) -> Vec<SavedChoice> {
    let is_held = |one: &SavedAddress| {
        let held = fill(FormState::blank(), one);
        [
            "first_name",
            "last_name",
            "street",
            "street2",
            "postcode",
            "city",
        ]
        .iter()
        .all(|name| held.trimmed(name) == form.trimmed(name))
    };
    let choice = |one: &SavedAddress| SavedChoice {
        id: one.id.to_string(),
        label: format!("{}, {}", one.address.street, one.address.city),
        is_chosen: is_held(one),
    };
    saved.iter().map(choice).collect()
}

/// The form with an address in it. A name of one word leaves the other field to be filled.
pub(super) fn fill(form: FormState<CheckoutForm>, saved: &SavedAddress) -> FormState<CheckoutForm> {
    let address = &saved.address;
    let (first, last) = address
        .name
        .split_once(' ')
        .unwrap_or((address.name.as_str(), ""));
    let form = form
        .with("first_name", first)
        .with("last_name", last)
        .with("company", address.company.as_str())
        .with("street", address.street.as_str())
        .with("street2", address.street2.as_str())
        .with("postcode", postcode(&address.postcode, &address.country))
        .with("city", address.city.as_str())
        .with("country", address.country.as_str());
    if saved.phone.is_empty() {
        form
    } else {
        form.with("phone", saved.phone.as_str())
    }
}

/// Keeps the address that the goods go to. The caller holds no connection.
///
/// # Errors
/// Database errors.
pub(super) async fn keep(
    state: &ShopState,
    visitor: &Visitor,
    session: &Session,
    contact: &Contact,
) -> Result<(), PageError> {
    let draft = Draft {
        address: contact.delivery.clone(),
        phone: contact.phone.clone(),
        is_default: false,
    };
    let mut tx = state.db.begin(visitor.origin_of(session)).await?;
    address::remember(&mut tx, session, &draft).await?;
    Ok(tx.commit().await?)
}
