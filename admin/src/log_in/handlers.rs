use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use platform::auth::attempt::{Attempt, NotHeard, known_device};
use platform::auth::log_in::{self, LogInError, LoggedIn};
use platform::auth::password::{WeakPassword, check_strength};
use platform::auth::qr::Qr;
use platform::auth::session::{ABSOLUTE, HALFWAY};
use platform::auth::staff::{self, StaffError};
use platform::auth::token::Token;
use platform::auth::totp::TotpSecret;
use platform::auth::{Session, demo, enrol, session, store};
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields, cookie};

use super::passkey::offered;
use super::views::{DemoHint, Enrolment};
use super::{CodesPage, GatePage, InvitationPage, append, with_device, with_session};
use crate::admin::{Admin, Environment};
use crate::guard::{Visit, safe_path, session_cookie};
use crate::page::{gate, see};
use crate::when::span;

/// `GET /logga-in`
pub(crate) async fn ask_password(
    State(admin): State<Admin>,
    visit: Visit,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    if visit
        .session
        .as_ref()
        .is_some_and(|s| s.verified_at.is_some())
    {
        return Ok(see("/"));
    }
    let mut page = GatePage::at("password", safe_path(query.text("vidare")));
    page.demo = hint(&admin, &visit);
    if query.has("utloggad") {
        page.notice = Some("log-in-logged-out".into());
    }
    if query.has("kvar") && visit.kept.is_some() {
        page.notice = Some("log-in-kept".into());
    }
    page.is_lost = query.has("borta");
    if query.has("valkommen") {
        page.notice = Some("log-in-password-chosen".into());
    }
    gate(&admin, &visit, StatusCode::OK, &page)
}

