use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use platform::auth::recovery::RecoveryCode;
use platform::auth::session::ABSOLUTE;
use platform::auth::staff::{self, Profile, StaffError};
use platform::auth::{Session, enrol, listing, passkey, session, store};
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};
use uuid::Uuid;

use super::mails;
use super::views::{PasskeyRow, PasswordForm, ProfileForm, ProfilePage, SessionRow};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::{Me, safe_path};
use crate::kept;
use crate::list::Status;
use crate::log_in::{CodesPage, confirms, is_proved, weak_message, with_session};
use crate::object::Collision;
use crate::page::{self, see};
use crate::when::{When, span};

const NOTICES: &[&str] = &[
    "profile-saved",
    "profile-mails-saved",
    "profile-password-changed",
    "profile-session-ended",
    "profile-sessions-ended",
    "profile-passkey-added",
    "profile-passkey-removed",
];

/// `GET /profil`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut page = blank(&admin, &me).await?;
    page.notice = NOTICES
        .iter()
        .find(|n| **n == query.text("klart"))
        .map(|n| (*n).to_owned());
    answer(&admin, &me, StatusCode::OK, &page).await
}

/// `POST /profil`
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = kept::form::<ProfileForm>(&fields);
    let choice = |form: &FormState<ProfileForm>, name: &str, choices: &[&str]| {
        choices
            .iter()
            .find(|c| **c == form.value(name))
            .map_or(choices[0], |c| *c)
            .to_owned()
    };
    let name = form.trimmed("name").to_owned();
    if name.is_empty() {
        form.refuse("name", "form-missing");
    } else if name.chars().count() > 200 || name.chars().any(char::is_control) {
        form.refuse("name", "form-too-long");
    }
    let profile = Profile {
        name,
        locale: choice(&form, "locale", &["sv", "en"]),
        theme: choice(&form, "theme", &["system", "light", "dark"]),
        density: choice(&form, "density", &["compact", "comfortable"]),
        single_keys: form.value("single_keys") == "1",
    };
    let row_version = form.value("row_version").parse().unwrap_or(0);
    let mut collisions = Vec::new();
    if form.is_valid() {
        let mut tx = admin.db.begin(me.origin()).await?;
        match staff::save_profile(&mut tx, &me.session, row_version, &profile).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see("/profil?klart=profile-saved"));
            }
            Err(StaffError::ChangedMeanwhile) => form.refuse_whole("form-changed-meanwhile"),
            Err(StaffError::Db(error)) => return Err(error.into()),
            Err(other) => return Err(PageError::internal(other)),
        }
        // What stands in the form is kept; the next save is measured against what is shown beside it now.
        collisions = beside(&me.session, &profile);
        form = keeping_complaint(form, me.session.row_version);
    }
    let mut page = blank(&admin, &me).await?;
    page.form = form;
    page.collisions = collisions;
    answer(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, &page).await
}

