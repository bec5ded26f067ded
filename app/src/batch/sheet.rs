//! A CSV file with a line for each device.

use anyhow::{Context, Result, anyhow, bail, ensure};
use csv::{ReaderBuilder, StringRecord};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Every column that some command reads. One file may serve several commands, so that a column of another command does not
/// count; one that no command knows is a mistake.
const COLUMNS: [&str; 10] =
    ["device", "id", "label", "class", "processors", "stake", "amount", "price", "min_hours", "max_hours"];

/// How many faulty lines are told.
const TOLD: usize = 10;

pub struct Sheet {
    path: PathBuf,
    rows: Vec<Row>,
}

/// A line, and what stands in it.
#[derive(Clone)]
pub struct Row {
    head: Arc<Head>,
    pub line: u64,
    cells: StringRecord,
}

struct Head {
    file: String,
    columns: Vec<String>,
}

impl Sheet {
    pub fn read(path: &Path) -> Result<Self> {
        let shown = path.display().to_string();
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {shown}"))?;
        Self::of(&bytes, path).with_context(|| format!("{shown} cannot be used, and nothing was done"))
    }

    fn of(bytes: &[u8], path: &Path) -> Result<Self> {
        let text = std::str::from_utf8(bytes).map_err(|fault| {
            let before = bytes.get(..fault.valid_up_to()).unwrap_or_default();
            anyhow!("line {}: this is not UTF-8", 1 + before.iter().filter(|byte| **byte == b'\n').count())
        })?;
        // The end of each line is counted when it has been read.
        let text = text.replace("\r\n", "\n") + "\n";
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).comment(Some(b'#')).from_reader(text.as_bytes());
        let (line, head) = next(&mut reader)?.context("the file is empty")?;
        let plain = |name: &str| name.to_lowercase().replace([' ', '-'], "_");
        let columns: Vec<String> = head.iter().map(plain).collect();
        for (place, column) in columns.iter().enumerate() {
            ensure!(
                COLUMNS.contains(&column.as_str()),
                "line {line}, column {}: \"{column}\" is not the name of a column. They are {}, separated by commas",
                place + 1,
                COLUMNS.join(", ")
            );
            let twice = columns.iter().take(place).any(|before| before == column);
            ensure!(!twice, "line {line}: there are two columns {column}");
        }
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let head = Arc::new(Head { file, columns });
        let mut rows = Vec::new();
        while let Some((line, cells)) = next(&mut reader)? {
            let (found, named) = (cells.len(), head.columns.len());
            ensure!(found == named, "line {line} has {found} cells, and {named} columns are named");
            rows.push(Row { head: Arc::clone(&head), line, cells });
        }
        ensure!(!rows.is_empty(), "no line follows the one that names the columns");
        Ok(Self { path: path.to_path_buf(), rows })
    }

    pub fn has(&self, column: &str) -> bool {
        self.rows.first().is_some_and(|row| row.place(column).is_some())
    }

    /// What is made of each line.
    pub fn each<T>(&self, of: impl FnMut(&Row) -> Result<T>) -> Result<Vec<T>> {
        every(self.rows.iter().map(of))
            .with_context(|| format!("{} cannot be used, and nothing was done", self.path.display()))
    }
}

/// All of them; or, where some have faults, every fault at once.
pub fn every<T>(made: impl Iterator<Item = Result<T>>) -> Result<Vec<T>> {
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for one in made {
        match one {
            Ok(one) => all.push(one),
            Err(fault) => faults.push(format!("{fault:#}")),
        }
    }
    let more = faults.len().saturating_sub(TOLD);
    faults.truncate(TOLD);
    match (faults.as_slice(), more) {
        ([], _) => Ok(all),
        (told, 0) => bail!("{}", told.join("\n")),
        (told, more) => bail!("{}\nand {more} more lines", told.join("\n")),
    }
}

impl Row {
    fn place(&self, column: &str) -> Option<usize> {
        self.head.columns.iter().position(|known| known == column)
    }

    /// The text of a cell, if it is not empty.
    pub fn text(&self, column: &str) -> Option<&str> {
        self.place(column).and_then(|place| self.cells.get(place)).filter(|text| !text.is_empty())
    }

    /// What a cell says, if it says something.
    pub fn find<T>(&self, column: &str, parse: impl FnOnce(&str) -> Result<T>) -> Result<Option<T>> {
        let parsed = self.text(column).map(parse).transpose();
        parsed.with_context(|| self.whereabouts(format_args!("column {column}")))
    }

