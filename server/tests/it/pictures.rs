//! A picture's way over HTTP: from the back office's form into the shop. And what people send instead of pictures.

use std::collections::BTreeMap;

use platform::auth::demo;
use platform::clock::Clock;
use platform::files::ContentHash;
use reqwest::{StatusCode, header};
use scraper::{Html, Selector};
use testkit::pictures::{photo, png_header};

use crate::running::{Running, folder};

const SCRIPT: &str = "\"><script>alert(1)</script>";

/// Somebody at the back office without a browser.
struct Desk {
    http: reqwest::Client,
    office: String,
    cookies: BTreeMap<String, String>,
}

/// What came back.
struct Answer {
    status: StatusCode,
    location: String,
    body: String,
}

impl Answer {
    fn first(&self, css: &str, attribute: &str) -> String {
        let html = Html::parse_document(&self.body);
        let found = html.select(&Selector::parse(css).unwrap()).next();
        let value = found.and_then(|one| one.value().attr(attribute));
        value.unwrap_or_default().to_owned()
    }

    /// What the form with the pictures would send.
    fn gallery(&self) -> Vec<(String, String)> {
        let html = Html::parse_document(&self.body);
        let fields =
            "[data-gallery] input:not([type=file]):not([type=checkbox]), [data-gallery] select";
        let chosen = Selector::parse("option[selected]").unwrap();
        html.select(&Selector::parse(fields).unwrap())
            .map(|field| {
                let option = field.select(&chosen).next();
                let value = option.unwrap_or(field).value().attr("value");
                let name = field.value().attr("name").unwrap();
                (name.to_owned(), value.unwrap_or_default().to_owned())
            })
            .collect()
    }
}

