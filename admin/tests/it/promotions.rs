//! Promotions in the back office: written, tried, begun, stopped, with their codes.

use admin::Environment;
use commerce::promotion::schedule::{End, swedish_moment};
use http::StatusCode;
use testkit::World as Goods;

use crate::client::{Browser, World, world};

/// A shop with something to sell, in the back office's database.
async fn furnished() -> (World, Goods) {
    let world = world(Environment::Production).await;
    let goods = Goods::furnish(
        testkit::Database::of_program(&world.database.url),
        world.clock.clone(),
    )
    .await;
    (world, goods)
}

pub(crate) const FORM: &[(&str, &str)] = &[
    ("name", "Höstkampanj"),
    ("label_sv", "Höst"),
    ("kind", "percent"),
    ("percent", "12,5"),
    // Of kinds that were not chosen: what stands there is not looked at.
    ("amount", "tio"),
    ("gift_sku", "FINNS-EJ"),
    ("lane", "default"),
    ("starts", "2026-11-01T00:00"),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = FORM.to_vec();
    fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    fields.extend_from_slice(changes);
    fields
}

/// Saves a draft and gives its address.
async fn saved(browser: &mut Browser, fields: &[(&str, &str)]) -> String {
    let page = browser.post("/kampanjer", fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.location.trim_end_matches("?sparat=1").to_owned()
}

async fn deed(browser: &mut Browser, href: &str, deed: &str) -> (StatusCode, String) {
    let version = browser
        .get(href)
        .await
        .attribute_of("input[name=row_version]", "value");
    let page = browser
        .post(&format!("{href}/{deed}"), &[("row_version", &version)])
        .await;
    (page.status, page.body)
}

#[tokio::test]
async fn a_promotion_goes_from_draft_to_its_end_and_everything_is_in_the_trail() {
    let (world, _goods) = furnished().await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let href = saved(&mut browser, FORM).await;
    let page = browser.get(&href).await;
    assert!(page.text_of("h1").contains("Utkast"), "{}", page.body);
    assert!(page.body.contains("12,5\u{a0}% rabatt"), "{}", page.body);
    for (word, state) in [
        ("aktivera", "Aktiv"),
        ("pausa", "Pausad"),
        ("aktivera", "Aktiv"),
        ("avsluta", "Avslutad"),
    ] {
        assert_eq!(
            deed(&mut browser, &href, word).await.0,
            StatusCode::SEE_OTHER
        );
        assert!(browser.get(&href).await.text_of("h1").contains(state));
    }
    // What is over stays as it was.
    let page = browser
        .post(&href, &with(&[("row_version", "5"), ("percent", "50")]))
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("Kampanjen är avslutad"));
    for (action, count) in [
        ("promotion.created", 1),
        ("promotion.activated", 2),
        ("promotion.paused", 1),
        ("promotion.ended", 1),
    ] {
        assert_eq!(world.audited(action).await, count, "{action}");
    }
    let list = browser.get("/kampanjer?lage=ended").await;
    assert!(list.body.contains("Höstkampanj"));
}

