//! Every page type, read by axe-core: on a desk and a phone, light and dark, no violation of WCAG 2.2 AA; and none of them wider than its
//! screen, the shop's up to the widest desk.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::account;
use crate::browser::{Browser, first, journey};
use crate::look::{DESK, Look, PHONE};
use crate::office;
use crate::pages::{is_scanned_by, left_out};
use crate::steps::{SV, at_payment, at_thanks, buy_as_guest, email, fill_checkout, put_in_cart};

/// In an order in which one thing changes at a time.
const LOOKS: [Look; 4] = [DESK, DESK.dark(), PHONE.dark(), PHONE];

/// Asks axe of the page, once nothing moves on it. Its answer: what is wrong in few words, which inks were judged, and how wide the page is.
///
/// What axe says hangs on a page's elements, on where they lie and on whether they are seen. Where all that is as it was when it was last asked
/// of this page, in other colours, all but colours has been judged already. And whether words can be told from what they stand on hangs on
/// their ink alone: colours, size and weight, and every ground that they stand in; of what lies above the page, also what it is. Pages share
/// nearly all of theirs, so what axe has judged once, on whichever page, it is not asked again, and no more than three times of what it
/// cannot tell (words on a photo). Letters in frames are pages of their own (`Scan::letter`). Of rows of a list, which are alike, it judges all at first, and six in the further looks.
const RUN: &str = r"
const [judged, done] = arguments;
const known = new Set(judged);
const settled = async () => {
  for (const end = Date.now() + 30000; document.getAnimations().some(one => one.playState === 'running');) {
    if (Date.now() > end) throw new Error('something on the page never stops moving');
    await new Promise(next => setTimeout(next, 20));
  }
};
const shape = () => document.documentElement.outerHTML + JSON.stringify([...document.querySelectorAll('*')].map(one => {
  const { x, y, width, height } = one.getBoundingClientRect();
  const isSeen = one.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  return [x, y, width, height, one.scrollWidth, one.scrollHeight, isSeen];
}));
const grounds = new Map([[null, '']]);
const ground = one => {
  if (!grounds.has(one)) {
    const { backgroundColor, backgroundImage, backgroundBlendMode, mixBlendMode, filter, opacity, position } = getComputedStyle(one);
    const isAbove = !['static', 'relative'].includes(position) && one.parentElement?.className + ' ' + one.className;
    const own = [backgroundColor, backgroundImage, backgroundBlendMode, mixBlendMode, filter, opacity, isAbove].join();
    grounds.set(one, own + '/' + ground(one.parentElement));
  }
  return grounds.get(one);
};
const number = text => {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (const letter of text) {
    high = Math.imul(high ^ letter.codePointAt(0), 2654435761);
    low = Math.imul(low ^ letter.codePointAt(0), 1597334677);
  }
  return (high >>> 0).toString(36) + (low >>> 0).toString(36);
};
const ink = one => {
  const { color, fontSize, fontWeight, textShadow, webkitTextFillColor } = getComputedStyle(one);
  return number([one.tagName, color, fontSize, fontWeight, textShadow, webkitTextFillColor, ground(one)].join());
};
const inks = new Map();
const tries = ['?1', '?2', '?3'];
const writes = one => ['INPUT', 'SELECT', 'TEXTAREA'].includes(one.tagName) || [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
const said = (rule, { node, any }) => rule + ': ' + node.selector.join(' ') + ' ' + node.source.slice(0, 160) + ' | ' + (any[0]?.message || '');
(async () => {
  await settled();
  const now = shape();
  const isSame = now === window.lastShape;
  const fresh = [...document.querySelectorAll('body, body *')].filter(one => {
    if (!writes(one) || !one.checkVisibility()) return false;
    const times = (inks.get(ink(one)) || 0) + 1;
    inks.set(ink(one), times);
    return times <= 4 && !known.has(ink(one)) && tries.some(nth => !known.has(ink(one) + nth));
  });
  const rows = window.lastShape ? [...document.querySelectorAll('tbody > tr:nth-child(n + 7), .grid > :nth-child(n + 7)')] : [];
  const alike = rows.filter(row => !fresh.some(one => row.contains(one)));
  window.lastShape = now;
  const pairs = [...document.links].filter(one => writes(one.parentElement) && one.checkVisibility()).map(one => ink(one) + ink(one.parentElement));
  const wide = document.documentElement.scrollWidth;
  if (isSame && !fresh.length && pairs.every(pair => known.has(pair))) return [[], [], wide];
  axe.configure({ rules: [{ id: 'color-contrast', selector: '[data-fresh-ink]' }] });
  for (const one of fresh) one.setAttribute('data-fresh-ink', '');
  const rules = isSame ? ['color-contrast', 'link-in-text-block'] : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const found = await axe.run({ include: document, exclude: alike }, { runOnly: rules, iframes: false, reporter: (found, _, end) => end(found) });
  for (const one of fresh) one.removeAttribute('data-fresh-ink');
  const contrast = found.find(rule => rule.id === 'color-contrast');
  const sure = new Set(contrast ? [...contrast.violations, ...contrast.passes].map(({ node }) => ink(node.element)) : []);
  const unsure = [...new Set(fresh.map(ink))].filter(ink => !sure.has(ink)).map(ink => ink + tries.find(nth => !known.has(ink + nth)));
  return [
    found.flatMap(rule => rule.violations.map(node => said(rule.id, node))),
    [...sure, ...unsure, ...pairs],
    wide,
  ];
})().then(done, error => done([[String(error)], [], document.documentElement.scrollWidth]));";

/// The inks that axe has judged, in whichever journey.
static JUDGED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// axe-core's text: from `TORG_AXE`, else where `npm install --no-save axe-core` puts it.
///
/// # Panics
/// In CI, where nothing is skipped.
#[expect(
    clippy::disallowed_methods,
    reason = "a test may be told where a file lies"
)]
fn axe() -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let told = std::env::var_os("TORG_AXE").map(PathBuf::from);
    let place = told.unwrap_or_else(|| root.join("node_modules/axe-core/axe.min.js"));
    let text = std::fs::read_to_string(&place).ok();
    if text.is_none() {
        let skipped = "axe-core was not found: TORG_AXE names no file, and there is no node_modules/axe-core. npm install --no-save axe-core gets it.";
        assert!(std::env::var_os("CI").is_none(), "{skipped}");
        // Past the harness, which shows nothing of what a test says that passes.
        let said = format!("NOT SCANNED for accessibility, only walked through: {skipped}\n");
        let _ = std::io::stderr().write_all(said.as_bytes());
    }
    text
}

