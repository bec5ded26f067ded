//! Calls that go through, and what happens when one thing about them is changed.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use solana_instruction::error::InstructionError;
use solana_keypair::Keypair;

use crate::{World, forgery::exchanged};

/// A call that goes through.
pub struct Specimen {
    /// Name of the instruction.
    pub name: &'static str,
    /// The chain just before it.
    pub world: World,
    /// The call.
    pub instruction: Instruction,
    /// Who has to sign.
    pub signers: Vec<Keypair>,
}

impl Specimen {
    /// The keys that sign.
    pub fn keys(&self) -> Vec<&Keypair> {
        self.signers.iter().collect()
    }

    /// Whether the instruction has the account.
    pub fn has(&self, account: Pubkey) -> bool {
        self.instruction.accounts.iter().any(|meta| meta.pubkey == account)
    }

    /// With another account in the place of the genuine one, the call has to be refused for that reason.
    #[track_caller]
    pub fn refuses_in_place_of(&mut self, genuine: Pubkey, substitute: Pubkey, reason: InstructionError) {
        println!("{}: {substitute} in the place of {genuine}", self.name);
        let forgery = exchanged(&self.instruction, genuine, substitute);
        self.world.refuse_with(forgery, &self.signers.iter().collect::<Vec<_>>(), reason);
    }
}

/// The refusal with that error code of ours or of a framework.
pub fn custom(code: impl Into<u32>) -> InstructionError {
    InstructionError::Custom(code.into())
}

/// Hands those of the specimens that have the account to `check`; there have to be so many of them.
#[track_caller]
pub fn each_with(specimens: Vec<Specimen>, account: Pubkey, expected: usize, check: impl Fn(Specimen)) {
    let concerned: Vec<Specimen> = specimens.into_iter().filter(|specimen| specimen.has(account)).collect();
    assert_eq!(concerned.len(), expected);
    concerned.into_iter().for_each(check);
}
