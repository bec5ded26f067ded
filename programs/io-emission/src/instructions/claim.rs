use crate::{
    custody::require_minted,
    error::IoEmissionError,
    events::Claimed,
    seeds::{AUTHORITY, CONFIG, SIGNER, VAULT},
    standing::Looked,
    state::{Config, Lease, Pool},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_runtime::tokens;

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
        // vault, authority: their addresses are constants. token_program: checked by its type.
        Ok(())
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
            let settlement = lease.settle(pool, looked.standing, Pool::earned_by)?;
            let amount = lease.pay(pool)?;
            require!(amount > 0, IoEmissionError::NothingToClaim);
            lease.invariant()?;
            pool.invariant()?;
            Claimed { device: lease.device, payee, destination: accounts.destination.key(), amount, settlement }
        };
        require_minted(&accounts.vault, claimed.amount)?;
        tokens::transfer(&accounts.vault, &accounts.destination, &accounts.authority, claimed.amount, SIGNER)?;
        io_runtime::emit!(accounts, claimed);
        Ok(())
    }
}
