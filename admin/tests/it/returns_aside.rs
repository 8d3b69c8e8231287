//! What came back in a case and was put aside, to be looked at.

use admin::Environment;
use commerce::returns::ReturnKind;
use http::StatusCode;

use crate::client::{Page, world};
use crate::returns::case;
use crate::shipments::goods;

#[tokio::test]
async fn what_is_wrong_with_what_was_put_aside_is_told_in_its_own_form() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = case(&goods, "MUG", ReturnKind::Complaint).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let here = format!("/returer/{number}");
    let version = |page: &Page| page.attribute_of("input[name=row_version]", "value");
    let first = version(&browser.get(&here).await);
    let approval = [("row_version", &*first), ("goods", "yes"), ("words", "")];
    let done = browser.post(&format!("{here}/godkann"), &approval).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = browser.get(&here).await;
    let (second, line) = (
        version(&page),
        page.attribute_of("input[name=line]", "value"),
    );
    let come = [("row_version", &*second), ("line", &*line), ("kept", "1")];
    let done = browser.post(&format!("{here}/mottag"), &come).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = browser.get(&here).await;
    assert_eq!(page.count_of("#sorted"), 1, "one lies aside");
    let third = version(&page);
    for wrong in ["en", "-1"] {
        let sorted = [
            ("row_version", &*third),
            ("line", &*line),
            ("restocked", wrong),
        ];
        let refused = browser.post(&format!("{here}/sortera"), &sorted).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(refused.count_of("#sorted-error"), 1, "{}", refused.body);
    }
    let sorted = [
        ("row_version", &*third),
        ("line", &*line),
        ("restocked", "1"),
    ];
    let done = browser.post(&format!("{here}/sortera"), &sorted).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = browser.get(&here).await;
    assert_eq!(page.count_of("#sorted"), 0, "nothing lies aside");
}
