//! The numbers that a company is known by, each with the check that its country has laid down for it.

use crate::checkout::FieldFault;
use crate::pricing::vat::territory::NORTHERN_IRELAND;

/// Longest number of a country that has no rule here.
const LONGEST: usize = 20;

/// An organisation number as it is kept: ten digits for Sweden, with a right check digit (Luhn); a sole trader's is their personal number.
///
/// # Errors
/// What is wrong.
pub fn parse_org_number(text: &str, country: &str) -> Result<String, FieldFault> {
    let bare = bare(text);
    if bare.is_empty() {
        return Err(FieldFault::Missing);
    }
    let is_right = match country {
        "SE" => return swedish(&bare),
        "NO" => {
            is_digits(&bare, 9)
                && bare.starts_with(['8', '9'])
                && is_mod_11(&bare, &[3, 2, 7, 6, 5, 4, 3, 2, 1])
        }
        "DK" => is_digits(&bare, 8) && is_mod_11(&bare, &[2, 7, 6, 5, 4, 3, 2, 1]),
        "FI" => is_digits(&bare, 8) && is_mod_11(&bare, &[7, 9, 10, 5, 8, 4, 2, 1]),
        _ => (2..=LONGEST).contains(&bare.len()) && bare.chars().any(|c| c.is_ascii_digit()),
    };
    if is_right {
        Ok(bare)
    } else {
        Err(FieldFault::Malformed)
    }
}

/// An organisation number as people write it.
#[must_use]
pub fn shown_org_number(number: &str, country: &str) -> String {
    let parts = match (country, number.len()) {
        ("SE", 10) => number.split_at_checked(6).map(|(a, b)| (a, "-", b)),
        ("FI", 8) => number.split_at_checked(7).map(|(a, b)| (a, "-", b)),
        _ => None,
    };
    match parts {
        Some((first, sign, last)) => format!("{first}{sign}{last}"),
        None => number.to_owned(),
    }
}

/// A VAT number as it is kept, with its country's letters: checked for the form that the country gives its numbers, not for whether it is in use.
///
/// # Errors
/// What is wrong.
pub fn parse_vat_number(text: &str, country: &str) -> Result<String, FieldFault> {
    let bare = bare(text);
    if bare.is_empty() {
        return Err(FieldFault::Missing);
    }
    // Monaco's are France's; in Northern Ireland numbers begin with XI for what is bought from the Union.
    let country = if country == "MC" { "FR" } else { country };
    let prefix = match country {
        "GB" if bare.starts_with(NORTHERN_IRELAND) => NORTHERN_IRELAND,
        _ => vat_prefix(country),
    };
    let rest = bare.strip_prefix(prefix).unwrap_or(&bare);
    let is_right = match country {
        "SE" => {
            is_digits(rest, 12)
                && rest.ends_with("01")
                && rest
                    .split_at_checked(10)
                    .is_some_and(|(number, _)| is_luhn(number))
        }
        _ => match VAT_FORMS.iter().find(|(code, _)| *code == country) {
            Some((_, forms)) => forms.iter().any(|form| fits(form, rest)),
            None => (4..=LONGEST).contains(&rest.len()),
        },
    };
    if is_right {
        Ok(format!("{prefix}{rest}"))
    } else {
        Err(FieldFault::Malformed)
    }
}

/// A global location number: thirteen digits, the last of which follows from the rest.
///
/// # Errors
/// What is wrong.
pub fn parse_gln(text: &str) -> Result<String, FieldFault> {
    let bare = bare(text);
    if bare.is_empty() {
        return Err(FieldFault::Missing);
    }
    let sum: u32 = bare
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .zip([1, 3].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .sum();
    if is_digits(&bare, 13) && sum.is_multiple_of(10) {
        Ok(bare)
    } else {
        Err(FieldFault::Malformed)
    }
}

/// Where electronic invoices go: Peppol's scheme of four digits, a colon and the number there.
///
/// # Errors
/// What is wrong.
pub fn parse_e_invoice_id(text: &str) -> Result<String, FieldFault> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return Err(FieldFault::Missing);
    }
    match text.split_once(':') {
        Some((scheme, number))
            if is_digits(scheme, 4)
                && (1..=50).contains(&number.len())
                && number
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')) =>
        {
            Ok(text)
        }
        _ => Err(FieldFault::Malformed),
    }
}

/// The number without what people put between its parts, in capitals.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(c, '-' | '.' | '/' | '\u{2010}'..='\u{2013}' | '\u{2212}')
        })
        .flat_map(char::to_uppercase)
        .take(LONGEST * 4)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '?' })
        .collect::<String>()
}

fn swedish(bare: &str) -> Result<String, FieldFault> {
    // With a century before it: 16 for organisations, 19 and 20 for people.
    let number = match bare.len() {
        12 if ["16", "18", "19", "20"].iter().any(|c| bare.starts_with(c)) => {
            bare.split_at_checked(2).map_or(bare, |(_, rest)| rest)
        }
        _ => bare,
    };
    if is_digits(number, 10) && is_luhn(number) {
        Ok(number.to_owned())
    } else {
        Err(FieldFault::Malformed)
    }
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.chars().all(|c| c.is_ascii_digit())
}