/// Finds what is wrong, page by page.
pub(crate) struct Scan<'b> {
    b: &'b Browser,
    /// Nothing: the pages are walked through, and that is said.
    axe: Option<String>,
    /// Every page that the browser opens has it from the start.
    comes_along: bool,
    found: Vec<String>,
    pages: usize,
    /// Where it has been, in the shop and in the back office.
    shop: BTreeSet<String>,
    office: BTreeSet<String>,
}

impl<'b> Scan<'b> {
    /// Of this browser's pages.
    pub(crate) fn of(b: &'b Browser) -> Self {
        Self {
            b,
            axe: axe(),
            comes_along: false,
            found: Vec::new(),
            pages: 0,
            shop: BTreeSet::new(),
            office: BTreeSet::new(),
        }
    }

    /// Notes which page is open, and gives its address.
    async fn note(&mut self) -> String {
        self.pages += 1;
        let url = self.b.url().await;
        let path = |door: &str| {
            let rest = url.strip_prefix(door)?;
            let path = rest.split(['?', '#']).next().unwrap_or_default();
            let path = if path.is_empty() { "/" } else { path };
            path.starts_with('/').then(|| path.to_owned())
        };
        self.shop.extend(path(&self.b.house.shop));
        self.office.extend(path(&self.b.house.office));
        url
    }

    /// Asks axe in the look that the browser has, and sees to it that the page is no wider than that.
    async fn ask(&mut self, what: &str) {
        if self.axe.is_none() {
            self.b.check_width(what).await;
            return;
        }
        let Look { width, is_dark, .. } = self.b.look.get();
        let judged = json!(*JUDGED.lock().unwrap());
        let asked = self.b.client.execute_async(RUN, vec![judged]);
        let answer = asked.await.unwrap();
        for said in strings(&answer[0]) {
            self.found
                .push(format!("{what} ({width}, dark {is_dark}): {said}"));
        }
        JUDGED.lock().unwrap().extend(strings(&answer[1]));
        self.b.judge_width(what, &answer[2]).await;
    }

    /// Brings axe into the page that is open, and into every page that comes.
    async fn bring(&mut self) {
        let Some(axe) = &self.axe else {
            return;
        };
        if !self.comes_along {
            self.comes_along = true;
            let script = json!({ "source": axe });
            self.b
                .command("Page.addScriptToEvaluateOnNewDocument", script)
                .await;
        }
        if self.b.eval("!window.axe").await == Value::Bool(true) {
            self.b.client.execute(axe, Vec::new()).await.unwrap();
        }
    }

