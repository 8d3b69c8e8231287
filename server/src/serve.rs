//! `torg serve`: takes the addresses, opens the doors, and closes everything in order when told to stop.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use commerce::catalogue::shop::{NONE_YET, has_any};
use hyper::Request;
use hyper::body::Incoming;
use platform::auth::password::Passwords;
use platform::cluster::Cluster;
use platform::config::{Config, Mode, local_url};
use platform::db::Db;
use platform::telemetry;
use platform::web::health;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use crate::door::{self, Limits};
use crate::ground::{self, Ground};
use crate::parts::Parts;
use crate::settings::Settings;
use crate::wire::{self, Urls};
use crate::{demo, migrate, shops};

/// How long requests that are under way may take after the stop was asked for.
const DRAINING: Duration = Duration::from_secs(20);
/// Shop, back office, stand-ins.
const DOORS: usize = 3;
/// How long jobs that are under way may.
const FINISHING: Duration = Duration::from_secs(30);

/// `torg serve`.
///
/// # Errors
/// Whatever hinders the start, with what to do about it.
pub fn run(settings: Settings) -> anyhow::Result<()> {
    let mut grounds = Ground::lay(settings)?;
    let outcome = ground::block_on(serve(&mut grounds));
    if let Some(cluster) = grounds.cluster.take() {
        cluster.stop();
    }
    outcome
}

async fn serve(grounds: &mut Ground) -> anyhow::Result<()> {
    let mut signals = Signals::listen()?;
    let prepared = tokio::select! {
        prepared = prepare(grounds) => prepared?,
        () = signals.heard() => return told_too_early(),
    };
    let Prepared {
        listeners,
        urls,
        parts,
    } = prepared;
    let db = parts.db.clone();
    let has_shop = has_any(&mut *db.read().await?).await?;
    let younger = shops::younger(&db, &wire::addresses(&grounds.config, &urls)).await?;
    let (stopping, done) = (CancellationToken::new(), CancellationToken::new());
    let (doors, work) = (TaskTracker::new(), TaskTracker::new());
    let metrics = telemetry::start_metrics()?;
    let figures = metrics.clone();
    let wired = wire::doors(&grounds.config, &parts, &urls, metrics, &stopping);
    shops::check_themes(&db, &parts.brands).await?;
    shops::stand(&wired.shop, &db, &parts.brands).await?;
    work.spawn(shops::keep_current(
        wired.shop.clone(),
        db.clone(),
        Arc::clone(&parts.brands),
        done.clone(),
    ));
    open(&doors, listeners.shop, wired.shop, &stopping);
    open(&doors, listeners.admin, wired.admin, &stopping);
    if let (Some(listener), Some(public_url)) = (listeners.sandbox, &urls.sandbox) {
        let state = wire::stand_in(grounds, &db, &urls, public_url).await?;
        open(
            &doors,
            listener,
            integrations::sandbox::router(state.clone()),
            &stopping,
        );
        work.spawn(state.run(done.clone()));
    }
    work.spawn(telemetry::keep_small(
        move || figures.run_upkeep(),
        done.clone(),
    ));
    // Before anybody is told that it runs, so that it is ready when it says so.
    health::pulse(&db).await?;
    wire::start_work(&work, &grounds.config, &parts, &urls, &done);
    announce(grounds, &urls, (has_shop, &younger));

    let outcome = wait(&mut signals, grounds.cluster.as_mut()).await;
    say!("Stopping: requests and jobs under way are finished first. (Ctrl-C again ends at once.)");
    tokio::select! {
        () = stop(&doors, &work, &stopping, &done, &db) => say!("Stopped."),
        () = signals.heard() => say!("Ended at once."),
    }
    outcome
}

/// What must be there before the doors open.
struct Prepared {
    listeners: Listeners,
    urls: Urls,
    parts: Parts,
}

/// Takes the addresses, brings the database up to date, and makes the demo at the first start. May be dropped at any moment: what is
/// committed is enough for the next start to go on.
async fn prepare(grounds: &Ground) -> anyhow::Result<Prepared> {
    let listeners = Listeners::take(&grounds.config).await?;
    let urls = listeners.urls(&grounds.config)?;
    let db = grounds.connect().await?;
    migrate::bring_up_to_date(&db).await?;
    let parts = Parts::new(grounds, &db, &urls)?;
    demo::make_if_empty(&grounds.config, &parts).await?;
    Passwords::new(1).warm().await?;
    Ok(Prepared {
        listeners,
        urls,
        parts,
    })
}

/// Says that a stop was heard before the start was complete.
pub fn told_too_early() -> anyhow::Result<()> {
    say!("Stopped before the start was complete. The next start goes on from there.");
    Ok(())
}

/// Closes in order: no new requests, requests, jobs, connections. The private PostgreSQL comes last, when this has returned.
pub async fn stop(
    doors: &TaskTracker,
    work: &TaskTracker,
    stopping: &CancellationToken,
    done: &CancellationToken,
    db: &Db,
) {
    stopping.cancel();
    doors.close();
    if tokio::time::timeout(DRAINING, doors.wait()).await.is_err() {
        tracing::warn!("requests still under way were cut off");
    }
    done.cancel();
    work.close();
    if tokio::time::timeout(FINISHING, work.wait()).await.is_err() {
        tracing::warn!(
            "jobs still under way were left to their leases; they run again at the next start"
        );
    }
    db.close().await;
}

