//! A product as its rows want it.

use std::sync::Arc;

use platform::clock::Timestamp;

use super::references::{Destination, References, path_code};
use super::row::{Named, Row};
use crate::catalogue::address;
use crate::catalogue::attribute::{AttributeKind, thousandths};
use crate::catalogue::label::Label;
use crate::catalogue::product::{
    FactDraft, FactValue, OptionDraft, OptionFacts, OptionValueDraft, ProductDraft, ProductKind,
    TextsDraft, VariantDraft,
};
use crate::ids::CategoryId;

/// One product of its rows: the first row that says something about the product is heard.
pub(super) fn draft(
    to: &Destination,
    references: &References,
    rows: &[&Row],
    now: Timestamp,
) -> ProductDraft {
    fn first<T: Clone>(rows: &[&Row], part: impl Fn(&Row) -> &Option<T>) -> Option<T> {
        rows.iter().find_map(|row| part(row).clone())
    }
    let code = rows[0].product.clone();
    let first_slug = Some(address::slugify(&code)).filter(|slug| !slug.is_empty());
    let mut texts = vec![TextsDraft {
        locale: "sv".to_owned(),
        name: first(rows, |r| &r.name_sv),
        subtitle: first(rows, |r| &r.subtitle_sv),
        description: first(rows, |r| &r.description_sv),
        safety_warning: first(rows, |r| &r.safety_warning_sv),
        slug: first(rows, |r| &r.slug_sv),
        first_slug,
    }];
    texts.push(TextsDraft {
        locale: "en".to_owned(),
        name: first(rows, |r| &r.name_en),
        subtitle: first(rows, |r| &r.subtitle_en),
        description: first(rows, |r| &r.description_en),
        safety_warning: first(rows, |r| &r.safety_warning_en),
        slug: first(rows, |r| &r.slug_en),
        first_slug: None,
    });
    let status = first(rows, |r| &r.status);
    let from = first(rows, |r| &r.published_from).unwrap_or(now);
    ProductDraft {
        kind: first(rows, |r| &r.kind).and_then(|kind| ProductKind::parse(&kind)),
        vat_class: first(rows, |r| &r.vat_class),
        manufacturer_id: first(rows, |r| &r.manufacturer)
            .and_then(|name| references.manufacturers.get(&name).copied()),
        origin_country: first(rows, |r| &r.origin_country),
        is_perishable: first(rows, |r| &r.is_perishable),
        publication: (status.as_deref() != Some("draft")).then_some((to.shop_id, from)),
        status,
        categories: categories(references, rows),
        options: options(rows),
        variants: rows.iter().map(|row| variant(row)).collect(),
        facts: facts(references, rows),
        option_facts: option_facts(references, rows),
        texts,
        code,
    }
}

fn categories(references: &References, rows: &[&Row]) -> Option<Vec<CategoryId>> {
    let named: Vec<CategoryId> = rows
        .iter()
        .flat_map(|row| {
            let paths = row.category_sv.iter().map(|path| path_code(path));
            row.categories.iter().cloned().chain(paths)
        })
        .filter_map(|code| references.categories.get(&code).copied())
        .collect();
    (!named.is_empty()).then_some(named)
}

fn options(rows: &[&Row]) -> Vec<OptionDraft> {
    let label = |named: &Named| {
        Label::new(
            named.sv.as_deref().unwrap_or(""),
            named.en.as_deref().unwrap_or(""),
        )
    };
    let mut options: Vec<OptionDraft> = Vec::new();
    for choice in rows.iter().flat_map(|row| &row.choices) {
        let (option, value) = (&choice.option, &choice.value);
        let known = options.iter().position(|known| known.code == option.code);
        let place = known.unwrap_or_else(|| {
            options.push(OptionDraft {
                code: option.code.clone(),
                label: label(option),
                values: Vec::new(),
            });
            options.len() - 1
        });
        let values = &mut options[place].values;
        if values.iter().all(|known| known.code != value.code) {
            values.push(OptionValueDraft {
                code: value.code.clone(),
                label: label(value),
                swatch: choice.swatch.clone(),
            });
        }
    }
    options
}

fn variant(row: &Row) -> VariantDraft {
    VariantDraft {
        sku: row.sku.clone(),
        gtin: row.gtin.clone(),
        choices: row
            .choices
            .iter()
            .map(|choice| (choice.option.code.clone(), choice.value.code.clone()))
            .collect(),
        is_main: row.is_main,
        is_active: row.is_active,
        weight_g: row.weight_g,
        width_mm: row.width_mm,
        depth_mm: row.depth_mm,
        height_mm: row.height_mm,
        content: row.content,
        min_quantity: row.min_quantity,
        cost_e4: row.cost_e4,
    }
}

/// Facts of all rows: choices are gathered, of texts and numbers the first is heard.
fn facts(references: &References, rows: &[&Row]) -> Vec<FactDraft> {
    let mut facts: Vec<FactDraft> = Vec::new();
    let mut add = |code: &str, value: &str| {
        let Some(attribute) = references.attributes.get(code) else {
            return;
        };
        let read = match attribute.kind {
            AttributeKind::Choice => attribute.values.get(value).map(|id| FactValue::Choice(*id)),
            AttributeKind::Number => thousandths(value).map(FactValue::Number),
            AttributeKind::Text => Some(FactValue::Text(Label::new(value, ""))),
        };
        let Some(read) = read else {
            return;
        };
        match facts
            .iter_mut()
            .find(|fact| fact.attribute_id == attribute.id)
        {
            None => facts.push(FactDraft {
                attribute_id: attribute.id,
                values: vec![read],
            }),
            Some(fact)
                if attribute.kind == AttributeKind::Choice && !fact.values.contains(&read) =>
            {
                fact.values.push(read);
            }
            Some(_) => {}
        }
    };
    for row in rows {
        for (code, values) in &row.attributes {
            for value in values {
                add(code, value);
            }
        }
    }
    facts
}

/// A choice that is a value of the attribute with the option's code becomes a fact by itself, so that lists can be narrowed by colour.
fn option_facts(references: &References, rows: &[&Row]) -> Vec<OptionFacts> {
    let mut facts: Vec<OptionFacts> = Vec::new();
    for choice in rows.iter().flat_map(|row| &row.choices) {
        let code = &choice.option.code;
        let attribute = references
            .attributes
            .get(code)
            .filter(|attribute| attribute.kind == AttributeKind::Choice);
        if let Some(attribute) = attribute
            && facts.iter().all(|known| known.option != *code)
        {
            facts.push(OptionFacts {
                option: code.clone(),
                attribute_id: attribute.id,
                values: Arc::clone(&attribute.values),
            });
        }
    }
    facts
}
