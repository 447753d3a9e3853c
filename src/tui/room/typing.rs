//! A line typed by nobody at a human pace: how much of it stands there after how long. The same line is
//! always typed alike.

use std::time::Duration;

/// Between two letters.
const LETTER: Duration = Duration::from_millis(45);
/// How much longer the hand rests after a word.
const REST: u32 = 3;
/// No line takes longer: a hall has read it by then.
const LONGEST: Duration = Duration::from_secs(6);
/// Before the first letter.
const BREATH: Duration = Duration::from_millis(300);
/// Between the last letter and what the line prints.
const ENTER: Duration = Duration::from_millis(500);

/// What a letter weighs.
fn weight(letter: char) -> u32 {
    if letter == ' ' { REST } else { 1 }
}

/// How long the letters of a line take.
fn letters(line: &str) -> Duration {
    (LETTER * line.chars().map(weight).sum::<u32>()).min(LONGEST)
}

/// How long a line takes until it prints something.
pub fn length(line: &str) -> Duration {
    BREATH + letters(line) + ENTER
}

/// How many letters of a line stand there.
pub fn typed(line: &str, elapsed: Duration) -> usize {
    let whole: u32 = line.chars().map(weight).sum();
    let passed = elapsed.saturating_sub(BREATH).as_secs_f64() / letters(line).as_secs_f64().max(f64::EPSILON);
    let reached = passed * f64::from(whole);
    let mut sum = 0;
    line.chars()
        .take_while(|letter| {
            sum += weight(*letter);
            f64::from(sum) <= reached
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_begins_with_nothing_and_ends_with_all_in_bounded_time() {
        let line = "aws ec2 create-route --destination-ipv6-cidr-block 64:ff9b::/96";
        assert_eq!(typed(line, Duration::ZERO), 0);
        assert_eq!(typed(line, length(line)), line.chars().count());
        let times = (0..100).map(|tenth| typed(line, Duration::from_millis(tenth * 100)));
        assert!(times.collect::<Vec<_>>().is_sorted());
        assert!(length(&"x ".repeat(5000)) < Duration::from_secs(7));
        assert_eq!(typed("", length("")), 0);
    }
}
