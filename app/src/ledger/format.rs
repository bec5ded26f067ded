//! The frame around a ledger's content, which finds out whether a file is a ledger, and a whole one.
//!
//! ```text
//! offset  bytes
//!      0      8  "IOLEDGER"
//!      8      4  version of the format, little-endian
//!     12      8  length of the payload, little-endian
//!     20     32  SHA-256 of the 20 bytes above and the payload
//!     52         the payload: see `state`
//! ```

use sha2::{Digest, Sha256};
use std::fmt;

const MAGIC: &[u8; 8] = b"IOLEDGER";
const PREAMBLE: usize = 20;
const HEADER: usize = PREAMBLE + 32;

/// The version of the format that this program reads and writes.
pub const VERSION: u32 = 2;

/// What is wrong with a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    Foreign,
    Version(u32),
    Truncated { bytes: usize },
    Checksum,
    Content(String),
    JournalMissing,
    JournalTruncated { expected: u64, found: u64 },
    JournalEntry { number: u64 },
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => write!(f, "the file is not an IO ledger"),
            Self::Version(found) => {
                write!(f, "the file has format version {found}, and this `io` knows only version {VERSION}")
            }
            Self::Truncated { bytes } => write!(f, "the file ends too early, after {bytes} bytes"),
            Self::Checksum => write!(f, "the file's content does not match its checksum"),
            Self::Content(fault) => write!(f, "the file's checksum is right, but its content is unreadable: {fault}"),
            Self::JournalMissing => write!(f, "the ledger's journal of transactions is missing"),
            Self::JournalTruncated { expected, found } => {
                write!(f, "the ledger's journal should have {expected} bytes at least, and has {found}")
            }
            Self::JournalEntry { number } => {
                write!(f, "transaction {number} in the ledger's journal does not match its checksum")
            }
        }
    }
}

impl std::error::Error for Damage {}

/// The file that holds `payload`.
pub fn encode(payload: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(HEADER + payload.len());
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&VERSION.to_le_bytes());
    file.extend_from_slice(&(payload.len() as u64).to_le_bytes());
    let checksum = checksum(&file, payload);
    file.extend_from_slice(&checksum);
    file.extend_from_slice(payload);
    file
}

/// The payload that the file holds.
pub fn decode(file: &[u8]) -> Result<&[u8], Damage> {
    let magic = file.get(..MAGIC.len()).unwrap_or(file);
    if !MAGIC.starts_with(magic) {
        return Err(Damage::Foreign);
    }
    let truncated = Damage::Truncated { bytes: file.len() };
    let (Some(preamble), Some(stored), Some(payload)) =
        (file.get(..PREAMBLE), file.get(PREAMBLE..HEADER), file.get(HEADER..))
    else {
        return Err(truncated);
    };
    let version = number(preamble.get(8..12)) as u32;
    if version != VERSION {
        return Err(Damage::Version(version));
    }
    if (payload.len() as u64) < number(preamble.get(12..20)) {
        return Err(truncated);
    }
    if checksum(preamble, payload) != stored {
        return Err(Damage::Checksum);
    }
    Ok(payload)
}

fn checksum(preamble: &[u8], payload: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(preamble).chain_update(payload).finalize().into()
}

fn number(bytes: Option<&[u8]>) -> u64 {
    bytes.unwrap_or_default().iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound() -> Vec<u8> {
        encode(b"every account of the ledger")
    }

    #[test]
    fn what_is_encoded_comes_back() {
        for payload in [&b""[..], b"x", &[0; 4096]] {
            assert_eq!(decode(&encode(payload)), Ok(payload));
        }
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let sound = sound();
        for bit in 0..sound.len() * 8 {
            let mut file = sound.clone();
            file[bit / 8] ^= 1 << (bit % 8);
            let damage = decode(&file).expect_err("a flipped bit");
            match bit / 8 {
                0..8 => assert_eq!(damage, Damage::Foreign),
                8..12 => assert!(matches!(damage, Damage::Version(_))),
                12..20 => assert!(matches!(damage, Damage::Truncated { .. } | Damage::Checksum)),
                _ => assert_eq!(damage, Damage::Checksum),
            }
        }
    }

    #[test]
    fn every_truncation_is_found() {
        let sound = sound();
        for length in 0..sound.len() {
            assert_eq!(decode(&sound[..length]), Err(Damage::Truncated { bytes: length }), "cut to {length} bytes");
        }
    }

    #[test]
    fn an_appendix_is_found() {
        let mut file = sound();
        file.push(0);
        assert_eq!(decode(&file), Err(Damage::Checksum));
    }

    #[test]
    fn another_kind_of_file_is_called_foreign() {
        assert_eq!(decode(b"%PDF-1.7 and so on, for longer than a header would be"), Err(Damage::Foreign));
        assert_eq!(decode(b"hi"), Err(Damage::Foreign));
    }
}
