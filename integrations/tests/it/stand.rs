//! The stand-in provider on a real socket, the production connector in front of it, and a shop that takes its messages.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::post;
use commerce::payment::PaymentMethod;
use commerce::payment::gateway::{PaymentGateway, Session, SessionLine, SessionRequest};
use integrations::payment::stripe::{StripeConfig, StripeGateway};
use integrations::sandbox::{SandboxConfig, SandboxState};
use platform::clock::{Clock, Timestamp};
use platform::money::{Currency, Money};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

pub const KEY: &str = "sk_test_standin";
pub const WEBHOOK_SECRET: &str = "whsec_standin";

/// What went over the wire to `/v1/...`.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub status: u16,
    pub answer: Vec<u8>,
}

/// A message that the shop got.
#[derive(Clone, Debug)]
pub struct Letter {
    pub signature: String,
    pub body: Vec<u8>,
}

impl Letter {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }
}

#[derive(Default)]
struct Seen {
    exchanges: Vec<Exchange>,
    letters: Vec<Letter>,
    /// The shop's next answers; 200 when there are none left.
    answers: VecDeque<StatusCode>,
    arrival: Arc<tokio::sync::Notify>,
}

pub struct Stand {
    pub base: String,
    pub state: SandboxState,
    pub gateway: StripeGateway,
    pub clock: Clock,
    pub http: reqwest::Client,
    seen: Arc<Mutex<Seen>>,
    config: SandboxConfig,
    /// Ends the servers when dropped.
    servers: JoinSet<()>,
    folder: Arc<tempfile::TempDir>,
}

impl Stand {
    pub async fn up() -> Self {
        let clock = Clock::fixed(Timestamp::from_microsecond(1_790_000_000_000_000).unwrap());
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self::at(clock, folder).await
    }

    /// A page of the stand-in, as it is written.
    pub async fn html(&self, url: &str) -> String {
        let answer = self.http.get(url).send().await.unwrap();
        answer.text().await.unwrap()
    }

    async fn at(clock: Clock, folder: Arc<tempfile::TempDir>) -> Self {
        let seen = Arc::new(Mutex::new(Seen::default()));
        let mut servers = JoinSet::new();
        let shop = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shop_address = shop.local_addr().unwrap();
        let shop_router = axum::Router::new()
            .route("/webhooks/stripe", post(take))
            .with_state(Arc::clone(&seen));
        servers.spawn(async move { axum::serve(shop, shop_router).await.unwrap() });

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let config = SandboxConfig {
            secret_key: KEY.into(),
            webhook_secret: WEBHOOK_SECRET.into(),
            webhook_url: Some(format!("http://{shop_address}/webhooks/stripe")),
            public_url: base.clone(),
            shop_name: "Nordbod".into(),
            data_dir: folder.path().to_owned(),
            slow_seconds: 20,
        };
        let state = SandboxState::open(config.clone(), clock.clone()).unwrap();
        let router = integrations::sandbox::router(state.clone())
            .layer(from_fn_with_state(Arc::clone(&seen), record));
        servers.spawn(async move { axum::serve(listener, router).await.unwrap() });

        let stripe = StripeConfig::new(&base, KEY, vec![WEBHOOK_SECRET.into()]).unwrap();
        let gateway = StripeGateway::new(stripe).unwrap();
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .tls_certs_only(std::iter::empty())
            .build()
            .unwrap();
        Self {
            base,
            state,
            gateway,
            clock,
            http,
            seen,
            config,
            servers,
            folder,
        }
    }

    /// Ends it as a crash would (nothing is said to it), and brings up another on what it left behind.
    pub async fn crash_and_return(mut self) -> Self {
        self.servers.abort_all();
        while self.servers.join_next().await.is_some() {}
        let (clock, folder) = (self.clock.clone(), Arc::clone(&self.folder));
        drop(self);
        Self::at(clock, folder).await
    }

    pub fn journal(&self) -> PathBuf {
        self.config.data_dir.join("journal.jsonl")
    }

    pub fn exchanges(&self) -> Vec<Exchange> {
        self.seen.lock().unwrap().exchanges.clone()
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.seen.lock().unwrap().letters.clone()
    }

    /// Waits until the shop gets another message.
    pub async fn arrival(&self) {
        let arrival = Arc::clone(&self.seen.lock().unwrap().arrival);
        arrival.notified().await;
    }

