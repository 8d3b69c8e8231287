//! Markdown as published texts use it. HTML in it is shown as text, and links go to the web, mail and telephones only.

use pulldown_cmark::{Event, Options, Parser, Tag, html};

/// Markdown as HTML that may be shown as it is. Headings begin at `top` (2: below the page's own).
#[must_use]
pub fn to_html(text: &str, top: u8) -> String {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::Start(Tag::Heading {
            level,
            id,
            classes,
            attrs,
        }) => Event::Start(Tag::Heading {
            level: lowered(level, top),
            id,
            classes,
            attrs,
        }),
        Event::End(pulldown_cmark::TagEnd::Heading(level)) => {
            Event::End(pulldown_cmark::TagEnd::Heading(lowered(level, top)))
        }
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => {
            let dest_url = if is_safe(&dest_url) {
                dest_url
            } else {
                "".into()
            };
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            })
        }
        Event::Start(Tag::Image { .. }) | Event::End(pulldown_cmark::TagEnd::Image) => {
            Event::Text("".into())
        }
        other => other,
    });
    let mut out = String::with_capacity(text.len() * 5 / 4);
    html::push_html(&mut out, events);
    out
}

fn lowered(level: pulldown_cmark::HeadingLevel, top: u8) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel;
    let wanted = usize::from(top.clamp(1, 6)) + level as usize - 1;
    HeadingLevel::try_from(wanted.min(6)).unwrap_or(HeadingLevel::H6)
}

fn is_safe(address: &str) -> bool {
    ["https://", "http://", "mailto:", "tel:", "/", "#"]
        .iter()
        .any(|start| address.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_paragraphs_lists_and_lower_headings() {
        assert_eq!(
            to_html("# Rubrik\n\nText *här*.\n\n- ett\n- två", 2),
            "<h2>Rubrik</h2>\n<p>Text <em>här</em>.</p>\n<ul>\n<li>ett</li>\n<li>två</li>\n</ul>\n"
        );
    }

    #[test]
    fn nothing_in_a_text_can_run() {
        let html = to_html(
            "<script>alert(1)</script>\n\n[a](javascript:alert(1)) <b onclick=x>y</b> ![z](http://spy.example/p.png)",
            2,
        );
        assert!(
            !html.contains("<script")
                && !html.contains("javascript:")
                && !html.contains("<b ")
                && !html.contains("<img"),
            "{html}"
        );
    }
}
