//! One call of each instruction that goes through, in a world where it does.

use anchor_lang::solana_program::instruction::Instruction;
use io_app::{
    costake::{self, IO, USDC},
    market::Asset,
    token,
};

use super::{COSTAKE, DAY, HOLDER, LIMIT, RELEASES, REWARD, SECOND, SECONDS_COSTAKE, calls};
use crate::{
    Specimen, World, address, keypair,
    market::{HOUR, LISTED},
    stake::{COOLDOWN, STAKE, TODAY, WINDOW, calls as staking, rig},
    treasury::io_of,
};

/// One of each, in the order in which co-stake lives.
pub fn specimens() -> Vec<Specimen> {
    let supplier = address("supplier");
    let (open, costaked) = (World::open_to_costake(), World::costaked());

    let mut cooled = costaked.clone();
    cooled.by(HOLDER, calls::unstake(HOLDER, COSTAKE / 3));
    cooled.set_time(TODAY + COOLDOWN);

    let mut earned = World::rewarded();
    earned.set_time(RELEASES + DAY / 3);

    let mut executable = costaked.clone();
    executable.by("slasher", staking::open(0, STAKE / 3));
    executable.set_time(TODAY + WINDOW);

    // All have left since, so that nobody shares the second half of the day.
    let mut left = World::rewarded();
    left.set_time(RELEASES + DAY / 2);
    left.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    left.by(SECOND, calls::unstake(SECOND, SECONDS_COSTAKE));
    left.set_time(RELEASES + DAY / 2 + COOLDOWN);
    for name in [HOLDER, SECOND] {
        left.by(name, calls::withdraw(name));
        left.by(name, calls::claim(name, IO));
        left.by(name, calls::claim(name, USDC));
    }

    // Somebody has sent IO to the vault, so that a destination is needed too.
    let mut deserted = open.clone();
    deserted.donate_costake(77);

    let specimen = |name, world: &World, instruction: Instruction, signers: &[&str]| Specimen {
        name,
        world: world.clone(),
        instruction,
        signers: signers.iter().map(|name| keypair(name)).collect(),
    };
    vec![
        specimen(
            "add_asset",
            &World::staked(),
            costake::add_asset(address("admin"), address("payer"), token::MINT),
            &["admin", "payer"],
        ),
        specimen("open_costake", &World::before_costake(), calls::open(LIMIT), &["supplier"]),
        specimen("limit_costake", &costaked, calls::limit(LIMIT / 2), &["supplier"]),
        specimen("add_costake", &open, calls::add(HOLDER, COSTAKE), &[HOLDER]),
        specimen("add_costake, more", &earned, calls::add(HOLDER, COSTAKE), &[HOLDER]),
        specimen("unstake_costake", &earned, calls::unstake(HOLDER, COSTAKE / 3), &[HOLDER]),
        specimen("withdraw_costake", &cooled, calls::withdraw(HOLDER), &[HOLDER]),
        specimen("deposit_reward", &earned, calls::deposit(IO, REWARD), &["depositor"]),
        specimen("claim_costake", &earned, calls::claim(HOLDER, IO), &[HOLDER]),
        specimen("claim_unshared", &left, calls::claim_unshared(IO), &["supplier"]),
        specimen("execute, co-stake", &executable, calls::execute(0), &[]),
        specimen("close_position", &left, calls::close_position(HOLDER), &[HOLDER]),
        specimen("close_costake", &deserted, costake::close(supplier, rig(), Some(io_of("supplier"))), &["supplier"]),
    ]
}

/// The claims of the other programs that pay co-stakers: of the emission, and of the market in either asset.
pub fn paying() -> Vec<Specimen> {
    let mut earning = World::emitting_to_costakers();
    earning.reach(5);
    let mut paying = vec![Specimen {
        name: "claim, co-stakers",
        world: earning,
        instruction: super::emission_claim(),
        signers: vec![],
    }];
    for (name, asset) in [("claim, co-stakers", Asset::Usdc), ("claim in IO, co-stakers", Asset::Io)] {
        let mut world = World::listed_with_costakers();
        world.by_both("renter", crate::market::calls::reserve(asset, crate::market::HOURS));
        world.by("supplier", crate::market::calls::start(asset));
        world.set_time(LISTED + HOUR + 1_234);
        let instruction = super::market_claim(asset);
        paying.push(Specimen { name, world, instruction, signers: vec![keypair("supplier")] });
    }
    paying
}
