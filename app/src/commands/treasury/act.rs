//! Selling, burning and swapping.

use anchor_lang::prelude::{AccountMeta, Pubkey};
use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use io_economics::{Amount, BasisPoints};
use serde::{Deserialize, Serialize};
use solana_instruction::Instruction;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::{Lot, Sell, Swap};
use crate::associated;
use crate::buyback::Treasury;
use crate::money::show_units;
use crate::report::{Output, Report};
use crate::session::Session;
use crate::token::MINT;
use crate::treasury::{self, Sale};
use crate::usdc;

/// How much less than now a sale may be paid where nothing else is said.
const SLIPPAGE: BasisPoints = match BasisPoints::new(9_900) {
    Some(rest) => rest,
    None => BasisPoints::WHOLE,
};

/// What was bought or burned, and what there is now, in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Burned {
    action: &'static str,
    io: u64,
    usdc: u64,
    io_left: u64,
    usdc_left: u64,
}

impl Burned {
    fn since(before: &Treasury, session: &Session, action: &'static str) -> Result<Self> {
        let after = Treasury::read(&*session.backend)?;
        let (old, new) = (&before.config.books, &after.config.books);
        let bought = new.io_bought.saturating_sub(old.io_bought);
        let fees = new.io_fees_burned.saturating_sub(old.io_fees_burned);
        let usdc = new.usdc_spent.saturating_sub(old.usdc_spent);
        Ok(Self { action, io: bought.saturating_add(fees), usdc, io_left: after.io, usdc_left: after.usdc })
    }
}

impl Report for Burned {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { action, io, usdc, io_left, usdc_left } = self;
        match usdc {
            0 => writeln!(out, "{action} {} IO", show_units(*io))?,
            _ => {
                writeln!(out, "{action} {} IO for {} USDC; they are burned", show_units(*io), usdc::show_units(*usdc))?
            }
        }
        writeln!(out, "  the treasury holds {} USDC and {} IO", usdc::show_units(*usdc_left), show_units(*io_left))
    }
}

impl Sell {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let seller = session.signer()?;
        let treasury = Treasury::read(&*session.backend)?;
        let (price, quote) = treasury.quote(session, self.look.price_account)?;
        let source = self.from.unwrap_or_else(|| associated::address(&seller, &MINT));
        let held = associated::balance(&*session.backend, &source)?.unwrap_or_default();
        let io = match self.amount {
            Lot::Exactly(io) => io,
            Lot::Max => Amount::new(treasury.most_io(quote.low())?.get().min(held)),
        };
        ensure!(held >= io.get(), "the token account {source} holds {} IO", show_units(held));
        let paid = treasury.pays(io, quote.low())?;
        let least = SLIPPAGE.of_floor(Amount::new(paid.get())).get();
        let min_usdc = self.min.map_or(least, |min| min.get());
        let usdc_mint = treasury.config.usdc_mint;
        let mut instructions = vec![];
        let destination = self.to.unwrap_or_else(|| {
            instructions.push(associated::create(&seller, &seller, &usdc_mint));
            associated::address(&seller, &usdc_mint)
        });
        let sale = Sale { seller, source, destination, usdc_mint, price, io: io.get(), min_usdc };
        instructions.push(treasury::buyback_and_burn(&sale));
        session.carry_out(&instructions, output, |session| Burned::since(&treasury, session, "sold"))
    }
}

pub fn burn_fees(session: &mut Session, output: Output) -> Result<()> {
    let treasury = Treasury::read(&*session.backend)?;
    session.carry_out(&[treasury::burn_fees()], output, |session| Burned::since(&treasury, session, "burned"))
}

impl Swap {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let treasury = Treasury::read(&*session.backend)?;
        let (price, _) = treasury.quote(session, self.look.price_account)?;
        let swap = read(&self.instruction)?;
        let usdc_mint = treasury.config.usdc_mint;
        let instruction = treasury::buyback_via_swap(usdc_mint, price, self.amount.get(), self.min.get(), swap);
        session.carry_out(&[instruction], output, |session| Burned::since(&treasury, session, "bought"))
    }
}

/// An instruction as the interfaces of swap aggregators write it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    program_id: String,
    accounts: Vec<WrittenAccount>,
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenAccount {
    pubkey: String,
    #[serde(default)]
    is_writable: bool,
}

fn read(file: &Path) -> Result<Instruction> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    parse(&text).with_context(|| format!("{} holds no instruction", file.display()))
}

fn parse(text: &str) -> Result<Instruction> {
    let Written { program_id, accounts, data } = serde_json::from_str(text)?;
    let address = |text: &str| text.parse::<Pubkey>().with_context(|| format!("\"{text}\" is not an address"));
    // Who signs is not taken from the file: the trader does, and nobody else.
    let meta = |account: WrittenAccount| {
        let (pubkey, is_writable) = (address(&account.pubkey)?, account.is_writable);
        anyhow::Ok(AccountMeta { pubkey, is_signer: false, is_writable })
    };
    Ok(Instruction {
        program_id: address(&program_id)?,
        accounts: accounts.into_iter().map(meta).collect::<Result<_>>()?,
        data: BASE64_STANDARD.decode(data).context("the data is not in base64")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_are_read_as_aggregators_write_them() -> Result<()> {
        let text = r#"{"programId":"11111111111111111111111111111111","accounts":[
            {"pubkey":"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v","isSigner":true,"isWritable":true}],"data":"AQI="}"#;
        let instruction = parse(text)?;
        assert_eq!(instruction.accounts, [AccountMeta::new(usdc::MINT, false)]);
        assert_eq!(instruction.data, [1, 2]);
        for broken in
            [text.replace("EPj", "0"), text.replace("AQI=", "?"), text.replace("programId", "program"), "".into()]
        {
            assert!(parse(&broken).is_err(), "{broken}");
        }
        Ok(())
    }
}
