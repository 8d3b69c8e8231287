//! Reads `a[b][0][c]=d` into a tree, strictly, and hands out its fields with Stripe's own complaints.

use std::collections::BTreeMap;

use percent_encoding::percent_decode;

use super::error::ApiError;

const MOST_PAIRS: usize = 2000;
const DEEPEST: usize = 6;

/// A field's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// `a=text`
    Text(String),
    /// `a[..]=..`
    Tree(Tree),
}

/// Fields by name; array elements by their number.
pub type Tree = BTreeMap<String, Node>;

/// Reads a body or a query.
///
/// # Errors
/// When it is not UTF-8, too deep, too long, or gives one name two shapes.
pub fn parse(raw: &[u8]) -> Result<Tree, ApiError> {
    let mut tree = Tree::new();
    for (i, pair) in raw
        .split(|b| *b == b'&')
        .filter(|pair| !pair.is_empty())
        .enumerate()
    {
        if i >= MOST_PAIRS {
            return Err(ApiError::malformed("Too many parameters."));
        }
        let mut halves = pair.splitn(2, |b| *b == b'=');
        let name = decoded(halves.next().unwrap_or_default())?;
        let value = decoded(halves.next().unwrap_or_default())?;
        let path = segments(&name)?;
        insert(&mut tree, &path, value).map_err(|()| {
            ApiError::invalid(
                None,
                &name,
                format!("Invalid parameter: {name} is given in two shapes."),
            )
        })?;
    }
    Ok(tree)
}

fn decoded(raw: &[u8]) -> Result<String, ApiError> {
    let spaced: Vec<u8> = raw
        .iter()
        .map(|b| if *b == b'+' { b' ' } else { *b })
        .collect();
    let text = percent_decode(&spaced)
        .decode_utf8()
        .map_err(|_| ApiError::malformed("Invalid UTF-8 in the request."))?;
    if text.contains('\0') {
        return Err(ApiError::malformed("Invalid null byte in the request."));
    }
    Ok(text.into_owned())
}

/// `a[b][0]` -> `a`, `b`, `0`.
fn segments(name: &str) -> Result<Vec<&str>, ApiError> {
    let wrong = || ApiError::invalid(None, name, format!("Invalid parameter name: {name}"));
    let (head, mut rest) = name.split_at(name.find('[').unwrap_or(name.len()));
    let mut path = vec![head];
    while !rest.is_empty() {
        let inner = rest.strip_prefix('[').ok_or_else(wrong)?;
        let (segment, after) = inner.split_once(']').ok_or_else(wrong)?;
        path.push(segment);
        rest = after;
    }
    if head.is_empty() || path.len() > DEEPEST {
        return Err(wrong());
    }
    Ok(path)
}

fn insert(tree: &mut Tree, path: &[&str], value: String) -> Result<(), ()> {
    let Some((first, rest)) = path.split_first() else {
        return Err(());
    };
    // `[]` is the next element.
    let name = if first.is_empty() {
        tree.len().to_string()
    } else {
        (*first).to_owned()
    };
    if rest.is_empty() {
        // The last of two equal names wins, as at Stripe.
        return match tree.insert(name, Node::Text(value)) {
            Some(Node::Tree(_)) => Err(()),
            _ => Ok(()),
        };
    }
    match tree.entry(name).or_insert_with(|| Node::Tree(Tree::new())) {
        Node::Tree(inner) => insert(inner, rest, value),
        Node::Text(_) => Err(()),
    }
}

/// A tree with its place in the request, for complaints.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    at: String,
    tree: &'a Tree,
}

impl<'a> Fields<'a> {
    /// The whole request.
    pub fn root(tree: &'a Tree) -> Self {
        Self {
            at: String::new(),
            tree,
        }
    }

    /// The full name of a field here: `line_items[0][quantity]`.
    pub fn param(&self, name: &str) -> String {
        if self.at.is_empty() {
            name.to_owned()
        } else {
            format!("{}[{name}]", self.at)
        }
    }

