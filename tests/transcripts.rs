//! The chapter's six `curl` runs, as a terminal shows them: three in phase 1, the same three in
//! phase 2. The world is built by the lesson's own solutions, so lesson and simulation are held
//! together by these transcripts.

mod chapter;

use chapter::{at, exec};
use v6dojo::guest::console::Console;

const ALB: &str = "http://ipv4-to-dualstack-1234567890.ap-northeast-3.elb.amazonaws.com/index2.php";

/// A command on the IPv6-only client, what it prints, and its exit status.
fn transcript(console: &mut Console, command: &str) -> String {
    let record = exec(console, &format!("client-001c-ipv6only$ {command}"));
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
