//! Passkeys (WebAuthn): a key pair that a person's device or password manager holds, bound to a site's domain. What the site keeps is public.
//!
//! This crate asks and checks, and keeps nothing: whoever uses it stores what [`Passkeys::begin_registration`] and [`Passkeys::begin_log_in`] give
//! until the browser answers, on the server, for a few minutes, to be used once. It knows no table and no request.

mod place;
mod refusal;

use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::prelude::{
    CreationChallengeResponse, DiscoverableAuthentication, Passkey as Credential,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Webauthn,
    WebauthnBuilder,
};

pub use place::{NoDomain, Place};
pub use refusal::Refusal;

/// Longest answer of a browser that is read, in bytes: without an attestation none comes near it.
pub const LONGEST_ANSWER: usize = 32 * 1024;

/// Makes and checks passkeys for one site.
pub struct Passkeys {
    place: Place,
    webauthn: Webauthn,
}

impl std::fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Passkeys({})", self.place.origin)
    }
}

/// Whose a new passkey is to be.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// The person: kept in the passkey, so that logging in needs no name.
    pub id: Uuid,
    /// What the device shows to tell accounts apart: the address that they log in with.
    pub account: &'a str,
    /// The person's name.
    pub name: &'a str,
}

/// A question to a browser.
#[derive(Clone, Debug)]
pub struct Question {
    /// What the browser is asked: options of `navigator.credentials`, with bytes in base64url.
    pub options: Value,
    /// What the answer is checked against. To be kept on the server, for minutes, and used once.
    pub kept: Value,
}

/// A new passkey.
#[derive(Clone, Debug)]
pub struct Made {
    /// By what it is found: unique among all passkeys.
    pub id: Vec<u8>,
    /// Its public half, how often it was used, whether it is backed up. To be kept.
    pub kept: Value,
}

/// A browser's answer to a log-in's question, read and not checked yet.
#[derive(Debug)]
pub struct Answer {
    credential: PublicKeyCredential,
    /// Whose the passkey says that it is. One that was asked for by name need not say it.
    pub owner: Option<Uuid>,
}

impl Answer {
    /// Reads an answer.
    ///
    /// # Errors
    /// [`Refusal::Unreadable`] for anything that no browser sends.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let credential: PublicKeyCredential = read(text)?;
        let owner = credential
            .get_user_unique_id()
            .filter(|id| !id.is_empty())
            .map(Uuid::from_slice)
            .transpose()
            .map_err(|_| Refusal::Unreadable)?;
        Ok(Self { credential, owner })
    }

    /// By what the passkey is found.
    #[must_use]
    pub fn passkey_id(&self) -> &[u8] {
        self.credential.get_credential_id()
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    if text.len() > LONGEST_ANSWER {
        return Err(Refusal::Unreadable);
    }
    serde_json::from_str(text).map_err(|_| Refusal::Unreadable)
}

fn written<T: Serialize>(value: &T) -> Result<Value, Refusal> {
    serde_json::to_value(value).map_err(|_| Refusal::Unreadable)
}

fn kept<T: DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    serde_json::from_value(value).map_err(|_| Refusal::Unreadable)
}

impl Passkeys {
    /// For the site that people reach at `address`.
    ///
    /// # Errors
    /// [`NoDomain`]: a passkey is bound to a domain, and a bare network address is none.
    pub fn at(address: &str) -> Result<Self, NoDomain> {
        let place = Place::of(address)?;
        let webauthn = WebauthnBuilder::new(&place.domain, &place.url)
            .and_then(WebauthnBuilder::build)
            .map_err(|_| NoDomain)?;
        Ok(Self { place, webauthn })
    }

    /// Where the site's passkeys are good.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Begins to make a passkey of `owner`'s at the site called `site`. Devices that hold one of `others` already make none.
    ///
    /// # Errors
    /// Never for an owner with an account's name.
    pub fn begin_registration(
        &self,
        owner: Owner<'_>,
        site: &str,
        others: &[Vec<u8>],
    ) -> Result<Question, Refusal> {
        let (question, state) =
            self.webauthn
                .start_passkey_registration(owner.id, owner.account, owner.name, None)?;
        Ok(Question {
            options: discoverable(&question, site, others)?,
            kept: written(&state)?,
        })
    }

