//! The plain form from outside, over pipes: the whole chapter walked by a script in both languages, and
//! whatever else may come in or go wrong.

use assert_cmd::Command;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;
use v6dojo::lesson::ask::{Answer, Mark, Truth};
use v6dojo::lesson::model::Question;
use v6dojo::lesson::{Lang, Lesson, library};
use v6dojo::session::drill::Deck;
use v6dojo::session::{Advance, Session, progress};
use v6dojo::sim::repair::lines;

/// The width where nobody says another.
const WIDTH: usize = 80;

fn chapter() -> Arc<Lesson> {
    let source = library::embedded().into_iter().next().expect("a lesson");
    Arc::new(source.load().expect("the lesson loads"))
}

/// The plain form with its progress in `state`.
fn plain(state: &Path, lang: Lang) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_v6dojo"));
    command.args(["--plain", "--lang", lang.pick("ja", "en")]);
    command.env("V6DOJO_STATE_DIR", state).env_remove("COLUMNS").env("TERM", "xterm");
    command
}

/// What the plain form says to a script; it has to end well and to complain of nothing.
fn said(command: &mut Command, script: &str) -> String {
    let output = command.write_stdin(script).assert().success().get_output().clone();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout).expect("the output is text")
}

/// The same in English with fresh progress.
fn said_to(script: &str) -> String {
    let state = tempfile::tempdir().expect("a folder for progress");
    said(&mut plain(state.path(), Lang::En), script)
}

/// Makes sure that a text can be read aloud line by line.
fn assert_plain(text: &str, width: usize) {
    let can_be_said = |char: char| {
        matches!(char, ' '..='~' | '、' | '。' | '「' | '」' | '（' | '）' | '・' | 'ー' | '？' | '！' | '々')
            || matches!(char, 'ぁ'..='ん' | 'ァ'..='ヶ' | '一'..='龠')
    };
    for line in text.lines() {
        let sign = line.chars().find(|char| !can_be_said(*char));
        assert_eq!(sign, None, "in {line:?}");
        assert!(line.width() <= width, "{} cells, more than {width}: {line:?}", line.width());
    }
}

/// The right answer to a question of the session's step as somebody types it: by its number, or by its
/// words.
fn right_answer(session: &Session, ask: usize, lang: Lang) -> (String, Answer) {
    let what = &session.current().asks[ask].what;
    let tried = |answer: &Answer| session.clone().answer(ask, answer.clone()).expect("there is such a question");
    let (choices, words): (Vec<Answer>, Vec<String>) = match what {
        Question::Predict { choices, .. } => {
            let word = |it: &_| v6dojo::words::trace::outcome_choice(*it, lang).to_owned();
            choices.iter().map(|it| (Answer::Outcome(*it), word(it))).unzip()
        }
        Question::Foresee { choices, .. } => {
            choices.iter().enumerate().map(|(at, it)| (Answer::Choice(at), it.clone())).unzip()
        }
        Question::Choice { options, .. } => {
            let word = |it: &v6dojo::lesson::model::Alternative| it.say.in_(lang).to_owned();
            options.iter().enumerate().map(|(at, it)| (Answer::Choice(at), word(it))).unzip()
        }
        Question::Address { .. } => {
            let Truth::Address(right) = tried(&Answer::Address("::".to_owned())).truth else { panic!("no address") };
            return (right.to_string(), Answer::Address(right.to_string()));
        }
    };
    let at = choices.iter().position(|answer| tried(answer).mark == Mark::Right).expect("a right answer");
    let typed = if lang == Lang::Ja { words[at].clone() } else { (at + 1).to_string() };
    (typed, choices[at].clone())
}

/// A script that walks the whole lesson as its author does, with every question answered.
fn walk(lesson: &Arc<Lesson>, lang: Lang) -> String {
    let mut session = Session::new(Arc::clone(lesson));
    let mut script = "1\n".to_owned();
    loop {
        for ask in 0..session.current().asks.len() {
            let (typed, answer) = right_answer(&session, ask, lang);
            session.answer(ask, answer);
            script += &format!("{typed}\n");
        }
        for line in &session.current().solution.clone() {
            session.exec(&line.text).expect("the line is understood");
            script += &format!("{}\n", line.text);
        }
        script += lang.pick("次\n", "next\n");
        match session.advance() {
            Advance::Moved => {}
            Advance::AtEnd => return script,
            Advance::Open(open) => panic!("{open} goals are open at {}", session.current().id),
        }
    }
}

