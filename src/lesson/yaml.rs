//! The only file that knows the YAML crate: how a lesson is read, and what its complaints mean.
//!
//! The crate stops at the first mistake of shape and words it for programmers; here it is worded for
//! an author, and the two slips of a Japanese keyboard (a full-width colon or space) and the tab are
//! recognised, because no parser can tell them from text.

mod said;

use super::problem::{Place, Problem, nearest};
use super::text::Text;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_yaml::{Error, Location, Options, Spanned};
use std::borrow::Cow;
use std::ops::Deref;

/// A value and the place it stands at in its file.
#[derive(Clone, Debug)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<T>::deserialize(deserializer)?;
        Ok(Self { value: spanned.value, place: place(spanned.referenced) })
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

/// Reads a whole file, or says what is wrong with its shape.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Box<Problem>> {
    serde_yaml::from_str_with_options(text, options()).map_err(|error| Box::new(explain(text, &error)))
}

/// Writes a value as an author would: a key a line, text of several lines as it is read, long lines unbroken.
pub fn write(value: &serde_json::Value) -> Result<String, serde_yaml::ser::Error> {
    let options = serde_yaml::ser_options! { compact_list_indent: false, folded_wrap_chars: 100_000 };
    serde_yaml::to_string_with_options(value, options)
}

/// `no`, `on` and `y` are words, not truth values; the crate's own pictures of errors are not used.
fn options() -> Options {
    let mut options = Options::default();
    options.strict_booleans = true;
    options.with_snippet = false;
    options
}

fn place(location: Location) -> Place {
    let narrow = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    let span = location.span();
    Place { line: narrow(location.line()), column: narrow(location.column()), len: narrow(span.len()) }
}

/// The crate's complaint in an author's words.
fn explain(text: &str, error: &Error) -> Problem {
    let place = error.location().map_or(Place::START, place);
    match error {
        Error::SerdeUnknownField { field, .. } if field.contains(['：', '、', '，']) => {
            let problem = Problem::new(
                place,
                format!("`{field}` の中の記号が全角です"),
                format!("`{field}` holds a full-width sign"),
            );
            let ja = "半角の「:」や「,」と空白を書いてください";
            problem.expect(ja, "write `:` or `,` and a space")
        }
        // In words of two languages a third field is mostly what follows a comma.
        Error::SerdeUnknownField { field, expected, .. }
            if field.contains(' ')
                || (*expected == ["ja", "en"] && nearest(field, expected.iter().copied()).is_none()) =>
        {
            let problem = Problem::new(
                place,
                format!("`{field}` という項目はありません"),
                format!("there is no field `{field}` here"),
            );
            let ja = "`{…}` の中では `,` で値が終わります。`,` を含む値は \"…\" で囲んでください";
            problem.expect(ja, "inside `{…}` a `,` ends the value; put a value that holds one in \"quotes\"")
        }
        Error::SerdeUnknownField { field, expected, .. } => Problem::new(
            place,
            format!("`{field}` という項目はありません"),
            format!("there is no field `{field}` here"),
        )
        .one_of(field, expected),
        Error::SerdeUnknownVariant { variant, expected, .. } => Problem::new(
            place,
            format!("`{variant}` という種類はありません"),
            format!("there is no kind `{variant}` here"),
        )
        .one_of(variant, expected),
        Error::SerdeMissingField { field, .. } => Problem::new(
            place,
            format!("ここに必要な `{field}` がありません"),
            format!("the field `{field}` is missing here"),
        ),
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or("?");
            Problem::new(place, format!("`{key}` が 2 回書かれています"), format!("`{key}` is written twice"))
        }
        other => {
            let (message, expected) = said::in_words(&plain(other));
            let problem = Problem { place, message, expected, near: None };
            match slip(text, place) {
                Some((hint, place)) => Problem { expected: Some(hint), place, ..problem },
                None => problem,
            }
        }
    }
}

