//! Calls that go through, and what happens when one thing about them is changed.

use anchor_lang::{error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use solana_instruction::error::InstructionError;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{
    World,
    forgery::{exchanged, unsigned},
};

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

    /// The addresses of the accounts that have to sign.
    pub fn signed(&self) -> Vec<Pubkey> {
        self.instruction.accounts.iter().filter(|meta| meta.is_signer).map(|meta| meta.pubkey).collect()
    }

    /// The addresses of the accounts that change.
    pub fn written(&self) -> Vec<Pubkey> {
        self.instruction.accounts.iter().filter(|meta| meta.is_writable).map(|meta| meta.pubkey).collect()
    }

    /// Whether the instruction has the account.
    pub fn has(&self, account: Pubkey) -> bool {
        self.instruction.accounts.iter().any(|meta| meta.pubkey == account)
    }

    /// Whether it leaves out accounts that are optional: the program's own address stands for each of them.
    pub fn leaves_out_accounts(&self) -> bool {
        let program = self.instruction.program_id;
        self.instruction.accounts.iter().filter(|meta| meta.pubkey == program).count() > 1
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

/// Sends each specimen as it is, and returns how many there are.
#[track_caller]
pub fn send_all(specimens: Vec<Specimen>) -> usize {
    let sent = specimens.into_iter().map(|mut specimen| {
        let keys: Vec<_> = specimen.signers.iter().collect();
        specimen.world.accept(specimen.instruction.clone(), &keys)
    });
    sent.count()
}

/// Sends each specimen once without each of its signatures, which has to be missed, and returns how often.
#[track_caller]
pub fn send_all_unsigned(specimens: Vec<Specimen>) -> usize {
    let mut cases = 0;
    for mut specimen in specimens {
        for signer in specimen.signed() {
            println!("{}: without {signer}", specimen.name);
            let forgery = unsigned(&specimen.instruction, signer);
            let others: Vec<_> = specimen.signers.iter().filter(|key| key.pubkey() != signer).collect();
            specimen.world.refuse_code(forgery, &others, ErrorCode::AccountNotSigner);
            cases += 1;
        }
    }
    cases
}
