//! HTTP as curl speaks it, and what `-v` shows of it (rules 6.13 to 6.15, 6.26, 6.39, 6.40).

use super::tls::{self, Alpn};
use super::transfer::{Failure, Transfer};
use super::url::Scheme;
use crate::guest::remote::{Remote, Response};
use crate::guest::socket::Connection;
use crate::sim::Outcome;
use crate::sim::trace::Role;
use std::time::Duration;

/// What a transfer brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// The HTTP status.
    pub status: u16,
    /// `1.1` or `2`.
    pub version: &'static str,
    /// Where a redirection leads.
    pub location: Option<String>,
    /// The body's type.
    pub content_type: String,
    /// How long the body is, in bytes.
    pub size: usize,
}

/// The reason phrase of HTTP/1.1.
const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "",
    }
}

/// The request's lines: first the method and path, then the headers in curl's order.
fn request_lines(transfer: &Transfer<'_, '_>, version: &str) -> Vec<String> {
    let method = transfer.method();
    let mut headers = vec![
        ("Host".to_owned(), transfer.url.authority()),
        ("User-Agent".to_owned(), transfer.config.user_agent.clone().unwrap_or_else(|| "curl/8.11.1".to_owned())),
        ("Accept".to_owned(), "*/*".to_owned()),
    ];
    for line in &transfer.config.headers {
        let (name, value) = line.split_once([':', ';']).unwrap_or((line, ""));
        let value = value.trim();
        // A header that curl sends by itself is replaced in its place; without a value it is left out.
        let known = headers.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
        match (known, value.is_empty()) {
            (Some(place), false) => headers[place] = (name.to_owned(), value.to_owned()),
            (Some(place), true) => {
                headers.remove(place);
            }
            (None, false) => headers.push((name.to_owned(), value.to_owned())),
            (None, true) => {}
        }
    }
    let first = format!("{method} {} HTTP/{version}", transfer.url.path);
    let headers = headers.into_iter().filter(|(_, value)| !value.is_empty());
    std::iter::once(first).chain(headers.map(|(name, value)| format!("{name}: {value}"))).collect()
}

/// The response's lines, as far as the headers go.
fn response_lines(transfer: &Transfer<'_, '_>, response: &Response, alpn: Alpn) -> Vec<String> {
    let mut headers = vec![("Date", transfer.http_date())];
    headers.push(("Content-Type", "text/html; charset=UTF-8".to_owned()));
    headers.push(("Content-Length", response.body.len().to_string()));
    if alpn == Alpn::Http1 {
        headers.push(("Connection", "keep-alive".to_owned()));
    }
    headers.push(("Server", response.server.to_owned()));
    headers.extend(response.headers.iter().cloned());
    let first = match alpn {
        Alpn::Http1 => format!("HTTP/1.1 {} {}", response.status, reason(response.status)),
        Alpn::H2 => format!("HTTP/2 {} ", response.status),
    };
    let lines = headers.into_iter().map(|(name, value)| match alpn {
        Alpn::Http1 => format!("{name}: {value}"),
        Alpn::H2 => format!("{}: {value}", name.to_ascii_lowercase()),
    });
    std::iter::once(first).chain(lines).collect()
}

/// Sends the request and receives the response over a connection that stands.
pub fn exchange(transfer: &mut Transfer<'_, '_>, connection: &mut Connection, alpn: Alpn) -> Result<Received, Failure> {
    let version = if alpn == Alpn::H2 { "2" } else { "1.1" };
    transfer.info(if alpn == Alpn::H2 { "using HTTP/2" } else { "using HTTP/1.x" });
    let request = request_lines(transfer, version);
    if alpn == Alpn::H2 {
        h2_lines(transfer, &request);
    }
    for line in &request {
        transfer.verbose(&format!("> {line}"));
    }
    transfer.verbose("> ");
    let wire = match transfer.url.scheme {
        Scheme::Http => wire(&request, ""),
        Scheme::Https => tls::sealed(transfer.process, "request", request.join("\r\n").len()),
    };
    let remote = connection.remote_end(transfer.process);
    if connection.send(transfer.process, Role::Request, &wire).is_err() {
        return Err(transfer.unsent(connection));
    }
    transfer.info("Request completely sent off");
    if !remote.speaks_http(connection.port) {
        transfer.info("Empty reply from server");
        let message = "Empty reply from server".to_owned();
        return Err(Failure { code: 52, message, outcome: Outcome::Refused, address: Some(connection.remote) });
    }
    let response = response(transfer, connection, &remote);
    receive(transfer, connection, alpn, response)
}

