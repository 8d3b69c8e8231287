//! Applying, acting for a company, its people and places; and that nobody sees another company's.

use std::collections::BTreeMap;

use commerce::company::decide::{Approval, approve, refuse};
use commerce::company::invite::{self, COMPANY_INVITATION};
use commerce::company::{MemberRole, listing};
use commerce::customer::CUSTOMER_LINK;
use commerce::ids::{CompanyId, TierApplicationId};
use http::StatusCode;
use platform::secret::SecretKey;
use shop::paths::PATHS;
use uuid::Uuid;

use crate::stand::{Page, SECRET, Stand};

pub type Jar = BTreeMap<String, String>;

/// A customer's browser, logged in.
pub async fn person(stand: &Stand, email: &str, name: &str) -> Jar {
    stand.take_jar(Jar::new());
    stand
        .post("/konto/skapa", &[("email", email), ("name", name)])
        .await;
    let id: Uuid = stand
        .world
        .database
        .value("select id from customer_links order by created_at desc, id desc limit 1")
        .await;
    let key = SecretKey::new(SECRET).link_key(CUSTOMER_LINK, id.as_bytes());
    let made = stand
        .post(&format!("/konto/lank/{id}/{key}"), &[("name", name)])
        .await;
    assert_eq!(made.location, "/konto", "{}", made.html);
    stand.jar()
}

async fn apply(stand: &Stand, org_number: &str) -> Page {
    let fields = [
        ("tier", "pro"),
        ("company", "Studio Furu AB"),
        ("country", "SE"),
        ("org_number", org_number),
        ("vat_number", ""),
        ("invoice_email", "faktura@furu.example"),
    ];
    stand.post("/konto/ansok", &fields).await
}

async fn latest_application(stand: &Stand) -> TierApplicationId {
    let sql = "select id from tier_applications order by created_at desc, id desc limit 1";
    TierApplicationId(stand.world.database.value::<Uuid>(sql).await)
}

/// A company of whoever the browser belongs to, approved; the browser acts for it.
pub async fn company(stand: &Stand, org_number: &str) -> CompanyId {
    let sent = apply(stand, org_number).await;
    assert_eq!(
        sent.location, "/konto/foretag?klart=applied",
        "{}",
        sent.html
    );
    let approval = Approval {
        id: latest_application(stand).await,
        row_version: 1,
        tier_code: "pro".to_owned(),
        credit_limit_minor: None,
        join_as: None,
    };
    let mut tx = stand.world.tx().await;
    let company = approve(&mut tx, &approval).await.unwrap();
    tx.commit().await.unwrap();
    act_for(stand, &company.to_string()).await;
    company
}

pub async fn act_for(stand: &Stand, company: &str) -> Page {
    stand
        .post("/konto/handla-for", &[("company", company)])
        .await
}

/// Another person of the company that the browser administers, logged in and acting for it.
pub async fn colleague(stand: &Stand, company: CompanyId, role: &str, email: &str) -> Jar {
    let own = stand.jar();
    let fields = [("email", email), ("role", role), ("limit", "1000")];
    let invited = stand.post("/konto/foretag/personer", &fields).await;
    assert!(
        invited.location.ends_with("klart=invited"),
        "{}",
        invited.html
    );
    let path = invitation(stand).await;
    let jar = person(stand, email, &format!("Kollega {role}")).await;
    let accepted = stand.post(&path, &[]).await;
    assert_eq!(accepted.location, "/konto/foretag?klart=joined");
    act_for(stand, &company.to_string()).await;
    let jar = if stand.jar().is_empty() {
        jar
    } else {
        stand.jar()
    };
    stand.take_jar(own);
    jar
}

pub async fn invitation(stand: &Stand) -> String {
    let sql = "select id from company_invitations order by created_at desc, id desc limit 1";
    let id: Uuid = stand.world.database.value(sql).await;
    let key = SecretKey::new(SECRET).link_key(COMPANY_INVITATION, id.as_bytes());
    format!("/konto/inbjudan/{id}/{key}")
}

