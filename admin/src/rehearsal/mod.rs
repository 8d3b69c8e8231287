//! Rehearsals: the shop as somebody else sees it at a time to come, and what differs from now.

mod answer;
mod handlers;
mod list;
mod views;

pub(crate) use answer::{show as show_answer, version};
pub(crate) use handlers::{ask, begin, show};
#[cfg(test)]
pub(crate) use list::Differences;
pub(crate) use list::{export as export_list, show as show_list};
pub(crate) use views::{AnswerPage, DifferencesPage, RehearsalPage};

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec};

/// Which answer's differences, in the address of their list.
pub(crate) const REHEARSAL: &str = "repetition";
/// Which of them.
const MIND: &str = "se-over";

/// The list of prices that will be others. It is of one answer, which its address names.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "price-differences",
    path: "/prisskillnader",
    filters: &[
        FilterSpec::thing(REHEARSAL, "nav-rehearsal"),
        FilterSpec::new(
            MIND,
            "rehearsal-mind",
            &[
                Choice::new("marginal", "rehearsal-is-below"),
                Choice::new("tidigare-pris", "rehearsal-lacks"),
                Choice::new("kampanj", "rehearsal-by-promotion"),
            ],
        ),
    ],
    columns: &[
        ColumnSpec::new("artikel", "variant-sku"),
        ColumnSpec::new("antal", "price-from-quantity").number(),
        ColumnSpec::new("nu", "rehearsal-now").number(),
        ColumnSpec::new("da", "rehearsal-then").number(),
        ColumnSpec::new("nu-kampanj", "rehearsal-now-promoted").number(),
        ColumnSpec::new("da-kampanj", "rehearsal-then-promoted").number(),
        ColumnSpec::new("valuta", "orders-currency").hidden(),
        ColumnSpec::new("lista", "why-list"),
        ColumnSpec::new("marginal", "rehearsal-left").number(),
        ColumnSpec::new(MIND, "rehearsal-mind").sorts(),
    ],
    tabs: &[],
    sort: MIND,
};
