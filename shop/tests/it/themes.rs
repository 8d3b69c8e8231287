//! Every page in every state, theme and language.

use std::path::PathBuf;

use platform::render::{PathTable, Renderer, RendererOptions};

fn renderer(brand: &str) -> Renderer {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../themes");
    let options = RendererOptions {
        root,
        brand: brand.to_owned(),
        watch: false,
        strict: true,
    };
    Renderer::load(options, PathTable::new(shop::paths::PATHS.iter().copied()))
        .expect("the theme loads")
}

#[test]
fn every_view_renders_in_every_theme_state_and_language() {
    for brand in ["default", "nordbod"] {
        let renderer = renderer(brand);
        let mut faults = renderer.check();
        // The other door's pages are checked with its own addresses.
        faults.retain(|fault| !fault.place.contains("/admin/"));
        faults.extend(shop::check_views(&renderer));
        let lines: Vec<String> = faults.iter().take(20).map(ToString::to_string).collect();
        assert!(
            faults.is_empty(),
            "{brand}: {} faults\n{}",
            faults.len(),
            lines.join("\n")
        );
    }
}

#[test]
fn no_page_needs_what_the_content_policy_forbids() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../themes");
    let mut seen = 0;
    let mut open = vec![root.join("default/shop"), root.join("nordbod/shop")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html") {
                let text = std::fs::read_to_string(&path).expect("text");
                for forbidden in [
                    " style=",
                    "<style",
                    " onclick=",
                    " onchange=",
                    " onload=",
                    "javascript:",
                ] {
                    assert!(
                        !text.contains(forbidden),
                        "{} holds {forbidden}",
                        path.display()
                    );
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "the templates are where this test looks");
}
