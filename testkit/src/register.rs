//! A register of VAT numbers that says what the test says.

use std::sync::{Mutex, MutexGuard, PoisonError};

use commerce::vat_check::{Answer, AskError, Found, Question, VatRegister};
use serde_json::json;

/// A register. It does not answer until it is told what to say.
#[derive(Default)]
pub struct Register {
    says: Mutex<Option<bool>>,
    asked: Mutex<Vec<Question>>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Register {
    /// From now on it says that every number is in use, or not, or it does not answer.
    pub fn says(&self, is_valid: Option<bool>) {
        *held(&self.says) = is_valid;
    }

    /// What it was asked, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<Question> {
        held(&self.asked).clone()
    }
}

impl VatRegister for Register {
    fn name(&self) -> &'static str {
        "test"
    }

    fn ask<'a>(&'a self, question: &'a Question) -> Answer<'a> {
        held(&self.asked).push(question.clone());
        let says = *held(&self.says);
        Box::pin(async move {
            let is_valid = says.ok_or_else(|| AskError::Unavailable("test".to_owned()))?;
            Ok(Found {
                is_valid,
                name: "Beispiel GmbH".to_owned(),
                address: "Berlin".to_owned(),
                consultation_number: is_valid.then(|| "WAPI1".to_owned()),
                raw: json!({ "valid": is_valid }),
            })
        })
    }
}
