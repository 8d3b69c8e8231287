//! What people send who mean no good, against the running program (issue 2, section 6): a clear refusal, never a fault of ours, nothing
//! reflected as code, and what was typed is still in the form.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use crate::installation::Installation;
use crate::shopper::{Shopper, form_fields, pairs};

const SCRIPT: &str = "\"'><script>alert(1)</script>";
/// What stands where an address has a word of ours.
const WORDS: [&str; 12] = [
    "%ff%fe",
    "%00",
    "%0d%0aSet-Cookie:x=1",
    "..",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "-1",
    "99999999999999999999999999",
    "%27%20or%201=1--",
    "00000000-0000-0000-0000-000000000000",
    "%F0%9F%92%A9",
];
const QUERIES: [&str; 14] = [
    "q=%ff",
    "q=a%00b",
    "q=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "q=%25%5F%5C%27%22%3B--",
    "q=%E2%80%AE%F0%9F%92%A9",
    "page=-1",
    "page=0",
    "page=999999999999999999999",
    "page=4611686018427387904",
    "sort=%27%3Bdrop+table+orders",
    "min=-5&max=abc&stock=7&category=x&category=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "min=99999999999999999999&max=-99999999999999999999",
    "material=%3Cscript%3Ealert(1)%3C%2Fscript%3E&colour=&=&&&=x",
    "variant=%3Cscript%3Ealert(1)%3C%2Fscript%3E&left=1&refused=%3Cscript%3Ealert(1)%3C%2Fscript%3E&reduced=x&state=x&after=x&before=x",
];
const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

struct Answer {
    status: u16,
    text: String,
}

/// A door, spoken to byte by byte: no client mends what is sent.
struct Door {
    address: String,
    /// A head line with the cookie of whoever is logged in, or nothing.
    cookie: String,
}

impl Door {
    fn at(url: &str) -> Self {
        Self {
            address: url.trim_start_matches("http://").to_owned(),
            cookie: String::new(),
        }
    }

    /// The same for a customer who is logged in.
    fn logged_in(url: &str, session: &str) -> Self {
        Self {
            cookie: format!("cookie: torg_customer={session}\r\n"),
            ..Self::at(url)
        }
    }

    fn say(&self, bytes: &[u8], is_all: bool) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        // The program may answer and close before it has heard everything.
        let _ = stream.write_all(bytes);
        if is_all {
            // Nothing more comes, lest the program wait for the rest of half a request.
            let _ = stream.shutdown(Shutdown::Write);
        }
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard);
        let text = String::from_utf8_lossy(&heard).into_owned();
        let status = text
            .split(' ')
            .nth(1)
            .and_then(|word| word.parse().ok())
            .unwrap_or(0);
        Answer { status, text }
    }

    fn ask(&self, method: &str, target: &str, headers: &str, body: &[u8]) -> Answer {
        let host = &self.address;
        let length = body.len();
        let cookie = &self.cookie;
        let head = format!(
            "{method} {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n{cookie}{headers}\r\n"
        );
        let answer = self.say(&[head.as_bytes(), body].concat(), false);
        let shown: String = target.chars().take(120).collect();
        assert!(
            (200..500).contains(&answer.status),
            "{method} {shown}: {}\n{:.2000}",
            answer.status,
            answer.text
        );
        assert!(
            !answer.text.contains("<script>alert"),
            "{method} {shown} reflects script"
        );
        assert!(
            !answer.text.contains("root:x:0"),
            "{method} {shown} leaves the house"
        );
        assert!(
            !answer
                .text
                .to_ascii_lowercase()
                .contains("\r\nset-cookie: x=1"),
            "{method} {shown} splits"
        );
        answer
    }

    fn refuses(&self, method: &str, target: &str, headers: &str, body: &[u8], with: &[u16]) {
        let status = self.ask(method, target, headers, body).status;
        let shown: String = target.chars().take(120).collect();
        assert!(
            with.contains(&status),
            "{method} {shown} with {headers:.80}: {status}, not {with:?}"
        );
    }
}

/// Every address of both doors, as patterns.
fn shop_patterns() -> Vec<String> {
    let pages = shop::paths::PATHS
        .iter()
        .flat_map(|path| [path.sv.to_owned(), path.en.to_owned()]);
    let more = [
        "/sitemap/{file}",
        "/bild/{file}",
        "/assets/{file}",
        "/webhooks/{vendor}",
        "/robots.txt",
        "/healthz",
        "/{none}",
    ];
    pages.chain(more.map(str::to_owned)).collect()
}

fn admin_patterns() -> Vec<(&'static str, String)> {
    let all = admin::routes::ENDPOINTS.iter();
    all.map(|endpoint| (endpoint.method, endpoint.path.to_owned()))
        .collect()
}

