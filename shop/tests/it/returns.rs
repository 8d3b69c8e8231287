//! Withdrawing as a guest and as a customer, and complaining.

use axum::body::Body;
use commerce::ids::OrderId;
use commerce::returns::files;
use http::{Request, StatusCode, header};

use crate::account::member;
use crate::shipments::{bought, send};
use crate::stand::{Page, Stand, value_of};

pub(crate) async fn number(stand: &Stand) -> String {
    let latest = "select number from orders order by prepared_at desc, id desc limit 1";
    stand.world.database.value(latest).await
}

pub(crate) async fn line(stand: &Stand, order: OrderId) -> String {
    let mut conn = stand.world.db.read().await.unwrap();
    let lines = commerce::fulfilment::lines_of(&mut conn, order).await;
    lines.unwrap()[0].line_id.to_string()
}

#[tokio::test]
async fn the_way_in_stands_on_every_page_and_tells_nobody_which_orders_there_are() {
    let stand = Stand::new().await;
    let (_, page) = bought(&stand, "1").await;
    // With goods in the cart, so that the checkout shows itself and not the empty cart.
    stand.add("1").await;
    let swedish = ["/angra", "/kontakt", "/kakor"];
    let english = ["/en/withdraw", "/en/contact", "/en/cookies"];
    for path in ["/", "/en", "/varukorg", "/kassa", "/en/checkout", &page] {
        let answer = stand.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let ways = if path.starts_with("/en") {
            english
        } else {
            swedish
        };
        for way in ways {
            let link = format!("href=\"{way}\"");
            assert!(answer.html.contains(&link), "{way} on {path}");
        }
    }
    let number = number(&stand).await;
    let mut pages = Vec::new();
    for (number, email) in [
        (number.as_str(), "elin@exempel.se"),
        (number.as_str(), "maja@exempel.se"),
        ("ORD-999999", "sara@exempel.se"),
    ] {
        let form = [("number", number), ("email", email)];
        let answer = stand.post("/angra", &form).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(
            answer.html.contains("Titta i din inkorg"),
            "{}",
            answer.html
        );
        // Each form of a statement has a number of its own.
        let (before, rest) = answer.html.split_once("name=\"notice\" value=\"").unwrap();
        let (_, after) = rest.split_once('"').unwrap();
        pages.push(format!("{before}{after}"));
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]));
    let jobs = "select count(*) from jobs where name = 'commerce.send-withdrawal-link'";
    assert_eq!(stand.world.database.value::<i64>(jobs).await, 3);
    let wrong = stand
        .post("/angra", &[("number", "x"), ("email", "nej")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("value=\"nej\""), "{}", wrong.html);
}

