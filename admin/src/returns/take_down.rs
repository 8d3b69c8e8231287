//! Taking down what a buyer has said by mail, by letter, on the telephone or in person: as good a statement as one on the site.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::checkout::{parse_email, parse_line};
use commerce::ids::{ReturnId, WithdrawalNoticeId};
use commerce::order::listing::{self, OrderFacts};
use commerce::promotion::schedule::{End, on_the_wall, swedish_moment};
use commerce::returns::unlinked::{self, NoticeError, UnlinkedNotice};
use commerce::returns::{
    self, CameBy, Claimable, ComplaintReason, LONGEST_DESCRIPTION, Notice, OpenError, ReturnKind,
    Statement, StatementLine,
};
use http::StatusCode;
use platform::i18n::numbers::{self, Decimals};
use platform::i18n::{Locale, Message};
use platform::money::{Currency, Money};
use platform::render::{Field, Form, FormState, View};
use platform::web::{Fields, FormBody, PageError, QueryFields};
use serde::Serialize;
use uuid::Uuid;

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};

/// Longest name of whoever has made a statement.
const LONGEST_NAME: usize = 160;

/// What is typed.
#[derive(Debug)]
pub(crate) struct TakeDownForm;

impl Form for TakeDownForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("case", "case-lines"),
        Field::plain("kind", "case-kind"),
        Field::plain("came_by", "case-came-by"),
        Field::plain("made_at", "case-made-at"),
        Field::plain("goodwill", "case-goodwill"),
        Field::plain("line", "case-lines"),
        Field::plain("quantity", "case-lines"),
        Field::plain("sealed", "case-lines"),
        Field::plain("reason", "return-reason"),
        Field::plain("description", "case-said"),
        Field::plain("name", "profile-name"),
        Field::plain("email", "orders-email"),
        Field::plain("notice", "case-lines"),
    ];
}

/// A line that can be chosen.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LineChoice {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) sku: String,
    pub(crate) withdrawable: i32,
    pub(crate) complainable: i32,
    pub(crate) unsent: i32,
    pub(crate) value: String,
    /// Why it cannot be withdrawn from.
    pub(crate) exception: Option<&'static str>,
    pub(crate) is_of_seal: bool,
    pub(crate) is_sealed: bool,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TakeDownPage {
    pub(crate) order: String,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) ways: Vec<&'static str>,
    pub(crate) reasons: Vec<&'static str>,
    pub(crate) lines: Vec<LineChoice>,
    pub(crate) form: FormState<TakeDownForm>,
}

impl View for TakeDownPage {
    const TEMPLATE: &'static str = "admin/return-new.html";
    fn samples() -> Vec<Self> {
        let line = |exception: Option<&'static str>, is_of_seal| LineChoice {
            id: "1".to_owned(),
            name: "Mugg <Strand>".to_owned(),
            sku: "NB-1".to_owned(),
            withdrawable: 2,
            complainable: 1,
            unsent: 1,
            value: "1".to_owned(),
            exception,
            is_of_seal,
            is_sealed: is_of_seal,
        };
        let blank = Self {
            order: "ORD-100001".to_owned(),
            kinds: ReturnKind::ALL.map(ReturnKind::as_str).into(),
            ways: CameBy::ALL.map(CameBy::as_str).into(),
            reasons: ComplaintReason::ALL.map(ComplaintReason::as_str).into(),
            lines: vec![
                line(None, false),
                line(Some("made_to_measure"), false),
                line(Some("sealed_hygiene"), true),
            ],
            form: FormState::blank()
                .with("kind", "withdrawal")
                .with("came_by", "phone")
                .with("made_at", "2026-11-23T10:00"),
        };
        let mut refused = blank.clone();
        for field in ["kind", "came_by", "made_at", "line", "reason", "email"] {
            refused.form.refuse(field, "form-missing");
        }
        vec![blank, refused]
    }
}

/// `GET /ordrar/{number}/arende`
pub(crate) async fn blank(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (order, claimable) = find(&admin, &number).await?;
    if query.has("meddelande") {
        return of_notice(&admin, &me, (&order, &claimable), query.text("meddelande")).await;
    }
    let kind = if order.state == "placed" {
        ReturnKind::Withdrawal
    } else {
        ReturnKind::Cancellation
    };
    let form = FormState::blank()
        .with("case", platform::ids::new_uuid().to_string())
        .with("kind", kind.as_str())
        .with("made_at", on_the_wall(me.now()))
        .with("name", order.customer_name.as_str())
        .with("email", order.email.as_str());
    show(&admin, &me, StatusCode::OK, (&order, &claimable), form).await
}

