//! Breaking styled text into lines by display width, as Japanese and English want it.
//!
//! Break opportunities come from the Unicode line breaking rules in their strict form, so that no
//! line begins with `、` or `っ` (kinsoku). What is longer than a line is cut at whole characters.

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Text in one style.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The text, without line ends.
    pub text: String,
    /// Its style.
    pub style: Style,
    /// Where it may be broken.
    pub breaks: Breaks,
}

/// Where a piece may be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaks {
    /// Where the language allows it.
    Words,
    /// After spaces only: a long command, whose options and names must not be torn.
    Spaces,
    /// Nowhere, as long as it fits on a line: an address, a name, a short command.
    Whole,
}

/// Text in pieces of which names, addresses and options are not torn, as long as they fit on a line.
pub fn with_names(text: &str, style: Style) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut was_word = false;
    for char in text.chars() {
        let is_word = char.is_ascii_graphic();
        match pieces.last_mut().filter(|_| is_word == was_word) {
            Some(piece) => piece.text.push(char),
            None => pieces.push(Piece { text: char.into(), style, breaks: Breaks::Words }),
        }
        was_word = is_word;
    }
    for piece in &mut pieces {
        let inner = piece.text.trim_end_matches(['.', ',', ':', ';', '?', '!']);
        if inner.contains(['-', ':', '.', '/', '@', '_', '=']) {
            piece.breaks = Breaks::Spaces;
        }
    }
    pieces
}

/// The segmenter, which is nothing but borrowed tables.
fn segmenter() -> LineSegmenterBorrowed<'static> {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    LineSegmenter::new_for_non_complex_scripts(options)
}

/// Plain text in lines of at most `width` cells.
pub fn wrap_text(text: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    text.split('\n')
        .flat_map(|line| wrap(&[Piece { text: line.to_owned(), style, breaks: Breaks::Words }], width))
        .collect()
}

/// A command in lines of at most `width` cells: its options and names are not torn.
pub fn wrap_command(command: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    wrap(&[Piece { text: command.to_owned(), style, breaks: Breaks::Spaces }], width)
}

/// A command in lines of at most `width` cells, each but the last with a backslash at its end: such
/// lines are one command, also when they are copied and typed. Only a word that is longer than a line
/// is cut.
pub fn continued(command: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut rest = command;
    while !rest.is_empty() {
        // A word with the spaces before it; behind all but the last there has to be room for ` \`.
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let end = rest[spaces..].find(' ').map_or(rest.len(), |end| spaces + end);
        let (word, after) = rest.split_at(end);
        let room = width.saturating_sub(if after.is_empty() { 0 } else { 2 });
        if line.width() + word.width() <= room {
            line += word;
            rest = after;
        } else if !line.is_empty() {
            let gap = if spaces > 0 { " " } else { "" };
            lines.push(std::mem::take(&mut line) + gap + "\\");
            rest = &rest[spaces..];
        } else {
            let cut = fitting(word, width.saturating_sub(1).max(1));
            lines.push(word[..cut].to_owned() + "\\");
            rest = &rest[cut..];
        }
    }
    lines.push(line);
    lines
}

/// How many bytes of a text fit into so many cells; at least one character.
fn fitting(text: &str, width: usize) -> usize {
    let mut end = 0;
    let mut used = 0;
    for glyph in text.graphemes(true) {
        used += glyph.width();
        if used > width && end > 0 {
            break;
        }
        end += glyph.len();
    }
    end
}

/// Pieces in lines of at most `width` cells. Never empty: no text is one empty line.
pub fn wrap(pieces: &[Piece], width: usize) -> Vec<Line<'static>> {
    let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let mut lines = Vec::new();
    let mut line = Taken::default();
    let mut from = 0;
    for to in opportunities(pieces, &whole) {
        let segment = &whole[from..to];
        if line.width + segment.trim_end_matches(' ').width() > width && line.width > 0 {
            lines.push(std::mem::take(&mut line));
        }
        line.start.get_or_insert(from);
        if segment.trim_end_matches(' ').width() > width {
            from = hard(&whole, from..to, width, &mut lines, &mut line);
        }
        line.width += whole[from..to].width();
        line.end = to;
        from = to;
    }
    if line.start.is_some() || lines.is_empty() {
        lines.push(line);
    }
    lines.iter().map(|line| styled(pieces, &whole, line)).collect()
}

/// A line as a range of the text.
#[derive(Default)]
struct Taken {
    start: Option<usize>,
    end: usize,
    width: usize,
}

/// Cuts a segment that is wider than a line at whole characters; returns where the rest begins.
fn hard(whole: &str, segment: std::ops::Range<usize>, width: usize, lines: &mut Vec<Taken>, line: &mut Taken) -> usize {
    let mut at = segment.start;
    let mut used = line.width;
    for glyph in whole[segment.clone()].graphemes(true) {
        if used + glyph.width() > width && used > 0 {
            lines.push(Taken { start: line.start, end: at, width: used });
            *line = Taken { start: Some(at), end: at, width: 0 };
            used = 0;
        }
        used += glyph.width();
        at += glyph.len();
    }
    line.start.unwrap_or(segment.start)
}

