//! What the documents name is there: a path or a name that leads nowhere sends its reader astray.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use crate::architecture::{all_files, root};

/// Files that are named by their last part alone, too.
const KINDS: [&str; 6] = ["rs", "html", "css", "js", "ftl", "sql"];

struct House {
    /// Every file and every folder, from the root on.
    paths: BTreeSet<String>,
    /// The program's code, by its path without `src`.
    code: BTreeMap<String, String>,
}

impl House {
    fn read() -> Self {
        let mut house = Self {
            paths: BTreeSet::new(),
            code: BTreeMap::new(),
        };
        let root = root();
        for file in all_files() {
            let path = file.strip_prefix(&root).unwrap();
            for part in path.ancestors().filter(|part| part.parent().is_some()) {
                house.paths.insert(part.to_str().unwrap().to_owned());
            }
            let name = path.to_str().unwrap();
            // Tests name what is not there, too.
            if name.contains("/src/") && name.ends_with(".rs") && file.is_file() {
                let name = name.replacen("/src/", "/", 1);
                let text = std::fs::read_to_string(&file).unwrap();
                house.code.insert(name, text);
            }
        }
        house
    }

    /// Whether the path is one of ours, from the root on or from a room on.
    fn has_path(&self, path: &str) -> bool {
        let end = format!("/{path}").replacen("/src/", "/", 1);
        let inside = |known: &String| {
            let known = format!("/{known}").replacen("/src/", "/", 1);
            known.ends_with(&end)
        };
        self.paths.iter().any(inside)
    }

    /// Whether `checkout::tax::treatment` names something: the longest part of it that is a module, and the rest in that module.
    fn has_name(&self, name: &str) -> bool {
        let words: Vec<&str> = name.split("::").collect();
        if words[0].starts_with(char::is_uppercase) {
            let is_there = |text: &String| words.iter().all(|word| has_word(text, word));
            return self.code.values().any(is_there);
        }
        for count in (1..=words.len()).rev() {
            let texts = self.module(&words[..count].join("/"));
            if !texts.is_empty() {
                let is_there = |word: &&str| texts.iter().any(|text| has_word(text, word));
                return words[count..].iter().all(is_there);
            }
        }
        false
    }

    /// The files of a module.
    fn module(&self, path: &str) -> Vec<&String> {
        let (file, folder) = (format!("/{path}.rs"), format!("/{path}/"));
        let files = self.code.iter().filter(|(name, _)| {
            let name = format!("/{name}");
            name.ends_with(&file) || name.contains(&folder)
        });
        files.map(|(_, text)| text).collect()
    }
}

fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c| !is_part(c)).any(|found| found == word)
}

/// The lines of a document that are no example.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_example = false;
    text.lines().enumerate().filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        is_example ^= is_fence;
        !is_example && !is_fence
    })
}

/// What stands between backticks.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Where a line leads to within the house.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let targets = line
        .split("](")
        .skip(1)
        .filter_map(|part| part.split(')').next());
    let targets = targets.filter_map(|target| target.split(['#', ' ']).next());
    targets.filter(|target| !target.is_empty() && !target.contains(':'))
}

fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    text.contains("::") && text.chars().all(is_part)
}

/// Whether the text is a path that leads into the house: what else has a stroke is an address, or a place on somebody's own machine.
fn is_path(house: &House, text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    if !text.chars().all(is_part) || text.starts_with(['.', '/']) {
        return false;
    }
    let is_kind = Path::new(text)
        .extension()
        .is_some_and(|kind| KINDS.iter().any(|known| kind == *known));
    let is_room = text
        .split_once('/')
        .is_some_and(|(room, _)| house.paths.contains(&format!("{room}/Cargo.toml")));
    is_kind || is_room
}

/// The path without its steps upwards.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

#[test]
fn what_the_documents_name_is_there() {
    let house = House::read();
    let (mut astray, mut seen) = (Vec::new(), 0);
    let documents = house.paths.iter().filter(|path| path.ends_with(".md"));
    for document in documents {
        let text = std::fs::read_to_string(root().join(document)).unwrap();
        let folder = Path::new(document).parent().unwrap();
        for (at, line) in lines(&text) {
            let mut wrong: Vec<&str> = quoted(line)
                .filter(|text| is_name(text) || is_path(&house, text))
                .inspect(|_| seen += 1)
                .filter(|text| match is_name(text) {
                    true => !house.has_name(text),
                    false => !house.has_path(text.trim_end_matches('/')),
                })
                .collect();
            wrong.extend(links(line).filter(|to| !root().join(plain(&folder.join(to))).exists()));
            astray.extend(
                wrong
                    .into_iter()
                    .map(|what| format!("{document}:{}: {what}", at + 1)),
            );
        }
    }
    assert!(seen > 60, "the documents were read: {seen} names");
    assert!(astray.is_empty(), "named, and not there: {astray:#?}");
}

#[test]
fn names_that_lead_nowhere_are_found() {
    let house = House::read();
    for good in [
        "commerce::payment::exchange",
        "pricing::Sheet::at",
        "Desk::member",
    ] {
        assert!(is_name(good) && house.has_name(good), "{good}");
    }
    for bad in [
        "commerce::payment::no_such_thing",
        "commerce::no_such_room::open",
        "NoSuchThing::member",
    ] {
        assert!(is_name(bad) && !house.has_name(bad), "{bad}");
    }
    for good in ["commerce/src/locks.rs", "mails/", "inventory/store.rs"] {
        assert!(house.has_path(good.trim_end_matches('/')), "{good}");
    }
    assert!(!house.has_path("commerce/src/no_such_file.rs"));
    assert!(is_path(&house, "commerce/src/no_such_file.rs"));
    assert!(
        !is_path(&house, "/konto/offerter"),
        "an address is no path of ours"
    );
    let fenced = "a\n```\n`x.rs`\n```\n`y.rs`";
    let read: Vec<&str> = lines(fenced).flat_map(|(_, line)| quoted(line)).collect();
    assert_eq!(read, ["y.rs"]);
}
