//! The shop's texts.

use platform::render::PathPattern;

/// What the shop says of itself and of the law: terms, withdrawal, privacy.
pub(super) const DOCUMENTS: &[PathPattern] = &[
    PathPattern {
        name: "terms",
        sv: "/kopvillkor",
        en: "/en/terms",
    },
    PathPattern {
        name: "withdrawal",
        sv: "/angerratt",
        en: "/en/withdrawal",
    },
    PathPattern {
        name: "withdrawal_form",
        sv: "/angerblankett",
        en: "/en/withdrawal-form",
    },
    PathPattern {
        name: "privacy",
        sv: "/personuppgifter",
        en: "/en/privacy",
    },
    PathPattern {
        name: "cookies",
        sv: "/kakor",
        en: "/en/cookies",
    },
    PathPattern {
        name: "accessibility",
        sv: "/tillganglighet",
        en: "/en/accessibility",
    },
    PathPattern {
        name: "reviews",
        sv: "/sa-fungerar-omdomen",
        en: "/en/about-reviews",
    },
    PathPattern {
        name: "contact",
        sv: "/kontakt",
        en: "/en/contact",
    },
];
