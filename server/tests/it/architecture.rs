//! The rules of the house that Cargo does not hold by itself, each with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Which rooms a room may lean on.
const DIRECTION: &[(&str, &[&str])] = &[
    ("pixels", &[]),
    ("passkeys", &[]),
    ("platform", &["pixels", "passkeys"]),
    ("commerce", &["platform"]),
    ("itsm", &["platform"]),
    ("shop", &["platform", "commerce", "itsm"]),
    ("admin", &["platform", "commerce", "itsm"]),
    ("integrations", &["platform", "commerce", "itsm"]),
    ("workers", &["platform", "commerce", "itsm"]),
    (
        "server",
        &[
            "platform",
            "commerce",
            "itsm",
            "shop",
            "admin",
            "integrations",
            "workers",
        ],
    ),
    ("testkit", &["platform", "commerce", "itsm"]),
    ("loadtests", &[]),
];

/// A crate from outside that only some rooms may name.
struct Fence {
    outside: &'static str,
    rooms: &'static [&'static str],
    in_tests: &'static [&'static str],
    because: &'static str,
}

const FENCES: &[Fence] = &[
    Fence {
        outside: "sqlx",
        rooms: &["platform", "commerce", "itsm", "server", "testkit"],
        in_tests: &["workers", "shop", "admin", "integrations"],
        because: "a door that writes SQL goes around the domain's rules and locks",
    },
    Fence {
        outside: "tera",
        rooms: &["platform"],
        in_tests: &[],
        because: "one renderer gives every page its theme, language and escaping",
    },
    Fence {
        outside: "lettre",
        rooms: &["platform"],
        in_tests: &[],
        because: "a mail that leaves past platform::mail is not kept, and may leave twice",
    },
    Fence {
        outside: "webauthn-rs",
        rooms: &["passkeys"],
        in_tests: &[],
        because: "it is large, and what it gives is checked in one place",
    },
    Fence {
        outside: "meilisearch-sdk",
        rooms: &["integrations"],
        in_tests: &[],
        because: "search knows an engine by its port only, so that PostgreSQL or another can take its place",
    },
    Fence {
        outside: "reqwest",
        rooms: &["integrations", "loadtests"],
        in_tests: &["server", "testkit"],
        because: "only a connector calls out, never a domain inside a transaction",
    },
    Fence {
        outside: "axum",
        rooms: &[
            "platform",
            "shop",
            "admin",
            "integrations",
            "server",
            "testkit",
        ],
        in_tests: &[],
        because: "a domain that knows HTTP cannot serve a job",
    },
    Fence {
        outside: "anyhow",
        rooms: &["server", "workers", "testkit", "loadtests"],
        in_tests: &[
            "platform",
            "commerce",
            "itsm",
            "shop",
            "admin",
            "integrations",
        ],
        because: "an operation's refusals are values that its caller must be able to tell apart",
    },
];

const NOWHERE: &[(&str, &str)] = &[
    (
        "openssl-sys",
        "TLS is rustls with ring: nothing to install, the same everywhere",
    ),
    (
        "native-tls",
        "TLS is rustls with ring: nothing to install, the same everywhere",
    ),
    ("aws-lc-sys", "TLS is rustls with ring: no long C build"),
    ("chrono-tz", "jiff is the one time library"),
];

const LONGEST_FILE: usize = 800;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

/// What Cargo knows, for this kind of machine alone: other kinds' crates need not have been fetched.
pub fn metadata() -> Metadata {
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap()
        .to_owned();
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options([
            "--offline".to_owned(),
            "--locked".to_owned(),
            "--filter-platform".to_owned(),
            host,
        ])
        .exec()
        .unwrap()
}

#[test]
fn rooms_lean_downwards_only() {
    let metadata = metadata();
    let allowed: BTreeMap<&str, &[&str]> = DIRECTION.iter().copied().collect();
    let mut broken = Vec::new();
    for room in metadata.workspace_packages() {
        let Some(may) = allowed.get(room.name.as_str()) else {
            broken.push(format!("{} is not in the house's plan: give it a place in DIRECTION and in docs/ARCHITECTURE.md", room.name));
            continue;
        };
        for dependency in room
            .dependencies
            .iter()
            .filter(|one| one.path.is_some() && one.kind != DependencyKind::Development)
        {
            if !may.contains(&dependency.name.as_str()) {
                broken.push(format!("{} -> {}", room.name, dependency.name));
            }
        }
    }
    assert!(
        broken.is_empty(),
        "server -> doors and workers -> domains -> platform, because two rooms that lean on each other can only be changed together: {broken:#?}"
    );
}

