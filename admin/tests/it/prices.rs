//! Price lists, and what an article costs and has cost.

use admin::Environment;
use commerce::catalogue::shop::{Shop, save_shop};
use http::StatusCode;
use platform::db::Origin;

use crate::client::{Browser, Page, World, world};

/// A shop with one article, `MUG`, which costs consumers 249 kr.
pub(crate) async fn furnish(world: &World) {
    let mut tx = world.db.begin(Origin::system("test")).await.unwrap();
    let shop = Shop {
        payment_methods: vec!["card".to_owned()],
        ..testkit::world::shop()
    };
    save_shop(&mut tx, &shop).await.unwrap();
    let now = tx.now();
    sqlx::raw_sql(
        "insert into vat_classes (code, name) values ('standard', '{}') on conflict do nothing;
         insert into vat_rates (id, vat_class, country, rate_bp, valid_from) values (gen_random_uuid(), 'standard', 'SE', 2500, '2000-01-01');
         insert into products (id, code, vat_class, created_at, updated_at) values ('018f0000-0000-7000-8000-0000000000aa', 'mugg', 'standard', now(), now());
         insert into product_translations (product_id, locale, name) values ('018f0000-0000-7000-8000-0000000000aa', 'sv', 'Mugg Strand');
         insert into variants (id, product_id, sku, is_main, cost_e4, created_at, updated_at)
             values ('018f0000-0000-7000-8000-0000000000ab', '018f0000-0000-7000-8000-0000000000aa', 'MUG', true, 150000000, now(), now());
         insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, created_at)
             select '018f0000-0000-7000-8000-0000000000ac', 'base', 'Konsument', id, 'SEK', true, 'tier', 'consumer', now() from shops;",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query(
        "insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
         values (gen_random_uuid(), '018f0000-0000-7000-8000-0000000000ac', '018f0000-0000-7000-8000-0000000000ab', 249000000, $1, $1, 'test')",
    )
    .bind(now.minus(jiff::SignedDuration::from_hours(24 * 60)))
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query("insert into product_publications (shop_id, product_id, published_from) select id, '018f0000-0000-7000-8000-0000000000aa', $1 from shops")
        .bind(now.minus(jiff::SignedDuration::from_hours(24 * 60)))
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn furnished() -> (World, Browser) {
    let world = world(Environment::Production).await;
    furnish(&world).await;
    let (browser, _) = world
        .logged_in("sara@nordbod.example", &["catalogue"])
        .await;
    (world, browser)
}

/// Makes a list by its form; gives its page's address.
pub(crate) async fn make(browser: &mut Browser, fields: &[(&str, &str)]) -> String {
    let usual = [("currency", "SEK"), ("vat", "1"), ("priority", "100")];
    let is_said = |name: &str| fields.iter().any(|(said, _)| *said == name);
    let usual = usual.iter().filter(|(name, _)| !is_said(name));
    let all: Vec<(&str, &str)> = usual.chain(fields).copied().collect();
    let page = browser.post("/prislistor/ny", &all).await;
    assert_eq!(
        page.status,
        StatusCode::SEE_OTHER,
        "{}",
        page.text_of("main")
    );
    page.location.split('?').next().unwrap().to_owned()
}

pub(crate) fn plain(page: &Page, selector: &str) -> String {
    page.text_of(selector).replace('\u{a0}', " ")
}