    pub fn kinds(&self) -> Vec<String> {
        self.letters().iter().map(Letter::kind).collect()
    }

    /// The shop's next answers to messages.
    pub fn shop_answers(&self, statuses: &[u16]) {
        self.seen
            .lock()
            .unwrap()
            .answers
            .extend(statuses.iter().map(|s| StatusCode::from_u16(*s).unwrap()));
    }

    pub async fn pass(&self, seconds: i64) {
        self.clock.advance(jiff::SignedDuration::from_secs(seconds));
        self.state.tick().await;
    }

    pub fn request(&self, order: &str) -> SessionRequest {
        let now = self.clock.now();
        SessionRequest {
            payment_id: platform::ids::new_uuid(),
            order_number: order.into(),
            amount: Money::new(64_900, Currency::SEK),
            lines: vec![
                SessionLine {
                    name: "Kanna i stengods".into(),
                    quantity: 2,
                    total_minor: 50_000,
                },
                SessionLine {
                    name: "Ljus, handstöpta".into(),
                    quantity: 3,
                    total_minor: 10_000,
                },
                SessionLine {
                    name: "Frakt".into(),
                    quantity: 1,
                    total_minor: 4900,
                },
            ],
            method: PaymentMethod::Card,
            email: "anna@example.se".into(),
            locale: "sv".into(),
            success_url: "http://shop.test/kassa/klar?session={CHECKOUT_SESSION_ID}".into(),
            cancel_url: "http://shop.test/kassa".into(),
            begun_at: now,
            expires_at: now.plus(jiff::SignedDuration::from_hours(2)),
            idempotency_key: format!("pay:{order}"),
        }
    }

    pub async fn opened(&self, order: &str) -> (SessionRequest, Session) {
        let request = self.request(order);
        let session = self.gateway.open(&request).await.unwrap();
        (request, session)
    }

    /// Chooses on the payment page; where the shopper is sent.
    pub async fn choose(&self, session: &Session, outcome: &str) -> String {
        let page = format!("{}/c/pay/{}", self.base, session.reference);
        let answer = self
            .http
            .post(page)
            .form(&[("outcome", outcome)])
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    pub async fn state_of(&self, session: &Session) -> commerce::payment::gateway::SessionState {
        self.gateway
            .look_up(&session.reference)
            .await
            .unwrap()
            .state
    }

    /// A call without the connector.
    pub async fn raw(
        &self,
        path: &str,
        body: impl Into<reqwest::Body>,
        key: Option<&str>,
    ) -> (u16, serde_json::Value, HeaderMap) {
        let mut request = self
            .http
            .post(format!("{}{path}", self.base))
            .bearer_auth(KEY)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        read(request.send().await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> (u16, serde_json::Value, HeaderMap) {
        read(
            self.http
                .get(format!("{}{path}", self.base))
                .bearer_auth(KEY)
                .send()
                .await
                .unwrap(),
        )
        .await
    }
}

pub async fn read(answer: reqwest::Response) -> (u16, serde_json::Value, HeaderMap) {
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let text = answer.text().await.unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or(serde_json::Value::String(text)),
        headers,
    )
}

async fn take(State(seen): State<Arc<Mutex<Seen>>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut seen = seen.lock().unwrap();
    let signature = headers["stripe-signature"].to_str().unwrap().to_owned();
    seen.letters.push(Letter {
        signature,
        body: body.to_vec(),
    });
    seen.arrival.notify_one();
    seen.answers.pop_front().unwrap_or(StatusCode::OK)
}

async fn record(State(seen): State<Arc<Mutex<Seen>>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if !parts.uri.path().starts_with("/v1/") {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let Ok(body) = axum::body::to_bytes(body, 1 << 22).await else {
        panic!("the body can be read")
    };
    let mut exchange = Exchange {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers.clone(),
        body: body.to_vec(),
        status: 0,
        answer: Vec::new(),
    };
    let (head, answer) = next
        .run(Request::from_parts(parts, Body::from(body)))
        .await
        .into_parts();
    let answer = axum::body::to_bytes(answer, usize::MAX).await.unwrap();
    (exchange.status, exchange.answer) = (head.status.as_u16(), answer.to_vec());
    seen.lock().unwrap().exchanges.push(exchange);
    Response::from_parts(head, Body::from(answer))
}
