//! `/bild/...` over the real route.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::Response;
use bytes::Bytes;
use commerce::media::{Address, PictureSettings, Size, listing};
use http::{Request, StatusCode};
use platform::clock::Clock;
use platform::db::Db;
use platform::files::ContentHash;
use platform::files::image::Encoding;
use shop::media::handlers::{self, Pictures as State};
use testkit::Database;
use testkit::pictures::{Pictures, photo};
use tower::ServiceExt as _;

fn settings() -> PictureSettings {
    PictureSettings::new(&[32, 64, 128, 256], None, false)
}

struct Stand {
    _database: Database,
    pictures: Pictures,
    db: Db,
    router: Router,
    hash: ContentHash,
}

impl Stand {
    /// One picture of 100 x 80 pixels, none of its sizes made.
    async fn new() -> Self {
        let (database, pictures) = (Database::create().await, Pictures::new());
        let db = database.db(Clock::system());
        let upload = photo(100, 80, 1);
        pictures.upload(&db, &upload).await;
        let settings = settings();
        let state = State {
            db: db.clone(),
            darkroom: pictures.darkroom.clone(),
            settings,
        };
        let router = handlers::router(state);
        Self {
            _database: database,
            pictures,
            db,
            router,
            hash: ContentHash::of(&upload),
        }
    }

    fn address(&self, width: u32, encoding: Encoding) -> Address {
        settings().address(self.hash, Size { width, encoding })
    }

    async fn get(&self, path: &str, known: Option<&str>) -> Response {
        let mut request = Request::get(path);
        if let Some(tag) = known {
            request = request.header("if-none-match", tag);
        }
        self.router
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

async fn body(response: Response) -> Bytes {
    to_bytes(response.into_body(), usize::MAX).await.unwrap()
}

#[tokio::test]
async fn a_size_that_is_missing_is_made_recorded_and_kept_for_a_year() {
    let stand = Stand::new().await;
    for (width, encoding, kind, pixels) in [
        (64, Encoding::WebP, "image/webp", 64),
        (128, Encoding::Jpeg, "image/jpeg", 100),
    ] {
        let address = stand.address(width, encoding);
        let response = stand.get(&address.path(), None).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(&response, "content-type"), kind);
        assert_eq!(
            header(&response, "cache-control"),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        let tag = header(&response, "etag").to_owned();
        let first = body(response).await;
        let (_, size) =
            platform::files::image::inspect(&first, &platform::files::image::Limits::default())
                .unwrap();
        assert_eq!(size.width, pixels);
        assert_eq!(
            stand
                .pictures
                .darkroom
                .store()
                .get(&address.key())
                .await
                .unwrap(),
            Some(first.clone())
        );
        assert_eq!(body(stand.get(&address.path(), None).await).await, first);
        let again = stand.get(&address.path(), Some(&tag)).await;
        assert_eq!(
            (again.status(), header(&again, "etag")),
            (StatusCode::NOT_MODIFIED, tag.as_str())
        );
        assert!(body(again).await.is_empty());
    }
    let mut conn = stand.db.read().await.unwrap();
    let media = listing::media_by_hash(&mut conn, &stand.hash)
        .await
        .unwrap()
        .unwrap();
    let recipe = settings().recipe();
    let made = listing::made(&mut conn, media.id, recipe).await.unwrap();
    assert_eq!(made.len(), 2);
}

#[tokio::test]
async fn an_address_of_another_recipe_leads_to_the_picture_as_it_is_made_now() {
    let stand = Stand::new().await;
    let present = stand.address(64, Encoding::WebP);
    let white = PictureSettings::new(&[64], Some("#ffffff"), false);
    let former = white.address(present.hash, present.size).path();
    let before_recipes = format!("/bild/{}-64.webp", present.hash);
    for path in [former, before_recipes] {
        let response = stand.get(&path, Some(&format!("\"{present}\""))).await;
        assert_eq!(response.status(), StatusCode::MOVED_PERMANENTLY, "{path}");
        assert_eq!(header(&response, "location"), present.path());
        assert_eq!(header(&response, "cache-control"), "public, max-age=86400");
    }
}

#[tokio::test]
async fn what_is_not_offered_is_not_found_and_no_cache_keeps_that() {
    let stand = Stand::new().await;
    let good = stand.address(64, Encoding::WebP).to_string();
    let size = Size {
        width: 64,
        encoding: Encoding::WebP,
    };
    let stranger = settings().address(ContentHash::of(b"?"), size);
    for path in [
        stand.address(65, Encoding::WebP).path(),
        stand.address(256, Encoding::WebP).path(),
        stand.address(64, Encoding::Avif).path(),
        stranger.path(),
        format!("/bild/{}", good.replace(".webp", ".png")),
        format!("/bild/{}", good.to_uppercase()),
        "/bild/x".to_owned(),
        "/bild/..%2f..%2fetc%2fpasswd".to_owned(),
        "/bild/%ff%fe".to_owned(),
        "/bild/%00".to_owned(),
    ] {
        let response = stand.get(&path, None).await;
        assert!(
            response.status() == StatusCode::NOT_FOUND
                || response.status() == StatusCode::BAD_REQUEST,
            "{path}: {}",
            response.status()
        );
        assert!(
            !header(&response, "cache-control").contains("immutable"),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_browsers_that_ask_at_once_get_one_file() {
    let stand = Stand::new().await;
    let path = stand.address(64, Encoding::WebP).path();
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (router, request) = (
            stand.router.clone(),
            Request::get(&path).body(Body::empty()).unwrap(),
        );
        asking.spawn(async move {
            let response = router.oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::OK);
            body(response).await
        });
    }
    let files = asking.join_all().await;
    assert!(
        files
            .iter()
            .all(|file| *file == files[0] && !file.is_empty())
    );
}

#[tokio::test]
async fn an_original_that_is_gone_is_not_found_and_heals_when_it_is_back() {
    let stand = Stand::new().await;
    let original =
        platform::files::FileKey::original(&stand.hash, platform::files::image::Format::Png);
    let path = stand.address(32, Encoding::Jpeg).path();
    stand
        .pictures
        .darkroom
        .store()
        .delete(&original)
        .await
        .unwrap();
    assert_eq!(stand.get(&path, None).await.status(), StatusCode::NOT_FOUND);
    stand
        .pictures
        .darkroom
        .store()
        .put(&original, photo(100, 80, 1))
        .await
        .unwrap();
    assert_eq!(stand.get(&path, None).await.status(), StatusCode::OK);
}
