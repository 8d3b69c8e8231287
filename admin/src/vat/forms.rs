use commerce::checkout::deliver::WayDraft;
use commerce::currency::can_be_sold_in;
use commerce::ids::FreightMethodId;
use commerce::pricing::vat::Region;
use commerce::pricing::vat::rates::RateDraft;
use commerce::pricing::vat::settings::{MOST_HOURS, SettingsDraft};
use jiff::civil::Date;
use platform::clock;
use platform::i18n::Message;
use platform::money::Currency;
use platform::render::{Field, Form, FormState};
use platform::sums;

/// By what terms what crosses borders is taxed.
#[derive(Debug)]
pub(crate) struct TermsForm;

impl Form for TermsForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("oss_since", "vat-oss-since"),
        Field::plain("unanswered", "vat-unanswered"),
        Field::plain("answer_hours", "vat-answer-hours"),
        Field::plain("row_version", "vat-terms"),
    ];
}

/// A rate that is laid down.
#[derive(Debug)]
pub(crate) struct RateForm;

impl Form for RateForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("rate_country", "vat-country"),
        Field::plain("class", "vat-class"),
        Field::plain("rate", "vat-rate"),
        Field::plain("from", "vat-from"),
    ];
}

/// A way to a country.
#[derive(Debug)]
pub(crate) struct CountryForm;

impl Form for CountryForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("country", "vat-country"),
        Field::plain("method", "vat-method"),
        Field::plain("currency", "currency-code"),
        Field::plain("price", "vat-freight-price"),
        Field::plain("free_from", "vat-free-from"),
        Field::plain("weight", "vat-max-weight"),
    ];
}

/// A day as browsers send it.
fn day(text: &str) -> Option<Date> {
    clock::Date::read(text).map(|day| day.0)
}

/// Terms as they were typed.
pub(super) fn terms(form: &mut FormState<TermsForm>) -> Option<SettingsDraft> {
    let since = match form.trimmed("oss_since") {
        "" => Some(None),
        typed => day(typed).map(Some),
    };
    if since.is_none() {
        form.refuse("oss_since", "vat-day-wrong");
    }
    let hours = form.trimmed("answer_hours").parse().ok();
    let hours = hours.filter(|hours| (1..=MOST_HOURS).contains(hours));
    if hours.is_none() {
        let message = Message::new("number-between")
            .with("min", 1_i64)
            .with("max", i64::from(MOST_HOURS));
        form.refuse("answer_hours", message);
    }
    Some(SettingsDraft {
        oss_since: since?,
        trusts_earlier: form.value("unanswered") == "earlier",
        answer_hours: hours?,
    })
}

/// A rate as it was typed.
pub(super) fn rate(form: &mut FormState<RateForm>) -> Option<RateDraft> {
    let typed = form.trimmed("rate_country").to_uppercase();
    let country = match Region::from_code(&typed) {
        Some(region) => Some(region.code().to_owned()),
        None => country(form, "rate_country"),
    };
    let class = form.trimmed("class").to_owned();
    if class.is_empty() {
        form.refuse("class", "form-missing");
    }
    // Per cent with two places are basis points.
    let rate = sums::read(form.trimmed("rate").trim_end_matches('%').trim());
    let rate = rate
        .and_then(|rate| i32::try_from(rate).ok())
        .filter(|rate| (0..=10_000).contains(rate));
    if rate.is_none() {
        form.refuse("rate", "vat-rate-wrong");
    }
    let from = day(form.trimmed("from"));
    if from.is_none() {
        form.refuse("from", "vat-day-wrong");
    }
    (!class.is_empty()).then_some(())?;
    Some(RateDraft {
        vat_class: class,
        country: country?,
        rate_bp: rate?,
        from: from?,
    })
}

fn country<F: Form>(form: &mut FormState<F>, field: &'static str) -> Option<String> {
    let code = form.trimmed(field).to_uppercase();
    let is_code = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
    if !is_code {
        form.refuse(field, "vat-country-wrong");
    }
    is_code.then_some(code)
}

/// A way as it was typed.
pub(super) fn way(form: &mut FormState<CountryForm>) -> Option<WayDraft> {
    let country = country(form, "country");
    let method = form.trimmed("method").parse::<FreightMethodId>().ok();
    if method.is_none() {
        form.refuse("method", "form-missing");
    }
    let price = sums::read(form.trimmed("price"));
    if price.is_none() {
        form.refuse("price", "sum-wrong");
    }
    let free_from = sum_if_any(form, "free_from");
    // Kilograms with two places are tens of grams.
    let weight = sum_if_any(form, "weight").and_then(|weight| {
        let grams = weight.map(|weight| i32::try_from(weight.saturating_mul(10)));
        grams.transpose().ok()
    });
    Some(WayDraft {
        country: country?,
        method: method?,
        price_minor: price?,
        free_from_minor: free_from?,
        max_weight_g: weight?,
    })
}

/// What a way costs something in; the shop's own where nothing is said.
pub(super) fn way_currency(form: &mut FormState<CountryForm>, own: Currency) -> Option<Currency> {
    let typed = form.trimmed("currency").to_uppercase();
    if typed.is_empty() {
        return Some(own);
    }
    let read = Currency::parse(&typed).filter(|of| can_be_sold_in(*of));
    if read.is_none() {
        form.refuse("currency", "currency-code-wrong");
    }
    read
}

fn sum_if_any(form: &mut FormState<CountryForm>, field: &'static str) -> Option<Option<i64>> {
    if form.trimmed(field).is_empty() {
        return Some(None);
    }
    let read = sums::read(form.value(field)).filter(|sum| *sum > 0);
    if read.is_none() {
        form.refuse(field, "sum-wrong");
    }
    read.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_as_people_write_them() {
        for (typed, read) in [
            ("25,5", Some(2_550)),
            ("6 %", Some(600)),
            ("0", Some(0)),
            ("101", None),
            ("x", None),
        ] {
            let mut form = FormState::from_pairs([
                ("rate_country", "fi"),
                ("class", "standard"),
                ("rate", typed),
                ("from", "2027-01-01"),
            ]);
            let draft = rate(&mut form);
            assert_eq!(draft.as_ref().map(|draft| draft.rate_bp), read, "{typed}");
            assert_eq!(form.is_valid(), read.is_some());
            assert!(draft.is_none_or(|draft| draft.country == "FI"));
        }
    }

    #[test]
    fn a_way_without_weight_has_no_limit_and_nonsense_is_refused_at_its_field() {
        let method = "018f0000-0000-7000-8000-0000000000aa";
        let mut form = FormState::from_pairs([
            ("country", "DK"),
            ("method", method),
            ("price", "99"),
            ("free_from", "1 500"),
            ("weight", "2,5"),
        ]);
        let draft = way(&mut form).unwrap();
        assert_eq!(
            (draft.price_minor, draft.free_from_minor),
            (9_900, Some(150_000))
        );
        assert_eq!(draft.max_weight_g, Some(2_500));
        let mut form = FormState::from_pairs([("country", "D"), ("price", "-1"), ("weight", "0")]);
        assert!(way(&mut form).is_none());
        for field in ["country", "method", "price", "weight"] {
            assert!(form.complaint(field).is_some(), "{field}");
        }
    }
}
