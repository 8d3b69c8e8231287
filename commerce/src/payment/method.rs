//! **How a shopper pays**, and in which order the ways are offered: the law wants direct payment before credit, and credit never chosen beforehand
//! (lagen 2010:751 om betaltjänster, 7 a kap.).

use platform::money::Currency;

/// A way to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentMethod {
    /// By card.
    Card,
    /// By telephone, from the bank account.
    Swish,
    /// Later, on credit.
    Klarna,
    /// Later, by the shop's own invoice: companies within their credit, and nobody else. No vendor knows of it.
    Invoice,
}

impl PaymentMethod {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Card, Self::Swish, Self::Klarna, Self::Invoice];

    /// As tables, forms and settings name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Swish => "swish",
            Self::Klarna => "klarna",
            Self::Invoice => "invoice",
        }
    }

    /// From its name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == text)
    }

    /// Whether the shopper pays later: offered last, and named credit.
    #[must_use]
    pub fn is_credit(self) -> bool {
        match self {
            Self::Card | Self::Swish => false,
            Self::Klarna | Self::Invoice => true,
        }
    }

    /// Whether money of this currency can be paid so.
    #[must_use]
    pub fn takes(self, currency: Currency) -> bool {
        match self {
            Self::Card | Self::Invoice => true,
            Self::Swish => currency == Currency::SEK,
            Self::Klarna => matches!(
                currency.code(),
                "SEK" | "NOK" | "DKK" | "EUR" | "GBP" | "CHF" | "PLN" | "CZK" | "USD"
            ),
        }
    }

    /// The ways that a shop offers for this currency: direct ones first, then credit, each in the merchant's order. Names that this version does not
    /// know are left out. A shop of which nothing is left takes cards, since one without any way to pay sells nothing.
    #[must_use]
    pub fn offered<N: AsRef<str>>(configured: &[N], currency: Currency) -> Vec<Self> {
        let mut offered: Vec<Self> = Vec::new();
        for method in configured
            .iter()
            .filter_map(|name| Self::parse(name.as_ref()))
            // Who may pay so is not the shop's settings' to say.
            .filter(|method| *method != Self::Invoice)
        {
            if method.takes(currency) && !offered.contains(&method) {
                offered.push(method);
            }
        }
        if offered.is_empty() {
            offered.push(Self::Card);
        }
        // A stable sort: within each kind the merchant's order stays.
        offered.sort_by_key(|method| method.is_credit());
        offered
    }

    /// The same with the shop's own invoice at the end, for a company that may pay so.
    #[must_use]
    pub fn with_invoice(mut offered: Vec<Self>) -> Vec<Self> {
        offered.push(Self::Invoice);
        offered
    }

    /// The way that is marked before the shopper has chosen: the first direct one. Credit is never chosen for anybody.
    #[must_use]
    pub fn preselected(offered: &[Self]) -> Option<Self> {
        offered.iter().copied().find(|method| !method.is_credit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every order of every choice of the known names, with one that is not known.
    fn configurations() -> Vec<Vec<&'static str>> {
        let mut all: Vec<Vec<&str>> = vec![Vec::new()];
        let mut grown = all.clone();
        for _ in 0..4 {
            grown = grown
                .iter()
                .flat_map(|names| {
                    ["card", "swish", "klarna", "invoice"]
                        .into_iter()
                        .filter(|name| !names.contains(name))
                        .map(|name| [names.as_slice(), &[name]].concat())
                        .collect::<Vec<_>>()
                })
                .collect();
            all.extend(grown.clone());
        }
        all
    }

    #[test]
    fn direct_payment_comes_before_credit_however_the_merchant_orders_it() {
        let all = configurations();
        assert_eq!(all.len(), 65);
        for names in all {
            for currency in [Currency::SEK, Currency::EUR] {
                let offered = PaymentMethod::offered(&names, currency);
                assert!(!offered.is_empty(), "{names:?}");
                assert!(
                    offered.is_sorted_by_key(|method| method.is_credit()),
                    "{names:?}: {offered:?}"
                );
                let chosen = PaymentMethod::preselected(&offered);
                assert!(chosen.is_none_or(|method| !method.is_credit()), "{names:?}");
                if offered.iter().any(|method| !method.is_credit()) {
                    assert_eq!(chosen, offered.first().copied(), "{names:?}");
                }
                assert!(!offered.contains(&PaymentMethod::Invoice), "{names:?}");
                let with = PaymentMethod::with_invoice(offered.clone());
                assert!(with.is_sorted_by_key(|method| method.is_credit()));
                assert_ne!(
                    PaymentMethod::preselected(&with),
                    Some(PaymentMethod::Invoice)
                );
                for method in [
                    PaymentMethod::Card,
                    PaymentMethod::Swish,
                    PaymentMethod::Klarna,
                ] {
                    let is_wanted = names.contains(&method.as_str()) && method.takes(currency);
                    let is_last_resort = method == PaymentMethod::Card && offered.len() == 1;
                    assert_eq!(
                        offered.contains(&method),
                        is_wanted || (is_last_resort && offered == [PaymentMethod::Card]),
                        "{names:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn within_a_kind_the_merchants_order_stays() {
        use PaymentMethod::{Card, Klarna, Swish};
        let offered = |names: &[&str], currency| PaymentMethod::offered(names, currency);
        assert_eq!(
            offered(&["klarna", "swish", "card", "swish"], Currency::SEK),
            [Swish, Card, Klarna]
        );
        assert_eq!(
            offered(&["klarna", "swish", "card"], Currency::EUR),
            [Card, Klarna],
            "Swish is kronor only"
        );
        assert_eq!(offered(&["swish"], Currency::EUR), [Card]);
        assert_eq!(PaymentMethod::preselected(&[Klarna]), None);
    }
}
