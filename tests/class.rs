//! A class from the instructor's side: learners hand in their progress, and one table says where everybody
//! is, what goes wrong, and who is stuck.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;
use v6dojo::lesson::ask::{Answer, Mark};
use v6dojo::lesson::model::{Ask, Question};
use v6dojo::lesson::{Lesson, library};
use v6dojo::session::help::AskedFor;
use v6dojo::session::parcel::Parcel;
use v6dojo::session::{Advance, By, Session};

/// The instant of the table, in seconds since 1970.
const NOW: u64 = 1_764_000_000;

fn lesson() -> Arc<Lesson> {
    Arc::new(library::embedded()[0].load().unwrap())
}

fn hand_in(folder: &Path, (file, name): (&str, &str), (session, minutes): (&Session, u64)) -> String {
    let parcel = Parcel { name: name.to_owned(), kept: NOW - 60 * minutes, saved: session.save() };
    let text = parcel.write().unwrap();
    fs::write(folder.join(file), &text).unwrap();
    text
}

/// A learner who typed everything before a step.
fn walked_to(step: &str) -> Session {
    let lesson = lesson();
    let end = lesson.step(step).unwrap();
    let mut session = Session::new(Arc::clone(&lesson));
    for step in &lesson.steps[..end] {
        type_solution(&mut session, &step.id);
        assert_eq!(session.advance(), Advance::Moved, "{}", step.id);
    }
    session
}

fn type_solution(session: &mut Session, step: &str) {
    let lesson = Arc::clone(session.lesson());
    for line in &lesson.steps[lesson.step(step).unwrap()].solution {
        session.exec(&line.text).unwrap();
    }
}

/// A class of four, and files that are none.
fn class() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("class");
    fs::create_dir(&inside).unwrap();
    let at = walked_to;
    let well = at("test-github");
    let text = hand_in(&inside, ("aiko.txt", "藍子"), (&well, 2));

    let mut stuck = at("nat64-route");
    let wrong = "aws ec2 create-route --route-table-id @cl-ipv4-to-dualstack-rtb-private3-ap-northeast-3c \
                 --destination-ipv6-cidr-block 64:ff9b::/96 --nat-gateway-id nat-0123456789abcdef0";
    for _ in 0..2 {
        stuck.exec(wrong).unwrap();
    }
    stuck.ask(AskedFor::Hint);
    hand_in(&inside, ("ben.txt", "Ben"), (&stuck, 65));

    let mut chie = at("nat64-route");
    chie.exec(wrong).unwrap();
    hand_in(&inside, ("chie.txt", "千恵"), (&chie, 5));

    let done = at("facts");
    hand_in(&inside, ("dan.txt", ""), (&done, 3 * 24 * 60));

    hand_in(&inside, ("aiko-older.txt", "藍子"), (&at("client"), 90));
    fs::write(inside.join("aiko-twice.txt"), &text).unwrap();
    fs::write(inside.join("damaged.txt"), text.replace("test-github", "test-github2")).unwrap();
    fs::write(inside.join("cut.txt"), &text[..text.len() / 2]).unwrap();
    fs::write(inside.join("newer.txt"), text.replace("v6dojo-progress 1", "v6dojo-progress 2")).unwrap();
    fs::write(inside.join("photo.jpg"), [0xff, 0xd8, 0xff, 0xe0]).unwrap();
    fs::write(inside.join("todo.md"), "- buy milk\n").unwrap();
    let foreign = lesson_named_otherwise(&well);
    fs::write(inside.join("other-lesson.txt"), foreign).unwrap();
    folder
}

fn lesson_named_otherwise(session: &Session) -> String {
    let mut saved = session.save();
    saved.lesson = "cooking".into();
    Parcel { name: "Eve".into(), kept: NOW, saved }.write().unwrap()
}

fn program(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("v6dojo").unwrap();
    command.current_dir(folder).env("V6DOJO_STATE_DIR", folder.join("state")).env("NO_COLOR", "1");
    command
}

fn said(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let done = program(folder).args(arguments).output().unwrap();
    let text = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8(text).unwrap().replace('\\', "/"))
}

#[test]
fn the_table_says_who_is_where_and_what_goes_wrong() {
    let folder = class();
    for lang in ["ja", "en"] {
        let (well, text) = said(folder.path(), &["--lang", lang, "class", "class", "--at", &NOW.to_string()]);
        assert!(well, "files that can't be read do not stop the table");
        insta::assert_snapshot!(format!("table-{lang}"), text);
    }
}

