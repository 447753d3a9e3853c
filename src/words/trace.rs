//! What a trace says, in words: one sentence a decision, with the reason.

use crate::cloud::route_table::{RouteState, Target};
use crate::cloud::{World, tag};
use crate::lesson::Lang;
use crate::net::Family;
use crate::sim::Outcome;
use crate::sim::trace::{Drop, Lookup, Refusal, ResolverStep, RouteStep, Step, Translation, TranslationKind, Unfit};

/// Names for what a trace speaks of by id.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The world it happened in.
    pub world: &'a World,
}

impl Names<'_> {
    /// A route's target: its kind and its Name tag.
    pub fn target(&self, target: Target, lang: Lang) -> String {
        let world = self.world;
        let (kind, tags) = match target {
            Target::Local => return "local".to_owned(),
            Target::InternetGateway(id) => (
                lang.pick("インターネットゲートウェイ", "Internet gateway"),
                world.internet_gateways.get(id).map(|it| &it.tags),
            ),
            Target::EgressOnlyInternetGateway(id) => (
                lang.pick("Egress-Only インターネットゲートウェイ", "egress-only Internet gateway"),
                world.egress_only_internet_gateways.get(id).map(|it| &it.tags),
            ),
            Target::NatGateway(id) => {
                (lang.pick("NAT ゲートウェイ", "NAT gateway"), world.nat_gateways.get(id).map(|it| &it.tags))
            }
            Target::Instance(id, _) => {
                (lang.pick("インスタンス", "instance"), world.instances.get(id).map(|it| &it.tags))
            }
            Target::NetworkInterface(id) => (
                lang.pick("ネットワークインターフェイス", "network interface"),
                world.network_interfaces.get(id).map(|it| &it.tags),
            ),
        };
        match tags.and_then(|tags| tag::name(tags)) {
            Some(name) => format!("{kind} {name}"),
            None => kind.to_owned(),
        }
    }

    /// A route table's name.
    pub fn table(&self, step: &RouteStep) -> String {
        let table = self.world.route_tables.get(step.table);
        table.and_then(|table| tag::name(&table.tags)).map_or_else(|| step.table.to_string(), str::to_owned)
    }
}

/// What a decision was, and why it went that way.
pub fn step(step: &Step, names: Names<'_>, lang: Lang) -> String {
    match step {
        Step::SecurityGroups(groups) => match (groups.allowed, lang) {
            (true, Lang::Ja) => "セキュリティグループのルールに一致するので、通ります。".into(),
            (true, Lang::En) => "A security group rule allows it.".into(),
            (false, Lang::Ja) => "許可するルールがセキュリティグループにありません。".into(),
            (false, Lang::En) => "No security group rule allows it.".into(),
        },
        Step::NetworkAcl(acl) => {
            let rule = match acl.looked_at.iter().find(|(_, matches)| *matches) {
                Some((entry, _)) => entry.number.to_string(),
                None => "*".to_owned(),
            };
            match (acl.action, lang) {
                (crate::cloud::network_acl::Action::Allow, Lang::Ja) => {
                    format!("ネットワーク ACL のルール {rule} が許可します。")
                }
                (crate::cloud::network_acl::Action::Allow, Lang::En) => {
                    format!("Rule {rule} of the network ACL allows it.")
                }
                (crate::cloud::network_acl::Action::Deny, Lang::Ja) => {
                    format!("ネットワーク ACL のルール {rule} が拒否します。")
                }
                (crate::cloud::network_acl::Action::Deny, Lang::En) => {
                    format!("Rule {rule} of the network ACL denies it.")
                }
            }
        }
        Step::Routes(routes) => route(routes, names, lang),
        Step::Translation(translation) => translated(translation, lang),
        Step::Known { .. } => lang
            .pick(
                "行きの通信を覚えているので、戻りのパケットも通します。",
                "It remembers the way out, so the answer may pass.",
            )
            .into(),
        Step::Dropped(reason) => dropped(reason, lang),
        Step::Accepted => lang.pick("宛先に届き、受け取られました。", "It has arrived and is taken.").into(),
        Step::Answered { no } => refused(*no, lang).into(),
    }
}

