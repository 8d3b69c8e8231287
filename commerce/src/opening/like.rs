//! A further shop of a seller that has one: written down as the other stands.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::{FirstText, Opening, listing};
use crate::catalogue::shop::Shop;
use crate::ids::ShopId;
use crate::legal::KINDS;
use crate::legal::listing::{heads, texts};
use crate::legal::publish_version::Text;
use crate::order::invoice::document::account;

/// Whether a text may be the code of a shop: small letters a-z, digits and hyphens, a letter first, no hyphen last, 40 at most.
#[must_use]
pub fn is_code(text: &str) -> bool {
    text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The opening of a shop with another code and name and the same seller, currency, countries, ways of freight and to pay, account, and texts of the law, where
/// they are in both languages. Goods, places and VAT are common to the shops.
///
/// # Errors
/// Database errors.
pub async fn like(
    conn: &mut PgConnection,
    other: &Shop,
    (code, name): (&str, &str),
    now: Timestamp,
) -> Result<Opening, DbError> {
    let (account, version) = account::account(conn, other.id).await?;
    Ok(Opening {
        shop: Shop {
            id: ShopId::generate(),
            code: code.to_owned(),
            name: name.to_owned(),
            ..other.clone()
        },
        account: (version > 0).then_some(account),
        locations: Vec::new(),
        vat_classes: Vec::new(),
        freight: listing::freight(conn, other.id).await?,
        manufacturers: Vec::new(),
        attributes: Vec::new(),
        texts: first_texts(conn, other.id, now).await?,
    })
}

/// The texts that hold, in both languages.
async fn first_texts(
    conn: &mut PgConnection,
    shop: ShopId,
    now: Timestamp,
) -> Result<Vec<FirstText>, DbError> {
    let mut all = Vec::new();
    for kind in KINDS {
        let heads = heads(conn, shop, Some(kind)).await?;
        let begun = heads.iter().filter(|head| head.published_at <= now);
        let Some(version) = begun.map(|head| head.version).max() else {
            continue;
        };
        let found = texts(conn, shop, kind, version).await?;
        let of = |locale: &str| {
            let text = found.iter().find(|text| text.locale == locale)?;
            Some(Text {
                title: text.title.clone(),
                body: text.body.clone(),
            })
        };
        if let (Some(sv), Some(en)) = (of("sv"), of("en")) {
            all.push(FirstText { kind, sv, en });
        }
    }
    Ok(all)
}
