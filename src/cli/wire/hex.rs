//! Packets in hex, as captures print them: digits, with blanks or colons between bytes if need be.

use super::input::wrong;
use crate::guest::console::NotUnderstood;
use crate::net::Packet;
use std::fmt::Write;

/// Reads a whole packet, or says in which column it is none.
pub fn packet(text: &str) -> Result<Packet, NotUnderstood> {
    Packet::parse(&bytes(text)?).map_err(|error| wrong(error.to_string()))
}

fn bytes(text: &str) -> Result<Vec<u8>, NotUnderstood> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut half = None;
    let mut end = 1;
    for (column, c) in (1..).zip(text.chars()) {
        end = column + 1;
        let Some(digit) = c.to_digit(16) else {
            if half.is_none() && (c.is_whitespace() || c == ':') {
                continue;
            }
            return Err(NotUnderstood { column, what: format!("`{c}` where a hex digit is expected") });
        };
        // A digit is at most 15.
        let digit = digit as u8;
        half = match half {
            None => Some(digit << 4),
            Some(high) => {
                bytes.push(high | digit);
                None
            }
        };
    }
    match half {
        None => Ok(bytes),
        Some(_) => Err(NotUnderstood { column: end, what: "the last byte has one digit".to_owned() }),
    }
}

/// A packet's bytes in hex.
pub fn text(packet: &Packet) -> String {
    packet.bytes().iter().fold(String::with_capacity(packet.length() * 2), |mut text, byte| {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
