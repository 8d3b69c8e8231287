//! Attributes in the file: what products can be compared and lists narrowed by.

use commerce::catalogue::attribute::{AttributeDraft, AttributeKind};

use super::file::{LINE, label};
use super::read::Section;

/// All attributes, in the file's order.
pub(super) fn all(file: &Section<'_>) -> Vec<AttributeDraft> {
    let mut drafts: Vec<AttributeDraft> = Vec::new();
    for (position, section) in (1..).zip(file.sections("attributes")) {
        let draft = attribute(&section, position);
        if !draft.code.is_empty() && drafts.iter().any(|other| other.code == draft.code) {
            section.refuse("code", format!("({:?}) is another attribute's", draft.code));
        }
        section.end();
        drafts.push(draft);
    }
    drafts
}

fn attribute(of: &Section<'_>, position: i32) -> AttributeDraft {
    let kinds = [
        AttributeKind::Choice,
        AttributeKind::Text,
        AttributeKind::Number,
    ];
    let kind = of.parsed("kind", "is none of choice, text and number", |text| {
        kinds.into_iter().find(|kind| kind.code() == text)
    });
    let kind = kind.unwrap_or(AttributeKind::Text);
    let unit = of.optional("unit", 20);
    let is_facet = of.flag("facet", kind == AttributeKind::Choice);
    let sections = of.sections("values");
    if (kind == AttributeKind::Choice) == sections.is_empty() {
        of.refuse(
            "values",
            "belong to an attribute of the kind choice, and to no other",
        );
    }
    let mut values = Vec::new();
    for section in sections {
        let (code, name) = (section.code("code"), label(&section, "name", LINE));
        let swatch = section.optional("swatch", 7).to_lowercase();
        if !swatch.is_empty() && !is_colour(&swatch) {
            section.refuse("swatch", "is no colour: #e6dccb");
        }
        section.end();
        values.push((code, name, (!swatch.is_empty()).then_some(swatch)));
    }
    AttributeDraft {
        code: of.code("code"),
        label: label(of, "name", LINE),
        kind,
        unit: (!unit.is_empty()).then_some(unit),
        is_facet,
        position,
        values,
    }
}

fn is_colour(text: &str) -> bool {
    text.len() == 7
        && text
            .strip_prefix('#')
            .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()))
}
