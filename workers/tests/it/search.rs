//! Telling a search engine what there is: it is built beside what it is asked, kept in step, compared, and never told less for a fault.

use std::sync::Arc;

use commerce::catalogue::search::engine::{EngineError, SearchEngine, Shelf};
use commerce::catalogue::search::feed;
use commerce::catalogue::search::store::save_synonym;
use commerce::catalogue::storefront::mark_dirty;
use commerce::ids::ProductId;
use jiff::SignedDuration;
use platform::ids::new_uuid;
use testkit::World;
use testkit::engine::Engine;
use testkit::pictures::Pictures;
use workers::schedules::Task;
use workers::{Context, registry};

use crate::mails::context;

const A: &str = "select id from products where code = 'VAS A'";
const B: &str = "select id from products where code = 'VAS B'";

struct Stand {
    world: World,
    engine: Arc<Engine>,
    context: Context,
    _pictures: Pictures,
}

impl Stand {
    /// A shop of two vases, and an engine that knows nothing yet.
    async fn open() -> Self {
        let world = World::create().await;
        let engine = Arc::new(Engine::default());
        let pictures = Pictures::new();
        let port = Arc::clone(&engine) as Arc<dyn SearchEngine>;
        let stand = Self {
            context: Context {
                engine: Some(port),
                ..context(&world, &pictures)
            },
            world,
            engine,
            _pictures: pictures,
        };
        for (sku, which) in [("VAS A", A), ("VAS B", B)] {
            stand.world.variant(sku, 9, 10_000).await;
            stand.touch(which).await;
        }
        stand.work().await;
        stand
    }

    /// The same with everything told.
    async fn built() -> Self {
        let stand = Self::open().await;
        stand.tick(Task::TellSearch).await;
        assert_eq!(stand.names(), ["VAS A", "VAS B"]);
        stand
    }

    async fn work(&self) {
        let done = registry(2).run_due(&self.world.db, &self.context).await;
        done.unwrap();
    }

    async fn tick(&self, task: Task) {
        task.run(&self.context).await.unwrap();
        self.work().await;
    }

    fn shelf(&self) -> Shelf {
        Shelf::new(self.world.shop_id, "sv")
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.engine.names(&self.shelf());
        names.sort();
        names
    }

    async fn product(&self, which: &'static str) -> ProductId {
        ProductId(self.world.database.value(which).await)
    }

