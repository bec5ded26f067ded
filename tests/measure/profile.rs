//! Where the compute units of one instruction go, read from the log of its calls.

use std::collections::BTreeMap;

use anchor_lang::prelude::{Pubkey, system_program};
use anchor_spl::token;
use io_tests::Receipt;

/// Units of one instruction, and of the programs it called.
pub struct Profile {
    /// All of it.
    pub total: u64,
    /// Units that each called program used itself, by what it is for.
    pub called: BTreeMap<&'static str, u64>,
}

/// A call that has not ended yet.
struct Call {
    program: String,
    units: u64,
    of_callees: u64,
}

impl Profile {
    /// Attributes the units of the one instruction of `program` in a transaction.
    pub fn of(program: Pubkey, receipt: &Receipt) -> Self {
        let mut running: Vec<Call> = vec![];
        let mut called = BTreeMap::new();
        let mut total = 0;
        for line in &receipt.logs {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["Program", program, "invoke", _] => {
                    running.push(Call { program: (*program).to_owned(), units: 0, of_callees: 0 })
                }
                ["Program", _, "consumed", units, ..] => {
                    if let Some(call) = running.last_mut() {
                        call.units = units.parse().expect("the runtime logs a number of units");
                    }
                }
                ["Program", _, "success"] => {
                    let ended = running.pop().expect("a call that ends has begun");
                    if ended.program == program.to_string() && running.is_empty() {
                        total = ended.units;
                    }
                    if let Some(caller) = running.last_mut() {
                        caller.of_callees += ended.units;
                        *called.entry(purpose(&ended.program, program)).or_default() += ended.units - ended.of_callees;
                    }
                }
                _ => {}
            }
        }
        Self { total, called }
    }

    /// Units that the instruction used itself, the price of its calls included.
    pub fn own(&self) -> u64 {
        self.total - self.called.values().sum::<u64>()
    }
}

fn purpose(called: &str, program: Pubkey) -> &'static str {
    if called == program.to_string() {
        "event"
    } else if called == token::ID.to_string() {
        "SPL Token"
    } else if called == system_program::ID.to_string() {
        "System"
    } else {
        "other programs"
    }
}
