//! Importing products: fates of rows, restart, and what is refused.

use commerce::import::RowFate::{Created, Refused};
use commerce::import::store::{
    RecordError, Step, begin_or_resume, finish, give_up_others, is_under_way, record, try_lock,
    unlock,
};
use commerce::import::{Batch, Reading, Reason, Rows, Tally, Trial, apply_batch, inspect};

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
    let outcome = apply_batch(&mut tx, &destination, &reading.next_batch().unwrap())
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
    let mut run = begin_or_resume(&mut tx, shop.shop_id, "x.csv", &inspection.hash, false)
        .await
        .unwrap();
    let batch = reading.next_batch().unwrap();
    let outcome = apply_batch(&mut tx, &destination, &batch).await.unwrap();
    let step = Step {
        from: run.rows_read,
        rows: batch.len(),
        position: reading.position(),
        tally: outcome.tally,
    };
    run = record(&mut tx, run.id, &step, &outcome.problems)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // It is started again.
    let mut tx = shop.begin().await;
    let mut again = begin_or_resume(&mut tx, shop.shop_id, "x.csv", &inspection.hash, false)
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
        let outcome = apply_batch(&mut tx, &destination, &batch).await.unwrap();
        let step = Step {
            from: again.rows_read,
            rows: batch.len(),
            position: reading.position(),
            tally: outcome.tally,
        };
        again = record(&mut tx, again.id, &step, &outcome.problems)
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
    let third = begin_or_resume(&mut tx, shop.shop_id, "x.csv", &inspection.hash, false)
        .await
        .unwrap();
    assert_ne!(third.id, again.id);
}

