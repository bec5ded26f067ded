//! Epochs that are over are accounted for, and what they emit is minted.

use io_app::{
    emission::{self, EPOCHS_PER_PAGE, ID, page_address, pool_address},
    token,
};
use io_economics::{Epoch, LAST_EPOCH};
use io_emission::{error::IoEmissionError, events::Advanced, state::Page};
use io_tests::{
    World, address,
    emission::{CPU_POOL, GPU_POOL, MAC, NEIGHBOURS, RIG, calls, mac, start_of},
    forgery::exchanged,
    stake::{neighbours, rig},
};

use crate::expected::{BOTH, rigs, share_of, shares_of};

#[test]
fn an_epoch_that_is_over_is_minted_into_the_vault() {
    let mut world = World::leased();
    world.reach(2);
    let (supply, vault) = (world.supply(), world.reward_vault());
    world.enter(3);

    let receipt = world.advance(GPU_POOL, 1);

    // Epoch 2 emits 4,566.14663492 IO, of which the pool gets 95%.
    let minted = 433_783_930_317;
    assert_eq!(share_of(GPU_POOL, 2), minted);
    assert_eq!((world.supply(), world.reward_vault()), (supply + minted, vault + minted));
    let pool = world.pool(GPU_POOL);
    assert_eq!((pool.completed, pool.weight), (2, RIG + NEIGHBOURS));
    assert_eq!((pool.distributed, pool.owed, pool.paid, pool.lost, pool.burned), (minted, 0, 0, 0, 0));
    let earned = (u128::from(minted) << 64) / u128::from(BOTH);
    assert_eq!(pool.earned.get(), earned);
    let dust = (u128::from(minted) << 64) - earned * u128::from(BOTH);
    assert_eq!(pool.dust.get(), dust);
    assert_eq!(world.page(GPU_POOL, 0).earned_by(Epoch::saturating(2)), Some(earned));
    let expected =
        Advanced { pool: GPU_POOL, from: 2, through: 2, distributed: minted, forfeited: 0, minted, weight: BOTH };
    assert_eq!(receipt.events::<Advanced>(&ID), [expected]);
    let minted_event = receipt.events::<io_token::events::EmissionMinted>(&token::ID);
    assert_eq!(minted_event.len(), 1, "one mint");
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn an_epoch_without_weight_is_forfeited_and_mints_nothing() {
    let mut world = World::emitting();
    let (supply, vault) = (world.supply(), world.reward_vault());
    world.enter(2);
    let receipt = world.advance(GPU_POOL, 1);
    let forfeited = 433_789_954_337;
    assert_eq!(share_of(GPU_POOL, 1), forfeited);
    assert_eq!((world.supply(), world.reward_vault()), (supply, vault));
    let pool = world.pool(GPU_POOL);
    assert_eq!((pool.completed, pool.distributed, pool.forfeited), (1, 0, forfeited));
    let expected = Advanced { pool: GPU_POOL, from: 1, through: 1, distributed: 0, forfeited, minted: 0, weight: 0 };
    assert_eq!(receipt.event::<Advanced>(&ID), expected);
    world.audit(&[]);
}

#[test]
fn the_pools_parts_sum_up_to_the_epoch() {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(4);
    let (gpu, cpu) = (world.pool(GPU_POOL), world.pool(CPU_POOL));
    let emitted: [u64; 3] = [456_621_004_566, 456_614_663_492, 456_608_322_506];
    assert_eq!(gpu.forfeited + cpu.forfeited, emitted[0]);
    assert_eq!(gpu.distributed + cpu.distributed, emitted[1] + emitted[2]);
    assert_eq!(cpu.distributed, shares_of(CPU_POOL, 2..=3));
    assert_eq!(cpu.weight, MAC);
    world.audit(&[rig(), neighbours(), mac()]);
}

#[test]
fn an_epoch_is_over_with_its_last_second() {
    let mut world = World::emitting();
    for epoch in [1, 2, 3, 77] {
        world.reach(epoch);
        for (time, completed) in [
            (start_of(epoch + 1) - 1, epoch - 1),
            (start_of(epoch + 1), epoch),
            (start_of(epoch + 1) + 1, epoch),
            (start_of(epoch + 2) - 1, epoch),
        ] {
            let mut there = world.clone();
            there.set_time(time);
            there.catch_up(GPU_POOL);
            assert_eq!(there.pool(GPU_POOL).completed, completed);
        }
    }
}

#[test]
fn does_nothing_where_nothing_is_over() {
    let mut world = World::leased();
    world.reach(3);
    let before = (world.account(pool_address(GPU_POOL)), world.supply(), world.lamports(address("payer")));
    let receipt = world.advance(GPU_POOL, 1);
    assert_eq!(receipt.events::<Advanced>(&ID), []);
    let after = (world.account(pool_address(GPU_POOL)), world.supply(), world.lamports(address("payer")));
    assert_eq!(before, after);
    // Nor with a clock that steps back.
    world.enter(1);
    world.advance(GPU_POOL, 1);
    assert_eq!(world.pool(GPU_POOL).completed, 2);
}

#[test]
fn at_most_so_many_epochs_as_are_asked_for() {
    let mut world = World::leased();
    world.enter(11);
    for (asked, through) in [(1, 1), (2, 3), (4, 7), (100, 10), (1, 10)] {
        world.advance(GPU_POOL, asked);
        assert_eq!(world.pool(GPU_POOL).completed, through);
    }
    assert_eq!(world.pool(GPU_POOL).distributed, shares_of(GPU_POOL, 2..=10));
    world.refused(&["payer"], world.advance_of(GPU_POOL, 0), IoEmissionError::NothingAsked);
    world.enter(12);
    world.refused(&["payer"], world.advance_of(GPU_POOL, 0), IoEmissionError::NothingAsked);
    world.advance(GPU_POOL, u32::MAX);
    assert_eq!(world.pool(GPU_POOL).completed, 11);
}

#[test]
fn a_call_never_goes_beyond_the_end_of_a_page() {
    let mut world = World::emitting();
    world.enter(2_000);
    let mut pages = vec![];
    while world.pool(GPU_POOL).completed < 1_999 {
        let Advanced { from, through, .. } = world.advance(GPU_POOL, u32::MAX).event(&ID);
        pages.push((from, through));
    }
    assert_eq!(pages, [(1, 512), (513, 1_024), (1_025, 1_536), (1_537, 1_999)]);
}

#[test]
fn the_payer_pays_for_a_page_and_for_nothing_else() {
    let mut world = World::emitting();
    let rent = world.rent(Page::SIZE);
    let mut purse = world.lamports(address("payer"));
    for (epoch, paid) in [(2, rent), (3, 0), (513, 0), (514, rent), (515, 0), (1_025, 0), (1_026, rent)] {
        world.enter(epoch);
        world.advance(GPU_POOL, u32::MAX);
        purse -= paid;
        assert_eq!(world.lamports(address("payer")), purse, "epoch {}", epoch - 1);
    }
    for number in 0..3 {
        let page = world.page(GPU_POOL, number);
        assert_eq!((page.version, page.pool, page.number), (1, GPU_POOL, number));
        assert_eq!(world.lamports(page_address(GPU_POOL, number)), rent);
    }
}

#[test]
fn lamports_on_a_page_that_is_not_there_do_not_stand_in_the_way() {
    let mut world = World::emitting();
    let ahead = solana_account::Account { lamports: 1, ..Default::default() };
    world.put(page_address(GPU_POOL, 0), ahead);
    world.reach(3);
    assert_eq!(world.lamports(page_address(GPU_POOL, 0)), world.rent(Page::SIZE));
}

#[test]
fn the_page_is_the_one_of_the_next_epoch() {
    let mut world = World::leased();
    world.enter(600);
    let genuine = page_address(GPU_POOL, 0);
    let first = world.advance_of(GPU_POOL, 1);
    // Missing, and in its place: another page that is missing, of this pool or of another; no page at all.
    for another in [page_address(GPU_POOL, 1), page_address(CPU_POOL, 0), address("page")] {
        world.refused(&["payer"], exchanged(&first, genuine, another), IoEmissionError::NotThePage);
    }
    world.catch_up(CPU_POOL);
    world.advance(GPU_POOL, 512);
    // There, and in its place: another page that is there, of this pool or of another.
    let next = world.advance_of(GPU_POOL, 1);
    let genuine = page_address(GPU_POOL, 1);
    for another in [page_address(GPU_POOL, 0), page_address(CPU_POOL, 0), page_address(CPU_POOL, 1)] {
        world.refused(&["payer"], exchanged(&next, genuine, another), IoEmissionError::NotThePage);
    }
    world.advance(GPU_POOL, 1);
    assert_eq!(world.pool(GPU_POOL).completed, 513);
}

#[test]
fn anyone_may_call_it() {
    let mut world = World::leased();
    world.enter(3);
    let completed = Epoch::saturating(world.pool(GPU_POOL).completed);
    world.by("neighbour", emission::advance(address("neighbour"), GPU_POOL, completed, 2));
    assert_eq!(world.pool(GPU_POOL).completed, 2);
}

#[test]
fn one_pool_does_not_wait_for_another() {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.enter(9);
    world.catch_up(GPU_POOL);
    assert_eq!((world.pool(GPU_POOL).completed, world.pool(CPU_POOL).completed), (8, 0));
    world.enter(40);
    world.catch_up(CPU_POOL);
    assert_eq!((world.pool(GPU_POOL).completed, world.pool(CPU_POOL).completed), (8, 39));
    world.catch_up(GPU_POOL);
    world.audit(&[rig(), neighbours(), mac()]);
}

#[test]
fn a_pause_of_the_token_costs_nobody_anything() {
    let mut world = World::leased();
    world.reach(3);
    let (supply, vault) = (world.supply(), world.reward_vault());
    world.by("pauser", token::set_paused(address("pauser"), true));
    world.enter(8);
    let receipt = world.advance(GPU_POOL, 10);
    let distributed = shares_of(GPU_POOL, 3..=7);
    let expected = Advanced { pool: GPU_POOL, from: 3, through: 7, distributed, forfeited: 0, minted: 0, weight: BOTH };
    assert_eq!(receipt.event::<Advanced>(&ID), expected);
    assert_eq!((world.supply(), world.reward_vault(), world.pool(GPU_POOL).unminted), (supply, vault, distributed));
    world.catch_up(CPU_POOL);
    world.audit(&[rig(), neighbours()]);
    // Leases go on meanwhile; what the vault does not hold yet cannot be claimed yet.
    world.renew(neighbours(), 32);
    world.refused(&[], calls::claim(rig()), IoEmissionError::NotYetMinted);
    world.by("pauser", token::set_paused(address("pauser"), false));

    let receipt = world.advance(GPU_POOL, 10);

    let late = Advanced {
        pool: GPU_POOL,
        from: 8,
        through: 7,
        distributed: 0,
        forfeited: 0,
        minted: distributed,
        weight: BOTH,
    };
    assert_eq!(receipt.events::<Advanced>(&ID), [late]);
    assert_eq!((world.supply(), world.reward_vault()), (supply + distributed, vault + distributed));
    assert_eq!(world.claim(rig()).amount, rigs(2..=7));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn what_was_minted_late_is_minted_once() {
    let mut world = World::leased();
    world.reach(3);
    for epoch in [4, 5, 6] {
        world.by("pauser", token::set_paused(address("pauser"), true));
        world.reach(epoch);
        world.by("pauser", token::set_paused(address("pauser"), false));
        if epoch == 5 {
            world.advance(GPU_POOL, 1);
            world.advance(GPU_POOL, 1);
        }
    }
    world.reach(7);
    assert_eq!((world.pool(GPU_POOL).unminted, world.reward_vault()), (0, shares_of(GPU_POOL, 2..=6)));
    assert_eq!(world.advance(GPU_POOL, 1).events::<Advanced>(&ID), []);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn ends_with_the_last_epoch() {
    let mut world = World::emitting();
    world.set_time(start_of(LAST_EPOCH + 1) - 1);
    for pool in [GPU_POOL, CPU_POOL] {
        world.catch_up(pool);
        assert_eq!(world.pool(pool).completed, LAST_EPOCH - 1);
    }
    for time in [start_of(LAST_EPOCH + 1), start_of(LAST_EPOCH + 10_000)] {
        world.set_time(time);
        for pool in [GPU_POOL, CPU_POOL] {
            world.catch_up(pool);
            assert_eq!(world.pool(pool).completed, LAST_EPOCH);
        }
    }
    assert!(world.has_page(GPU_POOL, ((LAST_EPOCH - 1) / EPOCHS_PER_PAGE) as u16));
    world.audit(&[]);
}