#[test]
fn the_table_is_json_for_other_programs() {
    let folder = class();
    let (_, text) = said(folder.path(), &["--lang", "en", "class", "class", "--json"]);
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(all["learners"].as_array().unwrap().len(), 4);
    let stuck = all["learners"].as_array().unwrap().iter().filter(|learner| learner["is_stuck"] == true);
    assert_eq!(stuck.map(|learner| learner["name"].as_str().unwrap()).collect::<Vec<_>>(), ["Ben"]);
    let refused = all["common"].as_array().unwrap().iter().find(|it| it["what"]["refused"].is_object()).unwrap();
    assert_eq!((refused["learners"].as_u64(), refused["times"].as_u64()), (Some(2), Some(3)));
    assert_eq!(all["left_out"].as_array().unwrap().len(), 8);
}

/// The row of a learner.
fn row(text: &str, name: &str) -> String {
    text.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name}: {text}")).to_owned()
}

fn table(folder: &Path) -> String {
    said(folder, &["--lang", "en", "class", ".", "--at", &NOW.to_string()]).1
}

#[test]
fn what_the_program_did_is_not_the_learners_work() {
    let folder = tempfile::tempdir().unwrap();
    let lesson = lesson();
    let last = lesson.steps.len() - 1;
    let passed = |go: &dyn Fn(&mut Session)| {
        let mut session = Session::new(Arc::clone(&lesson));
        for _ in 0..last {
            go(&mut session);
            session.skip();
        }
        session
    };
    let work = lesson.steps.iter().filter(|step| !step.solution.is_empty()).count();
    let goals = lesson.steps[..last].iter().filter(|step| !step.goals.is_empty()).count();
    let questions: usize = lesson.steps.iter().map(|step| step.asks.len()).sum();

    hand_in(folder.path(), ("did.txt", "Did"), (&walked_to("facts"), 1));
    hand_in(folder.path(), ("solved.txt", "Solved"), (&passed(&Session::solve), 1));
    hand_in(folder.path(), ("skipped.txt", "Skipped"), (&passed(&|_| ()), 1));
    hand_in(folder.path(), ("jumped.txt", "Jumped"), (&Session::finished(&lesson), 1));
    let text = table(folder.path());
    let open = format!("{questions} questions open");
    assert!(row(&text, "Did ").contains(&format!(" 0     finished, {open}")), "{text}");
    assert!(row(&text, "Solved ").contains(&format!(" {work} ")), "each is help: {text}");
    assert!(row(&text, "Solved ").ends_with(&format!("at the end, {work} by solve, {open}")), "{text}");
    assert!(row(&text, "Skipped ").ends_with(&format!("at the end, {goals} skipped, {open}")), "{text}");
    assert!(row(&text, "Jumped ").ends_with(&format!("at the end, {work} by checkpoint, {open}")), "{text}");
    assert!(text.contains("had it solved"), "{text}");
}

#[test]
fn who_goes_back_and_does_a_skipped_step_has_done_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = walked_to("nat64-route");
    session.skip();
    session.skip();
    hand_in(folder.path(), ("before.txt", "Before"), (&session, 1));
    session.go(session.lesson().step("nat64-route").unwrap());
    type_solution(&mut session, "nat64-route");
    session.go(session.reached());
    hand_in(folder.path(), ("later.txt", "Later"), (&session, 1));
    let text = table(folder.path());
    let skipped = |name: &str| {
        row(&text, name)
            .split(", ")
            .find_map(|it| it.trim().strip_suffix(" skipped")?.rsplit(' ').next()?.parse::<usize>().ok())
    };
    assert_eq!(skipped("Before ").unwrap_or(0), skipped("Later ").unwrap_or(0) + 1, "{text}");
}

#[test]
fn a_checkpoint_back_from_the_end_is_not_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = walked_to("facts");
    session.jump(2);
    hand_in(folder.path(), ("back.txt", "Back"), (&session, 1));
    let text = table(folder.path());
    assert!(row(&text, "Back ").ends_with(" 1 by checkpoint"), "{text}");
}

#[test]
fn solving_stays_known_when_it_is_undone_and_done_again_and_kept() {
    let lesson = lesson();
    let step =
        lesson.steps.iter().position(|step| step.solution.iter().any(|line| line.text.contains(" create-"))).unwrap();
    let mut session = Session::at(Arc::clone(&lesson), step);
    session.solve();
    session.undo();
    let (mut session, _) = Session::resume(Arc::clone(&lesson), &session.save());
    session.redo();
    let (session, _) = Session::resume(Arc::clone(&lesson), &session.save());
    assert!(session.save().lines.iter().any(|line| line.by == By::Solution));
}

