//! Master files, the text form of zones (RFC 1035, section 5). `hickory-proto` reads them, all but
//! DNAME records, whose data it does not know. ANAME, which it does know but which never became a
//! type of the DNS, has the same data: it stands in for DNAME while a file is read.

use super::dname;
use hickory_proto::rr::{DNSClass, Name, RData, Record};
use hickory_proto::serialize::txt::{ParseError, Parser};
use std::str::FromStr;

const STAND_IN: &str = "ANAME";

/// More lines than a record has.
const LONGEST_RECORD: usize = 50;

/// A record that can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct BadRecord {
    /// Where it begins, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

/// The records of a zone in master-file form, in the order of their names and types; records of one
/// name and type in the file's order. Names without a final dot are below `origin`. Other files can't
/// be included: a zone is what its text says.
pub fn read(text: &str, origin: &Name) -> Result<Vec<Record>, BadRecord> {
    let include = |line: &str| line.trim_start().to_ascii_uppercase().starts_with("$INCLUDE");
    if let Some(at) = text.lines().position(include) {
        return Err(BadRecord { line: at + 1, why: "$INCLUDE is not supported: write the records here".to_owned() });
    }
    parse(text, origin).map_err(|error| BadRecord { line: first_bad_line(text, origin), why: error.to_string() })
}

/// Where the first record that can't be read begins, from 1: the parser doesn't tell. That is behind the
/// last line up to which the text can be read; in the middle of a record of several lines it can't.
fn first_bad_line(text: &str, origin: &Name) -> usize {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let reads = |count: &usize| parse(&lines[..*count].concat(), origin).is_ok();
    let (mut good, mut bad) = (0, lines.len());
    while bad - good > 1 {
        let middle = good.midpoint(bad);
        match (middle..bad.min(middle + LONGEST_RECORD)).find(reads) {
            Some(count) => good = count,
            None => bad = middle,
        }
    }
    good + 1
}

fn parse(text: &str, origin: &Name) -> Result<Vec<Record>, ParseError> {
    let readable = text.lines().map(readable).collect::<Result<String, _>>()?;
    let (_, sets) = Parser::new(readable, None, Some(origin.clone())).parse()?;
    let mut records: Vec<Record> = sets.values().flat_map(|set| set.records_without_rrsigs().cloned()).collect();
    for record in &mut records {
        if let RData::ANAME(target) = &record.data {
            let data = dname::data(&target.0).ok_or(ParseError::Message("a DNAME that can't be written"))?;
            *record = Record::from_rdata(record.name.clone(), record.ttl, data);
        }
    }
    Ok(records)
}

/// A line as `hickory-proto` can read it.
fn readable(line: &str) -> Result<String, ParseError> {
    let owner = usize::from(!line.starts_with(char::is_whitespace));
    let mut words: Vec<&str> = line.split_ascii_whitespace().collect();
    let is_ttl = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
    let is_class = |word: &str| DNSClass::from_str(&word.to_ascii_uppercase()).is_ok();
    let kind = words.iter_mut().skip(owner).find(|word| !is_ttl(word) && !is_class(word));
    match kind {
        Some(kind) if kind.eq_ignore_ascii_case("DNAME") => {
            *kind = STAND_IN;
            let indent = if owner == 0 { " " } else { "" };
            Ok(format!("{indent}{}\n", words.join(" ")))
        }
        Some(kind) if kind.eq_ignore_ascii_case(STAND_IN) => Err(ParseError::Message("ANAME is no type of the DNS")),
        _ => Ok(format!("{line}\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::dns::{name, record_line};

    fn lines(text: &str) -> Vec<String> {
        let records = read(text, &name("example").unwrap()).unwrap();
        records.iter().map(|record| record_line(record).replace('\t', " ")).collect()
    }

    #[test]
    fn a_dname_is_read_like_any_other_record() {
        let text = "$TTL 60\n; DNAME\nold 300 IN DNAME new\n  TXT \"IN DNAME x\"\nolder in dname elsewhere.test.";
        let expected = [
            "old.example.  300 IN DNAME new.example.",
            "old.example.  60 IN TXT \"IN DNAME x\"",
            "older.example.  60 IN DNAME elsewhere.test.",
        ];
        let mut found = lines(text);
        found.sort();
        assert_eq!(found, expected);
        assert!(read("x 60 ANAME y", &Name::root()).is_err(), "the stand-in is no type of its own");
    }

    #[test]
    fn records_of_one_name_and_type_stay_in_order() {
        let found = lines("a 60 A 192.0.2.2\n* 60 A 192.0.2.9\na 60 A 192.0.2.1\n");
        assert_eq!(found[1..], ["a.example.  60 IN A 192.0.2.2", "a.example.  60 IN A 192.0.2.1"]);
    }
}
