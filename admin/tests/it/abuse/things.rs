//! One of each kind that the back office has forms about, in the states in which those forms stand open.

use admin::Environment;
use commerce::ids::{ReturnMessageId, WithdrawalNoticeId};
use commerce::returns::unlinked::{self, NewNotice};
use commerce::returns::{self, ReturnKind, dialogue};
use http::StatusCode;
use testkit::World as Goods;
use testkit::forms::forms_of;

use crate::client::{Browser, PASSWORD, World, world};
use crate::companies::application;
use crate::documents::typed;
use crate::processors::host;
use crate::promotions::FORM;
use crate::returns::case;
use crate::rooms::with_jobs;
use crate::shipments::{goods, paid};
use crate::{card_orders, money, quotations, reviews};

/// Which addresses there are of a pattern with something to fill in.
const ADDRESSES: &[(&str, &str)] = &[
    (
        "/ordrar/{number}",
        "select '/ordrar/' || number from orders order by number",
    ),
    (
        "/ordrar/{number}/forsandelser/{id}",
        "select '/ordrar/' || o.number || '/forsandelser/' || s.id from shipments s join orders o on o.id = s.order_id order by 1",
    ),
    (
        "/ordrar/{number}/betalning/{id}",
        "select '/ordrar/' || o.number || '/betalning/' || p.id from invoice_payments p join orders o on o.id = p.order_id",
    ),
    (
        "/returer/{number}",
        "select '/returer/' || number from return_cases order by number",
    ),
    (
        "/returer/meddelanden/{id}",
        "select '/returer/meddelanden/' || id from withdrawal_notices",
    ),
    (
        "/omdomen/{id}",
        "select '/omdomen/' || id from reviews order by id",
    ),
    (
        "/offerter/{number}",
        "select '/offerter/' || number from quotations",
    ),
    (
        "/kunder/{id}",
        "select '/kunder/' || id from customers order by number",
    ),
    ("/foretag/{id}", "select '/foretag/' || id from companies"),
    (
        "/ansokningar/{id}",
        "select '/ansokningar/' || id from tier_applications where state = 'waiting'",
    ),
    ("/nivaer/{code}", "select '/nivaer/pro'"),
    ("/dokument/{kind}", "select '/dokument/terms'"),
    (
        "/dokument/{kind}/{version}",
        "select '/dokument/terms/' || n from generate_series(1, 2) n",
    ),
    (
        "/bitraden/{id}",
        "select '/bitraden/' || id from processors",
    ),
    (
        "/fakturor/{number}",
        "select '/fakturor/FAK-' || number from invoices",
    ),
    (
        "/betalningar/{id}",
        "select '/betalningar/' || id from payment_differences",
    ),
    (
        "/kampanjer/{id}",
        "select '/kampanjer/' || id from promotions order by created_at, id",
    ),
    (
        "/presentkort/{id}",
        "select '/presentkort/' || id from gift_cards order by created_at, id",
    ),
    ("/utskick/{id}", "select '/utskick/' || id from mails"),
    (
        "/jobb/{id}",
        "select '/jobb/' || id from jobs where state = 'failed' limit 2",
    ),
    (
        "/leveranser/{id}",
        "select '/leveranser/' || id from deliveries where state = 'dead' limit 1",
    ),
    (
        "/profil/passkeys/{id}",
        "select '/profil/passkeys/' || id from staff_passkeys",
    ),
    (
        "/profil/sessioner/{id}",
        "select '/profil/sessioner/' || id from staff_sessions order by created_at desc limit 1",
    ),
    ("/vyer/{id}", "select '/vyer/' || id from saved_views"),
    (
        "/prislistor/{id}",
        "select '/prislistor/' || id from price_lists order by created_at, id limit 2",
    ),
    (
        "/prislistor/{id}/priser/{price}",
        "select '/prislistor/' || price_list_id || '/priser/' || id from prices order by id limit 1",
    ),
    (
        "/produkter/{id}",
        "select '/produkter/' || product_id from variants where sku = 'WRITTEN'",
    ),
    (
        "/produkter/{id}/text/versioner/{version}",
        "select '/produkter/' || product_id || '/text/versioner/' || version from product_text_versions order by version limit 1",
    ),
    (
        "/produkter/flera/{id}",
        "select '/produkter/flera/' || id from product_bulk_changes",
    ),
    (
        "/personal/{id}",
        "select '/personal/' || id from staff where email like 'ny%'",
    ),
    (
        "/butiker/{code}",
        "select '/butiker/' || code from shops where code = 'nordbod'",
    ),
    (
        "/moms/satser/{id}",
        "select '/moms/satser/' || id from vat_rates where rate_bp = 2400",
    ),
    ("/moms/lander/{code}", "select '/moms/lander/FI'"),
    (
        "/kreditnotor/{number}",
        "select '/kreditnotor/KRE-' || number from credit_notes",
    ),
    (
        "/granskning/{id}",
        "select '/granskning/' || id from audit_entries order by at, id limit 1",
    ),
];

