//! `--output table`: sections with borders, one a list or object, nested ones between more bars.

use super::{is_scalar, plain};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;

/// Columns of the terminal that a table is laid out for.
const TERMINAL: usize = 80;

/// Spaces and bars a cell has beside its text.
const PADDING: usize = 4;

/// The whole table, headed by the operation's name.
pub fn render(title: &str, value: &Value) -> String {
    let mut table = Table::default();
    if !table.add(Some(title), value, 0) {
        return String::new();
    }
    let width = |table: &Table| table.0.iter().map(Section::width).max().unwrap_or_default();
    if width(&table) > TERMINAL {
        table.0.iter_mut().for_each(Section::stand_up);
    }
    let width = width(&table);
    let mut out = "-".repeat(width) + "\n";
    for section in &table.0 {
        let bars = "|".repeat(section.indent);
        for line in section.lines(width - 2 * section.indent) {
            out.push_str(&format!("{bars}{line}{bars}\n"));
        }
    }
    out
}

#[derive(Default)]
struct Table(Vec<Section>);

#[derive(Default)]
struct Section {
    title: String,
    indent: usize,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Adds the sections of a value. Empty values have none.
    fn add(&mut self, title: Option<&str>, value: &Value, indent: usize) -> bool {
        let is_empty = match value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty(),
            Value::Number(number) => number.as_i64() == Some(0),
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::Bool(true) => false,
        };
        if is_empty {
            return false;
        }
        if let Some(title) = title {
            self.0.push(Section { title: title.to_owned(), indent, ..Section::default() });
        }
        match value {
            Value::Array(items) if items[0].is_object() => self.add_objects(title.unwrap_or_default(), items, indent),
            Value::Array(items) => self.add_items(items),
            Value::Object(members) => self.add_object(members, indent),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        true
    }

    fn add_items(&mut self, items: &[Value]) {
        for item in items {
            match item {
                Value::Array(cells) if cells.iter().all(is_scalar) => self.row(cells.iter().map(plain).collect()),
                Value::Array(_) | Value::Object(_) => {
                    self.add(None, item, 0);
                }
                scalar => self.row(vec![plain(scalar)]),
            }
        }
    }

    fn add_object(&mut self, members: &Map<String, Value>, indent: usize) {
        let (columns, more) = names([members]);
        match columns.as_slice() {
            [] => {}
            [only] => self.row(vec![(*only).to_owned(), plain(&members[*only])]),
            several => {
                self.header(several);
                self.row(several.iter().map(|name| plain(&members[*name])).collect());
            }
        }
        for name in more {
            self.add(Some(name), &members[name], indent + 1);
        }
    }

    fn add_objects(&mut self, title: &str, items: &[Value], indent: usize) {
        let (columns, more) = names(items.iter().filter_map(Value::as_object));
        self.header(&columns);
        for (at, members) in items.iter().filter_map(Value::as_object).enumerate() {
            if at > 0 && !more.is_empty() {
                self.0.push(Section { title: title.to_owned(), indent, ..Section::default() });
                self.header(&columns);
            }
            self.row(columns.iter().map(|name| members.get(*name).map(plain).unwrap_or_default()).collect());
            for name in &more {
                if let Some(value) = members.get(*name) {
                    self.add(Some(name), value, indent + 1);
                }
            }
        }
    }

    fn header(&mut self, names: &[&str]) {
        if let Some(section) = self.0.last_mut() {
            section.header = names.iter().map(|name| (*name).to_owned()).collect();
        }
    }

    fn row(&mut self, cells: Vec<String>) {
        if let Some(section) = self.0.last_mut() {
            section.rows.push(cells);
        }
    }
}

/// The names that have scalars, and those that have more, each sorted.
fn names<'a>(objects: impl IntoIterator<Item = &'a Map<String, Value>>) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut columns, mut more) = (BTreeSet::new(), BTreeSet::new());
    for (name, value) in objects.into_iter().flatten() {
        let kind = if is_scalar(value) { &mut columns } else { &mut more };
        kind.insert(name.as_str());
    }
    (columns.into_iter().collect(), more.into_iter().collect())
}

impl Section {
    /// The widest text of each column.
    fn columns(&self) -> Vec<usize> {
        let mut widths = Vec::new();
        for row in std::iter::once(&self.header).chain(&self.rows) {
            for (at, cell) in row.iter().enumerate() {
                let width = cell.width_cjk();
                match widths.get_mut(at) {
                    Some(widest) => *widest = width.max(*widest),
                    None => widths.push(width),
                }
            }
        }
        widths
    }

