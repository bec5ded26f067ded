//! What became of transactions that were sent, where nobody was there to hear it.

use anyhow::Result;
use std::time::{Duration, Instant};

use super::journal::Journal;
use crate::backend::{Backend, Fate};
use crate::report::{counted, note};

/// How long it is waited until a transaction has arrived or cannot arrive any more: a blockhash is good for a minute or two,
/// and then its last block has to become final.
const PATIENCE: Duration = Duration::from_secs(240);

const PAUSE: Duration = Duration::from_secs(1);

/// Finds it out, and notes it. Where nothing is trusted, also that of what the journal has as confirmed.
pub fn settle(backend: &dyn Backend, journal: &mut Journal, trusting: bool) -> Result<()> {
    let (begun, mut said) = (Instant::now(), false);
    let mut open = journal.in_doubt(trusting);
    while !open.is_empty() {
        let fates = backend.fates(&open)?;
        for (departed, fate) in open.iter().zip(&fates) {
            journal.settled(&departed.signature, fate)?;
        }
        let mut still = fates.iter().map(|fate| *fate == Fate::OnItsWay);
        open.retain(|_| still.next().unwrap_or_default());
        if open.is_empty() || begun.elapsed() >= PATIENCE {
            return Ok(());
        }
        if !said {
            note(format_args!("{} may still arrive: waiting until it is known …", counted(open.len(), "transaction")));
            said = true;
        }
        std::thread::sleep(PAUSE);
    }
    Ok(())
}
