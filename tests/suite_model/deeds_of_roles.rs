//! What those do who have a role.

use anchor_lang::prelude::Pubkey;
use anchor_lang::solana_program::instruction::Instruction;
use io_app::{emission, market, stake, token, treasury};
use io_stake::state::Case;
use io_stake::{OpenCaseArgs, Role};
use io_tests::stake::{GPU, class_args, text};
use io_tests::token::plan;
use io_tests::treasury::TERMS;
use io_tests::treasury::swaps::hostile;
use io_tests::{World, address};
use io_token::BurnKind;

use crate::cast::{ADMINS, beneficiaries, device, io, rigs};
use crate::deeds::{all, name_of};
use crate::dice::Dice;

/// What somebody with a role does next.
pub fn deed(world: &World, dice: &mut Dice) -> Option<Instruction> {
    match dice.below(6) {
        0 | 1 => of_slash(world, dice),
        2 => of_vesting(world, dice),
        _ => of_admin(world, dice),
    }
}

fn of_slash(world: &World, dice: &mut Dice) -> Option<Instruction> {
    let cases: Vec<(Pubkey, Case)> = all(&world.accounts(), stake::ID);
    if cases.is_empty() || dice.once_in(8) {
        let rig = dice.one(rigs());
        let device = device(world, &rig)?;
        let amount = dice.part(device.total() / 64);
        let args = OpenCaseArgs { number: device.cases, amount, reason: 1, evidence: text("evidence") };
        return Some(stake::open_case(address("slasher"), rig.address, args));
    }
    let (at, case) = dice.one(&cases);
    let on = case.device;
    let owner = world.device(on).owner;
    match dice.below(8) {
        0 if dice.once_in(4) => Some(stake::suspend(address("slasher"), on, at)),
        0..3 => Some(stake::appeal(owner, on, at, text("defence"))),
        3 | 4 => {
            let upheld = dice.below(case.frozen.saturating_add(2));
            Some(stake::resolve(address("arbiter"), on, at, case.opener, upheld))
        }
        5 | 6 => Some(stake::execute(on, at, case.opener, case.costake > 0)),
        _ => Some(stake::expire(on, at, case.opener)),
    }
}

fn of_vesting(world: &World, dice: &mut Dice) -> Option<Instruction> {
    let id = dice.one(&plan().iter().map(|args| args.id).collect::<Vec<_>>());
    let allocation = world.allocation(id);
    Some(match dice.below(6) {
        0 => token::propose_beneficiary(allocation.beneficiary, id, address(dice.one(beneficiaries()))),
        1 | 2 => token::accept_beneficiary(allocation.pending_beneficiary, id),
        3 => token::release(id, io(dice.one(beneficiaries()))),
        _ => token::release(id, io(name_of(allocation.beneficiary))),
    })
}

/// The admin of a program and whom it was offered to, and what they and the pauser do to it.
type Hands =
    (Pubkey, Pubkey, fn(Pubkey, Pubkey) -> Instruction, fn(Pubkey) -> Instruction, fn(Pubkey, bool) -> Instruction);

fn hands(world: &World, program: u64) -> Hands {
    macro_rules! of {
        ($config:expr, $program:ident) => {{
            let config = $config;
            (config.admin, config.pending_admin, $program::propose_admin, $program::accept_admin, $program::set_paused)
        }};
    }
    match program {
        0 => of!(world.config(), token),
        1 => of!(world.staking_config(), stake),
        2 => of!(world.emission_config(), emission),
        3 => of!(world.market_config(), market),
        _ => of!(world.treasury_config(), treasury),
    }
}

fn of_admin(world: &World, dice: &mut Dice) -> Option<Instruction> {
    let (admin, pending, propose, accept, pause) = hands(world, dice.below(5));
    match dice.below(8) {
        0 => Some(propose(admin, address(dice.one(&ADMINS)))),
        1 => Some(accept(pending)),
        // Seldom paused, and soon resumed.
        2 => Some(pause(address("pauser"), dice.once_in(4))),
        3 | 4 => Some(pause(address("pauser"), false)),
        _ => of_settings(world, dice),
    }
}

fn of_settings(world: &World, dice: &mut Dice) -> Option<Instruction> {
    let pauser = address("pauser");
    let attestors: Vec<Pubkey> = ["attestor 1", "attestor 2", "attestor 3"].map(address).to_vec();
    let [token_admin, stake_admin, emission_admin, market_admin, treasury_admin] =
        [0, 1, 2, 3, 4].map(|program| hands(world, program).0);
    Some(match dice.below(17) {
        0 => token::set_pauser(token_admin, pauser),
        1 => token::set_burner(token_admin, BurnKind::Fee, treasury::AUTHORITY),
        2 => stake::set_role(stake_admin, Role::Slasher, address("slasher")),
        3 => stake::set_class(stake_admin, class_args(GPU, "H100", 0, 100_000)),
        4 => emission::set_pauser(emission_admin, pauser),
        5 => emission::set_attestors(emission_admin, attestors, 2),
        6 => emission::set_terms(emission_admin, 24, 10_000, dice.below(2_000) as u16),
        7 | 14 => emission::set_shares(emission_admin, 2, io_tests::emission::SHARES),
        8 => market::set_pauser(market_admin, pauser),
        9 => market::set_attestors(market_admin, attestors, 2),
        10 => market::set_terms(market_admin, io_tests::market::TERMS),
        11 => treasury::set_pauser(treasury_admin, pauser),
        12 => treasury::set_terms(treasury_admin, TERMS),
        13 => treasury::disallow_swap(treasury_admin, hostile()),
        _ => treasury::allow_swap(treasury_admin, hostile()),
    })
}
