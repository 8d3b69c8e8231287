//! The proof that lists stay fast: every filter with every other, every order and every kind of search, of every list, on a large and
//! lopsided shop; what PostgreSQL reads for each is bounded, however many rows there are.

use std::sync::{Arc, Mutex};

use platform::clock::Clock;
use platform::db::PgConnection;
use platform::db::cut::{LATEST, Search};
use platform::i18n::Locale;
use platform::render::{PathTable, Renderer, RendererOptions};
use platform::secret::SecretKey;
use platform::web::Fields;
use serde_json::Value;
use testkit::Database;
use tracing::field::{Field, Visit};
use tracing::span;

use super::{Ask, FilterKind, ListState, Listed, ROWS};
use crate::admin::{Admin, AdminOptions, Environment};

/// Rows that a page or a count may read without a search: a page from each combination of states, or a thousand and one.
const BOUND: u64 = 42 * (ROWS as u64 + 1) + 400;
/// And with one that finds its rows by an index: a thousand and one, looked up and fetched.
const FOUND_BOUND: u64 = 4_000;
/// And with one through the latest rows, with what is looked up beside each of them. Less than the tables hold, so that reading one of
/// them from end to end is too much.
const LATEST_BOUND: u64 = 2 * LATEST as u64 + FOUND_BOUND;

/// The plans that the database tells of, as they come.
#[derive(Clone, Default)]
struct Plans(Arc<Mutex<Vec<String>>>);

impl tracing::Subscriber for Plans {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::postgres::notice"
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Told(self));
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

struct Told<'a>(&'a Plans);

impl Visit for Told<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.0.0.lock().unwrap().push(value.to_owned());
        }
    }
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

impl Plans {
    /// The most that one statement has read since the last look, with its plan.
    fn most_read(&self) -> (u64, String) {
        let plans: Vec<String> = std::mem::take(&mut *self.0.lock().unwrap());
        assert!(!plans.is_empty(), "the database tells of its plans");
        let read = |text: String| {
            let json = text.find('{').map_or("", |at| &text[at..]);
            let plan: Value = serde_json::from_str(json).expect("a plan is JSON");
            (rows_read(&plan["Plan"]), text)
        };
        plans.into_iter().map(read).max_by_key(|(n, _)| *n).unwrap()
    }
}

/// Rows that the plan's scans of tables gave or threw away.
fn rows_read(node: &Value) -> u64 {
    let kind = node["Node Type"].as_str().unwrap_or_default();
    let is_table = kind.ends_with("Scan") && node["Relation Name"].is_string();
    // Averages over the loops; a part of a row counts as one.
    let number = |name: &str| {
        node[name]
            .as_f64()
            .map_or(0, |average| average.ceil() as u64)
    };
    let own = if is_table {
        let rows = number("Actual Rows")
            + number("Rows Removed by Filter")
            + number("Rows Removed by Index Recheck");
        rows * number("Actual Loops")
    } else {
        0
    };
    let below = node["Plans"]
        .as_array()
        .map_or(0, |plans| plans.iter().map(rows_read).sum());
    own + below
}

/// How many prove at a time, each a share of the ways to see every list.
const SHARES: usize = 2;

async fn lopsided_shop() -> Database {
    let database = Database::create().await;
    database.execute(include_str!("plans_without.sql")).await;
    // Two at a time, as nothing in the one asks for anything of the other.
    tokio::join!(
        database.execute(include_str!("plans_orders.sql")),
        database.execute(include_str!("plans_goods.sql")),
    );
    let with = include_str!("plans_with.sql");
    tokio::join!(database.execute(with), database.execute(with));
    for statement in SETTINGS {
        database.execute(statement).await;
    }
    // The settings hold for connections that are made from here on.
    database.pool.close().await;
    database
}

fn renderer() -> Arc<Renderer> {
    let options = RendererOptions {
        root: concat!(env!("CARGO_MANIFEST_DIR"), "/../themes").into(),
        brand: "nordbod".to_owned(),
        watch: false,
        strict: true,
    };
    let paths = PathTable::new(crate::PATHS.iter().copied());
    Arc::new(Renderer::load(options, paths).expect("the theme loads"))
}

