//! Copying to the clipboard of the terminal one sits at, also over ssh: the text goes there in an OSC 52
//! sequence, which the terminal carries out or silently doesn't.

use super::draw::floor;
use data_encoding::BASE64;

/// The longest text, in bytes: terminals take sequences of up to 100,000 bytes, of which a few are
/// taken by the sequence itself and a quarter by the encoding.
const LONGEST: usize = 74_994;

/// As much of a text as terminals take: whole lines, as long as there is more than one.
pub fn fit(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    let kept = &text[..floor(text, LONGEST)];
    kept.rsplit_once('\n').map_or(kept, |(whole, _)| whole)
}

/// The sequence that asks a terminal to put a text into its clipboard.
pub fn osc52(text: &str) -> String {
    format!("\x1b]52;c;{}\x1b\\", BASE64.encode(fit(text).as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_sent_in_base64() {
        assert_eq!(osc52("aws ec2\n端末"), "\x1b]52;c;YXdzIGVjMgrnq6/mnKs=\x1b\\");
    }

    #[test]
    fn a_text_that_is_too_long_loses_whole_lines() {
        let lines = "あいうえお\n".repeat(10_000);
        let kept = fit(&lines);
        assert!(kept.len() <= LONGEST && kept.ends_with("お"), "{}", kept.len());
        assert!(fit(&"あ".repeat(100_000)).len() <= LONGEST);
        assert!(osc52(&lines).len() < 100_010);
    }
}