impl Desk {
    async fn at(torg: &Running) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only(std::iter::empty())
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let mut desk = Self {
            http,
            office: torg.admin.clone(),
            cookies: BTreeMap::new(),
        };
        let owner = [("email", demo::EMAIL), ("password", demo::PASSWORD)];
        desk.post("/logga-in", &owned(&owner)).await;
        let (code, _) = demo::current_code(Clock::system().now());
        let inside = desk.post("/logga-in/kod", &owned(&[("code", &code)])).await;
        assert_eq!(inside.location, "/", "{}", inside.body);
        desk
    }

    async fn get(&mut self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.office));
        self.answer(request).await
    }

    async fn post(&mut self, path: &str, fields: &[(String, String)]) -> Answer {
        let request = self
            .http
            .post(format!("{}{path}", self.office))
            .form(fields);
        self.answer(request).await
    }

    async fn upload(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        files: &[(&str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend_from_slice(
                format!(
                    "--grans\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
                .as_bytes(),
            );
        }
        for (name, content) in files {
            body.extend_from_slice(
                format!("--grans\r\ncontent-disposition: form-data; name=\"fil\"; filename=\"{name}\"\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--grans--\r\n");
        let request = self
            .http
            .post(format!("{}{path}", self.office))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=grans")
            .body(body);
        self.answer(request).await
    }

    async fn answer(&mut self, request: reqwest::RequestBuilder) -> Answer {
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let answer = request
            .header(header::COOKIE, cookies)
            .send()
            .await
            .unwrap();
        for line in answer.headers().get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get(header::LOCATION);
        Answer {
            status: answer.status(),
            location: location.map_or(String::new(), |to| to.to_str().unwrap().to_owned()),
            body: answer.text().await.unwrap(),
        }
    }

    /// A page of the shop, asked for until it says `wanted`: lists are made anew by a job.
    async fn shop_shows(&self, url: &str, wanted: &str) -> String {
        for _ in 0..600 {
            let page = self
                .http
                .get(url)
                .send()
                .await
                .unwrap()
                .text()
                .await
                .unwrap();
            if page.contains(wanted) {
                return page;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{url} never shows {wanted}");
    }
}

fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    fields.iter().map(pair).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_that_is_sent_and_described_shows_in_the_shop() {
    let place = folder();
    // The demo's pictures are not what is looked at here.
    testkit::sizes::lend(place.path());
    let torg = Running::start(place.path(), &[("TORG_LOG", "warn")]);
    let mut desk = Desk::at(&torg).await;
    let list = desk.get("/produkter?q=mugg-strand").await;
    let href = list.first("tbody a.main", "href");
    let page = desk.get(&href).await;
    let new = format!("{href}/bilder/nya");

    // A bomb, a text, half a name: refused with the reason, on the form, nothing half-done.
    let before = page.gallery();
    let bomb = png_header(60_000, 60_000);
    let refused = desk
        .upload(
            &new,
            &before,
            &[
                ("stor.png", &bomb),
                ("../../../etc/passwd.jpg", b"text"),
                (SCRIPT, b"x"),
            ],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("bildpunkter"), "{}", refused.body);
    assert!(!refused.body.contains("<script>alert") && !refused.body.contains("etc/passwd"));
    assert_eq!(refused.gallery(), before, "what was there is still there");
    let large = vec![0xff_u8; (64 << 20) + 1];
    let too_large = desk.upload(&new, &before, &[("stor.jpg", &large)]).await;
    assert_eq!(too_large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(too_large.gallery(), before, "a page with the form");

    let picture = photo(900, 900, 7);
    let hash = ContentHash::of(&picture).to_string();
    let taken = desk.upload(&new, &before, &[("ny.png", &picture)]).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    let mut fields = taken.gallery();
    for (name, words) in [
        ("alt_sv", "Ny bild av muggen"),
        ("alt_en", SCRIPT),
        ("fokus_x", "20"),
        ("fokus_y", "85,5"),
    ] {
        let field = fields.iter_mut().rfind(|(is, _)| is == name).unwrap();
        words.clone_into(&mut field.1);
    }
    // To the front, so that lists show it.
    let columns = [
        "id", "bild", "alt_sv", "alt_en", "fokus_x", "fokus_y", "variant",
    ];
    for column in columns {
        let at: Vec<usize> = (0..fields.len())
            .filter(|at| fields[*at].0 == column)
            .collect();
        let mut values: Vec<String> = at.iter().map(|at| fields[*at].1.clone()).collect();
        values.rotate_right(1);
        for (at, value) in at.into_iter().zip(values) {
            fields[at].1 = value;
        }
    }
    let saved = desk.post(&format!("{href}/bilder"), &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert!(
        desk.get(&saved.location)
            .await
            .body
            .contains("Bilderna är sparade")
    );

    let shop = &torg.shop;
    let page = desk
        .shop_shows(&format!("{shop}/produkt/mugg-strand"), &hash)
        .await;
    assert!(page.contains("Ny bild av muggen"), "with its words");
    assert!(
        page.contains("class=\"fx-20 fy-85\""),
        "and its focal point"
    );
    let english = desk
        .shop_shows(&format!("{shop}/en/product/mugg-strand"), &hash)
        .await;
    assert!(!english.contains("<script>alert"), "words are text");
    desk.shop_shows(&format!("{shop}/kategori/servering"), &hash)
        .await;
    for (size, ending) in [("320", "webp"), ("320", "jpg")] {
        let begins = format!("/bild/{hash}-{size}-");
        let rest = page.split(&begins).skip(1);
        let file = rest
            .filter_map(|rest| rest.split_once('.'))
            .find(|(_, rest)| rest.starts_with(ending))
            .map(|(recipe, _)| format!("{begins}{recipe}.{ending}"))
            .expect("the page has the picture in this size");
        let picture = desk.http.get(format!("{shop}{file}")).send().await.unwrap();
        assert!(
            picture.status().is_success(),
            "{file}: {}",
            picture.status()
        );
        assert!(
            picture.headers()[header::CACHE_CONTROL]
                .to_str()
                .unwrap()
                .contains("immutable")
        );
    }
    assert!(torg.end_by("INT").success());
}
