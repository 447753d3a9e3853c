//! dig's command line: name, type and server in any order, `+` options, and dig's words.

use crate::net::Family;
use crate::net::dns::Over;
use hickory_proto::rr::RecordType;
use std::net::IpAddr;
use std::str::FromStr;

/// Which parts of an answer are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The line that repeats the command, and the global options.
    pub cmd: bool,
    /// The header and the other comments.
    pub comments: bool,
    /// The question section.
    pub question: bool,
    /// The answer section.
    pub answer: bool,
    /// The authority section.
    pub authority: bool,
    /// The additional section.
    pub additional: bool,
    /// The lines about time and server.
    pub stats: bool,
}

impl Shown {
    /// Everything, as it is without options.
    pub const ALL: Self = Self {
        cmd: true,
        comments: true,
        question: true,
        answer: true,
        authority: true,
        additional: true,
        stats: true,
    };
    const NONE: Self = Self {
        cmd: false,
        comments: false,
        question: false,
        answer: false,
        authority: false,
        additional: false,
        stats: false,
    };
}

/// What one run of dig is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name to ask for, as typed.
    pub name: String,
    /// The type to ask for.
    pub kind: RecordType,
    /// The server to ask, as typed behind `@`.
    pub server: Option<String>,
    /// The address whose name is wanted, with `-x`.
    pub reverse: Option<IpAddr>,
    /// Over which family to ask.
    pub family: Option<Family>,
    /// `+short`.
    pub short: bool,
    /// What is shown.
    pub shown: Shown,
    /// `+norecurse` turns it off.
    pub recursion: bool,
    /// `+cd`.
    pub checking_disabled: bool,
    /// `+dnssec`.
    pub dnssec: bool,
    /// `+noedns` turns it off.
    pub edns: bool,
    /// `+bufsize=N`: the biggest answer taken over UDP, in bytes.
    pub udp_size: u16,
    /// `+tcp`: over what to ask first.
    pub over: Over,
    /// `+ignore`: a truncated answer will do.
    pub ignore_truncation: bool,
    /// `+search`: the search domain is tried.
    pub search: bool,
    /// `+time=N`, in seconds.
    pub timeout: u64,
    /// `+tries=N`.
    pub tries: u32,
}

/// Why a command line is none, as dig says it; its exit status is 1.
pub type Problem = String;

/// Reads dig's arguments.
pub fn parse(arguments: &[String]) -> Result<Config, Problem> {
    let mut config = Config {
        name: String::new(),
        kind: RecordType::A,
        server: None,
        reverse: None,
        family: None,
        short: false,
        shown: Shown::ALL,
        recursion: true,
        checking_disabled: false,
        dnssec: false,
        edns: true,
        udp_size: 1232,
        over: Over::Udp,
        ignore_truncation: false,
        search: false,
        timeout: 5,
        tries: 3,
    };
    let mut kind = None;
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if let Some(server) = word.strip_prefix('@') {
            config.server = Some(server.to_owned());
        } else if let Some(option) = word.strip_prefix('+') {
            plus(&mut config, option)?;
        } else if word.starts_with('-') && word.len() > 1 {
            dash(&mut config, word, &mut words, &mut kind)?;
        } else if let Some(known) = record_type(word).filter(|_| kind.is_none()) {
            kind = Some(known);
        } else if word.eq_ignore_ascii_case("IN") {
        } else if config.name.is_empty() && config.reverse.is_none() {
            config.name = word.to_owned();
        } else {
            return Err(format!("this simulation asks one question a time; `{word}` is a second name"));
        }
    }
    config.kind = match (config.reverse, kind) {
        (_, Some(kind)) => kind,
        (Some(_), None) => RecordType::PTR,
        (None, None) if config.name.is_empty() => RecordType::NS,
        (None, None) => RecordType::A,
    };
    if config.name.is_empty() {
        config.name = ".".to_owned();
    }
    Ok(config)
}

