//! `curl -w`: what is printed after a transfer (rule 6.28d).

use super::http::Received;
use super::transfer::{Failure, Times};
use super::url::Url;
use std::time::Duration;

/// All that `-w` can tell of.
pub struct Facts<'a> {
    /// The URL that was fetched last.
    pub url: &'a Url,
    /// The URL as typed.
    pub typed: &'a str,
    /// What came.
    pub received: Option<&'a Received>,
    /// What went wrong.
    pub failure: Option<&'a Failure>,
    /// When things happened.
    pub times: Times,
    /// How many redirections were followed.
    pub redirects: usize,
    /// The method.
    pub method: &'a str,
}

/// The text for a format, and the names in it that are none.
pub fn expand(format: &str, facts: &Facts<'_>) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut unknown = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find(['%', '\\']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("%{") {
            let Some((name, after)) = after.split_once('}') else { break };
            match variable(name, facts) {
                Some(value) => text.push_str(&value),
                None => unknown.push(name.to_owned()),
            }
            rest = after;
            continue;
        }
        let pairs = [("%%", "%"), ("\\n", "\n"), ("\\t", "\t"), ("\\r", "\r")];
        let (length, shown) = match pairs.iter().find(|(sign, _)| rest.starts_with(sign)) {
            Some((sign, shown)) => (sign.len(), *shown),
            None => (1, &rest[..1]),
        };
        text.push_str(shown);
        rest = &rest[length..];
    }
    text.push_str(rest);
    (text, unknown)
}

fn seconds(time: Duration) -> String {
    format!("{:.6}", time.as_secs_f64())
}

fn variable(name: &str, facts: &Facts<'_>) -> Option<String> {
    let received = facts.received;
    let times = facts.times;
    let address = |end: Option<String>| end.unwrap_or_default();
    Some(match name {
        "http_code" | "response_code" => format!("{:03}", received.map_or(0, |received| received.status)),
        "http_version" => received.map_or("0", |received| received.version).to_owned(),
        "content_type" => received.map(|received| received.content_type.clone()).unwrap_or_default(),
        "redirect_url" => received
            .and_then(|received| received.location.as_deref())
            .and_then(|location| facts.url.join(location).ok())
            .map(|url| url.text())
            .unwrap_or_default(),
        "size_download" => received.map_or(0, |received| received.size).to_string(),
        "errormsg" => facts.failure.map(|failure| failure.message.clone()).unwrap_or_default(),
        "exitcode" => facts.failure.map_or(0, |failure| failure.code).to_string(),
        "remote_ip" => address(times.ends.map(|(_, (ip, _))| ip.to_string())),
        "local_ip" => address(times.ends.map(|((ip, _), _)| ip.to_string())),
        "remote_port" => times.ends.map_or(0, |(_, (_, port))| port).to_string(),
        "local_port" => times.ends.map_or(0, |((_, port), _)| port).to_string(),
        "num_connects" => u8::from(times.ends.is_some()).to_string(),
        "num_redirects" => facts.redirects.to_string(),
        "scheme" => facts.url.scheme.name().to_owned(),
        "method" => facts.method.to_owned(),
        "url" => facts.typed.to_owned(),
        "url_effective" => facts.url.text(),
        "ssl_verify_result" => "0".to_owned(),
        "time_namelookup" => seconds(times.name_lookup),
        "time_connect" => seconds(times.connect),
        "time_appconnect" => seconds(times.app_connect),
        "time_pretransfer" => seconds(times.app_connect.max(times.connect)),
        "time_starttransfer" => seconds(times.first_byte),
        "time_total" => seconds(times.total),
        _ => return None,
    })
}
