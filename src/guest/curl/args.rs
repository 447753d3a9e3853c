//! curl's command line: one table of options, combined short ones (`-v6`, `-sSo FILE`), and curl's
//! own words for what is wrong.

use crate::guest::Output;
use crate::net::Family;
use std::time::Duration;

/// What one run of curl is asked to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The URLs, as typed.
    pub urls: Vec<String>,
    /// Where bodies go, one a URL; where there is none, standard output.
    pub outputs: Vec<String>,
    /// `-4`, `-6`.
    pub family: Option<Family>,
    /// `-v`.
    pub verbose: bool,
    /// `-s`.
    pub silent: bool,
    /// `-S`.
    pub show_error: bool,
    /// `--no-progress-meter`.
    pub no_meter: bool,
    /// `-k`.
    pub insecure: bool,
    /// `-I`.
    pub head: bool,
    /// `-i`.
    pub include: bool,
    /// `-L`.
    pub follow: bool,
    /// `-f`.
    pub fail: bool,
    /// `--http1.1`: HTTP/2 is not offered.
    pub http1: bool,
    /// `-H`, in order.
    pub headers: Vec<String>,
    /// `-A`.
    pub user_agent: Option<String>,
    /// `-X`.
    pub method: Option<String>,
    /// `-w`.
    pub write_out: Option<String>,
    /// `-m`.
    pub max_time: Option<Duration>,
    /// `--connect-timeout`.
    pub connect_timeout: Option<Duration>,
    /// `--happy-eyeballs-timeout-ms`.
    pub eyeballs: Option<Duration>,
    /// `--no-keepalive`.
    pub no_keepalive: bool,
    /// `--keepalive-time`.
    pub keepalive_time: Option<Duration>,
}

/// What the command line asks for, or why it can't be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Fetch.
    Fetch(Box<Config>),
    /// Print this on standard output and end well.
    Print(String),
    /// Print this on standard error and end with curl's status.
    Refuse(i32, Output),
}

/// What an option does.
#[derive(Clone, Copy)]
enum Act {
    /// Needs no value.
    Flag(fn(&mut Config)),
    /// Needs a value; false where it is no good number.
    Value(fn(&mut Config, &str) -> bool),
    /// Prints and ends.
    Version,
    /// Prints and ends.
    Help,
}

/// An option by its long and short name.
struct Opt {
    long: &'static str,
    short: Option<char>,
    act: Act,
}

const fn opt(long: &'static str, short: char, act: Act) -> Opt {
    Opt { long, short: Some(short), act }
}

const fn long(long: &'static str, act: Act) -> Opt {
    Opt { long, short: None, act }
}

/// Everything this curl understands.
const OPTIONS: [Opt; 31] = [
    opt("ipv4", '4', Act::Flag(|config| config.family = Some(Family::Ipv4))),
    opt("ipv6", '6', Act::Flag(|config| config.family = Some(Family::Ipv6))),
    opt("verbose", 'v', Act::Flag(|config| config.verbose = true)),
    opt("silent", 's', Act::Flag(|config| config.silent = true)),
    opt("show-error", 'S', Act::Flag(|config| config.show_error = true)),
    long("no-progress-meter", Act::Flag(|config| config.no_meter = true)),
    opt("output", 'o', Act::Value(|config, file| push(&mut config.outputs, file))),
    opt("insecure", 'k', Act::Flag(|config| config.insecure = true)),
    opt("head", 'I', Act::Flag(|config| config.head = true)),
    opt("include", 'i', Act::Flag(|config| config.include = true)),
    long("show-headers", Act::Flag(|config| config.include = true)),
    opt("location", 'L', Act::Flag(|config| config.follow = true)),
    opt("fail", 'f', Act::Flag(|config| config.fail = true)),
    opt("globoff", 'g', Act::Flag(|_| {})),
    opt("no-buffer", 'N', Act::Flag(|_| {})),
    opt("disable", 'q', Act::Flag(|_| {})),
    long("http1.1", Act::Flag(|config| config.http1 = true)),
    long("http2", Act::Flag(|config| config.http1 = false)),
    opt("header", 'H', Act::Value(|config, line| push(&mut config.headers, line))),
    opt("user-agent", 'A', Act::Value(|config, name| set(&mut config.user_agent, Some(name.to_owned())))),
    opt("request", 'X', Act::Value(|config, method| set(&mut config.method, Some(method.to_owned())))),
    opt("write-out", 'w', Act::Value(|config, format| set(&mut config.write_out, Some(format.to_owned())))),
    opt("max-time", 'm', Act::Value(|config, value| set(&mut config.max_time, seconds(value)))),
    long("connect-timeout", Act::Value(|config, value| set(&mut config.connect_timeout, seconds(value)))),
    long("happy-eyeballs-timeout-ms", Act::Value(|config, value| set(&mut config.eyeballs, millis(value)))),
    long("keepalive", Act::Flag(|config| config.no_keepalive = false)),
    long("no-keepalive", Act::Flag(|config| config.no_keepalive = true)),
    long("keepalive-time", Act::Value(|config, value| set(&mut config.keepalive_time, seconds(value)))),
    long("url", Act::Value(|config, url| push(&mut config.urls, url))),
    opt("version", 'V', Act::Version),
    opt("help", 'h', Act::Help),
];

