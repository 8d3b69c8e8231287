//! Lists of one's own that go back in time: a page of rows, and where the older ones are.

use std::fmt::Display;
use std::str::FromStr;

use platform::clock::Timestamp;

use crate::state::ShopState;
use crate::visitor::Visitor;

/// The place that stands in an address: moment and id of the last row before it. One that cannot be read is the beginning.
pub(crate) fn read_place<I: FromStr>(text: &str) -> Option<(Timestamp, I)> {
    let (at, id) = text.split_once('~')?;
    // PostgreSQL's calendar begins later than jiff's; nothing was asked for or bought before 1970.
    let at = at.parse().ok().filter(|at| *at > 0)?;
    Some((Timestamp::from_microsecond(at)?, id.parse().ok()?))
}

/// Leaves as many rows as a page holds, of which one more was read, and gives the address of the older ones on page `name`; empty when there are none.
pub(crate) fn cut<R, I: Display>(
    state: &ShopState,
    visitor: &Visitor,
    name: &str,
    (rows, per_page): (&mut Vec<R>, i64),
    place: impl Fn(&R) -> (Timestamp, I),
) -> String {
    let per_page = usize::try_from(per_page).unwrap_or(usize::MAX);
    let has_more = rows.len() > per_page;
    rows.truncate(per_page);
    let Some(last) = rows.last().filter(|_| has_more) else {
        return String::new();
    };
    let (at, id) = place(last);
    let place = format!("{}~{id}", at.as_microsecond());
    let values = [("fore", place.as_str())];
    state.renderer.url(visitor.locale, name, &values)
}
