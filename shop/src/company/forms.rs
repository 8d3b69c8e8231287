//! The forms of companies and their people.

use commerce::checkout::{FieldFault, parse_email, parse_line, parse_phone, parse_postcode};
use commerce::company::apply::Wish;
use commerce::company::cost_place::find;
use commerce::company::manage::MOST_COST_PLACES;
use commerce::company::number::{
    parse_e_invoice_id, parse_gln, parse_org_number, parse_vat_number,
};
use commerce::company::{LONGEST_NAME, LONGEST_WORD, MemberRole, MemberTerms, Papers, Place};
use commerce::ids::CompanyPlaceId;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState};
use platform::sums;

/// Longest note with an application.
const LONGEST_NOTE: usize = 500;

/// Applying for a tier.
#[derive(Debug)]
pub struct ApplyForm;

impl Form for ApplyForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("tier", "field-tier"),
        Field::plain("company", "field-company-name"),
        Field::plain("country", "field-country"),
        Field::plain("org_number", "field-org-number"),
        Field::plain("vat_number", "field-vat-number"),
        Field::plain("invoice_email", "field-invoice-email"),
        Field::plain("note", "field-application-note"),
    ];
}

/// What the company's papers say.
#[derive(Debug)]
pub struct PapersForm;

impl Form for PapersForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("invoice_email", "field-invoice-email"),
        Field::plain("invoice_street", "field-invoice-street"),
        Field::plain("invoice_street2", "field-street2"),
        Field::plain("invoice_postcode", "field-invoice-postcode"),
        Field::plain("invoice_city", "field-invoice-city"),
        Field::plain("gln", "field-gln"),
        Field::plain("e_invoice_id", "field-e-invoice"),
        Field::plain("requires_reference", "field-requires-reference"),
        Field::plain("buyers_see_all", "field-buyers-see-all"),
        Field::plain("row_version", "field-gln"),
    ];
}

/// Inviting somebody, or changing what they may do.
#[derive(Debug)]
pub struct PersonForm;

impl Form for PersonForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("email", "field-email"),
        Field::plain("role", "field-role"),
        Field::plain("limit", "field-approval-limit"),
        Field::plain("cost_place", "field-cost-place"),
        Field::plain("approves_for", "field-approves-for"),
        Field::plain("row_version", "field-role"),
    ];
}

/// A place where goods go.
#[derive(Debug)]
pub struct PlaceForm;

impl Form for PlaceForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("label", "field-place-label"),
        Field::plain("name", "field-receiver"),
        Field::plain("phone", "field-phone"),
        Field::plain("street", "field-street"),
        Field::plain("street2", "field-street2"),
        Field::plain("postcode", "field-postcode"),
        Field::plain("city", "field-city"),
        Field::plain("country", "field-country"),
        Field::plain("gln", "field-gln"),
        Field::plain("marking", "field-marking"),
        Field::plain("is_default", "field-place-default"),
        Field::plain("row_version", "field-place-label"),
    ];
}

/// Reads an application. Everything that is wrong is said at once, at its field.
pub(super) fn read_wish(form: &mut FormState<ApplyForm>, locale: &str) -> Option<Wish> {
    let country = form.trimmed("country").to_owned();
    let company_name = required(form, "company", long(LONGEST_NAME), |text| {
        parse_line(text, LONGEST_NAME)
    });
    let number_key = if country == "SE" {
        "error-org-number-SE"
    } else {
        "error-org-number"
    };
    let org_number = required(form, "org_number", number_key, |text| {
        parse_org_number(text, &country)
    });
    let vat_number = optional(form, "vat_number", "error-vat-number", |text| {
        parse_vat_number(text, &country)
    });
    let invoice_email = required(form, "invoice_email", "error-email", parse_email);
    let note = optional(form, "note", long(LONGEST_NOTE), |text| {
        parse_line(text, LONGEST_NOTE)
    });
    Some(Wish {
        tier_code: form.trimmed("tier").to_owned(),
        company_name: company_name?,
        org_number: org_number?,
        vat_number: vat_number?,
        invoice_email: invoice_email?,
        note: note?.unwrap_or_default(),
        locale: locale.to_owned(),
        country,
    })
}

