//! One's own passkeys: adding one, and taking it away.

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use platform::auth::passkey::{self, PasskeyError, StaffPasskey, clean_label};
use platform::auth::passkeys::Refusal;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError};
use uuid::Uuid;

use super::handlers::browser;
use super::views::{PasskeyForm, PasskeyNewPage, PasskeyPage};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::log_in::{confirms, is_proved, passkeys, question};
use crate::page::{see, show_as};
use crate::when::span;

/// `GET /profil/passkeys/ny`
pub(crate) async fn new_passkey(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    let form = FormState::blank().with("label", browser(&me.visit.client.user_agent));
    page(&admin, &me, StatusCode::OK, form).await
}

/// `POST /profil/passkeys/ny/borja`: asks the browser to make one, once the password has been given, or a passkey has confirmed who this is. A refusal is the page with its complaints.
pub(crate) async fn begin_passkey(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let site = admin.renderer.settings().name;
    let site = site.unwrap_or_else(|| "Torg".to_owned());
    let mut form = FormState::<PasskeyForm>::from_pairs(fields.iter());
    read_label(&mut form);
    prove(&admin, &me, &fields, &mut form).await?;
    if form.is_valid() {
        let mut tx = admin.db.begin(me.origin()).await?;
        match passkey::begin_adding(&mut tx, passkeys(&admin)?, &me.session, &site).await {
            Ok(options) => {
                tx.commit().await?;
                return Ok(question(options));
            }
            Err(error) => complain(&mut form, error)?,
        }
    }
    page(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

/// `POST /profil/passkeys/ny`: takes what the browser has made.
pub(crate) async fn add_passkey(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = FormState::<PasskeyForm>::from_pairs(fields.iter());
    if let Some(label) = read_label(&mut form) {
        let given = fields.text("credential");
        let mut tx = admin.db.begin(me.origin()).await?;
        let added = passkey::add(&mut tx, passkeys(&admin)?, &me.session, given, &label).await;
        // The question is used up, whatever came of it.
        if !matches!(added, Err(PasskeyError::Db(_))) {
            tx.commit().await?;
        }
        match added {
            Ok(()) => return Ok(see("/profil?klart=profile-passkey-added#passkeys")),
            Err(error) => complain(&mut form, error)?,
        }
    }
    page(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

/// `GET /profil/passkeys/{id}`: before it goes.
pub(crate) async fn show_passkey(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    removal(&admin, &me, id, StatusCode::OK, FormState::blank()).await
}

/// `POST /profil/passkeys/{id}`: takes one away, once it is proved who this is.
pub(crate) async fn remove_passkey(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    own(&admin, &me, id).await?;
    let mut form = FormState::<PasskeyForm>::blank();
    prove(&admin, &me, &fields, &mut form).await?;
    if !form.is_valid() {
        return removal(&admin, &me, id, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let mut tx = admin.db.begin(me.origin()).await?;
    if !passkey::remove(&mut tx, &me.session, id).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    Ok(see("/profil?klart=profile-passkey-removed#passkeys"))
}

/// One of the person's own.
async fn own(admin: &Admin, me: &Me, id: Uuid) -> Result<StaffPasskey, PageError> {
    let all = passkey::all(&mut *admin.db.read().await?, me.session.staff).await?;
    let found = all.into_iter().find(|passkey| passkey.id == id);
    found.ok_or(PageError::NotFound)
}

/// Complains in the form unless it is proved who this is.
async fn prove(
    admin: &Admin,
    me: &Me,
    fields: &Fields,
    form: &mut FormState<PasskeyForm>,
) -> Result<(), PageError> {
    let typed = fields.get_untrimmed("password").unwrap_or_default();
    match is_proved(admin, me, typed).await? {
        Ok(true) => {}
        Ok(false) => form.refuse("password", "profile-password-wrong"),
        Err(wait) => form.refuse_whole(Message::new("log-in-wait").with("time", span(wait))),
    }
    Ok(())
}

async fn removal(
    admin: &Admin,
    me: &Me,
    id: Uuid,
    status: StatusCode,
    form: FormState<PasskeyForm>,
) -> Result<Response, PageError> {
    let view = PasskeyPage {
        label: own(admin, me, id).await?.label,
        id: id.to_string(),
        needs_password: !me.session.is_confirmed(me.now()),
        passkey_origin: confirms(admin, me).await?,
        form,
    };
    let mut conn = admin.db.read().await?;
    show_as(admin, &mut conn, me, Room::Profile, status, &view).await
}

async fn page(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    form: FormState<PasskeyForm>,
) -> Result<Response, PageError> {
    let view = PasskeyNewPage {
        origin: passkeys(admin)?.place().origin.clone(),
        needs_password: !me.session.is_confirmed(me.now()),
        passkey_origin: confirms(admin, me).await?,
        form,
    };
    let mut conn = admin.db.read().await?;
    show_as(admin, &mut conn, me, Room::Profile, status, &view).await
}

fn read_label(form: &mut FormState<PasskeyForm>) -> Option<String> {
    let label = clean_label(form.value("label"));
    if label.is_none() {
        form.refuse("label", "profile-passkey-label-wrong");
    }
    label
}

fn complain(form: &mut FormState<PasskeyForm>, error: PasskeyError) -> Result<(), PageError> {
    let key = match error {
        PasskeyError::Db(error) => return Err(error.into()),
        PasskeyError::TooMany => "profile-passkey-many",
        PasskeyError::Late => "profile-passkey-late",
        PasskeyError::Known => "profile-passkey-known",
        PasskeyError::Refused(Refusal::Unverified) => "profile-passkey-unverified",
        PasskeyError::Refused(Refusal::NotDiscoverable) => "profile-passkey-not-kept",
        PasskeyError::Refused(_) => "profile-passkey-not-made",
    };
    form.refuse_whole(key);
    Ok(())
}
