//! Quotations in the back office: found, priced, sent, closed.

use admin::Environment;
use commerce::company::{Acting, MemberRole};
use commerce::customer::Session;
use commerce::ids::{CompanyId, CustomerId, CustomerSessionId, QuotationId, VariantId};
use commerce::pricing::cost::set_cost;
use commerce::quotation::ask::{AskedLine, Asking, ask};
use commerce::quotation::decide::ask_change;
use commerce::tier::TierFunction;
use http::StatusCode;
use platform::money::{Currency, UnitPrice};
use testkit::World as Goods;
use uuid::Uuid;

use crate::client::{Page, World, world};
use crate::shipments::goods;

/// Somebody of Studio Furu AB who asks.
pub(crate) fn asker(goods: &Goods, (company, customer): (CompanyId, CustomerId)) -> Session {
    Session {
        id: CustomerSessionId::generate(),
        customer,
        number: "KND-77".to_owned(),
        name: "Elin Sandahl".to_owned(),
        email: "elin@exempel.se".to_owned(),
        phone: String::new(),
        locale: "sv".to_owned(),
        proved_at: goods.clock.now(),
        proved_by: "password".to_owned(),
        own_tier: "user".to_owned(),
        functions: vec![TierFunction::Quotes],
        acting: Some(Acting {
            company,
            name: "Studio Furu AB".to_owned(),
            tier_code: "pro".to_owned(),
            role: MemberRole::Administrator,
            approval_limit_minor: None,
            cost_place: String::new(),
            buyers_see_all: false,
        }),
        shop: None,
    }
}

/// A quotation that somebody has asked for.
struct Asked {
    world: World,
    goods: Goods,
    by: Session,
    id: QuotationId,
}

async fn asked() -> Asked {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let mug = goods.variant("MUG", 10, 24_900).await;
    goods.variant("CUP", 10, 9_900).await;
    cost(&goods, mug).await;
    let by = asker(&goods, goods.company(None).await);
    let id = ask_for(&goods, &by, mug).await;
    Asked {
        world,
        goods,
        by,
        id,
    }
}

