//! One call of each instruction that goes through, in a world where it does.

use io_app::token;
use io_token::BurnKind;
use solana_signer::Signer;

use super::{GENESIS, MONTH, beneficiary, burn_args, plan};
use crate::{Specimen, World, address, keypair};

/// One of each, in the order in which a token lives.
pub fn specimens() -> Vec<Specimen> {
    let (admin, payer, heir) = (address("admin"), address("payer"), address("heir"));
    let after_genesis = World::after_genesis();
    let mut planned_but_one = World::planned();
    planned_but_one.accept(token::deallocate(admin, 42, payer), &[&keypair("admin")]);
    let last_of_plan = plan().pop().expect("a plan is not empty");
    let mut ready = World::planned();
    ready.set_time(GENESIS);

    let mut vesting = after_genesis.clone();
    vesting.set_time(GENESIS + 12 * MONTH);
    let destination = vesting.token_account(beneficiary(0).pubkey());

    let mut minting = after_genesis.clone();
    let minted = minting.token_account(address("reward vault"));

    let mut burning = after_genesis.clone();
    burning.accept(token::set_burner(admin, BurnKind::Slash, address("stake")), &[&keypair("admin")]);
    let burned = burning.mint_to_new(address("stake"), 1_000_000);

    let mut offered = after_genesis.clone();
    let offer = token::propose_beneficiary(beneficiary(23).pubkey(), 23, heir);
    offered.accept(offer, &[&beneficiary(23)]);
    offered.accept(token::propose_admin(admin, heir), &[&keypair("admin")]);

    let specimen = |name, world: &World, instruction, signers: &[&str]| Specimen {
        name,
        world: world.clone(),
        instruction,
        signers: signers.iter().map(|name| keypair(name)).collect(),
    };
    vec![
        specimen(
            "initialize",
            &World::deployed(),
            token::initialize(admin, payer, address("emission minter"), address("pauser")),
            &["admin", "payer"],
        ),
        specimen("allocate", &planned_but_one, token::allocate(admin, payer, last_of_plan), &["admin", "payer"]),
        specimen("deallocate", &World::planned(), token::deallocate(admin, 42, payer), &["admin"]),
        specimen("genesis", &ready, token::genesis(admin), &["admin"]),
        specimen("release", &vesting, token::release(0, destination), &[]),
        specimen(
            "propose_beneficiary",
            &after_genesis,
            token::propose_beneficiary(beneficiary(23).pubkey(), 23, heir),
            &["beneficiary 23"],
        ),
        specimen("accept_beneficiary", &offered, token::accept_beneficiary(heir, 23), &["heir"]),
        specimen(
            "mint_emission",
            &minting,
            token::mint_emission(address("emission minter"), minted, 456_621_004_566),
            &["emission minter"],
        ),
        specimen(
            "burn",
            &burning,
            token::burn(address("stake"), burned, burn_args(BurnKind::Slash, 999_999)),
            &["stake"],
        ),
        specimen("set_burner", &after_genesis, token::set_burner(admin, BurnKind::Slash, address("stake")), &["admin"]),
        specimen("set_pauser", &after_genesis, token::set_pauser(admin, heir), &["admin"]),
        specimen("set_paused", &after_genesis, token::set_paused(address("pauser"), true), &["pauser"]),
        specimen("propose_admin", &after_genesis, token::propose_admin(admin, heir), &["admin"]),
        specimen("accept_admin", &offered, token::accept_admin(heir), &["heir"]),
    ]
}
