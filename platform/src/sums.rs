//! Sums of money as they are typed into forms.

/// A sum in minor units, of a currency with two decimals: `25 000`, `25000,50`, `25000.5`. `None` for anything else.
#[must_use]
pub fn read(text: &str) -> Option<i64> {
    let clean: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (whole, part) = match clean.split_once([',', '.']) {
        Some((whole, part)) if (1..=2).contains(&part.len()) => (whole, part),
        Some(_) => return None,
        None => (clean.as_str(), ""),
    };
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    // Beyond a thousand milliards it is a slip of the finger.
    if whole.is_empty() || whole.len() > 12 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(part)
}

/// A sum as a form shows it: `25000`, `25000,50`.
#[must_use]
pub fn write(minor: i64) -> String {
    let (whole, part) = (minor.div_euclid(100), minor.rem_euclid(100));
    if part == 0 {
        whole.to_string()
    } else {
        format!("{whole},{part:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_people_write_them() {
        for (text, minor) in [
            ("25 000", 2_500_000),
            ("25\u{a0}000,50", 2_500_050),
            ("0", 0),
            ("12.5", 1_250),
        ] {
            assert_eq!(read(text), Some(minor), "{text}");
        }
        for wrong in ["", "-1", "1,234", "tio", "1e3", "9999999999999", ",5"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        for minor in [0, 1, 2_500_000, 2_500_050] {
            assert_eq!(read(&write(minor)), Some(minor));
        }
    }
}
