//! What lies over a page and goes again: the large picture, the filters on a telephone.

use serde_json::Value;

use crate::browser::journey;
use crate::keyboard::press;
use crate::look::{DESK, PHONE};

const ESCAPE: char = '\u{e00c}';

#[test]
fn pictures_are_leafed_through_and_looked_at_closely() {
    journey("gallery", DESK, async |b| {
        b.shop("/produkt/mugg-strand").await;
        b.click(".thumbs a:nth-child(2)").await;
        b.until("document.querySelector('.gal-track').scrollLeft > 0")
            .await;
        b.find(".thumbs a:nth-child(2)[aria-current=true]").await;
        assert_eq!(
            b.eval("location.hash").await,
            "",
            "the page stays where it is"
        );

        b.click(".gal-track .ph:nth-child(2) a.zoom").await;
        b.find("dialog.zoomed[open] img").await;
        b.until("document.querySelector('dialog.zoomed img').naturalWidth >= 1080")
            .await;
        let words = "document.querySelector('dialog.zoomed img').alt && document.querySelector('dialog.zoomed').ariaLabel";
        assert!(
            b.eval(words)
                .await
                .as_str()
                .is_some_and(|words| !words.is_empty())
        );
        b.page("zoomed").await;
        press(b, ESCAPE).await;
        b.until("!document.querySelector('dialog')").await;
        let back = "document.activeElement.matches('.gal-track .ph:nth-child(2) a.zoom')";
        assert_eq!(
            b.eval(back).await,
            Value::Bool(true),
            "the focus is where it was"
        );
        // Its button and a click close it as well.
        b.click(".gal-track .ph:nth-child(2) a.zoom").await;
        assert_eq!(b.text("dialog.zoomed button").await, "Stäng");
        b.click("dialog.zoomed button").await;
        b.until("!document.querySelector('dialog')").await;
        b.click(".gal-track .ph:nth-child(2) a.zoom").await;
        b.click("dialog.zoomed img").await;
        b.until("!document.querySelector('dialog')").await;
    });
}

#[test]
fn the_filters_of_a_telephone_are_a_sheet_that_escape_closes() {
    journey("sheet", PHONE, async |b| {
        b.shop("/kategori/servering").await;
        assert!(!b.shows("#filter .sheet-end button").await);
        b.click("a[href='#filter']").await;
        b.find("#filter .sheet-end button").await;
        b.page("filters").await;
        press(b, ESCAPE).await;
        b.until("location.hash === '#lista'").await;
        assert!(!b.shows("#filter .sheet-end button").await);
        let back = "document.activeElement.matches('a[href=\"#filter\"]')";
        assert_eq!(
            b.eval(back).await,
            Value::Bool(true),
            "the focus is where it was"
        );
    });
}
