//! Finding by words.

use serde_json::Value;

use crate::browser::{Browser, journey};
use crate::look::DESK;
use crate::steps::names;

const BACKSPACE: &str = "\u{e003}";
const ESCAPE: &str = "\u{e00c}";
const UP: &str = "\u{e013}";
const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";

/// Whether the field says that suggestions are open, as they are.
async fn is_open(b: &Browser) -> bool {
    let said = b
        .eval("document.querySelector('#q').getAttribute('aria-expanded') === 'true'")
        .await;
    let seen = b.eval("!document.querySelector('.sugg').hidden").await;
    assert_eq!(
        said, seen,
        "what is said of the suggestions is what is seen"
    );
    said == Value::Bool(true)
}

/// The number of the suggestion that is chosen, as seen and as read out.
async fn chosen(b: &Browser) -> i64 {
    let seen = "[...document.querySelectorAll('.sugg [role=option]')].findIndex(one => one.ariaSelected === 'true')";
    let read = "[...document.querySelectorAll('.sugg [role=option]')].findIndex(one => one.id === document.querySelector('#q').getAttribute('aria-activedescendant'))";
    let (seen, read) = (b.eval(seen).await, b.eval(read).await);
    assert_eq!(seen, read);
    seen.as_i64().unwrap()
}

#[test]
fn a_suggestion_is_chosen_with_the_arrows() {
    journey("suggestions", DESK, async |b| {
        let press = async |keys: &str| b.find("#q").await.send_keys(keys).await.unwrap();
        b.shop("/").await;
        press("v").await;
        press("a").await;
        b.find(".sugg [role=option]").await;
        let questions = "performance.getEntriesByType('resource').filter(one => one.name.includes('/sok/forslag')).map(one => new URL(one.name).searchParams.get('q')).join()";
        b.until(&format!("{questions}.includes('va')")).await;
        assert_eq!(b.eval(questions).await, "va", "one letter is no question");
        assert!(is_open(b).await);
        assert_eq!(chosen(b).await, -1, "nothing is chosen for anybody");
        press(DOWN).await;
        assert_eq!(chosen(b).await, 0);
        press(ESCAPE).await;
        assert!(!is_open(b).await);
        // Typed and taken back, it is the same question, and what was chosen before is not chosen any more.
        press("s").await;
        press(BACKSPACE).await;
        b.until("!document.querySelector('.sugg').hidden && new URL(document.querySelector('.sugg .all').href).searchParams.get('q') === 'va'")
            .await;
        assert!(is_open(b).await);
        assert_eq!(chosen(b).await, -1);

        let count = b
            .eval("document.querySelectorAll('.sugg [role=option]').length")
            .await;
        let count = count.as_i64().unwrap();
        assert!(count > 2, "{count}");
        for (key, then) in [(DOWN, 0), (DOWN, 1), (UP, 0), (UP, count - 1), (DOWN, 0)] {
            press(key).await;
            assert_eq!(chosen(b).await, then);
        }
        let href = b
            .eval("document.querySelector('.sugg [aria-selected=true]').href")
            .await;
        press(ENTER).await;
        b.until(&format!("location.href === {href}")).await;
    });
}

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
