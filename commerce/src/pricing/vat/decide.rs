//! Which VAT a sale bears and why: one pure function of who sells, where the goods go and who buys. Its reason stands on every line of the order.

use platform::clock::Timestamp;

use super::territory::{Area, Place, Territory};
use super::{VOUCHER, VatRates};
use crate::ids::VatCheckId;

/// The countries of the Union's VAT area.
pub const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Whether a country belongs to the Union's VAT area.
#[must_use]
pub fn is_in_eu(country: &str) -> bool {
    EU.contains(&country)
}

/// What kind of VAT a line bears: the codes of EN 16931 (UNCL 5305).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Category {
    /// `S`: a standard or reduced rate.
    Standard,
    /// `Z`: a rate of nought.
    Zero,
    /// `AE`: the buyer accounts for it within the seller's own country.
    ReverseCharge,
    /// `K`: a supply to a business in another country of the Union; the buyer accounts for it there.
    IntraCommunity,
    /// `G`: the goods leave the Union's VAT area.
    Export,
    /// `E`: exempt by law.
    Exempt,
    /// `O`: outside the scope of VAT.
    Outside,
}

impl Category {
    /// Every category.
    pub const ALL: [Self; 7] = [
        Self::Standard,
        Self::Zero,
        Self::ReverseCharge,
        Self::IntraCommunity,
        Self::Export,
        Self::Exempt,
        Self::Outside,
    ];

    /// The code, as tables and invoices have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "S",
            Self::Zero => "Z",
            Self::ReverseCharge => "AE",
            Self::IntraCommunity => "K",
            Self::Export => "G",
            Self::Exempt => "E",
            Self::Outside => "O",
        }
    }

    /// From the code.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// By a class and the rate that is charged of it, where nothing else decides.
    #[must_use]
    pub fn of(vat_class: &str, rate_bp: i32) -> Self {
        if vat_class == VOUCHER {
            Self::Outside
        } else if rate_bp > 0 {
            Self::Standard
        } else {
            Self::Zero
        }
    }

    /// Why no VAT is charged, as the Union's code list has it (VATEX). A rate, nought too, needs no reason.
    #[must_use]
    pub fn exemption(self) -> Option<&'static str> {
        match self {
            Self::Standard | Self::Zero | Self::Exempt => None,
            Self::ReverseCharge => Some("VATEX-EU-AE"),
            Self::IntraCommunity => Some("VATEX-EU-IC"),
            Self::Export => Some("VATEX-EU-G"),
            Self::Outside => Some("VATEX-EU-O"),
        }
    }
}

/// What is known of a business's VAT number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberStanding {
    /// It has given none.
    Missing,
    /// It is one of the seller's own country.
    Domestic,
    /// In use, says the register of its country.
    Valid,
    /// Not in use.
    Invalid,
    /// The register has not answered.
    Unanswered,
}

/// Who buys, as far as VAT is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A person.
    Consumer,
    /// A business.
    Business(NumberStanding),
}

/// All that decides.
#[derive(Clone, Copy, Debug)]
pub struct Deal<'a> {
    /// The country that the goods leave, which is the seller's.
    pub seller: &'a str,
    /// Where they go.
    pub destination: Place<'a>,
    /// Who buys.
    pub buyer: Standing,
    /// Whether consumers in other countries of the Union bear their own country's VAT: the seller is in the One Stop Shop, or has passed the threshold.
    pub taxes_at_destination: bool,
}

/// Why it was decided so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ground {
    /// The goods stay in the seller's country.
    #[default]
    Home,
    /// To a consumer in another country of the Union, by whose rates they are taxed.
    Destination,
    /// To a consumer in another country of the Union, while the seller sells little across borders.
    BelowThreshold,
    /// To another country of the Union, for a business that is registered in the seller's: the seller's VAT, no distance sale.
    Domestic,
    /// To a business in another country of the Union whose number is in use.
    IntraCommunity,
    /// To a business in another country of the Union whose number nobody could check: the seller's VAT.
    Unanswered,
    /// Out of the Union's VAT area.
    Export,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 7] = [
        Self::Home,
        Self::Destination,
        Self::BelowThreshold,
        Self::Domestic,
        Self::IntraCommunity,
        Self::Unanswered,
        Self::Export,
    ];

    /// The word in the table, and the last part of text keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Destination => "destination",
            Self::BelowThreshold => "below_threshold",
            Self::Domestic => "domestic",
            Self::IntraCommunity => "intra_community",
            Self::Unanswered => "unanswered",
            Self::Export => "export",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// Whether it counts among the sales to consumers across borders.
    #[must_use]
    pub fn is_distance_sale(self) -> bool {
        matches!(self, Self::Destination | Self::BelowThreshold)
    }
}