    /// Refuses fields that are not named.
    pub fn only(&self, names: &[&str]) -> Result<(), ApiError> {
        match self
            .tree
            .keys()
            .find(|name| !names.contains(&name.as_str()))
        {
            Some(name) => {
                let param = self.param(name);
                let message = format!("Received unknown parameter: {param}");
                Err(ApiError::invalid(Some("parameter_unknown"), param, message))
            }
            None => Ok(()),
        }
    }

    /// A text of at most `most` characters. Empty is refused, as Stripe does.
    pub fn text(&self, name: &str, most: usize) -> Result<Option<&'a str>, ApiError> {
        match self.tree.get(name) {
            None => Ok(None),
            Some(Node::Tree(_)) => Err(self.wrong(name, "Invalid string.")),
            Some(Node::Text(text)) if text.is_empty() => Err(ApiError::invalid(
                Some("parameter_invalid_empty"),
                self.param(name),
                format!("You passed an empty string for '{}'.", self.param(name)),
            )),
            Some(Node::Text(text)) if text.chars().count() > most => Err(self.wrong(
                name,
                &format!("Invalid string: it must be at most {most} characters."),
            )),
            Some(Node::Text(text)) => Ok(Some(text)),
        }
    }

    /// A text that must be there.
    pub fn required(&self, name: &str, most: usize) -> Result<&'a str, ApiError> {
        self.text(name, most)?.ok_or_else(|| self.absent(name))
    }

    /// A whole number.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.text(name, 40)? else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| {
            ApiError::invalid(
                Some("parameter_invalid_integer"),
                self.param(name),
                format!("Invalid integer: {text}"),
            )
        })
    }

    /// One of several words.
    pub fn one_of(&self, name: &str, words: &[&str]) -> Result<Option<&'a str>, ApiError> {
        match self.text(name, 100)? {
            Some(word) if !words.contains(&word) => Err(self.wrong(
                name,
                &format!("Invalid {name}: must be one of {}", words.join(", ")),
            )),
            word => Ok(word),
        }
    }

    /// The fields within a field.
    pub fn within(&self, name: &str) -> Result<Option<Fields<'a>>, ApiError> {
        match self.tree.get(name) {
            None => Ok(None),
            Some(Node::Tree(tree)) => Ok(Some(Fields {
                at: self.param(name),
                tree,
            })),
            Some(Node::Text(_)) => Err(self.wrong(name, "Invalid object")),
        }
    }

    /// The elements of an array of objects, in order.
    pub fn items(&self, name: &str) -> Result<Vec<Fields<'a>>, ApiError> {
        let Some(list) = self.within(name)? else {
            return Ok(Vec::new());
        };
        list.numbered()?
            .into_iter()
            .map(|index| list.within(&index)?.ok_or_else(|| list.absent(&index)))
            .collect()
    }

    /// The elements of an array of texts, in order.
    pub fn texts(&self, name: &str) -> Result<Vec<&'a str>, ApiError> {
        let Some(list) = self.within(name)? else {
            return Ok(Vec::new());
        };
        list.numbered()?
            .into_iter()
            .map(|index| list.required(&index, 5000))
            .collect()
    }

    /// Free keys and texts, within Stripe's bounds.
    pub fn metadata(&self, name: &str) -> Result<BTreeMap<String, String>, ApiError> {
        let Some(pairs) = self.within(name)? else {
            return Ok(BTreeMap::new());
        };
        if pairs.tree.len() > 50
            || pairs
                .tree
                .keys()
                .any(|key| key.is_empty() || key.chars().count() > 40)
        {
            return Err(self.wrong(
                name,
                "Metadata can have up to 50 keys of at most 40 characters",
            ));
        }
        pairs
            .tree
            .keys()
            .map(|key| Ok((key.clone(), pairs.required(key, 500)?.to_owned())))
            .collect()
    }

    fn numbered(&self) -> Result<Vec<String>, ApiError> {
        let numbers: Result<Vec<usize>, _> =
            self.tree.keys().map(|key| key.parse::<usize>()).collect();
        let mut numbers =
            numbers.map_err(|_| ApiError::invalid(None, &self.at, "Invalid array"))?;
        numbers.sort_unstable();
        Ok(numbers.into_iter().map(|n| n.to_string()).collect())
    }

    /// The complaint about a field that is missing.
    pub fn absent(&self, name: &str) -> ApiError {
        let param = self.param(name);
        let message = format!("Missing required param: {param}.");
        ApiError::invalid(Some("parameter_missing"), param, message)
    }

    /// The complaint about a field that is wrong.
    pub fn wrong(&self, name: &str, message: &str) -> ApiError {
        ApiError::invalid(None, self.param(name), message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_make_a_tree() {
        let tree =
            parse(b"a=1&b[c]=2&b[d][0][e]=x+y&b%5Bd%5D%5B1%5D%5Be%5D=%C3%A5&l[]=p&l[]=q").unwrap();
        let root = Fields::root(&tree);
        assert_eq!(root.integer("a").unwrap(), Some(1));
        let b = root.within("b").unwrap().unwrap();
        let items = b.items("d").unwrap();
        assert_eq!(items[0].text("e", 9).unwrap(), Some("x y"));
        assert_eq!(items[1].text("e", 9).unwrap(), Some("å"));
        assert_eq!(items[1].param("e"), "b[d][1][e]");
        assert_eq!(root.texts("l").unwrap(), ["p", "q"]);
    }

    #[test]
    fn ten_comes_after_two() {
        let raw: Vec<String> = (0..12).map(|i| format!("l[{i}][n]={i}")).collect();
        let tree = parse(raw.join("&").as_bytes()).unwrap();
        let numbers: Vec<i64> = Fields::root(&tree)
            .items("l")
            .unwrap()
            .iter()
            .map(|f| f.integer("n").unwrap().unwrap())
            .collect();
        assert_eq!(numbers, (0..12).collect::<Vec<_>>());
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for raw in [
            &b"a=%FF"[..],
            b"a=%00",
            b"\xff=1",
            b"[a]=1",
            b"a[b=1",
            b"a]b[=1",
            b"a[b]c=1",
            b"=1",
            b"a=1&a[b]=2",
            b"a[b]=2&a=1",
            b"a[b][c][d][e][f][g]=1",
        ] {
            if let Ok(tree) = parse(raw) {
                // `a]b[` has a head with a bracket in it and then no end.
                panic!("{:?} was read as {tree:?}", String::from_utf8_lossy(raw));
            }
        }
        let many = "a=1&".repeat(MOST_PAIRS + 1);
        assert!(parse(many.as_bytes()).is_err());
    }

    #[test]
    fn complaints_name_the_field() {
        let tree = parse(b"n=x&t[a]=1&e=&z[q]=1").unwrap();
        let root = Fields::root(&tree);
        assert_eq!(
            root.integer("n").unwrap_err().code,
            Some("parameter_invalid_integer")
        );
        assert!(root.text("t", 9).is_err());
        assert_eq!(
            root.text("e", 9).unwrap_err().code,
            Some("parameter_invalid_empty")
        );
        assert_eq!(
            root.required("nope", 9).unwrap_err().param.as_deref(),
            Some("nope")
        );
        assert!(root.items("z").is_err());
        let inner = root.within("t").unwrap().unwrap();
        assert_eq!(
            inner.only(&["b"]).unwrap_err().param.as_deref(),
            Some("t[a]")
        );
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_it_stumble(raw: Vec<u8>, brackets in "[a\\[\\]=&%0]{0,80}") {
            let _ = parse(&raw);
            let _ = parse(brackets.as_bytes());
        }
    }
}
