//! Products, to read: the list and the page.

mod handlers;
mod views;

pub(crate) use handlers::{export, list, show};
pub(crate) use views::ProductPage;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of products.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "products",
    path: "/produkter",
    filters: &[FilterSpec {
        name: "status",
        label: "products-status",
        choices: &[
            Choice {
                value: "active",
                label: "product-active",
            },
            Choice {
                value: "draft",
                label: "product-draft",
            },
            Choice {
                value: "archived",
                label: "product-archived",
            },
        ],
    }],
    columns: &[
        ColumnSpec {
            name: "produkt",
            label: "products-name",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "kod",
            label: "products-code",
            is_sortable: false,
            is_number: false,
            is_default: false,
        },
        ColumnSpec {
            name: "status",
            label: "products-status",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "varianter",
            label: "products-variants",
            is_sortable: false,
            is_number: true,
            is_default: true,
        },
        ColumnSpec {
            name: "lager",
            label: "products-stock",
            is_sortable: false,
            is_number: true,
            is_default: true,
        },
        ColumnSpec {
            name: "pris",
            label: "products-price",
            is_sortable: false,
            is_number: true,
            is_default: true,
        },
        ColumnSpec {
            name: "andrad",
            label: "products-updated",
            is_sortable: true,
            is_number: true,
            is_default: true,
        },
    ],
    tabs: &[
        TabSpec {
            label: "products-tab-all",
            query: "",
            is_counted: true,
        },
        TabSpec {
            label: "products-tab-active",
            query: "status=active",
            is_counted: false,
        },
        TabSpec {
            label: "products-tab-draft",
            query: "status=draft",
            is_counted: true,
        },
        TabSpec {
            label: "products-tab-archived",
            query: "status=archived",
            is_counted: false,
        },
    ],
    sort: "andrad",
};
