//! Addresses that a customer keeps, in the checkout: it begins with the default one, another can be chosen, and what was typed can be kept.

use commerce::checkout::Contact;
use commerce::company::{Place, listing};
use commerce::customer::Session;
use commerce::customer::address::{self, Draft, SavedAddress, store};
use platform::i18n::postcode;
use platform::render::FormState;
use platform::web::PageError;

use super::forms::CheckoutForm;
use super::views::SavedChoice;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// What there is to choose from: the person's own addresses, or the places of the company that they buy for.
pub(super) enum Saved {
    Own(Vec<SavedAddress>),
    Places(Vec<Place>),
}

/// The addresses of whoever is logged in.
///
/// # Errors
/// Database errors.
pub(super) async fn all(desk: &mut Desk) -> Result<Saved, PageError> {
    let conn = &mut desk.conn;
    Ok(match &desk.session {
        Some(session) => match session.company() {
            Some(company) => Saved::Places(listing::places(conn, company).await?),
            None => Saved::Own(store::all(conn, session.customer).await?),
        },
        None => Saved::Own(Vec::new()),
    })
}

impl Saved {
    /// The form with the chosen one in it; the form as it was when there is no such.
    pub(super) fn filled(
        &self,
        form: FormState<CheckoutForm>,
        chosen: &str,
    ) -> Result<FormState<CheckoutForm>, FormState<CheckoutForm>> {
        match self {
            Self::Own(all) => match all.iter().find(|one| one.id.to_string() == chosen) {
                Some(one) => Ok(fill(form, one)),
                None => Err(form),
            },
            Self::Places(all) => match all.iter().find(|one| one.id.to_string() == chosen) {
                Some(one) => Ok(fill_place(form, one)),
                None => Err(form),
            },
        }
    }

    /// The form with the one that is chosen beforehand, where the shop delivers to it.
    pub(super) fn with_default(
        &self,
        form: FormState<CheckoutForm>,
        countries: &[String],
    ) -> FormState<CheckoutForm> {
        let goes_there = |country: &String| countries.contains(country);
        match self {
            Self::Own(all) => {
                let is_it =
                    |one: &&SavedAddress| one.is_default && goes_there(&one.address.country);
                match all.iter().find(is_it) {
                    Some(one) => fill(form, one),
                    None => form,
                }
            }
            Self::Places(all) => {
                let is_it = |one: &&Place| one.is_default && goes_there(&one.country);
                match all.iter().find(is_it) {
                    Some(one) => fill_place(form, one),
                    None => form,
                }
            }
        }
    }

    /// As the page offers them.
    pub(super) fn choices(&self, form: &FormState<CheckoutForm>) -> Vec<SavedChoice> {
        let is_held = |held: &FormState<CheckoutForm>, names: &[&str]| {
            names
                .iter()
                .all(|name| held.trimmed(name) == form.trimmed(name))
        };
        let address = ["street", "street2", "postcode", "city"];
        match self {
            Self::Own(all) => all
                .iter()
                .map(|one| {
                    let held = fill(FormState::blank(), one);
                    SavedChoice {
                        id: one.id.to_string(),
                        label: format!("{}, {}", one.address.street, one.address.city),
                        is_chosen: is_held(&held, &address)
                            && is_held(&held, &["first_name", "last_name"]),
                    }
                })
                .collect(),
            Self::Places(all) => all
                .iter()
                .map(|one| SavedChoice {
                    id: one.id.to_string(),
                    label: one.label.clone(),
                    is_chosen: is_held(&fill_place(FormState::blank(), one), &address),
                })
                .collect(),
        }
    }
}

/// The form with a company's place in it. Who receives is whoever buys; the place's own name stands as the company's line.
fn fill_place(form: FormState<CheckoutForm>, place: &Place) -> FormState<CheckoutForm> {
    let form = form
        .with("company", place.name.as_str())
        .with("street", place.street.as_str())
        .with("street2", place.street2.as_str())
        .with("postcode", postcode(&place.postcode, &place.country))
        .with("city", place.city.as_str())
        .with("country", place.country.as_str())
        .with("marking", place.marking.as_str());
    if place.phone.is_empty() {
        form
    } else {
        form.with("phone", place.phone.as_str())
    }
}

/// The form with an address in it. A name of one word leaves the other field to be filled.
fn fill(form: FormState<CheckoutForm>, saved: &SavedAddress) -> FormState<CheckoutForm> {
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
