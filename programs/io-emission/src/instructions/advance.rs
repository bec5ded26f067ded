use crate::{
    error::IoEmissionError,
    events::Advanced,
    seeds::{AUTHORITY, CONFIG, PAGE_SEED, SIGNER, VAULT},
    state::{Config, Page, Pool, VERSION},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::{Emissions, Epoch, Timestamp, pool_share};
use io_runtime::{create, new_account, state, state_mut};
use io_token::{
    call::{self, MintAccounts},
    program::IoToken,
};

#[event_cpi]
#[derive(Accounts)]
pub struct Advance<'info> {
    /// Pays the rent of a page where a new one begins.
    #[account(mut)]
    pub payer: Signer<'info>,

    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The pool.
    #[account(mut)]
    pub pool: AccountLoader<'info, Pool>,

    /// The page that records the next epoch, created here if it does not exist. Page `n`, from 0, records the epochs from
    /// 512 × `n` + 1 on; its seeds are `page`, the pool's number (1 byte) and `n` (2 bytes, the low one first).
    /// CHECK: where it exists it is loaded, where not it is created at its derived address.
    #[account(mut)]
    pub page: UncheckedAccount<'info>,

    /// The reward vault.
    /// CHECK: its address is a constant.
    #[account(mut, address = VAULT @ IoEmissionError::NotTheVault)]
    pub vault: UncheckedAccount<'info>,

    /// The emission's authority, which mints.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoEmissionError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// The settings of the IO token program.
    #[account(mut, address = io_token::seeds::CONFIG)]
    pub token_config: AccountLoader<'info, io_token::state::Config>,

    /// The IO mint.
    /// CHECK: checked by the IO token program.
    #[account(mut)]
    pub mint: UncheckedAccount<'info>,

    /// The IO token program.
    pub io_token: Program<'info, IoToken>,

    /// The event authority of the IO token program.
    /// CHECK: checked by the IO token program.
    pub io_token_event_authority: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl Advance<'_> {
    fn validate(&self, epochs: u32) -> Result<()> {
        // Anyone may call it: nobody gains by the moment, since every epoch is accounted for as it was.
        // payer: a signer, which is all a payer has to be. config: the only account of its type.
        require!(self.config.load()?.has_genesis(), IoEmissionError::BeforeGenesis);
        // pool: only `create_pool` creates accounts of its type. page: checked where it is loaded or created.
        // vault, authority, token_config: their addresses are constants. mint, io_token_event_authority: checked by
        // the IO token program. io_token, token_program, system_program: checked by their types.
        require!(epochs > 0, IoEmissionError::NothingAsked);
        Ok(())
    }

    /// The page that records `epoch`, created if this is its first.
    fn open_page(&self, pool: &Pool, epoch: Epoch) -> Result<()> {
        let number = Page::number_of(epoch).ok_or(IoEmissionError::InvariantViolated)?;
        if *self.page.owner == crate::ID {
            let data = self.page.try_borrow_data()?;
            let page = state::<Page>(&data)?;
            require!(page.pool == pool.number && page.number == number, IoEmissionError::NotThePage);
            return Ok(());
        }
        let seeds: &[&[u8]] = &[PAGE_SEED, &[pool.number], &number.to_le_bytes()];
        let (address, bump) = Pubkey::find_program_address(seeds, &crate::ID);
        require_keys_eq!(*self.page.key, address, IoEmissionError::NotThePage);
        let seeds: &[&[u8]] = &[PAGE_SEED, &[pool.number], &number.to_le_bytes(), &[bump]];
        create(&self.page, &self.payer, Page::SIZE, &crate::ID, seeds)?;
        let mut data = self.page.try_borrow_mut_data()?;
        let page = new_account::<Page>(&mut data)?;
        page.version = VERSION;
        page.bump = bump;
        page.pool = pool.number;
        page.number = number;
        page.invariant()
    }

    /// Accounts for every epoch after the pool's last one through `through`; all of them are on the one page.
    fn account(&self, pool: &mut Pool, through: Epoch) -> Result<()> {
        let config = self.config.load()?;
        let shares = config.shares();
        let mut data = self.page.try_borrow_mut_data()?;
        let page = state_mut::<Page>(&mut data)?;
        let epochs = through.since(pool.completed()).unwrap_or_default();
        let places = page.places_after(pool.completed())?;
        for ((epoch, emission), place) in Emissions::after(pool.completed()).take(epochs as usize).zip(places) {
            pool.complete(epoch, pool_share(emission, &shares, usize::from(pool.number)))?;
            *place = pool.earned;
        }
        page.invariant()
    }

    fn mint(&self, amount: u64) -> Result<()> {
        let accounts = MintAccounts {
            emission_minter: &self.authority,
            config: self.token_config.as_ref(),
            mint: &self.mint,
            destination: &self.vault,
            event_authority: &self.io_token_event_authority,
        };
        call::mint_emission(&accounts, amount, SIGNER)
    }

    pub(crate) fn handle(ctx: Context<Self>, epochs: u32) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(epochs)?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        let over = accounts.config.load()?.completed(now);
        let mint_is_paused = accounts.token_config.load()?.is_paused();
        let advanced = {
            let pool = &mut accounts.pool.load_mut()?;
            let last = pool.completed();
            let (distributed, forfeited) = (pool.distributed, pool.forfeited);
            if let Some(first) = last.next().filter(|first| *first <= over) {
                accounts.open_page(pool, first)?;
                let through = over.min(last.saturating_add(epochs)).min(Page::last_beside(first));
                accounts.account(pool, through)?;
            }
            // What cannot be minted now is minted by a later call: a pause of the token must not make anyone lose hours.
            let minted = if mint_is_paused { 0 } else { core::mem::take(&mut pool.unminted) };
            // Somebody else was faster: whoever advances before doing something else must not fail for that.
            if pool.completed() == last && minted == 0 {
                return Ok(());
            }
            pool.invariant()?;
            Advanced {
                pool: pool.number,
                from: last.get().saturating_add(1),
                through: pool.completed,
                distributed: pool.distributed.saturating_sub(distributed),
                forfeited: pool.forfeited.saturating_sub(forfeited),
                minted,
                weight: pool.weight,
            }
        };
        if advanced.minted > 0 {
            accounts.mint(advanced.minted)?;
        }
        io_runtime::emit!(accounts, advanced);
        Ok(())
    }
}
