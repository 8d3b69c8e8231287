//! Making the statement. A withdrawal takes two steps, as the law wants it: the statement, then one button that confirms it. A complaint takes one.

use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::checkout::{parse_email, parse_line};
use commerce::ids::{CaseFileId, ReturnId};
use commerce::order::{Access, Order, OrderState, invoice};
use commerce::returns::deadline::{self, Deadline};
use commerce::returns::files::Part;
use commerce::returns::{
    self, Claimable, ComplaintReason, LONGEST_DESCRIPTION, MOST_PICTURES, OpenError, Remedy,
    ReturnKind, Statement, StatementLine,
};
use http::StatusCode;
use platform::clock::Timestamp;
use platform::db::PgConnection;
use platform::i18n::dates::{self, DateStyle};
use platform::i18n::numbers::{self, Decimals};
use platform::i18n::{Locale, Message};
use platform::money::Money;
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError};
use uuid::Uuid;

use super::views::{ClaimRow, KeptPicture, StatementForm, StatementView};
use super::{intake, links, pictures};
use crate::frame::Head;
use crate::order::link;
use crate::order::shipments::full_name;
use crate::page::{Keeping, frame, page, see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Largest complaint, all pictures together.
pub const LARGEST_UPLOAD: usize = 64 << 20;
/// Longest name of whoever makes a statement.
pub(super) const LONGEST_NAME: usize = 160;

/// What an order's statements depend on.
struct Ground {
    order: Order,
    claimable: Vec<Claimable>,
    withdrawal: Deadline,
    complaint: Deadline,
    is_company: bool,
    /// When the page was opened, when that was within the hour.
    begun_at: Timestamp,
}

impl Ground {
    /// `begun`: when the page was opened, as it says and proves.
    async fn find(
        state: &ShopState,
        conn: &mut PgConnection,
        (number, key): (&str, &str),
        begun: &str,
    ) -> Result<Self, PageError> {
        let order = link::resolve(state, conn, number, key).await?;
        if order.state != OrderState::Placed {
            return Err(PageError::NotFound);
        }
        let is_company = invoice::company_of_order(conn, order.id).await?.is_some();
        let now = state.now();
        let begun_at = intake::moment_of(state, order.id, begun)
            .filter(|at| *at <= now && now.since(*at) <= deadline::FORM_KEPT);
        let moments = (now, begun_at);
        Ok(Self {
            claimable: returns::claimable(conn, order.id).await?,
            withdrawal: deadline::of(conn, order.id, ReturnKind::Withdrawal, moments).await?,
            complaint: deadline::of(conn, order.id, ReturnKind::Complaint, moments).await?,
            is_company,
            begun_at: begun_at.unwrap_or(now),
            order,
        })
    }

    fn deadline(&self, kind: ReturnKind) -> Deadline {
        match kind {
            ReturnKind::Withdrawal => self.withdrawal,
            ReturnKind::Complaint | ReturnKind::Cancellation => self.complaint,
        }
    }

    /// Why nothing can be stated at all.
    fn barred(&self, locale: Locale, kind: ReturnKind) -> Option<Message> {
        let is_withdrawal = kind == ReturnKind::Withdrawal;
        if is_withdrawal && self.is_company {
            Some(Message::new("withdraw-company"))
        } else if let Some(day) = self.deadline(kind).missed() {
            Some(too_late(locale, kind, day))
        } else {
            let mut left = self.claimable.iter().filter(|line| line.free(kind) > 0);
            let is_excepted = |line: &Claimable| {
                is_withdrawal && line.exception.is_some_and(|reason| !reason.is_of_seal())
            };
            match left.clone().next() {
                None => Some(Message::new(nothing_left(kind))),
                Some(_) => left
                    .all(is_excepted)
                    .then(|| Message::new("withdraw-all-excepted")),
            }
        }
    }
}

fn too_late(locale: Locale, kind: ReturnKind, day: jiff::civil::Date) -> Message {
    let key = match kind {
        ReturnKind::Withdrawal => "withdraw-too-late",
        ReturnKind::Complaint | ReturnKind::Cancellation => "complain-too-late",
    };
    Message::new(key).with("day", dates::date(locale, day, DateStyle::Long))
}

fn nothing_left(kind: ReturnKind) -> &'static str {
    match kind {
        ReturnKind::Withdrawal => "withdraw-nothing-left",
        ReturnKind::Complaint | ReturnKind::Cancellation => "complain-nothing-left",
    }
}

