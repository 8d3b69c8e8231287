//! What every purchase is made of.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::browser::{Browser, plain};

/// A language with its addresses and words.
pub struct Tongue {
    /// What comes before the path.
    pub home: &'static str,
    /// The path of a category with products to choose from.
    pub category: &'static str,
    /// The cart's path.
    pub cart: &'static str,
    /// The start of the thanks.
    pub thanks: &'static str,
    /// On the button that binds.
    pub binding: &'static str,
    /// The language of the page.
    pub lang: &'static str,
}

/// Swedish.
pub const SV: Tongue = Tongue {
    home: "/",
    category: "/kategori/servering",
    cart: "/varukorg",
    thanks: "Tack",
    binding: "Köp och betala",
    lang: "sv",
};
/// English.
pub const EN: Tongue = Tongue {
    home: "/en",
    category: "/en/category/tableware",
    cart: "/en/cart",
    thanks: "Thank",
    binding: "Buy and pay",
    lang: "en",
};

/// An order as the buyer sees it.
#[derive(Debug)]
pub struct Bought {
    /// The order number.
    pub number: String,
    /// The total in whole kronor, digits only.
    pub kronor: String,
    /// The buyer's address.
    pub email: String,
}

/// An address that no other journey has.
pub fn email() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!(
        "kund{}@exempel.example",
        NEXT.fetch_add(1, Ordering::Relaxed)
    )
}

/// Fills the checkout with a guest's facts.
pub async fn fill_checkout(b: &Browser, email: &str) {
    for (field, text) in facts(email) {
        b.fill(&format!("#{field}"), text).await;
    }
    b.click("input[name=payment][value=card]").await;
    b.click("#terms").await;
}

/// What a guest tells, in the order of the form.
pub fn facts(email: &str) -> [(&'static str, &str); 7] {
    [
        ("email", email),
        ("phone", "070-174 06 05"),
        ("first_name", "Åsa"),
        ("last_name", "Öberg"),
        ("street", "Skärgårdsvägen 12"),
        ("postcode", "114 55"),
        ("city", "Stockholm"),
    ]
}

/// Waits for the stand-in's page.
pub async fn at_payment(b: &Browser) {
    b.find("button[name=outcome][value=approve]").await;
    let url = b.url().await;
    assert!(url.starts_with(&b.house.payments), "{url}");
    b.page("payment").await;
}

/// Waits for the thanks and reads the order off the page.
pub async fn at_thanks(b: &Browser, tongue: &Tongue, email: &str) -> Bought {
    // A payment that is not settled yet shows a page that renews itself.
    b.until("document.querySelector('[data-print]')").await;
    let can_print = b.shows("[data-print]").await;
    assert_eq!(
        can_print,
        b.look.get().has_script,
        "the button needs its script"
    );
    let heading = b.text("h1").await;
    assert!(heading.starts_with(tongue.thanks), "{heading}");
    let main = b.text("main").await;
    assert!(
        main.contains(email) && main.contains("Skärgårdsvägen 12"),
        "{main}"
    );
    b.page("thanks").await;
    Bought {
        number: b.text("h1 ~ p b.num").await,
        kronor: digits(&b.text(".tot dd").await),
        email: email.to_owned(),
    }
}

/// Buys one of a product as a guest, in Swedish, by card. Ends at the thanks.
pub async fn buy_as_guest(b: &Browser, product: &str) -> Bought {
    let email = email();
    put_in_cart(b, product).await;
    b.shop("/kassa").await;
    fill_checkout(b, &email).await;
    b.click(".btn--pay").await;
    at_payment(b).await;
    b.click("button[value=approve]").await;
    at_thanks(b, &SV, &email).await
}

/// The digits of a price without öre.
pub fn digits(price: &str) -> String {
    let whole = price.split([',', '.']).next().unwrap_or_default();
    if price.contains('.') && price.rsplit('.').next().is_some_and(|last| last.len() > 2) {
        return price.chars().filter(char::is_ascii_digit).collect();
    }
    whole.chars().filter(char::is_ascii_digit).collect()
}

/// Puts a product into the cart by its page.
pub async fn put_in_cart(b: &Browser, path: &str) {
    b.shop(path).await;
    b.click("form[data-add] button.btn").await;
    if b.look.get().has_script {
        b.until("document.querySelector('.bag-n').textContent.trim() !== '0'")
            .await;
    } else {
        b.find(".row").await;
    }
}

/// The names in a list of cards.
pub async fn names(b: &Browser) -> Vec<String> {
    let names = b
        .eval("[...document.querySelectorAll('main .grid .card h3')].map(one => one.textContent)")
        .await;
    names
        .as_array()
        .unwrap()
        .iter()
        .map(|name| plain(name.as_str().unwrap()))
        .collect()
}
