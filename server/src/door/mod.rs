//! How a door takes connections: with a limit on how many are open and on how long a request's head may take, so that callers who only
//! hold on to a connection cannot keep others out, and with an order in which it closes.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

/// How long after an accept that failed for want of something (files, memory) the next is tried.
const PAUSE: Duration = Duration::from_secs(1);
/// How often an HTTP/2 connection is asked whether its other end lives, and how long the answer may take.
const ARE_YOU_THERE: Duration = Duration::from_secs(20);
/// More connections than this at one door are of no use: the database answers a few dozen at a time.
const MOST: usize = 4096;
/// Files that the rest of the program may need: database, pictures, log, calls to vendors.
const OWN_FILES: usize = 256;

/// What a door lets a caller do.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a request's head may take, and how long a connection may lie idle between two requests.
    pub head: Duration,
    /// Connections that are open at a time; the next wait outside.
    pub connections: usize,
}

impl Limits {
    /// Those of a program with so many doors.
    pub fn of_each(doors: usize) -> Self {
        let for_doors = open_files().saturating_sub(OWN_FILES) / doors.max(1);
        Self {
            head: Duration::from_secs(30),
            connections: for_doors.clamp(64, MOST),
        }
    }
}

/// Serves until `stopping`; then takes no more connections, closes those that lie idle, and returns when the requests under way are answered.
pub async fn serve<S>(listener: TcpListener, router: S, limits: Limits, stopping: CancellationToken)
where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible>,
    S: Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    let slots = Arc::new(Semaphore::new(limits.connections));
    let connections = TaskTracker::new();
    loop {
        let next = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, accept(&listener).await)
        };
        let (slot, (stream, peer)) = tokio::select! {
            next = next => next,
            () = stopping.cancelled() => break,
        };
        let talk = converse(stream, peer, router.clone(), limits.head, stopping.clone());
        connections.spawn(async move {
            talk.await;
            drop(slot);
        });
    }
    // From now on the system refuses whoever calls.
    drop(listener);
    connections.close();
    connections.wait().await;
}

/// The next connection. No failure ends the door: one caller's is nothing to the others, and a want passes.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_the_callers(error.kind()) => {}
            Err(error) => {
                tracing::error!(%error, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn is_the_callers(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
    )
}

/// One connection, from its first byte to its end.
async fn converse<S>(
    stream: TcpStream,
    peer: SocketAddr,
    router: S,
    head: Duration,
    stopping: CancellationToken,
) where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible>,
    S: Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    // Answers are written whole; the last piece is not to wait for the caller's word that the one before has come.
    let _ = stream.set_nodelay(true);
    let has_asked = AtomicBool::new(false);
    let service = service_fn(|mut request: Request<Incoming>| {
        has_asked.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().call(request)
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(head);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(ARE_YOU_THERE)
        .keep_alive_timeout(ARE_YOU_THERE);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    // hyper's own limit begins when it knows which HTTP is spoken, which a caller may never tell.
    let mut silence = pin!(tokio::time::sleep(head));
    let (mut is_heard, mut is_closing) = (false, false);
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%peer, error, "a connection broke off");
                }
                return;
            }
            () = silence.as_mut(), if !is_heard => {
                is_heard = has_asked.load(Ordering::Relaxed);
                if !is_heard {
                    tracing::debug!(%peer, "a connection without a request was cut off");
                    return;
                }
            }
            () = stopping.cancelled(), if !is_closing => {
                is_closing = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// Files that this process may have open. A shell's usual thousand is raised as far as the system lets it.
fn open_files() -> usize {
    const ENOUGH: libc::rlim_t = 16_384;
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    #[expect(unsafe_code, reason = "the structure is ours and whole")]
    let is_known = unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) } == 0;
    if !is_known {
        return 1024;
    }
    if limit.rlim_cur < ENOUGH && limit.rlim_cur < limit.rlim_max {
        let raised = libc::rlimit {
            rlim_cur: limit.rlim_max.min(ENOUGH),
            rlim_max: limit.rlim_max,
        };
        #[expect(unsafe_code, reason = "the structure is ours and whole")]
        let is_raised = unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const raised) } == 0;
        if is_raised {
            limit = raised;
        }
    }
    usize::try_from(limit.rlim_cur).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
