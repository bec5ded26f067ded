//! Where to send: the monikers of the Solana CLI, and one more for the embedded ledger.

use anyhow::{Context, Result, bail};
use solana_cli_config::Config;
use solana_commitment_config::{CommitmentConfig, CommitmentLevel};
use std::path::{Path, PathBuf};
use url::Url;

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

/// Where a node's WebSocket is: what `--ws` says; else what the configuration says of its own node; else where nodes have
/// it, on the same host and on the next port, if a port is named.
pub fn websocket(given: Option<&str>, node: &str, config: Option<&Config>) -> Option<String> {
    let configured = config.filter(|config| config.json_rpc_url == node).map(|config| config.websocket_url.as_str());
    match given.or_else(|| configured.filter(|url| !url.is_empty())) {
        Some(url) => Some(url.to_owned()),
        None => beside(node).map(Into::into),
    }
}

fn beside(node: &str) -> Option<Url> {
    let mut url: Url = node.parse().ok()?;
    url.set_scheme(if url.scheme() == "https" { "wss" } else { "ws" }).ok()?;
    if let Some(port) = url.port() {
        url.set_port(Some(port.checked_add(1)?)).ok()?;
    }
    Some(url)
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
    fn websockets_are_where_nodes_have_them() {
        let beside = |node| websocket(None, node, None);
        assert_eq!(beside("http://localhost:8899").as_deref(), Some("ws://localhost:8900/"));
        assert_eq!(beside("https://n.example/?key=1").as_deref(), Some("wss://n.example/?key=1"));
        assert_eq!(beside("https://n.example:65535"), None);
        let mut config =
            Config { json_rpc_url: "http://n:1".into(), websocket_url: "ws://n:9".into(), ..Config::default() };
        assert_eq!(websocket(None, "http://n:1", Some(&config)).as_deref(), Some("ws://n:9"));
        assert_eq!(websocket(None, "http://m:1", Some(&config)).as_deref(), Some("ws://m:2/"));
        assert_eq!(websocket(Some("ws://o:1"), "http://n:1", Some(&config)).as_deref(), Some("ws://o:1"));
        config.websocket_url.clear();
        assert_eq!(websocket(None, "http://n:1", Some(&config)).as_deref(), Some("ws://n:2/"));
    }

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
