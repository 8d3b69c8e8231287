//! What passes between whoever asks for an offer and staff, before it is an order: what each may say, and who is told.

use commerce::company::MemberRole;
use commerce::ids::{CustomerId, VariantId};
use commerce::quotation::accept::accept;
use commerce::quotation::answer::{self, AnswerError, Draft};
use commerce::quotation::ask::{AskError, Asking, ask};
use commerce::quotation::decide::{DecideError, ask_change, decline, take_back};
use commerce::quotation::{QuotationState, listing};
use jiff::civil::date;
use testkit::World;

use crate::companies::at_once;
use crate::quotations::{Firm, asked, asking, draft, firm, offer, session, state};

#[tokio::test]
async fn what_is_asked_is_checked_and_asked_once() {
    let Firm { world, mug, chief } = firm().await;
    let right = asking(&world, &[(mug, 5)]);
    let refused = async |change: &dyn Fn(&mut Asking)| {
        let mut wrong = right.clone();
        change(&mut wrong);
        let mut tx = world.tx().await;
        ask(&mut tx, &chief, &wrong).await.unwrap_err()
    };
    assert!(matches!(
        refused(&|a| a.lines.clear()).await,
        AskError::Empty
    ));
    assert!(matches!(
        refused(&|a| a.lines.push(a.lines[0].clone())).await,
        AskError::TooMany
    ));
    assert!(matches!(
        refused(&|a| a.lines[0].quantity = 10_000).await,
        AskError::Quantity(_)
    ));
    assert!(matches!(
        refused(&|a| a.lines[0].note = "x".repeat(201)).await,
        AskError::TooLong
    ));
    assert!(matches!(
        refused(&|a| a.lines[0].variant_id = VariantId::generate()).await,
        AskError::NotForSale(_)
    ));
    assert!(matches!(
        refused(&|a| a.wished_on = Some(date(2026, 11, 22))).await,
        AskError::InThePast
    ));
    let mut without = chief.clone();
    without.functions.clear();
    let mut tx = world.tx().await;
    assert!(matches!(
        ask(&mut tx, &without, &right).await,
        Err(AskError::NotForCompany)
    ));
    drop(tx);
    // The same form from five tabs at once.
    let (world, chief, right) = (&world, &chief, &right);
    let tries = (0..5).map(|_| async move {
        let mut tx = world.tx().await;
        let id = ask(&mut tx, chief, right).await.unwrap();
        tx.commit().await.unwrap();
        id
    });
    let made = at_once(tries).await;
    assert!(made.iter().all(|id| *id == right.id));
    let count = "select count(*) from quotations q join quotation_lines l on l.quotation_id = q.id";
    assert_eq!(world.database.value::<i64>(count).await, 1);
    let number: String = world.database.value("select number from quotations").await;
    // A tab that came too late may have drawn a number, which nobody gets then.
    let mut drawn = (1_001..=1_005).map(|drawn| format!("O-{drawn}"));
    assert!(drawn.any(|drawn| drawn == number), "{number}");
}

#[tokio::test]
async fn staff_answer_what_they_read_and_send_only_what_is_whole() {
    let Firm { world, mug, chief } = firm().await;
    let cup = world.variant("CUP", 10, 9_900).await;
    let id = asked(&world, &chief, &[(mug, 5)]).await;
    let (row_version, whole) = draft(&world, id, 100, None).await;
    let tried = async |change: &dyn Fn(&mut Draft)| {
        let mut wrong = whole.clone();
        change(&mut wrong);
        let mut tx = world.tx().await;
        answer::send(&mut tx, id, row_version, &wrong).await
    };
    assert!(matches!(
        tried(&|d| d.lines[0].unit_price = None).await,
        Err(AnswerError::NoPrice(lines)) if lines.len() == 1
    ));
    assert!(matches!(
        tried(&|d| d.lines[0].quantity = 0).await,
        Err(AnswerError::Nothing)
    ));
    assert!(matches!(
        tried(&|d| d.lines[0].quantity = -1).await,
        Err(AnswerError::OutOfRange)
    ));
    for day in [date(2026, 11, 22), date(2028, 1, 1)] {
        assert!(matches!(
            tried(&|d| d.head.valid_until = Some(day)).await,
            Err(AnswerError::Validity)
        ));
    }
    assert!(matches!(
        tried(&|d| d.head.text = "x".repeat(2_001)).await,
        Err(AnswerError::Words)
    ));
    let mut tx = world.tx().await;
    answer::add(&mut tx, id, row_version, &whole, (cup, 2))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.tx().await;
    assert!(matches!(
        answer::save(&mut tx, id, row_version, &whole).await,
        Err(AnswerError::ChangedMeanwhile)
    ));
    drop(tx);
    let (row_version, mut two) = draft(&world, id, 100, None).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        answer::add(&mut tx, id, row_version, &two, (cup, 1)).await,
        Err(AnswerError::Twice)
    ));
    drop(tx);
    // The mug is struck, the cup is offered.
    two.lines[0].quantity = 0;
    let mut tx = world.tx().await;
    answer::send(&mut tx, id, row_version, &two).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let sent = listing::version(&mut conn, id, 1).await.unwrap().unwrap();
    assert_eq!(sent.lines.len(), 1);
    assert_eq!(
        (sent.lines[0].sku.as_str(), sent.total_minor),
        ("CUP", 20_000)
    );
}

