//! How mail leaves: by SMTP when it is configured, else into the demo mailbox, where it can be read in the browser.

use std::time::Duration;

use lettre::message::{Mailbox, MultiPart, SinglePart, header};
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::store::StoredMail;

/// A relay that has not taken a mail by then is asked again later; its answer must not hold up the other jobs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where mail goes.
#[derive(Clone)]
pub enum Transport {
    /// Nowhere: the kept copy is the mail.
    Mailbox,
    /// To a relay.
    Smtp(Relay),
}

/// Where mails are handed over, and how long that may take.
#[derive(Clone)]
pub struct Relay {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    patience: Duration,
}

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address or header cannot be written; trying again will not help.
    #[error("the mail cannot be written: {0}")]
    Malformed(String),
    /// The relay refused for good (5xx).
    #[error("the relay refused: {0}")]
    Refused(String),
    /// The relay cannot be reached or is busy.
    #[error("the relay did not take the mail: {0}")]
    Unavailable(String),
}

/// What a relay says, without the addresses in it: it is kept beside jobs and deliveries, where nobody looks for addresses to take away.
fn without_addresses(text: &str) -> String {
    let is_part = |c: char| !c.is_whitespace() && !"<>\"',;:()".contains(c);
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let (before, from) = rest.split_at(start);
        said.push_str(before);
        let end = from.find(|c| !is_part(c)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        said.push_str(if word.contains('@') { "…" } else { word });
        rest = after;
    }
    said.push_str(rest);
    said
}

fn read(url: &str) -> Result<AsyncSmtpTransportBuilder, MailError> {
    AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
        .map_err(|error| MailError::Malformed(error.to_string()))
}

impl Transport {
    /// A relay by its URL (`smtps://user:password@host`, `smtp://host:587?tls=required`).
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn smtp(url: &str) -> Result<Self, MailError> {
        Self::smtp_within(url, PATIENCE)
    }

    /// A relay that must have taken a mail after `patience`.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn smtp_within(url: &str, patience: Duration) -> Result<Self, MailError> {
        Ok(Self::Smtp(Relay {
            transport: read(url)?.build(),
            patience,
        }))
    }

    /// Looks whether a relay's URL can be read. Unlike a relay, this needs no runtime around it.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn check(url: &str) -> Result<(), MailError> {
        read(url).map(drop)
    }

    /// `mailbox` or `smtp`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::Smtp(_) => "smtp",
        }
    }

    /// Knocks: whether the relay answers, and takes the user and the password.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn knock(&self) -> Result<(), MailError> {
        let Self::Smtp(relay) = self else {
            return Ok(());
        };
        let asked = tokio::time::timeout(relay.patience, relay.transport.test_connection()).await;
        match asked {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(MailError::Unavailable("it hung up".to_owned())),
            Ok(Err(error)) if error.is_permanent() => {
                Err(MailError::Refused(without_addresses(&error.to_string())))
            }
            Ok(Err(error)) => Err(MailError::Unavailable(without_addresses(
                &error.to_string(),
            ))),
            Err(_) => {
                let seconds = relay.patience.as_secs();
                Err(MailError::Unavailable(format!(
                    "no answer within {seconds} s"
                )))
            }
        }
    }

    /// Hands a mail over and gives the receiver's answer.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn send(&self, mail: &StoredMail) -> Result<String, MailError> {
        match self {
            Self::Mailbox => Ok(format!("kept in the demo mailbox as {}", mail.id)),
            Self::Smtp(relay) => {
                let sending = relay.transport.send(compose(mail)?);
                let in_time = tokio::time::timeout(relay.patience, sending).await;
                let answer = in_time.map_err(|_| {
                    let seconds = relay.patience.as_secs();
                    MailError::Unavailable(format!("no answer within {seconds} s"))
                })?;
                let answer = answer.map_err(|error| {
                    let said = without_addresses(&error.to_string());
                    if error.is_permanent() {
                        MailError::Refused(said)
                    } else {
                        MailError::Unavailable(said)
                    }
                })?;
                let said = answer.message().collect::<Vec<_>>().join(" ");
                Ok(format!("{} {}", answer.code(), without_addresses(&said)))
            }
        }
    }
}

/// Whether a mail can be addressed so: what says no here would fail when it is sent.
#[must_use]
pub fn can_send_to(address: &str) -> bool {
    address.parse::<lettre::Address>().is_ok()
}

