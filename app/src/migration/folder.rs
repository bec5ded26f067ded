//! The files of the migrations, and their order.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

use super::Migration;
use super::plan::Setup;

/// The suite's own, for a client that runs away from its repository.
const BUILT_IN: &[(&str, &str)] = &[
    ("0001-token", include_str!("../../../migrations/0001-token.toml")),
    ("0002-stake", include_str!("../../../migrations/0002-stake.toml")),
    ("0003-emission", include_str!("../../../migrations/0003-emission.toml")),
    ("0004-treasury", include_str!("../../../migrations/0004-treasury.toml")),
    ("0005-market", include_str!("../../../migrations/0005-market.toml")),
];

pub fn read(folder: Option<&Path>) -> Result<Vec<Migration>> {
    let files = match folder {
        None => BUILT_IN.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect(),
        Some(folder) => {
            let files =
                read_folder(folder).with_context(|| format!("cannot read migrations from {}", folder.display()))?;
            check_numbers(&files)?;
            files
        }
    };
    files.into_iter().map(|(name, text)| migration(name, &text)).collect()
}

fn read_folder(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path.file_stem().and_then(|name| name.to_str()).context("a file's name is not in UTF-8")?;
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            files.push((name.to_owned(), text));
        }
    }
    ensure!(!files.is_empty(), "there is no file like 0001-token.toml");
    files.sort();
    Ok(files)
}

/// A gap or a number used twice is a file that went missing or a copy left behind: the order would be a guess.
fn check_numbers(files: &[(String, String)]) -> Result<()> {
    for (place, (name, _)) in files.iter().enumerate() {
        let number = format!("{:04}-", place + 1);
        ensure!(name.starts_with(&number), "{name}.toml is out of order: a name that starts with {number} comes next");
    }
    Ok(())
}

fn migration(name: String, text: &str) -> Result<Migration> {
    let setup: Setup = toml::from_str(text).with_context(|| format!("{name}.toml is not a migration"))?;
    setup.check().with_context(|| format!("{name}.toml does not make sense"))?;
    Ok(Migration { name, setup })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_migrations_make_sense() -> Result<()> {
        let names: Vec<String> = read(None)?.into_iter().map(|migration| migration.name).collect();
        assert_eq!(names, ["0001-token", "0002-stake", "0003-emission", "0004-treasury", "0005-market"]);
        Ok(())
    }

    #[test]
    fn the_folder_of_the_repository_is_the_built_in_one() -> Result<()> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
        let built_in: Vec<_> = BUILT_IN.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        assert_eq!(read_folder(&folder)?, built_in);
        Ok(())
    }

    #[test]
    fn gaps_and_doubles_are_refused() {
        let files = |names: &[&str]| names.iter().map(|name| (name.to_string(), String::new())).collect::<Vec<_>>();
        assert!(check_numbers(&files(&["0001-token", "0002-stake"])).is_ok());
        assert!(check_numbers(&files(&["0001-token", "0003-stake"])).is_err());
        assert!(check_numbers(&files(&["0001-token", "0001-token copy"])).is_err());
        assert!(check_numbers(&files(&["token"])).is_err());
    }
}