    /// Scans a letter, which is as wide as it is and knows no telephone. Its own page runs nothing, axe neither: a copy of it is read.
    pub(crate) async fn letter(&mut self, what: &str) {
        self.note().await;
        let html = self.b.client.source().await.unwrap();
        let html = html.replace('%', "%25").replace('#', "%23");
        let copy = format!("data:text/html;charset=utf-8,<!doctype html>{html}");
        self.b.go(&copy).await;
        self.bring().await;
        self.ask(what).await;
    }

    /// Scans the page that is open in every look, and holds it to what every page must hold.
    pub(crate) async fn here(&mut self, what: &str) {
        let url = self.note().await;
        self.b.check_log(what).await;
        self.bring().await;
        for look in LOOKS {
            self.b.look_as(look).await;
            self.ask(what).await;
        }
        // The shop is anybody's, on whatever screen they have.
        let is_shop = url.starts_with(&self.b.house.shop);
        let widest = is_shop.then(|| DESK.wide(2560));
        for look in [PHONE.wide(320)].into_iter().chain(widest) {
            self.b.look_as(look).await;
            self.b.check_width(what).await;
            self.b.check_words(what).await;
        }
        self.b.look_as(DESK).await;
        self.b.page(what).await;
    }

    pub(crate) async fn shop(&mut self, path: &str) {
        self.b.shop(path).await;
        self.here(path).await;
    }

    pub(crate) async fn office(&mut self, path: &str) {
        office::go(self.b, path).await;
        self.here(path).await;
    }

    /// Opens a page of the back office; it is scanned unless that is for the journey through the rooms, which finds it as it is here.
    async fn room(&mut self, path: &str) {
        office::go(self.b, path).await;
        if !is_scanned_by("axe-office", path) {
            self.here(path).await;
        }
    }

    /// Everything that the journey is to scan has been, and nothing was found.
    pub(crate) fn end(self, at_least: usize) {
        assert!(self.pages >= at_least, "{} pages were scanned", self.pages);
        assert!(self.found.is_empty(), "{:#?}", self.found);
        let missed = left_out(&self.b.journey, &self.shop, &self.office);
        assert!(missed.is_empty(), "these were not come to: {missed:#?}");
    }
}

#[test]
fn every_page_of_the_shop_is_accessible() {
    journey("axe-shop", DESK, async |b| {
        for status in [404, 422] {
            b.expect_status(status);
        }
        let mut scan = Scan::of(b);
        for path in [
            "/",
            "/en",
            "/varor",
            "/varor?sort=newest&min=100",
            "/kategori/servering",
            "/kategori/servering?material=glas",
            "/kategori/servering#filter",
            "/produkt/tekanna-fjord",
            "/produkt/mugg-strand",
            "/sok",
            "/sok?q=tekana",
            "/sok?q=vas",
            "/sok?q=xyzzyqwq",
            "/varukorg",
            "/kopvillkor",
            "/angerratt",
            "/angerblankett",
            "/personuppgifter",
            "/kakor",
            "/kontakt",
            "/konto/logga-in",
            "/konto/skapa",
            "/konto/glomt",
            "/tillganglighet",
            "/sa-fungerar-omdomen",
            "/produkt/mugg-strand/omdomen",
            "/finns-inte",
        ] {
            scan.shop(path).await;
        }
        b.shop("/").await;
        b.fill("#q", "tekann").await;
        b.find(".sugg [role=option]").await;
        scan.here("suggestions").await;
        put_in_cart(b, "/produkt/tekanna-fjord").await;
        scan.shop("/varukorg").await;
        scan.shop("/kassa").await;
        b.click(".btn--pay").await;
        b.find("#email[aria-invalid=true]").await;
        scan.here("checkout with complaints").await;
        let email = email();
        fill_checkout(b, &email).await;
        b.click(".btn--pay").await;
        at_payment(b).await;
        scan.here("payment").await;
        b.click("button[value=decline]").await;
        b.find("[role=alert]").await;
        scan.here("payment, declined").await;
        b.click("button[value=abandon]").await;
        b.find("form[action$='/betala'] .btn--pay").await;
        scan.here("order, not paid").await;
        b.click("form[action$='/betala'] .btn--pay").await;
        at_payment(b).await;
        b.click("button[value=approve]").await;
        at_thanks(b, &SV, &email).await;
        scan.here("thanks").await;
        scan.end(28);
    });
}

