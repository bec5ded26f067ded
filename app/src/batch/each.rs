//! One instruction for each device, of which there is nothing to tell but whether it was done.

use anyhow::Result;
use solana_instruction::Instruction;

use super::devices::Chosen;
use super::{Batch, Group, Job, Line, NoTotals, Outcome};
use crate::report::Output;
use crate::session::Session;

/// Does it. `what` is how the journal knows it, and `done` how the table says it.
pub fn each(
    mut batch: Batch,
    session: &mut Session,
    output: Output,
    chosen: &[Chosen],
    (what, done): (&str, &str),
    instruction: impl Fn(&Chosen) -> Result<Instruction, Outcome>,
) -> Result<()> {
    let (mut outcomes, mut jobs) = (Vec::with_capacity(chosen.len()), Vec::new());
    for chosen in chosen {
        let device = chosen.address;
        match instruction(chosen) {
            Ok(about) => {
                jobs.push(Job { device, what: what.into(), adds_up: false, about });
                outcomes.push(None);
            }
            Err(otherwise) => outcomes.push(Some(batch.unless_done(&device, otherwise))),
        }
    }
    let pack = |some: &[&Job<Instruction>]| some.iter().map(|job| job.about.clone()).collect();
    let mut ended = batch.run(session, &Group::new(&pack), &jobs).into_iter();
    let lines = chosen.iter().zip(outcomes).map(|(chosen, outcome)| {
        let outcome = outcome.or_else(|| ended.next()).unwrap_or(Outcome::Untried);
        Line::<()>::of(chosen.address, chosen.name(), outcome, None, done.into())
    });
    let lines = lines.collect();
    batch.finish(output, lines, NoTotals)
}
