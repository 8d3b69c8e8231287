//! The database server that the tests of one process share: copied ready-migrated from a cache in the target folder, started in memory
//! where the machine has memory to spare, and cleared away whatever end the process comes to.

use std::ffi::OsString;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use platform::cluster::{self, Cluster, Options};
use platform::files::ContentHash;
use sqlx::{Connection, Executor, PgConnection};

/// Raised when the way in which a cached server is made changes.
const RECIPE: &str = "1";
/// The migrated database that the tests' databases are cloned from.
pub(crate) const TEMPLATE: &str = "torg";
/// A clone that lies ready in each copied server, so that a process with a single test clones nothing.
pub(crate) const SPARE: &str = "spare";

/// The server of this process.
pub(crate) struct Server {
    /// Where statements about databases are sent.
    pub(crate) maintenance_url: String,
    /// The name of the migrated database.
    pub(crate) template: String,
    /// Whether the server is somebody else's and outlives the process.
    pub(crate) is_lent: bool,
}

/// The server of this process, started at the first call.
pub(crate) fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        #[expect(clippy::disallowed_methods, reason = "the tests' one setting")]
        let lent = std::env::var("TORG_TEST_DATABASE_URL")
            .ok()
            .filter(|url| !url.is_empty());
        // A thread of its own: the kernel stops a server when the thread that started it ends, and a test's thread ends with the test.
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || match lent {
            Some(url) => drop(tell.send(borrow(url))),
            None => {
                let (server, _cluster) = own();
                drop(tell.send(server));
                loop {
                    std::thread::park();
                }
            }
        });
        told.recv()
            .expect("the tests' database server starts; its error stands above")
    })
}

/// A runtime for a few statements outside any test's own.
pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

/// The folder with the migrations, in the checkout that this crate was built from.
pub(crate) fn migrations() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations")
}

pub(crate) async fn migrate(url: &str) {
    let migrator = sqlx::migrate::Migrator::new(migrations())
        .await
        .expect("the migrations can be read");
    let mut connection = PgConnection::connect(url)
        .await
        .expect("the database answers");
    migrator
        .run(&mut connection)
        .await
        .expect("the migrations run");
    connection.close().await.expect("the connection closes");
}

/// What the migrated database depends on, in twelve digits.
fn fingerprint(more: &str) -> String {
    let mut files: Vec<PathBuf> = std::fs::read_dir(migrations())
        .expect("the migrations are there")
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut content = [RECIPE, more].join("\n").into_bytes();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|kind| kind == "sql"))
    {
        content.extend_from_slice(file.file_name().unwrap().as_encoded_bytes());
        content.extend_from_slice(&std::fs::read(file).unwrap());
    }
    ContentHash::of(&content).to_string()[..12].to_owned()
}

fn borrow(url: String) -> Server {
    let template = format!("torg_template_{}", fingerprint("lent"));
    block_on(async {
        let mut connection = PgConnection::connect(&url)
            .await
            .expect("TORG_TEST_DATABASE_URL answers");
        // Several test processes come here at once; the first makes the template.
        connection
            .execute("select pg_advisory_lock(6270018)")
            .await
            .unwrap();
        let exists: bool = sqlx::query_scalar(
            "select exists (select from pg_database where datname = $1 and datistemplate)",
        )
        .bind(&template)
        .fetch_one(&mut connection)
        .await
        .unwrap();
        if !exists {
            statement(
                &mut connection,
                format!("drop database if exists {template}"),
            )
            .await;
            statement(&mut connection, format!("create database {template}")).await;
            migrate(&crate::database::with_name(&url, &template)).await;
            statement(
                &mut connection,
                format!("alter database {template} is_template true"),
            )
            .await;
        }
        connection.close().await.unwrap();
    });
    Server {
        maintenance_url: url,
        template,
        is_lent: true,
    }
}

fn own() -> (Server, Cluster) {
    let dir = memory().join(format!("torg-test-{}", platform::ids::new_uuid().simple()));
    let mut options = Options::new(&dir, search_path());
    options.is_durable = false;
    options.connections = 400;
    copy_from_cache(&options);
    let cluster = Cluster::start(&options).unwrap_or_else(|error| panic!("{error}"));
    clear_away_afterwards(&cluster, &dir);
    block_on(know_the_catalogue(cluster.url()));
    let maintenance_url = crate::database::with_name(cluster.url(), "template1");
    (
        Server {
            maintenance_url,
            template: TEMPLATE.to_owned(),
            is_lent: false,
        },
        cluster,
    )
}

