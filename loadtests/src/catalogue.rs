//! Generated products, in the format of `docs/import-products.md`.

use std::io::{self, Write};

const THINGS: [(&str, &str); 10] = [
    ("Mugg", "Mug"),
    ("Skål", "Bowl"),
    ("Fat", "Plate"),
    ("Kanna", "Jug"),
    ("Vas", "Vase"),
    ("Pläd", "Blanket"),
    ("Handduk", "Towel"),
    ("Korg", "Basket"),
    ("Lampa", "Lamp"),
    ("Bricka", "Tray"),
];
const PLACES: [&str; 12] = [
    "Strand", "Holme", "Sund", "Skär", "Vik", "Berg", "Äng", "Hed", "Lund", "Backe", "Mosse",
    "Fjäll",
];
const COLOURS: [(&str, &str, &str); 3] = [
    ("sand", "Sand", "Sand"),
    ("moss", "Mossa", "Moss"),
    ("midnight", "Midnatt", "Midnight"),
];

/// Rows of a product: its variants.
pub const ROWS: u64 = 3;

/// Writes `products` products with three variants each, the same for the same number.
///
/// # Errors
/// When the file cannot be written.
pub fn write(products: u32, file: &mut impl Write) -> io::Result<()> {
    writeln!(
        file,
        "product,sku,name_sv,name_en,description_sv,description_en,category_sv,category_en,price,vat_class,weight_g,stock,variant_option,\
         variant_option_sv,variant_option_en,variant_value,variant_value_sv,variant_value_en,attributes"
    )?;
    for number in 0..products {
        let spread = usize::try_from(number).unwrap_or_default();
        let (thing_sv, thing_en) = THINGS[spread % THINGS.len()];
        let place = PLACES[(spread / THINGS.len()) % PLACES.len()];
        let material = ["stengods", "ull", "glas", "ek"][spread % 4];
        let price = 49 + number % 1_950;
        for (code, value_sv, value_en) in COLOURS {
            writeln!(
                file,
                "last-{number},LAST-{number}-{code},{thing_sv} {place} {number},{place} {thing_en} {number},\
                 \"{thing_sv} i {material} från {place}, nummer {number} i serien. Tål diskmaskin och många år på bordet.\",\
                 \"{thing_en} from {place}, number {number} in the series. Made for the dishwasher and for many years on the table.\",\
                 Belastning > {thing_sv},Load > {thing_en},{price}.00,standard,400,100000,colour,Färg,Colour,{code},{value_sv},{value_en},\
                 material={material}"
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_every_cell() {
        let mut file = Vec::new();
        write(20, &mut file).unwrap();
        let text = String::from_utf8(file).unwrap();
        assert_eq!(text.lines().count(), 1 + 20 * COLOURS.len());
        let cells = text.lines().next().unwrap().split(',').count();
        for line in text.lines().skip(1) {
            // The two quoted cells hold one and one comma.
            assert_eq!(line.split(',').count(), cells + 2, "{line}");
        }
    }
}
