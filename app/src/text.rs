//! Text and hashes in the fixed room that accounts have for them.

use anyhow::{Context, Result, ensure};
use io_stake::state::Device;

/// Text, filled up with zeros.
pub fn fill<const ROOM: usize>(text: &str) -> Result<[u8; ROOM]> {
    ensure!(!text.chars().any(char::is_control), "{text:?} has characters that cannot be shown");
    let mut bytes = [0; ROOM];
    let room = bytes.get_mut(..text.len()).with_context(|| format!("\"{text}\" is longer than {ROOM} bytes"))?;
    room.copy_from_slice(text.as_bytes());
    Ok(bytes)
}

/// The text in such a room. None where it is no text, or none that is safe to show: anyone can write there.
pub fn shown(bytes: &[u8]) -> Option<&str> {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let text = std::str::from_utf8(bytes.get(..end)?).ok()?;
    (!text.chars().any(char::is_control)).then_some(text)
}

/// The text in such a room, or all of it in hexadecimal where it is no text.
pub fn shown_or_hex(bytes: &[u8]) -> String {
    match shown(bytes) {
        Some(text) if !text.is_empty() => text.to_owned(),
        _ => hex(bytes),
    }
}

/// What its owner calls a device: its label, or its id where it has none.
pub fn name_of(device: &Device) -> String {
    match shown(&device.label) {
        Some(label) if !label.is_empty() => label.to_owned(),
        _ => shown_or_hex(&device.id),
    }
}

/// A device's id: 64 hexadecimal digits, or text of 1 to 32 bytes.
pub fn id(text: &str) -> Result<[u8; 32]> {
    if let Some(bytes) = unhex(text) {
        return Ok(bytes);
    }
    ensure!(!text.is_empty(), "an id has 1 to 32 bytes of text, or 64 hexadecimal digits");
    fill(text)
}

/// 32 bytes written as 64 hexadecimal digits.
pub fn unhex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_back_as_it_went_in() -> Result<()> {
        for text in ["", "rig-1", "Gerät im Keller", "12345678901234567890123456789012"] {
            assert_eq!(shown(&fill::<32>(text)?), Some(text));
        }
        assert!(fill::<32>("123456789012345678901234567890123").is_err());
        assert!(fill::<32>("two\nlines").is_err());
        Ok(())
    }

    #[test]
    fn what_others_wrote_cannot_steer_the_terminal() {
        let mut bytes = [0; 32];
        bytes[..5].copy_from_slice(b"\x1b[31m");
        assert_eq!(shown(&bytes), None);
        assert_eq!(shown_or_hex(&bytes), format!("1b5b33316d{}", "0".repeat(54)));
        assert_eq!(shown(&[0xff; 32]), None);
        assert_eq!(shown_or_hex(&[0; 32]), "0".repeat(64));
    }

    #[test]
    fn ids_are_text_or_hexadecimal() -> Result<()> {
        assert_eq!(id(&"0A".repeat(32))?, [10; 32]);
        assert_eq!(id("rig")?[..4], *b"rig\0");
        assert_eq!(id(&hex(&[171; 32]))?, [171; 32]);
        for text in ["", &"0a".repeat(33), &"zz".repeat(32)] {
            assert!(id(text).is_err(), "{text}");
        }
        Ok(())
    }
}
