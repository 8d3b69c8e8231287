//! What vendors' messages said is not kept for ever.

use testkit::World;

#[tokio::test]
async fn what_a_message_said_goes_after_ninety_days_unless_it_still_waits() {
    let world = World::create().await;
    world
        .database
        .execute(
            "insert into inbound_messages (id, vendor, message_id, kind, body, headers, state, received_at)
             select gen_random_uuid(), 'stripe', state || days, 'x', '{\"customer_email\": \"elin@exempel.se\"}', '{\"h\": 1}', state,
                    timestamptz '2027-06-01' - days * interval '1 day'
             from unnest(array['received', 'processed', 'failed']) state, unnest(array[0, 89, 91]) days",
        )
        .await;
    let mut tx = world.tx().await;
    let now: jiff::Timestamp = "2027-06-01T00:00:00Z".parse().unwrap();
    let before = platform::clock::Timestamp::from(now).minus(platform::inbox::BODY_KEPT_FOR);
    let store = platform::inbox::store::forget_bodies(&mut tx, before, 1);
    assert_eq!(store.await.unwrap(), 1, "a batch at a time");
    let store = platform::inbox::store::forget_bodies(&mut tx, before, 100);
    assert_eq!(store.await.unwrap(), 1);
    let store = platform::inbox::store::forget_bodies(&mut tx, before, 100);
    assert_eq!(store.await.unwrap(), 0);
    tx.commit().await.unwrap();
    let kept = "select string_agg(message_id, ' ' order by message_id) from inbound_messages where octet_length(body) > 0 and headers <> '{}'";
    assert_eq!(
        world.database.value::<String>(kept).await,
        "failed0 failed89 processed0 processed89 received0 received89 received91"
    );
}
