//! The order confirmation that the buyer keeps: distansavtalslagen 2 kap. 7 § wants the terms, the seller and how to withdraw in it.

use std::sync::{Arc, LazyLock};

use commerce::checkout::prepare::{Prepared, prepare};
use commerce::ids::OrderId;
use commerce::media::PictureSettings;
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::settle;
use commerce::shop_door::Addresses;
use platform::jobs::runner::Attempt;
use platform::mail::Transport;
use platform::mail::store::{StoredMail, by_dedup_key};
use platform::money::{Currency, Money};
use platform::render::{Brands, PathPattern, PathTable, RendererOptions};
use platform::secret::SecretKey;
use testkit::World;
use testkit::pictures::Pictures;
use testkit::provider::Provider;
use workers::Context;
use workers::mails::confirm_order;

const PATHS: [PathPattern; 20] = [
    PathPattern {
        name: "product",
        sv: "/produkt/{slug}",
        en: "/en/product/{slug}",
    },
    PathPattern {
        name: "stock_watch",
        sv: "/bevakning/{id}/{key}",
        en: "/en/watch/{id}/{key}",
    },
    PathPattern {
        name: "approval",
        sv: "/konto/attest/{request}",
        en: "/en/account/approvals/{request}",
    },
    PathPattern {
        name: "log_in",
        sv: "/konto/logga-in",
        en: "/en/account/log-in",
    },
    PathPattern {
        name: "log_ins",
        sv: "/konto/inloggning",
        en: "/en/account/log-ins",
    },
    PathPattern {
        name: "order_review",
        sv: "/order/{number}/{key}/omdome/{product}",
        en: "/en/order/{number}/{key}/review/{product}",
    },
    PathPattern {
        name: "order_no_questions",
        sv: "/order/{number}/{key}/inga-fragor",
        en: "/en/order/{number}/{key}/no-questions",
    },
    PathPattern {
        name: "company_invitation",
        sv: "/konto/inbjudan/{id}/{key}",
        en: "/en/account/invitation/{id}/{key}",
    },
    PathPattern {
        name: "home",
        sv: "/",
        en: "/en",
    },
    PathPattern {
        name: "order_case",
        sv: "/order/{number}/{key}/arende/{case}",
        en: "/en/order/{number}/{key}/case/{case}",
    },
    PathPattern {
        name: "order_case_slip",
        sv: "/order/{number}/{key}/arende/{case}/retursedel",
        en: "/en/order/{number}/{key}/case/{case}/return-slip",
    },
    PathPattern {
        name: "order_withdraw",
        sv: "/order/{number}/{key}/angra",
        en: "/en/order/{number}/{key}/withdraw",
    },
    PathPattern {
        name: "withdraw_receipt",
        sv: "/angra/meddelande/{id}/{key}",
        en: "/en/withdraw/notice/{id}/{key}",
    },
    PathPattern {
        name: "customer_link",
        sv: "/konto/lank/{id}/{key}",
        en: "/en/account/link/{id}/{key}",
    },
    PathPattern {
        name: "order",
        sv: "/order/{number}/{key}",
        en: "/en/order/{number}/{key}",
    },
    PathPattern {
        name: "withdrawal",
        sv: "/angerratt",
        en: "/en/withdrawal",
    },
    PathPattern {
        name: "quotation",
        sv: "/konto/offerter/{quotation}",
        en: "/en/account/quotations/{quotation}",
    },
    PathPattern {
        name: "company",
        sv: "/konto/foretag",
        en: "/en/account/company",
    },
    PathPattern {
        name: "apply",
        sv: "/konto/ansok",
        en: "/en/account/apply",
    },
    PathPattern {
        name: "order_invoice",
        sv: "/order/{number}/{key}/faktura",
        en: "/en/order/{number}/{key}/invoice",
    },
];

/// The themes as every job of this process writes with: reading one takes longer than most tests.
static BRANDS: LazyLock<Arc<Brands>> = LazyLock::new(brands);

/// The themes, of which the configured one alone is in memory.
pub fn brands() -> Arc<Brands> {
    let options = RendererOptions {
        root: concat!(env!("CARGO_MANIFEST_DIR"), "/../themes").into(),
        brand: "nordbod".to_owned(),
        watch: false,
        strict: true,
    };
    Arc::new(Brands::load(options, PathTable::new(PATHS)).unwrap())
}

pub fn context(world: &World, pictures: &Pictures) -> Context {
    Context {
        db: world.db.clone(),
        gateway: Arc::new(Provider::default()),
        engine: None,
        darkroom: pictures.darkroom.clone(),
        pictures: PictureSettings::new(&[160], None, false),
        renderer: Arc::clone(BRANDS.configured()),
        brands: Arc::clone(&BRANDS),
        addresses: Addresses::new("https://butik.example", true),
        mail: Transport::Mailbox,
        mail_from: "Nordbod <hej@nordbod.example>".to_owned(),
        secret: SecretKey::new("a secret of some length"),
        shop_url: "https://butik.example".to_owned(),
        admin_url: "https://kontor.example".to_owned(),
    }
}

