//! A customer's own pages.

use platform::render::PathPattern;

/// Logging in, and the pages that are a customer's own.
pub(super) const ACCOUNT: &[PathPattern] = &[
    PathPattern {
        name: "my_reviews",
        sv: "/konto/omdomen",
        en: "/en/account/reviews",
    },
    PathPattern {
        name: "account",
        sv: "/konto",
        en: "/en/account",
    },
    PathPattern {
        name: "log_in",
        sv: "/konto/logga-in",
        en: "/en/account/log-in",
    },
    PathPattern {
        name: "log_out",
        sv: "/konto/logga-ut",
        en: "/en/account/log-out",
    },
    PathPattern {
        name: "register",
        sv: "/konto/skapa",
        en: "/en/account/register",
    },
    PathPattern {
        name: "forgot",
        sv: "/konto/glomt",
        en: "/en/account/forgot",
    },
    PathPattern {
        name: "customer_link",
        sv: "/konto/lank/{id}/{key}",
        en: "/en/account/link/{id}/{key}",
    },
    PathPattern {
        name: "my_orders",
        sv: "/konto/bestallningar",
        en: "/en/account/orders",
    },
    PathPattern {
        name: "claim",
        sv: "/konto/hamta-kop",
        en: "/en/account/claim",
    },
    PathPattern {
        name: "log_ins",
        sv: "/konto/inloggning",
        en: "/en/account/log-ins",
    },
    PathPattern {
        name: "passkey_begin",
        sv: "/konto/logga-in/passkey/borja",
        en: "/en/account/log-in/passkey/begin",
    },
    PathPattern {
        name: "passkey_log_in",
        sv: "/konto/logga-in/passkey",
        en: "/en/account/log-in/passkey",
    },
    PathPattern {
        name: "passkey_confirm_begin",
        sv: "/konto/bekrafta/borja",
        en: "/en/account/confirm/begin",
    },
    PathPattern {
        name: "passkey_confirm",
        sv: "/konto/bekrafta",
        en: "/en/account/confirm",
    },
    PathPattern {
        name: "passkey_new",
        sv: "/konto/passkeys/ny",
        en: "/en/account/passkeys/new",
    },
    PathPattern {
        name: "passkey_new_begin",
        sv: "/konto/passkeys/ny/borja",
        en: "/en/account/passkeys/new/begin",
    },
    PathPattern {
        name: "passkey",
        sv: "/konto/passkeys/{passkey}",
        en: "/en/account/passkeys/{passkey}",
    },
    PathPattern {
        name: "passkey_remove",
        sv: "/konto/passkeys/{passkey}/ta-bort",
        en: "/en/account/passkeys/{passkey}/remove",
    },
    PathPattern {
        name: "end_sessions",
        sv: "/konto/inloggning/avsluta",
        en: "/en/account/log-ins/end",
    },
    PathPattern {
        name: "end_session",
        sv: "/konto/inloggning/{session}/avsluta",
        en: "/en/account/log-ins/{session}/end",
    },
    PathPattern {
        name: "reorder",
        sv: "/konto/bestallningar/{number}/igen",
        en: "/en/account/orders/{number}/again",
    },
    PathPattern {
        name: "my_order",
        sv: "/konto/bestallningar/{number}",
        en: "/en/account/orders/{number}",
    },
    PathPattern {
        name: "my_receipt",
        sv: "/konto/bestallningar/{number}/kvitto",
        en: "/en/account/orders/{number}/receipt",
    },
    PathPattern {
        name: "wishes",
        sv: "/konto/onskelista",
        en: "/en/account/wish-list",
    },
    PathPattern {
        name: "watches",
        sv: "/konto/bevakningar",
        en: "/en/account/watches",
    },
    PathPattern {
        name: "saved_carts",
        sv: "/konto/varukorgar",
        en: "/en/account/carts",
    },
    PathPattern {
        name: "saved_cart",
        sv: "/konto/varukorgar/{list}",
        en: "/en/account/carts/{list}",
    },
    PathPattern {
        name: "saved_cart_up",
        sv: "/konto/varukorgar/{list}/ta-upp",
        en: "/en/account/carts/{list}/take-up",
    },
    PathPattern {
        name: "lists",
        sv: "/konto/listor",
        en: "/en/account/lists",
    },
    PathPattern {
        name: "list",
        sv: "/konto/listor/{list}",
        en: "/en/account/lists/{list}",
    },
    PathPattern {
        name: "list_to_cart",
        sv: "/konto/listor/{list}/varukorg",
        en: "/en/account/lists/{list}/cart",
    },
    PathPattern {
        name: "my_data",
        sv: "/konto/personuppgifter",
        en: "/en/account/data",
    },
    PathPattern {
        name: "consent",
        sv: "/konto/personuppgifter/samtycke",
        en: "/en/account/data/consent",
    },
    PathPattern {
        name: "export",
        sv: "/konto/personuppgifter/fil",
        en: "/en/account/data/file",
    },
    PathPattern {
        name: "erase",
        sv: "/konto/personuppgifter/radera",
        en: "/en/account/data/erase",
    },
    PathPattern {
        name: "addresses",
        sv: "/konto/adresser",
        en: "/en/account/addresses",
    },
    PathPattern {
        name: "address_new",
        sv: "/konto/adresser/ny",
        en: "/en/account/addresses/new",
    },
    PathPattern {
        name: "address",
        sv: "/konto/adresser/{address}",
        en: "/en/account/addresses/{address}",
    },
    PathPattern {
        name: "address_default",
        sv: "/konto/adresser/{address}/forval",
        en: "/en/account/addresses/{address}/default",
    },
    PathPattern {
        name: "address_remove",
        sv: "/konto/adresser/{address}/ta-bort",
        en: "/en/account/addresses/{address}/remove",
    },
    PathPattern {
        name: "details",
        sv: "/konto/uppgifter",
        en: "/en/account/details",
    },
    PathPattern {
        name: "change_email",
        sv: "/konto/uppgifter/epost",
        en: "/en/account/details/email",
    },
];