/// The crate's sentence without the position it puts before or after it.
fn plain(error: &Error) -> String {
    let said = error.without_snippet().to_string();
    let first = said.lines().next().unwrap_or_default();
    match first.rfind(" at line ") {
        Some(end) => first[..end].to_owned(),
        None => first.to_owned(),
    }
}

/// A slip of the keyboard on the line of the error or beside it: what it is, and where.
fn slip(text: &str, near: Place) -> Option<(Text, Place)> {
    let line = near.line as usize;
    [line, line.saturating_sub(1), line + 1].into_iter().filter(|line| *line > 0).find_map(|number| {
        let line = text.lines().nth(number - 1)?;
        let indent = line.chars().take_while(|c| matches!(c, ' ' | '\t' | '\u{3000}')).count();
        let at = |column: usize| Place { line: number as u32, column: column as u32 + 1, len: 1 };
        let strange = line.chars().take(indent).position(|c| c != ' ');
        if let Some(column) = strange {
            let tab = line.chars().nth(column) == Some('\t');
            let (ja, en) = if tab { ("タブ", "a tab") } else { ("全角スペース", "a full-width space") };
            let ja = format!("字下げに{ja}が使われています。半角スペースで字下げしてください");
            return Some((Text { ja, en: format!("indent with spaces; {en} stands here") }, at(column)));
        }
        let comma = || line.contains(['{', '[']).then(|| line.chars().position(|c| matches!(c, '、' | '，')))?;
        if let Some(column) = comma().filter(|_| number as u32 == near.line) {
            let ja = "全角の読点があります。区切りには半角の「,」と空白を書いてください".to_owned();
            return Some((Text { ja, en: "this is a full-width comma; write `,` and a space".to_owned() }, at(column)));
        }
        let column = line.chars().position(|c| c == '：')?;
        let key = line.chars().take(column).all(|c| c.is_ascii_alphanumeric() || " -_{".contains(c));
        let ja = "全角のコロン「：」です。半角の「:」と空白を書いてください".to_owned();
        let en = "this is a full-width colon; write `:` and a space".to_owned();
        key.then_some((Text { ja, en }, at(column)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Lang;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        id: At<String>,
        #[serde(default)]
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Item {
        Go { to: At<String> },
    }

    #[test]
    fn places_survive_in_tagged_items_and_after_japanese() {
        let file: File = read("id: no\nitems:\n  - go: {to: 「北」へ}\n").unwrap();
        assert_eq!(*file.id, "no", "strict booleans: `no` is a word");
        let Item::Go { to } = &file.items[0];
        assert_eq!((to.place.line, to.place.column, to.place.len), (3, 14, 4));
    }

    #[test]
    fn an_unknown_field_is_told_with_what_is_near() {
        let problem = read::<File>("id: x\nitem: []\n").unwrap_err();
        assert_eq!((problem.place.line, problem.place.column), (2, 1));
        assert_eq!(problem.near.as_deref(), Some("items"));
        assert!(problem.message.in_(Lang::En).contains("no field `item`"), "{problem:?}");
    }

    #[test]
    fn slips_of_the_keyboard_are_named() {
        let colon = read::<File>("id：x\nitems: []\n").unwrap_err();
        assert!(colon.expected.unwrap().en.contains("full-width colon"));
        assert_eq!((colon.place.line, colon.place.column), (1, 3));
        let tab = read::<File>("id: x\nitems:\n\t- go: {to: a}\n").unwrap_err();
        assert!(tab.expected.unwrap().en.contains("a tab"));
        let space = read::<File>("id: x\nitems:\n\u{3000}- go: {to: a}\n").unwrap_err();
        assert!(space.expected.unwrap().en.contains("full-width space"));
    }

    #[test]
    fn endless_nesting_and_bombs_are_refused() {
        assert!(read::<File>(&format!("id: {}", "[".repeat(100_000))).is_err());
    }
}