#[test]
fn every_page_of_the_back_office_is_accessible() {
    journey("axe-office", DESK, async |b| {
        b.expect_status(404);
        b.expect_status(422);
        let mut scan = Scan::of(b);
        buy_as_guest(b, "/produkt/karaff-kalla").await;

        scan.office("/logga-in").await;
        office::enter(b).await;
        scan.here("/").await;
        for room in ["/leveranser", "/utskick"] {
            until_listed(b, room).await;
        }
        // Every room of the navigation, and the first object of every list.
        let rooms = b.eval("[...document.querySelectorAll('.app > .nav a[data-key]')].map(one => one.getAttribute('href'))").await;
        for room in strings(&rooms).iter().filter(|room| *room != "/") {
            scan.office(room).await;
            let first = b
                .eval("document.querySelector('tbody a.main')?.getAttribute('href')")
                .await;
            if let Value::String(first) = first {
                scan.office(&first).await;
            }
        }
        for path in [
            "/ordrar?q=finns-inte",
            // What one thing alone is found by leads there.
            "/sok?q=vas",
            "/sok?q=finns-inte",
            "/profil",
            "/personal/ny",
            "/vyer/ny?skarm=orders&fraga=q%3Da",
            "/mailbox",
            "/finns-inte",
        ] {
            scan.office(path).await;
        }
        office::go(b, "/").await;
        b.click("button[popovertarget=palette]").await;
        b.find("#palette-q").await;
        scan.here("palette").await;
        scan.end(18);
    });
}

/// Reads a list again until something stands there: the work behind it is done by and by.
pub(crate) async fn until_listed(b: &Browser, room: &str) {
    b.awaited(room, |page| first(page, "tbody a.main").map(|_| ()))
        .await;
    office::go(b, room).await;
}

/// Sends a form of the back office with what is needed, and waits for the page that it leads to.
async fn filled(b: &Browser, form: &str, fields: &[(&str, &str)], then: &str) {
    office::go(b, form).await;
    for (field, text) in fields {
        b.fill(field, text).await;
    }
    b.click("main form .primary").await;
    b.until(then).await;
}

/// What the demo has none of: a promotion, a card, somebody who handles personal data; each with its pages.
async fn makes_what_is_missing(b: &Browser, scan: &mut Scan<'_>) {
    office::go(b, "/kampanjer/ny").await;
    b.eval("document.querySelector('#kind-percent').click()")
        .await;
    for (field, text) in [
        ("#name", "Höstens kannor"),
        ("#label_sv", "Höst"),
        ("#percent", "10"),
    ] {
        b.fill(field, text).await;
    }
    b.click("main form .primary").await;
    b.until("location.search === '?sparat=1'").await;
    scan.here("/kampanjer/{id}").await;
    let promotion = b.eval("location.pathname").await;
    let promotion = promotion.as_str().unwrap();
    for part in ["/andra", "/prova"] {
        scan.office(&format!("{promotion}{part}")).await;
    }
    scan.office("/kampanjer").await;

    let card = [
        ("#amount", "500"),
        ("#recipient", "elin@exempel.se"),
        ("#note", "Försenat paket"),
    ];
    let is_issued = "location.pathname.endsWith('/kod')";
    filled(b, "/presentkort/ny", &card, is_issued).await;
    scan.here("/presentkort/{id}/kod").await;
    b.click(".actions a.primary").await;
    b.until("!location.pathname.endsWith('/kod')").await;
    scan.here("/presentkort/{id}").await;
    scan.office("/presentkort").await;

    let processor = [
        ("#name", "Molnhuset AB"),
        ("#url", "https://molnhuset.example/villkor"),
        ("#task_sv", "Driver servrarna."),
        ("#place_sv", "Sverige"),
    ];
    let is_added = "location.pathname === '/bitraden'";
    filled(b, "/bitraden/ny", &processor, is_added).await;
    scan.here("/bitraden").await;
    b.click("tbody a[href^='/bitraden/']").await;
    b.find("form[action$='/ta-bort']").await;
    scan.here("/bitraden/{id}").await;
}

/// Rooms whose first object has forms of its own behind links.
const WITH_FORMS: [&str; 6] = [
    "/produkter",
    "/prislistor",
    "/nivaer",
    "/dokument",
    "/ordrar",
    "/kunder",
];

