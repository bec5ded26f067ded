//! Who is who among the addresses.

use std::sync::OnceLock;

use anchor_lang::{AccountDeserialize, prelude::Pubkey};
use anchor_spl::token::spl_token;
use io_app::{emission, market, stake, token, treasury, usdc};
use io_stake::state::Device;
use io_tests::{World, keypair};
use solana_keypair::Keypair;
use solana_program_pack::Pack;
use solana_signer::Signer;

/// Everyone who has a part in any of the worlds, and the thief, who has none.
const PEOPLE: [&str; 26] = [
    "thief",
    "admin",
    "payer",
    "pauser",
    "emission minter",
    "stake",
    "reward vault",
    "beneficiary 0",
    "beneficiary 3",
    "beneficiary 23",
    "heir",
    "supplier",
    "neighbour",
    "slasher",
    "slasher 2",
    "arbiter",
    "holder 1",
    "holder 3",
    "depositor",
    "attestor 1",
    "attestor 2",
    "attestor 3",
    "attestor 4",
    "renter",
    "rent payer",
    "seller",
];

/// What signs for the programs.
const AUTHORITIES: [(Pubkey, &str); 6] = [
    (token::CONFIG, "io-token"),
    (stake::AUTHORITY, "io-stake"),
    (emission::AUTHORITY, "io-emission"),
    (market::AUTHORITY, "io-market"),
    (treasury::AUTHORITY, "io-treasury"),
    (treasury::TRADER, "the trader"),
];

/// Everyone, by address.
pub fn people() -> impl Iterator<Item = (&'static str, Pubkey)> {
    keys().iter().map(|(name, key)| (*name, key.pubkey()))
}

/// The key of an address, if it is somebody's.
pub fn key_of(address: Pubkey) -> Option<&'static Keypair> {
    keys().iter().map(|(_, key)| key).find(|key| key.pubkey() == address)
}

fn keys() -> &'static [(&'static str, Keypair)] {
    static KEYS: OnceLock<Vec<(&str, Keypair)>> = OnceLock::new();
    KEYS.get_or_init(|| PEOPLE.iter().map(|name| (*name, keypair(name))).collect())
}

/// What accounts are exchanged for each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// There is none.
    Nothing,
    /// It signs, or receives lamports.
    Wallet,
    /// It is called.
    Program,
    /// State of a program: its owner, and how it begins, or how long it is where all begin alike.
    State(Pubkey, Vec<u8>),
}

/// What kind of account there is at an address.
pub fn kind(world: &World, address: Pubkey) -> Kind {
    match world.account(address) {
        _ if people().any(|(_, known)| known == address) => Kind::Wallet,
        Some(account) if account.executable => Kind::Program,
        Some(account) if !account.data.is_empty() => {
            let begins = if account.owner == spl_token::ID {
                account.data.len().to_le_bytes().to_vec()
            } else {
                account.data.iter().take(8).copied().collect()
            };
            Kind::State(account.owner, begins)
        }
        _ => Kind::Nothing,
    }
}

/// What an address is called in a table.
pub fn name(world: &World, address: Pubkey) -> String {
    let known = people().chain(AUTHORITIES.map(|(address, name)| (name, address)));
    if let Some((name, _)) = known.into_iter().find(|(_, known)| *known == address) {
        return name.to_owned();
    }
    let Some(account) = world.account(address) else { return "nothing".to_owned() };
    if account.owner == spl_token::ID
        && let Ok(held) = spl_token::state::Account::unpack(&account.data)
    {
        let mint = match held.mint {
            mint if mint == token::MINT => "IO",
            mint if mint == usdc::MINT => "USDC",
            _ => "another coin",
        };
        let empty = if held.amount == 0 { "no " } else { "" };
        return format!("{empty}{mint} of {}", name(world, held.owner));
    }
    if account.owner == stake::ID
        && let Ok(device) = Device::try_deserialize(&mut account.data.as_slice())
    {
        return format!("device of {}", name(world, device.owner));
    }
    match io_app::program::SUITE.iter().find(|program| program.address == address) {
        Some(program) => program.name.to_owned(),
        None => "another".to_owned(),
    }
}