/// The form with what a guest has stated without a link.
async fn of_notice(
    admin: &Admin,
    me: &Me,
    about: (&OrderFacts, &[Claimable]),
    id: &str,
) -> Result<Response, PageError> {
    let notice = unlinked_notice(admin, id).await?;
    let form = FormState::blank()
        .with("case", platform::ids::new_uuid().to_string())
        .with("kind", ReturnKind::Withdrawal.as_str())
        .with("came_by", CameBy::Site.as_str())
        .with("made_at", on_the_wall(notice.made_at))
        .with("description", notice.goods.as_str())
        .with("name", notice.name.as_str())
        .with("email", notice.email.as_str())
        .with("notice", notice.id.to_string());
    show(admin, me, StatusCode::OK, about, form).await
}

async fn unlinked_notice(admin: &Admin, id: &str) -> Result<UnlinkedNotice, PageError> {
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    let mut conn = admin.db.read().await?;
    super::notices::open(unlinked::find(&mut conn, id).await?)
}

/// `POST /ordrar/{number}/arende`
pub(crate) async fn take_down(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (order, claimable) = find(&admin, &number).await?;
    let mut form = kept::form::<TakeDownForm>(&fields);
    let mut statement = read(&mut form, &fields, &order, &claimable);
    // Sent twice, the notice is matched already, and the case is the same.
    let notice_id: Option<WithdrawalNoticeId> = form.value("notice").parse().ok();
    let notice = match notice_id {
        Some(id) => unlinked::find(&mut *admin.db.read().await?, id).await?,
        None => None,
    };
    if let (Some(statement), Some(notice)) = (&mut statement, &notice) {
        as_noticed(statement, notice);
    }
    if let Some(statement) = statement.filter(|_| form.is_valid()) {
        let mut tx = admin.db.begin(me.origin()).await?;
        match returns::open(&mut tx, order.id, &statement).await {
            Ok(case) => {
                if let Some(notice) = notice.filter(|n| n.return_id != Some(statement.id)) {
                    let to = (order.id, statement.id);
                    unlinked::matched(&mut tx, notice.id, to)
                        .await
                        .map_err(no_notice)?;
                }
                tx.commit().await?;
                return Ok(see(&format!("/returer/{case}")));
            }
            Err(error) => {
                drop(tx);
                form = refuse((me.locale(), &order), form, error, &claimable)?;
            }
        }
    }
    let code = StatusCode::UNPROCESSABLE_ENTITY;
    show(&admin, &me, code, (&order, &claimable), form).await
}

/// It was made when it was made, to the second, and in its language.
fn as_noticed(statement: &mut Statement, notice: &UnlinkedNotice) {
    notice.locale.clone_into(&mut statement.locale);
    if let Some(said) = &mut statement.notice
        && on_the_wall(said.at) == on_the_wall(notice.made_at)
    {
        said.at = notice.made_at;
    }
}

/// Somebody has made a case of the notice, or answered it, meanwhile.
fn no_notice(error: NoticeError) -> PageError {
    match error {
        NoticeError::Db(error) => error.into(),
        NoticeError::Closed
        | NoticeError::OtherNotice
        | NoticeError::ChangedMeanwhile
        | NoticeError::NoWords => PageError::Conflict,
    }
}

/// Placed orders; and those whose money came when the goods were gone, as long as it is here.
pub(crate) fn can_have_cases(order: &OrderFacts) -> bool {
    let is_owed_money = ["paid", "partly_refunded"].contains(&order.payment_status.as_str());
    order.state == "placed" || (order.state == "cancelled" && is_owed_money)
}

async fn find(admin: &Admin, number: &str) -> Result<(OrderFacts, Vec<Claimable>), PageError> {
    let mut conn = admin.db.read().await?;
    let order = listing::order_by_number(&mut conn, number)
        .await?
        .filter(can_have_cases)
        .ok_or(PageError::NotFound)?;
    let claimable = returns::claimable(&mut conn, order.id).await?;
    Ok((order, claimable))
}

fn read(
    form: &mut FormState<TakeDownForm>,
    fields: &Fields,
    order: &OrderFacts,
    claimable: &[Claimable],
) -> Option<Statement> {
    let kind = ReturnKind::from_column(form.value("kind"));
    if kind.is_none() {
        form.refuse("kind", "form-missing");
    }
    let notice = notice(form, order, kind);
    let name = parse_line(form.trimmed("name"), LONGEST_NAME).ok();
    if name.is_none() {
        form.refuse("name", "return-name-missing");
    }
    let email = parse_email(form.value("email")).ok();
    if email.is_none() {
        form.refuse("email", "return-email-wrong");
    }
    let is_complaint = kind == Some(ReturnKind::Complaint);
    let reason = ComplaintReason::parse(form.value("reason")).filter(|_| is_complaint);
    if is_complaint && reason.is_none() {
        form.refuse("reason", "return-reason-none");
    }
    let description = form.trimmed("description").to_owned();
    if description.chars().count() > LONGEST_DESCRIPTION {
        form.refuse("description", "form-too-long");
    }
    let lines = lines(form, fields, claimable);
    let id: Option<Uuid> = form.value("case").parse().ok();
    Some(Statement {
        id: ReturnId(id.unwrap_or_else(platform::ids::new_uuid)),
        kind: kind?,
        name: name?,
        email: email?,
        locale: order.locale.clone(),
        reason,
        description,
        lines,
        pictures: Vec::new(),
        wish: None,
        begun_at: None,
        notice: notice?,
    })
}