#[test]
fn every_form_of_the_back_office_is_accessible() {
    journey("axe-forms", DESK, async |b| {
        b.expect_status(422);
        let mut scan = Scan::of(b);
        buy_as_guest(b, "/produkt/karaff-kalla").await;
        account::register(b, "Åsa Öberg").await;
        office::enter(b).await;
        for path in [
            "/prislistor/ny",
            "/kampanjer/ny",
            "/presentkort/ny",
            "/nivaer/ny",
            "/nivaer/premium/prislistor",
            "/bitraden/ny",
            "/frakt",
            "/fakturor/konto",
            "/omdomen/installningar",
            "/installningar/gemensamt",
            "/butiken",
            "/butiker",
            "/butiker/ny",
            "/butiker/nordbod",
            "/installningar",
            "/returer/meddelanden",
            "/profil/passkeys/ny",
        ] {
            scan.office(path).await;
        }
        // The same with everything wrong.
        for path in ["/prislistor/ny", "/kampanjer/ny", "/nivaer/ny"] {
            office::go(b, path).await;
            b.eval("document.querySelectorAll('main form [required]').forEach(one => one.required = false)")
                .await;
            b.click("main form .primary").await;
            b.find("main [aria-invalid=true]").await;
            scan.here(&format!("{path} with complaints")).await;
        }
        makes_what_is_missing(b, &mut scan).await;
        office::go(b, "/repetition").await;
        b.click("main form .primary").await;
        b.until("location.pathname.startsWith('/repetition/REP-')")
            .await;
        scan.here("/repetition/{number}").await;
        let number = b.eval("location.pathname.split('/').pop()").await;
        let number = number.as_str().unwrap();
        scan.office(&format!("/prisskillnader?repetition={number}"))
            .await;
        for room in WITH_FORMS {
            scan.room(room).await;
            let first = b
                .eval(&format!(
                    "document.querySelector('tbody a[href^=\"{room}/\"]')?.getAttribute('href').split('?')[0]"
                ))
                .await;
            let Value::String(first) = first else {
                panic!("{room} is empty")
            };
            scan.room(&first).await;
            let forms = b
                .eval(&format!(
                    "[...new Set([...document.querySelectorAll('main a[href]')].map(one => one.getAttribute('href').split('#')[0]))].filter(href => href.startsWith('{first}/') && !href.includes('.') && !href.includes('export'))"
                ))
                .await;
            for form in strings(&forms).iter().take(6) {
                scan.office(form).await;
            }
        }
        scan.end(18);
    });
}

#[test]
fn every_page_of_a_customer_is_accessible() {
    journey("axe-account", DESK, async |b| {
        b.expect_status(422);
        let mut scan = Scan::of(b);
        let email = account::register(b, "Åsa Öberg").await;
        scan.here("/konto without orders").await;
        for path in [
            "/konto/bestallningar",
            "/konto/onskelista",
            "/konto/varukorgar",
            "/konto/adresser",
            "/konto/omdomen",
            "/konto/bevakningar",
        ] {
            scan.shop(path).await;
        }
        b.shop("/produkt/mugg-strand").await;
        b.click(".heart--words button").await;
        b.find(".heart--words [aria-pressed=true]").await;
        put_in_cart(b, "/produkt/tekanna-fjord").await;
        scan.shop("/kassa").await;
        fill_checkout(b, &email).await;
        b.click("#save_address").await;
        b.click(".btn--pay").await;
        at_payment(b).await;
        b.click("button[value=approve]").await;
        b.until("document.querySelector('[data-print]')").await;
        let order = format!("/konto/bestallningar/{}", b.text("h1 ~ p b.num").await);
        let receipt = format!("{order}/kvitto");
        for path in [
            "/konto",
            "/konto/bestallningar",
            &order,
            &receipt,
            "/konto/onskelista",
            "/konto/adresser",
            "/konto/adresser/ny",
            "/konto/uppgifter",
            "/konto/inloggning",
            "/konto/passkeys/ny",
            "/konto/ansok",
            "/konto/personuppgifter",
            "/konto/personuppgifter/radera",
        ] {
            scan.shop(path).await;
        }
        b.shop("/konto/adresser").await;
        b.click(".kept-acts a[href^='/konto/adresser/']").await;
        b.find("#street").await;
        scan.here("an address").await;
        b.shop("/konto/personuppgifter/radera").await;
        // A log-in that is fresh need not be proved again.
        if b.has("#current").await {
            b.fill("#current", account::PASSWORD).await;
        }
        b.click(".gate .btn").await;
        b.find("#sure[aria-invalid=true]").await;
        scan.here("erasing with a complaint").await;
        scan.end(23);
    });
}

fn strings(list: &Value) -> Vec<String> {
    let empty = json!([]);
    let list = list.as_array().or(empty.as_array()).unwrap();
    list.iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
