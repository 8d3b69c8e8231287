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

#[test]
fn a_focal_point_has_its_place_in_the_style_sheet() {
    let sheet = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../themes/default/shop/shop.css");
    let sheet = std::fs::read_to_string(sheet).expect("the style sheet");
    assert!(sheet.contains("object-position: var(--fx, 50%) var(--fy, 50%)"));
    for axis in ["x", "y"] {
        // The middle is where a picture stands without being told.
        for per_cent in (0..=100).step_by(5).filter(|per_cent| *per_cent != 50) {
            let place = format!(".f{axis}-{per_cent} {{ --f{axis}: {per_cent}%; }}");
            assert!(sheet.contains(&place), "{place}");
        }
    }
}
