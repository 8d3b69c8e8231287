//! The demo's shop: its facts, tiers, price lists, VAT and freight.

use commerce::catalogue::label::Label;
use commerce::catalogue::shop::{Shop, save_shop};
use commerce::checkout::freight::FreightKind;
use commerce::checkout::store::{FreightMethodDraft, FreightRateDraft, save_freight_method};
use commerce::ids::ShopId;
use commerce::inventory::store::save_location;
use commerce::pricing::store::{
    TierList, lay_down_vat_rate, save_tier, save_tier_list, save_vat_class,
};
use commerce::pricing::vat::listing::classes_without;
use commerce::pricing::vat::{known, swedish_midnight};
use platform::db::{DbError, Tx};
use platform::money::Currency;

/// (code, Swedish, English, shows VAT): A1's four groups.
const TIERS: [(&str, &str, &str, bool); 4] = [
    ("consumer", "Konsument", "Consumer", true),
    ("user", "Användare", "User", true),
    ("pro", "Pro", "Pro", false),
    ("premium", "Premium", "Premium", false),
];

/// Where it delivers besides at home.
const ABROAD: [&str; 3] = ["DK", "FI", "DE"];

/// Makes the shop or brings it up to date.
pub async fn save(tx: &mut Tx) -> Result<ShopId, DbError> {
    let seller = nordbod();
    let shop_id = save_shop(tx, &seller).await?;
    for (position, (code, sv, en, shows_vat)) in (1..).zip(TIERS) {
        save_tier(tx, code, &Label::new(sv, en).to_json(), position, shows_vat).await?;
    }
    let base = TierList {
        code: "nordbod-butik",
        name: "Butikspris inkl. moms",
        shop_id,
        currency: Currency::SEK,
        includes_vat: true,
        tier: "consumer",
        priority: 100,
    };
    save_tier_list(tx, &base).await?;
    for (code, sv, en, rates) in known::SWEDISH {
        save_vat_class(tx, code, &Label::new(sv, en).to_json()).await?;
        for (year, month, day, rate) in rates {
            if let Some(from) = swedish_midnight(*year, *month, *day) {
                lay_down_vat_rate(tx, code, "SE", *rate, from).await?;
            }
        }
    }
    let boden = format!("Boden, {}", seller.street);
    save_location(tx, "boden", &boden, 1).await?;
    for method in freight() {
        save_freight_method(tx, shop_id, &method).await?;
    }
    for country in ABROAD {
        let without = classes_without(tx, country).await?;
        known::lay_down(tx, country, &without).await?;
    }
    Ok(shop_id)
}

/// Who sells in the demo.
pub(super) fn nordbod() -> Shop {
    Shop {
        id: ShopId::generate(),
        code: "nordbod".to_owned(),
        name: "Nordbod".to_owned(),
        legal_name: "Nordbod AB".to_owned(),
        org_number: "559000-0000".to_owned(),
        vat_number: "SE559000000001".to_owned(),
        street: "Bodgatan 4".to_owned(),
        postcode: "411 00".to_owned(),
        city: "Göteborg".to_owned(),
        country: "SE".to_owned(),
        email: "hej@nordbod.example".to_owned(),
        phone: "031-390 06 10".to_owned(),
        currency: Currency::SEK,
        default_locale: "sv".to_owned(),
        countries: ["SE", "DK", "FI", "DE"].map(str::to_owned).to_vec(),
        payment_methods: ["card", "swish", "klarna"].map(str::to_owned).to_vec(),
    }
}

fn freight() -> Vec<FreightMethodDraft> {
    let rate = |min_weight_g, max_weight_g, price_minor, free_from_minor| FreightRateDraft {
        countries: vec!["SE".to_owned()],
        min_weight_g,
        max_weight_g,
        currency: Currency::SEK,
        price_minor,
        free_from_minor,
    };
    vec![
        FreightMethodDraft {
            code: "ombud".to_owned(),
            label: Label::new("Ombud eller paketskåp", "Collection point or parcel locker"),
            description: Label::new(
                "Närmast dig. Du får ett sms när paketet har kommit.",
                "The one nearest to you. You get a text message when the parcel has arrived.",
            ),
            kind: FreightKind::Delivery,
            position: 1,
            min_days: 2,
            max_days: 4,
            rates: vec![
                rate(0, Some(20_000), 4_900, Some(79_900)),
                FreightRateDraft {
                    countries: ABROAD.map(str::to_owned).to_vec(),
                    ..rate(0, Some(20_000), 12_900, Some(149_900))
                },
            ],
        },
        FreightMethodDraft {
            code: "hem".to_owned(),
            label: Label::new("Hem till dörren", "Delivered to your door"),
            description: Label::new(
                "Kvällstid, kl. 17–21. Budet ringer på.",
                "In the evening, 5–9 pm. The courier rings the bell.",
            ),
            kind: FreightKind::Delivery,
            position: 2,
            min_days: 2,
            max_days: 3,
            rates: vec![
                rate(0, Some(10_000), 5_900, None),
                rate(10_001, Some(35_000), 9_900, None),
                rate(35_001, None, 39_900, None),
            ],
        },
        FreightMethodDraft {
            code: "boden".to_owned(),
            label: Label::new("Hämta i boden", "Collect from our shop"),
            description: Label::new(
                "Bodgatan 4, Göteborg. Vi hör av oss när allt är packat.",
                "Bodgatan 4, Gothenburg. We tell you when everything is packed.",
            ),
            kind: FreightKind::Collection,
            position: 3,
            min_days: 0,
            max_days: 1,
            rates: vec![rate(0, None, 0, None)],
        },
    ]
}
