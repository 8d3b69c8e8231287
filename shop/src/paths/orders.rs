//! An order, by its link.

use platform::render::PathPattern;

/// An order behind its key, with what may be asked of it afterwards: payment, withdrawal, complaint, review.
pub(super) const ORDERS: &[PathPattern] = &[
    PathPattern {
        name: "order",
        sv: "/order/{number}/{key}",
        en: "/en/order/{number}/{key}",
    },
    PathPattern {
        name: "order_pay",
        sv: "/order/{number}/{key}/betala",
        en: "/en/order/{number}/{key}/pay",
    },
    PathPattern {
        name: "order_return",
        sv: "/order/{number}/{key}/ater",
        en: "/en/order/{number}/{key}/back",
    },
    PathPattern {
        name: "withdraw",
        sv: "/angra",
        en: "/en/withdraw",
    },
    PathPattern {
        name: "withdraw_notice",
        sv: "/angra/meddelande",
        en: "/en/withdraw/notice",
    },
    PathPattern {
        name: "withdraw_receipt",
        sv: "/angra/meddelande/{id}/{key}",
        en: "/en/withdraw/notice/{id}/{key}",
    },
    PathPattern {
        name: "order_withdraw",
        sv: "/order/{number}/{key}/angra",
        en: "/en/order/{number}/{key}/withdraw",
    },
    PathPattern {
        name: "order_complain",
        sv: "/order/{number}/{key}/reklamera",
        en: "/en/order/{number}/{key}/complain",
    },
    PathPattern {
        name: "order_case",
        sv: "/order/{number}/{key}/arende/{case}",
        en: "/en/order/{number}/{key}/case/{case}",
    },
    PathPattern {
        name: "order_case_slip",
        sv: "/order/{number}/{key}/arende/{case}/retursedel",
        en: "/en/order/{number}/{key}/case/{case}/return-slip",
    },
    PathPattern {
        name: "order_case_label",
        sv: "/order/{number}/{key}/arende/{case}/fraktsedel",
        en: "/en/order/{number}/{key}/case/{case}/label",
    },
    PathPattern {
        name: "order_case_say",
        sv: "/order/{number}/{key}/arende/{case}/skriv",
        en: "/en/order/{number}/{key}/case/{case}/write",
    },
    PathPattern {
        name: "order_case_take_back",
        sv: "/order/{number}/{key}/arende/{case}/aterta",
        en: "/en/order/{number}/{key}/case/{case}/take-back",
    },
    PathPattern {
        name: "order_picture",
        sv: "/order/{number}/{key}/bild/{file}",
        en: "/en/order/{number}/{key}/picture/{file}",
    },
    PathPattern {
        name: "order_invoice",
        sv: "/order/{number}/{key}/faktura",
        en: "/en/order/{number}/{key}/invoice",
    },
    PathPattern {
        name: "order_credit_note",
        sv: "/order/{number}/{key}/kreditnota/{note}",
        en: "/en/order/{number}/{key}/credit-note/{note}",
    },
    PathPattern {
        name: "order_review",
        sv: "/order/{number}/{key}/omdome/{product}",
        en: "/en/order/{number}/{key}/review/{product}",
    },
    PathPattern {
        name: "order_review_remove",
        sv: "/order/{number}/{key}/omdome/{product}/ta-bort",
        en: "/en/order/{number}/{key}/review/{product}/remove",
    },
    PathPattern {
        name: "order_no_questions",
        sv: "/order/{number}/{key}/inga-fragor",
        en: "/en/order/{number}/{key}/no-questions",
    },
];
