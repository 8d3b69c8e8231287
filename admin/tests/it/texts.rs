//! Writing a product's texts: draft, review, publish, compare, go back.

use http::StatusCode;

use crate::client::{Browser, Page, World};
use crate::prices::plain;

const MUG: &str = "/produkter/018f0000-0000-7000-8000-0000000000aa";

/// The mug with an address, and somebody who may write.
async fn furnished() -> (World, Browser) {
    let (world, browser) = crate::prices::furnished().await;
    world
        .database
        .execute(
            "insert into slugs (kind, locale, slug, target_id, is_current, created_at)
             values ('product', 'sv', 'mugg-strand', '018f0000-0000-7000-8000-0000000000aa', true, now())",
        )
        .await;
    (world, browser)
}

fn text() -> String {
    format!("{MUG}/text")
}

/// What the page's form would send, with these fields changed.
fn filled(page: &Page, changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(&page.body);
    let all = scraper::Selector::parse("#texts input, #texts textarea").unwrap();
    html.select(&all)
        .map(|field| {
            let name = field.value().attr("name").unwrap_or_default();
            let held = match field.value().attr("value") {
                Some(value) => value.to_owned(),
                None => field.text().collect(),
            };
            let typed = changed.iter().find(|(of, _)| *of == name);
            (
                name.to_owned(),
                typed.map_or(held, |(_, value)| (*value).to_owned()),
            )
        })
        .collect()
}

async fn send(
    browser: &mut Browser,
    page: &Page,
    changed: &[(&str, &str)],
    more: &[(&str, &str)],
) -> Page {
    let fields = filled(page, changed);
    let fields = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<(&str, &str)> = fields.chain(more.iter().copied()).collect();
    browser.post(&text(), &fields).await
}

/// Saves as the form would; gives the page that is led to.
async fn write(browser: &mut Browser, changed: &[(&str, &str)]) -> Page {
    let page = browser.get(&text()).await;
    let saved = send(browser, &page, changed, &[]).await;
    assert_eq!(
        saved.status,
        StatusCode::SEE_OTHER,
        "{}",
        saved.text_of(".notices")
    );
    browser.get(&saved.location).await
}

