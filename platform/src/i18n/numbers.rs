//! Numbers and amounts as a reader of each language expects them, without floats.

use super::Locale;
use crate::money::{Currency, Money, UNIT_PRICE_SCALE, UnitPrice};

/// A space at which no line may break.
pub const NBSP: char = '\u{a0}';

/// A whole number with the thousands kept apart: `12 345` in Swedish, `12,345` in English. Four digits stay apart, too: prices line up.
#[must_use]
pub fn number(locale: Locale, value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if value < 0 {
        text.push('\u{2212}');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(match locale {
                Locale::Sv => NBSP,
                Locale::En => ',',
            });
        }
        text.push(digit);
    }
    text
}

/// How many decimals an amount shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimals {
    /// None when the amount is whole (`1 234 kr`), else all of the currency's.
    WhenNeeded,
    /// All of the currency's (`1 234,00 kr`), as on receipts and unit prices.
    Always,
}

/// A number in tenths, with one decimal always: `4,6`.
#[must_use]
pub fn tenths(locale: Locale, value: i64) -> String {
    let magnitude = value.unsigned_abs();
    let mut text = signed(locale, value < 0, magnitude / 10);
    text.push(decimal_sign(locale));
    text.push_str(&(magnitude % 10).to_string());
    text
}

/// An amount with its currency: `1 234 kr`, `149,50 kr`, `12,50 €`.
#[must_use]
pub fn money(locale: Locale, amount: Money, decimals: Decimals) -> String {
    let exponent = amount.currency.exponent();
    let scale = 10_u64.pow(exponent);
    let magnitude = amount.minor.unsigned_abs();
    let (whole, rest) = (magnitude / scale, magnitude % scale);
    let mut text = signed(locale, amount.minor < 0, whole);
    if exponent > 0 && (rest > 0 || decimals == Decimals::Always) {
        text.push(decimal_sign(locale));
        text.push_str(&format!("{rest:0width$}", width = exponent as usize));
    }
    with_currency(text, amount.currency)
}

/// The price of one piece, with as many decimals as it has (at least the currency's when it is not whole): `0,412 kr`.
#[must_use]
pub fn unit_price(locale: Locale, price: UnitPrice, currency: Currency) -> String {
    if price.0 % UNIT_PRICE_SCALE == 0 {
        return money(
            locale,
            Money::new(price.0 / UNIT_PRICE_SCALE, currency),
            Decimals::WhenNeeded,
        );
    }
    let exponent = currency.exponent() as usize;
    let scale = 10_u64.pow(currency.exponent()) * UNIT_PRICE_SCALE.unsigned_abs();
    let magnitude = price.0.unsigned_abs();
    let mut fraction = format!("{:0width$}", magnitude % scale, width = exponent + 4);
    while fraction.len() > exponent && fraction.ends_with('0') {
        fraction.pop();
    }
    let mut text = signed(locale, price.0 < 0, magnitude / scale);
    text.push(decimal_sign(locale));
    text.push_str(&fraction);
    with_currency(text, currency)
}

/// Basis points as a percentage: 2 500 is `25 %` in Swedish and `25%` in English.
#[must_use]
pub fn percent(locale: Locale, basis_points: i64) -> String {
    let magnitude = basis_points.unsigned_abs();
    let mut text = signed(locale, basis_points < 0, magnitude / 100);
    let rest = magnitude % 100;
    if rest > 0 {
        text.push(decimal_sign(locale));
        text.push_str(format!("{rest:02}").trim_end_matches('0'));
    }
    if locale == Locale::Sv {
        text.push(NBSP);
    }
    text.push('%');
    text
}

/// A weight given in grams: `450 g`, `1,25 kg`.
#[must_use]
pub fn weight(locale: Locale, grams: i64) -> String {
    if grams < 1000 {
        return format!("{}{NBSP}g", number(locale, grams));
    }
    scaled_by_thousand(locale, grams, "kg")
}

/// A length given in millimetres, in centimetres: `9,5 cm`.
#[must_use]
pub fn length(locale: Locale, millimetres: i64) -> String {
    let mut text = number(locale, millimetres / 10);
    if millimetres % 10 != 0 {
        text.push(decimal_sign(locale));
        text.push_str(&(millimetres % 10).unsigned_abs().to_string());
    }
    format!("{text}{NBSP}cm")
}

fn scaled_by_thousand(locale: Locale, value: i64, unit: &str) -> String {
    let mut text = number(locale, value / 1000);
    let rest = (value % 1000).unsigned_abs();
    if rest > 0 {
        text.push(decimal_sign(locale));
        text.push_str(format!("{rest:03}").trim_end_matches('0'));
    }
    format!("{text}{NBSP}{unit}")
}