/// A longest-prefix match.
fn route(step: &RouteStep, names: Names<'_>, lang: Lang) -> String {
    let table = names.table(step);
    let main = match (step.main, lang) {
        (false, _) => "",
        (true, Lang::Ja) => "(関連付けがないのでメインテーブル)",
        (true, Lang::En) => " (the main table: the subnet has no other)",
    };
    let Some(winner) = step.winner() else {
        return match lang {
            Lang::Ja => format!("{table}{main} に、宛先 {} に一致するルートがありません。", step.destination),
            Lang::En => format!("{table}{main} has no route that matches {}.", step.destination),
        };
    };
    let prefix = winner.route.destination;
    let target = names.target(winner.route.target, lang);
    match (winner.state, lang) {
        (RouteState::Active, Lang::Ja) => {
            format!("{table}{main}: 最も長く一致する {prefix} が勝ち、{target} へ送ります。")
        }
        (RouteState::Active, Lang::En) => {
            format!("{table}{main}: {prefix} is the longest match, so it goes to {target}.")
        }
        (RouteState::Blackhole, Lang::Ja) => {
            format!("{table}{main}: {prefix} が勝ちますが、ターゲットはもうありません (blackhole)。")
        }
        (RouteState::Blackhole, Lang::En) => {
            format!("{table}{main}: {prefix} wins, but its target is gone (blackhole).")
        }
    }
}

/// A change of addresses.
fn translated(translation: &Translation, lang: Lang) -> String {
    let words = match translation.kind {
        TranslationKind::Nat64 => lang.pick(
            "NAT64: IPv6 パケットを IPv4 パケットに変換します。宛先は 64:ff9b::/96 の後ろの 32 ビットです。",
            "NAT64: the IPv6 packet becomes an IPv4 one. Its destination is the last 32 bits behind 64:ff9b::/96.",
        ),
        TranslationKind::Nat64Back => lang.pick(
            "NAT64 の戻り: セッションを引いて、IPv4 の応答を IPv6 に戻します。",
            "NAT64, back: the session tells whose answer it is, and it becomes IPv6 again.",
        ),
        TranslationKind::Nat44 => lang.pick(
            "NAT: 送信元を NAT ゲートウェイのアドレスに変えます。",
            "NAT: the source becomes the NAT gateway's address.",
        ),
        TranslationKind::Nat44Back => lang.pick(
            "NAT の戻り: 宛先を元のクライアントに戻します。",
            "NAT, back: the destination becomes the client again.",
        ),
        TranslationKind::Public => lang.pick(
            "送信元のプライベート IPv4 アドレスを、対応するパブリック IPv4 アドレスに 1 対 1 で変えます。",
            "The private IPv4 source becomes its public address, one to one.",
        ),
        TranslationKind::Private => lang.pick(
            "宛先のパブリック IPv4 アドレスを、対応するプライベートアドレスに戻します。",
            "The public IPv4 destination becomes its private address again.",
        ),
    };
    words.to_owned()
}

/// Why a packet was lost.
pub fn dropped(reason: &Drop, lang: Lang) -> String {
    let words = match reason {
        Drop::SecurityGroup => {
            lang.pick("セキュリティグループで破棄。応答は返りません。", "Dropped by the security group, silently.")
        }
        Drop::NetworkAcl => {
            lang.pick("ネットワーク ACL で破棄。応答は返りません。", "Dropped by the network ACL, silently.")
        }
        Drop::NoRoute => lang.pick(
            "一致するルートがないので破棄。VPC は何も返さないため、クライアントは待ち続けます。",
            "No route matches: dropped. The VPC says nothing, so the client keeps waiting.",
        ),
        Drop::Blackhole => lang.pick(
            "ターゲットのないルート (blackhole) に一致したので破棄。短いルートには落ちません。",
            "The matching route is a blackhole: dropped. It does not fall back to a shorter one.",
        ),
        Drop::Gateway(unfit) => return unfit_for(*unfit, lang).to_owned(),
        Drop::SourceDestCheck => lang.pick(
            "自分宛てでも自分発でもないので破棄 (送信元/送信先チェック)。",
            "Neither from nor for this interface: dropped (source/destination check).",
        ),
        Drop::NobodyThere => lang.pick("このアドレスを持つ相手がいません。", "Nobody has this address."),
        Drop::NotRunning => lang.pick("インスタンスが動いていません。", "The instance is not running."),
        Drop::HopLimit => lang.pick("ホップリミットが尽きました。", "The hop limit has run out."),
        Drop::Loop => lang.pick("同じ所を回り続けるので破棄。", "It would go round in a circle: dropped."),
        Drop::Ignored => {
            lang.pick("相手はこのパケットに応答しません。", "The other end does not answer such a packet.")
        }
        Drop::NotForwarded => lang.pick(
            "このインスタンスはパケットを転送しません (転送ソフトはシミュレーションの対象外)。",
            "This instance forwards nothing (forwarding software is not simulated).",
        ),
    };
    words.to_owned()
}