/// When and how it came: asked of what a buyer has said, not of what the shop calls off itself. `None`: it is not known.
fn notice(
    form: &mut FormState<TakeDownForm>,
    order: &OrderFacts,
    kind: Option<ReturnKind>,
) -> Option<Option<Notice>> {
    if kind == Some(ReturnKind::Cancellation) {
        return Some(None);
    }
    let by = CameBy::parse(form.value("came_by"));
    if by.is_none() {
        form.refuse("came_by", "case-came-by-missing");
    }
    // The minute that is typed may have begun before the order was placed in it.
    let at = swedish_moment(form.value("made_at"), End::Start).ok();
    let at = at.map(|at| match order.placed_at {
        Some(placed) if at < placed && placed.since(at) < jiff::SignedDuration::from_mins(1) => {
            placed
        }
        _ => at,
    });
    if at.is_none() {
        form.refuse("made_at", "form-moment");
    }
    let is_goodwill = !form.value("goodwill").is_empty();
    Some(Some(Notice {
        at: at?,
        by: by?,
        is_goodwill,
    }))
}

/// From the fields as they came: a form keeps fewer values of a name than an order may have lines.
fn lines(
    form: &mut FormState<TakeDownForm>,
    fields: &Fields,
    claimable: &[Claimable],
) -> Vec<StatementLine> {
    let all = |name: &str| {
        fields
            .iter()
            .filter(move |(field, _)| *field == name)
            .map(|(_, value)| value.to_owned())
            .collect::<Vec<String>>()
    };
    let sealed = all("sealed");
    let mut lines = Vec::new();
    for (id, quantity) in all("line").into_iter().zip(all("quantity")) {
        let line = claimable.iter().find(|l| l.line_id.to_string() == id);
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
    lines
}

fn refuse(
    (locale, order): (Locale, &OrderFacts),
    mut form: FormState<TakeDownForm>,
    error: OpenError,
    claimable: &[Claimable],
) -> Result<FormState<TakeDownForm>, PageError> {
    let name_of = |line_id| {
        let line = claimable.iter().find(|line| line.line_id == line_id);
        line.map(|line| line.name.clone()).unwrap_or_default()
    };
    match error {
        OpenError::Unknown => return Err(PageError::NotFound),
        OpenError::Company => form.refuse("kind", "withdraw-company"),
        OpenError::TooLate(day) => form.refuse(
            "made_at",
            Message::new("case-too-late").with("day", day.to_string()),
        ),
        OpenError::Moment => form.refuse("made_at", "case-made-at-wrong"),
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
            let money = Money::new(left_minor, Currency::from(order.currency.clone()));
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
            form = form.with("case", platform::ids::new_uuid().to_string());
            form.refuse_whole("return-other-statement");
        }
        OpenError::Db(error) => return Err(error.into()),
    }
    Ok(form)
}

async fn show(
    admin: &Admin,
    me: &Me,
    code: StatusCode,
    (order, claimable): (&OrderFacts, &[Claimable]),
    form: FormState<TakeDownForm>,
) -> Result<Response, PageError> {
    let view = TakeDownPage {
        order: order.number.clone(),
        kinds: ReturnKind::ALL.map(ReturnKind::as_str).into(),
        ways: CameBy::ALL.map(CameBy::as_str).into(),
        reasons: ComplaintReason::ALL.map(ComplaintReason::as_str).into(),
        lines: claimable.iter().map(|line| choice(line, &form)).collect(),
        form,
    };
    let mut conn = admin.db.read().await?;
    page::show_as(admin, &mut conn, me, Room::Orders, code, &view).await
}

fn choice(line: &Claimable, form: &FormState<TakeDownForm>) -> LineChoice {
    let id = line.line_id.to_string();
    let at = form.values("line").iter().position(|typed| *typed == id);
    let value = at.and_then(|at| form.values("quantity").get(at).cloned());
    LineChoice {
        name: if line.options.is_empty() {
            line.name.clone()
        } else {
            format!("{}, {}", line.name, line.options)
        },
        sku: line.sku.clone(),
        withdrawable: line.withdrawable(),
        complainable: line.complainable(),
        unsent: line.unsent(),
        value: value.unwrap_or_else(|| "0".to_owned()),
        exception: line.exception.map(|reason| reason.as_str()),
        is_of_seal: line.exception.is_some_and(|reason| reason.is_of_seal()),
        is_sealed: form.values("sealed").contains(&id),
        id,
    }
}
