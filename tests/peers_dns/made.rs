//! The names that all are asked for: some hundred, made from a fixed seed, in zones that NSD loads as
//! master files and the simulation reads from the same text. Each name is asked for once and has
//! targets of its own, so that no cache has counted its time to live down.

use fastrand::Rng;
use hickory_proto::rr::RecordType;
use std::net::{Ipv4Addr, Ipv6Addr};
use v6dojo::net::dns::{self, Asking};

/// What kind of case a question is. The known differences are told by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A name with both families.
    Dual,
    /// A name with A records alone.
    FourOnly,
    /// A name with AAAA records alone.
    SixOnly,
    /// A name with neither.
    Neither,
    /// A name that is not there.
    Missing,
    /// CNAMEs, one to five and some more, to a name of the kinds above.
    Chain,
    /// CNAMEs to a name that is not there.
    ChainToMissing,
    /// CNAMEs into another zone.
    ChainAbroad,
    /// CNAMEs in a circle.
    Loop,
    /// More CNAMEs than a resolver follows.
    EndlessChain,
    /// A records that no global host has.
    SpecialFour,
    /// AAAA records that no global host has, but for IPv4-mapped ones.
    SpecialSix,
    /// IPv4-mapped AAAA records alone, beside A records.
    Mapped,
    /// IPv4-mapped AAAA records alone, and no A records.
    OnlyMapped,
    /// IPv4-mapped AAAA records beside others.
    MixedMapped,
    /// An A record that lives longer than the SOA of the negative answer.
    LongerThanSoa,
    /// An A record that must not be kept.
    NotKept,
    /// A wildcard's name, also where that is an alias.
    Wildcard,
    /// A name that is there without records, or that hides a wildcard.
    NoWildcard,
    /// A name below a DNAME.
    Dname,
    /// A name below a DNAME that becomes too long.
    DnameTooLong,
    /// A type that DNS64 leaves alone.
    OtherType,
    /// All types at once, where there is one.
    Any,
    /// All types at once, where there are several.
    AnyOfSeveral,
    /// The name of an IPv4 address.
    Reverse,
    /// The name of an address below 64:ff9b::/96, whose IPv4 address has one.
    SyntheticReverse,
    /// The name of such an address, whose IPv4 address has none.
    SyntheticNoReverse,
    /// The name that tells the prefix (RFC 7050).
    WellKnown,
    /// AAAA of a name with A alone, with DO.
    WithDo,
    /// The same with CD.
    WithCd,
    /// The same with both.
    WithBoth,
    /// AAAA of a name whose name servers fail at it, A is fine.
    Failing,
    /// AAAA of a name that its name servers deny, A is fine.
    Denied,
}

/// One question.
#[derive(Clone, Debug)]
pub struct Question {
    pub kind: Kind,
    pub name: String,
    pub wanted: RecordType,
    pub asking: Asking,
}

/// The zones as master files, and the questions.
pub struct Made {
    /// Origin and master file, for the authority.
    pub zones: Vec<(String, String)>,
    /// The zone whose name servers fail: its records, and what fails how.
    pub broken: String,
    pub questions: Vec<Question>,
    rng: Rng,
    names: u32,
}

const SOA: &str = "ns.example. hostmaster.example. 1 7200 900 1209600";
const EXAMPLE: usize = 0;
const SHORT_MINIMUM: usize = 1;
const SHORT_SOA: usize = 2;
const ABROAD: usize = 3;
const REVERSE: usize = 4;

/// The same names for the same seed.
pub fn made(seed: u64) -> Made {
    let zone = |origin: &str, ttl: u32, minimum: u32| {
        (origin.to_owned(), format!("{origin} {ttl} IN SOA {SOA} {minimum}\n{origin} {ttl} IN NS ns.example.\n"))
    };
    let mut zones = vec![
        zone("example.", 900, 900),
        zone("minimum.example.", 900, 30),
        zone("soa.example.", 20, 900),
        zone("abroad.example.", 900, 900),
        zone("177.27.20.in-addr.arpa.", 900, 900),
        zone("ipv4only.arpa.", 3600, 3600),
        zone(".", 86_400, 86_400),
    ];
    zones[EXAMPLE].1 += "ns.example. 900 IN A 127.0.0.1\n";
    zones[5].1 += "ipv4only.arpa. 86400 IN A 192.0.0.170\nipv4only.arpa. 86400 IN A 192.0.0.171\n";
    let broken = zone("broken.example.", 900, 900).1;
    let mut made = Made { zones, broken, questions: Vec::new(), rng: Rng::with_seed(seed), names: 0 };
    made.plain_names();
    made.chains();
    made.special_addresses();
    made.times_to_live();
    made.wildcards();
    made.dnames();
    made.other_types();
    made.reverse_names();
    made.flags();
    made.failing();
    made
}

