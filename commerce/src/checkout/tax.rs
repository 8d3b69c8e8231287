//! How a purchase is taxed: what is known of seller, buyer and destination, given to [`decide`].

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use crate::company;
use crate::ids::{CartId, CompanyId, ShopId};
use crate::oss::{self, Nearness};
use crate::pricing::vat::decide::{Deal, NumberStanding, Standing, decide};
use crate::pricing::vat::{Area, Ground, Place, Treatment};
use crate::vat_check::listing::{self, VatTerms};
use crate::vat_check::{Outcome, TRUSTED_FOR, VatCheck, country_of};

/// How what a shop sells to somebody is taxed when it is sent to a place. A company's number counts as its register has said; what is to be asked first,
/// [`crate::vat_check::ask::needed`] tells.
///
/// # Errors
/// Database errors, among them that there is no such shop.
pub async fn treatment(
    conn: &mut PgConnection,
    shop: ShopId,
    destination: Place<'_>,
    company: Option<CompanyId>,
    now: Timestamp,
) -> Result<Treatment, DbError> {
    let terms = listing::terms(conn, shop).await?;
    // At home and out of the Union it does not matter who buys, nor how much was sold.
    let is_abroad = is_abroad(destination, &terms.country);
    let taxes_at_destination = is_abroad && taxes_at_destination(conn, shop, &terms, now).await?;
    let deal = |buyer| Deal {
        seller: &terms.country,
        destination,
        buyer,
        taxes_at_destination,
    };
    let Some(company) = company.filter(|_| is_abroad) else {
        return Ok(decide(&deal(Standing::Consumer)));
    };
    let (number, check) = standing(conn, &terms, company, now).await?;
    let mut treatment = decide(&deal(Standing::Business(number)));
    if let Some(check) = check {
        treatment.check = Some(check.id);
        treatment.vat_number =
            (treatment.ground == Ground::IntraCommunity).then_some(check.vat_number);
    }
    Ok(treatment)
}

/// Whether a place lies in the VAT area of the Union, but not in that of the seller's own country.
pub(crate) fn is_abroad(destination: Place<'_>, seller: &str) -> bool {
    matches!(destination.area(), Area::Inside(country) if country != seller)
}

/// Whether a sale to a consumer in another country of the Union, of a cart that costs so much without VAT, is the one by which the threshold is passed: the
/// VAT is the buyer's country's from that sale on (directive 2006/112, article 59c). What waits for its payment counts as sold, so that two at once do not
/// both find room; whoever writes the order holds [`crate::locks::lock_threshold`].
pub(super) async fn passes_threshold(
    conn: &mut PgConnection,
    shop: ShopId,
    cart: CartId,
    net_minor: i64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let terms = listing::terms(conn, shop).await?;
    let Some(threshold) = oss::threshold_minor(&terms.currency) else {
        return Ok(false);
    };
    let sold = oss::listing::sold(conn, shop, now).await?;
    let held = oss::listing::held(conn, shop, cart).await?;
    Ok(sold.this_year_minor + held + net_minor > threshold)
}

/// Whether consumers in other countries of the Union bear their own country's VAT: by the One Stop Shop, or because more has been sold to them than may be
/// taxed at home.
async fn taxes_at_destination(
    conn: &mut PgConnection,
    shop: ShopId,
    terms: &VatTerms,
    now: Timestamp,
) -> Result<bool, DbError> {
    if oss::is_used(terms.oss_since, now) {
        return Ok(true);
    }
    let Some(threshold) = oss::threshold_minor(&terms.currency) else {
        return Ok(false);
    };
    let sold = oss::listing::sold(conn, shop, now).await?;
    Ok(sold.nearness(threshold, terms.near_percent) == Nearness::Passed)
}

