//! The whole way without a pointer.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::Value;

use crate::browser::{Browser, journey};
use crate::look::DESK;
use crate::steps::{SV, at_thanks, email, facts};

pub(crate) const TAB: char = '\u{e004}';
pub(crate) const ENTER: char = '\u{e007}';
pub(crate) const SPACE: char = ' ';
const DOWN: char = '\u{e015}';

/// Where the focus is, and whether it can be seen: an outline or a ring at the element, its label or what holds it, inside the window.
const FOCUS: &str = r"(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const drawn = (one, pseudo) => {
    const style = getComputedStyle(one, pseudo);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  };
  const around = [at, at.closest('label'), at.parentElement, at.parentElement?.parentElement, at.closest('.card'), at.querySelector('.ph')].filter(Boolean);
  const box = at.getBoundingClientRect();
  const label = (at.closest('label') || at).getBoundingClientRect();
  const inside = box => box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width * box.height > 0;
  return {
    name: at.outerHTML.slice(0, 160),
    drawn: around.some(one => drawn(one) || drawn(one, '::before') || drawn(one, '::after')),
    inside: inside(box) || inside(label),
  };
})()";

#[test]
fn a_guest_buys_with_the_keyboard_alone() {
    journey("keyboard", DESK, async |b| {
        let email = email();
        b.shop("/").await;
        press(b, TAB).await;
        assert!(b.eval("document.activeElement.matches('.skip')").await == Value::Bool(true));
        follow(b, ".nav a[href='/kategori/servering']", "#lista .card").await;
        tab_to(b, "#filter input[name=material][value=glas]").await;
        press(b, SPACE).await;
        b.find(".chips--list .chip").await;
        b.until(
            "document.activeElement !== document.body && !document.querySelector('[data-busy]')",
        )
        .await;
        follow(b, ".card a[href*='tjarn']", "a[data-variant]").await;

        tab_to(b, "a[data-variant]:not([aria-current]):not(.out)").await;
        let before = b.url().await;
        press(b, ENTER).await;
        b.until(&format!(
            "location.href !== {before:?} && !document.querySelector('[data-busy]')"
        ))
        .await;
        tab_to(b, "form[data-add] button.btn").await;
        press(b, ENTER).await;
        b.until("document.querySelector('.bag-n').textContent.trim() === '1'")
            .await;
        // The cart lies above: back to the top by a new visit of the page, as nobody tabs backwards that far.
        b.go(&b.url().await).await;
        follow(b, ".tools a:last-child", ".row .qty").await;
        follow(b, "a.go", "#email").await;

        for (field, text) in facts(&email) {
            tab_to(b, &format!("#{field}")).await;
            type_in(b, text).await;
        }
        tab_to(b, "input[name=freight]").await;
        press(b, DOWN).await;
        b.until("document.querySelectorAll('input[name=freight]')[1].checked && !document.querySelector('[data-busy]')")
            .await;
        tab_to(b, "input[name=payment]").await;
        if b.eval("document.querySelector('input[name=payment][value=card]').checked")
            .await
            != Value::Bool(true)
        {
            press(b, SPACE).await;
        }
        tab_to(b, "#terms").await;
        press(b, SPACE).await;
        assert_eq!(
            b.eval("document.querySelector('#terms').checked").await,
            Value::Bool(true)
        );
        follow(b, ".btn--pay", "button[value=approve]").await;
        tab_to(b, "button[value=approve]").await;
        press(b, ENTER).await;
        at_thanks(b, &SV, &email).await;
    });
}

/// Tabs to a link or button, presses Enter, and waits for what comes.
pub(crate) async fn follow(b: &Browser, css: &str, then: &str) {
    tab_to(b, css).await;
    press(b, ENTER).await;
    b.find(then).await;
}

/// Presses Tab until the focus is there; on the way it must be visible everywhere.
pub(crate) async fn tab_to(b: &Browser, css: &str) {
    let mut passed = Vec::new();
    for _ in 0..200 {
        let is_there = b
            .eval(&format!("!!document.activeElement?.matches({css:?})"))
            .await;
        if is_there == Value::Bool(true) {
            return;
        }
        press(b, TAB).await;
        let focus = b.eval(FOCUS).await;
        if focus.is_null() {
            continue;
        }
        assert!(
            focus["drawn"] == Value::Bool(true) && focus["inside"] == Value::Bool(true),
            "the focus cannot be seen on {}: {focus:#}",
            b.url().await
        );
        passed.push(focus["name"].to_string());
    }
    panic!("Tab never comes to {css}, only to {passed:#?}");
}

pub(crate) async fn press(b: &Browser, key: char) {
    let keys = KeyActions::new("keyboard".to_owned())
        .then(KeyAction::Down { value: key })
        .then(KeyAction::Up { value: key });
    b.client.perform_actions(keys).await.unwrap();
}

pub(crate) async fn type_in(b: &Browser, text: &str) {
    let mut keys = KeyActions::new("keyboard".to_owned());
    for value in text.chars() {
        keys = keys
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
    }
    b.client.perform_actions(keys).await.unwrap();
}
