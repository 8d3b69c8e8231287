//! Mail over SMTP, told apart by what a relay answers.

use std::time::Duration;

use platform::ids::MailId;
use platform::mail::store::StoredMail;
use platform::mail::{MailError, Transport};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What no test may take longer than.
const FOR_EVER: Duration = Duration::from_secs(20);

/// A relay that takes one caller, gives `to_recipient` as its answer to the recipient, and hands out what it was told.
async fn relay(to_recipient: &'static str) -> (Transport, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let transport = Transport::smtp(&format!("smtp://{}", listener.local_addr().unwrap())).unwrap();
    #[expect(clippy::disallowed_methods, reason = "the other end of a test")]
    let told = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        converse(stream, to_recipient).await
    });
    (transport, told)
}

async fn converse(stream: TcpStream, to_recipient: &str) -> String {
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    let (mut told, mut is_mail) = (String::new(), false);
    writing
        .write_all(b"220 relay.exempel.se\r\n")
        .await
        .unwrap();
    while let Some(line) = lines.next_line().await.unwrap() {
        told.push_str(&line);
        told.push('\n');
        let answer = match line.split([' ', ':']).next().unwrap() {
            "." if is_mail => {
                is_mail = false;
                "250 2.0.0 queued as 4711"
            }
            _ if is_mail => continue,
            "RCPT" => to_recipient,
            "DATA" => {
                is_mail = true;
                "354 go on"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        writing
            .write_all(format!("{answer}\r\n").as_bytes())
            .await
            .unwrap();
        if answer == "250 2.0.0 queued as 4711" || answer == "221 bye" {
            return told;
        }
    }
    told
}

fn mail() -> StoredMail {
    StoredMail {
        id: MailId::generate(),
        sender: "Nordbod <hej@nordbod.example>".to_owned(),
        recipient: "elin@exempel.se".to_owned(),
        reply_to: Some("order@nordbod.example".to_owned()),
        unsubscribe_url: None,
        subject: "Tack för din beställning, åäö".to_owned(),
        body_text: "Hej Elin!".to_owned(),
        body_html: Some("<p>Hej Elin!</p>".to_owned()),
        state: "pending".to_owned(),
        receipt: None,
    }
}

async fn sent(transport: &Transport, mail: &StoredMail) -> Result<String, MailError> {
    tokio::time::timeout(FOR_EVER, transport.send(mail))
        .await
        .expect("the relay has answered")
}

/// The encoded words (RFC 2047) of a header, put together.
fn decoded(header: &str) -> String {
    let mut bytes = Vec::new();
    for (at, part) in header.split("=?utf-8?b?").enumerate() {
        let Some((word, plain)) = part.split_once("?=").filter(|_| at > 0) else {
            bytes.extend_from_slice(part.as_bytes());
            continue;
        };
        bytes.extend(data_encoding::BASE64.decode(word.as_bytes()).unwrap());
        bytes.extend_from_slice(plain.trim_start_matches("\n ").as_bytes());
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_relay_takes_the_whole_mail_and_its_answer_is_the_receipt() {
    let (transport, told) = relay("250 ok").await;
    let mail = mail();
    let receipt = sent(&transport, &mail).await.unwrap();
    assert!(
        receipt.starts_with("250") && receipt.contains("queued as 4711"),
        "{receipt}"
    );

    let told = told.await.unwrap();
    for expected in [
        "MAIL FROM:<hej@nordbod.example>",
        "RCPT TO:<elin@exempel.se>",
        "From: Nordbod <hej@nordbod.example>",
        "To: elin@exempel.se",
        "Reply-To: order@nordbod.example",
        "Auto-Submitted: auto-generated",
        "Content-Type: multipart/alternative;",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
        "<p>Hej Elin!</p>",
        "\nDate: ",
    ] {
        assert!(told.contains(expected), "{expected} is missing in:\n{told}");
    }
    assert!(
        told.contains(&format!("Message-ID: <{}@nordbod.example>", mail.id)),
        "{told}"
    );
    let (_, subject) = told.split_once("Subject: ").unwrap();
    let lines: Vec<&str> = subject
        .lines()
        .enumerate()
        .take_while(|(at, line)| *at == 0 || line.starts_with(' '))
        .map(|(_, line)| line)
        .collect();
    let subject = lines.join("\n");
    assert!(subject.is_ascii(), "{subject}");
    assert_eq!(decoded(&subject), mail.subject);
}

#[tokio::test]
async fn a_relay_that_is_busy_is_asked_again_and_one_that_refuses_is_not() {
    let (transport, told) = relay("451 4.7.1 try later").await;
    let busy = sent(&transport, &mail()).await.unwrap_err();
    assert!(
        matches!(&busy, MailError::Unavailable(why) if why.contains("try later")),
        "{busy:?}"
    );
    drop(transport);
    told.await.unwrap();

    let (transport, told) = relay("550 5.1.1 no such mailbox").await;
    let refused = sent(&transport, &mail()).await.unwrap_err();
    assert!(
        matches!(&refused, MailError::Refused(why) if why.contains("no such mailbox")),
        "{refused:?}"
    );
    drop(transport);
    told.await.unwrap();
}

#[tokio::test]
async fn a_relay_that_is_not_there_is_asked_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    drop(listener);
    let gone = sent(&Transport::smtp(&url).unwrap(), &mail())
        .await
        .unwrap_err();
    assert!(matches!(gone, MailError::Unavailable(_)), "{gone:?}");
}

#[tokio::test]
async fn a_relay_that_says_nothing_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let transport = Transport::smtp_within(&url, Duration::from_millis(200)).unwrap();
    let silent = sent(&transport, &mail()).await.unwrap_err();
    assert!(matches!(silent, MailError::Unavailable(_)), "{silent:?}");
}