/// How a purchase is taxed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Treatment {
    /// The seller's country.
    pub seller: String,
    /// The country in whose VAT area the goods arrive; outside of the Union's, the one that the address names.
    pub destination: String,
    /// The special territory that they arrive in.
    pub territory: Option<Territory>,
    /// The country whose VAT it bears.
    pub country: String,
    /// Whose rates hold: that country's, or those of a region of it.
    pub rates: String,
    /// Whose rates would hold, were it taxed where the goods arrive.
    pub rates_there: String,
    /// What holds instead of any rate: no VAT is charged.
    pub free: Option<Category>,
    /// Why.
    pub ground: Ground,
    /// The buyer's number that was found to be in use, where it rests on one.
    pub vat_number: Option<String>,
    /// What the register said that it rests on.
    pub check: Option<VatCheckId>,
}

impl Treatment {
    /// Sold and delivered in one country.
    #[must_use]
    pub fn at_home(country: &str) -> Self {
        Self {
            seller: country.to_owned(),
            destination: country.to_owned(),
            territory: None,
            country: country.to_owned(),
            rates: country.to_owned(),
            rates_there: country.to_owned(),
            free: None,
            ground: Ground::Home,
            vat_number: None,
            check: None,
        }
    }

    /// The same sale to a consumer, with the VAT of where the goods arrive.
    #[must_use]
    pub fn at_destination(&self) -> Self {
        Self {
            country: self.destination.clone(),
            rates: self.rates_there.clone(),
            ground: Ground::Destination,
            ..self.clone()
        }
    }

    /// The rate of a class at a moment; `None` when none is laid down, so nothing may be sold. What is sold free of VAT needs the seller's own rate: its
    /// price is what is left of a price with that VAT.
    #[must_use]
    pub fn rate(&self, rates: &VatRates, vat_class: &str, at: Timestamp) -> Option<i32> {
        let rate = rates.at(vat_class, &self.rates, at)?;
        Some(if self.free.is_some() { 0 } else { rate })
    }

    /// What kind of VAT a line of this class bears at this rate: exactly one. Where and by whom a voucher is bought decides nothing.
    #[must_use]
    pub fn category(&self, vat_class: &str, rate_bp: i32) -> Category {
        match self.free {
            Some(free) if vat_class != VOUCHER => free,
            _ => Category::of(vat_class, rate_bp),
        }
    }
}

