//! Days and times as a reader of each language expects them, in Swedish wall time.

use jiff::civil::{Date, Weekday};

use super::Locale;
use crate::clock::Timestamp;

const MONTHS_SV: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS_SV: [&str; 7] = [
    "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag",
];
const DAYS_EN: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// How a day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateStyle {
    /// `22 november 2026`.
    Long,
    /// `22 nov. 2026`.
    Short,
    /// `22 november`.
    Day,
    /// `söndag 22 november`.
    Weekday,
    /// `2026-11-22`.
    Iso,
}

impl DateStyle {
    /// The style that templates call `name`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "long" => Self::Long,
            "short" => Self::Short,
            "day" => Self::Day,
            "weekday" => Self::Weekday,
            "iso" => Self::Iso,
            _ => return None,
        })
    }
}

/// The month's name.
#[must_use]
pub fn month(locale: Locale, date: Date) -> &'static str {
    let index = usize::try_from(date.month() - 1).unwrap_or(0);
    match locale {
        Locale::Sv => MONTHS_SV[index],
        Locale::En => MONTHS_EN[index],
    }
}

/// The day's name.
#[must_use]
pub fn weekday(locale: Locale, day: Weekday) -> &'static str {
    let index = usize::try_from(day.to_monday_zero_offset()).unwrap_or(0);
    match locale {
        Locale::Sv => DAYS_SV[index],
        Locale::En => DAYS_EN[index],
    }
}

/// A day in the given style.
#[must_use]
pub fn date(locale: Locale, date: Date, style: DateStyle) -> String {
    let (day, name, year) = (date.day(), month(locale, date), date.year());
    match style {
        DateStyle::Long => format!("{day} {name} {year}"),
        DateStyle::Short => format!("{day} {} {year}", abbreviated(locale, name)),
        DateStyle::Day => format!("{day} {name}"),
        DateStyle::Weekday => format!("{} {day} {name}", weekday(locale, date.weekday())),
        DateStyle::Iso => date.to_string(),
    }
}

/// The days between which something happens: `tisdag 24 – torsdag 26 november`.
#[must_use]
pub fn date_range(locale: Locale, from: Date, to: Date) -> String {
    if from == to {
        return date(locale, from, DateStyle::Weekday);
    }
    let end = date(locale, to, DateStyle::Weekday);
    if from.month() == to.month() && from.year() == to.year() {
        return format!("{} {} – {end}", weekday(locale, from.weekday()), from.day());
    }
    format!("{} – {end}", date(locale, from, DateStyle::Weekday))
}

/// The time of day: `14.05` in Swedish, `14:05` in English.
#[must_use]
pub fn time(locale: Locale, at: Timestamp) -> String {
    let at = at.business_time();
    match locale {
        Locale::Sv => format!("{:02}.{:02}", at.hour(), at.minute()),
        Locale::En => format!("{:02}:{:02}", at.hour(), at.minute()),
    }
}

fn abbreviated(locale: Locale, month: &str) -> String {
    let short: String = month.chars().take(3).collect();
    match (locale, month) {
        (_, "maj" | "May" | "mars" | "juni" | "juli" | "March" | "June" | "July") => {
            month.to_owned()
        }
        (Locale::Sv, _) => format!("{short}."),
        (Locale::En, _) => short,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn days_read_as_people_write_them() {
        let d = day(2026, 11, 22);
        assert_eq!(date(Locale::Sv, d, DateStyle::Long), "22 november 2026");
        assert_eq!(
            date(Locale::Sv, d, DateStyle::Weekday),
            "söndag 22 november"
        );
        assert_eq!(date(Locale::En, d, DateStyle::Short), "22 Nov 2026");
        assert_eq!(
            date(Locale::Sv, day(2026, 3, 1), DateStyle::Short),
            "1 mars 2026"
        );
        assert_eq!(date(Locale::Sv, d, DateStyle::Iso), "2026-11-22");
    }

    #[test]
    fn a_range_names_the_month_once() {
        assert_eq!(
            date_range(Locale::Sv, day(2026, 11, 24), day(2026, 11, 26)),
            "tisdag 24 – torsdag 26 november"
        );
        assert_eq!(
            date_range(Locale::Sv, day(2026, 11, 30), day(2026, 12, 2)),
            "måndag 30 november – onsdag 2 december"
        );
        assert_eq!(
            date_range(Locale::En, day(2026, 11, 24), day(2026, 11, 24)),
            "Tuesday 24 November"
        );
    }

    #[test]
    fn the_clock_follows_summer_time() {
        let winter: jiff::Timestamp = "2026-01-15T12:05:00Z".parse().expect("a time");
        let summer: jiff::Timestamp = "2026-07-15T12:05:00Z".parse().expect("a time");
        assert_eq!(time(Locale::Sv, winter.into()), "13.05");
        assert_eq!(time(Locale::En, summer.into()), "14:05");
    }
}
