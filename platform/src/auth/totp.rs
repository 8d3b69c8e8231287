//! The second step: six digits from an app, RFC 6238 with SHA-1 and 30 seconds, which is what every app speaks.

use data_encoding::BASE32_NOPAD;
use subtle::ConstantTimeEq as _;
use totp_rs::{Builder, Secret};

use crate::clock::Timestamp;

/// Seconds that one code is shown.
pub const STEP_SECONDS: i64 = 30;
/// Steps before and after the present one that are accepted, for clocks that go wrong and fingers that are slow.
const SKEW: i64 = 1;

/// A shared secret between an account and the app on a phone: 160 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret(Vec<u8>);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

impl TotpSecret {
    /// A new random secret.
    #[must_use]
    pub fn generate() -> Self {
        Self(super::token::random_bytes::<20>().to_vec())
    }

    /// From stored bytes.
    #[must_use]
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// From the text form, with or without spaces; `None` when it is not base32.
    #[must_use]
    pub fn from_base32(text: &str) -> Option<Self> {
        let text: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect();
        BASE32_NOPAD
            .decode(text.as_bytes())
            .ok()
            .filter(|b| b.len() >= 16)
            .map(Self)
    }

    /// The bytes, to be sealed before they are stored.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Text to type into an app that cannot read a QR code, in groups of four.
    #[must_use]
    pub fn spoken(&self) -> String {
        let text = BASE32_NOPAD.encode(&self.0);
        let groups: Vec<&str> = (0..text.len())
            .step_by(4)
            .map(|at| &text[at..(at + 4).min(text.len())])
            .collect();
        groups.join(" ")
    }

    /// The address that a QR code holds: `otpauth://totp/<issuer>:<account>?secret=…`.
    #[must_use]
    pub fn address(&self, issuer: &str, account: &str) -> String {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
        let issuer = utf8_percent_encode(issuer, NON_ALPHANUMERIC);
        let account = utf8_percent_encode(account, NON_ALPHANUMERIC);
        let secret = BASE32_NOPAD.encode(&self.0);
        format!(
            "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
        )
    }

    /// The code that an app shows at `now`.
    #[must_use]
    pub fn code_at(&self, now: Timestamp) -> String {
        self.code_of_step(step_at(now))
    }

    /// The step whose code was typed, if it is the present one or a neighbour and later than `last_used`: a code is good once,
    /// so one that was seen over a shoulder or on the wire cannot be used again (RFC 6238 §5.2).
    #[must_use]
    pub fn accept(&self, typed: &str, now: Timestamp, last_used: Option<i64>) -> Option<i64> {
        let typed: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        if typed.len() != 6 || !typed.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let present = step_at(now);
        let mut accepted = None;
        for step in (present - SKEW)..=(present + SKEW) {
            let is_right = bool::from(self.code_of_step(step).as_bytes().ct_eq(typed.as_bytes()));
            if is_right && last_used.is_none_or(|last| step > last) {
                accepted = Some(step);
            }
        }
        accepted
    }

    fn code_of_step(&self, step: i64) -> String {
        let seconds = u64::try_from(step.saturating_mul(STEP_SECONDS)).unwrap_or(0);
        let totp = Builder::new()
            .with_secret(Secret::from(self.0.as_slice()))
            .with_digits(6)
            .with_step_duration(30)
            .build_noncompliant();
        totp.generate(seconds).to_string()
    }
}

/// The number of the 30-second step that `now` is in.
#[must_use]
pub fn step_at(now: Timestamp) -> i64 {
    now.as_second().div_euclid(STEP_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_microsecond(second * 1_000_000).unwrap()
    }

    /// The appendix of RFC 6238, cut to six digits.
    #[test]
    fn rfc_vectors() {
        let secret = TotpSecret::from_bytes(b"12345678901234567890".to_vec());
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.code_at(at(second)), code);
        }
    }

    #[test]
    fn a_code_is_good_once_and_for_three_steps() {
        let secret = TotpSecret::generate();
        let now = at(1_800_000_000);
        let code = secret.code_at(now);
        let step = secret.accept(&code, now, None).unwrap();
        assert_eq!(step, step_at(now));
        assert_eq!(secret.accept(&code, now, Some(step)), None, "replay");
        assert_eq!(
            secret.accept(&code, at(1_800_000_030), None),
            Some(step),
            "one step late"
        );
        assert_eq!(
            secret.accept(&code, at(1_800_000_000 - 30), None),
            Some(step),
            "one step early"
        );
        assert_eq!(
            secret.accept(&code, at(1_800_000_061), None),
            None,
            "two steps late"
        );
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        assert_eq!(secret.accept(&spaced, now, None), Some(step));
        for wrong in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(secret.accept(wrong, now, None), None);
        }
    }

    #[test]
    fn text_form_goes_there_and_back() {
        let secret = TotpSecret::generate();
        assert_eq!(
            TotpSecret::from_base32(&secret.spoken().to_lowercase()),
            Some(secret.clone())
        );
        assert_eq!(TotpSecret::from_base32("inte base32!"), None);
        let address = secret.address("Nordbod & Co", "agare@nordbod.example");
        assert!(
            address
                .starts_with("otpauth://totp/Nordbod%20%26%20Co:agare%40nordbod%2Eexample?secret=")
        );
    }
}
