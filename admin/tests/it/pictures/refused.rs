//! What is no picture, or too much of one.

use admin::Environment;
use axum::body::Body;
use bytes::Bytes;
use http::StatusCode;
use platform::files::image::Format;
use platform::files::{ContentHash, FileKey};
use testkit::pictures::{photo, png_header};

use super::{SCRIPT, describe, fields, pairs, product};
use crate::client::world;

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_the_reason_and_what_was_typed_is_kept() {
    let world = world(Environment::Production).await;
    let (href, _) = product(&world).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let new = format!("{href}/bilder/nya");
    let page = browser.get(&href).await;
    let good = photo(100, 80, 1);
    let page = browser
        .upload(&new, &pairs(&fields(&page)), &[("a.png", &good)])
        .await;
    let mut form = fields(&page);
    describe(&mut form, 0, SCRIPT);

    let demo = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../themes/nordbod/demo/photos/mugg-strand/moss-fram.jpg"
    );
    let jpeg = std::fs::read(demo).unwrap();
    let bomb = png_header(60_000, 60_000);
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    let other = photo(64, 64, 3);
    let files: [(&str, &[u8]); 8] = [
        ("stor.png", &bomb),
        ("halv.jpg", &jpeg[..jpeg.len() / 2]),
        ("text.jpg", b"det var en gang"),
        ("../../../etc/passwd", b"root:x:0:0"),
        ("<script>alert(1)</script>.jpg", b"x"),
        ("tom.jpg", b""),
        ("bra.png", &other),
        ("mobil.jpg", &heic),
    ];
    let page = browser.upload(&new, &pairs(&form), &files).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = page.text_of("#media .note.bad");
    for reason in [
        "7 filer kunde inte tas emot",
        "stor.png: Bilden är 60\u{a0}000 × 60\u{a0}000 bildpunkter.",
        "halv.jpg: JPEG-filen är avbruten",
        "text.jpg: Filen är ingen bild",
        "passwd: Filen är ingen bild",
        "tom.jpg: Filen är tom.",
        "mobil.jpg: Bilden är i formatet HEIC",
    ] {
        let plain: String = told
            .chars()
            .filter(|c| !('\u{2066}'..='\u{2069}').contains(c))
            .collect();
        assert!(plain.contains(reason), "{reason} is missing in: {plain}");
    }
    assert!(
        !page.body.contains("<script>alert"),
        "names and words are text"
    );
    assert!(!told.contains("etc"), "a name leads nowhere: {told}");
    assert_eq!(page.attribute_of("#alt_sv-1", "value"), SCRIPT);
    assert_eq!(
        page.count_of("[data-picture]"),
        2,
        "the one that can be read is taken"
    );
    let key = FileKey::original(&ContentHash::of(&other), Format::Png);
    assert!(world.pictures.darkroom.store().exists(&key).await.unwrap());
    let again = browser
        .upload(&new, &pairs(&fields(&page)), &[("a.png", &good)])
        .await;
    assert!(again.text_of("#media .note.bad").contains("finns redan"));
    assert_eq!(
        world.audited("picture.upload").await,
        3,
        "the same bytes are one picture, whoever sends them"
    );
    let count: i64 = world.database.value("select count(*) from media").await;
    assert_eq!(count, 2);

    // Not a form, a broken one, rows that do not match, a product that is not there.
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("content-type", "multipart/form-data; boundary=x"),
    ];
    let broken = browser
        .send("POST", &new, Some(b"--x\r\ncontent".to_vec()), &headers)
        .await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    let page = browser.post(&new, &[("id", "x")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let page = browser
        .post(&format!("{href}/bilder"), &[("id", "x")])
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let nowhere = format!("/produkter/{}/bilder/nya", platform::ids::new_uuid());
    let page = browser.upload(&nowhere, &[], &[("a.png", &good)]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let nothing = browser.upload(&new, &pairs(&form), &[("", b"")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nothing
            .text_of("#media .note.bad")
            .contains("Välj minst en bild")
    );
}

#[tokio::test]
async fn a_file_that_is_too_large_is_told_of_and_an_endless_one_is_not_heard_out() {
    let world = world(Environment::Production).await;
    let (href, _) = product(&world).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let new = format!("{href}/bilder/nya");
    let page = browser.get(&href).await;
    let good = photo(100, 80, 1);
    let page = browser
        .upload(&new, &pairs(&fields(&page)), &[("a.png", &good)])
        .await;
    let mut form = fields(&page);
    describe(&mut form, 0, "Mugg");
    let large = vec![0xff; (64 << 20) + 1];
    let page = browser
        .upload(&new, &pairs(&form), &[("stor.jpg", &large)])
        .await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        page.text_of("#media .note.bad").contains("65"),
        "{}",
        page.text_of("#media .note.bad")
    );
    assert_eq!(page.attribute_of("#alt_sv-1", "value"), "Mugg");

    let head = "--x\r\ncontent-disposition: form-data; name=\"fil\"; filename=\"a.jpg\"\r\n\r\n";
    let block = Bytes::from(vec![0xff; 1 << 20]);
    let parts = std::iter::once(Bytes::from(head)).chain(std::iter::repeat_n(block, 400));
    let body = Body::from_stream(futures_util::stream::iter(
        parts.map(Ok::<_, std::io::Error>),
    ));
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("content-type", "multipart/form-data; boundary=x"),
    ];
    let page = browser.send_body("POST", &new, body, &headers).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        page.count_of(".nav-foot"),
        1,
        "a page in the frame: {}",
        page.body
    );
    // Only files may be so large.
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let long = Body::from(vec![b'a'; 300_000]);
    let page = browser
        .send_body("POST", &format!("{href}/bilder"), long, &headers)
        .await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
}
