//! The doors of a merchant's shops beside each other. The host that a request calls chooses the door, and nothing else does; behind it stand the shop's own
//! router, caches, theme and address, so that nothing of one shop can come into another.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use axum::routing::future::RouteFuture;
use commerce::ids::ShopId;
use commerce::shop_door::{Addresses, ShopDoor};
use http::Request;
use platform::web::names::{Host, called};
use tower::Service;

/// Where a shop stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which shop; none where none has been set up yet: the first that is, then.
    pub shop: Option<ShopId>,
    /// Its public address, without a slash at the end.
    pub url: String,
    /// Names that lead to that address.
    pub further: Vec<String>,
    /// Its theme's folder; none: the configured one.
    pub theme: Option<String>,
}

/// Makes a shop's door. None: it cannot be made (its theme is not to be read), and the shop goes on with the former one.
pub type Make = dyn Fn(&Place) -> Option<Router> + Send + Sync;

/// A shop's door.
struct Stall {
    place: Place,
    router: Router,
}

/// The doors as they stand.
#[derive(Default)]
struct Row {
    /// The oldest shop's first: it takes what calls us by a name that nobody bears.
    stalls: Vec<Stall>,
    by_host: HashMap<Host, usize>,
}

/// The doors of all shops. Cheap to clone.
#[derive(Clone)]
pub struct ShopDoors(Arc<Inner>);

struct Inner {
    addresses: Addresses,
    further: Vec<String>,
    make: Box<Make>,
    row: RwLock<Arc<Row>>,
}

impl ShopDoors {
    /// No doors yet. `further` are the configured names that lead to the oldest shop.
    #[must_use]
    pub fn new(addresses: Addresses, further: &[String], make: Box<Make>) -> Self {
        Self(Arc::new(Inner {
            addresses,
            further: further.to_vec(),
            make,
            row: RwLock::default(),
        }))
    }

    /// Lets the doors stand as the shops are, oldest first. A door of which nothing has changed stays, with everything that it keeps.
    pub fn stand(&self, shops: &[ShopDoor]) {
        let former = self.row();
        let places = self.places(shops);
        if former.stalls.len() == places.len()
            && former
                .stalls
                .iter()
                .zip(&places)
                .all(|(stall, place)| stall.place == *place)
            && self.by_host(shops, &places) == former.by_host
        {
            return;
        }
        let stalls: Vec<Stall> = places
            .into_iter()
            .filter_map(|place| self.stall(place, &former))
            .collect();
        let standing: Vec<Place> = stalls.iter().map(|stall| stall.place.clone()).collect();
        let row = Row {
            by_host: self.by_host(shops, &standing),
            stalls,
        };
        *self.0.row.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(row);
    }

