//! Instructions with something wrong about one account.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};

use crate::{World, address};

/// The instruction with another account in the place of `genuine`.
#[track_caller]
pub fn exchanged(instruction: &Instruction, genuine: Pubkey, substitute: Pubkey) -> Instruction {
    changed(instruction, genuine, |meta| meta.pubkey = substitute)
}

/// The instruction without the signature of `signer`.
#[track_caller]
pub fn unsigned(instruction: &Instruction, signer: Pubkey) -> Instruction {
    changed(instruction, signer, |meta| meta.is_signer = false)
}

#[track_caller]
fn changed(
    instruction: &Instruction,
    account: Pubkey,
    change: impl Fn(&mut anchor_lang::solana_program::instruction::AccountMeta),
) -> Instruction {
    let mut instruction = instruction.clone();
    let mut found = 0;
    for meta in instruction.accounts.iter_mut().filter(|meta| meta.pubkey == account) {
        change(meta);
        found += 1;
    }
    assert_eq!(found, 1, "{account} stands once in the instruction");
    instruction
}

impl World {
    /// The same data at another address, written by another program.
    pub fn forged(&mut self, genuine: Pubkey) -> Pubkey {
        self.copied(genuine, "forged", Some(address("forger's program")))
    }

    /// The same data at another address, of the same owner: what the program itself would never create.
    pub fn doubled(&mut self, genuine: Pubkey) -> Pubkey {
        self.copied(genuine, "doubled", None)
    }

    fn copied(&mut self, genuine: Pubkey, name: &str, owner: Option<Pubkey>) -> Pubkey {
        let mut account = self.account(genuine).expect("there is something to copy");
        account.owner = owner.unwrap_or(account.owner);
        let copy = address(name);
        self.put(copy, account);
        copy
    }
}
