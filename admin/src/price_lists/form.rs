use axum::extract::{Path, State};
use axum::response::Response;
use commerce::currency::can_be_sold_in;
use commerce::ids::PriceListId;
use commerce::pricing::list::file::{moment, moment_or_now};
use commerce::pricing::list::listing::{self, CompanyFound, ListedPriceList};
use commerce::pricing::list::{Audience, ListDraft, SaveListError, save_list};
use commerce::pricing::sheet::Period;
use commerce::tier;
use http::StatusCode;
use platform::clock::Timestamp;
use platform::db::PgConnection;
use platform::money::Currency;
use platform::render::FormState;
use platform::web::{FormBody, PageError};
use uuid::Uuid;

use super::views::{PriceListForm, PriceListFormPage, TierChoice};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::object::Collision;
use crate::page::{self, see};
use crate::undo::remember;

type Typed = FormState<PriceListForm>;

/// Longest name in characters.
const LONGEST_NAME: usize = 120;

/// `GET /prislistor/ny`
pub(crate) async fn ask(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    me.ask_for_shop()?;
    let home = me.shops().current().map_or(Currency::SEK, |of| of.currency);
    let form = Typed::blank()
        .with("kind", "campaign")
        .with("currency", home.code())
        .with("vat", "1")
        .with("priority", "100");
    answer(&admin, &me, StatusCode::OK, None, form).await
}

/// `POST /prislistor/ny`
pub(crate) async fn create(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let form: Typed = kept::form(&fields);
    save(&admin, &me, None, form, false).await
}

/// `GET /prislistor/{id}/andra`
pub(crate) async fn edit(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let list = one(&mut conn, &me, PriceListId(id)).await?;
    let form = filled(&mut conn, &list).await?;
    drop(conn);
    answer(&admin, &me, StatusCode::OK, Some(list), form).await
}

/// `POST /prislistor/{id}/andra`
pub(crate) async fn update(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let list = one(&mut *admin.db.read().await?, &me, PriceListId(id)).await?;
    let form: Typed = kept::form(&fields);
    let ends_now = fields.text("avsluta") == "1";
    save(&admin, &me, Some(list), form, ends_now).await
}

async fn one(
    conn: &mut PgConnection,
    me: &Me,
    id: PriceListId,
) -> Result<ListedPriceList, PageError> {
    listing::price_list(conn, id, me.locale().code())
        .await?
        .ok_or(PageError::NotFound)
}

/// The form as the list is kept.
async fn filled(conn: &mut PgConnection, list: &ListedPriceList) -> Result<Typed, PageError> {
    let company = match list.company_id {
        Some(id) => listing::company_number(conn, id.into()).await?,
        None => None,
    };
    let plain = |at: Option<Timestamp>| {
        at.map(|at| at.business_time().strftime("%Y-%m-%d %H:%M").to_string())
            .unwrap_or_default()
    };
    let mut pairs = vec![
        ("name", list.name.clone()),
        ("code", list.code.clone()),
        ("kind", list.audience.clone()),
        ("tier", list.tier_code.clone().unwrap_or_default()),
        ("company", company.unwrap_or_default()),
        ("currency", list.currency.clone()),
        ("vat", u8::from(list.includes_vat).to_string()),
        ("from", plain(list.valid_from)),
        ("to", plain(list.valid_to)),
        ("priority", list.priority.to_string()),
        ("row_version", list.row_version.to_string()),
    ];
    pairs.extend(list.for_tiers.iter().map(|tier| ("tiers", tier.clone())));
    Ok(Typed::from_pairs(pairs))
}

