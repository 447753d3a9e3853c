//! The AWS CLI's shorthand for structures: `Key=Name,Value=x`, `Tags=[{Key=a},{Key=b}]`,
//! `Values=a,b`. Reading knows no shapes: it gives texts, lists and objects, and
//! [`super::value`] makes them what the parameter needs.

use serde_json::{Map, Value};
use std::fmt::Write as _;

/// Why a text is no shorthand, as the AWS CLI words it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}:\n{line}\n{:>1$}", "^", place + 1)]
pub struct NotShorthand {
    what: String,
    line: String,
    place: usize,
}

/// Reads one structure.
pub fn read(text: &str) -> Result<Value, NotShorthand> {
    let mut reader = Reader { letters: text.chars().collect(), at: 0 };
    let mut members = Map::new();
    loop {
        let (key, value) = reader.member(Reader::values)?;
        if members.contains_key(&key) {
            return Err(reader.error(format!("Second instance of key \"{key}\" encountered for input")));
        }
        members.insert(key, value);
        if reader.current().is_none() {
            return Ok(Value::Object(members));
        }
        reader.expect(',')?;
    }
}

/// Writes a structure as shorthand. Where shorthand cannot say it, what comes out reads as something
/// else: compare.
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    for (at, (key, value)) in value.as_object().into_iter().flatten().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(out, "{comma}{key}=");
        match value {
            Value::Array(items) if !items.is_empty() && items.iter().all(|it| !it.is_object() && !it.is_array()) => {
                let items: Vec<String> = items.iter().map(nested).collect();
                out.push_str(&items.join(","));
            }
            other => out.push_str(&nested(other)),
        }
    }
    out
}

fn nested(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(nested).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let members: Vec<String> = members.iter().map(|(key, value)| format!("{key}={}", nested(value))).collect();
            format!("{{{}}}", members.join(","))
        }
        Value::String(text) if text.chars().all(is_plain) && !text.is_empty() => text.clone(),
        Value::String(text) => format!("\"{text}\""),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// Whether a character needs no quotes anywhere in shorthand.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/' | '@' | '+' | '*' | '%' | '$' | '#' | '!' | '?')
}

struct Reader {
    letters: Vec<char>,
    at: usize,
}

