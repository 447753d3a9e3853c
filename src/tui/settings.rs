//! What is kept beside the progress: language, colours, and where one was last.

use super::look::Theme;
use crate::lesson::Lang;
use crate::session::whole;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;

/// The file's name, below the folder for progress.
const FILE: &str = "settings.json";

/// Language and colours as the learner chose them. What is unknown or damaged counts as not chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The language.
    pub lang: Option<Lang>,
    /// The colours.
    pub theme: Option<Theme>,
    /// The lesson that was open last.
    pub last: Option<String>,
    /// The sandbox that was open last.
    pub sandbox: Option<String>,
}

impl Settings {
    /// Reads them from the folder.
    pub fn read(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join(FILE)).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_damage_does_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Settings::read(folder.path()), Settings::default());
        let settings =
            Settings { lang: Some(Lang::Ja), theme: Some(Theme::Light), last: Some("a-lesson".into()), sandbox: None };
        settings.keep(folder.path()).unwrap();
        assert_eq!(Settings::read(folder.path()), settings);
        fs::write(folder.path().join(FILE), "{\"lang\": 3").unwrap();
        assert_eq!(Settings::read(folder.path()), Settings::default());
    }
}
