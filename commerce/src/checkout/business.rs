//! What a tier and a company ask of an order: the smallest sum, whose it is, and credit when it is paid by invoice.

use platform::clock::Date;
use platform::db::{DbError, PgConnection, Tx};
use platform::money::{Money, vat_in_gross};

use super::prepare::{Confirmation, PrepareError};
use crate::cart::Cart;
use crate::company::purchase::Purchase;
use crate::company::{self, Company};
use crate::ids::OrderId;
use crate::order::Address;
use crate::order::invoice::store as invoices;
use crate::payment::PaymentMethod;
use crate::tier::{self, Tier};

/// The sum of a cart's goods as a tier sees it: without VAT where the tier is shown prices without.
#[must_use]
pub fn goods_as_seen(cart: &Cart, tier: &Tier) -> i64 {
    let goods = cart.lines.iter().filter(|line| line.card.is_none());
    goods
        .filter_map(|line| {
            let gross = line.total_minor()?;
            let vat = if tier.shows_vat {
                0
            } else {
                vat_in_gross(gross, line.vat_rate_bp)
            };
            Some(gross - vat)
        })
        .sum()
}

/// The smallest order of a tier, when the cart's goods cost less. Gift cards alone are no order of goods.
#[must_use]
pub fn falls_short(cart: &Cart, tier: &Tier) -> Option<Money> {
    let is_below = cart.is_carried()
        && tier.currency == cart.currency.code()
        && tier.minimum_order_minor > 0
        && goods_as_seen(cart, tier) < tier.minimum_order_minor;
    is_below.then(|| Money::new(tier.minimum_order_minor, cart.currency))
}

/// What is confirmed, with the address of the company's papers where the buyer has not given another for the invoice.
pub(super) async fn with_papers(
    conn: &mut PgConnection,
    confirmation: &Confirmation,
) -> Result<Confirmation, DbError> {
    let mut whole = confirmation.clone();
    if let (Some(purchase), None) = (&whole.company, &whole.contact.invoice) {
        let company = company::listing::company(conn, purchase.company).await?;
        whole.contact.invoice = company.as_ref().and_then(invoice_address);
    }
    Ok(whole)
}

/// Where a company's papers say that invoices go; none: as the goods.
#[must_use]
pub fn invoice_address(company: &Company) -> Option<Address> {
    (!company.invoice_street.is_empty()).then(|| Address {
        name: company.name.clone(),
        company: String::new(),
        street: company.invoice_street.clone(),
        street2: company.invoice_street2.clone(),
        postcode: company.invoice_postcode.clone(),
        city: company.invoice_city.clone(),
        country: company.country.clone(),
    })
}

/// What must hold before the order is written. People's limits are in the shop's own currency, and so is the total here.
pub(super) async fn check(
    tx: &mut Tx,
    confirmation: &Confirmation,
    cart: &Cart,
    total_minor: i64,
) -> Result<(), PrepareError> {
    let mut tier_code = confirmation.tier_code.clone();
    if let Some(purchase) = &confirmation.company {
        let found = company::listing::company(tx, purchase.company).await?;
        let member = match confirmation.customer_id {
            Some(customer) => company::listing::member(tx, purchase.company, customer).await?,
            None => None,
        };
        let (Some(found), Some(buyer)) = (found, member) else {
            return Err(PrepareError::NotForCompany);
        };
        let may_alone = buyer
            .approval_limit_minor
            .is_none_or(|most| total_minor <= most);
        if !may_alone && !is_approved(tx, confirmation, purchase, total_minor).await? {
            return Err(PrepareError::NeedsApproval);
        }
        if found.requires_reference && purchase.reference.is_empty() {
            return Err(PrepareError::NoReference);
        }
        tier_code = found.tier_code;
    }
    let tier = tier::tier(tx, &tier_code).await?;
    match tier.and_then(|tier| falls_short(cart, &tier)) {
        Some(minimum) => Err(PrepareError::BelowMinimum { minimum }),
        None => Ok(()),
    }
}

/// Whether a colleague has approved it who may: another than the buyer, who approves for the company and this cost
/// place and may themselves order so much.
async fn is_approved(
    tx: &mut Tx,
    confirmation: &Confirmation,
    purchase: &Purchase,
    total_minor: i64,
) -> Result<bool, DbError> {
    let Some(approver) = confirmation
        .approved_by
        .filter(|approver| Some(*approver) != confirmation.customer_id)
    else {
        return Ok(false);
    };
    let member = company::listing::member(tx, purchase.company, approver).await?;
    Ok(member.is_some_and(|member| member.may_approve(total_minor, &purchase.cost_place)))
}

/// Makes the order the company's and, when it is paid by invoice, takes its credit. Gives the due date of an invoice.
pub(super) async fn charge(
    tx: &mut Tx,
    confirmation: &Confirmation,
    order: OrderId,
    total: Money,
) -> Result<Option<Date>, PrepareError> {
    let by_invoice = confirmation.method == PaymentMethod::Invoice && total.minor > 0;
    let Some(purchase) = &confirmation.company else {
        // Nobody but a company owes the shop.
        return if by_invoice {
            Err(PrepareError::NoCredit)
        } else {
            Ok(None)
        };
    };
    if !invoices::give_to_company(tx, order, purchase).await? {
        return Err(PrepareError::NotForCompany);
    }
    invoices::keep_own_numbers(tx, order, purchase.company).await?;
    if !by_invoice {
        return Ok(None);
    }
    let days = invoices::take_credit(tx, purchase.company, total)
        .await?
        .ok_or(PrepareError::NoCredit)?;
    let due_on = invoices::insert(tx, order, purchase.company, total, days).await?;
    Ok(Some(due_on))
}
