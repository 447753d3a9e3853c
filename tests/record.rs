//! Stories of authors who record: what they did becomes a lesson that holds.

use std::sync::Arc;
use v6dojo::cloud::World;
use v6dojo::guest::world;
use v6dojo::lesson::load::load;
use v6dojo::lesson::{Lang, Lesson, library, proof};
use v6dojo::session::record::{Remarks, comment, draft, script};
use v6dojo::session::{Entry, History};
use v6dojo::tui::fits::misfits;
use v6dojo::words::record::{Head, text};

const RTB: &str = "cl-ipv4-to-dualstack-rtb-private1-ap-northeast-3a";
const NAT: &str = "cl-ipv4-to-dualstack-nat-public1-ap-northeast-3a";
const EIGW: &str = "cl-ipv4-to-dualstack-eigw";

/// Lines as they were typed in the chapter's world, with the comments between them.
fn recorded(lines: &[&str]) -> (History, Remarks) {
    let mut history = History::new(world::load(world::CHAPTER).expect("the chapter's world"));
    let mut remarks = Remarks::default();
    for line in lines {
        match comment(line) {
            Some(text) => remarks.add(history.done().len(), text),
            None if line.is_empty() => remarks.part(history.done().len()),
            None => {
                history.exec(Entry::typed((*line).to_owned(), 0)).expect("a line that is understood");
            }
        }
    }
    (history, remarks)
}

/// The text of the lesson file that comes of it.
fn written((history, remarks): &(History, Remarks)) -> String {
    let head = Head { id: "recorded".to_owned(), world: "chapter".to_owned() };
    text(&draft(history, remarks), &head).expect("it can be written")
}

/// The lesson, which holds in every respect.
#[track_caller]
fn proven(text: &str) -> Lesson {
    proven_in(text, &world::load(world::CHAPTER).expect("the chapter's world"))
}

/// The same of a lesson that begins in this world.
#[track_caller]
fn proven_in(text: &str, world: &World) -> Lesson {
    let lesson = match load(text, &|_: &str| Ok(world.clone())) {
        Ok(lesson) => Arc::new(lesson),
        Err(problems) => panic!("{}", drawn(&problems, text)),
    };
    let mut found = proof::prove(&lesson).findings;
    found.extend(v6dojo::session::proof::prove(&lesson));
    found.extend(misfits(&lesson));
    assert!(found.is_empty(), "{}\n{text}", drawn(&found, text));
    Arc::unwrap_or_clone(lesson)
}

