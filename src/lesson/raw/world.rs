//! A world as an author writes it: the name of one, or what is different from another.

use super::At;
use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A world.
#[derive(Debug, JsonSchema)]
#[schemars(untagged)]
pub enum World {
    /// Its name: one of `worlds`, `NAME.world.yaml` beside this file, or one that comes with the program.
    Named(String),
    /// Another world, and what is done to it.
    Heir(Heir),
}

/// A world that begins as another one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heir {
    /// The name of the other one.
    pub from: At<String>,
    /// `aws` lines that are carried out in it.
    #[serde(default)]
    pub calls: Vec<At<String>>,
}

impl<'de> Deserialize<'de> for World {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = World;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the name of a world, or {from: NAME, calls: […]}")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<World, E> {
                Ok(World::Named(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<World, A::Error> {
                Heir::deserialize(MapAccessDeserializer::new(map)).map(World::Heir)
            }
        }

        deserializer.deserialize_any(Reader)
    }
}
