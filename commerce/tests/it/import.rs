//! Importing products: fates of rows, restart, and what is refused.

use commerce::import::store::{begin_or_resume, finish, record};
use commerce::import::{Reading, Reason, Rows, apply_batch, inspect};

use crate::shopkeeper::Shopkeeper;

const MUGS: &str = "product,sku,name_sv,name_en,category_sv,category_en,variant_option_sv,variant_option_en,variant_value,variant_value_sv,price,stock\n\
    mugg-strand,M-SND,Mugg Strand,Strand mug,Servering > Muggar,Tableware > Mugs,Färg,Colour,sand,Sand,249.00,12\n\
    mugg-strand,M-MOS,Mugg Strand,Strand mug,Servering > Muggar,Tableware > Mugs,Färg,Colour,moss,Mossa,249.00,0\n\
    vas-as,V-1,Vas Ås,Ås vase,Inredning,Home,,,,,649,3\n";

async fn count(shop: &Shopkeeper, table: &'static str) -> i64 {
    let sql = match table {
        "prices" => "select count(*) from prices",
        "stock_movements" => "select count(*) from stock_movements",
        "products" => "select count(*) from products",
        _ => "select count(*) from variants",
    };
    sqlx::query_scalar(sql)
        .fetch_one(shop.db.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let shop = Shopkeeper::open().await;
    let (tally, problems) = shop.import(MUGS).await;
    assert_eq!((tally.created, tally.rows()), (3, 3), "{problems:?}");
    let before = (
        count(&shop, "prices").await,
        count(&shop, "stock_movements").await,
    );
    let (tally, problems) = shop.import(MUGS).await;
    assert_eq!((tally.unchanged, tally.rows()), (3, 3), "{problems:?}");
    assert_eq!(
        (
            count(&shop, "prices").await,
            count(&shop, "stock_movements").await
        ),
        before
    );
    assert_eq!(
        (
            count(&shop, "products").await,
            count(&shop, "variants").await
        ),
        (2, 3)
    );
}

#[tokio::test]
async fn a_new_price_begins_a_new_interval() {
    let shop = Shopkeeper::open().await;
    shop.import(MUGS).await;
    shop.clock.advance(jiff::SignedDuration::from_hours(1));
    let (tally, _) = shop.import(&MUGS.replace("649", "599")).await;
    assert_eq!((tally.changed, tally.unchanged), (1, 2));
    assert_eq!(count(&shop, "prices").await, 4);
}

#[tokio::test]
async fn a_bad_row_names_itself_and_stops_no_other() {
    let shop = Shopkeeper::open().await;
    let csv = format!(
        "{MUGS}kruka,K-1,Kruka,Pot,Inredning,,,,,,dyr,1\n\
         mugg-strand,M-XXX,Mugg Strand,,Servering,,Färg,Colour,moss,Mossa,249,1\n\
         skal,V-1,Skål,,Servering,,,,,,100,1\n\
         fat,F-1,,,Servering,,,,,,100,1\n\
         karaff,K-9,Karaff,,Servering,,,,,,100,1\n"
    );
    let (tally, problems) = shop.import(&csv).await;
    assert_eq!((tally.created, tally.refused), (4, 4), "{problems:?}");
    let told: Vec<(u64, &str)> = problems
        .iter()
        .map(|p| (p.line, p.column.as_str()))
        .collect();
    assert_eq!(told, [(5, "price"), (6, "sku"), (7, "sku"), (8, "product")]);
    assert_eq!(problems[0].reason, Reason::NotANumber);
    assert!(matches!(problems[2].reason, Reason::SeenBefore(4)));
}

#[tokio::test]
async fn a_sku_of_another_product_is_refused() {
    let shop = Shopkeeper::open().await;
    shop.import(MUGS).await;
    let (tally, problems) = shop.import("product,sku,name_sv\nskal,V-1,Skål\n").await;
    assert_eq!(tally.refused, 1);
    assert!(
        problems[0].reason.to_string().contains("vas-as"),
        "{problems:?}"
    );
}

#[tokio::test]
async fn unknown_names_are_refused() {
    let shop = Shopkeeper::open().await;
    let csv = "product,sku,name_sv,manufacturer,attributes,location,price_list,category\na,1,A,Ingen,x=1,mars,rea,nej\n";
    let (tally, problems) = shop.import(csv).await;
    assert_eq!(tally.refused, 1);
    let columns: Vec<&str> = problems.iter().map(|p| p.column.as_str()).collect();
    assert_eq!(
        columns,
        [
            "category",
            "manufacturer",
            "price_list",
            "location",
            "attributes"
        ]
    );
}

#[tokio::test]
async fn a_dry_run_leaves_nothing() {
    let shop = Shopkeeper::open().await;
    let inspection = inspect(MUGS.as_bytes()).unwrap();
    let mut reading = Reading::new(Rows::open(MUGS.as_bytes(), &inspection).unwrap());
    let destination = shop.destination().await;
    let mut tx = shop.begin().await;
    let outcome = apply_batch(&mut tx, &destination, reading.next_batch().unwrap())
        .await
        .unwrap();
    drop(tx);
    assert_eq!(outcome.tally.created, 3);
    assert_eq!(count(&shop, "products").await, 0);
}

#[tokio::test]
async fn an_interrupted_import_goes_on_where_it_was() {
    let shop = Shopkeeper::open().await;
    let mut csv = String::from("product,sku,name_sv,price\n");
    for n in 0..3_100 {
        csv.push_str(&format!("p{n},S-{n},Vara {n},{n}\n"));
    }
    let inspection = inspect(csv.as_bytes()).unwrap();
    let destination = shop.destination().await;
    // One batch is applied, then the program dies.
    let mut reading = Reading::new(Rows::open(csv.as_bytes(), &inspection).unwrap());
    let mut tx = shop.begin().await;
    let mut run = begin_or_resume(&mut tx, "x.csv", &inspection.hash, false)
        .await
        .unwrap();
    let batch = reading.next_batch().unwrap();
    run.rows_read += batch.len();
    let outcome = apply_batch(&mut tx, &destination, batch).await.unwrap();
    run.tally.add(&outcome.tally);
    record(&mut tx, &run, reading.position(), &outcome.problems)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // It is started again.
    let mut tx = shop.begin().await;
    let mut again = begin_or_resume(&mut tx, "x.csv", &inspection.hash, false)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!((again.id, again.rows_read), (run.id, 1_500));
    let mut reading = Reading::new(Rows::open(csv.as_bytes(), &inspection).unwrap());
    assert_eq!(reading.skip(again.rows_read).unwrap(), 1_500);
    loop {
        let batch = reading.next_batch().unwrap();
        if batch.is_empty() {
            break;
        }
        let mut tx = shop.begin().await;
        again.rows_read += batch.len();
        let outcome = apply_batch(&mut tx, &destination, batch).await.unwrap();
        again.tally.add(&outcome.tally);
        record(&mut tx, &again, reading.position(), &outcome.problems)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = shop.begin().await;
    finish(&mut tx, &again, true).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((again.tally.created, again.rows_read), (3_100, 3_100));
    assert_eq!(count(&shop, "variants").await, 3_100);
    // A finished one begins anew.
    let mut tx = shop.begin().await;
    let third = begin_or_resume(&mut tx, "x.csv", &inspection.hash, false)
        .await
        .unwrap();
    assert_ne!(third.id, again.id);
}
