use commerce::review::admin_listing::{self, ListedReview, ReviewFilter};
use commerce::review::{ReviewState, flag};
use commerce::staff_shops::Belongs;
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::{Message, numbers};

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Ask, Cell, ListHead, ListSpec, ListState, Listed, Row, Status};
use crate::when::When;

/// The list of reviews.
pub(crate) struct Reviews;

/// Characters of the text in the list.
const SHORT: usize = 120;

impl Listed for Reviews {
    const SPEC: ListSpec = super::LIST;
    const HEAD: Option<ListHead> = Some(super::HEAD);
    const ROOM: Room = Room::Reviews;
    const EXPORT: Permission = Permission::ReviewExport;
    const EXPORTED: (&'static str, &'static str) = ("review", "review.exported");
    const BELONGS: Option<Belongs> = Some(Belongs::Review);
    type Filter = ReviewFilter;
    type Item = ListedReview;

    async fn wanted(
        _admin: &Admin,
        _conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<ReviewFilter, DbError> {
        Ok(ReviewFilter {
            search: admin_listing::look_for(state.text.as_deref()),
            shops: ask.narrowing(state),
            state: state.owned("lage"),
            stars: state.owned("betyg"),
            is_reported: state.filter("anmalda").is_some(),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &ReviewFilter,
        (_, is_descending): (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedReview>, DbError> {
        admin_listing::page(conn, filter, is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &ReviewFilter) -> Result<Count, DbError> {
        admin_listing::count(conn, filter).await
    }

    fn search(filter: &ReviewFilter) -> &Search {
        &filter.search
    }

    fn cursor(review: &ListedReview, _: &'static str) -> Cursor {
        review.cursor()
    }

    fn row(admin: &Admin, me: &Me, review: &ListedReview) -> Row {
        row(admin, me, review)
    }
}

pub(super) fn status(state: ReviewState) -> Status {
    match state {
        ReviewState::Pending => Status::new("warn", "review-state-pending"),
        ReviewState::Published => Status::new("ok", "review-state-published"),
        ReviewState::Refused => Status::new("idle", "review-state-refused"),
    }
}

/// What a moderator should look at twice, as text keys.
pub(super) fn flag_keys(heading: &str, body: &str) -> Vec<String> {
    let found = flag::flags(&format!("{heading}\n{body}"));
    let keys = found.into_iter().map(flag::Flag::as_str);
    keys.map(|name| format!("review-flag-{name}")).collect()
}

fn row(admin: &Admin, me: &Me, review: &ListedReview) -> Row {
    let locale = me.locale();
    let text = |text: String, tag| Cell::Text {
        text,
        is_dim: false,
        tag,
    };
    let said = |key: &str| admin.renderer.text(locale, &Message::new(key.to_owned()));
    let state = ReviewState::from_column(&review.state).unwrap_or(ReviewState::Pending);
    let flags = flag_keys(&review.heading, &review.body);
    let flags: Vec<String> = flags.iter().map(|key| said(key)).collect();
    let number = |of: i64| Cell::Number {
        text: numbers::number(locale, of),
    };
    Row {
        id: review.id.to_string(),
        name: review.heading.clone(),
        tone: if review.reports > 0 { "warn" } else { "" },
        can_pick: false,
        cells: vec![
            Cell::named(review.heading.clone(), format!("/omdomen/{}", review.id)),
            number(review.stars.into()),
            Cell::State {
                status: status(state),
            },
            text(review.product.clone().unwrap_or_default(), None),
            text(review.shown_name.clone(), None),
            text(
                short(&review.body),
                (!flags.is_empty()).then(|| flags.join(", ")),
            ),
            number(review.reports.into()),
            text(review.order_number.clone(), None),
            text(
                if review.has_reply {
                    said("review-answered")
                } else {
                    String::new()
                },
                None,
            ),
            Cell::When {
                when: Some(When::new(locale, review.written_at, me.now())),
            },
        ],
    }
}

/// The beginning of a text on one line.
fn short(body: &str) -> String {
    let line = body.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHORT {
        return line;
    }
    let begun: String = line.chars().take(SHORT).collect();
    format!("{}…", begun.trim_end())
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn long_texts_are_begun() {
        assert_eq!(short("Fin\n\nmugg"), "Fin mugg");
        let long = short(&"å ".repeat(200));
        assert!(long.ends_with("å…") && long.chars().count() <= 121);
    }
}
