//! What a field offers: resources with what they are, blocks that are free, fixed words.

use super::fields::{Field, Takes};
use crate::cloud::World;
use crate::cloud::command_line::Completion;
use crate::cloud::command_line::complete::{of_block, values_of};
use crate::lesson::Lang;
use crate::tui::offers::{Offer, Offers};
use crate::words::{console as say, resource};

/// What the field at `at` of an operation's form offers, in order.
pub fn choices(operation: &str, fields: &[Field], at: usize, (world, lang): (&World, Lang)) -> Vec<Offer> {
    let Some(field) = fields.get(at) else { return Vec::new() };
    if field.takes == Takes::YesNo {
        return vec![Offer::new("true", say::YES.in_(lang)), Offer::new("false", say::NO.in_(lang))];
    }
    if !field.fixed.is_empty() {
        return field.fixed.iter().map(|word| Offer::new(word, "")).collect();
    }
    if let Some((_, protocols)) = say::PROTOCOLS.iter().find(|(name, _)| *name == field.parameter()) {
        return protocols.iter().map(|(text, words)| Offer::new(*text, words.in_(lang))).collect();
    }
    let given = |parameter: &str| {
        let field = fields.iter().find(|field| field.parameter() == parameter)?;
        Some(field.resolved(world)).filter(|text| !text.is_empty())
    };
    let of_kind = || field.kind.as_ref().map(|kind| values_of(kind, world)).unwrap_or_default();
    let found = of_block((operation, field.parameter()), &given, world).unwrap_or_else(of_kind);
    found.into_iter().map(|it| offer(it, world, lang)).collect()
}

/// A completion as it is offered.
pub fn offer(it: Completion, world: &World, lang: Lang) -> Offer {
    let note = resource::about(&it.about, world, lang);
    Offer { text: it.text, note }
}

/// The offers that fit what is being typed into a field; of a field for several values, its last word.
pub fn fitting(field: &Field, offers: Vec<Offer>) -> Offers {
    let mut fitting = Offers::narrowed(offers, word(field));
    if field.is_closed() && !fitting.is_empty() {
        fitting.at = Some(0);
    }
    fitting
}

/// What is being typed: all of it, or the last of several values.
pub fn word(field: &Field) -> &str {
    let text = field.value.value();
    match field.takes {
        Takes::Several => text.rsplit(' ').next().unwrap_or(text),
        _ => text.trim(),
    }
}
