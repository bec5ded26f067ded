//! `io admin shares`.

use anyhow::{Context, Result, bail};
use clap::Args;
use std::str::FromStr;

use super::change;
use crate::advancing::catch_up;
use crate::emission;
use crate::governance::Governed;
use crate::payroll;
use crate::registry::POOLS;
use crate::report::Output;
use crate::session::Session;

#[derive(Args)]
pub struct Shares {
    /// What a pool gets of every hour from the next one on, in basis points, such as gpu=9500
    #[arg(required = true, value_name = "POOL=BPS")]
    shares: Vec<Share>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Share {
    pool: usize,
    bps: u16,
}

impl FromStr for Share {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let Some((name, bps)) = text.split_once('=') else {
            bail!("\"{text}\" is not a share: write gpu=9500");
        };
        let pool = POOLS.iter().position(|pool| *pool == name);
        let pool = pool.with_context(|| format!("\"{name}\" is not a pool: they are {}", POOLS.join(" and ")))?;
        Ok(Self { pool, bps: bps.parse().with_context(|| format!("\"{bps}\" is not a number of basis points"))? })
    }
}

impl Shares {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let admin = session.signer()?;
        let config = payroll::config(&*session.backend)?;
        let mut shares = config.shares;
        for Share { pool, bps } in &self.shares {
            *shares.get_mut(*pool).context("there is no such pool")? = *bps;
        }
        let mut instructions = Vec::new();
        // Hours that are over are shared as they were while they ran.
        if config.has_genesis() {
            for pool in 0..config.pools {
                instructions.extend(catch_up(session, &config, pool)?);
            }
        }
        instructions.push(emission::set_shares(admin, config.pools, shares));
        change(session, output, &[Governed::Emission], &instructions)
    }
}
