//! Products: the list, and the page with their pictures.

mod acts;
mod bulk;
mod gallery;
mod handlers;
mod kind;
mod list;
mod pictures;
mod places;
mod preview;
mod publication;
mod texts;
mod upload;
mod views;
mod withdrawal;

pub(crate) use bulk::{
    ProductBulkPage, apply as apply_to_many, preview as preview_many, take_back as take_many_back,
};
pub(crate) use handlers::{show, version};
pub(crate) use kind::set_kind;
pub(crate) use list::Products;
pub(crate) use pictures::{save_pictures, upload_pictures};
pub(crate) use preview::preview;
pub(crate) use publication::set_publication;
pub(crate) use texts::{
    TextsPage, TextsReviewPage, TextsVersionPage, call_off as call_texts_off,
    compare as compare_texts, edit as edit_texts, publish as publish_texts,
    restore as restore_texts, review as review_texts, save as save_texts,
    take_back as take_texts_back, throw_away as throw_texts_away, undo as undo_texts,
    version as version_of_texts,
};
pub(crate) use upload::LARGEST as LARGEST_UPLOAD;
pub(crate) use views::ProductPage;
pub(crate) use withdrawal::set_withdrawal;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of products.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "products",
    path: "/produkter",
    filters: &[FilterSpec::new(
        "status",
        "products-status",
        &[
            Choice::new("active", "product-active"),
            Choice::new("draft", "product-draft"),
            Choice::new("archived", "product-archived"),
        ],
    )],
    columns: &[
        ColumnSpec::new("produkt", "products-name"),
        ColumnSpec::new("kod", "products-code").hidden(),
        ColumnSpec::new("status", "products-status"),
        ColumnSpec::new("varianter", "products-variants").number(),
        ColumnSpec::new("lager", "products-stock").number(),
        ColumnSpec::new("pris", "products-price").amount(),
        ColumnSpec::new("andrad", "products-updated")
            .sorts()
            .number(),
    ],
    tabs: &[
        TabSpec::new("products-tab-all", "").counted(),
        TabSpec::new("products-tab-active", "status=active"),
        TabSpec::new("products-tab-draft", "status=draft").counted(),
        TabSpec::new("products-tab-archived", "status=archived"),
    ],
    sort: "andrad",
};
