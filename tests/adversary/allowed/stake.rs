//! What may succeed in `io-stake`.

use super::Allowed;

/// What may succeed.
pub const LIST: &[Allowed] = &[];
