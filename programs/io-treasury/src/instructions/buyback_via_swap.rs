use crate::{
    custody::{self, SIGNER, TRADER_SIGNER, held, held_by_trader, supply},
    error::IoTreasuryError,
    events::Swapped,
    quote,
    seeds::{AUTHORITY, CONFIG, IO_PURSE, IO_VAULT, TRADER},
    state::Config,
};
use anchor_lang::{
    prelude::*,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        program::invoke_signed_unchecked,
    },
};
use anchor_spl::token::Token;
use io_economics::{MicroUsd, Price, Timestamp, auction};
use io_runtime::tokens;
use io_token::{BurnKind, call::BurnAccounts, program::IoToken};

/// What is to be swapped, and how.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct BuybackViaSwapArgs {
    /// The most micro-USDC that the swap may spend.
    pub usdc: u64,
    /// The least base units of IO that it must bring; the oracle's floor holds besides.
    pub min_io: u64,
    /// The data of the swap program's instruction.
    pub data: Vec<u8>,
}

/// The accounts of the swap program's instruction follow these, in its own order and with its own flags. The trader signs
/// where it stands among them, and nobody else does.
#[event_cpi]
#[derive(Accounts)]
pub struct BuybackViaSwap<'info> {
    /// Settings and books.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The oracle's price of IO in US dollars: a price update account of the Pyth receiver program.
    /// CHECK: checked by the oracle's rules; any account that meets them will do.
    pub price: UncheckedAccount<'info>,

    /// The vault that the USDC comes from.
    /// CHECK: its address stands in the settings.
    #[account(mut)]
    pub usdc_vault: UncheckedAccount<'info>,

    /// The vault that the IO passes through on its way to being burned.
    /// CHECK: its address is a constant.
    #[account(mut, address = IO_VAULT @ IoTreasuryError::NotTheVault)]
    pub io_vault: UncheckedAccount<'info>,

    /// Signs for the vaults.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoTreasuryError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// The purse that the swap takes USDC from.
    /// CHECK: its address stands in the settings.
    #[account(mut)]
    pub usdc_purse: UncheckedAccount<'info>,

    /// The purse that the swap pays IO into.
    /// CHECK: its address is a constant.
    #[account(mut, address = IO_PURSE @ IoTreasuryError::NotThePurse)]
    pub io_purse: UncheckedAccount<'info>,

    /// Owns the purses, and signs the swap.
    /// CHECK: its address is a constant.
    #[account(address = TRADER @ IoTreasuryError::NotTheTrader)]
    pub trader: UncheckedAccount<'info>,

    /// The swap program.
    /// CHECK: stands in the list of those that are allowed.
    pub swap_program: UncheckedAccount<'info>,

    /// The IO mint.
    /// CHECK: its address is a constant.
    #[account(mut, address = io_token::seeds::MINT @ IoTreasuryError::NotTheMint)]
    pub io_mint: UncheckedAccount<'info>,

    /// The burn ledger.
    /// CHECK: checked by the IO token program.
    #[account(mut)]
    pub burn_ledger: UncheckedAccount<'info>,

    /// The IO token program.
    pub io_token: Program<'info, IoToken>,

    /// The event authority of the IO token program.
    /// CHECK: checked by the IO token program.
    pub io_token_event_authority: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

/// What the vaults and the purses held before the swap. The purses are empty, unless somebody has sent them something.
struct Holdings {
    usdc_vault: u64,
    usdc_purse: u64,
    io_vault: u64,
    io_purse: u64,
}

/// What the swap took and brought.
struct Trade {
    usdc: u64,
    io: u64,
}

impl<'info> BuybackViaSwap<'info> {
    fn validate(&self, args: &BuybackViaSwapArgs, for_swap: &[AccountInfo]) -> Result<()> {
        let config = self.config.load()?;
        // Nobody signs: whoever asks for it spends what the caps allow, at no less than the floor.
        // config: the only account of its type.
        config.require_running()?;
        // price: checked where it is read.
        require_keys_eq!(*self.usdc_vault.key, config.usdc_vault, IoTreasuryError::NotTheVault);
        // io_vault, authority, io_purse, trader, io_mint: their addresses are constants.
        require_keys_eq!(*self.usdc_purse.key, config.usdc_purse, IoTreasuryError::NotThePurse);
        require!(config.swaps.is_allowed(self.swap_program.key), IoTreasuryError::SwapNotAllowed);
        // burn_ledger, io_token_event_authority: checked by the IO token program.
        // io_token, token_program: checked by their types.
        // What the swap cannot see it cannot touch, whatever it is and whatever it calls.
        let forbidden = [CONFIG, AUTHORITY, IO_VAULT, config.usdc_vault];
        require!(for_swap.iter().all(|account| !forbidden.contains(account.key)), IoTreasuryError::ForbiddenAccount);
        require!(args.usdc > 0, IoTreasuryError::ZeroAmount);
        require!(args.usdc <= config.terms.fill_cap, IoTreasuryError::ExceedsFillCap);
        Ok(())
    }

    fn holdings(&self) -> Result<Holdings> {
        Ok(Holdings {
            usdc_vault: held(&self.usdc_vault)?,
            usdc_purse: held(&self.usdc_purse)?,
            io_vault: held(&self.io_vault)?,
            io_purse: held(&self.io_purse)?,
        })
    }

