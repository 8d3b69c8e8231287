//! The checkout's form.

use commerce::checkout::{
    Contact, FieldFault, parse_email, parse_line, parse_phone, parse_postcode,
};
use commerce::company::purchase::Purchase;
use commerce::company::{LONGEST_WORD, cost_place};
use commerce::ids::CompanyId;
use commerce::order::Address;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState};

/// Everything that an order needs from a guest.
#[derive(Debug)]
pub struct CheckoutForm;

impl Form for CheckoutForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("email", "field-email"),
        Field::plain("phone", "field-phone"),
        Field::plain("first_name", "field-first-name"),
        Field::plain("last_name", "field-last-name"),
        Field::plain("company", "field-company"),
        Field::plain("street", "field-street"),
        Field::plain("street2", "field-street2"),
        Field::plain("postcode", "field-postcode"),
        Field::plain("city", "field-city"),
        Field::plain("country", "field-country"),
        Field::plain("note", "field-note"),
        Field::plain("own_invoice", "field-own-invoice"),
        Field::plain("invoice_name", "field-invoice-name"),
        Field::plain("invoice_street", "field-invoice-street"),
        Field::plain("invoice_postcode", "field-invoice-postcode"),
        Field::plain("invoice_city", "field-invoice-city"),
        Field::plain("freight", "field-freight"),
        Field::plain("payment", "field-payment"),
        Field::plain("terms", "field-terms"),
        Field::plain("save_address", "field-save-address"),
        Field::plain("code", "field-code"),
        Field::plain("reference", "field-reference"),
        Field::plain("marking", "field-marking"),
        Field::plain("cost_place", "field-cost-place"),
    ];
}

/// Reads the buyer of what comes by mail: no address is asked for. `country`: the shop's own, where it is sold.
pub(super) fn read_buyer(form: &mut FormState<CheckoutForm>, country: &str) -> Option<Contact> {
    let email = checked(form, "email", "error-email", parse_email);
    let phone = if form.trimmed("phone").is_empty() {
        Some(String::new())
    } else {
        checked(form, "phone", "error-phone", |text| {
            parse_phone(text, country)
        })
    };
    let first = line(form, "first_name", 80);
    let last = line(form, "last_name", 80);
    let company = optional(form, "company", 120);
    let wants_other = !form.trimmed("own_invoice").is_empty();
    let invoice = wants_other.then(|| read_invoice(form, country));
    if !form.is_valid() {
        return None;
    }
    Some(Contact {
        email: email?,
        phone: phone?,
        delivery: Address {
            name: format!("{} {}", first?, last?),
            company: company?,
            country: country.to_owned(),
            ..Address::default()
        },
        invoice: match invoice {
            Some(address) => Some(address?),
            None => None,
        },
        note: String::new(),
    })
}

/// Reads buyer and addresses. Everything that is wrong is said at once, at its field.
pub(super) fn read_contact(form: &mut FormState<CheckoutForm>) -> Option<Contact> {
    let country = form.trimmed("country").to_owned();
    let email = checked(form, "email", "error-email", parse_email);
    let phone = checked(form, "phone", "error-phone", |text| {
        parse_phone(text, &country)
    });
    let first = line(form, "first_name", 80);
    let last = line(form, "last_name", 80);
    let company = optional(form, "company", 120);
    let street = line(form, "street", 120);
    let street2 = optional(form, "street2", 120);
    let postcode = checked(form, "postcode", postcode_key(&country), |text| {
        parse_postcode(text, &country)
    });
    let city = line(form, "city", 80);
    let note = optional(form, "note", 200);
    let wants_other = !form.trimmed("own_invoice").is_empty();
    let invoice = wants_other.then(|| read_invoice(form, &country));
    if !form.is_valid() {
        return None;
    }
    Some(Contact {
        email: email?,
        phone: phone?,
        delivery: Address {
            name: format!("{} {}", first?, last?),
            company: company?,
            street: street?,
            street2: street2?,
            postcode: postcode?,
            city: city?,
            country,
        },
        invoice: match invoice {
            Some(address) => Some(address?),
            None => None,
        },
        note: note?,
    })
}

/// Reads what a company's order carries.
pub(super) fn read_purchase(
    form: &mut FormState<CheckoutForm>,
    company: CompanyId,
    (requires_reference, cost_places): (bool, &[String]),
) -> Option<Purchase> {
    let reference = optional(form, "reference", LONGEST_WORD);
    let marking = optional(form, "marking", LONGEST_WORD);
    let cost_place = if cost_places.is_empty() {
        optional(form, "cost_place", LONGEST_WORD)
    } else {
        chosen_place(form, cost_places)
    };
    if requires_reference && form.trimmed("reference").is_empty() {
        form.refuse("reference", "error-required");
    }
    Some(Purchase {
        company,
        reference: reference?,
        marking: marking?,
        cost_place: cost_place?,
    })
}

/// The cost place, where the company keeps a list of them.
fn chosen_place(form: &mut FormState<CheckoutForm>, listed: &[String]) -> Option<String> {
    let found = cost_place::find(listed, form.trimmed("cost_place")).map(str::to_owned);
    if found.is_none() {
        form.refuse("cost_place", "error-cost-place-unknown");
    }
    found
}

fn read_invoice(form: &mut FormState<CheckoutForm>, country: &str) -> Option<Address> {
    let name = line(form, "invoice_name", 160);
    let street = line(form, "invoice_street", 120);
    let postcode = checked(form, "invoice_postcode", postcode_key(country), |text| {
        parse_postcode(text, country)
    });
    let city = line(form, "invoice_city", 80);
    Some(Address {
        name: name?,
        street: street?,
        postcode: postcode?,
        city: city?,
        country: country.to_owned(),
        ..Address::default()
    })
}