/// Why a gateway can't carry a packet.
fn unfit_for(unfit: Unfit, lang: Lang) -> &'static str {
    match unfit {
        Unfit::NoPublicAddress => lang.pick(
            "送信元にパブリック IPv4 アドレスがないので、インターネットゲートウェイは通しません。",
            "The source has no public IPv4 address, so the Internet gateway drops it.",
        ),
        Unfit::NotGlobal => lang.pick(
            "このアドレスはインターネット上に存在しないので、応答は返りません。",
            "This address does not exist on the Internet, so no answer can come back.",
        ),
        Unfit::EgressOnlyIsIpv6 => lang.pick(
            "Egress-Only インターネットゲートウェイは IPv6 専用です。",
            "An egress-only Internet gateway carries IPv6 only.",
        ),
        Unfit::EgressOnlyInbound => lang.pick(
            "Egress-Only インターネットゲートウェイは、外から始まる通信を通しません。",
            "An egress-only Internet gateway lets nothing in that began outside.",
        ),
        Unfit::NoNat66 => lang.pick(
            "64:ff9b::/96 以外の IPv6 は、NAT ゲートウェイでは変換されません。",
            "A NAT gateway translates IPv6 only for 64:ff9b::/96.",
        ),
        Unfit::NatNotAvailable => {
            lang.pick("NAT ゲートウェイが使える状態ではありません。", "The NAT gateway is not available.")
        }
        Unfit::NatProtocol => lang.pick(
            "NAT ゲートウェイが運ぶのは TCP、UDP、ICMP だけです。",
            "A NAT gateway carries only TCP, UDP and ICMP.",
        ),
        Unfit::NatFragment => lang.pick(
            "NAT ゲートウェイは TCP と ICMP のフラグメントを破棄します。",
            "A NAT gateway drops fragments of TCP and ICMP.",
        ),
        Unfit::NatTooBig => lang.pick(
            "パケットが、インターネットへの道の 1500 バイトを超えています。",
            "The packet is bigger than the 1500 bytes that the way to the Internet carries.",
        ),
        Unfit::NatNoSession => lang.pick(
            "NAT ゲートウェイに、この通信のセッションがありません。",
            "The NAT gateway has no session for this packet.",
        ),
        Unfit::NatNoPort => lang.pick(
            "この宛先への通信が、NAT ゲートウェイの上限に達しています。空いているポートがありません。",
            "The NAT gateway has no port left: it carries as many conversations to this destination as it may.",
        ),
        Unfit::NatPrivatePolicy => lang.pick(
            "64:ff9b::/96 の後ろがプライベート IPv4 アドレスです (RFC 6052 の方針)。",
            "A private IPv4 address stands behind 64:ff9b::/96 (RFC 6052's policy).",
        ),
        Unfit::MailBlocked => lang.pick(
            "EC2 は既定で、インターネットへの TCP 25 番を止めています。",
            "EC2 blocks TCP port 25 to the Internet by default.",
        ),
    }
}

/// Why somebody said no.
pub fn refused(no: Refusal, lang: Lang) -> &'static str {
    match no {
        Refusal::ConnectionRefused => lang.pick(
            "そのポートで待つプログラムがなく、RST が返ります。",
            "Nothing listens on that port: a reset comes back.",
        ),
        Refusal::PortUnreachable => lang.pick(
            "そのポートで待つプログラムがなく、ICMP のエラーが返ります。",
            "Nothing listens on that port: an ICMP error comes back.",
        ),
        Refusal::NoRoute => {
            lang.pick("途中のルーターが、経路なしと返します。", "A router on the way knows no route and says so.")
        }
        Refusal::IdleReset => lang.pick(
            "無通信が長く続いたので、NAT ゲートウェイはこの通信を忘れています。RST が返ります。",
            "The conversation was idle for so long that the NAT gateway has forgotten it: a reset comes back.",
        ),
    }
}

/// How a lookup went, a sentence each.
pub fn lookup(lookup: &Lookup, lang: Lang) -> Vec<String> {
    let cut = lookup.answered.as_ref().is_some_and(|answer| answer.metadata.truncation);
    let cut = cut.then(|| {
        lang.pick(
            "答えが 1 つのデータグラムに入りきらない (TC): TCP で聞き直す",
            "The answer does not fit into a datagram (TC): it is asked for again over TCP",
        )
        .to_owned()
    });
    lookup.steps.iter().map(|step| resolver_step(step, lang)).chain(cut).collect()
}

