//! `hostname`: what the machine calls itself (rules 2.29, 2.30).

use super::process::{Exit, Process};

/// Runs `hostname`.
pub fn run(process: &mut Process<'_>, arguments: &[String]) -> Exit {
    let machine = process.machine;
    let full = format!("{}.{}", machine.host_name(), machine.domain());
    match arguments.first().map(String::as_str) {
        None | Some("-f" | "--fqdn" | "--long") => process.out(full),
        Some("-s" | "--short") => process.out(machine.host_name()),
        Some("-d" | "--domain") => process.out(machine.domain()),
        Some("-I" | "--all-ip-addresses") => {
            let mut all = vec![machine.ipv4().addr().to_string()];
            all.extend(machine.ipv6().iter().map(ToString::to_string));
            process.out(format!("{} ", all.join(" ")));
        }
        Some(option) if option.starts_with('-') => {
            process.err(format!("hostname: invalid option -- '{}'", option.trim_start_matches('-')));
            process.err("Usage: hostname [-f|-s|-d|-I]");
            return Exit::usage(1);
        }
        Some(_) => {
            process.err("hostname: you must be root to change the host name");
            return Exit::usage(1);
        }
    }
    Exit::OK
}
