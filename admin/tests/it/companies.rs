//! Tiers, applications and companies in the back office.

use admin::Environment;
use http::StatusCode;

use crate::client::{World, world};

pub(crate) async fn application(world: &World, mark: &str, org_number: &str) -> String {
    sqlx::query_scalar::<_, uuid::Uuid>(
        "with person as (insert into customers (id, number, email, name, locale, created_at, updated_at)
             values (gen_random_uuid(), 'KND-' || $1, $1 || '@exempel.se', 'Elin ' || $1, 'sv', now(), now()) returning id)
         insert into tier_applications (id, customer_id, tier_code, company_name, country, org_number, invoice_email, locale, created_at, updated_at)
         select gen_random_uuid(), id, 'pro', 'Studio ' || $1 || ' AB', 'SE', $2, 'f@furu.example', 'sv', now(), now() from person returning id",
    )
    .bind(mark)
    .bind(org_number)
    .fetch_one(&world.database.pool)
    .await
    .unwrap()
    .to_string()
}

#[tokio::test]
async fn only_system_owners_change_tiers() {
    let world = world(Environment::Production).await;
    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    assert_eq!(clerk.get("/nivaer").await.status, StatusCode::OK);
    assert_eq!(clerk.get("/nivaer/pro").await.count_of("button.primary"), 0);
    assert_eq!(
        clerk.post("/nivaer/pro", &[]).await.status,
        StatusCode::FORBIDDEN
    );
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let new = [
        ("code", "storkund"),
        ("name_sv", "Storkund"),
        ("name_en", "Key account"),
        ("position", "5"),
        ("vat", ""),
        ("minimum", "1 500"),
        ("free_freight", "2 000"),
        ("days", "45"),
        ("credit", "hundra"),
        ("function", "invoice"),
        ("support", "dedicated"),
    ];
    let wrong = owner.post("/nivaer/ny", &new).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attribute_of("#name_sv", "value"), "Storkund");
    let reserved = new.map(|(name, value)| match name {
        "code" => (name, "owner"),
        "credit" => (name, "100000"),
        _ => (name, value),
    });
    let refused = owner.post("/nivaer/ny", &reserved).await;
    assert!(
        refused.body.contains("reserverad för personal"),
        "{}",
        refused.body
    );
    let right = new.map(|(name, value)| {
        if name == "credit" {
            (name, "100000")
        } else {
            (name, value)
        }
    });
    assert_eq!(
        owner.post("/nivaer/ny", &right).await.location,
        "/nivaer?sparat=1"
    );
    assert_eq!(world.audited("tier.created").await, 1);
    let page = owner.get("/nivaer/storkund").await;
    assert_eq!(page.attribute_of("#minimum", "value"), "1500");
    assert_eq!(page.attribute_of("#free_freight", "value"), "2000");
    let mut changed: Vec<(&str, &str)> = right
        .into_iter()
        .filter(|(name, _)| *name != "code")
        .collect();
    changed.push(("row_version", "1"));
    assert_eq!(
        owner.post("/nivaer/storkund", &changed).await.location,
        "/nivaer?sparat=1"
    );
    let stale = owner.post("/nivaer/storkund", &changed).await;
    assert_eq!(
        stale.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "read before it was changed"
    );
}

