//! Ways of freight in the file.

use commerce::catalogue::shop::Shop;
use commerce::checkout::freight::FreightKind;
use commerce::checkout::store::{FreightMethodDraft, FreightRateDraft};
use platform::money::Currency;

use super::file::{LINE, MOST, label};
use super::read::Section;

/// Heaviest parcel in grams.
const HEAVIEST: i64 = 10_000_000;
/// Most working days on the way.
const LONGEST: i64 = 60;

/// All ways with whether each is offered. Every country that the shop delivers to must be reached by one.
pub(super) fn all(file: &Section<'_>, shop: Option<&Shop>) -> Vec<(FreightMethodDraft, bool)> {
    let currency = shop.map_or(Currency::SEK, |shop| shop.currency);
    let mut ways: Vec<(FreightMethodDraft, bool)> = Vec::new();
    for (position, section) in (1..).zip(file.sections("freight")) {
        let draft = way(&section, position, currency);
        let is_offered = section.flag("active", true);
        if !draft.code.is_empty() && ways.iter().any(|(other, _)| other.code == draft.code) {
            section.refuse("code", format!("({:?}) is another way's", draft.code));
        }
        section.end();
        ways.push((draft, is_offered));
    }
    for country in shop.into_iter().flat_map(|shop| &shop.countries) {
        let reaches = |draft: &FreightMethodDraft| {
            let mut countries = draft.rates.iter().flat_map(|rate| &rate.countries);
            countries.any(|code| code == country)
        };
        if !ways
            .iter()
            .any(|(draft, is_offered)| *is_offered && reaches(draft))
        {
            file.refuse(
                "freight",
                format!("no way that is offered leads to {country}"),
            );
        }
    }
    ways
}

fn way(of: &Section<'_>, position: i32, currency: Currency) -> FreightMethodDraft {
    let kind = of.parsed("kind", "is neither delivery nor collection", |text| {
        [FreightKind::Delivery, FreightKind::Collection]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    });
    // Whoever has said nothing has not promised the same day.
    let days = |key| match kind {
        Some(FreightKind::Delivery) => of.needed(key, 0, LONGEST),
        _ => of.number(key, 0, LONGEST).or(Some(0)),
    };
    let (least, most) = (days("min_days"), days("max_days"));
    if least.zip(most).is_some_and(|(least, most)| most < least) {
        of.refuse("max_days", "is less than min_days");
    }
    let [min_days, max_days] =
        [least, most].map(|days| i16::try_from(days.unwrap_or(0)).unwrap_or(0));
    let sections = of.sections("rates");
    if sections.is_empty() {
        of.refuse("rates", "no rate is written: what does it cost?");
    }
    let mut rates: Vec<FreightRateDraft> = Vec::new();
    for section in sections {
        let rate = rate(&section, currency);
        if rates.iter().any(|other| overlap(other, &rate)) {
            section.refuse(
                "max_weight_g",
                "the same country and weight have another rate",
            );
        }
        section.end();
        rates.push(rate);
    }
    FreightMethodDraft {
        code: of.code("code"),
        label: label(of, "name", LINE),
        description: label(of, "description", 200),
        kind: kind.unwrap_or_default(),
        position,
        min_days,
        max_days,
        rates,
    }
}

fn rate(of: &Section<'_>, currency: Currency) -> FreightRateDraft {
    let grams = |key| {
        of.number(key, 0, HEAVIEST)
            .and_then(|grams| i32::try_from(grams).ok())
    };
    let (least, most) = (grams("min_weight_g").unwrap_or(0), grams("max_weight_g"));
    if most.is_some_and(|most| most < least) {
        of.refuse("max_weight_g", "is less than min_weight_g");
    }
    let price = of.hundredths("price", MOST);
    if price.is_none() {
        of.refuse("price", "a price with VAT is needed; 0 for nothing");
    }
    FreightRateDraft {
        countries: of
            .countries("countries")
            .unwrap_or_else(|| vec!["SE".to_owned()]),
        min_weight_g: least,
        max_weight_g: most,
        currency,
        price_minor: price.unwrap_or(0),
        free_from_minor: of.hundredths("free_from", MOST),
    }
}

/// Whether a parcel can have either rate: which of them it gets would be left to chance.
fn overlap(one: &FreightRateDraft, other: &FreightRateDraft) -> bool {
    let most = |rate: &FreightRateDraft| rate.max_weight_g.unwrap_or(i32::MAX);
    one.min_weight_g <= most(other)
        && other.min_weight_g <= most(one)
        && one
            .countries
            .iter()
            .any(|code| other.countries.contains(code))
}
