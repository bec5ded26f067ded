//! What the programs of the suite told, as they told it: see the `events` of each program's crate.

use anchor_lang::event::EVENT_IX_TAG_LE;
use anchor_lang::prelude::Pubkey;
use anchor_lang::{AnchorDeserialize, Discriminator};

/// Declares for each program an enum of its events, and an enum of all of them. A new event is a name here, followed by
/// the field that says which device it is about, or which list of them.
macro_rules! programs {
    ($($(#[$doc:meta])* $program:ident = $krate:ident { $($event:ident $(($about:ident))?),* $(,)? })*) => {
        /// What a program of the suite told.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $($program($program),)*
            /// Something that this client does not know, told by the program at that address.
            Unknown(Pubkey),
        }

        $($(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $program {
            $($event($krate::events::$event),)*
        })*

        impl Event {
            /// The event that is told by a call of a program of the suite to itself with this data, if it is such a call.
            /// Nobody else can make one, for the program's event authority has to sign it.
            pub fn decode(program: &Pubkey, data: &[u8]) -> Option<Self> {
                let bytes = data.strip_prefix(EVENT_IX_TAG_LE)?;
                match *program {
                    $($krate::ID_CONST => Some($program::decode(bytes).map_or(Self::Unknown(*program), Self::$program)),)*
                    _ => None,
                }
            }

            /// The devices that it is about.
            pub fn devices(&self) -> Vec<Pubkey> {
                match self {
                    $($(Self::$program($program::$event(event)) => devices!(event $($about)?),)*)*
                    Self::Unknown(_) => Vec::new(),
                }
            }
        }

        $(impl $program {
            /// The event in these bytes, discriminator first.
            fn decode(bytes: &[u8]) -> Option<Self> {
                $(if let Some(mut content) = bytes.strip_prefix($krate::events::$event::DISCRIMINATOR) {
                    return $krate::events::$event::deserialize(&mut content).ok().map(Self::$event);
                })*
                None
            }
        })*
    };
}

/// The devices in that field of an event.
macro_rules! devices {
    ($event:ident) => {{
        let _ = $event;
        Vec::new()
    }};
    ($event:ident device) => {
        vec![$event.device]
    };
    ($event:ident $list:ident) => {
        $event.$list.iter().map(|one| one.device).collect()
    };
}

programs! {
    /// What `io-token` told.
    Token = io_token {
        Initialized, Allocated, Deallocated, GenesisMinted, Released, BeneficiaryProposed, BeneficiaryChanged,
        EmissionMinted, Burned, BurnerSet, PauserSet, PausedSet, AdminProposed, AdminChanged,
    }
    /// What `io-stake` told.
    Stake = io_stake {
        Initialized, RoleSet, AdminProposed, AdminChanged, PausedSet, ClassSet, Registered(device),
        DeviceUpdated(device), DeviceClosed(device), OwnerProposed(device), OwnerChanged(device), Staked(device),
        UnstakeRequested(device), Withdrawn(device), CaseOpened(device), Suspended(device), Appealed(device),
        Ruled(device), Executed(device), Expired(device), AssetAdded, CostakeOpened(device), CostakeLimited(device),
        CostakeClosed(device), CostakeAdded(device), CostakeUnstaked(device), CostakeWithdrawn(device),
        RewardDeposited(device), CostakeClaimed(device), UnsharedClaimed(device), PositionClosed(device),
    }
    /// What `io-emission` told.
    Emission = io_emission {
        Initialized, AttestorsSet, TermsSet, PauserSet, PausedSet, AdminProposed, AdminChanged, PoolCreated, SharesSet,
        GenesisSet, Advanced, Leased(leases), Revoked(leases), Ended(device), Synced(device), Settled(device),
        Claimed(device), PayoutSet(device), LossesBurned, LeaseClosed(device),
    }
    /// What `io-market` told.
    Market = io_market {
        Initialized, TermsSet, AttestorsSet, PauserSet, PausedSet, AdminProposed, AdminChanged, Listed(device),
        Delisted(device), Reserved(device), Started(device), Extended(device), Claimed(device), Completed(device),
        Terminated(device), Expired(device), FailureReported(device),
    }
    /// What `io-treasury` told.
    Treasury = io_treasury {
        Initialized, TermsSet, SwapAllowed, SwapDisallowed, PauserSet, PausedSet, AdminProposed, AdminChanged,
        BoughtBack, Swapped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::SUITE;
    use anchor_lang::Event as _;
    use anyhow::{Context, Result};

    /// The data of the call that tells an event.
    fn call(event: &[u8]) -> Vec<u8> {
        [EVENT_IX_TAG_LE, event].concat()
    }

    #[test]
    fn an_event_comes_back_as_it_was_told() {
        let device = Pubkey::new_unique();
        let staked = io_stake::events::Staked { device, owner: Pubkey::new_unique(), amount: 5, active: 7 };
        let told = Event::decode(&io_stake::ID, &call(&staked.data()));
        assert_eq!(told, Some(Event::Stake(Stake::Staked(staked.clone()))));
        assert_eq!(told.map(|told| told.devices()), Some(vec![device]));
        // A later version may have further fields; less than there should be is not understood.
        let longer = [staked.data(), vec![1, 2]].concat();
        assert_eq!(Event::decode(&io_stake::ID, &call(&longer)), Some(Event::Stake(Stake::Staked(staked.clone()))));
        let unknown = Some(Event::Unknown(io_stake::ID));
        assert_eq!(Event::decode(&io_stake::ID, &call(&staked.data()[..20])), unknown);
        assert_eq!(Event::decode(&io_stake::ID, &call(&[7; 40])), unknown);
        // What is no event of the suite.
        assert_eq!(Event::decode(&io_stake::ID, &staked.data()), None);
        assert_eq!(Event::decode(&device, &call(&staked.data())), None);
    }

    #[test]
    fn an_event_about_several_devices_names_all_of_them() {
        let revocation = |device| io_emission::events::Revocation {
            device,
            end: 1,
            penalty: 2,
            settlement: io_emission::state::Settlement::default(),
        };
        let devices = [Pubkey::new_unique(), Pubkey::new_unique()];
        let revoked = io_emission::events::Revoked { pool: 0, epoch: 2, leases: devices.map(revocation).to_vec() };
        let told = Event::decode(&io_emission::ID, &call(&revoked.data()));
        assert_eq!(told.map(|told| told.devices()), Some(devices.to_vec()));
    }

    /// An event that a program has and this file does not would be reported as unknown.
    #[test]
    fn every_event_of_the_interfaces_is_known() -> Result<()> {
        for program in SUITE {
            let idl: serde_json::Value = serde_json::from_str(program.idl)?;
            let events = idl["events"].as_array().context("events")?;
            assert!(!events.is_empty(), "{}", program.name);
            for event in events {
                let discriminator: Vec<u8> = serde_json::from_value(event["discriminator"].clone())?;
                // Zeros are a value of every field.
                let bytes = [discriminator, vec![0; 1_024]].concat();
                let told = Event::decode(&program.address, &call(&bytes)).context("an event")?;
                assert_ne!(told, Event::Unknown(program.address), "{} {}", program.name, event["name"]);
            }
        }
        Ok(())
    }
}