/// Everything there is, with those who come to it.
pub(super) struct Things {
    pub(super) world: World,
    goods: Goods,
    /// May do everything.
    pub(super) owner: Browser,
    /// Nobody in particular; somebody who has no second step yet; and somebody who has one and owes it.
    pub(super) strangers: Vec<Browser>,
    invitation: String,
}

impl Things {
    pub(super) async fn made() -> Self {
        let world = world(Environment::Production).await;
        let goods = goods(&world).await;
        let (owner, secret) = world.logged_in("sara@nordbod.example", &["owner"]).await;
        world.clock.advance(jiff::SignedDuration::from_secs(31));
        let mut elsewhere = world.browser();
        elsewhere.log_in("sara@nordbod.example").await;
        let code = secret.code_at(world.clock.now());
        elsewhere.post("/logga-in/kod", &[("code", &code)]).await;
        world.person("ny@nordbod.example", &["orders"]).await;
        let (mut new, mut back) = (world.browser(), world.browser());
        new.log_in("ny@nordbod.example").await;
        back.log_in("sara@nordbod.example").await;
        let invitation = invited(&world).await;
        let strangers = vec![world.browser(), new, back];
        let mut things = Self {
            world,
            goods,
            owner,
            strangers,
            invitation,
        };
        things.sell().await;
        things.take_back().await;
        things.arrange().await;
        things.describe().await;
        things
    }

