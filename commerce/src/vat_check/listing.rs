//! Reading checks, and by what terms a shop taxes what crosses borders.

use jiff::SignedDuration;
use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection};

use super::{Outcome, PAUSE, VatCheck};
use crate::ids::{ShopId, VatCheckId};
use crate::setting::{Key, Settings};

/// By what terms a shop taxes what crosses borders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VatTerms {
    /// The country that it sells from.
    pub country: String,
    /// Its own VAT number.
    pub vat_number: String,
    /// What it sells in.
    pub currency: String,
    /// The first day on which it accounts for VAT by the One Stop Shop; none: it does not.
    pub oss_since: Option<Date>,
    /// The share of the threshold, in per cent, from which staff are warned.
    pub near_percent: i64,
    /// Whether an earlier answer stands in for one that does not come; else VAT is charged.
    pub trusts_earlier: bool,
    /// How long an answer may be used again.
    pub answer_hours: i64,
}

impl VatTerms {
    /// How long what a register said is not asked again.
    #[must_use]
    pub fn kept_for(&self, check: &VatCheck) -> SignedDuration {
        match check.outcome {
            Outcome::Unanswered => PAUSE,
            Outcome::Valid | Outcome::Invalid => SignedDuration::from_hours(self.answer_hours),
        }
    }
}

/// A shop's terms; those that hold while the merchant has laid down none where there are none.
///
/// # Errors
/// Database errors, among them that there is no such shop.
pub async fn terms(conn: &mut PgConnection, shop: ShopId) -> Result<VatTerms, DbError> {
    let row = sqlx::query!(
        r#"select country::text as "country!", vat_number, currency::text as "currency!", settings_of(id) as "settings!" from shops where id = $1"#,
        shop.0
    )
    .fetch_one(conn)
    .await?;
    let settings = Settings::from_json(row.settings);
    Ok(VatTerms {
        country: row.country,
        vat_number: row.vat_number,
        currency: row.currency,
        oss_since: settings.day(Key::OssSince).map(Date),
        near_percent: settings.number(Key::OssNear),
        trusts_earlier: settings.is_on(Key::TrustsEarlier),
        answer_hours: settings.number(Key::AnswerHours),
    })
}

struct Row {
    id: VatCheckId,
    vat_number: String,
    outcome: String,
    name: String,
    address: String,
    consultation_number: Option<String>,
    asked_at: Timestamp,
}

impl TryFrom<Row> for VatCheck {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            vat_number: row.vat_number,
            outcome: Outcome::from_column(&row.outcome)
                .ok_or_else(|| DbError::Decode("unknown outcome of a VAT check".into()))?,
            name: row.name,
            address: row.address,
            consultation_number: row.consultation_number,
            asked_at: row.asked_at,
        })
    }
}

/// The latest check of a number, whatever became of it.
///
/// # Errors
/// Database errors.
pub async fn latest(
    conn: &mut PgConnection,
    vat_number: &str,
) -> Result<Option<VatCheck>, DbError> {
    let row = sqlx::query_as!(
        Row,
        r#"select id as "id!: VatCheckId", vat_number, outcome, name, address, consultation_number, asked_at
           from vat_checks where vat_number = $1 order by asked_at desc, id desc limit 1"#,
        vat_number
    )
    .fetch_optional(conn)
    .await?;
    row.map(VatCheck::try_from).transpose()
}

/// The latest check of a number that the register answered.
///
/// # Errors
/// Database errors.
pub async fn latest_answered(
    conn: &mut PgConnection,
    vat_number: &str,
) -> Result<Option<VatCheck>, DbError> {
    let row = sqlx::query_as!(
        Row,
        r#"select id as "id!: VatCheckId", vat_number, outcome, name, address, consultation_number, asked_at
           from vat_checks where vat_number = $1 and outcome <> 'unanswered' order by asked_at desc, id desc limit 1"#,
        vat_number
    )
    .fetch_optional(conn)
    .await?;
    row.map(VatCheck::try_from).transpose()
}

/// The check that an order rests on; none when it rests on none.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order: crate::ids::OrderId,
) -> Result<Option<VatCheck>, DbError> {
    let row = sqlx::query_as!(
        Row,
        r#"select c.id as "id!: VatCheckId", c.vat_number, c.outcome, c.name, c.address, c.consultation_number, c.asked_at
           from orders o join vat_checks c on c.id = o.vat_check_id where o.id = $1"#,
        order.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(VatCheck::try_from).transpose()
}
