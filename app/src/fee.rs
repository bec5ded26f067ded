//! What a transaction pays for being executed, as far as it can be told without asking.

use solana_sdk_ids::compute_budget;
use solana_transaction::versioned::VersionedTransaction;

/// What each signature costs.
const LAMPORTS_PER_SIGNATURE: u64 = 5_000;

/// What an instruction may take where the transaction does not say what all of them may; and what all of them may at most.
const UNITS_PER_INSTRUCTION: u32 = 200_000;
const MOST_UNITS: u32 = 1_400_000;

pub struct Fee {
    /// The priority fee included.
    pub lamports: u64,
    pub priority: u64,
    /// The compute units that the transaction asks for.
    pub unit_limit: Option<u32>,
}

impl Fee {
    /// Where a transaction pays for compute units and does not say for how many, this is the most that it can be.
    pub fn of(transaction: &VersionedTransaction) -> Self {
        let message = &transaction.message;
        let keys = message.static_account_keys();
        let (mut unit_limit, mut price, mut others) = (None, 0, 0_u32);
        for instruction in message.instructions() {
            let program = keys.get(usize::from(instruction.program_id_index));
            match (program == Some(&compute_budget::ID), instruction.data.as_slice()) {
                (true, [2, units @ ..]) => unit_limit = units.try_into().ok().map(u32::from_le_bytes),
                (true, [3, asked @ ..]) => price = asked.try_into().map(u64::from_le_bytes).unwrap_or_default(),
                (true, _) => {}
                (false, _) => others = others.saturating_add(1),
            }
        }
        let units = unit_limit.unwrap_or_else(|| others.saturating_mul(UNITS_PER_INSTRUCTION)).min(MOST_UNITS);
        // Rounded up, as the cluster does.
        let priority = u128::from(units).saturating_mul(price.into()).div_ceil(1_000_000);
        let priority = u64::try_from(priority).unwrap_or(u64::MAX);
        let signatures = u64::from(message.header().num_required_signatures);
        let lamports = signatures.saturating_mul(LAMPORTS_PER_SIGNATURE).saturating_add(priority);
        Self { lamports, priority, unit_limit }
    }
}
