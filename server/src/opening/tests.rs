//! The words of the command, and files that are right and wrong.

use super::*;

/// The template as somebody would fill it in.
fn filled() -> String {
    let facts = [
        ("code", "butiken"),
        ("name", "Butiken"),
        ("legal_name", "Butiken i Ed AB"),
        ("org_number", "5560160680"),
        ("vat_number", "SE556016068001"),
        ("street", "Storgatan 1"),
        ("postcode", "66830"),
        ("city", "Ed"),
        ("email", "hej@butiken.se"),
        ("phone", "0534-123 45"),
    ];
    let mut text = TEMPLATE.to_owned();
    for (key, fact) in facts {
        let (empty, full) = (format!("\n{key} = \"\""), format!("\n{key} = \"{fact}\""));
        assert!(text.contains(&empty), "{key}");
        text = text.replacen(&empty, &full, 1);
    }
    text
}

fn faults(text: &str) -> Vec<String> {
    let faults = file::read(text).err().unwrap_or_default();
    faults
        .into_iter()
        .map(|fault| format!("{}: {}", fault.place, fault.problem))
        .collect()
}

#[test]
fn the_words_are_understood_in_any_order() {
    let parse =
        |words: &[&str]| Options::parse(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
    let open = |is_check| {
        Options::Open(Wanted {
            file: PathBuf::from("a.toml"),
            is_check,
            ..Wanted::default()
        })
    };
    assert_eq!(parse(&["a.toml"]), Ok(open(false)));
    assert_eq!(parse(&["--check", "a.toml"]), Ok(open(true)));
    assert_eq!(parse(&["--template"]), Ok(Options::Template));
    assert_eq!(parse(&["list"]), Ok(Options::List));
    let door = DoorWords {
        names: Some(vec!["www.b.se".to_owned(), "b.se".to_owned()]),
        theme: Some("lada".to_owned()),
    };
    assert_eq!(
        parse(&[
            "add",
            "--theme",
            "lada",
            "a.toml",
            "--names",
            "www.b.se, b.se",
            "--check"
        ]),
        Ok(Options::Open(Wanted {
            file: PathBuf::from("a.toml"),
            is_check: true,
            is_another: true,
            door: door.clone(),
        }))
    );
    assert_eq!(
        parse(&["set", "b", "--names", "www.b.se,b.se", "--theme", "lada"]),
        Ok(Options::Set {
            code: "b".to_owned(),
            door
        })
    );
    let bare = DoorWords {
        names: Some(Vec::new()),
        theme: None,
    };
    assert_eq!(
        parse(&["set", "b", "--names", ""]),
        Ok(Options::Set {
            code: "b".to_owned(),
            door: bare
        })
    );
    for wrong in [
        &[][..],
        &["--check"],
        &["a.toml", "b.toml"],
        &["a.toml", "--template"],
        &["a.toml", "--force"],
        &["list", "all"],
        &["add"],
        &["add", "a.toml", "b.toml"],
        &["add", "a.toml", "--names"],
        &["add", "a.toml", "--theme", "../x"],
        &["add", "a.toml", "--names", "https://b.se"],
        &["set", "b"],
        &["set", "--theme", "lada"],
    ] {
        assert!(parse(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn the_template_lacks_only_what_nobody_else_knows() {
    let told = faults(TEMPLATE);
    let missing: Vec<&str> = told
        .iter()
        .filter_map(|line| line.strip_suffix(": is missing"))
        .collect();
    assert_eq!(told.len(), missing.len(), "{told:?}");
    assert_eq!(missing.len(), 10, "{told:?}");
    assert_eq!(faults(&filled()), Vec::<String>::new());
    // What stands in it as a comment is right as well.
    let all: String = filled()
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') && !rest.is_empty() => {
                format!("{rest}\n")
            }
            Some(rest) if rest.starts_with("  {") => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    assert!(all.contains("\n[[attributes]]"));
    assert_eq!(faults(&all), Vec::<String>::new());
}

#[test]
fn a_shop_is_read_as_it_is_kept() {
    let opening = file::read(&filled()).unwrap();
    let shop = &opening.shop;
    assert_eq!(
        (shop.org_number.as_str(), shop.postcode.as_str()),
        ("556016-0680", "668 30")
    );
    assert_eq!(opening.texts.len(), commerce::legal::KINDS.len());
    for text in &opening.texts {
        for side in [&text.sv, &text.en] {
            assert!(side.is_good(), "{}: {}", text.kind, side.title);
            assert!(!side.body.contains("{{"), "{}: {}", text.kind, side.body);
            assert!(
                !side.body.to_lowercase().contains("nordbod"),
                "{}",
                text.kind
            );
        }
    }
    let terms = &opening.texts[0];
    assert!(
        terms
            .sv
            .body
            .contains("Butiken i Ed AB, org.nr 556016-0680")
    );
    // Companies and tiers may buy in another currency than the shop's.
    let prices = "Swedish kronor, unless another currency stands beside the price";
    assert!(terms.en.body.contains(prices), "{}", terms.en.body);
    assert_eq!(opening.freight[0].0.rates[0].price_minor, 4_900);
    assert!(opening.account.is_none() && opening.vat_classes.len() == 5);
}

#[test]
fn each_fault_is_told_with_its_field() {
    for (right, wrong, told) in [
        (
            "5560160680",
            "5560160681",
            "shop.org_number: (\"5560160681\") is no organisation number",
        ),
        ("SE556016068001", "SE559000000001", "shop.vat_number: "),
        ("66830", "6683", "shop.postcode: "),
        ("hej@butiken.se", "hej", "shop.email: "),
        ("\"SEK\"", "\"JPY\"", "shop.currency: "),
        (
            "[\"card\"]",
            "[\"card\", \"faktura\"]",
            "shop.payment_methods: (\"faktura\") is none of",
        ),
        (
            "countries = [\"SE\"]\n",
            "countries = [\"SE\", \"DK\"]\n",
            "freight: no way that is offered leads to DK",
        ),
        (
            "price = 49 }",
            "price = 49 }, { countries = [\"SE\"], price = 99 }",
            "freight 1.rates 2.max_weight_g: ",
        ),
        (
            "max_days = 4",
            "max_days = 1",
            "freight 1.max_days: is less",
        ),
        (
            "min_days = 2",
            "min_dagar = 2",
            "freight 1.min_dagar: is no field of this section; it has active",
        ),
        (
            "[[locations]]",
            "[[lager]]",
            "locations: no location is named",
        ),
        (
            "#[account]\n#bankgiro = \"\"",
            "[account]\nbankgiro = \"5050-1054\"",
            "account.bankgiro: ",
        ),
        ("[shop]", "[shop", "line "),
    ] {
        let text = filled();
        assert!(text.contains(right), "{right}");
        let found = faults(&text.replacen(right, wrong, 1));
        assert!(
            found.iter().any(|line| line.starts_with(told)),
            "{told}: {found:?}"
        );
    }
}

/// A class of VAT with its rates.
fn class(code: &str, rates: &str) -> String {
    format!("\n[[vat_classes]]\ncode = \"{code}\"\nname_sv = \"Egen\"\nrates = [{rates}]\n")
}

#[test]
fn a_class_of_vat_is_written_once_and_has_one_rate_from_a_day_on() {
    let first = "{ from = \"2026-01-01\", percent = 25 }";
    let told = |classes: String| faults(&(filled() + &classes));
    let other_country = "{ country = \"FI\", from = \"2026-01-01\", percent = 24 }";
    let other_day = "{ from = \"2027-01-01\", percent = 24 }";
    let right = class("standard", &[first, other_country, other_day].join(", "));
    assert_eq!(told(right), Vec::<String>::new());
    let twice = class(
        "egen",
        &format!("{first}, {{ country = \"SE\", from = \"2026-01-01\", percent = 12 }}"),
    );
    assert_eq!(
        told(twice),
        ["vat_classes 1.rates 2.from: the same country has another rate from this day on"]
    );
    let again = class("egen", first) + &class("egen", other_day);
    assert_eq!(
        told(again),
        ["vat_classes 2.code: (\"egen\") is written already"]
    );
}

#[test]
fn a_delivery_says_how_long_it_takes_and_a_collection_need_not() {
    let days = "min_days = 2\nmax_days = 4\n";
    let text = filled();
    assert!(text.contains(days));
    let silent = text.replacen(days, "", 1);
    assert_eq!(
        faults(&silent),
        [
            "freight 1.min_days: is missing",
            "freight 1.max_days: is missing"
        ]
    );
    let half = text.replacen("max_days = 4\n", "", 1);
    assert_eq!(faults(&half), ["freight 1.max_days: is missing"]);
    let collected = silent.replacen("kind = \"delivery\"", "kind = \"collection\"", 1);
    assert_eq!(faults(&collected), Vec::<String>::new());
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    for (text, line) in [
        ("[shop", "line 1: "),
        ("[shop]\ncode = \"a\"\ncode = \"b\"\n", "line 3: "),
        ("[shop]\ncode = \"a\"\nname = what\n", "line 3: "),
    ] {
        let told = faults(text);
        assert!(told[0].starts_with(line), "{text}: {told:?}");
    }
}

#[test]
fn a_numbers_ranges_are_read_with_point_and_comma() {
    let number = |facet: &str, values: &str| {
        format!(
            "{}\n[[attributes]]\ncode = \"volym\"\nname_sv = \"Volym\"\nname_en = \"Volume\"\nkind = \"number\"\nunit = \"cl\"\nfacet = {facet}\n{values}",
            filled()
        )
    };
    let value = |rest: &str| {
        format!("values = [{{ code = \"a\", name_sv = \"A\", name_en = \"A\"{rest} }}]\n")
    };
    let read = |values: &str| {
        let opening = file::read(&number("true", values)).unwrap();
        let range = &opening.attributes[0].ranges[0];
        (range.from_milli, range.below_milli)
    };
    assert_eq!(
        read(&value(", from = 20, below = \"50,5\"")),
        (Some(20_000), Some(50_500))
    );
    assert_eq!(read(&value(", below = \"0.125\"")), (None, Some(125)));
    // A number that lists are not narrowed by needs no ranges.
    assert_eq!(faults(&number("false", "")), Vec::<String>::new());
    for (values, place) in [
        (String::new(), "attributes 1.values: "),
        (value(""), "attributes 1.values 1.from: "),
        (
            value(", from = 20, below = 20"),
            "attributes 1.values 1.below: ",
        ),
        (value(", from = \"mycket\""), "attributes 1.values 1.from: "),
        (value(", from = 0.5"), "attributes 1.values 1.from: "),
        (value(", from = \"0,1234\""), "attributes 1.values 1.from: "),
        (
            value(", from = 1, swatch = \"#ffffff\""),
            "attributes 1.values 1.swatch: ",
        ),
    ] {
        let told = faults(&number("true", &values));
        assert!(
            told.iter().any(|line| line.starts_with(place)),
            "{values}: {told:?}"
        );
    }
}