/// A quotation of five pieces is asked for.
pub(crate) async fn ask_for(goods: &Goods, by: &Session, variant: VariantId) -> QuotationId {
    let asking = Asking {
        id: QuotationId::generate(),
        shop_id: goods.shop_id,
        locale: "sv".to_owned(),
        currency: Currency::SEK,
        message: "Till <invigningen>.".to_owned(),
        reference: "4711".to_owned(),
        wished_on: None,
        place: None,
        lines: vec![AskedLine {
            variant_id: variant,
            quantity: 5,
            note: "Med <tryck>".to_owned(),
        }],
    };
    let mut tx = goods.tx().await;
    let id = ask(&mut tx, by, &asking).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn cost(goods: &Goods, variant: VariantId) {
    let product: Uuid = goods
        .database
        .value("select product_id from variants where sku = 'MUG'")
        .await;
    let mut tx = goods.tx().await;
    let of = Some(UnitPrice(41_000_000));
    set_cost(&mut tx, product.into(), variant, None, of)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

const HERE: &str = "/offerter/O-1001";

/// The form as the page has it, with other values for some fields.
fn filled(page: &Page, others: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        (
            "row_version",
            page.attribute_of("input[name=row_version]", "value"),
        ),
        ("line", page.attribute_of("input[name=line]", "value")),
        ("price", page.attribute_of("input[name=price]", "value")),
        (
            "quantity",
            page.attribute_of("input[name=quantity]", "value"),
        ),
        ("text", "Priset <gäller> alla färger.".to_owned()),
        ("freight_kind", "usual".to_owned()),
        ("freight", String::new()),
        ("valid_until", page.attribute_of("#valid_until", "value")),
        ("sku", String::new()),
        ("count", String::new()),
    ];
    for (name, value) in others {
        fields.retain(|(field, _)| field != name);
        fields.push((*name, (*value).to_owned()));
    }
    fields
}

async fn post(browser: &mut crate::client::Browser, fields: &[(&'static str, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser.post(HERE, &fields).await
}

#[tokio::test]
async fn an_offer_is_priced_kept_and_sent() {
    let asked = asked().await;
    let world = &asked.world;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    for list in [
        "/offerter",
        "/offerter?lage=asked&sort=inkom",
        "/offerter?q=o-1001",
        "/offerter?q=furu",
    ] {
        let page = browser.get(list).await;
        assert!(page.body.contains(HERE), "{list}: {}", page.body);
        assert!(page.body.contains("Förtur"), "{list}");
    }
    assert!(
        browser.get("/").await.body.contains("Offerter att besvara"),
        "the first page says that somebody waits"
    );
    assert!(
        !browser
            .get("/offerter?lage=offered")
            .await
            .body
            .contains(HERE)
    );
    assert_eq!(
        browser.get("/offerter/export").await.status,
        StatusCode::FORBIDDEN
    );
    let page = browser.get(HERE).await;
    assert!(
        page.body.contains("Till &lt;invigningen&gt;.") && page.body.contains("Med &lt;tryck&gt;"),
        "{}",
        page.body
    );
    assert!(
        page.text_of("main").contains("utan moms och i SEK"),
        "{}",
        page.text_of("main")
    );
    // 249 with VAT are 199.20 without; whoever sets no prices sees no cost.
    assert_eq!(page.attribute_of("input[name=price]", "value"), "199,20");
    assert_eq!(page.attribute_of("#valid_until", "value"), "2026-12-18");
    assert!(!page.body.contains("41\u{a0}kr"), "{}", page.body);
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let seen = owner.get(HERE).await;
    assert!(
        seen.body.contains("41\u{a0}kr") && seen.body.contains("79"),
        "cost and margin: {}",
        seen.body
    );
    let wrong = [
        ("price", "gratis"),
        ("freight_kind", "agreed"),
        ("freight", "x"),
        ("valid_until", "2020-01-01x"),
    ];
    let refused = post(&mut browser, &filled(&page, &wrong)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attribute_of("input[name=price]", "value"), "gratis");
    assert_eq!(refused.attribute_of("#freight", "value"), "x");
    assert_eq!(refused.count_of("#freight-error"), 1);
    assert_eq!(refused.count_of("#valid_until-error"), 1);
    assert!(refused.text_of("#text").contains("Priset <gäller>"));
    // A draft is not sent.
    let draft = filled(&page, &[("price", "87,1234"), ("save", "1")]);
    let kept = post(&mut browser, &draft).await;
    assert_eq!(
        kept.location,
        format!("{HERE}?klart=saved"),
        "{}",
        kept.body
    );
    let stale = post(&mut browser, &draft).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = browser.get(HERE).await;
    assert_eq!(page.attribute_of("input[name=price]", "value"), "87,1234");
    // Why it costs that, and what the company would pay without the offer.
    let account = page.text_of("form details.why");
    for told in ["O-1001, version 1", "87,1234", "249", "Avrundning", "Moms"] {
        assert!(account.contains(told), "{told}: {account}");
    }
    assert!(
        !account.contains("Avtalat av"),
        "nobody has agreed to a draft"
    );
    let unknown = filled(&page, &[("sku", "FINNS-EJ"), ("add", "1")]);
    let unknown = post(&mut browser, &unknown).await;
    assert_eq!(unknown.count_of("#sku-error"), 1, "{}", unknown.body);
    assert_eq!(unknown.attribute_of("#sku", "value"), "FINNS-EJ");
    let added = filled(&page, &[("sku", "cup"), ("count", "2"), ("add", "1")]);
    let added = post(&mut browser, &added).await;
    assert_eq!(
        added.location,
        format!("{HERE}?klart=saved"),
        "{}",
        added.body
    );
    let page = browser.get(HERE).await;
    assert_eq!(page.count_of("input[name=line]"), 2);
    // The added line has no price of its own yet, and the form names only the first.
    let unpriced = post(&mut browser, &filled(&page, &[("send", "1")])).await;
    assert_eq!(unpriced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unpriced.count_of("#lines-error"), 1, "{}", unpriced.body);
    let mut whole = filled(&page, &[("send", "1")]);
    let second: Uuid = asked
        .goods
        .database
        .value("select id from quotation_lines where asked = 0")
        .await;
    whole.extend([
        ("line", second.to_string()),
        ("price", "50".to_owned()),
        ("quantity", "2".to_owned()),
    ]);
    let sent = post(&mut browser, &whole).await;
    assert_eq!(sent.location, format!("{HERE}?klart=sent"), "{}", sent.body);
    assert_eq!(world.audited("quotation.sent").await, 1);
    let page = browser.get(HERE).await;
    assert!(
        page.body.contains("Version 1") && page.body.contains("Skicka version 2"),
        "{}",
        page.body
    );
    // What was sent says who agreed to it.
    let account = page.text_of("details.ask details.why");
    for told in ["O-1001, version 1", "87,1234", "Avtalat av", "Sara Lind"] {
        assert!(account.contains(told), "{told}: {account}");
    }
    let total: i64 = asked
        .goods
        .database
        .value("select total_minor from quotation_versions")
        .await;
    // Five for 87.1234 and two for 50, each line rounded by itself.
    assert_eq!(total, 43_562 + 10_000);
}

#[tokio::test]
async fn what_the_buyer_wants_changed_is_seen_and_what_is_not_offered_is_closed_with_the_reason() {
    let asked = asked().await;
    let world = &asked.world;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let page = browser.get(HERE).await;
    let sent = post(&mut browser, &filled(&page, &[("send", "1")])).await;
    assert_eq!(sent.location, format!("{HERE}?klart=sent"), "{}", sent.body);
    let mut tx = asked.goods.tx().await;
    ask_change(&mut tx, &asked.by, asked.id, 1, "Kan ni göra <90>?")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let page = browser.get(HERE).await;
    assert!(
        page.body.contains("Kan ni göra &lt;90&gt;?"),
        "{}",
        page.body
    );
    let version = page.attribute_of("input[name=row_version]", "value");
    let close = format!("{HERE}/stang");
    let wordless = browser
        .post(&close, &[("row_version", &version), ("reason", " ")])
        .await;
    assert_eq!(wordless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wordless.count_of("#reason-error"), 1);
    let closed = browser
        .post(
            &close,
            &[("row_version", &version), ("reason", "Varan utgår.")],
        )
        .await;
    assert_eq!(closed.location, HERE, "{}", closed.body);
    let late = browser
        .post(&close, &[("row_version", &version), ("reason", "Igen.")])
        .await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = browser.get(HERE).await;
    assert!(page.body.contains("Varan utgår."), "{}", page.body);
    assert_eq!(page.count_of("button[name=send]"), 0);
    let jobs = "select count(*) from jobs where name = 'commerce.send-quotation-notice'";
    assert_eq!(asked.goods.database.value::<i64>(jobs).await, 3);
}
