//! Goals and mistakes: the same kinds of conditions, wanted or dreaded.

use super::Reader;
use crate::cloud::{Kind, OPERATIONS};
use crate::lesson::model::{Called, Goal, Mistake, Probe, Quota, Resource, Saw, Sign, Wanted};
use crate::lesson::problem::{Place, Problem, nearest};
use crate::lesson::raw;
use crate::lesson::yaml::At;
use hickory_proto::rr::RecordType;

impl Reader {
    pub(super) fn goal(&mut self, raw: &At<raw::Goal>) -> Option<Goal> {
        let place = Place { len: 0, ..raw.place };
        let (what, say) = match &raw.value {
            raw::Goal::Resource(raw) => (self.resource(raw).map(Wanted::Resource), &raw.say),
            raw::Goal::Absent(raw) => (self.absent(raw), &raw.say),
            raw::Goal::Probe(raw) => (self.probe(raw).map(Wanted::Probe), &raw.say),
            raw::Goal::Saw(raw) => (self.saw(raw).map(Wanted::Saw), &raw.say),
            raw::Goal::Called(raw) => (self.called(raw).map(Wanted::Called), &raw.say),
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

    pub(super) fn mistake(&mut self, raw: &At<raw::Mistake>) -> Option<Mistake> {
        let lines = self.all(&raw.lines, Self::line);
        if raw.lines.is_empty() {
            self.report(Problem::new(raw.lines.place, "`do` が空です", "`do` is empty"));
        }
        let when = match &raw.when.value {
            raw::Sign::Resource(raw) => self.resource(raw).map(|resource| Sign::Holds(Wanted::Resource(resource))),
            raw::Sign::Absent(raw) => self.absent(raw).map(Sign::Holds),
            raw::Sign::Probe(raw) => self.probe(raw).map(|probe| Sign::Holds(Wanted::Probe(probe))),
            raw::Sign::Saw(raw) => self.saw(raw).map(|saw| Sign::Holds(Wanted::Saw(saw))),
            raw::Sign::Called(raw) => self.called(raw).map(|called| Sign::Holds(Wanted::Called(called))),
            raw::Sign::Any(raw) => self.any(raw).map(Sign::Holds),
            raw::Sign::Refused(raw) => self.refused(raw),
        };
        let say = self.words(&raw.say);
        Some(Mistake { lines: lines?, when: when?, say: say?, place: Place { len: 0, ..raw.place } })
    }

    fn refused(&mut self, raw: &raw::Refused) -> Option<Sign> {
        let operation = self.operation(&raw.operation)?;
        Some(Sign::Refused { operation, code: raw.code.as_ref().map(|code| code.value.clone()) })
    }

    fn called(&mut self, raw: &raw::Called) -> Option<Called> {
        let operation = self.operation(&raw.operation)?;
        Some(Called { operation, code: raw.code.as_ref().map(|code| code.value.clone()) })
    }

    fn operation(&mut self, name: &At<String>) -> Option<String> {
        let written = name.as_str();
        let known = OPERATIONS.iter().any(|operation| operation.name == written);
        if !known {
            let problem = Problem::new(
                name.place,
                format!("`{written}` という API 操作はありません"),
                format!("there is no API operation `{written}`"),
            );
            let near = nearest(written, OPERATIONS.iter().map(|operation| operation.name));
            self.report(Problem { near, ..problem });
        }
        known.then(|| written.to_owned())
    }

    fn saw(&mut self, raw: &raw::Saw) -> Option<Saw> {
        let record_type = self.maybe(raw.kind.as_ref(), Self::record_type);
        Some(Saw {
            from: raw.from.value.clone(),
            program: raw.program.as_ref().map(|program| program.value.clone()),
            to: raw.to.as_ref().map(|to| to.value.clone()),
            record_type: record_type?,
            family: raw.family,
            outcome: raw.outcome,
            via: strings(&raw.via),
        })
    }

    fn record_type(&mut self, name: &At<String>) -> Option<RecordType> {
        let known = name.parse().ok();
        if known.is_none() {
            let written = &name.value;
            let problem = Problem::new(
                name.place,
                format!("`{written}` という種類の DNS レコードはありません"),
                format!("there is no DNS record type `{written}`"),
            );
            self.report(problem.one_of(written, &["A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"]));
        }
        known
    }
}

fn strings(names: &[At<String>]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}
