//! The demo shop's owner: credentials that are printed at start, so that a newcomer gets in. Refused in production, where
//! `torg doctor` and the start-up check look for this account.

use super::totp::TotpSecret;
use crate::clock::Timestamp;

/// The demo owner's log-in.
pub const EMAIL: &str = "agare@nordbod.example";
/// The demo owner's name.
pub const NAME: &str = "Maja Hedlund";
/// The demo owner's password.
pub const PASSWORD: &str = "tolv-koppar-te";
/// The demo owner's key for an app, as it would be typed.
pub const TOTP_SECRET: &str = "NORD BODD EMOT ORGN ORDB ODDE MOTO RGAA";

/// The demo owner's shared secret.
#[must_use]
pub fn totp_secret() -> TotpSecret {
    TotpSecret::from_base32(TOTP_SECRET)
        .unwrap_or_else(|| unreachable!("a test reads the constant"))
}

/// The code that the demo owner's app would show now, and for how many seconds more it is shown.
#[must_use]
pub fn current_code(now: Timestamp) -> (String, i64) {
    let left = super::totp::STEP_SECONDS - now.as_second().rem_euclid(super::totp::STEP_SECONDS);
    (totp_secret().code_at(now), left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_code_is_accepted() {
        let now = Timestamp::from_microsecond(1_790_000_000_000_000).unwrap();
        let (code, left) = current_code(now);
        assert!((1..=30).contains(&left));
        assert!(totp_secret().accept(&code, now, None).is_some());
        assert_eq!(totp_secret().spoken(), TOTP_SECRET);
    }
}
