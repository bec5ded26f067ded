//! The interface descriptions in `app/idl`: complete, true, and good for Anchor's own generator of clients.

mod addresses;
mod declared;
mod documentation;
mod layout;

use anchor_lang_idl::types::Idl;
use io_app::program::SUITE;
use io_tests::{Specimen, costake, emission, market, stake, token, treasury};

/// The description of every program.
fn descriptions() -> Vec<Idl> {
    SUITE.iter().map(|program| serde_json::from_str(program.idl).expect("a description")).collect()
}

/// The description of every program, and calls of each of its instructions that go through.
fn programs() -> Vec<(Idl, Vec<Specimen>)> {
    let specimens = [
        token::specimens(),
        stake::specimens(),
        costake::specimens(),
        costake::paying(),
        emission::specimens(),
        market::specimens(),
        treasury::specimens(),
    ];
    let mut rest: Vec<Specimen> = specimens.into_iter().flatten().collect();
    let mut of_program = |address: &str| {
        let (calls, others) = rest.drain(..).partition(|call| call.instruction.program_id.to_string() == address);
        rest = others;
        calls
    };
    let with_calls = |idl: Idl| {
        let calls = of_program(&idl.address);
        (idl, calls)
    };
    descriptions().into_iter().map(with_calls).collect()
}
