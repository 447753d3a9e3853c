//! The chapter's six `curl` runs, as a terminal shows them: three in phase 1, the same three in
//! phase 2. The world is built by the lesson's own solutions, so lesson and simulation are held
//! together by these transcripts.

use v6dojo::guest::console::Console;
use v6dojo::lesson::library;

const ALB: &str = "http://ipv4-to-dualstack-1234567890.ap-northeast-3.elb.amazonaws.com/index2.php";

/// The console as it is when the step called `step` begins.
fn at(step: &str) -> Console {
    let source = library::embedded().into_iter().find(|source| source.file.ends_with("nat64-dns64.yaml"));
    let lesson = source.expect("the chapter is in the program").load().expect("the chapter loads");
    let mut console = Console::new(lesson.world.clone());
    for done in lesson.steps.iter().take_while(|done| done.id != step) {
        for line in &done.solution {
            console.exec(&line.text).expect("a solution is understood");
        }
    }
    console
}

/// A command on the IPv6-only client, what it prints, and its exit status.
fn transcript(console: &mut Console, command: &str) -> String {
    let record = console.exec(&format!("client-001c-ipv6only$ {command}")).expect("understood").expect("a record");
    format!("$ {command}\n{}[exit {}]\n", record.output.whole(), record.exit)
}

#[test]
fn phase_1_reaches_ipv6_and_nothing_else() {
    let mut console = at("test-v6");
    insta::assert_snapshot!("phase-1-curl-v6-alb", transcript(&mut console, &format!("curl -v6 {ALB}")));
    insta::assert_snapshot!("phase-1-curl-v4-alb", transcript(&mut console, &format!("curl -v4 {ALB}")));
    insta::assert_snapshot!("phase-1-curl-github", transcript(&mut console, "curl https://github.com/hmatsu47"));
}

#[test]
fn phase_2_opens_github_and_leaves_v4_as_it_was() {
    let mut console = at("test-again");
    insta::assert_snapshot!("phase-2-curl-v6-alb", transcript(&mut console, &format!("curl -v6 {ALB}")));
    insta::assert_snapshot!("phase-2-curl-v4-alb", transcript(&mut console, &format!("curl -v4 {ALB}")));
    insta::assert_snapshot!("phase-2-curl-github", transcript(&mut console, "curl https://github.com/hmatsu47"));
}
