//! One step back after saving a form.

use admin::Environment;
use http::StatusCode;

use crate::client::{Browser, Page, world};
use crate::prices::{furnished, plain};
use crate::shipments::goods;

const STEP: &str = ".stuck .actions form > input[name=row_version]";

/// The form of the page's step back, as the browser would send it.
fn fields(page: &Page) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(&page.body);
    let all = scraper::Selector::parse(".head .actions form input[type=hidden]").unwrap();
    let of = |field: scraper::ElementRef<'_>, name: &str| {
        field.value().attr(name).unwrap_or_default().to_owned()
    };
    html.select(&all)
        .map(|field| (of(field, "name"), of(field, "value")))
        .collect()
}

async fn send(browser: &mut Browser, at: &str, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post(at, &fields).await
}

/// Renames a list by its form; gives its page.
async fn rename(browser: &mut Browser, href: &str, name: &str) -> Page {
    let edit = browser.get(&format!("{href}/andra")).await;
    let value = |field: &str| edit.attribute_of(&format!("input[name={field}]"), "value");
    let pairs: Vec<(String, String)> = [
        ("name", name.to_owned()),
        ("code", value("code")),
        ("kind", "tier".to_owned()),
        ("tier", "consumer".to_owned()),
        ("currency", value("currency")),
        ("vat", "1".to_owned()),
        ("priority", value("priority")),
        ("from", value("from")),
        ("row_version", value("row_version")),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let saved = send(browser, &format!("{href}/andra"), &pairs).await;
    assert_eq!(
        saved.status,
        StatusCode::SEE_OTHER,
        "{}",
        saved.text_of("main")
    );
    browser.get(href).await
}

#[tokio::test]
async fn what_was_saved_is_taken_back_in_one_step_unless_somebody_has_saved_since() {
    let (world, mut sara) = furnished().await;
    let new = [
        ("name", "Sommar"),
        ("code", "sommar"),
        ("kind", "tier"),
        ("tier", "consumer"),
        ("currency", "SEK"),
        ("vat", "1"),
        ("priority", "50"),
    ];
    let made = sara.post("/prislistor/ny", &new).await;
    let href = made.location.split('?').next().unwrap().to_owned();
    assert_eq!(
        sara.get(&href).await.count_of(STEP),
        0,
        "nothing to take back"
    );
    let page = rename(&mut sara, &href, "Höst").await;
    assert!(plain(&page, ".stuck").contains("Sparat"));
    let step = fields(&page);
    let at = page.attribute_of(".stuck .actions form", "action");
    let undone = send(&mut sara, &at, &step).await;
    assert_eq!(
        undone.status,
        StatusCode::SEE_OTHER,
        "{}",
        undone.text_of("main")
    );
    let page = sara.get(&href).await;
    assert!(page.text_of("h1").contains("Sommar"));
    // A step back is saved as well, and has a step back of its own.
    assert_eq!(page.count_of(STEP), 1);

    rename(&mut sara, &href, "Vinter").await;
    let page = sara.get(&href).await;
    let step = fields(&page);
    let mut maja = world
        .logged_in("maja@nordbod.example", &["catalogue"])
        .await
        .0;
    assert_eq!(maja.get(&href).await.count_of(STEP), 0, "it is Sara's");
    rename(&mut maja, &href, "Jul").await;
    let late = send(&mut sara, &at, &step).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sara.get(&href).await.text_of("h1").contains("Jul"));

    // A quarter of an hour later it is offered no more.
    assert_eq!(maja.get(&href).await.count_of(STEP), 1);
    world.clock.advance(jiff::SignedDuration::from_mins(16));
    assert_eq!(maja.get(&href).await.count_of(STEP), 0);
}

/// What a form of a page would send if somebody pressed its button.
fn as_it_stands(page: &Page, form: &str) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(&page.body);
    let all = format!("{form} input, {form} select");
    let all = scraper::Selector::parse(&all).unwrap();
    let chosen = scraper::Selector::parse("option[selected]").unwrap();
    let of = |field: scraper::ElementRef<'_>| {
        let is = |name: &str| field.value().attr(name).is_some();
        let value = match field.value().name() {
            "select" => field.select(&chosen).next()?.value().attr("value")?,
            _ if field.value().attr("type") == Some("checkbox") && !is("checked") => return None,
            _ => field.value().attr("value").unwrap_or_default(),
        };
        let name = field.value().attr("name")?;
        Some((name.to_owned(), value.to_owned()))
    };
    html.select(&all).filter_map(of).collect()
}

fn with(mut fields: Vec<(String, String)>, name: &str, value: &str) -> Vec<(String, String)> {
    fields.retain(|(field, _)| field != name);
    fields.push((name.to_owned(), value.to_owned()));
    fields
}

#[tokio::test]
async fn a_tier_and_the_settings_of_reviews_are_taken_back_too() {
    let world = world(Environment::Production).await;
    goods(&world).await;
    let (mut sara, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    for (form_at, back_at, field, value) in [
        ("/nivaer/pro", "/nivaer", "position", "77"),
        (
            "/omdomen/installningar",
            "/omdomen/installningar",
            "days",
            "9",
        ),
    ] {
        let form = "form[data-save]";
        let at = format!("{form} [name={field}]");
        let page = sara.get(form_at).await;
        let (stood, as_it_was) = (page.attribute_of(&at, "value"), as_it_stands(&page, form));
        assert_ne!(stood, value, "{form_at}");
        // What is saved as it stood is nothing to take back.
        let saved = send(&mut sara, form_at, &as_it_was).await;
        assert_eq!(
            saved.status,
            StatusCode::SEE_OTHER,
            "{}",
            saved.text_of("main")
        );
        let step = ".head .actions form";
        assert_eq!(sara.get(back_at).await.count_of(step), 0, "{form_at}");
        let as_it_is = as_it_stands(&sara.get(form_at).await, form);
        let saved = send(&mut sara, form_at, &with(as_it_is, field, value)).await;
        assert_eq!(
            saved.status,
            StatusCode::SEE_OTHER,
            "{}",
            saved.text_of("main")
        );
        assert_eq!(sara.get(form_at).await.attribute_of(&at, "value"), value);
        let page = sara.get(back_at).await;
        assert_eq!(page.count_of(step), 1, "{form_at}");
        let undone = send(
            &mut sara,
            &page.attribute_of(step, "action"),
            &fields(&page),
        )
        .await;
        assert_eq!(
            undone.status,
            StatusCode::SEE_OTHER,
            "{}",
            undone.text_of("main")
        );
        assert_eq!(sara.get(form_at).await.attribute_of(&at, "value"), stood);
    }
    // What followed before follows again.
    let own = "select count(*) from settings where shop_id is not null and value <> 'null'::jsonb";
    assert_eq!(world.database.value::<i64>(own).await, 0);
}

#[tokio::test]
async fn settings_that_were_so_already_are_nothing_to_take_back() {
    let world = world(Environment::Production).await;
    goods(&world).await;
    let (mut sara, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let (at, form) = ("/omdomen/installningar", "form[data-save]");
    let page = sara.get(at).await;
    let typed = with(as_it_stands(&page, form), "days", "014");
    let saved = send(&mut sara, at, &typed).await;
    assert_eq!(
        saved.status,
        StatusCode::SEE_OTHER,
        "{}",
        saved.text_of("main")
    );
    assert_eq!(world.audited("setting.changed").await, 0);
    assert_eq!(sara.get(at).await.count_of(".head .actions form"), 0);
}