#[test]
fn the_chapter_is_walked_by_a_script_in_both_languages_and_resumed() {
    let lesson = chapter();
    let last = lesson.steps.last().expect("a step");
    for lang in [Lang::Ja, Lang::En] {
        let state = tempfile::tempdir().expect("a folder for progress");
        let text = said(&mut plain(state.path(), lang), &walk(&lesson, lang));
        assert_plain(&text, WIDTH);
        let mut rest = text.as_str();
        for (number, step) in (1..).zip(&lesson.steps) {
            let count = lesson.steps.len();
            let place = lang.pick(format!("手順 {number}（全 {count} 手順）: "), format!("Step {number} of {count}: "));
            let place = place + step.title.in_(lang);
            let at = rest.find(&place).unwrap_or_else(|| panic!("{place} comes in its turn:\n{text}"));
            rest = &rest[at..];
        }
        assert!(rest.contains(lang.pick("おめでとうございます", "Congratulations")), "{rest}");
        assert!(!text.contains(lang.pick("」は違います", "is not right")), "all answers are right:\n{text}");
        let worked = lesson.steps.iter().filter(|step| !step.goals.is_empty()).count();
        assert_eq!(text.matches(lang.pick("この手順はできました", "This step is done")).count(), worked);

        let saved = progress::peek(state.path(), &lesson.id).expect("progress is kept");
        assert_eq!((&saved.step, &saved.reached), (&last.id, &last.id));
        let asks: usize = lesson.steps.iter().map(|step| step.asks.len()).sum();
        assert_eq!(saved.answers.len(), asks);
        let again = said(&mut plain(state.path(), lang), "1\n");
        assert!(again.contains(lang.pick("修了", "finished")), "{again}");
        assert!(again.contains(last.title.in_(lang)), "it goes on where it was left:\n{again}");
    }
}

#[test]
fn everything_can_be_told_within_any_width() {
    let script = "1\nnext\n3\nclient-001a$ curl -sS https://github.com/\nclient-001a$ curl -6 https://github.com/\nplay\n\
                  map\ntext\ngoals\nquestion\nhint\nhint\nhint\nwhy\nwhy\nwhy\nwhy\nwhy\nevidence 1\nresults\ncells\n\
                  cells 7\nreach\nreach 1\nreach udp 53\nreach 2\nundo\nredo\nhelp\ncomplete aws ec2 \nmachine\n1\nip route\n\
                  exit\nnext\nmap\nsolve\nmap\nreset\n2\nprevious\nprevious\nskip\nlanguage\nlessons\nreset 1\n1\n\
                  drill 7 2\nhint\nsolve\n2\nquit\n";
    let state = tempfile::tempdir().expect("a folder for progress");
    for (columns, width, lang) in
        [("20", 20, Lang::Ja), ("20", 20, Lang::En), ("63", 63, Lang::Ja), ("200", 200, Lang::En)]
    {
        let text = said(plain(state.path(), lang).env("COLUMNS", columns), script);
        assert_plain(&text, width);
        assert!(!text.contains("is no word I know") && !text.contains("分かりませんでした"), "{text}");
    }
    for (columns, width) in [("1", 20), ("0", WIDTH), ("nonsense", WIDTH), ("-3", WIDTH)] {
        let text = said(plain(state.path(), Lang::En).env("COLUMNS", columns), "help\n1\nmap\n");
        assert_plain(&text, width);
    }
}

#[test]
fn what_is_not_understood_is_answered_kindly_and_changes_nothing() {
    let text =
        said_to("foo\n9\n1\nnxet\nnext\nthis is nothing\n7\nnext\nanything\n9\n1\nmap please\n1\n1\n\n  \ncrul x\n");
    for wanted in [
        "\"foo\" is no word I know",
        "There is no lesson of that number",
        "Did you mean: next?",
        "\"this\" is no word I know",
        "There is no choice of that number",
        "\"anything\" is no word I know",
        "Type it like this: map",
        "\"It works\" is right.",
        "There is no question open",
        "Did you mean: curl?",
    ] {
        assert!(text.contains(wanted), "{wanted}:\n{text}");
    }
    assert!(!text.contains("Step 3 of"), "nothing moved on:\n{text}");
}

