//! What customers keep: words in tables are the program's words.

use commerce::cart::fill::{Cause, Outcome};
use commerce::customer::consent::Purpose;
use commerce::customer::passkey::CeremonyPurpose;
use commerce::customer::{CustomerState, LinkPurpose};
use commerce::purchase_list::ListKind;
use testkit::World;

/// The words that a check allows, in its order.
async fn allowed(world: &World, check: &str) -> Vec<String> {
    let definition =
        format!("select pg_get_constraintdef(oid) from pg_constraint where conname = '{check}'");
    let definition: String = world.database.value(definition.leak()).await;
    let words = definition.split('\'').skip(1).step_by(2);
    words.map(str::to_owned).collect()
}

#[tokio::test]
async fn words_are_those_of_the_tables_checks() {
    let world = World::create().await;
    for (check, words) in [
        (
            "cart_notes_cause_check",
            Cause::ALL.map(Cause::code).to_vec(),
        ),
        (
            "cart_notes_outcome_check",
            Outcome::ALL.map(Outcome::code).to_vec(),
        ),
        (
            "consents_purpose_check",
            Purpose::ALL.map(Purpose::code).to_vec(),
        ),
        (
            "purchase_lists_kind_check",
            ListKind::ALL.map(ListKind::code).to_vec(),
        ),
        (
            "customers_state_check",
            CustomerState::ALL.map(CustomerState::as_str).to_vec(),
        ),
        (
            "customer_links_purpose_check",
            LinkPurpose::ALL.map(LinkPurpose::code).to_vec(),
        ),
        (
            "passkey_ceremonies_purpose_check",
            CeremonyPurpose::ALL.map(CeremonyPurpose::code).to_vec(),
        ),
    ] {
        assert_eq!(allowed(&world, check).await, words, "{check}");
    }
}

#[tokio::test]
async fn an_answer_to_a_question_of_consent_is_never_altered() {
    let world = World::create().await;
    let table = "select count(*) from pg_trigger t join pg_proc p on p.oid = t.tgfoid
                 where t.tgrelid = 'consents'::regclass and p.proname = 'refuse_change' and t.tgenabled = 'O' and t.tgtype & 24 = 24";
    assert_eq!(world.database.value::<i64>(table).await, 1);
}
