//! The file that a shop is opened from: TOML, whose every field is checked before anything is written.

use std::collections::BTreeSet;

use commerce::catalogue::Label;
use commerce::catalogue::product::Manufacturer;
use commerce::catalogue::shop::Shop;
use commerce::checkout::parse_email;
use commerce::company::number::shown_org_number;
use commerce::ids::ShopId;
pub(super) use commerce::opening::facts::LINE;
use commerce::opening::facts::{self, LANGUAGES, MethodFault};
use commerce::opening::{Opening, VatClassDraft, known_classes};
use commerce::order::invoice::document::account::{Account, parse_bankgiro, parse_bic, parse_iban};
use commerce::payment::PaymentMethod;
use commerce::pricing::vat::rates::RateDraft;
use platform::money::Currency;
use toml::Table;

use super::read::{Fault, Faults, Section, is_country};
use super::{attributes, freight, texts};

/// Largest sum that may be written, in hundredths.
pub(super) const MOST: i64 = 100_000_000;
/// Classes whose names have another meaning.
const RESERVED: [&str; 1] = ["voucher"];

/// Reads the file.
///
/// # Errors
/// Every fault that it has.
pub fn read(text: &str) -> Result<Opening, Vec<Fault>> {
    let faults = Faults::default();
    let table = match text.parse::<Table>() {
        Ok(table) => table,
        Err(error) => {
            let line = error.span().map_or(1, |span| {
                text[..span.start.min(text.len())].matches('\n').count() + 1
            });
            faults.add(format!("line {line}"), error.message());
            return Err(faults.all());
        }
    };
    let opening = opening(Section::new("", &table, &faults));
    match (opening, faults.all()) {
        (Some(opening), none) if none.is_empty() => Ok(opening),
        (_, faults) => Err(faults),
    }
}

fn opening(file: Section<'_>) -> Option<Opening> {
    let Some(section) = file.section("shop") else {
        file.refuse("shop", "the section [shop] is missing");
        return None;
    };
    let seat = section.optional("seat", LINE);
    let shop = shop(&section);
    section.end();
    let account = file.section("account").and_then(|section| {
        let account = account(&section);
        section.end();
        account
    });
    let locations = locations(&file);
    let vat_classes = vat_classes(&file);
    let manufacturers = file.sections("manufacturers").into_iter().filter_map(maker);
    let manufacturers = manufacturers.collect();
    let attributes = attributes::all(&file);
    let freight = freight::all(&file, shop.as_ref());
    file.end();
    let shop = shop?;
    Some(Opening {
        texts: texts::all(&shop, &seat),
        shop,
        account,
        locations,
        vat_classes,
        freight,
        manufacturers,
        attributes,
    })
}

fn shop(of: &Section<'_>) -> Option<Shop> {
    let country = of.parsed(
        "country",
        "is not a country that a shop can be run from: SE",
        |text| (text == "SE").then(|| text.to_owned()),
    );
    let home = country.as_deref().unwrap_or("SE");
    let org_number = of.parsed(
        "org_number",
        "is no organisation number: ten digits, the last of which follows from the others",
        |text| facts::org_number(text, home),
    );
    let vat_number = of.parsed(
        "vat_number",
        "is no VAT number: SE, the ten digits of the organisation number, 01",
        |text| facts::vat_number(text, home),
    );
    if let (Some(org), Some(vat)) = (&org_number, &vat_number)
        && !facts::belong_together(org, vat)
    {
        of.refuse("vat_number", "is not the one of this organisation number");
    }
    let postcode = of.parsed("postcode", "is no postcode: five digits", |text| {
        facts::postcode(text, home)
    });
    let email = of.parsed("email", "is no e-mail address", |text| {
        parse_email(text).ok()
    });
    let phone = of.parsed("phone", "is no telephone number", |text| {
        facts::phone(text, home)
    });
    let currency = of.parsed(
        "currency",
        "is no currency with hundredths, such as SEK",
        |text| Currency::parse(text).filter(|currency| currency.exponent() == 2),
    );
    let language = of.parsed("language", "is neither sv nor en", |text| {
        LANGUAGES.contains(&text).then(|| text.to_owned())
    });
    let mut countries = of
        .countries("countries")
        .unwrap_or_else(|| vec![home.to_owned()]);
    if !countries.iter().any(|code| code == home) {
        countries.insert(0, home.to_owned());
    }
    let payment_methods = payment_methods(of, currency);
    Some(Shop {
        id: ShopId::generate(),
        code: of.code("code"),
        name: of.text("name", LINE),
        legal_name: of.text("legal_name", LINE),
        street: of.text("street", LINE),
        city: of.text("city", LINE),
        org_number: shown_org_number(&org_number?, home),
        vat_number: vat_number?,
        postcode: postcode?,
        country: country?,
        email: email?,
        phone: phone?,
        currency: currency?,
        default_locale: language?,
        countries,
        payment_methods,
    })
}

fn payment_methods(of: &Section<'_>, currency: Option<Currency>) -> Vec<String> {
    let usual = vec![PaymentMethod::Card.as_str().to_owned()];
    let Some(names) = of.texts("payment_methods") else {
        return usual;
    };
    for name in &names {
        match (facts::payment_method(name, currency), currency) {
            (Err(MethodFault::Unknown), _) => of.refuse(
                "payment_methods",
                format!(
                    "({name:?}) is none of card, swish and klarna; invoices are the tiers' own"
                ),
            ),
            (Err(MethodFault::Currency), Some(currency)) => {
                of.refuse("payment_methods", format!("({name:?}) takes no {currency}"))
            }
            (Err(MethodFault::Currency), None) | (Ok(_), _) => {}
        }
    }
    if names.is_empty() { usual } else { names }
}