#[tokio::test]
async fn an_application_is_checked_sent_once_and_its_refusal_told() {
    let stand = Stand::new().await;
    assert_eq!(
        stand.get("/konto/ansok").await.location,
        "/konto/logga-in?next=%2Fkonto%2Fansok"
    );
    person(&stand, "elin@exempel.se", "Elin Sandahl").await;
    let wrong = apply(&stand, "556016-0681").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("kontrollsiffra") && wrong.html.contains("value=\"556016-0681\""));
    let sent = apply(&stand, "556016-0680").await;
    assert_eq!(
        sent.location, "/konto/foretag?klart=applied",
        "{}",
        sent.html
    );
    let again = apply(&stand, "556016-0680").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let count = "select count(*) from tier_applications";
    assert_eq!(stand.world.database.value::<i64>(count).await, 1);
    let mut tx = stand.world.tx().await;
    let id = latest_application(&stand).await;
    assert!(
        refuse(&mut tx, id, 1, "  ").await.is_err(),
        "a reason is owed"
    );
    refuse(&mut tx, id, 1, "Numret hör till <ett annat> företag.")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let hub = stand.get("/konto/foretag").await.html;
    assert!(
        hub.contains("Numret hör till &lt;ett annat&gt; företag."),
        "{hub}"
    );
    let jobs = "select count(*) from jobs where name = 'commerce.send-application-answer'";
    assert_eq!(stand.world.database.value::<i64>(jobs).await, 1);
    // What is decided is not taken back, and nobody else's is.
    let path = format!("/konto/ansok/{id}/aterta");
    assert_eq!(stand.post(&path, &[]).await.status, StatusCode::NOT_FOUND);
    // A new one may be sent; it is taken back by its sender alone.
    apply(&stand, "556016-0680").await;
    let id = latest_application(&stand).await;
    let path = format!("/konto/ansok/{id}/aterta");
    let own = stand.jar();
    person(&stand, "annan@exempel.se", "Annan").await;
    assert_eq!(stand.post(&path, &[]).await.status, StatusCode::NOT_FOUND);
    stand.take_jar(own);
    assert_eq!(
        stand.post(&path, &[]).await.location,
        "/konto/foretag?klart=withdrawn"
    );
}

