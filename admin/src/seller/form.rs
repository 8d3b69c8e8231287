//! The seller's facts as they are typed.

use commerce::catalogue::shop::Shop;
use commerce::checkout::{FieldFault, parse_email, parse_line};
use commerce::company::number::shown_org_number;
use commerce::opening::facts::{self, Facts, LANGUAGES, LINE, MethodFault};
use commerce::payment::PaymentMethod;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState};

/// The fields of the ways to pay, in order.
pub(super) const METHODS: [&str; 3] = ["method_1", "method_2", "method_3"];

/// The seller's facts.
#[derive(Debug)]
pub(crate) struct FactsForm;

impl Form for FactsForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name", "facts-name"),
        Field::plain("email", "facts-email"),
        Field::plain("phone", "facts-phone"),
        Field::plain("language", "facts-language"),
        Field::plain("legal_name", "facts-legal-name"),
        Field::plain("org_number", "facts-org-number"),
        Field::plain("vat_number", "facts-vat-number"),
        Field::plain("street", "facts-street"),
        Field::plain("postcode", "facts-postcode"),
        Field::plain("city", "facts-city"),
        Field::plain("method_1", "facts-method-1"),
        Field::plain("method_2", "facts-method-2"),
        Field::plain("method_3", "facts-method-3"),
        Field::plain("row_version", "nav-shop"),
    ];
}

/// The form as the shop stands.
pub(super) fn filled(held: &Facts) -> FormState<FactsForm> {
    let form = FormState::blank()
        .with("name", held.name.as_str())
        .with("email", held.email.as_str())
        .with("phone", held.phone.as_str())
        .with("language", held.language.as_str())
        .with("legal_name", held.legal_name.as_str())
        .with("org_number", held.org_number.as_str())
        .with("vat_number", held.vat_number.as_str())
        .with("street", held.street.as_str())
        .with("postcode", held.postcode.as_str())
        .with("city", held.city.as_str());
    METHODS
        .into_iter()
        .enumerate()
        .fold(form, |form, (place, field)| {
            let method = held.payment_methods.get(place);
            form.with(field, method.map_or("", |method| method.as_str()))
        })
}

/// What was typed. What stands as it stood is right, whenever it was written.
pub(super) fn read(form: &mut FormState<FactsForm>, shop: &Shop) -> Option<Facts> {
    let held = Facts::of(shop);
    let home = shop.country.as_str();
    let name = line(form, "name");
    let legal_name = line(form, "legal_name");
    let street = line(form, "street");
    let city = line(form, "city");
    let org_number = parsed(form, "org_number", &held.org_number, |text| {
        facts::org_number(text, home).map(|bare| shown_org_number(&bare, home))
    });
    let vat_number = parsed(form, "vat_number", &held.vat_number, |text| {
        facts::vat_number(text, home)
    });
    if let (Some(org), Some(vat)) = (&org_number, &vat_number)
        && (*org != held.org_number || *vat != held.vat_number)
        && facts::org_number(org, home).is_none_or(|org| !facts::belong_together(&org, vat))
    {
        form.refuse("vat_number", "facts-vat-number-other");
    }
    let postcode = parsed(form, "postcode", &held.postcode, |text| {
        facts::postcode(text, home)
    });
    let email = parsed(form, "email", &held.email, |text| parse_email(text).ok());
    let phone = parsed(form, "phone", &held.phone, |text| facts::phone(text, home));
    let language = LANGUAGES
        .into_iter()
        .find(|language| *language == form.value("language"));
    if language.is_none() {
        form.refuse("language", "form-missing");
    }
    let payment_methods = methods(form, shop);
    Some(Facts {
        name: name?,
        legal_name: legal_name?,
        org_number: org_number?,
        vat_number: vat_number?,
        street: street?,
        postcode: postcode?,
        city: city?,
        email: email?,
        phone: phone?,
        language: language?.to_owned(),
        payment_methods: payment_methods?,
    })
}

