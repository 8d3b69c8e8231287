//! What is typed of a product's texts.

use commerce::catalogue::address::slugify;
use commerce::catalogue::texts::{Key, Part, Texts};
use platform::i18n::Message;
use platform::render::{Field, Form, FormState};
use platform::web::Fields;

/// Complaints about the texts; the words themselves are kept apart, since they are longer than what a form keeps.
#[derive(Debug)]
pub(crate) struct TextsForm;

impl Form for TextsForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name_sv", "text-name-sv"),
        Field::plain("name_en", "text-name-en"),
        Field::plain("subtitle_sv", "text-subtitle-sv"),
        Field::plain("subtitle_en", "text-subtitle-en"),
        Field::plain("description_sv", "text-description-sv"),
        Field::plain("description_en", "text-description-en"),
        Field::plain("safety_warning_sv", "text-safety_warning-sv"),
        Field::plain("safety_warning_en", "text-safety_warning-en"),
        Field::plain("address_sv", "text-address-sv"),
        Field::plain("address_en", "text-address-en"),
        Field::plain("seo_title_sv", "text-seo_title-sv"),
        Field::plain("seo_title_en", "text-seo_title-en"),
        Field::plain("seo_description_sv", "text-seo_description-sv"),
        Field::plain("seo_description_en", "text-seo_description-en"),
    ];
}

fn field(key: Key) -> &'static Field {
    let at = Part::ALL.iter().position(|part| *part == key.1);
    let language = usize::from(key.0 == "en");
    &TextsForm::FIELDS[2 * at.unwrap_or_default() + language]
}

/// The name of a part's field, which is its place on the page as well.
pub(super) fn name_of(key: Key) -> &'static str {
    field(key).name
}

/// The text key of a part's label.
pub(super) fn label(key: Key) -> &'static str {
    field(key).label
}

/// The words as they were typed, in lines that end as ours do; what cannot be is said at its field.
pub(super) fn read(fields: &Fields) -> (FormState<TextsForm>, Texts) {
    let mut form = FormState::blank();
    let mut texts = Texts::default();
    for key in Texts::keys() {
        let name = name_of(key);
        let typed = plain(fields.text(name), key.1.has_lines());
        let longest = key.1.longest();
        if typed.chars().count() > longest {
            form.refuse(name, Message::new("text-too-long").with("most", longest));
        }
        if key.1 != Part::Address || typed.is_empty() {
            texts.set(key, &typed);
            continue;
        }
        let address = slugify(&typed);
        if address.is_empty() {
            form.refuse(name, "text-address-wrong");
            texts.set(key, &typed);
        } else {
            texts.set(key, &address);
        }
    }
    (form, texts)
}

/// Without signs that cannot be seen; a field of one line has one.
fn plain(typed: &str, has_lines: bool) -> String {
    let typed = typed.replace("\r\n", "\n").replace('\r', "\n");
    let letters = typed.chars().filter_map(|letter| match letter {
        '\n' if has_lines => Some('\n'),
        '\n' | '\t' => Some(' '),
        letter if letter.is_control() => None,
        letter => Some(letter),
    });
    letters.collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_its_field() {
        for key in Texts::keys() {
            assert_eq!(name_of(key), format!("{}_{}", key.1.name(), key.0));
            assert_eq!(label(key), format!("text-{}-{}", key.1.name(), key.0));
        }
    }

    #[test]
    fn what_is_typed_is_made_plain() {
        let long = "x".repeat(301);
        let sent = format!(
            "name_sv=Mugg%0D%0AStrand&description_sv=Ett%0D%0A%0D%0Atv%C3%A5%07&address_sv=Mugg+Str%C3%B6m&address_en=%E6%97%A5&name_en={long}"
        );
        let (form, texts) = read(&Fields::parse(sent.as_bytes()).unwrap());
        let get = |locale, part| texts.get((locale, part)).to_owned();
        assert_eq!(get("sv", Part::Name), "Mugg Strand");
        assert_eq!(get("sv", Part::Description), "Ett\n\ntvå");
        assert_eq!(get("sv", Part::Address), "mugg-strom");
        assert_eq!(get("en", Part::Name).len(), 301, "kept as typed");
        assert!(form.complaint("name_en").is_some() && form.complaint("address_en").is_some());
        assert!(form.complaint("name_sv").is_none());
    }
}
