//! The pages of withdrawals and complaints.

mod case;
mod entry;
mod statement;
mod talk;

pub use case::{CaseLineView, CaseView, ShotView, SlipView, WayView};
pub use entry::{EntryForm, EntryView, OrderLink};
pub use statement::{ClaimRow, KeptPicture, StatementForm, StatementView};
pub use talk::{MessageForm, StepView, TalkView};
