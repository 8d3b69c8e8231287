//! What a member of staff may do. Every route of the back office names one of these; what nobody has been given, nobody may.

use std::collections::BTreeSet;

macro_rules! permissions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// One thing that a role may allow. Its name is what is stored, logged and shown in the role matrix.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($(#[$doc])* $variant),+ }

        impl Permission {
            /// Every permission there is, in the order of the role matrix.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stored name, `noun.verb`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The permission of that name; `None` when no such permission exists (any more).
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

permissions! {
    /// See orders: list, page, history.
    OrderRead = "order.read",
    /// Take orders out of the house as a file (personal data leaves).
    OrderExport = "order.export",
    /// Note what has been sent of an order, and when it arrived.
    FulfilmentManage = "fulfilment.manage",
    /// See customers: list, page, history.
    CustomerRead = "customer.read",
    /// Take the list of customers out of the house as a file (personal data leaves).
    CustomerExport = "customer.export",
    /// Help a customer: send a link, log them out, note something.
    CustomerHelp = "customer.help",
    /// Change a customer's tier, shut and open accounts.
    CustomerManage = "customer.manage",
    /// Hand out everything that is held about a customer, and erase them, when they ask for it; no standard role but the System owner's has it.
    CustomerData = "customer.data",
    /// See withdrawals and complaints.
    ReturnRead = "return.read",
    /// Answer complaints, take goods back, close cases.
    ReturnManage = "return.manage",
    /// Send money back for a case.
    ReturnRefund = "return.refund",
    /// Take the list of cases out of the house as a file (personal data leaves).
    ReturnExport = "return.export",
    /// See credit notes: list and page.
    CreditNoteRead = "credit_note.read",
    /// Take the list of credit notes out of the house as a file.
    CreditNoteExport = "credit_note.export",
    /// See what buyers have written of products, published or not.
    ReviewRead = "review.read",
    /// Publish and refuse reviews, and answer them.
    ReviewModerate = "review.moderate",
    /// Say whether and when buyers are asked for reviews.
    ReviewManage = "review.manage",
    /// Take the list of reviews out of the house as a file (personal data leaves).
    ReviewExport = "review.export",
    /// See what companies ask offers for, and what they are offered.
    QuotationRead = "quotation.read",
    /// Answer what companies ask: write offers, send and close them.
    QuotationManage = "quotation.manage",
    /// Take the list of quotations out of the house as a file (personal data leaves).
    QuotationExport = "quotation.export",
    /// See companies with their people, places and debt, and their applications.
    CompanyRead = "company.read",
    /// Take companies and applications out of the house as files (personal data leaves).
    CompanyExport = "company.export",
    /// Decide on applications, and on companies' tiers and limits.
    CompanyManage = "company.manage",
    /// Enter what has been paid of invoices, and call off an order that is owed for.
    InvoiceSettle = "invoice.settle",
    /// See invoices: list and page.
    InvoiceRead = "invoice.read",
    /// Take the list of invoices out of the house as a file (personal data leaves).
    InvoiceExport = "invoice.export",
    /// Say where invoices are paid to; no standard role but the System owner's has it.
    InvoiceManage = "invoice.manage",
    /// See payments that do not add up.
    PaymentRead = "payment.read",
    /// Take the list of payments that do not add up out of the house as a file (personal data leaves).
    PaymentExport = "payment.export",
    /// Decide what becomes of payments that do not add up.
    PaymentSettle = "payment.settle",
    /// See what each tier of customers decides.
    TierRead = "tier.read",
    /// Change tiers and add more; no standard role but the System owner's has it.
    TierManage = "tier.manage",
    /// See products, prices and stock.
    ProductRead = "product.read",
    /// Change products: their pictures, and what the pictures are said to show.
    ProductWrite = "product.write",
    /// Take the product list out of the house as a file.
    ProductExport = "product.export",
    /// See promotions, their codes and what they have done.
    PromotionRead = "promotion.read",
    /// Write promotions, begin and stop them, make codes.
    PromotionManage = "promotion.manage",
    /// Take promotions and their codes out of the house as files.
    PromotionExport = "promotion.export",
    /// See gift cards and store credit, with their ledgers.
    GiftCardRead = "gift_card.read",
    /// Issue gift cards, block them, put money back onto them.
    GiftCardManage = "gift_card.manage",
    /// Take the list of gift cards out of the house as a file (personal data leaves).
    GiftCardExport = "gift_card.export",
    /// See price lists, their prices and what they rest on.
    PriceRead = "price.read",
    /// Make price lists, set and end prices, take files in.
    PriceManage = "price.manage",
    /// Take prices out of the house as a file.
    PriceExport = "price.export",
    /// See the shop as any customer at any time to come.
    PriceRehearse = "price.rehearse",
    /// See rates of VAT, delivery countries and what is sold across borders, and take the One Stop Shop's figures out.
    VatRead = "vat.read",
    /// Lay down rates of VAT, open and close countries; no standard role but the System owner's has it.
    VatManage = "vat.manage",
    /// See what other currencies cost, and which are sold in.
    CurrencyRead = "currency.read",
    /// Enter what other currencies cost; no standard role but the System owner's has it.
    CurrencyManage = "currency.manage",
    /// Take sales and credit notes out of the house for the books, with VAT per rate and reason; no standard role but the System owner's has it.
    BookkeepingExport = "bookkeeping.export",
    /// Read the mails that the shop has sent.
    MailboxRead = "mailbox.read",
    /// Take the list of mails out of the house as a file (personal data leaves).
    MailboxExport = "mailbox.export",
    /// See jobs and deliveries: what waits, what failed and why.
    OperationsRead = "operations.read",
    /// Try failed jobs and deliveries again.
    OperationsRetry = "operations.retry",
    /// Take the lists of jobs and deliveries out of the house as files.
    OperationsExport = "operations.export",
    /// See all versions of terms and other documents.
    DocumentRead = "document.read",
    /// Write and publish terms and other documents; no standard role but the System owner's has it.
    DocumentManage = "document.manage",
    /// See the shop's own facts, as pages, mails and papers tell them.
    ShopRead = "shop.read",
    /// Change the shop's own facts; no standard role but the System owner's has it.
    ShopManage = "shop.manage",
    /// See what the shop has decided of how it works.
    SettingRead = "setting.read",
    /// Decide how the shop works; no standard role but the System owner's has it.
    SettingManage = "setting.manage",
    /// Decide what holds for all shops that say nothing else; no standard role but the System owner's has it.
    SettingShare = "setting.share",
    /// See who did what, when, with what stood before and after; no standard role but the System owner's has it.
    AuditRead = "audit.read",
    /// Take the audit trail out of the house as a file; no standard role but the System owner's has it.
    AuditExport = "audit.export",
    /// See who works here, with which roles.
    StaffRead = "staff.read",
    /// Take the list of staff out of the house as a file (personal data leaves).
    StaffExport = "staff.export",
    /// Add staff, change their roles, close accounts.
    StaffManage = "staff.manage",
}

/// The System owner's role holds this instead of a list.
pub const EVERYTHING: &str = "*";

/// The sum of what a person's roles allow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions(BTreeSet<Permission>);

impl Permissions {
    /// From stored names. `*` is everything, also what later versions bring; a name that this version does not know allows nothing.
    pub fn from_names<I: IntoIterator<Item = S>, S: AsRef<str>>(names: I) -> Self {
        let mut given = BTreeSet::new();
        for name in names {
            match name.as_ref() {
                EVERYTHING => given.extend(Permission::ALL),
                name => given.extend(Permission::from_name(name)),
            }
        }
        Self(given)
    }

    /// Whether `permission` has been given. Nothing is implied by anything else.
    #[must_use]
    pub fn has(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// The permissions, in the order of the role matrix.
    pub fn iter(&self) -> impl Iterator<Item = Permission> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

/// A role that every installation begins with.
#[derive(Clone, Copy, Debug)]
pub struct StandardRole {
    /// Stored code.
    pub code: &'static str,
    /// Its name in Swedish and English.
    pub name: [(&'static str, &'static str); 2],
    /// Names of the permissions that it gives.
    pub permissions: &'static [&'static str],
}

/// The code of the role that may do everything.
pub const OWNER_ROLE: &str = "owner";

/// The roles that every installation begins with.
pub const STANDARD_ROLES: &[StandardRole] = &[
    StandardRole {
        code: OWNER_ROLE,
        name: [("sv", "Systemägare"), ("en", "System owner")],
        permissions: &[EVERYTHING],
    },
    StandardRole {
        code: "orders",
        name: [("sv", "Orderhandläggare"), ("en", "Order desk")],
        permissions: &[
            "order.read",
            "order.export",
            "fulfilment.manage",
            "customer.read",
            "customer.help",
            "customer.manage",
            "return.read",
            "return.manage",
            "return.refund",
            "credit_note.read",
            "credit_note.export",
            "review.read",
            "review.moderate",
            "quotation.read",
            "quotation.manage",
            "company.read",
            "company.manage",
            "document.read",
            "invoice.settle",
            "invoice.read",
            "invoice.export",
            "payment.read",
            "payment.settle",
            "tier.read",
            "product.read",
            "promotion.read",
            "gift_card.read",
            "gift_card.manage",
            "price.read",
            "vat.read",
            "currency.read",
            "mailbox.read",
            "operations.read",
        ],
    },
    StandardRole {
        code: "catalogue",
        name: [("sv", "Sortimentsansvarig"), ("en", "Catalogue editor")],
        permissions: &[
            "product.read",
            "product.write",
            "product.export",
            "review.read",
            "review.moderate",
            "promotion.read",
            "promotion.manage",
            "promotion.export",
            "price.read",
            "price.manage",
            "price.export",
            "price.rehearse",
            "vat.read",
            "currency.read",
        ],
    },
    StandardRole {
        code: "operations",
        name: [("sv", "Driftansvarig"), ("en", "Operations")],
        permissions: &[
            "order.read",
            "return.read",
            "product.read",
            "mailbox.read",
            "operations.read",
            "operations.retry",
            "operations.export",
            "staff.read",
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for &permission in Permission::ALL {
            assert_eq!(Permission::from_name(permission.name()), Some(permission));
        }
    }

    #[test]
    fn standard_roles_name_permissions_that_exist() {
        for role in STANDARD_ROLES {
            let given = Permissions::from_names(role.permissions);
            let expected = if role.code == OWNER_ROLE {
                Permission::ALL.len()
            } else {
                role.permissions.len()
            };
            assert_eq!(given.iter().count(), expected, "{}", role.code);
        }
    }

    #[test]
    fn nothing_given_is_nothing_allowed() {
        let none = Permissions::from_names(["order.write", "", "ORDER.READ"]);
        assert!(Permission::ALL.iter().all(|&p| !none.has(p)));
        let some = Permissions::from_names(["order.read"]);
        assert!(some.has(Permission::OrderRead) && !some.has(Permission::OrderExport));
    }
}
