//! Node, with which the programs are driven from their descriptions alone.

use std::process::Command;

use anyhow::{Result, bail};

use crate::checkout;
use crate::shell;

/// The oldest release that the client's packages run on.
const OLDEST: (u32, u32) = (20, 18);

/// What is said where it is missing.
const NEEDED: &str = "The descriptions are tested by a client in TypeScript, which needs Node 20.18 or newer and npm: the packages \
                      nodejs and npm on Debian 13 or newer. The Node of Debian 12 is too old; take one of Node's own builds.";

/// Node's version, if it is here and new enough.
pub fn version() -> Option<String> {
    let printed = shell::output(Command::new("node").arg("--version")).ok()?.trim().to_owned();
    is_new_enough(&printed).then_some(printed)
}

/// The version of its package manager, if it is here.
pub fn package_manager() -> Option<String> {
    shell::output(Command::new("npm").arg("--version")).ok().map(|printed| printed.trim().to_owned())
}

/// Refuses where they are missing.
pub fn require() -> Result<()> {
    if version().is_none() || package_manager().is_none() {
        bail!("{NEEDED}");
    }
    Ok(())
}

/// Runs the client's tests, hands each line that they print to `each`, and returns whether they passed.
pub fn test(each: impl FnMut(&str)) -> Result<bool> {
    // What the packages would run when they are installed is not needed, and nobody has read it.
    shell::run(npm().args([
        "ci",
        "--ignore-scripts",
        "--prefer-offline",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))?;
    shell::watch(npm().args(["test", "--silent"]), each)
}

fn npm() -> Command {
    let mut command = Command::new("npm");
    // Coloured lines could not be read.
    command.current_dir(checkout::root().join("tests/idl")).env_remove("FORCE_COLOR");
    command
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|number| number.parse::<u32>().ok());
    numbers.next().zip(numbers.next()).is_some_and(|found| found >= OLDEST)
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn knows_what_is_too_old() {
        for (version, enough) in
            [("v18.20.4", false), ("v20.17.9", false), ("v20.18.0", true), ("v22.0.0", true), ("?", false)]
        {
            assert_eq!(is_new_enough(version), enough, "{version}");
        }
    }
}