/// The byte offsets where a line may end, the text's end last.
fn opportunities(pieces: &[Piece], whole: &str) -> Vec<usize> {
    if whole.is_empty() {
        return Vec::new();
    }
    let mut closed = Vec::new();
    let mut spaces = Vec::new();
    let mut at = 0;
    for piece in pieces {
        if piece.breaks != Breaks::Words {
            closed.push((at + 1..at + piece.text.len(), piece.breaks));
        }
        at += piece.text.len();
        // The language's rules know no break before `::`, not even behind spaces.
        if piece.breaks == Breaks::Spaces && piece.text.ends_with(' ') && at < whole.len() {
            spaces.push(at);
        }
    }
    let open = |at: usize| {
        let inside = closed.iter().find(|(range, _)| range.contains(&at));
        inside.is_none_or(|(_, breaks)| *breaks == Breaks::Spaces && whole[..at].ends_with(' '))
    };
    let by_language = segmenter().segment_str(whole).filter(|at| *at > 0 && open(*at));
    let mut all: Vec<usize> = by_language.chain(spaces).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The range of the text as a line of spans, without trailing spaces.
fn styled(pieces: &[Piece], whole: &str, line: &Taken) -> Line<'static> {
    let start = line.start.unwrap_or(0);
    let end = start + whole[start..line.end.max(start)].trim_end_matches(' ').len();
    let mut spans = Vec::new();
    let mut at = 0;
    for piece in pieces {
        let (from, to) = (start.max(at), end.min(at + piece.text.len()));
        if from < to {
            spans.push(Span::styled(whole[from..to].to_owned(), piece.style));
        }
        at += piece.text.len();
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_begins_with_colons_is_not_torn() {
        let piece = |text: &str, breaks| Piece { text: text.to_owned(), style: Style::new(), breaks };
        let gap = || piece("  ", Breaks::Spaces);
        let whole = |text| piece(text, Breaks::Whole);
        let pieces = [whole("2001:db8::/32"), gap(), whole("::8000:0/97"), gap(), whole("::1/128"), gap()];
        let found: Vec<String> = wrap(&pieces, 20).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["2001:db8::/32", "::8000:0/97  ::1/128"]);
    }

    fn lines(text: &str, width: usize) -> Vec<String> {
        wrap_text(text, width, Style::new()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn japanese_breaks_by_its_own_rules() {
        assert_eq!(
            lines("ただし、戻りのパケット(応答)は、コネクション追跡で通ります。", 24),
            ["ただし、戻りのパケット", "(応答)は、コネクション追", "跡で通ります。"]
        );
    }

    #[test]
    fn english_breaks_at_spaces_and_loses_them_at_the_end() {
        assert_eq!(lines("the quick brown fox", 10), ["the quick", "brown fox"]);
    }

    #[test]
    fn what_is_wider_than_a_line_is_cut_and_nothing_is_lost() {
        let text = "ab 2001:db8:1234:5678:9abc:def0:1234:5678 yz";
        for width in 1..50 {
            let joined: String = lines(text, width).concat().replace(' ', "");
            assert_eq!(joined, text.replace(' ', ""), "at width {width}");
            assert!(lines(text, width).iter().all(|line| line.width() <= width), "at width {width}");
        }
    }

    #[test]
    fn wide_text_never_overflows() {
        let text = "ルートテーブルに 0.0.0.0/0 を追加して、NAT gateway へ向けます。";
        for width in 2..40 {
            assert!(lines(text, width).iter().all(|line| line.width() <= width), "at width {width}");
        }
        assert_eq!(lines(text, 0).concat().replace(' ', "").len(), text.replace(' ', "").len());
    }

    #[test]
    fn a_whole_piece_stays_whole() {
        let piece = |text: &str, breaks| Piece { text: text.to_owned(), style: Style::new(), breaks };
        let pieces = [piece("run ", Breaks::Words), piece("curl -4 x", Breaks::Whole), piece(" now", Breaks::Words)];
        let lines: Vec<String> = wrap(&pieces, 11).iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["run", "curl -4 x", "now"]);
    }

    #[test]
    fn a_command_breaks_at_spaces_only() {
        let text = "aws ec2 --ipv6-cidr-block x".to_owned();
        let lines = wrap(&[Piece { text, style: Style::new(), breaks: Breaks::Spaces }], 18);
        assert_eq!(lines.iter().map(ToString::to_string).collect::<Vec<_>>(), ["aws ec2", "--ipv6-cidr-block", "x"]);
    }

    #[test]
    fn a_continued_command_is_the_command_again_when_its_lines_are_joined() {
        let text = "aws ec2 x --tags 'Key=Name,Value=cl-ipv4-to-dualstack-rtb' --z 1";
        for width in 4..70 {
            let lines = continued(text, width);
            assert!(lines.iter().all(|line| line.width() <= width), "at width {width}");
            let joined: String = lines.iter().map(|line| line.strip_suffix('\\').unwrap_or(line)).collect();
            assert_eq!(joined, text, "at width {width}");
        }
        assert_eq!(continued("dig +short x", 9), ["dig \\", "+short x"]);
        assert_eq!(continued("curl 0123456789", 10), ["curl \\", "0123456789"]);
        assert_eq!(continued("", 10), [""]);
    }

    #[test]
    fn names_in_a_sentence_are_not_torn() {
        let pieces = with_names("by cl-ipv4-to-dualstack-eigw, at 64:ff9b::/96のルート.", Style::new());
        let found: Vec<String> = wrap(&pieces, 26).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["by", "cl-ipv4-to-dualstack-eigw,", "at 64:ff9b::/96のルート."]);
    }

    #[test]
    fn no_text_is_one_line() {
        assert_eq!(lines("", 10), [""]);
        assert_eq!(lines("a\n\nb", 10), ["a", "", "b"]);
    }
}