#[tokio::test]
async fn a_list_is_made_filled_changed_and_its_prices_end() {
    let (world, mut browser) = furnished().await;
    let href = make(
        &mut browser,
        &[
            ("name", "Pro 2026"),
            ("kind", "tier"),
            ("tier", "pro"),
            ("vat", "0"),
        ],
    )
    .await;
    let page = browser.get("/prislistor").await;
    assert!(
        page.body.contains("Pro 2026") && page.body.contains("Konsument"),
        "{}",
        page.body
    );
    for (price, quantity) in [("180", ""), ("0,0412", "1000")] {
        let fields = [
            ("sku", "MUG"),
            ("price", price),
            ("quantity", quantity),
            ("from", ""),
        ];
        let page = browser.post(&format!("{href}/priser"), &fields).await;
        assert_eq!(
            page.status,
            StatusCode::SEE_OTHER,
            "{}",
            page.text_of("main")
        );
    }
    let page = browser.get(&format!("{href}?q=MUG&klart=pris")).await;
    let told = plain(&page, "main");
    assert!(
        told.contains("180 kr") && told.contains("0,0412 kr") && told.contains("Priset är satt."),
        "{told}"
    );
    let action = page.attribute_of("td form", "action");
    let page = browser.post(&action, &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(
        browser.post(&action, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    let form = browser.get(&format!("{href}/andra")).await;
    assert_eq!(form.attribute_of("#name", "value"), "Pro 2026");
    let fields = [
        ("name", "Pro 2027"),
        ("code", "pro-2026"),
        ("kind", "tier"),
        ("tier", "pro"),
        ("currency", "SEK"),
        ("vat", "0"),
        ("priority", "100"),
        ("row_version", "1"),
    ];
    let page = browser.post(&format!("{href}/andra"), &fields).await;
    assert_eq!(
        page.status,
        StatusCode::SEE_OTHER,
        "{}",
        page.text_of("main")
    );
    // The same form again was made from what is there no longer.
    let page = browser.post(&format!("{href}/andra"), &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for action in ["price_list.created", "price_list.changed", "price.ended"] {
        assert_eq!(world.audited(action).await, 1, "{action}");
    }
    assert_eq!(world.audited("price.set").await, 2);
}

#[tokio::test]
async fn what_cannot_be_is_said_at_its_field_and_stays_as_typed() {
    let (_world, mut browser) = furnished().await;
    let wrong = [
        ("name", ""),
        ("code", "Åh nej!"),
        ("kind", "company"),
        ("company", "FTG-9"),
        ("currency", "kronor"),
        ("from", "snart"),
        ("to", ""),
        ("priority", "först"),
        ("vat", "1"),
    ];
    let page = browser.post("/prislistor/ny", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["name", "code", "company", "currency", "from", "priority"] {
        assert!(
            !page.text_of(&format!("#{field}-error")).is_empty(),
            "{field}: {}",
            page.text_of("main")
        );
    }
    assert_eq!(page.attribute_of("#from", "value"), "snart");
    let href = make(
        &mut browser,
        &[
            ("name", "Rea"),
            ("kind", "campaign"),
            ("from", "2030-01-01"),
        ],
    )
    .await;
    let wrong = [
        ("sku", "FINNS-EJ"),
        ("price", "gratis"),
        ("quantity", "0"),
        ("from", "2020-01-01"),
    ];
    let page = browser.post(&format!("{href}/priser"), &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["sku", "price", "quantity"] {
        assert!(
            !page.text_of(&format!("#{field}-error")).is_empty(),
            "{field}"
        );
    }
    let past = [("sku", "MUG"), ("price", "10"), ("from", "2020-01-01")];
    let page = browser.post(&format!("{href}/priser"), &past).await;
    assert_eq!(
        page.text_of("#from-error"),
        "Ett pris kan inte börja bakåt i tiden."
    );
    let page = browser
        .get("/prislistor/018f0000-0000-7000-8000-00000000ffff")
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

async fn send_file(browser: &mut Browser, href: &str, csv: &str, is_trial: bool) -> Page {
    let trial = if is_trial {
        "--x\r\ncontent-disposition: form-data; name=\"trial\"\r\n\r\n1\r\n"
    } else {
        ""
    };
    let body = format!(
        "{trial}--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"p.csv\"\r\ncontent-type: text/csv\r\n\r\n{csv}\r\n--x--\r\n"
    );
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("content-type", "multipart/form-data; boundary=x"),
    ];
    browser
        .send_as(&format!("{href}/import"), body.into_bytes(), &headers)
        .await
}

#[tokio::test]
async fn a_file_is_tried_taken_and_comes_out_as_it_went_in() {
    let (world, mut browser) = furnished().await;
    let href = make(
        &mut browser,
        &[
            ("name", "Pro"),
            ("kind", "tier"),
            ("tier", "pro"),
            ("vat", "0"),
        ],
    )
    .await;
    let csv = "artikelnummer;pris;antal\nMUG;180,50;\nMUG;0,0412;1000\nOKÄND;5;\n";
    let page = send_file(&mut browser, &href, csv, true).await;
    let told = plain(&page, "main");
    assert!(
        told.contains("Provat: inget är ändrat")
            && told.contains("2 nya priser, 0 som förut, 1 avvisade"),
        "{told}"
    );
    assert!(told.contains("är inget artikelnummer hos oss"), "{told}");
    let held: i64 = world.database.value("select count(*) from prices").await;
    assert_eq!(held, 1);
    let page = send_file(&mut browser, &href, csv, false).await;
    assert!(
        plain(&page, "main").contains("Filen är inläst"),
        "{}",
        page.text_of("main")
    );
    let held: i64 = world.database.value("select count(*) from prices").await;
    assert_eq!(held, 3);
    let file = browser.get(&format!("{href}/export")).await;
    let mut lines: Vec<&str> = file.body.trim_start_matches('\u{feff}').lines().collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "MUG;1000;0,0412;",
            "MUG;1;180,50;",
            "sku;min_quantity;price;valid_from"
        ]
    );
    let page = send_file(&mut browser, &href, &file.body, false).await;
    assert!(
        plain(&page, "main").contains("0 nya priser, 2 som förut, 0 avvisade"),
        "{}",
        page.text_of("main")
    );
    for (csv, words) in [
        ("", "Välj en fil"),
        ("a;b\n1;2\n", "kolumnerna sku och price"),
        ("PK\u{3}\u{4}", "inte text"),
    ] {
        let page = send_file(&mut browser, &href, csv, false).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.text_of(".note.bad").contains(words),
            "{words}: {}",
            page.text_of("main")
        );
    }
}

#[tokio::test]
async fn a_list_is_ended_at_once_and_takes_no_currency_that_has_no_rate() {
    let (_world, mut browser) = furnished().await;
    let fields = [
        ("name", "Euro"),
        ("kind", "tier"),
        ("tier", "pro"),
        ("currency", "EUR"),
        ("vat", "1"),
        ("priority", "100"),
    ];
    let page = browser.post("/prislistor/ny", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = page.text_of("#currency-error");
    assert!(error.contains("kurs för valutan"), "{error}");
    let pro = [("name", "Pro"), ("kind", "tier"), ("tier", "pro")];
    let href = make(&mut browser, &pro).await;
    let fields = [
        ("name", "Pro"),
        ("code", "pro"),
        ("kind", "tier"),
        ("tier", "pro"),
        ("currency", "SEK"),
        ("vat", "1"),
        ("priority", "100"),
        ("row_version", "1"),
        ("from", ""),
        ("to", ""),
        ("avsluta", "1"),
    ];
    let page = browser.get(&format!("{href}/andra")).await;
    assert!(plain(&page, "main").contains("Avsluta listan nu"));
    let page = browser.post(&format!("{href}/andra"), &fields).await;
    assert_eq!(
        page.status,
        StatusCode::SEE_OTHER,
        "{}",
        page.text_of("main")
    );
    let page = browser.get(&href).await;
    assert!(plain(&page, "main").contains("Avslutad"));
    let page = browser.get(&format!("{href}/andra")).await;
    assert!(!plain(&page, "main").contains("Avsluta listan nu"));
}

#[tokio::test]
async fn the_evidence_is_of_the_quantity_that_is_asked_for() {
    let (world, mut browser) = furnished().await;
    let tomorrow = world.clock.now().business_time().date().tomorrow().unwrap();
    let from = tomorrow.to_string();
    let sale = make(
        &mut browser,
        &[("name", "Rea"), ("kind", "campaign"), ("from", &from)],
    )
    .await;
    let fields = [("sku", "MUG"), ("price", "99"), ("quantity", "10")];
    browser.post(&format!("{sale}/priser"), &fields).await;
    world.clock.advance(jiff::SignedDuration::from_hours(48));
    let mut browser = world.logged_in("eva@nordbod.example", &["orders"]).await.0;
    let page = browser.get(&format!("{MUG}/priser")).await;
    assert!(plain(&page, "main").contains("Priset är inte sänkt av någon kampanj."));
    let page = browser.get(&format!("{MUG}/priser?antal=10")).await;
    assert!(plain(&page, "main").contains("Sänkningen jämförs med 249 kr"));
    assert_eq!(page.attribute_of("#antal", "value"), "10");
    let page = browser.get(&format!("{MUG}/priser?antal=tio")).await;
    assert!(page.text_of(".note.bad").contains("heltal"));
}

#[tokio::test]
async fn the_evidence_of_a_price_stands_with_its_days() {
    let (world, mut browser) = furnished().await;
    let today = world
        .clock
        .now()
        .business_time()
        .date()
        .tomorrow()
        .unwrap()
        .to_string();
    let sale = make(
        &mut browser,
        &[("name", "Rea"), ("kind", "campaign"), ("from", &today)],
    )
    .await;
    browser
        .post(
            &format!("{sale}/priser"),
            &[("sku", "MUG"), ("price", "199")],
        )
        .await;
    let page = browser
        .get("/produkter/018f0000-0000-7000-8000-0000000000aa/priser")
        .await;
    assert!(
        plain(&page, "main").contains("Priset är inte sänkt av någon kampanj."),
        "{}",
        page.text_of("main")
    );
    world.clock.advance(jiff::SignedDuration::from_hours(48));
    let mut browser = world.logged_in("eva@nordbod.example", &["orders"]).await.0;
    let page = browser
        .get("/produkter/018f0000-0000-7000-8000-0000000000aa/priser?variant=x&tier=consumer")
        .await;
    let told = plain(&page, "main");
    assert!(
        told.contains("Sänkningen jämförs med 249 kr") && told.contains("lägsta pris"),
        "{told}"
    );
    assert_eq!(page.count_of("svg.steps path"), 2);
    assert_eq!(page.count_of("svg.steps rect"), 1);
    // The order desk sees and changes nothing.
    assert_eq!(
        browser.get("/prislistor/ny").await.status,
        StatusCode::FORBIDDEN
    );
}

const MUG: &str = "/produkter/018f0000-0000-7000-8000-0000000000aa";
const MUG_VARIANT: &str = "018f0000-0000-7000-8000-0000000000ab";

async fn say_cost(browser: &mut Browser, seen: &str, cost: &str) -> Page {
    let fields = [
        ("variant", MUG_VARIANT),
        ("tier", "consumer"),
        ("company", ""),
        ("seen", seen),
        ("cost", cost),
    ];
    browser.post(&format!("{MUG}/inkopspris"), &fields).await
}

#[tokio::test]
async fn what_an_article_costs_us_is_entered_by_those_who_set_prices_and_seen_by_nobody_else() {
    let (world, mut browser) = furnished().await;
    let page = browser.get(&format!("{MUG}/priser")).await;
    // 249 with VAT is 199.20 without.
    assert!(plain(&page, "main").contains("Marginal 24,69 %"));
    assert_eq!(page.attribute_of("#cost", "value"), "150,00");

    let page = say_cost(&mut browser, "150,00", "180,50").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let page = browser.get(&page.location).await;
    let told = plain(&page, "main");
    assert!(
        told.contains("Inköpspriset är sparat.") && told.contains("Marginal 9,38 %"),
        "{told}"
    );
    let costs: i64 = world
        .database
        .value("select cost_e4 from variants where sku = 'MUG'")
        .await;
    assert_eq!(costs, 180_500_000);

    // The same form again changes nothing; one made from what is there no longer says so, and what was typed stays.
    let again = say_cost(&mut browser, "150,00", "180,50").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let late = say_cost(&mut browser, "150,00", "170").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text_of("#cost-error").contains("Någon annan"));
    assert_eq!(late.attribute_of("#cost", "value"), "170");
    for wrong in ["gratis", "-1", "99999999999999999999"] {
        let page = say_cost(&mut browser, "180,50", wrong).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(!page.text_of("#cost-error").is_empty(), "{wrong}");
    }
    assert_eq!(world.audited("variant.cost_set").await, 1);

    let page = say_cost(&mut browser, "180,50", "").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let unknown: bool = world
        .database
        .value("select cost_e4 is null from variants where sku = 'MUG'")
        .await;
    assert!(unknown);

    let other = "/produkter/018f0000-0000-7000-8000-0000000000ff/inkopspris";
    let fields = [("variant", MUG_VARIANT), ("seen", ""), ("cost", "1")];
    let page = browser.post(other, &fields).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let mut desk = world.logged_in("eva@nordbod.example", &["orders"]).await.0;
    let page = desk.get(&format!("{MUG}/priser")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("Inköpspris"));
    assert_eq!(
        say_cost(&mut desk, "", "1").await.status,
        StatusCode::FORBIDDEN
    );
}
