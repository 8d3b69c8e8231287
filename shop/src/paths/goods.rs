//! Goods and how they are found.

use platform::render::PathPattern;

/// What is looked at before it is bought, and what is said of it.
pub(super) const GOODS: &[PathPattern] = &[
    PathPattern {
        name: "home",
        sv: "/",
        en: "/en",
    },
    PathPattern {
        name: "all",
        sv: "/varor",
        en: "/en/products",
    },
    PathPattern {
        name: "category",
        sv: "/kategori/{slug}",
        en: "/en/category/{slug}",
    },
    PathPattern {
        name: "product",
        sv: "/produkt/{slug}",
        en: "/en/product/{slug}",
    },
    PathPattern {
        name: "product_reviews",
        sv: "/produkt/{slug}/omdomen",
        en: "/en/product/{slug}/reviews",
    },
    PathPattern {
        name: "review_report",
        sv: "/omdomen/{review}/anmal",
        en: "/en/reviews/{review}/report",
    },
    PathPattern {
        name: "search",
        sv: "/sok",
        en: "/en/search",
    },
    PathPattern {
        name: "suggest",
        sv: "/sok/forslag",
        en: "/en/search/suggestions",
    },
    PathPattern {
        name: "watch",
        sv: "/bevaka/{variant}",
        en: "/en/notify/{variant}",
    },
    PathPattern {
        name: "stock_watch",
        sv: "/bevakning/{id}/{key}",
        en: "/en/watch/{id}/{key}",
    },
    PathPattern {
        name: "preview",
        sv: "/forhandsvisning/{product}",
        en: "/en/preview/{product}",
    },
    PathPattern {
        name: "preview_begin",
        sv: "/forhandsvisning/oppna/{key}",
        en: "/en/preview/open/{key}",
    },
    PathPattern {
        name: "rehearsal",
        sv: "/repetition/{key}",
        en: "/en/rehearsal/{key}",
    },
    PathPattern {
        name: "rehearsal_end",
        sv: "/repetition/avsluta",
        en: "/en/rehearsal/end",
    },
];