fn line(form: &mut FormState<FactsForm>, field: &'static str) -> Option<String> {
    match parse_line(form.value(field), LINE) {
        Ok(line) => return Some(line),
        Err(FieldFault::Missing) => form.refuse(field, "form-missing"),
        Err(FieldFault::Malformed) => {
            let most = i64::try_from(LINE).unwrap_or(i64::MAX);
            form.refuse(field, Message::new("facts-too-long").with("most", most));
        }
    }
    None
}

fn parsed(
    form: &mut FormState<FactsForm>,
    field: &'static str,
    held: &str,
    parse: impl FnOnce(&str) -> Option<String>,
) -> Option<String> {
    let typed = form.trimmed(field);
    if typed.is_empty() {
        form.refuse(field, "form-missing");
        return None;
    }
    if typed == held {
        return Some(held.to_owned());
    }
    let read = parse(typed);
    if read.is_none() {
        let words = format!("facts-{}-wrong", field.replace('_', "-"));
        form.refuse(field, Message::new(words));
    }
    read
}

/// The ways to pay in their order; empty places are left out.
fn methods(form: &mut FormState<FactsForm>, shop: &Shop) -> Option<Vec<PaymentMethod>> {
    let mut methods = Vec::new();
    let mut is_right = true;
    for field in METHODS {
        let typed = form.trimmed(field).to_owned();
        if typed.is_empty() {
            continue;
        }
        let refused = match facts::payment_method(&typed, Some(shop.currency)) {
            Ok(method) if methods.contains(&method) => Some("facts-method-twice"),
            Ok(method) => {
                methods.push(method);
                None
            }
            Err(MethodFault::Unknown) => Some("form-missing"),
            Err(MethodFault::Currency) => Some("facts-method-currency"),
        };
        if let Some(words) = refused {
            form.refuse(field, words);
            is_right = false;
        }
    }
    if methods.is_empty() && is_right {
        form.refuse("method_1", "facts-method-none");
        return None;
    }
    is_right.then_some(methods)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> Shop {
        Shop {
            // As an older program let it stand: its check digit is wrong.
            org_number: "559000-0000".to_owned(),
            payment_methods: vec!["card".to_owned(), "klarna".to_owned()],
            ..testkit::world::shop()
        }
    }

    #[test]
    fn what_stands_as_it_stood_is_right_and_what_is_new_is_checked() {
        let shop = shop();
        let held = Facts::of(&shop);
        let mut form = filled(&held);
        assert_eq!(read(&mut form, &shop), Some(held.clone()));
        for (field, wrong) in [
            ("name", " "),
            ("legal_name", &*"å".repeat(LINE + 1)),
            ("org_number", "556016-0681"),
            ("vat_number", "SE556016068001"),
            ("vat_number", "DE1"),
            ("postcode", "1"),
            ("email", "hej"),
            ("phone", "<b>"),
            ("language", "de"),
            ("method_1", "invoice"),
            ("method_2", "card"),
            ("method_3", "x"),
        ] {
            let mut form = filled(&held).with(field, wrong);
            read(&mut form, &shop);
            assert!(form.complaint(field).is_some(), "{field} {wrong}");
            assert_eq!(form.value(field), wrong);
        }
        let mut form = filled(&held)
            .with("org_number", "5560160680")
            .with("vat_number", "SE556016068001")
            .with("postcode", "66830")
            .with("method_1", "")
            .with("method_2", "swish");
        let read = read(&mut form, &shop).unwrap();
        assert!(form.is_valid());
        assert_eq!(
            (read.org_number.as_str(), read.postcode.as_str()),
            ("556016-0680", "668 30")
        );
        assert_eq!(read.payment_methods, [PaymentMethod::Swish]);
    }

    #[test]
    fn a_shop_takes_some_payment() {
        let shop = shop();
        let mut form = filled(&Facts::of(&shop))
            .with("method_1", "")
            .with("method_2", "");
        assert_eq!(read(&mut form, &shop), None);
        assert!(form.complaint("method_1").is_some());
    }
}
