//! One thing that somebody does.

use io_app::{
    market::{Asset, Terms},
    oracle::Posted,
};

use crate::cast::{Account, Name, Person, Rig, Till};

/// Whether an update of the price can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    Full,
    FewGuardians,
    AnotherFeed,
    /// In an account that is not the receiver program's.
    Forged,
}

/// A reservation as a step names it, with all that goes with it: genuine, or not.
#[derive(Clone, Copy, Debug)]
pub struct Rental {
    pub name: Name,
    /// Whose device and listing are named.
    pub rig: Rig,
    pub rent_payer: Person,
    /// Whose escrow is named.
    pub escrow: Asset,
    /// Whose fee vault is named.
    pub fee_vault: Asset,
}

/// What is sent to the chain and told to the model, down to the base unit and second.
#[derive(Clone, Debug)]
pub enum Step {
    Wait {
        until: i64,
    },
    Post {
        posted: Posted,
        trust: Trust,
    },
    List {
        by: Person,
        rig: Rig,
        rent_payer: Person,
        price: u64,
        min: u16,
        max: u16,
        open: bool,
    },
    Delist {
        by: Person,
        rig: Rig,
        rent_payer: Person,
    },
    Reserve {
        by: Person,
        rig: Rig,
        number: u32,
        hours: u16,
        asset: Asset,
        max_total: u64,
        cluster: u8,
        rent_payer: Person,
        source: Account,
        price: bool,
    },
    Start {
        by: Person,
        rental: Rental,
    },
    Extend {
        by: Person,
        rental: Rental,
        hours: u16,
        max_total: u64,
        source: Account,
        price: bool,
    },
    Claim {
        by: Person,
        rental: Rental,
        to: Till,
    },
    Complete {
        rental: Rental,
        push: Option<Account>,
    },
    Expire {
        rental: Rental,
        push: Option<Account>,
    },
    Terminate {
        by: Person,
        rental: Rental,
        to: Till,
        push: Option<Account>,
    },
    ReportFailure {
        by: Vec<Person>,
        rental: Rental,
        push: Option<Account>,
    },
    SetTerms {
        by: Person,
        terms: Terms,
    },
    SetAttestors {
        by: Person,
        attestors: Vec<Person>,
        quorum: u8,
    },
    SetPaused {
        by: Person,
        paused: bool,
    },
    /// The issuer of the dollars freezes an account, or thaws it.
    Freeze {
        account: Account,
        thaw: bool,
    },
    /// The owner of a device sells it.
    Sell {
        rig: Rig,
        owner: Person,
        to: Person,
    },
    /// A slash case of that number suspends a device, and its owner appeals.
    Suspend {
        rig: Rig,
        owner: Person,
        case: u32,
    },
    /// The case is dismissed: by the arbiter, or because it stayed silent.
    Acquit {
        rig: Rig,
        case: u32,
        silent: bool,
    },
    /// The admin of the staking program changes what a class requires.
    SetClass {
        class: u16,
        multiplier_bps: u32,
    },
    /// Somebody sends the escrow something without being asked.
    Give {
        by: Person,
        asset: Asset,
        amount: u64,
    },
}

impl Step {
    /// Every kind, as [`Self::kind`] calls it.
    pub const KINDS: [&str; 21] = [
        "wait",
        "post",
        "list",
        "delist",
        "reserve",
        "start",
        "extend",
        "claim",
        "complete",
        "expire",
        "terminate",
        "report_failure",
        "set_terms",
        "set_attestors",
        "set_paused",
        "freeze",
        "sell",
        "suspend",
        "acquit",
        "set_class",
        "give",
    ];

    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Wait { .. } => "wait",
            Self::Post { .. } => "post",
            Self::List { .. } => "list",
            Self::Delist { .. } => "delist",
            Self::Reserve { .. } => "reserve",
            Self::Start { .. } => "start",
            Self::Extend { .. } => "extend",
            Self::Claim { .. } => "claim",
            Self::Complete { .. } => "complete",
            Self::Expire { .. } => "expire",
            Self::Terminate { .. } => "terminate",
            Self::ReportFailure { .. } => "report_failure",
            Self::SetTerms { .. } => "set_terms",
            Self::SetAttestors { .. } => "set_attestors",
            Self::SetPaused { .. } => "set_paused",
            Self::Freeze { .. } => "freeze",
            Self::Sell { .. } => "sell",
            Self::Suspend { .. } => "suspend",
            Self::Acquit { .. } => "acquit",
            Self::SetClass { .. } => "set_class",
            Self::Give { .. } => "give",
        }
    }

    /// The reservation that it is about.
    pub fn rental(&self) -> Option<Name> {
        match self {
            Self::Reserve { rig, number, .. } => Some((*rig, *number)),
            Self::Start { rental, .. }
            | Self::Extend { rental, .. }
            | Self::Claim { rental, .. }
            | Self::Complete { rental, .. }
            | Self::Expire { rental, .. }
            | Self::Terminate { rental, .. }
            | Self::ReportFailure { rental, .. } => Some(rental.name),
            _ => None,
        }
    }

    /// Who signs and has a say in where its own money goes; nobody where nobody who is paid signs.
    pub const fn payee(&self) -> Option<(Person, Till)> {
        match self {
            Self::Claim { by, to, .. } | Self::Terminate { by, to, .. } => Some((*by, *to)),
            _ => None,
        }
    }
}
