//! What may succeed in `io-treasury`.

use super::Allowed;

/// What may succeed.
pub const LIST: &[Allowed] = &[];
