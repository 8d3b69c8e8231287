//! A product's page.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::product::{Addressed, ProductPage, VariantShown};
use commerce::pricing::Why;
use platform::clock::Timestamp;
use platform::money::Currency;
use platform::render::FormState;
use platform::web::{PageError, QueryFields};

use super::options::options;
use super::variant::variant_view;
use super::views::{FactView, GiftForm, ManufacturerView, ProductView, VariantView};
use crate::cart::wish_views::WishBounds;
use crate::cart::wishes::plain;
use crate::category::handlers::crumbs;
use crate::frame::{Frame, Head};
use crate::grid::{self, Grid};
use crate::json_ld;
use crate::mapping::Cards;
use crate::page::{Keeping, frame, moved, page};
use crate::reviews::shown::section;
use crate::state::{ShopFacts, ShopState};
use crate::visitor::{Desk, Visitor};
use crate::watch::part::part as watch;

/// Longest description for search engines.
const DESCRIBED: usize = 155;

/// `GET /produkt/{slug}?variant=`.
///
/// # Errors
/// 404 for what is not for sale; an old address redirects.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(slug): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let (locale, seen) = (visitor.locale, desk.seen.clone());
    let key = query.text("variant");
    let visit = seen.visit(locale);
    let asked = state
        .storefront
        .product_at(&mut desk.conn, &visit, &slug)
        .await?;
    let found = match asked {
        Addressed::Product(found) => *found,
        Addressed::Moved(slug) => {
            let mut values = vec![("slug", slug.as_str())];
            values.extend((!key.is_empty()).then_some(("variant", key)));
            return Ok(moved(&state.renderer.url(locale, "product", &values)));
        }
        Addressed::Nothing => return Err(PageError::NotFound),
    };
    let chosen = chosen(&found, key).ok_or(PageError::NotFound)?;
    let place = Place {
        slug: &slug,
        key,
        is_preview: false,
    };
    let mut view = view(&state, &visitor, &mut desk, (&found, chosen), &place).await?;
    view.refusal = refusal(query.text("refused"));
    let frame = frame(&state, &visitor, &mut desk, found.category).await?;
    view.related = related(&state, &visitor, &found, seen.new_since(), &frame)?;
    page(&state, &visitor, frame, &view, Keeping::Catalogue)
}

/// The cards of what goes with a product, written.
pub(super) fn related(
    state: &ShopState,
    visitor: &Visitor,
    found: &ProductPage,
    new_since: Timestamp,
    frame: &Frame,
) -> Result<String, PageError> {
    let grid = Grid {
        state,
        mapping: Cards {
            renderer: &state.renderer,
            pictures: &state.pictures,
            locale: visitor.locale,
            new_since,
        },
        wished: &frame.wished,
        path: &visitor.path,
    };
    grid.write(&found.related, grid::Place::Row, false)
}

/// Where a product's page is.
pub(super) struct Place<'a> {
    /// The product's word in addresses.
    pub slug: &'a str,
    /// The variant that the address names; empty for none.
    pub key: &'a str,
    /// Whether staff look at it before others do: it is then at an address of its own.
    pub is_preview: bool,
}