/// Options of the real curl that people reach for and that mean nothing here, with their short form
/// and whether they take a value.
const NOT_MODELLED: [(&str, char); 14] = [
    ("data", 'd'),
    ("form", 'F'),
    ("user", 'u'),
    ("remote-name", 'O'),
    ("proxy", 'x'),
    ("cookie", 'b'),
    ("cookie-jar", 'c'),
    ("upload-file", 'T'),
    ("referer", 'e'),
    ("range", 'r'),
    ("interface", '\0'),
    ("resolve", '\0'),
    ("trace", '\0'),
    ("parallel", 'Z'),
];

fn push(list: &mut Vec<String>, value: &str) -> bool {
    list.push(value.to_owned());
    true
}

/// Sets a field; false where there is nothing to set it to.
fn set<T>(field: &mut Option<T>, value: Option<T>) -> bool {
    *field = value;
    field.is_some()
}

/// curl takes decimal seconds; zero means no limit, which is what none means here too.
fn seconds(text: &str) -> Option<Duration> {
    let number: f64 = text.parse().ok()?;
    let fine = number.is_finite() && (0.0..4_000_000.0).contains(&number) && !text.starts_with(['+', '-']);
    fine.then(|| Duration::from_secs_f64(number))
}

fn millis(text: &str) -> Option<Duration> {
    text.parse().ok().map(Duration::from_millis)
}

/// Reads curl's arguments.
pub fn parse(arguments: &[String]) -> Command {
    let mut config = Config::default();
    let mut words = arguments.iter().map(String::as_str);
    let mut only_urls = false;
    while let Some(word) = words.next() {
        let result = match word {
            "--" if !only_urls => {
                only_urls = true;
                continue;
            }
            _ if only_urls || !word.starts_with('-') || word == "-" => {
                config.urls.push(word.to_owned());
                continue;
            }
            _ => match word.strip_prefix("--") {
                Some(name) => long_option(&mut config, name, &mut words),
                None => short_options(&mut config, word, &mut words),
            },
        };
        if let Err(command) = result {
            return *command;
        }
    }
    if config.urls.is_empty() {
        return refuse("curl: (2) no URL specified".to_owned());
    }
    config.max_time = config.max_time.filter(|time| !time.is_zero());
    config.connect_timeout = config.connect_timeout.filter(|time| !time.is_zero());
    Command::Fetch(Box::new(config))
}

fn long_option<'a>(
    config: &mut Config,
    name: &str,
    words: &mut impl Iterator<Item = &'a str>,
) -> Result<(), Box<Command>> {
    let shown = format!("--{name}");
    match OPTIONS.iter().find(|option| option.long == name) {
        Some(option) => match option.act {
            Act::Value(take) => take_value(config, &shown, take, words.next()),
            act => plain(config, act),
        },
        None if NOT_MODELLED.iter().any(|(long, _)| *long == name) => Err(Box::new(not_modelled(&shown))),
        None => Err(Box::new(refuse(format!("curl: option {shown}: is unknown")))),
    }
}

fn short_options<'a>(
    config: &mut Config,
    word: &str,
    words: &mut impl Iterator<Item = &'a str>,
) -> Result<(), Box<Command>> {
    for (at, letter) in word.char_indices().skip(1) {
        let shown = format!("-{letter}");
        let Some(option) = OPTIONS.iter().find(|option| option.short == Some(letter)) else {
            let known = NOT_MODELLED.iter().any(|(_, short)| *short == letter);
            let command = if known { not_modelled(&shown) } else { refuse(format!("curl: option {word}: is unknown")) };
            return Err(Box::new(command));
        };
        match option.act {
            Act::Value(take) => {
                // A value may follow in the same word: `-ofile`.
                let rest = &word[at + letter.len_utf8()..];
                let value = if rest.is_empty() { words.next() } else { Some(rest) };
                return take_value(config, &shown, take, value);
            }
            act => plain(config, act)?,
        }
    }
    Ok(())
}

