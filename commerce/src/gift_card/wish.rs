//! What a shopper **wishes** of a card that they buy: who gets it, with which words, on which day, and how much it holds where they may say so.

use platform::clock::{Date, Timestamp};
use platform::money::Currency;
use platform::secret::hash_token;

use crate::checkout::{FieldFault, parse_email};

/// Longest greeting in characters.
pub const LONGEST_GREETING: usize = 500;
/// Latest day on which a card can be asked to come, counted from today.
pub const LATEST_DAYS: i64 = 365;
/// Most cards of one line.
pub const MOST_PIECES: i32 = 100;

/// A wish. The default one: to whoever buys it, at once, without words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Whose address; `None`: the buyer's.
    pub recipient: Option<String>,
    /// Their words; may be empty. Lines are parted by `\n`.
    pub greeting: String,
    /// The day in Sweden on which it is to come; `None`: as soon as it is paid for.
    pub deliver_on: Option<Date>,
    /// What it is to hold, of a variant that lets them say so; minor units.
    pub amount_minor: Option<i64>,
}

/// What is wrong with a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WishFault {
    /// The address cannot be one.
    Recipient,
    /// The words are too many, or hold signs that cannot be written.
    Greeting,
    /// The day is none, has passed, or is too far away.
    Day,
}

/// A wish as it was typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// An address, or nothing.
    pub recipient: &'a str,
    /// Words, or nothing.
    pub greeting: &'a str,
    /// `2026-12-24`, or nothing.
    pub deliver_on: &'a str,
}

/// Reads a wish; today's date, or none, is at once.
///
/// # Errors
/// Everything that is wrong.
pub fn read(typed: &Typed<'_>, now: Timestamp) -> Result<Wish, Vec<WishFault>> {
    let mut faults = Vec::new();
    let recipient = match parse_email(typed.recipient) {
        Ok(address) => Some(address),
        Err(FieldFault::Missing) => None,
        Err(FieldFault::Malformed) => {
            faults.push(WishFault::Recipient);
            None
        }
    };
    let greeting = typed.greeting.replace("\r\n", "\n").replace('\r', "\n");
    let greeting = greeting.trim().to_owned();
    let is_plain = |c: char| c == '\n' || c == '\t' || !c.is_control();
    if greeting.chars().count() > LONGEST_GREETING || !greeting.chars().all(is_plain) {
        faults.push(WishFault::Greeting);
    }
    let today = now.business_time().date();
    let deliver_on = match day(typed.deliver_on.trim(), today) {
        Ok(day) => day,
        Err(fault) => {
            faults.push(fault);
            None
        }
    };
    if faults.is_empty() {
        Ok(Wish {
            recipient,
            greeting,
            deliver_on,
            amount_minor: None,
        })
    } else {
        Err(faults)
    }
}

/// Reads a sum as people write it: `350`, `1 200`, `350,50 kr`. In minor units; `None` for what is no sum.
#[must_use]
pub fn read_amount(text: &str, currency: Currency) -> Option<i64> {
    let digits = usize::try_from(currency.exponent()).ok()?;
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.to_lowercase().replace(',', ".");
    let text = text.strip_suffix("kr").unwrap_or(&text);
    let text = text.strip_suffix(":-").unwrap_or(text);
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 9
        || rest.len() > digits
        || !is_plain(whole)
        || !is_plain(rest)
    {
        return None;
    }
    format!("{whole}{rest:0<digits$}").parse().ok()
}

/// The last day that can be asked for.
#[must_use]
pub fn latest_day(now: Timestamp) -> Date {
    let today = now.business_time().date();
    Date(today.saturating_add(jiff::Span::new().days(LATEST_DAYS)))
}

