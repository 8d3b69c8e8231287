//! A small graph of a price over time, drawn in steps.

use commerce::pricing::prior::Stretch;
use platform::clock::Timestamp;
use serde::Serialize;

/// Units across.
pub(super) const WIDTH: i64 = 640;
/// Units down.
pub(super) const HEIGHT: i64 = 120;
/// Kept free above and below the line.
const EDGE: i64 = 8;

/// What is drawn. The numbers are units of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Graph {
    pub(crate) width: i64,
    pub(crate) height: i64,
    /// The price, as an SVG path of steps.
    pub(crate) path: String,
    /// The days that the prior price is looked for in: left edge and width.
    pub(crate) window: Option<(i64, i64)>,
    /// Where the prior price lies.
    pub(crate) prior_y: Option<i64>,
}

/// Draws what it has cost from `from` to `to`. `None` when it had no price then.
pub(super) fn draw(
    stretches: &[Stretch],
    (from, to): (Timestamp, Timestamp),
    window: Option<(Timestamp, Timestamp)>,
    prior: Option<i64>,
) -> Option<Graph> {
    let within: Vec<&Stretch> = stretches
        .iter()
        .filter(|of| of.to > from && of.from < to)
        .collect();
    let prices = || {
        within
            .iter()
            .filter_map(|of| of.price.map(|price| price.0))
            .chain(prior)
    };
    let (lowest, highest) = (prices().min()?, prices().max()?);
    let span = (to.as_second() - from.as_second()).max(1);
    let x = |at: Timestamp| {
        let at = at.max(from).min(to);
        (at.as_second() - from.as_second()) * WIDTH / span
    };
    let room = HEIGHT - 2 * EDGE;
    let y = |price: i64| {
        let above = i128::from(price - lowest) * i128::from(room);
        let above = above / i128::from((highest - lowest).max(1));
        // One price all the way lies in the middle.
        let above = if highest == lowest {
            room / 2
        } else {
            i64::try_from(above).unwrap_or(0)
        };
        HEIGHT - EDGE - above
    };
    let mut path = String::new();
    let mut is_drawing = false;
    for of in within {
        let Some(price) = of.price else {
            is_drawing = false;
            continue;
        };
        let (left, right, level) = (x(of.from), x(of.to), y(price.0));
        let joint = if is_drawing {
            format!("V{level}")
        } else {
            format!("M{left} {level}")
        };
        path.push_str(&joint);
        path.push_str(&format!("H{right}"));
        is_drawing = true;
    }
    Some(Graph {
        width: WIDTH,
        height: HEIGHT,
        path,
        window: window.map(|(begin, end)| (x(begin), (x(end) - x(begin)).max(1))),
        prior_y: prior.map(y),
    })
}

#[cfg(test)]
mod tests {
    use platform::money::UnitPrice;

    use super::*;

    fn day(day: i64) -> Timestamp {
        Timestamp::from_microsecond(1_790_000_000_000_000 + day * 86_400_000_000).unwrap()
    }

    fn stretch(from: i64, to: i64, price: Option<i64>) -> Stretch {
        Stretch {
            from: day(from),
            to: day(to),
            is_for_sale: true,
            price: price.map(UnitPrice),
            ordinary: None,
            is_reduced: false,
            list: None,
        }
    }

    #[test]
    fn a_price_is_drawn_in_steps_and_a_gap_is_a_gap() {
        let told = [
            stretch(0, 32, Some(100)),
            stretch(32, 48, Some(80)),
            stretch(48, 56, None),
            stretch(56, 64, Some(100)),
        ];
        let graph = draw(&told, (day(0), day(64)), Some((day(2), day(32))), Some(100)).unwrap();
        assert_eq!(graph.path, "M0 8H320V112H480M560 8H640");
        assert_eq!((graph.window, graph.prior_y), (Some((20, 300)), Some(8)));
        assert_eq!(draw(&told, (day(70), day(80)), None, None), None);
        let flat = draw(&told[..1], (day(0), day(32)), None, None).unwrap();
        assert_eq!(flat.path, "M0 60H640");
    }
}
