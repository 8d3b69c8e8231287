//! How long one must wait after failed log-ins.
//!
//! The rule, in words:
//! - Failures are counted per *address* (IPv4 address, IPv6 /64), per *account*, and per *known device* of an account. A browser
//!   becomes a known device when it completes both steps; it then carries a secret of its own in a cookie.
//! - The first few failures of each cost nothing. After that each failure doubles the wait, from one second up to a ceiling.
//! - An attempt from a known device counts against that device and its address only, never against the account. So a stranger who
//!   fails on purpose, all day, from anywhere, makes *strangers* wait for that account; its owner's own browser is not held up.
//! - No failure locks anything for ever: the ceiling is minutes, a success forgets the device's (or the account's) failures, and a
//!   day without failures forgets all. An owner on a new device may have to try more than once after the ceiling, while strangers try without
//!   end: a link by mail is the way in then, since a link that was sent lately is answered like one that is sent now.
//! - A wait is answered before the password is looked at, and looks the same whether or not the account exists.
//!
//! With the ceiling of five minutes a guesser has under 300 tries a day against one account, and a code of six digits would take
//! them some two years at even odds, with the right password in hand, while the audit log tells how many there were.

use jiff::SignedDuration;

use crate::clock::Timestamp;

/// What failures are counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// A network address, whatever accounts it tries. Generous: an office shares one.
    Address,
    /// An account, from devices that it does not know.
    Account,
    /// A device that has logged in to the account before.
    Device,
}

impl Counted {
    /// Failures that cost nothing.
    #[must_use]
    pub fn free(self) -> i32 {
        match self {
            Self::Address => 20,
            Self::Account => 5,
            Self::Device => 8,
        }
    }

    /// Longest wait.
    #[must_use]
    pub fn ceiling(self) -> SignedDuration {
        match self {
            Self::Address => SignedDuration::from_mins(15),
            Self::Account => SignedDuration::from_mins(5),
            Self::Device => SignedDuration::from_mins(2),
        }
    }
}

/// Failures older than this are forgotten.
pub const MEMORY: SignedDuration = SignedDuration::from_hours(24);

/// How long to wait after the `failures`-th failure in a row.
#[must_use]
pub fn wait_after(counted: Counted, failures: i32) -> SignedDuration {
    let over = failures - counted.free();
    if over <= 0 {
        return SignedDuration::ZERO;
    }
    let doublings = u32::try_from(over - 1).unwrap_or(0).min(20);
    SignedDuration::from_secs(1_i64 << doublings).min(counted.ceiling())
}

/// What is left to wait at `now`, or nothing.
#[must_use]
pub fn remaining(blocked_until: Option<Timestamp>, now: Timestamp) -> Option<SignedDuration> {
    let left = blocked_until?.since(now);
    left.is_positive().then_some(left)
}

/// The key of an address: IPv6 by its /64, since a household or a server has all of one.
#[must_use]
pub fn address_key(address: std::net::IpAddr) -> String {
    match address.to_canonical() {
        std::net::IpAddr::V4(v4) => format!("address:{v4}"),
        std::net::IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_ceiling_and_never_last() {
        for counted in [Counted::Address, Counted::Account, Counted::Device] {
            let mut before = SignedDuration::ZERO;
            for failures in 0..10_000 {
                let wait = wait_after(counted, failures);
                assert!(wait >= before && wait <= counted.ceiling());
                before = wait;
            }
            assert!(wait_after(counted, counted.free()).is_zero());
            assert_eq!(wait_after(counted, counted.free() + 1).as_secs(), 1);
            assert_eq!(wait_after(counted, counted.free() + 4).as_secs(), 8);
            assert_eq!(wait_after(counted, i32::MAX), counted.ceiling());
        }
    }

    #[test]
    fn addresses() {
        let key = |text: &str| address_key(text.parse().unwrap());
        assert_eq!(key("192.0.2.7"), "address:192.0.2.7");
        assert_eq!(key("::ffff:192.0.2.7"), "address:192.0.2.7");
        assert_eq!(key("2001:db8:1:2:3::4"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::"), key("2001:db8:1:3::"));
    }
}
