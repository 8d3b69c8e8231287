use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::*;

/// What no test may take longer than.
const FOR_EVER: Duration = Duration::from_secs(20);
const LONG: Limits = Limits {
    head: FOR_EVER,
    connections: 8,
};

/// A door with a page that says who calls, and one that answers when it is told to.
struct Door {
    address: SocketAddr,
    go: Arc<Notify>,
    is_asked: Arc<Notify>,
    stopping: CancellationToken,
    served: JoinHandle<()>,
}

impl Door {
    async fn open(limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (go, is_asked) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (told, asked) = (Arc::clone(&go), Arc::clone(&is_asked));
        let router = Router::new()
            .route(
                "/",
                get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string()),
            )
            .route(
                "/slow",
                get(async move || {
                    asked.notify_one();
                    told.notified().await;
                    "done"
                }),
            );
        let stopping = CancellationToken::new();
        let served = TaskTracker::new().spawn(serve(listener, router, limits, stopping.clone()));
        Self {
            address,
            go,
            is_asked,
            stopping,
            served,
        }
    }

    async fn call(&self, sent: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        stream
    }
}

/// Everything until the other end closes.
async fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(FOR_EVER / 2, stream.read_to_end(&mut bytes)).await;
    // A connection that is cut off with bytes unread is reset.
    let _ = read.expect("the connection was left open");
    String::from_utf8(bytes).unwrap()
}

/// One answer, after which the connection stays open.
async fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4096];
    let read = tokio::time::timeout(FOR_EVER / 2, stream.read(&mut bytes)).await;
    bytes.truncate(read.expect("no answer").unwrap());
    String::from_utf8(bytes).unwrap()
}

const REQUEST: &str = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const SLOW: &str = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n";

#[tokio::test]
async fn a_request_is_answered_and_knows_who_calls() {
    let door = Door::open(LONG).await;
    let mut stream = door.call(REQUEST).await;
    let own = stream.local_addr().unwrap().to_string();
    for _ in 0..2 {
        let said = answer(&mut stream).await;
        assert!(
            said.starts_with("HTTP/1.1 200") && said.ends_with(&own),
            "{said}"
        );
        stream.write_all(REQUEST.as_bytes()).await.unwrap();
    }
}

#[tokio::test]
async fn http_2_is_spoken_with_whom_speaks_it() {
    let door = Door::open(LONG).await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only(std::iter::empty())
        .http2_prior_knowledge()
        .build()
        .unwrap();
    let url = format!("http://{}/", door.address);
    let answer = client.get(url).send().await.unwrap();
    assert_eq!(answer.version(), http::Version::HTTP_2);
    assert!(answer.text().await.unwrap().starts_with("127.0.0.1:"));
}

#[tokio::test]
async fn half_a_head_is_cut_off() {
    let door = Door::open(Limits {
        head: Duration::from_millis(100),
        connections: 8,
    })
    .await;
    for half in ["GET / HTTP/1.1\r\nHo", "PRI * H", ""] {
        let said = rest(door.call(half).await).await;
        assert!(!said.contains(" 200 "), "{said}");
    }
    // An answer may take longer than its head.
    let mut slow = door.call(SLOW).await;
    door.is_asked.notified().await;
    rest(door.call("").await).await;
    door.go.notify_one();
    assert!(answer(&mut slow).await.ends_with("done"));
}

#[tokio::test]
async fn a_stop_answers_what_is_under_way_and_closes_what_is_idle() {
    let door = Door::open(LONG).await;
    let mut idle = door.call(REQUEST).await;
    answer(&mut idle).await;
    let silent = door.call("").await;
    let slow = door.call(SLOW).await;
    door.is_asked.notified().await;

    door.stopping.cancel();
    assert_eq!(rest(idle).await, "");
    assert_eq!(rest(silent).await, "");
    assert!(!door.served.is_finished());
    door.go.notify_one();
    let said = rest(slow).await;
    assert!(
        said.starts_with("HTTP/1.1 200") && said.ends_with("done"),
        "{said}"
    );
    tokio::time::timeout(FOR_EVER / 2, door.served)
        .await
        .expect("the door did not close")
        .unwrap();
    TcpStream::connect(door.address).await.unwrap_err();
}

#[tokio::test]
async fn no_more_connections_are_open_than_said() {
    let door = Door::open(Limits {
        head: FOR_EVER,
        connections: 1,
    })
    .await;
    let slow = door.call(SLOW).await;
    door.is_asked.notified().await;
    // The system takes it, the door does not: it is served when the first has gone.
    let mut next = door.call(SLOW).await;
    let early = tokio::time::timeout(Duration::from_millis(200), door.is_asked.notified()).await;
    assert!(
        early.is_err(),
        "a second connection was served beside the first"
    );
    drop(slow);
    door.is_asked.notified().await;
    door.go.notify_waiters();
    assert!(answer(&mut next).await.ends_with("done"));
}

#[test]
fn a_program_leaves_itself_files() {
    let limits = Limits::of_each(3);
    assert!((64..=MOST).contains(&limits.connections));
    assert!(limits.connections * 3 < open_files().max(64 * 3 + 1));
}
