//! Where a ledger lies.

use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::wallet::KeyName;

/// The paths of a ledger's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    state: PathBuf,
}

impl Place {
    pub fn new(state: impl Into<PathBuf>) -> Self {
        let state = state.into();
        // A file that is replaced through a symbolic link would leave the link's target behind.
        Self { state: std::fs::canonicalize(&state).unwrap_or(state) }
    }

    /// The place a user's ledger has unless they say otherwise: `$XDG_DATA_HOME/io/ledger`, which is
    /// `~/.local/share/io/ledger` where that variable is not set.
    pub fn of_user() -> Result<Self> {
        let data = match std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute()) {
            Some(data) => data,
            None => std::env::home_dir()
                .filter(|home| !home.as_os_str().is_empty())
                .context("there is no home directory for the embedded ledger: name a file with --ledger")?
                .join(".local/share"),
        };
        Ok(Self::new(data.join("io").join("ledger")))
    }

    /// The ledger itself.
    pub fn state(&self) -> &Path {
        &self.state
    }

    pub fn journal(&self) -> PathBuf {
        self.beside(".journal")
    }

    pub fn lock(&self) -> PathBuf {
        self.beside(".lock")
    }

    pub fn wallet(&self) -> PathBuf {
        self.beside(".wallet.json")
    }

    /// A keypair under a name of its own.
    pub fn key(&self, name: &KeyName) -> PathBuf {
        self.beside(&format!(".{name}.json"))
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut path = OsString::from(self.state.as_os_str());
        path.push(ending);
        path.into()
    }
}
