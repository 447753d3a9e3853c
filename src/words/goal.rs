//! Goals in words, and what is near when one does not hold yet.

use super::trace::outcome;
use crate::lesson::Lang;
use crate::lesson::difference::Difference;
use crate::lesson::goal::{Near, ProbeMiss, SawMiss};
use crate::lesson::model::{Goal, Quota, Wanted};
use serde_json::Value;

/// Differences that are told at once; more would not be read.
const TOLD: usize = 2;

/// What a goal wants: in its author's words, else in ours.
pub fn goal(goal: &Goal, lang: Lang) -> String {
    match &goal.say {
        Some(say) => say.in_(lang).to_owned(),
        None => wanted(&goal.what, lang),
    }
}

fn wanted(wanted: &Wanted, lang: Lang) -> String {
    match wanted {
        Wanted::Resource(resource) => {
            let name = resource.name.as_deref().unwrap_or_default();
            let has = resource.has.iter().map(|(field, value, _)| format!("{field} = {}", plain(value)));
            let has = has.collect::<Vec<_>>().join(", ");
            format!("{} {name} {has}", resource.kind.name()).trim().to_owned()
        }
        Wanted::Absent { kind, name } => match lang {
            Lang::Ja => format!("{} {name} がない", kind.name()),
            Lang::En => format!("no {} {name}", kind.name()),
        },
        Wanted::Probe(probe) => format!("{} → {}", probe.run.text, outcome(probe.outcome, lang)),
        Wanted::Saw(saw) => {
            let words = [saw.program.as_deref(), saw.to.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
            match lang {
                Lang::Ja => format!("{} で {words} を実行した", saw.from),
                Lang::En => format!("{words} was run on {}", saw.from),
            }
        }
        Wanted::Called(called) => match (&called.code, lang) {
            (None, Lang::Ja) => format!("{} を呼び出した", called.operation),
            (None, Lang::En) => format!("{} was called", called.operation),
            (Some(code), Lang::Ja) => format!("{} が {code} で断られるのを見た", called.operation),
            (Some(code), Lang::En) => format!("{} was refused with {code}", called.operation),
        },
        Wanted::Setting(settings) => {
            let one = |(name, least): &(Quota, u32)| match lang {
                Lang::Ja => format!("{}が {least} 以上", quota(*name, lang)),
                Lang::En => format!("{}: at least {least}", quota(*name, lang)),
            };
            settings.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        Wanted::Any(goals) => {
            let or = lang.pick(" または ", " or ");
            goals.iter().map(|one| goal(one, lang)).collect::<Vec<_>>().join(or)
        }
    }
}

/// What is there instead of what is wanted, in a sentence; empty where there is nothing to say.
pub fn near(near: &Near, lang: Lang) -> String {
    match near {
        Near::NoSuchResource { kind, name, like } => no_such(kind.name(), name.as_deref(), like.as_deref(), lang),
        Near::Differs { name, differences, .. } => {
            let told = differences.iter().take(TOLD).map(|one| difference(one, lang)).collect::<Vec<_>>();
            format!("{name}: {}", told.join(lang.pick("、", "; ")))
        }
        Near::StillThere { name, .. } => match lang {
            Lang::Ja => format!("{name} がまだあります"),
            Lang::En => format!("{name} is still there"),
        },
        Near::CannotRun { line } => {
            let host = line.split_once('$').map_or(line.as_str(), |(host, _)| host);
            match lang {
                Lang::Ja => format!("{host} がまだないか、動いていません"),
                Lang::En => format!("{host} is not there yet, or not running"),
            }
        }
        Near::Probe { trace, miss, .. } => probe(miss, &trace.path, lang),
        Near::NotSeen { nearest: None } => String::new(),
        Near::NotSeen { nearest: Some((record, misses)) } => {
            let said = misses.iter().map(|miss| saw(miss, lang)).collect::<Vec<_>>().join(lang.pick("、", "; "));
            format!("{}: {said}", record.input)
        }
        Near::NotCalled { last: None, .. } => String::new(),
        Near::NotCalled { last: Some(record), .. } => match lang {
            Lang::Ja => format!("{} は終了コード {} で終わりました", record.input, record.exit),
            Lang::En => format!("{} ended with status {}", record.input, record.exit),
        },
        Near::Setting { quota: name, have, want } => match lang {
            Lang::Ja => format!("{} はいま {have}、必要なのは {want} 以上", quota(*name, lang)),
            Lang::En => format!("{} is {have}, at least {want} is wanted", quota(*name, lang)),
        },
        Near::None(all) => {
            all.iter().map(|one| self::near(one, lang)).find(|text| !text.is_empty()).unwrap_or_default()
        }
    }
}

fn no_such(kind: &str, name: Option<&str>, like: Option<&str>, lang: Lang) -> String {
    match (name, like, lang) {
        (Some(name), Some(like), Lang::Ja) => format!("名前が {name} の {kind} がありません（近いもの: {like}）"),
        (Some(name), Some(like), Lang::En) => format!("no {kind} is called {name} (near: {like})"),
        // The goal itself says already what is to be made.
        (_, None, _) => String::new(),
        (None, Some(like), Lang::Ja) => format!("近いもの: {like}"),
        (None, Some(like), Lang::En) => format!("near: {like}"),
    }
}

fn difference(difference: &Difference, lang: Lang) -> String {
    let (field, want) = (&difference.field, plain(&difference.want));
    match (&difference.have, lang) {
        (Some(have), Lang::Ja) => format!("{field} が {}（必要なのは {want}）", plain(have)),
        (Some(have), Lang::En) => format!("{field} is {}, wanted is {want}", plain(have)),
        (None, Lang::Ja) => format!("{field} に {want} がありません"),
        (None, Lang::En) => format!("{field} lacks {want}"),
    }
}

fn probe(miss: &ProbeMiss, path: &[String], lang: Lang) -> String {
    let way = path.join(" → ");
    let way = if way.is_empty() { String::new() } else { format!(" ({way})") };
    match (miss, lang) {
        (ProbeMiss::Outcome { have, .. }, Lang::Ja) => format!("いまは「{}」になります{way}", outcome(*have, lang)),
        (ProbeMiss::Outcome { have, .. }, Lang::En) => format!("now it ends with: {}{way}", outcome(*have, lang)),
        (ProbeMiss::Avoids(name), Lang::Ja) => format!("{name} を通っていません{way}"),
        (ProbeMiss::Avoids(name), Lang::En) => format!("it does not go by {name}{way}"),
        (ProbeMiss::Crosses(name), Lang::Ja) => format!("{name} を通っています{way}"),
        (ProbeMiss::Crosses(name), Lang::En) => format!("it goes by {name}{way}"),
    }
}

fn saw(miss: &SawMiss, lang: Lang) -> String {
    match miss {
        SawMiss::From => lang.pick("別のマシンで実行しました", "it ran on another machine").to_owned(),
        SawMiss::Program => lang.pick("別のプログラムです", "it is another program").to_owned(),
        SawMiss::To => lang.pick("宛先が違います", "it went somewhere else").to_owned(),
        SawMiss::RecordType => {
            lang.pick("尋ねたレコードの種類が違います", "it asked for another type of record").to_owned()
        }
        SawMiss::Family => lang.pick("もう一方の IP バージョンでした", "it used the other IP version").to_owned(),
        SawMiss::Outcome(have) => match lang {
            Lang::Ja => format!("結果は「{}」でした", outcome(*have, lang)),
            Lang::En => format!("it ended with: {}", outcome(*have, lang)),
        },
        SawMiss::Via(name) => match lang {
            Lang::Ja => format!("{name} を通っていません"),
            Lang::En => format!("it did not go by {name}"),
        },
    }
}

/// A quota's name.
fn quota(quota: Quota, lang: Lang) -> &'static str {
    match quota {
        Quota::InstanceConnectEndpointsPerVpc => {
            lang.pick("VPC あたりのインスタンス接続エンドポイント数", "Instance Connect Endpoints per VPC")
        }
        Quota::NatGatewaysPerAvailabilityZone => {
            lang.pick("AZ あたりの NAT ゲートウェイ数", "NAT gateways per Availability Zone")
        }
        Quota::ElasticIps => lang.pick("Elastic IP 数", "Elastic IP addresses"),
        Quota::RoutesPerTable => lang.pick("ルートテーブルあたりのルート数", "routes per table"),
        Quota::NetworkAclEntries => lang.pick("ネットワーク ACL のルール数", "network ACL rules"),
    }
}

/// A value without quotation marks.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| format!("{key} {}", plain(value))).collect::<Vec<_>>().join(", ")
        }
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Null => "-".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
