//! `torg import` as a person types it: what it tells, a dry run, being killed on the way, a file out of Excel, beside a shop that serves.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use platform::clock::Clock;
use platform::db::Db;
use testkit::{Database, World};

use crate::running::{Running, folder, torg};

const SETTINGS: &[(&str, &str)] = &[("TORG_ENV", "test"), ("TORG_LOG", "warn")];

fn import(dir: &Path, words: &[&str]) -> Command {
    let mut command = torg(dir);
    command
        .envs(SETTINGS.iter().copied())
        .args(["import", "products"])
        .args(words);
    command
}

/// Runs it to its end; gives whether it succeeded, and what it said.
fn imported(dir: &Path, words: &[&str]) -> (bool, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = import(dir, words).output().unwrap();
    let said = [stdout, stderr].concat();
    (status.success(), String::from_utf8(said).unwrap())
}

/// A shop without goods, in the database of the program that serves.
async fn furnished(dir: &Path) -> World {
    let socket = dir.join("data/postgres/socket").display().to_string();
    let url = format!("postgres://torg@{}/torg", socket.replace('/', "%2F"));
    World::furnish(Database::of_program(&url), Clock::system()).await
}

async fn number(db: &Db, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(db.pool()).await.unwrap()
}

const MINE: &str = "select count(*) from variants where sku like 'X-%'";