/// A product's page with one of its variants chosen.
pub(super) async fn view(
    state: &ShopState,
    visitor: &Visitor,
    desk: &mut Desk,
    (found, chosen): (&ProductPage, &VariantShown),
    place: &Place<'_>,
) -> Result<ProductView, PageError> {
    let (locale, seen) = (visitor.locale, desk.seen.clone());
    let (now, visit) = (seen.at, seen.visit(locale));
    let facts = std::sync::Arc::clone(&desk.facts);
    let weight = i64::from(chosen.weight_g.unwrap_or(0)) * i64::from(chosen.min_quantity);
    let sum = chosen.price.as_ref().map_or(0, |price| price.minor);
    let offers = if found.is_card {
        // It comes by mail.
        Vec::new()
    } else {
        let ways = state
            .freight(
                &mut desk.conn,
                &facts,
                (&seen.prices.tier, seen.prices.currency),
                locale,
            )
            .await?;
        ways.offers(weight, sum, now)
    };
    let tree = state.storefront.tree(&mut desk.conn, &visit).await?;
    // Guests are not told what led to a price.
    let why = if seen.is_rehearsal {
        state.storefront.why(&mut desk.conn, &visit, chosen).await?
    } else if desk.session.is_some() {
        let why = state.storefront.why(&mut desk.conn, &visit, chosen).await?;
        why.map(Why::for_customers)
    } else {
        None
    };
    let mapping = Cards {
        renderer: &state.renderer,
        pictures: &state.pictures,
        locale,
        new_since: seen.new_since(),
    };

    let product = found.id.to_string();
    let path = |key: &str| {
        let (name, mut values) = if place.is_preview {
            ("preview", vec![("product", product.as_str())])
        } else {
            ("product", vec![("slug", place.slug)])
        };
        values.extend((!key.is_empty()).then_some(("variant", key)));
        state.renderer.url(locale, name, &values)
    };
    let canonical = path("");
    let in_language = |target: platform::i18n::Locale, key| {
        let (_, slug) = found.slugs.iter().find(|(code, _)| code == target.code())?;
        let mut values = vec![("slug", slug.as_str())];
        values.extend(
            Some(key)
                .filter(|key: &&str| !key.is_empty())
                .map(|key| ("variant", key)),
        );
        Some(("product", values))
    };
    let mut pictures: Vec<_> = found.pictures.iter().collect();
    // The chosen variant's pictures first, then the product's own, then the others'.
    pictures.sort_by_key(|picture| match picture.variant_id {
        Some(id) if id == chosen.id => 0,
        None => 1,
        Some(_) => 2,
    });
    let pictures: Vec<_> = pictures
        .into_iter()
        .map(|picture| mapping.picture(&picture.picture))
        .collect();
    let larges: Vec<String> = pictures
        .iter()
        .map(|picture| picture.large.clone())
        .collect();
    let crumbs = crumbs(state, visitor, &tree, found.category, &found.name);
    let (lead, paragraphs) = paragraphs(&found.description);
    let options = options(found, chosen, &mapping, path);
    let variant_words: Vec<&str> = options
        .iter()
        .map(|option| option.chosen.as_str())
        .collect();
    let watch = watch(state, desk, locale, (chosen, found.is_card)).await?;
    let reviews = section(state, desk, locale, (found, place.slug)).await?;
    Ok(ProductView {
        head: Head {
            title: title(found, &variant_words),
            description: found.seo_description.clone().unwrap_or_else(|| cut(&lead)),
            canonical: canonical.clone(),
            // The address that is kept has no variant, so the other languages' have none either; people keep theirs.
            alternates: Head::alternates(&state.renderer, |target| in_language(target, "")),
            switches: Head::alternates(&state.renderer, |target| in_language(target, place.key)),
            image: larges.first().cloned(),
            kind: "product",
            is_hidden: false,
            json_ld: vec![
                json_ld::product(
                    &state.public_url,
                    &canonical,
                    found,
                    &larges,
                    &facts,
                    &reviews,
                ),
                json_ld::breadcrumbs(&state.public_url, &crumbs, &canonical),
            ],
        },
        crumbs,
        product: product.clone(),
        name: found.name.clone(),
        subtitle: found.subtitle.clone(),
        lead,
        paragraphs,
        pictures,
        options,
        variant: VariantView {
            missing_in: Some(seen.prices.currency)
                .filter(|currency| chosen.price.is_none() && *currency != facts.shop.currency)
                .map(|currency| currency.to_string()),
            why,
            ..variant_view(state, &facts.settings, chosen, offers.first())
        },
        facts: other_facts(found),
        size_mm: size(chosen),
        weight_g: chosen.weight_g.map(i64::from),
        manufacturer: found.manufacturer.as_ref().map(|maker| ManufacturerView {
            name: maker.name.clone(),
            postal: maker.postal_address.clone(),
            electronic: maker.electronic_address.clone(),
            responsible: maker.responsible.clone(),
        }),
        origin: found.origin_country.clone(),
        withdrawal_exception: found.exception.map(|reason| reason.as_str()),
        safety_warning: found.safety_warning.clone(),
        watch,
        gift: found
            .is_card
            .then(|| gift_form((&facts, seen.prices.currency), chosen, now)),
        reviews,
        related: String::new(),
        refusal: None,
        back: path(&chosen.key),
    })
}

