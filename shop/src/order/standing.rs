//! What the page says of how it is with an order: of one whose money did not add up only what somebody has decided.

use commerce::order::{Order, OrderState};
use commerce::payment::difference::listing::{self, Standing};
use commerce::payment::{OpenPayment, PaymentState};
use platform::db::{DbError, PgConnection};

/// How far money is on its way back that an order could not be placed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WayBack {
    /// Nobody has decided about it.
    Undecided,
    /// It was to go back, and could not be sent the way it came.
    Stuck,
    /// It goes back.
    UnderWay,
    /// All of it has gone back.
    Gone,
}

/// How far the money of an order that was never placed is on its way back; none when there is none.
pub(super) async fn way_back(
    conn: &mut PgConnection,
    order: &Order,
    payment: Option<&OpenPayment>,
) -> Result<Option<WayBack>, DbError> {
    let Some(payment) = payment.filter(|p| order.placed_at.is_none() && has_money(p)) else {
        return Ok(None);
    };
    if payment.state == PaymentState::Refunded.as_str() {
        return Ok(Some(WayBack::Gone));
    }
    let standing = listing::standing(conn, payment.id).await?;
    Ok(Some(match standing {
        Some(Standing::Decided) => WayBack::UnderWay,
        Some(Standing::Refused) => WayBack::Stuck,
        Some(Standing::Undecided) | None => WayBack::Undecided,
    }))
}

/// What the page says of an order, and why its payment was refused.
pub(super) fn shown(
    order: &Order,
    payment: Option<&OpenPayment>,
    way: Option<WayBack>,
    (has_left, is_unsure): (bool, bool),
) -> (&'static str, Option<&'static str>) {
    match (order.state, way) {
        (OrderState::Placed, _) => ("paid", None),
        (OrderState::Lapsed | OrderState::Cancelled, Some(WayBack::Gone)) => ("given_back", None),
        (OrderState::Lapsed | OrderState::Cancelled, Some(WayBack::UnderWay)) => ("given_up", None),
        (OrderState::Lapsed | OrderState::Cancelled, Some(WayBack::Stuck)) => ("stuck", None),
        // It can be nothing but paid back; how, is not decided.
        (OrderState::Cancelled, Some(WayBack::Undecided)) => ("too_late", None),
        (OrderState::Cancelled, None) => ("cancelled", None),
        (OrderState::Lapsed, Some(WayBack::Undecided)) => ("investigating_late", None),
        (OrderState::Lapsed, None) => ("lapsed", None),
        // The money came, but another sum than was asked for: staff look at it.
        (OrderState::Prepared, Some(_)) => ("investigating", None),
        (OrderState::Prepared, None) => unpaid(payment, has_left, is_unsure),
    }
}

fn unpaid(
    payment: Option<&OpenPayment>,
    has_left: bool,
    is_unsure: bool,
) -> (&'static str, Option<&'static str>) {
    match payment {
        Some(payment) if payment.state == PaymentState::Processing.as_str() => ("processing", None),
        _ if is_unsure => ("processing", None),
        Some(payment) if payment.last_refusal.is_some() => (
            "refused",
            Some(refusal(payment.last_refusal.as_deref().unwrap_or_default())),
        ),
        _ if has_left => ("refused", Some("cancelled")),
        _ => ("waiting", None),
    }
}

fn has_money(payment: &OpenPayment) -> bool {
    use PaymentState::{Captured, PartlyRefunded, Refunded};
    [Captured, PartlyRefunded, Refunded]
        .iter()
        .any(|state| state.as_str() == payment.state)
}

/// The provider's word for a refusal, in the theme's words. The words are the vendor's codes, whole: `expired_card` is no page that stood open.
fn refusal(word: &str) -> &'static str {
    match word {
        "expired_card" => "card-expired",
        "incorrect_cvc"
        | "invalid_cvc"
        | "incorrect_number"
        | "invalid_number"
        | "invalid_expiry_month"
        | "invalid_expiry_year"
        | "incorrect_zip" => "card-wrong",
        "session_expired"
        | "payment_intent_payment_attempt_expired"
        | "payment_method_provider_timeout" => "expired",
        "payment_method_customer_decline" | "canceled" => "cancelled",
        "payment_intent_authentication_failure" | "authentication_required" => "unverified",
        "card_declined"
        | "generic_decline"
        | "insufficient_funds"
        | "do_not_honor"
        | "do_not_try_again"
        | "call_issuer"
        | "card_not_supported"
        | "card_velocity_exceeded"
        | "currency_not_supported"
        | "fraudulent"
        | "issuer_not_available"
        | "lost_card"
        | "stolen_card"
        | "pickup_card"
        | "restricted_card"
        | "security_violation"
        | "transaction_not_allowed"
        | "withdrawal_count_limit_exceeded"
        | "payment_method_provider_decline" => "declined",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_in_our_words() {
        for (word, ours) in [
            ("card_declined", "declined"),
            ("insufficient_funds", "declined"),
            ("payment_method_provider_decline", "declined"),
            ("expired_card", "card-expired"),
            ("incorrect_cvc", "card-wrong"),
            ("session_expired", "expired"),
            ("payment_intent_payment_attempt_expired", "expired"),
            ("payment_method_customer_decline", "cancelled"),
            ("payment_intent_authentication_failure", "unverified"),
            ("processing_error", "other"),
            // Whole words only.
            ("not_expired", "other"),
            ("cardboard", "other"),
            ("", "other"),
        ] {
            assert_eq!(refusal(word), ours, "{word}");
        }
    }
}
