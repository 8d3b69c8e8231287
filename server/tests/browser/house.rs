//! What all journeys share: the program with the demo shop, and chromedriver.

use std::path::PathBuf;
use std::process::Child;
use std::sync::OnceLock;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::keeper::{folder, keep};

/// How many browsers are open at a time.
static TURNS: Semaphore = Semaphore::const_new(2);
static HOUSE: OnceLock<Result<House, String>> = OnceLock::new();

/// Where everything is.
#[derive(Debug)]
pub struct House {
    /// The shop's address.
    pub shop: String,
    /// The back office's address.
    pub office: String,
    /// The stand-in payment provider's address.
    pub payments: String,
    /// chromedriver's address.
    pub driver: String,
    /// Chromium's path.
    pub chromium: PathBuf,
    /// Chromium without its windows, where the machine has it: the same engine for two thirds of the processor's time.
    pub shell: Option<PathBuf>,
    /// Where browsers keep their profiles.
    pub profiles: PathBuf,
    _guards: [Child; 2],
}

/// The house, which the first journey builds.
///
/// # Panics
/// When Chromium or the program cannot be started, with the reason.
pub fn house() -> &'static House {
    match HOUSE.get_or_init(build) {
        Ok(house) => house,
        Err(reason) => panic!("{reason}"),
    }
}

/// Waits until another browser may be opened.
pub async fn turn() -> tokio::sync::SemaphorePermit<'static> {
    TURNS.acquire().await.unwrap()
}

fn build() -> Result<House, String> {
    let missing = "Chromium and its driver are needed for the browser journeys: apt install chromium chromium-driver";
    let chromium = ["chromium", "chromium-browser", "google-chrome"]
        .iter()
        .find_map(|name| find(name))
        .ok_or(missing)?;
    // Of the same source as the driver; what others are called may be of any version.
    let shell = find("chromium-headless-shell");
    let chromedriver = find("chromedriver").ok_or(missing)?;

    let profiles = folder("torg-browser-");
    let mut driver = keep(&profiles, &chromedriver.display().to_string(), |command| {
        command.arg("--port=0");
    });
    let (said, is_up) = driver.until("started successfully on port");
    let port = said
        .trim_end()
        .trim_end_matches('.')
        .rsplit(' ')
        .next()
        .filter(|_| is_up);
    let port = port.ok_or_else(|| format!("chromedriver did not start:\n{said}"))?;

    let data = folder("torg-journeys-");
    testkit::sizes::lend(&data);
    let mut torg = keep(&data, env!("CARGO_BIN_EXE_torg"), |command| {
        command.env_clear().env("PATH", path());
        for door in ["TORG_SHOP_ADDR", "TORG_ADMIN_ADDR", "TORG_SANDBOX_ADDR"] {
            command.env(door, "127.0.0.1:0");
        }
    });
    let (said, is_up) = torg.until("Ctrl-C stops everything");
    let place = |what: &str| {
        let line = said
            .lines()
            .find(|line| line.trim_start().starts_with(what))?;
        line.split_whitespace()
            .find(|word| word.starts_with("http"))
            .map(str::to_owned)
    };
    let doors = (place("Shop "), place("Back office "), place("Payments "));
    let (true, (Some(shop), Some(office), Some(payments))) = (is_up, doors) else {
        let errors = std::fs::read_to_string(data.join("errors.log")).unwrap_or_default();
        return Err(format!("torg did not start:\n{said}\n{errors}"));
    };
    std::thread::spawn(move || {
        // Until the process ends.
        loop {
            std::thread::sleep(Duration::from_secs(5));
            testkit::sizes::keep(&data);
        }
    });
    Ok(House {
        shop,
        office,
        payments,
        driver: format!("http://127.0.0.1:{port}"),
        chromium,
        shell,
        profiles,
        _guards: [driver.let_talk(), torg.let_talk()],
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "where programs are looked for is the surroundings' to say"
)]
fn path() -> std::ffi::OsString {
    std::env::var_os("PATH").unwrap_or_default()
}

fn find(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&path())
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}
