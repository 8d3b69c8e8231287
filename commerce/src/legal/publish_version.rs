//! **Publishing** a version: in Swedish and English together, at once or from a later moment. The checkout takes the version that holds when the order is
//! confirmed, and a shopper who has seen another is told.

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::store::{self, NewText};
use super::{KINDS, LONGEST_BODY, LONGEST_TITLE, listing};
use crate::ids::{LegalDocumentId, ShopId};

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Heading.
    pub title: String,
    /// Markdown.
    pub body: String,
}

impl Text {
    /// Whether it can be published.
    #[must_use]
    pub fn is_good(&self) -> bool {
        let title = self.title.trim();
        let body = self.body.trim();
        !title.is_empty()
            && title.chars().count() <= LONGEST_TITLE
            && !title.chars().any(char::is_control)
            && !body.is_empty()
            && body.chars().count() <= LONGEST_BODY
    }

    fn trimmed(&self) -> Self {
        Self {
            title: self.title.trim().to_owned(),
            // Browsers send two characters for a new line.
            body: self.body.trim().replace("\r\n", "\n"),
        }
    }
}

/// A version that is to be.
#[derive(Clone, Debug)]
pub struct NewVersion {
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// The Swedish text.
    pub sv: Text,
    /// The English text; `None` where it is missing, and the Swedish one is shown.
    pub en: Option<Text>,
    /// From when it holds; `None` for at once.
    pub from: Option<Timestamp>,
    /// The latest version when its writer began; 0 where there was none.
    pub seen: i32,
}

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// There is no such kind.
    #[error("no such kind")]
    Unknown,
    /// A heading or a text is missing or too long.
    #[error("a text is missing or too long")]
    Faulty,
    /// It would hold from a moment that is past, or before the version before it.
    #[error("the moment is too early")]
    TooEarly(Timestamp),
    /// It says what the latest version says.
    #[error("nothing differs from the latest version")]
    Unchanged,
    /// Somebody else has published one meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Publishes a version; gives its number.
///
/// # Errors
/// [`PublishError`]; the transaction is to be dropped then.
pub async fn publish_version(
    tx: &mut Tx,
    shop_id: ShopId,
    new: &NewVersion,
) -> Result<i32, PublishError> {
    if !KINDS.contains(&new.kind) {
        return Err(PublishError::Unknown);
    }
    if !new.sv.is_good() || new.en.as_ref().is_some_and(|text| !text.is_good()) {
        return Err(PublishError::Faulty);
    }
    let (sv, en) = (new.sv.trimmed(), new.en.as_ref().map(Text::trimmed));
    let heads = listing::heads(tx, shop_id, Some(new.kind)).await?;
    let latest = heads.iter().map(|head| head.version).max().unwrap_or(0);
    if latest != new.seen {
        return Err(PublishError::ChangedMeanwhile);
    }
    let now = tx.now();
    let from = new.from.unwrap_or(now);
    let earliest = heads.iter().map(|head| head.published_at).max();
    let earliest = earliest.map_or(now, |before| before.max(now));
    if from < earliest {
        return Err(PublishError::TooEarly(earliest));
    }
    if says_the_same(tx, shop_id, (new.kind, latest), (&sv, en.as_ref())).await? {
        return Err(PublishError::Unchanged);
    }
    let version = latest + 1;
    let id = LegalDocumentId::generate();
    let texts = [
        ("sv", Some(&sv), id),
        ("en", en.as_ref(), LegalDocumentId::generate()),
    ];
    for (locale, text, id) in texts {
        let text = NewText {
            id,
            locale,
            version,
            text: text.map(|text| (text.title.as_str(), text.body.as_str())),
            published_at: from,
        };
        if !store::insert(tx, shop_id, new.kind, &text).await? {
            return Err(PublishError::ChangedMeanwhile);
        }
    }
    let after = json!({ "kind": new.kind, "version": version, "from": from, "languages": if en.is_some() { ["sv", "en"].as_slice() } else { &["sv"] } });
    tx.audit(Change::deed("document.published", "document", id).with_after(&after))
        .await?;
    Ok(version)
}

async fn says_the_same(
    tx: &mut Tx,
    shop_id: ShopId,
    (kind, latest): (&str, i32),
    (sv, en): (&Text, Option<&Text>),
) -> Result<bool, DbError> {
    let held = listing::texts(tx, shop_id, kind, latest).await?;
    let of = |locale: &str| {
        let found = held.iter().find(|text| text.locale == locale)?;
        Some(Text {
            title: found.title.clone(),
            body: found.body.clone(),
        })
    };
    Ok(!held.is_empty() && of("sv").as_ref() == Some(sv) && of("en").as_ref() == en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_a_heading_and_an_end() {
        let text = |title: &str, body: &str| Text {
            title: title.to_owned(),
            body: body.to_owned(),
        };
        assert!(text("Köpvillkor", "## Priser\n\nInklusive moms.").is_good());
        for wrong in [
            text(" ", "x"),
            text("x", " \n "),
            text("a\nb", "x"),
            text(&"å".repeat(LONGEST_TITLE + 1), "x"),
            text("x", &"å".repeat(LONGEST_BODY + 1)),
        ] {
            assert!(!wrong.is_good(), "{wrong:?}");
        }
    }
}