    /// The addresses of a pattern; none where it is about nothing that there is.
    pub(super) async fn addresses(&self, pattern: &str) -> Vec<String> {
        if let Some(rest) = pattern.strip_prefix("/inbjudan/{token}") {
            return vec![format!("/inbjudan/{}{rest}", self.invitation)];
        }
        if !pattern.contains('{') {
            return vec![pattern.to_owned()];
        }
        let fits = ADDRESSES.iter().filter(|(of, _)| {
            let rest = pattern.strip_prefix(*of);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let Some((of, sql)) = fits.max_by_key(|(of, _)| of.len()) else {
            return Vec::new();
        };
        let rest = &pattern[of.len()..];
        if rest.contains('{') {
            return Vec::new();
        }
        let found: Vec<String> = sqlx::query_scalar(*sql)
            .fetch_all(&self.world.database.pool)
            .await
            .unwrap();
        found.iter().map(|at| format!("{at}{rest}")).collect()
    }

    /// Does what a form does, which must go well.
    async fn done(&mut self, at: &str, fields: &[(&str, &str)]) -> String {
        let page = self.owner.post(at, fields).await;
        let said = page.text_of("main");
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{at}: {said}");
        page.location
    }

    /// The value of a hidden field of a page.
    async fn hidden(&mut self, at: &str, field: &str) -> String {
        let page = self.owner.get(at).await;
        page.attribute_of(&format!("input[name={field}]"), "value")
    }

    /// Orders: paid, owed by a company, paid with a card, with a sum that does not add up; an offer, reviews, customers, a credit note.
    async fn sell(&mut self) {
        paid(&self.goods, "PLATE", 3).await;
        let buyer = self.goods.company(Some(100_000_000)).await;
        let owed = money::owed_by(&self.goods, buyer, "BOWL").await;
        card_orders::on_card(&self.goods, "JUG", 50_000).await;
        money::mismatched(&self.goods, 20_000).await;
        for sku in ["READ", "UNREAD"] {
            reviews::pending(&self.goods, sku, "Håller inte i disken.").await;
        }
        let asked = self.goods.variant("ASKED", 10, 24_900).await;
        let by = quotations::asker(&self.goods, buyer);
        quotations::ask_for(&self.goods, &by, asked).await;
        application(&self.world, "Tva", "5560160698").await;
        for sql in [
            "update companies set vat_number = 'SE556016068001'",
            "update tier_applications set vat_number = 'SE556016069801' where state = 'waiting'",
            "insert into customer_former_emails (id, customer_id, email, held_until)
             select gen_random_uuid(), id, 'gammal@exempel.se', timestamptz '2026-11-20' from customers where number = 'KND-77'",
            "insert into customers (id, number, email, name, locale, created_at, updated_at)
             values (gen_random_uuid(), 'KND-99', 'maja@exempel.se', 'Maja Ek', 'sv', now(), now())",
            "insert into customer_sessions (id, customer_id, token_hash, proved_by, proved_at, created_at, last_seen_at, expires_at, address, user_agent)
             select gen_random_uuid(), id, '\\x01', 'password', at, at, at, at + interval '90 days', '192.0.2.1', 'Firefox/140'
             from customers, (values (timestamptz '2026-11-18')) w (at) where number = 'KND-77'",
        ] {
            self.world.database.execute(sql).await;
        }
        let version = "select '/omdomen/' || id from reviews order by id limit 1";
        let read: String = self.world.database.value(version).await;
        self.done(&format!("{read}/publicera"), &[("row_version", "1")])
            .await;
        let today = self.world.clock.now().business_time().date().to_string();
        let id = platform::ids::new_uuid().to_string();
        let payment = [
            ("id", id.as_str()),
            ("amount", "100"),
            ("paid_on", today.as_str()),
            ("reference", "BG"),
        ];
        self.done(&format!("/ordrar/{owed}/betalning"), &payment)
            .await;
        let shut: uuid::Uuid = self
            .world
            .database
            .value("select id from customers where number = 'KND-99'")
            .await;
        let why = [("reason", "Kapat konto")];
        self.done(&format!("/kunder/{shut}/sparra"), &why).await;
    }

    /// Cases in each of their states, and a notice that belongs to no order yet.
    async fn take_back(&mut self) {
        case(&self.goods, "OPEN", ReturnKind::Complaint).await;
        case(&self.goods, "WITHDRAWN", ReturnKind::Withdrawal).await;
        let answered = case(&self.goods, "ANSWERED", ReturnKind::Complaint).await;
        self.step(&answered, "fraga", &[("question", "Hur gick det till?")])
            .await;
        let mut tx = self.goods.tx().await;
        let held = returns::by_number(&mut tx, &answered)
            .await
            .unwrap()
            .unwrap();
        let message = ReturnMessageId::generate();
        let words = ("I disken.", [].as_slice());
        dialogue::say(&mut tx, (held.order_id, held.id), message, words)
            .await
            .unwrap();
        let notice = NewNotice {
            id: WithdrawalNoticeId::generate(),
            order_number: "ORD-1".to_owned(),
            name: "Elin Sandahl".to_owned(),
            email: "elin@exempel.se".to_owned(),
            goods: "Två muggar".to_owned(),
            locale: "sv".to_owned(),
        };
        unlinked::make(&mut tx, &notice).await.unwrap();
        tx.commit().await.unwrap();
        let awaited = case(&self.goods, "AWAITED", ReturnKind::Complaint).await;
        self.step(&awaited, "godkann", &[("goods", "yes")]).await;
        let aside = case(&self.goods, "ASIDE", ReturnKind::Complaint).await;
        self.step(&aside, "godkann", &[("goods", "yes")]).await;
        let line = self.hidden(&format!("/returer/{aside}"), "line").await;
        self.step(&aside, "mottag", &[("line", &line), ("kept", "1")])
            .await;
        let swapped = case(&self.goods, "SWAPPED", ReturnKind::Complaint).await;
        let swap = [("remedy", "exchange"), ("goods", "no")];
        self.step(&swapped, "godkann", &swap).await;
        let silent = case(&self.goods, "SILENT", ReturnKind::Withdrawal).await;
        self.step(&silent, "aterbetala", &[("amount", "249")]).await;
        let late = "update return_cases set updated_at = updated_at - interval '2 hours' where state = 'refunding'";
        self.world.database.execute(late).await;
    }

    /// One step of a case.
    async fn step(&mut self, number: &str, deed: &str, fields: &[(&str, &str)]) {
        let here = format!("/returer/{number}");
        let version = self.hidden(&here, "row_version").await;
        let mut fields = fields.to_vec();
        fields.push(("row_version", &version));
        self.done(&format!("{here}/{deed}"), &fields).await;
    }

    /// What staff decide: promotions, cards, price lists, documents, rates, people, views, and what has stopped.
    async fn arrange(&mut self) {
        let mut coded = FORM.to_vec();
        coded.push(("needs_code", "1"));
        self.done("/kampanjer", &coded).await;
        let begun = self.done("/kampanjer", FORM).await;
        let begun = begun.trim_end_matches("?sparat=1");
        self.done(&format!("{begun}/aktivera"), &[("row_version", "1")])
            .await;
        for is_blocked in [false, true] {
            let id = self.hidden("/presentkort/ny", "id").await;
            let card = [
                ("id", id.as_str()),
                ("kind", "gift_card"),
                ("amount", "500"),
                ("expires", "2029-11-23T00:00"),
                ("recipient", "elin@exempel.se"),
                ("note", "Försenat paket"),
            ];
            self.done("/presentkort", &card).await;
            if is_blocked {
                let here = format!("/presentkort/{id}");
                let version = self.hidden(&here, "row_version").await;
                let block = [("row_version", version.as_str())];
                self.done(&format!("{here}/sparra"), &block).await;
            }
        }
        let seen = self.hidden("/dokument/terms/ny", "seen").await;
        self.done(
            "/dokument/terms/ny",
            &typed(&seen, "Text", "2027-01-01T10:00"),
        )
        .await;
        self.done("/bitraden/ny", &host("Molnhuset AB", &[])).await;
        let rate = [
            ("rate_country", "SE"),
            ("class", "standard"),
            ("rate", "24"),
            ("from", "2027-06-01"),
        ];
        self.done("/moms/satser", &rate).await;
        let method: uuid::Uuid = self
            .world
            .database
            .value("select id from freight_methods where code = 'home'")
            .await;
        let method = method.to_string();
        let country = [
            ("country", "FI"),
            ("method", method.as_str()),
            ("price", "129"),
            ("free_from", ""),
            ("weight", "20"),
        ];
        self.done("/moms/lander", &country).await;
        let view = [
            ("skarm", "orders"),
            ("fraga", "lage=placed"),
            ("name", "Våra"),
        ];
        self.done("/vyer", &view).await;
        with_jobs(&self.world, 0, 2).await;
        for sql in [
            "insert into deliveries (id, fact_id, destination, state, attempts, last_error, created_at, updated_at)
             select gen_random_uuid(), min(id), 'lager', 'dead', 3, 'lagret svarade inte', now(), now() from outbox_facts",
            "insert into mails (id, kind, sender, recipient, subject, body_text, body_html, locale, created_at)
             values (gen_random_uuid(), 'order-confirmation', 'a@b.se', 'elin@exempel.se', 'Tack', 'Tack', '<p>Tack</p>', 'sv', now())",
            "insert into staff_passkeys (id, staff_id, credential_id, credential, label, created_at)
             select gen_random_uuid(), id, '\\x01', '{\"k\": 1}', 'Mobilen', now() from staff where email = 'sara@nordbod.example'",
            "insert into settings (shop_id, key, value, updated_at, updated_by) select id, 'cart.kept_days', '7', now(), 'test' from shops",
            "insert into settings (shop_id, key, value, updated_at, updated_by) values (null, 'cart.kept_days', '60', now(), 'test')",
        ] {
            self.world.database.execute(sql).await;
        }
    }

    /// A product whose texts have been published and are being written again; and some that were changed together.
    async fn describe(&mut self) {
        self.goods.variant("WRITTEN", 10, 24_900).await;
        self.goods.variant("CHANGED", 10, 24_900).await;
        self.world
            .database
            .execute(
                "insert into slugs (kind, locale, slug, target_id, is_current, created_at)
                 select 'product', 'sv', lower(sku), product_id, true, now() from variants where sku = 'WRITTEN'",
            )
            .await;
        let at =
            "select '/produkter/' || product_id || '/text' from variants where sku = 'WRITTEN'";
        let text: String = self.world.database.value(at).await;
        self.write(&text, "Skriven").await;
        let stamp = self.hidden(&format!("{text}/granska"), "stamp").await;
        let now = [("stamp", stamp.as_str()), ("when", "now")];
        self.done(&format!("{text}/publicera"), &now).await;
        self.write(&text, "Skriven igen").await;
        let id: uuid::Uuid = self
            .world
            .database
            .value("select product_id from variants where sku = 'CHANGED'")
            .await;
        let id = id.to_string();
        let mut many = vec![
            ("id", id.as_str()),
            ("gor", "archived"),
            ("tillbaka", "/produkter"),
        ];
        let shown = self.owner.post("/produkter/flera", &many).await;
        let seen = shown.attribute_of("input[name=sedd]", "value");
        many.push(("sedd", &seen));
        self.done("/produkter/flera/gor", &many).await;
    }

    async fn write(&mut self, text: &str, name: &str) {
        let page = self.owner.get(text).await;
        let form = forms_of(&page.body, PASSWORD)
            .into_iter()
            .find(|form| form.at == text);
        let form = form.unwrap();
        let form = form.with(name, |_, field| field.name == "name_sv");
        self.done(text, &form.pairs()).await;
    }
}

/// Somebody is invited who has not come yet; the secret of their link.
async fn invited(world: &World) -> String {
    let mut tx = world
        .db
        .begin(platform::db::Origin::system("test"))
        .await
        .unwrap();
    let roles = ["orders".to_owned()];
    let asked =
        platform::auth::staff::invite(&mut tx, "nya@nordbod.example", "Åsa Ek", "sv", &roles);
    let (_, token) = asked.await.unwrap();
    tx.commit().await.unwrap();
    token.reveal().to_owned()
}