/// `GET /order/{number}/{key}/angra`.
///
/// # Errors
/// 404 for a wrong number or key alike.
pub async fn show_withdraw(
    state: State<ShopState>,
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<Response, PageError> {
    show(state, visitor, path, ReturnKind::Withdrawal).await
}

/// `GET /order/{number}/{key}/reklamera`.
///
/// # Errors
/// 404 for a wrong number or key alike.
pub async fn show_complain(
    state: State<ShopState>,
    visitor: Visitor,
    path: Path<(String, String)>,
) -> Result<Response, PageError> {
    show(state, visitor, path, ReturnKind::Complaint).await
}

async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key)): Path<(String, String)>,
    kind: ReturnKind,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let ground = Ground::find(&state, &mut desk.conn, (&number, &key), "").await?;
    let form = FormState::blank()
        .with("case", platform::ids::new_uuid().to_string())
        .with("name", ground.order.customer_name.as_str())
        .with("email", ground.order.email.as_str());
    let sheet = Sheet {
        kind,
        form,
        is_summary: false,
        pictures: Vec::new(),
        lost: Vec::new(),
    };
    answer(&state, &visitor, desk, &ground, StatusCode::OK, sheet).await
}

/// `POST /order/{number}/{key}/angra`: the statement, its summary, its confirmation.
///
/// # Errors
/// 404 for a wrong number or key alike.
pub async fn withdraw(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key)): Path<(String, String)>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let begun = fields.text("begun");
    let ground = Ground::find(&state, &mut desk.conn, (&number, &key), begun).await?;
    let sheet = Sheet {
        kind: ReturnKind::Withdrawal,
        form: FormState::from_pairs(fields.iter()),
        is_summary: false,
        pictures: Vec::new(),
        lost: Vec::new(),
    };
    take(&state, &visitor, desk, ground, fields, sheet).await
}

/// `POST /order/{number}/{key}/reklamera`.
///
/// # Errors
/// 404 for a wrong number or key alike.
pub async fn complain(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key)): Path<(String, String)>,
    form: Multipart,
) -> Result<Response, PageError> {
    let order = {
        let mut conn = state.db.read().await?;
        link::resolve(&state, &mut conn, &number, &key).await?.id
    };
    let taken = intake::read(&state, &visitor, order, form).await?;
    let sheet = Sheet {
        kind: ReturnKind::Complaint,
        form: FormState::from_pairs(taken.fields.iter()),
        is_summary: false,
        pictures: taken.pictures,
        lost: taken.lost,
    };
    let mut desk = Desk::open(&state, &visitor).await?;
    let begun = taken.fields.text("begun");
    let ground = Ground::find(&state, &mut desk.conn, (&number, &key), begun).await?;
    take(&state, &visitor, desk, ground, taken.fields, sheet).await
}

/// What the page shows.
struct Sheet {
    kind: ReturnKind,
    form: FormState<StatementForm>,
    is_summary: bool,
    pictures: Vec<CaseFileId>,
    lost: Vec<Message>,
}

