//! Staff look at a product's page before others do.

use axum::body::Body;
use commerce::catalogue::product::preview::{LINK_LIVES, LIVES, PURPOSE, PreviewPass};
use commerce::catalogue::texts::draft::save;
use commerce::catalogue::texts::{Part, Seen, listing};
use commerce::ids::ProductId;
use http::StatusCode;
use jiff::SignedDuration;
use platform::auth::sealed::Vault;
use platform::secret::SecretKey;
use uuid::Uuid;

use crate::companies::Jar;
use crate::stand::{SECRET, Stand};

/// Somebody of staff who is logged in to the back office and may do this.
async fn staff(stand: &Stand, permission: &str) -> Uuid {
    let (person, role, session) = (
        platform::ids::new_uuid(),
        platform::ids::new_uuid(),
        platform::ids::new_uuid(),
    );
    let now = stand.world.clock.now();
    let sql = format!(
        "with person as (insert into staff (id, email, name, created_at, updated_at)
             values ('{person}', '{person}@nordbod.example', 'Sara Lind', now(), now()) returning id),
         role as (insert into roles (id, code, name, permissions, created_at, updated_at)
             values ('{role}', '{role}', '{{}}', array['{permission}'], now(), now()) returning id),
         given as (insert into staff_roles (staff_id, role_id) select person.id, role.id from person, role returning staff_id)
         insert into staff_sessions (id, staff_id, token_hash, verified_at, created_at, last_seen_at, expires_at)
         select '{session}', person.id, decode(md5('{session}'), 'hex'), '{now}', '{now}', '{now}', timestamptz '{now}' + interval '12 hours' from person, given"
    );
    stand.world.database.execute(sql.leak()).await;
    session
}

async fn product(stand: &Stand) -> ProductId {
    let id = "select product_id from variants order by created_at limit 1";
    ProductId(stand.world.database.value(id).await)
}

fn vault() -> Vault {
    Vault::new(&SecretKey::new(SECRET), PURPOSE)
}

fn link(stand: &Stand, session: Uuid, product: ProductId) -> String {
    let pass = PreviewPass::link(
        session,
        stand.world.shop_id,
        product,
        stand.world.clock.now(),
    );
    format!("/forhandsvisning/oppna/{}", pass.seal(&vault()))
}

