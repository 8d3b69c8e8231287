//! Every view of the door in every state and language (issue 2, section 5).

use platform::i18n::Locale;

#[test]
fn every_view_is_written_in_every_state_and_language() {
    let renderer = &crate::client::THEME;
    let mut faults: Vec<_> = renderer
        .check()
        .into_iter()
        .filter(|fault| fault.place.contains("admin/"))
        .collect();
    admin::check::views(renderer, &mut faults);
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn no_template_breaks_the_policy() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../themes/default/admin");
    let mut looked = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "html") {
            let text = std::fs::read_to_string(&path).unwrap();
            for sign in [
                " style=",
                "<style",
                "javascript:",
                " onclick=",
                " onload=",
                " onsubmit=",
            ] {
                assert!(!text.contains(sign), "{sign} in {}", path.display());
            }
            for tag in text.split("<script").skip(1) {
                assert!(
                    tag.trim_start().starts_with("src="),
                    "inline script in {}",
                    path.display()
                );
            }
            looked += 1;
        }
    }
    assert!(looked > 15 && Locale::ALL.len() == 2);
}

#[test]
fn every_class_has_a_rule_and_every_rule_is_of_use() {
    use testkit::styles::{files, named, nowhere, with_rules};
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("../themes/default/admin");
    let rules = with_rules(&files(&folder, "css").concat());
    let templates = files(&folder, "html");
    let told: Vec<String> = templates
        .iter()
        .flat_map(|template| named(template))
        .filter(|name| !rules.contains(name))
        .collect();
    assert!(told.is_empty(), "no rule for {told:?}");
    // Some names are put together, or come from the program or its script.
    let put_together = |name: &str| {
        ["fx-", "fy-", "row-", "page-"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    let rules = rules
        .into_iter()
        .filter(|name| !put_together(name))
        .collect();
    let mut texts = templates;
    texts.extend(files(&folder, "js"));
    texts.extend(files(&root.join("src"), "rs"));
    let idle = nowhere(&rules, &texts);
    assert!(idle.is_empty(), "nothing uses {idle:?}");
}

#[test]
fn every_icon_that_is_named_is_drawn_and_each_room_has_its_own() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let read = |path: &str| std::fs::read_to_string(format!("{root}/{path}")).unwrap();
    let drawn = read("themes/default/assets/admin/icons.svg");
    let mut named = Vec::new();
    for entry in std::fs::read_dir(format!("{root}/themes/default/admin")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "html") {
            let text = std::fs::read_to_string(&path).unwrap();
            let after = text.split("<a.icon name=\"").skip(1);
            named.extend(after.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
    }
    let frame = read("admin/src/frame/rooms.rs");
    let after = frame.split("icon: \"").skip(1);
    let rooms: Vec<String> = after
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect();
    assert!(named.len() > 100 && rooms.len() > 15);
    for name in named.iter().chain(&rooms) {
        let symbol = format!("id=\"i-{name}\"");
        assert!(drawn.contains(&symbol), "{name} is not drawn");
    }
    // Papers that are asked for and papers of the house look alike, and stand in different groups.
    let mut own: Vec<&String> = rooms.iter().filter(|name| *name != "file").collect();
    let all = own.len();
    own.sort();
    own.dedup();
    assert_eq!(own.len(), all, "two rooms look alike: {rooms:?}");
}

/// The words that stand alone, as states and tabs do, of the Swedish texts whose files begin so.
fn alone(room: &str) -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../themes/default/i18n/sv");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with(room) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().filter_map(|line| line.split_once(" = "));
        found.extend(lines.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }
    found
}

#[test]
fn a_refusal_has_one_word() {
    let (words, in_the_shop) = (alone("admin"), alone("shop"));
    let of = |wanted: &str| {
        let mut all = words.iter().chain(&in_the_shop);
        let found = all.find(|(key, _)| key == wanted);
        found.map(|(_, word)| word.as_str())
    };
    for ours in ["application-refused", "case-refused", "quote-declined"] {
        assert_eq!(of(ours), Some("Avslagen"), "{ours}");
    }
    // Buyers read of the same that it was not approved.
    for (theirs, word) in [
        ("firm-application-refused", "Inte godkänd"),
        ("return-state-refused", "Inte godkänt"),
        ("approval-refused", "Inte godkänt"),
    ] {
        assert_eq!(of(theirs), Some(word), "{theirs}");
    }
    // What a bank or a vendor says no to is another thing.
    for theirs in ["payment-refused", "refund-refused"] {
        assert_eq!(of(theirs), Some("Nekad"), "{theirs}");
    }
    for (key, word) in &words {
        let is_other = [
            "Avböjd",
            "Avböjt",
            "Avslaget",
            "Avvisad",
            "Avvisat",
            "Nekat",
            "Underkänd",
        ];
        assert!(!is_other.contains(&word.as_str()), "{key} = {word}");
    }
}
