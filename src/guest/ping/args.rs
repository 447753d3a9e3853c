//! ping's command line, with iputils' words for what is wrong.

use crate::guest::Output;
use crate::guest::lookup::Wanted;
use crate::net::Family;
use std::time::Duration;

/// How many are sent where nobody says: the simulation presses Ctrl-C after these.
pub const UNTIL_INTERRUPT: u16 = 4;

/// What one run of ping is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Whom to ask.
    pub destination: String,
    /// Of which family.
    pub wanted: Wanted,
    /// How many requests; none until Ctrl-C.
    pub count: Option<u16>,
    /// No names for addresses.
    pub numeric: bool,
    /// Only the summary.
    pub quiet: bool,
    /// Between requests.
    pub interval: Duration,
    /// How long to wait for an answer.
    pub patience: Option<Duration>,
    /// Stop after this long.
    pub deadline: Option<Duration>,
    /// Bytes of payload.
    pub size: usize,
}

fn usage() -> Output {
    let mut output = Output::default();
    output.error(
        "\nUsage\n  ping [options] <destination>\n\nOptions:\n\
         \x20 -4                 use IPv4\n\
         \x20 -6                 use IPv6\n\
         \x20 -c <count>         stop after <count> replies\n\
         \x20 -i <interval>      seconds between sending each packet\n\
         \x20 -n                 no reverse DNS name resolution\n\
         \x20 -q                 quiet output\n\
         \x20 -s <size>          use <size> as number of data bytes to be sent\n\
         \x20 -w <deadline>      reply wait <deadline> in seconds\n\
         \x20 -W <timeout>       time to wait for response",
    );
    output
}

fn invalid(value: &str) -> (i32, Output) {
    let mut output = Output::default();
    output.error(format!("ping: invalid argument: '{value}'"));
    (1, output)
}

fn seconds(value: &str) -> Option<Duration> {
    let number: f64 = value.parse().ok()?;
    (number.is_finite() && (0.0..2_000_000.0).contains(&number)).then(|| Duration::from_secs_f64(number))
}

/// Reads ping's arguments, or gives its exit status and words.
pub fn parse(arguments: &[String]) -> Result<Config, (i32, Output)> {
    let mut config = Config {
        destination: String::new(),
        wanted: Wanted::Any,
        count: None,
        numeric: false,
        quiet: false,
        interval: Duration::from_secs(1),
        patience: None,
        deadline: None,
        size: 56,
    };
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if !word.starts_with('-') || word.len() == 1 {
            config.destination = word.to_owned();
            continue;
        }
        for (at, letter) in word.char_indices().skip(1) {
            if flag(&mut config, letter) {
                continue;
            }
            if !"ciWws".contains(letter) {
                let mut output = Output::default();
                output.error(format!("ping: invalid option -- '{letter}'"));
                output.0.extend(usage().0);
                return Err((2, output));
            }
            let rest = &word[at + letter.len_utf8()..];
            let value = if rest.is_empty() { words.next() } else { Some(rest) };
            let Some(value) = value else {
                let mut output = Output::default();
                output.error(format!("ping: option requires an argument -- '{letter}'"));
                output.0.extend(usage().0);
                return Err((2, output));
            };
            take(&mut config, letter, value).ok_or_else(|| invalid(value))?;
            break;
        }
    }
    if config.destination.is_empty() {
        let mut output = Output::default();
        output.error("ping: usage error: Destination address required");
        return Err((1, output));
    }
    Ok(config)
}

fn flag(config: &mut Config, letter: char) -> bool {
    match letter {
        '4' => config.wanted = Wanted::Only(Family::Ipv4),
        '6' => config.wanted = Wanted::Only(Family::Ipv6),
        'n' => config.numeric = true,
        'q' => config.quiet = true,
        'O' | 'U' => {}
        _ => return false,
    }
    true
}

fn take(config: &mut Config, letter: char, value: &str) -> Option<()> {
    match letter {
        'c' => config.count = Some(value.parse().ok().filter(|count| *count > 0)?),
        'i' => config.interval = seconds(value)?.max(Duration::from_millis(2)),
        'W' => config.patience = Some(seconds(value)?),
        'w' => config.deadline = Some(seconds(value)?),
        's' => config.size = value.parse().ok().filter(|size| *size <= 65_507)?,
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn options_stand_alone_or_together() {
        let config = parse(&words("-6nc3 -W 2 -i0.2 github.com")).unwrap();
        assert_eq!((config.count, config.numeric), (Some(3), true));
        assert_eq!(config.wanted, Wanted::Only(Family::Ipv6));
        assert_eq!((config.patience, config.interval), (Some(Duration::from_secs(2)), Duration::from_millis(200)));
        assert_eq!(config.destination, "github.com");
    }

    #[test]
    fn what_is_wrong_is_said_as_iputils_does() {
        let said = |line: &str| {
            let (status, output) = parse(&words(line)).unwrap_err();
            (status, output.whole().lines().next().unwrap_or_default().to_owned())
        };
        assert_eq!(said("-z a"), (2, "ping: invalid option -- 'z'".to_owned()));
        assert_eq!(said("-c x a"), (1, "ping: invalid argument: 'x'".to_owned()));
        assert_eq!(said("-c"), (2, "ping: option requires an argument -- 'c'".to_owned()));
        assert_eq!(said("-n"), (1, "ping: usage error: Destination address required".to_owned()));
    }
}