fn plain(config: &mut Config, act: Act) -> Result<(), Box<Command>> {
    match act {
        Act::Flag(switch) => {
            switch(config);
            Ok(())
        }
        Act::Version => Err(Box::new(Command::Print(VERSION.to_owned()))),
        Act::Help => Err(Box::new(Command::Print(help()))),
        Act::Value(_) => Ok(()),
    }
}

fn take_value(
    config: &mut Config,
    shown: &str,
    take: fn(&mut Config, &str) -> bool,
    value: Option<&str>,
) -> Result<(), Box<Command>> {
    match value {
        None => Err(Box::new(refuse(format!("curl: option {shown}: requires parameter")))),
        Some(value) if take(config, value) => Ok(()),
        Some(_) => Err(Box::new(refuse(format!("curl: option {shown}: expected a proper numerical parameter")))),
    }
}

fn refuse(line: String) -> Command {
    let mut output = Output::default();
    output.error(line);
    output.error("curl: try 'curl --help' or 'curl --manual' for more information");
    Command::Refuse(2, output)
}

fn not_modelled(shown: &str) -> Command {
    let mut output = Output::default();
    output.error(format!("curl: option {shown}: is not part of this simulation; see 'curl --help'"));
    Command::Refuse(2, output)
}

const VERSION: &str = "\
curl 8.11.1 (x86_64-amazon-linux-gnu) libcurl/8.11.1 OpenSSL/3.2.2 nghttp2/1.59.0
Release-Date: 2024-12-11
Protocols: http https
Features: alt-svc AsynchDNS HSTS HTTP2 HTTPS-proxy IPv6 SSL threadsafe
";

/// `curl --help`, with what this curl understands.
fn help() -> String {
    let mut text = String::from("Usage: curl [options...] <url>\n");
    for option in &OPTIONS {
        let short = option.short.map_or_else(|| "    ".to_owned(), |letter| format!("-{letter}, "));
        let value = if matches!(option.act, Act::Value(_)) { " <value>" } else { "" };
        text.push_str(&format!(" {short}--{}{value}\n", option.long));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn fetch(line: &str) -> Config {
        match parse(&words(line)) {
            Command::Fetch(config) => *config,
            other => panic!("{line}: {other:?}"),
        }
    }

    fn refusal(line: &str) -> String {
        match parse(&words(line)) {
            Command::Refuse(2, output) => output.whole(),
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn short_options_stand_together_and_may_carry_a_value() {
        let config = fetch("-v6 -sSo /dev/null -m5 -kI http://a/ -H Host:b");
        assert!(config.verbose && config.silent && config.show_error && config.insecure && config.head);
        assert_eq!(config.family, Some(Family::Ipv6));
        assert_eq!(config.outputs, ["/dev/null"]);
        assert_eq!(config.max_time, Some(Duration::from_secs(5)));
        assert_eq!(config.headers, ["Host:b"]);
        assert_eq!(config.urls, ["http://a/"]);
    }

    #[test]
    fn zero_seconds_is_no_limit_and_half_seconds_count() {
        assert_eq!(fetch("--connect-timeout 0 a").connect_timeout, None);
        assert_eq!(fetch("--connect-timeout 0.5 a").connect_timeout, Some(Duration::from_millis(500)));
    }

    #[test]
    fn what_is_wrong_is_said_in_curls_words() {
        let hint = "curl: try 'curl --help' or 'curl --manual' for more information\n";
        let cases = [
            ("", "curl: (2) no URL specified\n"),
            ("--foo http://a/", "curl: option --foo: is unknown\n"),
            ("-vj http://a/", "curl: option -vj: is unknown\n"),
            ("http://a/ --max-time", "curl: option --max-time: requires parameter\n"),
            ("-m soon http://a/", "curl: option -m: expected a proper numerical parameter\n"),
        ];
        for (line, said) in cases {
            assert_eq!(refusal(line), format!("{said}{hint}"), "{line}");
        }
        assert!(refusal("-d x http://a/").contains("-d: is not part of this simulation"));
    }
}
