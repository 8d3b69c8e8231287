//! The program started by root, who hands the private PostgreSQL to another account, and by a plain user, who keeps it (issue 2, section 1).

use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::running::{Running, client, folder, torg_at};

/// A shop without demo data, which takes a second.
const BARE: (&str, &str) = ("TORG_ENV", "test");

/// What a command says, as a number.
fn number(program: &str, arguments: &[&str]) -> Option<u32> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    said.trim().parse().ok()
}

fn own_user() -> u32 {
    number("id", &["-u"]).unwrap()
}

/// The account that the private PostgreSQL in `dir` runs under, and the one that its data belong to.
fn database_users(dir: &Path) -> (u32, u32) {
    let data = dir.join("data/postgres/data");
    let signed = std::fs::read_to_string(data.join("postmaster.pid")).unwrap();
    let pid = signed.lines().next().unwrap();
    let user = number("ps", &["-o", "uid=", "-p", pid]).unwrap();
    (user, std::fs::metadata(data).unwrap().uid())
}

async fn is_ready(torg: &Running) -> bool {
    let url = format!("{}/readyz", torg.shop);
    client().get(url).send().await.unwrap().status() == 200
}

/// `path` where that user may read it, else a copy in `room`.
fn open_to(user: u32, group: u32, path: &Path, room: &Path) -> PathBuf {
    let is_open = Command::new("test")
        .arg("-r")
        .arg(path)
        .uid(user)
        .gid(group)
        .current_dir("/")
        .status()
        .unwrap();
    if is_open.success() {
        return path.to_path_buf();
    }
    let copy = room.join(path.file_name().unwrap());
    let copied = Command::new("cp").arg("-R").arg(path).arg(&copy).status();
    let opened = Command::new("chmod")
        .args(["-R", "a+rX"])
        .arg(&copy)
        .status();
    assert!(copied.unwrap().success() && opened.unwrap().success());
    copy
}

/// The program as that user starts it in a folder of its own.
fn started_by(user: u32, group: u32, dir: &Path, room: &Path) -> Command {
    let program = open_to(user, group, Path::new(env!("CARGO_BIN_EXE_torg")), room);
    let themes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../themes");
    let themes = open_to(user, group, &themes.canonicalize().unwrap(), room);
    let mut command = torg_at(&program, dir);
    command
        .env(BARE.0, BARE.1)
        .env("TORG_THEMES_DIR", themes)
        .uid(user)
        .gid(group);
    command
}

#[tokio::test]
async fn whoever_starts_the_program_the_database_never_runs_as_root() {
    let folder = folder();
    let own = own_user();
    let torg = Running::start(folder.path(), &[BARE]);
    assert!(is_ready(&torg).await);
    let (user, owner) = database_users(folder.path());
    assert_eq!(user, owner);
    assert_ne!(user, 0);
    if own != 0 {
        assert_eq!(user, own, "a plain user's database is that user's");
        eprintln!("not root, so that root's way is not tried");
    }
    assert!(torg.end_by("INT").success());
    // And once more on what is there.
    let torg = Running::start(folder.path(), &[BARE]);
    assert!(is_ready(&torg).await);
    assert_eq!(database_users(folder.path()), (user, owner));
    assert!(torg.end_by("INT").success());
}

#[tokio::test]
async fn a_plain_user_starts_it_and_root_does_after() {
    let plain = number("id", &["-u", "nobody"]).zip(number("id", &["-g", "nobody"]));
    let Some((user, group)) = plain.filter(|_| own_user() == 0) else {
        eprintln!("not root, or nobody to be: the other test is a plain user's start");
        return;
    };
    let room = tempfile::tempdir().unwrap();
    let opened = Command::new("chmod").arg("a+rx").arg(room.path()).status();
    assert!(opened.unwrap().success());
    let folder = folder();
    chown(folder.path(), Some(user), Some(group)).unwrap();

    let torg = Running::begin(started_by(user, group, folder.path(), room.path()));
    assert!(is_ready(&torg).await);
    assert_eq!(database_users(folder.path()), (user, user));
    let secret = folder.path().join("data/secret-key");
    assert_eq!(std::fs::metadata(secret).unwrap().uid(), user);
    assert!(torg.end_by("INT").success());

    // Root leaves the data to whom they belong.
    let torg = Running::start(folder.path(), &[BARE]);
    assert!(is_ready(&torg).await);
    assert_eq!(database_users(folder.path()), (user, user));
    assert!(torg.end_by("INT").success());
}

#[test]
fn a_plain_user_is_told_whose_the_data_are() {
    let plain = number("id", &["-u", "nobody"]).zip(number("id", &["-g", "nobody"]));
    let Some((user, group)) = plain.filter(|_| own_user() == 0) else {
        eprintln!("not root: nobody else's data can be made");
        return;
    };
    let room = tempfile::tempdir().unwrap();
    let opened = Command::new("chmod").arg("a+rx").arg(room.path()).status();
    assert!(opened.unwrap().success());
    let folder = folder();
    let data = folder.path().join("data/postgres/data");
    std::fs::create_dir_all(&data).unwrap();
    chown(folder.path().join("data"), Some(user), Some(group)).unwrap();
    chown(folder.path().join("data/postgres"), Some(user), Some(group)).unwrap();
    // The data themselves stay root's.
    let mut command = started_by(user, group, folder.path(), room.path());
    let refused = command.output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(
        !refused.status.success() && said.contains("belongs to the user root"),
        "{said}"
    );
}
