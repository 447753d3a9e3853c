//! Questions: what their parts mean, and whether they have an answer at all.

use super::Reader;
use crate::lesson::ask::Address;
use crate::lesson::model::{Alternative, Ask, Question};
use crate::lesson::problem::{Place, Problem};
use crate::lesson::raw;
use crate::lesson::yaml::At;
use crate::net::Pref64;
use ipnet::Ipv6Net;
use std::str::FromStr;

impl Reader {
    pub(super) fn ask(&mut self, raw: &At<raw::Ask>) -> Option<Ask> {
        let what = match &raw.value {
            raw::Ask::Predict(predict) => self.predict(predict),
            raw::Ask::Foresee(foresee) => self.foresee(foresee),
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
        let answer = raw.answer.as_ref().map(|answer| (answer.value, answer.place));
        Some(Question::Predict { run: run?, question: question?, choices, answer, why: why? })
    }

    fn foresee(&mut self, raw: &raw::Foresee) -> Option<Question> {
        let run = self.guest_line(&raw.run);
        let question = self.maybe(raw.question.as_ref(), Self::words);
        let why = self.words(&raw.why);
        let choices: Vec<String> = raw.choices.iter().map(|choice| choice.value.clone()).collect();
        let twice = (1..choices.len()).find(|n| choices[..*n].contains(&choices[*n]));
        let place = twice.map(|n| raw.choices[n].place).or((choices.len() < 2).then_some(raw.choices.place));
        if let Some(place) = place {
            let ja = "選択肢は、異なるものを 2 つ以上書いてください";
            self.report(Problem::new(place, ja, "write at least two choices, each of them once"));
        }
        let answer = raw.answer.as_ref().map(|answer| (answer.value.clone(), answer.place));
        Some(Question::Foresee { run: run?, what: raw.what, question: question?, choices, answer, why: why? })
    }

    fn address(&mut self, raw: &raw::Address) -> Option<Question> {
        let question = self.words(&raw.question);
        let why = self.words(&raw.why);
        let right = match (&raw.embed, &raw.extract, &raw.is, &raw.prefix) {
            (Some(embed), None, None, Some(prefix)) => {
                let (embed, prefix) = (self.parsed(embed, (" IPv4 アドレス", "IPv4 address")), self.prefix(prefix));
                Some(Address::One(prefix?.embed(embed?).into()))
            }
            (None, Some(extract), None, Some(prefix)) => self.extracted(extract, prefix),
            (None, None, Some(is), None) => self.parsed(is, ("アドレスでも CIDR ブロック", "address or CIDR block")),
            _ => {
                let (ja, en) = (
                    "`embed` と `prefix`、`extract` と `prefix`、`is` のどれか 1 組を書いてください",
                    "write one of: `embed` and `prefix`, `extract` and `prefix`, or `is`",
                );
                let place = raw.question.place;
                let missing =
                    Problem::new(place, "正しいアドレスが決まりません", "this does not say which address is right");
                self.report(missing.expect(ja, en));
                None
            }
        };
        Some(Question::Address { question: question?, right: right?, why: why? })
    }

    /// The IPv4 address in an IPv6 address.
    fn extracted(&mut self, from: &At<String>, prefix: &At<String>) -> Option<Address> {
        let (address, prefix) = (self.parsed(from, (" IPv6 アドレス", "IPv6 address")), self.prefix(prefix));
        let (address, prefix): (_, Pref64) = (address?, prefix?);
        let inside = prefix.extract(address);
        if inside.is_err() {
            let ja = format!("`{address}` の中に、この接頭辞の後ろの IPv4 アドレスはありません");
            let en = format!("`{address}` holds no IPv4 address behind this prefix");
            self.report(Problem::new(from.place, ja, en));
        }
        inside.ok().map(|inside| Address::One(inside.into()))
    }

    /// A value of a type that its text gives; `what` it should be, in both languages.
    fn parsed<T: FromStr>(&mut self, text: &At<String>, what: (&str, &str)) -> Option<T> {
        let parsed = text.trim().parse().ok();
        if parsed.is_none() {
            let (written, (ja, en)) = (&text.value, what);
            let problem = Problem::new(
                text.place,
                format!("`{written}` は{ja}ではありません"),
                format!("`{written}` is no {en}"),
            );
            self.report(problem);
        }
        parsed
    }

    fn prefix(&mut self, text: &At<String>) -> Option<Pref64> {
        let prefix: Option<Pref64> = text.parse().ok().and_then(|net: Ipv6Net| Pref64::new(net).ok());
        if prefix.is_none() {
            let written = &text.value;
            let problem = Problem::new(
                text.place,
                format!("`{written}` は NAT64 のプレフィックスとして使えません"),
                format!("`{written}` is no prefix for NAT64"),
            );
            let ja = "長さは 32、40、48、56、64、96 のどれかで、64〜71 ビット目は 0 です (RFC 6052)";
            let en = "its length is 32, 40, 48, 56, 64 or 96, and bits 64 to 71 are 0 (RFC 6052)";
            self.report(problem.expect(ja, en));
        }
        prefix
    }

    fn choice(&mut self, raw: &raw::Choice) -> Option<Question> {
        let question = self.words(&raw.question);
        let options = self.all(&raw.options, |reader, raw| {
            let (say, reply) = (reader.words(&raw.say), reader.words(&raw.reply));
            let check = reader.maybe(raw.check.as_ref(), Self::goal);
            Some(Alternative { say: say?, right: raw.right, check: check?, reply: reply? })
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
}
