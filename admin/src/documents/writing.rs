//! Writing the next version: both languages together, looked at before they are published.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::legal::listing::texts;
use commerce::legal::publish_version::{NewVersion, PublishError, Text, publish_version};
use commerce::legal::{LONGEST_BODY, LONGEST_TITLE, listing};
use commerce::promotion::schedule::{End, ScheduleError, swedish_moment};
use http::StatusCode;
use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::render::{FormState, markdown};
use platform::web::form::LongForm;
use platform::web::{Fields, PageError};

use super::handlers::{TOP, named};
use super::views::{DocumentForm, DocumentFormPage, PreviewView};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};
use crate::when::When;

type Typed = FormState<DocumentForm>;

/// Where a version is written.
pub(crate) const NEW: &str = "/dokument/{kind}/ny";
/// Largest body of the form: two texts of the longest kind, whose letters may take twelve bytes each as they are sent, and as much again, so that whoever
/// has written too much is told by how much they may, with their text before them.
pub(crate) const LARGEST_FORM: usize = 2 * (2 * 12 * LONGEST_BODY);

/// `GET /dokument/{kind}/ny`: the latest version, to be changed.
pub(crate) async fn ask(
    State(admin): State<Admin>,
    me: Me,
    Path(kind): Path<String>,
) -> Result<Response, PageError> {
    let kind = named(&kind)?;
    let (latest, found) = {
        let mut conn = admin.db.read().await?;
        let shop = me.shop()?.id;
        let heads = listing::heads(&mut conn, shop, Some(kind)).await?;
        let latest = heads.iter().map(|head| head.version).max().unwrap_or(0);
        (latest, texts(&mut conn, shop, kind, latest).await?)
    };
    let of = |locale: &str| found.iter().find(|text| text.locale == locale);
    let title = |locale| of(locale).map_or("", |text| text.title.as_str());
    let body = |locale| of(locale).map_or_else(String::new, |text| text.body.clone());
    let is_missing = latest > 0 && of("en").is_none();
    let form = FormState::blank()
        .with("title_sv", title("sv"))
        .with("title_en", title("en"))
        .with("missing", if is_missing { "1" } else { "" })
        .with("seen", latest.to_string());
    let shown = Shown {
        form,
        body_sv: body("sv"),
        body_en: body("en"),
        preview: Vec::new(),
    };
    answer(&admin, &me, kind, StatusCode::OK, shown).await
}

/// `POST /dokument/{kind}/ny`: looked at, or published.
pub(crate) async fn publish(
    State(admin): State<Admin>,
    me: Me,
    Path(kind): Path<String>,
    LongForm(fields): LongForm<LARGEST_FORM>,
) -> Result<Response, PageError> {
    let kind = named(&kind)?;
    let mut form: Typed = kept::form(&fields);
    let new = read(&mut form, &fields, kind);
    let is_preview = fields.has("preview");
    if form.is_valid() && !is_preview {
        let shop = me.shop()?.id;
        let mut tx = admin.db.begin(me.origin()).await?;
        match publish_version(&mut tx, shop, &new).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(see(&format!("/dokument/{kind}?klart=published")));
            }
            Err(error) => refuse(&me, &mut form, error)?,
        }
    }
    let preview = if is_preview && form.is_valid() {
        preview(&new)
    } else {
        Vec::new()
    };
    let code = if preview.is_empty() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let shown = Shown {
        form,
        body_sv: fields.text("body_sv").to_owned(),
        body_en: fields.text("body_en").to_owned(),
        preview,
    };
    answer(&admin, &me, kind, code, shown).await
}

fn read(form: &mut Typed, fields: &Fields, kind: &'static str) -> NewVersion {
    let is_missing = form.value("missing") == "1";
    let sv = text(form, fields, ("title_sv", "body_sv"), true);
    let en = text(form, fields, ("title_en", "body_en"), !is_missing);
    NewVersion {
        kind,
        sv,
        en: (!is_missing).then_some(en),
        from: moment(form),
        seen: form.trimmed("seen").parse().unwrap_or(-1),
    }
}

/// A heading and a text as they were typed; what is wrong is told where they are wanted.
fn text(
    form: &mut Typed,
    fields: &Fields,
    (title, body): (&'static str, &'static str),
    is_wanted: bool,
) -> Text {
    let typed = Text {
        title: form.trimmed(title).to_owned(),
        // A line's end is one sign, as the field counts it, however it is sent.
        body: fields.text(body).replace("\r\n", "\n"),
    };
    let too_long = |key: &str, longest: usize| Message::new(key.to_owned()).with("most", longest);
    let is_length = |text: &str, longest| (1..=longest).contains(&text.chars().count());
    if is_wanted && !is_length(&typed.title, LONGEST_TITLE) {
        form.refuse(title, too_long("document-title-missing", LONGEST_TITLE));
    }
    if is_wanted && !is_length(&typed.body, LONGEST_BODY) {
        form.refuse(body, too_long("document-text-missing", LONGEST_BODY));
    }
    typed
}

/// From when it is to hold; nothing typed is at once.
fn moment(form: &mut Typed) -> Option<Timestamp> {
    let typed = form.trimmed("from");
    if typed.is_empty() {
        return None;
    }
    match swedish_moment(typed, End::Start) {
        Ok(at) => Some(at),
        Err(why) => {
            form.refuse(
                "from",
                match why {
                    ScheduleError::Malformed => "form-moment",
                    ScheduleError::NeverComes => "form-moment-never",
                },
            );
            None
        }
    }
}

fn preview(new: &NewVersion) -> Vec<PreviewView> {
    let view = |locale, text: &Text| PreviewView {
        locale,
        title: text.title.clone(),
        html: markdown::to_html(&text.body, TOP),
    };
    let english = new.en.iter().map(|text| view("en", text));
    std::iter::once(view("sv", &new.sv))
        .chain(english)
        .collect()
}

fn refuse(me: &Me, form: &mut Typed, error: PublishError) -> Result<(), PageError> {
    match error {
        PublishError::Unknown => return Err(PageError::NotFound),
        PublishError::Faulty => form.refuse_whole("form-missing"),
        PublishError::TooEarly(earliest) => {
            let from = When::new(me.locale(), earliest, me.now()).full;
            form.refuse(
                "from",
                Message::new("document-too-early").with("from", from),
            );
        }
        PublishError::Unchanged => form.refuse_whole("document-unchanged"),
        PublishError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        PublishError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

/// What of the page follows from what was typed.
struct Shown {
    form: Typed,
    body_sv: String,
    body_en: String,
    preview: Vec<PreviewView>,
}

async fn answer(
    admin: &Admin,
    me: &Me,
    kind: &'static str,
    code: StatusCode,
    shown: Shown,
) -> Result<Response, PageError> {
    let view = DocumentFormPage {
        kind,
        form: shown.form,
        body_sv: shown.body_sv,
        body_en: shown.body_en,
        longest: i64::try_from(LONGEST_BODY).unwrap_or(i64::MAX),
        preview: shown.preview,
    };
    let mut conn = admin.db.read().await?;
    page::show_as(admin, &mut conn, me, Room::Documents, code, &view).await
}