/// What is said at a step to these lines, with everything before it done as the lesson does it.
fn said_at(step: &str, script: &str) -> String {
    let lesson = chapter();
    let before = lesson.steps.iter().take_while(|before| before.id != step);
    let done: String = before.map(|step| if step.solution.is_empty() { "next\n" } else { "solve\n" }).collect();
    let text = said_to(&format!("1\n{done}# here\n{script}"));
    let (_, after) = text.split_once("# here\n").expect("the comment is shown");
    after.to_owned()
}

#[test]
fn the_way_of_the_packets_is_told_with_its_losers() {
    let text = said_at("test-again", "client-001c-ipv6only$ curl -sS https://github.com/\nplay\n");
    let (_, told) = text.split_once("$ play\n").expect("it was played");
    // As one line, since names are long.
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in [
        "- DNS64 makes 64:ff9b::141b:b171 from 20.27.177.113",
        "- In hexadecimal: 20 is 14, 27 is 1b, 177 is b1, 113 is 71",
        "IPv6 packet, TCP request to connect (SYN): from 2001:db8:1:4b02:7c0a:291e:caa4:65a8 port",
        "- 64:ff9b::/96 to NAT gateway cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a: wins",
        "- ::/0 to egress-only Internet gateway cl-ipv4-to-dualstack-eigw: matches, but shorter",
        "- Rule 100, all traffic, 0.0.0.0/0, allow: does not match - Rule 101, all traffic, ::/0, allow: matches",
        "- source: 2001:db8:1:4b02:7c0a:291e:caa4:65a8 becomes 10.1.0.10",
        "- destination: 64:ff9b::141b:b171 becomes 20.27.177.113",
        "- This packet's row: V6 INIT, 350 s left. Inside [2001:db8:1:4b02:7c0a:291e:caa4:65a8]:",
        "The SYN has arrived at github.com, which sees 203.0.113.10 as its client.",
        "matches, but shorter This settled the outcome.",
        "IPv4 packet, TCP answer to that (SYN ACK): from 20.27.177.113 port 443 to 203.0.113.10",
    ] {
        assert!(told.contains(wanted), "{wanted}:\n{told}");
    }
}

#[test]
fn the_map_says_what_is_where_and_what_is_new() {
    let route = "aws ec2 create-route --route-table-id @cl-ipv4-to-dualstack-rtb-private3-ap-northeast-3c \
                 --destination-ipv6-cidr-block 64:ff9b::/96 --nat-gateway-id \
                 @cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a";
    let text = said_at("nat64-route", &format!("{route}\nmachine client-001c-ipv6only\nmap\n"));
    let map = text.split_once("$ map\n").expect("the map").1.split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in [
        "- VPC cl-ipv4-to-dualstack-vpc, 10.1.0.0/16, 2001:db8:1:4b00::/56",
        "- egress-only Internet gateway cl-ipv4-to-dualstack-eigw",
        "- NAT gateway cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a, 10.1.0.10, public IPv4 203.0.113.10",
        "ap-northeast-3c, IPv6 only, 2001:db8:1:4b02::/64, DNS64 off",
        "- Instance client-001c-ipv6only, 2001:db8:1:4b02:7c0a:291e:caa4:65a8, you sit here",
        "- 64:ff9b::/96 to NAT gateway cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a, active, new since this step",
        "- ::/0 to egress-only Internet gateway cl-ipv4-to-dualstack-eigw, active -",
        "- Internet host github.com, IPv4 only",
    ] {
        assert!(map.contains(wanted), "{wanted}:\n{map}");
    }
    let text = said_at("nat64-route", &format!("{route}\nundo\nmap\ngoals\n"));
    assert!(!text.split_once("$ map\n").expect("the map").1.contains("new since"), "{text}");
}

