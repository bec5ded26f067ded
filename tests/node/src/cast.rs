//! Who is on a node: a keypair for every role, in files, since a cluster knows nothing of `embedded:NAME`; and the
//! migrations with their addresses in place of those names.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow};
use io_app::wallet::KeyName;
use solana_keypair::{Keypair, read_keypair_file, write_keypair_file};
use solana_signer::Signer;
use std::fs;
use std::path::{Path, PathBuf};

use crate::node::Node;

/// Runs the migrations, and is the admin of all programs.
pub const OPERATOR: &str = "operator";

/// Those who come to use the network.
const USERS: [&str; 2] = ["supplier", "renter"];

/// The migrations of this checkout.
const MIGRATIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");

/// How a migration begins to name a keypair of the embedded ledger.
const EMBEDDED: &str = "\"embedded:";

/// The keypairs of a folder.
pub struct Cast {
    folder: PathBuf,
    names: Vec<String>,
}

impl Cast {
    /// Writes the migrations into `folder/migrations`, and makes a keypair `folder/NAME.json` for the operator, for each
    /// name in them, and for the users, where there is none yet.
    pub fn gather(folder: &Path) -> Result<Self> {
        let mut cast = Self { folder: folder.to_owned(), names: Vec::new() };
        let migrations = cast.migrations();
        fs::create_dir_all(&migrations).with_context(|| format!("cannot create {}", migrations.display()))?;
        for name in [OPERATOR].into_iter().chain(USERS) {
            cast.add(name)?;
        }
        let listed = fs::read_dir(MIGRATIONS).with_context(|| format!("there are no migrations in {MIGRATIONS}"))?;
        let mut files: Vec<PathBuf> = listed.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
        files.sort();
        for file in files {
            let name = file.file_name().context("a migration has a name")?;
            fs::write(migrations.join(name), cast.settle(&fs::read_to_string(&file)?)?)?;
        }
        Ok(cast)
    }

    /// Everybody's names, the operator's first.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn migrations(&self) -> PathBuf {
        self.folder.join("migrations")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name).with_extension("json")
    }

    pub fn keypair(&self, name: &str) -> Result<Keypair> {
        let file = self.file(name);
        read_keypair_file(&file).map_err(|fault| anyhow!("{}: {fault}", file.display()))
    }

    pub fn address(&self, name: &str) -> Result<Pubkey> {
        Ok(self.keypair(name)?.pubkey())
    }

    /// Gives everybody so many lamports.
    pub fn fund(&self, node: &Node, lamports: u64) -> Result<()> {
        self.names.iter().try_for_each(|name| node.fund(self.address(name)?, lamports))
    }

    /// A migration with addresses instead of names.
    fn settle(&mut self, migration: &str) -> Result<String> {
        let mut parts = migration.split(EMBEDDED);
        let mut settled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('"').context("a name in a migration has no end")?;
            KeyName::of(&format!("embedded:{name}"))?;
            self.add(name)?;
            settled.push_str(&format!("\"{}\"{rest}", self.address(name)?));
        }
        Ok(settled)
    }

    fn add(&mut self, name: &str) -> Result<()> {
        let file = self.file(name);
        if !file.exists() {
            write_keypair_file(&Keypair::new(), &file).map_err(|fault| anyhow!("{}: {fault}", file.display()))?;
        }
        if self.names.iter().all(|known| known != name) {
            self.names.push(name.to_owned());
        }
        Ok(())
    }
}