/// `POST /logga-in`
pub(crate) async fn give_password(
    State(admin): State<Admin>,
    visit: Visit,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let next = safe_path(fields.text("vidare")).to_owned();
    let mut page = GatePage::at("password", &next);
    page.password = FormState::from_pairs(fields.iter());
    page.demo = hint(&admin, &visit);
    let email = page.password.trimmed("email").to_lowercase();
    let password = fields
        .get_untrimmed("password")
        .unwrap_or_default()
        .to_owned();
    if email.is_empty() || email.len() > 254 {
        page.password.refuse("email", "log-in-email-missing");
    }
    if password.is_empty() {
        page.password.refuse("password", "log-in-password-missing");
    }
    if !page.password.is_valid() {
        return gate(&admin, &visit, StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let (account, device) = {
        let mut conn = admin.db.read().await?;
        let account = store::account_by_email(&mut conn, &email).await?;
        let device = match &account {
            Some(account) => {
                known_device(&mut conn, account.id, visit.device.as_ref(), visit.now).await?
            }
            None => None,
        };
        (account, device)
    };
    let attempt = Attempt::at_password(&email, visit.client.address, device);
    if let Some(wait) = counted(&admin, &visit, &attempt).await? {
        page.password
            .refuse_whole(Message::new("log-in-wait").with("time", span(wait)));
        return late(
            gate(&admin, &visit, StatusCode::TOO_MANY_REQUESTS, &page)?,
            wait,
        );
    }
    // An account that may not log in is checked like one that does not exist.
    let hash = account
        .as_ref()
        .filter(|a| log_in::may_log_in(a))
        .and_then(|a| a.password_hash.clone());
    let is_right = admin
        .passwords
        .verify(password, hash)
        .await
        .map_err(PageError::internal)?;
    let mut tx = admin.db.begin(visit.origin()).await?;
    match account.as_ref().filter(|_| is_right) {
        Some(account) => {
            let token = log_in::accept_password(&mut tx, &attempt, account, &visit.client).await?;
            tx.commit().await?;
            Ok(with_session(
                &admin,
                see(&onward("/logga-in/kod", &next)),
                &token,
                HALFWAY,
            ))
        }
        None => {
            log_in::refuse_password(&mut tx, account.as_ref(), &visit.client).await?;
            tx.commit().await?;
            page.password.refuse("password", "log-in-wrong");
            gate(&admin, &visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `GET /logga-in/kod`
pub(crate) async fn ask_code(
    State(admin): State<Admin>,
    visit: Visit,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let next = safe_path(query.text("vidare"));
    if !half(&visit)?.has_totp {
        return Ok(see(&onward("/logga-in/tva-steg", next)));
    }
    let mut page = GatePage::at("code", next);
    page.demo = hint(&admin, &visit);
    page.passkey_origin = offered(&admin, &visit).await?;
    gate(&admin, &visit, StatusCode::OK, &page)
}

/// `GET /logga-in/reservkod`
pub(crate) async fn ask_recovery(
    State(admin): State<Admin>,
    visit: Visit,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    gate(
        &admin,
        &visit,
        StatusCode::OK,
        &GatePage::at("recovery", safe_path(query.text("vidare"))),
    )
}

/// `POST /logga-in/kod`
pub(crate) async fn give_code(
    State(admin): State<Admin>,
    visit: Visit,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    second_step(&admin, &visit, &fields, "code").await
}

/// `POST /logga-in/reservkod`
pub(crate) async fn give_recovery(
    State(admin): State<Admin>,
    visit: Visit,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    second_step(&admin, &visit, &fields, "recovery").await
}

async fn second_step(
    admin: &Admin,
    visit: &Visit,
    fields: &platform::web::Fields,
    step: &'static str,
) -> Result<Response, PageError> {
    let half = half(visit)?;
    let next = safe_path(fields.text("vidare")).to_owned();
    let mut page = GatePage::at(step, &next);
    page.demo = hint(admin, visit).filter(|_| step == "code");
    page.passkey_origin = offered(admin, visit).await?;
    let typed: String = fields.text("code").chars().take(64).collect();
    let device = known_device(
        &mut *admin.db.read().await?,
        half.staff,
        visit.device.as_ref(),
        visit.now,
    )
    .await?;
    let attempt = Attempt::at_code(half.staff, visit.client.address, device);
    if let Some(wait) = counted(admin, visit, &attempt).await? {
        page.code
            .refuse_whole(Message::new("log-in-wait").with("time", span(wait)));
        return late(
            gate(admin, visit, StatusCode::TOO_MANY_REQUESTS, &page)?,
            wait,
        );
    }
    let mut tx = admin.db.begin(visit.origin()).await?;
    let outcome = if step == "code" {
        log_in::accept_code(
            &mut tx,
            &admin.vault,
            half,
            &typed,
            &attempt,
            device.is_some(),
        )
        .await
    } else {
        log_in::accept_recovery_code(&mut tx, half, &typed, &attempt, device.is_some()).await
    };
    match outcome {
        Ok(logged_in) => {
            tx.commit().await?;
            let onward = if visit.kept.is_some() {
                crate::kept::PATH
            } else {
                next.as_str()
            };
            Ok(entered(admin, see(onward), &logged_in))
        }
        Err(LogInError::WrongCode) => {
            drop(tx);
            refuse(admin, visit, half).await?;
            page.code.refuse(
                "code",
                if step == "code" {
                    "log-in-code-wrong"
                } else {
                    "log-in-recovery-wrong"
                },
            );
            gate(admin, visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(failed(error)),
    }
}

/// `GET /logga-in/tva-steg`
pub(crate) async fn ask_enrolment(
    State(admin): State<Admin>,
    visit: Visit,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let half = half(&visit)?;
    let next = safe_path(query.text("vidare"));
    if half.has_totp {
        return Ok(see(&onward("/logga-in/kod", next)));
    }
    let mut page = GatePage::at("enrol", next);
    page.enrolment = Some(enrolment(&admin, &visit, half).await?);
    gate(&admin, &visit, StatusCode::OK, &page)
}

/// `POST /logga-in/tva-steg`
pub(crate) async fn give_enrolment(
    State(admin): State<Admin>,
    visit: Visit,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let half = half(&visit)?;
    let next = safe_path(fields.text("vidare")).to_owned();
    let mut tx = admin.db.begin(visit.origin()).await?;
    match enrol::confirm(&mut tx, &admin.vault, half, fields.text("code")).await {
        Ok((logged_in, codes)) => {
            tx.commit().await?;
            let codes = codes
                .iter()
                .map(platform::auth::recovery::RecoveryCode::reveal)
                .collect();
            let page = gate(
                &admin,
                &visit,
                StatusCode::OK,
                &CodesPage {
                    codes,
                    is_first: true,
                    next,
                },
            )?;
            Ok(entered(&admin, page, &logged_in))
        }
        Err(LogInError::WrongCode | LogInError::NotEnrolled) => {
            drop(tx);
            refuse(&admin, &visit, half).await?;
            let mut page = GatePage::at("enrol", &next);
            page.code.refuse("code", "log-in-enrol-wrong");
            page.enrolment = Some(enrolment(&admin, &visit, half).await?);
            gate(&admin, &visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(failed(error)),
    }
}

/// `POST /logga-ut`
pub(crate) async fn log_out(
    State(admin): State<Admin>,
    visit: Visit,
) -> Result<Response, PageError> {
    if let Some(session) = &visit.session {
        let mut tx = admin.db.begin(visit.origin()).await?;
        session::log_out(&mut tx, session).await?;
        tx.commit().await?;
    }
    let mut response = see("/logga-in?utloggad=1");
    append(
        &mut response,
        cookie::remove(session_cookie(admin.is_secure), admin.is_secure),
    );
    Ok(response)
}

/// `GET /inbjudan/{token}`
pub(crate) async fn show_invitation(
    State(admin): State<Admin>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let page = invitation(&admin, &visit, &token).await?;
    gate(&admin, &visit, StatusCode::OK, &page)
}

/// `POST /inbjudan/{token}`
pub(crate) async fn accept_invitation(
    State(admin): State<Admin>,
    visit: Visit,
    Path(token): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut page = invitation(&admin, &visit, &token).await?;
    let password = fields.get_untrimmed("password").unwrap_or_default();
    if let Err(weak) = check_strength(password, &[&page.name, &page.email]) {
        page.form.refuse("password", weak_message(weak));
    } else if fields.get_untrimmed("again") != Some(password) {
        page.form.refuse("again", "password-differs");
    }
    if !page.form.is_valid() {
        return gate(&admin, &visit, StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let hash = admin
        .passwords
        .hash(password.to_owned())
        .await
        .map_err(PageError::internal)?;
    let mut tx = admin.db.begin(visit.origin()).await?;
    let token = Token::parse(&token).ok_or(PageError::NotFound)?;
    match staff::accept_invitation(&mut tx, &token, &hash).await {
        Ok(_) => tx.commit().await?,
        Err(StaffError::Db(error)) => return Err(error.into()),
        Err(_) => return Err(PageError::NotFound),
    }
    Ok(see("/logga-in?valkommen=1"))
}

async fn invitation(
    admin: &Admin,
    visit: &Visit,
    token: &str,
) -> Result<InvitationPage, PageError> {
    let hash = Token::parse(token).ok_or(PageError::NotFound)?.hash();
    let mut conn = admin.db.read().await?;
    let id = store::invitation(&mut conn, &hash, visit.now)
        .await?
        .ok_or(PageError::NotFound)?;
    let account = store::account(&mut conn, id)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(InvitationPage {
        name: account.name,
        email: account.email,
        token: token.to_owned(),
        form: FormState::blank(),
    })
}

pub(crate) fn weak_message(weak: WeakPassword) -> &'static str {
    match weak {
        WeakPassword::TooShort => "password-too-short",
        WeakPassword::TooLong => "password-too-long",
        WeakPassword::Guessable => "password-guessable",
        WeakPassword::Common => "password-common",
    }
}

pub(super) fn half(visit: &Visit) -> Result<&Session, PageError> {
    visit.session.as_ref().ok_or(PageError::SignIn)
}

async fn enrolment(admin: &Admin, visit: &Visit, half: &Session) -> Result<Enrolment, PageError> {
    let mut tx = admin.db.begin(visit.origin()).await?;
    let secret: TotpSecret = enrol::begin(&mut tx, &admin.vault, half)
        .await
        .map_err(failed)?;
    tx.commit().await?;
    let issuer = admin
        .renderer
        .settings()
        .name
        .unwrap_or_else(|| "Torg".to_owned());
    let address = secret.address(&issuer, &half.email);
    Ok(Enrolment {
        qr: Qr::of(&address),
        secret: secret.spoken(),
        address,
    })
}

/// Counts the try; how long to wait when there have been too many.
pub(crate) async fn counted(
    admin: &Admin,
    visit: &Visit,
    attempt: &Attempt,
) -> Result<Option<jiff::SignedDuration>, PageError> {
    let mut tx = admin.db.begin(visit.origin()).await?;
    match attempt.begin(&mut tx).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(None)
        }
        Err(NotHeard::Wait(wait)) => Ok(Some(wait)),
        Err(NotHeard::Db(error)) => Err(error.into()),
    }
}

async fn refuse(admin: &Admin, visit: &Visit, half: &Session) -> Result<(), PageError> {
    let mut tx = admin.db.begin(visit.origin()).await?;
    log_in::refuse_code(&mut tx, half.staff, &visit.client).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) fn entered(admin: &Admin, response: Response, logged_in: &LoggedIn) -> Response {
    let response = with_session(admin, response, &logged_in.session, ABSOLUTE);
    with_device(admin, response, logged_in.device.as_ref())
}

pub(super) fn late(
    mut response: Response,
    wait: jiff::SignedDuration,
) -> Result<Response, PageError> {
    let seconds = HeaderValue::from(u64::try_from(wait.as_secs() + 1).unwrap_or(1));
    response.headers_mut().insert(header::RETRY_AFTER, seconds);
    Ok(response)
}

pub(super) fn failed(error: LogInError) -> PageError {
    match error {
        LogInError::Db(error) => error.into(),
        other => PageError::internal(other),
    }
}

fn onward(path: &str, next: &str) -> String {
    if next == "/" {
        return path.to_owned();
    }
    let next = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
    format!("{path}?vidare={next}")
}

/// In the demo, what a newcomer needs; nowhere else is there anything to tell.
pub(super) fn hint(admin: &Admin, visit: &Visit) -> Option<DemoHint> {
    (admin.environment == Environment::Demo).then(|| DemoHint {
        email: demo::EMAIL,
        password: demo::PASSWORD,
        code: demo::current_code(visit.now).0,
    })
}
