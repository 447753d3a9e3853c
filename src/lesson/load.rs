//! From a file's text to a [`Lesson`], or to everything that is wrong with it at once.
//!
//! The parser stops at the first mistake of shape; everything after that is looked at to the end,
//! so that an author mends a file in one go.

use super::command::Command;
use super::model::{
    Alternative, Ask, Goal, Lesson, Line, Mistake, Probe, Question, Quota, Resource, Saw, Sign, Step, Wanted,
};
use super::problem::{Place, Problem, nearest};
use super::raw;
use super::text::Text;
use super::yaml::{self, At};
use crate::cloud::{Kind, OPERATIONS, World};
use crate::net::Pref64;
use ipnet::Ipv6Net;
use std::collections::BTreeMap;

/// The format this program reads.
pub const FORMAT: u64 = 1;

/// Finds the first world of a lesson by its name, or says in both languages why there is none.
pub type FindWorld<'a> = dyn Fn(&str) -> Result<World, Text> + 'a;

/// Reads a lesson. `find` knows the worlds.
pub fn load(text: &str, find: &FindWorld<'_>) -> Result<Lesson, Vec<Problem>> {
    check_format(text).map_err(|problem| vec![*problem])?;
    let raw: raw::Lesson = yaml::read(text).map_err(|problem| vec![*problem])?;
    let mut reader = Reader { problems: Vec::new() };
    let lesson = reader.lesson(&raw, text, find);
    reader.problems.sort_by_key(|problem| problem.place);
    match lesson {
        Some(lesson) if reader.problems.is_empty() => Ok(lesson),
        _ => Err(reader.problems),
    }
}

fn check_format(text: &str) -> Result<(), Box<Problem>> {
    let head: raw::Head = yaml::read(text)?;
    let Some(format) = head.format else {
        let missing = Problem::new(Place::START, "`format:` がありません", "the field `format` is missing");
        let (ja, en) = ("ファイルの先頭に `format: 1` と書いてください", "begin the file with `format: 1`");
        return Err(Box::new(missing.expect(ja, en)));
    };
    if format.as_u64() == Some(FORMAT) {
        return Ok(());
    }
    let found = &format.value;
    let other = Problem::new(
        format.place,
        format!("このプログラムが読める形式は 1 だけです (書かれているのは {found})"),
        format!("this program reads format 1 only, and this file says {found}"),
    );
    let (ja, en) = ("`format: 1` か、より新しい v6dojo が必要です", "write `format: 1`, or use a newer v6dojo");
    Err(Box::new(other.expect(ja, en)))
}

