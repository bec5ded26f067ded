//! One thing that somebody does.

use crate::cast::{Person, Rig};

/// What is sent to the chain and told to the model, down to the base unit and second.
#[derive(Clone, Debug)]
pub enum Step {
    Wait {
        until: i64,
    },
    Advance {
        pool: u8,
        page: Option<u16>,
        epochs: u32,
    },
    Grant {
        signers: Vec<Person>,
        pool: u8,
        rigs: Vec<Rig>,
        until: u32,
        verified_at: i64,
    },
    Renew {
        signers: Vec<Person>,
        pool: u8,
        rigs: Vec<Rig>,
        until: u32,
    },
    Revoke {
        signers: Vec<Person>,
        pool: u8,
        rigs: Vec<Rig>,
    },
    End {
        by: Person,
        pool: u8,
        rig: Rig,
    },
    Sync {
        pool: u8,
        rig: Rig,
    },
    Settle {
        pool: u8,
        rig: Rig,
        pages: [(u8, u16); 2],
    },
    Claim {
        pool: u8,
        rig: Rig,
        to: Person,
    },
    SetPayout {
        by: Person,
        rig: Rig,
        payout: Option<Person>,
    },
    BurnLosses {
        pool: u8,
    },
    CloseLease {
        rig: Rig,
        to: Person,
    },
    SetShares {
        by: Person,
        shares: [u16; 2],
        pools: u8,
    },
    SetTerms {
        by: Person,
        max_lease: u16,
        cap_bps: u32,
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
    Donate {
        by: Person,
        amount: u64,
    },
    /// The token program's pause: nothing is minted.
    PauseMint {
        paused: bool,
    },
    Stake(StakeStep),
}

/// Something that is done to the stake, or to the classes: the staking program has a model of its own, so whether it is
/// refused is not foretold here.
#[derive(Clone, Debug)]
pub enum StakeStep {
    Register { by: Person, id: u8, class: u16, processors: u16, amount: u64 },
    Stake { by: Person, rig: Rig, amount: u64 },
    RequestUnstake { by: Person, rig: Rig, amount: u64 },
    Withdraw { by: Person, rig: Rig },
    OpenCase { rig: Rig, amount: u64 },
    Suspend { rig: Rig, number: u32 },
    Dismiss { rig: Rig, number: u32 },
    Execute { rig: Rig, number: u32 },
    CloseDevice { by: Person, rig: Rig },
    HandOver { by: Person, rig: Rig, to: Person },
    SetClass { class: u16, pool: u8, multiplier_bps: u32 },
}

impl Step {
    /// Every kind, as [`Self::kind`] calls it.
    pub const KINDS: [&str; 29] = [
        "wait",
        "advance",
        "grant",
        "renew",
        "revoke",
        "end",
        "sync",
        "settle",
        "claim",
        "set_payout",
        "burn_losses",
        "close_lease",
        "set_shares",
        "set_terms",
        "set_attestors",
        "set_paused",
        "donate",
        "pause minting",
        "register",
        "stake",
        "request_unstake",
        "withdraw",
        "open_case",
        "suspend",
        "dismiss a case",
        "execute",
        "close_device",
        "hand over",
        "set_class",
    ];

    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Wait { .. } => "wait",
            Self::Advance { .. } => "advance",
            Self::Grant { .. } => "grant",
            Self::Renew { .. } => "renew",
            Self::Revoke { .. } => "revoke",
            Self::End { .. } => "end",
            Self::Sync { .. } => "sync",
            Self::Settle { .. } => "settle",
            Self::Claim { .. } => "claim",
            Self::SetPayout { .. } => "set_payout",
            Self::BurnLosses { .. } => "burn_losses",
            Self::CloseLease { .. } => "close_lease",
            Self::SetShares { .. } => "set_shares",
            Self::SetTerms { .. } => "set_terms",
            Self::SetAttestors { .. } => "set_attestors",
            Self::SetPaused { .. } => "set_paused",
            Self::Donate { .. } => "donate",
            Self::PauseMint { .. } => "pause minting",
            Self::Stake(stake) => stake.kind(),
        }
    }
}

impl StakeStep {
    /// The device that it is about.
    pub const fn rig(&self) -> Option<Rig> {
        match *self {
            Self::Register { by, id, .. } => Some(Rig(by, id)),
            Self::Stake { rig, .. }
            | Self::RequestUnstake { rig, .. }
            | Self::Withdraw { rig, .. }
            | Self::OpenCase { rig, .. }
            | Self::Suspend { rig, .. }
            | Self::Dismiss { rig, .. }
            | Self::Execute { rig, .. }
            | Self::CloseDevice { rig, .. }
            | Self::HandOver { rig, .. } => Some(rig),
            Self::SetClass { .. } => None,
        }
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Register { .. } => "register",
            Self::Stake { .. } => "stake",
            Self::RequestUnstake { .. } => "request_unstake",
            Self::Withdraw { .. } => "withdraw",
            Self::OpenCase { .. } => "open_case",
            Self::Suspend { .. } => "suspend",
            Self::Dismiss { .. } => "dismiss a case",
            Self::Execute { .. } => "execute",
            Self::CloseDevice { .. } => "close_device",
            Self::HandOver { .. } => "hand over",
            Self::SetClass { .. } => "set_class",
        }
    }
}