fn open<S>(tracker: &TaskTracker, listener: TcpListener, router: S, stopping: &CancellationToken)
where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible>,
    S: Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    let limits = Limits::of_each(DOORS);
    tracker.spawn(door::serve(listener, router, limits, stopping.clone()));
}

/// Waits for the word to stop, or for the private database to die under us.
async fn wait(signals: &mut Signals, cluster: Option<&mut Cluster>) -> anyhow::Result<()> {
    let database_ended = async {
        match cluster {
            None => std::future::pending().await,
            Some(cluster) => {
                while !cluster.has_ended() {
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            }
        }
    };
    tokio::select! {
        () = signals.heard() => Ok(()),
        () = database_ended => Err(anyhow::anyhow!("the private PostgreSQL has ended by itself; its log is in the data folder, postgres/log")),
    }
}

/// The words by which the program is told to stop.
pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// When the system does not let the program listen.
    pub fn listen() -> anyhow::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for one of them: Ctrl-C, a stop by the system, the terminal's end.
    pub async fn heard(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }
}

struct Listeners {
    shop: TcpListener,
    admin: TcpListener,
    sandbox: Option<TcpListener>,
}

impl Listeners {
    async fn take(config: &Config) -> anyhow::Result<Self> {
        let shop = bind(config.shop.addr, "TORG_SHOP_ADDR").await?;
        let admin = bind(config.admin.addr, "TORG_ADMIN_ADDR").await?;
        let sandbox = match config.uses_stand_in_payment() {
            true => Some(bind(config.sandbox_addr, "TORG_SANDBOX_ADDR").await?),
            false => None,
        };
        Ok(Self {
            shop,
            admin,
            sandbox,
        })
    }

    /// The addresses as people reach them; with port 0 the system has chosen.
    fn urls(&self, config: &Config) -> anyhow::Result<Urls> {
        let sandbox = self
            .sandbox
            .as_ref()
            .map(TcpListener::local_addr)
            .transpose()?;
        Ok(Urls {
            shop: config.shop.url_at(self.shop.local_addr()?),
            admin: config.admin.url_at(self.admin.local_addr()?),
            sandbox: sandbox.map(local_url),
        })
    }
}

async fn bind(addr: SocketAddr, setting: &str) -> anyhow::Result<TcpListener> {
    use std::io::ErrorKind;
    TcpListener::bind(addr).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => {
            let other = SocketAddr::new(addr.ip(), addr.port().checked_add(100).unwrap_or(0));
            anyhow::anyhow!("{addr} is taken by another program. Stop that one, or choose another address: {setting}={other}")
        }
        ErrorKind::PermissionDenied => {
            anyhow::anyhow!("{addr} may not be taken by this user: ports below 1024 are root's. Choose a higher one: {setting}={}:8080", addr.ip())
        }
        ErrorKind::AddrNotAvailable => anyhow::anyhow!("{addr} is no address of this machine. Choose one that is, or 0.0.0.0 for all: {setting}=0.0.0.0:{}", addr.port()),
        _ => anyhow::Error::from(error).context(format!("{setting}: {addr}")),
    })
}

/// Tells a person at a terminal where everything is and how to get in.
fn announce(grounds: &Ground, urls: &Urls, (has_shop, younger): (bool, &[(String, String)])) {
    let mode = grounds.config.mode;
    say!("\nTorg {} ({})\n", env!("CARGO_PKG_VERSION"), mode.name());
    say!("  Shop          {}", urls.shop);
    for (name, url) in younger {
        say!("  Shop          {url}   {name}");
    }
    say!("  Back office   {}", urls.admin);
    if let Some(sandbox) = &urls.sandbox {
        say!("  Payments      {sandbox}   a stand-in provider: no money moves");
    }
    if mode == Mode::Demo {
        say!(
            "  Mailbox       {}/mailbox   the mails that the shop has sent",
            urls.admin
        );
    }
    match &grounds.cluster {
        Some(cluster) => say!(
            "  Database      a private PostgreSQL in {}",
            cluster.data().display()
        ),
        None => say!("  Database      the one that DATABASE_URL names"),
    }
    if let Some(closed) = &grounds.data.because_closed {
        say!(
            "\n  The data lie there, and not in ./data, because PostgreSQL does not run as root and no other user may enter"
        );
        say!(
            "  {}. TORG_DATA_DIR chooses another place.",
            closed.display()
        );
    }
    if mode == Mode::Demo {
        let (code, _) = platform::auth::demo::current_code(platform::clock::Clock::system().now());
        say!(
            "\n  Log in to the back office as {}",
            platform::auth::demo::EMAIL
        );
        say!(
            "  with the password {} and the code {code} (a new one: torg code)",
            platform::auth::demo::PASSWORD
        );
    }
    if !has_shop {
        say!("\n  To do: {NONE_YET}");
    }
    say!("\n  Ctrl-C stops everything.\n");
}
