//! What rows name: looked up for a whole batch, and said of each row when it does not exist.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::row::Row;
use super::{Problem, Reason, store};
use crate::catalogue::address;
use crate::catalogue::attribute::{AttributeKind, store as attributes, thousandths};
use crate::catalogue::category::{self, CategoryDraft, CategoryTexts, save_category};
use crate::ids::{CategoryId, LocationId, ManufacturerId, PriceListId, ShopId};

/// Where rows go: the shop with its lists, locations and attributes.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The shop in which products are published.
    pub shop_id: ShopId,
    /// For prices without a list of their own.
    pub base_list: PriceListId,
    /// Lists by code.
    pub lists: HashMap<String, PriceListId>,
    /// For stock without a location of its own.
    pub base_location: Option<LocationId>,
    /// Locations by code.
    pub locations: HashMap<String, LocationId>,
}

/// What rows name, looked up.
pub(super) struct References {
    pub categories: HashMap<String, CategoryId>,
    pub manufacturers: HashMap<String, ManufacturerId>,
    pub attributes: HashMap<String, Attribute>,
    /// Paths of categories that were made, with their English names.
    pub grown: Vec<(String, String)>,
}

/// An attribute, with its choices as drafts share them.
pub(super) struct Attribute {
    pub id: Uuid,
    pub kind: AttributeKind,
    pub values: Arc<HashMap<String, i32>>,
}

/// Looks up what rows name, and makes the categories of their paths. `paths`: further ones that are to be made first.
pub(super) async fn look_up(
    tx: &mut Tx,
    rows: &[Row],
    paths: &[(String, String)],
) -> Result<References, DbError> {
    let mut codes: Vec<String> = rows
        .iter()
        .flat_map(|row| row.categories.iter().cloned())
        .collect();
    codes.extend(
        rows.iter()
            .flat_map(|row| row.category_sv.iter().map(|path| path_code(path))),
    );
    codes.extend(paths.iter().map(|(path, _)| path_code(path)));
    codes.sort();
    codes.dedup();
    let mut categories: HashMap<String, CategoryId> = category::listing::ids_by_code(tx, &codes)
        .await?
        .into_iter()
        .collect();
    let mut grown = Vec::new();
    let of_rows = rows.iter().flat_map(|row| {
        let english = row.category_en.iter().map(String::as_str);
        let english = english.chain(std::iter::repeat(""));
        row.category_sv.iter().map(String::as_str).zip(english)
    });
    let asked = paths.iter().map(|(sv, en)| (sv.as_str(), en.as_str()));
    for (path, english) in asked.chain(of_rows) {
        if !categories.contains_key(&path_code(path)) {
            grow(tx, path, english, &mut categories).await?;
            grown.push((path.to_owned(), english.to_owned()));
        }
    }
    let names: HashSet<String> = rows
        .iter()
        .filter_map(|row| row.manufacturer.clone())
        .collect();
    Ok(References {
        categories,
        manufacturers: store::manufacturers(tx, &names.into_iter().collect::<Vec<_>>()).await?,
        attributes: attributes::directory(tx)
            .await?
            .0
            .into_iter()
            .map(|(code, known)| {
                let attribute = Attribute {
                    id: known.id,
                    kind: known.kind,
                    values: Arc::new(known.values),
                };
                (code, attribute)
            })
            .collect(),
        grown,
    })
}

/// `Servering > Muggar` -> `servering/muggar`.
pub(super) fn path_code(path: &str) -> String {
    path.split('>')
        .map(address::slugify)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("/")
}

/// Makes the categories of a path that are not there.
async fn grow(
    tx: &mut Tx,
    path: &str,
    english: &str,
    categories: &mut HashMap<String, CategoryId>,
) -> Result<(), DbError> {
    let english: Vec<&str> = english.split('>').map(str::trim).collect();
    let (mut parent, mut code) = (None, String::new());
    for (depth, name) in path.split('>').map(str::trim).enumerate() {
        let slug = address::slugify(name);
        if slug.is_empty() {
            continue;
        }
        code = if code.is_empty() {
            slug
        } else {
            format!("{code}/{slug}")
        };
        if !categories.contains_key(&code) {
            let known = category::listing::ids_by_code(tx, std::slice::from_ref(&code)).await?;
            let id = match known.into_iter().next() {
                Some((_, id)) => id,
                None => make_category(tx, &code, parent, name, english.get(depth).copied()).await?,
            };
            categories.insert(code.clone(), id);
        }
        parent = categories.get(&code).copied();
    }
    Ok(())
}

async fn make_category(
    tx: &mut Tx,
    code: &str,
    parent_id: Option<CategoryId>,
    name: &str,
    english: Option<&str>,
) -> Result<CategoryId, DbError> {
    let texts = |locale: &str, name: &str| CategoryTexts {
        locale: locale.to_owned(),
        name: name.to_owned(),
        description: String::new(),
        slug: None,
    };
    let mut all = vec![texts("sv", name)];
    all.extend(
        english
            .filter(|name| !name.is_empty())
            .map(|name| texts("en", name)),
    );
    let draft = CategoryDraft {
        code: code.to_owned(),
        parent_id,
        position: 1_000,
        is_published: true,
        hero_media_id: None,
        texts: all,
    };
    match save_category(tx, &draft).await {
        Ok(id) => Ok(id),
        Err(category::save::SaveCategoryError::Db(error)) => Err(error),
        // The parent was made or found a moment ago in this transaction.
        Err(category::save::SaveCategoryError::WrongParent) => Err(DbError::RowNotFound),
    }
}

/// Names in a row that nothing has.
pub(super) fn unknowns(
    to: &Destination,
    references: &References,
    row: &Row,
    problems: &mut Vec<Problem>,
) {
    let mut unknown = |column: &str, value: &str, what: &'static str| {
        problems.push(Problem::new(row.line, column, value, Reason::Unknown(what)));
    };
    for code in row
        .categories
        .iter()
        .filter(|code| !references.categories.contains_key(*code))
    {
        unknown("category", code, "category");
    }
    if let Some(name) = row
        .manufacturer
        .as_ref()
        .filter(|n| !references.manufacturers.contains_key(*n))
    {
        unknown("manufacturer", name, "manufacturer");
    }
    if let Some(code) = row
        .price_list
        .as_ref()
        .filter(|code| !to.lists.contains_key(*code))
    {
        unknown("price_list", code, "price list");
    }
    match &row.location {
        Some(code) if !to.locations.contains_key(code) => unknown("location", code, "location"),
        None if row.stock.is_some() && to.base_location.is_none() => {
            unknown("location", "", "location")
        }
        Some(_) | None => {}
    }
    for (code, values) in &row.attributes {
        let Some(attribute) = references.attributes.get(code) else {
            unknown("attributes", code, "attribute");
            continue;
        };
        for value in values {
            match attribute.kind {
                AttributeKind::Choice if !attribute.values.contains_key(value) => {
                    unknown(
                        "attributes",
                        &format!("{code}={value}"),
                        "choice of the attribute",
                    );
                }
                AttributeKind::Number if thousandths(value).is_none() => {
                    unknown("attributes", &format!("{code}={value}"), "number");
                }
                AttributeKind::Choice | AttributeKind::Number | AttributeKind::Text => {}
            }
        }
    }
}
