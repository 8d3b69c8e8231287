use commerce::shop_door::DoorFacts;
use platform::render::{Field, Form, FormState};

/// The names and the theme of a shop.
#[derive(Clone, Debug)]
pub(crate) struct DoorForm;

impl Form for DoorForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("names", "shop-names"),
        Field::plain("theme", "shop-theme"),
        Field::plain("row_version", "nav-shop"),
    ];
}

/// The form as the shop stands.
pub(super) fn filled(held: &DoorFacts) -> FormState<DoorForm> {
    FormState::blank()
        .with("names", held.names.join(", "))
        .with("theme", held.theme.clone().unwrap_or_default())
}

/// What was typed: names with commas between, the main one first.
pub(super) fn read(form: &FormState<DoorForm>) -> DoorFacts {
    let names = form.value("names").split([',', ' ', '\n', '\r']);
    let names = names.map(str::trim).filter(|name| !name.is_empty());
    DoorFacts {
        names: names.map(str::to_owned).collect(),
        theme: Some(form.trimmed("theme").to_owned()).filter(|theme| !theme.is_empty()),
    }
}

/// A shop to be made.
#[derive(Clone, Debug)]
pub(crate) struct NewShopForm;

impl Form for NewShopForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("code", "facts-code"),
        Field::plain("name", "facts-name"),
        Field::plain("like", "shop-like"),
    ];
}
