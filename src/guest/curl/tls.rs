//! What curl's TLS handshake shows and sends: the lines of `-v` (rule 6.40), and records whose bytes
//! are well formed, with the server's name in the open and everything after it encrypted.

use super::transfer::{Failure, Transfer};
use crate::guest::process::Process;
use crate::guest::remote::Remote;
use crate::guest::socket::Connection;
use crate::sim::Outcome;
use crate::sim::trace::Role;
use std::net::IpAddr;

/// What the handshake agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alpn {
    /// HTTP/2.
    H2,
    /// HTTP/1.1.
    Http1,
}

/// TLS handshake messages (RFC 8446, section 4), with the number curl prints.
const CLIENT_HELLO: u8 = 1;
const SERVER_HELLO: u8 = 2;
/// Content types of records.
const RECORD_HANDSHAKE: u8 = 22;
const RECORD_DATA: u8 = 23;
/// A record without meaning in TLS 1.3, sent for old middleboxes (RFC 8446, appendix D.4).
const CHANGE_CIPHER_SPEC: [u8; 6] = [20, 3, 3, 0, 1, 1];

/// curl's words for a peer that does not speak TLS.
const WRONG_VERSION: &str = "TLS connect error: error:0A00010B:SSL routines::wrong version number";

/// Shakes hands over a connection that stands.
pub fn handshake(transfer: &mut Transfer<'_, '_>, connection: &mut Connection) -> Result<Alpn, Failure> {
    let offers_h2 = !transfer.config.http1;
    let offered = if offers_h2 { "h2,http/1.1" } else { "http/1.1" };
    transfer.info(format!("ALPN: curl offers {offered}"));
    transfer.info("TLSv1.3 (OUT), TLS handshake, Client hello (1):");
    let hello = client_hello(transfer.process, &transfer.url.host, offers_h2);
    transfer.data('}', hello.len());
    if !transfer.config.insecure {
        transfer.info(" CAfile: /etc/pki/tls/certs/ca-bundle.crt");
        transfer.info(" CApath: none");
    }
    let address = connection.remote;
    let fail = |transfer: &mut Transfer<'_, '_>, message: &str| Failure {
        code: 35,
        message: transfer.said(message),
        outcome: Outcome::Tls,
        address: Some(address),
    };
    if connection.send(transfer.process, Role::Handshake, &hello).is_err() {
        return Err(transfer.reset(35, "Recv failure: Connection reset by peer", address));
    }
    let remote = connection.remote_end(transfer.process);
    if !remote.speaks_tls(connection.port) {
        connection.reply(transfer.process, Role::Response, b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
        transfer.info("TLSv1.3 (OUT), TLS alert, record overflow (534):");
        return Err(fail(transfer, WRONG_VERSION));
    }
    let answer = server_flight(transfer.process);
    if connection.reply(transfer.process, Role::Handshake, &answer).is_none() {
        return Err(transfer.unheard(connection));
    }
    server_lines(transfer);
    let finished = [&CHANGE_CIPHER_SPEC[..], &sealed(transfer.process, "finished", 36)].concat();
    verify(transfer, connection, &remote, offers_h2)?;
    let _ = connection.send(transfer.process, Role::Handshake, &finished);
    Ok(if offers_h2 { Alpn::H2 } else { Alpn::Http1 })
}

fn server_lines(transfer: &mut Transfer<'_, '_>) {
    let incoming = [
        ("Server hello (2)", 122),
        ("Encrypted Extensions (8)", 19),
        ("Certificate (11)", 3052),
        ("CERT verify (15)", 80),
        ("Finished (20)", 36),
    ];
    for (name, length) in incoming {
        transfer.info(format!("TLSv1.3 (IN), TLS handshake, {name}:"));
        transfer.data('{', length);
    }
    transfer.info("TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):");
    transfer.data('}', 1);
    transfer.info("TLSv1.3 (OUT), TLS handshake, Finished (20):");
    transfer.data('}', 36);
}

/// Looks at the certificate: it is made for names, so an address in the URL matches none (exit 60).
fn verify(
    transfer: &mut Transfer<'_, '_>,
    connection: &mut Connection,
    remote: &Remote<'_>,
    h2: bool,
) -> Result<(), Failure> {
    let name = remote.certificate_for(&transfer.url.host);
    transfer.info("SSL connection using TLSv1.3 / TLS_AES_128_GCM_SHA256 / x25519 / id-ecPublicKey");
    transfer.info(format!("ALPN: server accepted {}", if h2 { "h2" } else { "http/1.1" }));
    transfer.info("Server certificate:");
    transfer.info(format!(" subject: CN={name}"));
    let (start, expire) = transfer.certificate_dates();
    transfer.info(format!(" start date: {start}"));
    transfer.info(format!(" expire date: {expire}"));
    let issuer = " issuer: C=US; O=v6dojo Simulated Trust; CN=v6dojo Simulated CA E6";
    if name == transfer.url.host {
        transfer.info(format!(" subjectAltName: host \"{name}\" matched cert's \"{name}\""));
        transfer.info(issuer);
        transfer.info(if transfer.config.insecure {
            " SSL certificate verify result: unable to get local issuer certificate (20), continuing anyway."
        } else {
            " SSL certificate verify ok."
        });
    } else if transfer.config.insecure {
        transfer.info(issuer);
        transfer.info(" SSL certificate verify ok.");
    } else {
        return Err(mismatch(transfer, connection));
    }
    transfer.info(
        "  Certificate level 0: Public key type EC/prime256v1 (256/128 Bits/secBits), signed using ecdsa-with-SHA384",
    );
    Ok(())
}

fn mismatch(transfer: &mut Transfer<'_, '_>, connection: &mut Connection) -> Failure {
    let kind = match transfer.url.literal() {
        Some(IpAddr::V4(_)) => "ipv4 address",
        Some(IpAddr::V6(_)) => "ipv6 address",
        None => "host name",
    };
    let host = transfer.url.host.clone();
    transfer.info(format!(" subjectAltName does not match {kind} {host}"));
    let message =
        transfer.said(&format!("SSL: no alternative certificate subject name matches target {kind} '{host}'"));
    transfer.info("TLSv1.3 (OUT), TLS alert, close notify (256):");
    let alert = sealed(transfer.process, "alert", 2);
    let _ = connection.send(transfer.process, Role::Handshake, &alert);
    Failure { code: 60, message, outcome: Outcome::Tls, address: Some(connection.remote) }
}

/// Application data of a length, as it looks from outside: a record of noise.
pub fn sealed(process: &Process<'_>, what: &str, length: usize) -> Vec<u8> {
    // The authentication tag (16) and the inner content type (1) come on top (RFC 8446, section 5.2).
    let mut bytes = Vec::new();
    let mut left = length;
    loop {
        let piece = left.min(16_384);
        bytes.extend(record(RECORD_DATA, &noise(process, &format!("{what}{left}"), piece + 17)));
        left -= piece;
        if left == 0 {
            return bytes;
        }
    }
}

/// The server's first flight: its hello in the open, the rest encrypted.
fn server_flight(process: &Process<'_>) -> Vec<u8> {
    let mut body = vec![0x03, 0x03];
    body.extend(noise(process, "server random", 32));
    body.push(32);
    body.extend(noise(process, "session", 32));
    body.extend([0x13, 0x01, 0x00]);
    let mut extensions = extension(43, &[0x03, 0x04]);
    extensions.extend(key_share(process, "server key", false));
    body.extend(with_length16(&extensions));
    let mut bytes = record(RECORD_HANDSHAKE, &message(SERVER_HELLO, &body));
    bytes.extend(CHANGE_CIPHER_SPEC);
    bytes.extend(record(RECORD_DATA, &noise(process, "server flight", 3204)));
    bytes
}

/// The client's hello: version, random, ciphers, and the extensions a reader looks for.
fn client_hello(process: &Process<'_>, host: &str, offers_h2: bool) -> Vec<u8> {
    let mut body = vec![0x03, 0x03];
    body.extend(noise(process, "client random", 32));
    body.push(32);
    body.extend(noise(process, "session", 32));
    body.extend(with_length16(&[0x13, 0x02, 0x13, 0x03, 0x13, 0x01]));
    body.extend([1, 0]);
    let mut extensions = Vec::new();
    if host.parse::<IpAddr>().is_err() {
        let mut name = vec![0];
        name.extend(with_length16(host.as_bytes()));
        extensions.extend(extension(0, &with_length16(&name)));
    }
    extensions.extend(extension(10, &with_length16(&[0x00, 0x1d, 0x00, 0x17])));
    extensions.extend(extension(13, &with_length16(&[0x04, 0x03, 0x08, 0x04, 0x04, 0x01])));
    let protocols: &[u8] = if offers_h2 { b"\x02h2\x08http/1.1" } else { b"\x08http/1.1" };
    extensions.extend(extension(16, &with_length16(protocols)));
    extensions.extend(extension(43, &[2, 0x03, 0x04]));
    extensions.extend(extension(45, &[1, 1]));
    extensions.extend(key_share(process, "client key", true));
    body.extend(with_length16(&extensions));
    record(RECORD_HANDSHAKE, &message(CLIENT_HELLO, &body))
}

fn key_share(process: &Process<'_>, what: &str, in_list: bool) -> Vec<u8> {
    let mut share = vec![0x00, 0x1d];
    share.extend(with_length16(&noise(process, what, 32)));
    extension(51, &if in_list { with_length16(&share) } else { share })
}

fn extension(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_be_bytes().to_vec();
    bytes.extend(with_length16(body));
    bytes
}

fn with_length16(body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap_or(u16::MAX);
    let mut bytes = length.to_be_bytes().to_vec();
    bytes.extend(body);
    bytes
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(0).to_be_bytes();
    let mut bytes = vec![kind, length[1], length[2], length[3]];
    bytes.extend(body);
    bytes
}

/// A record; the first one of a client says TLS 1.0, as real ones do for old middleboxes.
fn record(kind: u8, body: &[u8]) -> Vec<u8> {
    let minor = if kind == RECORD_HANDSHAKE && body.first() == Some(&CLIENT_HELLO) { 1 } else { 3 };
    let mut bytes = vec![kind, 3, minor];
    bytes.extend(with_length16(body));
    bytes
}

/// Bytes without meaning, as encryption leaves them.
fn noise(process: &Process<'_>, what: &str, length: usize) -> Vec<u8> {
    let mut state = process.dice(what, u64::MAX);
    let words = (0..length.div_ceil(8)).flat_map(|_| {
        // SplitMix64: one cheap step a word.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)).to_be_bytes()
    });
    words.take(length).collect()
}
