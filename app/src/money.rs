//! Amounts of IO as people write them.

use anyhow::{Context, Result, ensure};
use io_economics::{Amount, DECIMALS};
use std::fmt;
use std::str::FromStr;

/// `"1,234.5"` or `"1_234.5"` IO, exactly.
pub fn parse(text: &str) -> Result<Amount> {
    parse_units(text, DECIMALS, "IO").map(Amount::new)
}

/// An amount of something with so many decimals, in base units, exactly.
pub fn parse_units(text: &str, decimals: u8, unit: &str) -> Result<u64> {
    let malformed = || format!("\"{text}\" is not an amount of {unit}: write 1250000 or 1_250_000.5");
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let places = usize::from(decimals);
    ensure!(
        fraction.len() <= places,
        "\"{text}\" has more than {decimals} decimals: there is no smaller unit than 0.{:0>places$} {unit}",
        1
    );
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    ensure!(
        !text.contains(',') || is_grouped(whole) && !fraction.contains(','),
        "\"{text}\" is not an amount of {unit}: commas group thousands, as in 1,250,000, and decimals come after a point"
    );
    let whole: String = whole.chars().filter(|letter| !matches!(letter, ',' | '_')).collect();
    ensure!(digits(&whole) && digits(fraction), malformed());
    let fraction: u64 = format!("{fraction:0<places$}").parse().with_context(malformed)?;
    let whole: u64 = whole.parse().with_context(malformed)?;
    let base_units = whole.checked_mul(10u64.pow(decimals.into())).and_then(|units| units.checked_add(fraction));
    base_units.with_context(|| format!("{text} {unit} is more than can be counted"))
}

/// Whether commas stand where thousands end. To many people a comma begins the decimals, and what they mean by `0,5` or by
/// `0,500` is neither 5 nor 500.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let begins = matches!(first.len(), 1..=3) && !first.starts_with('0');
    begins && groups.all(|group| group.len() == 3) && !whole.contains('_')
}

/// An amount, or all that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Portion {
    Exactly(Amount),
    All,
}

impl Portion {
    /// So many base units, where there are so many.
    pub const fn of(self, all: u64) -> u64 {
        match self {
            Self::Exactly(amount) => amount.get(),
            Self::All => all,
        }
    }
}

impl fmt::Display for Portion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(amount) => write!(f, "{amount}"),
            Self::All => write!(f, "all"),
        }
    }
}

impl FromStr for Portion {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "all" => Ok(Self::All),
            _ => parse(text).map(Self::Exactly),
        }
    }
}

/// `1,234.50000000`.
pub fn show(amount: Amount) -> String {
    group(&amount.to_string())
}

/// Groups the thousands of a decimal number.
pub fn group(plain: &str) -> String {
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let mut grouped = String::with_capacity(plain.len() + whole.len() / 3 + 1);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{fraction}")
}

/// [`show`] of a number of base units.
pub fn show_units(base_units: u64) -> String {
    show(Amount::new(base_units))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() -> Result<()> {
        for (text, base_units) in [
            ("0", 0),
            ("1", 100_000_000),
            ("0.00000001", 1),
            ("100_000_000", 10_000_000_000_000_000),
            ("1,234.5", 123_450_000_000),
            ("12,345,678", 1_234_567_800_000_000),
            ("184467440737.09551615", u64::MAX),
        ] {
            assert_eq!(parse(text)?.get(), base_units, "{text}");
        }
        for text in ["", ".", ".5", "1.", "-1", "+1", "1e9", "1.000000001", "184467440737.09551616", "1.2.3", "_", "٣"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        Ok(())
    }

    #[test]
    fn a_comma_never_begins_the_decimals() {
        for text in "0,5 1,5 18,80 100,50 0,500 1,2345 1234,567 ,500 1,,500 1,234,5 1.234,567 1,_00".split(' ') {
            assert_eq!(
                parse(text).expect_err(text).to_string(),
                format!(
                    "\"{text}\" is not an amount of IO: commas group thousands, as in 1,250,000, and decimals come after a \
                     point"
                )
            );
        }
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(show_units(1), "0.00000001");
        assert_eq!(show_units(99_900_000_000), "999.00000000");
        assert_eq!(show_units(100_000_000_000), "1,000.00000000");
        assert_eq!(show_units(80_000_000_000_000_000), "800,000,000.00000000");
    }
}
