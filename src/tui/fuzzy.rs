//! Searching as one types: letters in order, not necessarily next to each other; the best fits first.

use super::look::{Look, Sign};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::style::{Modifier, Style};
use ratatui::text::Span;
use std::cmp::Reverse;

/// What is searched for. Words with spaces between them may stand in any order.
pub struct Query {
    /// All of it, in small letters.
    phrase: String,
    /// Its words, in small letters.
    words: Vec<String>,
    pattern: Pattern,
    matcher: Matcher,
    chars: Vec<char>,
}

impl Query {
    /// A search for this text.
    pub fn new(text: &str) -> Self {
        let pattern = Pattern::new(text, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy);
        let words = text.split_whitespace().map(str::to_lowercase).collect();
        let phrase = text.trim().to_lowercase();
        Self { phrase, words, pattern, matcher: Matcher::new(Config::DEFAULT), chars: Vec::new() }
    }

    /// Whether nothing is searched for, which everything fits.
    pub fn is_empty(&self) -> bool {
        self.pattern.atoms.is_empty()
    }

    /// Whether a text has all its words as they are.
    pub fn is_in(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.words.iter().all(|word| text.contains(word.as_str()))
    }

    /// How well a text fits, more being better; none where it doesn't.
    pub fn score(&mut self, text: &str) -> Option<u32> {
        self.pattern.score(Utf32Str::new(text, &mut self.chars), &mut self.matcher)
    }

    /// The characters of a text that fit, by their places in it.
    pub fn places(&mut self, text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        self.pattern.indices(Utf32Str::new(text, &mut self.chars), &mut self.matcher, &mut found);
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|place| usize::try_from(place).ok()).collect()
    }
}

/// How well a text fits.
struct Fit {
    /// Whether it has all of what is searched for as it is.
    is_phrase: bool,
    score: u32,
    /// Whether it has all its words as they are.
    is_whole: bool,
}

/// The items that fit, the best first, else in their order. What fits far worse than the best is left
/// out: its letters are there, but scattered about.
pub fn ranked<T>(query: &mut Query, items: impl IntoIterator<Item = T>, text: impl Fn(&T) -> String) -> Vec<T> {
    let mut found: Vec<(Fit, T)> = Vec::new();
    for item in items {
        let text = text(&item);
        let Some(score) = query.score(&text) else { continue };
        let is_phrase = text.to_lowercase().contains(&query.phrase);
        found.push((Fit { is_phrase, score, is_whole: query.is_in(&text) }, item));
    }
    found.sort_by_key(|(fit, _)| Reverse((fit.is_phrase, fit.score)));
    let best = found.iter().map(|(fit, _)| fit.score).max().unwrap_or(0);
    found.retain(|(fit, _)| fit.is_whole || fit.score * 4 >= best * 3);
    found.into_iter().map(|(_, item)| item).collect()
}

/// As [`ranked`], the shorter ones first among those that fit as well.
pub fn ranked_short_first<T>(
    query: &mut Query,
    items: impl IntoIterator<Item = T>,
    text: impl Fn(&T) -> String,
) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_by_cached_key(|item| text(item).len());
    ranked(query, items, text)
}

/// A text whose found characters stand out.
pub fn marked(text: &str, places: &[usize], style: Style, look: &Look) -> Vec<Span<'static>> {
    let found = style.patch(look.style(Sign::Changed)).add_modifier(Modifier::UNDERLINED | Modifier::BOLD);
    let mut spans: Vec<Span<'static>> = Vec::new();
    for (at, char) in text.chars().enumerate() {
        let style = if places.binary_search(&at).is_ok() { found } else { style };
        match spans.last_mut().filter(|last| last.style == style) {
            Some(last) => last.content.to_mut().push(char),
            None => spans.push(Span::styled(char.to_string(), style)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best<'a>(query: &str, texts: &[&'a str]) -> Vec<&'a str> {
        ranked(&mut Query::new(query), texts.iter().copied(), |text| (*text).to_owned())
    }

    #[test]
    fn letters_in_order_are_found_and_beginnings_of_words_count_more() {
        let texts = ["create-route", "create-route-table", "accurate", "ルートを作成"];
        assert_eq!(best("cr", &texts)[0], "create-route");
        assert_eq!(best("croute", &texts), ["create-route", "create-route-table"]);
        assert_eq!(best("ルート", &texts), ["ルートを作成"]);
        assert_eq!(best("table create", &texts), ["create-route-table"]);
        assert!(best("zzz", &texts).is_empty());
        assert_eq!(best("", &texts).len(), 4);
        let scattered = ["create-route", "revoke-security-group-egress"];
        assert_eq!(best("route", &scattered), ["create-route"], "scattered letters are not worth showing");
        assert_eq!(best("ルート", &["ルートを作成", "public のルートを編集"]).len(), 2);
    }

    #[test]
    fn what_was_found_is_marked_whole_character_by_character() {
        let mut query = Query::new("作");
        let places = query.places("ルートを作成");
        assert_eq!(places, [4]);
        let spans = marked("ルートを作成", &places, Style::new(), &Look::default());
        assert_eq!(spans.iter().map(|span| span.content.as_ref()).collect::<Vec<_>>(), ["ルートを", "作", "成"]);
    }
}
