//! Books that no sequence of calls leads to. If they came about all the same, nothing could be done with them.

use std::mem::offset_of;

use io_app::token::{self, BURNS, CONFIG};
use io_tests::{
    World, address, keypair,
    token::{beneficiary, plan},
};
use io_token::{
    BurnKind,
    error::IoTokenError::InvariantViolated,
    state::{Allocation, BurnLedger, Category, Config},
};

#[test]
fn an_allocation_that_nobody_could_have_made() {
    let sound = World::after_genesis();
    let total = sound.allocation(1).total;
    let flaws = [
        (offset_of!(Allocation, version), vec![2]),
        (offset_of!(Allocation, category), vec![u8::MAX]),
        (offset_of!(Allocation, at_genesis), (total + 1).to_le_bytes().to_vec()),
        (offset_of!(Allocation, released), (total + 1).to_le_bytes().to_vec()),
    ];
    let propose = token::propose_beneficiary(beneficiary_of(1), 1, address("heir"));
    for (field, bytes) in flaws {
        let mut world = sound.clone();
        world.overwrite(token::allocation_address(1), field, &bytes);
        world.refuse(propose.clone(), &[&beneficiary(1)], InvariantViolated);
    }
}

fn beneficiary_of(id: u32) -> anchor_lang::prelude::Pubkey {
    solana_signer::Signer::pubkey(&beneficiary(id))
}

#[test]
fn a_burn_ledger_that_does_not_add_up() {
    let sound = World::after_genesis();
    let credits = offset_of!(BurnLedger, burners) + 32 * BurnKind::Credits as usize;
    let flaws = [
        (offset_of!(BurnLedger, version), vec![2]),
        (offset_of!(BurnLedger, total), vec![1]),
        (offset_of!(BurnLedger, burned), vec![1]),
        (offset_of!(BurnLedger, burned), u64::MAX.to_le_bytes().repeat(2)),
        (credits, vec![1]),
    ];
    for (field, bytes) in flaws {
        let mut world = sound.clone();
        world.overwrite(BURNS, field, &bytes);
        let set = token::set_burner(address("admin"), BurnKind::Fee, address("fees"));
        world.refuse(set, &[&keypair("admin")], InvariantViolated);
    }
}

#[test]
fn settings_by_which_more_was_minted_than_there_can_be() {
    let (before, after) = (World::planned(), World::after_genesis());
    let more = |amount: u64| (amount + 1).to_le_bytes().to_vec();
    let config = after.config();
    let flaws = [
        (&before, offset_of!(Config, version), vec![2]),
        (&before, offset_of!(Config, paused), vec![2]),
        (&before, offset_of!(Config, minted), more(0)),
        (&before, offset_of!(Config, released), more(0)),
        (&before, offset_of!(Config, genesis_time), vec![1]),
        (&after, offset_of!(Config, version), vec![2]),
        (&after, offset_of!(Config, minted), more(config.minted)),
        (&after, offset_of!(Config, emission_minted), more(0)),
        (&after, offset_of!(Config, released), more(config.minted)),
        (&after, offset_of!(Config, genesis_time), vec![0; 8]),
        // All of the emission and one base unit more; it adds up.
        (
            &after,
            offset_of!(Config, minted),
            [80_000_000_000_000_001_u64, 30_000_000_000_000_001].map(u64::to_le_bytes).concat(),
        ),
    ];
    for (world, field, bytes) in flaws {
        let mut world = world.clone();
        world.overwrite(CONFIG, field, &bytes);
        let propose = token::propose_admin(address("admin"), address("heir"));
        world.refuse(propose, &[&keypair("admin")], InvariantViolated);
    }
}

#[test]
fn a_budget_that_is_exceeded() {
    let mut world = World::initialized();
    let [first, .., last] = Category::ALL;
    let place = offset_of!(Config, allocated) + 8 * first as usize;
    world.overwrite(CONFIG, place, &(first.budget().get() + 1).to_le_bytes());
    let args = plan().into_iter().find(|args| args.category == last).expect("each has a budget");
    let allocate = token::allocate(address("admin"), address("payer"), io_token::AllocateArgs { id: 0, ..args });
    world.refuse(allocate, &[&keypair("admin"), &keypair("payer")], InvariantViolated);
}