fn compose(mail: &StoredMail) -> Result<Message, MailError> {
    let mailbox = |text: &str| {
        text.parse::<Mailbox>()
            .map_err(|error| MailError::Malformed(without_addresses(&error.to_string())))
    };
    let domain = mail
        .sender
        .rsplit_once('@')
        .map_or("localhost", |(_, domain)| domain.trim_end_matches('>'));
    let mut builder = Message::builder()
        .from(mailbox(&mail.sender)?)
        .to(mailbox(&mail.recipient)?)
        .subject(mail.subject.clone())
        // The same mail sent twice after a crash carries the same id, so that mailboxes can tell.
        .message_id(Some(format!("<{}@{domain}>", mail.id)))
        .header(AutoSubmitted);
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(mailbox(reply_to)?);
    }
    if let Some(url) = mail.unsubscribe_url.as_deref().filter(|url| is_plain(url)) {
        builder = builder.header(ListUnsubscribe(format!("<{url}>")));
        // The button that asks nothing is for addresses that nobody on the way can read.
        if url.starts_with("https://") {
            builder = builder.header(OneClick);
        }
    }
    let text = SinglePart::plain(mail.body_text.clone());
    let built = match &mail.body_html {
        Some(html) => builder.multipart(
            MultiPart::alternative()
                .singlepart(text)
                .singlepart(SinglePart::html(html.clone())),
        ),
        None => builder.singlepart(text),
    };
    built.map_err(|error| MailError::Malformed(without_addresses(&error.to_string())))
}

/// Tells other machines not to answer (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Whether an address can stand in a header as it is.
fn is_plain(url: &str) -> bool {
    url.bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"<>,".contains(&byte))
}

/// Where more mails of the kind are said no to (RFC 2369).
#[derive(Clone)]
struct ListUnsubscribe(String);

impl header::Header for ListUnsubscribe {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> header::HeaderValue {
        // As it is: an address that is broken into lines is no address any more.
        let name = Self::name();
        header::HeaderValue::dangerous_new_pre_encoded(name, self.0.clone(), self.0.clone())
    }
}

/// That a mail program may do so by itself when its reader presses its own button (RFC 8058).
#[derive(Clone)]
struct OneClick;

impl header::Header for OneClick {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MailId;

    fn mail(recipient: &str, subject: &str) -> StoredMail {
        StoredMail {
            id: MailId::generate(),
            sender: "Nordbod <hej@nordbod.example>".to_owned(),
            recipient: recipient.to_owned(),
            reply_to: None,
            unsubscribe_url: None,
            subject: subject.to_owned(),
            body_text: "Hej åäö".to_owned(),
            body_html: Some("<p>Hej åäö</p>".to_owned()),
            state: "pending".to_owned(),
            receipt: None,
        }
    }

    #[test]
    fn a_mail_is_written_in_two_forms() {
        let text = String::from_utf8(
            compose(&mail("elin@exempel.se", "Tack för din beställning"))
                .unwrap()
                .formatted(),
        )
        .unwrap();
        assert!(text.contains("multipart/alternative"));
        assert!(text.contains("@nordbod.example>"));
        assert!(text.contains("Auto-Submitted: auto-generated"));
    }

    #[test]
    fn mails_that_can_be_done_without_say_where_to_say_no() {
        let written = |url: Option<&str>| {
            let mail = StoredMail {
                unsubscribe_url: url.map(str::to_owned),
                ..mail("elin@exempel.se", "Vad tycker du?")
            };
            String::from_utf8(compose(&mail).unwrap().formatted()).unwrap()
        };
        let key = "k".repeat(86);
        let https = format!("https://butik.example/order/ORD-100001/{key}/inga-fragor");
        let text = written(Some(&https));
        let line = format!("\r\nList-Unsubscribe: <{https}>\r\n");
        assert!(text.contains(&line), "on one line: {text}");
        assert!(text.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
        let plain = written(Some("http://127.0.0.1:8080/x"));
        assert!(plain.contains("List-Unsubscribe: <http://127.0.0.1:8080/x>"));
        assert!(!plain.contains("One-Click"));
        assert!(!written(Some("https://b.example/\r\nBcc: x@y.se")).contains("List-"));
        assert!(!written(None).contains("List-"));
    }

    #[test]
    fn what_is_kept_of_a_relays_words_names_nobody() {
        assert_eq!(
            without_addresses(
                "550 5.1.1 <elin@exempel.se>: no mailbox, ask (postmaster@exempel.se)"
            ),
            "550 5.1.1 <…>: no mailbox, ask (…)"
        );
        assert_eq!(without_addresses("  busy  "), "  busy  ");
        assert_eq!(without_addresses(""), "");
        let error = compose(&mail("elin exempel@se@", "a"))
            .unwrap_err()
            .to_string();
        assert!(!error.contains('@'), "{error}");
    }

    #[test]
    fn an_address_cannot_smuggle_headers() {
        assert!(compose(&mail("elin@exempel.se\r\nBcc: x@y.se", "a")).is_err());
        let text = String::from_utf8(
            compose(&mail("elin@exempel.se", "a\r\nBcc: x@y.se"))
                .unwrap()
                .formatted(),
        )
        .unwrap();
        assert!(!text.lines().any(|line| line.starts_with("Bcc:")));
    }
}
