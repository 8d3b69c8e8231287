//! What has happened in a case and was said, and what its buyer can add.

use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState};
use serde::Serialize;

use super::case::ShotView;
use super::statement::KeptPicture;

/// What the buyer adds to a case.
#[derive(Debug)]
pub struct MessageForm;

impl Form for MessageForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("message", "return-say"),
        Field::plain("words", "return-say-words"),
        Field::plain("picture", "return-pictures"),
    ];
}

/// Something that has happened in a case, or was said.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// When.
    pub at: Timestamp,
    /// What: names its text.
    pub what: String,
    /// In whose words; may be empty.
    pub words: String,
    /// Pictures that came with it.
    pub pictures: Vec<ShotView>,
}

/// What the buyer can say and do about a case.
#[derive(Clone, Debug, Serialize)]
pub struct TalkView {
    /// The shop has asked, and waits.
    pub is_asked: bool,
    /// What was typed.
    pub form: FormState<MessageForm>,
    /// Pictures that have been taken.
    pub kept: Vec<KeptPicture>,
    /// What became of pictures that were not.
    pub lost: Vec<Message>,
    /// Most pictures.
    pub most_pictures: usize,
    /// Where it is sent.
    pub action: String,
    /// Where the complaint is taken back; empty when it cannot be.
    pub take_back: String,
}

impl TalkView {
    /// For the template checks.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            is_asked: false,
            form: FormState::blank().with("message", "x"),
            kept: vec![KeptPicture {
                value: "x".into(),
                src: "/order/ORD-100001/x/bild/0-small.jpg".into(),
            }],
            lost: Vec::new(),
            most_pictures: 6,
            action: "/order/ORD-100001/x/arende/RET-10001/skriv".into(),
            take_back: "/order/ORD-100001/x/arende/RET-10001/aterta".into(),
        }
    }
}
