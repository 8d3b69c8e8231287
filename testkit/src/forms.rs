//! Forms of a page, with what a browser would send of them: for the tests of both doors.

use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};

/// What may be typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any words.
    Text,
    /// A number or a sum.
    Number,
    /// A day or a moment.
    Moment,
    /// One of what is offered.
    Choice,
    /// Nothing: the page fills it in.
    Hidden,
    /// A password that is wanted.
    Fresh,
    /// The password of whoever sends it.
    Password,
    /// A file.
    File,
}

impl Kind {
    /// Whether people write there, and read it again when it is refused.
    #[must_use]
    pub fn is_typed(self) -> bool {
        matches!(self, Self::Text | Self::Number | Self::Moment)
    }
}

/// A field with what stands in it.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub value: String,
    /// What may.
    pub kind: Kind,
}

/// A form that is sent to an address.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is sent.
    pub at: String,
    /// Whether it takes files.
    pub has_files: bool,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

impl Form {
    /// The names of its fields.
    #[must_use]
    pub fn names(&self) -> String {
        let names: Vec<&str> = self
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        names.join(" ")
    }

    /// Whether people can write anything into it.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        self.fields.iter().any(|field| field.kind.is_typed())
    }

    /// The same with `value` in the fields that `is_meant` says.
    #[must_use]
    pub fn with(&self, value: &str, is_meant: impl Fn(usize, &Field) -> bool) -> Self {
        let mut form = self.clone();
        for (index, field) in form.fields.iter_mut().enumerate() {
            if is_meant(index, field) {
                value.clone_into(&mut field.value);
            }
        }
        form
    }

    /// Its fields as they are sent; files apart.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&str, &str)> {
        let sent = self.fields.iter().filter(|field| field.kind != Kind::File);
        sent.map(|field| (field.name.as_str(), field.value.as_str()))
            .collect()
    }
}