/// Decides.
#[must_use]
pub fn decide(deal: &Deal<'_>) -> Treatment {
    let taxed = |country: &str, ground| Treatment {
        seller: deal.seller.to_owned(),
        destination: deal.destination.vat_country().to_owned(),
        territory: deal.destination.territory(),
        country: country.to_owned(),
        rates: country.to_owned(),
        rates_there: deal.destination.rates().to_owned(),
        free: None,
        ground,
        vat_number: None,
        check: None,
    };
    let free = |category, ground| Treatment {
        free: Some(category),
        ..taxed(deal.seller, ground)
    };
    let destination = match deal.destination.area() {
        // Whoever sells from outside of the Union knows one border only: the own country's.
        _ if !is_in_eu(deal.seller) => {
            return if deal.destination.country == deal.seller {
                taxed(deal.seller, Ground::Home)
            } else {
                free(Category::Export, Ground::Export)
            };
        }
        // Åland is Finland, and yet outside: for a seller in Finland, too.
        Area::Outside => return free(Category::Export, Ground::Export),
        Area::Inside(country) if country == deal.seller => {
            return taxed(deal.seller, Ground::Home);
        }
        Area::Inside(country) => country,
    };
    match deal.buyer {
        Standing::Business(NumberStanding::Valid) => {
            free(Category::IntraCommunity, Ground::IntraCommunity)
        }
        // A business it may well be: its purchase is no distance sale, and without proof it is not free of VAT, either.
        Standing::Business(NumberStanding::Unanswered) => taxed(deal.seller, Ground::Unanswered),
        Standing::Business(NumberStanding::Domestic) => taxed(deal.seller, Ground::Domestic),
        // Whoever has no number that is in use buys as people do.
        Standing::Business(NumberStanding::Missing | NumberStanding::Invalid)
        | Standing::Consumer => {
            if deal.taxes_at_destination {
                taxed(destination, Ground::Destination).at_destination()
            } else {
                taxed(deal.seller, Ground::BelowThreshold)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn to(destination: &str, buyer: Standing, taxes_at_destination: bool) -> Treatment {
        decide(&Deal {
            seller: "SE",
            destination: Place::country(destination),
            buyer,
            taxes_at_destination,
        })
    }

    fn at(country: &str, postcode: &str, buyer: Standing) -> Treatment {
        decide(&Deal {
            seller: "SE",
            destination: Place { country, postcode },
            buyer,
            taxes_at_destination: true,
        })
    }

    const COMPANY: Standing = Standing::Business(NumberStanding::Valid);

    #[test]
    fn what_stays_at_home_bears_the_homes_vat_whoever_buys() {
        for buyer in [Standing::Consumer, COMPANY] {
            assert_eq!(to("SE", buyer, true), Treatment::at_home("SE"));
        }
    }

    #[test]
    fn a_business_with_a_number_in_use_accounts_for_it_itself() {
        let german = to("DE", COMPANY, true);
        assert_eq!(german.free, Some(Category::IntraCommunity));
        assert_eq!(german.category("standard", 0).as_str(), "K");
        assert_eq!(
            german.category("standard", 0).exemption(),
            Some("VATEX-EU-IC")
        );
    }

    #[test]
    fn without_proof_a_business_pays_vat() {
        let unanswered = Standing::Business(NumberStanding::Unanswered);
        let found = to("DE", unanswered, true);
        assert_eq!((found.country.as_str(), found.free), ("SE", None));
        assert_eq!(found.ground, Ground::Unanswered);
        for number in [NumberStanding::Invalid, NumberStanding::Missing] {
            let found = to("DE", Standing::Business(number), true);
            assert_eq!(found, to("DE", Standing::Consumer, true));
        }
        let own = to("DE", Standing::Business(NumberStanding::Domestic), true);
        assert_eq!((own.country.as_str(), own.free), ("SE", None));
        assert!(!own.ground.is_distance_sale());
    }

    #[test]
    fn consumers_bear_the_vat_of_their_country_once_the_seller_sells_much() {
        assert_eq!(to("FI", Standing::Consumer, false).country, "SE");
        assert_eq!(to("FI", Standing::Consumer, true).country, "FI");
    }

    #[test]
    fn what_leaves_the_union_bears_none() {
        for buyer in [Standing::Consumer, COMPANY] {
            assert_eq!(to("NO", buyer, true).free, Some(Category::Export));
        }
    }

    #[test]
    fn what_a_territory_is_part_of_decides_and_not_the_letters_of_its_country() {
        for buyer in [Standing::Consumer, COMPANY] {
            for (country, postcode) in [("FI", "22100"), ("ES", "35001"), ("DE", "27498")] {
                let found = at(country, postcode, buyer);
                assert_eq!(found.free, Some(Category::Export), "{postcode}");
                assert_eq!(
                    found.category("standard", 0).exemption(),
                    Some("VATEX-EU-G")
                );
            }
        }
        let consumer = Standing::Consumer;
        assert_eq!(at("FI", "00100", consumer).country, "FI");
        assert_eq!(at("MC", "98000", consumer).country, "FR");
        assert_eq!(at("GB", "BT1 1AA", consumer).country, "XI");
        assert_eq!(at("GB", "BT1 1AA", COMPANY).ground, Ground::IntraCommunity);
        assert_eq!(at("GB", "SW1A 1AA", COMPANY).ground, Ground::Export);
        // From Finland to Åland it leaves the area; from Britain to Northern Ireland, nobody's border of the Union is asked for.
        let from = |seller, country, postcode| {
            decide(&Deal {
                seller,
                destination: Place { country, postcode },
                buyer: consumer,
                taxes_at_destination: false,
            })
        };
        assert_eq!(from("FI", "FI", "22100").ground, Ground::Export);
        assert_eq!(from("FR", "MC", "98000").ground, Ground::Home);
        assert_eq!(from("GB", "GB", "BT1 1AA").ground, Ground::Home);
    }

    #[test]
    fn words_and_codes_are_read_back() {
        for one in Category::ALL {
            assert_eq!(Category::from_column(one.as_str()), Some(one));
        }
        for one in Ground::ALL {
            assert_eq!(Ground::from_column(one.as_str()), Some(one));
        }
    }

    proptest! {
        #[test]
        fn every_line_has_one_reason_and_only_free_ones_an_exemption(
            seller in prop::sample::select(vec!["SE", "DE", "NO"]),
            (country, postcode) in prop::sample::select(vec![
                ("SE", "41301"), ("DE", "10115"), ("DE", "78266"), ("FI", "00100"), ("FI", "22100"), ("GB", "BT1 1AA"), ("GB", "M1 1AA"),
                ("MC", "98000"), ("FR", "97400"), ("NO", "0150"), ("US", ""),
            ]),
            buyer in prop::sample::select(vec![
                Standing::Consumer,
                Standing::Business(NumberStanding::Missing),
                Standing::Business(NumberStanding::Domestic),
                Standing::Business(NumberStanding::Valid),
                Standing::Business(NumberStanding::Invalid),
                Standing::Business(NumberStanding::Unanswered),
            ]),
            taxes_at_destination: bool,
            rate in prop::sample::select(vec![0, 600, 2_500]),
        ) {
            let destination = Place { country, postcode };
            let found = decide(&Deal { seller, destination, buyer, taxes_at_destination });
            let charged = if found.free.is_some() { 0 } else { rate };
            let category = found.category("standard", charged);
            prop_assert_eq!(category == Category::Standard, charged > 0);
            prop_assert_eq!(category.exemption().is_some(), found.free.is_some());
            prop_assert!(found.country == seller || Area::Inside(&found.country) == destination.area());
            // Nothing is free of VAT but what crosses a border of somebody's VAT.
            prop_assert!(found.free.is_none() || destination.area() != Area::Inside(seller));
            // And nobody but the buyer's own country, or the seller's, taxes anything.
            prop_assert_eq!(found.ground == Ground::Destination, found.country != seller);
            // A voucher is outside of it, wherever it goes and whoever buys it.
            prop_assert_eq!(found.category(VOUCHER, 0), Category::Outside);
        }
    }
}
