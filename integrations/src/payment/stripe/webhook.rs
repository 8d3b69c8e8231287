//! Messages from Stripe: `Stripe-Signature: t=<unix>,v1=<hex>[,v1=<hex>]` over `"<t>." + body`, HMAC-SHA256 with the whole secret as key.

use hmac::{Hmac, KeyInit, Mac};
use platform::clock::Timestamp;
use sha2::Sha256;

/// The header that carries the signature.
pub const SIGNATURE_HEADER: &str = "stripe-signature";
/// How far a message's time may lie from ours, in seconds, either way.
pub const TOLERANCE_SECONDS: i64 = 300;
/// Signatures read from one header. While a secret is replaced there are two.
const MOST_SIGNATURES: usize = 16;

/// The header's value for `body` sent at `at`. Used by the stand-in, and by tests.
#[must_use]
pub fn sign(secret: &str, at: Timestamp, body: &[u8]) -> String {
    let t = at.as_second();
    let digest = keyed(secret, t, body)
        .map(|mac| mac.finalize().into_bytes().to_vec())
        .unwrap_or_default();
    format!("t={t},v1={}", data_encoding::HEXLOWER.encode(&digest))
}

/// Whether `header` was made over `body` with one of `secrets`, within [`TOLERANCE_SECONDS`] of `now`.
#[must_use]
pub fn is_genuine(header: &str, body: &[u8], secrets: &[String], now: Timestamp) -> bool {
    let mut time = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", value)) if time.is_none() => time = value.parse::<i64>().ok(),
            Some(("v1", value)) if signatures.len() < MOST_SIGNATURES => {
                signatures.extend(data_encoding::HEXLOWER_PERMISSIVE.decode(value.as_bytes()));
            }
            // v0 is a scheme for tests that is not to be believed; later ones are unknown.
            _ => {}
        }
    }
    let Some(time) = time else { return false };
    if now.as_second().abs_diff(time) > TOLERANCE_SECONDS.unsigned_abs() {
        return false;
    }
    secrets.iter().any(|secret| {
        signatures.iter().any(|signature| {
            keyed(secret, time, body).is_some_and(|mac| mac.verify_slice(signature).is_ok())
        })
    })
}

/// `None` never happens: HMAC takes a key of any length.
fn keyed(secret: &str, time: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(time.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_microsecond(second * 1_000_000).unwrap()
    }

    fn secrets(all: &[&str]) -> Vec<String> {
        all.iter().map(|s| (*s).to_owned()).collect()
    }

    #[test]
    fn a_signature_made_elsewhere_is_accepted() {
        // printf '1700000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
        let header =
            "t=1700000000,v1=c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";
        assert!(is_genuine(
            header,
            br#"{"id":"evt_1"}"#,
            &secrets(&["whsec_test"]),
            at(1_700_000_010)
        ));
    }

    #[test]
    fn time_body_and_secret_are_all_bound() {
        let header = sign("whsec_a", at(1000), b"body");
        assert!(is_genuine(
            &header,
            b"body",
            &secrets(&["whsec_a"]),
            at(1000)
        ));
        assert!(!is_genuine(
            &header,
            b"bodY",
            &secrets(&["whsec_a"]),
            at(1000)
        ));
        assert!(!is_genuine(
            &header,
            b"body",
            &secrets(&["whsec_b"]),
            at(1000)
        ));
        assert!(!is_genuine(
            &header.replace("t=1000", "t=1001"),
            b"body",
            &secrets(&["whsec_a"]),
            at(1000)
        ));
        assert!(!is_genuine(&header, b"body", &[], at(1000)));
    }

    #[test]
    fn a_recorded_message_cannot_be_played_back_later() {
        let header = sign("whsec_a", at(10_000), b"body");
        let genuine = |now| is_genuine(&header, b"body", &secrets(&["whsec_a"]), at(now));
        assert!(genuine(10_300) && genuine(9_700));
        assert!(!genuine(10_301) && !genuine(9_699));
    }

    #[test]
    fn either_secret_and_any_of_several_signatures_will_do_while_a_secret_is_replaced() {
        let (old, new) = (
            sign("whsec_old", at(1000), b"x"),
            sign("whsec_new", at(1000), b"x"),
        );
        let both = format!("{old},{}", new.split_once(',').unwrap().1);
        assert!(is_genuine(&both, b"x", &secrets(&["whsec_new"]), at(1000)));
        assert!(is_genuine(&both, b"x", &secrets(&["whsec_old"]), at(1000)));
        assert!(is_genuine(
            &old,
            b"x",
            &secrets(&["whsec_new", "whsec_old"]),
            at(1000)
        ));
    }

    #[test]
    fn what_is_not_a_signature_is_refused() {
        for header in [
            "",
            "t=1000",
            "v1=00",
            "t=,v1=",
            "t=x,v1=00",
            "t=1000,v0=00",
            "t=1000,v1=zz",
            "t=99999999999999999999,v1=00",
            "=,=,,",
        ] {
            assert!(
                !is_genuine(header, b"x", &secrets(&["whsec_a"]), at(1000)),
                "{header}"
            );
        }
        let only_v0 = sign("whsec_a", at(1000), b"x").replace("v1=", "v0=");
        assert!(!is_genuine(
            &only_v0,
            b"x",
            &secrets(&["whsec_a"]),
            at(1000)
        ));
    }

    proptest::proptest! {
        #[test]
        fn no_header_makes_it_stumble(header in ".{0,200}", body: Vec<u8>) {
            proptest::prop_assert!(!is_genuine(&header, &body, &secrets(&["whsec_a"]), at(1000)));
        }
    }
}
