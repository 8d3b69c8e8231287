//! The cart.

use crate::browser::journey;
use crate::look::DESK;
use crate::steps::{digits, put_in_cart};

#[test]
fn a_cart_can_be_changed_and_a_removal_undone() {
    journey("cart", DESK, async |b| {
        put_in_cart(b, "/produkt/skarbrada-nas").await;
        b.shop("/varukorg").await;
        let one: u32 = digits(&b.text(".row .price b").await).parse().unwrap();
        b.click(".row .qty button:last-of-type").await;
        b.until("document.querySelector('.row .qty input').value === '2'")
            .await;
        let two: u32 = digits(&b.text(".row .price b").await).parse().unwrap();
        assert_eq!(two, one * 2);
        assert_eq!(b.text(".bag-n").await, "2");

        // Over what stands there: to empty the field first would be a change by itself.
        let field = b.find(".row .qty input").await;
        field.send_keys("\u{e009}a\u{e000}3\u{e007}").await.unwrap();
        b.until("document.querySelector('.bag-n').textContent.trim() === '3'")
            .await;
        let three: u32 = digits(&b.text(".row .price b").await).parse().unwrap();
        assert_eq!(three, one * 3);
        b.page("cart").await;

        b.click("button[name=remove]").await;
        b.find("button[name=restore]").await;
        b.until("!document.querySelector('.row') && document.querySelector('.bag-n').textContent.trim() === '0'").await;
        b.page("cart, emptied").await;
        b.click("button[name=restore]").await;
        b.find(".row").await;
        assert_eq!(
            b.eval("document.querySelector('.row .qty input').value")
                .await,
            "3",
            "as it was"
        );
        assert_eq!(b.text(".bag-n").await, "3");
    });
}
