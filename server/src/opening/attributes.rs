//! Attributes in the file: what products can be compared and lists narrowed by.

use commerce::catalogue::Label;
use commerce::catalogue::attribute::{AttributeDraft, AttributeKind, RangeDraft};

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
    match kind {
        AttributeKind::Choice if sections.is_empty() => {
            of.refuse("values", "is missing: what can be chosen?");
        }
        AttributeKind::Text if !sections.is_empty() => {
            of.refuse(
                "values",
                "belong to an attribute of the kind choice or number",
            );
        }
        AttributeKind::Number if is_facet && sections.is_empty() => {
            of.refuse(
                "values",
                "is missing: lists are narrowed by a number's ranges",
            );
        }
        AttributeKind::Choice | AttributeKind::Text | AttributeKind::Number => {}
    }
    let (mut values, mut ranges) = (Vec::new(), Vec::new());
    for section in sections {
        if kind == AttributeKind::Number {
            ranges.push(range(&section));
        } else {
            values.push(choice(&section));
        }
        section.end();
    }
    AttributeDraft {
        code: of.code("code"),
        label: label(of, "name", LINE),
        kind,
        unit: (!unit.is_empty()).then_some(unit),
        is_facet,
        position,
        values,
        ranges,
    }
}

fn choice(of: &Section<'_>) -> (String, Label, Option<String>) {
    let (code, name) = (of.code("code"), label(of, "name", LINE));
    let swatch = of.optional("swatch", 7).to_lowercase();
    if !swatch.is_empty() && !is_colour(&swatch) {
        of.refuse("swatch", "is no colour: #e6dccb");
    }
    (code, name, (!swatch.is_empty()).then_some(swatch))
}

fn range(of: &Section<'_>) -> RangeDraft {
    let (from, below) = (of.thousandths("from"), of.thousandths("below"));
    match (from, below) {
        (None, None) => of.refuse("from", "is missing, and so is below: one of them is needed"),
        (Some(from), Some(below)) if below <= from => {
            of.refuse("below", "is no more than from");
        }
        _ => {}
    }
    RangeDraft {
        code: of.code("code"),
        label: label(of, "name", LINE),
        from_milli: from,
        below_milli: below,
    }
}

fn is_colour(text: &str) -> bool {
    text.len() == 7
        && text
            .strip_prefix('#')
            .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()))
}
