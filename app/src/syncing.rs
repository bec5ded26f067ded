//! How a lease takes note of a change of its device's stake: in the same transaction.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use solana_instruction::Instruction;

use crate::advancing::{self, catch_up};
use crate::emission;
use crate::payroll;
use crate::report::note;
use crate::session::Session;

/// What changes a device's stake, with all that a running lease needs to go on earning by what the stake is then.
pub fn with_sync(session: &mut Session, device: Pubkey, change: Vec<Instruction>) -> Result<Vec<Instruction>> {
    let backend = &*session.backend;
    let Some(config) = payroll::find_config(backend)? else { return Ok(change) };
    // Before the first epoch and after the last there is nothing to earn.
    let Ok(running) = payroll::running(&config, payroll::now(backend)?) else { return Ok(change) };
    let lease = payroll::entry(backend, &config, device)?.lease;
    let Some(lease) = lease.filter(|lease| lease.is_running(running)) else { return Ok(change) };
    if session.signs_only() {
        let pool = payroll::pool(backend, lease.pool)?;
        if !advancing::fits_beside(advancing::behind(session, &config, &pool)?) {
            note(
                "The pool is too far behind for the lease to take note of this in the same transaction: `io emission \
                  advance` helps",
            );
            return Ok(change);
        }
    }
    let mut instructions = catch_up(session, &config, lease.pool)?;
    instructions.extend(change);
    instructions.push(emission::sync(lease.pool, device));
    Ok(instructions)
}