impl Reader {
    /// `key=` and what `values` reads after it.
    fn member(
        &mut self,
        values: fn(&mut Self) -> Result<Value, NotShorthand>,
    ) -> Result<(String, Value), NotShorthand> {
        let key = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '#' | '/' | ':'));
        self.expect('=')?;
        Ok((key, values(self)?))
    }

    /// Outside of brackets: commas may separate the values of a list.
    fn values(&mut self) -> Result<Value, NotShorthand> {
        match self.current() {
            None => Ok(Value::from("")),
            Some('[') => self.list(),
            Some('{') => self.object(),
            Some(_) => self.separated(),
        }
    }

    fn separated(&mut self) -> Result<Value, NotShorthand> {
        let first = self.first()?;
        let mut values = vec![first];
        loop {
            self.skip_space();
            if self.current() != Some(',') {
                break;
            }
            let comma = self.at;
            self.expect(',')?;
            let more = self.second().and_then(|value| {
                self.skip_space();
                match self.current() {
                    None | Some(',') => Ok(value),
                    Some(c) => Err(self.unexpected(',', &c.to_string())),
                }
            });
            match more {
                Ok(value) => values.push(value),
                // What follows the comma is the next key.
                Err(_) if self.current().is_some() => {
                    self.at = comma;
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(if values.len() == 1 { values.remove(0) } else { Value::Array(values) })
    }

    fn list(&mut self) -> Result<Value, NotShorthand> {
        self.expect('[')?;
        let mut values = Vec::new();
        while self.current() != Some(']') {
            values.push(self.inner()?);
            self.skip_space();
            if self.current() != Some(']') {
                self.expect(',')?;
            }
        }
        self.at += 1;
        Ok(Value::Array(values))
    }

    fn object(&mut self) -> Result<Value, NotShorthand> {
        self.expect('{')?;
        let mut members = Map::new();
        while self.current() != Some('}') {
            let (key, value) = self.member(Self::inner)?;
            self.skip_space();
            if self.current() != Some('}') {
                self.expect(',')?;
            }
            members.insert(key, value);
        }
        self.at += 1;
        Ok(Value::Object(members))
    }

    /// Inside of brackets: a comma ends the value.
    fn inner(&mut self) -> Result<Value, NotShorthand> {
        match self.current() {
            Some('[') => self.list(),
            Some('{') => self.object(),
            Some(_) | None => self.first(),
        }
    }

    fn first(&mut self) -> Result<Value, NotShorthand> {
        if let Some(quote @ ('\'' | '"')) = self.current() {
            return self.quoted(quote);
        }
        Ok(Value::from(self.text(|c| !matches!(c, '"' | '\'' | ',' | ']' | '}'))))
    }

    fn second(&mut self) -> Result<Value, NotShorthand> {
        if let Some(quote @ ('\'' | '"')) = self.current() {
            return self.quoted(quote);
        }
        let text = self.text(|c| !matches!(c, '"' | '\'' | ',' | '='));
        if text.is_empty() { Err(self.unexpected("<second>", "<none>")) } else { Ok(Value::from(text)) }
    }

    fn quoted(&mut self, quote: char) -> Result<Value, NotShorthand> {
        let mut text = String::new();
        let mut at = self.at + 1;
        loop {
            match (self.letters.get(at), self.letters.get(at + 1)) {
                (None, _) => return Err(self.unexpected(quote, "EOF")),
                (Some('\\'), Some(c)) if *c == quote || *c == '\\' => {
                    text.push(*c);
                    at += 2;
                }
                (Some(c), _) if *c == quote => {
                    self.at = at + 1;
                    return Ok(Value::from(text));
                }
                (Some(c), _) => {
                    text.push(*c);
                    at += 1;
                }
            }
        }
    }

    /// Unquoted text as far as `goes_on` allows; `\,` is a comma. As in the AWS CLI a closing bracket
    /// may begin it.
    fn text(&mut self, goes_on: fn(char) -> bool) -> String {
        let mut text = String::new();
        if self.current().is_some_and(|c| matches!(c, '=' | '[' | '{') || c.is_whitespace()) {
            return text;
        }
        while let Some(c) = self.current() {
            if c == '\\' && self.letters.get(self.at + 1) == Some(&',') {
                text.push(',');
                self.at += 2;
            } else if goes_on(c) || text.is_empty() && matches!(c, ']' | '}') {
                text.push(c);
                self.at += 1;
            } else {
                break;
            }
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn take_while(&mut self, goes_on: impl Fn(char) -> bool) -> String {
        let text: String = self.letters[self.at..].iter().take_while(|c| goes_on(**c)).collect();
        self.at += text.chars().count();
        text
    }

    fn expect(&mut self, wanted: char) -> Result<(), NotShorthand> {
        self.skip_space();
        match self.current() {
            Some(c) if c == wanted => {
                self.at += 1;
                self.skip_space();
                Ok(())
            }
            Some(c) => Err(self.unexpected(wanted, &c.to_string())),
            None => Err(self.unexpected(wanted, "EOF")),
        }
    }

    fn skip_space(&mut self) {
        while self.current().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn current(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn unexpected(&self, wanted: impl std::fmt::Display, found: &str) -> NotShorthand {
        self.error(format!("Expected: '{wanted}', received: '{found}' for input"))
    }

    fn error(&self, what: String) -> NotShorthand {
        NotShorthand { what, line: self.letters.iter().collect(), place: self.at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn shorthand_reads_as_the_aws_cli_reads_it() {
        let cases = [
            ("Key=Name,Value=x", json!({"Key": "Name", "Value": "x"})),
            (
                "ResourceType=subnet,Tags=[{Key=Name,Value=a b}]",
                json!({"ResourceType": "subnet", "Tags": [{"Key": "Name", "Value": "a b"}]}),
            ),
            (
                "IpProtocol=tcp,FromPort=22,Ipv6Ranges=[{CidrIpv6=::/0}]",
                json!({"IpProtocol": "tcp", "FromPort": "22", "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}),
            ),
            ("Name=vpc-id,Values=a,b,c", json!({"Name": "vpc-id", "Values": ["a", "b", "c"]})),
            ("Values=a,b,Name=c", json!({"Values": ["a", "b"], "Name": "c"})),
            ("Name=tag:Name,Values=\"a,b\",'c d'", json!({"Name": "tag:Name", "Values": ["a,b", "c d"]})),
            ("A=[a, b ,'c']", json!({"A": ["a", "b", "c"]})),
            ("A={B=[{C=d}],E=''}", json!({"A": {"B": [{"C": "d"}], "E": ""}})),
            ("A=]", json!({"A": "]"})),
            ("A=,B=c", json!({"A": "", "B": "c"})),
            ("A=b=c", json!({"A": "b=c"})),
            ("A=b\\,c", json!({"A": "b,c"})),
            ("A=[]", json!({"A": []})),
            ("A = b , C = d", json!({"A": "b", "C": "d"})),
            (r#"A="say \"hi\" \\o""#, json!({"A": "say \"hi\" \\o"})),
            ("A=名前", json!({"A": "名前"})),
        ];
        for (text, wanted) in cases {
            assert_eq!(read(text).as_ref(), Ok(&wanted), "{text}");
        }
    }

    #[test]
    fn what_is_no_shorthand_is_pointed_at() {
        let cases = [
            ("a", "Expected: '=', received: 'EOF' for input:\na\n ^"),
            ("", "Expected: '=', received: 'EOF' for input:\n\n^"),
            ("A=[{B=c", "Expected: ',', received: 'EOF' for input:\nA=[{B=c\n       ^"),
            ("A={B}", "Expected: '=', received: '}' for input:\nA={B}\n    ^"),
            ("A='b", "Expected: ''', received: 'EOF' for input:\nA='b\n  ^"),
            ("A=b,A=c", "Second instance of key \"A\" encountered for input:\nA=b,A=c\n       ^"),
            ("A=b]", "Expected: ',', received: ']' for input:\nA=b]\n   ^"),
        ];
        for (text, wanted) in cases {
            assert_eq!(read(text).unwrap_err().to_string(), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let cases = [
            (json!({"Key": "Name", "Value": "a"}), "Key=Name,Value=a"),
            (json!({"Key": "Name", "Value": "a b,c"}), "Key=Name,Value=\"a b,c\""),
            (json!({"Name": "n", "Values": ["a", "b"]}), "Name=n,Values=a,b"),
            (json!({"A": [{"B": "::/0"}], "C": {"D": ["e"]}}), "A=[{B=::/0}],C={D=[e]}"),
            (json!({"A": [], "B": ""}), "A=[],B=\"\""),
        ];
        for (value, text) in cases {
            assert_eq!(write(&value), text);
            assert_eq!(read(text), Ok(value));
        }
    }
}