/// Reads a company's papers.
pub(super) fn read_papers(form: &mut FormState<PapersForm>, country: &str) -> Option<Papers> {
    let line = |most| move |text: &str| parse_line(text, most);
    let email = optional(form, "invoice_email", "error-email", parse_email);
    let street = optional(form, "invoice_street", long(120), line(120));
    let street2 = optional(form, "invoice_street2", long(120), line(120));
    let postcode = optional(form, "invoice_postcode", "error-postcode", |text| {
        parse_postcode(text, country)
    });
    let city = optional(form, "invoice_city", long(80), line(80));
    let gln = optional(form, "gln", "error-gln", parse_gln);
    let e_invoice_id = optional(form, "e_invoice_id", "error-e-invoice", parse_e_invoice_id);
    let papers = Papers {
        invoice_email: email?.unwrap_or_default(),
        invoice_street: street?.unwrap_or_default(),
        invoice_street2: street2?.unwrap_or_default(),
        invoice_postcode: postcode?.unwrap_or_default(),
        invoice_city: city?.unwrap_or_default(),
        gln: gln?,
        e_invoice_id: e_invoice_id?,
        requires_reference: !form.trimmed("requires_reference").is_empty(),
        buyers_see_all: !form.trimmed("buyers_see_all").is_empty(),
    };
    // An address is whole or not there.
    if !papers.invoice_street.is_empty() {
        for (field, value) in [
            ("invoice_postcode", &papers.invoice_postcode),
            ("invoice_city", &papers.invoice_city),
        ] {
            if value.is_empty() {
                form.refuse(field, "error-required");
            }
        }
    }
    form.is_valid().then_some(papers)
}

/// Reads what a person may do. Where the company keeps a list of cost places, no others are given.
pub(super) fn read_terms(
    form: &mut FormState<PersonForm>,
    listed: &[String],
) -> Option<MemberTerms> {
    let role = MemberRole::from_column(form.trimmed("role"));
    if role.is_none() {
        form.refuse("role", "error-required");
    }
    let limit = optional(form, "limit", "error-sum", |text| {
        sums::read(text).ok_or(FieldFault::Malformed)
    });
    let cost_place = optional(form, "cost_place", long(LONGEST_WORD), |text| {
        parse_line(text, LONGEST_WORD)
    });
    let approves_for = read_places(form);
    let cost_place = cost_place.map(Option::unwrap_or_default);
    let own: Vec<String> = cost_place
        .iter()
        .filter(|place| !place.is_empty())
        .cloned()
        .collect();
    refuse_unlisted(form, "cost_place", (&own, listed));
    let for_whom = approves_for.as_deref().unwrap_or_default();
    refuse_unlisted(form, "approves_for", (for_whom, listed));
    Some(MemberTerms {
        role: role?,
        approval_limit_minor: limit?,
        cost_place: cost_place?,
        approves_for: approves_for?,
    })
}

fn refuse_unlisted(
    form: &mut FormState<PersonForm>,
    field: &'static str,
    (places, listed): (&[String], &[String]),
) {
    if listed.is_empty() {
        return;
    }
    if let Some(place) = places.iter().find(|place| find(listed, place).is_none()) {
        let told = Message::new("error-cost-places-unknown").with("place", place.clone());
        form.refuse(field, told);
    }
}

/// Cost places, one after another with commas between; each once, however often it is written.
fn read_places(form: &mut FormState<PersonForm>) -> Option<Vec<String>> {
    let mut places: Vec<String> = Vec::new();
    let typed = form.trimmed("approves_for").to_owned();
    for part in typed.split(',') {
        let part = part.trim();
        if part.is_empty() || places.iter().any(|known| known == part) {
            continue;
        }
        let Ok(place) = parse_line(part, LONGEST_WORD) else {
            form.refuse("approves_for", long(LONGEST_WORD));
            return None;
        };
        places.push(place);
    }
    if places.len() > MOST_COST_PLACES {
        let told = Message::new("error-many-cost-places").with("max", MOST_COST_PLACES);
        form.refuse("approves_for", told);
        return None;
    }
    Some(places)
}

