//! Every view of the door in every state and language (issue 2, section 5).

use platform::i18n::Locale;

#[test]
fn every_view_is_written_in_every_state_and_language() {
    let renderer = crate::client::renderer("nordbod");
    let mut faults: Vec<_> = renderer
        .check()
        .into_iter()
        .filter(|fault| fault.place.contains("admin/"))
        .collect();
    admin::check::views(&renderer, &mut faults);
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