fn resolver_step(step: &ResolverStep, lang: Lang) -> String {
    match (step, lang) {
        (ResolverStep::Asked { name, kind, found, rcode }, Lang::Ja) => {
            format!("{name} の {kind} を探す: {found} 件 ({rcode})")
        }
        (ResolverStep::Asked { name, kind, found, rcode }, Lang::En) => {
            format!("Looks for {kind} of {name}: {found} found ({rcode})")
        }
        (ResolverStep::Unanswered { name, kind }, Lang::Ja) => {
            format!("{name} の {kind} を探す: 権威サーバーが応答しない")
        }
        (ResolverStep::Unanswered { name, kind }, Lang::En) => {
            format!("Looks for {kind} of {name}: its name servers do not answer")
        }
        (ResolverStep::Followed { name, target }, Lang::Ja) => format!("{name} は {target} の別名 (CNAME)"),
        (ResolverStep::Followed { name, target }, Lang::En) => format!("{name} is an alias of {target} (CNAME)"),
        (ResolverStep::Native, Lang::Ja) => "AAAA があるので、DNS64 は何もしない".into(),
        (ResolverStep::Native, Lang::En) => "There is an AAAA, so DNS64 does nothing".into(),
        (ResolverStep::Dns64Off, Lang::Ja) => "問い合わせ元のサブネットの DNS64 は無効: 合成しない".into(),
        (ResolverStep::Dns64Off, Lang::En) => "DNS64 is off for the asking subnet: nothing is synthesized".into(),
        (ResolverStep::Synthesized { from, to, .. }, Lang::Ja) => format!("DNS64: {from} から {to} を合成"),
        (ResolverStep::Synthesized { from, to, .. }, Lang::En) => format!("DNS64 makes {to} from {from}"),
        (ResolverStep::LeftAside { from }, Lang::Ja) => format!("{from} はグローバルでないので合成しない"),
        (ResolverStep::LeftAside { from }, Lang::En) => format!("{from} is not global, so it is left aside"),
        (ResolverStep::Silence, Lang::Ja) => "誰も応答しない".into(),
        (ResolverStep::Silence, Lang::En) => "Nobody answers".into(),
    }
}

/// The guest's own decision, before anything is sent.
pub fn guest_route(found: bool, family: Family, lang: Lang) -> &'static str {
    match (found, family) {
        (true, _) => lang.pick(
            "クライアント自身の経路表に道があるので、送り出します。",
            "The client's own routing table has a way, so it sends.",
        ),
        (false, Family::Ipv4) => lang.pick(
            "クライアント自身に IPv4 の経路がありません。パケットは 1 つも出ず、その場で失敗します。",
            "The client itself has no IPv4 route. No packet leaves; it fails at once.",
        ),
        (false, Family::Ipv6) => lang.pick(
            "クライアント自身に IPv6 の経路がありません。パケットは 1 つも出ず、その場で失敗します。",
            "The client itself has no IPv6 route. No packet leaves; it fails at once.",
        ),
    }
}

/// An outcome, in a word or two.
pub fn outcome(outcome: Outcome, lang: Lang) -> &'static str {
    match outcome {
        Outcome::Ok => lang.pick("成功", "ok"),
        Outcome::Unreachable => lang.pick("到達不能", "unreachable"),
        Outcome::Timeout => lang.pick("タイムアウト", "timeout"),
        Outcome::Refused => lang.pick("拒否", "refused"),
        Outcome::NoName => lang.pick("名前解決不可", "no name"),
        Outcome::Tls => lang.pick("TLS エラー", "TLS error"),
        Outcome::Usage => lang.pick("書き方の誤り", "usage error"),
    }
}

/// An outcome as a choice in a prediction.
pub fn outcome_choice(outcome: Outcome, lang: Lang) -> &'static str {
    match outcome {
        Outcome::Ok => lang.pick("成功する", "It works"),
        Outcome::Unreachable => lang.pick("すぐに失敗する (到達不能)", "It fails at once (unreachable)"),
        Outcome::Timeout => lang.pick("応答がなく、待たされてから失敗する", "It hangs, then times out"),
        Outcome::Refused => lang.pick("相手に断られる", "The other end refuses"),
        Outcome::NoName => lang.pick("名前からアドレスが得られない", "The name gives no address"),
        Outcome::Tls => lang.pick("TLS で失敗する", "TLS fails"),
        Outcome::Usage => lang.pick("コマンドの書き方が誤り", "The command line is wrong"),
    }
}
