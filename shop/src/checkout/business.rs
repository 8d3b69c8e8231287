//! What the buyer's tier and company ask of an order, and allow.

use commerce::cart::Cart;
use commerce::checkout::business::falls_short;
use commerce::checkout::quote::Quote;
use commerce::company::{credit, listing};
use commerce::tier;
use platform::money::Money;
use platform::web::PageError;

use super::views::BusinessView;
use crate::visitor::Desk;

/// The terms of this cart for whoever buys.
pub(super) struct Terms {
    /// The smallest order, when the goods cost less.
    pub(super) minimum: Option<Money>,
    /// Whether the company's credit covers it.
    pub(super) may_invoice: bool,
    /// Whether the order must say whose it is.
    pub(super) requires_reference: bool,
    /// Whether a colleague has to approve it.
    needs_approval: bool,
    /// The company's id; empty for whoever buys for themselves.
    pub(super) acts_for: String,
    company: Option<(String, Option<Money>, i64)>,
}

impl Terms {
    /// As the page tells of them; none for whoever buys for themselves.
    pub(super) fn view(&self) -> Option<BusinessView> {
        let (name, credit_left, days) = self.company.clone()?;
        Some(BusinessView {
            id: self.acts_for.clone(),
            name,
            requires_reference: self.requires_reference,
            needs_approval: self.needs_approval,
            credit_left,
            days,
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
    let mut terms = Terms {
        minimum: tier.and_then(|tier| falls_short(cart, &tier)),
        may_invoice: false,
        requires_reference: false,
        needs_approval: false,
        acts_for: String::new(),
        company: None,
    };
    let Some(acting) = desk.session.as_ref().and_then(|s| s.acting.clone()) else {
        return Ok(terms);
    };
    terms.acts_for = acting.company.to_string();
    let company = listing::company(&mut desk.conn, acting.company).await?;
    terms.requires_reference = company.is_some_and(|company| company.requires_reference);
    let credit = credit::terms(&mut desk.conn, acting.company).await?;
    let total = Money::new(quote.totals.total_minor, cart.currency);
    let to_pay = Money::new(quote.to_pay_minor(), cart.currency);
    terms.needs_approval = acting
        .approval_limit_minor
        .is_some_and(|most| total.minor > most);
    terms.may_invoice = credit.as_ref().is_some_and(|credit| credit.covers(to_pay));
    let left = credit
        .as_ref()
        .filter(|credit| credit.may_invoice && credit.currency == cart.currency.code())
        .map(|credit| Money::new(credit.left_minor(), cart.currency));
    let days = credit.map_or(0, |credit| credit.days.into());
    terms.company = Some((acting.name, left, days));
    Ok(terms)
}