    /// What a cell says that has to say something.
    pub fn get<T>(&self, column: &str, parse: impl FnOnce(&str) -> Result<T>) -> Result<T> {
        let Some(found) = self.find(column, parse)? else {
            bail!("{}", self.whereabouts(format_args!("column {column}: there is nothing")));
        };
        Ok(found)
    }

    /// Where something stands: the file, the line, and what `place` says of it.
    pub fn whereabouts(&self, place: impl Display) -> String {
        format!("{}, line {}, {place}", self.head.file, self.line)
    }
}

/// A whole number within bounds.
pub fn number(bounds: std::ops::RangeInclusive<u16>) -> impl FnOnce(&str) -> Result<u16> {
    move |text| match text.parse() {
        Ok(number) if bounds.contains(&number) => Ok(number),
        _ => bail!("\"{text}\" is not a whole number from {} to {}", bounds.start(), bounds.end()),
    }
}

/// The next line that counts, and its number. The reader itself counts remarks and empty lines to what follows them.
fn next(reader: &mut csv::Reader<&[u8]>) -> Result<Option<(u64, StringRecord)>> {
    let mut cells = StringRecord::new();
    if !reader.read_record(&mut cells)? {
        return Ok(None);
    }
    let within = cells.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
    let line = reader.position().line().saturating_sub(within.saturating_add(1));
    cells.trim();
    Ok(Some((line, cells)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> Result<Sheet> {
        Sheet::of(text.as_bytes(), Path::new("/somewhere/rack.csv"))
    }

    fn refused(text: &str) -> String {
        format!("{:#}", sheet(text).err().expect("a refusal"))
    }

    #[test]
    fn cells_are_found_by_the_names_of_their_columns() -> Result<()> {
        let sheet = sheet("\u{feff}ID, Class ,min-hours\n# a remark\nrig-1,\"M3/M4 Max\",\n\nrig-2,H100, 5 \n")?;
        let rows = sheet
            .each(|row| Ok((row.line, row.text("id").map(str::to_owned), row.find("min_hours", number(1..=720))?)))?;
        assert_eq!(rows, [(3, Some("rig-1".into()), None), (5, Some("rig-2".into()), Some(5))]);
        assert_eq!(sheet.rows[0].text("class"), Some("M3/M4 Max"));
        assert_eq!(sheet.rows[0].text("price"), None);
        assert!(sheet.has("class") && !sheet.has("price"));
        Ok(())
    }

    #[test]
    fn faults_name_their_lines_and_columns() -> Result<()> {
        assert_eq!(
            refused("id,rack\nrig-1,7\n"),
            "line 1, column 2: \"rack\" is not the name of a column. They are device, id, label, class, processors, stake, \
             amount, price, min_hours, max_hours, separated by commas"
        );
        assert!(
            refused("id;class\nrig-1;H100\n").contains("line 1, column 1: \"id;class\" is not the name of a column")
        );
        assert_eq!(refused("id,class,ID\n"), "line 1: there are two columns id");
        assert_eq!(
            refused("id,class\r\n# a remark\r\nrig-1,\"H\n100\"\r\nrig-2"),
            "line 5 has 1 cells, and 2 columns are named"
        );
        assert_eq!(refused("id,class\n# nothing\n"), "no line follows the one that names the columns");
        assert_eq!(refused(""), "the file is empty");
        let wrong = Sheet::of(b"id,class\nrig-1,H\xff00\n", Path::new("rack.csv")).err().expect("a refusal");
        assert_eq!(wrong.to_string(), "line 2: this is not UTF-8");

        let sheet = sheet("id,processors\na,8\nb,eight\nc,\nd,0\n")?;
        let fault = sheet.each(|row| row.get("processors", number(1..=u16::MAX))).expect_err("three faults");
        assert_eq!(
            format!("{fault:#}"),
            "/somewhere/rack.csv cannot be used, and nothing was done: rack.csv, line 3, column processors: \"eight\" is not \
             a whole number from 1 to 65535\nrack.csv, line 4, column processors: there is nothing\nrack.csv, line 5, column \
             processors: \"0\" is not a whole number from 1 to 65535"
        );
        let many: String = (0..12).map(|_| "x,x\n").collect();
        let sheet = Sheet::of(format!("id,processors\n{many}").as_bytes(), Path::new("rack.csv"))?;
        let fault = sheet.each(|row| row.get("processors", number(1..=8))).expect_err("twelve faults");
        assert!(format!("{fault:#}").ends_with("\nand 2 more lines"), "{fault:#}");
        Ok(())
    }
}
