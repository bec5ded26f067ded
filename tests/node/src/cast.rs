//! Who is on a node: a keypair for every role, in files, since a cluster knows nothing of `embedded:NAME`; and the
//! settings with their addresses in place of those names.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow};
use io_app::backend::{Backend, Rpc};
use io_app::wallet::KeyName;
use solana_commitment_config::CommitmentConfig;
use solana_keypair::{Keypair, read_keypair_file, write_keypair_file};
use solana_signer::Signer;
use std::fs;
use std::path::{Path, PathBuf};

use crate::node::Node;

/// Runs the migrations, and is the admin of all programs.
pub const OPERATOR: &str = "operator";

/// Those who come to use the network.
const USERS: [&str; 2] = ["supplier", "renter"];

/// The settings of the embedded ledger, which are those of a node too.
const SETTINGS: &str = include_str!("../../../migrations/embedded.toml");

/// Whose they are, in the file.
const WHOSE: &str = "cluster = \"the embedded ledger\"";

/// How the settings begin to name a keypair of the embedded ledger.
const EMBEDDED: &str = "\"embedded:";

/// The keypairs of a folder.
pub struct Cast {
    folder: PathBuf,
    names: Vec<String>,
}

impl Cast {
    /// Makes a keypair `folder/NAME.json` for the operator, for each name in the settings, and for the users, where there is
    /// none yet.
    pub fn gather(folder: &Path) -> Result<Self> {
        let mut cast = Self { folder: folder.to_owned(), names: Vec::new() };
        fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        for name in [OPERATOR].into_iter().chain(USERS) {
            cast.add(name)?;
        }
        for part in SETTINGS.split(EMBEDDED).skip(1) {
            let (name, _) = part.split_once('"').context("a name in the settings has no end")?;
            KeyName::of(&format!("embedded:{name}"))?;
            cast.add(name)?;
        }
        Ok(cast)
    }

    /// Writes the settings of the node into a file, and returns where that is.
    pub fn settle(&self, node: &Node) -> Result<PathBuf> {
        let genesis =
            Rpc::new(node.url(), Some(node.websocket()), CommitmentConfig::confirmed(), Rpc::TIMEOUT).genesis_hash()?;
        let genesis = genesis.context("the node has no genesis hash")?;
        let mut settings =
            SETTINGS.replacen(WHOSE, &format!("cluster = \"localnet\"\ngenesis_hash = \"{genesis}\""), 1);
        for name in &self.names {
            settings = settings.replace(&format!("{EMBEDDED}{name}\""), &format!("\"{}\"", self.address(name)?));
        }
        let file = self.folder.join("settings.toml");
        fs::write(&file, settings).with_context(|| format!("cannot write {}", file.display()))?;
        Ok(file)
    }

    /// Everybody's names, the operator's first.
    pub fn names(&self) -> &[String] {
        &self.names
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