impl Made {
    /// A name that was not used before.
    fn name(&mut self, zone: usize) -> String {
        self.names += 1;
        format!("n{}.{}", self.names, self.zones[zone].0)
    }

    fn add(&mut self, zone: usize, name: &str, ttl: u32, data: &str) {
        self.zones[zone].1 += &format!("{name} {ttl} IN {data}\n");
    }

    fn ask(&mut self, kind: Kind, name: &str, wanted: RecordType) {
        self.questions.push(Question { kind, name: name.to_owned(), wanted, asking: Asking::DIG });
    }

    fn ttl(&mut self) -> u32 {
        self.rng.u32(30..=900)
    }

    /// An address that global hosts have.
    fn ipv4(&mut self) -> Ipv4Addr {
        Ipv4Addr::new(20, 27, self.rng.u8(..), self.rng.u8(1..255))
    }

    fn ipv6(&mut self) -> Ipv6Addr {
        Ipv6Addr::from((0x2606_4700_u128 << 96) | u128::from(self.rng.u64(1..)))
    }

    /// One to four A records.
    fn add_ipv4(&mut self, zone: usize, name: &str) {
        let ttl = self.ttl();
        for _ in 0..self.rng.u32(1..=4) {
            let data = format!("A {}", self.ipv4());
            self.add(zone, name, ttl, &data);
        }
    }

    fn add_ipv6(&mut self, zone: usize, name: &str) {
        let ttl = self.ttl();
        for _ in 0..self.rng.u32(1..=2) {
            let data = format!("AAAA {}", self.ipv6());
            self.add(zone, name, ttl, &data);
        }
    }

    /// A new name with what its kind has.
    fn end(&mut self, zone: usize, kind: Kind) -> String {
        let name = self.name(zone);
        if matches!(kind, Kind::Dual | Kind::FourOnly) {
            self.add_ipv4(zone, &name);
        }
        if matches!(kind, Kind::Dual | Kind::SixOnly) {
            self.add_ipv6(zone, &name);
        }
        if kind == Kind::Neither {
            self.add(zone, &name, 300, "MX 5 ns.example.");
        }
        name
    }

    fn plain_names(&mut self) {
        for kind in [Kind::Dual, Kind::FourOnly, Kind::SixOnly, Kind::Neither, Kind::Missing] {
            for number in 0..24 {
                let name = self.end(EXAMPLE, kind);
                let wanted = if number % 3 == 0 { RecordType::A } else { RecordType::AAAA };
                self.ask(kind, &name, wanted);
            }
        }
    }

    /// A chain of so many CNAMEs to a name; its first name.
    fn chain(&mut self, length: u32, end: String) -> String {
        let mut next = end;
        for _ in 0..length {
            let (name, ttl) = (self.name(EXAMPLE), self.ttl());
            self.add(EXAMPLE, &name, ttl, &format!("CNAME {next}"));
            next = name;
        }
        next
    }

    fn chains(&mut self) {
        for length in 1..=5 {
            for kind in [Kind::Dual, Kind::FourOnly, Kind::FourOnly, Kind::SixOnly, Kind::Neither, Kind::Missing] {
                let told = if kind == Kind::Missing { Kind::ChainToMissing } else { Kind::Chain };
                for wanted in [RecordType::AAAA, RecordType::AAAA, RecordType::A, RecordType::CNAME] {
                    let end = self.end(EXAMPLE, kind);
                    let first = self.chain(length, end);
                    // Who asks for the CNAME gets it, wherever it leads.
                    let told = if wanted == RecordType::CNAME { Kind::Chain } else { told };
                    self.ask(told, &first, wanted);
                }
            }
            for kind in [Kind::Dual, Kind::FourOnly, Kind::Neither, Kind::Missing] {
                let end = self.end(ABROAD, kind);
                let first = self.chain(length, end);
                self.ask(Kind::ChainAbroad, &first, RecordType::AAAA);
            }
        }
        for wanted in [RecordType::A, RecordType::AAAA] {
            let (first, second) = (self.name(EXAMPLE), self.name(EXAMPLE));
            self.add(EXAMPLE, &first, 60, &format!("CNAME {second}"));
            self.add(EXAMPLE, &second, 60, &format!("CNAME {first}"));
            self.ask(Kind::Loop, &first, wanted);
            for (length, kind) in [
                (6, Kind::Chain),
                (10, Kind::Chain),
                (11, Kind::Chain),
                (12, Kind::EndlessChain),
                (30, Kind::EndlessChain),
            ] {
                let end = self.end(EXAMPLE, Kind::FourOnly);
                let first = self.chain(length, end);
                self.ask(kind, &first, wanted);
            }
        }
    }

