//! A payment of the operator's to the renter over a bad line, and how often it was made.

use std::process::Output;

use crate::line::Line;
use crate::stage::{OPERATOR, Stage};

/// What the renter is paid, in base units, and what that costs the operator in lamports.
const IO: u64 = 100_000_000;
const FEE: u64 = 5_000;

pub struct Payment {
    pub stage: Stage,
    lamports: u64,
}

impl Payment {
    /// With a token account of the renter's, so that a payment costs its fee and nothing else.
    pub fn new() -> Self {
        let stage = Stage::set();
        stage.ok(OPERATOR, &format!("token transfer 1 --to {}", stage.address("renter")));
        let lamports = stage.lamports(OPERATOR);
        Self { stage, lamports }
    }

    pub fn make(&self, line: &Line) -> Output {
        self.make_with(line, "")
    }

    /// With further words in the command.
    pub fn make_with(&self, line: &Line, further: &str) -> Output {
        let command = format!("token transfer 1 --to {} {further}", self.stage.address("renter"));
        self.stage.command_at(&line.url, OPERATOR, &command).output().expect("`io` starts")
    }

    /// How many payments have been received, and how many fees have been paid.
    pub fn done(&self) -> (u64, u64) {
        let paid = self.lamports - self.stage.lamports(OPERATOR);
        assert_eq!(paid % FEE, 0);
        (self.stage.held("renter") / IO - 1, paid / FEE)
    }
}
