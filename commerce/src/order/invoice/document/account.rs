//! Where invoices are **paid to**: what staff have laid down, and every invoice that is issued from then on says.

use platform::audit::Change;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::reference::check_digit;
use super::{listing, store};
use crate::ids::ShopId;

/// An account. Each part may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// `5050-1055`.
    pub bankgiro: String,
    /// Without spaces.
    pub iban: String,
    /// Eight or eleven letters and digits.
    pub bic: String,
}

impl Account {
    /// Whether anything can be paid to it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bankgiro.is_empty() && self.iban.is_empty()
    }

    /// The IBAN as people read it, in groups of four.
    #[must_use]
    pub fn iban_in_groups(&self) -> String {
        let characters: Vec<char> = self.iban.chars().collect();
        let groups = characters.chunks(4).map(|group| group.iter().collect());
        groups.collect::<Vec<String>>().join(" ")
    }
}

/// Why an account was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveAccountError {
    /// Somebody has saved another since it was read.
    #[error("the account has changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The account of a shop, and its row version; 0: there is none yet.
///
/// # Errors
/// Database errors.
pub async fn account(conn: &mut PgConnection, shop: ShopId) -> Result<(Account, i32), DbError> {
    listing::account(conn, shop).await
}

/// Saves a shop's account that still is as it was read.
///
/// # Errors
/// [`SaveAccountError`]; the transaction is to be dropped then.
pub async fn save(
    tx: &mut Tx,
    shop: ShopId,
    draft: &Account,
    row_version: i32,
) -> Result<(), SaveAccountError> {
    let (held, _) = listing::account(tx, shop).await?;
    if !store::save_account(tx, shop, draft, row_version).await? {
        return Err(SaveAccountError::ChangedMeanwhile);
    }
    let told = |of: &Account| json!({ "bankgiro": of.bankgiro, "iban": of.iban, "bic": of.bic });
    let (before, after) = (told(&held), told(draft));
    let change = Change {
        action: "invoice_account.changed",
        subject: ("shop", Some(shop.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    };
    Ok(tx.audit(change).await?)
}

/// A bankgiro number as it is kept: seven or eight digits with a right check digit. Empty stays empty.
#[must_use]
pub fn parse_bankgiro(text: &str) -> Option<String> {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    if bare.is_empty() {
        return Some(bare);
    }
    if !(7..=8).contains(&bare.len()) || !bare.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (body, last) = bare.split_at(bare.len() - 1);
    let (first, rest) = bare.split_at(bare.len() - 4);
    (check_digit(body).to_string() == last).then(|| format!("{first}-{rest}"))
}

/// An IBAN as it is kept: with a right remainder by 97 (ISO 13616). Empty stays empty.
#[must_use]
pub fn parse_iban(text: &str) -> Option<String> {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if bare.is_empty() {
        return Some(bare);
    }
    let is_written_right = (15..=34).contains(&bare.len())
        && bare.bytes().all(|b| b.is_ascii_alphanumeric())
        && bare.bytes().take(2).all(|b| b.is_ascii_uppercase())
        && bare.bytes().skip(2).take(2).all(|b| b.is_ascii_digit());
    if !is_written_right {
        return None;
    }
    let (head, rest) = bare.split_at(4);
    let remainder = rest
        .bytes()
        .chain(head.bytes())
        .fold(0_u32, |so_far, byte| {
            if byte.is_ascii_digit() {
                (so_far * 10 + u32::from(byte - b'0')) % 97
            } else {
                (so_far * 100 + u32::from(byte - b'A') + 10) % 97
            }
        });
    (remainder == 1).then_some(bare)
}

/// A bank's code (ISO 9362) as it is kept. Empty stays empty.
#[must_use]
pub fn parse_bic(text: &str) -> Option<String> {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let is_right = bare.is_empty()
        || ([8, 11].contains(&bare.len())
            && bare.bytes().all(|b| b.is_ascii_alphanumeric())
            && bare.bytes().take(6).all(|b| b.is_ascii_uppercase()));
    is_right.then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_checked_as_their_banks_do() {
        assert_eq!(parse_bankgiro("5050-1055").as_deref(), Some("5050-1055"));
        assert_eq!(parse_bankgiro("50501055").as_deref(), Some("5050-1055"));
        assert_eq!(parse_bankgiro(" ").as_deref(), Some(""));
        for wrong in ["5050-1054", "123", "505010555", "x"] {
            assert_eq!(parse_bankgiro(wrong), None, "{wrong}");
        }
        let iban = "SE45 5000 0000 0583 9825 7466";
        assert_eq!(
            parse_iban(iban).as_deref(),
            Some("SE4550000000058398257466")
        );
        let written = |text: &str| {
            let account = Account {
                iban: parse_iban(text).unwrap_or_default(),
                ..Account::default()
            };
            account.iban_in_groups()
        };
        assert_eq!(written("SE4550000000058398257466"), iban);
        assert_eq!(written("NO9386011117947"), "NO93 8601 1117 947");
        assert_eq!(written(""), "");
        for wrong in [
            "SE4550000000058398257467",
            "SE45",
            "4550000000058398257466SE",
            "SEÅ",
        ] {
            assert_eq!(parse_iban(wrong), None, "{wrong}");
        }
        assert_eq!(parse_bic("eSSEsess").as_deref(), Some("ESSESESS"));
        assert_eq!((parse_bic("ESSE"), parse_bic("12345678")), (None, None));
    }
}