fn many(rows: usize) -> String {
    let mut csv = String::from("product,sku,name_sv,price,stock\n");
    for n in 0..rows {
        csv.push_str(&format!("x{n},X-{n},Vara {n},{n},1\n"));
    }
    csv
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_tells_its_fates_and_goes_on_after_a_kill() {
    let place = folder();
    let dir = place.path();
    let serving = Running::start(dir, SETTINGS);
    let world = furnished(dir).await;
    let db = world.db.clone();

    // A file as Excel writes it, tried and then taken, beside the shop that serves.
    let words = "product;sku;name_sv;price;stock\r\nx-skål;X-SKÅL;Skål Åsa;1 249,50;3\r\nx-fat;X-FAT;Fat;dyr;3\r\n";
    let bytes: Vec<u8> = words
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap())
        .collect();
    std::fs::write(dir.join("excel.csv"), bytes).unwrap();
    let (_, said) = imported(dir, &["excel.csv", "--dry-run"]);
    for told in [
        "windows-1252 separated by ';'",
        "line 2: new",
        "line 3: price (\"dyr\") is not a number",
        "Tried, nothing is changed. 2 rows: 1 new, 0 changed, 0 unchanged, 1 refused.",
    ] {
        assert!(said.contains(told), "{told} is missing in: {said}");
    }
    assert_eq!(number(&db, MINE).await, 0);
    let (is_done, said) = imported(dir, &["excel.csv"]);
    assert!(is_done && said.contains("100 %  2 rows"), "{said}");
    let name: String = sqlx::query_scalar(
        "select t.name from variants v join product_translations t on t.product_id = v.product_id
         join prices p on p.variant_id = v.id and p.unit_price_e4 = 1249500000 where v.sku = 'X-SKÅL'",
    )
    .fetch_one(db.pool())
    .await
    .unwrap();
    assert_eq!(name, "Skål Åsa");

    // Every refusal of a dry run is told, however many there are.
    let mut wrong = String::from("product,sku,price\n");
    for n in 0..250 {
        wrong.push_str(&format!("w{n},W-{n},dyr\n"));
    }
    std::fs::write(dir.join("wrong.csv"), wrong).unwrap();
    let (_, said) = imported(dir, &["wrong.csv", "--dry-run"]);
    assert_eq!(said.matches("is not a number").count(), 250);

    // What a file as a whole is refused for is told once.
    std::fs::write(dir.join("slip.csv"), "product,sku,prise\nx,X-0,1\n").unwrap();
    let (is_done, said) = imported(dir, &["slip.csv"]);
    assert!(!is_done && said.contains("slip.csv: line 1: "), "{said}");
    assert_eq!(said.matches("did you mean price?").count(), 1, "{said}");

    // Killed after the first batch, it goes on there.
    std::fs::write(dir.join("many.csv"), many(6_000)).unwrap();
    let mut child = import(dir, &["many.csv"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = told
        .by_ref()
        .map(Result::unwrap)
        .find(|line| line.contains(" rows, "))
        .unwrap();
    // Two batches are under way at a time; the later one may be done first.
    assert!(
        first.contains(" %  1500 rows") || first.contains(" %  3000 rows"),
        "{first}"
    );
    child.kill().unwrap();
    child.wait().unwrap();
    let before = number(&db, MINE).await - 1;
    assert!((1_500..6_000).contains(&before), "{before}");
    let (is_done, said) = imported(dir, &["many.csv"]);
    assert!(is_done && said.contains("rows; it goes on there"), "{said}");
    assert!(said.contains("6000 rows: 6000 new"), "{said}");
    assert_eq!(number(&db, MINE).await, 6_001);
    let (is_done, said) = imported(dir, &["many.csv", "--shop", "nordbod"]);
    assert!(is_done && said.contains("6000 unchanged"), "{said}");

    // The database fails in the middle: the first error is told, and the same command goes on.
    sqlx::raw_sql(
        "create function full_disk() returns trigger language plpgsql as
         $$ begin raise exception 'no space left' using errcode = 'disk_full'; end $$;
         create trigger full_disk before insert on variants for each row when (new.sku = 'Z-2000') execute function full_disk();",
    )
    .execute(db.pool())
    .await
    .unwrap();
    std::fs::write(
        dir.join("z.csv"),
        many(3_000).replace("x", "z").replace("X", "Z"),
    )
    .unwrap();
    let (is_done, said) = imported(dir, &["z.csv"]);
    assert!(!is_done && said.contains("no space left"), "{said}");
    sqlx::raw_sql("drop trigger full_disk on variants")
        .execute(db.pool())
        .await
        .unwrap();
    let (is_done, said) = imported(dir, &["z.csv"]);
    assert!(
        is_done && said.contains("interrupted after 1500 rows"),
        "{said}"
    );

    // Interrupted when the later of two batches was done and the one before was not: only what is missing is applied. Whoever comes first in the
    // file gets the address, also when batches go abreast.
    let lines = many(3_200).replace("x", "y").replace("X", "Y");
    let lines = lines
        .replace("y9,Y-9,", "Samma,Y-9,")
        .replace("y1600,", "samma,");
    std::fs::write(dir.join("y.csv"), lines).unwrap();
    let (is_done, said) = imported(dir, &["y.csv"]);
    assert!(is_done && said.contains("3200 new"), "{said}");
    let slug = "select count(*) from slugs s join products p on p.id = s.target_id
        where (p.code, s.slug) in (('Samma', 'samma'), ('samma', 'samma-2'))";
    assert_eq!(number(&db, slug).await, 2);
    let reset = sqlx::query(
        "update imports set state = 'running', finished_at = null, rows_read = 1500, ahead_from = 1600, ahead_to = 3000 where file_name = 'y.csv'",
    );
    assert_eq!(reset.execute(db.pool()).await.unwrap().rows_affected(), 1);
    let (is_done, said) = imported(dir, &["y.csv"]);
    assert!(
        is_done && said.contains("interrupted after 1500 rows") && said.contains("300 unchanged"),
        "{said}"
    );

    // Pictures out of a folder; what is not there is told and stops nothing.
    std::fs::create_dir(dir.join("bilder")).unwrap();
    std::fs::write(
        dir.join("bilder/vas.png"),
        testkit::pictures::photo(80, 60, 1),
    )
    .unwrap();
    std::fs::write(
        dir.join("photos.csv"),
        "product,sku,photo_files\nx1,X-1,vas.png;../many.csv;nej.png\n",
    )
    .unwrap();
    let (is_done, said) = imported(dir, &["photos.csv", "--photos", "bilder"]);
    assert!(is_done, "{said}");
    assert!(
        said.contains("(\"../many.csv\") is not a name within")
            && said.contains("(\"nej.png\") is not in the folder"),
        "{said}"
    );
    let placed = "select count(*) from product_media m join variants v on v.id = m.variant_id where v.sku = 'X-1'";
    assert_eq!(number(&db, placed).await, 1);
    db.close().await;
    drop(world);
    assert!(serving.end_by("TERM").success());

    // And alone, when no shop serves.
    let (is_done, said) = imported(dir, &["excel.csv"]);
    assert!(is_done && said.contains("1 unchanged"), "{said}");
}
