//! The shops that somebody works for, and the one that they look at: chosen in the frame, kept with the session, held against what they reach at each request.

mod forms;
mod handlers;
mod pages;
mod views;
mod whose;

use std::sync::Arc;

use commerce::catalogue::shop::{NONE_YET, Shop};
use commerce::ids::ShopId;
use commerce::setting::Settings;
use commerce::shop_door::doors;
use commerce::staff_shops::{self, Reach};
use platform::auth::Session;
use platform::db::{DbError, PgConnection};
use platform::web::{Fields, PageError};
use uuid::Uuid;

use crate::admin::Admin;
use crate::guard::Me;

pub(crate) use handlers::choose;
pub(crate) use pages::{NEW, SHOPS, add, ask, index, save, show};
pub(crate) use views::{ChoosePage, NewShopPage, Picker, ShopDoorPage, ShopsPage};
pub(crate) use whose::{There, behind, leads_somewhere};

/// In an address: the shop that it is of, by its code. A form says so of itself, so that what is sent from one window is not done to the shop that another
/// window has chosen since.
pub(crate) const NAME: &str = "butik";
/// What the column and the filter of a list are called.
pub(crate) const SHOP: &str = "shops-pick";
/// Why a page of one shop is not shown to whoever looks at all of them; the page that asks for a choice is shown in its place.
pub(crate) const CHOOSE: &str = "a shop is to be chosen";

/// The shops of whoever asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shops {
    reach: Arc<[Shop]>,
    /// What the session looks at.
    chosen: Option<ShopId>,
    /// What the address names.
    named: Option<ShopId>,
    /// Whose the thing is that the address leads to.
    of_thing: Option<ShopId>,
    is_limited: bool,
    /// The address names one that they do not reach.
    is_unknown: bool,
    /// Where shoppers reach each of them.
    origins: Arc<[Option<String>]>,
}

impl Shops {
    /// What a person reaches; `query` is the address's.
    pub(crate) async fn of(
        admin: &Admin,
        conn: &mut PgConnection,
        session: &Session,
        query: Option<&str>,
    ) -> Result<Self, DbError> {
        let reach = staff_shops::reach(conn, session.staff, session.id).await?;
        let doors = doors(conn).await?;
        admin.learn_origins(&doors);
        let shops = reach.shops.iter();
        let origins = shops
            .map(|shop| admin.addresses.of(&doors, shop.id))
            .collect();
        let fields = query.and_then(|query| Fields::parse(query.as_bytes()).ok());
        let named = fields.as_ref().map_or("", |fields| fields.text(NAME));
        Ok(Self {
            origins,
            ..Self::looked_at(reach, named)
        })
    }

    fn looked_at(reach: Reach, named: &str) -> Self {
        let found = reach.shops.iter().find(|shop| shop.code == named);
        let named_id = found.map(|shop| shop.id);
        Self {
            chosen: reach.chosen,
            named: named_id,
            of_thing: None,
            is_limited: reach.is_limited,
            is_unknown: !named.is_empty() && named_id.is_none(),
            reach: reach.shops.into(),
            origins: Arc::default(),
        }
    }

    /// Those that the person works for, oldest first.
    pub(crate) fn all(&self) -> &[Shop] {
        &self.reach
    }

    /// Whether there is anything to choose between.
    pub(crate) fn are_several(&self) -> bool {
        self.reach.len() > 1
    }

    /// Whether there are shops that the person does not work for.
    pub(crate) fn are_limited(&self) -> bool {
        self.is_limited
    }

    /// Whether the address names a shop that is not there for the person.
    pub(crate) fn is_unknown(&self) -> bool {
        self.is_unknown
    }

    /// The shop that the session is to look at from here on, where a form was sent for another than it looked at.
    pub(crate) fn by_address(&self) -> Option<ShopId> {
        self.named
            .filter(|_| self.named != self.chosen && self.are_several())
    }

    /// The page is of a thing of this shop.
    pub(crate) fn show(&mut self, shop: ShopId) {
        self.of_thing = Some(shop);
    }

    /// The shop that is looked at: that of the page's thing, the one that the address names, the chosen one, or the only one there is.
    pub(crate) fn current(&self) -> Option<&Shop> {
        self.shop_of(self.of_thing.or(self.named).or(self.chosen))
    }

    /// Where shoppers reach the shop that is looked at; `None`: nowhere, or several are looked at.
    pub(crate) fn origin(&self) -> Option<&str> {
        let current = self.current()?.id;
        let place = self.reach.iter().position(|shop| shop.id == current)?;
        self.origins.get(place)?.as_deref()
    }

    fn shop_of(&self, chosen: Option<ShopId>) -> Option<&Shop> {
        match (&*self.reach, chosen) {
            ([only], _) => Some(only),
            (all, Some(chosen)) => all.iter().find(|shop| shop.id == chosen),
            (_, None) => None,
        }
    }

    /// The shops that are looked at.
    pub(crate) fn looked_upon(&self) -> &[Shop] {
        self.current().map_or(&*self.reach, std::slice::from_ref)
    }

    /// What lists and counts are narrowed to: the shop that a list's own filter names, else what the session looks at; nothing where that is all that there is.
    pub(crate) fn narrowing(&self, filter: Option<&str>) -> Option<Vec<Uuid>> {
        let all = || self.reach.iter().map(|shop| shop.id.0).collect();
        if let Some(code) = filter.filter(|_| self.are_several()) {
            let shops = self.reach.iter().filter(|shop| shop.code == code);
            return Some(shops.map(|shop| shop.id.0).collect());
        }
        let chosen = self.chosen.filter(|_| self.are_several());
        match self.shop_of(chosen) {
            Some(shop) if chosen.is_some() => Some(vec![shop.id.0]),
            _ => self.is_limited.then(all),
        }
    }

