use platform::render::{Field, Form};

/// A promotion as it is written.
pub(crate) struct PromotionForm;

impl Form for PromotionForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name", "promotions-name"),
        Field::plain("label_sv", "promotion-label-sv"),
        Field::plain("label_en", "promotion-label-en"),
        Field::plain("kind", "promotion-kind"),
        Field::plain("percent", "promotion-percent"),
        Field::plain("amount", "promotion-amount"),
        Field::plain("price", "promotion-price"),
        Field::plain("buy", "promotion-buy"),
        Field::plain("pay", "promotion-pay"),
        Field::plain("gift_sku", "promotion-gift-sku"),
        Field::plain("gift_quantity", "promotion-gift-quantity"),
        Field::plain("products", "promotion-products"),
        Field::plain("categories", "promotion-categories"),
        Field::plain("excluded_products", "promotion-excluded-products"),
        Field::plain("excluded_categories", "promotion-excluded-categories"),
        Field::plain("tiers", "promotion-tiers"),
        Field::plain("companies", "promotion-companies"),
        Field::plain("min_sum", "promotion-min-sum"),
        Field::plain("min_quantity", "promotion-min-quantity"),
        Field::plain("is_first_order", "promotion-first-order"),
        Field::plain("needs_code", "promotion-needs-code"),
        Field::plain("code", "promotion-code"),
        Field::plain("max_uses", "promotion-max-uses"),
        Field::plain("max_uses_per_buyer", "promotion-max-uses-per-buyer"),
        Field::plain("lane", "promotion-lane"),
        Field::plain("is_exclusive", "promotion-exclusive"),
        Field::plain("min_margin", "promotion-min-margin"),
        Field::plain("starts", "promotion-starts"),
        Field::plain("ends", "promotion-ends"),
        Field::plain("row_version", "promotions-name"),
    ];
}

/// Codes that are to be made.
pub(crate) struct CodesForm;

impl Form for CodesForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("codes", "promotion-codes"),
        Field::plain("count", "promotion-codes-count"),
        Field::plain("prefix", "promotion-codes-prefix"),
        Field::plain("max_uses", "promotion-codes-max-uses"),
        Field::plain("customer", "promotion-codes-customer"),
    ];
}

/// Goods to try a promotion with.
pub(crate) struct TryOutForm;

impl Form for TryOutForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("lines", "try-out-lines"),
        Field::plain("codes", "try-out-codes"),
        Field::plain("tier", "try-out-tier"),
        Field::plain("company", "try-out-company"),
        Field::plain("freight", "try-out-freight"),
    ];
}

/// `12,5` with two decimals at most, as hundredths. Spaces between thousands, comma or point.
pub(crate) fn hundredths(text: &str) -> Option<i64> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    let (whole, rest) = text.split_once('.').unwrap_or((text.as_str(), ""));
    let is_plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || rest.len() > 2 || !is_plain(whole) || !is_plain(rest)
    {
        return None;
    }
    let rest = format!("{rest:0<2}");
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(rest.parse().ok()?)
}

/// Hundredths as they are written in a field.
pub(crate) fn written(hundredths: i64) -> String {
    if hundredths % 100 == 0 {
        (hundredths / 100).to_string()
    } else {
        format!("{},{:02}", hundredths / 100, hundredths % 100)
    }
}

/// Words that stand apart by commas, spaces or lines.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written() {
        for (text, expected) in [
            ("100", Some(10_000)),
            ("1 234,5", Some(123_450)),
            ("0.05", Some(5)),
            ("12,345", None),
            ("-1", None),
            ("", None),
            ("tio", None),
            ("1,2,3", None),
            ("9999999999999", None),
        ] {
            assert_eq!(hundredths(text), expected, "{text}");
        }
        for value in [0, 5, 10_000, 123_450] {
            assert_eq!(hundredths(&written(value)), Some(value));
        }
    }

    #[test]
    fn words_stand_apart_by_anything() {
        assert_eq!(words(" a, b\r\nc;d  a "), ["a", "b", "c", "d", "a"]);
    }
}
