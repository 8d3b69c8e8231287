//! Finding by words.

use crate::browser::journey;
use crate::look::DESK;
use crate::steps::names;

#[test]
fn the_search_suggests_forgives_and_helps() {
    journey("search", DESK, async |b| {
        b.shop("/").await;
        b.fill("#q", "tekann").await;
        b.find(".sugg [role=option]").await;
        assert!(b.text(".sugg").await.contains("Tekanna Fjord"));
        assert_eq!(
            b.eval("document.querySelector('#q').getAttribute('aria-expanded')")
                .await,
            "true"
        );
        b.page("suggestions").await;
        b.find("#q").await.send_keys("\u{e00c}").await.unwrap();
        b.until("document.querySelector('.sugg').hidden").await;

        b.fill("#q", "tekana\u{e007}").await;
        b.find("#h-found").await;
        assert!(names(b).await.iter().any(|name| name == "Tekanna Fjord"));
        b.page("search with a typo").await;

        b.fill("#q", "krukor\u{e007}").await;
        b.until("location.search.includes('krukor')").await;
        b.find("#h-found").await;
        assert!(
            names(b)
                .await
                .iter()
                .any(|name| name.contains("Kruka Lund")),
            "another form of the word"
        );

        b.fill("#q", "xyzzyqwq\u{e007}").await;
        b.find(".empty h2").await;
        assert!(b.text(".empty").await.contains("xyzzyqwq"));
        assert!(
            b.has(".empty .chips a").await && !names(b).await.is_empty(),
            "there is a way on"
        );
        b.page("search, nothing").await;
    });
}