/// What the server answers.
fn response(transfer: &Transfer<'_, '_>, connection: &Connection, remote: &Remote<'_>) -> Response {
    let (url, port) = (&transfer.url, connection.port);
    match url.scheme {
        Scheme::Http if remote.speaks_tls(port) => remote.wants_tls(),
        Scheme::Http => remote
            .sends_to_tls(port, &format!("{}{}", url.authority(), url.path))
            .unwrap_or_else(|| remote.respond(&url.path, connection.seen_from())),
        Scheme::Https => remote.respond(&url.path, connection.seen_from()),
    }
}

fn receive(
    transfer: &mut Transfer<'_, '_>,
    connection: &mut Connection,
    alpn: Alpn,
    response: Response,
) -> Result<Received, Failure> {
    let lines = response_lines(transfer, &response, alpn);
    let head = transfer.method() == "HEAD";
    let body = if head { "" } else { response.body.as_str() };
    let wire = match transfer.url.scheme {
        Scheme::Http => wire(&lines, body),
        Scheme::Https => tls::sealed(transfer.process, "response", lines.join("\r\n").len() + body.len()),
    };
    // The server thinks for a moment.
    let thinks = Duration::from_micros(800 + transfer.process.dice("server thinks", 4000));
    transfer.listen(connection, thinks + response.delay)?;
    transfer.mark_first_byte(connection.round_trip / 2);
    if connection.reply(transfer.process, Role::Response, &wire).is_none() {
        return Err(transfer.unheard(connection));
    }
    for line in lines.iter().map(String::as_str).chain([""]) {
        transfer.verbose(&format!("< {line}"));
        if head || transfer.config.include {
            transfer.body(&format!("{line}\n"));
        }
    }
    let location = response.headers.iter().find(|(name, _)| *name == "Location").map(|(_, value)| value.clone());
    let received = Received {
        status: response.status,
        version: if alpn == Alpn::H2 { "2" } else { "1.1" },
        location,
        content_type: "text/html; charset=UTF-8".to_owned(),
        size: body.len(),
    };
    if transfer.config.fail && response.status >= 400 {
        let message = format!("The requested URL returned error: {}", response.status);
        transfer.info(&message);
        return Err(Failure { code: 22, message, outcome: Outcome::Refused, address: Some(connection.remote) });
    }
    if transfer.follows(&received) {
        transfer.info("Ignoring the response-body");
    } else {
        transfer.data('{', body.len());
        transfer.body(body);
    }
    Ok(received)
}

fn h2_lines(transfer: &mut Transfer<'_, '_>, request: &[String]) {
    let url = transfer.url.text();
    transfer.info(format!("[HTTP/2] [1] OPENED stream for {url}"));
    let pseudo = [
        (":method", transfer.method()),
        (":scheme", transfer.url.scheme.name().to_owned()),
        (":authority", transfer.url.authority()),
        (":path", transfer.url.path.clone()),
    ];
    for (name, value) in pseudo {
        transfer.info(format!("[HTTP/2] [1] [{name}: {value}]"));
    }
    for line in request.iter().skip(1).filter(|line| !line.starts_with("Host:")) {
        if let Some((name, value)) = line.split_once(": ") {
            transfer.info(format!("[HTTP/2] [1] [{}: {value}]", name.to_ascii_lowercase()));
        }
    }
}

fn wire(lines: &[String], body: &str) -> Vec<u8> {
    format!("{}\r\n\r\n{body}", lines.join("\r\n")).into_bytes()
}

/// A piece of body text goes to standard output in whole lines; the rest waits (rule 6.26).
pub fn split_at_last_line(text: &str) -> (&str, &str) {
    text.split_at(text.rfind('\n').map_or(0, |at| at + 1))
}