/// What a job's body is told at its first try.
pub fn first_try() -> Attempt {
    Attempt {
        number: 1,
        is_last: false,
        request_id: None,
    }
}

/// A paid order in a language, sent in a way.
pub async fn paid(world: &World, locale: &str, freight: &str) -> OrderId {
    let mug = world.variant(&format!("MUG-{locale}"), 9, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let mut confirmation = world.confirmation_with(cart, freight).await;
    confirmation.locale = locale.to_owned();
    let mut conn = world.db.read().await.unwrap();
    let now = world.clock.now();
    let cart = world.contents(&mut conn, cart, locale).await;
    // The terms are those of the language.
    let quote = commerce::checkout::quote::quote(
        &mut conn,
        &cart,
        &commerce::promotion::Buyer {
            email: Some(testkit::world::contact().email),
            ..commerce::promotion::Buyer::guest("consumer")
        },
        "SE",
        Some(freight),
        locale,
        now,
    )
    .await
    .unwrap();
    drop(conn);
    confirmation.confirmed_hash = quote.hash;
    let mut tx = world.tx().await;
    let Prepared::Waiting { order_id, payment } = prepare(&mut tx, &confirmation).await.unwrap()
    else {
        panic!("waiting")
    };
    let session = Session {
        reference: format!("cs_{locale}"),
        url: None,
        state: SessionState::Captured {
            charge_reference: "ch_1".to_owned(),
            amount: Money::new(payment.amount_minor, Currency::SEK),
            method: "card".to_owned(),
        },
    };
    settle(&mut tx, payment.id, &session).await.unwrap();
    tx.commit().await.unwrap();
    order_id
}

async fn publish(world: &World) {
    let mut tx = world.tx().await;
    for (kind, locale, title, body) in [
        ("terms", "sv", "Köpvillkor", "Priserna är i **kronor**."),
        ("terms", "en", "Terms of sale", "Prices are in **kronor**."),
        ("withdrawal", "sv", "Ångerrätt", "Du har 14 dagar på dig."),
        (
            "withdrawal",
            "en",
            "Right of withdrawal",
            "You have 14 days.",
        ),
        (
            "withdrawal_form",
            "sv",
            "Ångerblankett",
            "Till Nordbod AB: jag ångrar mitt köp.",
        ),
        (
            "withdrawal_form",
            "en",
            "Withdrawal form",
            "To Nordbod AB: I withdraw from my purchase.",
        ),
    ] {
        commerce::legal::publish(&mut tx, world.shop_id, kind, locale, title, body)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

pub async fn written(context: &Context, order: OrderId) -> StoredMail {
    let delivery = platform::ids::new_uuid();
    confirm_order(context, order, delivery).await.unwrap();
    // Asked again, it is the same mail.
    confirm_order(context, order, delivery).await.unwrap();
    let mut conn = context.db.read().await.unwrap();
    by_dedup_key(&mut conn, &format!("order-confirmation/{delivery}"))
        .await
        .unwrap()
        .unwrap()
}

/// Whether both parts say all of it. Where lines may end is nothing that is said.
pub fn has_all(mail: &StoredMail, wanted: &[&str]) {
    let plain = |text: &str| text.replace('\u{a0}', " ");
    let (text, html) = (
        plain(&mail.body_text),
        plain(mail.body_html.as_deref().unwrap()),
    );
    for word in wanted.iter().map(|word| plain(word)) {
        assert!(text.contains(&word), "text lacks {word}:\n{text}");
        assert!(html.contains(&word), "html lacks {word}:\n{html}");
    }
}

#[tokio::test]
async fn the_confirmation_holds_what_the_law_wants_in_both_languages_and_both_parts() {
    let (world, pictures) = (World::create().await, Pictures::new());
    publish(&world).await;
    let context = context(&world, &pictures);
    let order = paid(&world, "sv", "home").await;
    let number = world
        .database
        .value::<String>("select number from orders")
        .await;
    // Terms that come later are not those that were accepted.
    let mut tx = world.tx().await;
    commerce::legal::publish(
        &mut tx,
        world.shop_id,
        "terms",
        "sv",
        "Köpvillkor",
        "Nyare villkor.",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let mail = written(&context, order).await;
    assert_eq!(mail.subject, format!("Tack för din beställning {number}"));
    assert_eq!(mail.recipient, "elin@exempel.se");
    assert_eq!(mail.reply_to.as_deref(), Some("hej@nordbod.example"));
    let seller = [
        "Nordbod AB",
        "Bodgatan 4",
        "411 00 Göteborg",
        "559000-0000",
        "SE559000000001",
        "031-390 06 10",
    ];
    has_all(&mail, &seller);
    // On a phone no number is torn apart by the end of a line.
    let html = mail.body_html.as_deref().unwrap();
    for whole in [
        "<span style=\"white-space:nowrap;\">031-390 06 10</span>",
        "<span style=\"white-space:nowrap;\">411 00 Göteborg</span>",
        "<span style=\"white-space:nowrap;\">momsnr SE559000000001,</span>",
        &format!("<span style=\"white-space:nowrap;\">{number}</span>"),
    ] {
        assert!(html.contains(whole), "{whole} is not in {html}");
    }
    has_all(
        &mail,
        &[
            number.as_str(),
            "Köpvillkor",
            "kronor",
            "Ångerrätt",
            "Du har 14 dagar på dig.",
            "Ångerblankett",
            "jag ångrar mitt köp",
            "MUG-sv",
            "557\u{a0}kr",
            "Repslagaregatan 11",
            "413 01 Göteborg",
            "/angra",
            &format!("https://butik.example/order/{number}/"),
        ],
    );
    assert!(!mail.body_text.contains("Nyare villkor"));
    // The text part is text: no markup, and the documents as they were written.
    assert!(!mail.body_text.contains('<') && mail.body_text.contains("**kronor**"));
    assert!(mail.body_html.unwrap().contains("<strong>kronor</strong>"));

    let order = paid(&world, "en", "home").await;
    let mail = written(&context, order).await;
    has_all(&mail, &seller);
    has_all(
        &mail,
        &[
            "Terms of sale",
            "Right of withdrawal",
            "You have 14 days.",
            "Withdrawal form",
            "I withdraw from my purchase",
            "/withdraw",
            "https://butik.example/en/order/",
        ],
    );
    assert!(!mail.body_text.contains("Ångerblankett") && !mail.body_text.contains("Köpvillkor"));
    assert!(!mail.body_text.contains('<'));
}

#[tokio::test]
async fn whoever_saw_prices_without_vat_is_confirmed_sums_without_it() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let order = paid(&world, "sv", "home").await;
    world
        .database
        .execute("update orders set shows_vat = false")
        .await;
    let mail = written(&context(&world, &pictures), order).await;
    has_all(
        &mail,
        &[
            "exkl. moms",
            "398,40\u{a0}kr",
            "47,20\u{a0}kr",
            "111,40\u{a0}kr",
            "557\u{a0}kr",
        ],
    );
    assert!(!mail.body_text.contains("498\u{a0}kr"));
    // Nothing is said of VAT that is simply the shop's own country's.
    assert!(!mail.body_text.contains("Omvänd"));
    world
        .database
        .execute("update orders set vat_ground = 'export'")
        .await;
    let other = written(&context(&world, &pictures), order).await;
    has_all(&other, &["Export utanför EU"]);
}

#[tokio::test]
async fn what_is_collected_is_told_where_and_not_sent_home() {
    let (world, pictures) = (World::create().await, Pictures::new());
    world
        .database
        .execute("update freight_methods set kind = 'collection' where code = 'point'")
        .await;
    let order = paid(&world, "sv", "point").await;
    let mail = written(&context(&world, &pictures), order).await;
    has_all(
        &mail,
        &[
            "Hämta hos oss",
            "klart att hämta",
            "när den kan hämtas",
            "Bodgatan 4",
        ],
    );
    assert!(!mail.body_text.contains("Repslagaregatan 11"));
    assert!(!mail.body_text.contains("när den är på väg"));
}

#[tokio::test]
async fn a_mail_that_no_relay_took_goes_out_when_its_job_is_run_again() {
    let (world, pictures) = (World::create().await, Pictures::new());
    publish(&world).await;
    paid(&world, "sv", "home").await;
    workers::outbox::relay_all(&world.db).await.unwrap();
    let registry = workers::registry(1);
    let mut context = context(&world, &pictures);
    // Nobody listens there: the port was free a moment ago.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nowhere = format!("smtp://{}", gone.local_addr().unwrap());
    drop(gone);
    context.mail = Transport::smtp(&nowhere).unwrap();
    let failed = "select count(*) from jobs where name = 'outbox.deliver' and state = 'failed'";
    for _ in 0..40 {
        registry.run_due(&world.db, &context).await.unwrap();
        if world.database.value::<i64>(failed).await > 0 {
            break;
        }
        world.clock.advance(jiff::SignedDuration::from_hours(24));
    }
    assert_eq!(
        world.database.value::<i64>(failed).await,
        1,
        "it was given up"
    );
    let state = "select state || ' ' || (last_error like '%did not take%')::text from mails";
    assert_eq!(world.database.value::<String>(state).await, "failed true");

    // What the button at the job does.
    let id: uuid::Uuid = world
        .database
        .value("select id from jobs where state = 'failed'")
        .await;
    context.mail = Transport::Mailbox;
    let mut tx = world.tx().await;
    assert!(
        platform::jobs::store::revive(&mut tx, id.into())
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    registry.run_due(&world.db, &context).await.unwrap();
    let sent = "select string_agg(state, ' ') from mails";
    assert_eq!(
        world.database.value::<String>(sent).await,
        "sent",
        "the same mail, once"
    );
    let open = "select count(*) from jobs where name = 'outbox.deliver'";
    assert_eq!(world.database.value::<i64>(open).await, 0);
    let undelivered = "select count(*) from deliveries where state <> 'acknowledged'";
    assert_eq!(world.database.value::<i64>(undelivered).await, 0);
}
