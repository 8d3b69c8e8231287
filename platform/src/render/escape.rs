//! What stands for characters that HTML reads as its own. The same as tera's, which writes byte by byte: most of a page is escaped, and most of it holds
//! nothing to escape.

use std::io::{self, Write};

/// A text so that it is nothing but text in HTML.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut written = Vec::with_capacity(text.len() + 16);
    // A buffer takes everything, and nothing but whole characters is written.
    let _ = html(text, &mut written);
    String::from_utf8(written).unwrap_or_default()
}

/// JSON that may stand inside a `<script type="application/ld+json">`: no character that could end the element.
#[must_use]
pub fn json_in_script(value: &serde_json::Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// Writes `text` so that it is nothing but text, also between quotes of either kind.
pub(super) fn html(text: &str, output: &mut dyn Write) -> io::Result<()> {
    let bytes = text.as_bytes();
    let mut written = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let instead: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\'' => b"&#39;",
            _ => continue,
        };
        output.write_all(&bytes[written..at])?;
        output.write_all(instead)?;
        written = at + 1;
    }
    output.write_all(&bytes[written..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{html, json_in_script};

    proptest! {
        #[test]
        fn what_is_written_is_what_tera_writes(text in "[&<>\"'aö]{0,40}") {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            html(&text, &mut ours).expect("a buffer takes it");
            tera::escape_html(&text, &mut theirs).expect("a buffer takes it");
            prop_assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn no_script_ends_in_what_it_says() {
        let said = json!({"name": "</script><b>&", "nested": ["<!--", "å"]});
        let written = json_in_script(&said);
        assert!(!written.contains(['<', '>', '&']), "{written}");
        assert_eq!(serde_json::from_str::<Value>(&written).expect("JSON"), said);
    }

    #[test]
    fn nothing_of_a_text_is_markup() {
        let mut written = Vec::new();
        html("Å <b title=\"x\" id='y'> & ö", &mut written).expect("a buffer takes it");
        assert_eq!(
            String::from_utf8_lossy(&written),
            "Å &lt;b title=&quot;x&quot; id=&#39;y&#39;&gt; &amp; ö"
        );
    }
}