async fn take(
    state: &ShopState,
    visitor: &Visitor,
    desk: Desk,
    ground: Ground,
    fields: Fields,
    mut sheet: Sheet,
) -> Result<Response, PageError> {
    let is_edit = fields.has("edit");
    let origin = match &desk.session {
        Some(session) => visitor.origin_of(session),
        None => visitor.origin(),
    };
    // One connection at a time: with as many statements at once as there are connections, each would wait for the others.
    drop(desk);
    // A picture that was not taken is told of before the complaint goes without it.
    let is_whole = sheet.lost.is_empty();
    let statement = read(&mut sheet, &ground, visitor);
    if let Some(statement) = statement.filter(|_| sheet.form.is_valid() && !is_edit && is_whole) {
        let is_confirmed = sheet.kind == ReturnKind::Complaint || fields.has("confirm");
        let mut tx = state.db.begin(origin).await?;
        match returns::open(&mut tx, ground.order.id, &statement).await {
            Ok(case) if is_confirmed => {
                tx.commit().await?;
                let to = (ground.order.number.as_str(), ground.order.id);
                let path = links::path(state, visitor.locale, "order_case", to, Some(&case));
                return Ok(see_other(&format!("{path}?ny=1")));
            }
            // Dropped: the summary only shows what would be.
            Ok(_) => sheet.is_summary = true,
            Err(error) => refuse(&mut sheet, &ground, visitor.locale, error)?,
        }
    }
    let status = if sheet.is_summary || is_edit {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let desk = Desk::open(state, visitor).await?;
    answer(state, visitor, desk, &ground, status, sheet).await
}

fn read(sheet: &mut Sheet, ground: &Ground, visitor: &Visitor) -> Option<Statement> {
    let form = &mut sheet.form;
    let typed: Vec<(String, String)> = form
        .values("line")
        .iter()
        .cloned()
        .zip(form.values("quantity").iter().cloned())
        .collect();
    let sealed = form.values("sealed").to_vec();
    let mut lines = Vec::new();
    for (id, quantity) in typed {
        let line = ground
            .claimable
            .iter()
            .find(|line| line.line_id.to_string() == id);
        let quantity = match quantity.trim() {
            "" => Some(0),
            digits => digits.parse::<i32>().ok().filter(|n| *n >= 0),
        };
        match (line, quantity) {
            (Some(line), Some(quantity)) => lines.push(StatementLine {
                line_id: line.line_id,
                quantity,
                is_sealed: sealed.contains(&id),
            }),
            _ => form.refuse("line", "return-quantity"),
        }
    }
    // Told together with what else is wrong, not after it.
    if form.is_valid() && lines.iter().all(|line| line.quantity == 0) {
        form.refuse("line", "return-empty");
    }
    let name = parse_line(form.trimmed("name"), LONGEST_NAME);
    if name.is_err() {
        form.refuse("name", "return-name-missing");
    }
    let email = parse_email(form.value("email"));
    if email.is_err() {
        form.refuse("email", "return-email-wrong");
    }
    let reason = ComplaintReason::parse(form.value("reason"));
    let wish = Remedy::parse(form.value("wish"));
    let description = form.trimmed("description").to_owned();
    if sheet.kind == ReturnKind::Complaint {
        if reason.is_none() {
            form.refuse("reason", "return-reason-none");
        }
        if description.is_empty() {
            form.refuse("description", "return-description-missing");
        }
    }
    if description.chars().count() > LONGEST_DESCRIPTION {
        form.refuse(
            "description",
            Message::new("return-description-long").with("most", LONGEST_DESCRIPTION),
        );
    }
    let id: Option<Uuid> = form.value("case").parse().ok();
    Some(Statement {
        id: ReturnId(id.unwrap_or_else(platform::ids::new_uuid)),
        kind: sheet.kind,
        name: name.ok()?,
        email: email.ok()?,
        locale: visitor.locale.code().to_owned(),
        reason: reason.filter(|_| sheet.kind == ReturnKind::Complaint),
        description,
        lines,
        pictures: sheet.pictures.clone(),
        wish: wish.filter(|_| sheet.kind == ReturnKind::Complaint),
        begun_at: Some(ground.begun_at),
        notice: None,
    })
}

fn refuse(
    sheet: &mut Sheet,
    ground: &Ground,
    locale: Locale,
    error: OpenError,
) -> Result<(), PageError> {
    let form = &mut sheet.form;
    let name_of = |line_id| {
        let line = ground.claimable.iter().find(|l| l.line_id == line_id);
        line.map(|line| full_name(&line.name, &line.options))
            .unwrap_or_default()
    };
    match error {
        OpenError::Unknown | OpenError::Moment => return Err(PageError::NotFound),
        OpenError::Company => form.refuse_whole("withdraw-company"),
        OpenError::TooLate(day) => form.refuse_whole(too_late(locale, sheet.kind, day)),
        OpenError::Empty => form.refuse("line", "return-empty"),
        OpenError::NoReason => form.refuse("reason", "return-reason-none"),
        OpenError::TooMany { line_id, left } => form.refuse(
            "line",
            Message::new("return-too-many")
                .with("name", name_of(line_id))
                .with("left", i64::from(left)),
        ),
        OpenError::CardUsed {
            line_id,
            left,
            left_minor,
        } => {
            let money = Money::new(left_minor, ground.order.currency);
            form.refuse(
                "line",
                Message::new("return-card-used")
                    .with("name", name_of(line_id))
                    .with("left", i64::from(left))
                    .with("sum", numbers::money(locale, money, Decimals::WhenNeeded)),
            );
        }
        OpenError::Excepted { line_id, reason } => form.refuse(
            "line",
            Message::new(format!("withdraw-excepted-{}", reason.as_str()))
                .with("name", name_of(line_id)),
        ),
        OpenError::OtherStatement => {
            // What was typed is a statement of its own.
            let id = platform::ids::new_uuid().to_string();
            *form = std::mem::replace(form, FormState::blank()).with("case", id);
            form.refuse_whole("return-other-statement");
        }
        OpenError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

async fn answer(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    ground: &Ground,
    status: StatusCode,
    sheet: Sheet,
) -> Result<Response, PageError> {
    let order = &ground.order;
    let to = |name| {
        let order = (order.number.as_str(), order.id);
        links::path(state, visitor.locale, name, order, None)
    };
    let (here, other) = match sheet.kind {
        ReturnKind::Withdrawal => ("order_withdraw", "order_complain"),
        ReturnKind::Complaint | ReturnKind::Cancellation => ("order_complain", "order_withdraw"),
    };
    let title = match sheet.kind {
        ReturnKind::Withdrawal => "withdraw-title",
        ReturnKind::Complaint | ReturnKind::Cancellation => "complain-title",
    };
    let mut head = Head::private(&state.renderer, text(state, visitor.locale, title), "home");
    head.alternates.clear();
    let kept = sheet.pictures.iter().map(|id| KeptPicture {
        value: intake::named(state, order.id, *id),
        src: pictures::path(
            state,
            visitor.locale,
            (&order.number, order.id, Access::Act),
            (*id, Part::Small),
        ),
    });
    let barred = ground.barred(visitor.locale, sheet.kind);
    let view = StatementView {
        head,
        kind: sheet.kind.as_str(),
        is_company: ground.is_company,
        number: order.number.clone(),
        action: to(here),
        order_href: to("order"),
        other_href: to(other),
        lines: rows(ground, &sheet),
        barred,
        last_day: ground.deadline(sheet.kind).period.last_day(),
        grace_until: ground.deadline(sheet.kind).grace_until,
        is_untold: ground.deadline(sheet.kind).is_untold,
        begun: intake::sealed(state, order.id, ground.begun_at),
        is_summary: sheet.is_summary,
        reasons: ComplaintReason::ALL
            .iter()
            .map(|reason| reason.as_str())
            .collect(),
        pictures: kept.collect(),
        lost: sheet.lost,
        most_pictures: MOST_PICTURES,
        wishes: Remedy::ALL.iter().map(|wish| wish.as_str()).collect(),
        form: sheet.form,
    };
    let frame = frame(state, visitor, &mut desk, None).await?;
    drop(desk);
    let page = page(state, visitor, frame, &view, Keeping::Private)?;
    Ok((status, page).into_response())
}

fn rows(ground: &Ground, sheet: &Sheet) -> Vec<ClaimRow> {
    let form = &sheet.form;
    let typed = |id: &str| {
        let at = form.values("line").iter().position(|line| line == id)?;
        form.values("quantity").get(at).cloned()
    };
    let sealed = form.values("sealed");
    ground
        .claimable
        .iter()
        .filter_map(|line| {
            let id = line.line_id.to_string();
            let free = line.free(sheet.kind);
            let value = typed(&id).unwrap_or_else(|| "0".to_owned());
            let chosen = value.trim().parse::<i32>().unwrap_or(0);
            if chosen <= 0 && (free == 0 || sheet.is_summary) {
                return None;
            }
            let exception = line
                .exception
                .filter(|_| sheet.kind == ReturnKind::Withdrawal);
            Some(ClaimRow {
                name: full_name(&line.name, &line.options),
                sku: line.sku.clone(),
                free,
                value,
                chosen,
                exception: exception.map(|reason| reason.as_str()),
                is_of_seal: exception.is_some_and(|reason| reason.is_of_seal()),
                is_sealed: sealed.contains(&id),
                id,
            })
        })
        .collect()
}
