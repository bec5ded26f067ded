use crate::{
    batch::{Batch, Pair},
    error::IoEmissionError,
    events::Leased,
    leasing::Leasing,
    seeds::{CONFIG, LEASE_SEED},
    state::{Config, Lease, Pool, VERSION},
};
use anchor_lang::prelude::*;
use io_economics::Timestamp;
use io_runtime::{create, new_account};
use io_stake::{seeds::CLASSES, state::Classes};

/// After the named accounts come the further attestors, as signers, then further devices, each followed by its lease.
#[event_cpi]
#[derive(Accounts)]
pub struct Grant<'info> {
    /// An attestor.
    pub attestor: Signer<'info>,

    /// Pays the rent of leases that are created.
    #[account(mut)]
    pub payer: Signer<'info>,

    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device classes of the staking program.
    #[account(address = CLASSES)]
    pub classes: AccountLoader<'info, Classes>,

    /// The pool of the devices' classes.
    #[account(mut)]
    pub pool: AccountLoader<'info, Pool>,

    /// The device.
    /// CHECK: read as the staking program's; the lease's address is derived from its address.
    pub device: UncheckedAccount<'info>,

    /// Its lease, created here if it does not exist.
    /// CHECK: where it exists it is loaded, where not it is created at its derived address.
    #[account(mut)]
    pub lease: UncheckedAccount<'info>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl<'info> Grant<'info> {
    fn validate(&self, batch: &Batch, verified_at: Timestamp, now: Timestamp) -> Result<()> {
        let config = self.config.load()?;
        // attestor and the further signers: a quorum of attestors.
        batch.require_quorum(&config, &self.attestor)?;
        // payer: a signer, which is all a payer has to be.
        // config, classes: the only accounts of their types.
        config.require_unpaused()?;
        // pool: only `create_pool` creates accounts of its type; it has to be that of each device's class.
        // device, lease and their likes: checked where they are read. system_program: checked by its type.
        // verified_at: signed ahead, it would lease what is put at the addresses until then.
        require!(verified_at <= now, IoEmissionError::VerifiedAhead);
        Ok(())
    }

    /// Creates the lease of a device that never had one.
    fn open(&self, pair: &Pair<'_, 'info>) -> Result<()> {
        if *pair.lease.owner == crate::ID {
            return Ok(());
        }
        let (address, bump) = Pubkey::find_program_address(&[LEASE_SEED, pair.device.key.as_ref()], &crate::ID);
        require_keys_eq!(*pair.lease.key, address, IoEmissionError::NotTheLease);
        let seeds: &[&[u8]] = &[LEASE_SEED, pair.device.key.as_ref(), &[bump]];
        create(pair.lease, &self.payer, Lease::SIZE, &crate::ID, seeds)?;
        let mut data = pair.lease.try_borrow_mut_data()?;
        let lease = new_account::<Lease>(&mut data)?;
        lease.version = VERSION;
        lease.bump = bump;
        lease.device = *pair.device.key;
        lease.rent_payer = self.payer.key();
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<'info, Self>, until: u32, verified_at: i64) -> Result<()> {
        let accounts = &*ctx.accounts;
        let batch = Batch::of(ctx.remaining_accounts)?;
        let (verified_at, now) = (Timestamp::new(verified_at), Timestamp::new(Clock::get()?.unix_timestamp));
        accounts.validate(&batch, verified_at, now)?;
        let leased = {
            let (config, classes) = (accounts.config.load()?, accounts.classes.load()?);
            let leasing = Leasing::new(&config, &classes, now, until)?;
            let pool = &mut accounts.pool.load_mut()?;
            pool.require_current(leasing.running)?;
            let mut leases = Vec::with_capacity(batch.len());
            let named = Pair { device: &accounts.device, lease: &accounts.lease };
            for pair in core::iter::once(named).chain(batch.pairs()) {
                accounts.open(&pair)?;
                let mut data = pair.lease.try_borrow_mut_data()?;
                let lease = pair.lease_in(&mut data)?;
                leases.push(leasing.grant(pool, pair.device, lease, verified_at)?);
            }
            pool.invariant()?;
            Leased { pool: pool.number, epoch: leasing.running.get(), leases }
        };
        io_runtime::emit!(accounts, leased);
        Ok(())
    }
}
