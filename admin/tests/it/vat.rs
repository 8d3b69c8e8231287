//! The page about VAT: rates, countries, terms and the figures of a quarter.

use admin::Environment;
use http::StatusCode;

use crate::client::{Browser, World, world};

async fn furnished(role: &'static str) -> (World, Browser) {
    let world = world(Environment::Production).await;
    crate::prices::furnish(&world).await;
    world
        .database
        .execute(
            "insert into freight_methods (id, shop_id, code, label, description, position, min_days, max_days)
             select '018f0000-0000-7000-8000-0000000000ba', id, 'home', '{\"sv\": \"Hem\"}', '{}', 1, 1, 2 from shops",
        )
        .await;
    let (browser, _) = world.logged_in("maja@nordbod.example", &[role]).await;
    (world, browser)
}

#[tokio::test]
async fn a_system_owner_lays_down_rates_that_begin_later_and_takes_them_back() {
    let (world, mut owner) = furnished("owner").await;
    let day = world
        .clock
        .now()
        .plus(jiff::SignedDuration::from_hours(24 * 30))
        .business_time()
        .date()
        .to_string();
    let mut fields = vec![
        ("rate_country", "SE"),
        ("class", "standard"),
        ("rate", "hundra"),
        ("from", day.as_str()),
    ];
    let wrong = owner.post("/moms/satser", &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attribute_of("#rate", "value"), "hundra");
    fields[2] = ("rate", "24,5");
    let done = owner.post("/moms/satser", &fields).await;
    assert_eq!(done.location, "/moms?klart=rate", "{}", done.body);
    assert_eq!(world.audited("vat_rate.laid_down").await, 1);
    // Sent twice, it is refused where the day stands.
    let again = owner.post("/moms/satser", &fields).await;
    assert!(again.body.contains("redan en sats som börjar den dagen"));
    let page = owner.get("/moms").await;
    assert!(page.body.contains("24,5\u{a0}%") && page.body.contains("kommande"));
    let id: uuid::Uuid = world
        .database
        .value("select id from vat_rates where rate_bp = 2450")
        .await;
    let gone = owner.post(&format!("/moms/satser/{id}/ta-bort"), &[]).await;
    assert_eq!(gone.location, "/moms?klart=gone");
    let twice = owner.post(&format!("/moms/satser/{id}/ta-bort"), &[]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A region with rates of its own has its own.
    fields[0] = ("rate_country", "QM");
    fields[2] = ("rate", "22");
    let done = owner.post("/moms/satser", &fields).await;
    assert_eq!(done.location, "/moms?klart=rate", "{}", done.body);
    assert!(owner.get("/moms").await.body.contains("Portugal: Madeira"));
    fields[0] = ("rate_country", "PT-99");
    let wrong = owner.post("/moms/satser", &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_country_is_opened_on_the_page_and_closed_there() {
    let (world, mut owner) = furnished("owner").await;
    let fields = [
        ("country", "FI"),
        ("method", "018f0000-0000-7000-8000-0000000000ba"),
        ("price", "129"),
        ("free_from", ""),
        ("weight", "20"),
    ];
    let done = owner.post("/moms/lander", &fields).await;
    assert_eq!(done.location, "/moms?klart=country", "{}", done.body);
    let page = owner.get("/moms").await.body;
    assert!(
        page.contains("Hem") && page.contains("25,5\u{a0}%"),
        "{page}"
    );
    assert_eq!(world.audited("shop.country_opened").await, 1);
    let closed = owner.post("/moms/lander/FI/stang", &[]).await;
    assert_eq!(closed.location, "/moms?klart=closed");
    let own = owner.post("/moms/lander/SE/stang", &[]).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    let countries: String = world
        .database
        .value("select array_to_string(countries, ',') from shops")
        .await;
    assert_eq!(countries, "SE");
}

#[tokio::test]
async fn terms_are_saved_once_and_the_threshold_is_told_until_then() {
    let (world, mut owner) = furnished("owner").await;
    sell(&world, 8_200_000).await;
    assert!(
        owner
            .get("/")
            .await
            .body
            .contains("närmar sig tröskeln för OSS")
    );
    sell(&world, 2_000_000).await;
    assert!(
        owner
            .get("/")
            .await
            .body
            .contains("Tröskeln för OSS är passerad")
    );
    assert!(
        owner
            .get("/moms")
            .await
            .body
            .contains("Tröskeln för OSS är passerad")
    );
    let fields = [
        ("oss_since", "2026-10-01"),
        ("unanswered", "earlier"),
        ("answer_hours", "12"),
        ("row_version", "0"),
    ];
    let saved = owner.post("/moms/villkor", &fields).await;
    assert_eq!(saved.location, "/moms?klart=terms", "{}", saved.body);
    assert_eq!(world.audited("setting.changed").await, 1);
    assert!(!owner.get("/").await.body.contains("Tröskeln för OSS"));
    let page = owner.get("/moms").await;
    assert_eq!(page.attribute_of("#oss_since", "value"), "2026-10-01");
    // Sent twice it is so already; another wish of whoever saw the page before is refused.
    let twice = owner.post("/moms/villkor", &fields).await;
    assert_eq!(twice.location, "/moms?klart=terms", "{}", twice.body);
    let late = [
        ("oss_since", "2026-10-01"),
        ("unanswered", "earlier"),
        ("answer_hours", "13"),
        ("row_version", "0"),
    ];
    let stale = owner.post("/moms/villkor", &late).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.audited("setting.changed").await, 1);
    // Sent once more it is as old as before; what is read anew has the version of what it says.
    let version = "form[action='/moms/villkor'] input[name=row_version]";
    assert_eq!(stale.attribute_of(version, "value"), "0");
    assert_eq!(stale.attribute_of("#answer_hours", "value"), "13");
    let unversioned = owner.post("/moms/villkor", &late[..3]).await;
    assert_eq!(unversioned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unversioned.attribute_of(version, "value"), "");
    let page = owner.get("/moms").await;
    assert_eq!(page.attribute_of(version, "value"), "1");
    assert_eq!(page.attribute_of("#answer_hours", "value"), "12");
    assert_eq!(
        page.attribute_of("#unanswered option[selected]", "value"),
        "earlier"
    );
}

/// An order of a consumer in Finland, without VAT in it for the sum's sake.
async fn sell(world: &World, total_minor: i64) {
    let now = world.clock.now();
    let mut tx = world
        .db
        .begin(platform::db::Origin::system("test"))
        .await
        .unwrap();
    sqlx::query(
        "with cart as (insert into carts (id, token_hash, shop_id, currency, locale, state, created_at, updated_at, expires_at)
             select gen_random_uuid(), uuid_send(gen_random_uuid()), id, 'SEK', 'sv', 'ordered', $2, $2, $2 from shops returning id, shop_id),
         terms as (insert into legal_documents (id, shop_id, kind, locale, version, title, body, published_at)
             select gen_random_uuid(), shop_id, 'terms', 'sv', (extract(epoch from clock_timestamp()) * 1000)::bigint % 1000000000, 'Villkor', 'x', $2 from cart returning id)
         insert into orders (id, number, shop_id, cart_id, state, payment_status, confirmed_hash, tier_code, locale, currency, email, phone, customer_name,
                             items_minor, freight_minor, vat_minor, total_minor, freight_label, terms_document_id, prepared_at, placed_at, updated_at,
                             vat_ground, oss_country)
         select gen_random_uuid(), 'ORD-' || nextval('order_numbers'), cart.shop_id, cart.id, 'placed', 'paid', decode('00', 'hex'), 'consumer', 'sv', 'SEK', 'a@b.se', '', 'A',
                $1, 0, 0, $1, '', terms.id, $2, $2, $2, 'below_threshold', 'FI' from cart, terms",
    )
    .bind(total_minor)
    .bind(now)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_quarters_figures_are_a_file_and_only_owners_change_anything() {
    let (_world, mut clerk) = furnished("orders").await;
    let page = clerk.get("/moms").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.count_of("form[action='/moms/villkor']"), 0);
    let refused = clerk.post("/moms/villkor", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let file = clerk.get("/moms/oss?ar=2026&kvartal=4").await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert!(file.body.starts_with(
        "\u{feff}Land;Slag;Såld kvartal;Momssats;Utan moms;Moms;Valuta;Redovisas kvartal"
    ));
    for wrong in ["?ar=2026&kvartal=5", "?ar=x&kvartal=1", ""] {
        let found = clerk.get(&format!("/moms/oss{wrong}")).await;
        assert_eq!(found.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn a_delivery_country_without_a_rate_is_told_of_until_one_holds() {
    let (world, mut owner) = furnished("owner").await;
    world
        .database
        .execute("update shops set countries = '{SE,FI,NO,MC}'")
        .await;
    let told = async |owner: &mut Browser| {
        let today = owner.get("/").await.body;
        let page = owner.get("/moms").await;
        assert_eq!(
            today.contains("Länder vi levererar till saknar momssats"),
            page.body
                .contains("Momssats saknas i länder vi levererar till"),
            "said in both places or in none"
        );
        ["Finland", "Frankrike", "Norge", "Monaco", "Sverige"]
            .into_iter()
            .filter(|name| {
                page.body
                    .contains(&format!("<strong>{name}</strong>: standard"))
            })
            .collect::<Vec<_>>()
            .join(" ")
    };
    // Of what nobody sells, nothing is missing.
    world
        .database
        .execute("update products set status = 'draft'")
        .await;
    assert_eq!(told(&mut owner).await, "");
    world
        .database
        .execute("update products set status = 'active'")
        .await;
    // What is exported needs no rate; Monaco's is France's.
    assert_eq!(told(&mut owner).await, "Finland Frankrike");
    // One that is to come does not hold yet.
    world
        .database
        .execute("insert into vat_rates (id, vat_class, country, rate_bp, valid_from) values (gen_random_uuid(), 'standard', 'FI', 2550, '2099-01-01')")
        .await;
    assert_eq!(told(&mut owner).await, "Finland Frankrike");
    world
        .database
        .execute("insert into vat_rates (id, vat_class, country, rate_bp, valid_from, valid_to) values (gen_random_uuid(), 'standard', 'FI', 2550, '2020-01-01', '2099-01-01')")
        .await;
    assert_eq!(told(&mut owner).await, "Frankrike");
}
