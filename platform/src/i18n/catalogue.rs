//! The texts of one language, read from Fluent files; a brand's files override the default theme's, message by message.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::{Arg, Locale, Message, numbers};

/// Why texts could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file or folder could not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not Fluent.
    #[error("{path} is not valid Fluent: {reason}")]
    Parse {
        /// Which.
        path: PathBuf,
        /// The first few complaints.
        reason: String,
    },
    /// The same message twice in one theme.
    #[error("{path} defines a message that another file of the theme defines: {reason}")]
    Twice {
        /// Which.
        path: PathBuf,
        /// Which message.
        reason: String,
    },
}

/// All texts of one language.
pub struct Catalogue {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
    /// Message key -> names of the values it shows; kept to compare languages and to check templates.
    keys: BTreeMap<String, BTreeSet<String>>,
    /// The texts that show no values, written once: most of a page.
    fixed: HashMap<String, String>,
}

impl Catalogue {
    /// Reads `<folder>/i18n/<locale>/*.ftl` of each folder; later folders override earlier ones.
    ///
    /// # Errors
    /// When a file cannot be read, is not Fluent, or repeats a message of its own theme.
    pub fn load(locale: Locale, folders: &[PathBuf]) -> Result<Self, CatalogueError> {
        let language = match locale {
            Locale::Sv => unic_langid::langid!("sv-SE"),
            Locale::En => unic_langid::langid!("en-GB"),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match locale {
            Locale::Sv => |value, _| format_number(Locale::Sv, value),
            Locale::En => |value, _| format_number(Locale::En, value),
        }));
        let mut catalogue = Self {
            locale,
            bundle,
            keys: BTreeMap::new(),
            fixed: HashMap::new(),
        };
        for folder in folders {
            let mut own = BTreeSet::new();
            for path in files(&folder.join("i18n").join(locale.code()))? {
                catalogue.add(&path, &mut own)?;
            }
        }
        let fixed = catalogue
            .keys
            .iter()
            .filter(|(_, names)| names.is_empty())
            .filter_map(|(key, _)| {
                Some((key.clone(), catalogue.formatted(key, None)?.into_owned()))
            })
            .collect();
        catalogue.fixed = fixed;
        Ok(catalogue)
    }

    fn add(&mut self, path: &Path, own: &mut BTreeSet<String>) -> Result<(), CatalogueError> {
        let text = std::fs::read_to_string(path).map_err(|source| CatalogueError::Read {
            path: path.to_owned(),
            source,
        })?;
        let resource =
            FluentResource::try_new(text).map_err(|(_, errors)| CatalogueError::Parse {
                path: path.to_owned(),
                reason: errors
                    .iter()
                    .take(3)
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("; "),
            })?;
        for entry in resource.entries() {
            let fluent_syntax::ast::Entry::Message(message) = entry else {
                continue;
            };
            let key = message.id.name.to_owned();
            if !own.insert(key.clone()) {
                return Err(CatalogueError::Twice {
                    path: path.to_owned(),
                    reason: key,
                });
            }
            let mut names = BTreeSet::new();
            if let Some(pattern) = &message.value {
                variables_of_pattern(pattern, &mut names);
            }
            self.keys.insert(key, names);
        }
        self.bundle.add_resource_overriding(resource);
        Ok(())
    }

    /// The language.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Every key with the names of the values that its message shows.
    #[must_use]
    pub fn keys(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.keys
    }

    /// The text of `key`; `None` when there is no such message or a value that it names is missing.
    #[must_use]
    pub fn text(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<Cow<'_, str>> {
        match self.fixed.get(key) {
            Some(text) => Some(Cow::Borrowed(text)),
            None => self.formatted(key, args),
        }
    }

    fn formatted(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<Cow<'_, str>> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        // The pattern borrows from the bundle; the arguments may live shorter, so the text is owned when it has any.
        let text = match args {
            None => self.bundle.format_pattern(pattern, None, &mut errors),
            Some(args) => Cow::Owned(
                self.bundle
                    .format_pattern(pattern, Some(args), &mut errors)
                    .into_owned(),
            ),
        };
        if let Some(error) = errors.first() {
            tracing::error!(key, locale = self.locale.code(), %error, "a text could not be written");
            return None;
        }
        Some(text)
    }

    /// A message with its values; the bare key when it is missing, which `check` would have found.
    #[must_use]
    pub fn write(&self, message: &Message) -> String {
        let mut args = FluentArgs::with_capacity(message.args.len());
        for (name, value) in &message.args {
            args.set(name.as_str(), fluent_value(value));
        }
        self.text(&message.key, Some(&args))
            .map_or_else(|| message.key.clone(), Cow::into_owned)
    }
}

/// A value in Fluent's terms.
fn fluent_value(arg: &Arg) -> FluentValue<'_> {
    match arg {
        Arg::Number(number) => FluentValue::from(*number),
        Arg::Text(text) => FluentValue::from(text.as_str()),
    }
}

fn format_number(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    match value {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "Fluent keeps whole numbers as f64; ours are counts"
        )]
        FluentValue::Number(number) => Some(numbers::number(locale, number.value as i64)),
        _ => None,
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, CatalogueError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |source| CatalogueError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|ending| ending == "ftl") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn variables_of_pattern(pattern: &fluent_syntax::ast::Pattern<&str>, names: &mut BTreeSet<String>) {
    use fluent_syntax::ast::PatternElement;
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            variables_of_expression(expression, names);
        }
    }
}

fn variables_of_expression(
    expression: &fluent_syntax::ast::Expression<&str>,
    names: &mut BTreeSet<String>,
) {
    use fluent_syntax::ast::Expression;
    match expression {
        Expression::Inline(inline) => variables_of_inline(inline, names),
        Expression::Select { selector, variants } => {
            variables_of_inline(selector, names);
            for variant in variants {
                variables_of_pattern(&variant.value, names);
            }
        }
    }
}

fn variables_of_inline(
    inline: &fluent_syntax::ast::InlineExpression<&str>,
    names: &mut BTreeSet<String>,
) {
    use fluent_syntax::ast::InlineExpression;
    match inline {
        InlineExpression::VariableReference { id } => {
            names.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                variables_of_inline(argument, names);
            }
        }
        InlineExpression::Placeable { expression } => variables_of_expression(expression, names),
        _ => {}
    }
}
