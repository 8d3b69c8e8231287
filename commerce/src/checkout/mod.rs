//! The **checkout**: from a cart to a prepared order. What the shopper confirmed is part of the request; if anything has moved meanwhile, nothing happens
//! and they see what changed.

pub mod business;
pub mod deliver;
pub mod for_tiers;
pub mod freight;
pub mod freight_why;
pub mod listing;
pub mod prepare;
pub mod priced;
pub mod quote;
pub mod store;
pub mod tax;

use platform::mail::transport;

use crate::order::Address;

/// The buyer and where the goods go.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Contact {
    /// Checked for its form.
    pub email: String,
    /// With country code.
    pub phone: String,
    /// Where the goods go.
    pub delivery: Address,
    /// Who is billed, where that is someone else.
    pub invoice: Option<Address>,
    /// Words to the carrier.
    pub note: String,
}

/// Why an address part cannot be used, as a message key's last part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldFault {
    /// Nothing was given.
    Missing,
    /// Too long, or of a form that cannot be right.
    Malformed,
}

/// Checks an e-mail address for what would keep mail from arriving: one `@`, letters, digits and the signs that addresses may hold before it, a domain of
/// at least two names after it, at most 254 characters; and that the mail's transport takes it.
///
/// # Errors
/// What is wrong.
pub fn parse_email(text: &str) -> Result<String, FieldFault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldFault::Missing);
    }
    let sound = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !part.contains("..")
    };
    let is_plain = |c: char| c.is_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c);
    let is_name = |name: &str| {
        !name.is_empty()
            && name.len() <= 63
            && !name.starts_with('-')
            && !name.ends_with('-')
            && name.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    match text.rsplit_once('@') {
        Some((local, domain))
            if text.len() <= 254
                && local.len() <= 64
                && sound(local)
                && local.chars().all(is_plain)
                && domain.contains('.')
                && domain.split('.').all(is_name)
                && transport::can_send_to(text) =>
        {
            Ok(format!("{local}@{}", domain.to_lowercase()))
        }
        _ => Err(FieldFault::Malformed),
    }
}

/// Checks a phone number: 7 to 15 digits; gives it with country code (`+46701740612`; a leading zero is Swedish when the country is).
///
/// # Errors
/// What is wrong.
pub fn parse_phone(text: &str, country: &str) -> Result<String, FieldFault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldFault::Missing);
    }
    if !text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '/'))
        || text.len() > 32
    {
        return Err(FieldFault::Malformed);
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let international = if text.starts_with('+') {
        digits
    } else if let Some(rest) = digits.strip_prefix("00") {
        rest.to_owned()
    } else {
        let prefix = match country {
            "SE" => "46",
            "NO" => "47",
            "DK" => "45",
            "FI" => "358",
            _ => {
                return if (7..=15).contains(&digits.len()) {
                    Ok(digits)
                } else {
                    Err(FieldFault::Malformed)
                };
            }
        };
        // Danish and Norwegian numbers have no trunk zero; dropping one that is not there does nothing.
        format!("{prefix}{}", digits.strip_prefix('0').unwrap_or(&digits))
    };
    if (7..=15).contains(&international.len()) {
        Ok(format!("+{international}"))
    } else {
        Err(FieldFault::Malformed)
    }
}

/// Checks a postcode by the country's form and gives it as that country's post writes it in data (Sweden: `41301`).
///
/// # Errors
/// What is wrong.
pub fn parse_postcode(text: &str, country: &str) -> Result<String, FieldFault> {
    let text = text.trim().to_uppercase();
    if text.is_empty() {
        return Err(FieldFault::Missing);
    }
    let bare: String = text
        .strip_prefix("SE-")
        .unwrap_or(&text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let digits = |count: usize| bare.len() == count && bare.chars().all(|c| c.is_ascii_digit());
    let is_right = match country {
        // No Swedish postcode begins with 0.
        "SE" => digits(5) && !bare.starts_with('0'),
        "FI" | "DE" | "FR" | "ES" | "IT" => digits(5),
        "NO" | "DK" | "AT" | "BE" => digits(4),
        _ => {
            bare.len() <= 12
                && bare.len() >= 2
                && bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        }
    };
    if is_right {
        Ok(bare)
    } else {
        Err(FieldFault::Malformed)
    }
}

/// Checks a line of text for its length in characters.
///
/// # Errors
/// What is wrong.
pub fn parse_line(text: &str, most: usize) -> Result<String, FieldFault> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        Err(FieldFault::Missing)
    } else if text.chars().count() > most || text.chars().any(char::is_control) {
        Err(FieldFault::Malformed)
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses() {
        assert_eq!(
            parse_email(" Elin@Exempel.SE "),
            Ok("Elin@exempel.se".to_owned())
        );
        for right in [
            "åsa@malmö.se",
            "elin+shop@exempel.se",
            "o'ek/x=y@a-b.exempel.se",
        ] {
            assert_eq!(parse_email(right), Ok(right.to_owned()));
        }
        for wrong in [
            "elin.exempel.se",
            "a@b",
            "a b@c.se",
            "a@b..se",
            "@c.se",
            "a@.se",
            "a@b.se\r\nBcc: x@y.se",
            "a,b@c.se",
            "x[@exempel.se",
            "x]@exempel.se",
            "x\u{1f4a9}@exempel.se",
            "elin@-a-.se",
            "elin@a-.se",
            "elin@a_b.se",
            "elin..ek@exempel.se",
        ] {
            assert_eq!(parse_email(wrong), Err(FieldFault::Malformed), "{wrong}");
        }
        assert_eq!(
            parse_email(&format!("{}@b.se", "a".repeat(300))),
            Err(FieldFault::Malformed)
        );
        assert_eq!(parse_email("  "), Err(FieldFault::Missing));
    }

    #[test]
    fn phone_numbers_get_their_country_code() {
        assert_eq!(
            parse_phone("070-174 06 12", "SE"),
            Ok("+46701740612".to_owned())
        );
        assert_eq!(
            parse_phone("+46 70 174 06 12", "SE"),
            Ok("+46701740612".to_owned())
        );
        assert_eq!(
            parse_phone("0046701740612", "SE"),
            Ok("+46701740612".to_owned())
        );
        assert_eq!(parse_phone("12345", "XX"), Err(FieldFault::Malformed));
        assert_eq!(parse_phone("ring mig", "SE"), Err(FieldFault::Malformed));
    }

    #[test]
    fn postcodes_by_country() {
        assert_eq!(parse_postcode("413 01", "SE"), Ok("41301".to_owned()));
        assert_eq!(parse_postcode("se-413 01", "SE"), Ok("41301".to_owned()));
        assert_eq!(parse_postcode("4131", "SE"), Err(FieldFault::Malformed));
        assert_eq!(parse_postcode("01301", "SE"), Err(FieldFault::Malformed));
        assert_eq!(parse_postcode("0150", "NO"), Ok("0150".to_owned()));
        assert_eq!(parse_postcode("'; drop", "XX"), Err(FieldFault::Malformed));
    }
}