/// An account whose three fields may each be empty.
fn account(of: &Section<'_>) -> Option<Account> {
    let part = |key, problem: &str, parse: fn(&str) -> Option<String>| {
        let text = of.optional(key, LINE);
        let parsed = parse(&text);
        if parsed.is_none() {
            of.refuse(key, format!("({text:?}) {problem}"));
        }
        parsed
    };
    let bankgiro = part(
        "bankgiro",
        "is no bankgiro number: seven or eight digits, the last of which follows from the others",
        parse_bankgiro,
    );
    let iban = part("iban", "is no IBAN", parse_iban);
    let bic = part(
        "bic",
        "is no BIC: eight or eleven letters and digits",
        parse_bic,
    );
    Some(Account {
        bankgiro: bankgiro?,
        iban: iban?,
        bic: bic?,
    })
}

fn locations(file: &Section<'_>) -> Vec<(String, String)> {
    let mut locations: Vec<(String, String)> = Vec::new();
    for section in file.sections("locations") {
        let (code, name) = (section.code("code"), section.text("name", LINE));
        if !code.is_empty() && locations.iter().any(|(other, _)| *other == code) {
            section.refuse("code", format!("({code:?}) is another location's"));
        }
        section.end();
        locations.push((code, name));
    }
    if locations.is_empty() {
        file.refuse(
            "locations",
            "no location is named: goods must lie somewhere",
        );
    }
    locations
}

/// The known classes, those with other rates in the file, and the file's own.
fn vat_classes(file: &Section<'_>) -> Vec<VatClassDraft> {
    let mut classes = known_classes();
    let mut written = BTreeSet::new();
    for section in file.sections("vat_classes") {
        let code = section.code("code");
        let name = label(&section, "name", LINE);
        if RESERVED.contains(&code.as_str()) {
            section.refuse("code", "is the class of gift cards, which bear no VAT");
        }
        if !code.is_empty() && !written.insert(code.clone()) {
            section.refuse("code", format!("({code:?}) is written already"));
        }
        let rates = vat_rates(&section, &code);
        section.end();
        let draft = VatClassDraft {
            code,
            name,
            rates,
            is_known: false,
        };
        match classes.iter_mut().find(|class| class.code == draft.code) {
            Some(class) => *class = draft,
            None => classes.push(draft),
        }
    }
    classes
}

/// The rates of a class; in one country one begins on a day.
fn vat_rates(of: &Section<'_>, class: &str) -> Vec<RateDraft> {
    let mut rates: Vec<RateDraft> = Vec::new();
    let sections = of.sections("rates");
    if sections.is_empty() {
        of.refuse("rates", "no rate is written");
    }
    for section in sections {
        if let Some(rate) = vat_rate(&section, class) {
            let mut others = rates.iter();
            if others.any(|other| (&other.country, other.from) == (&rate.country, rate.from)) {
                section.refuse("from", "the same country has another rate from this day on");
            }
            rates.push(rate);
        }
        section.end();
    }
    rates
}

fn vat_rate(of: &Section<'_>, class: &str) -> Option<RateDraft> {
    let country = of.optional("country", 2);
    let country = if country.is_empty() {
        "SE".to_owned()
    } else {
        country
    };
    if !is_country(&country) {
        of.refuse("country", "is no country: two capital letters, such as SE");
    }
    let from = of.parsed("from", "is no day: 2026-01-31", |text| text.parse().ok());
    let rate = of.hundredths("percent", 10_000);
    if rate.is_none() {
        of.refuse("percent", "a rate in per cent is needed");
    }
    Some(RateDraft {
        vat_class: class.to_owned(),
        country,
        rate_bp: i32::try_from(rate?).ok()?,
        from: from?,
    })
}

fn maker(of: Section<'_>) -> Option<Manufacturer> {
    let country = of.parsed(
        "country",
        "is no country: two capital letters, such as SE",
        |text| is_country(text).then(|| text.to_owned()),
    );
    let (name, address) = (of.text("name", 300), of.text("address", 300));
    let contact = of.text("contact", 300);
    let keys = [
        "responsible_name",
        "responsible_address",
        "responsible_contact",
    ];
    let responsible = keys.map(|key| of.optional(key, 300));
    let given = responsible.iter().filter(|text| !text.is_empty()).count();
    if ![0, keys.len()].contains(&given) {
        of.refuse(
            "responsible_name",
            "name, address and contact belong together",
        );
    }
    of.end();
    let [name_of, address_of, contact_of] = responsible;
    Some(Manufacturer {
        name,
        postal_address: address,
        electronic_address: contact,
        country: country?,
        responsible: (given > 0).then_some((name_of, address_of, contact_of)),
    })
}

/// A text in Swedish, and in English where it is given: `name_sv`, `name_en`.
pub(super) fn label(of: &Section<'_>, what: &str, most: usize) -> Label {
    let (sv, en) = match what {
        "description" => ("description_sv", "description_en"),
        _ => ("name_sv", "name_en"),
    };
    Label::new(&of.text(sv, most), &of.optional(en, most))
}