fn dash<'a>(
    config: &mut Config,
    word: &str,
    words: &mut impl Iterator<Item = &'a str>,
    kind: &mut Option<RecordType>,
) -> Result<(), Problem> {
    let (option, attached) = word.split_at(2.min(word.len()));
    let mut value = || if attached.is_empty() { words.next() } else { Some(attached) };
    match option {
        "-4" => config.family = Some(Family::Ipv4),
        "-6" => config.family = Some(Family::Ipv6),
        "-x" => {
            let text = value().unwrap_or_default();
            config.reverse = Some(text.parse().map_err(|_| format!("Invalid IP address {text}"))?);
        }
        "-t" => {
            let text = value().unwrap_or_default();
            *kind = Some(record_type(text).ok_or_else(|| format!("dig: warning: ignoring invalid type {text}"))?);
        }
        "-q" => config.name = value().unwrap_or_default().to_owned(),
        _ => return Err(format!("Invalid option: {word}")),
    }
    Ok(())
}

fn record_type(word: &str) -> Option<RecordType> {
    let upper = word.to_ascii_uppercase();
    let letters = upper.chars().all(|c| c.is_ascii_alphanumeric());
    (letters && upper != "ZERO").then(|| RecordType::from_str(&upper).ok()).flatten()
}

fn plus(config: &mut Config, option: &str) -> Result<(), Problem> {
    let (name, value) = option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value)));
    let (name, on) = name.strip_prefix("no").map_or((name, true), |rest| (rest, false));
    let number =
        || value.and_then(|value| value.parse::<u32>().ok()).ok_or_else(|| format!("Invalid option: +{option}"));
    let shown = &mut config.shown;
    match name {
        "short" => config.short = on,
        "all" => *shown = if on { Shown::ALL } else { Shown::NONE },
        "cmd" => shown.cmd = on,
        "comments" => shown.comments = on,
        "question" => shown.question = on,
        "answer" => shown.answer = on,
        "authority" => shown.authority = on,
        "additional" => shown.additional = on,
        "stats" => shown.stats = on,
        "rec" | "recurse" => config.recursion = on,
        "cd" | "cdflag" => config.checking_disabled = on,
        "dnssec" | "do" => config.dnssec = on,
        "edns" => config.edns = on,
        "bufsize" => {
            config.udp_size = u16::try_from(number()?).map_err(|_| "dig: Couldn't parse buffer size".to_owned())?;
        }
        "tcp" | "vc" => config.over = if on { Over::Tcp } else { Over::Udp },
        "ignore" => config.ignore_truncation = on,
        "search" => config.search = on,
        "time" | "timeout" => config.timeout = u64::from(number()?).max(1),
        "tries" => config.tries = number()?.max(1),
        "retry" => config.tries = number()? + 1,
        "multiline" | "ttlid" | "class" | "crypto" | "identify" | "cookie" | "qr" if !on => {}
        "cookie" | "adflag" | "ad" => {}
        _ => return Err(format!("Invalid option: +{option}")),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(line: &str) -> Config {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words).unwrap_or_else(|problem| panic!("{line}: {problem}"))
    }

    #[test]
    fn name_type_and_server_stand_in_any_order() {
        for line in
            ["github.com AAAA @fd00:ec2::253", "@fd00:ec2::253 aaaa github.com", "-t AAAA github.com @fd00:ec2::253"]
        {
            let config = config(line);
            assert_eq!((config.name.as_str(), config.kind), ("github.com", RecordType::AAAA), "{line}");
            assert_eq!(config.server.as_deref(), Some("fd00:ec2::253"), "{line}");
        }
        assert_eq!(config("-x 64:ff9b::1").kind, RecordType::PTR);
        assert_eq!(config("").kind, RecordType::NS);
    }

    #[test]
    fn plus_options_switch_what_is_shown() {
        let config = config("github.com +noall +answer +tries=1 +time=2");
        assert_eq!(config.shown, Shown { answer: true, ..Shown::NONE });
        assert_eq!((config.tries, config.timeout), (1, 2));
        assert!(parse(&["+foo".to_owned()]).is_err());
    }
}