async fn rows<T>(shop: &Shopkeeper, sql: &'static str) -> Vec<T>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
{
    sqlx::query_as(sql).fetch_all(shop.db.pool()).await.unwrap()
}

const CHOSEN: &str = "select v.sku, v.option_key, string_agg(o.code, '/' order by p.position) from variants v
    left join variant_option_values x on x.variant_id = v.id left join product_option_values o on o.id = x.option_value_id
    left join product_options p on p.id = o.option_id group by 1, 2 order by 1";

#[tokio::test]
async fn a_price_file_leaves_what_variants_have_chosen() {
    let shop = Shopkeeper::open().await;
    shop.import(MUGS).await;
    let before: Vec<(String, String, Option<String>)> = rows(&shop, CHOSEN).await;
    shop.clock.advance(jiff::SignedDuration::from_hours(1));
    let prices = "product,sku,price,stock\nmugg-strand,M-SND,199,12\nmugg-strand,M-MOS,199,4\nvas-as,V-1,649,3\n";
    let (tally, problems) = shop.import(prices).await;
    assert_eq!(
        (tally.changed, tally.unchanged, tally.rows()),
        (2, 1, 3),
        "{problems:?}"
    );
    let (tally, _) = shop.import(prices).await;
    assert_eq!((tally.unchanged, tally.rows()), (3, 3));
    let after: Vec<(String, String, Option<String>)> = rows(&shop, CHOSEN).await;
    assert_eq!(before, after);
    assert_eq!(after[1].1, "sand");
    // A variant that is new has nothing to leave.
    let (tally, problems) = shop
        .import("product,sku,price\nmugg-strand,M-NEW,1\n")
        .await;
    assert_eq!(tally.refused, 1);
    assert!(problems[0].reason.to_string().contains("chooses 0"));
}

#[tokio::test]
async fn two_variants_may_change_places() {
    let shop = Shopkeeper::open().await;
    shop.import(MUGS).await;
    let swapped = MUGS
        .replace("sand,Sand", "x")
        .replace("moss,Mossa", "sand,Sand")
        .replace(",x,", ",moss,Mossa,");
    let (tally, problems) = shop.import(&swapped).await;
    assert_eq!((tally.changed, tally.refused), (2, 0), "{problems:?}");
    let chosen: Vec<(String, String, Option<String>)> = rows(&shop, CHOSEN).await;
    let chosen: Vec<(&str, &str, Option<&str>)> = chosen
        .iter()
        .map(|(sku, key, values)| (sku.as_str(), key.as_str(), values.as_deref()))
        .collect();
    assert_eq!(
        chosen,
        [
            ("M-MOS", "sand", Some("sand")),
            ("M-SND", "moss", Some("moss")),
            ("V-1", "", None)
        ]
    );
    // A new variant takes the choice that another lets go of in the same file.
    let csv = "product,sku,variant_option_en,variant_value\nmugg-strand,M-NEW,Colour,sand\nmugg-strand,M-MOS,Colour,clay\n";
    let (tally, problems) = shop.import(csv).await;
    assert_eq!((tally.created, tally.changed), (1, 1), "{problems:?}");
}

#[tokio::test]
async fn another_main_variant_takes_the_first_ones_place() {
    let shop = Shopkeeper::open().await;
    shop.import(MUGS).await;
    let main = "select sku from variants where is_main and sku like 'M-%'";
    let before: Vec<(String,)> = rows(&shop, main).await;
    assert_eq!(before[0].0, "M-SND");
    let csv = "product,sku,is_main_variant\nmugg-strand,M-MOS,1\n";
    let (tally, problems) = shop.import(csv).await;
    assert_eq!(tally.changed, 1, "{problems:?}");
    let after: Vec<(String,)> = rows(&shop, main).await;
    assert_eq!(after, [("M-MOS".to_owned(),)]);
    let (tally, _) = shop.import(csv).await;
    assert_eq!(tally.unchanged, 1);
}

#[tokio::test]
async fn colour_and_size_are_chosen_apart() {
    let shop = Shopkeeper::open().await;
    let head = "product,sku,name_sv,variant_option,variant_value,variant_option_2,variant_option_2_sv,variant_value_2,price\n";
    let csv = format!(
        "{head}troja,T-1,Tröja,colour,sand,size,Storlek,m,10\ntroja,T-2,,colour,sand,size,Storlek,l,10\n\
         troja,T-3,,colour,moss,size,Storlek,m,10\ntroja,T-4,,colour,sand,size,Storlek,m,10\ntroja,T-5,,colour,moss,,,,10\n"
    );
    let (tally, problems) = shop.import(&csv).await;
    assert_eq!((tally.created, tally.refused), (3, 2), "{problems:?}");
    assert!(problems[0].reason.to_string().contains("same choices"));
    assert!(problems[1].reason.to_string().contains("chooses 1"));
    // The cell of one option leaves the other.
    let (tally, problems) = shop
        .import("product,sku,variant_option_2,variant_value_2\ntroja,T-3,size,l\n")
        .await;
    assert_eq!(tally.changed, 1, "{problems:?}");
    let chosen: Vec<(String, String, Option<String>)> = rows(&shop, CHOSEN).await;
    let keys: Vec<&str> = chosen.iter().map(|(_, key, _)| key.as_str()).collect();
    assert_eq!(keys, ["sand/m", "sand/l", "moss/l"]);
    assert_eq!(chosen[2].2.as_deref(), Some("moss/l"));
}

#[tokio::test]
async fn another_address_alone_is_a_change_that_cards_show() {
    let shop = Shopkeeper::open().await;
    shop.import(MUGS).await;
    let csv = "product,sku,slug_sv\nvas-as,V-1,vas-as-hog\n";
    let (tally, problems) = shop.import(csv).await;
    assert_eq!(tally.changed, 1, "{problems:?}");
    let cards: Vec<(i64,)> = rows(
        &shop,
        "select count(*) from listing_cards where locale = 'sv' and card like '%\"vas-as-hog\"%'",
    )
    .await;
    assert_eq!(cards[0].0, 1);
    let (tally, _) = shop.import(csv).await;
    assert_eq!(tally.unchanged, 1);
}

#[tokio::test]
async fn things_of_one_name_are_numbered_without_a_gap() {
    let shop = Shopkeeper::open().await;
    for part in [0..20, 20..60] {
        let mut csv = String::from("product,sku,name_sv,slug_sv,price\n");
        for n in part {
            csv.push_str(&format!("k{n},K-{n},Kruka,kruka,10\n"));
        }
        let (tally, problems) = shop.import(&csv).await;
        assert_eq!(tally.created, tally.rows(), "{problems:?}");
    }
    let slugs: Vec<(String,)> = rows(
        &shop,
        "select slug from slugs where kind = 'product' and locale = 'sv' order by length(slug), slug",
    )
    .await;
    let expected: Vec<(String,)> = std::iter::once("kruka".to_owned())
        .chain((2..=60).map(|n| format!("kruka-{n}")))
        .map(|slug| (slug,))
        .collect();
    assert_eq!(slugs, expected);
}

/// 1,499 products of one row, then one of three.
fn straddling() -> String {
    let mut csv = String::from("product,sku,name_sv,category,variant_option,variant_value,price\n");
    for n in 0..1_499 {
        csv.push_str(&format!("p{n},S-{n},Vara {n},,,,{n}\n"));
    }
    csv.push_str(
        "sist,X-1,Sist,,colour,sand,1\nsist,X-2,,,colour,moss,1\nsist,X-3,,,colour,clay,1\n",
    );
    csv.push_str("mer,Y-1,Mer,,,,1\n");
    csv
}

#[tokio::test]
async fn a_product_is_never_cut() {
    let csv = straddling();
    let inspection = inspect(csv.as_bytes()).unwrap();
    let open = || Reading::new(Rows::open(csv.as_bytes(), &inspection).unwrap());
    let mut reading = open();
    assert_eq!(reading.next_batch().unwrap().len(), 1_502);
    assert!(reading.position() < inspection.bytes);
    assert_eq!(reading.next_batch().unwrap().rows[0].sku, "Y-1");
    assert_eq!(reading.position(), inspection.bytes);
    assert!(reading.next_batch().unwrap().is_empty());
    let mut reading = open();
    assert_eq!(reading.skip(1_501).unwrap(), 1_501);
    assert_eq!(reading.next_batch().unwrap().rows[0].sku, "X-3");
}

#[tokio::test]
async fn what_the_database_refuses_stops_no_other_row() {
    let shop = Shopkeeper::open().await;
    sqlx::query(
        "alter table variants add constraint odd_check check (sku not in ('S-7', 'M-MOS'))",
    )
    .execute(shop.db.pool())
    .await
    .unwrap();
    let mut csv = MUGS.to_owned();
    for n in 0..40 {
        csv.push_str(&format!("p{n},S-{n},Vara {n},,,,,,,,{n},1\n"));
    }
    let (tally, problems) = shop.import(&csv).await;
    assert_eq!((tally.created, tally.refused), (41, 2), "{problems:?}");
    let told: Vec<(u64, &str)> = problems
        .iter()
        .map(|p| (p.line, p.value.as_str()))
        .collect();
    assert_eq!(told, [(3, "M-MOS"), (12, "S-7")]);
    assert!(problems[1].reason.to_string().contains("odd_check"));
    assert_eq!(count(&shop, "variants").await, 41);
}

#[tokio::test]
async fn a_dry_run_knows_what_its_earlier_batches_would_have_made() {
    let shop = Shopkeeper::open().await;
    let destination = shop.destination().await;
    let csv = "product,sku,name_sv,category_sv,category,price\n\
        a,A-1,Vara A,Kök > Brädor,,10\n\
        b,B-1,Vara B,,,10\n\
        c,C-1,Vara C,,kok/brador,10\n\
        d,D-1,,,,10\n\
        a,A-2,,,,10\n";
    let inspection = inspect(csv.as_bytes()).unwrap();
    let mut reading = Reading::new(Rows::open(csv.as_bytes(), &inspection).unwrap());
    let whole = reading.next_batch().unwrap();
    let mut trial = Trial::default();
    let mut fates = Vec::new();
    for row in whole.rows {
        let mut batch = Batch {
            rows: vec![row],
            ..Batch::default()
        };
        trial.prepare(&mut batch);
        let mut tx = shop.begin().await;
        let outcome = apply_batch(&mut tx, &destination, &batch).await.unwrap();
        drop(tx);
        trial.learn(&outcome);
        fates.extend(outcome.fates.iter().map(|(_, fate)| *fate));
    }
    assert_eq!(fates, [Created, Created, Created, Refused, Created]);
    assert_eq!(count(&shop, "products").await, 0);
}

#[tokio::test]
async fn a_run_belongs_to_its_shop_and_to_one_process() {
    let shop = Shopkeeper::open().await;
    let mut tx = shop.begin().await;
    let mut other = commerce::catalogue::shop::shops(&mut tx)
        .await
        .unwrap()
        .remove(0);
    other.id = commerce::ids::ShopId::generate();
    other.code = "annan".to_owned();
    let other_id = commerce::catalogue::shop::save_shop(&mut tx, &other)
        .await
        .unwrap();
    let hash = [7; 32];
    let mine = begin_or_resume(&mut tx, shop.shop_id, "x.csv", &hash, false)
        .await
        .unwrap();
    let theirs = begin_or_resume(&mut tx, other_id, "x.csv", &hash, false)
        .await
        .unwrap();
    let again = begin_or_resume(&mut tx, shop.shop_id, "x.csv", &hash, false)
        .await
        .unwrap();
    assert_ne!(mine.id, theirs.id);
    assert_eq!(mine.id, again.id);
    // Two that believe to be at the same place: the second is told.
    let step = |from, rows| Step {
        from,
        rows,
        position: 100,
        tally: Tally::default(),
    };
    let further = record(&mut tx, mine.id, &step(0, 10), &[]).await.unwrap();
    assert_eq!((further.rows_read, further.ahead), (10, None));
    let overtaken = record(&mut tx, mine.id, &step(0, 10), &[])
        .await
        .unwrap_err();
    assert!(matches!(overtaken, RecordError::Overtaken));
    // Of two that go abreast the later is done first: what is before it is still to be applied, and nothing beyond it is taken meanwhile.
    let ahead = record(&mut tx, mine.id, &step(20, 5), &[]).await.unwrap();
    assert_eq!((ahead.rows_read, ahead.ahead), (10, Some((20, 25))));
    let resumed = begin_or_resume(&mut tx, shop.shop_id, "x.csv", &hash, false)
        .await
        .unwrap();
    assert_eq!((resumed.rows_read, resumed.ahead), (10, Some((20, 25))));
    for wrong in [step(25, 5), step(20, 5), step(10, 5)] {
        let refused = record(&mut tx, mine.id, &wrong, &[]).await.unwrap_err();
        assert!(matches!(refused, RecordError::Overtaken));
    }
    let both = record(&mut tx, mine.id, &step(10, 10), &[]).await.unwrap();
    assert_eq!((both.rows_read, both.ahead), (25, None));
    tx.commit().await.unwrap();
    let (mut first, mut second) = (shop.db.read().await.unwrap(), shop.db.read().await.unwrap());
    assert!(try_lock(&mut first, shop.shop_id, &hash).await.unwrap());
    assert!(!try_lock(&mut second, shop.shop_id, &hash).await.unwrap());
    assert!(try_lock(&mut second, other_id, &hash).await.unwrap());
    unlock(&mut first, shop.shop_id, &hash).await.unwrap();
    assert!(try_lock(&mut second, shop.shop_id, &hash).await.unwrap());
}

#[tokio::test]
async fn a_count_below_what_is_promised_is_reported() {
    let shop = Shopkeeper::open().await;
    shop.import(MUGS).await;
    sqlx::query("update stock_levels set allocated = 2 where variant_id = (select id from variants where sku = 'V-1')")
        .execute(shop.db.pool())
        .await
        .unwrap();
    let (tally, problems) = shop.import("product,sku,stock\nvas-as,V-1,1\n").await;
    assert_eq!((tally.changed, problems.len()), (1, 1));
    assert!(
        problems[0]
            .reason
            .to_string()
            .contains("promised to orders")
    );
    let levels: Vec<(i64,)> = rows(
        &shop,
        "select on_hand from stock_levels join variants v on v.id = variant_id where sku = 'V-1'",
    )
    .await;
    assert_eq!(levels[0].0, 2);
    // The table itself would not have it either.
    let oversold = sqlx::query("update stock_levels set on_hand = 1 where allocated = 2")
        .execute(shop.db.pool())
        .await
        .unwrap_err();
    assert!(platform::db::constraint::is_violated(
        &oversold,
        "stock_levels_free_check"
    ));
}

#[tokio::test]
async fn a_file_that_was_changed_does_not_stay_under_way() {
    let shop = Shopkeeper::open().await;
    let mut tx = shop.begin().await;
    // Interrupted; meanwhile the file of this name becomes another.
    begin_or_resume(&mut tx, shop.shop_id, "demo.csv", &[1; 32], false)
        .await
        .unwrap();
    let run = begin_or_resume(&mut tx, shop.shop_id, "demo.csv", &[2; 32], false)
        .await
        .unwrap();
    give_up_others(&mut tx, "demo.csv", &run).await.unwrap();
    assert!(is_under_way(&mut tx, "demo.csv").await.unwrap());
    finish(&mut tx, &run, true).await.unwrap();
    assert!(!is_under_way(&mut tx, "demo.csv").await.unwrap());
}

#[tokio::test]
async fn a_file_says_what_is_a_gift_card_and_one_that_does_not_leaves_it() {
    let shop = Shopkeeper::open().await;
    let card = "product,sku,name_sv,category_sv,kind,price\npresentkort,GIFT-500,Presentkort,Presentkort,gift_card,500\n";
    let (tally, problems) = shop.import(card).await;
    assert_eq!(tally.created, 1, "{problems:?}");
    let kind = "select kind || ' ' || vat_class from products";
    let kinds: Vec<String> = sqlx::query_scalar(kind)
        .fetch_all(shop.db.pool())
        .await
        .unwrap();
    assert_eq!(kinds, ["gift_card voucher"]);
    let (tally, _) = shop.import(card).await;
    assert_eq!(tally.unchanged, 1);
    let unsaid = "product,sku,price\npresentkort,GIFT-500,600\n";
    shop.clock.advance(jiff::SignedDuration::from_hours(1));
    let (tally, problems) = shop.import(unsaid).await;
    assert_eq!(tally.changed, 1, "{problems:?}");
    let kinds: Vec<String> = sqlx::query_scalar(kind)
        .fetch_all(shop.db.pool())
        .await
        .unwrap();
    assert_eq!(kinds, ["gift_card voucher"]);
    let wrong = card.replace("gift_card", "voucher");
    let (tally, problems) = shop.import(&wrong).await;
    assert_eq!((tally.refused, problems[0].column.as_str()), (1, "kind"));
}
