//! One thing that somebody does.

use io_stake::Role;

use crate::cast::{CaseName, Person, Pot, Rig};

/// What is sent to the chain and told to the model, down to the base unit and second.
#[derive(Clone, Debug)]
pub enum Step {
    Wait { until: i64 },
    Register { by: Person, id: u8, class: u16, processors: u16, source: Option<Person>, amount: u64 },
    Stake { by: Person, rig: Rig, source: Person, amount: u64 },
    RequestUnstake { by: Person, rig: Rig, amount: u64 },
    Withdraw { by: Person, rig: Rig, to: Pot },
    CloseDevice { by: Person, rig: Rig, to: Option<Pot> },
    ProposeOwner { by: Person, rig: Rig, heir: Option<Person> },
    AcceptOwner { by: Person, rig: Rig },
    OpenCase { by: Person, rig: Rig, number: u32, amount: u64 },
    Suspend { by: Person, rig: Rig, case: CaseName },
    Appeal { by: Person, rig: Rig, case: CaseName },
    Resolve { by: Person, rig: Rig, case: CaseName, opener: Person, upheld: u64 },
    Execute { rig: Rig, case: CaseName, opener: Person },
    Expire { rig: Rig, case: CaseName, opener: Person },
    SetPaused { by: Person, paused: bool },
    SetRole { by: Person, role: Role, to: Person },
    Donate { by: Person, rig: Rig, amount: u64 },
}

impl Step {
    /// Every kind, as [`Self::kind`] calls it.
    pub const KINDS: [&str; 17] = [
        "wait",
        "register",
        "stake",
        "request_unstake",
        "withdraw",
        "close_device",
        "propose_owner",
        "accept_owner",
        "open_case",
        "suspend",
        "appeal",
        "resolve",
        "execute",
        "expire",
        "set_paused",
        "set_role",
        "donate",
    ];

    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Wait { .. } => "wait",
            Self::Register { .. } => "register",
            Self::Stake { .. } => "stake",
            Self::RequestUnstake { .. } => "request_unstake",
            Self::Withdraw { .. } => "withdraw",
            Self::CloseDevice { .. } => "close_device",
            Self::ProposeOwner { .. } => "propose_owner",
            Self::AcceptOwner { .. } => "accept_owner",
            Self::OpenCase { .. } => "open_case",
            Self::Suspend { .. } => "suspend",
            Self::Appeal { .. } => "appeal",
            Self::Resolve { .. } => "resolve",
            Self::Execute { .. } => "execute",
            Self::Expire { .. } => "expire",
            Self::SetPaused { .. } => "set_paused",
            Self::SetRole { .. } => "set_role",
            Self::Donate { .. } => "donate",
        }
    }
}
