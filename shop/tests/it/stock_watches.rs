//! Watching what is sold out: on the product's page, by the link in the mail, and among what is one's own.

use commerce::catalogue::storefront::mark_variants_dirty;
use commerce::ids::StockWatchId;
use commerce::inventory::store::{Balance, set_balances};
use commerce::stock_watch::STOCK_WATCH;
use http::StatusCode;
use platform::secret::SecretKey;
use uuid::Uuid;

use crate::account::{EMAIL, registered};
use crate::assortments::hide;
use crate::companies::Jar;
use crate::stand::{SECRET, Stand, value_of};

const MUG: &str = "/produkt/mugg";
const MINE: &str = "/konto/bevakningar";

/// So many mugs are here.
pub async fn here(stand: &Stand, on_hand: i64) {
    let mut tx = stand.world.tx().await;
    let balance = Balance {
        variant_id: stand.variant,
        location_id: stand.world.location,
        on_hand,
    };
    set_balances(&mut tx, &[balance], "test").await.unwrap();
    mark_variants_dirty(&mut tx, &[stand.variant])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    stand.refresh().await;
}

async fn sold_out() -> Stand {
    let stand = Stand::new().await;
    here(&stand, 0).await;
    stand
}

fn ask(stand: &Stand) -> String {
    format!("/bevaka/{}", stand.variant)
}

/// The link in the mail to whoever asked last.
pub async fn link(stand: &Stand) -> String {
    let latest = "select id from stock_watches order by created_at desc, id desc limit 1";
    let id: Uuid = stand.world.database.value(latest).await;
    let mut conn = stand.world.db.read().await.unwrap();
    let watch = commerce::stock_watch::find(&mut conn, StockWatchId(id)).await;
    let subject = watch.unwrap().unwrap().link_subject();
    let key = SecretKey::new(SECRET).link_key(STOCK_WATCH, &subject);
    format!("/bevakning/{id}/{key}")
}

async fn states(stand: &Stand) -> String {
    let states = "select coalesce(string_agg(state, ' ' order by state), '') from stock_watches";
    stand.world.database.value(states).await
}

#[tokio::test]
async fn it_is_offered_where_the_variant_is_sold_out_and_nowhere_else() {
    let stand = Stand::new().await;
    assert!(!stand.get(MUG).await.html.contains("id=\"bevakning\""));
    here(&stand, 0).await;
    let page = stand.get(MUG).await.html;
    assert!(page.contains("Få ett mejl när varan är tillbaka"), "{page}");
    assert!(page.contains(&format!("action=\"{}\"", ask(&stand))));
    assert!(page.contains("autocomplete=\"email\""));
    // That it is sold out is said once, and the one button is the watch's.
    assert_eq!(page.matches("Slut i lager").count(), 1, "{page}");
    assert!(!page.contains("class=\"btn\" disabled"), "{page}");
    assert_eq!(page.matches(">Bevaka varan</button>").count(), 1);
    let list = stand.get("/varor").await.html;
    assert!(
        list.contains("card--out") && list.contains("Slut, bevaka varan"),
        "{list}"
    );
    let english = stand.get("/en/product/mugg").await.html;
    assert!(english.contains("Get a mail when it is back"), "{english}");
    // With a day of return it stands beside the day.
    stand
        .world
        .database
        .execute("update stock_levels set restock_at = timestamptz '2026-12-07 09:00Z'")
        .await;
    let page = stand.get(MUG).await.html;
    assert_eq!(page.matches("Slut, åter").count(), 1, "{page}");
    assert!(page.contains("id=\"bevakning\"") && !page.contains("Slut i lager"));
    // What can be ordered though none is here needs no watching.
    stand
        .world
        .database
        .execute("update stock_levels set backorder_limit = 5")
        .await;
    assert!(!stand.get(MUG).await.html.contains("id=\"bevakning\""));
    let asked = stand.post(&ask(&stand), &[("email", EMAIL)]).await;
    assert_eq!(asked.status, StatusCode::CONFLICT);
    assert!(asked.html.contains("Varan går att köpa"), "{}", asked.html);
    assert_eq!(states(&stand).await, "");
}

