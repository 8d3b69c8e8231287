//! The account's pages.

use jiff::civil::Date;
use platform::clock::Timestamp;
use platform::money::{Currency, Money};
use platform::render::{FormState, View};
use serde::Serialize;

use super::forms::{AddressForm, ChoiceForm, LogInForm, PasswordForm};
use super::passkey_views::PasskeysView;
use crate::card::Card;
use crate::frame::Head;

/// Logging in.
#[derive(Clone, Debug, Serialize)]
pub struct LogInView {
    /// For browsers.
    pub head: Head,
    /// What was typed, never the password.
    pub form: FormState<LogInForm>,
    /// Where to go on to; empty for the customer's own pages.
    pub next: String,
    /// Where passkeys can be used: scheme, host and port.
    pub passkey_origin: Option<String>,
}

impl View for LogInView {
    const TEMPLATE: &'static str = "shop/log-in.html";

    fn samples() -> Vec<Self> {
        let fresh = Self {
            head: Head::sample("Logga in"),
            form: FormState::blank(),
            next: String::new(),
            passkey_origin: Some("https://nordbod.se".into()),
        };
        let mut form = FormState::blank().with("email", "elin@exempel.se");
        form.refuse("password", "error-log-in");
        let mut refused = FormState::blank();
        refused.refuse_whole("error-passkey-not-accepted");
        vec![
            Self {
                form: refused,
                passkey_origin: None,
                ..fresh.clone()
            },
            Self {
                form,
                next: "/kassa".into(),
                ..fresh.clone()
            },
            fresh,
        ]
    }
}

/// Asking for an account (`register`) or for a new password (`forgot`).
#[derive(Clone, Debug, Serialize)]
pub struct AskView {
    /// For browsers.
    pub head: Head,
    /// `register` or `forgot`.
    pub what: &'static str,
    /// What was typed.
    pub form: FormState<AddressForm>,
    /// Where to go on to afterwards.
    pub next: String,
}

impl View for AskView {
    const TEMPLATE: &'static str = "shop/account-ask.html";

    fn samples() -> Vec<Self> {
        let register = Self {
            head: Head::sample("Skapa konto"),
            what: "register",
            form: FormState::blank(),
            next: String::new(),
        };
        let mut form = FormState::blank().with("email", "elin");
        form.refuse("email", "error-email");
        vec![
            Self {
                what: "forgot",
                form,
                ..register.clone()
            },
            register,
        ]
    }
}

/// A link is on its way: the same page whatever the address is.
#[derive(Clone, Debug, Serialize)]
pub struct SentView {
    /// For browsers.
    pub head: Head,
    /// The address as typed.
    pub email: String,
}

impl View for SentView {
    const TEMPLATE: &'static str = "shop/account-sent.html";

    fn samples() -> Vec<Self> {
        vec![Self {
            head: Head::sample("Titta i din inkorg"),
            email: "elin@exempel.se".into(),
        }]
    }
}

/// What a link does, and the button that does it: a mail program that looks at links ahead uses none up.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView {
    /// For browsers.
    pub head: Head,
    /// `register`, `known`, `log_in`, `reset`, `change_email`; `over` or `over_change` when it is not good any more, `taken` when the address has got an
    /// account meanwhile, `another` when somebody else is logged in.
    pub purpose: &'static str,
    /// The address that it proves.
    pub email: String,
    /// Name and password, as far as the link wants them.
    pub form: FormState<ChoiceForm>,
    /// Fewest characters of a password.
    pub shortest: i64,
    /// The link's own path.
    pub here: String,
}

impl View for LinkView {
    const TEMPLATE: &'static str = "shop/account-link.html";

    fn samples() -> Vec<Self> {
        [
            "register",
            "known",
            "log_in",
            "reset",
            "change_email",
            "over",
            "over_change",
            "taken",
            "another",
        ]
        .into_iter()
        .map(|purpose| {
            let mut form = FormState::blank().with("name", "Elin Sandahl");
            form.refuse("password", "error-password-guessable");
            Self {
                head: Head::sample("Länk"),
                purpose,
                email: "elin@exempel.se".into(),
                form,
                shortest: 12,
                here: "/konto/lank/x/y".into(),
            }
        })
        .collect()
    }
}

/// The side of every page that is the customer's own.
#[derive(Clone, Debug, Serialize)]
pub struct Aside {
    /// The page shown.
    pub current: &'static str,
}

fn sample_moment() -> Timestamp {
    jiff::Timestamp::UNIX_EPOCH.into()
}

/// An order in the list.
#[derive(Clone, Debug, Serialize)]
pub struct OrderRowView {
    /// `ORD-100001`.
    pub number: String,
    /// The day when it was placed, in Sweden.
    pub placed_on: Date,
    /// `cancelled`, `refunded`, or how far the goods have come.
    pub state: String,
    /// Pieces of goods.
    pub pieces: i64,
    /// Sum, with VAT.
    pub total: Money,
    /// Whether its buyer saw prices without VAT: the sum is then said to have it.
    pub is_net: bool,
}

