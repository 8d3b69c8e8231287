//! Texts of products: drafts, versions, schedules, and going back.

use commerce::catalogue::texts::draft::{DraftError, restore, save, throw_away, undo};
use commerce::catalogue::texts::publish::{
    PublishError, proposal, publish, publish_next_due, schedule, take_back, unschedule,
};
use commerce::catalogue::texts::{Cause, Draft, Part, Seen, Texts, listing};
use commerce::ids::ProductId;
use jiff::SignedDuration;
use platform::db::{Actor, Origin, Tx};
use platform::ids::StaffId;

use crate::shopkeeper::Shopkeeper;

const FILE: &str = "product,sku,name_sv,name_en,slug_sv,description_sv,price,stock\n\
    mugg-strand,M-1,Mugg Strand,Strand mug,mugg-strand,Drejad för hand.,249,12\n\
    vas-as,V-1,Vas Ås,Ås vase,vas-as,Munblåst.,649,3\n";
const NAME: (&str, Part) = ("sv", Part::Name);
const BODY: (&str, Part) = ("sv", Part::Description);

async fn open() -> (Shopkeeper, ProductId) {
    let shop = Shopkeeper::open().await;
    shop.import(FILE).await;
    let id = sqlx::query_scalar("select id from products where code = 'mugg-strand'")
        .fetch_one(shop.db.pool())
        .await
        .unwrap();
    shop.clock.advance(SignedDuration::from_hours(1));
    (shop, ProductId(id))
}

async fn as_sara(shop: &Shopkeeper) -> Tx {
    let actor = Actor::Staff {
        id: StaffId::generate(),
        name: "Sara Lind".to_owned(),
    };
    let origin = Origin {
        actor,
        request_id: None,
    };
    shop.db.begin(origin).await.unwrap()
}

async fn published(shop: &Shopkeeper, id: ProductId) -> Texts {
    let mut conn = shop.db.read().await.unwrap();
    listing::published(&mut conn, id).await.unwrap()
}

async fn draft(shop: &Shopkeeper, id: ProductId) -> Option<Draft> {
    let mut conn = shop.db.read().await.unwrap();
    listing::draft(&mut conn, id).await.unwrap()
}

/// The texts of the draft, else what is published.
async fn stored(shop: &Shopkeeper, id: ProductId) -> Texts {
    match draft(shop, id).await {
        Some(draft) => draft.texts,
        None => published(shop, id).await,
    }
}