/// The pattern with `word` in each place.
fn filled(pattern: &str, word: &str) -> String {
    let mut address = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let _ = write!(address, "{before}{word}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    address + rest
}

/// Everything that is asked of any address.
fn pester(door: &Door, patterns: &[String]) {
    for pattern in patterns {
        for word in WORDS.iter().copied().filter(|_| pattern.contains('{')) {
            let target = filled(pattern, word);
            let status = door.ask("GET", &target, "", b"").status;
            assert!((300..500).contains(&status), "{target}: {status}");
            door.ask("POST", &target, FORM, b"quantity=-1&remove=1");
        }
        let plain = filled(pattern, "x");
        for query in QUERIES {
            door.ask("GET", &format!("{plain}?{query}"), "", b"");
        }
        for method in ["DELETE", "PUT", "PATCH", "TRACE", "FROBNICATE"] {
            let status = door.ask(method, &plain, "", b"").status;
            assert!((300..500).contains(&status), "{method} {plain}: {status}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_address_breaks_and_none_answers_with_what_was_sent() {
    let place = Installation::new();
    let torg = place.start();
    let world = place.furnish().await;
    world.variant("MUGG", 100, 24_900).await;
    let shop = Door::at(&torg.shop);
    pester(&shop, &shop_patterns());
    // The pages of a customer's own show themselves to nobody else.
    let (_, session) = world.session("consumer").await;
    let customer = Door::logged_in(&torg.shop, session.reveal());
    let own = shop_patterns().into_iter();
    let own: Vec<String> = own
        .filter(|path| path.starts_with("/konto/") || path.starts_with("/en/account/"))
        .collect();
    assert!(own.len() > 40, "{own:?}");
    pester(&customer, &own);
    let still = customer.ask("GET", "/konto", "", b"").status;
    assert_eq!(still, 200, "logged in to the end");
    let back_office = Door::at(&torg.admin);
    let patterns: Vec<String> = admin_patterns().into_iter().map(|(_, path)| path).collect();
    pester(&back_office, &patterns);
    for pattern in &patterns {
        let target = filled(pattern, "00000000-0000-0000-0000-000000000000");
        let form = format!("email={SCRIPT}&password=x&code=%27&token=x&name={SCRIPT}");
        back_office.ask("POST", &target, FORM, form.as_bytes());
        back_office.refuses(
            "POST",
            &target,
            &format!("{FORM}origin: https://evil.example\r\n"),
            b"a=b",
            &[303, 403, 404, 405],
        );
    }
    envelopes(&shop);
    envelopes(&back_office);

    for file in [
        "/assets/../../Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/shop.css/../../../Cargo.toml",
        "//etc/passwd",
        "/bild/../../../../etc/passwd",
    ] {
        shop.refuses("GET", file, "", b"", &[400, 404]);
    }
    for (body, headers) in [
        (&b"{}"[..], ""),
        (b"\xff\xfe", "stripe-signature: t=1,v1=00\r\n"),
        (b"", "stripe-signature: å\r\n"),
    ] {
        shop.refuses("POST", "/webhooks/stripe", headers, body, &[400, 401, 403]);
    }

    // The program's own count agrees.
    let figures = back_office.ask("GET", "/metrics", "", b"").text;
    let faults: Vec<&str> = figures
        .lines()
        .filter(|line| line.contains("status=\"5"))
        .collect();
    assert!(
        figures.contains("status=\"404\"") && faults.is_empty(),
        "{faults:#?}"
    );
    assert!(torg.end_by("TERM").success());
}

/// Requests that are wrong before they reach any page.
fn envelopes(door: &Door) {
    let many = "a=b&".repeat(2_500);
    door.ask("GET", &format!("/?{many}"), "", b"");
    door.refuses(
        "GET",
        &format!("/?q={}", "x".repeat(70_000)),
        "",
        b"",
        &[400, 414, 431],
    );
    door.refuses(
        "GET",
        &format!("/{}", "x/".repeat(4_000)),
        "",
        b"",
        &[303, 404],
    );
    let flood: String = (0..300).fold(String::new(), |mut text, number| {
        let _ = write!(text, "x-flood-{number}: y\r\n");
        text
    });
    door.refuses("GET", "/", &flood, b"", &[400, 431]);
    door.refuses(
        "GET",
        "/",
        &format!("x-long: {}\r\n", "y".repeat(600_000)),
        b"",
        &[400, 431],
    );
    for cookie in [
        "torg_cart=",
        "torg_cart=\u{e5}\u{e4}",
        ";;;==;=",
        "torg_cart=../../x; torg_cart=%00",
        "torg_session=x; torg_staff=x",
    ] {
        door.ask("GET", "/", &format!("cookie: {cookie}\r\n"), b"");
    }
    door.ask(
        "GET",
        "/",
        &format!("cookie: torg_cart={}\r\n", "z".repeat(8_000)),
        b"",
    );
    for wrong in [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        b"GET /\x00 HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ] {
        let status = door.say(&[wrong, b"\r\n\r\n"].concat(), true).status;
        assert!(status == 0 || status < 500, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_refuse_what_is_wrong_and_keep_what_was_typed() {
    let place = Installation::new();
    let torg = place.start();
    let world = place.furnish().await;
    let mug = world.variant("MUGG", 100, 24_900).await.to_string();
    let door = Door::at(&torg.shop);
    for target in [
        "/varukorg/lagg-till",
        "/kassa",
        "/en/cart/add",
        "/en/checkout",
        "/order/ORD-100001/x/betala",
    ] {
        let is_page = !target.starts_with("/order");
        let refused: &[u16] = if is_page { &[400] } else { &[404] };
        door.refuses(
            "POST",
            target,
            "content-type: application/json\r\n",
            b"{}",
            refused,
        );
        door.refuses(
            "POST",
            target,
            "content-type: multipart/form-data; boundary=x\r\n",
            b"--x--",
            refused,
        );
        door.refuses(
            "POST",
            target,
            FORM,
            b"email=%ff%fe&variant=%c3%28",
            refused,
        );
        door.refuses("POST", target, FORM, b"email=a%00b&variant=%00", refused);
        door.refuses(
            "POST",
            target,
            &format!("{FORM}origin: https://evil.example\r\n"),
            b"a=b",
            &[403],
        );
        door.refuses(
            "POST",
            target,
            &format!("{FORM}sec-fetch-site: cross-site\r\n"),
            b"a=b",
            &[403],
        );
        if is_page {
            door.refuses("POST", target, FORM, &vec![b'a'; 300_000], &[413]);
            door.refuses(
                "POST",
                target,
                FORM,
                "a=b&".repeat(4_000).as_bytes(),
                &[400],
            );
        }
    }

    let mut shopper = Shopper::new(&torg.shop, "elak");
    for quantity in [
        "-1",
        "-99999999999999999999",
        "99999999999999999999",
        "1e9",
        "NaN",
        "2.5",
        "10000",
        SCRIPT,
    ] {
        let page = shopper
            .post(
                "/varukorg/lagg-till",
                &pairs(&[("variant", &mug), ("quantity", quantity)]),
            )
            .await;
        let to = page.location.unwrap_or_default();
        assert!(
            page.status == 303 && to.contains("refused=quantity"),
            "{quantity}: {} {to}",
            page.status
        );
    }
    let count: i64 = world
        .database
        .value("select count(*) from cart_lines")
        .await;
    assert_eq!(count, 0, "nothing was put into any cart");
    for back in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
    ] {
        let page = shopper
            .post(
                "/varukorg/lagg-till",
                &pairs(&[("variant", &mug), ("quantity", "-1"), ("back", back)]),
            )
            .await;
        let to = page.location.unwrap();
        assert!(to.starts_with("/varukorg"), "{back} leads to {to}");
    }

    shopper.add(&mug, 2).await;
    let filled = shopper.checkout_form().await.unwrap();
    let mut fields = filled.clone();
    for (name, value) in &mut fields {
        if !matches!(name.as_str(), "confirmed" | "country") {
            *value = SCRIPT.to_owned();
        }
    }
    fields.insert("own_invoice".to_owned(), "1".to_owned());
    let page = shopper.post("/kassa", &fields).await;
    assert_eq!(page.status, 422, "{}", page.body);
    assert!(!page.body.contains("<script>alert"), "script is text");
    let kept = form_fields(&page.body, "form[data-checkout]");
    for name in [
        "email",
        "phone",
        "first_name",
        "last_name",
        "company",
        "street",
        "street2",
        "postcode",
        "city",
        "note",
        "invoice_name",
    ] {
        assert_eq!(
            kept.get(name).map(String::as_str),
            Some(SCRIPT),
            "{name} is lost"
        );
    }
    // Script where any text may stand is text, to the order's page.
    let mut fields = filled;
    for name in [
        "first_name",
        "last_name",
        "company",
        "street",
        "street2",
        "city",
        "note",
    ] {
        fields.insert(name.to_owned(), SCRIPT.to_owned());
    }
    let page = shopper.post("/kassa", &fields).await;
    let payment_page = page.location.expect("a name may be anything");
    let shown = shopper.get(&payment_page).await;
    assert!(!shown.body.contains("<script>alert"), "the payment page");
    let back = shopper.choose(&payment_page, "approve").await;
    let order = shopper.get(&back).await.location.unwrap();
    let page = shopper.get(&order).await;
    assert!(
        page.status == 200 && !page.body.contains("<script>alert"),
        "{}",
        page.body
    );
    for (name, value) in [
        ("confirmed", "zz"),
        ("confirmed", ""),
        ("seen_freight", "-1"),
        ("freight", SCRIPT),
        ("payment", "gold"),
        ("country", "XX"),
        ("country", SCRIPT),
    ] {
        shopper.add(&mug, 1).await;
        let mut fields = shopper.checkout_form().await.unwrap();
        fields.insert(name.to_owned(), value.to_owned());
        let page = shopper.post("/kassa", &fields).await;
        let wanted: &[u16] = if name == "seen_freight" {
            &[303]
        } else {
            &[409, 422]
        };
        assert!(
            wanted.contains(&page.status.as_u16()),
            "{name}={value}: {} {:?}",
            page.status,
            page.location
        );
        assert!(!page.body.contains("<script>alert"), "{name}");
        if name == "seen_freight" {
            let payment_page = page.location.unwrap();
            // The way back settles the order, so that what follows goes into a new cart.
            let back = shopper.choose(&payment_page, "approve").await;
            shopper.get(&back).await;
        }
    }
    assert!(torg.end_by("TERM").success());
}
