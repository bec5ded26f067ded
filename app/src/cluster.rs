//! Where to send: the monikers of the Solana CLI, and one more for the embedded ledger.

use anyhow::{Context, Result, bail};
use solana_cli_config::Config;
use solana_commitment_config::{CommitmentConfig, CommitmentLevel};
use std::path::{Path, PathBuf};

/// A place to send transactions to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cluster {
    Embedded,
    Url(String),
}

impl Cluster {
    /// What `--url` says. `config` means the URL of the Solana CLI's configuration file.
    pub fn parse(text: &str, config: Option<&Config>) -> Result<Self> {
        let url = match text {
            "e" | "embedded" => return Ok(Self::Embedded),
            "m" | "mainnet-beta" => "https://api.mainnet-beta.solana.com",
            "t" | "testnet" => "https://api.testnet.solana.com",
            "d" | "devnet" => "https://api.devnet.solana.com",
            "l" | "localhost" => "http://localhost:8899",
            "c" | "config" => {
                &config.context("there is no Solana CLI configuration to take the URL from")?.json_rpc_url
            }
            url if url.starts_with("https://") || url.starts_with("http://") => url,
            _ => bail!(
                "\"{text}\" is neither a URL nor one of embedded, localhost, devnet, testnet, mainnet-beta and config"
            ),
        };
        Ok(Self::Url(url.to_owned()))
    }
}

/// The Solana CLI's configuration: of the file given, which must exist, else of its usual place, if it does.
pub fn config(given: Option<&Path>) -> Result<Option<Config>> {
    let path = match given {
        Some(given) => given.to_path_buf(),
        None => match solana_cli_config::CONFIG_FILE.as_ref().map(PathBuf::from).filter(|usual| usual.exists()) {
            Some(usual) => usual,
            None => return Ok(None),
        },
    };
    let shown = path.display();
    let config = Config::load(path.to_str().with_context(|| format!("{shown} is not a name in UTF-8"))?);
    config.map(Some).with_context(|| format!("cannot read the Solana CLI configuration {shown}"))
}

/// How safe a transaction must be: what `--commitment` says, else what the configuration says, else confirmed.
pub fn commitment(given: Option<&str>, config: Option<&Config>) -> Result<CommitmentConfig> {
    let configured = config.map(|config| config.commitment.as_str()).filter(|commitment| !commitment.is_empty());
    let text = given.or(configured).unwrap_or("confirmed");
    match text.parse::<CommitmentLevel>() {
        Ok(commitment) => Ok(CommitmentConfig { commitment }),
        Err(_) => bail!("\"{text}\" is not a commitment: write processed, confirmed or finalized"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monikers_are_those_of_the_solana_cli() -> Result<()> {
        assert_eq!(Cluster::parse("e", None)?, Cluster::Embedded);
        for (short, long) in [("m", "mainnet-beta"), ("t", "testnet"), ("d", "devnet"), ("l", "localhost")] {
            assert_eq!(Cluster::parse(short, None)?, Cluster::parse(long, None)?);
        }
        assert_eq!(Cluster::parse("http://n:1", None)?, Cluster::Url("http://n:1".into()));
        for text in ["", "mainnet", "ftp://n", "c"] {
            assert!(Cluster::parse(text, None).is_err(), "{text}");
        }
        Ok(())
    }
}
