//! A promotion's period, as staff write it: the clock on the wall in Stockholm.

use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;
use platform::clock::{BUSINESS_ZONE, Timestamp, is_in_our_era};

/// Which end of the period a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its beginning.
    Start,
    /// Its end.
    Stop,
}

/// Why a time is no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleError {
    /// It is not written as a day and a time.
    Malformed,
    /// The clock is put forward that night, and that hour never comes.
    NeverComes,
}

/// The moment at which the clock in Stockholm shows this (`2026-11-27T00:00`). The hour that comes twice, when the clock is put back, is the first one for a
/// beginning and the second one for an end: the whole of what was meant is in the period.
///
/// # Errors
/// [`ScheduleError`].
pub fn swedish_moment(text: &str, end: End) -> Result<Timestamp, ScheduleError> {
    let wall: DateTime = text.trim().parse().map_err(|_| ScheduleError::Malformed)?;
    if !is_in_our_era(wall.date()) {
        return Err(ScheduleError::Malformed);
    }
    let zone = jiff::tz::TimeZone::get(BUSINESS_ZONE).map_err(|_| ScheduleError::Malformed)?;
    let ambiguous = zone.to_ambiguous_timestamp(wall);
    let moment = match (ambiguous.offset(), end) {
        (AmbiguousOffset::Gap { .. }, _) => return Err(ScheduleError::NeverComes),
        (_, End::Start) => ambiguous.earlier(),
        (_, End::Stop) => ambiguous.later(),
    };
    moment
        .map(Timestamp::from)
        .map_err(|_| ScheduleError::Malformed)
}

/// A moment as [`swedish_moment`] reads it.
#[must_use]
pub fn on_the_wall(at: Timestamp) -> String {
    at.business_time().strftime("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str, end: End) -> Result<String, ScheduleError> {
        swedish_moment(text, end).map(|at| at.to_string())
    }

    #[test]
    fn midnight_is_swedish_in_winter_and_in_summer() {
        let winter = moment("2026-11-27T00:00", End::Start);
        assert_eq!(winter.as_deref(), Ok("2026-11-26T23:00:00Z"));
        let summer = moment("2026-06-20T00:00", End::Start);
        assert_eq!(summer.as_deref(), Ok("2026-06-19T22:00:00Z"));
        assert_eq!(
            on_the_wall(swedish_moment("2026-06-20T08:30", End::Start).unwrap()),
            "2026-06-20T08:30"
        );
    }

    #[test]
    fn the_hour_that_never_comes_is_refused_and_the_one_that_comes_twice_is_whole() {
        // 29 March 2026: from 02:00 to 03:00.
        assert_eq!(
            moment("2026-03-29T02:30", End::Start),
            Err(ScheduleError::NeverComes)
        );
        assert_eq!(
            moment("2026-03-29T03:00", End::Start).as_deref(),
            Ok("2026-03-29T01:00:00Z")
        );
        // 25 October 2026: from 03:00 back to 02:00.
        assert_eq!(
            moment("2026-10-25T02:30", End::Start).as_deref(),
            Ok("2026-10-25T00:30:00Z")
        );
        assert_eq!(
            moment("2026-10-25T02:30", End::Stop).as_deref(),
            Ok("2026-10-25T01:30:00Z")
        );
    }

    #[test]
    fn nonsense_is_no_moment() {
        for wrong in [
            "",
            "i morgon",
            "2026-13-01T00:00",
            "2026-02-30T00:00",
            "-009999-06-01T00:00",
        ] {
            assert_eq!(
                moment(wrong, End::Start),
                Err(ScheduleError::Malformed),
                "{wrong}"
            );
        }
    }
}
