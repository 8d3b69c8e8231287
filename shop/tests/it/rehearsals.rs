//! The shop as it will be: nothing is sold in it, and it ends.

use commerce::pricing::list::Audience;
use commerce::pricing::rehearsal::{As, PURPOSE, Rehearsal};
use commerce::pricing::sheet::Period;
use http::StatusCode;
use jiff::SignedDuration;
use platform::auth::sealed::Vault;
use platform::secret::SecretKey;

use crate::prices::{hours, list, plain};
use crate::stand::{SECRET, Stand};

#[tokio::test]
async fn a_rehearsal_shows_the_time_to_come_and_sells_nothing() {
    let stand = Stand::new().await;
    let period = Period {
        from: Some(hours(&stand, 24)),
        to: Some(hours(&stand, 48)),
    };
    list(
        &stand,
        Audience::Campaign(vec!["pro".into()]),
        false,
        period,
        &[(1, 9_900)],
    )
    .await;
    stand.add("1").await;
    let vault = Vault::new(&SecretKey::new(SECRET), PURPOSE);
    let now = stand.world.clock.now();
    let (shop, at) = (stand.world.shop_id, hours(&stand, 30));
    let pass = Rehearsal::begin(shop, As::Tier("pro".into()), "Pro".into(), at, now);
    let link = format!("/repetition/{}", pass.seal(&vault));
    assert_eq!(
        stand.get("/repetition/nonsense").await.status,
        StatusCode::NOT_FOUND
    );
    let begun = stand.get(&link).await;
    assert_eq!(
        (begun.status, begun.location.as_str()),
        (StatusCode::SEE_OTHER, "/")
    );
    for path in ["/varor", "/produkt/mugg", "/sok?q=mugg", "/"] {
        let page = plain(&stand.get(path).await.html);
        assert!(
            page.contains("99 kr") && page.contains("Butiken sedd som Pro"),
            "{path}: {page}"
        );
    }
    assert!(
        stand
            .get("/produkt/mugg")
            .await
            .html
            .contains("Inget kan köpas i en repetition")
    );
    // Nothing is sent, and nobody's cart is seen or touched.
    assert_eq!(stand.add("1").await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        stand.post("/kassa", &[]).await.status,
        StatusCode::FORBIDDEN
    );
    assert!(
        stand
            .get("/varukorg")
            .await
            .html
            .contains("Varukorgen är tom")
    );
    let ended = stand.post("/repetition/avsluta", &[]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    let page = plain(&stand.get("/varukorg").await.html);
    assert!(
        page.contains("249 kr") && !page.contains("Repetition"),
        "{page}"
    );
    // The link's time is over soon, the rehearsal's own a while later.
    stand.get(&link).await;
    stand.world.clock.advance(SignedDuration::from_mins(20));
    assert!(
        stand
            .get("/varor")
            .await
            .html
            .contains("Butiken sedd som Pro")
    );
    assert_eq!(stand.get(&link).await.status, StatusCode::NOT_FOUND);
    stand.world.clock.advance(SignedDuration::from_hours(2));
    assert!(
        !stand
            .get("/varor")
            .await
            .html
            .contains("Butiken sedd som Pro")
    );
}

#[tokio::test]
async fn a_rehearsal_hides_what_will_be_gone() {
    let stand = Stand::new().await;
    stand.world.unpublish_from(hours(&stand, 24)).await;
    let vault = Vault::new(&SecretKey::new(SECRET), PURPOSE);
    let now = stand.world.clock.now();
    let pass = Rehearsal::begin(
        stand.world.shop_id,
        As::Tier("consumer".into()),
        "Konsument".into(),
        hours(&stand, 30),
        now,
    );
    assert!(stand.get("/varor").await.html.contains("/produkt/mugg"));
    stand
        .get(&format!("/repetition/{}", pass.seal(&vault)))
        .await;
    assert!(!stand.get("/varor").await.html.contains("/produkt/mugg"));
    assert_eq!(
        stand.get("/produkt/mugg").await.status,
        StatusCode::NOT_FOUND
    );
}
