//! What kind of line an author wrote, as far as that shows without running it. The console has the
//! last word; [`super::proof`] asks it.

use super::problem::Problem;
use super::yaml::At;

/// The kinds of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `aws …`.
    Aws,
    /// `aws ec2-instance-connect ssh …`, which reaches an instance and has an outcome.
    Connect,
    /// `VAR=$(aws …)`.
    Assignment,
    /// `HOST$ command`.
    Guest {
        /// The instance's name or id.
        host: String,
        /// The rest of the line.
        command: String,
    },
}

/// Why a line is none of them, and at which character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoCommand {
    column: usize,
    ja: &'static str,
    en: &'static str,
}

impl Command {
    /// Tells a line's kind.
    pub fn read(line: &str) -> Result<Self, NoCommand> {
        let wrong = |column, ja, en| Err(NoCommand { column, ja, en });
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            return wrong(0, "コマンドが書かれていません", "there is no command here");
        }
        if let Some(column) = trimmed.chars().position(|c| c == '\n') {
            return wrong(column, "コマンドは 1 行に書いてください", "write a command on one line");
        }
        let mut words = trimmed.split_whitespace();
        if words.next() == Some("aws") {
            let connects = words.next() == Some("ec2-instance-connect");
            return Ok(if connects { Self::Connect } else { Self::Aws });
        }
        let name = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        match trimmed.split_once('$') {
            Some((variable, rest)) if variable.ends_with('=') && rest.starts_with("(aws ") => Ok(Self::Assignment),
            Some((host, command)) if !host.is_empty() && name(host) => match command.trim() {
                "" => wrong(host.len() + 1, "`$` の後にコマンドがありません", "no command follows the `$`"),
                command => Ok(Self::Guest { host: host.to_owned(), command: command.to_owned() }),
            },
            _ if trimmed.contains('＄') => {
                let column = trimmed.chars().position(|c| c == '＄').unwrap_or(0);
                wrong(
                    column,
                    "「＄」が全角です。半角の `$` を書いてください",
                    "this is a full-width dollar sign; write `$`",
                )
            }
            _ if trimmed.starts_with(['“', '”', '「', '＂']) => {
                wrong(0, "引用符が全角です。半角の \" で囲んでください", "these are full-width quotes; write \"…\"")
            }
            _ => wrong(
                0,
                "`aws …`、`VAR=$(aws …)`、`HOST$ command` のどれでもありません",
                "this is neither `aws …`, `VAR=$(aws …)` nor `HOST$ command`",
            ),
        }
    }
}

impl NoCommand {
    /// The problem this is, at the character it is about.
    pub fn problem(&self, line: &At<String>) -> Problem {
        Problem::new(line.place.inside(line, self.column), self.ja, self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        let guest = Command::Guest { host: "client-001a".into(), command: "curl -v4 http://x/$y".into() };
        assert_eq!(Command::read(" client-001a$ curl -v4 http://x/$y"), Ok(guest));
        assert_eq!(Command::read("aws ec2 describe-subnets"), Ok(Command::Aws));
        assert_eq!(Command::read("aws ec2-instance-connect ssh --instance-id @a"), Ok(Command::Connect));
        assert_eq!(Command::read("A=$(aws ec2 create-subnet)"), Ok(Command::Assignment));
    }

    #[test]
    fn what_is_no_command_is_refused_where_it_goes_wrong() {
        assert_eq!(Command::read("client$  ").unwrap_err().column, 7);
        assert_eq!(Command::read("aws ec2 x\naws ec2 y").unwrap_err().column, 9);
        assert!(Command::read("curl http://x/").is_err());
        assert!(Command::read("# later").is_err());
    }
}
