use commerce::tier::assortment::listing::Hidden;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

/// What a tier's people see.
#[derive(Debug)]
pub(crate) struct AssortmentForm;

impl Form for AssortmentForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("only_categories", "assortment-categories"),
        Field::plain("only_values", "assortment-values"),
        Field::plain("only_makers", "assortment-makers"),
        Field::plain("only_products", "assortment-products"),
        Field::plain("never_categories", "assortment-categories"),
        Field::plain("never_values", "assortment-values"),
        Field::plain("never_makers", "assortment-makers"),
        Field::plain("never_products", "assortment-products"),
        Field::plain("version", "assortment"),
    ];
}

/// Something to tick.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Picked {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) is_chosen: bool,
}

impl Picked {
    pub(super) fn new(value: String, name: &str, chosen: &[String]) -> Self {
        Self {
            is_chosen: chosen.contains(&value),
            name: name.to_owned(),
            value,
        }
    }
}

/// What is hidden of what is for sale.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct HiddenView {
    pub(crate) hidden: i64,
    pub(crate) looked_at: i64,
    /// Whether that is all there is, or the most sold.
    pub(crate) is_all: bool,
    /// Some of them.
    pub(crate) names: Vec<String>,
    /// Whether there are more than those.
    pub(crate) is_more: bool,
}

impl From<Hidden> for HiddenView {
    fn from(hidden: Hidden) -> Self {
        let told = i64::try_from(hidden.names.len()).unwrap_or(i64::MAX);
        Self {
            hidden: hidden.hidden,
            looked_at: hidden.looked_at,
            is_all: hidden.is_all,
            is_more: hidden.hidden > told,
            names: hidden.names,
        }
    }
}

/// A tier's assortment.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AssortmentPage {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Whether it is the tier of whoever has not logged in.
    pub(crate) is_guests: bool,
    pub(crate) version: i32,
    pub(crate) is_limited: bool,
    /// Whether lists are still made by the rules before.
    pub(crate) is_being_listed: bool,
    pub(crate) form: FormState<AssortmentForm>,
    pub(crate) only_categories: Vec<Picked>,
    pub(crate) only_values: Vec<Picked>,
    pub(crate) never_categories: Vec<Picked>,
    pub(crate) never_values: Vec<Picked>,
    pub(crate) hidden: Option<HiddenView>,
    /// Whether that is of what is typed and not saved.
    pub(crate) is_preview: bool,
    pub(crate) is_saved: bool,
    pub(crate) can_manage: bool,
}

impl View for AssortmentPage {
    const TEMPLATE: &'static str = "admin/assortment.html";
    fn samples() -> Vec<Self> {
        let picked = || {
            ["Kök", "Kök › Muggar"]
                .map(|name| Picked::new(name.to_owned(), name, &["Kök".to_owned()]))
                .into()
        };
        let hidden = |is_all| HiddenView {
            hidden: 12,
            looked_at: if is_all { 212 } else { 10_000 },
            is_all,
            names: vec!["Mugg Strand".to_owned(), "Skål Hed".to_owned()],
            is_more: is_all,
        };
        let none = HiddenView {
            hidden: 0,
            names: Vec::new(),
            is_more: false,
            ..hidden(true)
        };
        let mut wrong = FormState::blank().with("never_makers", "Bruket");
        wrong.refuse("never_makers", "assortment-value-unknown");
        wrong.refuse_whole("assortment-both");
        let page = |form, hidden: Option<HiddenView>, is_guests: bool| Self {
            code: "pro".to_owned(),
            name: "Pro".to_owned(),
            is_guests,
            version: 3,
            is_limited: hidden.is_some(),
            is_being_listed: is_guests,
            form,
            only_categories: picked(),
            only_values: picked(),
            never_categories: picked(),
            never_values: Vec::new(),
            is_preview: hidden.as_ref().is_some_and(|of| !of.is_all),
            hidden,
            is_saved: is_guests,
            can_manage: true,
        };
        let read_only = Self {
            can_manage: false,
            ..page(FormState::blank(), None, false)
        };
        vec![
            page(FormState::blank(), Some(hidden(true)), true),
            page(FormState::blank(), Some(hidden(false)), false),
            page(FormState::blank(), Some(none), false),
            page(wrong, None, false),
            read_only,
        ]
    }
}