pub(crate) fn postcode_key(country: &str) -> &'static str {
    if country == "SE" {
        "error-postcode-SE"
    } else {
        "error-postcode"
    }
}

/// A field that must be there and right: `wrong` says what is wrong with one that is not.
pub(crate) fn checked<F: Form>(
    form: &mut FormState<F>,
    name: &str,
    wrong: &str,
    parse: impl Fn(&str) -> Result<String, FieldFault>,
) -> Option<String> {
    match parse(form.trimmed(name)) {
        Ok(value) => Some(value),
        Err(FieldFault::Missing) => {
            form.refuse(name, "error-required");
            None
        }
        Err(FieldFault::Malformed) => {
            form.refuse(name, wrong);
            None
        }
    }
}

/// A line of text that must be there.
pub(crate) fn line<F: Form>(form: &mut FormState<F>, name: &str, most: usize) -> Option<String> {
    match parse_line(form.trimmed(name), most) {
        Ok(value) => Some(value),
        Err(FieldFault::Missing) => {
            form.refuse(name, "error-required");
            None
        }
        Err(FieldFault::Malformed) => too_long(form, name, most),
    }
}

/// A line of text that may be empty.
pub(crate) fn optional<F: Form>(
    form: &mut FormState<F>,
    name: &str,
    most: usize,
) -> Option<String> {
    match parse_line(form.trimmed(name), most) {
        Ok(value) => Some(value),
        Err(FieldFault::Missing) => Some(String::new()),
        Err(FieldFault::Malformed) => too_long(form, name, most),
    }
}

fn too_long<F: Form>(form: &mut FormState<F>, name: &str, most: usize) -> Option<String> {
    form.refuse(name, Message::new("error-too-long").with("max", most));
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> Vec<(&'static str, &'static str)> {
        vec![
            ("email", "elin@exempel.se"),
            ("phone", "070-174 06 12"),
            ("first_name", "Elin"),
            ("last_name", "Sandahl"),
            ("street", "Repslagaregatan 11"),
            ("postcode", "413 01"),
            ("city", "Göteborg"),
            ("country", "SE"),
        ]
    }

    #[test]
    fn a_filled_form_is_a_contact() {
        let mut form = FormState::from_pairs(filled());
        let contact = read_contact(&mut form).expect("valid");
        assert_eq!(contact.delivery.name, "Elin Sandahl");
        assert_eq!(contact.delivery.postcode, "41301");
        assert_eq!(contact.phone, "+46701740612");
        assert!(contact.invoice.is_none());
    }

    #[test]
    fn what_comes_by_mail_needs_a_name_and_a_mail_address_alone() {
        let typed = [
            ("email", "elin@exempel.se"),
            ("first_name", "Elin"),
            ("last_name", "Sandahl"),
            ("country", "DE"),
            ("street", "Unter den Linden 1"),
        ];
        let contact = read_buyer(&mut FormState::from_pairs(typed), "SE").expect("valid");
        assert_eq!(contact.delivery.name, "Elin Sandahl");
        assert_eq!(
            (
                contact.delivery.country.as_str(),
                contact.delivery.street.as_str()
            ),
            ("SE", "")
        );
        let mut nameless = FormState::from_pairs([("email", "elin@exempel.se")]);
        assert!(read_buyer(&mut nameless, "SE").is_none());
        assert!(nameless.complaint("first_name").is_some());
    }

    #[test]
    fn everything_wrong_is_said_at_once_and_what_was_typed_stays() {
        let mut form = FormState::from_pairs([
            ("email", "elin.exempel.se"),
            ("postcode", "4131"),
            ("country", "SE"),
            ("own_invoice", "1"),
        ]);
        assert!(read_contact(&mut form).is_none());
        assert_eq!(
            form.complaint("email").map(|m| m.key.as_str()),
            Some("error-email")
        );
        assert_eq!(
            form.complaint("postcode").map(|m| m.key.as_str()),
            Some("error-postcode-SE")
        );
        assert_eq!(
            form.complaint("city").map(|m| m.key.as_str()),
            Some("error-required")
        );
        assert_eq!(
            form.complaint("invoice_street").map(|m| m.key.as_str()),
            Some("error-required")
        );
        assert_eq!(form.value("email"), "elin.exempel.se");
    }

    #[test]
    fn a_cost_place_is_chosen_where_there_is_a_list_and_written_where_there_is_none() {
        let company = CompanyId::generate();
        let listed = ["4100".to_owned(), "Malmö".to_owned()];
        let place = |typed: &str, listed: &[String]| {
            let mut form = FormState::from_pairs([("cost_place", typed)]);
            let purchase = read_purchase(&mut form, company, (false, listed));
            let told = form.complaint("cost_place").map(|m| m.key.clone());
            (purchase.map(|purchase| purchase.cost_place), told)
        };
        assert_eq!(place("malmö", &listed), (Some("Malmö".to_owned()), None));
        let unknown = Some("error-cost-place-unknown".to_owned());
        assert_eq!(place("", &listed), (None, unknown.clone()));
        assert_eq!(place("9999", &listed), (None, unknown));
        assert_eq!(place("9999", &[]), (Some("9999".to_owned()), None));
        assert_eq!(place("", &[]), (Some(String::new()), None));
    }

    #[test]
    fn script_in_every_field_is_text_or_refused_never_more() {
        let mut pairs = filled();
        for pair in &mut pairs {
            if !matches!(pair.0, "email" | "phone" | "postcode" | "country") {
                pair.1 = "<script>alert(1)</script>";
            }
        }
        let contact = read_contact(&mut FormState::from_pairs(pairs)).expect("text is text");
        assert_eq!(contact.delivery.street, "<script>alert(1)</script>");
    }
}
