//! Words of a line, as a POSIX shell splits them.
//!
//! Single and double quotes, backslash, comments and `$VAR` work as in a shell. There is no globbing:
//! `[ ] ? *` are plain characters. Everything else a shell would do with a line (pipes, redirection,
//! a second command, …) is refused by name and column instead of being taken for a plain character,
//! so that a line never means something else here than in a real terminal. `VAR=$(aws …)` is the one
//! substitution there is.

use super::console::NotUnderstood;
use crate::cloud::command_line::near;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

/// A word after quotes and variables were taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// What a program gets as its argument.
    pub text: String,
    /// Where it begins in the line: column in characters, from 1.
    pub column: usize,
    /// The parts of `text`, in bytes, that variables held: names are not looked for in them.
    pub inserted: Vec<Range<usize>>,
}

impl Word {
    /// A word that was typed as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), column: 1, inserted: Vec::new() }
    }
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Nothing, or a comment.
    Blank,
    /// A command.
    Command(Vec<Word>),
    /// `VAR=$(command)`: keeps what the command prints.
    Assignment {
        /// The variable's name.
        variable: String,
        /// The command.
        command: Vec<Word>,
    },
}

/// Why a line could not be split.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{trouble}")]
pub struct Misread {
    /// Column, in characters from 1.
    pub column: usize,
    /// What is there.
    pub trouble: Trouble,
}

/// What there can be that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Something of a shell that is not here: how it is written, and what it is called.
    Shell(&'static str, &'static str),
    /// A quote without its end.
    Unclosed(char),
    /// A backslash at the end, which would continue the line.
    Continued,
    /// A variable that nothing was kept in, and what is near.
    Unset(String, Vec<String>),
    /// `${…}` with more than a name in it.
    Expansion(String),
    /// `VAR=` with something else than `$(aws …)`.
    Assignment(String),
    /// `VAR=$(` without `)`, or with more after it.
    Substitution,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shell(sign, name) => {
                write!(f, "`{sign}` ({name}) is not understood here; inside quotes it is a plain character")
            }
            Self::Unclosed(quote) => write!(f, "the quote {quote} is not closed"),
            Self::Continued => f.write_str("a line can't be continued with a backslash at its end"),
            Self::Unset(name, near) => {
                write!(f, "the variable {name} is not set")?;
                if near.is_empty() { Ok(()) } else { write!(f, "; did you mean ${}?", near.join(" or $")) }
            }
            Self::Expansion(text) => write!(f, "`{text}` is not understood here; $VAR and ${{VAR}} are"),
            Self::Assignment(name) => {
                write!(f, "a variable keeps what an aws command prints: {name}=$(aws … --query … --output text)")
            }
            Self::Substitution => f.write_str("expected VAR=$(aws …) and nothing after it"),
        }
    }
}

impl From<Misread> for NotUnderstood {
    fn from(misread: Misread) -> Self {
        Self { column: misread.column, what: misread.trouble.to_string() }
    }
}

/// Splits `line` into words, with `variables` inserted.
pub fn split(line: &str, variables: &BTreeMap<String, String>) -> Result<Line, Misread> {
    let line = line.trim_end_matches(['\r', '\n']);
    let mut reader = Reader { line, at: 0, variables, words: Vec::new(), open: None };
    let Some((name, start)) = assigned(line) else {
        reader.words(Until::End)?;
        return Ok(if reader.words.is_empty() { Line::Blank } else { Line::Command(reader.words) });
    };
    let rest = &line[start..];
    let quoted = rest.starts_with("\"$(");
    if !quoted && !rest.starts_with("$(") {
        return Err(reader.misread(start, Trouble::Assignment(name.to_owned())));
    }
    reader.at = start + if quoted { 3 } else { 2 };
    if reader.peek() == Some('(') {
        return Err(reader.misread(start, Trouble::Shell("$((", "arithmetic")));
    }
    reader.words(Until::Parenthesis)?;
    if quoted && reader.next() != Some('"') {
        return Err(reader.misread(start, Trouble::Unclosed('"')));
    }
    let rest = &line[reader.at..];
    let after = rest.trim_start();
    let is_comment = after.starts_with('#') && after.len() < rest.len();
    if !after.is_empty() && !is_comment {
        return Err(reader.misread(reader.at, Trouble::Substitution));
    }
    Ok(Line::Assignment { variable: name.to_owned(), command: reader.words })
}

