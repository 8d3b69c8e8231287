//! The program from outside: start, stop, crash, and what it says when it will not start (issue 2, section 1).

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use crate::running::{Running, client, folder, torg, was_killed};

/// An installation without the demo's data: what is tested here needs none.
const BARE: &[(&str, &str)] = &[("TORG_ENV", "test")];

async fn get(url: String) -> (u16, String) {
    let answer = client().get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn refused(dir: &Path, settings: &[(&str, &str)]) -> String {
    refused_to(&[], dir, settings)
}

fn refused_to(command: &[&str], dir: &Path, settings: &[(&str, &str)]) -> String {
    let Output { status, stderr, .. } = torg(dir)
        .args(command)
        .envs(settings.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert!(!status.success(), "it started");
    said
}

#[tokio::test]
async fn both_doors_tell_of_their_health_and_a_stop_stops_everything() {
    let folder = folder();
    let torg = Running::start(folder.path(), BARE);
    let data = folder.path().join("data/postgres/data");
    assert!(
        torg.greeting.contains(&data.display().to_string()),
        "{}",
        torg.greeting
    );
    for door in [&torg.shop, &torg.admin] {
        assert_eq!(
            get(format!("{door}/healthz")).await,
            (200, "ok\n".to_owned())
        );
        let ready = r#"{"database":"ok","migrations":"ok","jobs":"ok"}"#.to_owned();
        assert_eq!(get(format!("{door}/readyz")).await, (200, ready));
    }
    let (status, figures) = get(format!("{}/metrics", torg.admin)).await;
    assert_eq!(status, 200);
    assert!(
        figures.contains(
            r#"torg_http_requests_total{door="shop",method="GET",route="/healthz",status="200"} 1"#
        ),
        "{figures}"
    );
    assert_eq!(
        get(format!("{}/metrics", torg.shop)).await.0,
        404,
        "figures are for staff"
    );

    assert!(torg.end_by("INT").success());
    assert!(
        data.join("PG_VERSION").exists() && !data.join("postmaster.pid").exists(),
        "the database was stopped in order"
    );
}

#[tokio::test]
async fn a_killed_program_starts_again_within_two_seconds() {
    let folder = folder();
    let torg = Running::start(folder.path(), BARE);
    assert!(was_killed(torg.end_by("KILL")));
    let began = Instant::now();
    let torg = Running::start(folder.path(), BARE);
    assert_eq!(get(format!("{}/healthz", torg.shop)).await.0, 200);
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    assert!(torg.end_by("TERM").success());
}

#[test]
fn a_second_program_on_the_same_data_is_refused() {
    let folder = folder();
    let first = Running::start(folder.path(), BARE);
    let said = refused(folder.path(), BARE);
    assert!(
        said.contains("already running") && said.contains("TORG_DATA_DIR"),
        "{said}"
    );
    drop(first);
}

#[test]
fn a_taken_address_is_told_with_its_setting() {
    let folder = folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = refused(
        folder.path(),
        &[("TORG_ENV", "test"), ("TORG_ADMIN_ADDR", &address)],
    );
    assert!(
        said.contains(&address) && said.contains("TORG_ADMIN_ADDR="),
        "{said}"
    );
}

#[test]
fn a_wrong_configuration_starts_nothing_and_tells_all() {
    let folder = folder();
    let said = refused(
        folder.path(),
        &[("TORG_ENV", "production"), ("TORG_SHOP_ADR", "x")],
    );
    for expected in [
        "TORG_SECRET_KEY",
        "TORG_STRIPE_SECRET_KEY",
        "TORG_SMTP_URL",
        "did you mean TORG_SHOP_ADDR?",
    ] {
        assert!(said.contains(expected), "{expected} is missing in: {said}");
    }
    assert!(!folder.path().join("data").exists());
}

#[test]
fn the_doctor_says_what_is_wrong_and_changes_nothing() {
    let folder = folder();
    let healthy = torg(folder.path()).arg("doctor").output().unwrap();
    let said = String::from_utf8(healthy.stdout).unwrap();
    assert!(
        healthy.status.success() && said.contains("Nothing is wrong"),
        "{said}"
    );
    assert!(!folder.path().join("data").exists());

    std::fs::write(
        folder.path().join("torg.toml"),
        "shop_adress = \"127.0.0.1:1\"\n",
    )
    .unwrap();
    let ill = torg(folder.path()).arg("doctor").output().unwrap();
    let said = String::from_utf8(ill.stdout).unwrap();
    assert!(
        !ill.status.success() && said.contains("did you mean shop_addr?"),
        "{said}"
    );
}

/// What the doctor says with these settings; it must find something wrong.
fn diagnosis(dir: &Path, settings: &[(&str, &str)]) -> String {
    let looked = torg(dir)
        .arg("doctor")
        .env("TORG_ENV", "test")
        .envs(settings.iter().copied())
        .output()
        .unwrap();
    let said = String::from_utf8(looked.stdout).unwrap();
    assert!(!looked.status.success(), "{said}");
    said
}

#[test]
fn the_doctor_finds_what_a_start_would_refuse() {
    let folder = folder();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let below = folder.path().join("file/data").display().to_string();
    // Nobody listens there: the port was free a moment ago.
    let gone = TcpListener::bind("127.0.0.1:0").unwrap();
    let nowhere = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let bucket = [
        ("TORG_STORAGE", "s3"),
        ("TORG_S3_BUCKET", "bilder"),
        ("TORG_S3_ACCESS_KEY", "a"),
        ("TORG_S3_SECRET_KEY", "b"),
        ("TORG_S3_ENDPOINT", &nowhere),
    ];
    let with_prefix = [&bucket[..], &[("TORG_S3_PREFIX", "Å/..")]].concat();
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);
    let cases: [Case<'_>; 5] = [
        (&[("TORG_DATA_DIR", &below)], "data", "TORG_DATA_DIR"),
        (
            &[("TORG_SMTP_URL", "mail.invalid")],
            "mail",
            "TORG_SMTP_URL",
        ),
        (&[("TORG_LOG", "info,=,sqlx=loud")], "log", "TORG_LOG"),
        (&with_prefix, "pictures", "the prefix"),
        (&bucket, "pictures", "the bucket bilder"),
    ];
    for (settings, what, named) in cases {
        let said = diagnosis(folder.path(), settings);
        let wrong = said
            .lines()
            .skip_while(|line| !line.trim_start().starts_with(&format!("WRONG  {what} ")));
        let told: Vec<&str> = wrong.take(2).collect();
        assert!(told.join("\n").contains(named), "{named}: {said}");
        assert!(!folder.path().join("data").exists());
    }
}

#[test]
fn the_doctor_finds_nothing_wrong_with_what_production_accepts() {
    let folder = folder();
    let relay = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", relay.local_addr().unwrap());
    let look = || {
        let looked = torg(folder.path())
            .arg("doctor")
            .envs(PRODUCTION.iter().copied())
            .env("TORG_SMTP_URL", &url)
            .output()
            .unwrap();
        let said = String::from_utf8([looked.stdout, looked.stderr].concat()).unwrap();
        assert!(looked.status.success(), "{said}");
        for told in [
            "a production installation",
            "ok     payment        Stripe",
            "Nothing is wrong.",
        ] {
            assert!(said.contains(told), "{told}: {said}");
        }
        said
    };
    let other_end = relay.try_clone().unwrap();
    let greeting = std::thread::spawn(move || greet_one(&other_end));
    let said = look();
    greeting.join().unwrap();
    assert!(said.contains("ok     mail           by SMTP"), "{said}");

    // Nobody answers there any more: the shop would start all the same.
    drop(relay);
    let said = look();
    assert!(
        said.contains("TO DO  mail           by SMTP, but the relay"),
        "{said}"
    );
}

/// A relay that lets one caller in.
fn greet_one(relay: &TcpListener) {
    let (mut caller, _) = relay.accept().unwrap();
    caller.write_all(b"220 relay.invalid\r\n").unwrap();
    let lines = BufReader::new(caller.try_clone().unwrap()).lines();
    // Whoever has been let in may hang up without a word.
    for _ in lines.map_while(Result::ok) {
        if caller.write_all(b"250 OK\r\n").is_err() {
            break;
        }
    }
}

#[tokio::test]
async fn the_doctor_looks_at_the_database_that_is_named() {
    let folder = folder();
    let database = testkit::Database::create().await;
    let looked = torg(folder.path())
        .arg("doctor")
        .envs([("TORG_ENV", "test"), ("DATABASE_URL", &database.url)])
        .output()
        .unwrap();
    let said = String::from_utf8(looked.stdout).unwrap();
    assert!(
        looked.status.success() && said.contains("answers") && said.contains("up to date"),
        "{said}"
    );

    let name = format!("ascii_{}", platform::ids::new_uuid().simple());
    let make = format!(
        "create database {name} encoding 'SQL_ASCII' locale_provider 'libc' locale 'C' template template0"
    );
    sqlx::query(sqlx::AssertSqlSafe(make))
        .execute(&database.pool)
        .await
        .unwrap();
    let (server, _) = database.url.rsplit_once('/').unwrap();
    let said = diagnosis(
        folder.path(),
        &[("DATABASE_URL", &format!("{server}/{name}"))],
    );
    assert!(
        said.contains("its encoding is SQL_ASCII") && said.contains("--encoding=UTF8"),
        "{said}"
    );
    let drop_it = format!("drop database {name} with (force)");
    sqlx::query(sqlx::AssertSqlSafe(drop_it))
        .execute(&database.pool)
        .await
        .unwrap();
}

/// A database like any other, save for what it says of itself: names of the catalogue are looked for in `mask` first.
async fn masked(mask: &'static str) -> testkit::Database {
    let database = testkit::Database::create().await;
    sqlx::raw_sql(mask).execute(&database.pool).await.unwrap();
    database
}

#[tokio::test]
async fn the_doctor_names_a_database_that_is_too_old_or_lacks_trigrams() {
    let folder = folder();
    let old = masked(
        "create schema mask;
         create function mask.current_setting(name text) returns text language sql as
         $$ select case name when 'server_version_num' then '130022' else pg_catalog.current_setting(name) end $$;
         do $$ begin execute format('alter database %I set search_path = mask, pg_catalog, public', current_database()); end $$;",
    )
    .await;
    let said = diagnosis(folder.path(), &[("DATABASE_URL", &old.url)]);
    assert!(
        said.contains("it is PostgreSQL 13") && said.contains("upgrade it to 15 or newer"),
        "{said}"
    );
    let bare = masked(
        "create schema mask;
         create view mask.pg_available_extensions as select * from pg_catalog.pg_available_extensions where name <> 'pg_trgm';
         do $$ begin execute format('alter database %I set search_path = mask, pg_catalog, public', current_database()); end $$;",
    )
    .await;
    let said = diagnosis(folder.path(), &[("DATABASE_URL", &bare.url)]);
    assert!(
        said.contains("the extension pg_trgm is not available")
            && said.contains("postgresql-contrib"),
        "{said}"
    );
}

#[test]
fn a_worker_alone_needs_a_database_that_it_can_share() {
    let folder = folder();
    let worked = torg(folder.path()).arg("work").output().unwrap();
    let said = String::from_utf8(worked.stderr).unwrap();
    assert!(
        !worked.status.success() && said.contains("DATABASE_URL"),
        "{said}"
    );
}

#[test]
fn migrating_is_a_command_of_its_own() {
    let folder = folder();
    let migrated = torg(folder.path()).arg("migrate").output().unwrap();
    let said = String::from_utf8(migrated.stdout).unwrap();
    assert!(
        migrated.status.success() && said.contains("up to date"),
        "{said}"
    );
    let log = String::from_utf8(migrated.stderr).unwrap();
    assert!(!log.contains("already exists"), "{log}");
}

/// A configuration that production accepts.
pub const PRODUCTION: &[(&str, &str)] = &[
    ("TORG_ENV", "production"),
    ("TORG_SECRET_KEY", "fJ3k9Lq0Zx7Vb2Nm5Pw8Rt1Yc4Hd6Gs0Ae"),
    ("TORG_STRIPE_SECRET_KEY", "sk_live_51NeverUsed"),
    ("TORG_STRIPE_WEBHOOK_SECRET", "whsec_NeverUsed"),
    ("TORG_SMTP_URL", "smtps://u:p@mail.invalid"),
    ("TORG_MAIL_FROM", "Butiken <hej@butiken.invalid>"),
    ("TORG_SHOP_URL", "https://butiken.invalid"),
    ("TORG_ADMIN_URL", "https://kontor.butiken.invalid"),
];

#[tokio::test]
async fn production_never_starts_on_the_demo() {
    let folder = folder();
    let torg = Running::start(folder.path(), BARE);
    let socket = folder
        .path()
        .join("data/postgres/socket")
        .display()
        .to_string()
        .replace('/', "%2F");
    let origin = platform::db::Origin::system("test");
    let db = platform::db::Db::connect(
        &format!("postgres://torg@{socket}/torg"),
        2,
        platform::clock::Clock::system(),
    )
    .await
    .unwrap();
    let vault = platform::auth::sealed::Vault::new(&platform::secret::SecretKey::new("x"), "test");
    let mut tx = db.begin(origin).await.unwrap();
    platform::auth::staff::ensure_demo_owner(&mut tx, &vault, "no hash")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    db.close().await;
    assert!(torg.end_by("TERM").success());

    for command in [
        &["serve"][..],
        &["migrate"],
        &["import", "products", "goods.csv"],
    ] {
        std::fs::write(
            folder.path().join("goods.csv"),
            "product,sku,name_sv\na,b,c\n",
        )
        .unwrap();
        let said = refused_to(command, folder.path(), PRODUCTION);
        assert!(
            said.contains("demo shop") && said.contains("TORG_DATA_DIR"),
            "{command:?}: {said}"
        );
    }
}
