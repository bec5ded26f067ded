//! How a program stands at its address: who may replace it, and whether it is the one that was built.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use solana_loader_v3_interface::{get_program_data_address, state::UpgradeableLoaderState};
use solana_sdk_ids::bpf_loader_upgradeable;
use std::path::Path;

use crate::backend::Backend;
use crate::program::Program;
use crate::text;

/// A program that is deployed.
#[derive(Clone, Debug)]
pub struct Deployment {
    pub program: Program,
    /// Who may replace it. None where nobody can.
    pub upgrade_authority: Option<Pubkey>,
    /// The hash of its bytecode, without the zeros that fill up its account: that of `solana-verify get-program-hash`.
    pub hash: String,
    /// The hash of what was built last, taken in the same way. None where nothing was.
    pub built: Option<String>,
}

impl Deployment {
    /// The program, and the build in that folder to compare it with.
    pub fn read(program: Program, backend: &dyn Backend, folder: &Path) -> Result<Self> {
        let (upgrade_authority, bytecode) = read(program, backend)?;
        let path = folder.join(program.file);
        let built = match std::fs::read(&path) {
            Ok(elf) => Some(hash(&elf)),
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => None,
            Err(fault) => return Err(fault).with_context(|| format!("cannot read {}", path.display())),
        };
        Ok(Self { program, upgrade_authority, hash: hash(&bytecode), built })
    }

    /// Whether it is what was built last, as far as that can be told.
    pub fn is_as_built(&self) -> Option<bool> {
        self.built.as_ref().map(|built| *built == self.hash)
    }
}

/// Who may replace a program. None where nobody can.
pub fn upgrade_authority(program: Program, backend: &dyn Backend) -> Result<Option<Pubkey>> {
    Ok(read(program, backend)?.0)
}

/// The upgrade authority and the bytecode of a program.
fn read(program: Program, backend: &dyn Backend) -> Result<(Option<Pubkey>, Vec<u8>)> {
    let Program { name, address, .. } = program;
    let account = backend.account(&address)?.filter(|account| account.executable).with_context(|| {
        format!(
            "{name} is not deployed here, at {address}. Deploy it first, with the wallet that will migrate as its upgrade \
             authority: see docs/deploying.md"
        )
    })?;
    ensure!(
        account.owner == bpf_loader_upgradeable::ID,
        "{name}, at {address}, was deployed by {}: only what the upgradeable loader deploys has an upgrade authority, who \
         alone can initialise it",
        account.owner
    );
    let unreadable = || format!("{name}, at {address}, has no bytecode that can be read");
    let mut data = backend.account(&get_program_data_address(&address))?.with_context(unreadable)?.data;
    let length = UpgradeableLoaderState::size_of_programdata_metadata();
    ensure!(data.len() >= length, unreadable());
    let bytecode = data.split_off(length);
    let state: UpgradeableLoaderState = wincode::deserialize(&data).with_context(unreadable)?;
    match state {
        UpgradeableLoaderState::ProgramData { upgrade_authority_address, .. } => {
            Ok((upgrade_authority_address, bytecode))
        }
        _ => bail!(unreadable()),
    }
}

/// The SHA-256 hash of bytecode without the zeros at its end.
fn hash(bytecode: &[u8]) -> String {
    let end = bytecode.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    text::hex(&Sha256::digest(bytecode.get(..end).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn zeros_at_the_end_do_not_count() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!((hash(&[]), hash(&[0; 9])), (empty.into(), empty.into()));
        assert_eq!(hash(&[0, 1]), hash(&[0, 1, 0, 0]));
        assert_ne!(hash(&[0, 1]), hash(&[1]));
    }
}
