use axum::extract::{Path, State};
use axum::response::Response;
use commerce::pricing::rehearsal::As;
use commerce::pricing::rehearsal::listing::{
    self, Answer, DifferenceFilter, ListedDifference, ToldPromotion,
};
use commerce::promotion::listing::{ListedPromotion, listed};
use commerce::promotion::per_piece::Turn;
use http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::db::keyset::PageOf;
use platform::i18n::numbers;
use platform::money::UnitPrice;
use platform::web::PageError;

use super::list::{address, prices_of};
use super::views::{AnswerPage, DifferenceRow, Figure, PromotionRow, Question};
use crate::admin::Admin;
use crate::frame::{Fresh, Room};
use crate::guard::Me;
use crate::list::{ROWS, Status};
use crate::page;
use crate::promotions::gives;
use crate::when::{When, whole_moment};

/// Promotions that are shown.
const SHOWN: i64 = 100;

/// The answer with a number, for whoever may see it: one that speaks of margins tells costs.
///
/// # Errors
/// 404 for what is none, or not theirs to see.
pub(super) async fn seen(admin: &Admin, me: &Me, number: &str) -> Result<Answer, PageError> {
    let found = listing::answer(&mut *admin.db.read().await?, number).await?;
    found
        .filter(|answer| answer.margin_bp.is_none() || me.may(Permission::PriceManage))
        .ok_or(PageError::NotFound)
}

fn state_of(answer: &Answer) -> i64 {
    2 * answer.looked_at + i64::from(answer.is_done)
}

/// `GET /repetition/{number}`: what differs, as far as it has come.
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let answer = seen(&admin, &me, &number).await?;
    let mut conn = admin.db.read().await?;
    let locale = me.locale().code();
    let filter = DifferenceFilter {
        rehearsal: answer.number.clone(),
        ..DifferenceFilter::default()
    };
    let first = PageOf::first(ROWS);
    let rows = listing::differences(&mut conn, &filter, locale, true, first).await?;
    let (promotions, all_promotions) = promotion_rows(&admin, &mut conn, &me, &answer).await?;
    let path = format!("/repetition/{}", answer.number);
    let fresh = Fresh::new(path, state_of(&answer));
    let price =
        |of: Option<UnitPrice>| of.map(|of| numbers::unit_price(me.locale(), of, answer.currency));
    let view = AnswerPage {
        at: whole_moment(me.locale(), answer.at),
        asked: whole_moment(me.locale(), answer.asked_at),
        is_done: answer.is_done,
        looked_at: answer.looked_at,
        articles: answer.articles,
        changed: answer.changed,
        figures: figures(&me, &answer),
        coming: answer.coming,
        going: answer.going,
        more: answer.changed > i64::try_from(ROWS).unwrap_or(i64::MAX),
        rows: rows.rows.iter().map(|of| row(of, &price)).collect(),
        list_href: address(&answer.number, ""),
        more_promotions: all_promotions - i64::try_from(promotions.len()).unwrap_or(0),
        promotions,
        includes_vat: answer.shows_vat,
        shows_margins: answer.margin_bp.is_some(),
        margin: answer
            .margin_bp
            .map(|limit| numbers::percent(me.locale(), limit)),
        question: question(&answer),
        name: answer.name,
        number: answer.number,
    };
    if view.is_done {
        return page::show(&admin, &mut conn, &me, Room::Rehearsal, &view).await;
    }
    let place = (Room::Rehearsal, fresh);
    page::show_object(&admin, &mut conn, &me, place, StatusCode::OK, &view).await
}

/// `GET /repetition/{number}/version`: for the page that waits.
pub(crate) async fn version(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let answer = seen(&admin, &me, &number).await?;
    Ok(page::version(state_of(&answer)))
}

