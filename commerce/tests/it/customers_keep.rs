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
            "consent_wordings_purpose_check",
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

/// Every table that refers to a customer, to an order or to a case, and what becomes of it when the customer is erased.
const ABOUT_CUSTOMERS: [(&str, &str); 49] = [
    ("carts", "deleted; one that was ordered is nobody's"),
    ("case_files", "let go with the words, deleted by a task"),
    ("company_invitations", "deleted by address"),
    ("company_members", "deleted"),
    ("consents", "stays: says nothing of the person"),
    (
        "bought_gift_cards",
        "recipient and greeting emptied with the contact",
    ),
    ("credit_notes", "stays: sums"),
    ("customer_addresses", "deleted"),
    ("customer_devices", "deleted"),
    ("customer_farewells", "deleted with the last mail"),
    ("customer_former_emails", "deleted"),
    (
        "customer_links",
        "deleted; one that moved the account when that is told",
    ),
    ("customer_notes", "deleted"),
    ("customer_passkeys", "deleted"),
    ("customer_sessions", "deleted"),
    ("gift_card_entries", "stays: sums"),
    ("gift_cards", "recipient and note emptied"),
    ("invoice_buyers", "emptied after the books"),
    ("invoice_payments", "reference emptied after the books"),
    ("invoices", "stays: sums"),
    ("order_addresses", "emptied after the books"),
    ("order_adjustments", "stays: sums"),
    (
        "order_companies",
        "emptied with the contact and after the books",
    ),
    ("order_gift_cards", "stays: sums"),
    ("order_invoices", "stays: sums"),
    ("order_lines", "stays: goods"),
    ("order_notes", "deleted with the contact"),
    ("order_promotion_refusals", "stays: goods"),
    ("order_vat_totals", "stays: sums"),
    ("orders", "emptied with the contact and after the books"),
    ("payment_differences", "note emptied after the books"),
    ("payments", "e-mail emptied with the contact"),
    ("promotion_codes", "stays: a code"),
    ("promotion_redemptions", "stays: sums"),
    (
        "purchase_lists",
        "deleted; a company's stay with the company",
    ),
    ("purchase_requests", "words emptied"),
    ("quotation_messages", "emptied"),
    ("quotations", "emptied"),
    ("return_cases", "words emptied when they are closed"),
    ("return_lines", "stays: goods"),
    ("return_messages", "words emptied with the case's"),
    ("return_pictures", "deleted with the words"),
    ("return_refunds", "note emptied with the words"),
    ("review_asks", "stays: says nothing of the person"),
    ("reviews", "emptied"),
    ("shipments", "tracking emptied after the books"),
    (
        "stock_watches",
        "deleted, those of a guest with the addresses, too",
    ),
    ("tier_applications", "deleted; of an approved one the words"),
    ("wish_list_items", "deleted"),
];
/// Asked for by whoever knows a number and an address; of an order it goes with the order's words.
const ASKED_BY_ANYBODY: [&str; 2] = ["withdrawal_notices", "withdrawal_requests"];

#[tokio::test]
async fn whatever_is_held_about_customers_is_known_to_erasure() {
    let world = World::create().await;
    let tables: String = world
        .database
        .value(
            "select string_agg(distinct conrelid::regclass::text, ' ') from pg_constraint
             where contype = 'f' and confrelid in ('customers'::regclass, 'orders'::regclass, 'return_cases'::regclass)",
        )
        .await;
    let mut known: Vec<&str> = ABOUT_CUSTOMERS.iter().map(|(table, _)| *table).collect();
    known.extend(ASKED_BY_ANYBODY);
    known.sort_unstable();
    let mut found: Vec<&str> = tables.split(' ').collect();
    found.sort_unstable();
    assert_eq!(
        found, known,
        "a table that refers to a customer, an order or a case is taken away by `customer::erase`, handed out by `customer::export`, and named here"
    );
}
