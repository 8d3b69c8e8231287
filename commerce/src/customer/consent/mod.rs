//! **Consents**: what a customer has agreed to, and taken back. Rows are only added, with the words that were shown, which version of them it was, and
//! which version of the text about personal data held.

pub mod store;

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::Session;
use crate::ids::{CustomerId, ShopId};
use crate::{legal, locks, review};

/// What may be agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// News and offers by mail.
    Newsletter,
    /// Questions about a purchase.
    Surveys,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::Newsletter, Self::Surveys];

    /// The word in the table.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Newsletter => "newsletter",
            Self::Surveys => "surveys",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}

/// An answer, as it was given.
#[derive(Clone, Debug)]
pub struct Answer {
    /// See [`Purpose`].
    pub purpose: String,
    /// Given or taken back.
    pub is_given: bool,
    /// The words that were shown.
    pub words: String,
    /// The number of that wording among those of its language; none for answers from before they were counted.
    pub wording: Option<i32>,
    /// The language of the words: `sv` or `en`.
    pub locale: Option<String>,
    /// The version of the text about personal data that held then; none where there was none, and for answers from before it was kept.
    pub privacy_version: Option<i32>,
    /// When.
    pub at: Timestamp,
}

/// What was shown to whoever answers.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// In which shop.
    pub shop_id: ShopId,
    /// `sv` or `en`.
    pub locale: &'a str,
    /// The words.
    pub words: &'a str,
}

/// How it stands with a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The customer agrees.
    Yes,
    /// The customer does not.
    No,
    /// Nothing has been said.
    Unanswered,
}

impl Standing {
    /// The word in keys of texts.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unanswered => "unanswered",
        }
    }
}

/// How it stands with a purpose, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// For what.
    pub purpose: Purpose,
    /// How.
    pub is: Standing,
    /// Since when; none when nothing has been said.
    pub since: Option<Timestamp>,
}

/// Notes an answer. The same answer twice in a row is one.
///
/// # Errors
/// Database errors.
pub async fn answer(
    tx: &mut Tx,
    session: &Session,
    purpose: Purpose,
    is_given: bool,
    asked: Asked<'_>,
) -> Result<(), DbError> {
    if !locks::lock_customer(tx, session.customer).await? {
        return Ok(());
    }
    // Whoever agrees to be asked takes back what they said by the link in such a mail.
    let is_back = is_given
        && purpose == Purpose::Surveys
        && review::ask::opt_in(tx, session.customer).await?;
    let latest = store::latest(tx, session.customer, purpose).await?;
    if latest == Some(is_given) && !is_back {
        return Ok(());
    }
    let wording = store::wording(tx, purpose, asked).await?;
    let now = tx.now();
    let privacy = legal::current(tx, asked.shop_id, "privacy", asked.locale, now).await?;
    let new = store::NewAnswer {
        purpose,
        is_given,
        words: asked.words,
        wording,
        privacy: privacy.map(|document| document.id),
    };
    store::insert(tx, session.customer, &new).await?;
    let after = json!({ "purpose": purpose.code(), "is_given": is_given });
    tx.audit(Change::deed("customer.consent", "customer", session.customer).with_after(&after))
        .await
}

/// How it stands with every purpose: what a customer has answered last, or said by the link in a mail.
///
/// # Errors
/// Database errors.
pub async fn standing(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<[Stand; 2], DbError> {
    let answers = store::standing(conn, customer).await?;
    let stopped = review::ask::stopped_at(conn, customer).await?;
    Ok(Purpose::ALL.map(|purpose| {
        let latest = answers.iter().find(|one| one.purpose == purpose.code());
        let stopped = stopped.filter(|_| purpose == Purpose::Surveys);
        let (is, since) = match (latest, stopped) {
            (Some(one), None) if one.is_given => (Standing::Yes, Some(one.at)),
            (Some(one), _) if !one.is_given => (Standing::No, Some(one.at)),
            (_, Some(at)) => (Standing::No, Some(at)),
            _ => (Standing::Unanswered, None),
        };
        Stand { purpose, is, since }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_are_named_as_in_the_table() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::from_code(purpose.code()), Some(purpose));
        }
        assert_eq!(Purpose::from_code("x"), None);
    }
}
