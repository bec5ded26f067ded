//! The two months of a case, second by second: at no time can both sides move, and at none can neither.

use io_stake::error::IoStakeError;
use io_tests::{
    World,
    stake::{STAKE, TODAY, WINDOW, calls},
};
use solana_instruction::error::InstructionError;

/// Sends it to a copy of the world: none if it goes through, or why not.
fn attempt(
    world: &World,
    name: &str,
    call: anchor_lang::solana_program::instruction::Instruction,
) -> Option<InstructionError> {
    let signer = io_tests::keypair(name);
    let keys: &[&solana_keypair::Keypair] = if name == "anyone" { &[] } else { &[&signer] };
    world.clone().send(&[call], keys).err().map(|refusal| refusal.reason().clone())
}

fn refused(error: IoStakeError) -> Option<InstructionError> {
    Some(InstructionError::Custom(error.into()))
}

/// The seconds around the end of a month that began at `start`, and whether it is over.
fn seconds(start: i64) -> [(i64, bool); 6] {
    let end = start + WINDOW;
    [(start, false), (start + 1, false), (end - 1, false), (end, true), (end + 1, true), (end + WINDOW, true)]
}

#[test]
fn either_the_owner_may_appeal_or_anyone_may_execute() {
    let mut world = World::accused(300);
    for (time, over) in seconds(TODAY) {
        world.set_time(time);
        let (appeal, execute) = if over {
            (refused(IoStakeError::AppealTooLate), None)
        } else {
            (None, refused(IoStakeError::NotExecutable))
        };
        assert_eq!(attempt(&world, "supplier", calls::appeal(0)), appeal, "at {time}");
        assert_eq!(attempt(&world, "anyone", calls::execute(0)), execute, "at {time}");
        assert_eq!(attempt(&world, "arbiter", calls::resolve(0, 0)), refused(IoStakeError::NotAppealed));
        assert_eq!(attempt(&world, "anyone", calls::expire(0)), refused(IoStakeError::NotAppealed));
    }
}

#[test]
fn either_the_arbiter_may_rule_or_anyone_may_dismiss() {
    // Appealed at once, within the month, and in its last second: the arbiter's month is a full one each time.
    for appealed_at in [TODAY, TODAY + 12_345, TODAY + WINDOW - 1] {
        let mut world = World::accused(300);
        world.set_time(appealed_at);
        world.by("supplier", calls::appeal(0));
        for (time, over) in seconds(appealed_at) {
            world.set_time(time);
            let (ruling, dismissal) = if over {
                (refused(IoStakeError::RulingTooLate), None)
            } else {
                (None, refused(IoStakeError::RulingStillPossible))
            };
            for upheld in [0, 1, 300] {
                assert_eq!(attempt(&world, "arbiter", calls::resolve(0, upheld)), ruling, "at {time}");
            }
            assert_eq!(attempt(&world, "anyone", calls::expire(0)), dismissal, "at {time}");
            assert_eq!(attempt(&world, "anyone", calls::execute(0)), refused(IoStakeError::NotExecutable));
        }
    }
}

#[test]
fn a_case_outlives_every_cooldown() {
    let mut world = World::accused(STAKE);
    world.by("supplier", calls::unstake(STAKE));
    for (time, _) in seconds(TODAY) {
        world.set_time(time);
        let withdrawal = attempt(&world, "supplier", calls::withdraw());
        assert_eq!(withdrawal, refused(IoStakeError::NothingToWithdraw), "at {time}");
    }
}

#[test]
fn a_clock_that_steps_back_opens_nothing() {
    let mut world = World::accused(300);
    world.set_time(TODAY - 1_000);
    assert_eq!(attempt(&world, "anyone", calls::execute(0)), refused(IoStakeError::NotExecutable));
    world.by("supplier", calls::appeal(0));
    world.set_time(TODAY - 2_000);
    assert_eq!(attempt(&world, "anyone", calls::expire(0)), refused(IoStakeError::RulingStillPossible));
    assert_eq!(attempt(&world, "anyone", calls::execute(0)), refused(IoStakeError::NotExecutable));
}
