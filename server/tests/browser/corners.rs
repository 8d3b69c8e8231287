//! Pages that are come to by few ways: by a mail's link, from the back office, and when something fails; read by axe-core.

use platform::i18n::Locale;
use platform::render::{PathTable, RenderContext, Renderer, RendererOptions, View as _};
use serde_json::json;
use shop::error::ErrorView;

use crate::accessibility::{Scan, until_listed};
use crate::account::link;
use crate::browser::{Browser, journey};
use crate::look::DESK;
use crate::office;
use crate::returns::send_all;
use crate::steps::{buy_as_guest, email};

const PRODUCT: &str = "/produkt/vas-klot";

/// What is sold out is waited for, by a link, until it is not any more.
async fn waits(b: &Browser, scan: &mut Scan<'_>) {
    b.shop("/produkt/mugg-strand").await;
    b.click("a[data-variant].out").await;
    b.find("#watch-email").await;
    scan.here("product that is sold out").await;
    b.eval("(document.querySelector('.watch-row').noValidate = true)")
        .await;
    b.fill("#watch-email", "inte en adress").await;
    b.click(".watch-row .btn").await;
    b.find("#email[aria-invalid=true]").await;
    scan.here("watch with a complaint").await;
    let email = email();
    b.fill("#email", &email).await;
    b.click("form[action^='/bevaka/'] .btn").await;
    b.until("!document.querySelector('form[action^=\"/bevaka/\"]')")
        .await;
    scan.here("watch asked for").await;
    b.go(&link(b, &email, "/bevakning/").await).await;
    b.find("button[value=confirm]").await;
    scan.here("watch to confirm").await;
    b.click("button[value=confirm]").await;
    b.find("button[value=end]").await;
    scan.here("watch").await;
    let watch = b.url().await;
    office::enter(b).await;
    until_listed(b, "/bevakningar").await;
    scan.here("/bevakningar").await;
    b.go(&watch).await;
    b.click("button[value=end]").await;
    b.until("!document.querySelector('button[value=end]')")
        .await;
    scan.here("watch that has ended").await;
}

/// What was bought is reviewed, published, reported; and whoever wants no questions says so.
async fn reviews(b: &Browser, scan: &mut Scan<'_>) {
    let bought = buy_as_guest(b, PRODUCT).await;
    let order = b.url().await;
    let order = order.split('?').next().unwrap().to_owned();
    send_all(b, &bought.number).await;
    b.go(&order).await;
    b.click("main a[href*='/omdome/']").await;
    b.find("#stars").await;
    scan.here("review").await;
    b.click(".kept-acts .btn").await;
    b.find("#stars-e").await;
    scan.here("review with complaints").await;
    b.eval("document.querySelector('input[name=stars][value=\"4\"]').click()")
        .await;
    for (field, text) in [
        ("#heading", "En fin vas"),
        (
            "#body",
            "Den står stadigt, glasyren är jämn och blommorna håller sig.",
        ),
        ("#name", "Åsa Ö."),
    ] {
        b.fill(field, text).await;
    }
    b.click(".kept-acts .btn").await;
    b.find(".note--ok").await;
    scan.here("review that was written").await;

    office::go(b, "/omdomen?lage=pending").await;
    b.find("tbody a.main").await;
    scan.here("/omdomen").await;
    b.click("tbody a.main").await;
    b.find("form[action$='/publicera'] .primary").await;
    scan.here("/omdomen/{id}").await;
    b.click("form[action$='/publicera'] .primary").await;
    b.find(".notices .note.ok").await;

    b.shop(&format!("{PRODUCT}/omdomen")).await;
    b.click("main a[href^='/omdomen/'][href$='/anmal']").await;
    b.find("#reason").await;
    scan.here("report of a review").await;
    b.click("main form .btn").await;
    b.find("#reason[aria-invalid=true]").await;
    scan.here("report with a complaint").await;

    b.go(&format!("{order}/inga-fragor")).await;
    b.find("main form .btn").await;
    scan.here("no questions").await;
}

/// A product as the shop would show it; and a job that waits, for the day on which it is taken out again.
async fn shows_and_waits(b: &Browser, scan: &mut Scan<'_>) {
    office::go(b, "/produkter?q=klot").await;
    b.click("tbody a.main").await;
    b.find("#published_to").await;
    let product = b.eval("location.pathname").await;
    let product = product.as_str().unwrap().to_owned();
    b.fill("#published_to", "2036-01-01").await;
    b.click("form[action$='/publicering'] .btn").await;
    b.until("location.search.includes('publicering')").await;
    until_listed(b, "/jobb").await;
    scan.here("/jobb").await;
    b.click("tbody a.main").await;
    b.until("location.pathname.startsWith('/jobb/')").await;
    scan.here("/jobb/{id}").await;
    office::go(b, &format!("{product}/forhandsvisning")).await;
    b.until("location.pathname.startsWith('/forhandsvisning/')")
        .await;
    scan.here("preview").await;
}

/// The pages of what fails, which the running shop does not show: written as it would, into a page of its own.
async fn fails(b: &Browser, scan: &mut Scan<'_>) {
    let options = RendererOptions {
        root: concat!(env!("CARGO_MANIFEST_DIR"), "/../themes").into(),
        brand: "nordbod".to_owned(),
        watch: false,
        strict: true,
    };
    let paths = PathTable::new(shop::paths::PATHS.iter().copied());
    let renderer = Renderer::load(options, paths).unwrap();
    let frame = shop::frame::Frame::samples().remove(0);
    let context = RenderContext::plain(Locale::Sv, frame);
    let pages = ErrorView::samples().into_iter();
    for view in pages.filter(|view| [403, 429, 500, 503].contains(&view.status)) {
        let html = renderer.render(&view, &context).unwrap();
        b.shop("/kakor").await;
        let write = "document.open(); document.write(arguments[0]); document.close();";
        b.client.execute(write, vec![json!(html)]).await.unwrap();
        b.until("document.readyState === 'complete' && document.querySelector('main h1')")
            .await;
        scan.here(&format!("{} {}", view.status, view.is_unopened))
            .await;
    }
}

#[test]
fn what_is_come_to_by_few_ways_is_accessible() {
    journey("axe-corners", DESK, async |b| {
        // A sample's pictures are nowhere.
        for status in [404, 422] {
            b.expect_status(status);
        }
        let mut scan = Scan::of(b);
        waits(b, &mut scan).await;
        reviews(b, &mut scan).await;
        shows_and_waits(b, &mut scan).await;
        fails(b, &mut scan).await;
        scan.end(20);
    });
}