    /// How wide it is with its borders and the bars around it.
    fn width(&self) -> usize {
        let cells: usize = self.columns().iter().map(|width| width + PADDING).sum();
        (cells + 2).max(self.title.width_cjk() + 2) + 2 * self.indent
    }

    /// A single row becomes a column of names and a column of values.
    fn stand_up(&mut self) {
        if let ([row], false) = (self.rows.as_slice(), self.header.is_empty()) {
            let header = std::mem::take(&mut self.header);
            self.rows = header.into_iter().zip(row.clone()).map(|(name, cell)| vec![name, cell]).collect();
        }
    }

    fn lines(&self, width: usize) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.title.is_empty() {
            lines.push(centred(&self.title, width, "|"));
            if self.header.is_empty() && self.rows.is_empty() {
                lines.push(format!("+{}+", "-".repeat(width.saturating_sub(2))));
            }
        }
        let widths = scaled(&self.columns(), width);
        let edge = |at: usize| if at == 0 { "|" } else { "" };
        let border: String = widths
            .iter()
            .enumerate()
            .map(
                |(at, width)| {
                    if at == 0 { format!("+{}+", "-".repeat(width - 2)) } else { "-".repeat(width - 1) + "+" }
                },
            )
            .collect();
        if !self.header.is_empty() {
            let cells = self.header.iter().zip(&widths).enumerate();
            lines.push(border.clone());
            lines.push(cells.map(|(at, (cell, width))| centred(cell, *width, edge(at))).collect());
        }
        if !widths.is_empty() && !self.rows.is_empty() {
            lines.push(border.clone());
            for row in &self.rows {
                let cells = row.iter().zip(&widths).enumerate();
                lines.push(cells.map(|(at, (cell, width))| left(cell, *width, edge(at))).collect());
            }
            lines.push(border);
        }
        lines
    }
}

/// The columns widened evenly until they fill `width`.
fn scaled(columns: &[usize], width: usize) -> Vec<usize> {
    let padded: Vec<usize> = columns.iter().map(|column| column + PADDING).collect();
    let sum: usize = padded.iter().sum();
    if sum == 0 {
        return Vec::new();
    }
    let factor = width as f64 / sum as f64;
    let mut scaled: Vec<usize> = padded.iter().map(|it| (factor * *it as f64).round_ties_even() as usize).collect();
    let mut at = 0;
    while scaled.iter().sum::<usize>() > width {
        let place = at % columns.len();
        scaled[place] = scaled[place].saturating_sub(1).max(2);
        at += 1;
        if at > 2 * width {
            break;
        }
    }
    let mut at = 0;
    while scaled.iter().sum::<usize>() < width {
        let place = columns.len() - 1 - at % columns.len();
        scaled[place] += 1;
        at += 1;
    }
    scaled
}

fn centred(text: &str, width: usize, left_edge: &str) -> String {
    let before = (width / 2).saturating_sub(text.width_cjk() / 2 + 1);
    let used = left_edge.len() + before + text.width_cjk();
    format!("{left_edge}{}{text}{}|", " ".repeat(before), " ".repeat(width.saturating_sub(used + 1)))
}

fn left(text: &str, width: usize, left_edge: &str) -> String {
    let length = text.width_cjk();
    let before = if length + 2 + left_edge.len() < width { 2 } else { 0 };
    let used = left_edge.len() + before + length;
    format!("{left_edge}{}{text}{}|", " ".repeat(before), " ".repeat(width.saturating_sub(used + 1)))
}

#[cfg(test)]
mod tests {
    use super::render;
    use serde_json::json;

    #[test]
    fn a_table_looks_as_the_aws_cli_draws_it() {
        let response = json!({"Subnets": [{"SubnetId": "subnet-1", "Ipv6Native": true, "Tags": [{"Key": "Name", "Value": "client"}]},
                                          {"SubnetId": "subnet-2", "Ipv6Native": false}]});
        let wanted = "\
------------------------------
|       DescribeSubnets      |
+----------------------------+
||          Subnets         ||
|+-------------+------------+|
|| Ipv6Native  | SubnetId   ||
|+-------------+------------+|
||  True       |  subnet-1  ||
|+-------------+------------+|
|||          Tags          |||
||+----------+-------------+||
|||    Key   |    Value    |||
||+----------+-------------+||
|||  Name    |  client     |||
||+----------+-------------+||
||          Subnets         ||
|+-------------+------------+|
|| Ipv6Native  | SubnetId   ||
|+-------------+------------+|
||  False      |  subnet-2  ||
|+-------------+------------+|
";
        assert_eq!(render("DescribeSubnets", &response), wanted);
    }
}