/// Comes to the template once: PostgreSQL writes beside a database's files what a connection must know of its catalogue, and forgets it at every
/// start. Copies have it with them then, and nobody in them gathers it anew: a third of what a first connection takes.
async fn know_the_catalogue(url: &str) {
    let template = crate::database::with_name(url, TEMPLATE);
    let connection = PgConnection::connect(&template)
        .await
        .expect("the template answers");
    connection.close().await.expect("the connection closes");
}

fn search_path() -> OsString {
    #[expect(
        clippy::disallowed_methods,
        reason = "where PostgreSQL's programs are looked for"
    )]
    std::env::var_os("PATH").unwrap_or_default()
}

/// `/dev/shm` where it is there and roomy (containers often have 64 MB), else the folder for short-lived files.
fn memory() -> PathBuf {
    const ROOMY_KB: u64 = 1_000_000;
    let output = Command::new("df")
        .args(["-Pk", "/dev/shm"])
        .stderr(Stdio::null())
        .output();
    let free = output.ok().and_then(|output| {
        let text = String::from_utf8(output.stdout).ok()?;
        text.lines()
            .nth(1)?
            .split_whitespace()
            .nth(3)?
            .parse::<u64>()
            .ok()
    });
    if free.is_some_and(|free| free >= ROOMY_KB) {
        PathBuf::from("/dev/shm")
    } else {
        std::env::temp_dir()
    }
}

/// The target folder, where what is ready-made lies, so that `cargo clean` removes it.
pub(crate) fn target() -> PathBuf {
    let test_binary = std::env::current_exe().expect("a running test has a file");
    // target/debug/deps/it-0123
    let target = test_binary.ancestors().nth(3);
    target.map_or_else(std::env::temp_dir, Path::to_path_buf)
}

fn cache() -> PathBuf {
    target().join("torg-test-database")
}

fn copy_from_cache(options: &Options) {
    let major = cluster::find_binaries(&options.search_path, None)
        .unwrap_or_else(|error| panic!("{error}"))
        .major;
    let cache = cache();
    let ready = cache.join(fingerprint(&major.to_string()));
    std::fs::create_dir_all(&cache).expect("the target folder can be written to");
    let lock = File::create(cache.join("lock")).expect("the target folder can be written to");
    lock.lock_shared().unwrap();
    if !ready.is_dir() {
        lock.unlock().unwrap();
        lock.lock().unwrap();
        if !ready.is_dir() {
            make_cache(&cache, &ready, options);
        }
    }
    cluster::copy(&ready, &options.dir).unwrap_or_else(|error| panic!("{error}"));
}

/// Makes a server, migrates it, stops it and puts its data into the cache, in the place of those of older migrations.
fn make_cache(cache: &Path, ready: &Path, options: &Options) {
    let cluster = Cluster::start(options).unwrap_or_else(|error| panic!("{error}"));
    block_on(async {
        migrate(cluster.url()).await;
        let mut connection =
            PgConnection::connect(&crate::database::with_name(cluster.url(), "template1"))
                .await
                .unwrap();
        statement(
            &mut connection,
            format!("create database {SPARE} template {TEMPLATE} strategy file_copy"),
        )
        .await;
        statement(&mut connection, "drop database postgres".to_owned()).await;
        connection.close().await.unwrap();
    });
    cluster.stop();
    for old in std::fs::read_dir(cache)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
    {
        std::fs::remove_dir_all(old).unwrap();
    }
    let part = cache.join("part");
    let copied = Command::new("cp")
        .arg("-R")
        .arg(&options.dir)
        .arg(&part)
        .status()
        .unwrap();
    assert!(
        copied.success(),
        "the made server is copied into {}",
        part.display()
    );
    std::fs::rename(&part, ready).unwrap();
    std::fs::remove_dir_all(&options.dir).unwrap();
}

async fn statement(connection: &mut PgConnection, sql: String) {
    connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
}

/// A shell that outlives this process: when its input closes, which the kernel sees to however the process ends, it ends the server at
/// once and removes the folder. Destructors do not run at the end of a test process.
#[expect(
    clippy::zombie_processes,
    reason = "it outlives this process, so nobody here can wait for it"
)]
fn clear_away_afterwards(cluster: &Cluster, dir: &Path) {
    const CLEARING: &str = r#"read -r _
kill -QUIT "$1" 2>/dev/null
tries=0
while kill -0 "$1" 2>/dev/null && [ "$tries" -lt 100 ]; do tries=$((tries + 1)); sleep 0.05; done
kill -KILL "$1" 2>/dev/null
rm -rf "$2""#;
    let mut shell = Command::new("/bin/sh")
        .args(["-c", CLEARING, "sh", &cluster.pid().to_string()])
        .arg(dir)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("a shell runs");
    std::mem::forget(shell.stdin.take());
}
