//! The shops of the merchant: the list, a shop's names and theme, and a further shop.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::shop::Shop;
use commerce::checkout::parse_line;
use commerce::opening::facts::LINE;
use commerce::opening::{self, OpenError};
use commerce::shop_door::{self, ChangeDoorError, DoorFacts, ShopDoor};
use http::StatusCode;
use platform::auth::Permission;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::forms::{DoorForm, NewShopForm, filled, read};
use super::views::{NewShopPage, Pick, ShopDoorPage, ShopRow, ShopsPage};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};
use crate::undo::remember;

/// Where the list is.
pub(crate) const SHOPS: &str = "/butiker";
/// Where a shop is made.
pub(crate) const NEW: &str = "/butiker/ny";

fn one<'a>(me: &'a Me, code: &str) -> Result<&'a Shop, PageError> {
    let mut shops = me.shops().all().iter();
    shops
        .find(|shop| shop.code == code)
        .ok_or(PageError::NotFound)
}

fn path(shop: &Shop) -> String {
    format!("{SHOPS}/{}", shop.code)
}

/// `GET /butiker`
pub(crate) async fn index(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let doors = shop_door::doors(&mut conn).await?;
    let view = ShopsPage {
        rows: rows(&admin, &me, &doors),
    };
    page::show(&admin, &mut conn, &me, Room::Shop, &view).await
}

fn rows(admin: &Admin, me: &Me, doors: &[ShopDoor]) -> Vec<ShopRow> {
    let mut rows = Vec::new();
    for shop in me.shops().all() {
        let Some(door) = doors.iter().find(|door| door.shop_id == shop.id) else {
            continue;
        };
        let names: Vec<&str> = door.names().map(String::as_str).collect();
        rows.push(ShopRow {
            href: path(shop),
            name: shop.name.clone(),
            code: shop.code.clone(),
            seller: shop.legal_name.clone(),
            names: names.join(", "),
            theme: door.theme.clone(),
            address: admin.addresses.of(doors, shop.id),
        });
    }
    rows
}

/// `GET /butiker/{code}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(code): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let shop = one(&me, &code)?;
    let form = {
        let mut conn = admin.db.read().await?;
        let (held, version) = shop_door::held(&mut conn, shop.id).await?;
        filled(&held).with("row_version", version.to_string())
    };
    let told = ["sparat", "skapad"]
        .into_iter()
        .find(|word| query.has(word));
    answer(&admin, &me, StatusCode::OK, shop, form, told).await
}