/// Reads a place, which keeps its `id`.
pub(super) fn read_place(
    form: &mut FormState<PlaceForm>,
    id: CompanyPlaceId,
    countries: &[String],
) -> Option<Place> {
    let country = form.trimmed("country").to_owned();
    if !countries.contains(&country) {
        form.refuse("country", "error-country");
    }
    let line = |most| move |text: &str| parse_line(text, most);
    let label = required(form, "label", long(LONGEST_WORD), line(LONGEST_WORD));
    let name = required(form, "name", long(160), line(160));
    let phone = optional(form, "phone", "error-phone", |text| {
        parse_phone(text, &country)
    });
    let street = required(form, "street", long(120), line(120));
    let street2 = optional(form, "street2", long(120), line(120));
    let postcode = required(form, "postcode", "error-postcode", |text| {
        parse_postcode(text, &country)
    });
    let city = required(form, "city", long(80), line(80));
    let gln = optional(form, "gln", "error-gln", parse_gln);
    let marking = optional(form, "marking", long(LONGEST_WORD), line(LONGEST_WORD));
    let place = Place {
        id,
        label: label?,
        name: name?,
        phone: phone?.unwrap_or_default(),
        street: street?,
        street2: street2?.unwrap_or_default(),
        postcode: postcode?,
        city: city?,
        gln: gln?,
        marking: marking?.unwrap_or_default(),
        is_default: !form.trimmed("is_default").is_empty(),
        row_version: form.value("row_version").parse().unwrap_or(0),
        country,
    };
    form.is_valid().then_some(place)
}

/// What a line of at most so many characters is refused with.
fn long(most: usize) -> Message {
    Message::new("error-too-long").with("max", most)
}

fn required<F: Form, T>(
    form: &mut FormState<F>,
    name: &str,
    wrong: impl Into<Message>,
    parse: impl Fn(&str) -> Result<T, FieldFault>,
) -> Option<T> {
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

/// A field that may be left out.
fn optional<F: Form, T>(
    form: &mut FormState<F>,
    name: &str,
    wrong: impl Into<Message>,
    parse: impl Fn(&str) -> Result<T, FieldFault>,
) -> Option<Option<T>> {
    if form.trimmed(name).is_empty() {
        return Some(None);
    }
    required(form, name, wrong, parse).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_is_checked_at_once() {
        let mut form = FormState::from_pairs([
            ("tier", "pro"),
            ("company", "Studio Furu AB"),
            ("country", "SE"),
            ("org_number", "556016-0681"),
            ("vat_number", "DE1"),
            ("invoice_email", "faktura"),
        ]);
        assert!(read_wish(&mut form, "sv").is_none());
        let key = |form: &FormState<ApplyForm>, name: &str| {
            form.complaint(name).map(|message| message.key.clone())
        };
        assert_eq!(
            key(&form, "org_number").as_deref(),
            Some("error-org-number-SE")
        );
        assert_eq!(
            key(&form, "vat_number").as_deref(),
            Some("error-vat-number")
        );
        assert_eq!(key(&form, "invoice_email").as_deref(), Some("error-email"));
        let mut right = FormState::from_pairs([
            ("tier", "pro"),
            ("company", "Studio Furu AB"),
            ("country", "SE"),
            ("org_number", "16556016-0680"),
            ("invoice_email", "faktura@furu.example"),
        ]);
        let wish = read_wish(&mut right, "sv").expect("right");
        assert_eq!(wish.org_number, "5560160680");
    }

    #[test]
    fn an_invoice_address_is_whole_or_not_there() {
        let mut form = FormState::from_pairs([("invoice_street", "Box 12")]);
        assert!(read_papers(&mut form, "SE").is_none());
        assert!(form.complaint("invoice_city").is_some());
        assert!(read_papers(&mut FormState::blank(), "SE").is_some());
    }
}
