//! A company's **cost places**: the list from which its buyers choose, where it keeps one. Without a list they write what they like. Who approves for which
//! stands with each person ([`super::Member::approves_for`]).

use platform::db::Tx;
use serde_json::json;

use super::manage::{ManageError, administered, record};
use super::member::plain;
use super::{LONGEST_WORD, listing, store};
use crate::checkout::{FieldFault, parse_line};
use crate::customer::Session;

/// Most cost places in a company's list.
pub const MOST_LISTED: usize = 300;

/// Why a text is no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFault {
    /// One of them is longer than [`LONGEST_WORD`]; it stands in this row, from one.
    TooLong {
        /// Which row.
        row: usize,
    },
    /// There are more than [`MOST_LISTED`].
    TooMany,
}

/// Reads a list: one in each row, or with commas between, as they are written for approvers; each once, however it is spelt.
///
/// # Errors
/// [`ListFault`].
pub fn read(text: &str) -> Result<Vec<String>, ListFault> {
    let mut places: Vec<String> = Vec::new();
    let rows = (1..).zip(text.split('\n'));
    for (row, part) in rows.flat_map(|(row, line)| line.split(',').map(move |part| (row, part))) {
        let place = match parse_line(part, LONGEST_WORD) {
            Ok(place) => place,
            Err(FieldFault::Missing) => continue,
            Err(FieldFault::Malformed) => return Err(ListFault::TooLong { row }),
        };
        if find(&places, &place).is_none() {
            places.push(place);
        }
        if places.len() > MOST_LISTED {
            return Err(ListFault::TooMany);
        }
    }
    Ok(places)
}

/// What was chosen or written, as the list spells it; `None` when it is not on it.
#[must_use]
pub fn find<'a>(listed: &'a [String], said: &str) -> Option<&'a str> {
    let said = plain(said);
    let mut spelt = listed.iter().map(String::as_str);
    spelt.find(|place| plain(place) == said)
}

/// Sets the list. The same list leaves no trace.
///
/// # Errors
/// [`ManageError`]; the transaction is to be dropped then.
pub async fn save(
    tx: &mut Tx,
    session: &Session,
    places: &[String],
    row_version: i32,
) -> Result<(), ManageError> {
    let company = administered(tx, session).await?;
    if places.len() > MOST_LISTED {
        return Err(ManageError::TooMany);
    }
    let before = listing::company(tx, company)
        .await?
        .ok_or(ManageError::NotTheirs)?;
    if before.cost_places == places {
        return Ok(());
    }
    if !store::update_cost_places(tx, company, places, row_version).await? {
        return Err(ManageError::ChangedMeanwhile);
    }
    let was = json!({ "cost_places": before.cost_places });
    let is = json!({ "cost_places": places });
    let action = "company.cost_places_changed";
    record(tx, action, company, Some(&was), Some(&is)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_each_cost_place_once_in_the_order_in_which_they_were_written() {
        let read_it = read(" 4100 \r\nMalmö\n\nMALMÖ, 4200\n4100");
        assert_eq!(read_it.unwrap(), ["4100", "Malmö", "4200"]);
        assert_eq!(read(" \n, ").unwrap(), Vec::<String>::new());
        let long = "x".repeat(61);
        assert_eq!(read(&long), Err(ListFault::TooLong { row: 1 }));
        let third = format!("4100\r\n\r\n4200, {long}\r\n4300");
        assert_eq!(read(&third), Err(ListFault::TooLong { row: 3 }));
        let most: Vec<String> = (0..=MOST_LISTED).map(|n| n.to_string()).collect();
        assert_eq!(read(&most.join("\n")), Err(ListFault::TooMany));
        assert_eq!(read(&most[1..].join("\n")).unwrap().len(), MOST_LISTED);
    }

    #[test]
    fn what_is_chosen_is_spelt_as_the_list_spells_it() {
        let listed = ["4100".to_owned(), "Malmö".to_owned()];
        assert_eq!(find(&listed, " malmö "), Some("Malmö"));
        assert_eq!(find(&listed, "410"), None);
        assert_eq!(find(&listed, ""), None);
    }
}
