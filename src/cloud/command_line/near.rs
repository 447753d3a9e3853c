//! What a mistyped word was probably meant to be.

/// How alike a candidate has to be, from 0 to 1.
const ALIKE: f64 = 0.66;

/// The candidates that are near `word`, the nearest first, at most three.
///
/// Near is what differs in few letters, and what only lacks a beginning or an end.
pub fn near<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let lower = word.to_lowercase();
    let mut scored: Vec<(f64, &str)> = candidates
        .into_iter()
        .map(|candidate| (likeness(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored.dedup_by(|(_, a), (_, b)| a == b);
    scored.into_iter().map(|(_, candidate)| candidate).take(3).collect()
}

fn likeness(word: &str, candidate: &str) -> f64 {
    let letters = strsim::normalized_damerau_levenshtein(word, candidate);
    let (short, long) = if word.len() < candidate.len() { (word, candidate) } else { (candidate, word) };
    let part = if short.chars().count() < 3 {
        0.0
    } else if long.starts_with(short) || long.ends_with(short) {
        0.7
    } else {
        0.0
    };
    letters.max(part)
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn the_nearest_comes_first() {
        let options = ["--gateway-id", "--nat-gateway-id", "--instance-id", "--vpc-id", "--dry-run"];
        let cases: &[(&str, &[&str])] = &[
            ("--nat-gatway-id", &["--nat-gateway-id", "--gateway-id"]),
            ("--vpc", &["--vpc-id"]),
            ("--VPC-ID", &["--vpc-id"]),
            ("--dryrun", &["--dry-run"]),
            ("--quite-different", &[]),
        ];
        for (word, wanted) in cases {
            assert_eq!(&near(word, options), wanted, "{word}");
        }
    }
}