/// Collects problems while it reads.
struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    fn lesson(&mut self, raw: &raw::Lesson, text: &str, find: &FindWorld<'_>) -> Option<Lesson> {
        let id = self.short_name(&raw.id);
        let title = self.words(&raw.title);
        let summary = self.words(&raw.summary);
        let world = match find(&raw.world) {
            Ok(world) => Some(world),
            Err(why) => {
                self.report(Problem::new(raw.world.place, why.ja, why.en));
                None
            }
        };
        if raw.steps.is_empty() {
            self.report(Problem::new(raw.steps.place, "手順が 1 つもありません", "there are no steps"));
        }
        self.unique_steps(&raw.steps);
        let steps = self.all(&raw.steps, Self::step);
        Some(Lesson {
            id: id?,
            title: title?,
            summary: summary?,
            minutes: raw.minutes.value,
            world: world?,
            steps: steps?,
            fingerprint: crate::cloud::world::mix(text),
        })
    }

    /// Reads every item, also after one failed; none where any did.
    fn all<A, B>(&mut self, items: &[A], mut read: impl FnMut(&mut Self, &A) -> Option<B>) -> Option<Vec<B>> {
        let read: Vec<Option<B>> = items.iter().map(|item| read(self, item)).collect();
        read.into_iter().collect()
    }

    /// Reads what may be missing: `None` only where it is there and wrong.
    fn maybe<A, B>(&mut self, item: Option<&A>, read: impl Fn(&mut Self, &A) -> Option<B>) -> Option<Option<B>> {
        match item {
            Some(item) => read(self, item).map(Some),
            None => Some(None),
        }
    }

    fn unique_steps(&mut self, steps: &[raw::Step]) {
        let mut first = BTreeMap::new();
        for step in steps {
            let id = step.id.as_str();
            if let Some(line) = first.get(id) {
                self.report(Problem::new(
                    step.id.place,
                    format!("手順の id `{id}` は {line} 行目でも使われています"),
                    format!("the step id `{id}` is already taken on line {line}"),
                ));
            } else {
                first.insert(id, step.id.place.line);
            }
        }
    }

    fn short_name(&mut self, name: &At<String>) -> Option<String> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !name.is_empty() && name.chars().all(fits) && !name.starts_with('-') {
            return Some(name.value.clone());
        }
        let (found, ja, en) =
            (&name.value, "英小文字・数字・ハイフンだけが使えます", "use small letters, digits and hyphens");
        let problem = Problem::new(name.place, format!("id `{found}` は使えません"), format!("`{found}` is no id"));
        self.report(problem.expect(ja, en));
        None
    }

    fn words(&mut self, words: &At<raw::Words>) -> Option<Text> {
        let ja = self.one_language(words.ja.as_ref(), words.place, ("日本語", "Japanese", "ja"));
        let en = self.one_language(words.en.as_ref(), words.place, ("英語", "English", "en"));
        Some(Text { ja: ja?, en: en? })
    }

    fn one_language(&mut self, words: Option<&At<String>>, place: Place, name: (&str, &str, &str)) -> Option<String> {
        let (ja, en, key) = name;
        match words {
            Some(words) if !words.trim().is_empty() => Some(words.value.trim_end().to_owned()),
            Some(words) => {
                let problem = Problem::new(
                    words.place,
                    format!("{ja} (`{key}`) が空です"),
                    format!("the {en} (`{key}`) is empty"),
                );
                self.report(problem);
                None
            }
            None => {
                let place = Place { len: 0, ..place };
                let problem = Problem::new(
                    place,
                    format!("{ja} (`{key}`) がありません"),
                    format!("the {en} (`{key}`) is missing"),
                );
                self.report(problem);
                None
            }
        }
    }

    fn step(&mut self, raw: &raw::Step) -> Option<Step> {
        let id = self.short_name(&raw.id);
        let phase = self.words(&raw.phase);
        let title = self.words(&raw.title);
        let text = self.words(&raw.text);
        let notes = self.maybe(raw.notes.as_ref(), Self::words);
        let asks = self.all(&raw.ask, Self::ask);
        let goals = self.all(&raw.goals, Self::goal);
        let solution = self.all(&raw.solution, Self::line);
        let mistakes = self.all(&raw.mistakes, Self::mistake);
        let hints = self.all(&raw.hints, Self::words);
        if raw.goals.is_empty() && !raw.mistakes.is_empty() {
            let ja = "目標 (`goals`) のない手順に間違い (`mistakes`) は書けません";
            self.report(Problem::new(raw.mistakes[0].place, ja, "a step without `goals` has nothing to get wrong"));
        }
        Some(Step {
            id: id?,
            phase: phase?,
            title: title?,
            text: text?,
            notes: notes?,
            asks: asks?,
            goals: goals?,
            solution: solution?,
            mistakes: mistakes?,
            hints: hints?,
            place: raw.id.place,
        })
    }

    /// A line of the console.
    fn line(&mut self, line: &At<String>) -> Option<Line> {
        match Command::read(line) {
            Ok(_) => Some(Line { text: line.trim().to_owned(), place: line.place }),
            Err(why) => {
                self.report(why.problem(line));
                None
            }
        }
    }

    /// A line that runs something on an instance.
    fn guest_line(&mut self, line: &At<String>) -> Option<Line> {
        match Command::read(line) {
            Ok(Command::Guest { .. } | Command::Connect) => {
                Some(Line { text: line.trim().to_owned(), place: line.place })
            }
            Ok(Command::Aws | Command::Assignment) => {
                let problem = Problem::new(
                    line.place,
                    "これはインスタンスで実行するコマンドではありません",
                    "this is no command that runs on an instance",
                );
                self.report(problem.expect("`HOST$ curl …` の形で書いてください", "write it as `HOST$ curl …`"));
                None
            }
            Err(why) => {
                self.report(why.problem(line));
                None
            }
        }
    }

    fn ask(&mut self, raw: &At<raw::Ask>) -> Option<Ask> {
        let what = match &raw.value {
            raw::Ask::Predict(predict) => self.predict(predict),
            raw::Ask::Address(address) => self.address(address),
            raw::Ask::Choice(choice) => self.choice(choice),
        };
        Some(Ask { what: what?, place: Place { len: 0, ..raw.place } })
    }

    fn predict(&mut self, raw: &raw::Predict) -> Option<Question> {
        let run = self.guest_line(&raw.run);
        let question = self.maybe(raw.question.as_ref(), Self::words);
        let why = self.words(&raw.why);
        let choices = raw.choices.value.clone();
        let twice = (1..choices.len()).any(|n| choices[..n].contains(&choices[n]));
        if choices.len() < 2 || twice {
            let ja = "選択肢は、異なるものを 2 つ以上書いてください";
            self.report(Problem::new(raw.choices.place, ja, "write at least two choices, each of them once"));
        }
        Some(Question::Predict { run: run?, question: question?, choices, why: why? })
    }

    fn address(&mut self, raw: &raw::Address) -> Option<Question> {
        let question = self.words(&raw.question);
        let why = self.words(&raw.why);
        let embed = raw.embed.parse().ok();
        if embed.is_none() {
            let written = &raw.embed.value;
            let problem = Problem::new(
                raw.embed.place,
                format!("`{written}` は IPv4 アドレスではありません"),
                format!("`{written}` is no IPv4 address"),
            );
            self.report(problem);
        }
        let prefix: Option<Pref64> = raw.prefix.parse().ok().and_then(|net: Ipv6Net| Pref64::new(net).ok());
        if prefix.is_none() {
            let written = &raw.prefix.value;
            let problem = Problem::new(
                raw.prefix.place,
                format!("`{written}` は NAT64 のプレフィックスとして使えません"),
                format!("`{written}` is no prefix for NAT64"),
            );
            let ja = "長さは 32、40、48、56、64、96 のどれかで、64〜71 ビット目は 0 です (RFC 6052)";
            let en = "its length is 32, 40, 48, 56, 64 or 96, and bits 64 to 71 are 0 (RFC 6052)";
            self.report(problem.expect(ja, en));
        }
        Some(Question::Address { question: question?, embed: embed?, prefix: prefix?, why: why? })
    }

    fn choice(&mut self, raw: &raw::Choice) -> Option<Question> {
        let question = self.words(&raw.question);
        let options = self.all(&raw.options, |reader, raw| {
            let (say, reply) = (reader.words(&raw.say), reader.words(&raw.reply));
            Some(Alternative { say: say?, right: raw.right, reply: reply? })
        });
        if raw.options.len() < 2 {
            self.report(Problem::new(
                raw.options.place,
                "選択肢は 2 つ以上必要です",
                "there are fewer than two options",
            ));
        } else if !raw.options.iter().any(|option| option.right) {
            let problem = Problem::new(raw.options.place, "正解の選択肢がありません", "no option is right");
            self.report(
                problem.expect("正解に `right: true` を付けてください", "mark the right one with `right: true`"),
            );
        }
        Some(Question::Choice { question: question?, options: options? })
    }

    fn goal(&mut self, raw: &At<raw::Goal>) -> Option<Goal> {
        let place = Place { len: 0, ..raw.place };
        let (what, say) = match &raw.value {
            raw::Goal::Resource(raw) => (self.resource(raw).map(Wanted::Resource), &raw.say),
            raw::Goal::Absent(raw) => (self.absent(raw), &raw.say),
            raw::Goal::Probe(raw) => (self.probe(raw).map(Wanted::Probe), &raw.say),
            raw::Goal::Saw(raw) => (Some(Wanted::Saw(saw(raw))), &raw.say),
            raw::Goal::Setting(raw) => (self.setting(raw, place), &raw.say),
            raw::Goal::Any(raw) => (self.any(raw), &raw.say),
        };
        let say = self.maybe(say.as_ref(), Self::words);
        Some(Goal { what: what?, say: say?, place })
    }

    fn kind(&mut self, kind: &At<String>) -> Option<Kind> {
        let found = Kind::ALL.iter().find(|known| known.name() == kind.as_str()).copied();
        if found.is_none() {
            let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
            let written = &kind.value;
            let problem = Problem::new(
                kind.place,
                format!("`{written}` という種類のリソースはありません"),
                format!("there is no kind of resource called `{written}`"),
            );
            self.report(problem.one_of(written, &names));
        }
        found
    }

    fn resource(&mut self, raw: &raw::Resource) -> Option<Resource> {
        let kind = self.kind(&raw.kind);
        if raw.name.is_none() && raw.has.0.is_empty() {
            let problem = Problem::new(
                raw.kind.place,
                "名前 (`name`) も性質 (`has`) もないので、どのリソースにも当てはまります",
                "without `name` and `has` any resource will do",
            );
            self.report(problem);
        }
        let has = raw.has.0.iter().map(|(key, value)| (key.value.clone(), value.clone(), key.place)).collect();
        Some(Resource { kind: kind?, name: raw.name.as_ref().map(|name| name.value.clone()), has })
    }

    fn absent(&mut self, raw: &raw::Absent) -> Option<Wanted> {
        let kind = self.kind(&raw.kind)?;
        Some(Wanted::Absent { kind, name: raw.name.value.clone() })
    }

    fn probe(&mut self, raw: &raw::Probe) -> Option<Probe> {
        let run = self.guest_line(&raw.run);
        for name in &raw.not_via {
            if raw.via.iter().any(|via| via.value == name.value) {
                let ja = format!("`{}` は `via` にも書かれています", name.value);
                self.report(Problem::new(name.place, ja, format!("`{}` stands in `via` too", name.value)));
            }
        }
        Some(Probe { run: run?, outcome: raw.outcome, via: strings(&raw.via), not_via: strings(&raw.not_via) })
    }

    fn setting(&mut self, raw: &raw::Setting, place: Place) -> Option<Wanted> {
        let written = [
            (Quota::InstanceConnectEndpointsPerVpc, raw.instance_connect_endpoints_per_vpc),
            (Quota::NatGatewaysPerAvailabilityZone, raw.nat_gateways_per_availability_zone),
            (Quota::ElasticIps, raw.elastic_ips),
            (Quota::RoutesPerTable, raw.routes_per_table),
            (Quota::NetworkAclEntries, raw.network_acl_entries),
        ];
        let wanted: Vec<(Quota, u32)> =
            written.into_iter().filter_map(|(quota, value)| Some((quota, value?))).collect();
        if wanted.is_empty() {
            self.report(Problem::new(place, "設定が 1 つも書かれていません", "no setting is named"));
            return None;
        }
        Some(Wanted::Setting(wanted))
    }

    fn any(&mut self, raw: &raw::Any) -> Option<Wanted> {
        if raw.of.is_empty() {
            self.report(Problem::new(raw.of.place, "`of` が空です", "`of` is empty"));
        }
        self.all(&raw.of, Self::goal).map(Wanted::Any)
    }

    fn mistake(&mut self, raw: &At<raw::Mistake>) -> Option<Mistake> {
        let lines = self.all(&raw.lines, Self::line);
        if raw.lines.is_empty() {
            self.report(Problem::new(raw.lines.place, "`do` が空です", "`do` is empty"));
        }
        let when = match &raw.when.value {
            raw::Sign::Resource(raw) => self.resource(raw).map(|resource| Sign::Holds(Wanted::Resource(resource))),
            raw::Sign::Absent(raw) => self.absent(raw).map(Sign::Holds),
            raw::Sign::Probe(raw) => self.probe(raw).map(|probe| Sign::Holds(Wanted::Probe(probe))),
            raw::Sign::Saw(raw) => Some(Sign::Holds(Wanted::Saw(saw(raw)))),
            raw::Sign::Refused(raw) => self.refused(raw),
        };
        let say = self.words(&raw.say);
        Some(Mistake { lines: lines?, when: when?, say: say?, place: Place { len: 0, ..raw.place } })
    }

    fn refused(&mut self, raw: &raw::Refused) -> Option<Sign> {
        let written = raw.operation.as_str();
        if !OPERATIONS.iter().any(|operation| operation.name == written) {
            let problem = Problem::new(
                raw.operation.place,
                format!("`{written}` という API 操作はありません"),
                format!("there is no API operation `{written}`"),
            );
            let near = nearest(written, OPERATIONS.iter().map(|operation| operation.name));
            self.report(Problem { near, ..problem });
            return None;
        }
        Some(Sign::Refused { operation: written.to_owned(), code: raw.code.as_ref().map(|code| code.value.clone()) })
    }
}

fn strings(names: &[At<String>]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}

fn saw(raw: &raw::Saw) -> Saw {
    Saw {
        from: raw.from.value.clone(),
        program: raw.program.as_ref().map(|program| program.value.clone()),
        to: raw.to.as_ref().map(|to| to.value.clone()),
        family: raw.family,
        outcome: raw.outcome,
        via: strings(&raw.via),
    }
}
