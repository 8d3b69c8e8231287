//! The ground under every other test.
#![expect(clippy::unwrap_used, reason = "a test stops where it is surprised")]

use testkit::Database;

async fn schedules(database: &Database) -> i64 {
    sqlx::query_scalar("select count(*) from schedules")
        .fetch_one(&database.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn each_database_is_migrated_and_its_own() {
    let (first, second) = (Database::create().await, Database::create().await);
    sqlx::query("insert into schedules values ('only.here', now())")
        .execute(&first.pool)
        .await
        .unwrap();
    assert_eq!(schedules(&first).await, 1);
    assert_eq!(schedules(&second).await, 0);
    assert_eq!(
        schedules(&Database::create().await).await,
        0,
        "the template has not changed"
    );
}

#[tokio::test]
async fn words_and_order_are_swedish() {
    let database = Database::create().await;
    let sorted: String = sqlx::query_scalar("select string_agg(w, ' ' order by w) from unnest(array['öl','ärta','Åre','zebra','apa']) w")
        .fetch_one(&database.pool)
        .await
        .unwrap();
    assert_eq!(sorted, "apa zebra Åre ärta öl");
    let words: String = sqlx::query_scalar("select to_tsvector('simple', 'blåbärsöl')::text")
        .fetch_one(&database.pool)
        .await
        .unwrap();
    assert_eq!(words, "'blåbärsöl':1");
}
