use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::when::When;

/// In which order a tier's price lists are asked.
#[derive(Debug)]
pub(crate) struct OrderForm;

impl Form for OrderForm {
    const FIELDS: &'static [Field] = &[
        // The lists, one after another.
        Field::plain("list", "tier-lists-name"),
        Field::plain("add", "tier-order-add"),
        Field::plain("row_version", "tier-lists"),
    ];
}

/// A list in its place.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OrderRow {
    pub(crate) id: String,
    pub(crate) name: String,
    /// None for whoever may not see price lists.
    pub(crate) href: Option<String>,
    /// The tier whose list it is.
    pub(crate) tier: String,
    /// Whether it is guests', which stays.
    pub(crate) is_guests: bool,
    /// Whether it has just been moved here, and by which button: `upp` or `ned`.
    pub(crate) moved: Option<&'static str>,
    /// From when, where it is to come.
    pub(crate) from: Option<When>,
    pub(crate) until: Option<When>,
}

/// A list that can be added.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Choice {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) tier: String,
}

/// A list that has no place in the order, being in another currency than the shop's.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Elsewhere {
    pub(crate) currency: String,
    pub(crate) list: OrderRow,
}

/// An article that would cost something else.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ChangedRow {
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) quantity: i32,
    pub(crate) now: Option<String>,
    pub(crate) then: Option<String>,
    pub(crate) list: String,
}

/// What the order would change.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ChangesView {
    pub(crate) changed: usize,
    pub(crate) compared: usize,
    pub(crate) is_capped: bool,
    pub(crate) lower: usize,
    pub(crate) higher: usize,
    pub(crate) others: usize,
    pub(crate) includes_vat: bool,
    /// Whether anything has a price at all.
    pub(crate) has_prices: bool,
    pub(crate) rows: Vec<ChangedRow>,
    /// Whether there are more than those.
    pub(crate) is_more: bool,
}

/// The order of a tier's price lists.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OrderPage {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Whether it is the tier of whoever has not logged in, which has no order of its own.
    pub(crate) is_guests: bool,
    pub(crate) row_version: i32,
    pub(crate) form: FormState<OrderForm>,
    pub(crate) rows: Vec<OrderRow>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) elsewhere: Vec<Elsewhere>,
    /// The shop's own currency, which the order is one of lists in.
    pub(crate) home: String,
    /// What the tier buys in, where that is another.
    pub(crate) buys_in: Option<String>,
    pub(crate) changes: Option<ChangesView>,
    /// Whether what is shown is another order than the one that holds.
    pub(crate) is_unsaved: bool,
    pub(crate) is_saved: bool,
    /// How the order stands now, where somebody else has saved another meanwhile.
    pub(crate) stands: Option<Message>,
    /// Whether what a tier will cost can be looked at as a whole.
    pub(crate) can_rehearse: bool,
    pub(crate) can_manage: bool,
}

impl View for OrderPage {
    const TEMPLATE: &'static str = "admin/tier-price-lists.html";
    fn samples() -> Vec<Self> {
        let when = || {
            let now = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000);
            now.map(|now| When::new(crate::page::sample_locale(), now, now))
        };
        let row = |name: &str, moved| OrderRow {
            id: "018f0000-0000-7000-8000-0000000000aa".to_owned(),
            name: name.to_owned(),
            href: (name == "Pro").then(|| "/prislistor/1".to_owned()),
            tier: name.to_owned(),
            is_guests: name == "Konsument",
            from: when().filter(|_| name == "Pro"),
            until: when().filter(|_| name == "Premium"),
            moved,
        };
        let changes = |changed: usize| ChangesView {
            changed,
            compared: 120,
            is_capped: changed > 100,
            lower: changed,
            higher: changed / 2,
            others: changed / 3,
            includes_vat: changed > 100,
            has_prices: changed > 0,
            rows: ["MUG", "BOWL"]
                .map(|sku| ChangedRow {
                    sku: sku.to_owned(),
                    name: "Mugg <Strand>".to_owned(),
                    quantity: 10,
                    now: (sku == "MUG").then(|| "189 kr".to_owned()),
                    then: Some("159 kr".to_owned()),
                    list: "Pro".to_owned(),
                })
                .into_iter()
                .take(changed)
                .collect(),
            is_more: changed > 2,
        };
        let page = |changes: Option<ChangesView>, form| Self {
            code: "premium".to_owned(),
            name: "Premium".to_owned(),
            is_guests: false,
            row_version: 2,
            form,
            rows: vec![
                row("Premium", None),
                row("Pro", Some("upp")),
                row("Konsument", Some("ned")),
            ],
            choices: vec![Choice {
                id: "1".to_owned(),
                name: "Stora kunder".to_owned(),
                tier: "Storkund".to_owned(),
            }],
            elsewhere: vec![Elsewhere {
                currency: "EUR".to_owned(),
                list: row("Pro", None),
            }],
            home: "SEK".to_owned(),
            buys_in: changes.is_some().then(|| "EUR".to_owned()),
            is_unsaved: changes.is_some(),
            changes,
            is_saved: false,
            stands: None,
            can_rehearse: true,
            can_manage: true,
        };
        let mut wrong = FormState::blank();
        wrong.refuse_whole("form-changed-meanwhile");
        let stale = Self {
            stands: Some(Message::new("tier-order-stands").with("lists", "Premium, Konsument")),
            ..page(None, wrong)
        };
        let saved = Self {
            is_saved: true,
            can_rehearse: false,
            choices: Vec::new(),
            ..page(None, FormState::blank())
        };
        let guests = Self {
            is_guests: true,
            ..saved.clone()
        };
        let read_only = Self {
            can_manage: false,
            is_saved: false,
            elsewhere: Vec::new(),
            ..saved.clone()
        };
        vec![
            page(Some(changes(180)), FormState::blank()),
            page(Some(changes(1)), FormState::blank()),
            page(Some(changes(0)), FormState::blank()),
            page(None, FormState::blank()),
            stale,
            saved,
            guests,
            read_only,
        ]
    }
}
