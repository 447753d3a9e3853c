//! A learner walks the whole chapter in forms: every change that a step needs is searched in the console's
//! list and filled in field by field, all by keys. What is no change is typed at the command line.

use super::terminal::{ENTER, ESCAPE, Size, Terminal, tutor};
use v6dojo::lesson::library;

/// One pane at a time, and wide enough for the longest value.
const SIZE: Size = (200, 29);
const TAB: &str = "\t";
const RUN: &str = "\x13";
/// What stands before the word that confirms a deletion.
const CONFIRM: &str = "「削除」と入力";

/// An operation, and what goes into the fields of its form.
struct Filled {
    operation: String,
    fields: Vec<(String, String)>,
}

/// What to fill in for an `aws ec2` line that changes something; none for any other line, and for one whose
/// values have a structure of their own.
fn filled(line: &str) -> Option<Filled> {
    let words: Vec<String> = line.strip_prefix("aws ec2 ")?.replace('\'', "").split(' ').map(str::to_owned).collect();
    let (operation, options) = words.split_first()?;
    if operation.starts_with("describe-") {
        return None;
    }
    let mut fields: Vec<(String, String)> = Vec::new();
    for word in options {
        match (word.strip_prefix("--"), fields.last_mut()) {
            (Some("tag-specifications"), _) => fields.push(("Name".into(), String::new())),
            (Some(option), _) => fields.push((option.to_owned(), String::new())),
            (None, Some((_, value))) if value.is_empty() => value.push_str(word),
            (None, Some((_, value))) => *value = format!("{value} {word}"),
            (None, None) => return None,
        }
    }
    for (label, value) in &mut fields {
        if label == "Name" {
            *value = value.rsplit_once("Value=")?.1.trim_end_matches(['}', ']']).to_owned();
        }
        if value.is_empty() {
            *value = if label.starts_with("no-") { "false" } else { "true" }.to_owned();
            *label = label.trim_start_matches("no-").to_owned();
        }
        // One member of a structure has a field of its own.
        if let Some(address) = value.strip_prefix("Ipv6Address=") {
            (*label, *value) = (format!("{label}.ipv6-address"), address.to_owned());
        }
        if value.contains(['{', '=']) {
            return None;
        }
    }
    if operation.starts_with("delete-") {
        fields.push((CONFIRM.into(), "delete".into()));
    }
    Some(Filled { operation: operation.clone(), fields })
}

/// The row of a form that has the keys.
fn row(screen: &vt100::Screen) -> String {
    screen.rows(0, SIZE.0).find(|row| row.trim_start().starts_with('›')).unwrap_or_default()
}

impl Terminal {
    /// Presses keys and waits for what they change.
    fn press_and_see(&mut self, keys: &str) {
        let before = self.read();
        self.press(keys);
        self.wait_for_frame(before);
    }

    /// Goes to the field of this name.
    fn go_to(&mut self, label: &str) {
        let is_here = |row: &str| {
            let mut words = row.split([' ', '*', '›']).filter(|word| !word.is_empty());
            let first = words.next().unwrap_or_default();
            let whole = first == label || first.strip_prefix('…').is_some_and(|end| label.ends_with(end));
            whole || label == CONFIRM && row.contains(CONFIRM)
        };
        for _ in 0..40 {
            let here = row(self.screen());
            if is_here(&here) {
                return;
            }
            self.press(TAB);
            self.wait("another field", |screen| row(screen) != here && !row(screen).is_empty());
        }
        panic!("no field {label} on\n{}", self.text());
    }

    /// Types into the field that has the keys, until it stands there.
    fn enter(&mut self, value: &str) {
        let shown = match value {
            "true" | "false" => format!("] {value}"),
            _ => value.to_owned(),
        };
        // Behind the arrow stands what the field offers.
        let stands = |screen: &vt100::Screen| row(screen).split('→').next().is_some_and(|row| row.contains(&shown));
        // The only thing there is stands in the field already.
        if !stands(self.screen()) {
            self.press(value);
        }
        self.wait(value, stands);
    }

    /// Fills a form in and carries it out.
    fn fill(&mut self, form: &Filled) {
        self.press("3");
        self.wait_for("create-subnet");
        self.press(&format!("/{}", form.operation));
        self.wait_for(&form.operation);
        self.press(ENTER);
        self.wait_for(&format!("aws ec2 {}", form.operation));
        for (label, value) in &form.fields {
            self.go_to(label);
            self.enter(value);
        }
        let here = row(self.screen());
        self.press(TAB);
        self.wait("another field", |screen| row(screen) != here);
        self.press(RUN);
        self.wait_for("操作");
    }
}

#[test]
fn a_learner_walks_the_chapter_in_forms() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let lesson = library::embedded().into_iter().next().expect("a lesson").load().expect("the lesson loads");
    let count = lesson.steps.len();
    let mut terminal = Terminal::sized(tutor(state.path()), SIZE);
    terminal.wait_for("Enter");
    terminal.press(ENTER);
    let mut filled_in = 0;
    for (index, step) in lesson.steps.iter().enumerate() {
        terminal.wait_for(&format!("手順 {} / {count}", index + 1));
        for line in &step.solution {
            match filled(&line.text) {
                Some(form) => {
                    terminal.fill(&form);
                    filled_in += 1;
                }
                None => {
                    terminal.press("4");
                    terminal.wait("the terminal's prompt", |screen| !screen.hide_cursor());
                    terminal.press(&line.text);
                    terminal.press_and_see(ENTER);
                    terminal.press(ESCAPE);
                    terminal.wait("the keys back in the lesson", vt100::Screen::hide_cursor);
                }
            }
        }
        terminal.press("1");
        if index + 1 < count {
            terminal.press("n");
        }
    }
    assert!(filled_in > 8, "only {filled_in} forms were filled in");
    terminal.press("q");
    terminal.wait_for("修了");
    terminal.press("q");
    assert!(terminal.end().success(), "it ends well");
    terminal.is_given_back();
}