#[tokio::test]
async fn the_buyer_declines_asks_for_a_change_or_takes_it_back() {
    let Firm { world, mug, chief } = firm().await;
    let id = asked(&world, &chief, &[(mug, 5)]).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        decline(&mut tx, &chief, id, 0, "").await,
        Err(DecideError::NotOpen)
    ));
    drop(tx);
    offer(&world, id, 100, None).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        ask_change(&mut tx, &chief, id, 1, "  ").await,
        Err(DecideError::Words)
    ));
    ask_change(&mut tx, &chief, id, 1, "Kan ni göra 90?")
        .await
        .unwrap();
    assert!(matches!(
        accept(&mut tx, &chief, id, 1).await,
        Err(DecideError::NotOpen)
    ));
    tx.commit().await.unwrap();
    assert_eq!(state(&world, id).await, QuotationState::Asked);
    offer(&world, id, 90, None).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        decline(&mut tx, &chief, id, 1, "").await,
        Err(DecideError::NewerVersion)
    ));
    decline(&mut tx, &chief, id, 2, "För dyrt.").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state(&world, id).await, QuotationState::Declined);
    // Whoever neither asked nor approves sees nothing of it.
    let buyer = session(
        chief.company().unwrap(),
        CustomerId::generate(),
        MemberRole::Buyer,
    );
    let mut tx = world.tx().await;
    assert!(matches!(
        take_back(&mut tx, &buyer, id).await,
        Err(DecideError::Unknown)
    ));
    drop(tx);
    let other = asked(&world, &chief, &[(mug, 1)]).await;
    let mut tx = world.tx().await;
    take_back(&mut tx, &chief, other).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state(&world, other).await, QuotationState::Withdrawn);
    let deeds = "select count(*) from audit_entries where subject_kind = 'quotation'";
    assert_eq!(world.database.value::<i64>(deeds).await, 7);
}

#[tokio::test]
async fn erasing_whoever_asked_takes_their_words_and_leaves_the_companys_offer() {
    let Firm { world, mug, chief } = firm().await;
    let waits = asked(&world, &chief, &[(mug, 1)]).await;
    let offered = asked(&world, &chief, &[(mug, 5)]).await;
    let noted = "update quotation_lines set note = 'Graverad Elin'";
    world.database.execute(noted).await;
    offer(&world, offered, 100, None).await;
    let mut tx = world.tx().await;
    ask_change(&mut tx, &chief, offered, 1, "Hälsningar Elin")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    offer(&world, offered, 90, None).await;
    let mut tx = world.tx().await;
    commerce::customer::erase::erase(&mut tx, chief.customer)
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state(&world, waits).await, QuotationState::Withdrawn);
    assert_eq!(state(&world, offered).await, QuotationState::Offered);
    let left = "select (select count(*) from quotations where message <> '' or reference <> '') + (select count(*) from quotation_messages where body <> '')
                     + (select count(*) from quotation_lines where note <> '')";
    assert_eq!(world.database.value::<i64>(left).await, 0);
}

#[tokio::test]
async fn those_of_staff_who_want_to_know_and_may_answer_are_told_that_a_company_waits() {
    let Firm { world, mug, chief } = firm().await;
    let people = "with r as (insert into roles (id, code, name, permissions, created_at, updated_at)
                  select gen_random_uuid(), code, '{}', array[may], now(), now()
                  from (values ('sellers', 'quotation.manage'), ('bosses', '*'), ('packers', 'order.read')) v (code, may) returning id, code),
             p as (insert into staff (id, email, name, state, created_at, updated_at)
                  select gen_random_uuid(), code || n || '@nordbod.example', code || n, case when n = 3 then 'closed' else 'active' end, now(), now()
                  from r, generate_series(1, 3) n returning id, name),
             g as (insert into staff_roles (staff_id, role_id) select p.id, r.id from p join r on p.name like r.code || '%')
             insert into staff_wanted_mails (staff_id, mail) select id, 'quotation-asked' from p where name not like '%2'";
    world.database.execute(people).await;
    let told = "select coalesce(string_agg(s.name || ' ' || (j.payload ->> 'version'), ', ' order by s.name, j.payload ->> 'version'), '')
                from jobs j join staff s on s.id = (j.payload ->> 'staff_id')::uuid where j.name = 'commerce.send-quotation-alert'";
    let id = asked(&world, &chief, &[(mug, 5)]).await;
    assert_eq!(
        world.database.value::<String>(told).await,
        "bosses1 0, sellers1 0"
    );
    let version = offer(&world, id, 100, None).await;
    let mut tx = world.tx().await;
    ask_change(&mut tx, &chief, id, version, "Kan ni göra 90?")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        world.database.value::<String>(told).await,
        "bosses1 0, bosses1 1, sellers1 0, sellers1 1"
    );
}

#[tokio::test]
async fn what_staff_can_be_told_is_named_as_in_the_tables_check() {
    use platform::auth::wanted_mail::StaffMail;
    let world = World::create().await;
    let sql = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'staff_wanted_mails_mail_check'";
    let text: String = world.database.value(sql).await;
    let named: Vec<&str> = text.split('\'').skip(1).step_by(2).collect();
    assert_eq!(named, StaffMail::ALL.map(StaffMail::code));
    for mail in StaffMail::ALL {
        assert_eq!(StaffMail::from_code(mail.code()), Some(mail));
    }
}