/// Saves one part as somebody who saw `seen`.
async fn write(
    shop: &Shopkeeper,
    id: ProductId,
    seen: &Texts,
    words: &[((&'static str, Part), &str)],
) -> Result<(), DraftError> {
    let mut mine = seen.clone();
    for (key, text) in words {
        mine.set(*key, text);
    }
    let mut tx = as_sara(shop).await;
    let done = save(&mut tx, id, &Seen::of(seen), &mine).await;
    if done.is_ok() {
        tx.commit().await.unwrap();
    }
    done
}

async fn stamp(shop: &Shopkeeper, id: ProductId) -> String {
    let mut conn = shop.db.read().await.unwrap();
    let found = proposal(&mut conn, id).await.unwrap();
    found.map(|found| found.stamp()).unwrap_or_default()
}

async fn publish_now(shop: &Shopkeeper, id: ProductId, stamp: &str) -> Result<i32, PublishError> {
    let mut tx = as_sara(shop).await;
    let done = publish(&mut tx, id, stamp).await;
    if done.is_ok() {
        tx.commit().await.unwrap();
    }
    done
}

async fn history(shop: &Shopkeeper, id: ProductId) -> Vec<(i32, String, String)> {
    let mut conn = shop.db.read().await.unwrap();
    let rows = listing::versions(&mut conn, id).await.unwrap();
    rows.into_iter()
        .map(|row| (row.version, row.cause, row.published_by))
        .collect()
}

fn row(version: i32, cause: Cause, by: &str) -> (i32, String, String) {
    (version, cause.code().to_owned(), by.to_owned())
}

#[tokio::test]
async fn a_draft_changes_nothing_in_the_shop_until_it_is_published_as_a_version() {
    let (shop, id) = open().await;
    let first = published(&shop, id).await;
    assert_eq!(history(&shop, id).await, [], "a new product has no history");
    write(
        &shop,
        id,
        &first,
        &[(NAME, "Mugg Klipp"), (("sv", Part::SeoTitle), "Mugg")],
    )
    .await
    .unwrap();
    assert_eq!(published(&shop, id).await.changes(&first), []);
    sqlx::query("delete from listing_marks")
        .execute(shop.db.pool())
        .await
        .unwrap();
    let version = publish_now(&shop, id, &stamp(&shop, id).await)
        .await
        .unwrap();
    assert_eq!(version, 2);
    let now = published(&shop, id).await;
    assert_eq!(now.changes(&first), [NAME, ("sv", Part::SeoTitle)]);
    assert!(draft(&shop, id).await.is_none());
    assert_eq!(
        history(&shop, id).await,
        [
            row(2, Cause::Published, "Sara Lind"),
            row(1, Cause::Stood, "")
        ]
    );
    let marked: i64 =
        sqlx::query_scalar("select count(*) from listing_marks where product_id = $1")
            .bind(id.0)
            .fetch_one(shop.db.pool())
            .await
            .unwrap();
    assert_eq!(marked, 1, "its card is made anew");
    // Sent twice, there is nothing left to publish; a version cannot be rewritten.
    let again = publish_now(&shop, id, "").await;
    assert!(matches!(again, Err(PublishError::NothingDrafted)));
    let forged = sqlx::query("update product_text_versions set texts = '{}'")
        .execute(shop.db.pool())
        .await;
    assert!(forged.is_err());
}

#[tokio::test]
async fn an_address_moves_with_its_history_and_a_language_can_fall_silent() {
    let (shop, id) = open().await;
    let first = published(&shop, id).await;
    let other = ("sv", Part::Address);
    // The vase has this one already: a number is added, and the version says so.
    let mut words = vec![(other, "vas-as")];
    words.extend(Part::ALL.map(|part| (("en", part), "")));
    write(&shop, id, &first, &words).await.unwrap();
    publish_now(&shop, id, &stamp(&shop, id).await)
        .await
        .unwrap();
    let now = published(&shop, id).await;
    assert_eq!((now.get(other), now.speaks("en")), ("vas-as-2", false));
    let kept: Vec<(String, bool)> = sqlx::query_as(
        "select slug, is_current from slugs where target_id = $1 and locale = 'sv' order by slug",
    )
    .bind(id.0)
    .fetch_all(shop.db.pool())
    .await
    .unwrap();
    assert_eq!(
        kept,
        [
            ("mugg-strand".to_owned(), false),
            ("vas-as-2".to_owned(), true)
        ]
    );
    let mut conn = shop.db.read().await.unwrap();
    let version = listing::version(&mut conn, id, 2).await.unwrap().unwrap();
    assert_eq!(version.get(other), "vas-as-2");
}

#[tokio::test]
async fn two_who_write_at_once_keep_both_and_see_where_they_collide() {
    let (shop, id) = open().await;
    let seen = published(&shop, id).await;
    write(&shop, id, &seen, &[(NAME, "Mugg Klipp")])
        .await
        .unwrap();
    write(&shop, id, &seen, &[(BODY, "Drejad i Gustavsberg.")])
        .await
        .unwrap();
    let both = stored(&shop, id).await;
    assert_eq!(
        (both.get(NAME), both.get(BODY)),
        ("Mugg Klipp", "Drejad i Gustavsberg.")
    );
    let third = write(
        &shop,
        id,
        &seen,
        &[(NAME, "Mugg Skär"), (("sv", Part::Subtitle), "Stengods")],
    )
    .await;
    let Err(DraftError::Collides(collided)) = third else {
        panic!("the names collide: {third:?}");
    };
    assert_eq!(collided.keys, [NAME]);
    // What does not collide has been put together.
    assert_eq!(collided.merged.get(BODY), "Drejad i Gustavsberg.");
    assert_eq!(collided.merged.get(("sv", Part::Subtitle)), "Stengods");
    assert_eq!(collided.by.as_deref(), Some("Sara Lind"));
    assert_eq!(
        stored(&shop, id).await.changes(&both),
        [],
        "nothing was saved"
    );
    // Whoever has seen theirs may keep their own.
    let mut tx = as_sara(&shop).await;
    save(&mut tx, id, &Seen::of(&collided.stored), &collided.merged)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(stored(&shop, id).await.get(NAME), "Mugg Skär");
}

#[tokio::test]
async fn one_step_back_after_saving_and_none_past_what_another_has_saved() {
    let (shop, id) = open().await;
    let first = published(&shop, id).await;
    let back = async |revision| {
        let mut tx = as_sara(&shop).await;
        let done = undo(&mut tx, id, revision).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    write(&shop, id, &first, &[(NAME, "Ett")]).await.unwrap();
    let seen = stored(&shop, id).await;
    write(&shop, id, &seen, &[(NAME, "Två")]).await.unwrap();
    assert!(matches!(back(1).await, Err(DraftError::ChangedMeanwhile)));
    back(2).await.unwrap();
    assert_eq!(stored(&shop, id).await.get(NAME), "Ett");
    assert!(
        matches!(back(2).await, Err(DraftError::ChangedMeanwhile)),
        "sent twice"
    );
    assert!(
        matches!(back(3).await, Err(DraftError::ChangedMeanwhile)),
        "one step"
    );
    let mut tx = as_sara(&shop).await;
    throw_away(&mut tx, id, 3).await.unwrap();
    tx.commit().await.unwrap();
    // A draft that came to be by the change goes with it.
    write(&shop, id, &first, &[(NAME, "Tre")]).await.unwrap();
    back(1).await.unwrap();
    assert!(draft(&shop, id).await.is_none());
}

#[tokio::test]
async fn the_clock_publishes_what_was_looked_at_and_gives_up_where_a_file_has_changed_the_same_words()
 {
    let (shop, id) = open().await;
    let first = published(&shop, id).await;
    let tomorrow = shop.clock.now().plus(SignedDuration::from_hours(24));
    let set = async |at| {
        let looked_at = stamp(&shop, id).await;
        let mut tx = as_sara(&shop).await;
        let done = schedule(&mut tx, id, &looked_at, at).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    let tick = async || {
        let mut tx = shop.db.begin(Origin::system("clock")).await.unwrap();
        let did = publish_next_due(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        did
    };
    write(&shop, id, &first, &[(NAME, "Mugg Jul")])
        .await
        .unwrap();
    let past = set(shop.clock.now()).await;
    assert!(matches!(past, Err(PublishError::InThePast)));
    set(tomorrow).await.unwrap();
    assert!(!tick().await, "not yet");
    shop.clock.advance(SignedDuration::from_hours(25));
    assert!(tick().await && !tick().await);
    assert_eq!(published(&shop, id).await.get(NAME), "Mugg Jul");
    assert_eq!(
        history(&shop, id).await[0],
        row(2, Cause::Scheduled, "Sara Lind")
    );

    // A file brings another name before the moment comes: nobody has seen that.
    let seen = stored(&shop, id).await;
    write(&shop, id, &seen, &[(NAME, "Mugg Vår")])
        .await
        .unwrap();
    set(shop.clock.now().plus(SignedDuration::from_hours(1)))
        .await
        .unwrap();
    shop.import(&FILE.replace("Mugg Strand", "Mugg Fil")).await;
    shop.clock.advance(SignedDuration::from_hours(2));
    assert!(tick().await && !tick().await);
    assert_eq!(published(&shop, id).await.get(NAME), "Mugg Fil");
    let stopped = draft(&shop, id).await.unwrap();
    assert!(stopped.schedule.is_none() && stopped.stopped_at.is_some());
    assert_eq!(stopped.texts.get(NAME), "Mugg Vår");

    // A schedule can be called off, and whoever goes on writing calls it off.
    set(shop.clock.now().plus(SignedDuration::from_hours(1)))
        .await
        .unwrap();
    let revision = draft(&shop, id).await.unwrap().revision;
    let mut tx = as_sara(&shop).await;
    unschedule(&mut tx, id, revision).await.unwrap();
    tx.commit().await.unwrap();
    assert!(draft(&shop, id).await.unwrap().schedule.is_none());
    set(shop.clock.now().plus(SignedDuration::from_hours(1)))
        .await
        .unwrap();
    let seen = stored(&shop, id).await;
    write(&shop, id, &seen, &[(BODY, "Ny.")]).await.unwrap();
    assert!(draft(&shop, id).await.unwrap().schedule.is_none());
}

#[tokio::test]
async fn what_a_file_changes_is_a_version_and_joins_the_draft_where_they_do_not_collide() {
    let (shop, id) = open().await;
    let seen = published(&shop, id).await;
    write(&shop, id, &seen, &[(NAME, "Mugg Klipp")])
        .await
        .unwrap();
    let looked_at = stamp(&shop, id).await;
    shop.import(&FILE.replace("Drejad för hand.", "Drejad av Maja."))
        .await;
    assert_eq!(
        history(&shop, id)
            .await
            .iter()
            .map(|v| v.1.as_str())
            .collect::<Vec<_>>(),
        ["file", "stood"]
    );
    // What was looked at is not what would be published any more.
    let late = publish_now(&shop, id, &looked_at).await;
    assert!(matches!(late, Err(PublishError::ChangedMeanwhile)));
    publish_now(&shop, id, &stamp(&shop, id).await)
        .await
        .unwrap();
    let now = published(&shop, id).await;
    assert_eq!(
        (now.get(NAME), now.get(BODY)),
        ("Mugg Klipp", "Drejad av Maja.")
    );
    // The same file again changes no word of the vase: it has no history.
    let vase: i64 = sqlx::query_scalar(
        "select count(*) from product_text_versions v join products p on p.id = v.product_id where p.code = 'vas-as'",
    )
    .fetch_one(shop.db.pool())
    .await
    .unwrap();
    assert_eq!(vase, 0);
}

#[tokio::test]
async fn a_publication_is_taken_back_and_an_earlier_version_restored() {
    let (shop, id) = open().await;
    let first = published(&shop, id).await;
    write(&shop, id, &first, &[(NAME, "Mugg Klipp")])
        .await
        .unwrap();
    publish_now(&shop, id, &stamp(&shop, id).await)
        .await
        .unwrap();
    let back = async |version| {
        let mut tx = as_sara(&shop).await;
        let done = take_back(&mut tx, id, version).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    assert!(matches!(back(1).await, Err(PublishError::ChangedMeanwhile)));
    back(2).await.unwrap();
    assert!(
        matches!(back(2).await, Err(PublishError::ChangedMeanwhile)),
        "sent twice"
    );
    assert_eq!(published(&shop, id).await.changes(&first), []);
    assert_eq!(
        stored(&shop, id).await.get(NAME),
        "Mugg Klipp",
        "it is a draft again"
    );
    assert_eq!(
        history(&shop, id).await[0],
        row(3, Cause::TakenBack, "Sara Lind")
    );

    let mut tx = as_sara(&shop).await;
    let none = restore(&mut tx, id, 9).await;
    assert!(matches!(none, Err(DraftError::Unknown)));
    drop(tx);
    let mut tx = as_sara(&shop).await;
    restore(&mut tx, id, 1).await.unwrap();
    tx.commit().await.unwrap();
    let held = draft(&shop, id).await.unwrap();
    assert_eq!(held.texts.changes(&first), []);
    assert!(
        held.can_undo
            && held
                .before
                .is_some_and(|before| before.get(NAME) == "Mugg Klipp")
    );
}

#[tokio::test]
async fn nothing_is_published_without_a_name() {
    let (shop, id) = open().await;
    let first = published(&shop, id).await;
    for key in [NAME, ("en", Part::Name)] {
        let mut words = vec![(key, "")];
        if key.0 == "en" {
            words.push((("en", Part::Subtitle), "Stoneware"));
        }
        write(&shop, id, &first, &words).await.unwrap();
        let done = publish_now(&shop, id, &stamp(&shop, id).await).await;
        assert!(matches!(done, Err(PublishError::Nameless)), "{key:?}");
        let revision = draft(&shop, id).await.unwrap().revision;
        let mut tx = as_sara(&shop).await;
        throw_away(&mut tx, id, revision).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn the_causes_are_the_tables() {
    let shop = Shopkeeper::open().await;
    let check: String = sqlx::query_scalar(
        "select pg_get_constraintdef(oid) from pg_constraint where conname = 'product_text_versions_cause_check'",
    )
    .fetch_one(shop.db.pool())
    .await
    .unwrap();
    let written: Vec<&str> = check.split('\'').skip(1).step_by(2).collect();
    assert_eq!(written, Cause::ALL.map(Cause::code));
}
