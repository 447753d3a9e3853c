//! What is wrong with a lesson, and where: drawn under the line it is about.

use super::text::{Lang, Text};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// A place in a file, counted in characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
    /// How many characters it is about; may be 0.
    pub len: u32,
}

impl Place {
    /// The first character of a file.
    pub const START: Self = Self { line: 1, column: 1, len: 0 };

    /// The place of the character that comes after this text.
    pub fn after(text: &str) -> Self {
        let line = text.rsplit('\n').next().unwrap_or_default();
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { line: narrow(text.split('\n').count()), column: narrow(line.chars().count() + 1), len: 1 }
    }

    /// The place of one character of a text that stands here, counted from 0; the whole text for the first.
    #[must_use]
    pub fn inside(self, text: &str, character: usize) -> Self {
        if character == 0 {
            return self;
        }
        let is_quoted = self.len as usize == text.chars().count() + 2;
        let right = u32::try_from(character + usize::from(is_quoted)).unwrap_or(u32::MAX);
        Self { column: self.column.saturating_add(right), len: 1, ..self }
    }

    /// The bytes of `source` that this is about, within one line.
    fn bytes(self, source: &str) -> std::ops::Range<usize> {
        let before: usize = source.split_inclusive('\n').take(self.line.saturating_sub(1) as usize).map(str::len).sum();
        let line = source[before..].split(['\n', '\r']).next().unwrap_or_default();
        let nth = |n: usize| line.char_indices().nth(n).map_or(line.len(), |(at, _)| at);
        let first = self.column.saturating_sub(1) as usize;
        before + nth(first)..before + nth(first + self.len.max(1) as usize)
    }
}

/// One thing that is wrong with a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: Text,
    /// What was expected instead, where that can be said.
    pub expected: Option<Text>,
    /// What may have been meant.
    pub near: Option<String>,
}

impl Problem {
    /// A problem in both languages.
    pub fn new(place: Place, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { place, message: Text { ja: ja.into(), en: en.into() }, expected: None, near: None }
    }

    /// Adds what was expected.
    #[must_use]
    pub fn expect(self, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { expected: Some(Text { ja: ja.into(), en: en.into() }), ..self }
    }

    /// Adds that one of `names` was expected, and which of them is near to what was `written`.
    #[must_use]
    pub fn one_of<S: AsRef<str>>(self, written: &str, names: &[S]) -> Self {
        let near = nearest(written, names.iter().map(AsRef::as_ref));
        let list = names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ");
        let (ja, en) = match names.len() {
            0 => ("ここには何も書けません".to_owned(), "nothing can stand here".to_owned()),
            1 => (format!("書けるのは {list} です"), format!("expected {list}")),
            _ => (format!("書けるのは次のどれかです: {list}"), format!("expected one of {list}")),
        };
        Self { near, ..self.expect(ja, en) }
    }

    /// Draws it: what is wrong, `file:line:column`, the line with the place marked, and the help.
    pub fn draw(&self, file: &str, source: &str, lang: Lang) -> String {
        let label = self.near.as_deref().map(|near| match lang {
            Lang::Ja => format!("`{near}` のことですか?"),
            Lang::En => format!("did you mean `{near}`?"),
        });
        let mark = AnnotationKind::Primary.span(self.place.bytes(source)).label(label);
        let snippet = Snippet::source(source).path(file).annotation(mark);
        let mut group = Level::ERROR.primary_title(self.message.in_(lang)).element(snippet);
        if let Some(expected) = &self.expected {
            group = group.element(Level::HELP.message(expected.in_(lang)));
        }
        Renderer::plain().render(&[group])
    }
}

/// The name nearest to what was written, where one is near enough to be meant.
pub fn nearest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    names
        .map(|name| (strsim::jaro_winkler(&written.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_drawn_under_its_characters_also_after_japanese() {
        let source = "id: x\n- {説明: 「外」へ, via: nat-9}\r\nend: 1\n";
        let place = Place { line: 2, column: 19, len: 5 };
        let problem =
            Problem::new(place, "`nat-9` は宣言されていません", "`nat-9` is not declared").one_of("nat-9", &["nat-1"]);
        let drawn = problem.draw("a.yaml", source, Lang::Ja);
        assert!(drawn.contains("a.yaml:2:19"), "{drawn}");
        assert!(drawn.contains("^^^^^ `nat-1` のことですか?"), "{drawn}");
        let caret = drawn.lines().find(|line| line.contains('^')).unwrap();
        let quoted = drawn.lines().find(|line| line.contains("nat-9}")).unwrap();
        let cells = |line: &str, what: &str| unicode_width::UnicodeWidthStr::width(&line[..line.find(what).unwrap()]);
        assert_eq!(cells(caret, "^"), cells(quoted, "nat-9"), "{drawn}");
    }

    #[test]
    fn a_place_beyond_the_text_draws_all_the_same() {
        let place = Place { line: 99, column: 99, len: 9 };
        assert!(Problem::new(place, "変", "odd").draw("a.yaml", "", Lang::En).contains("odd"));
    }

    #[test]
    fn only_what_is_like_it_is_near() {
        assert_eq!(nearest("Ipv6Natve", ["Ipv6Native", "VpcId"].into_iter()).as_deref(), Some("Ipv6Native"));
        assert_eq!(nearest("zzz", ["Ipv6Native"].into_iter()), None);
    }
}
