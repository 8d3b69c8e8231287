//! An invoice as whoever is to pay it reads it.

use http::StatusCode;

use crate::company_buying::{buy, firm};
use crate::shipments::bought;
use crate::stand::Stand;

#[tokio::test]
async fn the_order_leads_to_its_invoice_with_what_is_needed_to_pay_it_and_nobody_elses() {
    let stand = Stand::new().await;
    firm(&stand).await;
    stand
        .world
        .database
        .execute("insert into invoice_accounts (shop_id, bankgiro, iban, bic, updated_at) select id, '5050-1055', 'SE4550000000058398257466', 'ESSESESS', now() from shops")
        .await;
    let page = buy(&stand, "2", "invoice").await.location;
    let here = format!("{page}/faktura");
    let order = stand.get(&page).await.html;
    assert!(
        order.contains(&here) && order.contains("FAK-10001"),
        "{order}"
    );
    let invoice = stand.get(&here).await;
    assert_eq!(invoice.status, StatusCode::OK, "{}", invoice.html);
    for said in [
        "FAK-10001",
        "Nordbod AB",
        "Studio Furu AB",
        "556016-0680",
        "Anna, 4711",
        "4100",
        "5050-1055",
        "1000173",
        "Godkänd för F-skatt",
        // On each line, and in full with the sums.
        "25\u{a0}% (S)</td>",
        "Normal eller reducerad momssats (S)",
        "data-print",
    ] {
        assert!(invoice.html.contains(said), "{said}: {}", invoice.html);
    }
    assert!(!invoice.html.contains("Kvar att betala"));
    stand
        .world
        .database
        .execute("update order_invoices set credited_minor = 10000")
        .await;
    let credited = stand.get(&here).await.html;
    assert!(credited.contains("Kvar att betala"), "{credited}");
    let english = here
        .replacen("/order/", "/en/order/", 1)
        .replace("/faktura", "/invoice");
    let there = stand.get(&english).await;
    assert!(there.html.contains("Invoice FAK-10001"), "{}", there.html);
    // On the company's own page of the order, too.
    let number = page.split('/').nth(2).unwrap().to_owned();
    let own = stand.get(&format!("/konto/bestallningar/{number}")).await;
    assert!(own.html.contains(&here), "{}", own.html);
    for wrong in [
        format!("{page}x/faktura"),
        "/order/ORD-1/x/faktura".to_owned(),
    ] {
        assert_eq!(
            stand.get(&wrong).await.status,
            StatusCode::NOT_FOUND,
            "{wrong}"
        );
    }
    // What is paid otherwise has none.
    let other = Stand::new().await;
    let (_, paid) = bought(&other, "1").await;
    assert!(!other.get(&paid).await.html.contains("/faktura"));
    let none = other.get(&format!("{paid}/faktura")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
