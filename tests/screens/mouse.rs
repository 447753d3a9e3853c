//! The mouse: whatever is drawn says what a click on it does, and no key is needed to get about.

use super::learner::Learner;
use v6dojo::lesson::Lang;
use v6dojo::tui::look::Look;

const SIZE: (u16, u16) = (120, 40);

fn look(lang: Lang) -> Look {
    Look { lang, ..Look::default() }
}

#[test]
fn a_lesson_is_opened_and_a_pane_chosen_by_clicks() {
    let learner = Learner::new(look(Lang::En)).click_on("From an IPv6-only subnet to the IPv4 w", SIZE);
    let learner = learner.click_on("Start", SIZE);
    assert!(learner.screen(120, 40).contains("Life on IPv6 alone"), "a click in a header does nothing");
    let learner = learner.click_on("3 Console", SIZE);
    assert!(learner.screen(120, 40).contains("create-subnet"));
}

#[test]
fn a_question_is_answered_and_the_next_step_begun_by_clicks() {
    let learner = Learner::new(look(Lang::En)).press("<Enter>").click_on("n next", SIZE);
    let learner = learner.click_on("a  It works", SIZE);
    let screen = learner.screen(SIZE.0, SIZE.1);
    assert!(screen.contains("Right.") || screen.contains("Not quite."), "{screen}");
}

#[test]
fn a_solution_is_taken_over_and_run_by_clicks() {
    let mut learner = Learner::at(look(Lang::En), "subnet");
    while !learner.screen(SIZE.0, SIZE.1).contains("One solution") {
        learner = learner.click_on("h hint", SIZE);
    }
    let learner = learner.click_on("$ aws ec2 create-subnet", SIZE);
    assert!(learner.screen(SIZE.0, SIZE.1).contains("cloudshell$ aws ec2 create-subnet"));
    let learner = learner.click_on("Enter run", SIZE);
    let screen = learner.screen(SIZE.0, SIZE.1);
    assert!(screen.contains("Goal reached"), "{screen}");
}

#[test]
fn a_window_keeps_what_lies_below_from_clicks() {
    let learner = Learner::at(look(Lang::En), "subnet").press("R");
    let before = learner.screen(SIZE.0, SIZE.1);
    let learner = learner.click((2, 3), SIZE);
    assert_eq!(learner.screen(SIZE.0, SIZE.1), before);
    let learner = learner.click_on("Change nothing", SIZE);
    assert!(!learner.screen(SIZE.0, SIZE.1).contains("Change nothing"));
}

#[test]
fn the_map_comes_closer_with_the_second_click() {
    let learner = Learner::at(look(Lang::En), "as-found").press("2").click_on("private2 3c", SIZE);
    let screen = learner.screen(SIZE.0, SIZE.1);
    assert!(screen.contains("› private2"), "{screen}");
    let learner = learner.click_on("private2 3c", SIZE);
    assert!(learner.screen(SIZE.0, SIZE.1).contains("Network ACL"));
}
