//! The devices of a run: read anew each round, because they come and go.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, ensure};
use clap::Args;
use std::collections::HashSet;
use std::path::PathBuf;
use std::process::{Command, Stdio};

#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Source {
    /// File that lists the devices: an address at the start of each line; what follows it and lines that start with #
    /// do not count
    #[arg(long, value_name = "FILE")]
    devices: Option<PathBuf>,
    /// Command, run by the shell, whose output lists the devices in the same way
    #[arg(long, value_name = "COMMAND")]
    devices_from: Option<String>,
}

/// A list as it was read.
#[derive(Default)]
pub struct List {
    /// Each device once, in the order of the list.
    pub devices: Vec<Pubkey>,
    /// Lines that name no device.
    pub unreadable: Vec<String>,
}

impl Source {
    pub fn read(&self) -> Result<List> {
        let text = match (&self.devices, &self.devices_from) {
            (Some(file), _) => {
                std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?
            }
            (None, command) => output(command.as_deref().unwrap_or_default())?,
        };
        Ok(List::of(&text))
    }
}

impl Source {
    /// What tells a run from another one.
    pub fn words(&self) -> Result<String> {
        match (&self.devices, &self.devices_from) {
            (Some(file), _) => {
                let path = std::fs::canonicalize(file).with_context(|| format!("cannot read {}", file.display()))?;
                Ok(format!("list {}", path.display()))
            }
            (None, command) => Ok(format!("list of `{}`", command.as_deref().unwrap_or_default())),
        }
    }
}

impl List {
    fn of(text: &str) -> Self {
        let (mut list, mut seen) = (Self::default(), HashSet::new());
        for line in text.lines() {
            let Some(first) = line.split([' ', '\t', ',', ';']).find(|word| !word.is_empty()) else { continue };
            match first.parse() {
                _ if first.starts_with('#') => {}
                Ok(device) if seen.insert(device) => list.devices.push(device),
                Ok(_) => {}
                Err(_) => list.unreadable.push(line.escape_debug().to_string()),
            }
        }
        list
    }
}

/// What a command says. One that fails says nothing reliable: half a list would leave the other half to end.
fn output(command: &str) -> Result<String> {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = shell.output().context("cannot start a shell")?;
    ensure!(output.status.success(), "`{command}` failed: {}", output.status);
    String::from_utf8(output.stdout).with_context(|| format!("`{command}` does not write UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_generously_and_nothing_is_guessed() {
        let (one, two) = (Pubkey::new_from_array([1; 32]), Pubkey::new_from_array([2; 32]));
        let list = List::of(&format!("# rack 7\n{one}\n\n  {two}, H100 # yes\r\n{one}\tagain\n#{one}\nrack-7\n"));
        assert_eq!(list.devices, [one, two]);
        assert_eq!(list.unreadable, ["rack-7"]);
    }

    #[test]
    fn a_command_that_fails_lists_nothing() -> Result<()> {
        assert_eq!(output("printf 'a\\nb'")?, "a\nb");
        assert!(output("echo a; exit 3").expect_err("a failure").to_string().contains("exit status: 3"));
        Ok(())
    }
}
