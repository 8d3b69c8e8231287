//! The private PostgreSQL in every state that a crash, a person or a machine may leave it in (issue 2, section 1).

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use platform::cluster::{Cluster, ClusterError, Options};
use sqlx::{Connection, PgConnection, Row};

/// A folder that the server's account may enter, gone at the end of the test.
fn folder() -> tempfile::TempDir {
    let parent = if Path::new("/dev/shm").is_dir() {
        PathBuf::from("/dev/shm")
    } else {
        std::env::temp_dir()
    };
    let folder = tempfile::Builder::new()
        .prefix("torg-cluster-")
        .tempdir_in(parent)
        .unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
fn options(dir: &Path) -> Options {
    Options::new(dir, std::env::var_os("PATH").unwrap_or_default())
}

async fn ask(url: &str, sql: &'static str) -> String {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let text: String = sqlx::query(sql)
        .fetch_one(&mut connection)
        .await
        .unwrap()
        .get(0);
    connection.close().await.unwrap();
    text
}

#[tokio::test]
async fn is_durable_private_and_swedish() {
    let folder = folder();
    let cluster = Cluster::start(&options(folder.path())).unwrap();
    assert!(cluster.is_new());
    assert_eq!(
        ask(cluster.url(), "select current_setting('fsync')").await,
        "on"
    );
    assert_eq!(
        ask(
            cluster.url(),
            "select current_setting('synchronous_commit')"
        )
        .await,
        "on"
    );
    assert_eq!(
        ask(cluster.url(), "select current_setting('listen_addresses')").await,
        ""
    );
    assert_eq!(
        ask(cluster.url(), "select current_setting('data_checksums')").await,
        "on"
    );
    let sorted = "select string_agg(w, ' ' order by w) from unnest(array['öl','ärta','zebra','Åre','apa']) w";
    assert_eq!(ask(cluster.url(), sorted).await, "apa zebra Åre ärta öl");
    assert_eq!(
        ask(
            cluster.url(),
            "select to_tsvector('simple', 'blåbärsöl')::text"
        )
        .await,
        "'blåbärsöl':1"
    );
    let socket_is_closed = std::fs::metadata(folder.path().join("socket"))
        .unwrap()
        .permissions()
        .mode()
        & 0o077;
    assert_eq!(socket_is_closed, 0);

    cluster.stop();
    assert!(
        !folder.path().join("data/postmaster.pid").exists(),
        "a clean stop leaves no pid file"
    );
    let began = Instant::now();
    let again = Cluster::start(&options(folder.path())).unwrap();
    assert!(!again.is_new());
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "a second start is quick: {:?}",
        began.elapsed()
    );
}

#[test]
fn a_second_instance_is_refused_with_the_first_ones_number() {
    let folder = folder();
    let first = Cluster::start(&options(folder.path())).unwrap();
    let second = Cluster::start(&options(folder.path())).unwrap_err();
    let text = second.to_string();
    assert!(matches!(second, ClusterError::InUse { .. }), "{text}");
    assert!(
        text.contains(&std::process::id().to_string()) && text.contains("TORG_DATA_DIR"),
        "{text}"
    );
    first.stop();
    Cluster::start(&options(folder.path())).unwrap().stop();
}

#[tokio::test]
async fn a_pid_file_that_names_a_living_stranger_is_no_hindrance() {
    let folder = folder();
    Cluster::start(&options(folder.path())).unwrap().stop();
    let data = folder.path().join("data");
    let stale = format!(
        "{}\n{}\n1700000000\n5432\n/nowhere\n\n  1 2\nready   \n",
        std::process::id(),
        data.display()
    );
    std::fs::write(data.join("postmaster.pid"), stale).unwrap();
    std::fs::write(
        folder.path().join("socket/.s.PGSQL.5432.lock"),
        format!("{}\n", std::process::id()),
    )
    .unwrap();
    let cluster = Cluster::start(&options(folder.path())).unwrap();
    assert_eq!(ask(cluster.url(), "select 'up'").await, "up");
}

#[test]
fn a_half_made_database_is_made_anew() {
    let folder = folder();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("data/PG_VERSION"), "15\n").unwrap();
    std::fs::write(folder.path().join("initializing"), "").unwrap();
    let cluster = Cluster::start(&options(folder.path())).unwrap();
    assert!(cluster.is_new());
    assert!(!folder.path().join("initializing").exists());
}

#[test]
fn a_damaged_database_is_refused_and_left_alone() {
    let folder = folder();
    let precious = folder.path().join("data/base");
    std::fs::create_dir_all(&precious).unwrap();
    let refused = Cluster::start(&options(folder.path())).unwrap_err();
    assert!(matches!(refused, ClusterError::Damaged { .. }), "{refused}");
    assert!(precious.is_dir());
}

