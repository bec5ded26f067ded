use anchor_lang::{
    Event,
    event::EVENT_IX_TAG_LE,
    prelude::*,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        program::invoke_signed_unchecked,
    },
};

/// Room for the tag, the discriminator and the fields of every event of the suite; a longer one would still fit, since
/// the buffer grows.
const ROOM: usize = 256;

/// Emits an event by a call of the program to itself, in Anchor's format, as `emit_cpi!` does. That macro copies the
/// event byte by byte, which costs more than the call.
pub fn emit<E: Event>(event: &E, program: Pubkey, authority: &AccountInfo, bump: u8) -> Result<()> {
    let mut data = Vec::with_capacity(ROOM);
    data.extend_from_slice(EVENT_IX_TAG_LE);
    data.extend_from_slice(E::DISCRIMINATOR);
    event.serialize(&mut data)?;
    let accounts = vec![AccountMeta::new_readonly(*authority.key, true)];
    let instruction = Instruction { program_id: program, accounts, data };
    let seeds: &[&[u8]] = &[b"__event_authority", &[bump]];
    // Unchecked: nobody can be holding the data of the event authority, for it has none.
    Ok(invoke_signed_unchecked(&instruction, core::slice::from_ref(authority), &[seeds])?)
}

/// Emits an event of the program in which this stands; the first argument is the accounts of its instruction.
#[macro_export]
#[allow(clippy::crate_in_macro_def, reason = "the program that emits is meant, not this crate")]
macro_rules! emit {
    ($accounts:expr, $event:expr) => {
        $crate::emit(&$event, crate::ID, &$accounts.event_authority, crate::EVENT_AUTHORITY_AND_BUMP.1)?
    };
}
