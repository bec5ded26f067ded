//! The seconds around every boundary, and a year in which nobody calls.

use io_app::costake::IO;
use io_stake::error::IoStakeError;
use io_tests::{
    World,
    costake::{COSTAKE, DAY, HOLDER, LATE, RELEASES, REWARD, SECOND, SECONDS_COSTAKE, calls, part, released},
    stake::TODAY,
};

const BOTH: u64 = COSTAKE + SECONDS_COSTAKE;

/// One holder has every share, and as many as seconds are in a day were paid in.
fn a_unit_a_second() -> World {
    let mut world = World::open_to_costake();
    world.by(HOLDER, calls::add(HOLDER, 1 << 10));
    world.by("depositor", calls::deposit(IO, DAY as u64));
    world
}

#[test]
fn releases_from_the_first_second_of_the_next_hour_for_a_day() {
    for (time, expected) in [
        (TODAY, 0),
        (RELEASES - 1, 0),
        (RELEASES, 0),
        (RELEASES + 1, 1),
        (RELEASES + 2, 2),
        (RELEASES + DAY - 1, DAY as u64 - 1),
        (RELEASES + DAY, DAY as u64),
        (RELEASES + DAY + 1, DAY as u64),
        (RELEASES + 365 * DAY, DAY as u64),
    ] {
        let mut world = a_unit_a_second();
        world.set_time(time);
        match expected {
            0 => world.not_by(HOLDER, calls::claim(HOLDER, IO), IoStakeError::NothingToClaim),
            _ => assert_eq!(world.claims(HOLDER, IO), expected, "{time}"),
        }
    }
}

#[test]
fn second_by_second_over_the_end_of_an_hour() {
    let mut world = a_unit_a_second();
    for second in 1..=5 {
        world.set_time(RELEASES + second);
        assert_eq!(world.claims(HOLDER, IO), 1);
    }
    world.set_time(RELEASES + 3_598);
    world.claims(HOLDER, IO);
    for second in 3_599..=3_603 {
        world.set_time(RELEASES + second);
        assert_eq!(world.claims(HOLDER, IO), 1);
    }
}

#[test]
fn paid_in_the_last_second_of_an_hour_it_begins_a_second_later() {
    let mut world = World::open_to_costake();
    world.by(HOLDER, calls::add(HOLDER, 1 << 10));
    world.set_time(RELEASES - 1);
    world.by("depositor", calls::deposit(IO, DAY as u64));
    world.set_time(RELEASES);
    world.not_by(HOLDER, calls::claim(HOLDER, IO), IoStakeError::NothingToClaim);
    // And what is paid in this second waits for the end of its own hour.
    world.by("depositor", calls::deposit(IO, DAY as u64));
    world.set_time(RELEASES + 3_600);
    assert_eq!(world.claims(HOLDER, IO), 3_600);
    world.set_time(RELEASES + 3_601);
    assert_eq!(world.claims(HOLDER, IO), 2);
    world.set_time(RELEASES + DAY + 3_600);
    assert_eq!(world.claims(HOLDER, IO), 2 * DAY as u64 - 3_602);
}

#[test]
fn a_payment_in_each_of_many_hours_is_released_in_full() {
    // 60 hours in a row, so that every place of the ring is used more than twice; somebody calls every few hours.
    let mut world = World::open_to_costake();
    world.by(HOLDER, calls::add(HOLDER, 1 << 10));
    let (mut paid_in, mut paid_out) = (0, 0);
    for hour in 0..60 {
        world.set_time(RELEASES + hour * 3_600 + 17);
        world.by("depositor", calls::deposit(IO, 10_007 + hour as u64));
        paid_in += 10_007 + hour as u64;
        if hour % 7 == 6 {
            paid_out += world.claims(HOLDER, IO);
        }
        let exact: u64 =
            (0..=hour).map(|paid| released(10_007 + paid as u64, RELEASES + (paid + 1) * 3_600, world.time())).sum();
        assert!(paid_out <= exact + 60);
    }
    world.set_time(RELEASES + 60 * 3_600 + DAY);
    paid_out += world.claims(HOLDER, IO);
    assert_eq!(paid_in - paid_out, 0, "one holder with a power of two of shares loses nothing to rounding");
    assert_eq!((world.stream(IO).held, world.stream(IO).rest, world.stream(IO).paid_in), (0, 0, [0; 25]));
}

#[test]
fn nobody_calls_for_a_year() {
    let mut world = World::rewarded();
    world.set_time(TODAY + 365 * DAY);
    assert_eq!(world.claims(HOLDER, IO), part(REWARD, COSTAKE, BOTH));
    assert_eq!(world.claims(SECOND, IO), part(REWARD, SECONDS_COSTAKE, BOTH));
    // Nothing of it is released again.
    world.set_time(TODAY + 366 * DAY);
    world.not_by(HOLDER, calls::claim(HOLDER, IO), IoStakeError::NothingToClaim);
    // And what is paid then is released like everything else.
    world.by("depositor", calls::deposit(IO, REWARD));
    world.set_time(TODAY + 368 * DAY);
    let second = world.claims(HOLDER, IO);
    let once = part(REWARD, COSTAKE, BOTH);
    assert!((once..=once + 1).contains(&second), "what rounding left joins in: {second}");
}

#[test]
fn what_was_paid_in_is_not_delayed_by_who_comes_and_goes() {
    let mut world = a_unit_a_second();
    for hour in 1..24 {
        world.set_time(RELEASES + hour * 3_600);
        world.by(LATE, calls::add(LATE, 1 << 10));
        world.by(LATE, calls::unstake(LATE, 1 << 10));
        if hour % 8 == 0 {
            // There are eight slots for cooldowns.
            break;
        }
    }
    world.set_time(RELEASES + DAY);
    // In and out within a second, it had no part in anything.
    assert_eq!(world.claims(HOLDER, IO), DAY as u64);
    world.not_by(LATE, calls::claim(LATE, IO), IoStakeError::NothingToClaim);
}
