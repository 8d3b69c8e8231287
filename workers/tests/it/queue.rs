//! The queue that everything after commit rests on: a job is done at least once and by one worker at a time, is tried again after a passing fault,
//! is given up after its last try or a lasting one, and is taken over from a worker that has died.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use platform::db::Db;
use platform::jobs::Job;
use platform::jobs::runner::{Attempt, JobError, Registry};
use platform::jobs::store::{self, ClaimedJob};
use serde::{Deserialize, Serialize};
use testkit::World;
use tokio::task::JoinSet;

const QUEUE: &str = "errands";
const LEASE: SignedDuration = SignedDuration::from_secs(60);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Errand {
    says: String,
}

impl Errand {
    fn new(says: &str) -> Self {
        Self {
            says: says.to_owned(),
        }
    }
}

impl Job for Errand {
    const NAME: &'static str = "test.run-errand";
    const QUEUE: &'static str = QUEUE;
    const MAX_ATTEMPTS: i32 = 3;
    fn dedup_key(&self) -> Option<String> {
        Some(self.says.clone())
    }
}

/// An errand as another version of the program wrote it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct ErrandOfOld {
    word: i32,
}

impl Job for ErrandOfOld {
    const NAME: &'static str = Errand::NAME;
    const QUEUE: &'static str = QUEUE;
}

/// A job that this version has no body for.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stranger {}

impl Job for Stranger {
    const NAME: &'static str = "test.be-strange";
    const QUEUE: &'static str = QUEUE;
}

/// A job of which one does the work of all.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Sweep {}

impl Job for Sweep {
    const NAME: &'static str = "test.sweep";
    const QUEUE: &'static str = QUEUE;
    const MAX_ATTEMPTS: i32 = 3;
    const IS_SHARED: bool = true;
}

/// What bodies were told: the try's number, and whether it is the last.
type Tries = Arc<Mutex<Vec<(i32, bool)>>>;

fn registry() -> Registry<Tries> {
    Registry::new(vec![(QUEUE, 4)]).with(run_errand)
}

async fn run_errand(tries: Tries, errand: Errand, attempt: Attempt) -> Result<(), JobError> {
    tries
        .lock()
        .unwrap()
        .push((attempt.number, attempt.is_last));
    match errand.says.as_str() {
        "later" => Err(JobError::retry("not yet")),
        "never" => Err(JobError::fail("no such thing")),
        "breaks" => panic!("it broke"),
        _ => Ok(()),
    }
}

async fn ask<J: Job>(world: &World, job: &J) {
    let mut tx = world.tx().await;
    tx.enqueue(job).await.unwrap();
    tx.commit().await.unwrap();
}

/// How the one job stands: state, tries, the latest error.
async fn standing(world: &World) -> String {
    let sql =
        "select concat_ws(' ', state, attempts, last_error) from jobs where queue = 'errands'";
    world.database.value(sql).await
}

async fn waiting(world: &World) -> i64 {
    let sql = "select count(*) from jobs where queue = 'errands'";
    world.database.value(sql).await
}