    fn special_addresses(&mut self) {
        let four = [
            "10.0.0.5",
            "172.16.3.4",
            "192.168.9.9",
            "127.0.0.1",
            "169.254.169.254",
            "100.64.1.1",
            "0.0.0.0",
            "0.1.2.3",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
        ];
        for address in four {
            for wanted in [RecordType::AAAA, RecordType::A] {
                let (name, ttl) = (self.name(EXAMPLE), self.ttl());
                self.add(EXAMPLE, &name, ttl, &format!("A {address}"));
                self.ask(Kind::SpecialFour, &name, wanted);
            }
        }
        for address in ["fe80::1", "fd00::1", "fd00:ec2::253", "::1", "::192.0.2.1", "64:ff9b::c000:201", "ff02::1"] {
            for with_ipv4 in [true, false] {
                let (name, ttl) = (self.name(EXAMPLE), self.ttl());
                self.add(EXAMPLE, &name, ttl, &format!("AAAA {address}"));
                if with_ipv4 {
                    self.add_ipv4(EXAMPLE, &name);
                }
                self.ask(Kind::SpecialSix, &name, RecordType::AAAA);
            }
        }
        for kind in [Kind::Mapped, Kind::OnlyMapped, Kind::MixedMapped] {
            for _ in 0..6 {
                let (name, ttl, mapped) = (self.name(EXAMPLE), self.ttl(), self.ipv4());
                self.add(EXAMPLE, &name, ttl, &format!("AAAA ::ffff:{mapped}"));
                if kind == Kind::MixedMapped {
                    let data = format!("AAAA {}", self.ipv6());
                    self.add(EXAMPLE, &name, ttl, &data);
                }
                if kind != Kind::OnlyMapped {
                    self.add_ipv4(EXAMPLE, &name);
                }
                self.ask(kind, &name, RecordType::AAAA);
            }
        }
    }

    /// Times to live around the negative answer's: 900 s, 30 s by its minimum, 20 s by its own.
    fn times_to_live(&mut self) {
        for (zone, negative) in [(EXAMPLE, 900), (SHORT_MINIMUM, 30), (SHORT_SOA, 20)] {
            for ttl in [0, 1, negative - 1, negative, negative + 1, 3600, 86_400] {
                let name = self.name(zone);
                let data = format!("A {}", self.ipv4());
                self.add(zone, &name, ttl, &data);
                let kind = match ttl {
                    0 => Kind::NotKept,
                    _ if ttl > negative => Kind::LongerThanSoa,
                    _ => Kind::FourOnly,
                };
                self.ask(kind, &name, RecordType::AAAA);
            }
        }
    }

    fn wildcards(&mut self) {
        for below in ["a", "b.c", "*", "d.e.f"] {
            let base = self.name(EXAMPLE);
            self.add_ipv4(EXAMPLE, &format!("*.{base}"));
            self.add(EXAMPLE, &format!("here.{base}"), 300, "TXT \"here\"");
            self.ask(Kind::Wildcard, &format!("{below}.{base}"), RecordType::AAAA);
            self.ask(Kind::NoWildcard, &format!("here.{base}"), RecordType::AAAA);
            self.ask(Kind::NoWildcard, &format!("below.here.{base}"), RecordType::AAAA);
            self.ask(Kind::NoWildcard, &base, RecordType::AAAA);
            let (alias, end) = (self.name(EXAMPLE), self.end(EXAMPLE, Kind::FourOnly));
            self.add(EXAMPLE, &format!("*.{alias}"), 120, &format!("CNAME {end}"));
            self.ask(Kind::Wildcard, &format!("{below}.{alias}"), RecordType::AAAA);
        }
    }

