//! What is changed about an account of a transaction.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey, system_program},
    solana_program::instruction::Instruction,
};
use anchor_spl::token::spl_token;
use io_app::program::SUITE;
use io_tests::{Specimen, World, address, described::Call};
use solana_account::Account;

use crate::{
    mutant::{Change, Mutant},
    names::{self, Kind},
};

/// The newer token program, which is another one.
const TOKEN_2022: Pubkey = anchor_lang::pubkey!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");

/// A place of an instruction, and what stands there.
#[derive(Clone)]
struct Slot {
    place: usize,
    name: String,
    genuine: Pubkey,
    optional: bool,
    writable: bool,
}

/// Puts what the mutants need into the world: somebody who has no part in it, and copies of all that has data.
pub fn prepare(specimen: &mut Specimen) {
    specimen.world.fund(address("thief"), 1_000_000_000);
    for (place, meta) in specimen.instruction.accounts.iter().enumerate() {
        let genuine = specimen.world.account(meta.pubkey);
        let Some(genuine) = genuine.filter(|account| !account.data.is_empty() && !account.executable) else { continue };
        if SUITE.iter().all(|program| program.address != genuine.owner) {
            specimen.world.put(copy("doubled", place), genuine.clone());
        }
        let forged = Account { owner: address("forger's program"), ..genuine };
        specimen.world.put(copy("forged", place), forged);
    }
}

fn copy(how: &str, place: usize) -> Pubkey {
    address(&format!("{how} {place}"))
}

/// Every mutant of every account. `others` is the world before it was prepared.
pub fn mutants(call: &Call, others: &World) -> Vec<Mutant> {
    let slots = slots(call);
    slots.iter().flat_map(|slot| of_slot(call, others, slot, &slots)).collect()
}

fn slots(call: &Call) -> Vec<Slot> {
    let mut named = call.accounts();
    let slot = |(place, meta): (usize, &AccountMeta)| match named.next() {
        Some((account, genuine)) => {
            let (optional, writable) = (account.optional, account.writable);
            Slot { place, name: account.name.clone(), genuine, optional, writable }
        }
        None => {
            let (name, writable) = (format!("further {place}"), meta.is_writable);
            Slot { place, name, genuine: meta.pubkey, optional: false, writable }
        }
    };
    call.specimen.instruction.accounts.iter().enumerate().map(slot).collect()
}

fn of_slot(call: &Call, others: &World, slot: &Slot, slots: &[Slot]) -> Vec<Mutant> {
    let world = &call.specimen.world;
    let mut mutants = vec![];
    let mut exchange = |change, substitute: Pubkey, with: String, instruction: Instruction| {
        if substitute != slot.genuine {
            mutants.push(Mutant {
                place: slot.name.clone(),
                change,
                with,
                number: None,
                instruction,
                beforehand: None,
            });
        }
    };
    let left_out = slot.optional && slot.genuine == call.specimen.instruction.program_id;
    let mut instruction = call.specimen.instruction.clone();
    if left_out {
        // What stands for it is never written. Whatever is brought along is, where the program asks for that.
        instruction.accounts[slot.place].is_writable = slot.writable;
    }
    let simply = |substitute| exchanged(&instruction, slot.place, substitute);

    let alike = if left_out { brought_along(call, others, slot) } else { alike(call, others, slot) };
    // What stands in another place of the instruction comes twice, below.
    let elsewhere = |address: &Pubkey| !slots.iter().any(|other| other.genuine == *address);
    for substitute in alike.into_iter().filter(elsewhere) {
        let change = if left_out { Change::BroughtAlong } else { Change::Another };
        exchange(change, substitute, names::name(world, substitute), simply(substitute));
        if let Some(whole) = with_its_own(call, slot, simply(substitute), slots) {
            exchange(Change::AnotherWithItsOwn, substitute, names::name(world, substitute), whole);
        }
    }
    for other in slots {
        exchange(Change::Twice, other.genuine, other.name.clone(), simply(other.genuine));
    }
    for (change, copy) in [(Change::Doubled, copy("doubled", slot.place)), (Change::Forged, copy("forged", slot.place))]
    {
        if world.account(copy).is_some() {
            exchange(change, copy, String::new(), simply(copy));
        }
    }
    exchange(Change::System, address("thief"), String::new(), simply(address("thief")));
    exchange(Change::Nothing, address("nobody"), String::new(), simply(address("nobody")));
    mutants.extend(in_place(call, slot));
    mutants
}

