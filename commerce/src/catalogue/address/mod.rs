//! The **address** of a product or category: a slug per language, with its history, so that an old address leads to the present one.

mod store;

use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

/// What an address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A product.
    Product,
    /// A category.
    Category,
}

impl Kind {
    /// As it is kept.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Category => "category",
        }
    }
}

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// To this product or category.
    Current(Uuid),
    /// Once to something that has another address now: redirect for good.
    Moved(String),
    /// Nowhere.
    Unknown,
}

pub(crate) use store::is_numbered;

/// Longest slug that the table takes.
const LONGEST: usize = 200;

/// Whether a text can be an address at all. What cannot is not asked for: PostgreSQL refuses NUL, and long nonsense costs.
pub(crate) fn is_possible(slug: &str) -> bool {
    slug.len() <= LONGEST && !slug.contains('\0')
}

/// Looks an address up.
///
/// # Errors
/// Database errors.
pub async fn resolve(
    conn: &mut PgConnection,
    kind: Kind,
    locale: &str,
    slug: &str,
) -> Result<Resolved, DbError> {
    if !is_possible(slug) {
        return Ok(Resolved::Unknown);
    }
    store::resolve(conn, kind, locale, slug).await
}

/// The current addresses of a thing by locale.
///
/// # Errors
/// Database errors.
pub async fn slugs_of(
    conn: &mut PgConnection,
    target_id: Uuid,
) -> Result<Vec<(String, String)>, DbError> {
    store::slugs_of(conn, target_id).await
}

/// Gives a thing an address, keeping the one it had as a redirect. When another thing has or had the address, a number is added. Gives the address
/// that it got.
///
/// # Errors
/// Database errors.
pub async fn set_free_slug(
    tx: &mut Tx,
    kind: Kind,
    target_id: Uuid,
    locale: &str,
    wanted: &str,
) -> Result<String, DbError> {
    let got = set_free_slugs(tx, kind, locale, &[(target_id, wanted.to_owned())]).await?;
    Ok(got
        .into_iter()
        .next()
        .map_or_else(String::new, |(_, slug)| slug))
}

/// Gives many things their addresses at once. An address that a thing has, or has with a number, is left as it is. Gives what each got.
///
/// # Errors
/// Database errors.
pub async fn set_free_slugs(
    tx: &mut Tx,
    kind: Kind,
    locale: &str,
    wanted: &[(Uuid, String)],
) -> Result<Vec<(Uuid, String)>, DbError> {
    let wanted: Vec<(Uuid, String)> = wanted
        .iter()
        .map(|(id, text)| (*id, or_id(slugify(text), *id)))
        .collect();
    store::set_free_slugs(tx, kind, locale, &wanted).await
}

/// A name in which nothing can stand in an address is addressed by its id.
fn or_id(slug: String, id: Uuid) -> String {
    if slug.is_empty() {
        id.to_string()
    } else {
        slug
    }
}

/// A text as an address: lower case, words joined by `-`, Swedish and other Latin letters by their base (`Skärbräda Näs` -> `skarbrada-nas`).
/// At most 180 characters, so that a number still fits. Empty when nothing is left.
#[must_use]
pub fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars().flat_map(char::to_lowercase) {
        let base = base_of(letter);
        if base.is_empty() {
            gap = true;
            continue;
        }
        if gap && !slug.is_empty() {
            slug.push('-');
        }
        gap = false;
        slug.push_str(base);
        if slug.len() >= 180 {
            break;
        }
    }
    slug.truncate(180);
    slug.trim_end_matches('-').to_owned()
}

fn base_of(letter: char) -> &'static str {
    const ASCII: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
    if let Some(at) = ASCII.find(letter) {
        return &ASCII[at..=at];
    }
    match letter {
        'å' | 'ä' | 'á' | 'à' | 'â' | 'ã' | 'ā' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ð' | 'đ' | 'ď' => "d",
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'í' | 'ì' | 'î' | 'ï' | 'ī' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ö' | 'ø' | 'ó' | 'ò' | 'ô' | 'õ' | 'ō' => "o",
        'œ' => "oe",
        'ř' => "r",
        'š' | 'ś' => "s",
        'ß' => "ss",
        'þ' => "th",
        'ť' => "t",
        'ü' | 'ú' | 'ù' | 'û' | 'ū' | 'ů' => "u",
        'ý' | 'ÿ' => "y",
        'ž' | 'ź' | 'ż' => "z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn swedish_names_keep_their_base_letters() {
        assert_eq!(slugify("Skärbräda Näs"), "skarbrada-nas");
        assert_eq!(slugify("Salt- & pepparkvarn Par"), "salt-pepparkvarn-par");
        assert_eq!(slugify("  Vas Ås 28 cm!  "), "vas-as-28-cm");
        assert_eq!(slugify("日本"), "");
    }

    proptest! {
        #[test]
        fn every_slug_fits_the_table(text in "\\PC{0,300}") {
            let slug = slugify(&text);
            prop_assert!(slug.len() <= 180);
            let fits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            prop_assert!(slug.is_empty() || slug.split('-').all(fits));
        }
    }
}
