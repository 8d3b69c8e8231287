//! The shop's addresses, once, for the router and for every link.

use platform::render::PathPattern;

/// Every page of the shop in both languages.
pub const PATHS: &[PathPattern] = &[
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
        name: "cart",
        sv: "/varukorg",
        en: "/en/cart",
    },
    PathPattern {
        name: "cart_add",
        sv: "/varukorg/lagg-till",
        en: "/en/cart/add",
    },
    PathPattern {
        name: "cart_line",
        sv: "/varukorg/rad/{line}",
        en: "/en/cart/line/{line}",
    },
    PathPattern {
        name: "cart_card",
        sv: "/varukorg/presentkort/{variant}",
        en: "/en/cart/gift-card/{variant}",
    },
    PathPattern {
        name: "cart_line_card",
        sv: "/varukorg/rad/{line}/presentkort",
        en: "/en/cart/line/{line}/gift-card",
    },
    PathPattern {
        name: "cart_code",
        sv: "/varukorg/kod",
        en: "/en/cart/code",
    },
    PathPattern {
        name: "checkout",
        sv: "/kassa",
        en: "/en/checkout",
    },
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
        name: "quick_order",
        sv: "/snabborder",
        en: "/en/quick-order",
    },
    PathPattern {
        name: "quick_order_file",
        sv: "/snabborder/fil",
        en: "/en/quick-order/file",
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
    PathPattern {
        name: "quotation_checkout",
        sv: "/kassa/offert/{quotation}",
        en: "/en/checkout/quotation/{quotation}",
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