fn drawn(problems: &[v6dojo::lesson::Problem], text: &str) -> String {
    problems.iter().map(|it| it.draw("recorded.yaml", text, Lang::En)).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn the_whole_chapter_done_once_is_a_lesson_that_holds() {
    let source = library::embedded().into_iter().find(|it| it.file.contains("nat64-dns64")).expect("the chapter");
    let lesson = source.load().expect("the lesson loads");
    let mut lines: Vec<String> = Vec::new();
    for step in &lesson.steps {
        lines.extend([String::new(), format!("# {} / {}", step.title.ja, step.title.en)]);
        lines.extend(step.solution.iter().map(|line| line.text.clone()));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let again = proven(&written(&recorded(&lines)));
    let titles = |lesson: &Lesson| lesson.steps.iter().map(|step| step.title.clone()).collect::<Vec<_>>();
    let first = titles(&lesson);
    assert_eq!(titles(&again), first, "the author's titles are the steps'");
    let goals = |lesson: &Lesson| lesson.steps.iter().filter(|step| !step.goals.is_empty()).count();
    assert_eq!(goals(&again), goals(&lesson), "a step has goals where the chapter's has");
    assert!(again.steps.iter().zip(&lesson.steps).all(|(again, once)| again.solution.len() == once.solution.len()));
}

#[test]
fn what_any_lesson_has_its_learners_do_can_be_recorded() {
    for lesson in library::embedded().iter().map(|source| source.load().expect("the lesson loads")) {
        for scene in 0..lesson.scenes() {
            let world = lesson.scene_world(scene);
            let mut take = (History::new(world.clone()), Remarks::default());
            let here = lesson.steps.iter().enumerate().filter(|(step, _)| lesson.scene_of(*step) == scene);
            for line in here.flat_map(|(_, step)| &step.solution) {
                take.0.exec(Entry::typed(line.text.clone(), 0)).expect("it is understood");
            }
            let draft = draft(&take.0, &take.1);
            if !draft.steps.is_empty() {
                proven_in(&written(&take), world);
            }
        }
    }
}

#[test]
fn a_run_of_calls_and_the_commands_after_it_are_a_step() {
    let route = format!(
        "aws ec2 create-route --route-table-id @{RTB} --destination-ipv6-cidr-block 64:ff9b::/96 --nat-gateway-id @{NAT}"
    );
    let dns64 = "aws ec2 modify-subnet-attribute --subnet-id @cl-ipv4-to-dualstack-subnet-private1-ap-northeast-3a --enable-dns64";
    let curl = "client-001a$ curl -sS6 https://github.com/";
    let take = recorded(&[curl, dns64, &route, curl, "aws ec2 describe-subnets", "client-001a$ dig AAAA github.com"]);
    let lesson = proven(&written(&take));
    assert_eq!(lesson.steps.len(), 2);
    let step = &lesson.steps[1];
    assert_eq!(step.solution.len(), 4, "looking on the way is no part of the solution");
    let goals: Vec<String> = step.goals.iter().map(|goal| format!("{:?}", goal.what)).collect();
    assert!(goals.iter().any(|goal| goal.contains("EnableDns64")), "{goals:#?}");
    assert!(goals.iter().any(|goal| goal.contains("Probe") && goal.contains("curl -sS6")), "{goals:#?}");
    assert!(goals.iter().any(|goal| goal.contains("Saw") && goal.contains("AAAA")), "{goals:#?}");
    assert_eq!(step.asks.len(), 2);
}

#[test]
fn ids_and_variables_become_names() {
    let lesson = proven(&written(&recorded(&[
        "VPC=$(aws ec2 describe-vpcs --filters Name=tag:Name,Values=cl-ipv4-to-dualstack-vpc --query Vpcs[0].VpcId --output text)",
        "aws ec2 create-subnet --vpc-id $VPC --cidr-block 10.1.200.0/24 --tag-specifications 'ResourceType=subnet,Tags=[{Key=Name,Value=new}]'",
        "NEW=$(aws ec2 describe-subnets --filters Name=tag:Name,Values=new --query Subnets[0].SubnetId --output text)",
        "aws ec2 modify-subnet-attribute --subnet-id $NEW --enable-dns64",
        "TO=$(aws ec2 describe-vpcs --query 'Vpcs[0].CidrBlock' --output text)",
        "client-001a$ curl -sS https://github.com/$TO",
    ])));
    let lines: Vec<&str> = lesson.steps.iter().flat_map(|step| &step.solution).map(|line| line.text.as_str()).collect();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].contains("--vpc-id @cl-ipv4-to-dualstack-vpc"), "{lines:#?}");
    assert!(lines[1].contains("--subnet-id @new"), "{lines:#?}");
    assert!(lines.iter().all(|line| !line.contains("=$(") && !line.contains("$TO")), "{lines:#?}");
}

#[test]
fn what_is_undone_is_left_out_with_its_title() {
    let delete = |block: &str| format!("aws ec2 delete-route --route-table-id @{RTB} --destination-cidr-block {block}");
    let (mut history, mut remarks) = recorded(&["# One", "client-001a$ curl -sS https://github.com/", "# Two"]);
    history.exec(Entry::typed(delete("0.0.0.0/0"), 0)).expect("understood");
    remarks.add(history.done().len(), "Three");
    history.undo().expect("it changed something");
    remarks.forget_after(history.done().len());
    history.exec(Entry::typed("client-001a$ curl -sS https://github.com/other".to_owned(), 0)).expect("understood");
    let take = (history, remarks);
    let lesson = proven(&written(&take));
    let titles: Vec<&str> = lesson.steps.iter().map(|step| step.title.en.as_str()).collect();
    assert_eq!(titles, ["One", "Two"]);
    assert!(lesson.steps.iter().all(|step| step.solution.iter().all(|line| !line.text.contains("delete-route"))));
    assert!(!script(&take.0, &take.1).contains("delete-route"), "nor is it in the draft");
}

