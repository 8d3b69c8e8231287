//! Passwords: Argon2id, hashed off the request threads, a few at a time.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

use super::common;

/// Shortest password that is taken, in characters (NIST SP 800-63B: length, not recipes).
pub const SHORTEST: usize = 12;
/// Longest password that is taken, in bytes: a bound on what a stranger can make the server chew.
pub const LONGEST: usize = 256;

/// Why a new password was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than [`SHORTEST`] characters.
    #[error("password shorter than {SHORTEST} characters")]
    TooShort,
    /// More than [`LONGEST`] bytes.
    #[error("password longer than {LONGEST} bytes")]
    TooLong,
    /// A repeated or counted pattern, or a word that the person is known by.
    #[error("password easy to guess")]
    Guessable,
    /// On the list of those that have leaked and that everybody tries first.
    #[error("password on the list of common ones")]
    Common,
}

/// Whether `password` may be chosen by a person known by `own_words` (name, e-mail, shop).
///
/// # Errors
/// [`WeakPassword`] says why not.
pub fn check_strength(password: &str, own_words: &[&str]) -> Result<(), WeakPassword> {
    if password.chars().count() < SHORTEST {
        return Err(WeakPassword::TooShort);
    }
    if password.len() > LONGEST {
        return Err(WeakPassword::TooLong);
    }
    let lower = password.to_lowercase();
    let mut rest = lower.clone();
    for word in own_words
        .iter()
        .flat_map(|w| w.split(['@', '.', ' ', '-']))
        .chain(COMMON.iter().copied())
    {
        let word = word.to_lowercase();
        if word.chars().count() >= 4 {
            rest = rest.replace(&word, "");
        }
    }
    let distinct = lower
        .chars()
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    // What is left once the guessable words are taken away must still be something to guess.
    if distinct < 5 || rest.chars().count() < 6 || is_counted(&lower) {
        return Err(WeakPassword::Guessable);
    }
    if common::is_common(password) {
        return Err(WeakPassword::Common);
    }
    Ok(())
}

const COMMON: &[&str] = &[
    "password",
    "lösenord",
    "losenord",
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "letmein",
    "welcome",
    "välkommen",
    "admin",
    "sommar",
    "vinter",
    "hejsan",
    "abc123",
    "iloveyou",
    "123456",
    "111111",
    "000000",
    "stockholm",
    "sverige",
    "torg",
];

/// Each character one above (or below) the one before: `abcdefghijkl`, `987654321098`.
fn is_counted(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    [1, -1].iter().any(|step| {
        let runs = codes.windows(2).filter(|w| w[1] - w[0] == *step).count();
        runs + 3 >= codes.len()
    })
}

/// Something that stops a password from being hashed or checked. Never says whether the password was right.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// The hashing thread failed or was cancelled.
    #[error("password hashing did not finish")]
    Interrupted,
    /// Argon2 refused its input or parameters.
    #[error("argon2: {0}")]
    Argon(String),
}

/// Hashes and checks passwords. Argon2id takes 19 MiB and some ten milliseconds each, so only `permits` run at once, and none on
/// a thread that serves requests: a flood of log-ins waits in line instead of taking the machine's memory.
#[derive(Clone)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    runs: Arc<AtomicU64>,
}

/// What a password is held against where there is none. One for the whole program, so that it is there before the first try at any door.
static DECOY: OnceLock<String> = OnceLock::new();

