//! Which devices' leases are meant.

use anyhow::Result;
use clap::{ArgGroup, Args};
use io_emission::state::Config;

use crate::batch::devices::Listed;
use crate::party::Party;
use crate::payroll::{self, Entry};
use crate::session::Session;

#[derive(Args)]
#[command(group(ArgGroup::new("devices").required(true).args(["named", "csv", "all", "owner"])))]
pub struct Leases {
    #[command(flatten)]
    listed: Listed,
    /// Every device of yours, also those that are gone
    #[arg(long)]
    all: bool,
    /// Every device of this wallet
    #[arg(long, value_name = "WALLET")]
    owner: Option<Party>,
}

impl Leases {
    /// The devices and their leases. One that is gone can still be named by its address.
    pub fn entries(&self, session: &mut Session, config: &Config) -> Result<Vec<Entry>> {
        if self.all || self.owner.is_some() {
            let owner = self.owner.as_ref().unwrap_or(&Party::Operator).address(session)?;
            return payroll::entries_of(&*session.backend, config, owner);
        }
        let devices: Vec<_> = self.listed.find(session)?.into_iter().map(|chosen| chosen.address).collect();
        payroll::entries(&*session.backend, config, &devices)
    }

    pub fn words(&self) -> Result<String> {
        match &self.owner {
            Some(owner) => Ok(format!("owner {owner:?}")),
            None if self.all => Ok("all".into()),
            None => self.listed.words(),
        }
    }
}
