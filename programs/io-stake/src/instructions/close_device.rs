use crate::{custody::close_vault, error::IoStakeError, events::DeviceClosed, seeds::AUTHORITY, state::Device};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;

#[event_cpi]
#[derive(Accounts)]
pub struct CloseDevice<'info> {
    /// The owner, who receives the rent.
    #[account(mut)]
    pub owner: Signer<'info>,

    /// The device, closed here.
    #[account(mut, close = owner)]
    pub device: AccountLoader<'info, Device>,

    /// The device's vault, closed here.
    /// CHECK: its address stands in the device.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,

    /// The token account that receives what others have sent to the vault; none where nobody did.
    /// CHECK: the owner names it, and the token program checks its mint.
    #[account(mut)]
    pub destination: Option<UncheckedAccount<'info>>,

    /// Signs for the vault.
    /// CHECK: its address is a constant.
    #[account(address = AUTHORITY @ IoStakeError::NotTheAuthority)]
    pub authority: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl CloseDevice<'_> {
    fn validate(&self) -> Result<()> {
        let device = self.device.load()?;
        device.require_owner(&self.owner)?;
        // device: only `register` creates accounts of its type. A case must not be escaped by closing.
        require!(device.open_cases == 0, IoStakeError::CaseIsOpen);
        require!(device.total() == 0, IoStakeError::NotEmpty);
        // Nor must those who stake behind it lose the account that knows what is theirs.
        require!(!device.costake.is_open(), IoStakeError::CostakeIsOpen);
        // Its address and the second of its registration name a device for good: of two in one second nobody could tell which
        // of them was verified.
        require!(Clock::get()?.unix_timestamp > device.registered_at, IoStakeError::JustRegistered);
        require_keys_eq!(*self.vault.key, device.vault, IoStakeError::NotTheVault);
        // destination: named by the owner. authority: its address is a constant. token_program: checked by its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let destination = accounts.destination.as_ref().map(AsRef::as_ref);
        let surplus = close_vault(&accounts.vault, destination, &accounts.owner, &accounts.authority)?;
        io_runtime::emit!(
            accounts,
            DeviceClosed { device: accounts.device.key(), owner: accounts.owner.key(), surplus }
        );
        Ok(())
    }
}
