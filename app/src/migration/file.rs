//! The settings file of a cluster: which cluster it is for, and whether all of it is filled in.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail, ensure};
use solana_hash::Hash;
use std::fs;
use std::path::Path;
use toml::{Table, Value};

use super::settings::Settings;
use crate::backend::Backend;
use crate::wallet::KeyName;

/// The suite's own files, for a client that runs away from its repository.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("embedded.toml", include_str!("../../../migrations/embedded.toml")),
    ("localnet.toml", include_str!("../../../migrations/localnet.toml")),
    ("devnet.toml", include_str!("../../../migrations/devnet.toml")),
    ("mainnet-beta.toml", include_str!("../../../migrations/mainnet-beta.toml")),
];

/// What stands for the wallet that deployed the suite.
const OPERATOR: &str = "operator";

/// What says which cluster a file is for.
const ADDRESSEE: [&str; 2] = ["cluster", "genesis_hash"];

/// The settings that say who runs the suite in the end.
const SUCCESSORS: [&str; 2] = ["admin", "upgrade_authority"];

/// A settings file, as far as it can be understood without knowing who deployed the suite.
pub struct SettingsFile {
    pub name: String,
    /// What the cluster is called.
    pub cluster: String,
    /// The hash of the cluster's genesis. None in a file for the embedded ledger, or where it is yet to be filled in.
    genesis_hash: Option<Hash>,
    table: Table,
}

/// Turns the names that a file has for keys into addresses.
pub struct Names<'a> {
    /// The wallet that deployed the suite. None where nobody can upgrade it any more.
    pub operator: Option<Pubkey>,
    /// The keypairs that lie beside the embedded ledger.
    pub embedded: &'a dyn Fn(&KeyName) -> Result<Pubkey>,
}

impl SettingsFile {
    /// The file that is given, else the built-in one for the cluster; refused if it is for another cluster, or if anything
    /// in it has yet to be filled in.
    pub fn find(given: Option<&Path>, backend: &dyn Backend) -> Result<Self> {
        let genesis = backend.genesis_hash()?;
        let file = match given {
            Some(path) => Self::read(path)?,
            None => Self::built_in(genesis)?,
        };
        file.require_cluster(genesis)?;
        file.require_filled_in()?;
        Ok(file)
    }

    fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&path.display().to_string(), &text)
    }

    fn built_in(genesis: Option<Hash>) -> Result<Self> {
        for (name, text) in BUILT_IN {
            let file = Self::parse(name, text)?;
            if file.is_for(genesis) {
                return Ok(file);
            }
        }
        bail!(
            "there are no settings for {}: fill in a copy of migrations/localnet.toml, and name it with --settings FILE",
            called(genesis)
        )
    }

    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let no_file = || format!("{name} is not a settings file");
        let table: Table = toml::from_str(text).with_context(no_file)?;
        let text_of = |key: &str| table.get(key).and_then(Value::as_str);
        let cluster = text_of("cluster").context("it does not say which `cluster` it is for").with_context(no_file)?;
        let genesis_hash = match text_of("genesis_hash").filter(|hash| !is_blank(hash)) {
            None => None,
            Some(hash) => {
                Some(hash.parse().with_context(|| format!("{name}: \"{hash}\" is not the hash of a genesis"))?)
            }
        };
        Ok(Self { name: name.to_owned(), cluster: cluster.to_owned(), genesis_hash, table })
    }

    fn is_for(&self, genesis: Option<Hash>) -> bool {
        match self.table.contains_key("genesis_hash") {
            true => genesis.is_some() && self.genesis_hash == genesis,
            false => genesis.is_none(),
        }
    }

    /// A file that is run on the wrong cluster would set it up for ever with what was meant for another one.
    fn require_cluster(&self, genesis: Option<Hash>) -> Result<()> {
        let unknown_yet = self.table.contains_key("genesis_hash") && self.genesis_hash.is_none();
        ensure!(
            unknown_yet || self.is_for(genesis),
            "{} is for {}, and this is {}: nothing was done",
            self.name,
            match self.genesis_hash {
                Some(hash) => format!("{}, the cluster whose genesis has the hash {hash}", self.cluster),
                None => "the embedded ledger".into(),
            },
            called(genesis)
        );
        Ok(())
    }

    fn require_filled_in(&self) -> Result<()> {
        let mut blanks = Vec::new();
        visit(&mut Value::Table(self.table.clone()), "", &mut |place, text| {
            if is_blank(text) {
                blanks.push(format!("{place}: {text}"));
            }
            Ok(())
        })?;
        ensure!(
            blanks.is_empty(),
            "{} has yet to be filled in, so nothing was done. Put addresses in place of these, in the file or in a copy that \
             you name with --settings FILE:\n  {}",
            self.name,
            blanks.join("\n  ")
        );
        Ok(())
    }

    /// The settings, with every name replaced by the address that it stands for.
    pub fn settings(&self, names: &Names) -> Result<Settings> {
        let no_sense = || format!("{} does not make sense", self.name);
        let mut table = self.table.clone();
        ADDRESSEE.iter().for_each(|key| drop(table.remove(*key)));
        let mut value = Value::Table(table);
        let handed_over = SUCCESSORS.iter().any(|key| self.table.get(*key).and_then(Value::as_str) != Some(OPERATOR));
        visit(&mut value, "", &mut |place, text| {
            if text == OPERATOR {
                // What the operator keeps would be forgotten when the suite is handed over.
                ensure!(
                    !handed_over || SUCCESSORS.contains(&place),
                    "{place} is the operator, who hands the suite over to somebody else: name an address"
                );
                let operator =
                    names.operator.context("nobody can upgrade io-token any more, so there is no operator")?;
                *text = operator.to_string();
            } else if let Some(name) = KeyName::of(text).with_context(|| place.to_owned())? {
                *text = (names.embedded)(&name).with_context(|| place.to_owned())?.to_string();
            }
            Ok(())
        })
        .with_context(no_sense)?;
        let settings: Settings = value.try_into().with_context(no_sense)?;
        settings.check().with_context(no_sense)?;
        Ok(settings)
    }
}

/// Whether a text stands for something that is yet to be filled in: `<address of the slasher>`.
fn is_blank(text: &str) -> bool {
    text.starts_with('<') && text.ends_with('>')
}

/// What a cluster is called, as far as that is known.
fn called(genesis: Option<Hash>) -> String {
    let Some(hash) = genesis else { return "the embedded ledger".into() };
    let known = BUILT_IN.iter().find_map(|(name, text)| {
        let file = SettingsFile::parse(name, text).ok()?;
        (file.genesis_hash == genesis).then_some(file.cluster)
    });
    match known {
        Some(name) => format!("{name}, the cluster whose genesis has the hash {hash}"),
        None => format!("the cluster whose genesis has the hash {hash}"),
    }
}

/// Shows every text in a file to `look`, and the place it stands in, such as `stake.slasher`.
fn visit(value: &mut Value, place: &str, look: &mut dyn FnMut(&str, &mut String) -> Result<()>) -> Result<()> {
    match value {
        Value::String(text) => look(place, text),
        Value::Table(table) => table.iter_mut().try_for_each(|(key, value)| {
            let place = if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
            visit(value, &place, look)
        }),
        Value::Array(values) => {
            (1..).zip(values).try_for_each(|(number, value)| visit(value, &format!("{place} {number}"), look))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
