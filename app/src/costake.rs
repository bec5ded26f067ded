//! Co-stake: instructions and addresses of the staking program for those who stake behind a device of somebody else's,
//! and for the owner who opens it for that.

use anchor_lang::{
    prelude::{Pubkey, system_program},
    solana_program::instruction::Instruction,
};
use anchor_spl::token;
use io_stake::{accounts, instruction, seeds};

use crate::stake::{AUTHORITY, CONFIG, EVENT_AUTHORITY, ID, instruction_of};
use crate::token::MINT;

/// Number under which the staking program knows IO.
pub const IO: u8 = 0;

/// Number under which the staking program knows USDC.
pub const USDC: u8 = 1;

/// Address of what the co-stakers of a device are paid.
pub fn rewards_address(device: Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seeds::REWARDS_SEED, device.as_ref()], &ID).0
}

/// Address of the vault of a device's co-stake.
pub fn vault_address(device: Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seeds::COSTAKE_VAULT_SEED, device.as_ref()], &ID).0
}

/// Address of what a holder has staked behind a device.
pub fn position_address(device: Pubkey, holder: Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seeds::POSITION_SEED, device.as_ref(), holder.as_ref()], &ID).0
}

/// Address of the vault of an asset that co-stakers are paid in.
pub fn reward_vault_address(mint: Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seeds::REWARD_VAULT_SEED, mint.as_ref()], &ID).0
}

/// The accounts through which the co-stakers of a device are paid in an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sharing {
    pub rewards: Pubkey,
    pub vault: Pubkey,
}

impl Sharing {
    /// Those of a device, for the asset of that mint.
    pub fn of(device: Pubkey, mint: Pubkey) -> Self {
        Self { rewards: rewards_address(device), vault: reward_vault_address(mint) }
    }
}

/// Adds an asset that co-stakers are paid in: IO first, then USDC.
pub fn add_asset(admin: Pubkey, payer: Pubkey, mint: Pubkey) -> Instruction {
    instruction_of(
        accounts::AddAsset {
            admin,
            payer,
            config: CONFIG,
            mint,
            vault: reward_vault_address(mint),
            token_program: token::ID,
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::AddAsset {},
    )
}

/// Opens a device for co-stake.
pub fn open(owner: Pubkey, device: Pubkey, limit: u64) -> Instruction {
    instruction_of(
        accounts::OpenCostake {
            owner,
            config: CONFIG,
            device,
            rewards: rewards_address(device),
            vault: vault_address(device),
            mint: MINT,
            token_program: token::ID,
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::OpenCostake { limit },
    )
}

/// Sets up to how many base units a device takes co-stake.
pub fn limit(owner: Pubkey, device: Pubkey, limit: u64) -> Instruction {
    instruction_of(
        accounts::LimitCostake { owner, device, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::LimitCostake { limit },
    )
}

/// Closes the co-stake of a device; `destination` receives what is left in its vault, if anything is.
pub fn close(owner: Pubkey, device: Pubkey, destination: Option<Pubkey>) -> Instruction {
    instruction_of(
        accounts::CloseCostake {
            owner,
            device,
            rewards: rewards_address(device),
            vault: vault_address(device),
            destination,
            authority: AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::CloseCostake {},
    )
}

/// Stakes behind a device of somebody else's, from `source`.
pub fn add(holder: Pubkey, device: Pubkey, source: Pubkey, amount: u64) -> Instruction {
    instruction_of(
        accounts::AddCostake {
            holder,
            config: CONFIG,
            device,
            rewards: rewards_address(device),
            position: position_address(device, holder),
            vault: vault_address(device),
            source,
            token_program: token::ID,
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::AddCostake { amount },
    )
}

/// Starts the cooldown of shares.
pub fn unstake(holder: Pubkey, device: Pubkey, shares: u64) -> Instruction {
    instruction_of(
        accounts::UnstakeCostake {
            holder,
            device,
            rewards: rewards_address(device),
            position: position_address(device, holder),
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::UnstakeCostake { shares },
    )
}

/// Pays out to `destination` what the shares are worth whose cooldown has ended.
pub fn withdraw(holder: Pubkey, device: Pubkey, destination: Pubkey) -> Instruction {
    instruction_of(
        accounts::WithdrawCostake {
            holder,
            device,
            rewards: rewards_address(device),
            position: position_address(device, holder),
            vault: vault_address(device),
            destination,
            authority: AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::WithdrawCostake {},
    )
}

/// Pays the co-stakers of a device from `source`, in the asset of that number and mint.
pub fn deposit(depositor: Pubkey, device: Pubkey, source: Pubkey, mint: Pubkey, asset: u8, amount: u64) -> Instruction {
    instruction_of(
        accounts::DepositReward {
            depositor,
            rewards: rewards_address(device),
            source,
            vault: reward_vault_address(mint),
            token_program: token::ID,
            event_authority: Some(EVENT_AUTHORITY),
            program: ID,
        },
        instruction::DepositReward { device, asset, amount },
    )
}

/// Pays to `destination` what a holder's shares have earned in the asset of that number and mint.
pub fn claim(holder: Pubkey, device: Pubkey, destination: Pubkey, mint: Pubkey, asset: u8) -> Instruction {
    instruction_of(
        accounts::ClaimCostake {
            holder,
            device,
            rewards: rewards_address(device),
            position: position_address(device, holder),
            vault: reward_vault_address(mint),
            destination,
            authority: AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::ClaimCostake { asset },
    )
}

/// Pays to `destination` what nobody shares in the asset of that number and mint.
pub fn claim_unshared(owner: Pubkey, device: Pubkey, destination: Pubkey, mint: Pubkey, asset: u8) -> Instruction {
    instruction_of(
        accounts::ClaimUnshared {
            owner,
            device,
            rewards: rewards_address(device),
            vault: reward_vault_address(mint),
            destination,
            authority: AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::ClaimUnshared { asset },
    )
}

/// Closes an empty position.
pub fn close_position(holder: Pubkey, device: Pubkey) -> Instruction {
    instruction_of(
        accounts::ClosePosition {
            holder,
            device,
            rewards: rewards_address(device),
            position: position_address(device, holder),
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::ClosePosition {},
    )
}