impl Passwords {
    /// A hasher that works on at most `permits` passwords at once.
    #[must_use]
    pub fn new(permits: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(permits.max(1))),
            runs: Arc::default(),
        }
    }

    /// How often Argon2 has been run here: what a try costs must not tell whose account it was at, and tests see to that.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    /// The hash to store for `password`, as a PHC string with its own salt and parameters.
    ///
    /// # Errors
    /// [`HashError`] when hashing could not be done.
    pub async fn hash(&self, password: String) -> Result<String, HashError> {
        let runs = Arc::clone(&self.runs);
        self.run(move || hash_now(&password, &runs)).await?
    }

    /// Whether `password` is the one behind `hash`. With no hash (no such account, or one without a password) the same work is
    /// done against a decoy, so that the time taken does not tell which accounts exist.
    ///
    /// # Errors
    /// [`HashError`] when the check could not be done.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, HashError> {
        let runs = Arc::clone(&self.runs);
        self.run(move || {
            let is_real = hash.is_some();
            let hash = match hash {
                Some(hash) => hash,
                None => DECOY
                    .get_or_init(|| {
                        hash_now("a password that nobody has", &runs).unwrap_or_default()
                    })
                    .clone(),
            };
            let parsed = PasswordHash::new(&hash).map_err(|e| HashError::Argon(e.to_string()))?;
            // Over-long input is cut off, not refused: a refusal would be quicker than a wrong password.
            let end = password.floor_char_boundary(LONGEST.min(password.len()));
            runs.fetch_add(1, Ordering::Relaxed);
            let is_right = Argon2::default()
                .verify_password(&password.as_bytes()[..end], &parsed)
                .is_ok();
            Ok(is_right && is_real && password.len() <= LONGEST)
        })
        .await?
    }

    /// Makes the decoy ahead of the first log-in, at every start, so that the first unknown account does not take twice as long as the second.
    ///
    /// # Errors
    /// [`HashError`] when hashing could not be done.
    pub async fn warm(&self) -> Result<(), HashError> {
        self.verify(String::new(), None).await.map(|_| ())
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashError> {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| HashError::Interrupted)?;
        tokio::task::spawn_blocking(move || {
            // Held by the thread, not by the request: a caller who hangs up does not free a place that is still at work.
            let _permit = permit;
            work()
        })
        .await
        .map_err(|_| HashError::Interrupted)
    }
}

fn hash_now(password: &str, runs: &AtomicU64) -> Result<String, HashError> {
    runs.fetch_add(1, Ordering::Relaxed);
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|h| h.to_string())
        .map_err(|e| HashError::Argon(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength() {
        assert_eq!(check_strength("kort", &[]), Err(WeakPassword::TooShort));
        assert_eq!(
            check_strength(&"å".repeat(200), &[]),
            Err(WeakPassword::TooLong)
        );
        assert_eq!(
            check_strength("aaaaaaaaaaaa", &[]),
            Err(WeakPassword::Guessable)
        );
        assert_eq!(
            check_strength("abcdefghijkl", &[]),
            Err(WeakPassword::Guessable)
        );
        assert_eq!(
            check_strength("lösenord123456", &[]),
            Err(WeakPassword::Guessable)
        );
        assert_eq!(
            check_strength("hedlund-maja-1", &["Maja Hedlund"]),
            Err(WeakPassword::Guessable)
        );
        assert_eq!(
            check_strength("1Q2W3E4R5T6Y7U", &[]),
            Err(WeakPassword::Common)
        );
        assert_eq!(
            check_strength("tjugo gröna hästar i regn", &["Maja Hedlund"]),
            Ok(())
        );
    }

    #[tokio::test]
    async fn right_wrong_and_nobody() {
        let passwords = Passwords::new(2);
        let hash = passwords.hash("tjugo gröna hästar".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(
            passwords
                .verify("tjugo gröna hästar".into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("tjugo gröna hästa".into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("a password that nobody has".into(), None)
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("x".repeat(100_000), Some(hash))
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn what_is_ready_at_one_door_is_ready_at_every_door() {
        Passwords::new(1).warm().await.unwrap();
        let other_door = Passwords::new(1);
        other_door.verify("fel".into(), None).await.unwrap();
        assert_eq!(other_door.runs(), 1);
    }

    #[tokio::test]
    async fn nobodys_password_costs_what_somebodys_does() {
        let passwords = Passwords::new(1);
        passwords.warm().await.unwrap();
        let right = "tjugo gröna hästar";
        let hash = passwords.hash(right.into()).await.unwrap();
        let long = "x".repeat(100_000);
        for (typed, hash) in [
            (right, Some(&hash)),
            ("tjugo gröna hästa", Some(&hash)),
            (long.as_str(), Some(&hash)),
            (right, None),
            ("a password that nobody has", None),
        ] {
            let before = passwords.runs();
            passwords.verify(typed.into(), hash.cloned()).await.unwrap();
            assert_eq!(passwords.runs() - before, 1, "{hash:?}");
        }
    }
}