fn signed(locale: Locale, negative: bool, whole: u64) -> String {
    let text = number(locale, i64::try_from(whole).unwrap_or(i64::MAX));
    if negative {
        format!("\u{2212}{text}")
    } else {
        text
    }
}

fn decimal_sign(locale: Locale) -> char {
    match locale {
        Locale::Sv => ',',
        Locale::En => '.',
    }
}

fn with_currency(mut text: String, currency: Currency) -> String {
    text.push(NBSP);
    text.push_str(sign(&currency));
    text
}

/// What stands behind an amount of a currency: `kr`, `€`, `NOK`.
#[must_use]
pub fn sign(currency: &Currency) -> &str {
    match currency.code() {
        // Other countries' kronor go by their codes, lest they be taken for ours.
        "SEK" => "kr",
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "$",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JPY: &str = "JPY";

    fn kr(minor: i64, decimals: Decimals) -> String {
        money(Locale::Sv, Money::new(minor, Currency::SEK), decimals)
    }

    #[test]
    fn tenths_keep_their_decimal() {
        assert_eq!(tenths(Locale::Sv, 46), "4,6");
        assert_eq!(tenths(Locale::En, 50), "5.0");
    }

    #[test]
    fn other_countries_kronor_are_told_apart() {
        for (code, told) in [
            ("SEK", "49\u{a0}kr"),
            ("NOK", "49\u{a0}NOK"),
            ("DKK", "49\u{a0}DKK"),
            ("EUR", "49\u{a0}€"),
        ] {
            let sum = Money::new(4_900, Currency::parse(code).unwrap());
            assert_eq!(money(Locale::Sv, sum, Decimals::WhenNeeded), told);
        }
    }

    #[test]
    fn kronor_lose_their_ore_only_when_whole() {
        assert_eq!(kr(123_400, Decimals::WhenNeeded), "1\u{a0}234\u{a0}kr");
        assert_eq!(kr(14_950, Decimals::WhenNeeded), "149,50\u{a0}kr");
        assert_eq!(kr(14_905, Decimals::WhenNeeded), "149,05\u{a0}kr");
        assert_eq!(kr(100, Decimals::Always), "1,00\u{a0}kr");
        assert_eq!(kr(-4_900, Decimals::WhenNeeded), "\u{2212}49\u{a0}kr");
        assert_eq!(kr(-50, Decimals::WhenNeeded), "\u{2212}0,50\u{a0}kr");
        assert_eq!(
            kr(12_345_678_900, Decimals::WhenNeeded),
            "123\u{a0}456\u{a0}789\u{a0}kr"
        );
        assert_eq!(
            kr(i64::MIN, Decimals::WhenNeeded).chars().next(),
            Some('\u{2212}')
        );
    }

    #[test]
    fn english_uses_its_own_signs() {
        assert_eq!(
            money(
                Locale::En,
                Money::new(123_450, Currency::SEK),
                Decimals::WhenNeeded
            ),
            "1,234.50\u{a0}kr"
        );
        assert_eq!(
            money(
                Locale::En,
                Money::new(1_250, Currency::EUR),
                Decimals::WhenNeeded
            ),
            "12.50\u{a0}€"
        );
    }

    #[test]
    fn a_currency_without_minor_units_has_no_decimals() {
        let yen = Currency::parse(JPY).expect("a code");
        assert_eq!(
            money(Locale::Sv, Money::new(1_234, yen), Decimals::Always),
            "1\u{a0}234\u{a0}JPY"
        );
    }

    #[test]
    fn a_screw_shows_all_its_decimals() {
        assert_eq!(
            unit_price(Locale::Sv, UnitPrice(412_000), Currency::SEK),
            "0,412\u{a0}kr"
        );
        assert_eq!(
            unit_price(Locale::Sv, UnitPrice(4_120), Currency::SEK),
            "0,00412\u{a0}kr"
        );
        assert_eq!(
            unit_price(
                Locale::Sv,
                UnitPrice(24_900 * UNIT_PRICE_SCALE),
                Currency::SEK
            ),
            "249\u{a0}kr"
        );
    }

    #[test]
    fn percentages_and_measures() {
        assert_eq!(percent(Locale::Sv, 2_500), "25\u{a0}%");
        assert_eq!(percent(Locale::Sv, -2_050), "\u{2212}20,5\u{a0}%");
        assert_eq!(percent(Locale::En, 600), "6%");
        assert_eq!(weight(Locale::Sv, 1_250), "1,25\u{a0}kg");
        assert_eq!(weight(Locale::Sv, 340), "340\u{a0}g");
        assert_eq!(length(Locale::Sv, 95), "9,5\u{a0}cm");
        assert_eq!(length(Locale::En, 300), "30\u{a0}cm");
    }
}
