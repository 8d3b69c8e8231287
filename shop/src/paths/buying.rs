//! From the cart to the checkout.

use platform::render::PathPattern;

/// The cart, the quick order and the checkout.
pub(super) const BUYING: &[PathPattern] = &[
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
        name: "quotation_checkout",
        sv: "/kassa/offert/{quotation}",
        en: "/en/checkout/quotation/{quotation}",
    },
];
