//! A **rehearsal**: staff see the shop as any tier or company at a time to come. The pass is sealed and short-lived; whoever holds it sees, and buys nothing.
//! What differs from now is a comparison of its own ([`ask`]): asked once, answered at once where little can differ and by a job where much can, and kept for
//! some days.

mod ask;
mod compare;
pub mod listing;
mod store;

pub use ask::{AT_ONCE, BATCH, KEPT_FOR, Question, Step, advance, ask, forget_some};
pub(crate) use listing::named;

use jiff::SignedDuration;
use platform::auth::sealed::Vault;
use platform::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::Audience;
use crate::ids::{CompanyId, ShopId};

/// The purpose of the vault that seals passes.
pub const PURPOSE: &str = "rehearsal";
/// How long the link from the back office opens the shop.
pub const LINK_LIVES: SignedDuration = SignedDuration::from_mins(10);
/// How long a rehearsal lasts.
pub const LIVES: SignedDuration = SignedDuration::from_hours(2);
/// How far ahead can be looked.
pub const FURTHEST: SignedDuration = SignedDuration::from_hours(2 * 365 * 24);

/// Whom the shop is seen as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum As {
    /// Anyone of a tier.
    Tier(String),
    /// Somebody of a company.
    Company(CompanyId),
}

impl As {
    /// Whose prices they are.
    #[must_use]
    pub fn audience(&self) -> Audience<'_> {
        match self {
            Self::Tier(tier) => Audience::Tier(tier),
            Self::Company(company) => Audience::Company(*company),
        }
    }

    /// As the table has it: a tier's code, or a company.
    fn columns(&self) -> (Option<&str>, Option<CompanyId>) {
        match self {
            Self::Tier(tier) => (Some(tier), None),
            Self::Company(company) => (None, Some(*company)),
        }
    }

    /// From the table's columns, of which one is filled.
    fn from_columns(tier: Option<String>, company: Option<CompanyId>) -> Option<Self> {
        company.map(Self::Company).or(tier.map(Self::Tier))
    }
}

/// What a pass says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsal {
    /// The shop that it opens; the version before this one did not say it.
    #[serde(default)]
    pub shop: Option<ShopId>,
    /// Whom the shop is seen as.
    pub seen_as: As,
    /// What that is called, for the bar.
    pub name: String,
    /// The rehearsed moment.
    pub at: Timestamp,
    /// The link opens the shop until then; the shop's own pass has none.
    pub open_by: Option<Timestamp>,
    /// Until when it lasts.
    pub until: Timestamp,
}

impl Rehearsal {
    /// A pass to one shop, to be opened within a short while.
    #[must_use]
    pub fn begin(shop: ShopId, seen_as: As, name: String, at: Timestamp, now: Timestamp) -> Self {
        Self {
            shop: Some(shop),
            seen_as,
            name,
            at,
            open_by: Some(now.plus(LINK_LIVES)),
            until: now.plus(LIVES),
        }
    }

    /// Seals it for an address or a cookie.
    #[must_use]
    pub fn seal(&self, vault: &Vault) -> String {
        let plain = serde_json::to_vec(self).unwrap_or_default();
        data_encoding::BASE64URL_NOPAD.encode(&vault.seal(&plain, PURPOSE.as_bytes()))
    }

    /// Opens what [`Self::seal`] made; `None` for anything else, and for what has ended.
    #[must_use]
    pub fn open(vault: &Vault, text: &str, now: Timestamp) -> Option<Self> {
        let sealed = data_encoding::BASE64URL_NOPAD
            .decode(text.as_bytes())
            .ok()?;
        let plain = vault.open(&sealed, PURPOSE.as_bytes()).ok()?;
        let found: Self = serde_json::from_slice(&plain).ok()?;
        (now < found.until && found.open_by.is_none_or(|by| now < by)).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::tests::day;
    use super::*;
    use platform::secret::SecretKey;

    #[test]
    fn a_pass_opens_for_its_time_and_with_its_key_alone() {
        let vault = Vault::new(&SecretKey::new("one secret"), PURPOSE);
        let other = Vault::new(&SecretKey::new("another secret"), PURPOSE);
        let (now, at) = (day(0), day(30));
        let (shop, pro) = (ShopId(uuid::Uuid::nil()), As::Tier("pro".to_owned()));
        let pass = Rehearsal::begin(shop, pro, "Pro".to_owned(), at, now);
        let link = pass.seal(&vault);
        assert_eq!(Rehearsal::open(&vault, &link, now), Some(pass.clone()));
        assert_eq!(Rehearsal::open(&other, &link, now), None);
        assert_eq!(Rehearsal::open(&vault, &format!("{link}A"), now), None);
        assert_eq!(Rehearsal::open(&vault, "", now), None);
        let later = now.plus(LINK_LIVES);
        assert_eq!(Rehearsal::open(&vault, &link, later), None);
        let kept = Rehearsal {
            open_by: None,
            ..pass
        }
        .seal(&vault);
        assert!(Rehearsal::open(&vault, &kept, later).is_some());
        assert_eq!(Rehearsal::open(&vault, &kept, now.plus(LIVES)), None);
    }
}
