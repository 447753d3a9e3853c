//! `v6dojo drill` without a screen: a script finds, claims, mends and gives up.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use serde_json::Value;

/// Plays a script in drill 4711 with two faults; the records, and the status.
fn play(script: &str) -> (Vec<Value>, i32) {
    let mut command = Command::cargo_bin("v6dojo").unwrap();
    let done =
        command.args(["drill", "--seed", "4711", "--faults", "2", "--json"]).write_stdin(script).output().unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), done.status.code().unwrap())
}

fn truth() -> Value {
    play("give-up\n").0.pop().unwrap()["truth"].clone()
}

#[test]
fn giving_up_shows_the_truth_and_leaves_it_broken() {
    let (records, status) = play("give-up\naws ec2 describe-vpcs\n");
    assert_eq!((records.len(), status), (2, 1), "nothing is carried out after giving up");
    let end = &records[1];
    assert_eq!((&end["solved"], &end["given_up"]), (&Value::from(false), &Value::from(true)));
    assert_eq!(end["points"], Value::Null, "what is not mended has no score");
    for list in ["faults", "blockers"] {
        assert_eq!(end["truth"][list].as_array().unwrap().len(), 2, "{list}");
    }
}

#[test]
fn the_repair_solves_it_and_right_claims_cost_nothing() {
    let truth = truth();
    let claims =
        truth["blockers"].as_array().unwrap().iter().map(|it| format!("claim {}", it["code"].as_str().unwrap()));
    let lines = truth["repair"].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned());
    let script: Vec<String> = claims.chain(lines).collect();
    let (records, status) = play(&script.join("\n"));
    let end = records.last().unwrap();
    assert_eq!((&end["solved"], status), (&Value::from(true), 0));
    assert_eq!((&end["points"], &end["mend"]), (&Value::from(0), &end["smallest"]));
}

#[test]
fn probes_wrong_claims_and_needless_changes_cost_points_and_nothing_is_given_away() {
    let probe = play("").0[0]["probe"].as_str().unwrap().to_owned();
    let script = format!("{probe}\nclaim mail-blocked\naws ec2 create-key-pair --key-name k\n");
    let (records, status) = play(&script);
    let end = records.last().unwrap();
    assert_eq!((&end["probes"], &end["wrong_claims"], &end["mend"]), (&1.into(), &1.into(), &1.into()));
    assert!(end.get("truth").is_none());
    assert!(records.iter().all(|record| record.get("repair").is_none()));
    assert_eq!(status, 1);
}

#[test]
fn a_claim_that_names_no_code_is_not_understood() {
    let (records, status) = play("claim the-weather\n");
    assert_eq!((records.len(), status), (3, 2));
    let said = records[1]["stderr"].as_str().unwrap();
    assert!(said.contains("no kind of obstacle `the-weather`") && said.contains("dns64-off"), "{said}");
}

#[test]
fn a_misspelt_place_costs_nothing() {
    let (records, _) = play("claim network-acl-egress nowhere\n");
    assert!(records[1]["stderr"].as_str().unwrap().contains("nothing here is called `nowhere`"));
    assert_eq!(records.last().unwrap()["wrong_claims"], Value::from(0));
}
