//! Jobs: what waits, what runs, what was given up and why; and trying again.

mod handlers;
mod views;

pub(crate) use handlers::{MOST, list, notice, retry, retry_many, show, told};
pub(crate) use views::JobPage;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of jobs.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "jobs",
    path: "/jobb",
    filters: &[
        FilterSpec {
            name: "lage",
            label: "jobs-state",
            choices: &[
                Choice {
                    value: "failed",
                    label: "job-failed",
                },
                Choice {
                    value: "retrying",
                    label: "job-retrying",
                },
                Choice {
                    value: "ready",
                    label: "job-ready",
                },
                Choice {
                    value: "running",
                    label: "job-running",
                },
            ],
        },
        FilterSpec {
            name: "ko",
            label: "jobs-queue",
            choices: &[],
        },
    ],
    columns: &[
        ColumnSpec {
            name: "jobb",
            label: "jobs-name",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "lage",
            label: "jobs-state",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "varfor",
            label: "jobs-error",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "ko",
            label: "jobs-queue",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "forsok",
            label: "jobs-attempts",
            is_sortable: false,
            is_number: true,
            is_default: true,
        },
        ColumnSpec {
            name: "nasta",
            label: "jobs-next",
            is_sortable: false,
            is_number: true,
            is_default: true,
        },
        ColumnSpec {
            name: "skapat",
            label: "jobs-created",
            is_sortable: false,
            is_number: true,
            is_default: true,
        },
    ],
    tabs: &[
        TabSpec {
            label: "jobs-tab-all",
            query: "",
            is_counted: true,
        },
        TabSpec {
            label: "jobs-tab-failed",
            query: "lage=failed",
            is_counted: true,
        },
        TabSpec {
            label: "jobs-tab-retrying",
            query: "lage=retrying",
            is_counted: true,
        },
        TabSpec {
            label: "jobs-tab-running",
            query: "lage=running",
            is_counted: true,
        },
    ],
    sort: "skapat",
};
