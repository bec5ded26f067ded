//! What others than its owner have staked behind a device.

use io_economics::shares::MOST_SHARES_PER_UNIT;
use io_stake::state::Device;
use serde::Serialize;
use std::io::{self, Write};

use crate::money::show_units;

/// Amounts in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CostakeLine {
    /// All of it.
    pub amount: u64,
    /// What earns.
    pub active: u64,
    /// What of that counts for the device: not more than its owner's own.
    pub counted: u64,
    /// What is on its way out.
    pub cooling: u64,
    /// What open slash cases freeze.
    pub frozen: u64,
    /// Up to how much the owner takes.
    pub limit: u64,
    /// How much more it takes now.
    pub room: u64,
    /// Whether it was slashed so far that it takes nobody any more until all have left.
    pub spent: bool,
}

impl CostakeLine {
    /// None where the device is not open for it.
    pub fn of(device: &Device) -> Option<Self> {
        let costake = device.costake;
        let active = costake.active();
        let spent = costake.amount < costake.shares.div_ceil(MOST_SHARES_PER_UNIT);
        let takes = costake.frozen == 0 && !spent;
        costake.is_open().then(|| Self {
            amount: costake.amount,
            active,
            counted: active.min(device.active),
            cooling: costake.amount.saturating_sub(active),
            frozen: costake.frozen,
            limit: costake.limit,
            room: if takes { costake.limit.saturating_sub(costake.amount) } else { 0 },
            spent,
        })
    }

    pub fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut parts = vec![format!("{} count for the device", show_units(self.counted))];
        if self.cooling > 0 {
            parts.push(format!("{} cool", show_units(self.cooling)));
        }
        if self.frozen > 0 {
            parts.push(format!("{} frozen, so nobody joins or is paid out", show_units(self.frozen)));
        }
        parts.push(match (self.spent, self.room) {
            (true, _) => "slashed so far that it takes nobody any more until all have left".into(),
            (false, 0) => "takes no more".into(),
            (false, room) => format!("takes {} more", show_units(room)),
        });
        writeln!(out, "{:<12} {:>20} IO  {}", "co-stake", show_units(self.amount), parts.join("; "))
    }
}
