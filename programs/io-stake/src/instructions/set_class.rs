use crate::{
    events::ClassSet,
    seeds::{CLASSES, CONFIG},
    state::{Class, Classes, Config},
};
use anchor_lang::prelude::*;

/// A device class, as the admin sets it.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct SetClassArgs {
    /// Number of the class, below 128.
    pub number: u16,
    /// Its name, UTF-8, filled up with zeros.
    pub name: [u8; 24],
    /// Number of the reward pool it belongs to.
    pub pool: u8,
    /// Weight of one of its processors in basis points.
    pub multiplier_bps: u32,
    /// Whether it takes new devices.
    pub open: bool,
}

#[event_cpi]
#[derive(Accounts)]
pub struct SetClass<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Who may do what.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device classes.
    #[account(mut, address = CLASSES)]
    pub classes: AccountLoader<'info, Classes>,
}

impl SetClass<'_> {
    fn validate(&self) -> Result<()> {
        self.config.load()?.require_admin(&self.admin)
        // config, classes: the only accounts of their types. The class is checked by the list's invariant.
    }

    pub(crate) fn handle(ctx: Context<Self>, args: SetClassArgs) -> Result<()> {
        ctx.accounts.validate()?;
        let SetClassArgs { number, name, pool, multiplier_bps, open } = args;
        let class = Class { name, multiplier_bps, pool, open: u8::from(open), padding: [0; 2] };
        ctx.accounts.classes.load_mut()?.set(number, class)?;
        io_runtime::emit!(ctx.accounts, ClassSet { number, name, pool, multiplier_bps, open });
        Ok(())
    }
}
