use super::*;
use bytemuck::Zeroable;
use io_economics::{APPEAL_WINDOW, COOLDOWN};

const NOW: i64 = 1_800_000_000;
const WINDOW: i64 = APPEAL_WINDOW.get();

fn class() -> Class {
    Class { name: [0; 24], multiplier_bps: 10_000, pool: 0, open: 1, padding: [0; 2] }
}

/// A device with cooldowns of these amounts and ends.
fn device(active: u64, frozen: u64, cooldowns: &[(u64, i64)]) -> Device {
    let mut device = Device::zeroed();
    (device.active, device.frozen, device.processors) = (active, frozen, 1);
    for (slot, (amount, ends_at)) in device.cooling.cooldowns.iter_mut().zip(cooldowns) {
        *slot = Cooldown { amount: *amount, ends_at: *ends_at };
    }
    device
}

fn timeline(device: &Device, now: i64) -> Timeline {
    Timeline::of(device, &class(), &[], Pubkey::default(), Timestamp::new(now))
}

#[test]
fn cooldowns_end_in_the_second_they_name() {
    let device = device(0, 0, &[(5, NOW + COOLDOWN.get()), (3, NOW)]);
    let before = timeline(&device, NOW - 1);
    assert_eq!((before.withdrawable, before.cooldowns[0].seconds_left), (0, 1));
    assert_eq!(before.next_withdrawal, Some(NextWithdrawal { time: NOW, amount: 3 }));
    let at = timeline(&device, NOW);
    assert_eq!((at.withdrawable, at.cooldowns[0].seconds_left), (3, 0));
    assert_eq!(at.next_withdrawal, Some(NextWithdrawal { time: NOW + COOLDOWN.get(), amount: 5 }));
    assert_eq!(timeline(&device, NOW + COOLDOWN.get()).next_withdrawal, None);
}

#[test]
fn cases_freeze_what_is_active_then_what_cools_longest() {
    let cooldowns = [(10, NOW + 9), (20, NOW), (30, NOW + 5)];
    let all = timeline(&device(100, 99, &cooldowns), NOW);
    assert_eq!((all.frozen_of_active, all.frozen_of_cooling, all.withdrawable), (99, 0, 20));
    let some = timeline(&device(100, 125, &cooldowns), NOW);
    assert_eq!((some.frozen_of_active, some.frozen_of_cooling), (100, 25));
    let frozen: Vec<_> = some.cooldowns.iter().map(|one| (one.amount, one.frozen)).collect();
    assert_eq!(frozen, [(20, 0), (30, 15), (10, 10)]);
    assert_eq!(some.next_withdrawal, Some(NextWithdrawal { time: NOW + 5, amount: 15 }));
    let most = timeline(&device(100, 155, &cooldowns), NOW);
    assert_eq!((most.withdrawable, most.next_withdrawal), (5, None));
}

#[test]
fn what_is_short_earns_nothing() {
    let required = 20_000_000_000;
    assert_eq!(timeline(&device(required, 0, &[]), NOW).verdict(), "enough to earn");
    let short = timeline(&device(required - 1, 0, &[]), NOW);
    assert!(!short.is_enough());
    assert_eq!(short.verdict(), "0.00000001 IO short: earns nothing");
    let mut suspended = device(required, 0, &[]);
    suspended.suspensions = 1;
    assert!(!timeline(&suspended, NOW).is_enough());
}

#[test]
fn a_case_says_who_may_do_what_by_when() {
    let mut case = Case::zeroed();
    case.opened_at = NOW;
    let options = |case: &Case, now| {
        let judges = Judges { owner: Pubkey::new_from_array([1; 32]), arbiter: Pubkey::new_from_array([2; 32]) };
        let line = CaseLine::of(Pubkey::default(), case, &judges, Timestamp::new(now));
        line.options.into_iter().map(|one| (one.who, one.what, one.from, one.before)).collect::<Vec<_>>()
    };
    let end = NOW + WINDOW;
    let open = [(Who::Owner, Move::Appeal, None, Some(end)), (Who::Anyone, Move::Execute, Some(end), None)];
    assert_eq!(options(&case, NOW), open);
    assert_eq!(options(&case, end - 1), open);
    assert_eq!(options(&case, end), [(Who::Anyone, Move::Execute, Some(end), None)]);

    (case.stage, case.appealed_at) = (1, end - 1);
    let end = end - 1 + WINDOW;
    let appealed = [(Who::Arbiter, Move::Rule, None, Some(end)), (Who::Anyone, Move::Dismiss, Some(end), None)];
    assert_eq!(options(&case, end - 1), appealed);
    assert_eq!(options(&case, end), [(Who::Anyone, Move::Dismiss, Some(end), None)]);

    case.stage = 2;
    assert_eq!(options(&case, end), [(Who::Anyone, Move::Execute, None, None)]);
}
