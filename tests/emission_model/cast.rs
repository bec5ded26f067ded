//! Who takes part, and what their devices are called.

use std::{fmt, sync::LazyLock};

use anchor_lang::prelude::Pubkey;
use io_tests::address;

/// Somebody who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Person {
    Supplier,
    Neighbour,
    Heir,
    /// Owns no device; suppliers have their rewards paid to it.
    Wallet,
    FirstAttestor,
    SecondAttestor,
    ThirdAttestor,
    FourthAttestor,
    Slasher,
    Arbiter,
    Pauser,
    Admin,
    Stranger,
}

impl Person {
    pub const ALL: [Self; 13] = [
        Self::Supplier,
        Self::Neighbour,
        Self::Heir,
        Self::Wallet,
        Self::FirstAttestor,
        Self::SecondAttestor,
        Self::ThirdAttestor,
        Self::FourthAttestor,
        Self::Slasher,
        Self::Arbiter,
        Self::Pauser,
        Self::Admin,
        Self::Stranger,
    ];

    /// Those who register devices.
    pub const SUPPLIERS: [Self; 3] = [Self::Supplier, Self::Neighbour, Self::Heir];

    /// Those who have a token account.
    pub const PAID: [Self; 4] = [Self::Supplier, Self::Neighbour, Self::Heir, Self::Wallet];

    /// Those among whom the attestors are chosen.
    pub const ATTESTORS: [Self; 4] =
        [Self::FirstAttestor, Self::SecondAttestor, Self::ThirdAttestor, Self::FourthAttestor];

    /// Its address and its purse, worked out once: every comparison asks for all of them.
    fn addresses(self) -> (Pubkey, Pubkey) {
        static ADDRESSES: LazyLock<[(Pubkey, Pubkey); 13]> = LazyLock::new(|| {
            Person::ALL.map(|person| (address(person.name()), address(&format!("purse of {}", person.name()))))
        });
        ADDRESSES[self as usize]
    }

    pub fn address(self) -> Pubkey {
        self.addresses().0
    }

    /// The token account that its IO is in.
    pub fn purse(self) -> Pubkey {
        self.addresses().1
    }

    /// The name that the harness makes the key from.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Neighbour => "neighbour",
            Self::Heir => "heir",
            Self::Wallet => "wallet",
            Self::FirstAttestor => "attestor 1",
            Self::SecondAttestor => "attestor 2",
            Self::ThirdAttestor => "attestor 3",
            Self::FourthAttestor => "attestor 4",
            Self::Slasher => "slasher",
            Self::Arbiter => "arbiter",
            Self::Pauser => "pauser",
            Self::Admin => "admin",
            Self::Stranger => "stranger",
        }
    }
}

/// A device: who registered it, and under which id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rig(pub Person, pub u8);

impl Rig {
    /// Every device there can be: a few, so that they are closed and registered anew.
    pub fn all() -> impl Iterator<Item = Self> {
        Person::SUPPLIERS.into_iter().flat_map(|registrant| (0..3).map(move |id| Self(registrant, id)))
    }
}

impl fmt::Debug for Rig {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "rig {} of {:?}", self.1, self.0)
    }
}

/// Number of a device class, its pool, and its multiplier in basis points.
pub const CLASSES: [(u16, u8, u32); 4] = [(0, 0, 100_000), (1, 0, 12_500), (2, 0, 5_000), (3, 1, 10_000)];

/// How many pools there are.
pub const POOLS: usize = 2;
