use crate::{
    custody::{self, SIGNER, held, supply},
    error::IoTreasuryError,
    events::BoughtBack,
    quote,
    seeds::{AUTHORITY, CONFIG, IO_VAULT},
    state::Config,
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::{Amount, Price, Timestamp, auction};
use io_runtime::tokens;
use io_token::{BurnKind, call::BurnAccounts, program::IoToken};

#[event_cpi]
#[derive(Accounts)]
pub struct BuybackAndBurn<'info> {
    /// Sells IO; owner or delegate of the source.
    pub seller: Signer<'info>,

    /// Settings and books.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The oracle's price of IO in US dollars: a price update account of the Pyth receiver program.
    /// CHECK: checked by the oracle's rules; any account that meets them will do.
    pub price: UncheckedAccount<'info>,

    /// The token account that the seller's IO comes from.
    /// CHECK: the token program checks its mint and that the seller may spend from it.
    #[account(mut)]
    pub source: UncheckedAccount<'info>,

    /// The token account that receives the USDC; the seller names it.
    /// CHECK: the token program checks its mint.
    #[account(mut)]
    pub destination: UncheckedAccount<'info>,

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

    /// The IO mint.
    /// CHECK: checked by the IO token program.
    #[account(mut)]
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

/// What is paid for the seller's IO, and how that came about.
struct Fill {
    usdc: u64,
    price: Price,
    factor: auction::Factor,
}

impl BuybackAndBurn<'_> {
    fn validate(&self, io_amount: u64) -> Result<()> {
        let config = self.config.load()?;
        // seller: signs for its IO, and names who is paid.
        // config: the only account of its type.
        config.require_running()?;
        // price: checked where it is read. source: checked by the token program.
        require_keys_eq!(*self.usdc_vault.key, config.usdc_vault, IoTreasuryError::NotTheVault);
        // destination: checked by the token program. A payment from the vault to itself would book what never left.
        require_keys_neq!(*self.destination.key, config.usdc_vault, IoTreasuryError::NotTheVault);
        // io_vault, authority: their addresses are constants.
        // io_mint, burn_ledger, io_token_event_authority: checked by the IO token program.
        // io_token, token_program: checked by their types.
        require!(io_amount > 0, IoTreasuryError::ZeroAmount);
        Ok(())
    }

    /// Prices the fill and books it. Every cap is checked against what is about to be paid.
    fn book(&self, io_amount: u64, min_usdc: u64, now: Timestamp) -> Result<Fill> {
        let config = &mut self.config.load_mut()?;
        let terms = config.terms;
        // The lower side of the interval: IO is worth less there, which is against the seller.
        let price = quote::read(&self.price, &terms, now)?.low();
        let factor = terms.auction()?.factor(config.books.auction_age(now));
        let usdc = auction::payment(Amount::new(io_amount), price, factor).ok_or(IoTreasuryError::Overflow)?.get();
        require!(usdc >= min_usdc, IoTreasuryError::PaysLess);
        require!(usdc >= terms.min_fill, IoTreasuryError::FillTooSmall);
        require!(usdc <= terms.fill_cap, IoTreasuryError::ExceedsFillCap);
        config.books.buy(usdc, io_amount, terms.day_cap, now)?;
        config.books.restart_auction(now);
        config.invariant()?;
        Ok(Fill { usdc, price, factor })
    }

    /// Takes the IO, burns it and pays for it; then the treasury holds so much USDC less, no more IO than before, and
    /// there is so much less IO in the world.
    fn settle(&self, io_amount: u64, usdc: u64) -> Result<()> {
        let (io_before, usdc_before) = (held(&self.io_vault)?, held(&self.usdc_vault)?);
        let supply_before = supply(&self.io_mint)?;
        let usdc_after = usdc_before.checked_sub(usdc).ok_or(IoTreasuryError::ExceedsVault)?;
        tokens::transfer(&self.source, &self.io_vault, &self.seller, io_amount, &[])?;
        let burn = BurnAccounts {
            authority: &self.authority,
            source: &self.io_vault,
            mint: &self.io_mint,
            burn_ledger: &self.burn_ledger,
            event_authority: &self.io_token_event_authority,
        };
        custody::burn(&burn, io_amount, BurnKind::Buyback, *self.seller.key)?;
        tokens::transfer(&self.usdc_vault, &self.destination, &self.authority, usdc, SIGNER)?;
        let balanced = held(&self.io_vault)? == io_before
            && held(&self.usdc_vault)? == usdc_after
            && supply(&self.io_mint)?.checked_add(io_amount) == Some(supply_before);
        require!(balanced, IoTreasuryError::Unbalanced);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, io_amount: u64, min_usdc: u64) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(io_amount)?;
        let fill = accounts.book(io_amount, min_usdc, Timestamp::new(Clock::get()?.unix_timestamp))?;
        accounts.settle(io_amount, fill.usdc)?;
        let books = accounts.config.load()?.books;
        io_runtime::emit!(
            accounts,
            BoughtBack {
                seller: accounts.seller.key(),
                destination: accounts.destination.key(),
                io: io_amount,
                usdc: fill.usdc,
                price_mantissa: fill.price.mantissa(),
                price_exponent: fill.price.exponent(),
                factor_numerator: fill.factor.numerator(),
                factor_denominator: fill.factor.denominator(),
                spent_today: books.spent_today,
                usdc_spent: books.usdc_spent,
                io_bought: books.io_bought,
            }
        );
        Ok(())
    }
}