async fn save(
    admin: &Admin,
    me: &Me,
    held: Option<ListedPriceList>,
    mut form: Typed,
    ends_now: bool,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let draft = read(&mut conn, held.as_ref(), &mut form, me.now()).await?;
    let shop_id = match &held {
        Some(list) => list.shop_id,
        None => me.shop()?.id,
    };
    let before = match &held {
        Some(list) => Some(filled(&mut conn, list).await?),
        None => None,
    };
    drop(conn);
    if let Some(mut draft) = draft.filter(|_| form.is_valid()) {
        let version = form.trimmed("row_version").parse().unwrap_or(0);
        let target = held.as_ref().map(|list| (list.id, version));
        let mut tx = admin.db.begin(me.origin()).await?;
        if ends_now {
            draft.period.to = Some(tx.now());
        }
        match save_list(&mut tx, shop_id, target, &draft).await {
            Ok(id) => {
                let page = format!("/prislistor/{id}");
                if let Some((before, (_, version))) = before.as_ref().zip(target) {
                    let action = format!("{page}/andra");
                    let version = version.saturating_add(1);
                    remember(&mut tx, me, (&page, &action), (before, &form), version).await?;
                }
                tx.commit().await?;
                return Ok(see(&format!("{page}?klart=lista")));
            }
            Err(error) => {
                drop(tx);
                refuse(&mut form, error)?;
            }
        }
    }
    answer(admin, me, StatusCode::UNPROCESSABLE_ENTITY, held, form).await
}

async fn read(
    conn: &mut PgConnection,
    held: Option<&ListedPriceList>,
    form: &mut Typed,
    now: Timestamp,
) -> Result<Option<ListDraft>, PageError> {
    let name = form.trimmed("name").to_owned();
    if name.is_empty() {
        form.refuse("name", "form-missing");
    } else if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        form.refuse("name", "form-too-long");
    }
    let code = match form.trimmed("code") {
        "" => commerce::catalogue::address::slugify(&name),
        typed => typed.to_lowercase(),
    };
    let is_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    // Without a name there is nothing to make the code of, which is not the code's fault.
    let is_made = form.trimmed("code").is_empty() && name.is_empty();
    if !is_made && (code.is_empty() || code.len() > 60 || !code.chars().all(is_code)) {
        form.refuse("code", "price-list-code-wrong");
    }
    let currency = Currency::parse(&form.trimmed("currency").to_uppercase());
    let currency = currency.filter(|of| can_be_sold_in(*of));
    if currency.is_none() {
        form.refuse("currency", "price-list-currency-wrong");
    }
    let period = Period {
        from: point(form, "from", held.and_then(|list| list.valid_from), now),
        to: point(form, "to", held.and_then(|list| list.valid_to), now),
    };
    let priority = form
        .trimmed("priority")
        .parse()
        .ok()
        .filter(|n| (1..=9_999).contains(n));
    if priority.is_none() {
        form.refuse("priority", "price-list-priority-wrong");
    }
    let audience = audience(conn, form).await?;
    Ok(match (audience, currency, priority) {
        (Some(audience), Some(currency), Some(priority)) => Some(ListDraft {
            code,
            name,
            audience,
            currency,
            includes_vat: form.value("vat") != "0",
            period,
            priority,
        }),
        _ => None,
    })
}

/// A moment as it was typed. Minutes are all that is shown, so a moment that still reads the same is the one that is kept.
fn point(
    form: &mut Typed,
    field: &str,
    held: Option<Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    let typed = form.trimmed(field).to_owned();
    if typed.is_empty() {
        return None;
    }
    let kept =
        held.filter(|held| held.business_time().strftime("%Y-%m-%d %H:%M").to_string() == typed);
    if kept.is_some() {
        return kept;
    }
    // A new list that begins today begins now.
    let read = match field {
        "from" if held.is_none() => moment_or_now(&typed, now),
        _ => moment(&typed).map(Some),
    };
    if read.is_none() {
        form.refuse(field, "price-moment-wrong");
    }
    read.flatten()
}

