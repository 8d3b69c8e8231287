//! Writing mails.

use uuid::Uuid;

use super::NewMail;
use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::MailId;

/// A mail as it is handed to the transport.
#[derive(Clone, Debug)]
pub struct StoredMail {
    /// Which.
    pub id: MailId,
    /// `Name <address>`.
    pub sender: String,
    /// Address.
    pub recipient: String,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// Where more of its kind are said no to.
    pub unsubscribe_url: Option<String>,
    /// Subject line.
    pub subject: String,
    /// Text body.
    pub body_text: String,
    /// HTML body.
    pub body_html: Option<String>,
    /// `pending`, `sent` or `failed`.
    pub state: String,
    /// The transport's answer, once it is sent.
    pub receipt: Option<String>,
}

/// Keeps a mail that is to be sent; asked for again, gives the one that is kept already.
///
/// # Errors
/// Database errors.
pub async fn keep(tx: &mut Tx, mail: &NewMail) -> Result<MailId, DbError> {
    let now = tx.now();
    let (subject_kind, subject_id) = mail.subject_of.unzip();
    let id: Uuid = sqlx::query_scalar!(
        "insert into mails (id, kind, subject_kind, subject_id, dedup_key, sender, recipient, reply_to, subject, body_text, body_html, locale, created_at,
                            unsubscribe_url)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict on constraint mails_dedup_key_key do update set dedup_key = excluded.dedup_key
         returning id",
        MailId::generate().0,
        mail.kind,
        subject_kind,
        subject_id,
        mail.dedup_key,
        mail.sender,
        mail.recipient,
        mail.reply_to,
        mail.subject,
        mail.body_text,
        mail.body_html,
        mail.locale,
        now,
        mail.unsubscribe_url,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(MailId(id))
}

/// A mail by its key, if it is kept.
///
/// # Errors
/// Database errors.
pub async fn by_dedup_key(
    conn: &mut PgConnection,
    key: &str,
) -> Result<Option<StoredMail>, DbError> {
    sqlx::query_as!(
        StoredMail,
        "select id, sender, recipient, reply_to, unsubscribe_url, subject, body_text, body_html, state, receipt from mails where dedup_key = $1",
        key
    )
    .fetch_optional(conn)
    .await
}

/// Records that the transport has taken a mail, with its answer.
///
/// # Errors
/// Database errors.
pub async fn mark_sent(
    tx: &mut Tx,
    id: MailId,
    transport: &str,
    receipt: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update mails set state = 'sent', transport = $2, receipt = $3, last_error = null, sent_at = coalesce(sent_at, $4) where id = $1",
        id.0,
        transport,
        receipt,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Records that the transport has not taken a mail.
///
/// # Errors
/// Database errors.
pub async fn mark_failed(tx: &mut Tx, id: MailId, error: &str) -> Result<(), DbError> {
    sqlx::query!(
        "update mails set state = 'failed', last_error = $2 where id = $1 and state <> 'sent'",
        id.0,
        error
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes away what mails said that were sent before a moment and open something ([`super::SEALED`]), and links and invitations that could not be sent for so
/// long, which open nothing any more, with whom they were for; at most so many of each. Gives how many.
///
/// # Errors
/// Database errors.
pub async fn forget_sealed(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64, DbError> {
    // The kinds are written out for the index of just these mails.
    let done = sqlx::query!(
        "update mails set body_text = '', body_html = null
         where id in (select id from mails
                      where kind in ('customer-link', 'gift-card', 'company-invitation') and state = 'sent' and body_text <> '' and sent_at < $1
                      order by sent_at limit $2 for update skip locked)",
        before,
        limit
    )
    .execute(&mut **tx)
    .await?;
    // A code is money: whoever looks after the mails may still get it sent.
    let unsent = sqlx::query!(
        "update mails set recipient = '', subject = '', body_text = '', body_html = null, last_error = null
         where id in (select id from mails
                      where kind in ('customer-link', 'company-invitation') and state <> 'sent' and body_text <> '' and created_at < $1
                      order by created_at limit $2 for update skip locked)",
        before,
        limit
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() + unsent.rows_affected())
}
