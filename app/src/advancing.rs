//! How a pool is brought up to date, before something else that requires it or for its own sake.

use anyhow::Result;
use io_economics::Epoch;
use io_emission::state::{Config, Page, Pool};
use solana_instruction::Instruction;

use crate::emission;
use crate::payroll;
use crate::session::Session;

/// How many epochs one transaction accounts for: half a page of a pool's history.
const EPOCHS_AT_ONCE: u32 = 256;

/// How many of them go along with other instructions.
const EPOCHS_BESIDE: u32 = 128;

/// The instructions that account for every epoch of a pool that is over, to stand before others in a transaction. What
/// does not fit beside them is done at once.
pub fn catch_up(session: &mut Session, config: &Config, number: u8) -> Result<Vec<Instruction>> {
    let payer = session.signer()?;
    loop {
        let pool = payroll::pool(&*session.backend, number)?;
        match behind(session, config, &pool)? {
            0 if pool.unminted == 0 => return Ok(Vec::new()),
            // What could not be minted while the token was paused may be in the vault too late for a claim.
            0 => return Ok(vec![emission::advance(payer, number, pool.completed(), 1)]),
            // Two calls where a new page begins between them.
            few if fits_beside(few) => {
                let first = few.min(left_on_page(pool.completed()));
                let mut calls = vec![emission::advance(payer, number, pool.completed(), first)];
                if few > first {
                    let completed = pool.completed().saturating_add(first);
                    calls.push(emission::advance(payer, number, completed, few.saturating_sub(first)));
                }
                return Ok(calls);
            }
            _ => {
                step(session, &pool)?;
            }
        }
    }
}

/// Whether so many epochs are accounted for beside other instructions, in their transaction.
pub const fn fits_beside(epochs: u32) -> bool {
    epochs <= EPOCHS_BESIDE
}

/// By how many epochs a pool is behind.
pub fn behind(session: &Session, config: &Config, pool: &Pool) -> Result<u32> {
    let over = config.completed(payroll::now(&*session.backend)?);
    Ok(over.since(pool.completed()).unwrap_or_default())
}

/// Accounts for as many epochs as one transaction can, and returns how it went on from there.
pub fn step(session: &mut Session, pool: &Pool) -> Result<Pool> {
    let payer = session.signer()?;
    let advance = emission::advance(payer, pool.number, pool.completed(), EPOCHS_AT_ONCE);
    session.confirm(&[advance])?;
    payroll::pool(&*session.backend, pool.number)
}

/// How many more epochs go onto the page that records the next one.
fn left_on_page(completed: Epoch) -> u32 {
    let Some(next) = completed.next() else { return 0 };
    Page::last_beside(next).since(completed).unwrap_or_default()
}
