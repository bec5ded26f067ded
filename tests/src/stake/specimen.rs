//! One call of each instruction that goes through, in a world where it does.

use anchor_lang::solana_program::instruction::Instruction;
use io_app::stake;
use io_stake::{InitializeArgs, Role};

use super::{COOLDOWN, STAKE, TODAY, WINDOW, calls, class_args, device_args, purse, rig, text};
use crate::{Specimen, World, address, keypair};

/// One of each, in the order in which a device lives.
pub fn specimens() -> Vec<Specimen> {
    let (admin, supplier, heir) = (address("admin"), address("supplier"), address("heir"));
    let (staking, staked) = (World::staking(), World::staked());
    let roles = InitializeArgs { pauser: address("pauser"), slasher: address("slasher"), arbiter: address("arbiter") };

    let mut offered = staked.clone();
    offered.by("supplier", stake::propose_owner(supplier, rig(), heir));
    offered.by("admin", stake::propose_admin(admin, heir));

    let mut cooled = staked.clone();
    cooled.by("supplier", calls::unstake(STAKE / 2));
    cooled.set_time(TODAY + COOLDOWN);

    // Somebody has sent IO to the vault, so that a destination is needed too.
    let mut emptied = staked.clone();
    emptied.cool_down();
    emptied.by("supplier", calls::withdraw());
    emptied.donate(77);

    let accused = World::accused(STAKE / 3);
    let appealed = World::appealed(STAKE / 3);
    let (mut unappealed, mut unruled) = (accused.clone(), appealed.clone());
    unappealed.set_time(TODAY + WINDOW);
    unruled.set_time(TODAY + WINDOW);

    let specimen = |name, world: &World, instruction: Instruction, signers: &[&str]| Specimen {
        name,
        world: world.clone(),
        instruction,
        signers: signers.iter().map(|name| keypair(name)).collect(),
    };
    vec![
        specimen(
            "initialize",
            &World::deployed(),
            stake::initialize(admin, address("payer"), roles),
            &["admin", "payer"],
        ),
        specimen("set_role", &staking, stake::set_role(admin, Role::Pauser, heir), &["admin"]),
        specimen("set_class", &staking, stake::set_class(admin, class_args(3, "B200", 0, 300_000)), &["admin"]),
        specimen("set_paused", &staking, stake::set_paused(address("pauser"), true), &["pauser"]),
        specimen("propose_admin", &staking, stake::propose_admin(admin, heir), &["admin"]),
        specimen("accept_admin", &offered, stake::accept_admin(heir), &["heir"]),
        specimen(
            "register",
            &staked,
            stake::register(supplier, Some(purse("supplier")), device_args("second rig", STAKE)),
            &["supplier"],
        ),
        specimen("update_device", &staked, stake::update_device(supplier, rig(), text("renamed")), &["supplier"]),
        specimen("stake", &staked, calls::stake(1_000), &["supplier"]),
        specimen("request_unstake", &staked, calls::unstake(1_000), &["supplier"]),
        specimen("withdraw", &cooled, calls::withdraw(), &["supplier"]),
        specimen("propose_owner", &staked, stake::propose_owner(supplier, rig(), heir), &["supplier"]),
        specimen("accept_owner", &offered, stake::accept_owner(heir, rig()), &["heir"]),
        specimen("open_case", &staked, calls::open(0, STAKE / 3), &["slasher"]),
        specimen("suspend", &accused, calls::suspend(0), &["slasher"]),
        specimen("appeal", &accused, calls::appeal(0), &["supplier"]),
        specimen("resolve", &appealed, calls::resolve(0, 0), &["arbiter"]),
        specimen("execute", &unappealed, calls::execute(0), &[]),
        specimen("expire", &unruled, calls::expire(0), &[]),
        specimen(
            "close_device",
            &emptied,
            stake::close_device(supplier, rig(), Some(purse("supplier"))),
            &["supplier"],
        ),
    ]
}
