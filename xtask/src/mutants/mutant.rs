//! What can be changed in a program: what cargo-mutants lists, and each `require!`, which is a macro and so is not listed.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::checkout;
use crate::shell::output;

/// What the functions are called that decide whether something may be done, or begin with.
const VALIDATION: [&str; 9] =
    ["validate", "require", "invariant", "is_", "has_", "can_", "check", "judge", "plan_invariant"];

/// A change of a program's source that should break it.
pub struct Mutant {
    pub name: String,
    pub file: String,
    function: String,
    /// Line and column, both from 1, of its first and after its last character.
    from: (usize, usize),
    to: (usize, usize),
    replacement: String,
}

/// Those that cargo-mutants knows.
pub fn listed(program: &str) -> Result<Vec<Mutant>> {
    let arguments = ["mutants", "--list", "--json", "--no-config", "--package", program];
    let listed = output(Command::new("cargo-mutants").current_dir(checkout::root()).args(arguments))?;
    let listed: Vec<Value> = serde_json::from_str(&listed).context("the list of mutants")?;
    listed.iter().map(Mutant::read).collect()
}

/// Each `require!`, `require_keys_eq!` and so on of a program, taken out.
pub fn taken_out(program: &str) -> Result<Vec<Mutant>> {
    let mut mutants = Vec::new();
    let sources = output(
        Command::new("git")
            .current_dir(checkout::root())
            .args(["ls-files", "--"])
            .arg(format!("programs/{program}/src/*.rs")),
    )?;
    for file in sources.lines() {
        mutants.extend(checks(file, &fs::read_to_string(checkout::root().join(Path::new(file)))?));
    }
    Ok(mutants)
}

/// The statements of a source that begin with `require`: formatted as it is, each has a line of its own or ends with `);`.
fn checks(file: &str, source: &str) -> Vec<Mutant> {
    let lines: Vec<&str> = source.lines().collect();
    let begins = |line: &str| {
        let name = line.trim_start().split_once("!(").map(|(name, _)| name);
        name.is_some_and(|name| name.starts_with("require") && name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
    };
    let mut mutants = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| begins(line)) {
        let rest = lines.get(at..).unwrap_or_default();
        let Some(length) = rest.iter().position(|line| line.ends_with(");")) else { continue };
        let statement: Vec<&str> = rest.iter().take(length + 1).map(|line| line.trim()).collect();
        let last = rest.get(length).map_or(0, |line| line.chars().count());
        mutants.push(Mutant {
            name: format!("{file}:{}: without {}", at + 1, statement.join(" ")),
            file: file.to_owned(),
            function: "require".to_owned(),
            from: (at + 1, line.chars().count() - line.trim_start().chars().count() + 1),
            to: (at + length + 1, last + 1),
            replacement: String::new(),
        });
    }
    mutants
}

impl Mutant {
    fn read(listed: &Value) -> Result<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned).context("a text in the list of mutants");
        let place = |value: &Value| {
            let number = |name: &str| value[name].as_u64().and_then(|number| usize::try_from(number).ok());
            number("line").zip(number("column")).context("a place in the list of mutants")
        };
        Ok(Self {
            name: text(&listed["name"])?,
            file: text(&listed["file"])?,
            // A constant's is none.
            function: listed["function"]["function_name"].as_str().unwrap_or_default().to_owned(),
            from: place(&listed["span"]["start"])?,
            to: place(&listed["span"]["end"])?,
            replacement: text(&listed["replacement"])?,
        })
    }

    pub fn validates(&self) -> bool {
        let name = self.function.rsplit("::").next().unwrap_or_default();
        VALIDATION.iter().any(|beginning| name.starts_with(beginning))
    }

    pub fn applied(&self, source: &str) -> Result<String> {
        let (from, to) = (offset(source, self.from)?, offset(source, self.to)?);
        let (before, after) = (source.get(..from), source.get(to..));
        let (before, after) = before.zip(after).context("a mutant lies within its file")?;
        Ok(format!("{before}{}{after}", self.replacement))
    }
}

/// Where a line and column are in a source.
fn offset(source: &str, (line, column): (usize, usize)) -> Result<usize> {
    let mut lines = source.split_inclusive('\n');
    let before: usize = lines.by_ref().take(line.saturating_sub(1)).map(str::len).sum();
    let line = lines.next().unwrap_or_default();
    let within = line.char_indices().map(|(at, _)| at).chain([line.len()]).nth(column.saturating_sub(1));
    Ok(before + within.context("a mutant lies within its line")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mutant_replaces_what_it_spans() -> Result<()> {
        let source = "fn a() {\n    // größer\n    x < y && z\n}\n";
        let mutant = |from, to, replacement: &str| Mutant {
            name: String::new(),
            file: String::new(),
            function: "Case::invariant".to_owned(),
            from,
            to,
            replacement: replacement.to_owned(),
        };
        assert_eq!(mutant((3, 7), (3, 8), "<=").applied(source)?, source.replace('<', "<="));
        assert_eq!(mutant((2, 8), (3, 15), "y").applied(source)?, "fn a() {\n    // yy\n}\n".replace("yy", "y"));
        assert!(mutant((1, 1), (1, 99), "").applied(source).is_err());
        assert!(mutant((1, 1), (1, 1), "").validates());
        Ok(())
    }

    #[test]
    fn a_check_is_taken_out_with_all_its_lines() -> Result<()> {
        let source =
            "    require!(a(b), E);\n    require_keys_eq!(\n        c,\n        d\n    );\n    e.require_admin(f)?;\n";
        let mutants = checks("x.rs", source);
        let names: Vec<&str> = mutants.iter().map(|mutant| mutant.name.as_str()).collect();
        assert_eq!(names, ["x.rs:1: without require!(a(b), E);", "x.rs:2: without require_keys_eq!( c, d );"]);
        let without = mutants.iter().map(|mutant| mutant.applied(source)).collect::<Result<Vec<_>>>()?;
        assert_eq!(without[0], source.replace("require!(a(b), E);", ""));
        assert_eq!(without[1], "    require!(a(b), E);\n    \n    e.require_admin(f)?;\n");
        Ok(())
    }
}
