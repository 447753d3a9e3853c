//! The door of the room: who knows the code is let in, once; then there is another code. After a few wrong
//! ones nobody is let in for a moment, so that trying them all takes longer than any lesson.

use super::wire::Why;
use std::time::Duration;

/// Wrong codes in a row that the door bears.
const TRIES: u32 = 3;
/// How long it stays closed after them.
const CLOSED: Duration = Duration::from_secs(1);
/// Letters of a code: none that is taken for another one.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// The door.
#[derive(Debug)]
pub struct Door {
    code: String,
    wrong: u32,
    closed_until: Option<Duration>,
}

impl Door {
    /// A door that this code opens.
    pub fn new(code: String) -> Self {
        Self { code, wrong: 0, closed_until: None }
    }

    /// The code that lets the next one in.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Somebody says a code. Who is let in leaves `another` code behind.
    pub fn knock(&mut self, said: &str, now: Duration, another: impl FnOnce() -> String) -> Result<(), Why> {
        if self.closed_until.is_some_and(|until| now < until) {
            return Err(Why::Closed);
        }
        self.closed_until = None;
        if same(&plain(said), &plain(&self.code)) {
            (self.wrong, self.code) = (0, another());
            return Ok(());
        }
        self.wrong += 1;
        if self.wrong >= TRIES {
            self.wrong = 0;
            self.closed_until = Some(now + CLOSED);
        }
        Err(Why::Code)
    }
}

/// A code of random bytes: 40 bits, in two groups that can be read aloud.
pub fn code(random: [u8; 8]) -> String {
    let mut letters: Vec<u8> = random.iter().map(|byte| LETTERS[usize::from(byte % 32)]).collect();
    letters.insert(4, b'-');
    letters.into_iter().map(char::from).collect()
}

/// A code as it is compared: who types it may leave the hyphen out, or write small.
fn plain(code: &str) -> Vec<u8> {
    code.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_uppercase()).collect()
}

/// Whether two codes are the same, in a time that doesn't tell where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differs = |(one, other): (&u8, &u8)| one ^ other;
    let wrong = one.iter().zip(other).map(differs).fold(0, |wrong, bits| wrong | bits);
    std::hint::black_box(wrong) == 0 && one.len() == other.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::ZERO;

    #[test]
    fn a_code_is_good_for_once() {
        let mut door = Door::new("ABCD-2345".to_owned());
        assert_eq!(door.knock("abcd2345", START, || "WXYZ-6789".to_owned()), Ok(()));
        assert_eq!(door.knock("ABCD-2345", START, String::new), Err(Why::Code));
        assert_eq!(door.knock("WXYZ-6789", START, String::new), Ok(()));
    }

    #[test]
    fn after_a_few_wrong_codes_it_is_closed_for_a_moment_for_the_right_one_too() {
        let mut door = Door::new("ABCD-2345".to_owned());
        for wrong in ["", "ABCD-2346", "ABCD-23455"] {
            assert_eq!(door.knock(wrong, START, String::new), Err(Why::Code), "{wrong}");
        }
        assert_eq!(door.knock("ABCD-2345", CLOSED / 2, String::new), Err(Why::Closed));
        assert_eq!(door.knock("ABCD-2345", CLOSED, String::new), Ok(()));
    }

    #[test]
    fn codes_are_made_of_letters_that_can_be_told_apart() {
        assert_eq!(code([0, 1, 2, 3, 28, 29, 30, 31]), "2345-WXYZ");
        assert_eq!(code([32; 8]), "2222-2222");
    }
}