#[test]
fn a_hand_in_is_found_in_a_mail() {
    let folder = tempfile::tempdir().unwrap();
    let text = hand_in(folder.path(), ("plain.txt", "Plain"), (&walked_to("nat64-route"), 1));
    fs::remove_file(folder.path().join("plain.txt")).unwrap();
    let quoted: String = text.lines().map(|line| format!("> {line}\r\n")).collect();
    let mail = format!("Dear Ms Sato,\r\nhere it is:\r\n\r\n{quoted}\r\nBest, Hanako\r\n");
    let utf_16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (number, bytes) in [mail.as_bytes(), &utf_16].into_iter().enumerate() {
        fs::write(folder.path().join("mail.txt"), bytes).unwrap();
        assert!(table(folder.path()).contains("Plain "), "{number}");
        let mut import = program(folder.path());
        import.env("V6DOJO_STATE_DIR", folder.path().join(format!(".state{number}")));
        import.args(["--lang", "en", "progress", "import", "-"]).write_stdin(bytes).assert().success();
    }
    fs::write(folder.path().join("mail.txt"), mail.replace("Plain", "Plein")).unwrap();
    assert!(table(folder.path()).contains("checksum"), "the checksum still decides");
}

#[test]
fn two_learners_of_one_name_have_a_row_each() {
    let folder = tempfile::tempdir().unwrap();
    let (mut one, mut other) = (walked_to("nat64-route"), walked_to("nat64-route"));
    hand_in(folder.path(), ("first.txt", "Aiko"), (&one, 60));
    one.exec("aws ec2 describe-vpcs").unwrap();
    other.exec("aws ec2 describe-subnets").unwrap();
    hand_in(folder.path(), ("mine.txt", "Aiko"), (&one, 9));
    hand_in(folder.path(), ("other.txt", "aiko"), (&other, 5));
    let text = table(folder.path());
    assert!(row(&text, "Aiko ").starts_with("Aiko (./mine.txt)"), "{text}");
    assert!(row(&text, "aiko ").starts_with("aiko (./other.txt)"), "{text}");
    assert!(text.contains("perhaps two people") && text.contains("  Aiko: ./mine.txt, ./other.txt\n"), "{text}");
    assert!(text.contains("./first.txt: there is a newer file"), "an earlier state: {text}");
}

#[test]
fn the_same_learner_in_capitals_or_not_is_one() {
    let folder = tempfile::tempdir().unwrap();
    hand_in(folder.path(), ("old.txt", "aiko"), (&walked_to("nat64-route"), 60));
    hand_in(folder.path(), ("new.txt", "Aiko"), (&walked_to("facts"), 9));
    let text = table(folder.path());
    assert!(row(&text, "Aiko ").contains(" facts ") && !text.contains("\naiko "), "{text}");
}

#[test]
fn a_folder_that_is_not_there_or_has_nothing_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let (well, text) = said(folder.path(), &["--lang", "en", "class", "empty"]);
    assert!(!well && text.contains("no files in empty") && text.contains("progress export"), "{text}");
    for gone in ["nodir", "gone.txt"] {
        let (well, text) = said(folder.path(), &["--lang", "en", "class", "empty", gone]);
        assert!(!well && text.contains(&format!("no file or folder {gone}")), "{text}");
    }
    fs::write(folder.path().join("empty/todo.md"), "- buy milk\n").unwrap();
    let (well, text) = said(folder.path(), &["--lang", "en", "class", "empty"]);
    assert!(!well && text.contains("no progress that can be read") && text.contains("todo.md"), "{text}");
}

#[test]
fn folders_in_the_folder_are_read_too() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["Aiko", "Ben"] {
        let inside = folder.path().join("nest").join(name);
        fs::create_dir_all(&inside).unwrap();
        hand_in(&inside, ("v6dojo.txt", name), (&walked_to("nat64-route"), 1));
    }
    let text = table(folder.path());
    assert!(text.contains("\nAiko ") && text.contains("\nBen "), "{text}");
}