/// Another name in the draft, and nowhere else.
async fn draft(stand: &Stand, product: ProductId) {
    let mut tx = stand.world.tx().await;
    let published = listing::published(&mut tx, product).await.unwrap();
    let mut texts = published.clone();
    texts.set(("sv", Part::Name), "Hemlig mugg");
    texts.set(("sv", Part::Description), "Ännu inte sagt.");
    save(&mut tx, product, &Seen::of(&published), &texts)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn staff_see_the_draft_and_nobody_else_does() {
    let stand = Stand::new().await;
    let mug = product(&stand).await;
    draft(&stand, mug).await;
    let page = format!("/forhandsvisning/{mug}");
    assert_eq!(stand.get(&page).await.status, StatusCode::NOT_FOUND);
    let session = staff(&stand, "product.write").await;
    let opened = stand.get(&link(&stand, session, mug)).await;
    assert_eq!(
        (opened.status, opened.location.as_str()),
        (StatusCode::SEE_OTHER, page.as_str()),
        "{}",
        opened.html
    );
    let line = stand.cookie_line.lock().unwrap().clone().unwrap();
    assert!(
        line.contains("HttpOnly") && line.starts_with("torg_preview="),
        "{line}"
    );
    let shown = stand.get(&page).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.html);
    for said in [
        "Hemlig mugg",
        "Ännu inte sagt.",
        "Förhandsvisning",
        "det som står i utkastet",
        "noindex",
    ] {
        assert!(shown.html.contains(said), "{said}: {}", shown.html);
    }
    // Nothing can be bought there, and machines are told nothing.
    for form in [
        "/varukorg/lagg-till",
        "/bevaka/",
        "/konto/onskelista",
        "application/ld+json",
        "rel=\"canonical\"",
    ] {
        assert!(!shown.html.contains(form), "{form}: {}", shown.html);
    }
    let (headers, _) = stand.get_packed(&page).await;
    assert_eq!(headers["cache-control"], "private, no-store");
    assert_eq!(headers["x-robots-tag"], "noindex, nofollow");
    // The shop itself says what it said, to the same browser, too.
    let usual = stand.get("/produkt/mugg").await.html;
    assert!(!usual.contains("Hemlig mugg") && !usual.contains("Förhandsvisning"));
    let english = stand.get(&format!("/en/preview/{mug}")).await.html;
    assert!(
        english.contains("This is the page with what the draft says"),
        "{english}"
    );
    let mine = stand.jar();
    stand.take_jar(Jar::new());
    assert_eq!(stand.get(&page).await.status, StatusCode::NOT_FOUND);
    stand.take_jar(mine);
    assert_eq!(
        stand.post(&page, &[]).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
    let nothing = format!("/forhandsvisning/{}", Uuid::nil());
    assert_eq!(stand.get(&nothing).await.status, StatusCode::NOT_FOUND);
    let opened = stand
        .get(&link(&stand, session, ProductId(Uuid::nil())))
        .await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    assert_eq!(stand.get(&nothing).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_opens_its_own_product_and_several_can_be_looked_at_side_by_side() {
    let stand = Stand::new().await;
    let mug = product(&stand).await;
    stand.world.variant("Skål", 3, 9_900).await;
    let bowl = "select product_id from variants where sku = 'Skål'";
    let bowl = ProductId(stand.world.database.value(bowl).await);
    draft(&stand, mug).await;
    draft(&stand, bowl).await;
    let session = staff(&stand, "product.write").await;
    let (mugs, bowls) = (
        format!("/forhandsvisning/{mug}"),
        format!("/forhandsvisning/{bowl}"),
    );
    stand.get(&link(&stand, session, mug)).await;
    assert_eq!(stand.get(&mugs).await.status, StatusCode::OK);
    // Of the other there is no link yet: its draft is not seen.
    let other = stand.get(&bowls).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    assert!(!other.html.contains("Hemlig mugg"));
    stand.get(&link(&stand, session, bowl)).await;
    for page in [&mugs, &bowls] {
        assert_eq!(stand.get(page).await.status, StatusCode::OK, "{page}");
    }
    // Another person's log-in opens what its own links have opened.
    let second = staff(&stand, "product.write").await;
    stand.get(&link(&stand, second, bowl)).await;
    assert_eq!(stand.get(&bowls).await.status, StatusCode::OK);
    assert_eq!(stand.get(&mugs).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_not_published_is_seen_as_it_would_be() {
    let stand = Stand::new().await;
    let mug = product(&stand).await;
    let session = staff(&stand, "product.write").await;
    stand.get(&link(&stand, session, mug)).await;
    let page = format!("/forhandsvisning/{mug}");
    let shown = stand.get(&page).await.html;
    assert!(shown.contains("Så här ser sidan ut i butiken."), "{shown}");
    for out in [
        "update products set status = 'draft'",
        "update product_publications set published_from = timestamptz '2030-01-01'",
        "delete from product_publications",
        "delete from slugs",
        "delete from product_translations",
    ] {
        stand.world.database.execute(out).await;
        let shown = stand.get(&page).await;
        assert_eq!(shown.status, StatusCode::OK, "{out}");
        assert!(
            shown.html.contains("visas inte i butiken än"),
            "{out}: {}",
            shown.html
        );
        assert!(
            shown.html.contains("Mugg") && shown.html.contains("249"),
            "{out}"
        );
    }
    assert_eq!(
        stand.get("/produkt/mugg").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_preview_lasts_as_long_as_the_log_in_it_rests_on_and_no_longer() {
    let stand = Stand::new().await;
    let mug = product(&stand).await;
    let page = format!("/forhandsvisning/{mug}");
    // Who may not write products sees no drafts.
    let reader = staff(&stand, "product.read").await;
    let refused = stand.get(&link(&stand, reader, mug)).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let other = Vault::new(&SecretKey::new("another secret"), PURPOSE);
    let writer = staff(&stand, "product.write").await;
    let pass = PreviewPass::link(writer, stand.world.shop_id, mug, stand.world.clock.now());
    let forged = format!("/forhandsvisning/oppna/{}", pass.seal(&other));
    assert_eq!(stand.get(&forged).await.status, StatusCode::NOT_FOUND);
    // The link's own pass is none for the page.
    let cookie = format!("torg_preview={}", pass.seal(&vault()));
    let request = http::Request::get(&page).header(http::header::COOKIE, cookie);
    let direct = stand.send(request, Body::empty()).await;
    assert_eq!(direct.status, StatusCode::NOT_FOUND);
    // The link's time is over soon, the browser's own a while later.
    let early = link(&stand, writer, mug);
    assert_eq!(stand.get(&early).await.status, StatusCode::SEE_OTHER);
    stand.world.clock.advance(LINK_LIVES);
    assert_eq!(stand.get(&early).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stand.get(&page).await.status, StatusCode::OK);
    // Logged out there is logged out here.
    let out = "update staff_sessions set revoked_at = timestamptz '2026-11-23 09:15Z'";
    stand.world.database.execute(out).await;
    assert_eq!(stand.get(&page).await.status, StatusCode::NOT_FOUND);
    let again = "update staff_sessions set revoked_at = null";
    stand.world.database.execute(again).await;
    assert_eq!(stand.get(&page).await.status, StatusCode::OK);
    // So is whoever no longer may.
    let closed = "update staff set state = 'closed'";
    stand.world.database.execute(closed).await;
    assert_eq!(stand.get(&page).await.status, StatusCode::NOT_FOUND);
    let open = "update staff set state = 'active'";
    stand.world.database.execute(open).await;
    stand
        .world
        .clock
        .advance(LIVES - SignedDuration::from_secs(1));
    stand
        .world
        .database
        .execute("update staff_sessions set last_seen_at = timestamptz '2026-11-23 11:05Z'")
        .await;
    assert_eq!(stand.get(&page).await.status, StatusCode::NOT_FOUND);
}