/// The check of cards and Swedish numbers: every second digit from the right but the last is doubled, and its digits are added.
fn is_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .zip([1, 2].into_iter().cycle())
        .map(|(digit, weight)| {
            let product = digit * weight;
            if product > 9 { product - 9 } else { product }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn is_mod_11(digits: &str, weights: &[u32]) -> bool {
    let sum: u32 = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum();
    sum.is_multiple_of(11)
}

fn vat_prefix(country: &str) -> &str {
    match country {
        "GR" => "EL",
        "CH" => "CHE",
        _ => country,
    }
}

/// The forms of VAT numbers without the country's letters: `9` a digit, `A` a letter, `X` either; other signs stand for themselves.
const VAT_FORMS: &[(&str, &[&str])] = &[
    ("AT", &["U99999999"]),
    ("BE", &["9999999999"]),
    ("BG", &["999999999", "9999999999"]),
    (
        "CH",
        &["999999999", "999999999MWST", "999999999TVA", "999999999IVA"],
    ),
    ("CY", &["99999999A"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("ES", &["X9999999X"]),
    ("FI", &["99999999"]),
    ("FR", &["XX999999999"]),
    ("GB", &["999999999", "999999999999"]),
    ("GR", &["999999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9999999A", "9999999AA", "9X99999A"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["XXXXXXXXXXXX"]),
    ("NO", &["999999999MVA", "999999999"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    (
        "RO",
        &[
            "99",
            "999",
            "9999",
            "99999",
            "999999",
            "9999999",
            "99999999",
            "999999999",
            "9999999999",
        ],
    ),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
];

fn fits(form: &str, text: &str) -> bool {
    form.len() == text.len()
        && form.chars().zip(text.chars()).all(|(sign, c)| match sign {
            '9' => c.is_ascii_digit(),
            'A' => c.is_ascii_uppercase(),
            'X' => c.is_ascii_alphanumeric(),
            sign => c == sign,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swedish_numbers_have_a_check_digit() {
        for right in [
            "556016-0680",
            "5560160680",
            "16556016-0680",
            "556 016 06 80",
            "202100-5489",
        ] {
            assert!(parse_org_number(right, "SE").is_ok(), "{right}");
        }
        assert_eq!(
            parse_org_number("165560160680", "SE"),
            Ok("5560160680".to_owned())
        );
        // A sole trader's number is a personal one.
        assert_eq!(
            parse_org_number("19811218-9876", "SE"),
            Ok("8112189876".to_owned())
        );
        for wrong in [
            "556016-0681",
            "55601606",
            "5560160680X",
            "17556016-0680",
            "åäö",
            "５５６０１６０６８０",
        ] {
            assert_eq!(
                parse_org_number(wrong, "SE"),
                Err(FieldFault::Malformed),
                "{wrong}"
            );
        }
        assert_eq!(parse_org_number(" - ", "SE"), Err(FieldFault::Missing));
        assert_eq!(shown_org_number("5560160680", "SE"), "556016-0680");
    }

    #[test]
    fn every_wrong_last_digit_is_found() {
        let right =
            (0..10).filter(|last| parse_org_number(&format!("556016068{last}"), "SE").is_ok());
        assert_eq!(right.collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn the_neighbours_have_theirs() {
        assert!(parse_org_number("923 609 016", "NO").is_ok());
        assert!(parse_org_number("923 609 017", "NO").is_err());
        assert!(parse_org_number("24256790", "DK").is_ok());
        assert!(parse_org_number("24256791", "DK").is_err());
        assert_eq!(
            parse_org_number("0112038-9", "FI"),
            Ok("01120389".to_owned())
        );
        assert!(parse_org_number("0112038-8", "FI").is_err());
        assert_eq!(shown_org_number("01120389", "FI"), "0112038-9");
        assert_eq!(
            parse_org_number("HRB 12345", "DE"),
            Ok("HRB12345".to_owned())
        );
        assert!(parse_org_number("'; drop table", "DE").is_err());
    }

    #[test]
    fn vat_numbers_have_their_countrys_form() {
        for (country, right, kept) in [
            ("SE", "SE556016068001", "SE556016068001"),
            ("SE", "556016-0680 01", "SE556016068001"),
            ("DE", "de 136 695 976", "DE136695976"),
            ("FI", "01120389", "FI01120389"),
            ("GR", "EL094259216", "EL094259216"),
            ("NL", "NL004495445B01", "NL004495445B01"),
            ("NO", "923609016 MVA", "NO923609016MVA"),
            ("AT", "ATU12345678", "ATU12345678"),
            ("GB", "XI 123 4567 89", "XI123456789"),
            ("GB", "123456789", "GB123456789"),
            ("MC", "FR 40 303 265 045", "FR40303265045"),
        ] {
            assert_eq!(
                parse_vat_number(right, country),
                Ok(kept.to_owned()),
                "{right}"
            );
        }
        for (country, wrong) in [
            ("SE", "SE556016068002"),
            ("SE", "SE556016068101"),
            ("DE", "DE12345678"),
            ("DE", "FR12345678901"),
            ("AT", "AT12345678"),
            ("IE", "IE12345678"),
        ] {
            assert_eq!(
                parse_vat_number(wrong, country),
                Err(FieldFault::Malformed),
                "{wrong}"
            );
        }
    }

    #[test]
    fn locations_and_invoice_addresses() {
        assert_eq!(parse_gln("735 0000 00000 0"), Err(FieldFault::Malformed));
        assert_eq!(parse_gln("7300009000056"), Err(FieldFault::Malformed));
        assert_eq!(parse_gln("4006381333931"), Ok("4006381333931".to_owned()));
        assert_eq!(
            parse_e_invoice_id("0007:5560160680"),
            Ok("0007:5560160680".to_owned())
        );
        for wrong in ["5560160680", "007:55", "0007:", "0007:a b<script>"] {
            assert_eq!(
                parse_e_invoice_id(wrong),
                Err(FieldFault::Malformed),
                "{wrong}"
            );
        }
    }
}