#[tokio::test]
async fn a_log_in_acts_for_a_company_or_for_oneself_and_the_head_says_which() {
    let stand = Stand::new().await;
    person(&stand, "elin@exempel.se", "Elin Sandahl").await;
    let first = company(&stand, "556016-0680").await;
    let shown = stand.get("/konto/foretag").await.html;
    assert!(
        shown.contains("Du handlar för <b>Studio Furu AB</b>"),
        "{shown}"
    );
    assert!(shown.contains("Pro. Förtur hos kundtjänst."), "{shown}");
    assert!(!shown.contains("Kontakt hos oss"), "{shown}");
    let contact = "update companies set contact = 'Lena <Berg>, 031-123 45 67'";
    stand.world.database.execute(contact).await;
    let shown = stand.get("/konto/foretag").await.html;
    assert!(shown.contains("Lena &lt;Berg&gt;, 031-123"), "{shown}");
    assert!(stand.get("/").await.html.contains("Du handlar för"));
    let second = company(&stand, "202100-5489").await;
    assert_ne!(first, second);
    act_for(&stand, "").await;
    assert!(!stand.get("/").await.html.contains("Du handlar för"));
    let own = stand.jar();
    person(&stand, "annan@exempel.se", "Annan").await;
    for company in [first.to_string(), Uuid::nil().to_string(), "x".to_owned()] {
        assert_eq!(
            act_for(&stand, &company).await.status,
            StatusCode::NOT_FOUND
        );
    }
    stand.take_jar(own);
    // A closed company is nobody's to act for, and whoever did acts for themselves.
    act_for(&stand, &first.to_string()).await;
    let shut = "update companies set state = 'closed' where org_number = '5560160680'";
    stand.world.database.execute(shut).await;
    assert!(!stand.get("/").await.html.contains("Du handlar för"));
    assert_eq!(
        act_for(&stand, &first.to_string()).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn people_are_invited_by_mail_and_the_last_administrator_stays() {
    let stand = Stand::new().await;
    person(&stand, "elin@exempel.se", "Elin Sandahl").await;
    let company = company(&stand, "556016-0680").await;
    // Somebody without an account makes one behind the link.
    let fields = [
        ("email", "ny@exempel.se"),
        ("role", "buyer"),
        ("limit", "fem"),
    ];
    let wrong = stand.post("/konto/foretag/personer", &fields).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("value=\"ny@exempel.se\""));
    // People's limits are in what the shop sells in.
    for told in [
        "Skriv ett belopp, till exempel",
        "Summa med moms, i SEK, som personen",
    ] {
        assert!(wrong.html.contains(told), "{told}: {}", wrong.html);
    }
    let fields = [
        ("email", "ny@exempel.se"),
        ("role", "buyer"),
        ("limit", "5 000"),
    ];
    stand.post("/konto/foretag/personer", &fields).await;
    let stale = invitation(&stand).await;
    stand.post("/konto/foretag/personer", &fields).await;
    let path = invitation(&stand).await;
    let own = stand.jar();
    stand.take_jar(Jar::new());
    assert_eq!(
        stand.get(&stale).await.status,
        StatusCode::GONE,
        "invited anew"
    );
    assert_eq!(
        stand.get(&format!("{path}x")).await.status,
        StatusCode::NOT_FOUND
    );
    assert!(stand.get(&path).await.html.contains("Elin Sandahl"));
    let joined = stand.post(&path, &[("name", "Nya Nilsson")]).await;
    assert_eq!(
        joined.location, "/konto/foretag?klart=joined",
        "{}",
        joined.html
    );
    assert_eq!(stand.post(&path, &[]).await.status, StatusCode::GONE);
    act_for(&stand, &company.to_string()).await;
    let hub = stand.get("/konto/foretag").await.html;
    assert!(
        hub.contains("Inköpare") && hub.contains("5\u{a0}000"),
        "{hub}"
    );
    assert_eq!(
        stand.get("/konto/foretag/personer").await.status,
        StatusCode::NOT_FOUND,
        "a buyer does not manage"
    );
    stand.take_jar(own);
    // The one administrator can neither leave nor become less.
    let me: Uuid = stand
        .world
        .database
        .value("select customer_id from company_members where role = 'administrator'")
        .await;
    let alone = stand.post("/konto/foretag/lamna", &[]).await;
    assert_eq!(alone.status, StatusCode::CONFLICT);
    assert!(alone.html.contains("enda administratör"), "{}", alone.html);
    let page = format!("/konto/foretag/personer/{me}");
    let less = stand
        .post(&page, &[("role", "buyer"), ("row_version", "1")])
        .await;
    assert_eq!(less.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(less.html.contains("minst en administratör"));
    let other: Uuid = stand
        .world
        .database
        .value("select customer_id from company_members where role = 'buyer'")
        .await;
    let page = format!("/konto/foretag/personer/{other}");
    let raised = [("role", "administrator"), ("row_version", "1")];
    assert!(
        stand
            .post(&page, &raised)
            .await
            .location
            .ends_with("klart=changed")
    );
    let stale = stand.post(&page, &raised).await;
    assert_eq!(
        stale.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "read before it was changed"
    );
    assert_eq!(
        stand.post("/konto/foretag/lamna", &[]).await.location,
        "/konto/foretag?klart=left"
    );
    assert_eq!(
        stand.get("/konto/foretag/personer").await.status,
        StatusCode::NOT_FOUND,
        "whoever has left manages nothing"
    );
}

#[tokio::test]
async fn places_are_kept_and_one_is_chosen_beforehand() {
    let stand = Stand::new().await;
    person(&stand, "elin@exempel.se", "Elin Sandahl").await;
    company(&stand, "556016-0680").await;
    let place = |label: &'static str, default: &'static str| {
        [
            ("label", label),
            ("name", "Studio Furu AB"),
            ("street", "Bodgatan 4"),
            ("postcode", "411 00"),
            ("city", "Göteborg"),
            ("country", "SE"),
            ("is_default", default),
        ]
    };
    let new = "/konto/foretag/platser/ny";
    let wrong = stand
        .post(new, &[("label", "Kontoret"), ("country", "SE")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("value=\"Kontoret\""));
    assert!(
        stand
            .post(new, &place("Kontoret", ""))
            .await
            .location
            .ends_with("klart=saved")
    );
    assert!(
        stand
            .post(new, &place("Lagret", "1"))
            .await
            .location
            .ends_with("klart=saved")
    );
    let taken = stand.post(new, &place("kontoret", "")).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sql = "select string_agg(label, ',') from company_places where is_default";
    let chosen: String = stand.world.database.value(sql).await;
    assert_eq!(chosen, "Lagret");
    // What the company's papers say is checked, too.
    let papers = [("gln", "4006381333930"), ("row_version", "1")];
    let wrong = stand.post("/konto/foretag", &papers).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let papers = [("gln", "4006381333931"), ("row_version", "1")];
    let saved = stand.post("/konto/foretag", &papers).await;
    assert_eq!(saved.location, "/konto/foretag?klart=papers");
}

/// A company with everything that it can have, and one person in each role.
pub struct Firm {
    /// An administrator, a buyer, an approver.
    pub people: Vec<Jar>,
    /// Words in addresses, filled with what is the company's.
    pub filled: BTreeMap<&'static str, String>,
}

pub async fn firm(stand: &Stand, org_number: &str, mark: &str) -> Firm {
    let admin = person(
        stand,
        &format!("{mark}@exempel.se"),
        &format!("Chef {mark}"),
    )
    .await;
    let id = company(stand, org_number).await;
    let place = [
        ("label", "Kontoret"),
        ("name", mark),
        ("street", "Bodgatan 4"),
        ("postcode", "411 00"),
        ("city", "Göteborg"),
        ("country", "SE"),
    ];
    stand.post("/konto/foretag/platser/ny", &place).await;
    let mut people = vec![stand.jar()];
    for role in ["buyer", "approver"] {
        let email = format!("{role}-{mark}@exempel.se");
        people.push(colleague(stand, id, role, &email).await);
    }
    let guest = format!("gast-{mark}@exempel.se");
    let fields = [("email", guest.as_str()), ("role", "buyer")];
    stand.post("/konto/foretag/personer", &fields).await;
    assert!(admin.contains_key("torg_customer"));
    let mut conn = stand.world.db.read().await.unwrap();
    let members = listing::members(&mut conn, id).await.unwrap();
    let of = |role| members.iter().find(|member| member.role == role).unwrap();
    let places = listing::places(&mut conn, id).await.unwrap();
    let now = stand.world.clock.now();
    let invited = invite::waiting(&mut conn, id, now).await.unwrap();
    // The buyer has sent something for approval.
    stand.take_jar(people[1].clone());
    stand.add("5").await;
    let sent = stand.buy(&stand.filled().await).await;
    assert!(sent.location.starts_with("/konto/attest/"), "{}", sent.html);
    let request = sent.location.split(['/', '?']).nth(3).unwrap();
    // And asked for an offer, which has been made.
    let asked = crate::quotations::ask(stand, "2").await;
    crate::quotations::offer(stand, &asked, 100).await;
    let quotation = asked.rsplit('/').next().unwrap();
    // And the administrator has ordered something.
    stand.take_jar(people[0].clone());
    stand.add("1").await;
    let bought = stand
        .buy(&crate::stand::with(
            &stand.filled().await,
            "payment",
            "invoice",
        ))
        .await;
    assert!(bought.location.starts_with("/order/"), "{}", bought.html);
    let number = bought.location.split('/').nth(2).unwrap();
    let key = bought.location.split(['/', '?']).nth(3).unwrap();
    let chief = of(MemberRole::Administrator).customer_id;
    let applications = listing::applications_of(&mut conn, chief).await.unwrap();
    let filled = [
        ("company", id.to_string()),
        ("person", of(MemberRole::Buyer).customer_id.to_string()),
        ("place", places[0].id.to_string()),
        ("invitation", invited[0].id.to_string()),
        ("application", applications[0].id.to_string()),
        ("request", request.to_owned()),
        ("quotation", quotation.to_owned()),
        ("number", number.to_owned()),
        ("key", key.to_owned()),
    ];
    Firm {
        people,
        filled: filled.into(),
    }
}

/// The addresses that name something of a company, with what stands for it.
fn addresses(filled: &BTreeMap<&'static str, String>) -> Vec<String> {
    let mut found = Vec::new();
    for path in PATHS {
        let is_company = [
            "/konto/foretag",
            "/konto/ansok",
            "/konto/attest",
            "/konto/bestallningar",
            "/konto/offerter",
            "/kassa/offert",
        ]
        .iter()
        .any(|start| path.sv.starts_with(start));
        if !is_company || !path.sv.contains('{') {
            continue;
        }
        let id = if path.name.starts_with("apply") {
            "application"
        } else {
            "invitation"
        };
        let address = path
            .sv
            .replace("{person}", &filled["person"])
            .replace("{place}", &filled["place"])
            .replace("{request}", &filled["request"])
            .replace("{quotation}", &filled["quotation"])
            .replace("{number}", &filled["number"])
            .replace("{id}", &filled[id]);
        assert!(
            !address.contains('{'),
            "{} names something that this walk does not know",
            path.sv
        );
        found.push(address);
    }
    assert!(found.len() >= 19, "{found:?}");
    found
}

#[tokio::test]
async fn nobody_reaches_anything_of_another_company() {
    let stand = Stand::new().await;
    let one = firm(&stand, "556016-0680", "furu").await;
    let other = firm(&stand, "202100-5489", "gran").await;
    for (own, others) in [(&one, &other), (&other, &one)] {
        for jar in &own.people {
            stand.take_jar(jar.clone());
            for address in addresses(&others.filled) {
                for page in [stand.get(&address).await, stand.post(&address, &[]).await] {
                    let is_nothing = page.status == StatusCode::NOT_FOUND
                        || page.status == StatusCode::METHOD_NOT_ALLOWED;
                    assert!(is_nothing, "{address}: {}", page.status);
                }
            }
            // Nor by acting for it.
            let tried = act_for(&stand, &others.filled["company"]).await;
            assert_eq!(tried.status, StatusCode::NOT_FOUND);
        }
        // The same addresses are there for the company's own administrator.
        stand.take_jar(own.people[0].clone());
        for name in ["person", "place"] {
            let folder = if name == "person" {
                "personer"
            } else {
                "platser"
            };
            let address = format!("/konto/foretag/{folder}/{}", own.filled[name]);
            assert_eq!(
                stand.get(&address).await.status,
                StatusCode::OK,
                "{address}"
            );
        }
        let request = format!("/konto/attest/{}", own.filled["request"]);
        let order = format!("/konto/bestallningar/{}", own.filled["number"]);
        let offer = format!("/konto/offerter/{}", own.filled["quotation"]);
        for jar in [&own.people[0], &own.people[2]] {
            stand.take_jar(jar.clone());
            for address in [&request, &order, &offer] {
                let page = stand.get(address).await;
                assert_eq!(page.status, StatusCode::OK, "{address}");
            }
        }
        // And for nobody else of the company.
        for jar in &own.people[1..] {
            stand.take_jar(jar.clone());
            for address in addresses(&own.filled) {
                // What the buyer has sent, the buyer and whoever approves see.
                let is_shared = [
                    "/ansok/",
                    "/attest/",
                    "/bestallningar/",
                    "/offerter/",
                    "/offert/",
                ];
                if is_shared.iter().any(|part| address.contains(part)) {
                    continue;
                }
                let page = stand.get(&address).await;
                assert_ne!(page.status, StatusCode::OK, "{address}");
            }
        }
    }
    // After all that, everything is still there.
    let left = "select count(*) from company_members";
    assert_eq!(stand.world.database.value::<i64>(left).await, 6);
}