/// `POST /butiker/{code}`
pub(crate) async fn save(
    State(admin): State<Admin>,
    me: Me,
    Path(code): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let shop = one(&me, &code)?;
    let mut form = kept::form::<DoorForm>(&fields);
    let wanted = read(&form);
    if let Some(theme) = unknown_theme(&admin, &wanted) {
        let message = Message::new("shop-theme-unknown").with("theme", theme);
        form.refuse("theme", message);
    }
    if form.is_valid() {
        let row_version = form.value("row_version").parse().unwrap_or(-1);
        let mut tx = admin.db.begin(me.origin()).await?;
        let (before, _) = shop_door::held(&mut tx, shop.id).await?;
        let at = &admin.addresses;
        match shop_door::change_at(&mut tx, at, shop.id, &wanted, row_version).await {
            Ok(is_changed) => {
                let page = path(shop);
                if is_changed {
                    let (after, version) = shop_door::held(&mut tx, shop.id).await?;
                    let forms = (&filled(&before), &filled(&after));
                    remember(&mut tx, &me, (&page, &page), forms, version).await?;
                }
                tx.commit().await?;
                return Ok(see(&format!("{page}?sparat=1")));
            }
            Err(error) => refuse(&mut form, error)?,
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, status, shop, form, None).await
}

/// The theme that is wanted, where there is none of that name.
fn unknown_theme(admin: &Admin, wanted: &DoorFacts) -> Option<String> {
    let theme = wanted.theme.clone()?;
    (!admin.renderer.themes().contains(&theme)).then_some(theme)
}

fn refuse(form: &mut FormState<DoorForm>, error: ChangeDoorError) -> Result<(), PageError> {
    match error {
        ChangeDoorError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        ChangeDoorError::NoName(name) => {
            form.refuse("names", Message::new("shop-name-wrong").with("name", name));
        }
        ChangeDoorError::Taken { name, by } => {
            let message = Message::new("shop-name-taken").with("name", name);
            form.refuse("names", message.with("by", by));
        }
        ChangeDoorError::NoTheme(theme) => {
            let message = Message::new("shop-theme-unknown").with("theme", theme);
            form.refuse("theme", message);
        }
        ChangeDoorError::Unknown => return Err(PageError::NotFound),
        ChangeDoorError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

async fn answer(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    shop: &Shop,
    form: FormState<DoorForm>,
    told: Option<&'static str>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let doors = shop_door::doors(&mut conn).await?;
    let address = admin.addresses.of(&doors, shop.id);
    let view = door_page(admin, me, shop, (form, told), address);
    let of = ("shop", shop.id.0, path(shop));
    page::show_traced(admin, &mut conn, me, (Room::Shop, None), status, of, &view).await
}

fn door_page(
    admin: &Admin,
    me: &Me,
    shop: &Shop,
    (form, told): (FormState<DoorForm>, Option<&'static str>),
    address: Option<String>,
) -> ShopDoorPage {
    let chosen = form.value("theme");
    let themes = admin.renderer.themes().into_iter().map(|theme| Pick {
        is_current: theme == chosen,
        name: theme.clone(),
        code: theme,
    });
    let to = |may, page: &str| {
        let href = format!("{page}?{}={}", super::NAME, shop.code);
        me.may(may).then_some(href)
    };
    ShopDoorPage {
        code: shop.code.clone(),
        name: shop.name.clone(),
        seller: shop.legal_name.clone(),
        org_number: shop.org_number.clone(),
        currency: shop.currency.code().to_owned(),
        address,
        themes: themes.collect(),
        facts_href: to(Permission::ShopRead, crate::seller::PAGE),
        settings_href: to(Permission::SettingRead, crate::settings::OWN),
        documents_href: to(Permission::DocumentRead, "/dokument"),
        vat_href: to(Permission::VatRead, "/moms"),
        form,
        told,
    }
}

/// `GET /butiker/ny`
pub(crate) async fn ask(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    let first = me.shops().all().first();
    let form = FormState::blank().with("like", first.map_or("", |shop| shop.code.as_str()));
    answer_new(&admin, &me, StatusCode::OK, form).await
}

/// `POST /butiker/ny`: a further shop of a seller that has one, as `torg shop add` makes it of a file.
pub(crate) async fn add(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = kept::form::<NewShopForm>(&fields);
    let code = form.trimmed("code").to_owned();
    if !opening::is_code(&code) {
        form.refuse("code", "shop-code-wrong");
    } else if me.shops().all().iter().any(|shop| shop.code == code) {
        form.refuse("code", "shop-code-taken");
    }
    let name = parse_line(form.value("name"), LINE).ok();
    if name.is_none() {
        form.refuse("name", "form-missing");
    }
    let like = form.trimmed("like").to_owned();
    let other = me.shops().all().iter().find(|shop| shop.code == like);
    if other.is_none() {
        form.refuse("like", "form-missing");
    }
    let said = name.zip(other).filter(|_| form.is_valid());
    if let Some((name, other)) = said {
        let mut tx = admin.db.begin(me.origin()).await?;
        // Somebody else may have made one of this code since the request was let in.
        if opening::is_free(&mut tx, &code).await? {
            let now = tx.now();
            let wanted = opening::like(&mut tx, other, (&code, &name), now).await?;
            let done = opening::add(&mut tx, &wanted).await;
            match tx.end(done).await? {
                Ok(_) => return Ok(see(&format!("{SHOPS}/{code}?skapad=1"))),
                Err(OpenError::Db(error)) => return Err(error.into()),
                Err(OpenError::LeavesNone(..)) => form.refuse_whole("shop-leaves-none"),
                Err(OpenError::Other(_) | OpenError::Currency(_)) => {
                    form.refuse("code", "shop-code-taken");
                }
                Err(error) => return Err(PageError::internal(error)),
            }
        } else {
            form.refuse("code", "shop-code-taken");
        }
    }
    answer_new(&admin, &me, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

async fn answer_new(
    admin: &Admin,
    me: &Me,
    status: StatusCode,
    form: FormState<NewShopForm>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let view = NewShopPage {
        likes: likes(me, form.value("like")),
        form,
    };
    page::show_as(admin, &mut conn, me, Room::Shop, status, &view).await
}

fn likes(me: &Me, chosen: &str) -> Vec<Pick> {
    let shops = me.shops().all().iter();
    let picks = shops.map(|shop| Pick {
        code: shop.code.clone(),
        name: shop.name.clone(),
        is_current: shop.code == chosen,
    });
    picks.collect()
}
