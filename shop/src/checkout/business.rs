//! What the buyer's tier and company ask of an order, and allow.

use commerce::cart::Cart;
use commerce::checkout::business::{falls_short, invoice_address};
use commerce::checkout::quote::Quote;
use commerce::company::{credit, listing};
use commerce::currency;
use commerce::order::Address;
use commerce::tier;
use platform::i18n::postcode;
use platform::money::{Currency, Money};
use platform::web::PageError;

use super::views::BusinessView;
use crate::visitor::Desk;

/// The terms of this cart for whoever buys.
pub(super) struct Terms {
    /// The smallest order, when the goods cost less.
    pub(super) minimum: Option<Money>,
    /// The currency in which nothing can be ordered now, since nobody has told of late what it costs.
    pub(super) lacks_rate: Option<Currency>,
    /// What it is paid in.
    pub(super) currency: Currency,
    /// Whether the company's credit covers it.
    pub(super) may_invoice: bool,
    /// Whether the order must say whose it is.
    pub(super) requires_reference: bool,
    /// From which the order's cost place is chosen; empty: the buyer writes it.
    pub(super) cost_places: Vec<String>,
    /// Whether a colleague has to approve it.
    pub(super) needs_approval: bool,
    /// The company's id; empty for whoever buys for themselves.
    pub(super) acts_for: String,
    /// Where the invoice goes when the buyer says nothing else.
    invoice_to: String,
    company: Option<(String, Option<Money>, i64)>,
}

impl Terms {
    /// What the company asks of an order's papers: whether it must say whose it is, and from which its cost place is chosen.
    pub(super) fn papers(&self) -> (bool, &[String]) {
        (self.requires_reference, &self.cost_places)
    }

    /// As the page tells of them; none for whoever buys for themselves.
    pub(super) fn view(&self) -> Option<BusinessView> {
        let (name, credit_left, days) = self.company.clone()?;
        Some(BusinessView {
            id: self.acts_for.clone(),
            name,
            requires_reference: self.requires_reference,
            cost_places: self.cost_places.clone(),
            needs_approval: self.needs_approval,
            credit_left,
            days,
            invoice_to: self.invoice_to.clone(),
        })
    }
}

/// Reads them. The order itself is checked again when it is made.
///
/// # Errors
/// Database errors.
pub(super) async fn terms(desk: &mut Desk, cart: &Cart, quote: &Quote) -> Result<Terms, PageError> {
    let code = match &desk.session {
        Some(session) => session.tier().to_owned(),
        None => desk.seen.prices.tier.clone(),
    };
    let tier = tier::tier(&mut desk.conn, &code).await?;
    let standing =
        currency::standing(&mut desk.conn, cart.shop_id, cart.currency, desk.seen.at).await?;
    let mut terms = Terms {
        lacks_rate: (!standing.sells()).then_some(cart.currency),
        currency: cart.currency,
        minimum: tier.and_then(|tier| falls_short(cart, &tier)),
        may_invoice: false,
        requires_reference: false,
        cost_places: Vec::new(),
        needs_approval: false,
        acts_for: String::new(),
        invoice_to: String::new(),
        company: None,
    };
    let Some(acting) = desk.session.as_ref().and_then(|s| s.acting.clone()) else {
        return Ok(terms);
    };
    terms.acts_for = acting.company.to_string();
    let company = listing::company(&mut desk.conn, acting.company).await?;
    if let Some(company) = company {
        terms.requires_reference = company.requires_reference;
        terms.invoice_to = invoice_address(&company).map(in_a_line).unwrap_or_default();
        terms.cost_places = company.cost_places;
    }
    let credit = credit::terms(&mut desk.conn, acting.company).await?;
    let to_pay = Money::new(quote.to_pay_minor(), cart.currency);
    // People's limits are in the shop's own currency.
    let total = standing.in_home(quote.totals.total_minor);
    terms.needs_approval = acting
        .approval_limit_minor
        .is_some_and(|most| total.is_none_or(|total| total > most));
    terms.may_invoice = credit.as_ref().is_some_and(|credit| credit.covers(to_pay));
    let left = credit
        .as_ref()
        .filter(|credit| credit.may_invoice && credit.currency == cart.currency.code())
        .map(|credit| Money::new(credit.left_minor(), cart.currency));
    let days = credit.map_or(0, |credit| credit.days.into());
    terms.company = Some((acting.name, left, days));
    Ok(terms)
}

/// An address in a sentence.
fn in_a_line(address: Address) -> String {
    let town = format!(
        "{} {}",
        postcode(&address.postcode, &address.country),
        address.city
    );
    let parts = [address.street, address.street2, town];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}
