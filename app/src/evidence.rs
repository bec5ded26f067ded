//! Evidence for and against a slash case. The programs keep its hash; the evidence itself stays where it is.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io;

use crate::text;

/// The SHA-256 hash of a file, or the one that is written out in hexadecimal.
pub fn hash(given: &str) -> Result<[u8; 32]> {
    if let Some(hash) = text::unhex(given) {
        return Ok(hash);
    }
    let mut hasher = Sha256::new();
    let read = File::open(given).and_then(|mut file| io::copy(&mut file, &mut hasher));
    read.with_context(|| format!("\"{given}\" is neither a file to hash nor a hash of 64 hexadecimal digits"))?;
    Ok(hasher.finalize().into())
}
