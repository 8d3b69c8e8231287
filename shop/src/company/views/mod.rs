//! The pages of companies and their people.

mod apply;
mod hub;
mod people;
mod places;

pub use apply::{ApplyView, TierChoice};
pub use hub::{ActingView, ApplicationRow, CompanyChoice, CompanyView, CreditView};
pub use people::{InvitationView, InvitedRow, PeopleView, PersonRow, PersonView};
pub use places::{PlaceRow, PlaceView, PlacesView};

use crate::account::views::Aside;

fn aside() -> Aside {
    Aside { current: "company" }
}
