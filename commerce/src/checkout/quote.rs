//! The **quote**: everything that the shopper sees before the button, and its hash. The same cart at the same prices has the same hash, whoever computes it.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use sha2::{Digest as _, Sha256};

use super::freight::{self, FreightKind, FreightOffer, Parcel};
use super::freight_why::FreightWhy;
use super::listing;
use crate::cart::totals::{LineSum, Totals, total};
use crate::cart::{Cart, CartLine};
use crate::gift_card::{self, CardUse};
use crate::ids::{FreightMethodId, LegalDocumentId};
use crate::promotion::{Buyer, Evaluation, Outcome, Target, evaluate};
use crate::quotation::sums::freight_with_vat;

/// What the whole purchase costs with one choice of freight.
#[derive(Clone, Debug)]
pub struct Quote {
    /// All ways in which the goods can travel.
    pub offers: Vec<FreightOffer>,
    /// The chosen one, or the first.
    pub freight: Option<FreightOffer>,
    /// Why that costs what it costs; none where nothing travels.
    pub freight_why: Option<FreightWhy>,
    /// All sums, with that freight.
    pub totals: Totals,
    /// What promotions take off, and what they do not.
    pub promotions: Evaluation,
    /// What gift cards and store credit pay.
    pub gift_cards: Vec<CardUse>,
    /// Hash of it all, with terms and country.
    pub hash: Vec<u8>,
    /// The terms that hold now.
    pub terms: LegalDocumentId,
}

impl Quote {
    /// What cards pay, in minor units.
    #[must_use]
    pub fn gift_card_minor(&self) -> i64 {
        self.gift_cards.iter().map(|used| used.amount_minor).sum()
    }

    /// What is left to pay otherwise, in minor units.
    #[must_use]
    pub fn to_pay_minor(&self) -> i64 {
        self.totals.total_minor - self.gift_card_minor()
    }
}

/// Why there is no quote.
#[derive(Debug, thiserror::Error)]
pub enum QuoteError {
    /// Nothing in the cart can be bought.
    #[error("the cart is empty")]
    Empty,
    /// The sum does not fit.
    #[error("the sum is too large")]
    TooLarge,
    /// The shop has not published its terms.
    #[error("the shop has no terms in this language")]
    NoTerms,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Computes what a cart costs this buyer when sent to `country`. Lines that cannot be sold or have no price are left out of the sums; whoever confirms is told of them by the hash.
///
/// # Errors
/// [`QuoteError`].
pub async fn quote(
    conn: &mut PgConnection,
    cart: &Cart,
    buyer: &Buyer,
    country: &str,
    chosen: Option<&str>,
    locale: &str,
    now: Timestamp,
) -> Result<Quote, QuoteError> {
    if cart.lines.is_empty() {
        return Err(QuoteError::Empty);
    }
    total(&line_sums(cart, None), 0).ok_or(QuoteError::TooLarge)?;
    let weight = cart
        .lines
        .iter()
        .map(|line| i64::from(line.weight_g) * i64::from(line.quantity))
        .sum();
    let parcel = Parcel {
        shop_id: cart.shop_id,
        country,
        weight_g: weight,
        items_minor: cart.home_items_minor(),
        currency: cart.currency,
        tier: &buyer.tier,
    };
    let (offers, agreed) = ways(conn, cart, &parcel, locale, now).await?;
    let freight = chosen
        .and_then(|code| offers.iter().find(|offer| offer.code == code))
        .or_else(|| offers.first())
        .cloned();
    let price = freight.as_ref().map_or(0, |offer| offer.price_minor);
    // What has been offered is the whole agreement: no promotion lowers it, and no code.
    let promotions = match &cart.offer {
        Some(_) => Evaluation::default(),
        None => evaluate::prepare(conn, cart, buyer, None, now)
            .await?
            .with_freight(price),
    };
    let outcome = &promotions.outcome;
    let totals = total(
        &line_sums(cart, Some(outcome)),
        price - outcome.freight_discount_minor,
    )
    .ok_or(QuoteError::TooLarge)?;
    let freight_why = freight
        .as_ref()
        .and_then(|way| FreightWhy::of(cart, &parcel, way, agreed, &totals.freight_shares, now));
    let cards = gift_card::usable(conn, cart.id, cart.currency, buyer.customer).await?;
    // A card is not bought with a card.
    let payable = totals.total_minor - cart.cards_minor();
    let gift_cards = gift_card::spread(payable, &cards, now);
    let terms = crate::legal::current_id(conn, cart.shop_id, "terms", locale, now).await?;
    let terms = terms.ok_or(QuoteError::NoTerms)?;
    let hash = hash(
        cart,
        country,
        freight.as_ref().and_then(|offer| offer.method_id),
        (&totals, outcome, &gift_cards),
        terms,
    );
    Ok(Quote {
        offers,
        freight,
        freight_why,
        totals,
        promotions,
        gift_cards,
        hash,
        terms,
    })
}

/// The ways in which the goods can travel, with what each costs where they go, and what was agreed for it, VAT included.
async fn ways(
    conn: &mut PgConnection,
    cart: &Cart,
    parcel: &Parcel<'_>,
    locale: &str,
    now: Timestamp,
) -> Result<(Vec<FreightOffer>, Option<i64>), QuoteError> {
    let mut offers = if cart.is_carried() {
        freight::offers(conn, parcel, locale, now).await?
    } else {
        vec![freight::by_mail(now)]
    };
    // No way leads to where the shop does not sell: an address outside of the VAT area, to a shop that exports nowhere.
    if cart.is_carried()
        && let Some(territory) = cart.tax.territory
        && territory.is_refused(&listing::countries(conn, cart.shop_id).await?)
    {
        offers.clear();
    }
    if cart.tax.free.is_some() {
        let home = at_home(cart).ok_or(QuoteError::TooLarge)?;
        for offer in &mut offers {
            offer.price_minor = home.freight_without_vat(offer.price_minor);
        }
    }
    // What is fetched in the shop crosses no border, and is sold at home.
    if cart.tax.destination != cart.tax.seller {
        offers.retain(|offer| offer.kind != FreightKind::Collection);
    }
    let Some(agreed) = cart.offer.as_ref().and_then(|offer| offer.freight_minor) else {
        return Ok((offers, None));
    };
    let gross = freight_with_vat(agreed, &line_sums(cart, None)).ok_or(QuoteError::TooLarge)?;
    freight::agree(&mut offers, gross);
    Ok((offers, Some(gross)))
}

/// The goods as in the seller's own country: what VAT a freight's price has in it that is then sold free of VAT.
fn at_home(cart: &Cart) -> Option<Totals> {
    let lines: Vec<LineSum> = cart
        .lines
        .iter()
        .filter(|line| line.is_sold)
        .filter_map(|line| {
            Some(LineSum {
                gross_minor: line.home_total_minor()?,
                discount_minor: 0,
                vat_rate_bp: line.home_rate_bp,
                is_carried: line.card.is_none(),
            })
        })
        .collect();
    total(&lines, 0)
}

/// The lines that can be sold, with what is taken off them.
fn line_sums(cart: &Cart, outcome: Option<&Outcome>) -> Vec<LineSum> {
    let discount = |index: usize| {
        let discounts = outcome.map(|outcome| outcome.line_discounts.as_slice());
        discounts
            .and_then(|discounts| discounts.get(index))
            .copied()
            .unwrap_or(0)
    };
    cart.lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.is_sold)
        .filter_map(|(index, line)| {
            line.total_minor().map(|gross_minor| LineSum {
                gross_minor,
                discount_minor: discount(index),
                vat_rate_bp: line.vat_rate_bp,
                is_carried: line.card.is_none(),
            })
        })
        .collect()
}