/// What a shopper may say of a gift card, with the price as the proposed sum.
fn gift_form(
    (facts, currency): (&ShopFacts, Currency),
    chosen: &VariantShown,
    now: Timestamp,
) -> GiftForm {
    // What the shopper may choose between is in the shop's own currency.
    let range = chosen.range.filter(|_| currency == facts.shop.currency);
    let proposed = chosen.price.as_ref().map(|price| plain(price.minor));
    GiftForm {
        bounds: WishBounds::at(now, range, currency),
        form: FormState::blank()
            .with("amount", proposed.unwrap_or_default())
            .with("quantity", chosen.min_quantity.to_string()),
    }
}

/// The variant that the address names, else the main one, else the first.
pub(super) fn chosen<'a>(found: &'a ProductPage, key: &str) -> Option<&'a VariantShown> {
    let named = found
        .variants
        .iter()
        .find(|variant| variant.key == key && !key.is_empty());
    named
        .or_else(|| found.variants.iter().find(|variant| variant.is_main))
        .or_else(|| found.variants.first())
}

/// The lead under the name, and the paragraphs below the pictures. Of a text in one paragraph the first sentence leads.
fn paragraphs(description: &str) -> (String, Vec<String>) {
    let mut parts: Vec<String> = description
        .split("\n\n")
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    if let [only] = parts.as_slice()
        && let Some((first, rest)) = only.split_once(". ")
    {
        parts = vec![format!("{first}."), rest.to_owned()];
    }
    let mut parts = parts.into_iter();
    (parts.next().unwrap_or_default(), parts.collect())
}

/// Facts that the page does not say elsewhere: the material stands under the name, and what can be chosen beside the price.
fn other_facts(found: &ProductPage) -> Vec<FactView> {
    let is_said = |fact: &&commerce::catalogue::product::Fact| {
        (fact.code == "material" && !found.subtitle.is_empty())
            || found
                .options
                .iter()
                .any(|option| option.label == fact.label)
    };
    let left = found.facts.iter().filter(|fact| !is_said(fact));
    left.map(|fact| FactView {
        label: fact.label.clone(),
        value: fact.value.clone(),
    })
    .collect()
}

fn title(found: &ProductPage, chosen: &[&str]) -> String {
    match &found.seo_title {
        Some(title) => title.clone(),
        None if chosen.is_empty() => found.name.clone(),
        None => format!("{}, {}", found.name, chosen.join(", ").to_lowercase()),
    }
}

/// At most so many characters, ended at a word.
fn cut(text: &str) -> String {
    if text.chars().count() <= DESCRIBED {
        return text.to_owned();
    }
    let short: String = text.chars().take(DESCRIBED).collect();
    let end = short.rfind(' ').unwrap_or(short.len());
    format!("{}…", short[..end].trim_end_matches([',', '.', ' ']))
}

fn size(variant: &VariantShown) -> Option<(i64, i64, i64)> {
    Some((
        variant.width_mm?.into(),
        variant.depth_mm?.into(),
        variant.height_mm?.into(),
    ))
}

fn refusal(code: &str) -> Option<&'static str> {
    ["stock", "quantity", "gone", "full"]
        .into_iter()
        .find(|known| *known == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_descriptions_end_at_a_word() {
        let long = "Kaffet hålls varmt genom hela morgonmötet. ".repeat(10);
        let short = cut(&long);
        assert!(short.chars().count() <= DESCRIBED + 1 && short.ends_with('…'));
        assert!(!short.contains(" …"));
        assert_eq!(cut("Kort."), "Kort.");
    }

    #[test]
    fn a_text_in_one_paragraph_is_led_by_its_first_sentence() {
        let (lead, rest) = paragraphs("Drejad mugg. Rymmer 35 cl. Tål diskmaskin.");
        assert_eq!(
            (lead.as_str(), rest.as_slice()),
            (
                "Drejad mugg.",
                ["Rymmer 35 cl. Tål diskmaskin.".to_owned()].as_slice()
            )
        );
        let (lead, rest) = paragraphs("Ett. Två.\n\nTre.");
        assert_eq!((lead.as_str(), rest.len()), ("Ett. Två.", 1));
        assert_eq!(paragraphs(""), (String::new(), Vec::new()));
    }

    #[test]
    fn only_known_refusals_are_shown() {
        assert_eq!(refusal("stock"), Some("stock"));
        assert_eq!(refusal("<script>"), None);
    }
}
