//! The program with a search engine in its settings: what the doctor says of it, and asking for it to be given everything anew.

use std::net::TcpListener;

use crate::running::{folder, torg};

/// An address at which nobody listens: the port was free a moment ago.
fn nowhere() -> String {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", gone.local_addr().unwrap())
}

#[test]
fn an_engine_that_is_away_hinders_no_start_and_is_told_of() {
    let folder = folder();
    let healthy = torg(folder.path()).arg("doctor").output().unwrap();
    let said = String::from_utf8(healthy.stdout).unwrap();
    assert!(said.contains("by PostgreSQL"), "{said}");
    let looked = torg(folder.path())
        .arg("doctor")
        .envs([
            ("TORG_ENV", "test"),
            ("TORG_SEARCH_URL", &nowhere()),
            ("TORG_SEARCH_KEY", "a key that nobody sees"),
        ])
        .output()
        .unwrap();
    let said = String::from_utf8(looked.stdout).unwrap();
    assert!(looked.status.success(), "{said}");
    let left = said
        .lines()
        .skip_while(|line| !line.trim_start().starts_with("TO DO  search"));
    let told: Vec<&str> = left.take(2).collect();
    assert!(told.join("\n").contains("TORG_SEARCH_URL"), "{said}");
    assert!(!said.contains("nobody sees"), "{said}");
}

#[tokio::test]
async fn a_rebuild_is_asked_for_where_there_is_an_engine() {
    let folder = folder();
    let database = testkit::Database::create().await;
    let rebuild = |settings: &[(&str, &str)]| {
        torg(folder.path())
            .args(["search", "rebuild"])
            .envs([("TORG_ENV", "test"), ("DATABASE_URL", &database.url)])
            .envs(settings.iter().copied())
            .output()
            .unwrap()
    };
    let asked = "select count(*) from jobs where name = 'commerce.rebuild-search'";
    let without = rebuild(&[]);
    let said = String::from_utf8(without.stderr).unwrap();
    assert!(!without.status.success(), "{said}");
    assert!(said.contains("TORG_SEARCH_URL"), "{said}");
    assert_eq!(database.value::<i64>(asked).await, 0);

    let with = rebuild(&[("TORG_SEARCH_URL", &nowhere())]);
    let said = String::from_utf8(with.stderr).unwrap();
    assert!(with.status.success(), "{said}");
    assert_eq!(database.value::<i64>(asked).await, 1);
}
