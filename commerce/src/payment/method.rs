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
}

impl PaymentMethod {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Card, Self::Swish, Self::Klarna];

    /// As tables, forms and settings name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Swish => "swish",
            Self::Klarna => "klarna",
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
            Self::Klarna => true,
        }
    }

    /// Whether money of this currency can be paid so.
    #[must_use]
    pub fn takes(self, currency: Currency) -> bool {
        match self {
            Self::Card => true,
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
                    ["card", "swish", "klarna", "cheque"]
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
                for method in PaymentMethod::ALL {
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
