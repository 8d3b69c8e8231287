//! One list of promises, kept by every file store: a directory, and a real S3 server.

use std::sync::Arc;

use axum::Router;
use axum::error_handling::HandleError;
use axum::http::StatusCode;
use bytes::Bytes;
use integrations::storage::{S3Config, S3Store};
use platform::files::{DirectoryStore, FileError, FileKey, FileStore};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::task::JoinSet;

fn key(text: &str) -> FileKey {
    FileKey::parse(text).unwrap()
}

/// What a `FileStore` promises.
async fn keeps_its_promises(store: Arc<dyn FileStore>) {
    let a = key("original/ab/cd/abcd.jpg");
    assert_eq!(
        store.get(&a).await.unwrap(),
        None,
        "nothing is there at first"
    );
    assert!(!store.exists(&a).await.unwrap());
    store
        .delete(&a)
        .await
        .expect("a missing file is as good as removed");

    store.put(&a, Bytes::from_static(b"first")).await.unwrap();
    assert_eq!(
        store.get(&a).await.unwrap().as_deref(),
        Some(b"first".as_slice())
    );
    assert!(store.exists(&a).await.unwrap());
    store
        .put(&a, Bytes::from_static(b"second, longer"))
        .await
        .expect("writing again replaces");
    assert_eq!(
        store.get(&a).await.unwrap().as_deref(),
        Some(b"second, longer".as_slice())
    );

    let neighbour = key("original/ab/cd/abcd.jpg.bak");
    assert_eq!(
        store.get(&neighbour).await.unwrap(),
        None,
        "a longer name is another file"
    );

    let empty = key("empty");
    store.put(&empty, Bytes::new()).await.unwrap();
    assert_eq!(store.get(&empty).await.unwrap(), Some(Bytes::new()));

    let big: Bytes = (0..6_000_000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let large = key("large/file.bin");
    store.put(&large, big.clone()).await.unwrap();
    assert!(
        store
            .get(&large)
            .await
            .unwrap()
            .is_some_and(|found| found == big),
        "six million bytes come back as they were"
    );

    store.delete(&a).await.unwrap();
    assert_eq!(store.get(&a).await.unwrap(), None);
    assert!(!store.exists(&a).await.unwrap());
    store.delete(&a).await.expect("twice is no harm");

    readers_see_whole_files(store).await;
}

/// Writers replace a file while readers read it: each reader sees one writer's bytes, whole.
async fn readers_see_whole_files(store: Arc<dyn FileStore>) {
    let shared = key("shared/file.bin");
    store
        .put(&shared, Bytes::from(vec![0; 100_000]))
        .await
        .unwrap();
    let mut tasks = JoinSet::new();
    for writer in 1..=8_u8 {
        let (store, shared) = (Arc::clone(&store), shared.clone());
        tasks.spawn(async move {
            store
                .put(&shared, Bytes::from(vec![writer; 100_000]))
                .await
                .unwrap()
        });
    }
    for _ in 0..16 {
        let (store, shared) = (Arc::clone(&store), shared.clone());
        tasks.spawn(async move {
            let content = store.get(&shared).await.unwrap().expect("it is never gone");
            assert_eq!(content.len(), 100_000);
            assert!(content.iter().all(|byte| *byte == content[0]), "no mixture");
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
}

/// A real S3 server on a free port of this machine, over a temporary folder.
struct S3Server {
    endpoint: String,
    _folder: tempfile::TempDir,
    _serving: JoinSet<()>,
}

impl S3Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("pictures")).unwrap();
        let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single("access", "secret"));
        let service = HandleError::new(builder.build(), |error: s3s::HttpError| async move {
            (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:?}"))
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            axum::serve(listener, Router::new().fallback_service(service))
                .await
                .unwrap()
        });
        Self {
            endpoint,
            _folder: folder,
            _serving: serving,
        }
    }

    fn config(&self) -> S3Config {
        config(self.endpoint.clone())
    }
}

fn config(endpoint: String) -> S3Config {
    S3Config {
        endpoint: Some(endpoint),
        region: "eu-north-1".into(),
        bucket: "pictures".into(),
        prefix: String::new(),
        access_key_id: "access".into(),
        secret_access_key: "secret".into(),
        is_virtual_hosted: false,
    }
}

#[tokio::test]
async fn a_directory_keeps_the_promises() {
    let folder = tempfile::tempdir().unwrap();
    let store = DirectoryStore::open(folder.path().join("media")).unwrap();
    keeps_its_promises(Arc::new(store.clone())).await;

    // S3 knows no folders; a directory must behave as if it knew none.
    store
        .put(&key("original/ab/cd/abcd.jpg"), Bytes::from_static(b"x"))
        .await
        .unwrap();
    assert!(
        !store.exists(&key("original/ab")).await.unwrap(),
        "a folder is not a file"
    );
    assert_eq!(store.get(&key("original/ab")).await.unwrap(), None);
    assert_eq!(
        store.get(&key("original/ab/cd/abcd.jpg/x")).await.unwrap(),
        None,
        "a file is not a folder"
    );
}

#[tokio::test]
async fn s3_keeps_the_promises() {
    let server = S3Server::start().await;
    keeps_its_promises(Arc::new(S3Store::new(&server.config()).unwrap())).await;
}

#[tokio::test]
async fn shops_with_a_prefix_each_share_a_bucket() {
    let server = S3Server::start().await;
    let store = |prefix: &str| {
        S3Store::new(&S3Config {
            prefix: prefix.into(),
            ..server.config()
        })
        .unwrap()
    };
    let (one, two) = (store("one"), store("two/deep"));
    one.put(&key("x"), Bytes::from_static(b"1")).await.unwrap();
    assert_eq!(two.get(&key("x")).await.unwrap(), None);
    two.put(&key("x"), Bytes::from_static(b"2")).await.unwrap();
    assert_eq!(
        one.get(&key("x")).await.unwrap().as_deref(),
        Some(b"1".as_slice())
    );
}

#[tokio::test]
async fn a_wrong_secret_is_refused_and_never_looks_like_an_empty_store() {
    let server = S3Server::start().await;
    let stranger = S3Store::new(&S3Config {
        secret_access_key: "wrong".into(),
        ..server.config()
    })
    .unwrap();
    assert!(matches!(
        stranger.put(&key("x"), Bytes::from_static(b"1")).await,
        Err(FileError::Refused(_))
    ));
    assert!(matches!(
        stranger.get(&key("x")).await,
        Err(FileError::Refused(_))
    ));
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_unavailable() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let store = S3Store::new(&config(endpoint)).unwrap();
    assert!(matches!(
        store.exists(&key("x")).await,
        Err(FileError::Unavailable(_))
    ));
}

/// The S3 server of these tests makes buckets as they are named; AWS answers so.
#[tokio::test]
async fn a_missing_bucket_is_refused_and_never_looks_like_an_empty_store() {
    let answer = || async {
        let body = "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code><BucketName>lost</BucketName></Error>";
        (StatusCode::NOT_FOUND, body)
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let mut serving = JoinSet::new();
    serving.spawn(async move {
        axum::serve(listener, Router::new().fallback(answer))
            .await
            .unwrap()
    });
    let store = S3Store::new(&config(endpoint)).unwrap();
    assert!(matches!(
        store.get(&key("x")).await,
        Err(FileError::Refused(_))
    ));
    assert!(matches!(
        store.put(&key("x"), Bytes::new()).await,
        Err(FileError::Refused(_))
    ));
}
