//! Questions: what their parts mean, and whether they have an answer at all.

use super::Reader;
use crate::lesson::model::{Alternative, Ask, Question};
use crate::lesson::problem::{Place, Problem};
use crate::lesson::raw;
use crate::lesson::yaml::At;
use crate::net::Pref64;
use ipnet::Ipv6Net;

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
        Some(Question::Predict { run: run?, question: question?, choices, why: why? })
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
        Some(Question::Foresee { run: run?, what: raw.what, question: question?, choices, why: why? })
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
}
