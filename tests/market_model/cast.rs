//! Who takes part, and what their devices, reservations and token accounts are called.

use std::{fmt, sync::LazyLock};

use anchor_lang::prelude::Pubkey;
use io_app::market::Asset;
use io_tests::{
    address,
    market::{self, REQUIRED},
    stake::{CPU, GPU, text},
    treasury::IO,
};

/// Somebody who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Person {
    Supplier,
    Neighbour,
    Heir,
    Renter,
    Tenant,
    Thief,
    RentPayer,
    Attestor,
    SecondAttestor,
    ThirdAttestor,
    Pauser,
    Admin,
}

impl Person {
    pub const ALL: [Self; 12] = [
        Self::Supplier,
        Self::Neighbour,
        Self::Heir,
        Self::Renter,
        Self::Tenant,
        Self::Thief,
        Self::RentPayer,
        Self::Attestor,
        Self::SecondAttestor,
        Self::ThirdAttestor,
        Self::Pauser,
        Self::Admin,
    ];

    /// Those who have token accounts, and can own devices and rent them, their own too.
    pub const HOLDERS: [Self; 6] =
        [Self::Supplier, Self::Neighbour, Self::Heir, Self::Renter, Self::Tenant, Self::Thief];

    /// Those who have devices at the beginning, and buy each other's.
    pub const SUPPLIERS: [Self; 3] = [Self::Supplier, Self::Neighbour, Self::Heir];

    /// Those who mostly rent.
    pub const RENTERS: [Self; 3] = [Self::Renter, Self::Tenant, Self::Supplier];

    /// Those who mostly report failures.
    pub const ATTESTORS: [Self; 4] = [Self::Attestor, Self::SecondAttestor, Self::ThirdAttestor, Self::Thief];

    pub fn address(self) -> Pubkey {
        // Worked out once: every comparison asks for all of them.
        static ADDRESSES: LazyLock<[Pubkey; 12]> = LazyLock::new(|| Person::ALL.map(|person| address(person.name())));
        ADDRESSES[self as usize]
    }

    /// The name that the harness makes the key from.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Neighbour => "neighbour",
            Self::Heir => "heir",
            Self::Renter => "renter",
            Self::Tenant => "tenant",
            Self::Thief => "thief",
            Self::RentPayer => "rent payer",
            Self::Attestor => "attestor 1",
            Self::SecondAttestor => "attestor 2",
            Self::ThirdAttestor => "attestor 3",
            Self::Pauser => "pauser",
            Self::Admin => "admin",
        }
    }
}

/// A device, by its place among [`RIGS`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rig(pub usize);

/// What a device is when it all begins.
pub struct Make {
    pub registrant: Person,
    pub id: &'static str,
    pub class: u16,
    pub processors: u16,
    /// Base units behind it: just what it requires, or a little more.
    pub stake: u64,
}

/// Every device there is.
pub const RIGS: [Make; 4] = [
    Make { registrant: Person::Supplier, id: "H100 17", class: GPU, processors: 8, stake: REQUIRED },
    Make { registrant: Person::Supplier, id: "another", class: CPU, processors: 1, stake: 200 * IO },
    Make { registrant: Person::Neighbour, id: "H100 1", class: GPU, processors: 1, stake: 2_001 * IO },
    Make { registrant: Person::Heir, id: "the last", class: CPU, processors: 2, stake: 400 * IO },
];

impl Rig {
    pub fn all() -> impl Iterator<Item = Self> {
        (0..RIGS.len()).map(Self)
    }

    pub const fn make(self) -> &'static Make {
        &RIGS[self.0]
    }

    pub fn id(self) -> [u8; 32] {
        text(self.make().id)
    }
}

impl fmt::Debug for Rig {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "rig {}", self.0)
    }
}

/// A reservation: the device, and its number there.
pub type Name = (Rig, u32);

/// One of somebody's two token accounts of an asset.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account {
    pub owner: Person,
    /// 0 USDC, 1 IO.
    asset: u8,
    pub spare: bool,
}

impl Account {
    pub const fn of(owner: Person, asset: Asset, spare: bool) -> Self {
        Self { owner, asset: asset as u8, spare }
    }

    pub const fn asset(self) -> Asset {
        match self.asset {
            0 => Asset::Usdc,
            _ => Asset::Io,
        }
    }

    /// All of one asset.
    pub fn all_of(asset: Asset) -> impl Iterator<Item = Self> {
        Person::HOLDERS.into_iter().flat_map(move |owner| [false, true].map(|spare| Self::of(owner, asset, spare)))
    }

    pub fn all() -> impl Iterator<Item = Self> {
        market::ASSETS.into_iter().flat_map(Self::all_of)
    }

    pub fn address(self) -> Pubkey {
        static ADDRESSES: LazyLock<Vec<(Account, Pubkey)>> = LazyLock::new(|| {
            let address = |account: Account| {
                let name = account.owner.name();
                match account.spare {
                    false => market::account_of(name, account.asset()),
                    true => address(&format!("spare {:?} of {name}", account.asset())),
                }
            };
            Account::all().map(|account| (account, address(account))).collect()
        });
        ADDRESSES.iter().find(|(account, _)| *account == self).expect("every holder has its accounts").1
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let spare = if self.spare { "spare " } else { "" };
        write!(formatter, "{spare}{:?} of {:?}", self.asset(), self.owner)
    }
}

/// Where a payment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Till {
    Account(Account),
    /// The escrow that it may come from.
    Escrow(Asset),
}
