//! What is kept beside the progress: language, colours, characters, motion, and where one was last.

use super::look::{Depth, Glyphs, Motion, Theme};
use crate::lesson::Lang;
use crate::session::whole;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::fs;
use std::io;
use std::path::Path;

/// The file's name, below the folder for progress.
const FILE: &str = "settings.json";

/// How the learner wants it. What is unknown or damaged counts as not chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// The language.
    pub lang: Option<Lang>,
    /// The colours.
    pub theme: Option<Theme>,
    /// How many of them.
    #[serde(rename = "colors")]
    pub depth: Option<Depth>,
    /// The characters.
    #[serde(rename = "characters")]
    pub glyphs: Option<Glyphs>,
    /// Whether things move.
    pub motion: Option<Motion>,
    /// The lesson that was open last.
    pub last: Option<String>,
    /// The sandbox that was open last.
    pub sandbox: Option<String>,
}

impl Settings {
    /// Reads them from the folder.
    pub fn read(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join(FILE)).unwrap_or_default();
        let kept: Map<String, Value> = serde_json::from_str(&text).unwrap_or_default();
        Self {
            lang: one(&kept, "lang"),
            theme: one(&kept, "theme"),
            depth: one(&kept, "colors"),
            glyphs: one(&kept, "characters"),
            motion: one(&kept, "motion"),
            last: one(&kept, "last"),
            sandbox: one(&kept, "sandbox"),
        }
    }

    /// Keeps them in the folder, as a whole or not at all.
    pub fn keep(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        whole::replace(&folder.join(FILE), |out| {
            serde_json::to_writer(&mut *out, self)?;
            out.write_all(b"\n")
        })
    }
}

/// One of them. Another version may know values that this one doesn't; the others are not lost for that.
fn one<T: DeserializeOwned>(kept: &Map<String, Value>, key: &str) -> Option<T> {
    T::deserialize(kept.get(key)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_damage_does_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Settings::read(folder.path()), Settings::default());
        let settings = Settings {
            lang: Some(Lang::Ja),
            theme: Theme::named("projector"),
            depth: Some(Depth::Indexed),
            glyphs: Some(Glyphs::Narrow),
            motion: Some(Motion::Reduced),
            last: Some("a-lesson".into()),
            sandbox: Some("sandbox-first-a-lesson".into()),
        };
        settings.keep(folder.path()).unwrap();
        assert_eq!(Settings::read(folder.path()), settings);
        for damaged in ["{\"lang\": 3", "[1]", "", "{\"lang\": 3, \"theme\": null}"] {
            fs::write(folder.path().join(FILE), damaged).unwrap();
            assert_eq!(Settings::read(folder.path()), Settings::default(), "{damaged}");
        }
    }

    #[test]
    fn an_unknown_value_is_not_chosen_and_the_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{"lang": "ja", "theme": "sepia", "colors": "1024", "motion": "reduced", "sound": "on"}"#;
        fs::write(folder.path().join(FILE), text).unwrap();
        let wanted = Settings { lang: Some(Lang::Ja), motion: Some(Motion::Reduced), ..Settings::default() };
        assert_eq!(Settings::read(folder.path()), wanted);
    }

    #[test]
    fn a_file_of_the_first_version_is_still_read() {
        let folder = tempfile::tempdir().unwrap();
        for (kept, theme) in [("light", Theme::light()), ("dark", Theme::dark()), ("plain", Theme::plain())] {
            fs::write(folder.path().join(FILE), format!("{{\"lang\":\"en\",\"theme\":\"{kept}\"}}\n")).unwrap();
            let wanted = Settings { lang: Some(Lang::En), theme: Some(theme), ..Settings::default() };
            assert_eq!(Settings::read(folder.path()), wanted);
        }
    }
}
