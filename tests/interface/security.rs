//! The page about security names every instruction once in the table of who may do what, and tests that exist.

use std::{fs, path::PathBuf};

use io_tests::described::descriptions;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn page() -> String {
    fs::read_to_string(root().join("docs/security.md")).expect("docs/security.md")
}

/// What is between backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_instruction_is_somebodys_once() {
    let page = page();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .skip_while(|line| !line.starts_with("| role | `io-token` |"))
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let heads = rows.first().expect("a table");
    for idl in descriptions() {
        let program = format!("`{}`", idl.metadata.name.replace('_', "-"));
        let column = heads.iter().position(|head| *head == program).expect("a column for every program");
        let mut named: Vec<&str> = rows.iter().skip(2).flat_map(|row| quoted(row[column])).collect();
        let mut instructions: Vec<&str> = idl.instructions.iter().map(|it| it.name.as_str()).collect();
        named.sort_unstable();
        instructions.sort_unstable();
        assert_eq!(named, instructions, "{program}");
    }
}

#[test]
fn every_test_that_is_named_exists() {
    let page = page();
    let named: Vec<&str> = quoted(&page).into_iter().filter(|name| name.ends_with(".rs")).collect();
    assert!(named.len() > 50, "{} files are named", named.len());
    for name in named {
        let exists = [root().join(name), root().join("programs/io-economics/src").join(name)];
        assert!(exists.iter().any(|file| file.exists()), "{name} does not exist");
    }
}
