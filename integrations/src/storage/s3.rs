//! Files in S3 or anything that speaks it (AWS, MinIO, Ceph, Cloudflare R2, Scaleway, Elastx).

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::aws::{AmazonS3, AmazonS3Builder, Checksum};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt as _,
    PutOptions, RetryConfig,
};
use platform::files::{Answer, FileError, FileKey, FileStore};

/// How to reach a bucket.
#[derive(Clone)]
pub struct S3Config {
    /// The service's address. `None` is AWS itself, by region.
    pub endpoint: Option<String>,
    /// `eu-north-1`. Services without regions take any word.
    pub region: String,
    /// The bucket; it must exist.
    pub bucket: String,
    /// Put before every key, without slashes at the ends, so that several shops share a bucket. May be empty.
    pub prefix: String,
    /// Access key.
    pub access_key_id: String,
    /// Secret key.
    pub secret_access_key: String,
    /// `bucket.host/key` instead of `host/bucket/key`. AWS wants it, most others do not.
    pub is_virtual_hosted: bool,
}

impl std::fmt::Debug for S3Config {
    /// Without the secret: configurations end up in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Config")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("bucket", &self.bucket)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

/// Keeps files in a bucket. An upload is one PUT with a checksum, so a reader sees the whole file or none.
#[derive(Clone, Debug)]
pub struct S3Store {
    bucket: Arc<AmazonS3>,
    prefix: String,
}

impl S3Store {
    /// Prepares the connection; nothing is sent yet.
    ///
    /// # Errors
    /// [`FileError::Refused`] when the configuration does not make sense.
    pub fn new(config: &S3Config) -> Result<Self, FileError> {
        // The client panics when nobody has chosen an encryption library. Whoever chose first is right.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let prefix = config.prefix.trim_matches('/').to_owned();
        if !prefix.is_empty() && FileKey::parse(&prefix).is_err() {
            return Err(FileError::Refused(format!(
                "the prefix {prefix:?} is not made of a-z 0-9 . _ - and /"
            )));
        }
        let mut builder = AmazonS3Builder::new()
            .with_region(&config.region)
            .with_bucket_name(&config.bucket)
            .with_access_key_id(&config.access_key_id)
            .with_secret_access_key(&config.secret_access_key)
            .with_virtual_hosted_style_request(config.is_virtual_hosted)
            // The store checks what arrived against this, so a torn upload is refused and not kept.
            .with_checksum_algorithm(Checksum::SHA256)
            .with_client_options(
                ClientOptions::new()
                    .with_timeout(Duration::from_secs(60))
                    .with_connect_timeout(Duration::from_secs(5)),
            )
            // A shopper may be waiting for the picture: give up within seconds, the caller decides what then.
            .with_retry(RetryConfig {
                backoff: BackoffConfig {
                    init_backoff: Duration::from_millis(100),
                    max_backoff: Duration::from_secs(2),
                    base: 2.0,
                },
                max_retries: 3,
                retry_timeout: Duration::from_secs(10),
            });
        if let Some(endpoint) = &config.endpoint {
            builder = builder
                .with_endpoint(endpoint)
                .with_allow_http(endpoint.starts_with("http://"));
        }
        let bucket = builder.build().map_err(|error| refusal(&error))?;
        Ok(Self {
            bucket: Arc::new(bucket),
            prefix,
        })
    }

    fn path(&self, key: &FileKey) -> Path {
        if self.prefix.is_empty() {
            Path::from(key.as_str())
        } else {
            Path::from(format!("{}/{key}", self.prefix))
        }
    }
}

/// What a browser is told by those who put a delivery network straight before the bucket.
fn attributes(key: &FileKey) -> Attributes {
    let kind = match key.extension() {
        Some("jpg") => "image/jpeg",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("avif") => "image/avif",
        Some("gif") => "image/gif",
        Some("tif") => "image/tiff",
        Some("bmp") => "image/bmp",
        Some("pdf") => "application/pdf",
        _ => "application/octet-stream",
    };
    Attributes::from_iter([
        (Attribute::ContentType, kind),
        (
            Attribute::CacheControl,
            "public, max-age=31536000, immutable",
        ),
    ])
}

fn refusal(error: &object_store::Error) -> FileError {
    use object_store::Error as E;
    let text = with_causes(error);
    match error {
        E::PermissionDenied { .. }
        | E::Unauthenticated { .. }
        | E::NotFound { .. }
        | E::InvalidPath { .. }
        | E::NotSupported { .. }
        | E::NotImplemented { .. }
        | E::UnknownConfigurationKey { .. } => FileError::Refused(text),
        _ => FileError::Unavailable(text),
    }
}

/// The error and what it came from: the outermost text alone is "Generic S3 error".
fn with_causes(error: &object_store::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        cause = inner.source();
    }
    text
}

impl FileStore for S3Store {
    fn name(&self) -> &'static str {
        "s3"
    }

    fn put<'a>(&'a self, key: &'a FileKey, content: Bytes) -> Answer<'a, ()> {
        Box::pin(async move {
            let options = PutOptions {
                attributes: attributes(key),
                ..PutOptions::default()
            };
            let put = self
                .bucket
                .put_opts(&self.path(key), content.into(), options)
                .await;
            put.map(drop).map_err(|error| refusal(&error))
        })
    }

    fn get<'a>(&'a self, key: &'a FileKey) -> Answer<'a, Option<Bytes>> {
        Box::pin(async move {
            let found = match self.bucket.get(&self.path(key)).await {
                Ok(found) => found,
                Err(error) if is_missing_object(&error) => return Ok(None),
                Err(error) => return Err(refusal(&error)),
            };
            found
                .bytes()
                .await
                .map(Some)
                .map_err(|error| refusal(&error))
        })
    }

    fn exists<'a>(&'a self, key: &'a FileKey) -> Answer<'a, bool> {
        Box::pin(async move {
            match self.bucket.head(&self.path(key)).await {
                Ok(_) => Ok(true),
                Err(error) if is_missing_object(&error) => Ok(false),
                Err(error) => Err(refusal(&error)),
            }
        })
    }

    fn delete<'a>(&'a self, key: &'a FileKey) -> Answer<'a, ()> {
        Box::pin(async move {
            match self.bucket.delete(&self.path(key)).await {
                Ok(()) => Ok(()),
                Err(error) if is_missing_object(&error) => Ok(()),
                Err(error) => Err(refusal(&error)),
            }
        })
    }
}

/// A missing file is an answer; a missing bucket is a mistake in the configuration, and must not look like an empty store.
fn is_missing_object(error: &object_store::Error) -> bool {
    matches!(error, object_store::Error::NotFound { .. })
        && !with_causes(error).contains("NoSuchBucket")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_that_could_leave_its_room_is_refused_and_no_log_shows_the_secret() {
        let mut config = S3Config {
            endpoint: None,
            region: "eu-north-1".into(),
            bucket: "pictures".into(),
            prefix: "/shop/a/".into(),
            access_key_id: "key".into(),
            secret_access_key: "hush-hush".into(),
            is_virtual_hosted: true,
        };
        assert_eq!(S3Store::new(&config).unwrap().prefix, "shop/a");
        assert!(!format!("{config:?}").contains("hush"));
        config.prefix = "../other".into();
        assert!(matches!(S3Store::new(&config), Err(FileError::Refused(_))));
    }
}
