use crate::{
    custody::require_minted,
    error::IoEmissionError,
    events::Claimed,
    seeds::{AUTHORITY, CONFIG, SIGNER, VAULT},
    standing::Looked,
    state::{Config, Lease, Payment, Pool},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_runtime::tokens;
use io_stake::{
    call::{self, DepositAccounts},
    program::IoStake,
};

/// Number under which the staking program knows IO.
const IO: u8 = 0;

#[event_cpi]
#[derive(Accounts)]
pub struct Claim<'info> {
    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The pool that the lease is in.
    #[account(mut)]
    pub pool: AccountLoader<'info, Pool>,

    /// The device; its address, if it is gone.
    /// CHECK: its address stands in the lease; it is read as the staking program's.
    pub device: UncheckedAccount<'info>,

    /// Its lease.
    #[account(mut)]
    pub lease: AccountLoader<'info, Lease>,

    /// The token account that receives the rewards; it belongs to the payee.
    /// CHECK: its owner is compared with the payee; the token program checks its mint.
    #[account(mut)]
    pub destination: UncheckedAccount<'info>,

    /// The reward vault.
    /// CHECK: its address is a constant.
    #[account(mut, address = VAULT @ IoEmissionError::NotTheVault)]
    pub vault: UncheckedAccount<'info>,

    /// Signs for the vault.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoEmissionError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// What the co-stakers of the device are paid; none of the accounts from here on where it has none.
    /// CHECK: checked by the staking program.
    #[account(mut)]
    pub rewards: Option<UncheckedAccount<'info>>,

    /// The staking program's vault of IO for co-stakers.
    /// CHECK: checked by the staking program.
    #[account(mut)]
    pub costakers_vault: Option<UncheckedAccount<'info>>,

    /// The staking program.
    pub io_stake: Option<Program<'info, IoStake>>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl Claim<'_> {
    fn validate(&self) -> Result<()> {
        // Nobody signs: whoever asks, the payee is paid. Not stopped by a pause.
        // config: the only account of its type. pool, lease: only this program creates accounts of their types.
        let (lease, pool) = (self.lease.load()?, self.pool.load()?);
        require_keys_eq!(lease.device, *self.device.key, IoEmissionError::NotTheDevice);
        require!(lease.is_in(&pool), IoEmissionError::NotThePool);
        // destination: compared with the payee once the device was looked at. A payment from the vault to itself would
        // book out what never left.
        require_keys_neq!(*self.destination.key, VAULT, IoEmissionError::NotThePayee);
        // vault, authority: their addresses are constants. rewards, costakers_vault:
        // checked by the staking program. io_stake, token_program: checked by their types.
        Ok(())
    }

    /// Pays the co-stakers, who share it from the next hour on.
    fn share(&self, amount: u64) -> Result<()> {
        let (Some(rewards), Some(vault), Some(_)) = (&self.rewards, &self.costakers_vault, &self.io_stake) else {
            return err!(IoEmissionError::CostakersMissing);
        };
        let accounts = DepositAccounts { depositor: &self.authority, rewards, source: &self.vault, vault };
        call::deposit_reward(&accounts, *self.device.key, IO, amount, SIGNER)
    }

    /// Whose the destination is, read from the token account's layout: the owner follows the mint.
    fn receiver(&self) -> Result<Pubkey> {
        let data = self.destination.try_borrow_data()?;
        let owner = data.get(32..64).and_then(|owner| owner.try_into().ok()).ok_or(IoEmissionError::NotThePayee)?;
        Ok(Pubkey::new_from_array(owner))
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let claimed = {
            let config = accounts.config.load()?;
            let (pool, lease) = (&mut accounts.pool.load_mut()?, &mut accounts.lease.load_mut()?);
            let data = accounts.device.try_borrow_data()?;
            let looked = Looked::at(&accounts.device, &data, lease, config.clock());
            lease.owner = looked.owner(lease);
            let payee = lease.payee();
            require_keys_eq!(accounts.receiver()?, payee, IoEmissionError::NotThePayee);
            let before = lease.shared;
            let settlement = lease.settle(pool, &looked, Pool::earned_by)?;
            let returned = lease.shared < before.saturating_add(settlement.shared);
            let Payment { amount, shared } = lease.pay(pool)?;
            // What came back may have gone to a penalty: that has to happen too, else the lease could never be closed.
            require!(returned || amount > 0 || shared > 0, IoEmissionError::NothingToClaim);
            lease.invariant()?;
            pool.invariant()?;
            Claimed { device: lease.device, payee, destination: accounts.destination.key(), amount, shared, settlement }
        };
        let all = claimed.amount.checked_add(claimed.shared).ok_or(IoEmissionError::Overflow)?;
        require_minted(&accounts.vault, all)?;
        if claimed.amount > 0 {
            tokens::transfer(&accounts.vault, &accounts.destination, &accounts.authority, claimed.amount, SIGNER)?;
        }
        if claimed.shared > 0 {
            accounts.share(claimed.shared)?;
        }
        io_runtime::emit!(accounts, claimed);
        Ok(())
    }
}
