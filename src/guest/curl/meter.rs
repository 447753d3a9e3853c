//! The progress meter. It shows only where the body does not go to the terminal (rule 6.25); of all
//! the lines that overwrite each other, only the last stays.

use super::transfer::Transfer;
use std::time::Duration;

const HEAD: &str = "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n\
                    \x20                                Dload  Upload   Total   Spent    Left  Speed";

fn shows(transfer: &Transfer<'_, '_>) -> bool {
    transfer.file.is_some() && !transfer.config.silent && !transfer.config.no_meter
}

/// Its two head lines, when a transfer begins.
pub fn begin(transfer: &mut Transfer<'_, '_>) {
    if shows(transfer) {
        transfer.process.err(HEAD);
    }
}

/// Its last line, when the transfer is over; `size` is how much was received, where it worked.
pub fn end(transfer: &mut Transfer<'_, '_>, size: Option<usize>) {
    if shows(transfer) {
        let line = line(size.unwrap_or(0), transfer.elapsed());
        transfer.process.err(line);
    }
}

fn line(size: usize, time: Duration) -> String {
    let millis = time.as_millis().max(1);
    let speed = size as u128 * 1000 / millis;
    let percent = if size > 0 { 100 } else { 0 };
    let none = "--:--:--";
    let spent = clock(time);
    format!(
        "{percent:3} {:>5}  {percent:3} {:>5}    0     0  {:>5}      0 {none} {spent} {none} {:>5}",
        short(size as u128),
        short(size as u128),
        short(speed),
        short(speed)
    )
}

/// A number in five columns.
fn short(number: u128) -> String {
    match number {
        0..100_000 => number.to_string(),
        100_000..10_240_000 => format!("{}k", number / 1024),
        _ => format!("{}M", number / 1_048_576),
    }
}

fn clock(time: Duration) -> String {
    match time.as_secs() {
        0 => "--:--:--".to_owned(),
        seconds => format!("{:2}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_stands_under_its_head() {
        let nothing = "  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0";
        assert_eq!(line(0, Duration::from_millis(2)), nothing);
        let hang = "  0     0    0     0    0     0      0      0 --:--:--  0:02:09 --:--:--     0";
        assert_eq!(line(0, Duration::from_secs(129)), hang);
        let done = "100   312  100   312    0     0   3120      0 --:--:-- --:--:-- --:--:--  3120";
        assert_eq!(line(312, Duration::from_millis(100)), done);
    }
}
