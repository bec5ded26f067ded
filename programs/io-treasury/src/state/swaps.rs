use crate::error::IoTreasuryError;
use anchor_lang::{
    prelude::*,
    solana_program::{bpf_loader_upgradeable, system_program},
};
use anchor_spl::token;

/// How many swap programs can be allowed at a time.
pub const SWAPS: usize = 8;

/// Programs that can never be allowed: those of the suite, and those that rule over accounts. Nothing they do with the
/// trader's signature could pass the checks on the balances; they are no swaps all the same.
const NEVER: [Pubkey; 9] = [
    Pubkey::from_str_const("33XTMYTcpEBaUdRzVh8y26EcwSi9XJH3oRajQeDT6USL"),
    Pubkey::from_str_const("HcYF5AV5GXBTEVmuXcA64cDvFQu1LR7HQoA6ZDQRz8QJ"),
    Pubkey::from_str_const("7hNwxMWt96FouvZCygCJp1Wa3JRTCgfdReECV7MWvV3p"),
    Pubkey::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"),
    io_token::ID_CONST,
    crate::ID_CONST,
    token::ID,
    system_program::ID,
    bpf_loader_upgradeable::ID,
];

/// The swap programs that the admin allows.
#[zero_copy]
#[derive(Debug)]
pub struct Swaps {
    /// Their addresses; the default address where a place is free.
    pub programs: [Pubkey; SWAPS],
}

impl Swaps {
    /// Whether a program may be called. The free places are no program.
    pub fn is_allowed(&self, program: &Pubkey) -> bool {
        *program != Pubkey::default() && self.programs.contains(program)
    }

    pub(crate) fn allow(&mut self, program: Pubkey) -> Result<()> {
        require!(!NEVER.contains(&program), IoTreasuryError::NotASwap);
        require!(!self.is_allowed(&program), IoTreasuryError::SwapAlreadyAllowed);
        *self.place_of(Pubkey::default()).ok_or(IoTreasuryError::TooManySwaps)? = program;
        Ok(())
    }

    pub(crate) fn disallow(&mut self, program: Pubkey) -> Result<()> {
        require!(self.is_allowed(&program), IoTreasuryError::SwapNotAllowed);
        *self.place_of(program).ok_or(IoTreasuryError::SwapNotAllowed)? = Pubkey::default();
        Ok(())
    }

    fn place_of(&mut self, program: Pubkey) -> Option<&mut Pubkey> {
        self.programs.iter_mut().find(|place| **place == program)
    }
}