    /// Marks a product as whoever changes one does.
    async fn touch(&self, which: &'static str) {
        let product = self.product(which).await;
        let mut tx = self.world.tx().await;
        mark_dirty(&mut tx, &[product]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Calls the first vase an urn.
    async fn rename(&self) {
        let renamed: i32 = self
            .world
            .database
            .value(
                "update product_translations set name = 'URNA A' where name = 'VAS A' returning 1",
            )
            .await;
        assert_eq!(renamed, 1);
        self.touch(A).await;
    }

    /// Sells the first vase no more.
    async fn archive(&self) {
        self.world
            .database
            .execute("update products set status = 'archived' where code = 'VAS A'")
            .await;
        self.touch(A).await;
    }

    async fn count(&self, sql: &'static str) -> i64 {
        self.world.database.value(sql).await
    }
}

const MARKS: &str = "select count(*) from search_marks";
const SHELVES: &str = "select count(*) from search_shelves where built_at is not null";
const JOBS: &str = "select count(*) from jobs where queue = 'search'";

#[tokio::test]
async fn an_engine_is_built_and_kept_in_step() {
    let stand = Stand::open().await;
    assert!(stand.names().is_empty());
    assert_eq!(stand.count(MARKS).await, 0, "nobody is to be told yet");
    let mut tx = stand.world.tx().await;
    save_synonym(&mut tx, "sv", "urna", "vas").await.unwrap();
    tx.commit().await.unwrap();
    stand.tick(Task::TellSearch).await;
    assert_eq!(stand.names(), ["VAS A", "VAS B"]);
    assert_eq!(stand.count(SHELVES).await, 2);
    let synonyms = stand.engine.synonyms(&stand.shelf());
    assert_eq!(synonyms[0].means, ["vas"]);

    stand.rename().await;
    stand.work().await;
    assert_eq!(stand.names(), ["URNA A", "VAS B"]);
    let document = stand
        .engine
        .document(&stand.shelf(), stand.product(A).await)
        .unwrap();
    assert!(document.name_forms.split(' ').any(|form| form == "vas"));
    assert_eq!(document.numbers, "vas a");

    stand.world.unpublish_from(stand.world.clock.now()).await;
    stand.touch(A).await;
    stand.work().await;
    assert_eq!(stand.names(), ["VAS B"]);
    assert_eq!((stand.count(MARKS).await, stand.count(JOBS).await), (0, 0));
}

#[tokio::test]
async fn a_build_is_asked_for_until_there_is_one() {
    let stand = Stand::open().await;
    stand
        .engine
        .fails(Some(EngineError::Unavailable("test".to_owned())));
    stand.tick(Task::TellSearch).await;
    assert_eq!(stand.count(SHELVES).await, 0);
    stand.engine.fails(None);
    stand.world.clock.advance(SignedDuration::from_mins(1));
    stand.work().await;
    assert_eq!(stand.names(), ["VAS A", "VAS B"]);
    // Whatever was asked for besides has been done with it.
    assert_eq!(stand.count(JOBS).await, 0);
    stand.tick(Task::TellSearch).await;
    assert_eq!(stand.count(JOBS).await, 0);
}

#[tokio::test]
async fn what_the_engine_refuses_is_left_to_staff_and_told_later() {
    let stand = Stand::built().await;
    stand
        .engine
        .fails(Some(EngineError::Refused("no space left".to_owned())));
    stand.rename().await;
    stand.work().await;
    let failed: String = stand
        .world
        .database
        .value("select concat_ws(' ', name, state, last_error) from jobs where queue = 'search'")
        .await;
    assert_eq!(
        failed,
        "commerce.tell-search failed the search engine refused: no space left"
    );
    assert!(stand.count(MARKS).await > 0, "nothing is lost");

    stand.engine.fails(None);
    stand.tick(Task::TellSearch).await;
    assert_eq!(stand.names(), ["URNA A", "VAS B"]);
    assert_eq!(stand.count(MARKS).await, 0);
}

#[tokio::test]
async fn an_engine_that_is_away_is_told_when_it_is_back() {
    let stand = Stand::built().await;
    stand
        .engine
        .fails(Some(EngineError::Unavailable("test".to_owned())));
    stand.rename().await;
    stand.work().await;
    assert_eq!(stand.count(JOBS).await, 1, "it will be tried again");
    stand.engine.fails(None);
    stand.world.clock.advance(SignedDuration::from_secs(10));
    stand.work().await;
    assert_eq!(stand.names(), ["URNA A", "VAS B"]);
    assert_eq!((stand.count(MARKS).await, stand.count(JOBS).await), (0, 0));
}

#[tokio::test]
async fn what_the_engine_has_lost_is_found_out_and_built_anew() {
    let stand = Stand::built().await;
    stand.engine.loses(stand.product(B).await);
    assert_eq!(stand.names(), ["VAS A"]);
    stand.tick(Task::CompareSearch).await;
    assert_eq!(stand.names(), ["VAS A", "VAS B"]);
    let mut tx = stand.world.tx().await;
    save_synonym(&mut tx, "sv", "urna", "vas").await.unwrap();
    tx.commit().await.unwrap();
    stand.tick(Task::CompareSearch).await;
    let synonyms = stand.engine.synonyms(&stand.shelf());
    assert_eq!(
        synonyms.len(),
        1,
        "new words are told where nothing is lost"
    );
}

#[tokio::test]
async fn an_index_that_is_lost_is_built_anew_and_not_begun_with_what_changed() {
    let stand = Stand::built().await;
    stand.engine.loses_all();
    stand.rename().await;
    stand.work().await;
    assert_eq!(stand.names(), ["URNA A", "VAS B"]);
    assert_eq!(stand.count(SHELVES).await, 2);

    stand.engine.loses_all();
    stand.archive().await;
    stand.work().await;
    assert_eq!(stand.names(), ["VAS B"]);

    stand.engine.loses_all();
    stand.tick(Task::CompareSearch).await;
    assert_eq!(stand.names(), ["VAS B"]);
    assert_eq!((stand.count(MARKS).await, stand.count(JOBS).await), (0, 0));
}

#[tokio::test]
async fn an_index_that_will_not_be_told_is_found_out_and_built_anew() {
    let stand = Stand::built().await;
    stand.engine.forgets_its_settings();
    stand.archive().await;
    stand.work().await;
    assert_eq!(stand.names(), ["VAS A", "VAS B"], "nothing is taken away");
    assert!(stand.count(MARKS).await > 0);
    stand.tick(Task::CompareSearch).await;
    assert_eq!(stand.names(), ["VAS B"]);
    assert_eq!(stand.count(MARKS).await, 0);
}

#[tokio::test]
async fn another_engine_is_built_before_it_is_told_of_changes() {
    let mut stand = Stand::built().await;
    stand.engine = Arc::new(Engine::at("another place"));
    stand.context.engine = Some(Arc::clone(&stand.engine) as Arc<dyn SearchEngine>);
    stand.rename().await;
    stand.work().await;
    let known = stand.engine.count(&stand.shelf()).await;
    assert_eq!(known, Ok(None), "it has not been begun with what changed");
    stand.tick(Task::TellSearch).await;
    assert_eq!(stand.names(), ["URNA A", "VAS B"]);
    stand.tick(Task::TellSearch).await;
    assert_eq!((stand.count(MARKS).await, stand.count(JOBS).await), (0, 0));
}

#[tokio::test]
async fn one_at_a_time_tells_the_engine() {
    let stand = Stand::built().await;
    let other = new_uuid();
    let now = stand.world.clock.now();
    let until = now.plus(SignedDuration::from_secs(60));
    let mut conn = stand.world.db.read().await.unwrap();
    assert!(feed::take_turn(&mut conn, other, now, until).await.unwrap());
    assert!(
        !feed::take_turn(&mut conn, new_uuid(), now, until)
            .await
            .unwrap()
    );
    drop(conn);
    stand.rename().await;
    stand.work().await;
    assert_eq!(stand.names(), ["VAS A", "VAS B"]);
    assert_eq!(stand.count(JOBS).await, 1, "it comes again");
    // Whoever had the turn is gone.
    stand.world.clock.advance(SignedDuration::from_secs(61));
    stand.work().await;
    assert_eq!(stand.names(), ["URNA A", "VAS B"]);
    assert_eq!(stand.count(JOBS).await, 0);
}

#[tokio::test]
async fn an_engine_that_nobody_has_any_more_is_forgotten() {
    let stand = Stand::built().await;
    let without = Context {
        engine: None,
        ..stand.context.clone()
    };
    stand.rename().await;
    registry(2)
        .run_due(&stand.world.db, &without)
        .await
        .unwrap();
    Task::TellSearch.run(&without).await.unwrap();
    assert!(stand.count(MARKS).await > 0, "another process may have it");
    stand.world.clock.advance(SignedDuration::from_hours(25));
    Task::TellSearch.run(&without).await.unwrap();
    Task::CompareSearch.run(&without).await.unwrap();
    assert_eq!(
        (stand.count(MARKS).await, stand.count(SHELVES).await),
        (0, 0)
    );
}
