//! A QR code as one SVG path: no picture file, no inline style, sharp at any size.

use qrcodegen::{QrCode, QrCodeEcc};

/// A QR code to be drawn by a template: `<svg viewBox="{view_box}"><path class="paper" d="{paper}"/><path class="dots" d="{dots}"/></svg>`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Qr {
    /// The SVG's view box, with the quiet zone of four modules that readers need.
    pub view_box: String,
    /// Path of the white ground.
    pub paper: String,
    /// Path of the dark modules, a rectangle per horizontal run.
    pub dots: String,
}

impl Qr {
    /// The code for `text`; `None` when it is too long for any code (some 2,300 bytes).
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        use std::fmt::Write as _;
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let size = code.size();
        let whole = size + 8;
        let mut dots = String::new();
        for y in 0..size {
            let mut x = 0;
            while x < size {
                let start = x;
                while x < size && code.get_module(x, y) {
                    x += 1;
                }
                if x > start {
                    let run = x - start;
                    // Writing to a String cannot fail.
                    let _ = write!(dots, "M{start} {y}h{run}v1h-{run}z");
                }
                x += 1;
            }
        }
        Some(Self {
            view_box: format!("-4 -4 {whole} {whole}"),
            paper: format!("M-4-4h{whole}v{whole}h-{whole}z"),
            dots,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_the_finder_pattern() {
        let qr =
            Qr::of("otpauth://totp/Nordbod:agare@nordbod.example?secret=JBSWY3DPEHPK3PXP").unwrap();
        assert!(qr.dots.starts_with("M0 0h7v1h-7z"));
        assert!(
            qr.dots
                .chars()
                .all(|c| c.is_ascii_digit() || "Mhvz -".contains(c))
        );
        assert_eq!(Qr::of(&"x".repeat(5000)), None);
    }
}
