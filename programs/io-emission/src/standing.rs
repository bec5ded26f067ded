//! What a device's right to earn has come to since its lease last looked at it.

use crate::{error::IoEmissionError, state::Lease};
use anchor_lang::prelude::*;
use io_economics::{Amount, Epoch, EpochClock, Multiplier, Phase, Timestamp, Weight, required_stake, weight};
use io_stake::state::{Class, Device, FALLS};

/// Whether a device has kept its right to earn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its stake has not fallen.
    Upright,
    /// Its stake fell, first in this epoch.
    Fallen(Epoch),
    /// Its stake fell so often, or the device is no longer there, that nobody can tell when it lost its right.
    Unknown,
}

impl Standing {
    /// Of the epochs after `settled` and through `through`, the last one up to which the device had the right to earn.
    pub fn rightful(self, settled: Epoch, through: Epoch) -> Epoch {
        match self {
            Self::Upright => through,
            Self::Fallen(epoch) => epoch.previous().unwrap_or_default().clamp(settled, through),
            Self::Unknown => settled,
        }
    }
}

/// The device that a lease is about, if it is still there.
pub struct Looked<'a> {
    /// Whether it has kept its right to earn.
    pub standing: Standing,
    /// The device, unless it has been closed. It may have been registered anew since.
    pub device: Option<&'a Device>,
}

impl<'a> Looked<'a> {
    /// Looks at the account where the lease's device was when the lease last looked.
    pub fn at(account: &AccountInfo, data: &'a [u8], lease: &Lease, clock: EpochClock) -> Self {
        let Some(device) = device_in(account, data) else {
            return Self { standing: Standing::Unknown, device: None };
        };
        Self { standing: standing(device, lease, clock), device: Some(device) }
    }

    /// The device that the lease was granted to, unless it is gone.
    pub fn leased(&self, lease: &Lease) -> Option<&'a Device> {
        self.device.filter(|device| device.registered_at == lease.registered_at)
    }

    /// Who owns the device that the lease was granted to; who did when it was last looked at, if it is gone.
    pub fn owner(&self, lease: &Lease) -> Pubkey {
        self.leased(lease).map_or(lease.owner, |device| device.owner)
    }

    /// The device, where one has to be.
    pub fn present(&self) -> Result<&'a Device> {
        Ok(self.device.ok_or(IoEmissionError::NoDevice)?)
    }
}

/// The device in an account, if the staking program keeps one there.
fn device_in<'a>(account: &AccountInfo, data: &'a [u8]) -> Option<&'a Device> {
    if account.owner != &io_stake::ID {
        return None;
    }
    Device::in_account(data).ok()
}

fn standing(device: &Device, lease: &Lease, clock: EpochClock) -> Standing {
    if device.registered_at != lease.registered_at {
        return Standing::Unknown;
    }
    // The count may wrap, and so does this difference.
    let falls = usize::try_from(device.falls.wrapping_sub(lease.falls)).unwrap_or(usize::MAX);
    if falls == 0 {
        return Standing::Upright;
    }
    let first = usize::try_from(lease.falls).unwrap_or_default() % FALLS;
    match device.fell_at.get(first) {
        Some(fell_at) if falls <= FALLS => match clock.phase(Timestamp::new(*fell_at)) {
            Phase::Before => Standing::Fallen(Epoch::FIRST),
            Phase::Running(epoch) => Standing::Fallen(epoch),
            // Every epoch was over.
            Phase::Ended => Standing::Upright,
        },
        _ => Standing::Unknown,
    }
}

/// What a device weighs now.
pub fn weight_of(device: &Device, class: &Class, cap: Multiplier) -> Weight {
    if device.is_suspended() {
        return Weight::ZERO;
    }
    // A device that would require more than there can be never has it.
    match required_stake(class.multiplier(), device.processors) {
        Some(required) => weight(Amount::new(device.counted()), required, cap),
        None => Weight::ZERO,
    }
}
