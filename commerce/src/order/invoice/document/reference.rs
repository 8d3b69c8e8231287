//! The **payment reference** of an invoice (OCR): its serial, the length of it all and a check digit, as Bankgirot's strictest control wants it, so that a digit that
//! is mistyped or left out is seen by the bank.

/// The reference of a serial.
#[must_use]
pub fn of(serial: i64) -> String {
    let digits = serial.to_string();
    let length = (digits.len() + 2) % 10;
    let body = format!("{digits}{length}");
    let check = check_digit(&body);
    format!("{body}{check}")
}

/// The serial that a reference was made of; `None` for what is none, or is mistyped. Spaces are how people write.
#[must_use]
pub fn serial(reference: &str) -> Option<i64> {
    let bare: String = reference.chars().filter(|c| !c.is_whitespace()).collect();
    let is_long_enough = (3..=20).contains(&bare.len());
    if !is_long_enough || !bare.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits: i64 = bare.get(..bare.len() - 2)?.parse().ok()?;
    (of(digits) == bare).then_some(digits)
}

/// Luhn's digit: what makes the doubled sum even with ten.
#[must_use]
pub(super) fn check_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .filter(u8::is_ascii_digit)
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0') * if place.is_multiple_of(2) { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reference_tells_its_length_and_its_check_digit() {
        // 10001, seven digits in all; 2·7 = 14 -> 5, 1·1, 0, 0, 0, 1·1 = 7 -> 3.
        assert_eq!(of(10_001), "1000173");
        assert_eq!(serial("1000173"), Some(10_001));
        assert_eq!(serial("10 001 73"), Some(10_001));
        for wrong in ["", "7", "1000174", "1000273", "100017", "FAK-10001", "ö"] {
            assert_eq!(serial(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_mistyped_digit_is_seen(serial in 10_001_i64..9_999_999_999, place in 0_usize..20, other in 0_u8..10) {
            let right = of(serial);
            prop_assert_eq!(super::serial(&right), Some(serial));
            let place = place % right.len();
            let mut bytes = right.clone().into_bytes();
            bytes[place] = b'0' + other;
            let typed = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(super::serial(&typed).is_some(), typed == right);
        }
    }
}