    /// Checks the answer to a registration's question, of which `question` was kept.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn finish_registration(&self, question: Value, answer: &str) -> Result<Made, Refusal> {
        let begun: PasskeyRegistration = kept(question)?;
        let raw: Value = read(answer)?;
        // Some keys answer that they keep nothing: such a one could never be found again without its owner's name.
        if raw["clientExtensionResults"]["credProps"]["rk"] == json!(false) {
            return Err(Refusal::NotDiscoverable);
        }
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let made = self.webauthn.finish_passkey_registration(&answer, &begun)?;
        Ok(Made {
            id: made.cred_id().clone(),
            kept: written(&made)?,
        })
    }

    /// Begins a log-in by whichever passkey the person chooses.
    ///
    /// # Errors
    /// Never, as far as is known.
    pub fn begin_log_in(&self) -> Result<Question, Refusal> {
        let (question, state) = self.webauthn.start_discoverable_authentication()?;
        Ok(Question {
            options: written(&question.public_key)?,
            kept: written(&state)?,
        })
    }

    /// Begins to make sure that a person is still there, by one of their passkeys; the browser offers no others.
    ///
    /// # Errors
    /// Never, as far as is known.
    pub fn begin_confirmation(&self, own: &[Vec<u8>]) -> Result<Question, Refusal> {
        let mut question = self.begin_log_in()?;
        question.options["allowCredentials"] = named(own);
        Ok(question)
    }

    /// Checks the answer to a log-in's or a confirmation's question, of which `question` was kept, by `passkey` as it was kept. Gives the passkey as it is to be kept from now on.
    /// That the answer's owner is the passkey's is for the caller to see to.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn finish_log_in(
        &self,
        question: Value,
        answer: &Answer,
        passkey: Value,
    ) -> Result<Value, Refusal> {
        let begun: DiscoverableAuthentication = kept(question)?;
        let mut passkey: Credential = kept(passkey)?;
        let used = self.webauthn.finish_discoverable_authentication_v2(
            &answer.credential,
            begun,
            &passkey,
        )?;
        if !used.user_verified() {
            return Err(Refusal::Unverified);
        }
        passkey.update_credential(&used);
        written(&passkey)
    }
}

/// The question with what the library leaves to chance: the passkey must be found without a name, and the site is called by its own.
fn discoverable(
    question: &CreationChallengeResponse,
    site: &str,
    others: &[Vec<u8>],
) -> Result<Value, Refusal> {
    let mut options = written(&question.public_key)?;
    options["excludeCredentials"] = named(others);
    options["rp"]["name"] = json!(site);
    options["authenticatorSelection"]["residentKey"] = json!("required");
    options["authenticatorSelection"]["requireResidentKey"] = json!(true);
    Ok(options)
}

/// Passkeys by what browsers name them.
fn named(ids: &[Vec<u8>]) -> Value {
    let named = |id: &Vec<u8>| json!({ "type": "public-key", "id": BASE64URL_NOPAD.encode(id) });
    ids.iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passkey_is_asked_for_that_needs_no_name_and_knows_its_person() {
        let site = Passkeys::at("https://nordbod.se").expect("a domain");
        let owner = Owner {
            id: Uuid::from_u128(7),
            account: "elin@exempel.se",
            name: "Elin Sandahl",
        };
        let question = site
            .begin_registration(owner, "Nordbod", &[vec![1, 2, 3]])
            .expect("a question");
        let asked = &question.options;
        assert_eq!(
            asked["rp"],
            json!({ "id": "nordbod.se", "name": "Nordbod" })
        );
        let selection = &asked["authenticatorSelection"];
        assert_eq!(selection["residentKey"], "required");
        assert_eq!(selection["userVerification"], "required");
        assert_eq!(asked["user"]["name"], "elin@exempel.se");
        assert_eq!(asked["excludeCredentials"][0]["id"], "AQID");
    }

    #[test]
    fn nobody_is_named_when_a_log_in_begins() {
        let site = Passkeys::at("https://nordbod.se").expect("a domain");
        let question = site.begin_log_in().expect("a question");
        assert_eq!(question.options["allowCredentials"], json!([]));
        assert_eq!(question.options["userVerification"], "required");
        assert_eq!(question.options["rpId"], "nordbod.se");
        let other = site.begin_log_in().expect("a question");
        assert_ne!(question.options["challenge"], other.options["challenge"]);
    }

    #[test]
    fn whoever_confirms_is_asked_for_their_own_passkeys() {
        let site = Passkeys::at("https://nordbod.se").expect("a domain");
        let question = site
            .begin_confirmation(&[vec![1, 2, 3], vec![4]])
            .expect("a question");
        let own =
            json!([{ "type": "public-key", "id": "AQID" }, { "type": "public-key", "id": "BA" }]);
        assert_eq!(question.options["allowCredentials"], own);
        assert_eq!(question.options["userVerification"], "required");
    }

    #[test]
    fn what_no_browser_sends_is_unreadable() {
        for text in [
            "",
            "{}",
            "[]",
            "null",
            "{\"id\":1}",
            &"x".repeat(LONGEST_ANSWER + 1),
        ] {
            assert_eq!(Answer::read(text).err(), Some(Refusal::Unreadable));
        }
    }
}