/// What is known of a company's number, and by which check.
async fn standing(
    conn: &mut PgConnection,
    terms: &VatTerms,
    company: CompanyId,
    now: Timestamp,
) -> Result<(NumberStanding, Option<VatCheck>), DbError> {
    let found = company::listing::company(conn, company).await?;
    let Some(found) = found else {
        return Ok((NumberStanding::Missing, None));
    };
    let Some(number) = found.vat_number else {
        let is_at_home = found.country == terms.country;
        let standing = if is_at_home {
            NumberStanding::Domestic
        } else {
            NumberStanding::Missing
        };
        return Ok((standing, None));
    };
    match country_of(&number) {
        None => return Ok((NumberStanding::Missing, None)),
        Some(country) if country == terms.country => return Ok((NumberStanding::Domestic, None)),
        Some(_) => {}
    }
    let answered = listing::latest_answered(conn, &number).await?;
    let latest = listing::latest(conn, &number).await?;
    Ok(stands(terms, answered, latest, now))
}

/// What the answers to a number's checks come to: the latest one while it is young; an older yes where the register is away and the merchant trusts it.
fn stands(
    terms: &VatTerms,
    answered: Option<VatCheck>,
    latest: Option<VatCheck>,
    now: Timestamp,
) -> (NumberStanding, Option<VatCheck>) {
    if let Some(check) = answered {
        let is_young = check.asked_at > now.minus(terms.kept_for(&check));
        let is_away = latest
            .as_ref()
            .is_some_and(|latest| latest.outcome == Outcome::Unanswered);
        let is_trusted = terms.trusts_earlier
            && is_away
            && check.outcome == Outcome::Valid
            && check.asked_at > now.minus(TRUSTED_FOR);
        if is_young || is_trusted {
            let standing = match check.outcome {
                Outcome::Valid => NumberStanding::Valid,
                _ => NumberStanding::Invalid,
            };
            return (standing, Some(check));
        }
    }
    (NumberStanding::Unanswered, latest)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::ids::VatCheckId;

    fn now() -> Timestamp {
        "2026-11-23T09:00:00Z"
            .parse::<jiff::Timestamp>()
            .unwrap()
            .into()
    }

    fn check(outcome: Outcome, hours_ago: i64) -> Option<VatCheck> {
        Some(VatCheck {
            id: VatCheckId::generate(),
            vat_number: "DE136695976".to_owned(),
            outcome,
            name: String::new(),
            address: String::new(),
            consultation_number: None,
            asked_at: now().minus(SignedDuration::from_hours(hours_ago)),
        })
    }

    #[test]
    fn an_answer_counts_while_it_is_young_and_an_older_yes_only_where_it_is_trusted() {
        let mut terms = VatTerms {
            country: "SE".to_owned(),
            vat_number: "SE559000000001".to_owned(),
            currency: "SEK".to_owned(),
            oss_since: None,
            near_percent: 80,
            trusts_earlier: false,
            answer_hours: 24,
        };
        let of = |terms: &VatTerms, answered, latest| stands(terms, answered, latest, now()).0;
        let (yes, no) = (Outcome::Valid, Outcome::Invalid);
        let away = || check(Outcome::Unanswered, 0);
        assert_eq!(of(&terms, None, None), NumberStanding::Unanswered);
        assert_eq!(of(&terms, check(yes, 23), away()), NumberStanding::Valid);
        assert_eq!(
            of(&terms, check(no, 1), check(no, 1)),
            NumberStanding::Invalid
        );
        assert_eq!(
            of(&terms, check(yes, 25), away()),
            NumberStanding::Unanswered
        );
        terms.trusts_earlier = true;
        assert_eq!(of(&terms, check(yes, 25), away()), NumberStanding::Valid);
        // Nobody has asked again: the older yes does not stand in for a question.
        assert_eq!(
            of(&terms, check(yes, 25), check(yes, 25)),
            NumberStanding::Unanswered
        );
        assert_eq!(
            of(&terms, check(no, 25), away()),
            NumberStanding::Unanswered
        );
        assert_eq!(
            of(&terms, check(yes, 24 * 32), away()),
            NumberStanding::Unanswered
        );
    }
}
