//! The real SVM, in process: the same start for the embedded ledger and for the tests.

use agave_feature_set::FeatureSet;
use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow};
use litesvm::LiteSVM;
use solana_loader_v3_interface::{get_program_data_address, state::UpgradeableLoaderState};
use wincode::Serialize as _;

/// What airdrops are taken from, in lamports: a million SOL.
const FAUCET: u64 = 1_000_000_000_000_000;

/// A fresh SVM with every feature on: the suite's bytecode passes arguments through the neighbouring stack frame,
/// which the runtime allows only with `virtual_address_space_adjustments`.
pub fn fresh() -> LiteSVM {
    // Not `new`, which sets all of this up for the features of mainnet first.
    LiteSVM::default()
        .with_feature_set(FeatureSet::all_enabled())
        .with_builtins()
        .with_lamports(FAUCET)
        .with_sysvars()
        .with_feature_accounts()
        .with_default_programs()
        .with_sigverify(true)
        .with_blockhash_check(true)
}

/// Deploys `elf` as a cluster would: verified, upgradeable, and with `upgrade_authority` as the one key
/// that the programs accept for their initialisation.
pub fn deploy(svm: &mut LiteSVM, program: Pubkey, elf: &[u8], upgrade_authority: Pubkey) -> Result<()> {
    svm.add_program(program, elf).map_err(|refusal| anyhow!("the runtime refuses the program {program}: {refusal}"))?;
    let address = get_program_data_address(&program);
    let mut account = svm.get_account(&address).context("a deployed program has its data account")?;
    let header = UpgradeableLoaderState::ProgramData { slot: 0, upgrade_authority_address: Some(upgrade_authority) };
    UpgradeableLoaderState::serialize_into(account.data.as_mut_slice(), &header)
        .map_err(|fault| anyhow!("the program data of {program}: {fault}"))?;
    svm.set_account(address, account)?;
    Ok(())
}
