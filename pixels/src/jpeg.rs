//! What a JPEG's segments say before anything is decoded.

/// Facts from the segments up to the first scan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// 1 grey, 3 colour, 4 CMYK. 0 when no frame was found.
    pub components: u8,
    /// Photoshop's mark. With it, CMYK is stored inverted (255 is no ink).
    pub is_adobe: bool,
    /// Whether the picture's end mark is there. Without it the file was cut off; decoders fill the rest with grey and say nothing.
    pub is_complete: bool,
}

/// Reads the segments. Never fails: what is not understood is left to the decoder to complain about.
#[must_use]
pub fn facts(bytes: &[u8]) -> Facts {
    let mut facts = Facts::default();
    let mut rest = bytes.get(2..).unwrap_or_default();
    while let [0xff, marker, tail @ ..] = rest {
        match marker {
            // Fill bytes before a marker.
            0xff => {
                rest = &rest[1..];
                continue;
            }
            0xd9 => break,
            _ => {}
        }
        let [high, low, ..] = tail else { break };
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let segment = tail.get(2..length).unwrap_or_default();
        match marker {
            // Start of frame, every kind (0xc4, 0xc8 and 0xcc are tables and an extension).
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                facts.components = segment.get(5).copied().unwrap_or(0)
            }
            0xee => facts.is_adobe |= segment.starts_with(b"Adobe"),
            // Start of scan: pictures in metadata (thumbnails) lie before it, and in coded data 0xff is followed by 0 or a restart mark.
            0xda => {
                facts.is_complete = tail.windows(2).any(|pair| pair == [0xff, 0xd9]);
                break;
            }
            _ => {}
        }
        rest = tail.get(length..).unwrap_or_default();
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_tell_the_kind_of_picture() {
        let mut file = vec![0xff, 0xd8, 0xff, 0xee, 0, 14];
        file.extend(b"Adobe\0\x64\0\0\0\0\x02");
        file.extend([
            0xff, 0xff, 0xc0, 0, 8, 8, 0, 1, 0, 1, 4, 0xff, 0xda, 0, 2, 1, 2, 3,
        ]);
        assert_eq!(
            facts(&file),
            Facts {
                components: 4,
                is_adobe: true,
                is_complete: false
            }
        );
        file.extend([0xff, 0xd9]);
        assert!(facts(&file).is_complete);
        for cut in 0..file.len() {
            assert!(!facts(&file[..cut]).is_complete || cut == file.len());
        }
        assert_eq!(facts(b""), Facts::default());
    }
}