fn css(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

static FORMS: LazyLock<Selector> = LazyLock::new(|| css("form"));
static FIELDS: LazyLock<Selector> = LazyLock::new(|| css("input, select, textarea"));
static BUTTONS: LazyLock<Selector> = LazyLock::new(|| css("button"));
/// What says which form it belongs to, wherever it lies.
static APART: LazyLock<Selector> =
    LazyLock::new(|| css("input[form], select[form], textarea[form], button[form]"));
static OPTIONS: LazyLock<Selector> = LazyLock::new(|| css("option"));

/// Every form of a page that changes something, once for each of its buttons; `password` stands where it is asked for.
#[must_use]
pub fn forms_of(body: &str, password: &str) -> Vec<Form> {
    let page = Html::parse_document(body);
    let apart: Vec<ElementRef<'_>> = page.select(&APART).collect();
    let mut found = Vec::new();
    for form in page.select(&FORMS) {
        let id = form.value().attr("id");
        let theirs = |one: &&ElementRef<'_>| id.is_some() && one.value().attr("form") == id;
        let apart = apart.iter().filter(theirs).copied();
        let (buttons_apart, fields_apart): (Vec<_>, Vec<_>) =
            apart.partition(|one| one.value().name() == "button");
        let held: Vec<ElementRef<'_>> = form.select(&FIELDS).chain(fields_apart).collect();
        let fields = fields_of(&held, password);
        for button in form.select(&BUTTONS).chain(buttons_apart) {
            let of = |own: &str, forms: &str| {
                let said = button
                    .value()
                    .attr(own)
                    .or_else(|| form.value().attr(forms));
                said.unwrap_or_default().to_owned()
            };
            let is_sent = of("formmethod", "method").eq_ignore_ascii_case("post");
            // A button may lie in one form and belong to another.
            let is_others = button.value().attr("form").is_some_and(|of| Some(of) != id);
            if !is_sent || is_others || button.value().attr("type") == Some("button") {
                continue;
            }
            let mut fields = fields.clone();
            if let Some(name) = button.value().attr("name") {
                fields.push(Field {
                    name: name.to_owned(),
                    value: button.value().attr("value").unwrap_or_default().to_owned(),
                    kind: Kind::Choice,
                });
            }
            let at = of("formaction", "action");
            found.push(Form {
                at: at.split('#').next().unwrap_or_default().to_owned(),
                has_files: form.value().attr("enctype") == Some("multipart/form-data"),
                fields,
            });
        }
    }
    found
}

fn fields_of(held: &[ElementRef<'_>], password: &str) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for element in held {
        let of = |name: &str| element.value().attr(name);
        let Some(name) = of("name") else { continue };
        if of("disabled").is_some() {
            continue;
        }
        let is_there = fields.iter().any(|field| field.name == name);
        let Some((value, kind)) = read(*element, held, is_there) else {
            continue;
        };
        let value = match kind {
            Kind::Password | Kind::Fresh => password.to_owned(),
            _ if value.is_empty() && of("required").is_some() => {
                lawful(kind, of("type").unwrap_or_default())
            }
            _ => value,
        };
        fields.push(Field {
            name: name.to_owned(),
            value,
            kind,
        });
    }
    fields
}

/// What stands in an element and what may; nothing when a browser would not send it.
fn read(
    element: ElementRef<'_>,
    held: &[ElementRef<'_>],
    is_there: bool,
) -> Option<(String, Kind)> {
    let of = |name: &str| element.value().attr(name);
    let value = of("value").unwrap_or_default().to_owned();
    let is_checked = of("checked").is_some();
    match (element.value().name(), of("type").unwrap_or("text")) {
        ("select", _) => Some((chosen(element), Kind::Choice)),
        ("textarea", _) => Some((element.text().collect(), Kind::Text)),
        (_, "submit" | "button" | "image" | "reset") => None,
        (_, "hidden") => Some((value, Kind::Hidden)),
        (_, "file") => Some((String::new(), Kind::File)),
        (_, "checkbox") => {
            let is_picked = of("class").is_some_and(|class| class.contains("pick"));
            (is_checked || is_picked).then_some((value, Kind::Choice))
        }
        (_, "radio") => {
            let other = |one: &ElementRef<'_>| {
                let of = |name: &str| one.value().attr(name);
                of("name") == element.value().attr("name") && of("checked").is_some()
            };
            let is_first = !is_there && !held.iter().any(other);
            (is_checked || is_first).then_some((value, Kind::Choice))
        }
        (_, "password") => {
            let is_fresh = of("autocomplete").is_some_and(|words| words.contains("new-password"));
            let kind = if is_fresh {
                Kind::Fresh
            } else {
                Kind::Password
            };
            Some((value, kind))
        }
        (_, "date" | "datetime-local" | "time" | "month") => Some((value, Kind::Moment)),
        (_, "number") => Some((value, Kind::Number)),
        _ => {
            let is_number = matches!(of("inputmode"), Some("numeric" | "decimal"));
            let is_moment = value.starts_with("20") && value.get(4..5) == Some("-");
            let kind = match (is_number, is_moment) {
                (true, _) => Kind::Number,
                (_, true) => Kind::Moment,
                _ => Kind::Text,
            };
            Some((value, kind))
        }
    }
}

/// The option that stands in a list of them.
fn chosen(select: ElementRef<'_>) -> String {
    let is_picked = |option: &ElementRef<'_>| option.value().attr("selected").is_some();
    let option = select.select(&OPTIONS).find(is_picked);
    let option = option.or_else(|| select.select(&OPTIONS).next());
    let value = option.map(|option| match option.value().attr("value") {
        Some(value) => value.to_owned(),
        None => option.text().collect(),
    });
    value.unwrap_or_default()
}

/// Something that is right in most forms, where the form wants something.
fn lawful(kind: Kind, is: &str) -> String {
    let value = match (kind, is) {
        (Kind::Number, _) => "1",
        (Kind::Moment, "datetime-local") => "2026-11-24T10:00",
        (Kind::Moment, _) => "2026-11-24",
        (_, "email") => "nils@exempel.se",
        (_, "url") => "https://nils.example/",
        _ => "Sommar",
    };
    value.to_owned()
}

/// What was typed into a form and stands in the answer no more, with what stands there instead. Addresses of pages are told as they would be.
///
/// # Panics
/// When a field's name has a quotation mark in it.
#[must_use]
pub fn lost(sent: &Form, body: &str) -> Vec<(String, Vec<String>)> {
    let page = Html::parse_document(body);
    let typed = sent.fields.iter().filter(|field| field.kind.is_typed());
    let typed = typed.filter(|field| !field.name.starts_with("address_"));
    let stands = typed.map(|field| (field, standing(&page, &field.name)));
    stands
        .filter(|(field, stands)| !stands.iter().any(|value| value.trim() == field.value))
        .map(|(field, stands)| (field.name.clone(), stands))
        .collect()
}

/// What a page has in the fields of a name.
fn standing(page: &Html, name: &str) -> Vec<String> {
    let fields = css(&format!("[name=\"{name}\"]"));
    let held = page.select(&fields).map(|field| {
        let value = field.value().attr("value");
        value.map_or_else(|| field.text().collect(), str::to_owned)
    });
    held.collect()
}
