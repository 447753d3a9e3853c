//! A recording of a terminal in the format of asciinema, asciicast v2: a line of JSON about it, then one
//! for each change with its time and what a terminal is sent. A change is as small as the loop's own.

use super::Sheet;
use super::colours::{NAMED, Page};
use crate::tui::headless::Shot;
use anyhow::{Context, Result};
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::crossterm::style::force_color_output;
use ratatui::layout::{Position, Rect};
use serde_json::json;
use std::time::Duration;

/// A recording under way.
pub struct Cast {
    text: String,
    screen: Buffer,
    cursor: Option<Position>,
}

impl Cast {
    /// Begins the recording of a screen.
    pub fn new(area: Rect, sheet: &Sheet) -> Self {
        // What is recorded has the colours of its theme, whatever this machine's terminal may want.
        force_color_output(true);
        let page = Page::of(sheet.theme);
        let palette: Vec<String> = NAMED.iter().map(ToString::to_string).collect();
        let header = json!({
            "version": 2,
            "width": area.width,
            "height": area.height,
            "title": sheet.title,
            "env": {"TERM": "xterm-256color"},
            "theme": {"fg": page.ink.to_string(), "bg": page.paper.to_string(), "palette": palette.join(":")},
        });
        let mut cast = Self { text: format!("{header}\n"), screen: Buffer::empty(area), cursor: None };
        cast.event(Duration::ZERO, "\x1b[?25l\x1b[2J");
        cast
    }

    /// Adds a screen, if it is another one than the last.
    pub fn add(&mut self, shot: Shot) -> Result<()> {
        let mut bytes = Vec::new();
        self.change(shot, &mut CrosstermBackend::new(&mut bytes)).context("record a frame")?;
        if !bytes.is_empty() {
            self.event(shot.at, &String::from_utf8(bytes).context("record a frame")?);
        }
        Ok(())
    }

    /// What a terminal with the last screen has to be sent.
    fn change(&mut self, shot: Shot, out: &mut CrosstermBackend<&mut Vec<u8>>) -> std::io::Result<()> {
        let changed = self.screen.diff(shot.screen);
        let drawn = !changed.is_empty();
        if drawn {
            out.draw(changed.into_iter())?;
            self.screen.clone_from(shot.screen);
        }
        match (self.cursor, shot.cursor) {
            (None, None) => {}
            (Some(_), None) => out.hide_cursor()?,
            (before, Some(at)) => {
                if drawn || before != Some(at) {
                    out.set_cursor_position(at)?;
                }
                if before.is_none() {
                    out.show_cursor()?;
                }
            }
        }
        self.cursor = shot.cursor;
        Ok(())
    }

    /// The file. The last screen stays until `end`.
    pub fn finish(mut self, end: Duration) -> String {
        self.event(end, "");
        self.text
    }

    fn event(&mut self, at: Duration, sent: &str) {
        // Thousandths are exact enough, and short.
        let seconds = at.as_millis() as f64 / 1000.0;
        self.text.push_str(&json!([seconds, "o", sent]).to_string());
        self.text.push('\n');
    }
}