async fn press(browser: &mut Browser, page: &Page, action: &str) -> Page {
    let form = format!("form[action$=\"{action}\"]");
    let at = page.attribute_of(&form, "action");
    assert!(!at.is_empty(), "no {action} in {}", page.text_of("main"));
    let hidden = format!("{form} input[type=hidden]");
    let name = page.attribute_of(&hidden, "name");
    let value = page.attribute_of(&hidden, "value");
    let sent = browser.post(&at, &[(name.as_str(), value.as_str())]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    browser.get(&sent.location).await
}

#[tokio::test]
async fn a_draft_is_saved_undone_reviewed_published_and_taken_back() {
    let (world, mut browser) = furnished().await;
    let page = browser.get(MUG).await;
    assert_eq!(page.attribute_of("section a[data-edit]", "href"), text());
    let page = write(
        &mut browser,
        &[
            ("name_sv", "Mugg <Klipp>"),
            ("description_sv", "Ett\r\ntvå"),
        ],
    )
    .await;
    assert!(plain(&page, ".notices").contains("Utkastet är sparat. Butiken är oförändrad."));
    assert_eq!(page.attribute_of("#name_sv", "value"), "Mugg <Klipp>");
    assert!(plain(&page, ".stuck").contains("Utkast") && plain(&page, ".stuck").contains("Sparat"));
    assert!(plain(&browser.get(MUG).await, "main").contains("Det finns ett utkast"));
    let page = press(&mut browser, &page, "/angra").await;
    assert!(plain(&page, ".notices").contains("ångrad"));
    assert_eq!(page.attribute_of("#name_sv", "value"), "Mugg Strand");

    let page = browser.get(&text()).await;
    let changed = [
        ("name_sv", "Mugg <Klipp>"),
        ("seo_description_sv", "En mugg."),
    ];
    let saved = send(&mut browser, &page, &changed, &[("granska", "1")]).await;
    assert_eq!(saved.location, format!("{}/granska", text()));
    let page = browser.get(&saved.location).await;
    assert_eq!(page.text_of(".lines del"), "Borttaget: Mugg Strand");
    assert_eq!(page.text_of(".lines ins"), "Tillagt: Mugg <Klipp>");
    let stamp = page.attribute_of("input[name=stamp]", "value");
    let fields = [("stamp", stamp.as_str()), ("when", "now")];
    let at = format!("{}/publicera", text());
    let sent = browser.post(&at, &fields).await;
    assert_eq!(sent.location, format!("{}?klart=publicerat", text()));
    assert_eq!(
        browser.post(&at, &fields).await.location,
        text(),
        "sent twice"
    );
    assert_eq!(world.audited("product.texts_published").await, 1);
    assert!(browser.get(MUG).await.text_of("h1").contains("Klipp"));
    let page = browser.get(&sent.location).await;
    assert_eq!(page.count_of("#historik li"), 2);

    let page = press(&mut browser, &page, "/backa").await;
    assert!(plain(&page, ".notices").contains("Publiceringen är ångrad."));
    // What was taken back is the draft.
    assert_eq!(page.attribute_of("#name_sv", "value"), "Mugg <Klipp>");
    let page = browser.get(&format!("{}/versioner/3", text())).await;
    assert_eq!(page.text_of(".lines ins"), "Tillagt: Mugg Strand");
    let page = browser.get(&format!("{}/versioner/3?mot=1", text())).await;
    assert!(plain(&page, "main").contains("Samma ord som i version 1"));
    let page = browser.get(&text()).await;
    let page = press(&mut browser, &page, "/slang").await;
    assert_eq!(page.attribute_of("#name_sv", "value"), "Mugg Strand");
    let page = press(&mut browser, &page, "/versioner/2/aterstall").await;
    assert_eq!(page.attribute_of("#name_sv", "value"), "Mugg <Klipp>");
    assert!(plain(&page, ".notices").contains("Den äldre versionen är nu utkastet."));
}

#[tokio::test]
async fn what_two_write_is_put_together_and_a_collision_is_shown_beside() {
    let (world, mut sara) = furnished().await;
    let mut maja = world
        .logged_in("maja@nordbod.example", &["catalogue"])
        .await
        .0;
    let seen = maja.get(&text()).await;
    let page = sara.get(&text()).await;
    assert_eq!(page.text_of("[data-here]"), "Sara Lind tittar också.");
    write(
        &mut sara,
        &[("name_sv", "Mugg Sara"), ("subtitle_sv", "Stengods")],
    )
    .await;
    let mine = [("name_sv", "Mugg Maja"), ("name_en", "Maja mug")];
    let page = send(&mut maja, &seen, &mine, &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.count_of("[aria-labelledby=h-krock] tbody tr"), 1);
    assert!(plain(&page, "[aria-labelledby=h-krock]").contains("Sara Lind har sparat."));
    // What does not collide has been merged, and one's own stands in the fields.
    assert_eq!(page.attribute_of("#name_sv", "value"), "Mugg Maja");
    assert_eq!(page.attribute_of("#subtitle_sv", "value"), "Stengods");
    assert_eq!(page.attribute_of("#name_en", "value"), "Maja mug");

    let mut other = maja.clone();
    let theirs = send(&mut other, &page, &[], &[("deras", "1")]).await;
    assert_eq!(theirs.status, StatusCode::SEE_OTHER);
    let after = other.get(&text()).await;
    assert_eq!(after.attribute_of("#name_sv", "value"), "Mugg Sara");
    assert_eq!(
        after.attribute_of("#name_en", "value"),
        "Maja mug",
        "mine where nobody else wrote"
    );
    // Saving again keeps one's own, but not over what has been saved since the page was shown.
    let kept = send(&mut maja, &page, &[], &[]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let after = maja.get(&text()).await;
    assert_eq!(after.attribute_of("#name_sv", "value"), "Mugg Maja");
}

#[tokio::test]
async fn what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost() {
    let (_world, mut browser) = furnished().await;
    let page = browser.get(&text()).await;
    let long = "x".repeat(301);
    let typed = [
        ("name_en", long.as_str()),
        ("address_sv", "日本"),
        ("description_en", "<b>Hej</b>\n\nDu"),
    ];
    let page = send(&mut browser, &page, &typed, &[]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["name_en", "address_sv"] {
        assert!(
            !page.text_of(&format!("#{field}-error")).is_empty(),
            "{field}"
        );
        assert_eq!(
            page.count_of(&format!(".notices a[href=\"#{field}\"]")),
            1,
            "{field}"
        );
    }
    assert_eq!(page.attribute_of("#name_en", "value"), long);
    assert_eq!(page.text_of("#description_en"), "<b>Hej</b>\n\nDu");
    // Without a name nothing is published, and the review says why instead of a button.
    let page = write(&mut browser, &[("name_sv", "")]).await;
    assert!(plain(&page, "#krav").contains("Stoppar"));
    let page = browser.get(&format!("{}/granska", text())).await;
    assert!(plain(&page, ".notices").contains("Ett namn saknas."));
    assert_eq!(page.count_of("form[action$=publicera]"), 0);
    let stamp = "x";
    let forced = browser
        .post(&format!("{}/publicera", text()), &[("stamp", stamp)])
        .await;
    assert_eq!(forced.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_schedule_is_set_told_called_off_and_guards_what_was_looked_at() {
    let (world, mut browser) = furnished().await;
    write(&mut browser, &[("name_sv", "Mugg Jul")]).await;
    let review = format!("{}/granska", text());
    let at = format!("{}/publicera", text());
    let stamp = browser
        .get(&review)
        .await
        .attribute_of("input[name=stamp]", "value");
    let on = |moment| {
        [
            ("stamp", stamp.clone()),
            ("when", "later".to_owned()),
            ("publish_at", moment),
        ]
    };
    for wrong in ["", "snart", "2020-01-01T00:00"] {
        let fields = on(wrong.to_owned());
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let page = browser.post(&at, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(!page.text_of("#publish_at-error").is_empty(), "{wrong}");
        assert_eq!(page.attribute_of("#publish_at", "value"), wrong);
    }
    let day = world.clock.now().business_time().date().tomorrow().unwrap();
    let fields = on(format!("{day}T08:00"));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let sent = browser.post(&at, &fields).await;
    let page = browser.get(&sent.location).await;
    assert!(
        plain(&page, ".stuck").contains("Schemalagd")
            && plain(&page, ".notices").contains("Bestämt av Sara Lind.")
    );
    let page = press(&mut browser, &page, "/avboka").await;
    assert!(plain(&page, ".stuck").contains("Utkast"));

    // Somebody writes on while the review is open: what is published is what was looked at, or nothing.
    let stamp = browser
        .get(&review)
        .await
        .attribute_of("input[name=stamp]", "value");
    write(&mut browser, &[("name_sv", "Mugg Vår")]).await;
    let page = browser
        .post(&at, &[("stamp", stamp.as_str()), ("when", "now")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(plain(&page, ".notices").contains("Inget är publicerat."));
    assert_eq!(world.audited("product.texts_published").await, 0);
    let stamp = page.attribute_of("input[name=stamp]", "value");
    let sent = browser
        .post(&at, &[("stamp", stamp.as_str()), ("when", "now")])
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_english_that_lags_behind_is_marked_and_whoever_may_only_read_sees_the_history() {
    let (world, mut browser) = furnished().await;
    write(
        &mut browser,
        &[
            ("name_en", "Strand mug"),
            ("description_sv", "Ett."),
            ("description_en", "One."),
        ],
    )
    .await;
    let stamp = browser
        .get(&format!("{}/granska", text()))
        .await
        .attribute_of("input[name=stamp]", "value");
    let fields = [("stamp", stamp.as_str()), ("when", "now")];
    browser
        .post(&format!("{}/publicera", text()), &fields)
        .await;
    let page = write(&mut browser, &[("description_sv", "Två.")]).await;
    assert_eq!(page.count_of(".in.stale"), 1);
    assert!(!page.text_of("#description_en-stale").is_empty());
    assert!(plain(&page, "#text").contains("ett fält äldre än källan"));
    let page = write(&mut browser, &[("description_en", "Two.")]).await;
    assert_eq!(page.count_of(".in.stale"), 0);

    let mut desk = world.logged_in("eva@nordbod.example", &["orders"]).await.0;
    assert_eq!(desk.get(&text()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.get(MUG).await.count_of("a[data-edit]"), 0);
    let page = desk.get(&format!("{}/versioner/2", text())).await;
    assert_eq!(
        (page.status, page.count_of("form[action$=aterstall]")),
        (StatusCode::OK, 0)
    );
    let unknown = desk.get(&format!("{}/versioner/9", text())).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