#[tokio::test]
async fn an_application_is_decided_once_with_a_reason_when_refused() {
    let world = world(Environment::Production).await;
    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    let id = application(&world, "furu", "5560160680").await;
    let page = format!("/ansokningar/{id}");
    assert!(
        clerk
            .get("/ansokningar?lage=waiting")
            .await
            .body
            .contains("Studio furu AB")
    );
    assert!(
        clerk
            .get("/ansokningar?q=556016-0680")
            .await
            .body
            .contains("Studio furu AB")
    );
    let bare = clerk
        .post(
            &format!("{page}/avsla"),
            &[("row_version", "1"), ("reason", " ")],
        )
        .await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let approve = [("row_version", "1"), ("tier", "pro"), ("credit", "50 000")];
    let done = clerk.post(&format!("{page}/godkann"), &approve).await;
    assert!(done.location.starts_with("/foretag/"), "{}", done.body);
    let again = clerk.post(&format!("{page}/godkann"), &approve).await;
    assert_eq!(
        again.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "decided already"
    );
    let company = clerk.get(&done.location).await;
    assert!(company.body.contains("556016-0680") && company.body.contains("Elin furu"));
    assert_eq!(company.attribute_of("#credit", "value"), "50000");
    assert_eq!(world.audited("application.approved").await, 1);
    assert_eq!(world.audited("company.created").await, 1);
    // The same number once more: staff see whose it is, and must say as what the applicant is let in.
    let second = application(&world, "gran", "5560160680").await;
    let page = format!("/ansokningar/{second}");
    let shown = clerk.get(&page).await;
    assert!(
        shown.body.contains("FTG-1001") && shown.body.contains("Elin furu"),
        "{}",
        shown.body
    );
    let refused = clerk
        .post(
            &format!("{page}/godkann"),
            &[("row_version", "1"), ("tier", "pro")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reason = [
        ("row_version", "1"),
        ("reason", "Be Elin furu att bjuda in dig."),
    ];
    assert_eq!(
        clerk.post(&format!("{page}/avsla"), &reason).await.location,
        page
    );
    assert!(clerk.get(&page).await.body.contains("Be Elin furu"));
}

#[tokio::test]
async fn a_companys_terms_are_changed_from_what_was_read() {
    let world = world(Environment::Production).await;
    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    let id = application(&world, "furu", "5560160680").await;
    let approve = [("row_version", "1"), ("tier", "pro")];
    let href = clerk
        .post(&format!("/ansokningar/{id}/godkann"), &approve)
        .await
        .location;
    let terms = |credit: &'static str, version: &'static str| {
        [
            ("name", "Studio Furu AB"),
            ("vat_number", "SE556016068001"),
            ("tier", "premium"),
            ("invoice", "no"),
            ("credit", credit),
            ("days", "20"),
            ("contact", "Lena <Berg>, 031-123 45 67"),
            ("state", "active"),
            ("row_version", version),
        ]
    };
    let wrong = clerk.post(&href, &terms("mycket", "1")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = clerk.post(&href, &terms("75 000", "1")).await;
    assert_eq!(saved.location, format!("{href}?sparat=1"), "{}", saved.body);
    let stale = clerk.post(&href, &terms("1", "1")).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stale.count_of("#h-krock"), 1, "both are shown");
    assert_eq!(world.audited("company.changed").await, 1);
    assert_eq!(
        clerk.get(&href).await.attribute_of("#contact", "value"),
        "Lena <Berg>, 031-123 45 67"
    );
    let (mut reader, _) = world
        .logged_in("ola@nordbod.example", &["operations"])
        .await;
    assert_eq!(reader.get("/foretag").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn staff_see_what_a_person_approves_for_and_a_cost_place_that_the_companys_list_has_not() {
    let world = world(Environment::Production).await;
    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    let id = application(&world, "furu", "5560160680").await;
    let approve = [("row_version", "1"), ("tier", "pro")];
    let href = clerk
        .post(&format!("/ansokningar/{id}/godkann"), &approve)
        .await
        .location;
    let person = "update company_members set role = 'approver', cost_place = '4100', approves_for = '{4100,Malmö}'";
    world.database.execute(person).await;
    let told = "Finns inte i företagets lista";
    let page = clerk.get(&href).await.body;
    assert!(page.contains("Godkänner för 4100, Malmö"), "{page}");
    assert!(
        !page.contains(told),
        "without a list they write what they like"
    );
    let list = "update companies set cost_places = '{4200,Malmö}'";
    world.database.execute(list).await;
    let page = clerk.get(&href).await.body;
    assert!(page.contains(told), "{page}");
    let listed = "update companies set cost_places = '{4100}'";
    world.database.execute(listed).await;
    assert!(!clerk.get(&href).await.body.contains(told));
}

#[tokio::test]
async fn a_number_of_another_country_is_checked_when_its_company_is_approved_and_when_asked() {
    let world = world(Environment::Production).await;
    crate::prices::furnish(&world).await;
    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    let id = application(&world, "furu", "HRB1").await;
    world
        .database
        .execute("update tier_applications set country = 'DE', vat_number = 'DE136695976'")
        .await;
    let page = format!("/ansokningar/{id}");
    assert!(
        clerk
            .get(&page)
            .await
            .body
            .contains("Inte kontrollerat än.")
    );
    // No answer hinders nothing, and is kept.
    let asked = clerk.post(&format!("{page}/momsnummer"), &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    assert!(clerk.get(&page).await.body.contains("Inget svar"));
    world.register.says(Some(true));
    world.clock.advance(jiff::SignedDuration::from_mins(6));
    let approve = [("row_version", "1"), ("tier", "pro"), ("credit", "")];
    let done = clerk.post(&format!("{page}/godkann"), &approve).await;
    assert!(done.location.starts_with("/foretag/"), "{}", done.body);
    let company = clerk.get(&done.location).await.body;
    assert!(
        company.contains("Beispiel GmbH") && company.contains("WAPI1"),
        "{company}"
    );
    assert_eq!(world.register.asked().len(), 2);
    world.register.says(Some(false));
    let anew = format!("{}/momsnummer", done.location);
    clerk.post(&anew, &[]).await;
    assert!(clerk.get(&done.location).await.body.contains("Ogiltigt"));
    assert_eq!(world.audited("vat_number.checked").await, 3);
}
