//! A device that makes passkeys and answers with them, as a telephone or a password manager does, and lies when it is told to.

use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const HAS_KEY: u8 = 0x40;

/// One device with its passkeys, in a browser that shows `origin`.
pub struct Authenticator {
    /// Where the browser says that it is.
    pub origin: String,
    /// Whether it makes sure who holds it.
    pub is_verified: bool,
    /// Whether it keeps what it makes.
    pub keeps: bool,
    /// How often it has signed; nothing counts at zero.
    pub counter: u32,
    /// Whose it says that its passkeys are, if not their owner's.
    pub claims: Option<Vec<u8>>,
    rng: SystemRandom,
    keys: Vec<Key>,
}

struct Key {
    id: Vec<u8>,
    owner: Vec<u8>,
    pair: EcdsaKeyPair,
}

impl Authenticator {
    /// One without passkeys.
    #[must_use]
    pub fn at(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            is_verified: true,
            keeps: true,
            counter: 0,
            claims: None,
            rng: SystemRandom::new(),
            keys: Vec::new(),
        }
    }

    /// Makes a passkey, whatever it has already, and gives the browser's answer.
    ///
    /// # Panics
    /// When the question is none.
    pub fn make(&mut self, options: &Value) -> String {
        let mut id = vec![0; 24];
        self.rng.fill(&mut id).expect("randomness");
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.rng);
        let pkcs8 = pkcs8.expect("a key pair");
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &self.rng);
        let owner = text(&options["user"]["id"]);
        let key = Key {
            id,
            owner: BASE64URL_NOPAD.decode(owner.as_bytes()).expect("an id"),
            pair: pair.expect("a key pair"),
        };
        self.keys.push(key);
        self.register_again(options)
    }

    /// Answers with the passkey that was made last, as if it were new.
    ///
    /// # Panics
    /// When there is none.
    pub fn register_again(&self, options: &Value) -> String {
        let key = self.keys.last().expect("a passkey");
        let mut data = self.said(text(&options["rp"]["id"]), HAS_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(key.id.len()).expect("short").to_be_bytes());
        data.extend(&key.id);
        data.extend(cose(key.pair.public_key().as_ref()));
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(&data);
        let client = self.client("webauthn.create", options);
        let id = BASE64URL_NOPAD.encode(&key.id);
        json!({
            "id": id, "rawId": id, "type": "public-key",
            "clientExtensionResults": { "credProps": { "rk": self.keeps } },
            "response": {
                "attestationObject": BASE64URL_NOPAD.encode(&object),
                "clientDataJSON": BASE64URL_NOPAD.encode(client.as_bytes()),
            },
        })
        .to_string()
    }

    /// Answers a log-in's question with the passkey that was made last.
    ///
    /// # Panics
    /// When there is none.
    pub fn answer(&mut self, options: &Value) -> String {
        if self.counter > 0 {
            self.counter += 1;
        }
        let key = self.keys.last().expect("a passkey");
        let data = self.said(text(&options["rpId"]), 0);
        let client = self.client("webauthn.get", options);
        let mut signed = data.clone();
        signed.extend(digest(&SHA256, client.as_bytes()).as_ref());
        let signature = key.pair.sign(&self.rng, &signed).expect("a signature");
        let id = BASE64URL_NOPAD.encode(&key.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "response": {
                "authenticatorData": BASE64URL_NOPAD.encode(&data),
                "clientDataJSON": BASE64URL_NOPAD.encode(client.as_bytes()),
                "signature": BASE64URL_NOPAD.encode(signature.as_ref()),
                "userHandle": BASE64URL_NOPAD.encode(self.claims.as_ref().unwrap_or(&key.owner)),
            },
        })
        .to_string()
    }

    /// Forgets the passkey that was made last.
    pub fn forget(&mut self) {
        self.keys.pop();
    }

    fn said(&self, domain: &str, flags: u8) -> Vec<u8> {
        let verified = if self.is_verified { VERIFIED } else { 0 };
        let mut data = digest(&SHA256, domain.as_bytes()).as_ref().to_vec();
        data.push(PRESENT | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client(&self, kind: &str, options: &Value) -> String {
        let challenge = &options["challenge"];
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// A public key on P-256 as COSE writes it.
fn cose(point: &[u8]) -> Vec<u8> {
    let mut key = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".to_vec();
    key.extend(&point[1..33]);
    key.extend(b"\x22\x58\x20");
    key.extend(&point[33..65]);
    key
}
