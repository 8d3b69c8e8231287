//! By which names the running shop is called, and that no page tells the name back.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::installation::{Installation, addresses};
use crate::program::PRODUCTION;
use crate::running::{Running, folder, torg};

/// What is said to a request with these head lines, byte by byte: no client mends them.
fn say(address: &str, target: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    let head = format!("GET {target} HTTP/1.1\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut heard = Vec::new();
    let _ = stream.read_to_end(&mut heard);
    String::from_utf8_lossy(&heard).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_further_name_leads_to_the_shop_and_no_page_tells_the_name_it_was_called_by() {
    let place = Installation::new()
        .with("TORG_SHOP_URL", "https://nordbod.se")
        .with("TORG_SHOP_NAMES", "www.nordbod.se");
    let torg = place.start();
    assert_eq!(torg.shop, "https://nordbod.se");
    let address = place.shop.trim_start_matches("http://");
    let world = place.furnish().await;
    world.variant("MUGG", 100, 24_900).await;

    let led = say(address, "/sok?q=mugg&page=2", "host: www.nordbod.se\r\n");
    assert_eq!(status(&led), "301", "{led}");
    assert!(
        led.contains("\r\nlocation: https://nordbod.se/sok?q=mugg&page=2\r\n"),
        "{led}"
    );
    for machine in ["/healthz", "/readyz"] {
        let answer = say(address, machine, "host: www.nordbod.se\r\n");
        assert_eq!(status(&answer), "200", "{machine}: {answer}");
    }
    for broken in [
        "host: a b\r\n",
        "host: a\r\nhost: b\r\n",
        "host: <script>\r\n",
    ] {
        assert_eq!(status(&say(address, "/", broken)), "400", "{broken}");
    }
    let huge = format!("host: {}\r\n", "a".repeat(60_000));
    assert!(matches!(status(&say(address, "/", &huge)), "400" | "431"));

    // Everything that could find its way into an address on a page.
    let evil = "host: evil.example\r\nx-forwarded-host: evil.example\r\nx-forwarded-server: evil.example\r\nforwarded: host=evil.example;proto=http\r\n\
        x-forwarded-proto: http\r\nx-forwarded-prefix: /evil.example\r\nx-original-url: /evil.example\r\nx-rewrite-url: /evil.example\r\n";
    for target in [
        "/",
        "/en",
        "/sok?q=mugg",
        "/varukorg",
        "/kassa",
        "/konto",
        "/konto/logga-in",
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap/pages.xml",
        "/finns-inte",
    ] {
        let page = say(address, target, evil);
        let shown = status(&page);
        assert!(
            matches!(shown, "200" | "303" | "404") && !page.contains("evil.example"),
            "{target}: {page}"
        );
    }
    for (target, told) in [
        ("/", "href=\"https://nordbod.se/\""),
        ("/robots.txt", "Sitemap: https://nordbod.se/sitemap.xml"),
        ("/sitemap.xml", "<loc>https://nordbod.se/sitemap/"),
    ] {
        let page = say(address, target, evil);
        assert!(page.contains(told), "{target}: {page}");
        assert!(page.contains("\r\nstrict-transport-security: max-age=31536000\r\n"));
    }
    assert!(torg.end_by("TERM").success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_shop_stands_at_its_code_while_the_program_serves() {
    let place = Installation::new();
    let torg = place.start();
    let address = place.shop.trim_start_matches("http://");
    let port = address.rsplit(':').next().unwrap();
    let world = place.furnish().await;
    let mug = world.variant("MUGG", 100, 24_900).await;
    let beside = world.beside(Some("default")).await;
    world.sell_beside(beside, mug, 19_900).await;
    let host = format!("host: ladan.localhost:{port}\r\n");
    let began = Instant::now();
    let page = loop {
        let page = say(address, "/", &host);
        if page.contains("Ladan i Ed AB") {
            break page;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{page}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert!(
        page.contains(&format!("href=\"http://ladan.localhost:{port}/\"")),
        "{page}"
    );
    // Its names are answered, and make no address here; and the first shop is as it was.
    let named = say(address, "/", "host: www.ladan.example\r\n");
    assert!(
        named.contains("Ladan i Ed AB") && !named.contains("https://www.ladan.example"),
        "{named}"
    );
    let own = say(address, "/", &format!("host: localhost:{port}\r\n"));
    assert!(
        own.contains("Nordbod AB") && !own.contains("Ladan"),
        "{own}"
    );
    assert!(torg.end_by("TERM").success());
}

#[test]
fn the_doctor_tells_which_names_lead_where_and_which_cannot() {
    let folder = folder();
    let ask = |names: &str| {
        let output = torg(folder.path())
            .env("TORG_SHOP_URL", "https://nordbod.se")
            .env("TORG_SHOP_NAMES", names)
            .arg("doctor")
            .output()
            .unwrap();
        (
            output.status.success(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    let (is_well, said) = ask("www.nordbod.se, nordbod.com");
    assert!(is_well, "{said}");
    assert!(
        said.contains("www.nordbod.se, nordbod.com -> https://nordbod.se"),
        "{said}"
    );
    for (names, problem) in [
        ("nordbod.se", "it would be led to itself"),
        ("https://www.nordbod.se", "is no host name"),
    ] {
        let (is_well, said) = ask(names);
        assert!(
            !is_well && said.contains("WRONG  TORG_SHOP_NAMES") && said.contains(problem),
            "{said}"
        );
    }
}

#[test]
fn in_production_both_doors_answer_to_their_own_names_alone() {
    let folder = folder();
    let [shop, admin, _] = addresses();
    let mut settings = PRODUCTION.to_vec();
    settings.extend([
        ("TORG_SHOP_ADDR", shop.as_str()),
        ("TORG_ADMIN_ADDR", admin.as_str()),
        ("TORG_SHOP_NAMES", "www.butiken.invalid"),
    ]);
    let torg = Running::start(folder.path(), &settings);
    for (door, target, host, wanted) in [
        (&shop, "/robots.txt", "butiken.invalid", "200"),
        (&shop, "/robots.txt", "www.butiken.invalid", "301"),
        (&shop, "/robots.txt", "kontor.butiken.invalid", "421"),
        (&shop, "/robots.txt", "evil.example", "421"),
        (&shop, "/robots.txt", "127.0.0.1", "200"),
        (&admin, "/logga-in", "kontor.butiken.invalid", "200"),
        (&admin, "/logga-in", "butiken.invalid", "421"),
        (&admin, "/logga-in", "evil.example", "421"),
        (&shop, "/readyz", "10.0.0.7:8080", "200"),
        (&admin, "/metrics", "10.0.0.7:8081", "200"),
    ] {
        let answer = say(door, target, &format!("host: {host}\r\n"));
        assert_eq!(status(&answer), wanted, "{target} of {host}: {answer}");
    }
    let refused = say(&shop, "/", "host: evil.example\r\n");
    assert!(
        refused.ends_with("421 Misdirected Request\nhttps://butiken.invalid\n"),
        "{refused}"
    );
    assert!(torg.end_by("TERM").success());
}
