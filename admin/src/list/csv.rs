//! Export of what a list shows, as CSV that Swedish spreadsheets open: semicolons, UTF-8 with its mark, CRLF.

use std::future::Future;

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use http::{HeaderValue, header};
use platform::web::PageError;

/// Rows that are read and sent at a time.
pub(crate) const CHUNK: usize = 1000;

/// One line. What a spreadsheet would take for a formula is sent as text.
pub(crate) fn line(cells: &[&str]) -> String {
    let mut out = String::new();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(';');
        }
        let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
            && cell.parse::<i64>().is_err()
            && !is_decimal(cell);
        let text = if is_formula {
            format!("'{cell}")
        } else {
            (*cell).to_owned()
        };
        if text.contains([';', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&text.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&text);
        }
    }
    out.push_str("\r\n");
    out
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == ',')
}

/// Minor units as a decimal number with a comma: `1234,50`.
pub(crate) fn decimal(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let magnitude = minor.unsigned_abs();
    format!("{sign}{},{:02}", magnitude / 100, magnitude % 100)
}

/// A file that is sent while it is read: `next` gives the lines of one chunk after another, and where it goes on; `None` ends it.
pub(crate) fn stream<C, F, N>(name: &str, head: &[&str], start: C, mut next: N) -> Response
where
    C: Send + 'static,
    N: FnMut(C) -> F + Send + 'static,
    F: Future<Output = Result<(String, Option<C>), PageError>> + Send + 'static,
{
    let head = format!("\u{feff}{}", line(head));
    let first =
        futures_util::stream::once(async move { Ok::<_, std::io::Error>(Bytes::from(head)) });
    let rest = futures_util::stream::unfold(Some(start), move |at| {
        let chunk = at.map(&mut next);
        async move {
            let (text, on) = match chunk?.await {
                Ok(done) => done,
                // The file breaks off, so that nobody takes half of it for the whole.
                Err(error) => {
                    tracing::error!(?error, "an export broke off");
                    return Some((Err(std::io::Error::other("the export broke off")), None));
                }
            };
            Some((Ok(Bytes::from(text)), on))
        }
    });
    // Whoever compresses what is sent asks once more after the end.
    let body = Body::from_stream(first.chain(rest.fuse()));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.csv\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cannot_become_columns_rows_or_formulas() {
        assert_eq!(
            line(&["a;b", "c\"d", "e\nf"]),
            "\"a;b\";\"c\"\"d\";\"e\nf\"\r\n"
        );
        assert_eq!(
            line(&["=1+1", "@x", "-5", "-1,50", "+46 70"]),
            "'=1+1;'@x;-5;-1,50;'+46 70\r\n"
        );
    }

    #[tokio::test]
    async fn a_file_stays_at_its_end_for_who_compresses_it() {
        let file = stream("ordrar", &["Order"], 1_i32, |at| async move {
            let lines = format!("{at}\r\n");
            Ok::<_, PageError>((lines, (at < 2).then_some(at + 1)))
        });
        let mut file = file.into_body().into_data_stream();
        let mut text = Vec::new();
        while let Some(piece) = file.next().await {
            text.extend_from_slice(&piece.unwrap());
        }
        assert_eq!(text, "\u{feff}Order\r\n1\r\n2\r\n".as_bytes());
        for _ in 0..2 {
            assert!(file.next().await.is_none());
        }
    }

    #[test]
    fn decimals_have_two_places() {
        assert_eq!(decimal(123_450), "1234,50");
        assert_eq!(decimal(-5), "-0,05");
    }
}