    fn dnames(&mut self) {
        for kind in [Kind::Dual, Kind::FourOnly, Kind::SixOnly, Kind::Neither, Kind::Missing] {
            for wanted in [RecordType::AAAA, RecordType::A, RecordType::CNAME] {
                let (owner, new, ttl) = (self.name(EXAMPLE), self.end(EXAMPLE, kind), self.ttl());
                let Some((label, target)) = new.split_once('.') else { continue };
                self.add(EXAMPLE, &owner, ttl, &format!("DNAME {target}"));
                self.ask(Kind::Dname, &format!("{label}.{owner}"), wanted);
            }
        }
        let (owner, label) = (self.name(EXAMPLE), "x".repeat(60));
        self.add(EXAMPLE, &owner, 300, &format!("DNAME {label}.{label}.{label}.example."));
        self.ask(Kind::DnameTooLong, &format!("{label}.{owner}"), RecordType::AAAA);
        let (owner, end) = (self.name(EXAMPLE), self.end(EXAMPLE, Kind::FourOnly));
        self.add(EXAMPLE, &owner, 300, "DNAME example.");
        let first = end.split('.').next().unwrap_or_default();
        let before = self.chain(2, format!("{first}.{owner}"));
        self.ask(Kind::Dname, &before, RecordType::AAAA);
        self.ask(Kind::Dname, &owner, RecordType::DNAME);
    }

    fn other_types(&mut self) {
        for _ in 0..6 {
            for (wanted, data) in [(RecordType::MX, "MX 5 ns.example."), (RecordType::TXT, "TXT \"v=spf1 -all\" \"x\"")]
            {
                let name = self.end(EXAMPLE, Kind::FourOnly);
                self.add(EXAMPLE, &name, 300, data);
                self.ask(Kind::OtherType, &name, wanted);
                let name = self.end(EXAMPLE, Kind::Dual);
                self.ask(Kind::OtherType, &name, wanted);
            }
            for (kind, told) in [
                (Kind::Dual, Kind::AnyOfSeveral),
                (Kind::FourOnly, Kind::Any),
                (Kind::SixOnly, Kind::Any),
                (Kind::Missing, Kind::Any),
            ] {
                let name = self.end(EXAMPLE, kind);
                self.ask(told, &name, RecordType::ANY);
            }
        }
    }

    fn reverse_names(&mut self) {
        for last in 1..=8_u8 {
            let address = Ipv4Addr::new(20, 27, 177, last);
            let name = dns::reverse_name(address.into()).to_ascii();
            let synthetic = dns::reverse_name(v6dojo::net::WELL_KNOWN.embed(address).into()).to_ascii();
            match last {
                1..=3 => {
                    self.add(REVERSE, &name, 300, "PTR ns.example.");
                    self.ask(Kind::Reverse, &name, RecordType::PTR);
                }
                4..=6 => {
                    self.add(REVERSE, &name, 300, "PTR ns.example.");
                    self.ask(Kind::SyntheticReverse, &synthetic, RecordType::PTR);
                }
                7 => self.ask(Kind::Reverse, &name, RecordType::PTR),
                _ => self.ask(Kind::SyntheticNoReverse, &synthetic, RecordType::PTR),
            }
        }
        self.ask(Kind::WellKnown, "ipv4only.arpa.", RecordType::AAAA);
    }

    fn flags(&mut self) {
        for (kind, dnssec_ok, checking_disabled) in
            [(Kind::WithDo, true, false), (Kind::WithCd, false, true), (Kind::WithBoth, true, true)]
        {
            for _ in 0..4 {
                let name = self.end(EXAMPLE, Kind::FourOnly);
                let asking = Asking { dnssec_ok, checking_disabled, ..Asking::DIG };
                self.questions.push(Question { kind, name, wanted: RecordType::AAAA, asking });
            }
        }
    }

    /// Names in the zone whose name servers fail; what they fail with is the first label.
    fn failing(&mut self) {
        for rcode in ["servfail", "refused", "notimp", "formerr", "nxdomain"] {
            let (name, address) = (format!("{rcode}.broken.example."), self.ipv4());
            self.broken += &format!("{name} 300 IN A {address}\n");
            let kind = if rcode == "nxdomain" { Kind::Denied } else { Kind::Failing };
            self.ask(kind, &name, RecordType::AAAA);
        }
    }
}
