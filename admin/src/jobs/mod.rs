//! Jobs: what waits, what runs, what was given up and why; and trying again.

mod handlers;
mod list;
mod views;

pub(crate) use handlers::{MOST, notice, retry, retry_many, show, told, version};
pub(crate) use list::Jobs;
pub(crate) use views::JobPage;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of jobs.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "jobs",
    path: "/jobb",
    filters: &[
        FilterSpec::new(
            "lage",
            "jobs-state",
            &[
                Choice::new("failed", "job-failed"),
                Choice::new("retrying", "job-retrying"),
                Choice::new("ready", "job-ready"),
                Choice::new("running", "job-running"),
            ],
        ),
        FilterSpec::new("ko", "jobs-queue", &[]),
    ],
    columns: &[
        ColumnSpec::new("jobb", "jobs-name"),
        ColumnSpec::new("lage", "jobs-state"),
        ColumnSpec::new("varfor", "jobs-error"),
        ColumnSpec::new("ko", "jobs-queue"),
        ColumnSpec::new("forsok", "jobs-attempts").number(),
        ColumnSpec::new("nasta", "jobs-next").number(),
        ColumnSpec::new("skapat", "jobs-created").number(),
    ],
    tabs: &[
        TabSpec::new("jobs-tab-all", "").counted(),
        TabSpec::new("jobs-tab-failed", "lage=failed").counted(),
        TabSpec::new("jobs-tab-retrying", "lage=retrying").counted(),
        TabSpec::new("jobs-tab-running", "lage=running").counted(),
    ],
    sort: "skapat",
};
