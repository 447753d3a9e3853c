//! The octets of an IPv4 address falling into place behind a prefix, as a picture of text.

use crate::net::Pref64;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The octet that is stepped over (RFC 6052, section 2.2).
const U: usize = 8;

/// The sixteen octets of `address`, each under its number, and from where it comes: the prefix, the IPv4
/// address, the `u` octet, or the suffix.
pub fn picture(prefix: Pref64, address: Ipv6Addr, inside: Ipv4Addr) -> String {
    let octets = address.octets();
    let behind = usize::from(prefix.net().prefix_len() / 8);
    let places = prefix.places();
    let last = places[3];
    let row = |name: &str, cell: &dyn Fn(usize) -> Option<String>| {
        let cells: String = (0..16).map(|at| format!(" {:>3}", cell(at).unwrap_or_default())).collect();
        format!("  {name:<8}{cells}").trim_end().to_owned()
    };
    let hex = |at: usize| format!("{:02x}", octets[at]);
    let only = |wanted: &dyn Fn(usize) -> bool, at: usize| wanted(at).then(|| hex(at));
    let mut rows = vec![
        row("octet", &|at| Some(at.to_string())),
        row("prefix", &|at| only(&|at| at < behind, at)),
        row("IPv4", &|at| only(&|at| places.contains(&at), at)),
        row("", &|at| places.iter().position(|place| *place == at).map(|of| inside.octets()[of].to_string())),
    ];
    if behind <= U {
        rows.push(row("u", &|at| only(&|at| at == U, at)));
    }
    if last.max(U) < 15 {
        rows.push(row("suffix", &|at| only(&|at| at > last && at != U, at)));
    }
    rows.push(row("address", &|at| Some(hex(at))));
    rows.join("\n")
}
