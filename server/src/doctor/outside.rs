//! What lies outside of the program and its database: the vendors' settings, the mail relay, the bucket, the log.

use std::time::Duration;

use platform::config::{Config, S3, SearchEngine, Storage};
use platform::files::{FileKey, FileStore as _};
use platform::mail::Transport;
use platform::telemetry;

use super::Findings;
use crate::{ground, parts};

/// How long the bucket, the mail relay or the search engine may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) fn look(config: &Config, findings: &mut Findings) {
    findings.good(
        "payment",
        if config.uses_stand_in_payment() {
            "the stand-in provider: no money moves"
        } else {
            "Stripe"
        },
    );
    look_at_mail(config, findings);
    match &config.storage {
        Storage::Directory => findings.good("pictures", "in the data folder"),
        Storage::S3(s3) => look_at_bucket(s3, findings),
    }
    match &config.search {
        None => findings.good("search", "by PostgreSQL"),
        Some(search) => look_at_engine(search, findings),
    }
    match telemetry::check_filter(&config.log) {
        Ok(()) => findings.good("log", &config.log),
        Err(error) => findings.wrong("log", error, "mend or unset TORG_LOG"),
    }
}

/// Knocks at the mail relay. Without it the shop starts, and mails wait until it takes them, so it is no fault when it is away.
fn look_at_mail(config: &Config, findings: &mut Findings) {
    let Some(url) = &config.mail.smtp_url else {
        return findings.good("mail", "stays in the demo mailbox");
    };
    if let Err(error) = Transport::check(url.reveal()) {
        return findings.wrong(
            "mail",
            format!("TORG_SMTP_URL: {error}"),
            "write it as in smtps://user:password@host or smtp://host:587?tls=required",
        );
    }
    let asked = ground::block_on(async {
        // Made and dropped in here: it needs the runtime for both.
        let relay = Transport::smtp_within(url.reveal(), PATIENCE)?;
        relay.knock().await?;
        Ok(())
    });
    match asked {
        Ok(()) => findings.good("mail", "by SMTP"),
        Err(error) => findings.left(
            "mail",
            format!("by SMTP, but {error:#}; until it does, mails wait"),
            "check TORG_SMTP_URL: host, port, user and password; and that the relay is up",
        ),
    }
}

/// Asks the bucket for a file that it need not have: whoever may not read it is refused.
fn look_at_bucket(s3: &S3, findings: &mut Findings) {
    let store = match parts::bucket(s3) {
        Ok(store) => store,
        Err(error) => {
            return findings.wrong(
                "pictures",
                format!("{error:#}"),
                "mend the settings TORG_S3_...",
            );
        }
    };
    let asked = ground::block_on(async {
        let key = FileKey::parse("doctor")?;
        let answer = tokio::time::timeout(PATIENCE, store.exists(&key)).await;
        Ok(answer.map_err(|_| anyhow::anyhow!("no answer in {} s", PATIENCE.as_secs()))??)
    });
    match asked {
        Ok(_) => findings.good("pictures", format!("in the bucket {}", s3.bucket)),
        Err(error) => findings.wrong(
            "pictures",
            format!("the bucket {}: {error:#}", s3.bucket),
            "check TORG_S3_BUCKET, the keys and their rights, and TORG_S3_ENDPOINT",
        ),
    }
}

/// Asks the search engine whether it is up and the key lets us in. The shop starts and searches without it, so it is no fault when it is away.
fn look_at_engine(search: &SearchEngine, findings: &mut Findings) {
    let engine = match parts::meilisearch(search) {
        Ok(engine) => engine,
        Err(error) => {
            return findings.wrong(
                "search",
                format!("{error:#}"),
                "mend the settings TORG_SEARCH_...",
            );
        }
    };
    let asked = ground::block_on(async {
        let answer = tokio::time::timeout(PATIENCE, engine.look()).await;
        answer.map_err(|_| anyhow::anyhow!("no answer in {} s", PATIENCE.as_secs()))??;
        Ok(())
    });
    match asked {
        Ok(()) => findings.good("search", format!("Meilisearch at {}", search.url)),
        Err(error) => findings.left(
            "search",
            format!(
                "Meilisearch at {}: {error:#}; until it does, PostgreSQL searches",
                search.url
            ),
            "check TORG_SEARCH_URL, that Meilisearch is up, and TORG_SEARCH_KEY and its rights",
        ),
    }
}