impl OrderRowView {
    fn samples() -> Vec<Self> {
        let row = |number: &str, state: &str| Self {
            number: number.into(),
            placed_on: jiff::civil::date(2026, 11, 24),
            state: state.into(),
            pieces: 3,
            total: Money::new(98_700, Currency::SEK),
            is_net: state == "shipped",
        };
        [
            "unfulfilled",
            "partly_shipped",
            "shipped",
            "delivered",
            "returned",
            "cancelled",
        ]
        .into_iter()
        .map(|state| row("ORD-100001", state))
        .collect()
    }
}

/// The first of the customer's own pages.
#[derive(Clone, Debug, Serialize)]
pub struct OverviewView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// What to call the customer.
    pub first_name: String,
    /// `KND-10001`.
    pub number: String,
    /// The latest orders.
    pub orders: Vec<OrderRowView>,
    /// What they hold, to be bought again.
    pub again: Vec<Card>,
    /// Orders bought as a guest with the same address, which can be added.
    pub claimable: i64,
}

impl View for OverviewView {
    const TEMPLATE: &'static str = "shop/account.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            head: Head::sample("Mina sidor"),
            aside: Aside { current: "account" },
            first_name: "Elin".into(),
            number: "KND-10001".into(),
            orders: OrderRowView::samples(),
            again: Card::samples(),
            claimable: 2,
        };
        vec![
            Self {
                orders: Vec::new(),
                again: Vec::new(),
                claimable: 0,
                ..full.clone()
            },
            full,
        ]
    }
}

/// All the customer's orders, a page at a time.
#[derive(Clone, Debug, Serialize)]
pub struct OrdersView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// One page of them.
    pub orders: Vec<OrderRowView>,
    /// The next page; empty on the last.
    pub older: String,
}

impl View for OrdersView {
    const TEMPLATE: &'static str = "shop/account-orders.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            head: Head::sample("Beställningar"),
            aside: Aside {
                current: "my_orders",
            },
            orders: OrderRowView::samples(),
            older: "/konto/bestallningar?fore=x".into(),
        };
        vec![
            Self {
                orders: Vec::new(),
                older: String::new(),
                ..full.clone()
            },
            full,
        ]
    }
}

/// A browser that is logged in.
#[derive(Clone, Debug, Serialize)]
pub struct SessionView {
    /// Which.
    pub id: String,
    /// What the browser calls itself, shortened.
    pub browser: String,
    /// Network address at log-in.
    pub address: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last used.
    pub last_seen_at: Timestamp,
    /// Whether it is this one.
    pub is_current: bool,
}

/// How the customer logs in, and where they are logged in.
#[derive(Clone, Debug, Serialize)]
pub struct LogInsView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// The address that logs in.
    pub email: String,
    /// Whether there is a password.
    pub has_password: bool,
    /// Whether the present one must be given to choose another.
    pub needs_current: bool,
    /// Where a passkey proves it instead: scheme, host and port. Empty where none can, or nothing must be proved.
    pub passkey_origin: String,
    /// Fewest characters of a password.
    pub shortest: i64,
    /// The form for a new one.
    pub form: FormState<PasswordForm>,
    /// The customer's passkeys.
    pub passkeys: PasskeysView,
    /// Browsers that are logged in.
    pub sessions: Vec<SessionView>,
    /// Whether something was just done: `password`, `sessions`, `passkey`, `passkey-renamed`, `passkey-removed`.
    pub done: &'static str,
}

impl View for LogInsView {
    const TEMPLATE: &'static str = "shop/account-log-ins.html";

    fn samples() -> Vec<Self> {
        let at = sample_moment();
        let session = |id: &str, is_current| SessionView {
            id: id.into(),
            browser: "Firefox, Windows".into(),
            address: "192.0.2.1".into(),
            created_at: at,
            last_seen_at: at,
            is_current,
        };
        let usual = Self {
            head: Head::sample("Inloggning"),
            aside: Aside { current: "log_ins" },
            email: "elin@exempel.se".into(),
            has_password: true,
            needs_current: true,
            passkey_origin: "https://nordbod.se".into(),
            shortest: 12,
            form: FormState::blank(),
            passkeys: PasskeysView::samples().remove(0),
            sessions: vec![session("a", true), session("b", false)],
            done: "",
        };
        let mut form = FormState::blank();
        form.refuse("current", "error-password-wrong");
        let done = ["passkey", "passkey-renamed", "passkey-removed"];
        let with = done.into_iter().zip(PasskeysView::samples());
        let mut views: Vec<Self> = with
            .map(|(done, passkeys)| Self {
                done,
                passkeys,
                ..usual.clone()
            })
            .collect();
        views.extend([
            Self {
                has_password: false,
                needs_current: false,
                passkey_origin: String::new(),
                done: "password",
                ..usual.clone()
            },
            Self {
                form,
                done: "sessions",
                ..usual.clone()
            },
            usual,
        ]);
        views
    }
}