    fn row(&self) -> Arc<Row> {
        Arc::clone(&self.0.row.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The door of a place: the one that stands there, a new one, or the shop's former one.
    fn stall(&self, place: Place, former: &Row) -> Option<Stall> {
        let again = |stall: &Stall| Stall {
            place: stall.place.clone(),
            router: stall.router.clone(),
        };
        if let Some(stall) = former.stalls.iter().find(|stall| stall.place == place) {
            return Some(again(stall));
        }
        if let Some(router) = (self.0.make)(&place) {
            return Some(Stall { place, router });
        }
        let mut of_shop = former.stalls.iter();
        of_shop
            .find(|stall| stall.place.shop == place.shop)
            .map(again)
    }

    /// Where each shop stands that is reachable.
    fn places(&self, shops: &[ShopDoor]) -> Vec<Place> {
        let addresses = &self.0.addresses;
        let Some(oldest) = shops.first() else {
            return vec![Place {
                shop: None,
                url: addresses.configured().to_owned(),
                further: self.0.further.clone(),
                theme: None,
            }];
        };
        let place = |shop: &ShopDoor| {
            let url = addresses.of(shops, shop.shop_id)?;
            let mut further = Vec::new();
            if addresses.is_production() {
                further.extend(shop.further.iter().cloned());
            }
            if shop.shop_id == oldest.shop_id {
                further.extend(self.led_by_configuration(shops, &url));
            }
            Some(Place {
                shop: Some(shop.shop_id),
                url,
                further,
                theme: shop.theme.clone(),
            })
        };
        shops.iter().filter_map(place).collect()
    }

    /// The configured names that lead to the oldest shop: none that a shop bears.
    fn led_by_configuration(&self, shops: &[ShopDoor], url: &str) -> Vec<String> {
        let addresses = &self.0.addresses;
        let own = Host::of_url(url);
        let configured = match Host::of_url(addresses.configured()) {
            Some(Host::Name(name)) => Some(name),
            Some(Host::Address(_)) | None => None,
        };
        let is_borne = |name: &String| shops.iter().any(|shop| shop.names().any(|of| of == name));
        configured
            .into_iter()
            .chain(self.0.further.iter().cloned())
            .filter(|name| Host::parse(name) != own)
            .filter(|name| !addresses.is_production() || !is_borne(name))
            .collect()
    }

    /// The door of each host. Where the names that are laid down make addresses they come first; else what is configured does.
    fn by_host(&self, shops: &[ShopDoor], places: &[Place]) -> HashMap<Host, usize> {
        let borne = places.iter().enumerate().flat_map(|(index, place)| {
            let of_shop = shops
                .iter()
                .filter(move |shop| Some(shop.shop_id) == place.shop);
            of_shop
                .flat_map(ShopDoor::names)
                .filter_map(|name| Host::parse(name))
                .map(move |host| (host, index))
        });
        let told = places.iter().enumerate().flat_map(|(index, place)| {
            Host::of_url(&place.url)
                .into_iter()
                .chain(place.further.iter().filter_map(|name| Host::parse(name)))
                .map(move |host| (host, index))
        });
        let mut by_host = HashMap::new();
        if self.0.addresses.is_production() {
            put(&mut by_host, borne.chain(told));
        } else {
            put(&mut by_host, told.chain(borne));
        }
        by_host
    }
}

/// Whoever has a host keeps it.
fn put(by_host: &mut HashMap<Host, usize>, hosts: impl Iterator<Item = (Host, usize)>) {
    for (host, index) in hosts {
        by_host.entry(host).or_insert(index);
    }
}

impl Row {
    /// The door to which a request comes. Where there is but one nothing is asked.
    fn door(&self, request: &Request<Body>) -> Router {
        let index = if self.stalls.len() > 1 {
            called(request).and_then(|host| self.by_host.get(&host).copied())
        } else {
            None
        };
        let index = index.unwrap_or_default();
        self.stalls
            .get(index)
            .map_or_else(Router::new, |stall| stall.router.clone())
    }
}

impl<B> Service<Request<B>> for ShopDoors
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let request = request.map(Body::new);
        let mut router = self.row().door(&request);
        router.call(request)
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use axum::body::to_bytes;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    fn shop(code: &str, names: &[&str]) -> ShopDoor {
        let mut names = names.iter().map(|name| (*name).to_owned());
        ShopDoor {
            shop_id: ShopId::generate(),
            code: code.to_owned(),
            shop_name: code.to_owned(),
            theme: None,
            main: names.next(),
            further: names.collect(),
        }
    }

    /// Doors that tell their address; those in the theme `broken` cannot be made.
    fn doors(configured: &str, is_production: bool) -> ShopDoors {
        let make = |place: &Place| {
            let told = format!("{} {}", place.url, place.further.join(","));
            let is_whole = place.theme.as_deref() != Some("broken");
            is_whole.then(|| Router::new().route("/", get(move || ready(told))))
        };
        let addresses = Addresses::new(configured, is_production);
        ShopDoors::new(addresses, &["www.a.example".to_owned()], Box::new(make))
    }

    async fn told(doors: &ShopDoors, host: &str) -> String {
        let request = Request::get("/")
            .header("host", host)
            .body(Body::empty())
            .unwrap();
        let response = doors.clone().oneshot(request).await.unwrap();
        let bytes = to_bytes(response.into_body(), 1_000).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn the_host_chooses_the_door() {
        let doors = doors("https://a.example", true);
        doors.stand(&[]);
        let first = "https://a.example www.a.example";
        assert_eq!(told(&doors, "whatever.example").await, first);

        let (a, mut b) = (shop("a", &[]), shop("b", &["b.example", "www.b.example"]));
        doors.stand(&[a.clone(), b.clone()]);
        let second = "https://b.example www.b.example";
        for (host, wanted) in [
            ("a.example", first),
            ("www.a.example", first),
            ("whatever.example", first),
            ("127.0.0.1", first),
            ("a b", first),
            ("b.example", second),
            ("B.Example:443", second),
            ("b.example.", second),
            ("www.b.example", second),
        ] {
            assert_eq!(told(&doors, host).await, wanted, "{host}");
        }

        // A theme that cannot be read leaves the door as it was; another name moves it.
        b.theme = Some("broken".to_owned());
        doors.stand(&[a.clone(), b.clone()]);
        assert_eq!(told(&doors, "b.example").await, second);
        b.theme = None;
        b.main = Some("c.example".to_owned());
        doors.stand(&[a, b]);
        assert_eq!(told(&doors, "b.example").await, first);
        assert_eq!(
            told(&doors, "c.example").await,
            "https://c.example www.b.example"
        );
    }

    #[tokio::test]
    async fn the_configured_name_leads_to_the_oldest_shops_own() {
        let doors = doors("https://a.example", true);
        let (old, young) = (shop("a", &["new.example"]), shop("b", &["www.a.example"]));
        doors.stand(&[old, young]);
        let first = "https://new.example a.example";
        assert_eq!(told(&doors, "new.example").await, first);
        assert_eq!(told(&doors, "a.example").await, first);
        // A name that is laid down counts before one that is configured.
        assert_eq!(
            told(&doors, "www.a.example").await,
            "https://www.a.example "
        );
    }

    #[tokio::test]
    async fn elsewhere_than_in_production_the_code_chooses_and_names_are_answered() {
        let doors = doors("http://localhost:8080", false);
        let (a, b) = (shop("a", &["a.example"]), shop("b", &["b.example"]));
        doors.stand(&[a, b]);
        let first = "http://localhost:8080 www.a.example";
        let second = "http://b.localhost:8080 ";
        for (host, wanted) in [
            ("localhost:8080", first),
            ("127.0.0.1:8080", first),
            ("a.example", first),
            ("whatever.example", first),
            ("b.localhost:8080", second),
            ("b.example", second),
        ] {
            assert_eq!(told(&doors, host).await, wanted, "{host}");
        }
    }

    #[tokio::test]
    async fn a_shop_without_a_name_is_not_reached_in_production() {
        let doors = doors("https://a.example", true);
        doors.stand(&[shop("a", &[]), shop("b", &[])]);
        let first = "https://a.example www.a.example";
        assert_eq!(told(&doors, "b.a.example").await, first);
        assert_eq!(told(&doors, "b.localhost").await, first);
    }
}
