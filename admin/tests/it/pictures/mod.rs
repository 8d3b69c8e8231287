//! Pictures of a product: sent, described, put in order; and what is refused.

mod refused;

use admin::Environment;
use http::StatusCode;
use testkit::pictures::photo;
use uuid::Uuid;

use crate::client::{Browser, Page, World, world};

const SCRIPT: &str = "\"><script>alert(1)</script>";

/// A product in a shop, and its variant.
async fn product(world: &World) -> (String, Uuid) {
    let id = platform::ids::new_uuid();
    let variant = platform::ids::new_uuid();
    for sql in [
        "insert into vat_classes (code, name) values ('test', '{}') on conflict do nothing",
        "insert into products (id, code, vat_class, created_at, updated_at) values ($1, 'mugg', 'test', now(), now())",
        "insert into product_translations (product_id, locale, name) values ($1, 'sv', 'Mugg')",
    ] {
        let query = sqlx::query(sql);
        let query = if sql.contains("$1") {
            query.bind(id)
        } else {
            query
        };
        query.execute(&world.database.pool).await.unwrap();
    }
    sqlx::query("insert into variants (id, product_id, sku, option_key, created_at, updated_at) values ($1, $2, 'MUGG', '', now(), now())")
        .bind(variant)
        .bind(id)
        .execute(&world.database.pool)
        .await
        .unwrap();
    (format!("/produkter/{id}"), variant)
}

/// What the form of the page would send, as a browser does.
fn fields(page: &Page) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(&page.body);
    let wanted = "[data-gallery] input:not([type=file]), [data-gallery] select";
    let selector = scraper::Selector::parse(wanted).unwrap();
    let chosen = scraper::Selector::parse("option[selected]").unwrap();
    html.select(&selector)
        .filter(|field| {
            field.value().attr("type") != Some("checkbox")
                || field.value().attr("checked").is_some()
        })
        .map(|field| {
            let name = field.value().attr("name").unwrap().to_owned();
            let value = match field.value().name() {
                "select" => field
                    .select(&chosen)
                    .next()
                    .and_then(|o| o.value().attr("value")),
                _ => field.value().attr("value"),
            };
            (name, value.unwrap_or_default().to_owned())
        })
        .collect()
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// Writes `text` into the field `name` of a row, from 0.
fn write(fields: &mut [(String, String)], name: &str, row: usize, text: &str) {
    let field = fields.iter_mut().filter(|(is, _)| is == name).nth(row);
    text.clone_into(&mut field.unwrap().1);
}

fn describe(fields: &mut [(String, String)], row: usize, words: &str) {
    write(fields, "alt_sv", row, words);
    write(fields, "alt_en", row, &format!("{words} (en)"));
}

async fn gallery(world: &World) -> Vec<String> {
    sqlx::query_scalar(
        "select concat_ws(' ', (alt ->> 'sv') || '/' || (alt ->> 'en'), focal_x, focal_y, v.sku) from product_media p
         left join variants v on v.id = p.variant_id order by p.position",
    )
    .fetch_all(&world.database.pool)
    .await
    .unwrap()
}

async fn save(browser: &mut Browser, href: &str, fields: &[(String, String)]) -> Page {
    browser
        .post(&format!("{href}/bilder"), &pairs(fields))
        .await
}

