//! Every page in every state, theme and language.

use std::path::PathBuf;

use platform::i18n::{Locale, Message};
use platform::render::{PathTable, RenderContext, Renderer, RendererOptions, View as _};

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
fn a_list_that_is_too_long_to_count_claims_no_more_than_was_counted() {
    let renderer = renderer("default");
    let views = shop::category::views::CategoryView::samples();
    let frame = shop::frame::Frame::samples().remove(0);
    for (locale, [least, of_least, more]) in [
        (Locale::Sv, ["Minst ", "av minst ", "Fler än"]),
        (Locale::En, ["At least ", "of at least ", "More than"]),
    ] {
        for view in &views {
            let context = RenderContext::plain(locale, frame.clone());
            let html = renderer.render(view, &context).expect("a page");
            let list = &view.list;
            assert_eq!(html.contains(least), list.is_count_capped, "{html}");
            assert_eq!(html.contains(of_least), list.is_total_capped, "{html}");
            assert!(!html.contains(more), "{html}");
        }
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
fn every_class_has_a_rule_and_every_rule_is_of_use() {
    use testkit::styles::{files, named, nowhere, with_rules};
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folders = ["default/shop", "nordbod/shop"].map(|of| root.join("../themes").join(of));
    let read = |ending: &str| -> Vec<String> {
        folders
            .iter()
            .flat_map(|folder| files(folder, ending))
            .collect()
    };
    let rules = with_rules(&read("css").concat());
    let templates = read("html");
    let told: Vec<String> = templates
        .iter()
        .flat_map(|template| named(template))
        .filter(|name| !rules.contains(name))
        .collect();
    assert!(told.is_empty(), "no rule for {told:?}");
    // Some names are put together, or come from the program or its script.
    let put_together = |name: &str| {
        ["fx-", "fy-", "pin-"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    let rules = rules
        .into_iter()
        .filter(|name| !put_together(name))
        .collect();
    let mut texts = templates;
    texts.extend(files(&root.join("../themes/default/shop"), "js"));
    texts.extend(files(&root.join("src"), "rs"));
    let idle = nowhere(&rules, &texts);
    assert!(idle.is_empty(), "nothing uses {idle:?}");
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

/// A folder of themes of one's own: everything of ours, and whatever the test lays beside it.
fn own_themes(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&root);
    std::fs::create_dir_all(&root).expect("a folder");
    let ours = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../themes/default");
    let ours = ours.canonicalize().expect("the default theme");
    std::os::unix::fs::symlink(ours, root.join("default")).expect("a link");
    for (path, content) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }
    root
}

fn load(root: PathBuf, brand: &str) -> Result<Renderer, String> {
    let options = RendererOptions {
        root,
        brand: brand.to_owned(),
        watch: false,
        strict: true,
    };
    let paths = PathTable::new(shop::paths::PATHS.iter().copied());
    Renderer::load(options, paths).map_err(|error| error.to_string())
}

#[test]
fn a_brand_replaces_what_it_wants_and_has_the_rest_from_its_parents() {
    let root = own_themes(
        "own-themes",
        &[
            (
                "furu/theme.toml",
                "name = \"Furu\"\nparent = \"mellan\"\n[bundles]\n\"shop.css\" = [\"shop/furu.css\"]\n",
            ),
            ("furu/shop/furu.css", ".furu { color: red; }\n"),
            ("furu/shop/parts/logo.html", "Furuboden"),
            ("furu/i18n/sv/furu.ftl", "home-new = Nyhugget\n"),
            (
                "mellan/theme.toml",
                "name = \"Mellan\"\nparent = \"default\"\n[colours]\ntheme-light = \"#123456\"\n",
            ),
            (
                "mellan/i18n/sv/mellan.ftl",
                "home-new = Mellannytt\nhome-new-all = Allt på mellannivå\n",
            ),
        ],
    );
    let furu = load(root.clone(), "furu").expect("the brand");
    let text = |key: &str| furu.text(Locale::Sv, &Message::new(key));
    assert_eq!(text("home-new"), "Nyhugget", "the brand's own word");
    assert_eq!(text("home-new-all"), "Allt på mellannivå", "its parent's");
    assert_eq!(text("home-crumb"), "Hem", "that of the parent's parent");
    assert_eq!(
        furu.text(Locale::En, &Message::new("home-new")),
        "New in the shop",
        "what is said in one language only stays in the other as it was"
    );
    let settings = furu.settings();
    assert_eq!(settings.name.as_deref(), Some("Furu"));
    assert_eq!(
        settings.colours.get("theme-light").map(String::as_str),
        Some("#123456")
    );
    let assets = furu.assets();
    let sheet = assets.get("shop.css").expect("the style sheet");
    let sheet = String::from_utf8_lossy(&sheet.content);
    assert!(sheet.contains(".furu") && sheet.len() > 10_000, "appended");
    let mut faults = furu.check();
    faults.retain(|fault| !fault.place.contains("/admin/"));
    faults.extend(shop::check_views(&furu));
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let view = shop::home::views::HomeView::samples();
    let frame = shop::frame::Frame::samples().remove(0);
    let html = furu
        .render(&view[0], &RenderContext::plain(Locale::Sv, frame))
        .expect("a page");
    assert!(
        html.contains("Furuboden") && html.contains("Nyhugget"),
        "{html}"
    );
}

#[test]
fn a_theme_that_cannot_be_used_says_why() {
    let root = own_themes(
        "wrong-themes",
        &[
            ("ring/theme.toml", "parent = \"ring-2\"\n"),
            ("ring-2/theme.toml", "parent = \"ring\"\n"),
            ("orphan/theme.toml", "parent = \"nowhere\"\n"),
            ("typo/theme.toml", "parnet = \"default\"\n"),
            ("broken/theme.toml", "parent = \"default\"\n"),
            ("broken/shop/parts/logo.html", "{% if %}"),
        ],
    );
    for (brand, word) in [
        ("ring", "among its parents"),
        ("orphan", "nowhere"),
        ("typo", "parnet"),
        ("broken", "logo.html"),
        ("missing", "missing"),
    ] {
        let Err(said) = load(root.clone(), brand) else {
            panic!("{brand} was loaded")
        };
        assert!(said.contains(word), "{brand}: {said}");
    }
}

/// What a template says in letters of its own: outside of its commands, tags, scripts and drawings.
fn own_words(template: &str) -> Vec<String> {
    let mut text = template.to_owned();
    for (from, to) in [
        ("{#", "#}"),
        ("{%", "%}"),
        ("{{", "}}"),
        ("<script", "</script>"),
        ("<style", "</style>"),
        ("<svg", "</svg>"),
        ("<kbd", "</kbd>"),
        ("<", ">"),
    ] {
        let mut rest = String::new();
        let mut open = text.as_str();
        while let Some((before, after)) = open.split_once(from) {
            rest.push_str(before);
            rest.push(' ');
            open = after.split_once(to).map_or("", |(_, after)| after);
        }
        rest.push_str(open);
        text = rest;
    }
    let words = text.split(|c: char| c.is_whitespace());
    let words =
        words.filter(|word| word.chars().any(char::is_alphabetic) && !word.starts_with('&'));
    words.map(str::to_owned).collect()
}

#[test]
fn every_word_of_a_page_is_among_the_texts() {
    // Names, signs and the classes of pages are the same in every language.
    const SAME: &[&str] = &["GLN", "HTML", "Torg", "Nordbod", "list", "wide"];
    // What a block gives to a tag of the page around it.
    const OF_TAGS: &[&str] = &["page-", "class=", "data-"];
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../themes");
    let mut open = vec![root];
    let mut seen = 0;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            if path.extension().is_none_or(|ending| ending != "html") {
                continue;
            }
            seen += 1;
            let template = std::fs::read_to_string(&path).expect("text");
            for word in own_words(&template) {
                let is_same = SAME.contains(&word.as_str())
                    || OF_TAGS.iter().any(|start| word.starts_with(start));
                assert!(is_same, "{}: {word}", path.display());
            }
            for name in ["aria-label", "placeholder", "title", "alt"] {
                let mark = format!(" {name}=\"");
                let said = template.split(mark.as_str()).skip(1);
                for value in said.filter_map(|rest| rest.split('"').next()) {
                    assert!(
                        !value.starts_with(char::is_alphabetic),
                        "{}: {name} says {value}",
                        path.display()
                    );
                }
            }
        }
    }
    assert!(seen > 100, "the templates are where this test looks");
    assert_eq!(own_words("<p>Hej {{ t(key=\"x\") }} då</p>"), ["Hej", "då"]);
}
