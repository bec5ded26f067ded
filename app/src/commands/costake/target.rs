//! Which devices a holder means: one that is named, or all that it can be done behind.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use clap::Args;
use io_stake::state::Position;

use crate::designation::DeviceName;
use crate::positions;
use crate::session::Session;

#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Target {
    /// The device's address; of a device of yours, also the id that your wallet gave it
    device: Option<DeviceName>,
    /// Behind every device
    #[arg(long)]
    all: bool,
}

impl Target {
    /// The one device that is named.
    pub fn one(&self, session: &mut Session) -> Result<Option<Pubkey>> {
        self.device.map(|device| Ok(device.find(session)?.0)).transpose()
    }

    /// What tells a command from another one of its kind.
    pub fn words(&self) -> String {
        self.device.map_or_else(|| "all".into(), |device| format!("{device:?}"))
    }
}

/// The position of a holder behind a device.
pub fn position(session: &Session, device: Pubkey, holder: Pubkey) -> Result<Position> {
    let found = positions::find_position(&*session.backend, device, holder)?;
    found.with_context(|| format!("the wallet {holder} has no co-stake behind the device {device}"))
}
