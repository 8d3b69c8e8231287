use axum::extract::{Path, State};
use axum::response::Response;
use commerce::checkout::parse_line;
use commerce::company::by_staff::{self, SetTermsError, Terms};
use commerce::company::cost_place::find;
use commerce::company::number::{parse_vat_number, shown_org_number};
use commerce::company::{Company, CompanyState, LONGEST_NAME, Member, Place, listing};
use commerce::ids::CompanyId;
use commerce::tier::{self, Tier, TierFunction};
use http::StatusCode;
use platform::auth::Permission;
use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::FormState;
use platform::sums;
use platform::web::{FormBody, PageError, QueryFields};
use uuid::Uuid;

use super::acts;
use super::vat;
use super::views::{CompanyPage, MemberRow, Pick, PlaceRow, TermsForm};
use crate::address;
use crate::admin::Admin;
use crate::bar::Bar;
use crate::currencies;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::list::{Amount, Status};
use crate::object::Collision;
use crate::page::{self, see};
use crate::undo::remember;

pub(super) fn status(state: &str) -> Status {
    if state == CompanyState::Active.as_str() {
        Status::new("ok", "company-active")
    } else {
        Status::new("idle", "company-closed")
    }
}

pub(crate) fn role_key(role: &str) -> String {
    format!("company-role-{role}")
}

/// `GET /foretag/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let found = one(&admin, id).await?;
    let form = filled(&found);
    let is_saved = query.has("sparat");
    answer(&admin, &me, found, StatusCode::OK, form, is_saved).await
}

async fn one(admin: &Admin, id: Uuid) -> Result<Company, PageError> {
    listing::company(&mut *admin.db.read().await?, CompanyId(id))
        .await?
        .ok_or(PageError::NotFound)
}

/// `POST /foretag/{id}`
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let found = one(&admin, id).await?;
    let mut form = kept::form::<TermsForm>(&fields);
    let terms = read(&mut form, &found.country);
    if let Some(terms) = terms.filter(|_| form.is_valid()) {
        let row_version: i32 = form.value("row_version").parse().unwrap_or(0);
        let mut tx = admin.db.begin(me.origin()).await?;
        match by_staff::set_terms(&mut tx, CompanyId(id), &terms, row_version).await {
            Ok(()) => {
                let page = format!("/foretag/{id}");
                let forms = (&filled(&found), &form);
                remember(
                    &mut tx,
                    &me,
                    (&page, &page),
                    forms,
                    row_version.saturating_add(1),
                )
                .await?;
                tx.commit().await?;
                return Ok(see(&format!("{page}?sparat=1")));
            }
            Err(error) => {
                drop(tx);
                refuse(&mut form, error)?;
            }
        }
    }
    let found = one(&admin, id).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, found, status, form, false).await
}