#[test]
fn data_of_another_version_are_refused_with_the_way_out() {
    let folder = folder();
    std::fs::create_dir_all(folder.path().join("data/global")).unwrap();
    std::fs::write(folder.path().join("data/PG_VERSION"), "9\n").unwrap();
    std::fs::write(folder.path().join("data/global/pg_control"), "").unwrap();
    let text = Cluster::start(&options(folder.path()))
        .unwrap_err()
        .to_string();
    assert!(
        text.contains("PostgreSQL 9") && text.contains("pg_upgrade") && text.contains("pg_dump"),
        "{text}"
    );
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_gets_one_elsewhere() {
    let folder = folder();
    let deep = folder
        .path()
        .join("en-mycket-lång-väg-till-databasen".repeat(4));
    let cluster = Cluster::start(&options(&deep)).unwrap();
    assert_eq!(ask(cluster.url(), "select 'up'").await, "up");
    assert!(!deep.join("socket").exists());
}

#[test]
fn root_is_told_which_folder_is_closed_to_the_server() {
    let folder = folder();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let inside = folder.path().join("data");
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    match Cluster::start(&options(&inside)) {
        Err(ClusterError::Closed { closed, .. }) => {
            assert!(is_root);
            assert_eq!(closed, folder.path().canonicalize().unwrap());
            assert_eq!(
                platform::cluster::closed_on_the_way(&inside),
                Some(folder.path().to_path_buf())
            );
        }
        Ok(_) => assert!(
            !is_root,
            "a plain user's own closed folder is open to himself"
        ),
        Err(other) => panic!("{other}"),
    }
}

/// Plays the program: another process that starts the cluster in `dir`, and says so. It is this test binary, running the one test that
/// called it.
fn another_process(test: &str, dir: &Path) -> (std::process::Child, i32) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env("TORG_TEST_PLAYS_PROGRAM_IN", dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let pid = lines
        .find_map(|line| {
            line.unwrap()
                .split_once("server=")
                .map(|(_, pid)| pid.parse().unwrap())
        })
        .unwrap();
    std::mem::forget(lines);
    (child, pid)
}

/// In the process that [`another_process`] started: starts the cluster and waits for its end. Elsewhere: returns.
fn play_program_if_asked() {
    #[expect(
        clippy::disallowed_methods,
        reason = "how the test tells its second process what it is"
    )]
    let Some(dir) = std::env::var_os("TORG_TEST_PLAYS_PROGRAM_IN") else {
        return;
    };
    let cluster = Cluster::start(&options(Path::new(&dir))).unwrap();
    println!("server={}", cluster.pid());
    loop {
        std::thread::park();
    }
}

fn is_running(pid: i32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

fn kill(pid: i32) {
    assert!(
        Command::new("kill")
            .args(["-9", &pid.to_string()])
            .status()
            .unwrap()
            .success()
    );
}

#[tokio::test]
async fn when_the_program_is_killed_the_server_leaves_by_itself() {
    play_program_if_asked();
    let folder = folder();
    let (mut program, server) = another_process(
        "cluster::when_the_program_is_killed_the_server_leaves_by_itself",
        folder.path(),
    );
    let group = Command::new("ps")
        .args(["-o", "pgid=", "-p", &server.to_string()])
        .output()
        .unwrap();
    let group = String::from_utf8(group.stdout).unwrap();
    assert_eq!(
        group.trim(),
        server.to_string(),
        "a Ctrl-C at the terminal must not reach the server"
    );

    program.kill().unwrap();
    program.wait().unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while is_running(server) {
        assert!(Instant::now() < until, "the server outlives the program");
        std::thread::yield_now();
    }
    Cluster::start(&options(folder.path())).unwrap().stop();
}

#[tokio::test]
async fn when_both_are_killed_the_next_start_clears_up_and_nothing_committed_is_lost() {
    play_program_if_asked();
    let folder = folder();
    let (mut program, server) = another_process(
        "cluster::when_both_are_killed_the_next_start_clears_up_and_nothing_committed_is_lost",
        folder.path(),
    );
    let encoded = folder
        .path()
        .join("socket")
        .display()
        .to_string()
        .replace('/', "%2F");
    let url = format!("postgres://torg@{encoded}/torg");
    let mut connection = PgConnection::connect(&url).await.unwrap();
    sqlx::query("create table kept (word text)")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("insert into kept values ('kvar')")
        .execute(&mut connection)
        .await
        .unwrap();

    // The server first, so that nothing is left that could shut down in order; its backends live on for a moment.
    kill(server);
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(folder.path().join("data/postmaster.pid").exists());
    let cluster = Cluster::start(&options(folder.path())).unwrap();
    assert_eq!(ask(cluster.url(), "select word from kept").await, "kvar");
}
