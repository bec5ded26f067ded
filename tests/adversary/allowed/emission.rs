//! What may succeed in `io-emission`.

use super::Allowed;

/// What may succeed.
pub const LIST: &[Allowed] = &[];
