//! A lesson's Markdown as HTML: the same rules for Japanese as on the screen, headings below those of
//! the document, and nothing that an author writes becomes markup by itself.

use crate::tui::text::{THIN, open_emphasis};
use maud::{Markup, PreEscaped};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use unicode_width::UnicodeWidthChar;

/// Markdown as HTML.
pub fn rich(markdown: &str) -> Markup {
    let source = open_emphasis(markdown);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events: Vec<Event> = Parser::new_ext(&source, options).map(tame).collect();
    let mut out = String::new();
    html::push_html(&mut out, joined(events).into_iter());
    PreEscaped(out.replace(THIN, ""))
}

/// Markup that an author wrote is text, and no link leads out of the document.
fn tame(event: Event) -> Event {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
            Event::Start(Tag::Heading { level: HeadingLevel::H4, id, classes, attrs })
        }
        Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(HeadingLevel::H4)),
        Event::Start(Tag::Link { .. } | Tag::Image { .. }) => Event::Start(Tag::Emphasis),
        Event::End(TagEnd::Link | TagEnd::Image) => Event::End(TagEnd::Emphasis),
        other => other,
    }
}

/// A line end between two wide characters is nothing.
fn joined(events: Vec<Event>) -> Vec<Event> {
    let wide = |char: Option<char>| char.and_then(UnicodeWidthChar::width) == Some(2);
    let end = |event: Option<&Event>| match event {
        Some(Event::Text(text) | Event::Code(text)) => text.trim_end_matches(THIN).chars().last(),
        _ => None,
    };
    let begin = |event: Option<&Event>| match event {
        Some(Event::Text(text) | Event::Code(text)) => text.trim_start_matches(THIN).chars().next(),
        _ => None,
    };
    let breaks: Vec<bool> = (0..events.len())
        .map(|at| {
            let before = at.checked_sub(1).and_then(|before| events.get(before));
            matches!(events[at], Event::SoftBreak) && wide(end(before)) && wide(begin(events.get(at + 1)))
        })
        .collect();
    let join = |(event, nothing)| if nothing { Event::Text(CowStr::Borrowed("")) } else { event };
    events.into_iter().zip(breaks).map(join).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_writes_text_and_no_markup() {
        assert_eq!(rich("<script>alert(1)</script>").0.trim(), "&lt;script&gt;alert(1)&lt;/script&gt;");
        assert_eq!(rich("a <b>b</b> & c").0.trim(), "<p>a &lt;b&gt;b&lt;/b&gt; &amp; c</p>");
        assert_eq!(rich("[x](https://example.com/)").0.trim(), "<p><em>x</em></p>");
        assert_eq!(rich("# Head").0.trim(), "<h4>Head</h4>");
    }

    #[test]
    fn japanese_follows_the_rules_of_the_screen() {
        assert_eq!(rich("これは**「重要」**です。").0.trim(), "<p>これは<strong>「重要」</strong>です。</p>");
        assert_eq!(rich("サブネット\nです。").0.trim(), "<p>サブネットです。</p>");
        assert_eq!(rich("use\nthis").0.trim(), "<p>use\nthis</p>");
    }
}