#[tokio::test]
async fn pictures_are_sent_described_and_put_in_order() {
    let world = world(Environment::Production).await;
    let (href, variant) = product(&world).await;
    let (mut browser, _) = world
        .logged_in("sara@nordbod.example", &["catalogue"])
        .await;
    let page = browser.get(&href).await;
    let new = format!("{href}/bilder/nya");
    let (first, second) = (photo(100, 80, 1), photo(60, 80, 2));
    let files: [(&str, &[u8]); 2] = [("../../a/mugg.png", &first), ("sida.png", &second)];
    let page = browser.upload(&new, &pairs(&fields(&page)), &files).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.count_of("[data-picture]"), 2);
    assert!(page.text_of("[data-gallery]").contains("Ladda upp"));
    assert_eq!(world.audited("picture.upload").await, 2);
    let names: Vec<Option<String>> = sqlx::query_scalar("select file_name from media order by id")
        .fetch_all(&world.database.pool)
        .await
        .unwrap();
    assert_eq!(
        names,
        [Some("mugg.png".to_owned()), Some("sida.png".to_owned())]
    );
    let sizes: i64 = world
        .database
        .value("select count(*) from jobs where name = 'commerce.make-derivatives'")
        .await;
    assert_eq!(sizes, 2, "their sizes are asked for");
    assert!(
        gallery(&world).await.is_empty(),
        "nothing is shown that nobody has described"
    );

    // Without words nothing is saved, and the field says why.
    let mut form = fields(&page);
    describe(&mut form, 0, "En mugg framifrån");
    let page = save(&mut browser, &href, &form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attribute_of("#alt_sv-1", "value"), "En mugg framifrån");
    assert_eq!(page.attribute_of("#alt_sv-2", "aria-invalid"), "true");
    assert_eq!(page.attribute_of(".note.bad li a", "href"), "#alt_sv-2");
    assert!(gallery(&world).await.is_empty());

    let mut form = fields(&page);
    describe(&mut form, 1, SCRIPT);
    write(&mut form, "fokus_x", 1, "33,3");
    write(&mut form, "variant", 1, &variant.to_string());
    let page = save(&mut browser, &href, &form).await;
    assert_eq!(
        page.location,
        format!("{href}?sparat=bilder#media"),
        "{}",
        page.body
    );
    let stored = format!("{SCRIPT}/{SCRIPT} (en) 333 500 MUGG");
    let first_stored = "En mugg framifrån/En mugg framifrån (en) 500 500";
    assert_eq!(gallery(&world).await, [first_stored, &stored]);
    assert_eq!(world.audited("product.pictures").await, 1);
    let refresh: bool = world
        .database
        .value("select exists (select from jobs where name = 'commerce.refresh-listing')")
        .await;
    assert!(refresh, "the shop's lists are made anew");
    let version: i32 = world
        .database
        .value("select row_version from products")
        .await;
    assert_eq!(version, 2);

    // Sent twice, it is done once.
    let again = save(&mut browser, &href, &form).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(world.audited("product.pictures").await, 1);

    let page = browser.get(&page.location).await;
    assert!(!page.body.contains("<script>alert"));
    assert_eq!(page.attribute_of("#alt_sv-2", "value"), SCRIPT);
    assert_eq!(page.attribute_of("#fokus_x-2", "value"), "33.3");
    assert!(
        page.text_of("#h-media + .st").contains("0 av"),
        "sizes are still being made: {}",
        page.text_of("#media header")
    );

    // A step down is shown and not saved; then it is saved, and the other is removed.
    let mut form = fields(&page);
    let id = form
        .iter()
        .find(|(name, _)| name == "id")
        .unwrap()
        .1
        .clone();
    form.push(("flytta".to_owned(), format!("{id}/ned")));
    let page = save(&mut browser, &href, &form).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.attribute_of("#alt_sv-2", "value"), "En mugg framifrån");
    assert_eq!(gallery(&world).await, [first_stored, &stored]);
    let mut form = fields(&page);
    let removed = form
        .iter()
        .find(|(name, _)| name == "id")
        .unwrap()
        .1
        .clone();
    form.push(("bort".to_owned(), removed));
    save(&mut browser, &href, &form).await;
    assert_eq!(gallery(&world).await, [first_stored]);
    let kept: i64 = world.database.value("select count(*) from media").await;
    assert_eq!(kept, 2, "the picture itself stays: orders may show it");
}

#[tokio::test]
async fn two_who_arrange_at_once_do_not_write_over_each_other() {
    let world = world(Environment::Production).await;
    let (href, _) = product(&world).await;
    let (mut hers, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let (mut his, _) = world
        .logged_in("nils@nordbod.example", &["catalogue"])
        .await;
    let new = format!("{href}/bilder/nya");
    let page = hers.get(&href).await;
    let (first, second) = (photo(100, 80, 1), photo(60, 80, 2));
    let page = hers
        .upload(
            &new,
            &pairs(&fields(&page)),
            &[("a.png", &first), ("b.png", &second)],
        )
        .await;
    let mut form = fields(&page);
    describe(&mut form, 0, "Först");
    describe(&mut form, 1, "Sedan");
    save(&mut hers, &href, &form).await;
    let (mut her_form, mut his_form) = (
        fields(&hers.get(&href).await),
        fields(&his.get(&href).await),
    );
    describe(&mut his_form, 0, "Hans");
    assert_eq!(
        save(&mut his, &href, &his_form).await.status,
        StatusCode::SEE_OTHER
    );
    describe(&mut her_form, 0, "Hennes");
    let page = save(&mut hers, &href, &her_form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.text_of("[aria-labelledby=h-krock] ins"), "1. Hans");
    assert_eq!(page.attribute_of("#alt_sv-1", "value"), "Hennes");
    // The same picture twice is one picture too many.
    let mut twice = fields(&page);
    let media = twice
        .iter()
        .find(|(name, _)| name == "bild")
        .unwrap()
        .1
        .clone();
    write(&mut twice, "bild", 1, &media);
    let refused = save(&mut hers, &href, &twice).await;
    assert_eq!(refused.attribute_of("#variant-2", "aria-invalid"), "true");
    // Keeping one's own is a second press.
    assert_eq!(
        save(&mut hers, &href, &fields(&page)).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(gallery(&world).await[0].starts_with("Hennes/"));
}

#[tokio::test]
async fn whoever_may_only_read_sees_the_pictures_and_no_form() {
    let world = world(Environment::Production).await;
    let (href, _) = product(&world).await;
    let (mut reader, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    let page = reader.get(&href).await;
    assert_eq!(page.count_of("#media"), 1);
    assert_eq!(page.count_of("#media form"), 0);
    let picture = photo(100, 80, 1);
    for page in [
        reader
            .upload(&format!("{href}/bilder/nya"), &[], &[("a.png", &picture)])
            .await,
        reader.post(&format!("{href}/bilder"), &[]).await,
    ] {
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    }
    let count: i64 = world.database.value("select count(*) from media").await;
    assert_eq!(count, 0);
    // Files are not kept over a log-in; the way in is shown.
    let page = world
        .browser()
        .upload(&format!("{href}/bilder/nya"), &[], &[("a.png", &picture)])
        .await;
    assert!(page.location.starts_with("/logga-in"), "{}", page.location);
}