async fn audience(
    conn: &mut PgConnection,
    form: &mut Typed,
) -> Result<Option<Audience>, PageError> {
    let known = tier::tiers(conn).await?;
    let is_tier = |code: &str| known.iter().any(|tier| tier.code == code);
    Ok(match form.value("kind") {
        "tier" => {
            let code = form.trimmed("tier").to_owned();
            if !is_tier(&code) {
                form.refuse("tier", "price-list-tier-unknown");
            }
            Some(Audience::Tier(code))
        }
        "company" => {
            let typed = form.trimmed("company").to_owned();
            let found = match typed.is_empty() {
                true => CompanyFound::None,
                false => listing::company_for(conn, &typed).await?,
            };
            match found {
                CompanyFound::One(id, _) => Some(Audience::Company(id)),
                CompanyFound::None => {
                    form.refuse("company", "price-list-company-unknown");
                    None
                }
                CompanyFound::Several => {
                    form.refuse("company", "price-list-company-several");
                    None
                }
            }
        }
        "campaign" => {
            let mut tiers: Vec<String> = form.values("tiers").to_vec();
            tiers.retain(|code| is_tier(code));
            tiers.sort();
            tiers.dedup();
            Some(Audience::Campaign(tiers))
        }
        _ => {
            form.refuse("kind", "form-missing");
            None
        }
    })
}

fn refuse(form: &mut Typed, error: SaveListError) -> Result<(), PageError> {
    match error {
        SaveListError::CodeTaken => form.refuse("code", "price-list-code-taken"),
        SaveListError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        SaveListError::UnknownAudience => form.refuse("tier", "price-list-tier-unknown"),
        SaveListError::Backwards => form.refuse("to", "price-list-backwards"),
        SaveListError::NoBeginning => form.refuse("from", "price-list-no-beginning"),
        SaveListError::NoRate => form.refuse("currency", "currency-no-rate"),
        SaveListError::LastList => form.refuse("to", "price-list-last"),
        SaveListError::HasBeen("valid_from") => form.refuse("from", "price-list-has-been"),
        SaveListError::HasBeen("valid_to") => form.refuse("to", "price-list-has-been"),
        SaveListError::HasBeen("priority") => form.refuse("priority", "price-list-has-begun"),
        SaveListError::HasBeen("currency") => form.refuse("currency", "price-list-has-prices"),
        SaveListError::HasBeen(_) => form.refuse("kind", "price-list-has-been"),
        SaveListError::Unknown => return Err(PageError::NotFound),
        SaveListError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

async fn answer(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    held: Option<ListedPriceList>,
    form: Typed,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let locale = me.locale().code();
    let among = form.values("tiers");
    let tiers = tier::tiers(&mut conn).await?;
    let tiers = tiers
        .iter()
        .map(|tier| TierChoice {
            name: tier.name.text(locale).to_owned(),
            is_chosen: form.value("tier") == tier.code,
            is_among: among.contains(&tier.code),
            code: tier.code.clone(),
        })
        .collect();
    let mut collisions = Vec::new();
    if let Some(list) = &held {
        let typed: Option<i32> = form.value("row_version").parse().ok();
        if typed.is_some_and(|typed| typed != list.row_version) {
            let stored = filled(&mut conn, list).await?;
            for (field, label) in [
                ("name", "price-lists-name"),
                ("code", "price-lists-code"),
                ("from", "price-lists-from"),
                ("to", "price-lists-to"),
                ("priority", "price-list-priority"),
            ] {
                collisions.extend(Collision::of_text(
                    label,
                    stored.trimmed(field),
                    form.trimmed(field),
                ));
            }
        }
    }
    let href = held.as_ref().map(|list| format!("/prislistor/{}", list.id));
    let view = PriceListFormPage {
        action: match &href {
            Some(href) => format!("{href}/andra"),
            None => "/prislistor/ny".to_owned(),
        },
        href: href.unwrap_or_default(),
        title: held
            .as_ref()
            .map(|list| list.name.clone())
            .unwrap_or_default(),
        row_version: held.as_ref().map_or(0, |list| list.row_version),
        can_end: held.as_ref().is_some_and(|list| {
            let has_begun = list.valid_from.is_none_or(|from| from <= me.now());
            has_begun && list.valid_to.is_none_or(|to| to > me.now())
        }),
        form,
        tiers,
        collisions,
    };
    page::show_as(admin, &mut conn, me, Room::PriceLists, status, &view).await
}
