//! What may succeed in `io-token`.

use super::Allowed;

/// What may succeed.
pub const LIST: &[Allowed] = &[];