#[test]
fn a_wrong_answer_is_explained_by_packets() {
    let text = said_to("1\nnext\nit hangs\nplay\nquestion\n");
    assert!(text.contains("\"It hangs, then times out\" is not right."), "the beginning of a choice will do:\n{text}");
    let (_, told) = text.split_once("$ play\n").expect("it was played");
    assert!(told.starts_with("client-001a$ curl -sS https://github.com/hmatsu47\nIt ended with: ok"), "{told}");
    assert!(told.contains("This settled the outcome."), "{told}");
}

#[test]
fn the_end_of_the_input_ends_it_wherever_it_comes() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let text = said(&mut plain(state.path(), Lang::En), "1\nnext\nnext");
    assert!(text.ends_with("Good-bye. Your progress is kept.\n"), "{text}");
    assert!(text.contains("Some goals are not met yet"), "a question was open:\n{text}");
    let kept = || progress::peek(state.path(), "nat64-dns64").expect("progress is kept").step;
    assert_eq!(kept(), "as-found");
    said(&mut plain(state.path(), Lang::En), "1\nprevious\nprevi");
    assert_eq!(kept(), "welcome");
    let nothing = said(&mut plain(state.path(), Lang::En), "");
    assert!(nothing.contains("Lesson 1: "), "{nothing}");
}

#[test]
fn commands_are_shown_as_they_can_be_typed_and_may_go_on_in_the_next_line() {
    let text = said_to("1\nskip\nskip\nhint\nhint\nhint\nhint\n");
    let (_, solution) = text.split_once("One solution:\n").expect("the solution is told");
    let shown: Vec<&str> = solution.lines().take_while(|line| line.starts_with("  ")).map(str::trim_start).collect();
    assert!(shown.len() > 1, "{shown:?}");
    let text = said_to(&format!("1\nskip\nskip\n{}\n", shown.join("\n")));
    assert!(text.contains("This step is done. Type next to go on."), "{text}");
}

#[test]
fn an_address_is_typed_as_an_answer() {
    let skips = "skip\n".repeat(chapter().step("idea").expect("the step"));
    let text = said_to(&format!("1\n{skips}64:ff9b:\n2\n64:ff9b::20.27.177.113\n"));
    assert!(text.contains("\"64:ff9b:\" can't be read as an address"), "{text}");
    assert!(text.contains("Answer by typing the IPv6 address.\ncloudshell$ 64:ff9b::20.27.177.113"), "{text}");
    assert!(text.contains("\"64:ff9b::20.27.177.113\" is right."), "{text}");
}

#[test]
fn a_machine_is_sat_down_at_by_connecting_and_by_name() {
    let text = said_to("1\ncurl x\nmachine client-001a\nhostname\nexit\nmachine nobody\nmachine\n9\n1\nexit\nexit\n");
    assert!(text.contains("You are in CloudShell, where only aws lines work."), "{text}");
    assert!(text.contains("client-001a$ hostname\nip-10-1-128-11"), "{text}");
    assert!(text.contains("No machine nobody is running. There is: client-001a"), "{text}");
    assert_eq!(text.matches("You are at client-001a.").count(), 2, "{text}");
    let connect = "1\naws ec2-instance-connect ssh --instance-id @client-001a --connection-type eice\nhostname\n";
    assert!(said_to(connect).contains("client-001a$ hostname\nip-10-1-128-11"));
}

#[test]
fn a_drill_is_mended_or_given_up() {
    let finished = Session::finished(&chapter());
    let drill = Deck::of(finished.world()).and_then(|deck| deck.deal(7, 2)).expect("a drill");
    let mend = lines(&drill.world, &drill.repair.calls).join("\n");
    let state = tempfile::tempdir().expect("a folder for progress");
    let dealt = || {
        let mut command = plain(state.path(), Lang::En);
        command.args(["drill", "--seed", "7", "--faults", "2"]);
        command
    };
    let text = said(&mut dealt(), &format!("{mend}\n"));
    assert!(text.contains("Drill 7, 2 faults") && text.contains("Mended\n") && text.contains("points: "), "{text}");
    let text = said(&mut dealt(), "next\n2\ndrill 8\nlessons\n");
    assert!(text.contains("The truth\n") && text.contains("Drill 8, 1 fault\n"), "{text}");
    assert!(said_to("drill\n2\n").contains(", 2 faults\n"));
}