fn hash(
    cart: &Cart,
    country: &str,
    freight: Option<FreightMethodId>,
    (totals, outcome, gift_cards): (&Totals, &Outcome, &[CardUse]),
    terms: LegalDocumentId,
) -> Vec<u8> {
    let mut lines: Vec<_> = cart.lines.iter().collect();
    let key = |line: &CartLine| line.card.as_ref().map(|card| card.wish.key());
    lines.sort_by_key(|line| (line.variant_id, key(line)));
    let mut hasher = Sha256::new();
    hasher.update(cart.id.0.as_bytes());
    hasher.update(cart.currency.code().as_bytes());
    hasher.update(country.as_bytes());
    // How it is taxed is part of what was confirmed, also where it comes to the same sum.
    hasher.update(cart.tax.rates.as_bytes());
    hasher.update(cart.tax.ground.as_str().as_bytes());
    hasher.update(
        cart.tax
            .vat_number
            .as_deref()
            .unwrap_or_default()
            .as_bytes(),
    );
    for line in lines {
        hasher.update(line.variant_id.0.as_bytes());
        hasher.update(line.quantity.to_be_bytes());
        hasher.update(line.unit_price.map_or(-1, |price| price.0).to_be_bytes());
        hasher.update(line.vat_rate_bp.to_be_bytes());
        hasher.update([u8::from(line.is_sold)]);
        // Whose a card is to be was confirmed, too.
        hasher.update(key(line).unwrap_or_default().as_bytes());
    }
    if let Some(freight) = freight {
        hasher.update(freight.0.as_bytes());
    }
    for adjustment in &outcome.adjustments {
        hasher.update(adjustment.promotion_id.0.as_bytes());
        match adjustment.target {
            Target::Line(index) => hasher.update(cart.lines[index].variant_id.0.as_bytes()),
            Target::Freight => hasher.update(b"freight"),
        }
        hasher.update(adjustment.amount_minor.to_be_bytes());
    }
    for used in gift_cards {
        hasher.update(used.card.id.0.as_bytes());
        hasher.update(used.amount_minor.to_be_bytes());
    }
    for sum in [
        totals.items_minor,
        totals.discount_minor,
        totals.freight_minor,
        totals.vat_minor,
        totals.total_minor,
    ] {
        hasher.update(sum.to_be_bytes());
    }
    hasher.update(terms.0.as_bytes());
    hasher.finalize().to_vec()
}