#[tokio::test]
async fn everything_wrong_is_said_at_once_and_what_was_typed_stays() {
    let (world, _goods) = furnished().await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser
        .post(
            "/kampanjer",
            &with(&[
                ("name", ""),
                ("percent", "120"),
                ("products", "finns-ej MUG"),
                ("min_sum", "fem"),
                ("max_uses", "0"),
                ("tiers", "adel"),
                ("starts", "2026-03-29T02:30"),
                ("ends", "i morgon"),
                ("code", "a"),
            ]),
        )
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in [
        "name", "percent", "products", "min_sum", "max_uses", "tiers", "starts", "ends", "code",
    ] {
        assert_eq!(
            page.count_of(&format!("#{field}-error")),
            1,
            "{field}: {}",
            page.body
        );
    }
    assert!(page.body.contains("Klockan ställs fram den natten"));
    assert_eq!(page.text_of("#products"), "finns-ej MUG");
    assert_eq!(page.attribute_of("#percent", "value"), "120");
    let none: i64 = world
        .database
        .value("select count(*) from promotions")
        .await;
    assert_eq!(none, 0);
    // An end before the beginning, and no kind at all.
    for (changes, words) in [
        (
            vec![("ends", "2026-10-01T00:00")],
            "Slutet måste vara efter",
        ),
        (vec![("kind", "")], "Välj vad kampanjen ger"),
        (
            vec![("kind", "buy_pay"), ("buy", "2"), ("pay", "2")],
            "Måste vara färre",
        ),
        (
            vec![("kind", "gift"), ("gift_quantity", "1")],
            "inte någon vara",
        ),
    ] {
        let page = browser.post("/kampanjer", &with(&changes)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(
            page.body.contains(words) || words == "inte någon vara",
            "{words}"
        );
    }
}

#[tokio::test]
async fn every_kind_is_saved_and_comes_back_into_its_form() {
    let (world, goods) = furnished().await;
    goods.variant("MUG", 10, 24_900).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    for (changes, selector, value) in [
        (
            vec![("kind", "sum"), ("amount", "1 234,50")],
            "#amount",
            "1234,50",
        ),
        (
            vec![("kind", "fixed_price"), ("price", "99")],
            "#price",
            "99",
        ),
        (
            vec![("kind", "buy_pay"), ("buy", "3"), ("pay", "2")],
            "#buy",
            "3",
        ),
        (
            vec![("kind", "free_freight"), ("min_sum", "500")],
            "#min_sum",
            "500",
        ),
        (
            vec![
                ("kind", "gift"),
                ("gift_sku", "MUG"),
                ("gift_quantity", "2"),
            ],
            "#gift_sku",
            "MUG",
        ),
        (
            vec![
                ("products", "MUG"),
                ("tiers", "consumer"),
                ("min_margin", "20"),
                ("is_exclusive", "1"),
            ],
            "#min_margin",
            "20",
        ),
    ] {
        let href = saved(&mut browser, &with(&changes)).await;
        let form = browser.get(&format!("{href}/andra")).await;
        assert_eq!(form.attribute_of(selector, "value"), value, "{changes:?}");
        let kind = changes
            .iter()
            .find(|(name, _)| *name == "kind")
            .map_or("percent", |(_, k)| k);
        assert_eq!(form.count_of(&format!("#kind-{kind}[checked]")), 1);
        // Sent back as it came, it is saved.
        let mut again = with(&changes);
        again.push(("row_version", "1"));
        let page = browser.post(&href, &again).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let late = browser.post(&href, &again).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.body.contains("ändrats") || late.count_of(".note.bad") == 1);
    }
    let winter = swedish_moment("2026-11-01T00:00", End::Start).unwrap();
    let stored: String = world
        .database
        .value("select to_char(min(starts_at) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from promotions")
        .await;
    assert_eq!(stored, winter.to_string());
}

