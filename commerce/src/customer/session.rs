//! A customer's **session**: a browser that is logged in.

use jiff::SignedDuration;
use platform::audit::Change;
use platform::auth::session::Client;
use platform::auth::token::Token;
use platform::clock::Timestamp;
use platform::db::{Actor, DbError, PgConnection, Tx};

use super::store::{self, NewSession};
use crate::company::{self, Acting};
use crate::ids::{CompanyId, CustomerId, CustomerSessionId, ShopId};
use crate::order::Access;
use crate::tier::TierFunction;

/// From log-in until it must be done again, however often the customer comes.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(24 * 90);
/// Without a visit for this long, the session is over.
pub const IDLE: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How lately it must have been proved who this is before an address is changed, data are handed out or an account is erased.
pub const FRESH: SignedDuration = SignedDuration::from_mins(15);
/// How long a browser is a known device.
pub const DEVICE: SignedDuration = SignedDuration::from_hours(24 * 365);
/// Browsers of one account that are known at once; the oldest are forgotten first.
pub const MOST_DEVICES: i64 = 30;

/// A customer with a session.
#[derive(Clone, Debug)]
pub struct Session {
    /// The session's own id, not its secret.
    pub id: CustomerSessionId,
    /// Who.
    pub customer: CustomerId,
    /// `KND-10001`.
    pub number: String,
    /// The person's name.
    pub name: String,
    /// The address they log in with.
    pub email: String,
    /// Telephone in international form; may be empty.
    pub phone: String,
    /// `sv` or `en`.
    pub locale: String,
    /// When it was last proved who this is.
    pub proved_at: Timestamp,
    /// By what: `password`, `link` or `passkey`.
    pub proved_by: String,
    /// The person's own tier (A1).
    pub own_tier: String,
    /// What the tier whose terms hold lets them do.
    pub functions: Vec<TierFunction>,
    /// For which company they act; none: for themselves.
    pub acting: Option<Acting>,
    /// The shop where they logged in; none: the version before this one did not say.
    pub shop: Option<ShopId>,
}

impl Session {
    /// The person as an actor of transactions.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Customer {
            id: self.customer.0,
            number: self.number.clone(),
        }
    }

    /// The tier whose prices and terms hold: the company's that they act for, or their own.
    #[must_use]
    pub fn tier(&self) -> &str {
        self.acting
            .as_ref()
            .map_or(self.own_tier.as_str(), |acting| acting.tier_code.as_str())
    }

    /// Whether their tier lets them do this.
    #[must_use]
    pub fn can(&self, function: TierFunction) -> bool {
        self.functions.contains(&function)
    }

    /// The company that they act for.
    #[must_use]
    pub fn company(&self) -> Option<CompanyId> {
        self.acting.as_ref().map(|acting| acting.company)
    }

    /// Whether what is done in a shop is to be seen in this log-in.
    #[must_use]
    pub fn sees(&self, shop: ShopId) -> bool {
        self.shop.is_none_or(|own| own == shop)
    }

    /// What they may do about an order that they see, made by this customer.
    #[must_use]
    pub fn access_to(&self, ordered_by: Option<CustomerId>) -> Access {
        let acts_for_others = |acting: &Acting| acting.role.acts_for_others();
        if ordered_by == Some(self.customer) || self.acting.as_ref().is_some_and(acts_for_others) {
            Access::Act
        } else {
            Access::Read
        }
    }

    /// Whether it was proved lately enough who this is.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now.since(self.proved_at) <= FRESH
    }
}

/// The session that a cookie's token names, if it lives. Keeps it from going idle (written at most once an hour).
///
/// # Errors
/// Database errors.
pub async fn find(
    conn: &mut PgConnection,
    token: &Token,
    now: Timestamp,
) -> Result<Option<Session>, DbError> {
    let Some(row) = store::session(conn, &token.hash(), now, now.minus(IDLE)).await? else {
        return Ok(None);
    };
    if now.since(row.last_seen_at) > SignedDuration::from_hours(1) {
        store::touch_session(conn, row.id, now).await?;
    }
    let (acting, functions) = (row.acting(), row.functions());
    Ok(Some(Session {
        id: row.id,
        customer: row.customer_id,
        number: row.number,
        name: row.name,
        email: row.email,
        phone: row.phone,
        locale: row.locale,
        proved_at: row.proved_at,
        proved_by: row.proved_by,
        own_tier: row.own_tier,
        functions,
        acting,
        shop: row.shop_id,
    }))
}

/// Begins a session.
pub(super) async fn begin(
    tx: &mut Tx,
    customer: CustomerId,
    proved_by: &'static str,
    client: &Client,
) -> Result<(CustomerSessionId, Token), DbError> {
    let token = Token::generate();
    let expires_at = tx.now().plus(ABSOLUTE);
    let user_agent: String = client
        .user_agent
        .chars()
        .filter(|c| !c.is_control())
        .take(300)
        .collect();
    let session = NewSession {
        id: CustomerSessionId::generate(),
        customer_id: customer,
        token_hash: &token.hash(),
        proved_by,
        expires_at,
        address: &client.address.to_string(),
        user_agent: &user_agent,
    };
    store::insert_session(tx, &session).await?;
    store::note_log_in(tx, customer).await?;
    Ok((session.id, token))
}

/// Ends the session itself.
///
/// # Errors
/// Database errors.
pub async fn log_out(tx: &mut Tx, session: &Session) -> Result<(), DbError> {
    store::revoke_session(tx, session.customer, session.id).await?;
    tx.audit(Change::deed(
        "customer.log_out",
        "customer",
        session.customer,
    ))
    .await
}

/// Ends one of the customer's own sessions, whose browser is not known any more either; false when it is not theirs or has ended.
///
/// # Errors
/// Database errors.
pub async fn revoke(
    tx: &mut Tx,
    session: &Session,
    id: CustomerSessionId,
) -> Result<bool, DbError> {
    let is_done = store::revoke_session(tx, session.customer, id).await?;
    if is_done {
        store::forget_device_of(tx, session.customer, id).await?;
        let after = serde_json::json!({ "session": id });
        tx.audit(
            Change::deed("customer.session_revoked", "customer", session.customer)
                .with_after(&after),
        )
        .await?;
    }
    Ok(is_done)
}

/// Ends all the customer's sessions but this one, and forgets every other browser that was known.
///
/// # Errors
/// Database errors.
pub async fn revoke_others(tx: &mut Tx, session: &Session) -> Result<u64, DbError> {
    let count = store::revoke_other_sessions(tx, session.customer, Some(session.id)).await?;
    store::forget_devices(tx, session.customer, Some(session.id)).await?;
    let after = serde_json::json!({ "sessions": count });
    tx.audit(
        Change::deed("customer.sessions_revoked", "customer", session.customer).with_after(&after),
    )
    .await?;
    Ok(count)
}

/// Acts for a company from now on, or (`None`) for oneself; false when the person does not belong to it.
///
/// # Errors
/// Database errors.
pub async fn act_for(
    tx: &mut Tx,
    session: &Session,
    company: Option<CompanyId>,
) -> Result<bool, DbError> {
    if let Some(company) = company
        && !company::invite::belongs(tx, company, session.customer).await?
    {
        return Ok(false);
    }
    if session.company() != company {
        store::set_acting(tx, session.id, company).await?;
        let after = serde_json::json!({ "company": company });
        tx.audit(
            Change::deed("customer.acts_for", "customer", session.customer).with_after(&after),
        )
        .await?;
    }
    Ok(true)
}