#[test]
fn the_language_is_kept_and_a_word_of_either_is_understood_in_both() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let text = said(&mut plain(state.path(), Lang::En), "言語\n1\nnext\n終了\n");
    assert!(text.contains("手順 2（全 23 手順）"), "{text}");
    let mut without = Command::new(env!("CARGO_BIN_EXE_v6dojo"));
    without.arg("--plain").env("V6DOJO_STATE_DIR", state.path());
    assert!(said(&mut without, "").contains("教材一覧"));
}

#[test]
fn packets_are_saved_beside_where_one_is() {
    let folder = tempfile::tempdir().expect("a folder to work in");
    let script = "1\nsave\nclient-001a$ ping -c 1 8.8.8.8\nsave\n";
    let text = said(plain(folder.path(), Lang::En).current_dir(folder.path()), script);
    assert!(text.contains("There is nothing to tell yet.") && text.contains("packets saved"), "{text}");
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names = std::fs::read_dir(folder.path()).expect("it can be listed").map(name);
    assert!(names.any(|name| name.to_string_lossy().ends_with(".pcapng")));
}

#[test]
fn whoever_stops_reading_is_no_trouble_and_progress_is_kept() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut child = Process::new(env!("CARGO_BIN_EXE_v6dojo"))
        .args(["--plain", "--lang", "en"])
        .env("V6DOJO_STATE_DIR", state.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    let mut input = child.stdin.take().expect("its input");
    let mut line = String::new();
    output.read_line(&mut line).expect("its first line");
    input.write_all(b"1\nnext\n").expect("it reads");
    while !line.starts_with("Step 2") {
        line.clear();
        assert_ne!(output.read_line(&mut line).expect("more lines"), 0, "it ends too early");
    }
    drop(output);
    // It may have ended already.
    let _ = input.write_all(b"help\nhelp\nmap\n");
    drop(input);
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!((ended.status.success(), String::from_utf8_lossy(&ended.stderr).as_ref()), (true, ""));
    assert_eq!(progress::peek(state.path(), "nat64-dns64").expect("progress is kept").step, "as-found");
}

#[test]
fn an_output_that_is_no_terminal_leads_here_and_says_so() {
    let state = tempfile::tempdir().expect("a folder for progress");
    let mut command = Command::new(env!("CARGO_BIN_EXE_v6dojo"));
    let command = command.args(["--lang", "en"]).env("V6DOJO_STATE_DIR", state.path()).write_stdin("1\n");
    let output = command.assert().success().get_output().clone();
    let complaint = String::from_utf8(output.stderr).expect("text");
    assert!(complaint.starts_with("v6dojo: standard output is no terminal") && complaint.lines().count() == 1);
    assert!(String::from_utf8(output.stdout).expect("text").contains("Step 1 of 23"));
}

#[cfg(unix)]
#[test]
fn a_dumb_terminal_gets_text_and_nothing_else() {
    use portable_pty::{CommandBuilder, PtySize, native_pty_system};
    use std::io::Read;
    let state = tempfile::tempdir().expect("a folder for progress");
    let size = PtySize { rows: 24, cols: 50, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).expect("a pty");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_v6dojo"));
    command.args(["--lang", "en"]);
    command.env("TERM", "dumb");
    command.env("V6DOJO_STATE_DIR", state.path());
    command.env_remove("COLUMNS");
    let mut child = pair.slave.spawn_command(command).expect("it starts");
    drop(pair.slave);
    let mut keys = pair.master.take_writer().expect("its input");
    let mut output = pair.master.try_clone_reader().expect("its output");
    keys.write_all(b"1\nquit\n").expect("it reads");
    let mut bytes = Vec::new();
    // A terminal whose program is gone is an error on some systems, and an end on others.
    let _ = output.read_to_end(&mut bytes);
    assert!(child.wait().expect("it ends").success());
    let text = String::from_utf8(bytes).expect("text").replace("\r\n", "\n");
    assert!(text.contains("TERM is dumb") && text.contains("Step 1 of 23") && text.ends_with("is kept.\n"), "{text}");
    assert!(!text.contains(|char: char| char.is_control() && char != '\n'), "{text:?}");
    let (_, own) = text.split_once("(--plain).\n").expect("it says why");
    assert!(own.lines().all(|line| line.width() <= 50), "{own}");
}