#[tokio::test]
async fn the_way_in_is_open_however_many_share_a_network() {
    let stand = Stand::new().await;
    for n in 0..25 {
        let number = format!("ORD-{}", 200_000 + n);
        let form = [("number", number.as_str()), ("email", "elin@exempel.se")];
        assert_eq!(stand.post("/angra", &form).await.status, StatusCode::OK);
    }
    // One order and one address wait, sooner or later; others do not wait for them.
    let mut last = StatusCode::OK;
    for _ in 0..9 {
        let form = [("number", "ORD-1000"), ("email", "elin@exempel.se")];
        last = stand.post("/angra", &form).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let form = [("number", "ORD-1000"), ("email", "maja@exempel.se")];
    assert_eq!(stand.post("/angra", &form).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_guest_withdraws_in_two_steps_and_sends_them_twice_in_vain() {
    let stand = Stand::new().await;
    let (order, page) = bought(&stand, "3").await;
    let shown = stand.get(&page).await.html;
    assert!(shown.contains(&format!("href=\"{page}/angra\"")), "{shown}");
    let step = stand.get(&format!("{page}/angra")).await.html;
    assert!(step.contains("Ångerfristen börjar löpa när"), "{step}");
    let (line, case) = (line(&stand, order).await, value_of(&step, "case"));
    let mut form = vec![
        ("case", case.as_str()),
        ("line", &line),
        ("quantity", "0"),
        ("name", "Elin Sandahl"),
        ("email", "elin@exempel.se"),
    ];
    let empty = stand.post(&format!("{page}/angra"), &form).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.html.contains("Välj minst en vara"), "{}", empty.html);
    form[2].1 = "2";
    let summary = stand.post(&format!("{page}/angra"), &form).await;
    assert_eq!(summary.status, StatusCode::OK, "{}", summary.html);
    assert!(summary.html.contains("Bekräfta att jag ångrar köpet"));
    let cases = "select count(*) from return_cases";
    assert_eq!(stand.world.database.value::<i64>(cases).await, 0);
    form.push(("confirm", "1"));
    let mut places = Vec::new();
    for _ in 0..2 {
        let done = stand.post(&format!("{page}/angra"), &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
        places.push(done.location);
    }
    assert_eq!(places[0], places[1]);
    assert_eq!(stand.world.database.value::<i64>(cases).await, 1);
    let case = stand.get(&places[0]).await.html;
    for said in ["Ångrat köp", "RET-1", "Mugg", "elin@exempel.se"] {
        assert!(case.contains(said), "{said}: {case}");
    }
    assert!(stand.get(&page).await.html.contains("RET-1"));
    // Nothing was sent: nothing comes back, and there is no slip.
    let slip = places[0].replace("?ny=1", "/retursedel");
    assert_eq!(stand.get(&slip).await.status, StatusCode::NOT_FOUND);
    for wrong in [page.replace("ORD-", "ORD-9"), format!("{page}x")] {
        let answer = stand.get(&format!("{wrong}/angra")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

/// All of it is with the buyer.
async fn arrived(stand: &Stand, order: OrderId) {
    let shipment = send(stand, order, 1).await;
    stand.world.arrive(order, shipment).await;
}

#[tokio::test]
async fn whoever_began_in_time_is_in_time() {
    let stand = Stand::new().await;
    let (order, page) = bought(&stand, "1").await;
    arrived(&stand, order).await;
    let here = format!("{page}/angra");
    let line = line(&stand, order).await;
    // Monday at nine in the morning, Greenwich; the last day is over at 23 on the Monday two weeks later.
    let hours = |hours| jiff::SignedDuration::from_hours(hours);
    stand.world.clock.advance(hours(24 * 14 + 13));
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_mins(55));
    let step = stand.get(&here).await.html;
    let (case, begun) = (value_of(&step, "case"), value_of(&step, "begun"));
    let form = |begun: &str, confirm: bool| {
        let mut form = vec![
            ("case".to_owned(), case.clone()),
            ("begun".to_owned(), begun.to_owned()),
            ("line".to_owned(), line.clone()),
            ("quantity".to_owned(), "1".to_owned()),
            ("name".to_owned(), "Elin Sandahl".to_owned()),
            ("email".to_owned(), "elin@exempel.se".to_owned()),
        ];
        if confirm {
            form.push(("confirm".to_owned(), "1".to_owned()));
        }
        form
    };
    let post = async |form: Vec<(String, String)>| {
        let pairs: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        stand.post(&here, &pairs).await
    };
    let number = number(&stand).await;
    let wish = [("number", number.as_str()), ("email", "elin@exempel.se")];
    stand.post("/angra", &wish).await;
    // Midnight passes.
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_mins(10));
    let late = stand.get(&here).await.html;
    assert!(late.contains("Ångerfristen gick ut"), "{late}");
    assert!(!late.contains("name=\"quantity\""), "{late}");
    let forged = post(form("1.x", true)).await;
    assert_eq!(forged.status, StatusCode::UNPROCESSABLE_ENTITY);
    // The page was opened in time, and proves it.
    let summary = post(form(&begun, false)).await;
    assert_eq!(summary.status, StatusCode::OK, "{}", summary.html);
    assert!(
        summary.html.contains("name=\"confirm\""),
        "{}",
        summary.html
    );
    assert_eq!(value_of(&summary.html, "begun"), begun);
    // The link that was asked for in time has come: its page says so, and can be used for three days.
    let found = "update withdrawal_requests set order_id = (select id from orders)";
    stand.world.database.execute(found).await;
    stand.world.clock.advance(hours(70));
    let linked = stand.get(&here).await.html;
    assert!(linked.contains("men du hörde av dig i tid"), "{linked}");
    let summary = post(form("", false)).await;
    assert_eq!(summary.status, StatusCode::OK, "{}", summary.html);
    assert!(
        summary.html.contains("name=\"confirm\""),
        "{}",
        summary.html
    );
    let done = post(form("", true)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
}

#[tokio::test]
async fn another_statement_under_the_same_form_is_told_and_gets_a_form_of_its_own() {
    let stand = Stand::new().await;
    let (order, page) = bought(&stand, "3").await;
    let here = format!("{page}/angra");
    let step = stand.get(&here).await.html;
    let (line, case) = (line(&stand, order).await, value_of(&step, "case"));
    let mut form = vec![
        ("case", case.as_str()),
        ("line", &line),
        ("quantity", "1"),
        ("name", "Elin Sandahl"),
        ("email", "elin@exempel.se"),
        ("confirm", "1"),
    ];
    let done = stand.post(&here, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    form[2].1 = "2";
    let other = stand.post(&here, &form).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.html.contains("redan skickat"), "{}", other.html);
    let fresh = value_of(&other.html, "case");
    assert_ne!(fresh, case);
    form[0].1 = &fresh;
    let done = stand.post(&here, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let cases = "select count(*) from return_cases";
    assert_eq!(stand.world.database.value::<i64>(cases).await, 2);
}

#[tokio::test]
async fn the_way_stands_in_english_too() {
    let stand = Stand::new().await;
    let (order, page) = bought(&stand, "1").await;
    let here = format!("/en{page}/withdraw");
    let step = stand.get(&here).await.html;
    assert!(step.contains("What do you withdraw from?"), "{step}");
    let (line, case) = (line(&stand, order).await, value_of(&step, "case"));
    let mut form = vec![
        ("case", case.as_str()),
        ("line", &line),
        ("quantity", "1"),
        ("name", "Elin Sandahl"),
        ("email", "elin@exempel.se"),
    ];
    let summary = stand.post(&here, &form).await.html;
    assert!(summary.contains("Confirm withdrawal"), "{summary}");
    form.push(("confirm", "1"));
    let done = stand.post(&here, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert!(done.location.starts_with(&format!("/en{page}/case/")));
    let shown = stand.get(&done.location).await.html;
    assert!(
        shown.contains("Withdrawal") && shown.contains("RET-"),
        "{shown}"
    );
    let locale = "select locale from return_cases";
    assert_eq!(stand.world.database.value::<String>(locale).await, "en");
}

/// A form with a file, as a browser sends it; without one when there is nothing in it.
pub(crate) async fn upload(
    stand: &Stand,
    path: &str,
    fields: &[(&str, &str)],
    file: &[u8],
) -> Page {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if !file.is_empty() {
        let head = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n";
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--x--\r\n");
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header("sec-fetch-site", "same-origin");
    stand.send(request, Body::from(body)).await
}

#[tokio::test]
async fn so_many_pictures_are_taken_of_an_order_within_an_hour_and_no_more() {
    let stand = Stand::new().await;
    let (order, page) = bought(&stand, "1").await;
    send(&stand, order, 1).await;
    let here = format!("{page}/reklamera");
    let sent = format!(
        "insert into case_files (id, order_id, kind, byte_size, created_at, keep_until)
         select gen_random_uuid(), '{order}', 'picture', 1, '{now}'::timestamptz, '{now}'::timestamptz + interval '1 day' from generate_series(1, {n})",
        now = stand.world.clock.now(),
        n = files::MOST_AN_HOUR - 1,
    );
    stand.world.database.execute(sent.leak()).await;
    let picture = testkit::pictures::photo(64, 64, 7);
    let last = upload(&stand, &here, &[], &picture).await;
    assert!(last.html.contains("name=\"picture\""), "{}", last.html);
    let refused = upload(&stand, &here, &[("description", "Sprack.")], &picture).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("många bilder på kort tid"));
    assert!(!refused.html.contains("name=\"picture\""));
    assert!(refused.html.contains("Sprack."), "{}", refused.html);
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_mins(61));
    let later = upload(&stand, &here, &[], &picture).await;
    assert!(later.html.contains("name=\"picture\""), "{}", later.html);
}

#[tokio::test]
async fn a_customer_complains_with_a_picture_and_finds_the_case_again() {
    let stand = member().await;
    let (order, page) = bought(&stand, "1").await;
    let number = number(&stand).await;
    let way = format!("href=\"{page}/reklamera\"");
    let shown = stand.get(&page).await.html;
    assert!(!shown.contains(&way), "nothing was sent");
    assert!(shown.contains("Ångrat dig?"), "{shown}");
    let before = stand.get(&format!("{page}/reklamera")).await.html;
    assert!(before.contains("Det finns inga skickade varor"), "{before}");
    send(&stand, order, 1).await;
    assert!(stand.get(&page).await.html.contains(&way));
    let step = stand.get(&format!("{page}/reklamera")).await.html;
    let (line, case) = (line(&stand, order).await, value_of(&step, "case"));
    let picture = testkit::pictures::photo(64, 64, 7);
    let post = async |quantity: &str, reason: &str, file: &[u8], kept: &[&str]| {
        let mut fields = vec![
            ("case", case.as_str()),
            ("line", line.as_str()),
            ("quantity", quantity),
            ("reason", reason),
            ("wish", "repair"),
            ("description", "Sprack <vid> första disken."),
            ("name", "Elin Sandahl"),
            ("email", "elin@exempel.se"),
        ];
        fields.extend(kept.iter().map(|kept| ("picture", *kept)));
        upload(&stand, &format!("{page}/reklamera"), &fields, file).await
    };
    let nothing = post("0", "", b"", &[]).await;
    for said in ["Välj minst en vara.", "Välj vad som är fel."] {
        assert!(nothing.html.contains(said), "{said}: {}", nothing.html);
    }
    let refused = post("1", "", &picture, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("Sprack &lt;vid&gt;"),
        "{}",
        refused.html
    );
    let kept = value_of(&refused.html, "picture");
    let broken = post("1", "defective", b"not a picture", &[&kept]).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        broken.html.contains("gick inte att läsa"),
        "{}",
        broken.html
    );
    // Nobody names a picture that they have not sent, nor one that was sent for another order.
    let stranger = format!("{}.x", platform::ids::new_uuid());
    let (other, elsewhere) = bought(&stand, "1").await;
    send(&stand, other, 1).await;
    let sent = upload(
        &stand,
        &format!("{elsewhere}/reklamera"),
        &[],
        &testkit::pictures::photo(64, 64, 8),
    )
    .await;
    let others = value_of(&sent.html, "picture");
    let again = post("1", "", b"", &[&stranger, &others, &kept]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let named = again.html.matches("name=\"picture\"").count();
    assert_eq!(named, 1, "{}", again.html);
    assert_eq!(value_of(&again.html, "picture"), kept);
    let done = post("1", "defective", b"", &[&kept]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let pictures = "select count(*) from case_files where return_id is not null";
    assert_eq!(stand.world.database.value::<i64>(pictures).await, 1);
    let case = stand.get(&done.location).await.html;
    let shown = case
        .split("src=\"")
        .find(|rest| rest.starts_with(&format!("{page}/bild/")))
        .expect(&case);
    let shown = shown.split('"').next().unwrap();
    for way in [shown.to_owned(), shown.replace("-small", "-large")] {
        let (headers, answer) = stand.get_packed(&way).await;
        assert_eq!(answer.status, StatusCode::OK, "{way}");
        assert_eq!(headers[header::CONTENT_TYPE], "image/jpeg");
        assert_eq!(headers[header::CACHE_CONTROL], "private, no-store");
    }
    for wrong in [
        shown.replace(&page, &format!("{page}x")),
        shown.replace(".jpg", ".png"),
        shown.replace("-small", ""),
    ] {
        assert_eq!(stand.get(&wrong).await.status, StatusCode::NOT_FOUND);
    }
    // Nothing of it lies where the catalogue's pictures lie.
    let public = "select count(*) from media where file_name is null";
    assert_eq!(stand.world.database.value::<i64>(public).await, 0);
    for said in ["Reklamation", "Fungerar inte", "Lagad vara", "/bild/"] {
        assert!(case.contains(said), "{said}: {case}");
    }
    let mine = stand
        .get(&format!("/konto/bestallningar/{number}"))
        .await
        .html;
    assert!(mine.contains("RET-1"), "{mine}");
    assert!(
        stand
            .get("/angra")
            .await
            .html
            .contains(&format!("{page}/angra"))
    );
}

#[tokio::test]
async fn who_withdraws_too_late_reads_the_day_as_days_are_written() {
    let stand = Stand::new().await;
    let (order, page) = bought(&stand, "1").await;
    let id = send(&stand, order, 1).await;
    stand.world.arrive(order, id).await;
    let step = stand.get(&format!("{page}/angra")).await.html;
    let said = "Du kan ångra dig till och med <b>";
    let day = step.split(said).nth(1).expect(&step);
    let day = day.split('<').next().unwrap().to_owned();
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 40));
    let late = stand.get(&format!("{page}/angra")).await.html;
    assert!(
        late.contains(&format!("Ångerfristen gick ut {day}")),
        "{day}: {late}"
    );
}

#[tokio::test]
async fn whoever_was_not_told_of_the_right_can_withdraw_for_a_year_more_and_reads_why() {
    let stand = member().await;
    stand
        .world
        .database
        .execute("delete from legal_documents where kind = 'withdrawal'")
        .await;
    let (order, page) = bought(&stand, "1").await;
    let id = send(&stand, order, 1).await;
    stand.world.arrive(order, id).await;
    // What is published now was in nobody's mail then.
    let minute = jiff::SignedDuration::from_mins(1);
    stand.world.clock.advance(minute);
    let mut tx = stand.world.tx().await;
    let shop = stand.world.shop_id;
    commerce::legal::publish(&mut tx, shop, "withdrawal", "sv", "Ångerrätt", "Text.")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let day = jiff::SignedDuration::from_hours(24);
    // Whoever is there now and then stays logged in.
    let mut entry = String::new();
    for _ in 0..2 {
        stand.world.clock.advance(day * 25);
        entry = stand.get("/angra").await.html;
    }
    assert!(entry.contains(&format!("href=\"{page}/angra\"")), "{entry}");
    stand.world.clock.advance(day * 250);
    let step = stand.get(&format!("{page}/angra")).await.html;
    assert!(
        step.contains("Du kan ångra dig till och med <b>") && step.contains("ett år längre på dig"),
        "{step}"
    );
    stand.world.clock.advance(day * 100);
    let late = stand.get(&format!("{page}/angra")).await.html;
    assert!(late.contains("Ångerfristen gick ut"), "{late}");
    // Whoever orders now has been told.
    let (order, page) = bought(&stand, "1").await;
    let id = send(&stand, order, 1).await;
    stand.world.arrive(order, id).await;
    let told = stand.get(&format!("{page}/angra")).await.html;
    assert!(!told.contains("ett år längre"), "{told}");
    stand.world.clock.advance(day * 40);
    let late = stand.get(&format!("{page}/angra")).await.html;
    assert!(late.contains("Ångerfristen gick ut"), "{late}");
}

#[tokio::test]
async fn whoever_is_logged_in_is_offered_what_can_be_withdrawn_from_and_nothing_else() {
    let stand = member().await;
    let (old, old_page) = bought(&stand, "1").await;
    arrived(&stand, old).await;
    let hours = jiff::SignedDuration::from_hours;
    stand.world.clock.advance(hours(24 * 10));
    let (fresh, fresh_page) = bought(&stand, "1").await;
    arrived(&stand, fresh).await;
    let offers = async |page: &str| {
        let entry = stand.get("/angra").await.html;
        entry.contains(&format!("href=\"{page}/angra\""))
    };
    assert!(offers(&old_page).await && offers(&fresh_page).await);
    // The first one's time is over, and then the other's.
    stand.world.clock.advance(hours(24 * 8));
    assert!(!offers(&old_page).await && offers(&fresh_page).await);
    stand.world.clock.advance(hours(24 * 20));
    assert!(!offers(&fresh_page).await);
    // What is still to come has no last day; what is called off is not offered.
    let (_, unsent) = bought(&stand, "1").await;
    stand.world.clock.advance(hours(24 * 20));
    assert!(offers(&unsent).await);
    stand
        .world
        .database
        .execute("update orders set state = 'cancelled' where fulfilment_status = 'unfulfilled'")
        .await;
    assert!(!offers(&unsent).await);
}