    /// What numbers that shops count for themselves are looked for in; nothing: in all.
    pub(crate) fn among(&self) -> Option<Vec<Uuid>> {
        let is_part = self.is_limited || (self.are_several() && self.current().is_some());
        let shops = self.looked_upon().iter();
        is_part.then(|| shops.map(|shop| shop.id.0).collect())
    }

    /// Whether things of several shops stand together in a list.
    pub(crate) fn are_mixed(&self, filter: Option<&str>) -> bool {
        self.are_several() && self.chosen.is_none() && filter.is_none()
    }

    /// Whether a list has a filter of its own: the session looks at all of several.
    pub(crate) fn are_offered(&self) -> bool {
        self.are_several() && self.chosen.is_none()
    }
}

impl Me {
    /// The shops that the person works for.
    pub(crate) fn shops(&self) -> &Shops {
        &self.visit.shops
    }

    /// The shop whose page this is.
    ///
    /// # Errors
    /// 404 while there is none; where several are looked at, the page that asks for a choice.
    pub(crate) fn shop(&self) -> Result<&Shop, PageError> {
        let shops = self.shops();
        shops.current().ok_or_else(|| {
            if shops.are_several() {
                PageError::BadRequest(CHOOSE.to_owned())
            } else {
                PageError::NotFound
            }
        })
    }

    /// The address of a page, of the shop that is looked at.
    pub(crate) fn of_shop(&self, path: &str) -> String {
        format!("{path}{}", Picker::in_shop(self.shops()))
    }

    /// Before a form is shown that is of one shop.
    ///
    /// # Errors
    /// Where several are looked at, the page that asks for a choice.
    pub(crate) fn ask_for_shop(&self) -> Result<(), PageError> {
        if self.shops().are_several() {
            self.shop()?;
        }
        Ok(())
    }

    /// The same, for what is made new: where there is no shop at all, it is told how one is made.
    ///
    /// # Errors
    /// 503 while there is none; where several are looked at, the page that asks for a choice.
    pub(crate) fn shop_to_fill(&self) -> Result<&Shop, PageError> {
        if self.shops().all().is_empty() {
            return Err(PageError::Unavailable(NONE_YET.to_owned()));
        }
        self.shop()
    }

    /// What the merchant has decided for the shop; what is usual while there is none.
    ///
    /// # Errors
    /// Where several are looked at, the page that asks for a choice; database errors.
    pub(crate) async fn settings(&self, conn: &mut PgConnection) -> Result<Settings, PageError> {
        if self.shops().all().is_empty() {
            return Ok(Settings::default());
        }
        Ok(Settings::of(conn, self.shop()?.id).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop(code: &str, id: u128) -> Shop {
        Shop {
            id: ShopId(Uuid::from_u128(id)),
            code: code.to_owned(),
            ..testkit::world::shop()
        }
    }

    fn shops(count: u128, chosen: Option<u128>, is_limited: bool, named: &str) -> Shops {
        let reach = Reach {
            shops: (1..=count).map(|n| shop(&format!("b{n}"), n)).collect(),
            chosen: chosen.map(|id| ShopId(Uuid::from_u128(id))),
            is_limited,
        };
        Shops::looked_at(reach, named)
    }

    fn current(shops: &Shops) -> Option<&str> {
        shops.current().map(|shop| shop.code.as_str())
    }

    #[test]
    fn with_one_shop_there_is_nothing_to_choose_and_nothing_to_narrow() {
        let one = shops(1, None, false, "");
        assert_eq!(current(&one), Some("b1"));
        assert!(!one.are_several() && one.narrowing(None).is_none());
        assert_eq!(current(&shops(0, None, false, "")), None);
    }

    #[test]
    fn the_chosen_shop_is_looked_at_and_the_address_goes_before_it() {
        assert_eq!(current(&shops(2, None, false, "")), None);
        assert_eq!(current(&shops(2, Some(2), false, "")), Some("b2"));
        let other = shops(2, Some(2), false, "b1");
        assert_eq!(current(&other), Some("b1"));
        assert_eq!(other.by_address(), Some(ShopId(Uuid::from_u128(1))));
        assert_eq!(shops(2, Some(1), false, "b1").by_address(), None);
        assert!(shops(2, Some(1), false, "b3").is_unknown());
    }

    #[test]
    fn whoever_is_limited_is_narrowed_also_to_a_single_shop() {
        let one = shops(1, None, true, "");
        assert_eq!(one.narrowing(None), Some(vec![Uuid::from_u128(1)]));
        let two = shops(2, None, true, "");
        assert_eq!(two.narrowing(None).unwrap().len(), 2);
        assert_eq!(two.narrowing(Some("b2")), Some(vec![Uuid::from_u128(2)]));
        assert_eq!(two.narrowing(Some("b3")), Some(Vec::new()));
        assert!(two.are_mixed(None) && !two.are_mixed(Some("b2")));
        assert_eq!(shops(2, None, false, "").narrowing(None), None);
        let chosen = shops(2, Some(2), false, "");
        assert_eq!(chosen.narrowing(None), Some(vec![Uuid::from_u128(2)]));
        assert!(!chosen.are_offered());
    }
}