/// The name and the place after `=`, where the line begins with `NAME=`.
fn assigned(line: &str) -> Option<(&str, usize)> {
    let begin = line.len() - line.trim_start().len();
    let length = name_length(&line[begin..])?;
    let end = begin + length;
    line[end..].starts_with('=').then(|| (&line[begin..end], end + 1))
}

/// How many bytes of `text` are a variable's name.
fn name_length(text: &str) -> Option<usize> {
    let is_part = |c: char| c == '_' || c.is_ascii_alphanumeric();
    let first = text.chars().next()?;
    (is_part(first) && !first.is_ascii_digit()).then(|| text.find(|c| !is_part(c)).unwrap_or(text.len()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    End,
    Parenthesis,
}

struct Reader<'a> {
    line: &'a str,
    at: usize,
    variables: &'a BTreeMap<String, String>,
    words: Vec<Word>,
    open: Option<Word>,
}

impl Reader<'_> {
    fn words(&mut self, until: Until) -> Result<(), Misread> {
        loop {
            let start = self.at;
            let Some(c) = self.next() else {
                self.close();
                return match until {
                    Until::End => Ok(()),
                    Until::Parenthesis => Err(self.misread(start, Trouble::Substitution)),
                };
            };
            match c {
                ')' if until == Until::Parenthesis => {
                    self.close();
                    return Ok(());
                }
                ' ' | '\t' | '\r' => self.close(),
                '#' if self.open.is_none() => {
                    self.at = self.line.len();
                }
                '\'' => self.single(start)?,
                '"' => self.double(start)?,
                '\\' => match self.next() {
                    Some('\n') | None => return Err(self.misread(start, Trouble::Continued)),
                    Some(c) => self.push(start, c),
                },
                '$' => self.variable(start, false)?,
                '~' if self.open.is_none() && matches!(self.peek(), None | Some('/' | ' ')) => {
                    return Err(self.misread(start, Trouble::Shell("~", "home directory")));
                }
                c => match shell(c, self.peek()) {
                    Some(trouble) => return Err(self.misread(start, trouble)),
                    None => self.push(start, c),
                },
            }
        }
    }

    fn single(&mut self, start: usize) -> Result<(), Misread> {
        let line = self.line;
        let Some(length) = line[self.at..].find('\'') else {
            return Err(self.misread(start, Trouble::Unclosed('\'')));
        };
        let text = &line[self.at..self.at + length];
        self.at += length + 1;
        self.word(start).text.push_str(text);
        Ok(())
    }

    fn double(&mut self, start: usize) -> Result<(), Misread> {
        self.word(start);
        loop {
            let here = self.at;
            match self.next() {
                None => return Err(self.misread(start, Trouble::Unclosed('"'))),
                Some('"') => return Ok(()),
                Some('\\') => match self.peek() {
                    Some(c @ ('$' | '`' | '"' | '\\')) => {
                        self.at += 1;
                        self.push(here, c);
                    }
                    _ => self.push(here, '\\'),
                },
                Some('`') => return Err(self.misread(here, Trouble::Shell("`", "command substitution"))),
                Some('$') => self.variable(here, true)?,
                Some(c) => self.push(here, c),
            }
        }
    }

    /// What stands after a `$`.
    fn variable(&mut self, start: usize, quoted: bool) -> Result<(), Misread> {
        let (line, variables) = (self.line, self.variables);
        let rest = &line[self.at..];
        let name = if let Some(inner) = rest.strip_prefix('{') {
            let length = name_length(inner).filter(|length| inner[*length..].starts_with('}'));
            let Some(length) = length else {
                let end = rest.find('}').map_or(rest.len(), |end| end + 1);
                return Err(self.misread(start, Trouble::Expansion(format!("${}", &rest[..end]))));
            };
            self.at += length + 2;
            &inner[..length]
        } else if let Some(length) = name_length(rest) {
            self.at += length;
            &rest[..length]
        } else {
            return match rest.chars().next() {
                Some('(') => Err(self.misread(start, Trouble::Shell("$(", "command substitution"))),
                Some('\'' | '"') if !quoted => Err(self.misread(start, Trouble::Shell("$'", "quoting of bash"))),
                Some(c @ ('0'..='9' | '@' | '*' | '#' | '?' | '-' | '!' | '$')) => {
                    Err(self.misread(start, Trouble::Expansion(format!("${c}"))))
                }
                _ => {
                    self.push(start, '$');
                    Ok(())
                }
            };
        };
        let Some(value) = variables.get(name) else {
            let near = near(name, variables.keys().map(String::as_str));
            let near = near.into_iter().map(str::to_owned).collect();
            return Err(self.misread(start, Trouble::Unset(name.to_owned(), near)));
        };
        for c in value.chars() {
            if !quoted && matches!(c, ' ' | '\t' | '\n') {
                self.close();
                continue;
            }
            let word = self.word(start);
            let from = word.text.len();
            word.text.push(c);
            let to = word.text.len();
            match word.inserted.last_mut().filter(|last| last.end == from) {
                Some(last) => last.end = to,
                None => word.inserted.push(from..to),
            }
        }
        Ok(())
    }

    fn peek(&self) -> Option<char> {
        self.line[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// The word being read; begins one at `start` where there is none.
    fn word(&mut self, start: usize) -> &mut Word {
        let column = self.column(start);
        self.open.get_or_insert_with(|| Word { column, ..Word::default() })
    }

    fn push(&mut self, start: usize, c: char) {
        self.word(start).text.push(c);
    }

    fn close(&mut self) {
        self.words.extend(self.open.take());
    }

    fn column(&self, at: usize) -> usize {
        self.line[..at].chars().count() + 1
    }

    fn misread(&self, at: usize, trouble: Trouble) -> Misread {
        Misread { column: self.column(at), trouble }
    }
}

/// What a shell would make of an unquoted character, where it is not just a character.
fn shell(c: char, next: Option<char>) -> Option<Trouble> {
    let (sign, name) = match (c, next) {
        ('|', Some('|')) => ("||", "a second command"),
        ('|', _) => ("|", "pipe"),
        ('&', Some('&')) => ("&&", "a second command"),
        ('&', _) => ("&", "background job"),
        (';', _) => (";", "a second command"),
        ('>', _) => (">", "redirection"),
        ('<', _) => ("<", "redirection"),
        ('(', _) => ("(", "subshell"),
        (')', _) => (")", "subshell"),
        ('`', _) => ("`", "command substitution"),
        ('\n', _) => ("newline", "a second line"),
        _ => return None,
    };
    Some(Trouble::Shell(sign, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables() -> BTreeMap<String, String> {
        let pairs = [("SUBNET", "subnet-1"), ("IDS", "a\tb"), ("EMPTY", ""), ("AT", "@x")];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    fn words(line: &str) -> Vec<String> {
        match split(line, &variables()).unwrap() {
            Line::Blank => Vec::new(),
            Line::Command(words) => words.into_iter().map(|word| word.text).collect(),
            Line::Assignment { variable, .. } => panic!("{variable} is assigned"),
        }
    }

    #[test]
    fn words_are_what_a_shell_makes_of_them() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("   # a comment", &[]),
            ("aws ec2  describe-vpcs\t# all", &["aws", "ec2", "describe-vpcs"]),
            ("curl http://h/#part", &["curl", "http://h/#part"]),
            ("a 'b c' \"d e\" f\\ g", &["a", "b c", "d e", "f g"]),
            ("pre'mid'\"post\"", &["premidpost"]),
            ("'' \"\"", &["", ""]),
            (r#""a\"b\\c\$d\e" '\'"#, &[r#"a"b\c$d\e"#, "\\"]),
            ("Routes[?a=='1'] {a,b}", &["Routes[?a==1]", "{a,b}"]),
            ("[64:ff9b::1] * ? ~x a~", &["[64:ff9b::1]", "*", "?", "~x", "a~"]),
            ("$SUBNET x${SUBNET}y \"$SUBNET\" '$SUBNET'", &["subnet-1", "xsubnet-1y", "subnet-1", "$SUBNET"]),
            ("$IDS", &["a", "b"]),
            ("x$IDS", &["xa", "b"]),
            ("\"$IDS\"", &["a\tb"]),
            ("a $EMPTY b \"$EMPTY\"", &["a", "b", ""]),
            ("host$ curl -v6 x", &["host$", "curl", "-v6", "x"]),
            ("日本 語\r", &["日本", "語"]),
        ];
        for (line, wanted) in cases {
            assert_eq!(&words(line), wanted, "{line}");
        }
    }

    #[test]
    fn an_assignment_holds_a_command() {
        for line in ["VPC=$(aws x 'a b)')", " VPC=$( aws x \"a b)\" ) # kept", "VPC=\"$(aws x 'a b)')\""] {
            let Line::Assignment { variable, command } = split(line, &variables()).unwrap() else {
                panic!("{line} is an assignment")
            };
            let command: Vec<&str> = command.iter().map(|word| word.text.as_str()).collect();
            assert_eq!((variable.as_str(), command), ("VPC", vec!["aws", "x", "a b)"]), "{line}");
        }
    }

    #[test]
    fn what_a_variable_held_is_marked() {
        let Line::Command(words) = split("a$AT@b", &variables()).unwrap() else { panic!("a command") };
        assert_eq!(words[0].text, "a@x@b");
        assert_eq!(words[0].inserted, vec![Range { start: 1, end: 3 }]);
    }

    #[test]
    fn the_rest_of_a_shell_is_refused_by_name_and_column() {
        let cases = [
            ("aws | jq", 5, "pipe"),
            ("語 && b", 3, "second command"),
            ("a; b", 2, "second command"),
            ("a & b", 3, "background"),
            ("a > b", 3, "redirection"),
            ("a < b", 3, "redirection"),
            ("a `b`", 3, "command substitution"),
            ("a \"`b`\"", 4, "command substitution"),
            ("a $(b)", 3, "command substitution"),
            ("(a)", 1, "subshell"),
            ("a 'b", 3, "quote '"),
            ("a \"b", 3, "quote \""),
            ("a \\", 3, "continued"),
            ("a\nb", 2, "second line"),
            ("a ~/b", 3, "home directory"),
            ("a $'b'", 3, "quoting of bash"),
            ("a ${SUBNET:-x}", 3, "`${SUBNET:-x}`"),
            ("a $? ", 3, "`$?`"),
            ("A=b", 3, "A=$(aws"),
            ("A=$(aws", 8, "nothing after"),
            ("A=$(aws)b", 9, "nothing after"),
            ("A=$((1+1))", 3, "arithmetic"),
        ];
        for (line, column, what) in cases {
            let misread = split(line, &variables()).unwrap_err();
            assert_eq!(misread.column, column, "{line}: {misread}");
            assert!(misread.to_string().contains(what), "{line}: {misread}");
        }
    }

    #[test]
    fn an_unset_variable_is_told_what_is_near() {
        let misread = split("aws $SUBNTE", &variables()).unwrap_err();
        assert_eq!(misread.to_string(), "the variable SUBNTE is not set; did you mean $SUBNET?");
        assert_eq!(misread.column, 5);
    }
}
