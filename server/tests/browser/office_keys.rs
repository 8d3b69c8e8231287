//! The back office without a pointer: rooms by their letters, rows up and down, an order opened, a search, a page by its name.

use crate::browser::journey;
use crate::keyboard::{ENTER, press, type_in};
use crate::look::DESK;
use crate::office;
use crate::steps::buy_as_guest;

const DOWN: char = '\u{e015}';
const ESCAPE: char = '\u{e00c}';
const ROW: &str = "tr.is-at a.main";

#[test]
fn staff_go_through_rooms_and_lists_by_keys_alone() {
    journey("office-keys", DESK, async |b| {
        buy_as_guest(b, "/produkt/karaff-kalla").await;
        buy_as_guest(b, "/produkt/karaff-kalla").await;
        office::enter(b).await;
        let letter = b
            .eval("document.querySelector(\".nav a[href='/ordrar']\").dataset.key")
            .await;
        let letter = letter.as_str().unwrap().chars().next().unwrap();
        press(b, 'g').await;
        press(b, letter).await;
        b.until(
            "location.pathname === '/ordrar' && document.querySelector('[data-rows] tbody tr')",
        )
        .await;

        // Down, down and up again: the row is seen, and its link has the focus.
        press(b, 'j').await;
        let first = b.text(ROW).await;
        press(b, 'j').await;
        assert_ne!(b.text(ROW).await, first);
        press(b, 'k').await;
        assert_eq!(b.text(ROW).await, first);
        b.until("document.activeElement === document.querySelector('tr.is-at a')")
            .await;
        press(b, 'x').await;
        press(b, ENTER).await;
        b.until(&format!("location.pathname === '/ordrar/{first}'"))
            .await;

        // A slash goes to the search, and letters that are typed there are no commands.
        office::go(b, "/ordrar").await;
        press(b, '/').await;
        b.until("document.activeElement.matches('main input[type=search]')")
            .await;
        type_in(b, &first).await;
        b.until(&format!("document.activeElement.value === '{first}'"))
            .await;
        press(b, ENTER).await;
        b.until("new URLSearchParams(location.search).get('q')")
            .await;
        assert!(b.text("main").await.contains(&first));

        office::go(b, "/ordrar").await;
        press(b, '?').await;
        b.until("document.querySelector('#keys:popover-open')")
            .await;
        press(b, ESCAPE).await;
        b.until("!document.querySelector('#keys:popover-open')")
            .await;

        // Ctrl K, a part of a name, an arrow, and it opens.
        let body = b.find("body").await;
        body.send_keys("\u{e009}k\u{e000}").await.unwrap();
        b.until("document.activeElement.closest('#palette:popover-open')")
            .await;
        type_in(b, "presentk").await;
        b.until("document.querySelector('#palette a.is-at')").await;
        press(b, DOWN).await;
        press(b, ENTER).await;
        b.until("location.pathname.startsWith('/presentkort')")
            .await;
    });
}