    /// Lends the trader the USDC, and has the swap program take it.
    fn swap(&self, usdc: u64, data: Vec<u8>, for_swap: &[AccountInfo<'info>]) -> Result<()> {
        tokens::transfer(&self.usdc_vault, &self.usdc_purse, &self.authority, usdc, SIGNER)?;
        // The trader signs and is never writable: an account that signs and can be written could be assigned to another
        // program. No signature of the caller's is passed on.
        let accounts = for_swap.iter().map(|account| {
            let is_trader = *account.key == TRADER;
            AccountMeta { pubkey: *account.key, is_signer: is_trader, is_writable: account.is_writable && !is_trader }
        });
        let instruction = Instruction { program_id: *self.swap_program.key, accounts: accounts.collect(), data };
        // Unchecked: the check compares each account with each other one. Nobody holds the data of any of them borrowed
        // here, so whatever the swap writes is seen by whoever looks afterwards.
        Ok(invoke_signed_unchecked(&instruction, for_swap, TRADER_SIGNER)?)
    }

    /// What the swap took and brought, told by the purses alone. What it gave back it did not take; what others had sent
    /// to the purses before is neither lent nor bought.
    fn judge(&self, before: &Holdings, lent: u64) -> Result<Trade> {
        let usdc_mint = self.config.load()?.usdc_mint;
        let usdc_left = held_by_trader(&self.usdc_purse, &usdc_mint)?;
        let io_there = held_by_trader(&self.io_purse, self.io_mint.key)?;
        let usdc_there = before.usdc_purse.checked_add(lent).ok_or(IoTreasuryError::Overflow)?;
        let trade = Trade { usdc: usdc_there.saturating_sub(usdc_left), io: io_there.saturating_sub(before.io_purse) };
        require!(trade.usdc > 0 && trade.io > 0, IoTreasuryError::NothingBought);
        require!(trade.usdc <= lent, IoTreasuryError::SpendsMore);
        Ok(trade)
    }

    /// Books the trade, if it is good enough, and returns the least that would have been. The auction goes on as it was: a
    /// swap has no smallest size, and would otherwise be a cheap way to start it again and again.
    fn book(&self, trade: &Trade, min_io: u64, price: Price, now: Timestamp) -> Result<u64> {
        let config = &mut self.config.load_mut()?;
        let terms = config.terms;
        let floor = auction::least_bought(MicroUsd::new(trade.usdc), price, terms.swap_floor());
        let floor = floor.ok_or(IoTreasuryError::Overflow)?.get();
        require!(trade.io >= floor, IoTreasuryError::BelowFloor);
        require!(trade.io >= min_io, IoTreasuryError::BringsLess);
        config.books.buy(trade.usdc, trade.io, terms.day_cap, now)?;
        config.invariant()?;
        Ok(floor)
    }

    /// Empties the purses into the vaults and burns what was bought. Then the treasury holds so much USDC less and no more
    /// IO than before, vaults and purses taken together, and there is so much less IO in the world.
    fn settle(&self, trade: &Trade, before: &Holdings) -> Result<()> {
        let (usdc_left, io_there) = (held(&self.usdc_purse)?, held(&self.io_purse)?);
        if usdc_left > 0 {
            tokens::transfer(&self.usdc_purse, &self.usdc_vault, &self.trader, usdc_left, TRADER_SIGNER)?;
        }
        tokens::transfer(&self.io_purse, &self.io_vault, &self.trader, io_there, TRADER_SIGNER)?;
        let supply_before = supply(&self.io_mint)?;
        let burn = BurnAccounts {
            authority: &self.authority,
            source: &self.io_vault,
            mint: &self.io_mint,
            burn_ledger: &self.burn_ledger,
            event_authority: &self.io_token_event_authority,
        };
        custody::burn(&burn, trade.io, BurnKind::Buyback, *self.swap_program.key)?;
        let after = self.holdings()?;
        let balanced = after.usdc_vault.checked_add(trade.usdc) == before.usdc_vault.checked_add(before.usdc_purse)
            && Some(after.io_vault) == before.io_vault.checked_add(before.io_purse)
            && after.usdc_purse == 0
            && after.io_purse == 0
            && supply(&self.io_mint)?.checked_add(trade.io) == Some(supply_before);
        require!(balanced, IoTreasuryError::Unbalanced);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<'info, Self>, args: BuybackViaSwapArgs) -> Result<()> {
        let accounts = &*ctx.accounts;
        let for_swap = ctx.remaining_accounts;
        accounts.validate(&args, for_swap)?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        let terms = accounts.config.load()?.terms;
        // The lower side of the interval: USDC buys more IO there, which is against the swap.
        let price = quote::read(&accounts.price, &terms, now)?.low();
        let before = accounts.holdings()?;
        require!(args.usdc <= before.usdc_vault, IoTreasuryError::ExceedsVault);
        accounts.swap(args.usdc, args.data, for_swap)?;
        let trade = accounts.judge(&before, args.usdc)?;
        let floor = accounts.book(&trade, args.min_io, price, now)?;
        accounts.settle(&trade, &before)?;
        let books = accounts.config.load()?.books;
        io_runtime::emit!(
            accounts,
            Swapped {
                swap_program: accounts.swap_program.key(),
                io: trade.io,
                usdc: trade.usdc,
                floor,
                price_mantissa: price.mantissa(),
                price_exponent: price.exponent(),
                spent_today: books.spent_today,
                usdc_spent: books.usdc_spent,
                io_bought: books.io_bought,
            }
        );
        Ok(())
    }
}
