//! Which body does which job: the one list.

use commerce::jobs::{CheckPayment, Deliver, ProcessInboundMessage, RelayFacts};
use platform::jobs::runner::Registry;

use crate::{Context, outbox, payments};

/// All bodies. `width`: jobs at a time in the queues that wait for others; pictures take as many processors as there are.
#[must_use]
pub fn registry(width: usize) -> Registry<Context> {
    Registry::new(vec![("default", width), ("payments", width), ("listing", 1), ("pictures", width)])
        .with(|context, job: RelayFacts, attempt| outbox::relay_facts(context, job, attempt))
        .with(|context, job: Deliver, attempt| outbox::deliver(context, job, attempt))
        .with(|context, job: CheckPayment, attempt| payments::check_payment(context, job, attempt))
        .with(|context, job: ProcessInboundMessage, attempt| payments::process_inbound_message(context, job, attempt))
}
