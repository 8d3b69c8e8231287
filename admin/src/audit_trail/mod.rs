//! The audit trail as a screen: who did what to what, when, with each entry's values before and after. Nothing here can be changed.

mod asked;
mod entry;
mod list;
mod things;
mod values;
mod words;

pub(crate) use entry::{EntryPage, show};
pub(crate) use list::{Entries, is_told};
pub(crate) use things::href_of;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The filter whose choices are nouns and deeds.
const DEED: &str = "handling";
/// The filter that a thing's page leads to: the noun, a dot and the id; with `av` for the noun, what a person did.
const THING: &str = "objekt";
/// The noun of who did it.
const BY: &str = "av";

/// The list of entries.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "trail",
    path: "/granskning",
    filters: &[
        FilterSpec::new(DEED, "trail-what", &[]),
        FilterSpec::new(
            "vem",
            "trail-who",
            &[
                Choice::new("staff", "trail-actor-staff"),
                Choice::new("customer", "trail-actor-customer"),
                Choice::new("visitor", "trail-actor-visitor"),
                Choice::new("vendor", "trail-actor-vendor"),
                Choice::new("system", "trail-actor-system"),
            ],
        ),
        FilterSpec::day("fran", "trail-from"),
        FilterSpec::day("till", "trail-till"),
        FilterSpec::thing(THING, "trail-thing"),
    ],
    columns: &[
        ColumnSpec::new("handelse", "trail-what"),
        ColumnSpec::new("objekt", "trail-thing"),
        ColumnSpec::new("vem", "trail-who"),
        ColumnSpec::new("skal", "trail-why"),
        ColumnSpec::new("nar", "trail-when").sorts().number(),
    ],
    tabs: &[
        TabSpec::new("trail-tab-all", ""),
        TabSpec::new("trail-tab-staff", "vem=staff"),
        TabSpec::new("trail-tab-customers", "vem=customer"),
    ],
    sort: "nar",
};