fn back_office(url: &str, renderer: Arc<Renderer>) -> Admin {
    Admin::new(AdminOptions {
        db: Database::of_program(url).db(Clock::system()),
        renderer,
        darkroom: testkit::pictures::Pictures::new().darkroom,
        pictures: commerce::media::PictureSettings::new(&[32], None, false),
        secret_key: SecretKey::new("a secret key for tests"),
        register: Arc::new(testkit::register::Register::default()),
        environment: Environment::Production,
        is_secure: true,
        origin: "https://admin.nordbod.example".to_owned(),
        shop_origin: "https://nordbod.example".to_owned(),
    })
}

const SETTINGS: &[&str] = &[
    "do $$ begin execute format('alter database %I set session_preload_libraries = auto_explain', current_database()); end $$",
    "do $$ begin execute format('alter database %I set auto_explain.log_min_duration = 0', current_database()); end $$",
    "do $$ begin execute format('alter database %I set auto_explain.log_analyze = on', current_database()); end $$",
    "do $$ begin execute format('alter database %I set auto_explain.log_timing = off', current_database()); end $$",
    "do $$ begin execute format('alter database %I set auto_explain.log_format = json', current_database()); end $$",
    "do $$ begin execute format('alter database %I set auto_explain.log_level = notice', current_database()); end $$",
];

/// Every way to narrow a list by its filters.
fn filters<L: Listed>(from_database: &[&str]) -> Vec<String> {
    let mut all = vec![String::new()];
    for filter in L::SPEC.filters {
        let listed: Vec<&str> = filter.choices.iter().map(|c| c.value).collect();
        let values: &[&str] = match filter.kind {
            FilterKind::Day => &["2026-11-20"],
            // What a link names is last among what comes from the database.
            FilterKind::Thing => &from_database[from_database.len().saturating_sub(1)..],
            FilterKind::Choice if listed.is_empty() => from_database,
            FilterKind::Choice => &listed,
        };
        all = all
            .iter()
            .flat_map(|query| {
                let with = values
                    .iter()
                    .map(move |v| format!("{query}&{}={v}", filter.name));
                std::iter::once(query.clone()).chain(with)
            })
            .collect();
    }
    all
}

/// Proves one share of the ways.
struct Prover<'a> {
    admin: &'a Admin,
    conn: &'a mut PgConnection,
    plans: &'a Plans,
    share: usize,
    /// How many ways there were so far, whosever they are.
    met: usize,
}

