//! What the YAML crate says, in an author's words. It speaks of events and nodes; an author thinks in lists,
//! quotes and indents. What is not in the list is told as the crate says it.

use crate::lesson::text::Text;

/// A sentence of the crate: how it begins, what it means, and what to do.
struct Said {
    begins: &'static str,
    means: (&'static str, &'static str),
    help: Option<(&'static str, &'static str)>,
}

/// A row of the list.
const fn said(begins: &'static str, means: (&'static str, &'static str)) -> Said {
    Said { begins, means, help: None }
}

/// A row with advice.
const fn advised(
    begins: &'static str,
    means: (&'static str, &'static str),
    help: (&'static str, &'static str),
) -> Said {
    Said { begins, means, help: Some(help) }
}

const CLOSE: (&str, &str) = (
    "この行かその前の行で、括弧が閉じているか確かめてください",
    "look for a bracket that is not closed, on this line or before",
);
const QUOTE: (&str, &str) = (
    "`@`・`%`・`` ` ``・`&`・`*`・`!` で始まる値や `: ` を含む値は、\"…\" で囲んでください",
    "put values that begin with `@`, `%`, a backtick, `&`, `*` or `!`, or that hold `: `, in \"quotes\"",
);

/// All that are known; of two that fit, the first counts.
const ALL: &[Said] = &[
    said("expected mapping start", ("`項目: 値` の組が必要です", "`key: value` pairs belong here")),
    said(
        "expected sequence start",
        ("`- ` で始まるリストが必要です", "a list belongs here, its items begin with `- `"),
    ),
    said("expected string", ("文字列が必要です", "text belongs here")),
    said("invalid u32", ("0 以上の整数が必要です", "a whole number from 0 on belongs here")),
    said("invalid boolean", ("`true` か `false` が必要です", "`true` or `false` belongs here")),
    said(
        "expected end of mapping after enum variant value",
        (
            "1 つの項目には 1 つの種類しか書けません。次は新しい `- ` で始めてください",
            "an item has one kind only; begin the next one with a new `- `",
        ),
    ),
    advised(
        "multiple YAML documents",
        ("`---` の後に 2 つ目の文書があります", "a second document follows after `---`"),
        ("教材は 1 ファイルに 1 つです", "write one lesson a file"),
    ),
    said("budget breached", ("エイリアスや入れ子が大きすぎます", "the aliases or the nesting grow far too large")),
    said("recursive references", ("エイリアスが自分自身を指しています", "an alias points to itself")),
    said("recursion limit", ("入れ子が深すぎます", "the nesting is far too deep")),
    said(
        "alias references unknown anchor",
        ("この名前のアンカー (`&…`) はありません", "there is no anchor (`&…`) of this name"),
    ),
    advised(
        "unexpected character",
        ("ここでは引用符なしに使えない文字です", "this character can't stand here without quotes"),
        QUOTE,
    ),
    advised("mapping values are not allowed", ("値の中に `: ` があります", "there is a `: ` inside a value"), QUOTE),
    advised(
        "invalid trailing content after double-quoted",
        ("閉じた引用符の後に文字が続いています", "something follows after the closing quote"),
        ("もっと前の行の引用符が閉じていないのかもしれません", "a quote further up may not be closed"),
    ),
    advised(
        "while parsing a flow mapping",
        ("`{…}` の中で `,` か `}` が必要です", "inside `{…}`, a `,` or `}` belongs here"),
        CLOSE,
    ),
    advised(
        "while parsing a flow sequence",
        ("`[…]` の中で `,` か `]` が必要です", "inside `[…]`, a `,` or `]` belongs here"),
        CLOSE,
    ),
    advised("illegal placement of ':'", ("ここに `:` は置けません", "a `:` can't stand here"), CLOSE),
    advised(
        "while parsing a block mapping",
        ("この行の字下げが、ほかの項目と揃っていません", "this line is not indented as the other keys are"),
        ("同じ段の項目は同じ桁から始めます", "keys of one level begin in one column"),
    ),
    advised(
        "while parsing a block collection",
        ("この行の字下げが、リストと揃っていません", "this line is not indented as the list is"),
        ("同じ段の `- ` は同じ桁から始めます", "the items of a list begin in one column"),
    ),
    said("while scanning a plain scalar, found a tab", ("タブは使えません", "a tab can't stand here")),
    said("while scanning a quoted scalar", ("引用符が閉じていません", "a quote is not closed")),
];

/// A sentence of the crate in both languages, and advice where there is any.
pub(super) fn in_words(sentence: &str) -> (Text, Option<Text>) {
    let text = |(ja, en): (&str, &str)| Text { ja: ja.to_owned(), en: en.to_owned() };
    match ALL.iter().find(|known| sentence.starts_with(known.begins)) {
        Some(known) => (text(known.means), known.help.map(text)),
        None => (
            Text {
                ja: format!("YAML として読めません: {sentence}"),
                en: format!("this can't be read as YAML: {sentence}"),
            },
            None,
        ),
    }
}
