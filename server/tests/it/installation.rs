//! A shop of a test's own that is killed and started again: the same data folder, the same addresses.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU16, Ordering};

use platform::clock::Clock;
use serde_json::Value;
use testkit::{Database, World};

use crate::running::{Running, folder};

/// Data folder and addresses.
pub struct Installation {
    folder: tempfile::TempDir,
    settings: Vec<(&'static str, String)>,
    /// The shop's address.
    pub shop: String,
}

impl Installation {
    /// Chooses a folder and addresses.
    pub fn new() -> Self {
        let [shop, admin, sandbox] = addresses();
        let settings = vec![
            ("TORG_ENV", "test".to_owned()),
            ("TORG_SHOP_ADDR", shop.clone()),
            ("TORG_ADMIN_ADDR", admin),
            ("TORG_SANDBOX_ADDR", sandbox),
            ("TORG_LOG", "warn".to_owned()),
        ];
        Self {
            folder: folder(),
            settings,
            shop: format!("http://{shop}"),
        }
    }

    /// With another setting.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.settings.push((name, value.to_owned()));
        self
    }

    /// Starts the program and waits until it serves.
    pub fn start(&self) -> Running {
        let settings: Vec<(&str, &str)> = self
            .settings
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        Running::start(self.folder.path(), &settings)
    }

    /// A shop with goods to come, in the database of the program that runs.
    pub async fn furnish(&self) -> World {
        let socket = self.data("postgres/socket").display().to_string();
        let url = format!("postgres://torg@{}/torg", socket.replace('/', "%2F"));
        World::furnish(Database::of_program(&url), Clock::system()).await
    }

    /// What the stand-in provider has taken: payment id and sum of every charge, from its own journal.
    pub fn charges(&self) -> Vec<(String, i64)> {
        let journal = std::fs::read_to_string(self.data("sandbox/journal.jsonl")).unwrap();
        let mut charges = BTreeMap::new();
        for line in journal.lines() {
            let change: Value = serde_json::from_str(line).unwrap();
            for entry in change["entries"].as_array().unwrap() {
                if let Some(charge) = entry.get("charge") {
                    let payment = charge["metadata"]["payment_id"].as_str().unwrap();
                    let sum = charge["amount"].as_i64().unwrap();
                    let id = charge["id"].as_str().unwrap();
                    charges.insert(id.to_owned(), (payment.to_owned(), sum));
                }
            }
        }
        charges.into_values().collect()
    }

    fn data(&self, what: &str) -> PathBuf {
        self.folder.path().join("data").join(what)
    }
}

/// Free addresses outside of the range from which the system takes ports for outgoing connections: nobody takes one while the program is
/// down.
pub fn addresses() -> [String; 3] {
    static NEXT: LazyLock<AtomicU16> = LazyLock::new(|| {
        // Each process begins elsewhere.
        AtomicU16::new(20_000 + u16::try_from(std::process::id() % 800).unwrap() * 15)
    });
    let mut free = std::iter::repeat_with(|| NEXT.fetch_add(1, Ordering::Relaxed))
        .map(|port| format!("127.0.0.1:{port}"))
        .filter(|address| TcpListener::bind(address).is_ok());
    std::array::from_fn(|_| free.next().unwrap())
}
