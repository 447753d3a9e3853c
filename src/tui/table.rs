//! A table of a text: in columns for the eye, or row by row for the ear.

use super::look::{Look, Sign};
use super::wrap::{Breaks, Piece, wrap};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// Rows of cells of pieces; the first row is the heads of the columns.
#[derive(Default)]
pub struct Table {
    rows: Vec<Vec<Vec<Piece>>>,
}

impl Table {
    /// Adds a row.
    pub fn begin_row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Adds a cell to the last row.
    pub fn add_cell(&mut self, cell: Vec<Piece>) {
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
        }
    }

    /// The table in at most `width` cells; cells that are too wide are wrapped.
    pub fn drawn(&self, width: usize, look: &Look) -> Vec<Line<'static>> {
        let columns = self.columns(width);
        let mut lines = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let cells: Vec<Vec<Line>> = columns
                .iter()
                .enumerate()
                .map(|(column, width)| wrap(row.get(column).map_or(&[][..], Vec::as_slice), *width))
                .collect();
            for y in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
                lines.push(row_line(&cells, &columns, y));
            }
            if number == 0 {
                for line in &mut lines {
                    *line = std::mem::take(line).style(look.strong());
                }
                let total = columns.iter().sum::<usize>() + 2 * columns.len().saturating_sub(1);
                lines.push(Line::styled(look.line().repeat(total), look.style(Sign::Quiet)));
            }
        }
        lines
    }

    /// The table as one paragraph a row, in which every cell follows the head of its column.
    pub fn told(&self, width: usize) -> Vec<Line<'static>> {
        let piece = |text: &str| Piece { text: text.to_owned(), style: Style::new(), breaks: Breaks::Words };
        let Some((heads, rows)) = self.rows.split_first() else { return Vec::new() };
        let paragraph = |row: &Vec<Vec<Piece>>| {
            let cells = row.iter().enumerate().map(|(column, cell)| {
                let between = piece(if column == 0 { "" } else { "; " });
                let head = heads.get(column).filter(|head| !head.is_empty());
                let head = head.map(|head| [head.clone(), vec![piece(": ")]].concat()).unwrap_or_default();
                [vec![between], head, cell.clone()].concat()
            });
            wrap(&cells.flatten().collect::<Vec<_>>(), width)
        };
        rows.iter().flat_map(paragraph).collect()
    }

    /// The columns' widths: as wide as their cells, the widest made narrower until all fit.
    fn columns(&self, width: usize) -> Vec<usize> {
        let count = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |cell: &Vec<Piece>| cell.iter().map(|piece| piece.text.width()).sum::<usize>();
        let mut columns: Vec<usize> = (0..count)
            .map(|column| self.rows.iter().filter_map(|row| row.get(column)).map(cell).max().unwrap_or(0))
            .collect();
        let room = width.saturating_sub(2 * count.saturating_sub(1));
        while columns.iter().sum::<usize>() > room {
            match columns.iter_mut().max() {
                Some(widest) if *widest > 4 => *widest -= 1,
                _ => break,
            }
        }
        columns
    }
}

/// One line of a row of wrapped cells.
fn row_line(cells: &[Vec<Line<'static>>], columns: &[usize], y: usize) -> Line<'static> {
    let mut spans = Vec::new();
    for (column, (cell, width)) in cells.iter().zip(columns).enumerate() {
        let line = cell.get(y).cloned().unwrap_or_default();
        let last = column + 1 == columns.len();
        let gap = if last { 0 } else { width.saturating_sub(line.width()) + 2 };
        spans.extend(line.spans);
        if gap > 0 {
            spans.push(Span::raw(" ".repeat(gap)));
        }
    }
    Line::from(spans)
}
