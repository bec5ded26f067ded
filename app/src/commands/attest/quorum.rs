//! Who signs for devices.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::Args;
use io_emission::error::IoEmissionError;
use io_emission::state::Config;

use crate::session::Session;
use crate::wallet::Wallet;

#[derive(Args)]
pub struct Attestors {
    /// Keypair of an attestor: a file, or embedded:NAME. Once for each of them [default: the wallet]
    #[arg(long = "attestor", value_name = "KEYPAIR")]
    keypairs: Vec<String>,
}

/// Enough attestors to give leases.
pub struct Quorum {
    /// Those whose keypairs sign besides the wallet's.
    pub wallets: Vec<Wallet>,
    pub addresses: Vec<Pubkey>,
}

impl Attestors {
    /// Refused here where the program would refuse, because it could not say who is missing.
    pub fn quorum(&self, session: &mut Session, config: &Config) -> Result<Quorum> {
        let signer = session.signer()?;
        let wallets = self.keypairs.iter().map(|given| session.keypair(given)).collect::<Result<Vec<_>>>()?;
        let mut addresses: Vec<Pubkey> = wallets.iter().map(|wallet| wallet.address).collect();
        // The wallet signs anyway, since it pays.
        if config.attestors().contains(&signer) && !addresses.contains(&signer) {
            addresses.push(signer);
        }
        let listed = || config.attestors().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        for (place, address) in addresses.iter().enumerate() {
            ensure!(config.attestors().contains(address), "{address} is not an attestor: they are {}", listed());
            ensure!(!addresses[..place].contains(address), "{}", IoEmissionError::DuplicateAttestor);
        }
        ensure!(
            !addresses.is_empty(),
            "the wallet {signer} is not an attestor: name those who sign with --attestor. They are {}",
            listed()
        );
        ensure!(
            addresses.len() >= usize::from(config.quorum),
            "{} It takes {} of {}, and {} signs",
            IoEmissionError::QuorumShort,
            config.quorum,
            listed(),
            addresses.len()
        );
        addresses.truncate(usize::from(config.quorum).max(1));
        Ok(Quorum { wallets, addresses })
    }
}
