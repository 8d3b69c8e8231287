//! Moments as people say them: `10:42` today, `i går 15:31`, then `2 nov`.

use jiff::civil::Date;
use platform::clock::Timestamp;
use platform::i18n::{Locale, Message, dates};
use serde::Serialize;

/// A moment for `<time>`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct When {
    /// For the `datetime` attribute.
    pub(crate) iso: String,
    /// Short, for lists.
    pub(crate) text: Message,
    /// Whole, for the title.
    pub(crate) full: String,
    /// `2026-11-24 10:42` in Stockholm, for files.
    #[serde(skip)]
    pub(crate) plain: String,
}

impl When {
    pub(crate) fn new(locale: Locale, at: Timestamp, now: Timestamp) -> Self {
        let (wall, today) = (at.business_time(), now.business_time().date());
        let clock = clock(at);
        let date = wall.date();
        let text = if date == today {
            Message::new("when-plain").with("text", clock.clone())
        } else if Some(date) == today.yesterday().ok() {
            Message::new("when-yesterday").with("time", clock.clone())
        } else if Some(date) == today.tomorrow().ok() {
            Message::new("when-tomorrow").with("time", clock.clone())
        } else {
            Message::new("when-plain").with("text", short_day(locale, date, today))
        };
        let full = format!(
            "{} {} {clock}",
            dates::date(locale, date, dates::DateStyle::Weekday),
            date.year()
        );
        Self {
            iso: at.jiff().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            text,
            full,
            plain: wall.strftime("%Y-%m-%d %H:%M").to_string(),
        }
    }

    /// A day without a time, as a list shows it: `24 dec`.
    pub(crate) fn day(locale: Locale, date: Date, today: Date) -> Self {
        let weekday = dates::date(locale, date, dates::DateStyle::Weekday);
        Self {
            iso: date.to_string(),
            text: Message::new("when-plain").with("text", short_day(locale, date, today)),
            full: format!("{weekday} {}", date.year()),
            plain: date.to_string(),
        }
    }
}

/// A day as a page's facts and sentences say it: `24 december 2026`.
pub(crate) fn whole_day(locale: Locale, date: Date) -> String {
    dates::date(locale, date, dates::DateStyle::Long)
}

/// A day that is stored in figures, as [`whole_day`] says it; anything else as it is.
pub(crate) fn stored_day(locale: Locale, text: &str) -> String {
    let day = text.parse::<Date>().ok().filter(|_| text.len() == 10);
    day.map_or_else(|| text.to_owned(), |day| whole_day(locale, day))
}

/// A moment as a page's facts say it: `24 december 2026 10:42`.
pub(crate) fn whole_moment(locale: Locale, at: Timestamp) -> String {
    let day = whole_day(locale, at.business_time().date());
    format!("{day} {}", clock(at))
}

/// `10:42`.
pub(crate) fn clock(at: Timestamp) -> String {
    let wall = at.business_time();
    format!("{:02}:{:02}", wall.hour(), wall.minute())
}

/// `2 nov`, with the year when it is another than today's.
pub(crate) fn short_day(locale: Locale, date: Date, today: Date) -> String {
    let month: String = dates::month(locale, date).chars().take(3).collect();
    if date.year() == today.year() {
        format!("{} {month}", date.day())
    } else {
        format!("{} {month} {}", date.day(), date.year())
    }
}

/// A length of time in its two largest parts: `2 d 3 h`, `1 h 16 min`, `41 s`.
pub(crate) fn span(length: jiff::SignedDuration) -> String {
    let seconds = length.as_secs().max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}\u{a0}s"),
        (0, 0, _) => format!("{minutes}\u{a0}min"),
        (0, _, 0) => format!("{hours}\u{a0}h"),
        (0, _, _) => format!("{hours}\u{a0}h {minutes}\u{a0}min"),
        (_, 0, _) => format!("{days}\u{a0}d"),
        _ => format!("{days}\u{a0}d {hours}\u{a0}h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    #[test]
    fn days_turn_at_midnight_in_stockholm() {
        let now = at("2026-11-24T09:42:00Z");
        let key = |text: &str| {
            let when = When::new(Locale::Sv, at(text), now);
            (
                when.text.key,
                format!("{:?}", when.text.args.values().next().unwrap()),
            )
        };
        assert_eq!(
            key("2026-11-24T09:38:00Z"),
            ("when-plain".into(), r#"Text("10:38")"#.into())
        );
        assert_eq!(
            key("2026-11-23T23:30:00Z"),
            ("when-plain".into(), r#"Text("00:30")"#.into())
        );
        assert_eq!(
            key("2026-11-23T14:31:00Z"),
            ("when-yesterday".into(), r#"Text("15:31")"#.into())
        );
        assert_eq!(
            key("2026-11-02T14:31:00Z"),
            ("when-plain".into(), r#"Text("2 nov")"#.into())
        );
        assert_eq!(
            key("2025-11-02T14:31:00Z"),
            ("when-plain".into(), r#"Text("2 nov 2025")"#.into())
        );
    }

    #[test]
    fn days_without_a_time_are_said_in_words_and_filed_in_figures() {
        let (day, today) = (
            jiff::civil::date(2026, 12, 24),
            jiff::civil::date(2026, 11, 24),
        );
        let listed = When::day(Locale::Sv, day, today);
        assert_eq!(
            format!("{:?}", listed.text.args["text"]),
            r#"Text("24 dec")"#
        );
        assert_eq!(listed.full, "torsdag 24 december 2026");
        assert_eq!(
            (listed.iso, listed.plain),
            ("2026-12-24".into(), "2026-12-24".into())
        );
        assert_eq!(whole_day(Locale::Sv, day), "24 december 2026");
        assert_eq!(whole_day(Locale::En, day), "24 December 2026");
        assert_eq!(stored_day(Locale::Sv, "2026-12-24"), "24 december 2026");
        assert_eq!(stored_day(Locale::Sv, "2026-12-24T10"), "2026-12-24T10");
    }

    #[test]
    fn spans_have_two_parts_at_most() {
        let text = |s| span(jiff::SignedDuration::from_secs(s)).replace('\u{a0}', " ");
        assert_eq!(text(41), "41 s");
        assert_eq!(text(4_560), "1 h 16 min");
        assert_eq!(text(7_200), "2 h");
        assert_eq!(text(90_000), "1 d 1 h");
    }
}