fn day(text: &str, today: jiff::civil::Date) -> Result<Option<Date>, WishFault> {
    if text.is_empty() {
        return Ok(None);
    }
    let day: jiff::civil::Date = text.parse().map_err(|_| WishFault::Day)?;
    let latest = today.saturating_add(jiff::Span::new().days(LATEST_DAYS));
    if day < today || day > latest {
        return Err(WishFault::Day);
    }
    Ok((day > today).then_some(Date(day)))
}

impl Wish {
    /// What tells one card of a cart from another of the same variant; empty when nothing is wished.
    #[must_use]
    pub fn key(&self) -> String {
        if *self == Self::default() {
            return String::new();
        }
        let day = self.deliver_on.map(|day| day.to_string());
        let said = format!(
            "{}\n{}\n{}\n{}",
            self.recipient.as_deref().unwrap_or_default(),
            day.unwrap_or_default(),
            self.amount_minor.unwrap_or_default(),
            self.greeting
        );
        let hash = hash_token(&said);
        let number = hash.iter().take(16);
        let number = number.fold(0_u128, |sum, byte| (sum << 8) | u128::from(*byte));
        format!("{number:032x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        // Half past midnight on the 24th in Sweden.
        "2026-11-23T23:30:00Z"
            .parse::<jiff::Timestamp>()
            .unwrap()
            .into()
    }

    #[test]
    fn what_is_typed_is_read_and_what_is_wrong_is_said_at_once() {
        let wish = read(
            &Typed {
                recipient: " Moa@Exempel.se ",
                greeting: " Grattis!\r\nHälsar Elin ",
                deliver_on: "2026-12-24",
            },
            now(),
        )
        .unwrap();
        assert_eq!(wish.recipient.as_deref(), Some("Moa@exempel.se"));
        assert_eq!(wish.greeting, "Grattis!\nHälsar Elin");
        assert_eq!(wish.deliver_on, Some(Date(jiff::civil::date(2026, 12, 24))));
        let long = "x".repeat(LONGEST_GREETING + 1);
        let wrong = Typed {
            recipient: "moa",
            greeting: &long,
            deliver_on: "2026-11-23",
        };
        assert_eq!(
            read(&wrong, now()),
            Err(vec![
                WishFault::Recipient,
                WishFault::Greeting,
                WishFault::Day
            ])
        );
        for deliver_on in ["i morgon", "2027-11-25", "2026-02-30"] {
            let wrong = Typed {
                deliver_on,
                ..Typed::default()
            };
            assert_eq!(read(&wrong, now()), Err(vec![WishFault::Day]));
        }
    }

    #[test]
    fn sums_are_read_as_they_are_written() {
        for (text, minor) in [
            ("350", Some(35_000)),
            ("1\u{a0}200 kr", Some(120_000)),
            ("350,5", Some(35_050)),
            ("350.50", Some(35_050)),
            ("500:-", Some(50_000)),
            ("", None),
            ("-5", None),
            ("12,345", None),
            ("1e3", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(read_amount(text, Currency::SEK), minor, "{text}");
        }
    }

    #[test]
    fn nothing_said_is_to_oneself_at_once_and_so_is_today() {
        assert_eq!(read(&Typed::default(), now()), Ok(Wish::default()));
        let today = Typed {
            deliver_on: "2026-11-24",
            ..Typed::default()
        };
        assert_eq!(read(&today, now()), Ok(Wish::default()));
        assert_eq!(Wish::default().key(), "");
    }

    #[test]
    fn wishes_that_differ_have_different_keys() {
        let to = |address: &str| Wish {
            recipient: Some(address.to_owned()),
            ..Wish::default()
        };
        let said = |greeting: &str| Wish {
            greeting: greeting.to_owned(),
            ..to("moa@exempel.se")
        };
        assert_eq!(said("Hej").key(), said("Hej").key());
        assert_ne!(said("Hej").key(), said("Hejdå").key());
        assert_ne!(to("moa@exempel.se").key(), to("liv@exempel.se").key());
        assert_eq!(to("moa@exempel.se").key().len(), 32);
    }
}