#[test]
fn a_refused_call_is_a_mistake_and_no_solution() {
    let route = |target: &str| {
        format!("aws ec2 create-route --route-table-id @{RTB} --destination-ipv6-cidr-block 64:ff9b::/96 {target}")
    };
    let again = format!(
        "aws ec2 create-route --route-table-id @{RTB} --destination-ipv6-cidr-block ::/0 --egress-only-internet-gateway-id @{EIGW}"
    );
    let right = route(&format!("--nat-gateway-id @{NAT}"));
    let lesson = proven(&written(&recorded(&[&again, "aws ec2 create-rout", "aws ec2 help", &right])));
    let [step] = lesson.steps.as_slice() else { panic!("one step: {:?}", lesson.steps.len()) };
    assert_eq!(step.solution.len(), 1);
    assert_eq!(step.mistakes.len(), 1);
    assert!(format!("{:?}", step.mistakes[0].when).contains("RouteAlreadyExists"));
}

#[test]
fn what_the_goals_cannot_see_is_asked_for_by_its_call() {
    let delete = format!("aws ec2 delete-route --route-table-id @{RTB} --destination-cidr-block 0.0.0.0/0");
    let lesson = proven(&written(&recorded(&[&delete, "# Look / 見る", "aws ec2 describe-route-tables"])));
    assert_eq!(lesson.steps.len(), 2);
    let goals: Vec<String> =
        lesson.steps.iter().flat_map(|step| &step.goals).map(|it| format!("{:?}", it.what)).collect();
    assert!(goals[0].contains("DeleteRoute") && goals[1].contains("DescribeRouteTables"), "{goals:#?}");
}

#[test]
fn commands_on_a_machine_that_the_step_makes_are_a_step_of_their_own() {
    let lesson = proven(&written(&recorded(&[
        "# New machine",
        "aws ec2 run-instances --image-id resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64 --subnet-id @cl-ipv4-to-dualstack-subnet-private1-ap-northeast-3a --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=new}]'",
        "new$ curl -sS https://github.com/",
        "aws ec2 terminate-instances --instance-ids @new",
    ])));
    let ids: Vec<&str> = lesson.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["new-machine", "curl", "terminate-instances"]);
    assert_eq!(lesson.steps[1].asks.len(), 1, "it can be predicted there");
    assert!(format!("{:?}", lesson.steps[2].goals).contains("Absent"));
}

#[test]
fn comments_are_titles_and_texts() {
    let take = recorded(&["# サブネットを見る", "# 何があるか", "", "# Then / later", "client-001a$ ip route"]);
    let lesson = proven(&written(&take));
    let [read, run] = lesson.steps.as_slice() else { panic!("two steps") };
    assert_eq!((read.title.ja.as_str(), read.text.ja.as_str()), ("サブネットを見る", "何があるか"));
    assert_eq!(read.title.en, "(to be translated) サブネットを見る");
    assert_eq!((run.title.ja.as_str(), run.id.as_str()), ("（要翻訳）Then / later", "then-later"));
    let again = script(&take.0, &take.1);
    let lines: Vec<&str> = again.lines().collect();
    assert_eq!(written(&recorded(&lines)), written(&take), "the script of a recording is the recording");
}

#[test]
fn many_calls_fit_the_smallest_window() {
    let many: Vec<String> = (0..12)
        .map(|n| format!("aws ec2 create-subnet --vpc-id @cl-ipv4-to-dualstack-vpc --cidr-block 10.1.{}.0/24 --availability-zone ap-northeast-3a --tag-specifications 'ResourceType=subnet,Tags=[{{Key=Name,Value=a-rather-long-name-for-a-subnet-of-this-vpc-{n}}}]'", 200 + n))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let lesson = proven(&written(&recorded(&many)));
    assert_eq!((lesson.steps.len(), lesson.steps[0].goals.len()), (1, 12));
}
