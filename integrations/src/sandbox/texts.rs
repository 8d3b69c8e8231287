//! The payment page's words. The stand-in is not the shop: its words are no part of the themes.

use platform::money::Money;

use crate::payment::stripe::wire;

/// The page's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// Swedish.
    Sv,
    /// English, and for everyone else.
    En,
}

impl Tongue {
    /// By the session's locale.
    pub fn of(locale: Option<&str>) -> Self {
        if locale == Some("sv") {
            Self::Sv
        } else {
            Self::En
        }
    }

    /// For `<html lang>`.
    pub fn code(self) -> &'static str {
        self.pick("sv", "en")
    }

    /// One of the two.
    pub fn pick<T>(self, sv: T, en: T) -> T {
        match self {
            Self::Sv => sv,
            Self::En => en,
        }
    }

    /// Stripe's units as people read them: `1 234,50 kr`, `SEK 1,234.50`.
    pub fn money(self, units: i64, currency: &str) -> String {
        let Some(Money { minor, currency }) = wire::from_stripe(units, currency) else {
            return format!("{units} {currency}");
        };
        let digits = usize::try_from(currency.exponent()).unwrap_or(2);
        let padded = format!("{:0>width$}", minor.unsigned_abs(), width = digits + 1);
        let (whole, part) = padded.split_at(padded.len() - digits);
        let whole = grouped(whole, self.pick('\u{a0}', ','));
        let number = match (part.bytes().all(|b| b == b'0'), self) {
            (true, Self::Sv) => whole,
            _ if part.is_empty() => whole,
            _ => format!("{whole}{}{part}", self.pick(',', '.')),
        };
        let sign = if minor < 0 { "−" } else { "" };
        match (self, currency.code()) {
            (Self::Sv, "SEK") => format!("{sign}{number}\u{a0}kr"),
            (Self::Sv, code) => format!("{sign}{number}\u{a0}{code}"),
            (Self::En, code) => format!("{sign}{code}\u{a0}{number}"),
        }
    }
}

fn grouped(digits: &str, mark: char) -> String {
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// Text made harmless in HTML, in elements and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_as_at_home() {
        assert_eq!(Tongue::Sv.money(123_450, "sek"), "1\u{a0}234,50\u{a0}kr");
        assert_eq!(Tongue::Sv.money(129_900, "sek"), "1\u{a0}299\u{a0}kr");
        assert_eq!(Tongue::En.money(123_400, "sek"), "SEK\u{a0}1,234.00");
        assert_eq!(Tongue::Sv.money(5, "eur"), "0,05\u{a0}EUR");
        assert_eq!(Tongue::En.money(150_000, "isk"), "ISK\u{a0}1,500");
        assert_eq!(
            Tongue::Sv.money(1_234_567_800, "sek"),
            "12\u{a0}345\u{a0}678\u{a0}kr"
        );
    }

    #[test]
    fn nothing_that_is_shown_can_become_markup() {
        assert_eq!(
            escape("<b a=\"x\" b='y'>&"),
            "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;"
        );
    }
}
