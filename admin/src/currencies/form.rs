use commerce::currency::enter::{EnterRateError, RateDraft};
use commerce::currency::{Source, can_be_sold_in, read_rate, write_rate};
use platform::clock::Date;
use platform::i18n::{Locale, Message};
use platform::money::Currency;
use platform::render::{Field, Form, FormState};
use platform::web::PageError;

/// A rate that is entered.
#[derive(Debug)]
pub(crate) struct RateForm;

impl Form for RateForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("currency", "currency-code"),
        Field::plain("day", "currency-day"),
        Field::plain("rate", "currency-rate"),
        Field::plain("source", "currency-source"),
        Field::plain("sure", "currency-sure"),
    ];
}

/// A rate as it was typed.
pub(super) fn read(form: &mut FormState<RateForm>) -> Option<RateDraft> {
    let currency = Currency::parse(&form.trimmed("currency").to_uppercase());
    let currency = currency.filter(|of| can_be_sold_in(*of));
    if currency.is_none() {
        form.refuse("currency", "currency-code-wrong");
    }
    let on = Date::read(form.trimmed("day"));
    if on.is_none() {
        form.refuse("day", "currency-day-wrong");
    }
    let e6 = read_rate(form.trimmed("rate"));
    if e6.is_none() {
        form.refuse("rate", "currency-rate-wrong");
    }
    let source = Source::parse(form.trimmed("source"));
    if source.is_none() {
        form.refuse("source", "form-missing");
    }
    Some(RateDraft {
        currency: currency?,
        on: on?,
        e6: e6?,
        source: source?,
        is_sure: form.value("sure") == "1",
    })
}

/// Says at its field why nothing was entered.
pub(super) fn refuse(
    form: &mut FormState<RateForm>,
    locale: Locale,
    error: EnterRateError,
) -> Result<(), PageError> {
    match error {
        EnterRateError::Own => form.refuse("currency", "currency-code-own"),
        EnterRateError::NotSold => form.refuse("currency", "currency-code-wrong"),
        EnterRateError::OutOfRange => form.refuse("rate", "currency-rate-wrong"),
        EnterRateError::ToCome => form.refuse("day", "currency-day-to-come"),
        EnterRateError::Past => form.refuse("day", "currency-day-past"),
        EnterRateError::Far { before_e6 } => {
            let before = write_rate(before_e6, sign(locale));
            let message = Message::new("currency-rate-far").with("before", before);
            form.refuse("rate", message);
        }
        EnterRateError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

/// What stands before decimals in a language.
pub(super) fn sign(locale: Locale) -> char {
    if locale.code() == "sv" { ',' } else { '.' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_refused_at_its_field() {
        let mut form = FormState::from_pairs([
            ("currency", "eur"),
            ("day", "2026-11-20"),
            ("rate", "11,0345"),
            ("source", "riksbank"),
        ]);
        let draft = read(&mut form).unwrap();
        assert_eq!((draft.currency, draft.e6), (Currency::EUR, 11_034_500));
        assert!(form.is_valid() && !draft.is_sure);
        let mut form = FormState::from_pairs([
            ("currency", "JPY"),
            ("day", "2026-02-30"),
            ("rate", "elva"),
            ("source", "granne"),
        ]);
        assert!(read(&mut form).is_none());
        for field in ["currency", "day", "rate", "source"] {
            assert!(form.complaint(field).is_some(), "{field}");
        }
    }
}
