//! **Asking** for an offer. The cart or the list that it comes from stays as it is.

use jiff::civil::Date;
use platform::audit::Change;
use platform::db::{DbError, Tx};
use platform::money::Currency;
use serde_json::json;

use super::{Delivery, LONGEST_NOTE, LONGEST_TEXT, MAX_LINES, alert, store};
use crate::cart::MAX_QUANTITY;
use crate::company::{self, LONGEST_WORD};
use crate::customer::Session;
use crate::ids::{CompanyId, CompanyPlaceId, QuotationId, ShopId, VariantId};
use crate::jobs::SendQuotationNotice;
use crate::locks;
use crate::tier::TierFunction;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asking {
    /// The form's own key, which becomes the quotation's: sent twice, it is asked once.
    pub id: QuotationId,
    /// In which shop.
    pub shop_id: ShopId,
    /// The asker's language.
    pub locale: String,
    /// What the company's prices are in.
    pub currency: Currency,
    /// To staff; may be empty.
    pub message: String,
    /// Whose it is, in the company's words; may be empty.
    pub reference: String,
    /// When the goods are wanted.
    pub wished_on: Option<Date>,
    /// Which of the company's places they are to go to; none: that is said in the checkout.
    pub place: Option<CompanyPlaceId>,
    /// The goods, each variant once.
    pub lines: Vec<AskedLine>,
}

/// A line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedLine {
    /// What.
    pub variant_id: VariantId,
    /// How many.
    pub quantity: i32,
    /// A wish; may be empty.
    pub note: String,
}

/// Why nothing was asked.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The person does not buy for a company whose tier can ask for offers.
    #[error("the person cannot ask for offers")]
    NotForCompany,
    /// No line.
    #[error("nothing is asked for")]
    Empty,
    /// More lines than [`MAX_LINES`], or a variant twice.
    #[error("there are too many lines")]
    TooMany,
    /// A quantity that cannot be ordered.
    #[error("a quantity is out of range")]
    Quantity(VariantId),
    /// What is not sold in the shop.
    #[error("{} variants are not sold", .0.len())]
    NotForSale(Vec<VariantId>),
    /// A text that is too long.
    #[error("a text is too long")]
    TooLong,
    /// The company has no such place any more, or the shop does not deliver there.
    #[error("the place is not one that the shop delivers to")]
    Place,
    /// The goods are wanted on a day that has passed.
    #[error("the wished day has passed")]
    InThePast,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Asks for an offer in the name of the company that the session acts for; the asker gets a receipt by mail. Sent twice it is asked once.
///
/// # Errors
/// [`AskError`]; the transaction is to be dropped then.
pub async fn ask(tx: &mut Tx, session: &Session, asking: &Asking) -> Result<QuotationId, AskError> {
    let company = session
        .company()
        .filter(|_| session.can(TierFunction::Quotes))
        .ok_or(AskError::NotForCompany)?;
    check(tx, asking)?;
    if !locks::share_customer(tx, session.customer).await?
        || company::listing::member(tx, company, session.customer)
            .await?
            .is_none()
    {
        return Err(AskError::NotForCompany);
    }
    let wanted: Vec<VariantId> = asking.lines.iter().map(|line| line.variant_id).collect();
    let sold = store::sold(tx, asking.shop_id, &wanted).await?;
    let missing: Vec<VariantId> = wanted.into_iter().filter(|id| !sold.contains(id)).collect();
    if !missing.is_empty() {
        return Err(AskError::NotForSale(missing));
    }
    let delivery = match asking.place {
        Some(id) => Some(delivery(tx, asking.shop_id, company, id).await?),
        None => None,
    };
    let by = (company, session.customer);
    if !store::insert(tx, asking, by, delivery.as_ref()).await? {
        // Only the asker holds the form's key.
        let found = store::quotation(tx, asking.id).await?;
        return found
            .filter(|found| found.asked_by == session.customer && found.company_id == company)
            .map(|found| found.id)
            .ok_or(AskError::NotForCompany);
    }
    store::insert_lines(tx, asking.id, &asking.lines).await?;
    tx.enqueue(&SendQuotationNotice {
        quotation_id: asking.id,
        version: 0,
        purpose: "asked".to_owned(),
    })
    .await?;
    alert::tell_staff(tx, asking.id, 0).await?;
    let after = json!({ "company": company, "lines": asking.lines.len() });
    tx.audit(Change::deed("quotation.asked", "quotation", asking.id).with_after(&after))
        .await?;
    Ok(asking.id)
}

async fn delivery(
    tx: &mut Tx,
    shop: ShopId,
    company: CompanyId,
    id: CompanyPlaceId,
) -> Result<Delivery, AskError> {
    let place = company::listing::place(tx, company, id).await?;
    let shops = crate::catalogue::shop::shops(tx).await?;
    let shop = shops.into_iter().find(|found| found.id == shop);
    let countries = shop.map(|shop| shop.countries).unwrap_or_default();
    place
        .filter(|place| place.is_delivered_to(&countries))
        .map(|place| Delivery::of(&place))
        .ok_or(AskError::Place)
}

fn check(tx: &Tx, asking: &Asking) -> Result<(), AskError> {
    if asking.lines.is_empty() {
        return Err(AskError::Empty);
    }
    let mut seen = std::collections::HashSet::new();
    let is_once = asking.lines.iter().all(|line| seen.insert(line.variant_id));
    if asking.lines.len() > MAX_LINES || !is_once {
        return Err(AskError::TooMany);
    }
    let is_wrong = |line: &&AskedLine| !(1..=MAX_QUANTITY).contains(&line.quantity);
    if let Some(line) = asking.lines.iter().find(is_wrong) {
        return Err(AskError::Quantity(line.variant_id));
    }
    let is_long = |text: &str, most: usize| text.chars().count() > most;
    if is_long(&asking.message, LONGEST_TEXT)
        || is_long(&asking.reference, LONGEST_WORD)
        || asking
            .lines
            .iter()
            .any(|line| is_long(&line.note, LONGEST_NOTE))
    {
        return Err(AskError::TooLong);
    }
    let today = tx.now().business_time().date();
    if asking.wished_on.is_some_and(|day| day < today) {
        return Err(AskError::InThePast);
    }
    Ok(())
}