#[test]
fn outside_crates_stay_behind_their_fences() {
    let metadata = metadata();
    let mut broken = Vec::new();
    for room in metadata.workspace_packages() {
        for dependency in &room.dependencies {
            let Some(fence) = FENCES.iter().find(|fence| fence.outside == dependency.name) else {
                continue;
            };
            let name = room.name.as_str();
            let is_test = dependency.kind == DependencyKind::Development;
            let may = fence.rooms.contains(&name) || (is_test && fence.in_tests.contains(&name));
            if !may {
                broken.push(format!(
                    "{name} uses {}, but {}",
                    fence.outside, fence.because
                ));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Names and licences of everything that is built into the program or its tests on this machine.
pub fn tree(metadata: &Metadata) -> Vec<(String, Option<String>)> {
    let resolve = metadata.resolve.as_ref().unwrap();
    let in_tree: BTreeSet<_> = resolve.nodes.iter().map(|node| &node.id).collect();
    metadata
        .packages
        .iter()
        .filter(|package| in_tree.contains(&package.id))
        .map(|package| (package.name.to_string(), package.license.clone()))
        .collect()
}

#[test]
fn unwanted_crates_are_nowhere_in_the_tree() {
    let tree = tree(&metadata());
    assert!(
        tree.len() > 200,
        "the tree was read: {} packages",
        tree.len()
    );
    for (unwanted, because) in NOWHERE {
        assert!(
            !tree.iter().any(|(name, _)| name == unwanted),
            "{unwanted} has come in, but {because}"
        );
    }
}

/// Every file of the house.
pub(crate) fn all_files() -> Vec<PathBuf> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output();
    let listed = listed
        .ok()
        .filter(|listed| listed.status.success())
        .map(|listed| String::from_utf8(listed.stdout).unwrap());
    match listed {
        Some(names) => names.lines().map(|name| root().join(name)).collect(),
        // An unpacked archive: everything that lies in a room's folder is ours.
        None => files_below(&root()),
    }
}

/// Every file of the house that people write: Rust, SQL, templates, styles, scripts, texts.
fn sources() -> Vec<PathBuf> {
    let all = all_files().into_iter();
    let sources: Vec<PathBuf> = all.filter(|path| is_source(path)).collect();
    assert!(
        sources.len() > 300,
        "the house's files were not found: {}",
        sources.len()
    );
    sources
}

fn is_source(path: &Path) -> bool {
    let kind = path.extension().and_then(|kind| kind.to_str());
    path.is_file()
        && kind.is_some_and(|kind| ["rs", "sql", "html", "css", "js", "ftl"].contains(&kind))
}

/// All files below a folder but those that are built, fetched or hidden.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') || ["target", "data", "node_modules"].contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

#[test]
fn the_files_are_found_without_git_as_well() {
    let with_git: BTreeSet<PathBuf> = sources().into_iter().collect();
    let without: BTreeSet<PathBuf> = files_below(&root())
        .into_iter()
        .filter(|path| is_source(path))
        .collect();
    let missed: Vec<_> = with_git.difference(&without).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn no_file_is_too_long_to_hold_in_mind() {
    let mut long = Vec::new();
    for path in sources() {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        if lines > LONGEST_FILE {
            long.push((path, lines));
        }
    }
    assert!(
        long.is_empty(),
        "over {LONGEST_FILE} lines, because a file is one thought; split it: {long:#?}"
    );
}

#[test]
fn sql_stands_in_stores_and_listings() {
    let mut astray = Vec::new();
    for path in sources() {
        let name = path
            .strip_prefix(root())
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let is_ours = ["commerce/src/", "itsm/src/"]
            .iter()
            .any(|room| name.starts_with(room));
        let may = ["store.rs", "listing.rs", "locks.rs"]
            .iter()
            .any(|file| name.ends_with(file))
            || name.contains("/store/")
            || name.contains("/listing/");
        if !is_ours || !name.ends_with(".rs") || may {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        if code.contains("sqlx::query") || code.contains("QueryBuilder") {
            astray.push(name);
        }
    }
    assert!(
        astray.is_empty(),
        "statements stand in store.rs (one noun), listing.rs (screens) and locks.rs (row locks, in one order), because a table that any \
         file may write has no rules: {astray:#?}"
    );
}

/// What asks somebody outside and records the answer, the same for whoever caused it. Nothing else of the domain begins a transaction.
const BEGINNERS: [&str; 3] = [
    "commerce/src/payment/exchange.rs",
    "commerce/src/payment/refund.rs",
    "commerce/src/vat_check/ask.rs",
];

#[test]
fn the_domain_works_in_the_transaction_of_whoever_asks() {
    let mut beginners = BTreeSet::new();
    for path in sources() {
        let name = path
            .strip_prefix(root())
            .unwrap()
            .to_string_lossy()
            .into_owned();
        if !name.starts_with("commerce/src/") || !name.ends_with(".rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        if code.contains("db.begin(") || code.contains("tx.commit(") || code.contains("tx.end(") {
            beginners.insert(name);
        }
    }
    assert!(
        beginners.iter().eq(BEGINNERS.iter()),
        "a domain function that commits by itself cannot be part of anything larger: {beginners:#?}"
    );
}

#[test]
fn a_migration_outside_of_a_transaction_is_one_statement() {
    let mut astray = Vec::new();
    for file in std::fs::read_dir(root().join("migrations")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "sql") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("--"))
            .collect();
        let code = code.join("\n").to_lowercase();
        let is_outside = text.starts_with("-- no-transaction");
        let statements = code
            .split(';')
            .filter(|part| !part.trim().is_empty())
            .count();
        // A block that commits by itself, batch by batch, is one statement, whatever stands in it.
        let is_block = code.trim_start().starts_with("do $$") && code.matches("$$").count() == 2;
        let is_index = code.contains(" concurrently ") && statements == 1;
        if is_outside != (is_index || is_block) || (code.contains(" concurrently ") && !is_outside)
        {
            astray.push(path);
        }
    }
    assert!(
        astray.is_empty(),
        "`concurrently` needs the first line -- no-transaction and a file of its own, because PostgreSQL takes statements sent together \
         for a transaction: {astray:#?}"
    );
}

/// What `deny.toml` says of the fenced crates: who may lean on each directly, rooms and crates from outside alike.
fn wrappers() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let rules: toml::Table = text.parse().unwrap();
    let names = |rule: &toml::Value| -> BTreeSet<String> {
        let names = rule["wrappers"].as_array().unwrap().iter();
        names
            .map(|name| name.as_str().unwrap().to_owned())
            .collect()
    };
    rules["bans"]["deny"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|rule| rule.get("wrappers").is_some())
        .map(|rule| (rule["crate"].as_str().unwrap().to_owned(), names(rule)))
        .collect()
}

#[test]
fn cargo_deny_knows_the_same_fences() {
    let metadata = metadata();
    let rooms: BTreeSet<String> = metadata
        .workspace_packages()
        .iter()
        .map(|room| room.name.to_string())
        .collect();
    let wrappers = wrappers();
    for fence in FENCES.iter().filter(|fence| fence.outside != "anyhow") {
        let named = wrappers
            .get(fence.outside)
            .unwrap_or_else(|| panic!("{} has no fence in deny.toml", fence.outside));
        let may: BTreeSet<&str> = fence.rooms.iter().chain(fence.in_tests).copied().collect();
        let more: Vec<_> = named
            .iter()
            .filter(|name| rooms.contains(*name) && !may.contains(name.as_str()))
            .collect();
        assert!(
            more.is_empty(),
            "deny.toml lets {more:?} use {}",
            fence.outside
        );
        let outsiders: Vec<_> = metadata
            .packages
            .iter()
            .filter(|package| !named.contains(package.name.as_str()))
            .filter(|package| {
                package.dependencies.iter().any(|one| {
                    one.name == fence.outside
                        && (one.kind != DependencyKind::Development
                            || rooms.contains(package.name.as_str()))
                })
            })
            .filter(|package| is_built_with(&metadata, package, fence.outside))
            .map(|package| package.name.to_string())
            .collect();
        assert!(
            outsiders.is_empty(),
            "cargo deny would refuse {outsiders:?} for {}",
            fence.outside
        );
    }
}

/// Whether the package leans on `outside` as it is built here: a dependency of a feature that is off does not count.
fn is_built_with(metadata: &Metadata, package: &cargo_metadata::Package, outside: &str) -> bool {
    let resolve = metadata.resolve.as_ref().unwrap();
    let node = resolve.nodes.iter().find(|node| node.id == package.id);
    let name_of = |id: &cargo_metadata::PackageId| {
        metadata
            .packages
            .iter()
            .find(|one| one.id == *id)
            .map(|one| one.name.as_str())
    };
    node.is_some_and(|node| {
        node.dependencies
            .iter()
            .any(|id| name_of(id) == Some(outside))
    })
}
