//! Who signs.
//!
//! The keypair of `--keypair`; else, on the embedded ledger, the one beside it; else the one that the Solana CLI is
//! configured to use, or would use by default. The embedded ledger makes one where there is none of these.
//!
//! It also makes any number of others, each under a name of its own, so that one machine can play every role:
//! `--keypair embedded:arbiter`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow, bail};
use solana_cli_config::Config;
use solana_keypair::{Keypair, read_keypair, read_keypair_file, write_keypair};
use solana_signature::Signature;
use solana_signer::Signer;
use std::fmt;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use crate::ledger::Place;
use crate::report::note;

/// Somebody who signs: with a keypair that is here, or elsewhere, so that only the address is known.
pub struct Wallet {
    pub address: Pubkey,
    /// Where it comes from.
    pub source: String,
    keypair: Option<Keypair>,
}

/// What comes before the name of a keypair of the embedded ledger.
const EMBEDDED: &str = "embedded:";

/// The name of a keypair that lies beside the embedded ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyName(String);

impl KeyName {
    /// The name in `embedded:NAME`. None for a text that is not of this form.
    pub fn of(text: &str) -> Result<Option<Self>> {
        let Some(name) = text.strip_prefix(EMBEDDED) else { return Ok(None) };
        let usable = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
        if name.is_empty() || name.len() > 32 || !name.bytes().all(usable) {
            bail!("\"{text}\": such a name has 1 to 32 small letters, digits and dashes, as in {EMBEDDED}arbiter");
        }
        Ok(Some(Self(name.to_owned())))
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Wallet {
    /// Somebody who signs elsewhere.
    pub fn elsewhere(address: Pubkey) -> Self {
        Self { address, source: address.to_string(), keypair: None }
    }

    fn here(keypair: Keypair, source: String) -> Self {
        Self { address: keypair.pubkey(), source, keypair: Some(keypair) }
    }

    /// The signature under a message. None where the keypair is elsewhere.
    pub fn sign(&self, message: &[u8]) -> Option<Signature> {
        self.keypair.as_ref().map(|keypair| keypair.sign_message(message))
    }

    /// The wallet, as described above. `beside` is the embedded ledger, if that is in use.
    pub fn find(given: Option<&str>, config: Option<&Config>, beside: Option<&Place>) -> Result<Self> {
        if let Some(given) = given {
            return match KeyName::of(given)? {
                Some(name) => Self::named(&name, beside),
                None => Self::read(given),
            };
        }
        if let Some(own) = beside.map(Place::wallet).filter(|own| own.exists()) {
            return Self::read_file(&own);
        }
        if let Some(config) = config.filter(|config| !config.keypair_path.is_empty()) {
            // A file that is configured but missing is no reason to refuse the embedded ledger, which has its own.
            if beside.is_none() || Path::new(&config.keypair_path).exists() {
                return Self::read(&config.keypair_path);
            }
        }
        if let Some(usual) = usual().filter(|usual| usual.exists()) {
            return Self::read_file(&usual);
        }
        match beside {
            Some(place) => Self::create(&place.wallet()),
            None => bail!("there is no keypair to sign with: name one with --keypair FILE, or run `solana-keygen new`"),
        }
    }

    /// The keypair of that name beside the embedded ledger, created where there is none.
    pub fn named(name: &KeyName, beside: Option<&Place>) -> Result<Self> {
        let Some(place) = beside else {
            bail!(
                "{EMBEDDED}{name} is a keypair that only the embedded ledger has: on a cluster, name a keypair file to \
                 sign with, or the address of whoever is meant"
            );
        };
        let path = place.key(name);
        if path.exists() { Self::read_file(&path) } else { Self::create(&path) }
    }

    fn read(source: &str) -> Result<Self> {
        if matches!(source, "-" | "stdin:") {
            let keypair = read_keypair(&mut std::io::stdin())
                .map_err(|fault| anyhow!("standard input holds no keypair: {fault}"))?;
            return Ok(Self::here(keypair, "standard input".into()));
        }
        if source.starts_with("usb://") || source.starts_with("prompt:") {
            bail!(
                "{source}: only keypairs in files can be used; to sign elsewhere, name the address, and see --sign-only"
            );
        }
        // As with the Solana CLI, an address stands for somebody whose keypair is elsewhere.
        if let Ok(address) = source.parse() {
            return Ok(Self::elsewhere(address));
        }
        Self::read_file(Path::new(source.strip_prefix("file:").unwrap_or(source)))
    }

    fn read_file(path: &Path) -> Result<Self> {
        let shown = path.display().to_string();
        if !path.exists() {
            bail!("there is no keypair at {shown}");
        }
        let keypair = read_keypair_file(path).map_err(|fault| anyhow!("{shown} holds no keypair: {fault}"))?;
        Ok(Self::here(keypair, shown))
    }

    fn create(path: &Path) -> Result<Self> {
        let shown = path.display().to_string();
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        let keypair = Keypair::new();
        write_private(&keypair, path).with_context(|| format!("cannot write {shown}"))?;
        note(format_args!("Created a keypair for the embedded ledger: {shown}"));
        Ok(Self::here(keypair, shown))
    }
}

fn usual() -> Option<PathBuf> {
    Some(std::env::home_dir()?.join(".config/solana/id.json"))
}

/// Writes a file that nobody else can read, at any moment, and that is never there by half.
fn write_private(keypair: &Keypair, path: &Path) -> Result<()> {
    let new = path.with_extension("json.new");
    let _ = std::fs::remove_file(&new);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    write_keypair(keypair, &mut file).map_err(|fault| anyhow!("{fault}"))?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_keypairs_stay_beside_the_ledger() -> Result<()> {
        assert_eq!(KeyName::of("embedded:gpu-farm-7")?, Some(KeyName("gpu-farm-7".into())));
        assert_eq!(KeyName::of("arbiter.json")?, None);
        for text in
            ["embedded:", "embedded:../x", "embedded:A", "embedded:a b", &format!("embedded:{}", "a".repeat(33))]
        {
            assert!(KeyName::of(text).is_err(), "{text}");
        }
        Ok(())
    }
}