#[test]
fn the_table_stays_narrow_and_says_which_lesson_and_question() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = walked_to("nat64-route");
    let lesson = Arc::clone(session.lesson());
    let (step, ask) = lesson
        .steps
        .iter()
        .enumerate()
        .find_map(|(at, step)| Some((at, step.asks.iter().position(is_choice)?)))
        .unwrap();
    session.go(step);
    let wrong = (0..9)
        .map(Answer::Choice)
        .find(|answer| session.clone().answer(ask, answer.clone()).is_some_and(|given| given.mark == Mark::Wrong));
    session.answer(ask, wrong.unwrap()).unwrap();
    hand_in(folder.path(), ("long.txt", &"寿限無".repeat(20)), (&session, 1));
    let text = table(folder.path());
    let question = lesson.steps[step].asks[ask].question().unwrap().en.lines().next().unwrap();
    assert!(text.contains(&format!("{}  wrong answer: {question}", lesson.steps[step].id)), "{text}");
    assert!(text.contains(&format!("\n{}…  nat64-dns64", "寿限無寿限無寿限無寿限")), "{text}");

    let other = library::embedded().iter().map(|it| it.load().unwrap()).find(|it| it.id != lesson.id).unwrap();
    let mut session = Session::new(Arc::new(other));
    session.ask(AskedFor::Hint);
    hand_in(folder.path(), ("z.txt", "Zoe"), (&session, 1));
    let text = table(folder.path());
    let place = format!("{} {}  hint asked for", session.lesson().id, session.current().id);
    assert!(text.contains(&place), "{text}");
}

fn is_choice(ask: &Ask) -> bool {
    matches!(ask.what, Question::Choice { .. })
}

#[test]
fn an_export_spares_the_file_of_somebody_else() {
    let folder = tempfile::tempdir().unwrap();
    let export =
        |arguments: &[&str]| said(folder.path(), &[&["--lang", "en", "progress", "export", "-o"], arguments].concat());
    assert!(said(folder.path(), &["checkpoint", "3", "--lesson", "nat64-dns64"]).0);
    assert!(export(&["hand-in.txt", "--name", "Aiko"]).0);
    assert!(export(&["hand-in.txt", "--name", "aiko"]).0, "one's own is written anew");
    let (well, text) = export(&["hand-in.txt", "--name", "Ben"]);
    assert!(
        !well && text.contains("hand-in.txt already holds the progress of aiko") && text.contains("--force"),
        "{text}"
    );
    fs::write(folder.path().join("todo.md"), "- buy milk\n").unwrap();
    assert!(!export(&["todo.md", "--name", "Ben"]).0);
    assert_eq!(fs::read_to_string(folder.path().join("todo.md")).unwrap(), "- buy milk\n");
    assert!(export(&["todo.md", "--name", "Ben", "--force"]).0);
}

#[test]
fn progress_goes_to_another_machine_and_back() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let en = |folder: &Path, arguments: &[&str]| said(folder, &[&["--lang", "en"], arguments].concat());
    assert_eq!(en(here.path(), &["progress", "export"]), (false, "v6dojo: No progress is kept yet.\n".into()));
    assert!(en(here.path(), &["checkpoint", "test-github", "--lesson", "nat64-dns64"]).0);
    let (_, code) = en(here.path(), &["progress", "export", "--name", "Aiko"]);
    let (well, text) = en(there.path(), &["progress", "import", &code]);
    assert!(well && text.contains("Go on at step test-github"), "{text}");
    let kept = |folder: &TempDir| fs::read_to_string(folder.path().join("state/nat64-dns64.json")).unwrap();
    assert_eq!(kept(&here), kept(&there));

    assert!(en(there.path(), &["progress", "import", &code]).1.contains("is here already"));
    let (_, text) = en(there.path(), &["checkpoint", "3"]);
    assert!(text.contains("kept as"), "{text}");
    let before = kept(&there);
    let (well, text) = en(there.path(), &["progress", "import", &code]);
    assert!(!well && text.contains("--replace"), "{text}");
    assert_eq!(kept(&there), before, "nothing is overwritten silently");
    assert!(en(there.path(), &["progress", "import", &code, "--replace"]).0);
    assert_eq!(kept(&there), kept(&here));

    let (well, text) = en(there.path(), &["progress", "import", &code.replace("Aiko", "Aika")]);
    assert!(!well && text.contains("checksum"), "{text}");
}

#[test]
fn a_checkpoint_refuses_a_step_there_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (well, text) = said(folder.path(), &["--lang", "en", "checkpoint", "nowhere"]);
    assert!(!well && text.contains("has no step nowhere; it has "), "{text}");
    assert!(!folder.path().join("state/nat64-dns64.json").exists());
}
