//! A **session**: a browser that is logged in, or half-way there.

use jiff::SignedDuration;
use uuid::Uuid;

use super::permission::Permissions;
use super::store::{self, NewSession};
use super::token::Token;
use crate::audit::Change;
use crate::clock::Timestamp;
use crate::db::{Actor, DbError, PgConnection, Tx};
use crate::ids::StaffId;

/// From both steps proved until they must be proved again, however busy the person is.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// Without a request for this long, the session is over.
pub const IDLE: SignedDuration = SignedDuration::from_mins(60);
/// From the password until the second step.
pub const HALFWAY: SignedDuration = SignedDuration::from_mins(10);
/// How long a passkey's word holds where the password is asked for.
pub const CONFIRMED: SignedDuration = SignedDuration::from_mins(15);
/// How long a browser is a known device.
pub const DEVICE: SignedDuration = SignedDuration::from_hours(24 * 180);

/// Where a request comes from, as it is shown in the list of sessions.
#[derive(Clone, Debug)]
pub struct Client {
    /// Network address.
    pub address: std::net::IpAddr,
    /// What the browser calls itself; cut to 300 characters.
    pub user_agent: String,
}

/// A person with a session.
#[derive(Clone, Debug)]
pub struct Session {
    /// The session's own id (not its secret).
    pub id: Uuid,
    /// Who.
    pub staff: StaffId,
    /// The person's name.
    pub name: String,
    /// The address they log in with.
    pub email: String,
    /// `sv` or `en`.
    pub locale: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// `compact` or `comfortable`.
    pub density: String,
    /// Whether single keys (J, K, /) act.
    pub single_keys: bool,
    /// Whether the second step is set up.
    pub has_totp: bool,
    /// The person's row version, for the profile form.
    pub row_version: i32,
    /// When both steps were proved; none half-way.
    pub verified_at: Option<Timestamp>,
    /// When a passkey last confirmed who it is.
    pub confirmed_at: Option<Timestamp>,
    /// Codes of the person's roles.
    pub roles: Vec<String>,
    /// What the roles allow. Nothing half-way.
    pub permissions: Permissions,
}

impl Session {
    /// The person as an actor of transactions.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Staff {
            id: self.staff,
            name: self.name.clone(),
        }
    }

    /// Whether a passkey has confirmed lately enough who it is.
    #[must_use]
    pub fn is_confirmed(&self, now: Timestamp) -> bool {
        self.confirmed_at
            .is_some_and(|at| now.since(at) <= CONFIRMED)
    }
}

/// The session that a cookie's token names, if it lives. Keeps it from going idle (written at most once a minute).
///
/// # Errors
/// Database errors.
pub async fn find(
    conn: &mut PgConnection,
    token: &Token,
    now: Timestamp,
) -> Result<Option<Session>, DbError> {
    read(conn, token, now, true).await
}

/// As [`find`], for what a page asks by itself while nobody uses it: such questions do not keep a session from going idle.
///
/// # Errors
/// Database errors.
pub async fn glance(
    conn: &mut PgConnection,
    token: &Token,
    now: Timestamp,
) -> Result<Option<Session>, DbError> {
    read(conn, token, now, false).await
}

/// What the person of a session may do now, for what rests on it elsewhere; `None` when the session has ended or never passed both steps. Does not keep it from
/// going idle.
///
/// # Errors
/// Database errors.
pub async fn permissions_of(
    conn: &mut PgConnection,
    session: Uuid,
    now: Timestamp,
) -> Result<Option<Permissions>, DbError> {
    let names = store::permissions_of(conn, session, now, now.minus(IDLE)).await?;
    Ok(names.map(|names| Permissions::from_names(&names)))
}

async fn read(
    conn: &mut PgConnection,
    token: &Token,
    now: Timestamp,
    is_used: bool,
) -> Result<Option<Session>, DbError> {
    let Some(row) = store::session(conn, &token.hash(), now, now.minus(IDLE)).await? else {
        return Ok(None);
    };
    if is_used && now.since(row.last_seen_at) > SignedDuration::from_mins(1) {
        store::touch_session(conn, row.id, now).await?;
    }
    let permissions = if row.verified_at.is_some() {
        Permissions::from_names(&row.permissions)
    } else {
        Permissions::default()
    };
    Ok(Some(Session {
        id: row.id,
        staff: row.staff_id,
        name: row.name,
        email: row.email,
        locale: row.locale,
        theme: row.theme,
        density: row.density,
        single_keys: row.single_keys,
        has_totp: row.has_totp,
        row_version: row.row_version,
        verified_at: row.verified_at,
        confirmed_at: row.confirmed_at,
        roles: row.role_codes,
        permissions,
    }))
}

/// Begins a session that has only the password behind it.
pub(super) async fn begin_halfway(
    tx: &mut Tx,
    staff: StaffId,
    client: &Client,
) -> Result<Token, DbError> {
    let token = Token::generate();
    let expires_at = tx.now().plus(HALFWAY);
    let user_agent: String = client
        .user_agent
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect();
    store::insert_session(
        tx,
        &NewSession {
            id: crate::ids::new_uuid(),
            staff_id: staff,
            token_hash: &token.hash(),
            verified_at: None,
            expires_at,
            address: &client.address.to_string(),
            user_agent: &user_agent,
        },
    )
    .await?;
    Ok(token)
}

/// Gives a session a new secret once both steps are proved: a token that leaked before is worth nothing after.
pub(super) async fn rotate(tx: &mut Tx, session: Uuid) -> Result<Token, DbError> {
    let token = Token::generate();
    let expires_at = tx.now().plus(ABSOLUTE);
    store::rotate_session(tx, session, &token.hash(), expires_at).await?;
    Ok(token)
}

/// Gives a session a new secret where nothing has been proved anew: it ends when it would have ended.
pub(super) async fn renew(tx: &mut Tx, session: Uuid) -> Result<Token, DbError> {
    let token = Token::generate();
    store::renew_session(tx, session, &token.hash()).await?;
    Ok(token)
}

/// Ends the session itself.
///
/// # Errors
/// Database errors.
pub async fn log_out(tx: &mut Tx, session: &Session) -> Result<(), DbError> {
    store::revoke_session(tx, session.staff, session.id).await?;
    tx.audit(Change::deed("staff.log_out", "staff", session.staff))
        .await
}

/// Ends one of the person's own sessions; false when it is not theirs or has ended.
///
/// # Errors
/// Database errors.
pub async fn revoke(tx: &mut Tx, session: &Session, id: Uuid) -> Result<bool, DbError> {
    let is_done = store::revoke_session(tx, session.staff, id).await?;
    if is_done {
        tx.audit(
            Change::deed("staff.session_revoked", "staff", session.staff)
                .with_after(&serde_json::json!({ "session": id })),
        )
        .await?;
    }
    Ok(is_done)
}

/// Ends all the person's sessions but this one, and forgets the devices that were known.
///
/// # Errors
/// Database errors.
pub async fn revoke_others(tx: &mut Tx, session: &Session) -> Result<u64, DbError> {
    let count = store::revoke_other_sessions(tx, session.staff, Some(session.id)).await?;
    store::forget_devices(tx, session.staff).await?;
    let after = serde_json::json!({ "sessions": count });
    tx.audit(Change::deed("staff.sessions_revoked", "staff", session.staff).with_after(&after))
        .await?;
    Ok(count)
}
