//! What is done for a company.

use platform::render::PathPattern;

/// A company's rooms: people, places, approvals and offers.
pub(super) const COMPANY: &[PathPattern] = &[
    PathPattern {
        name: "company",
        sv: "/konto/foretag",
        en: "/en/account/company",
    },
    PathPattern {
        name: "act_for",
        sv: "/konto/handla-for",
        en: "/en/account/act-for",
    },
    PathPattern {
        name: "company_leave",
        sv: "/konto/foretag/lamna",
        en: "/en/account/company/leave",
    },
    PathPattern {
        name: "apply",
        sv: "/konto/ansok",
        en: "/en/account/apply",
    },
    PathPattern {
        name: "apply_withdraw",
        sv: "/konto/ansok/{id}/aterta",
        en: "/en/account/apply/{id}/withdraw",
    },
    PathPattern {
        name: "company_people",
        sv: "/konto/foretag/personer",
        en: "/en/account/company/people",
    },
    PathPattern {
        name: "company_person",
        sv: "/konto/foretag/personer/{person}",
        en: "/en/account/company/people/{person}",
    },
    PathPattern {
        name: "company_person_remove",
        sv: "/konto/foretag/personer/{person}/ta-bort",
        en: "/en/account/company/people/{person}/remove",
    },
    PathPattern {
        name: "company_invitation_withdraw",
        sv: "/konto/foretag/inbjudan/{id}/aterta",
        en: "/en/account/company/invitation/{id}/withdraw",
    },
    PathPattern {
        name: "company_cost_places",
        sv: "/konto/foretag/kostnadsstallen",
        en: "/en/account/company/cost-centres",
    },
    PathPattern {
        name: "company_articles",
        sv: "/konto/foretag/artiklar",
        en: "/en/account/company/articles",
    },
    PathPattern {
        name: "company_places",
        sv: "/konto/foretag/platser",
        en: "/en/account/company/places",
    },
    PathPattern {
        name: "company_place_new",
        sv: "/konto/foretag/platser/ny",
        en: "/en/account/company/places/new",
    },
    PathPattern {
        name: "company_place",
        sv: "/konto/foretag/platser/{place}",
        en: "/en/account/company/places/{place}",
    },
    PathPattern {
        name: "company_place_remove",
        sv: "/konto/foretag/platser/{place}/ta-bort",
        en: "/en/account/company/places/{place}/remove",
    },
    PathPattern {
        name: "company_invitation",
        sv: "/konto/inbjudan/{id}/{key}",
        en: "/en/account/invitation/{id}/{key}",
    },
    PathPattern {
        name: "approvals",
        sv: "/konto/attest",
        en: "/en/account/approvals",
    },
    PathPattern {
        name: "approval",
        sv: "/konto/attest/{request}",
        en: "/en/account/approvals/{request}",
    },
    PathPattern {
        name: "approval_approve",
        sv: "/konto/attest/{request}/godkann",
        en: "/en/account/approvals/{request}/approve",
    },
    PathPattern {
        name: "approval_refuse",
        sv: "/konto/attest/{request}/avsla",
        en: "/en/account/approvals/{request}/refuse",
    },
    PathPattern {
        name: "approval_withdraw",
        sv: "/konto/attest/{request}/aterta",
        en: "/en/account/approvals/{request}/withdraw",
    },
    PathPattern {
        name: "approval_refill",
        sv: "/konto/attest/{request}/varukorg",
        en: "/en/account/approvals/{request}/cart",
    },
    PathPattern {
        name: "quotations",
        sv: "/konto/offerter",
        en: "/en/account/quotations",
    },
    PathPattern {
        name: "quotation_new",
        sv: "/konto/offerter/ny",
        en: "/en/account/quotations/new",
    },
    PathPattern {
        name: "quotation",
        sv: "/konto/offerter/{quotation}",
        en: "/en/account/quotations/{quotation}",
    },
    PathPattern {
        name: "quotation_order",
        sv: "/konto/offerter/{quotation}/bestall",
        en: "/en/account/quotations/{quotation}/order",
    },
    PathPattern {
        name: "quotation_decline",
        sv: "/konto/offerter/{quotation}/tacka-nej",
        en: "/en/account/quotations/{quotation}/decline",
    },
    PathPattern {
        name: "quotation_change",
        sv: "/konto/offerter/{quotation}/andra",
        en: "/en/account/quotations/{quotation}/change",
    },
    PathPattern {
        name: "quotation_take_back",
        sv: "/konto/offerter/{quotation}/aterta",
        en: "/en/account/quotations/{quotation}/take-back",
    },
];
