//! The little Markdown that published texts use: headings, paragraphs, lists, emphasis, links. Anything else is text, and all text is escaped.

/// Markdown as HTML that may be shown as it is.
#[must_use]
pub fn to_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 4);
    let mut paragraph: Vec<&str> = Vec::new();
    let mut list: Option<&'static str> = None;
    for line in text.lines().map(str::trim_end) {
        let item = list_item(line);
        if let Some(open) = list
            && item.is_none_or(|(kind, _)| kind != open)
            && !(line.starts_with("  ") && !line.trim().is_empty())
        {
            html.push_str(&format!("</li></{open}>"));
            list = None;
        }
        if let Some((kind, content)) = item {
            close_paragraph(&mut html, &mut paragraph);
            html.push_str(&if list.is_some() {
                "</li><li>".to_owned()
            } else {
                format!("<{kind}><li>")
            });
            html.push_str(&inline(content));
            list = Some(kind);
        } else if list.is_some() {
            html.push(' ');
            html.push_str(&inline(line.trim()));
        } else if let Some((level, content)) = heading(line) {
            close_paragraph(&mut html, &mut paragraph);
            html.push_str(&format!("<h{level}>{}</h{level}>", inline(content)));
        } else if line.trim().is_empty() {
            close_paragraph(&mut html, &mut paragraph);
        } else {
            paragraph.push(line);
        }
    }
    if let Some(open) = list {
        html.push_str(&format!("</li></{open}>"));
    }
    close_paragraph(&mut html, &mut paragraph);
    html
}

fn close_paragraph(html: &mut String, lines: &mut Vec<&str>) {
    if !lines.is_empty() {
        // A line's end stays a line's end: addresses and forms are written so.
        let parts: Vec<String> = lines.iter().map(|line| inline(line.trim())).collect();
        html.push_str(&format!("<p>{}</p>", parts.join("<br>")));
        lines.clear();
    }
}

/// `## x` is a heading of level 2; a page has one `h1` of its own, so that `#` is level 2, too.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let content = line.get(level..)?.strip_prefix(' ')?;
    (1..=4)
        .contains(&level)
        .then_some((level.max(2), content.trim()))
}

fn list_item(line: &str) -> Option<(&'static str, &str)> {
    if let Some(content) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some(("ul", content.trim()));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let content = line.get(digits..)?.strip_prefix(". ")?;
    (1..=3).contains(&digits).then_some(("ol", content.trim()))
}

fn inline(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find(['*', '[']) {
        let (before, from) = rest.split_at(at);
        html.push_str(&escaped(before));
        if let Some((inside, after)) = between(from, "**", "**") {
            html.push_str(&format!("<strong>{}</strong>", escaped(inside)));
            rest = after;
        } else if let Some((inside, after)) = between(from, "*", "*") {
            html.push_str(&format!("<em>{}</em>", escaped(inside)));
            rest = after;
        } else if let Some((label, target, after)) = link(from) {
            html.push_str(&format!(
                "<a href=\"{}\">{}</a>",
                escaped(target),
                escaped(label)
            ));
            rest = after;
        } else {
            html.push_str(&from[..1]);
            rest = &from[1..];
        }
    }
    html.push_str(&escaped(rest));
    html
}

fn between<'a>(text: &'a str, opening: &str, closing: &str) -> Option<(&'a str, &'a str)> {
    let inside = text.strip_prefix(opening)?;
    let (inside, after) = inside.split_once(closing)?;
    (!inside.is_empty()).then_some((inside, after))
}

/// `[label](target)`; only addresses that cannot run anything.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (label, after) = text.strip_prefix('[')?.split_once("](")?;
    let (target, after) = after.split_once(')')?;
    let safe = target.starts_with('/') && !target.starts_with("//")
        || ["https://", "mailto:", "tel:", "#"]
            .iter()
            .any(|start| target.starts_with(start));
    safe.then_some((label, target, after))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_paragraphs_lists_and_links() {
        let html = to_html(
            "# Villkor\n\nAlla **priser** i *kronor*.\nRad två.\n\n- ett\n- två\n  mer\n\n1. först\n\n[Kakor](/info/kakor)",
        );
        assert_eq!(
            html,
            "<h2>Villkor</h2><p>Alla <strong>priser</strong> i <em>kronor</em>.<br>Rad två.</p><ul><li>ett</li><li>två mer</li></ul>\
             <ol><li>först</li></ol><p><a href=\"/info/kakor\">Kakor</a></p>"
        );
    }

    #[test]
    fn nothing_can_run() {
        let html =
            to_html("<script>x</script> [a](javascript:x) [b](//evil) [c](\"onx=) *\n**a**<b>");
        assert!(!html.contains("<script"));
        assert!(!html.contains("href"));
        assert!(!html.contains("<b>"));
    }
}