async fn claim(db: &Db, limit: i64) -> Vec<ClaimedJob> {
    let (now, mut conn) = (db.clock().now(), db.read().await.unwrap());
    store::claim(&mut conn, QUEUE, limit, now, LEASE)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_passing_fault_is_tried_again_after_a_while_and_given_up_after_the_last_try() {
    let (world, tries) = (World::create().await, Tries::default());
    let run = async || registry().run_due(&world.db, &tries).await.unwrap();
    ask(&world, &Errand::new("later")).await;
    assert_eq!(run().await, 1);
    assert_eq!(standing(&world).await, "ready 1 not yet");
    // It waits longer each time.
    for (seconds, then) in [(5, "ready 2 not yet"), (10, "failed 3 not yet")] {
        world.clock.advance(SignedDuration::from_secs(seconds - 1));
        assert_eq!(run().await, 0, "{seconds} s have not passed");
        world.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(run().await, 1);
        assert_eq!(standing(&world).await, then);
    }
    world.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(run().await, 0, "what was given up waits for staff");
    assert_eq!(
        *tries.lock().unwrap(),
        [(1, false), (2, false), (3, true)],
        "each try knows its number, and the last that it is"
    );

    // The button at the job gives it all its tries anew, once.
    let id: uuid::Uuid = world
        .database
        .value("select id from jobs where queue = 'errands'")
        .await;
    let mut tx = world.tx().await;
    assert!(store::revive(&mut tx, id.into()).await.unwrap());
    assert!(!store::revive(&mut tx, id.into()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(run().await, 1);
    assert_eq!(standing(&world).await, "ready 1 not yet");
}

async fn sweep(tries: Tries, _: Sweep, attempt: Attempt) -> Result<(), JobError> {
    let told = (attempt.number, attempt.is_last);
    tries.lock().unwrap().push(told);
    Ok(())
}

async fn fail_to_sweep(_: Tries, _: Sweep, _: Attempt) -> Result<(), JobError> {
    Err(JobError::retry("not yet"))
}

async fn ask_many(world: &World, many: usize) {
    let mut tx = world.tx().await;
    for _ in 0..many {
        tx.enqueue(&Sweep {}).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_was_asked_for_a_hundred_times_while_nobody_worked_is_not_done_a_hundred_times() {
    let (world, tries) = (World::create().await, Tries::default());
    let registry = Registry::new(vec![(QUEUE, 4)]).with(sweep);
    ask_many(&world, 100).await;
    // Another's work stands in line untouched, and so does what is asked for later.
    world.clock.advance(SignedDuration::from_secs(1));
    ask(&world, &Stranger {}).await;
    let mut tx = world.tx().await;
    let later = tx.now().plus(SignedDuration::from_hours(1));
    tx.enqueue_at(&Sweep {}, later).await.unwrap();
    tx.commit().await.unwrap();
    registry.run_due(&world.db, &tries).await.unwrap();
    // Those that were taken at once with the first.
    assert_eq!(tries.lock().unwrap().len(), 20);
    let left = "select string_agg(name, ' ' order by name) from jobs where queue = 'errands'";
    let left: String = world.database.value(left).await;
    assert_eq!(left, "test.be-strange test.sweep");
}

#[tokio::test]
async fn work_of_all_that_does_not_succeed_stands_in_the_list_once() {
    let (world, tries) = (World::create().await, Tries::default());
    let registry = Registry::new(vec![(QUEUE, 4)]).with(fail_to_sweep);
    let run = async || registry.run_due(&world.db, &tries).await.unwrap();
    for _ in 0..3 {
        ask_many(&world, 30).await;
        assert!(run().await > 0);
        assert_eq!(waiting(&world).await, 1);
        assert_eq!(standing(&world).await, "ready 1 not yet");
    }
    // However many fail, one is left to staff, and it is the latest.
    for round in 0..2 {
        for (seconds, number) in [(5, 2), (10, 3)] {
            world.clock.advance(SignedDuration::from_secs(seconds));
            assert_eq!(run().await, 1, "round {round}, try {number}");
        }
        assert_eq!(waiting(&world).await, 1);
        assert_eq!(standing(&world).await, "failed 3 not yet");
        ask_many(&world, 30).await;
        run().await;
        assert_eq!(waiting(&world).await, 2);
    }
}

#[tokio::test]
async fn work_of_all_that_does_not_succeed_is_not_put_off_to_what_is_asked_for_later() {
    let (world, tries) = (World::create().await, Tries::default());
    let registry = Registry::new(vec![(QUEUE, 4)]).with(fail_to_sweep);
    let run = async || registry.run_due(&world.db, &tries).await.unwrap();
    let mut tx = world.tx().await;
    let later = tx.now().plus(SignedDuration::from_hours(1));
    tx.enqueue_at(&Sweep {}, later).await.unwrap();
    tx.commit().await.unwrap();
    ask_many(&world, 1).await;
    assert_eq!(run().await, 1);
    assert_eq!(waiting(&world).await, 2);
    world.clock.advance(SignedDuration::from_secs(5));
    assert_eq!(run().await, 1, "its own next try");
    assert_eq!(waiting(&world).await, 2);
}

#[tokio::test]
async fn a_lasting_fault_is_given_up_at_once_and_a_body_that_breaks_is_not() {
    for (says, then) in [
        ("never", "failed 1 no such thing"),
        ("breaks", "ready 1 the job's body broke off: "),
    ] {
        let (world, tries) = (World::create().await, Tries::default());
        ask(&world, &Errand::new(says)).await;
        assert_eq!(registry().run_due(&world.db, &tries).await.unwrap(), 1);
        let standing = standing(&world).await;
        assert!(standing.starts_with(then), "{says}: {standing}");
    }
}

#[tokio::test]
async fn what_another_version_asked_for_is_not_lost() {
    let (world, tries) = (World::create().await, Tries::default());
    // A newer program may know it, and is let try.
    ask(&world, &Stranger {}).await;
    assert_eq!(registry().run_due(&world.db, &tries).await.unwrap(), 1);
    let left = standing(&world).await;
    assert!(left.starts_with("ready 1 this version"), "{left}");
    world.database.execute("delete from jobs").await;
    // A payload that cannot be read is for people to look at.
    ask(&world, &ErrandOfOld { word: 7 }).await;
    assert_eq!(registry().run_due(&world.db, &tries).await.unwrap(), 1);
    let left = standing(&world).await;
    assert!(left.starts_with("failed 1 "), "{left}");
    assert!(tries.lock().unwrap().is_empty(), "no body was asked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_workers_at_once_one_gets_each_job() {
    const JOBS: usize = 60;
    let world = World::create().await;
    let mut tx = world.tx().await;
    for number in 0..JOBS {
        tx.enqueue(&Errand::new(&number.to_string())).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut workers = JoinSet::new();
    for _ in 0..8 {
        let db = world.db.clone();
        workers.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let claimed = claim(&db, 5).await;
                if claimed.is_empty() {
                    return mine;
                }
                mine.extend(claimed.into_iter().map(|job| job.id));
            }
        });
    }
    let claimed: Vec<uuid::Uuid> = workers.join_all().await.concat();
    let different: BTreeSet<uuid::Uuid> = claimed.iter().copied().collect();
    assert_eq!((claimed.len(), different.len()), (JOBS, JOBS));
}

#[tokio::test]
async fn a_job_is_taken_over_from_a_worker_that_died_and_no_sooner() {
    let world = World::create().await;
    ask(&world, &Errand::new("well")).await;
    let dead = claim(&world.db, 1).await.remove(0);
    world.clock.advance(LEASE);
    assert!(claim(&world.db, 1).await.is_empty(), "its lease holds");
    world.clock.advance(SignedDuration::from_secs(1));
    let other = claim(&world.db, 1).await.remove(0);
    assert_eq!((other.id, other.attempts), (dead.id, 2));

    // Who was only slow neither goes on, nor finishes, nor fails what is another's by now.
    let now = world.clock.now();
    let mut conn = world.db.read().await.unwrap();
    assert!(
        !store::prolong(&mut conn, &dead, now.plus(LEASE))
            .await
            .unwrap()
    );
    store::finish(&mut conn, &dead).await.unwrap();
    store::fail(&mut conn, &dead, "late", now).await.unwrap();
    store::retry_later(&mut conn, &dead, "late", now, now)
        .await
        .unwrap();
    assert_eq!(standing(&world).await, "running 2");
    assert!(
        store::prolong(&mut conn, &other, now.plus(LEASE))
            .await
            .unwrap()
    );
    store::finish(&mut conn, &other).await.unwrap();
    assert_eq!(waiting(&world).await, 0);
}

#[tokio::test]
async fn two_of_the_same_never_wait_at_once_and_what_comes_while_one_runs_is_done_after_it() {
    let world = World::create().await;
    let errand = Errand::new("same");
    let later = world.clock.now().plus(SignedDuration::from_hours(1));
    let mut tx = world.tx().await;
    tx.enqueue_at(&errand, later).await.unwrap();
    tx.commit().await.unwrap();
    assert!(
        claim(&world.db, 1).await.is_empty(),
        "its hour has not come"
    );
    // Asked for again, and sooner: one job, at the sooner time.
    ask(&world, &errand).await;
    assert_eq!(waiting(&world).await, 1);
    let running = claim(&world.db, 5).await;
    assert_eq!(running.len(), 1);
    // What is asked for now may be what the one that runs has not seen.
    ask(&world, &errand).await;
    assert_eq!(waiting(&world).await, 2);
    // One that must be tried again joins the one that waits.
    let now = world.clock.now();
    let mut conn = world.db.read().await.unwrap();
    store::retry_later(&mut conn, &running[0], "not yet", now, now)
        .await
        .unwrap();
    assert_eq!(standing(&world).await, "ready 0");
    assert_eq!(waiting(&world).await, 1);
}

#[tokio::test]
async fn nobody_waits_for_the_disk_with_what_is_only_done_once_more() {
    use platform::jobs::schedule::take_turn;
    use testkit::{wait_for_the_disk, waits_for_the_disk};

    let world = World::create().await;
    ask(&world, &Errand::new("soon")).await;
    let now = world.clock.now();
    let mut tx = world.tx().await;
    wait_for_the_disk(&mut tx).await;
    assert!(waits_for_the_disk(&mut tx).await);
    let claimed = store::claim(&mut tx, QUEUE, 1, now, LEASE).await.unwrap();
    // A worker outlives its PostgreSQL: a claim that was forgotten would give its job to two.
    assert!(waits_for_the_disk(&mut tx).await);
    tx.commit().await.unwrap();

    let mut tx = world.tx().await;
    wait_for_the_disk(&mut tx).await;
    store::finish(&mut tx, &claimed[0]).await.unwrap();
    assert!(!waits_for_the_disk(&mut tx).await);
    tx.commit().await.unwrap();
    assert_eq!(waiting(&world).await, 0);

    let mut tx = world.tx().await;
    wait_for_the_disk(&mut tx).await;
    let hour = SignedDuration::from_hours(1);
    assert!(take_turn(&mut tx, "test.hourly", hour, now).await.unwrap());
    assert!(!waits_for_the_disk(&mut tx).await);
}

#[tokio::test]
async fn what_recurs_is_looked_up_without_a_write() {
    use platform::jobs::schedule::{due, take_turn};

    let world = World::create().await;
    let now = world.db.clock().now();
    let (hour, day) = (
        SignedDuration::from_hours(1),
        SignedDuration::from_hours(24),
    );
    let tasks = [("test.hourly", hour), ("test.daily", day)];
    let mut conn = world.db.read().await.unwrap();
    assert_eq!(
        due(&mut conn, &tasks, now).await.unwrap(),
        ["test.hourly", "test.daily"]
    );
    assert!(
        take_turn(&mut conn, "test.hourly", hour, now)
            .await
            .unwrap()
    );
    assert!(take_turn(&mut conn, "test.daily", day, now).await.unwrap());
    let soon = now.plus(hour);
    let almost = soon.minus(SignedDuration::from_secs(1));
    assert!(due(&mut conn, &tasks, almost).await.unwrap().is_empty());
    // Who asks in vain leaves no lock on a row, as who takes in vain does.
    let locked = "select count(*) from schedules where name like 'test.%' and xmax::text <> '0'";
    let of_asking: i64 = world.database.value(locked).await;
    assert!(
        !take_turn(&mut conn, "test.hourly", hour, almost)
            .await
            .unwrap()
    );
    let of_taking: i64 = world.database.value(locked).await;
    assert_eq!((of_asking, of_taking), (0, 1));
    assert_eq!(due(&mut conn, &tasks, soon).await.unwrap(), ["test.hourly"]);
}