/// What is stored beside what was typed, where they differ.
fn beside(stored: &Session, typed: &Profile) -> Vec<Collision> {
    let worded = |label, key: &str, stored: &str, typed: &str| {
        let word = |value: &str| Message::new(format!("{key}-{value}"));
        Collision::of(label, (stored, word(stored)), (typed, word(typed)))
    };
    let switch = |is_on: bool| if is_on { "on" } else { "off" };
    let (stored_keys, typed_keys) = (switch(stored.single_keys), switch(typed.single_keys));
    [
        Collision::of_text("profile-name", &stored.name, &typed.name),
        worded("profile-locale", "language", &stored.locale, &typed.locale),
        worded("profile-theme", "theme", &stored.theme, &typed.theme),
        worded(
            "profile-density",
            "density",
            &stored.density,
            &typed.density,
        ),
        worded("profile-keys", "switch", stored_keys, typed_keys),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn keeping_complaint(form: FormState<ProfileForm>, row_version: i32) -> FormState<ProfileForm> {
    form.with("row_version", row_version.to_string())
}

/// `POST /profil/utseende`: light and dark, density; from any page, and back to it.
pub(crate) async fn save_look(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let known = |name: &str, choices: &[&str]| {
        fields
            .get(name)
            .filter(|v| choices.contains(v))
            .map(str::to_owned)
    };
    let theme = known("theme", &["system", "light", "dark"]);
    let density = known("density", &["compact", "comfortable"]);
    let mut tx = admin.db.begin(me.origin()).await?;
    store::set_look(
        &mut tx,
        me.session.staff,
        theme.as_deref(),
        density.as_deref(),
    )
    .await?;
    tx.commit().await?;
    Ok(see(safe_path(fields.text("tillbaka"))))
}

/// `POST /profil/losenord`
pub(crate) async fn change_password(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let new = fields.get_untrimmed("password").unwrap_or_default();
    let mut form = FormState::<PasswordForm>::blank();
    if let Err(weak) =
        platform::auth::password::check_strength(new, &[&me.session.name, &me.session.email])
    {
        form.refuse("password", weak_message(weak));
    } else {
        match is_proved(
            &admin,
            &me,
            fields.get_untrimmed("current").unwrap_or_default(),
        )
        .await?
        {
            Ok(true) => {}
            Ok(false) => form.refuse("current", "profile-password-wrong"),
            Err(wait) => form.refuse_whole(Message::new("log-in-wait").with("time", span(wait))),
        }
    }
    if !form.is_valid() {
        let mut page = blank(&admin, &me).await?;
        page.password = form;
        return answer(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, &page).await;
    }
    let hash = admin
        .passwords
        .hash(new.to_owned())
        .await
        .map_err(PageError::internal)?;
    let mut tx = admin.db.begin(me.origin()).await?;
    let token = staff::change_password(&mut tx, &me.session, &hash).await?;
    tx.commit().await?;
    Ok(with_session(
        &admin,
        see("/profil?klart=profile-password-changed"),
        &token,
        ABSOLUTE,
    ))
}

/// `POST /profil/reservkoder`
pub(crate) async fn new_recovery_codes(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut page = blank(&admin, &me).await?;
    match is_proved(
        &admin,
        &me,
        fields.get_untrimmed("codes_password").unwrap_or_default(),
    )
    .await?
    {
        Ok(true) => {}
        Ok(false) => page
            .codes
            .refuse("codes_password", "profile-password-wrong"),
        Err(wait) => page
            .codes
            .refuse_whole(Message::new("log-in-wait").with("time", span(wait))),
    }
    if !page.codes.is_valid() {
        return answer(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, &page).await;
    }
    let mut tx = admin.db.begin(me.origin()).await?;
    let codes = enrol::new_recovery_codes(&mut tx, &me.session).await?;
    tx.commit().await?;
    let codes = codes.iter().map(RecoveryCode::reveal).collect();
    let view = CodesPage {
        codes,
        is_first: false,
        next: "/profil".to_owned(),
    };
    page::gate(&admin, &me.visit, StatusCode::OK, &view)
}

/// `POST /profil/sessioner/{id}`
pub(crate) async fn end_session(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let mut tx = admin.db.begin(me.origin()).await?;
    if !session::revoke(&mut tx, &me.session, id).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    Ok(see("/profil?klart=profile-session-ended#sessioner"))
}

/// `POST /profil/sessioner`: all but this one.
pub(crate) async fn end_other_sessions(
    State(admin): State<Admin>,
    me: Me,
) -> Result<Response, PageError> {
    let mut tx = admin.db.begin(me.origin()).await?;
    session::revoke_others(&mut tx, &me.session).await?;
    tx.commit().await?;
    Ok(see("/profil?klart=profile-sessions-ended#sessioner"))
}

async fn answer(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    page: &ProfilePage,
) -> Result<Response, PageError> {
    page::show_as(
        admin,
        &mut *admin.db.read().await?,
        me,
        Room::Profile,
        status,
        page,
    )
    .await
}

async fn blank(admin: &Admin, me: &Me) -> Result<ProfilePage, PageError> {
    let passkey_origin = confirms(admin, me).await?;
    let mut conn = admin.db.read().await?;
    let session = &me.session;
    let codes_left = store::recovery_codes_left(&mut conn, session.staff).await?;
    let roles = listing::roles(&mut conn, me.locale().code()).await?;
    let sessions = listing::sessions(&mut conn, session.staff, me.now()).await?;
    let passkeys = passkey::all(&mut conn, session.staff).await?;
    let mails = mails::choices(&mut conn, me).await?;
    let when = |at| When::new(me.locale(), at, me.now());
    Ok(ProfilePage {
        mails,
        email: session.email.clone(),
        roles: roles
            .into_iter()
            .filter(|r| session.roles.contains(&r.code))
            .map(|r| r.name)
            .collect(),
        form: FormState::blank()
            .with("name", session.name.clone())
            .with("locale", session.locale.clone())
            .with("theme", session.theme.clone())
            .with("density", session.density.clone())
            .with("single_keys", if session.single_keys { "1" } else { "" })
            .with("row_version", session.row_version.to_string()),
        collisions: Vec::new(),
        password: FormState::blank(),
        codes: FormState::blank(),
        codes_left,
        codes_status: match codes_left {
            0 => Status::new("bad", "profile-codes-none"),
            1..=3 => Status::new("warn", "profile-codes-few"),
            _ => Status::new("ok", "profile-codes-enough"),
        },
        needs_password: !session.is_confirmed(me.now()),
        passkey_origin,
        can_have_passkeys: admin.passkeys.is_some(),
        passkeys: passkeys
            .into_iter()
            .map(|own| PasskeyRow {
                id: own.id.to_string(),
                label: own.label,
                added: when(own.created_at),
                used: own.last_used_at.map(when),
            })
            .collect(),
        sessions: sessions
            .into_iter()
            .map(|s| SessionRow {
                id: s.id.to_string(),
                is_this: s.id == session.id,
                browser: browser(s.user_agent.as_deref().unwrap_or_default()),
                address: s.address.unwrap_or_default(),
                began: when(s.created_at),
                seen: when(s.last_seen_at),
            })
            .collect(),
        notice: None,
    })
}

/// `Firefox, Windows` out of what a browser calls itself; the whole of it when it is none that we know.
pub(crate) fn browser(agent: &str) -> String {
    let find = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(sign, _)| agent.contains(sign))
            .map(|(_, name)| *name)
    };
    let name = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (name, system) {
        (Some(name), Some(system)) => format!("{name}, {system}"),
        (Some(name), None) => name.to_owned(),
        _ => agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_have_short_names() {
        assert_eq!(
            browser(
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
            ),
            "Firefox, Windows"
        );
        assert_eq!(
            browser(
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
            ),
            "Safari, iPhone"
        );
        assert_eq!(
            browser(
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
            ),
            "Edge, Linux"
        );
        assert_eq!(browser(""), "");
    }
}
