//! What is counted, and in which mints.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use serde::Serialize;

use crate::backend::Backend;
use crate::costake;
use crate::market::Asset as Payment;
use crate::rental;
use crate::token;
use crate::usdc;

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Asset {
    Io,
    Usdc,
    Sol,
}

impl Asset {
    pub const ALL: [Self; 3] = [Self::Io, Self::Usdc, Self::Sol];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Io => "IO",
            Self::Usdc => "USDC",
            Self::Sol => "SOL",
        }
    }

    /// What the staking program knows under that number.
    pub const fn numbered(number: u8) -> Option<Self> {
        match number {
            costake::IO => Some(Self::Io),
            costake::USDC => Some(Self::Usdc),
            _ => None,
        }
    }

    const fn decimals(self) -> u32 {
        match self {
            Self::Io => io_economics::DECIMALS as u32,
            Self::Usdc => usdc::DECIMALS as u32,
            Self::Sol => 9,
        }
    }

    /// `-1234.50000000`, for programs and spreadsheets.
    pub fn plain(self, base_units: i128) -> String {
        let one = 10u128.pow(self.decimals());
        let (sign, magnitude) = (if base_units < 0 { "-" } else { "" }, base_units.unsigned_abs());
        let places = self.decimals() as usize;
        format!("{sign}{}.{:0places$}", magnitude / one, magnitude % one)
    }

    /// `−1,234.50000000`, for people.
    pub fn show(self, base_units: i128) -> String {
        let plain = self.plain(base_units);
        match plain.strip_prefix('-') {
            Some(magnitude) => format!("-{}", crate::money::group(magnitude)),
            None => crate::money::group(&plain),
        }
    }
}

impl From<Payment> for Asset {
    fn from(payment: Payment) -> Self {
        match payment {
            Payment::Usdc => Self::Usdc,
            Payment::Io => Self::Io,
        }
    }
}

/// The mints of what is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mints {
    pub io: Pubkey,
    pub usdc: Pubkey,
}

impl Mints {
    /// USDC is what the market is paid in; before there is a market, that of the mainnet.
    pub fn read(backend: &dyn Backend) -> Result<Self> {
        let usdc = rental::find_config(backend)?.map_or(usdc::MINT, |config| config.usdc.mint);
        Ok(Self { io: token::MINT, usdc })
    }

    pub fn asset(&self, mint: &Pubkey) -> Option<Asset> {
        match *mint {
            mint if mint == self.io => Some(Asset::Io),
            mint if mint == self.usdc => Some(Asset::Usdc),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Asset;

    #[test]
    fn amounts_have_a_sign_and_every_decimal() {
        assert_eq!(Asset::Io.plain(-123_450_000_000), "-1234.50000000");
        assert_eq!(Asset::Usdc.plain(-1), "-0.000001");
        assert_eq!(Asset::Sol.plain(0), "0.000000000");
        assert_eq!(Asset::Usdc.show(-1_234_500_000), "-1,234.500000");
        assert_eq!(Asset::Io.show(u64::MAX.into()), "184,467,440,737.09551615");
    }
}