/// The numbers that open their rows.
fn figures(me: &Me, answer: &Answer) -> Vec<Figure> {
    let figure = |label, count, mind| Figure {
        label,
        count,
        href: address(&answer.number, mind),
    };
    let mut figures = vec![figure("rehearsal-fig-changed", answer.changed, "")];
    if answer.margin_bp.is_some() && me.may(Permission::PriceManage) {
        figures.push(figure(
            "rehearsal-is-below",
            answer.below_margin,
            "marginal",
        ));
    }
    figures.push(figure(
        "rehearsal-fig-lacking",
        answer.lacking_prior,
        "tidigare-pris",
    ));
    figures.push(figure(
        "rehearsal-by-promotion",
        answer.by_promotion,
        "kampanj",
    ));
    figures
}

fn row(
    of: &ListedDifference,
    price: &dyn Fn(Option<UnitPrice>) -> Option<String>,
) -> DifferenceRow {
    let (now, now_promoted) = of.now();
    let (then, then_promoted) = of.then();
    DifferenceRow {
        sku: of.sku.clone(),
        name: of.name.clone(),
        href: prices_of(of),
        quantity: of.quantity,
        now: price(now),
        now_promoted: price(now_promoted),
        then: price(then),
        then_promoted: price(then_promoted),
        list: of.list_name.clone().unwrap_or_default(),
        margin_bp: of.margin_bp,
        is_below_margin: of.is_below_margin,
        lacks_prior: of.lacks_prior,
        is_by_promotion: of.is_by_promotion,
    }
}

/// The question as its form has it, so that it can be asked anew or changed.
fn question(answer: &Answer) -> Question {
    let (tier, company) = match answer.seen_as() {
        Some(As::Tier(tier)) => (tier, String::new()),
        _ => (
            commerce::pricing::GUEST_TIER.to_owned(),
            answer.company_number.clone().unwrap_or_default(),
        ),
    };
    let wall = answer.at.business_time();
    let at = wall.strftime("%Y-%m-%d %H:%M").to_string();
    let margin = answer.margin_bp.map_or(0, |limit| limit / 100).to_string();
    let coded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    Question {
        href: format!(
            "/repetition?tier={}&company={}&at={}&margin={margin}",
            coded(&tier),
            coded(&company),
            coded(&at)
        ),
        tier,
        company,
        at,
        margin,
    }
}

async fn promotion_rows(
    admin: &Admin,
    conn: &mut PgConnection,
    me: &Me,
    answer: &Answer,
) -> Result<(Vec<PromotionRow>, i64), PageError> {
    let locale = me.locale().code();
    let (told, all) = listing::promotions(conn, &answer.number, locale, SHOWN).await?;
    let ids: Vec<_> = told.iter().map(|of| of.id).collect();
    let listed = listed(conn, &ids).await?;
    let rows = told.iter().filter_map(|of| {
        let promotion = listed.iter().find(|listed| listed.id == of.id)?;
        Some(promotion_row(admin, me, of, promotion))
    });
    Ok((rows.collect(), all))
}

fn promotion_row(
    admin: &Admin,
    me: &Me,
    told: &ToldPromotion,
    promotion: &ListedPromotion,
) -> PromotionRow {
    let when = |at| When::new(me.locale(), at, me.now());
    let turn = match told.turn() {
        Turn::Starts => Status::new("ok", "rehearsal-turn-starts"),
        Turn::Ends => Status::new("idle", "rehearsal-turn-ends"),
        Turn::Passes => Status::new("info", "rehearsal-turn-passes"),
    };
    let whom: Vec<&str> = told
        .tiers
        .iter()
        .chain(&told.companies)
        .map(String::as_str)
        .collect();
    PromotionRow {
        name: promotion.name.clone(),
        href: me
            .may(Permission::PromotionRead)
            .then(|| format!("/kampanjer/{}", told.id)),
        gives: gives(admin, me.locale(), promotion),
        turn,
        from: when(told.starts_at),
        to: told.ends_at.map(when),
        whom: whom.join(", "),
        beyond: told
            .beyond()
            .map(|why| format!("rehearsal-beyond-{}", why.as_str())),
    }
}