impl Prover<'_> {
    async fn prove<L: Listed>(&mut self, from_database: &[&str], texts: &[&str]) -> usize {
        let ask = Ask {
            now: self.admin.db.clock().now(),
            locale: Locale::Sv,
            shops: crate::shops::Shops::default(),
        };
        let mut sorts = vec![String::new()];
        for column in L::SPEC.columns.iter().filter(|c| c.is_sortable) {
            sorts.push(format!("&sort={}", column.name));
            sorts.push(format!("&sort=-{}", column.name));
        }
        let mut proved = 0;
        for query in filters::<L>(from_database) {
            for text in std::iter::once("").chain(texts.iter().copied()) {
                for sort in &sorts {
                    let address = format!("q={text}{query}{sort}");
                    let state =
                        ListState::read(&L::SPEC, &Fields::parse(address.as_bytes()).unwrap());
                    // A search finds its rows by itself or looks through the latest: a date makes that less, never more, and its order is the
                    // same statement turned round. Without them a minute is enough.
                    if !text.is_empty() && (!sort.is_empty() || query.contains("lagd=")) {
                        continue;
                    }
                    // What is not offered is read as the usual order, which is proved already.
                    if !sort.is_empty() && !state.query().contains("sort=") {
                        continue;
                    }
                    self.met += 1;
                    if self.met % SHARES == self.share {
                        self.ask::<L>(&state, &ask, &address).await;
                        proved += 1;
                    }
                }
            }
        }
        proved
    }

    /// One way: a page and a count, which knows no order and so is asked for once in all of them.
    async fn ask<L: Listed>(&mut self, state: &ListState, ask: &Ask, address: &str) {
        let filter = L::wanted(self.admin, self.conn, state, ask).await.unwrap();
        L::page(self.conn, &filter, state.sort(), ask, state.page())
            .await
            .unwrap();
        if !address.contains("&sort=") {
            L::count(self.conn, &filter).await.unwrap();
        }
        let (read, plan) = self.plans.most_read();
        let bound = match L::search(&filter) {
            Search::Everything => BOUND,
            Search::Latest(_) => LATEST_BOUND,
            _ => FOUND_BOUND,
        };
        assert!(
            read <= bound,
            "{}?{address} reads {read} rows, more than {bound}:\n{plan}",
            L::SPEC.path
        );
    }

    /// Its share of every list; how many ways to see the orders.
    async fn prove_all(&mut self) -> usize {
        let names = ["anders", "xylofon", "bo", "100042"];
        let orders = self.prove::<crate::orders::Orders>(&[], &names).await;
        let mails = ["kund7@example.se", "order"];
        self.prove::<crate::mailbox::Mails>(&[], &mails).await;
        let facts = ["placed", "svarade"];
        self.prove::<crate::deliveries::Deliveries>(&["mail", "lager"], &facts)
            .await;
        self.prove::<crate::jobs::Jobs>(&["default", "media"], &["bild"])
            .await;
        let names = ["mugg", "xylofon", "kod-77"];
        self.prove::<crate::products::Products>(&[], &names).await;
        self.prove::<crate::stock_watches::StockWatches>(&[], &names)
            .await;
        self.prove::<crate::gift_cards::GiftCards>(&[], &["7KQ2"])
            .await;
        let cases = ["RET-10007", "100007", "kund7@example.se"];
        self.prove::<crate::returns::Returns>(&[], &cases).await;
        let notes = ["KRE-10007", "100007", "RET-10007"];
        self.prove::<crate::credit_notes::CreditNotes>(&[], &notes)
            .await;
        let bills = ["FAK-10007", "10007", "FTG-30077", "bolag", "xylofon"];
        self.prove::<crate::invoices::Invoices>(&[], &bills).await;
        self.prove::<crate::differences::Differences>(&[], &["100007"])
            .await;
        let said = ["100007", "kund7@example.se", "fin mugg"];
        self.prove::<crate::reviews::Reviews>(&[], &said).await;
        let offers = ["O-10007", "bolag", "xylofon"];
        self.prove::<crate::quotations::Quotations>(&[], &offers)
            .await;
        self.prove::<crate::promotions::Promotions>(&[], &["jul"])
            .await;
        self.prove::<crate::price_lists::PriceLists>(&[], &["avtal"])
            .await;
        let answers = ["REP-900000"];
        self.prove::<crate::rehearsal::Differences>(&answers, &["art-77"])
            .await;
        self.prove::<crate::staff::People>(&[], &["sara"]).await;
        let people = [
            "kund",
            "xylofon",
            "kund77@example.se",
            "KND-30077",
            "0701740612",
        ];
        let tiers = ["user", "pro"];
        self.prove::<crate::customers::Customers>(&tiers, &people)
            .await;
        let firms = ["bolag", "xylofon", "5560", "FTG-30077"];
        self.prove::<crate::companies::Companies>(&[], &firms).await;
        self.prove::<crate::applications::Applications>(&[], &firms)
            .await;
        let deeds = [
            "order",
            "order.noted",
            "order.00000000-0000-7000-8000-000000000007",
        ];
        let done = ["sara", "order.noted", "ORD-100042"];
        self.prove::<crate::audit_trail::Entries>(&deeds, &done)
            .await;
        orders
    }
}

/// What one of those who prove does, on a thread of its own: what the database tells is heard where it is asked.
fn prove_share(share: usize, url: &str, renderer: Arc<Renderer>) -> usize {
    let plans = Plans::default();
    let _guard = tracing::subscriber::set_default(plans.clone());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let admin = back_office(url, renderer);
        let mut conn = admin.db.read().await.unwrap();
        // As where it matters, and not as other tests have it.
        sqlx::query("set plan_cache_mode = auto")
            .execute(&mut *conn)
            .await
            .unwrap();
        let mut prover = Prover {
            admin: &admin,
            conn: &mut conn,
            plans: &plans,
            share,
            met: 0,
        };
        prover.prove_all().await
    })
}

#[tokio::test]
async fn no_way_to_narrow_sort_or_search_a_list_reads_more_than_a_bound() {
    let database = lopsided_shop().await;
    let (url, renderer) = (database.url.as_str(), renderer());
    let orders: usize = std::thread::scope(|scope| {
        let proving: Vec<_> = (0..SHARES)
            .map(|share| {
                let renderer = Arc::clone(&renderer);
                scope.spawn(move || prove_share(share, url, renderer))
            })
            .collect();
        let proved = proving.into_iter().map(|share| {
            let proved = share.join();
            proved.unwrap_or_else(|surprise| std::panic::resume_unwind(surprise))
        });
        proved.sum()
    });
    assert!(orders > 2_000, "{orders} ways to see the orders");
}
