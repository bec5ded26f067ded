//! What may succeed in `io-market`.

use super::Allowed;

/// What may succeed.
pub const LIST: &[Allowed] = &[];
