//! URLs as curl reads them, with its words for what it can't read (rules 6.28, 6.28c).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The two protocols this curl speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Plain text, port 80.
    Http,
    /// Over TLS, port 443.
    Https,
}

impl Scheme {
    /// As it is written before `://`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    const fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// A URL, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// How to talk.
    pub scheme: Scheme,
    /// The host without brackets.
    pub host: String,
    /// The port, given or usual.
    pub port: u16,
    /// Path and query, beginning with a slash.
    pub path: String,
}

/// Why a URL is none, as the text behind `curl: (N) `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadUrl {
    /// curl's exit code.
    pub code: i32,
    /// Its words.
    pub message: String,
}

impl Url {
    /// The address, where the host is one (then nothing is looked up).
    pub fn literal(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// The host as a URL and a Host header write it: IPv6 addresses in brackets, the port where it is
    /// not the usual one.
    pub fn authority(&self) -> String {
        let host = if self.host.parse::<Ipv6Addr>().is_ok() { format!("[{}]", self.host) } else { self.host.clone() };
        if self.port == self.scheme.port() { host } else { format!("{host}:{}", self.port) }
    }

    /// The URL written again.
    pub fn text(&self) -> String {
        format!("{}://{}{}", self.scheme.name(), self.authority(), self.path)
    }

    /// The URL that a `Location` header means, seen from this one.
    pub fn join(&self, location: &str) -> Result<Self, BadUrl> {
        if location.contains("://") {
            return parse(location);
        }
        let path = match location.strip_prefix('/') {
            Some(_) => location.to_owned(),
            None => {
                let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                format!("{folder}/{location}")
            }
        };
        Ok(Self { path, ..self.clone() })
    }
}

fn rejected(why: &str) -> BadUrl {
    BadUrl { code: 3, message: format!("URL rejected: {why}") }
}

/// Reads a URL as it stands on curl's command line.
pub fn parse(text: &str) -> Result<Url, BadUrl> {
    globs(text)?;
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(rejected("Malformed input to a URL function"));
    }
    let (scheme, rest) = match text.split_once("://") {
        Some((name, rest)) => (scheme(name)?, rest),
        None => (Scheme::Http, text),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let path = path.split('#').next().unwrap_or_default();
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = host_and_port(authority)?;
    if host.is_empty() {
        return Err(rejected("No host part in the URL"));
    }
    let port = match port {
        None | Some("") => scheme.port(),
        Some(digits) => {
            digits.parse().map_err(|_| rejected("Port number was not a decimal number between 0 and 65535"))?
        }
    };
    Ok(Url { scheme, host, port, path })
}

fn scheme(name: &str) -> Result<Scheme, BadUrl> {
    match name.to_ascii_lowercase().as_str() {
        "http" => Ok(Scheme::Http),
        "https" => Ok(Scheme::Https),
        other => Err(BadUrl { code: 1, message: format!("Protocol \"{other}\" not supported") }),
    }
}

/// Splits a host from its port and puts an IPv6 address into its shortest form, as curl does.
fn host_and_port(authority: &str) -> Result<(String, Option<&str>), BadUrl> {
    if let Some(inside) = authority.strip_prefix('[') {
        let (literal, after) = inside.split_once(']').ok_or_else(|| rejected("Bad IPv6 address"))?;
        let address: Ipv6Addr = literal.parse().map_err(|_| rejected("Bad IPv6 address"))?;
        let port = match after.strip_prefix(':') {
            Some(port) => Some(port),
            None if after.is_empty() => None,
            None => return Err(rejected("Port number was not a decimal number between 0 and 65535")),
        };
        return Ok((address.to_string(), port));
    }
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let fine = |c: char| !matches!(c, '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '|' | '}' | '[' | ']' | '%');
    if !host.chars().all(fine) {
        return Err(rejected("Bad hostname"));
    }
    let host = host.parse::<Ipv4Addr>().map_or_else(|_| host.to_owned(), |address| address.to_string());
    Ok((host, port))
}

/// curl expands `[1-9]` and `{a,b}` in URLs; an IPv6 address in brackets is left alone. The
/// simulation fetches one URL a time, so real patterns are refused by name.
fn globs(text: &str) -> Result<(), BadUrl> {
    let Some(open) = text.find(['[', '{']) else { return Ok(()) };
    let position = open + 2;
    let at_host = text[..open].ends_with("://") || open == 0;
    let Some(length) = text[open..].find([']', '}']) else {
        let kind = if text[open..].starts_with('[') { "bad range" } else { "unmatched brace" };
        let caret = " ".repeat(position - 1);
        return Err(BadUrl { code: 3, message: format!("{kind} in URL position {position}:\n{text}\n{caret}^") });
    };
    let inside = &text[open + 1..open + length];
    if at_host && inside.contains(':') {
        return Ok(());
    }
    Err(BadUrl {
        code: 3,
        message: format!("URL patterns like {} are not part of this simulation", &text[open..=open + length]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_ports_and_paths_are_taken_apart() {
        let url = parse("https://[64:FF9B:0::20.27.177.113]:8443/a?b#c").unwrap();
        assert_eq!((url.host.as_str(), url.port, url.path.as_str()), ("64:ff9b::141b:b171", 8443, "/a?b"));
        assert_eq!(url.authority(), "[64:ff9b::141b:b171]:8443");
        let bare = parse("github.com").unwrap();
        assert_eq!(bare.text(), "http://github.com/");
        assert!(bare.literal().is_none());
    }

    #[test]
    fn what_curl_can_not_read_it_says_in_its_words() {
        let port = "URL rejected: Port number was not a decimal number between 0 and 65535";
        assert_eq!(parse("http://64:ff9b::808:808/").unwrap_err().message, port);
        assert_eq!(
            parse("http://[64:ff9b::808:808/").unwrap_err().message,
            "bad range in URL position 9:\nhttp://[64:ff9b::808:808/\n        ^"
        );
        assert_eq!(parse("http://").unwrap_err().message, "URL rejected: No host part in the URL");
        let foreign = parse("htp://a/").unwrap_err();
        assert_eq!((foreign.code, foreign.message.as_str()), (1, "Protocol \"htp\" not supported"));
    }

    #[test]
    fn a_redirection_is_read_from_where_it_was_found() {
        let url = parse("http://a:81/x/y").unwrap();
        assert_eq!(url.join("/z").unwrap().text(), "http://a:81/z");
        assert_eq!(url.join("z").unwrap().text(), "http://a:81/x/z");
        assert_eq!(url.join("https://b/").unwrap().text(), "https://b/");
    }
}
