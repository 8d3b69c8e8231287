//! Reading notices.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::{NoticeState, UnlinkedNotice};
use crate::ids::{OrderId, ReturnId, WithdrawalNoticeId};

/// A notice.
///
/// # Errors
/// Database errors.
pub async fn by_id(
    conn: &mut PgConnection,
    id: WithdrawalNoticeId,
) -> Result<Option<UnlinkedNotice>, DbError> {
    let found = notices(conn, Some(id), 1).await?;
    Ok(found.into_iter().next())
}

/// Notices that wait for staff, the oldest first, at most so many.
///
/// # Errors
/// Database errors.
pub async fn waiting(conn: &mut PgConnection, limit: i64) -> Result<Vec<UnlinkedNotice>, DbError> {
    notices(conn, None, limit).await
}

/// How many notices wait for staff, never counting beyond `most`; and since when the oldest does.
///
/// # Errors
/// Database errors.
pub async fn waiting_since(
    conn: &mut PgConnection,
    most: i64,
) -> Result<(i64, Option<Timestamp>), DbError> {
    let row = sqlx::query!(
        r#"select count(*) as "count!", min(made_at) as "oldest?: Timestamp"
           from (select made_at from withdrawal_notices where state = 'open' order by made_at limit $1) o"#,
        most
    )
    .fetch_one(conn)
    .await?;
    Ok((row.count, row.oldest))
}

async fn notices(
    conn: &mut PgConnection,
    id: Option<WithdrawalNoticeId>,
    limit: i64,
) -> Result<Vec<UnlinkedNotice>, DbError> {
    let rows = sqlx::query!(
        r#"select id, number, order_number, name, email, goods, locale, made_at as "made_at: Timestamp", state, order_id, return_id, answer, row_version
           from withdrawal_notices where id = $1 or ($1::uuid is null and state = 'open') order by made_at, id limit $2"#,
        id.map(|id| id.0),
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(UnlinkedNotice {
                id: WithdrawalNoticeId(row.id),
                number: row.number,
                order_number: row.order_number,
                name: row.name,
                email: row.email,
                goods: row.goods,
                locale: row.locale,
                made_at: row.made_at,
                state: NoticeState::from_column(&row.state)
                    .ok_or_else(|| DbError::Decode("unknown state of a notice".into()))?,
                order_id: row.order_id.map(OrderId),
                return_id: row.return_id.map(ReturnId),
                answer: row.answer,
                row_version: row.row_version,
            })
        })
        .collect()
}