#[tokio::test]
async fn a_guest_proves_the_address_by_the_link_and_looking_alone_does_nothing() {
    let stand = sold_out().await;
    let wrong = stand.post(&ask(&stand), &[("email", "elin")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("value=\"elin\"") && wrong.html.contains("Skriv en e-postadress"));
    assert_eq!(states(&stand).await, "");
    let asked = stand.post(&ask(&stand), &[("email", EMAIL)]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.html);
    let sent = stand.get(&asked.location).await.html;
    assert!(
        sent.contains("Titta i din mejl") && !sent.contains(EMAIL),
        "{sent}"
    );
    let link = link(&stand).await;
    let page = stand.get(&link).await.html;
    assert!(page.contains("Bekräfta bevakningen"), "{page}");
    assert!(page.contains("no-referrer") && page.contains("noindex"));
    assert_eq!(states(&stand).await, "asked");
    for _ in 0..2 {
        let done = stand.post(&link, &[("do", "confirm")]).await;
        assert_eq!(
            (done.status, done.location),
            (StatusCode::SEE_OTHER, link.clone())
        );
        assert_eq!(states(&stand).await, "waiting");
    }
    let page = stand.get(&link).await.html;
    assert!(page.contains("Du bevakar varan") && page.contains("Sluta bevaka"));
    stand.post(&link, &[("do", "end")]).await;
    assert_eq!(states(&stand).await, "ended");
    assert!(
        stand
            .get(&link)
            .await
            .html
            .contains("Bevakningen är avslutad")
    );
    for other in [format!("{link}x"), format!("/bevakning/{}/x", Uuid::nil())] {
        assert_eq!(stand.get(&other).await.status, StatusCode::NOT_FOUND);
        let deed = stand.post(&other, &[("do", "confirm")]).await;
        assert_eq!(deed.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn no_page_tells_whether_an_address_is_known() {
    let stand = sold_out().await;
    let mut pages = Vec::new();
    let say = async |email: &str| {
        let asked = stand.post(&ask(&stand), &[("email", email)]).await;
        (
            asked.status,
            asked.location.clone(),
            stand.get(&asked.location).await.html,
        )
    };
    pages.push(say(EMAIL).await);
    // Asked already.
    pages.push(say(EMAIL).await);
    stand.post(&link(&stand).await, &[("do", "confirm")]).await;
    // Proved already.
    pages.push(say(EMAIL).await);
    pages.push(say("maja@exempel.se").await);
    for page in &pages[1..] {
        assert_eq!(page.0, pages[0].0);
        assert_eq!(page.1, pages[0].1);
        assert_eq!(page.2, pages[0].2);
    }
    assert_eq!(states(&stand).await, "asked waiting");
}

#[tokio::test]
async fn whoever_asks_without_end_waits() {
    let stand = sold_out().await;
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(stand.post(&ask(&stand), &[("email", EMAIL)]).await.status);
    }
    assert!(
        statuses.contains(&StatusCode::TOO_MANY_REQUESTS),
        "{statuses:?}"
    );
    let mails = "select count(*) from jobs where name = 'commerce.send-watch-link'";
    assert_eq!(stand.world.database.value::<i64>(mails).await, 1);
}

#[tokio::test]
async fn one_press_is_enough_for_whoever_is_logged_in_and_it_is_listed_and_ended() {
    let stand = sold_out().await;
    registered(&stand).await;
    assert!(stand.get(MINE).await.html.contains("Du bevakar inga varor"));
    let page = stand.get(MUG).await.html;
    assert!(page.contains("Bevaka varan") && !page.contains("id=\"watch-email\""));
    let pressed = stand.post(&ask(&stand), &[]).await;
    assert_eq!(
        (pressed.status, pressed.location),
        (StatusCode::SEE_OTHER, format!("{MUG}#bevakning"))
    );
    assert_eq!(states(&stand).await, "waiting");
    let page = stand.get(MUG).await.html;
    assert!(page.contains("Du bevakar den här varan"), "{page}");
    let list = stand.get(MINE).await.html;
    assert!(list.contains("Mugg") && list.contains("23 nov"), "{list}");
    let watch = value_of(&list, "watch");
    // Another customer ends nothing of hers.
    let hers = stand.jar();
    stand.take_jar(Jar::new());
    let led = stand.get(MINE).await.location;
    assert_eq!(led, "/konto/logga-in?next=%2Fkonto%2Fbevakningar");
    crate::account::ask(&stand, "/konto/skapa", "maja@exempel.se").await;
    let maja = crate::account::link(&stand).await;
    stand.post(&maja, &[("name", "Maja Ek")]).await;
    assert!(!stand.get(MINE).await.html.contains("Sluta bevaka"));
    stand.post(MINE, &[("watch", &watch)]).await;
    assert_eq!(states(&stand).await, "waiting");
    stand.take_jar(hers);
    let ended = stand.post(MINE, &[("watch", &watch), ("back", MUG)]).await;
    assert_eq!(
        (ended.status, ended.location.as_str()),
        (StatusCode::SEE_OTHER, MUG)
    );
    assert_eq!(states(&stand).await, "ended");
    assert_eq!(
        stand.post(MINE, &[("watch", "x")]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn what_is_not_in_the_customers_range_is_told_of_truthfully_and_waits_on() {
    let stand = sold_out().await;
    registered(&stand).await;
    stand.post(&ask(&stand), &[]).await;
    let list = stand.get(MINE).await.html;
    assert!(list.contains(MUG) && !list.contains("Ingår inte i ditt sortiment"));
    hide(&stand, "user").await;
    let list = stand.get(MINE).await.html;
    assert!(list.contains("Mugg") && list.contains("Ingår inte i ditt sortiment"));
    assert!(list.contains("Vi mejlar inte om varan"), "{list}");
    assert!(!list.contains(MUG) && !list.contains("Säljs inte längre"));
    let page = stand.get(&link(&stand).await).await.html;
    assert!(page.contains("Vi mejlar inte om varan") && !page.contains(MUG));
    assert_eq!(states(&stand).await, "waiting");
    // What nobody can buy is not sold any more, whatever is in the range.
    stand.world.unpublish_from(stand.world.clock.now()).await;
    let (product, _) = stand.identity("Mugg").await;
    let mut tx = stand.world.tx().await;
    commerce::catalogue::storefront::mark_dirty(&mut tx, &[product])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    stand.refresh().await;
    assert!(stand.get(MINE).await.html.contains("Säljs inte längre"));
}

#[tokio::test]
async fn the_link_ends_one_or_all_and_so_does_a_mail_programs_own_button() {
    let stand = sold_out().await;
    let bowl = stand.world.variant("Skål", 0, 9_900).await;
    for variant in [stand.variant, bowl] {
        let mut tx = stand.world.tx().await;
        commerce::stock_watch::begin::ask(&mut tx, EMAIL, stand.world.shop_id, variant, "sv")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        stand.post(&link(&stand).await, &[("do", "confirm")]).await;
    }
    let link = link(&stand).await;
    let page = stand.get(&link).await.html;
    assert!(
        page.contains("Du bevakar också") && page.contains("Mugg"),
        "{page}"
    );
    stand.post(&link, &[("do", "nonsense")]).await;
    assert_eq!(states(&stand).await, "waiting waiting");
    let pressed = stand
        .post_raw(&link, b"List-Unsubscribe=One-Click".to_vec())
        .await;
    assert_eq!(pressed.status, StatusCode::OK);
    assert_eq!(states(&stand).await, "ended ended");
}

#[tokio::test]
async fn what_is_not_in_the_shop_is_not_there_to_be_watched() {
    let stand = sold_out().await;
    for variant in [Uuid::nil().to_string(), "x".to_owned()] {
        let path = format!("/bevaka/{variant}");
        assert_eq!(stand.get(&path).await.status, StatusCode::NOT_FOUND);
        let asked = stand.post(&path, &[("email", EMAIL)]).await;
        assert_eq!(asked.status, StatusCode::NOT_FOUND);
    }
    stand.world.unpublish_from(stand.world.clock.now()).await;
    assert_eq!(stand.get(&ask(&stand)).await.status, StatusCode::NOT_FOUND);
    let asked = stand.post(&ask(&stand), &[("email", EMAIL)]).await;
    assert_eq!(asked.status, StatusCode::NOT_FOUND);
    assert_eq!(states(&stand).await, "");
}

#[tokio::test]
async fn what_waits_for_an_address_follows_when_an_account_gets_it() {
    let stand = sold_out().await;
    let new = "elin.ny@exempel.se";
    stand.post(&ask(&stand), &[("email", new)]).await;
    stand.post(&link(&stand).await, &[("do", "confirm")]).await;
    registered(&stand).await;
    assert!(stand.get(MINE).await.html.contains("Du bevakar inga varor"));
    let wish = [("email", new), ("current", crate::account::PASSWORD)];
    stand.post("/konto/uppgifter/epost", &wish).await;
    let moved = crate::account::link(&stand).await;
    let done = stand.post(&moved, &[]).await;
    assert_eq!(done.location, "/konto/uppgifter?klart=moved");
    let mine = stand.get(MINE).await.html;
    assert!(
        mine.contains("Mugg") && mine.contains("Sluta bevaka"),
        "{mine}"
    );
    assert!(
        stand
            .get(MUG)
            .await
            .html
            .contains("Du bevakar den här varan")
    );
    // It is the account's, which has the address; the row has none of its own.
    let own = "select count(*) from stock_watches where customer_id is not null and email = ''";
    assert_eq!(stand.world.database.value::<i64>(own).await, 1);
}

#[tokio::test]
async fn no_link_outlives_a_change_of_the_accounts_address() {
    let stand = sold_out().await;
    registered(&stand).await;
    stand.post(&ask(&stand), &[]).await;
    assert_eq!(states(&stand).await, "waiting");
    let sent = link(&stand).await;
    assert_eq!(stand.get(&sent).await.status, StatusCode::OK);
    let wish = [
        ("email", "elin.ny@exempel.se"),
        ("current", crate::account::PASSWORD),
    ];
    stand.post("/konto/uppgifter/epost", &wish).await;
    let moved = crate::account::link(&stand).await;
    let done = stand.post(&moved, &[]).await;
    assert_eq!(done.location, "/konto/uppgifter?klart=moved");
    // Whoever reads what went to the earlier address sees nothing, and ends nothing.
    assert_eq!(stand.get(&sent).await.status, StatusCode::NOT_FOUND);
    for deed in ["end", "all"] {
        let done = stand.post(&sent, &[("do", deed)]).await;
        assert_eq!(done.status, StatusCode::NOT_FOUND);
    }
    let pressed = stand
        .post_raw(&sent, b"List-Unsubscribe=One-Click".to_vec())
        .await;
    assert_eq!(pressed.status, StatusCode::NOT_FOUND);
    assert_eq!(states(&stand).await, "waiting");
    // What goes to the new one does.
    let now = link(&stand).await;
    assert_ne!(now, sent);
    stand.post(&now, &[("do", "end")]).await;
    assert_eq!(states(&stand).await, "ended");
}

#[tokio::test]
async fn a_link_from_before_the_address_was_part_of_its_key_works_for_a_guests_watch_alone() {
    let stand = sold_out().await;
    let older = async || {
        let id: Uuid = stand
            .world
            .database
            .value("select id from stock_watches where state <> 'ended'")
            .await;
        let key = SecretKey::new(SECRET).link_key(STOCK_WATCH, id.as_bytes());
        format!("/bevakning/{id}/{key}")
    };
    stand.post(&ask(&stand), &[("email", EMAIL)]).await;
    let sent = older().await;
    assert_eq!(stand.get(&sent).await.status, StatusCode::OK);
    stand.post(&sent, &[("do", "confirm")]).await;
    assert_eq!(states(&stand).await, "waiting");
    stand.post(&sent, &[("do", "end")]).await;
    assert_eq!(states(&stand).await, "ended");
    // An account's address may have changed since.
    crate::account::ask(&stand, "/konto/skapa", "maja@exempel.se").await;
    let maja = crate::account::link(&stand).await;
    stand.post(&maja, &[("name", "Maja Ek")]).await;
    stand.post(&ask(&stand), &[]).await;
    assert_eq!(states(&stand).await, "ended waiting");
    let sent = older().await;
    assert_eq!(stand.get(&sent).await.status, StatusCode::NOT_FOUND);
    let deed = stand.post(&sent, &[("do", "end")]).await;
    assert_eq!(deed.status, StatusCode::NOT_FOUND);
    assert_eq!(states(&stand).await, "ended waiting");
}
