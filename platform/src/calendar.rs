//! Swedish working days: Monday to Friday, less public holidays and the eves on which nobody works (F5).

use jiff::civil::{Date, Weekday, date};

/// Whether goods are sent and offices are open on `day`.
#[must_use]
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(day)
}

/// The day `count` working days after `day`; `day` itself does not count.
#[must_use]
pub fn add_working_days(day: Date, count: u32) -> Date {
    let mut day = day;
    let mut left = count;
    while left > 0 {
        let Ok(next) = day.tomorrow() else { return day };
        day = next;
        if is_working_day(day) {
            left -= 1;
        }
    }
    day
}

/// Public holidays (lag 1989:253) other than Sundays, and the eves of Midsummer, Christmas and New Year.
fn is_holiday(day: Date) -> bool {
    let fixed = matches!(
        (day.month(), day.day()),
        (1, 1 | 6) | (5, 1) | (6, 6) | (12, 24 | 25 | 26 | 31)
    );
    let days_after_easter = day
        .since(easter(day.year()))
        .map_or(i32::MAX, |span| span.get_days());
    // Good Friday, Easter Monday, Ascension Day.
    fixed || matches!(days_after_easter, -2 | 1 | 39) || is_midsummer(day)
}

/// Midsummer Eve (a Friday 19-25 June) and Midsummer Day (the Saturday after).
fn is_midsummer(day: Date) -> bool {
    day.month() == 6
        && ((day.weekday() == Weekday::Friday && (19..=25).contains(&day.day()))
            || (day.weekday() == Weekday::Saturday && (20..=26).contains(&day.day())))
}

/// Easter Sunday by the Gregorian computus (Meeus, Jones, Butcher).
fn easter(year: i16) -> Date {
    let year_32 = i32::from(year);
    let (golden, century, of_century) = (year_32 % 19, year_32 / 100, year_32 % 100);
    let epact =
        (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let march_day = epact + weekday - 7 * late + 114;
    let month = i8::try_from(march_day / 31).unwrap_or(4);
    let day = i8::try_from(march_day % 31 + 1).unwrap_or(1);
    Date::new(year, month, day).unwrap_or(date(2000, 4, 23))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_says() {
        assert_eq!(easter(2024), date(2024, 3, 31));
        assert_eq!(easter(2025), date(2025, 4, 20));
        assert_eq!(easter(2026), date(2026, 4, 5));
        assert_eq!(easter(2027), date(2027, 3, 28));
        assert_eq!(easter(2038), date(2038, 4, 25));
    }

    #[test]
    fn holidays_are_not_worked() {
        for day in [
            date(2026, 4, 3),
            date(2026, 4, 6),
            date(2026, 5, 14),
            date(2026, 6, 19),
            date(2026, 12, 24),
            date(2026, 12, 25),
        ] {
            assert!(!is_working_day(day), "{day}");
        }
        for day in [
            date(2026, 4, 2),
            date(2026, 4, 7),
            date(2026, 6, 18),
            date(2026, 11, 23),
            date(2026, 12, 23),
        ] {
            assert!(is_working_day(day), "{day}");
        }
    }

    #[test]
    fn a_weekend_does_not_count() {
        assert_eq!(add_working_days(date(2026, 11, 20), 1), date(2026, 11, 23));
        assert_eq!(add_working_days(date(2026, 12, 23), 1), date(2026, 12, 28));
        assert_eq!(add_working_days(date(2026, 11, 22), 0), date(2026, 11, 22));
    }
}