#[tokio::test]
async fn codes_are_made_listed_and_taken_out_by_those_who_may() {
    let (world, _goods) = furnished().await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let href = saved(&mut browser, &with(&[("needs_code", "1")])).await;
    let (status, body) = deed(&mut browser, &href, "aktivera").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        body.contains("Kampanjen kräver kod men har ingen."),
        "{body}"
    );
    let codes = format!("{href}/koder");
    for (fields, field) in [
        (vec![("codes", "a")], "codes"),
        (vec![("codes", "")], "codes"),
        (vec![("count", "10001")], "count"),
        (
            vec![("count", "2"), ("prefix", "för långt för ett prefix")],
            "prefix",
        ),
        (vec![("codes", "HEJ"), ("customer", "99999")], "customer"),
        (vec![("codes", "HEJ"), ("max_uses", "-1")], "max_uses"),
    ] {
        let page = browser.post(&codes, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert_eq!(
            page.count_of(&format!("#{field}-error")),
            1,
            "{fields:?}: {}",
            page.body
        );
    }
    let made = browser
        .post(
            &codes,
            &[
                ("codes", "hej hopp"),
                ("count", "250"),
                ("prefix", "jul"),
                ("max_uses", "1"),
            ],
        )
        .await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let taken = browser.post(&codes, &[("codes", "NY HEJ")]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    let count: i64 = world
        .database
        .value("select count(*) from promotion_codes")
        .await;
    assert_eq!(count, 252, "all or none");
    let file = browser.get(&codes).await;
    assert_eq!(file.body.lines().count(), 253);
    assert!(file.body.contains("HEJ;0;1;;") && file.body.contains("JUL-"));
    assert_eq!(world.audited("promotion.codes_exported").await, 1);
    let page = browser.get(&href).await;
    assert!(page.body.contains("De 50 senaste visas"));
    // The order desk sees promotions and can do nothing to them.
    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    let page = clerk.get(&href).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.count_of("form[action$='aktivera']"), 0);
    assert_eq!(clerk.get(&codes).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_draft_can_be_tried_with_a_cart_and_says_what_it_would_do() {
    let (world, goods) = furnished().await;
    goods.variant("MUG", 10, 24_900).await;
    goods.variant("BOWL", 10, 10_000).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let href = saved(
        &mut browser,
        &with(&[("products", "MUG"), ("percent", "20")]),
    )
    .await;
    let much = saved(
        &mut browser,
        &with(&[
            ("name", "Mycket"),
            ("kind", "free_freight"),
            ("min_sum", "5000"),
        ]),
    )
    .await;
    deed(&mut browser, &much, "aktivera").await;
    let empty = browser.get(&format!("{href}/prova")).await;
    assert_eq!((empty.status, empty.count_of("table")), (StatusCode::OK, 0));
    let tried = browser
        .get(&format!(
            "{href}/prova?lines=MUG+2%0ABOWL&tier=consumer&freight=59"
        ))
        .await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.body);
    assert!(tried.body.contains("99,60"), "{}", tried.body);
    assert!(
        tried.body.contains("saknas till minsta summa"),
        "{}",
        tried.body
    );
    for wrong in [
        "lines=FINNS-EJ",
        "lines=MUG+0",
        "lines=MUG&tier=adel",
        "lines=MUG&codes=FEL",
        "lines=",
    ] {
        let page = browser.get(&format!("{href}/prova?{wrong}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let orders: i64 = world.database.value("select count(*) from orders").await;
    assert_eq!(orders, 0);
}

#[tokio::test]
async fn a_promotion_for_companies_names_them_and_holds_for_nobody_else() {
    let (world, goods) = furnished().await;
    goods.variant("MUG", 9, 10_000).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    world
        .database
        .execute(
            "insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at)
             select gen_random_uuid(), n, name, country, org, 'pro', now(), now()
             from (values ('FTG-1', 'Acme AB', 'SE', '5561111111'), ('FTG-2', 'Tvilling AB', 'SE', '5562222222'),
                          ('FTG-3', 'Tvilling AB', 'SE', '5563333333')) as c (n, name, country, org)",
        )
        .await;
    for (typed, words) in [
        ("FTG-9", "FTG-9"),
        ("tvilling ab", "FTG-2, FTG-3"),
        ("Acme", "Acme"),
    ] {
        let page = browser
            .post("/kampanjer", &with(&[("companies", typed)]))
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.text_of("#companies-error").contains(words), "{typed}");
        assert_eq!(page.text_of("#companies"), typed);
    }
    let typed = "acme ab\r\n556333-3333\nFTG-3 Tvilling AB";
    let href = saved(&mut browser, &with(&[("companies", typed)])).await;
    let page = browser.get(&href).await;
    assert!(
        page.text_of("main")
            .contains("FTG-1 Acme AB, FTG-3 Tvilling AB"),
        "{}",
        page.text_of("main")
    );
    let page = browser.get(&format!("{href}/andra")).await;
    assert_eq!(
        page.text_of("#companies"),
        "FTG-1 Acme AB\nFTG-3 Tvilling AB"
    );

    let tried = async |browser: &mut Browser, company: &str| {
        let page = browser
            .get(&format!(
                "{href}/prova?lines=MUG+1&tier=pro&company={company}&codes=&freight="
            ))
            .await;
        (page.status, page.text_of("main").replace('\u{a0}', " "))
    };
    let (status, told) = tried(&mut browser, "FTG-1").await;
    assert!(status == StatusCode::OK && told.contains("87,50"), "{told}");
    for other in ["", "FTG-2"] {
        let (status, told) = tried(&mut browser, other).await;
        assert!(
            status == StatusCode::OK
                && !told.contains("87,50")
                && told.contains("Gäller inte det företag"),
            "{told}"
        );
    }
    let (status, _) = tried(&mut browser, "FTG-9").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

    // Without the companies it is anybody's again.
    let version = browser
        .get(&format!("{href}/andra"))
        .await
        .attribute_of("input[name=row_version]", "value");
    let page = browser
        .post(
            &href,
            &with(&[("companies", ""), ("row_version", &version)]),
        )
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let left: i64 = world
        .database
        .value("select count(*) from promotion_companies")
        .await;
    assert_eq!(left, 0);
}

#[tokio::test]
async fn sums_are_asked_for_in_what_the_promotion_is_in() {
    let (world, _goods) = furnished().await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let labels = async |browser: &mut Browser, page: &str| {
        let page = browser.get(page).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        ["amount", "price", "min_sum"].map(|of| page.text_of(&format!("label[for={of}]")))
    };
    let asked = labels(&mut browser, "/kampanjer/ny").await;
    assert_eq!(
        asked,
        ["Belopp i SEK", "Pris per styck i SEK", "Minsta summa i SEK"]
    );
    let href = saved(&mut browser, &with(&[("min_sum", "500")])).await;
    world
        .database
        .execute("update shops set currency = 'EUR'")
        .await;
    let asked = labels(&mut browser, "/kampanjer/ny").await;
    assert_eq!(
        asked,
        ["Belopp i EUR", "Pris per styck i EUR", "Minsta summa i EUR"]
    );
    // What is made stays in what it was made in.
    let asked = labels(&mut browser, &format!("{href}/andra")).await;
    assert_eq!(asked[2], "Minsta summa i SEK");
    let wrong = browser
        .post("/kampanjer", &with(&[("min_sum", "fem")]))
        .await;
    let error = wrong.text_of("#min_sum-error");
    assert!(
        error.contains("belopp") && !error.contains("kronor"),
        "{error}"
    );
}

#[tokio::test]
async fn a_trial_of_who_buys_in_another_currency_is_told_in_it() {
    let (world, goods) = furnished().await;
    goods.variant("MUG", 9, 10_000).await;
    for sql in [
        "update tiers set buys_in = 'EUR' where code = 'pro'",
        "insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, created_at)
             select gen_random_uuid(), 'pro-eur', 'Pro i euro', id, 'EUR', true, 'tier', 'pro', now() from shops",
        "insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
             select gen_random_uuid(), l.id, v.id, 10000000, '2026-01-01', '2026-01-01', 'test'
             from price_lists l cross join variants v where l.code = 'pro-eur' and v.sku = 'MUG'",
    ] {
        world.database.execute(sql).await;
    }
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let href = saved(&mut browser, &with(&[("percent", "20")])).await;
    let address = format!("{href}/prova?lines=MUG+1&tier=pro&codes=&company=&freight=5");
    let page = browser.get(&address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text_of("main"));
    // 10 € less a fifth, and the freight.
    let sum = page.text_of("dd.sum");
    assert!(sum.contains("13,00") && sum.contains('€'), "{sum}");
}
