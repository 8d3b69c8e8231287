//! What has happened in a case, as its buyer sees it: one line for each, with what was said.

use commerce::order::{Access, Order};
use commerce::returns::files::Part;
use commerce::returns::{Case, dialogue};
use platform::db::{DbError, PgConnection};
use platform::i18n::Locale;
use platform::outbox::listing::history;

use super::pictures;
use super::views::{ShotView, StepView};
use crate::state::ShopState;

/// The steps of a case, the first first.
///
/// # Errors
/// Database errors.
pub(super) async fn of_case(
    state: &ShopState,
    locale: Locale,
    conn: &mut PgConnection,
    (order, case, access): (&Order, &Case, Access),
) -> Result<Vec<StepView>, DbError> {
    let step = |at, what: &str| StepView {
        at,
        what: what.to_owned(),
        words: String::new(),
        pictures: Vec::new(),
    };
    let mut steps = vec![step(case.made_at, &format!("made-{}", case.kind.as_str()))];
    for said in dialogue::of_case(conn, case.id).await? {
        let shot = |id, part| {
            let order = (order.number.as_str(), order.id, access);
            pictures::path(state, locale, order, (id, part))
        };
        steps.push(StepView {
            words: said.words,
            pictures: said
                .pictures
                .iter()
                .map(|id| ShotView {
                    src: shot(*id, Part::Small),
                    href: shot(*id, Part::Large),
                })
                .collect(),
            ..step(said.at, if said.is_by_staff { "asked" } else { "said" })
        });
    }
    let id = case.id.to_string();
    for fact in history(conn, "order", case.order_id.0).await? {
        let is_ours = fact.payload["return_id"].as_str() == Some(id.as_str());
        if let Some(what) = what(&fact.name).filter(|_| is_ours) {
            steps.push(step(fact.occurred_at, what));
        }
    }
    steps.sort_by_key(|step| step.at);
    Ok(steps)
}

/// What a fact is to the buyer; nothing for what goes on within the shop.
fn what(fact: &str) -> Option<&'static str> {
    match fact {
        "ReturnApproved" => Some("approved"),
        "GoodsReturned" => Some("received"),
        "ReplacementSent" => Some("sent"),
        "ReturnRefunded" => Some("refunded"),
        "ReturnSettled" => Some("settled"),
        "ReturnRefused" => Some("refused"),
        "ReturnTakenBack" => Some("taken_back"),
        _ => None,
    }
}