/// What is changed without another address.
fn in_place(call: &Call, slot: &Slot) -> Vec<Mutant> {
    let instruction = &call.specimen.instruction;
    let mut mutants = vec![];
    let mut change = |change, instruction: Instruction, beforehand| {
        let (place, with) = (slot.name.clone(), String::new());
        mutants.push(Mutant { place, change, with, number: None, instruction, beforehand });
    };
    // A wallet has no data: without lamports it is a wallet still.
    let stored = call.specimen.world.account(slot.genuine);
    if let Some(account) = stored.filter(|account| !account.executable && !account.data.is_empty()) {
        change(Change::Closed, instruction.clone(), Some((slot.genuine, Account::default())));
        let taken_over = Account { owner: address("forger's program"), ..account };
        change(Change::TakenOver, instruction.clone(), Some((slot.genuine, taken_over)));
    }
    let meta = &instruction.accounts[slot.place];
    if meta.is_signer {
        change(Change::Unsigned, everywhere(instruction, slot, |meta| meta.is_signer = false), None);
    }
    if meta.is_writable {
        change(Change::ReadOnly, everywhere(instruction, slot, |meta| meta.is_writable = false), None);
    }
    mutants
}

/// The instruction with the account of a slot changed in every place that it has: what is said of it in one of them holds
/// for all.
fn everywhere(instruction: &Instruction, slot: &Slot, change: impl Fn(&mut AccountMeta)) -> Instruction {
    let mut instruction = instruction.clone();
    instruction.accounts.iter_mut().filter(|meta| meta.pubkey == slot.genuine).for_each(change);
    instruction
}

/// The instruction with another account in a place, which signs if it has to and can.
fn exchanged(instruction: &Instruction, place: usize, substitute: Pubkey) -> Instruction {
    let mut instruction = instruction.clone();
    let meta = &mut instruction.accounts[place];
    meta.pubkey = substitute;
    meta.is_signer &= names::key_of(substitute).is_some();
    instruction
}

/// The instruction, which has another account in a slot, with whatever the description derives from it. None if that is
/// nothing.
fn with_its_own(call: &Call, slot: &Slot, instruction: Instruction, slots: &[Slot]) -> Option<Instruction> {
    let specimen =
        Specimen { name: call.specimen.name, world: call.specimen.world.clone(), instruction, signers: vec![] };
    let changed = Call { specimen: &specimen, ..*call };
    let mut instruction = specimen.instruction.clone();
    let mut derived = 0;
    for ((account, before), other) in call.accounts().zip(slots) {
        let follows = call.found(account) == Some(before) && other.place != slot.place;
        if let Some(after) = changed.found(account).filter(|after| follows && *after != before) {
            instruction = exchanged(&instruction, other.place, after);
            derived += 1;
        }
    }
    (derived != 0).then_some(instruction)
}

/// What is of the same kind as what stands in the slot.
fn alike(call: &Call, others: &World, slot: &Slot) -> Vec<Pubkey> {
    let meta = &call.specimen.instruction.accounts[slot.place];
    let everything = || others.accounts().into_keys();
    match names::kind(others, slot.genuine) {
        Kind::Wallet => names::people().map(|(_, address)| address).collect(),
        Kind::Program => {
            let suite = SUITE.iter().map(|program| program.address);
            suite.chain([spl_token::ID, system_program::ID, TOKEN_2022]).collect()
        }
        Kind::Nothing if !meta.is_writable => vec![],
        Kind::Nothing => {
            let program = call.specimen.instruction.program_id;
            let is_state = |kind| matches!(kind, Kind::State(owner, _) if owner == program || owner == spl_token::ID);
            everything().filter(|address| is_state(names::kind(others, *address))).collect()
        }
        kind => everything().filter(|address| names::kind(others, *address) == kind).collect(),
    }
}

/// What could stand in a slot that is left empty.
fn brought_along(call: &Call, others: &World, slot: &Slot) -> Vec<Pubkey> {
    let described = call.accounts().nth(slot.place).and_then(|(account, _)| call.found(account));
    match described {
        Some(found) => vec![found],
        None => {
            let is_state = |kind| matches!(kind, Kind::State(owner, _) if owner == spl_token::ID);
            others.accounts().into_keys().filter(|address| is_state(names::kind(others, *address))).collect()
        }
    }
}
