//! A company: somebody applies for Pro, staff approve, a colleague orders twenty rows at once beyond their limit, and it is approved and goes on invoice.

use crate::accessibility::Scan;
use crate::account::{PASSWORD, link, log_in, log_out, register};
use crate::browser::{Browser, journey};
use crate::look::DESK;
use crate::office;
use crate::steps::email;

const CATALOGUE: &str = include_str!("../../../themes/nordbod/demo/products.csv");

/// Articles that a company orders: twenty that there are enough of.
fn articles() -> Vec<String> {
    let mut reader = csv::Reader::from_reader(CATALOGUE.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (sku, stock) = (column("sku"), column("stock"));
    let rows = reader.records().map(Result::unwrap);
    rows.filter(|row| row[stock].parse::<i64>().unwrap() > 35)
        .map(|row| row[sku].to_owned())
        .take(20)
        .collect()
}

/// What the seed's list for Pro says of an article: its part of the shop's price without VAT, in whole kronor.
fn pro_price(product: &str) -> i64 {
    let mut reader = csv::Reader::from_reader(CATALOGUE.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = headers.iter().position(|header| header == "price").unwrap();
    let mut rows = reader.records().map(Result::unwrap);
    let row = rows.find(|row| &row[0] == product).unwrap();
    let minor: i64 = row[column].replace('.', "").parse().unwrap();
    minor / 5 * 4 * 88 / 100 / 100
}

async fn act(b: &Browser) {
    b.shop("/konto/foretag").await;
    b.click(".logins form[action$='handla-for'] button").await;
    b.find(".firm").await;
}

/// What its administrator decides: each person's rights, where goods go, its own numbers, and from which cost places its buyers choose.
async fn keeps_house(b: &Browser, scan: &mut Scan<'_>) {
    b.click("tbody a[href*='/personer/']").await;
    b.find("#approves_for").await;
    scan.here("person").await;
    b.shop("/konto/foretag/platser").await;
    scan.here("places").await;
    b.shop("/konto/foretag/platser/ny").await;
    b.click(".acct-main form .btn").await;
    b.find("[aria-invalid=true]").await;
    scan.here("place with complaints").await;
    for (field, text) in [
        ("#label", "Lagret"),
        ("#name", "Studio Furu AB"),
        ("#street", "Bodgatan 4"),
        ("#postcode", "411 00"),
        ("#city", "Göteborg"),
    ] {
        b.fill(field, text).await;
    }
    b.click(".acct-main form .btn").await;
    b.until("location.pathname.endsWith('/platser')").await;
    b.click(".logins a[href*='/platser/']").await;
    b.find("#label").await;
    scan.here("place").await;
    b.shop("/konto/foretag/artiklar").await;
    scan.here("own numbers").await;
    b.shop("/konto/foretag/kostnadsstallen").await;
    b.fill("#text", &"9".repeat(61)).await;
    b.click(".acct-main form .btn").await;
    b.find("#text[aria-invalid=true]").await;
    scan.here("cost places with a complaint").await;
    b.fill("#text", "4100\nMalmö").await;
    b.click(".acct-main form .btn").await;
    b.until("location.search.includes('klart=saved')").await;
    scan.here("cost places").await;
}

/// The buyer opens the order's invoice and finds what is needed to pay it.
async fn owes(b: &Browser, scan: &mut Scan<'_>, email: &str) {
    log_in(b, email).await;
    if !b.has(".firm").await {
        act(b).await;
    }
    b.shop("/konto/bestallningar").await;
    b.click("tbody a[href*='/ORD-']").await;
    b.click("a[href$='/faktura']").await;
    b.until("location.pathname.endsWith('/faktura')").await;
    scan.here("invoice").await;
    let invoice = b.text("main").await;
    assert!(
        invoice.contains("FAK-") && invoice.contains("Anna, 4711"),
        "{invoice}"
    );
    let reference = "[...document.querySelectorAll('dt')].find(one => one.textContent === 'Referens (OCR)')?.nextElementSibling?.textContent";
    let reference = b.eval(reference).await;
    let reference = reference.as_str().unwrap_or_default();
    let is_number = reference.len() > 1 && reference.bytes().all(|byte| byte.is_ascii_digit());
    assert!(is_number, "{reference}: {invoice}");
}

/// Staff find the invoice, enter more than was owed, and see what does not add up.
async fn is_paid_too_much(b: &Browser, scan: &mut Scan<'_>) {
    office::go(b, "/fakturor").await;
    b.find("tbody a.main").await;
    scan.here("invoices").await;
    b.click("tbody a.main").await;
    b.find("main a[href$='/betalning']").await;
    scan.here("invoice in the back office").await;
    b.click("main a[href$='/betalning']").await;
    b.fill("#amount", "99 999").await;
    scan.here("payment of an invoice").await;
    b.click("main form[action$='/betalning'] .primary").await;
    b.until("!location.pathname.endsWith('/betalning')").await;
    office::go(b, "/betalningar").await;
    b.find("tbody a.main").await;
    scan.here("payments that do not add up").await;
    b.click("tbody a.main").await;
    b.until("location.pathname.startsWith('/betalningar/')")
        .await;
    scan.here("payment that does not add up").await;
}

#[test]
fn a_company_applies_orders_at_once_approves_and_pays_by_invoice() {
    journey("company", DESK, async |b| {
        b.expect_status(422);
        let mut scan = Scan::of(b);
        let elin = register(b, "Elin Sandahl").await;
        b.shop("/konto/ansok").await;
        scan.here("applying").await;
        b.click("input[name=tier][value=pro]").await;
        b.fill("#company", "Studio Furu AB").await;
        b.fill("#org_number", "556016-0680").await;
        b.fill("#invoice_email", "faktura@studiofuru.example").await;
        b.click(".acct-main form .btn--wide").await;
        b.until("location.search.includes('klart=applied')").await;
        scan.here("applied").await;

        office::enter(b).await;
        office::go(b, "/ansokningar?lage=waiting").await;
        scan.here("applications").await;
        b.click("tbody a[href^='/ansokningar/']").await;
        b.find("form[action$='/godkann']").await;
        scan.here("application").await;
        b.click("form[action$='/godkann'] button.primary").await;
        b.until("location.pathname.startsWith('/foretag/')").await;
        scan.here("company").await;
        office::go(b, "/foretag").await;
        b.find("tbody a.main").await;
        scan.here("companies").await;

        act(b).await;
        b.shop("/konto/foretag").await;
        scan.here("hub").await;
        // Whoever buys for a company sees prices without VAT.
        b.shop("/produkt/mugg-strand").await;
        let buy = b.text(".buy").await;
        assert!(buy.to_lowercase().contains("exkl"), "{buy}");
        let own = format!("{} kr", pro_price("mugg-strand"));
        assert!(buy.contains(&own), "{own}: {buy}");
        b.page("product without VAT").await;

        let bo = email();
        b.shop("/konto/foretag/personer").await;
        b.fill("#email", &bo).await;
        b.fill("#limit", "1000").await;
        b.click(".acct-main form[action$='/personer'] .btn").await;
        b.until("location.search.includes('klart=invited')").await;
        scan.here("people").await;
        keeps_house(b, &mut scan).await;
        log_out(b).await;

        b.go(&link(b, &bo, "/konto/inbjudan/").await).await;
        scan.here("invitation").await;
        b.fill("#name", "Bo Gran").await;
        b.fill("#password", PASSWORD).await;
        b.click(".gate .btn").await;
        b.find(".acct").await;
        if !b.has(".firm").await {
            act(b).await;
        }
        b.shop("/snabborder").await;
        scan.here("quick order").await;
        let rows: String = articles().iter().map(|sku| format!("{sku} 1\n")).collect();
        assert_eq!(rows.lines().count(), 20);
        b.fill("#text", &format!("{rows}X-1 1")).await;
        b.click("button[name=check]").await;
        b.find(".tbl--rows").await;
        scan.here("rows").await;
        b.click("button[name=add]").await;
        b.find(".note--ok").await;
        let left = b.eval("document.querySelector('#text').value.trim()").await;
        assert_eq!(left, "X-1\t1", "what names nothing is still there");
        b.shop("/varukorg").await;
        let lines = b.eval("document.querySelectorAll('.row').length").await;
        assert_eq!(lines, 20);
        scan.here("cart").await;

        // A list of it, for the next time.
        b.shop("/konto/listor").await;
        b.fill("#name", "Kontoret").await;
        b.click("#from").await;
        b.click(".acct-main form[action$='/listor'] .btn").await;
        b.until("location.search.includes('klart=made')").await;
        scan.here("list").await;
        b.shop("/konto/listor").await;
        b.find(".kept a").await;
        scan.here("lists").await;

        b.shop("/kassa").await;
        for (field, text) in [
            ("phone", "070-174 06 05"),
            ("first_name", "Bo"),
            ("last_name", "Gran"),
            ("street", "Bodgatan 4"),
            ("postcode", "411 00"),
            ("city", "Göteborg"),
            ("reference", "Anna, 4711"),
        ] {
            b.fill(&format!("#{field}"), text).await;
        }
        b.eval("document.querySelector('#cost_place').value = '4100'")
            .await;
        b.click("input[name=payment][value=invoice]").await;
        b.click("#terms").await;
        scan.here("checkout").await;
        assert!(b.text(".btn--pay").await.contains("godkännande"));
        b.click(".btn--pay").await;
        b.until("location.pathname.startsWith('/konto/attest/')")
            .await;
        scan.here("sent for approval").await;
        log_out(b).await;

        log_in(b, &elin).await;
        if !b.has(".firm").await {
            act(b).await;
        }
        b.shop("/konto/attest").await;
        scan.here("approvals").await;
        b.click("tbody a").await;
        scan.here("approval").await;
        b.click("form[action$='/godkann'] .btn--pay").await;
        b.until("location.pathname.startsWith('/order/') || document.querySelector('.acct-main a[href*=\"ORD-\"]')")
            .await;
        b.page("approved").await;
        log_out(b).await;
        owes(b, &mut scan, &bo).await;
        office::enter(b).await;
        office::go(b, "/ordrar?betalning=invoiced").await;
        b.page("orders on invoice").await;
        assert!(b.text("main").await.contains("Bo Gran"));
        is_paid_too_much(b, &mut scan).await;
        scan.end(29);
    });
}
