//! Who signs as attestors: those of the emission for leases, those of the market for failures.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::Args;

use crate::session::Session;
use crate::setting::listed;
use crate::wallet::Wallet;

#[derive(Args)]
pub struct Attestors {
    /// Keypair of an attestor: a file, or embedded:NAME. Once for each of them [default: the wallet]
    #[arg(long = "attestor", value_name = "KEYPAIR")]
    keypairs: Vec<String>,
}

/// Enough attestors.
pub struct Quorum {
    /// Those whose keypairs sign besides the wallet's.
    pub wallets: Vec<Wallet>,
    pub addresses: Vec<Pubkey>,
}

impl Attestors {
    /// So many of these attestors. Refused here where the program would refuse, because it could not say who is missing.
    pub fn quorum(&self, session: &mut Session, attestors: &[Pubkey], needed: u8) -> Result<Quorum> {
        let signer = session.signer()?;
        let wallets = self.keypairs.iter().map(|given| session.keypair(given)).collect::<Result<Vec<_>>>()?;
        let mut addresses: Vec<Pubkey> = wallets.iter().map(|wallet| wallet.address).collect();
        // The wallet signs anyway, since it pays.
        if attestors.contains(&signer) && !addresses.contains(&signer) {
            addresses.push(signer);
        }
        for (place, address) in addresses.iter().enumerate() {
            ensure!(attestors.contains(address), "{address} is not an attestor: they are {}", listed(attestors));
            ensure!(!addresses[..place].contains(address), "{address} is named twice. Each attestor counts once");
        }
        ensure!(
            !addresses.is_empty(),
            "the wallet {signer} is not an attestor: name those who sign with --attestor. They are {}",
            listed(attestors)
        );
        ensure!(
            addresses.len() >= usize::from(needed),
            "Not enough attestors have signed. It takes {needed} of {}, and {} signs",
            listed(attestors),
            addresses.len()
        );
        addresses.truncate(usize::from(needed).max(1));
        Ok(Quorum { wallets, addresses })
    }
}