fn refuse(form: &mut FormState<TermsForm>, error: SetTermsError) -> Result<(), PageError> {
    match error {
        SetTermsError::Unknown => return Err(PageError::NotFound),
        SetTermsError::NoTier => form.refuse("tier", "form-missing"),
        SetTermsError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        SetTermsError::OutOfRange => form.refuse_whole("sum-wrong"),
        SetTermsError::NoRate => form.refuse("buys_in", "currency-no-rate"),
        SetTermsError::Owes(currency) => {
            let message = Message::new("company-owes-in").with("currency", currency);
            form.refuse("buys_in", message);
        }
        SetTermsError::LimitInOther(currency) => {
            let message = Message::new("company-limit-in").with("currency", currency);
            form.refuse("credit", message);
        }
        SetTermsError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

fn filled(company: &Company) -> FormState<TermsForm> {
    let invoice = match company.may_invoice {
        None => "",
        Some(true) => "yes",
        Some(false) => "no",
    };
    FormState::blank()
        .with("name", company.name.as_str())
        .with("vat_number", company.vat_number.clone().unwrap_or_default())
        .with("tier", company.tier_code.as_str())
        .with("invoice", invoice)
        .with("buys_in", company.buys_in.clone().unwrap_or_default())
        .with(
            "credit",
            company
                .credit_limit_minor
                .map(sums::write)
                .unwrap_or_default(),
        )
        .with(
            "days",
            company
                .payment_days
                .map(|days| days.to_string())
                .unwrap_or_default(),
        )
        .with("contact", company.contact.as_str())
        .with("state", company.state.as_str())
}

/// Longest name and number of whom a company turns to.
const LONGEST_CONTACT: usize = 120;

fn read(form: &mut FormState<TermsForm>, country: &str) -> Option<Terms> {
    let name = parse_line(form.trimmed("name"), LONGEST_NAME);
    if name.is_err() {
        form.refuse("name", "form-missing");
    }
    let vat_number = match form.trimmed("vat_number") {
        "" => Some(None),
        typed => parse_vat_number(typed, country).ok().map(Some),
    };
    if vat_number.is_none() {
        form.refuse("vat_number", "company-vat-wrong");
    }
    let credit = match form.trimmed("credit") {
        "" => Some(None),
        typed => sums::read(typed).map(Some),
    };
    if credit.is_none() {
        form.refuse("credit", "sum-wrong");
    }
    let days = match form.trimmed("days") {
        "" => Some(None),
        typed => {
            let days = typed.parse::<i16>().ok();
            days.filter(|days| (0..=tier::save::MOST_PAYMENT_DAYS).contains(days))
                .map(Some)
        }
    };
    if days.is_none() {
        let message = Message::new("number-between")
            .with("min", 0)
            .with("max", i64::from(tier::save::MOST_PAYMENT_DAYS));
        form.refuse("days", message);
    }
    let contact = match form.trimmed("contact") {
        "" => Ok(String::new()),
        typed => parse_line(typed, LONGEST_CONTACT),
    };
    if contact.is_err() {
        form.refuse("contact", "form-too-long");
    }
    Some(Terms {
        name: name.ok()?,
        contact: contact.ok()?,
        buys_in: Some(form.trimmed("buys_in").to_uppercase()).filter(|code| !code.is_empty()),
        vat_number: vat_number?,
        tier_code: form.trimmed("tier").to_owned(),
        payment_days: days?,
        credit_limit_minor: credit?,
        may_invoice: match form.value("invoice") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        is_active: form.value("state") == CompanyState::Active.as_str(),
    })
}

fn member_row(me: &Me, listed: &[String], member: Member) -> MemberRow {
    let own = member.cost_place.as_str();
    MemberRow {
        role: role_key(member.role.as_str()),
        limit: None,
        href: me
            .may(Permission::CustomerRead)
            .then(|| format!("/kunder/{}", member.customer_id)),
        is_unlisted: !listed.is_empty() && !own.is_empty() && find(listed, own).is_none(),
        approves_for: if member.role.may_approve() {
            member.approves_for.join(", ")
        } else {
            String::new()
        },
        name: member.name,
        email: member.email,
        cost_place: member.cost_place,
    }
}

fn place_row(admin: &Admin, me: &Me, place: Place) -> PlaceRow {
    let [town, country] = address::place(admin, me, [&place.postcode, &place.city, &place.country]);
    let lines = [place.name, place.street, place.street2, town, country];
    PlaceRow {
        label: place.label,
        lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
        gln: place.gln.unwrap_or_default(),
        marking: place.marking,
        is_default: place.is_default,
    }
}

async fn answer(
    admin: &Admin,
    me: &Me,
    found: Company,
    status_code: StatusCode,
    form: FormState<TermsForm>,
    is_saved: bool,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let locale = me.locale().code();
    let tiers = tier::tiers(&mut conn).await?;
    let members = listing::members(&mut conn, found.id).await?;
    let places = listing::places(&mut conn, found.id).await?;
    let own: Option<&Tier> = tiers.iter().find(|tier| tier.code == found.tier_code);
    let currency = Currency::parse(&found.credit_currency).unwrap_or(Currency::SEK);
    let limit = found
        .credit_limit_minor
        .or(own
            .filter(|tier| tier.currency == found.credit_currency)
            .and_then(|tier| tier.credit_limit_minor))
        .unwrap_or(0);
    let typed: Option<i32> = form.value("row_version").parse().ok();
    let is_stale = typed.is_some_and(|typed| typed != found.row_version);
    let town = address::place(
        admin,
        me,
        [&found.invoice_postcode, &found.invoice_city, &found.country],
    );
    let invoice_lines = [&found.invoice_street, &found.invoice_street2]
        .into_iter()
        .cloned()
        .chain(town);
    // People's limits are in the shop's own currency.
    let shops = me.shops().looked_upon();
    let home = shops.first().map_or_else(
        || found.credit_currency.clone(),
        |shop| shop.currency.to_string(),
    );
    let amount = |minor| Amount::new(me.locale(), minor, &home);
    let company = found.id;
    let mut view = CompanyPage {
        bar: Bar::default(),
        id: found.id.to_string(),
        status: status(&found.state),
        tier: own.map_or(found.tier_code.clone(), |tier| {
            tier.name.text(locale).to_owned()
        }),
        org_number: shown_org_number(&found.org_number, &found.country),
        used: Money::new(found.credit_used_minor, currency),
        limit: Money::new(limit, currency),
        left: Money::new((limit - found.credit_used_minor).max(0), currency),
        may_invoice: found
            .may_invoice
            .unwrap_or_else(|| own.is_some_and(|tier| tier.has(TierFunction::Invoice))),
        days: found
            .payment_days
            .unwrap_or_else(|| own.map_or(0, |tier| tier.payment_days)),
        invoice_lines: invoice_lines.filter(|line| !line.is_empty()).collect(),
        members: members
            .into_iter()
            .map(|member| MemberRow {
                limit: member.approval_limit_minor.map(amount),
                ..member_row(me, &found.cost_places, member)
            })
            .collect(),
        places: places
            .into_iter()
            .map(|place| place_row(admin, me, place))
            .collect(),
        tiers: tiers
            .iter()
            .map(|tier| Pick {
                value: tier.code.clone(),
                label: tier.name.text(locale).to_owned(),
                is_chosen: tier.code == form.trimmed("tier"),
            })
            .collect(),
        buys_in: found
            .buys_in
            .clone()
            .or_else(|| own.and_then(|tier| tier.buys_in.clone()))
            .unwrap_or_else(|| home.clone()),
        currencies: currencies::choices(&mut conn, me, form.trimmed("buys_in")).await?,
        collisions: if is_stale {
            collisions(&found, &form)
        } else {
            Vec::new()
        },
        row_version: found.row_version,
        can_manage: me.may(Permission::CompanyManage),
        is_saved,
        number: found.number,
        name: found.name,
        country: found.country,
        check: vat::latest(&mut conn, me, found.vat_number.as_deref()).await?,
        can_check: me.may(Permission::CompanyManage)
            && vat::can_be_checked(found.vat_number.as_deref()),
        vat_number: found.vat_number.unwrap_or_default(),
        invoice_email: found.invoice_email,
        gln: found.gln.unwrap_or_default(),
        e_invoice_id: found.e_invoice_id.unwrap_or_default(),
        requires_reference: found.requires_reference,
        buyers_see_all: found.buyers_see_all,
        form,
    };
    view.bar = acts::bar(&view);
    let of = ("company", company.0, format!("/foretag/{company}"));
    let place = (Room::Companies, None);
    page::show_traced(admin, &mut conn, me, place, status_code, of, &view).await
}

/// Each field that somebody else has saved otherwise.
fn collisions(company: &Company, form: &FormState<TermsForm>) -> Vec<Collision> {
    let stored = filled(company);
    [
        ("name", "company-name"),
        ("vat_number", "company-vat-number"),
        ("tier", "company-tier"),
        ("buys_in", "company-buys-in"),
        ("credit", "company-credit-limit"),
        ("days", "company-days"),
        ("contact", "company-contact"),
    ]
    .into_iter()
    .filter_map(|(field, label)| {
        Collision::of_text(label, stored.trimmed(field), form.trimmed(field))
    })
    .collect()
}
