//! The texts of the law that a shop begins with: what the law says everywhere, with the shop's own facts. They are a beginning; the merchant reads them through
//! and publishes their own in the back office.

use commerce::catalogue::shop::Shop;
use commerce::legal::KINDS;
use commerce::legal::publish_version::Text;
use commerce::opening::FirstText;
use platform::money::Currency;

macro_rules! text {
    ($kind:literal) => {
        (
            $kind,
            include_str!(concat!("texts/", $kind, ".sv.md")),
            include_str!(concat!("texts/", $kind, ".en.md")),
        )
    };
}

/// Kind, Swedish and English; the first line is the heading.
const TEXTS: [(&str, &str, &str); 8] = [
    text!("terms"),
    text!("withdrawal"),
    text!("withdrawal_form"),
    text!("privacy"),
    text!("cookies"),
    text!("accessibility"),
    text!("reviews"),
    text!("contact"),
];

/// All kinds, with a shop's facts. `seat`: where its board has its seat; empty for one without.
pub(super) fn all(shop: &Shop, seat: &str) -> Vec<FirstText> {
    KINDS
        .into_iter()
        .filter_map(|kind| {
            let (_, sv, en) = TEXTS.iter().find(|(of, ..)| *of == kind)?;
            Some(FirstText {
                kind,
                sv: filled(sv, shop, seat, "sv"),
                en: filled(en, shop, seat, "en"),
            })
        })
        .collect()
}

fn filled(text: &str, shop: &Shop, seat: &str, locale: &str) -> Text {
    let is_swedish = locale == "sv";
    let place = format!("{}, {} {}", shop.street, shop.postcode, shop.city);
    let address = if is_swedish {
        place
    } else {
        format!("{place}, Sweden")
    };
    let seat = match (seat, is_swedish) {
        ("", _) => String::new(),
        (seat, true) => format!(" Styrelsens säte: {seat}."),
        (seat, false) => format!(" Registered office: {seat}."),
    };
    let is_krona = shop.currency == Currency::SEK;
    let currency = |krona: &str| {
        if is_krona {
            krona.to_owned()
        } else {
            shop.currency.to_string()
        }
    };
    let mut text = text.to_owned();
    for (place, fact) in [
        ("{{legal_name}}", escaped(&shop.legal_name)),
        ("{{org_number}}", shop.org_number.clone()),
        ("{{vat_number}}", shop.vat_number.clone()),
        ("{{address}}", escaped(&address)),
        ("{{email}}", shop.email.clone()),
        ("{{phone}}", shop.phone.clone()),
        ("{{seat}}", escaped(&seat)),
        ("{{currency_sv}}", currency("svenska kronor")),
        ("{{currency_en}}", currency("Swedish kronor")),
    ] {
        text = text.replace(place, &fact);
    }
    let text = text.trim();
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    Text {
        title: title.trim_start_matches('#').trim().to_owned(),
        body: body.trim().to_owned(),
    }
}

/// A fact in a text of Markdown: what would be a sign of it there is none.
fn escaped(fact: &str) -> String {
    let mut text = String::with_capacity(fact.len());
    for letter in fact.chars() {
        if "\\*_[]<>`".contains(letter) {
            text.push('\\');
        }
        text.push(letter);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use testkit::world::shop;

    use super::*;

    /// What follows from the program and not from who runs it is said alike in the demo, whose texts are held against the program.
    #[test]
    fn what_the_program_does_is_told_as_in_the_demo() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../themes/nordbod/demo/legal");
        let all = all(&shop(), "");
        for kind in ["cookies", "reviews", "privacy", "withdrawal_form"] {
            let text = all.iter().find(|text| text.kind == kind).unwrap();
            for (locale, side) in [("sv", &text.sv), ("en", &text.en)] {
                let file = folder.join(format!("{kind}.{locale}.md"));
                let demo = std::fs::read_to_string(&file).unwrap();
                let written = format!("# {}\n\n{}", side.title, side.body);
                let written = match locale {
                    "en" => written.replace("Göteborg", "Gothenburg"),
                    _ => written,
                };
                assert_eq!(written, demo.trim(), "{}", file.display());
            }
        }
    }

    #[test]
    fn a_fact_is_no_markdown() {
        let mut shop = shop();
        shop.legal_name = "A*B <b> [x](y) AB".to_owned();
        let contact = all(&shop, "Ed").pop().unwrap();
        assert!(
            contact.sv.body.contains(r"A\*B \<b\> \[x\](y) AB"),
            "{}",
            contact.sv.body
        );
        assert!(contact.sv.body.contains("Styrelsens säte: Ed."));
        assert!(contact.en.body.contains("Registered office: Ed."));
    }
}
