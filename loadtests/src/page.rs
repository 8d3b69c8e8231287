//! Reading pages as far as a load needs it: addresses and form fields by the text around them.

/// Every address that begins with `start` in an `href`, once each, in order.
pub fn links(html: &str, start: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in html.split("href=\"").skip(1) {
        let address = part
            .split('"')
            .next()
            .unwrap_or_default()
            .replace("&amp;", "&");
        if address.starts_with(start) && !found.contains(&address) {
            found.push(address);
        }
    }
    found
}

/// An attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = format!(" {name}=\"");
    tag.split_once(start.as_str())?.1.split('"').next()
}

/// What a browser would send of the first form whose tag holds `mark`.
pub fn form(html: &str, mark: &str) -> Option<Vec<(String, String)>> {
    let form = html
        .split("<form")
        .skip(1)
        .find(|form| form.split('>').next().is_some_and(|tag| tag.contains(mark)))?;
    let form = form.split("</form>").next()?;
    let mut fields = Vec::new();
    for input in form.split("<input").skip(1) {
        let tag = input.split('>').next().unwrap_or_default();
        let Some(name) = attribute(tag, "name") else {
            continue;
        };
        let is_choice = matches!(attribute(tag, "type"), Some("radio" | "checkbox"));
        if !is_choice || tag.contains(" checked") {
            let value = attribute(tag, "value").unwrap_or_default();
            fields.push((name.to_owned(), value.replace("&amp;", "&")));
        }
    }
    Some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_forms_are_found() {
        let html = "<a href=\"/produkt/a?x=1&amp;y=2\"></a><a href=\"/kassa\"></a><a href=\"/produkt/a?x=1&amp;y=2\"></a>\
                    <form action=\"/sok\"><input name=\"q\"></form>\
                    <form method=\"post\" action=\"/kassa\" data-checkout><input type=\"hidden\" name=\"confirmed\" value=\"ab\">\
                    <input type=\"radio\" name=\"freight\" value=\"home\" checked><input type=\"radio\" name=\"freight\" value=\"point\">\
                    <input type=\"checkbox\" name=\"terms\" value=\"1\"></form>";
        assert_eq!(links(html, "/produkt/"), ["/produkt/a?x=1&y=2"]);
        let fields = form(html, "data-checkout").unwrap();
        let expected = [("confirmed", "ab"), ("freight", "home")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(fields, expected);
        assert_eq!(form(html, "data-none"), None);
    }
}
