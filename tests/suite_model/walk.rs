//! So many deeds in a row, and what was reached by them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use anchor_lang::prelude::Pubkey;
use anchor_lang::solana_program::instruction::Instruction;
use anchor_lang_idl::types::{Idl, IdlInstruction};
use anyhow::{Context, Result, ensure};
use io_app::usdc;
use io_tests::{Receipt, Refusal, Tally, World, address, described::descriptions, keypair};

use crate::audit::{self, Purses};
use crate::cast::{PAYERS, names};
use crate::deeds::deed;
use crate::dice::Dice;

/// What every instruction is called, by program and discriminator.
type Names = BTreeMap<(Pubkey, Vec<u8>), &'static str>;

/// What the instruction is called.
fn name(deed: &Instruction) -> &'static str {
    let known = deed.data.get(..8).and_then(|data| instruction_names().get(&(deed.program_id, data.to_vec())));
    known.copied().expect("an instruction of the suite")
}

/// Who signs it, each once; none where somebody would have to whom nobody knows.
fn signers(deed: &Instruction) -> Option<Vec<&'static str>> {
    let signing = deed.accounts.iter().filter(|meta| meta.is_signer);
    let mut signers: Vec<&str> = signing.map(|meta| names().get(&meta.pubkey).copied()).collect::<Option<_>>()?;
    signers.sort_unstable();
    signers.dedup();
    Some(signers)
}

/// Why, in the refusing program's word if it has one.
fn reason(refusal: &Refusal) -> String {
    let said = refusal.logs.iter().find_map(|line| line.split_once("Error Code: ")?.1.split('.').next());
    said.map_or_else(|| refusal.error.to_string(), str::to_owned)
}

/// A network on its way.
pub struct Walk {
    world: World,
    dice: Dice,
    purses: Purses,
    dollars: i128,
    pub tally: Tally,
}

/// `io_stake withdraw`, for every instruction of the suite.
fn instruction_names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    let named = |idl: Idl| {
        let program: Pubkey = idl.address.parse().expect("an address");
        let name = move |instruction: IdlInstruction| {
            let name = format!("{} {}", idl.metadata.name, instruction.name);
            ((program, instruction.discriminator), &*name.leak())
        };
        idl.instructions.into_iter().map(name)
    };
    NAMES.get_or_init(|| descriptions().into_iter().flat_map(named).collect())
}

fn send(world: &mut World, deed: &Instruction, signers: &[&str]) -> Result<Receipt, Refusal> {
    let keys: Vec<_> = signers.iter().map(|name| keypair(name)).collect();
    world.send(std::slice::from_ref(deed), &keys.iter().collect::<Vec<_>>())
}

impl Walk {
    pub fn of(seed: u64, world: World) -> Self {
        let purses = audit::purses(&world.accounts());
        let dollars = purses.iter().filter(|((_, mint), _)| *mint == usdc::MINT).map(|(_, amount)| amount).sum();
        Self { world, dice: Dice::of(seed), purses, dollars, tally: Tally::default() }
    }

    /// Takes a step: time passes, somebody does something, or a thief tries to.
    pub fn step(&mut self) -> Result<()> {
        if self.dice.once_in(5) {
            self.wait();
        }
        let Some(deed) = deed(&self.world, &mut self.dice) else { return Ok(()) };
        let Some(signers) = signers(&deed) else { return Ok(()) };
        let name = name(&deed);
        if !signers.is_empty() && self.dice.once_in(4) {
            self.steal(&deed, &signers).with_context(|| format!("a thief's {name}"))?;
        }
        match send(&mut self.world, &deed, &signers) {
            Ok(receipt) => {
                self.tally.succeeded(name);
                self.audit(&receipt).with_context(|| format!("{name} by {signers:?}"))
            }
            Err(refusal) => {
                self.tally.refused(name, reason(&refusal));
                Ok(())
            }
        }
    }

    /// Mostly seconds and hours, seldom weeks, once in a long while a season. The oracle goes on.
    fn wait(&mut self) {
        let seconds = match self.dice.below(400) {
            0..250 => self.dice.below(600),
            250..360 => self.dice.below(2 * 3_600),
            360..392 => self.dice.below(86_400),
            392..399 => self.dice.below(40 * 86_400),
            _ => self.dice.below(120 * 86_400),
        };
        self.world.set_time(self.world.time() + seconds as i64);
        if !self.dice.once_in(10) {
            self.world.post_price(240_000_000 + self.dice.below(20_000_000) as i64, 1_000_000);
        }
    }

    /// Somebody without a role does in its own name what another may do: that is refused, or is the thief's own affair and
    /// moves nobody's money.
    fn steal(&mut self, deed: &Instruction, signing: &[&'static str]) -> Result<()> {
        let victim = self.dice.one(signing);
        let (genuine, thief) = (address(victim), address("thief"));
        let mut stolen = deed.clone();
        for meta in stolen.accounts.iter_mut().filter(|meta| meta.pubkey == genuine) {
            meta.pubkey = thief;
        }
        let mut world = self.world.clone();
        let sent = send(&mut world, &stolen, &signers(&stolen).context("signers")?);
        let after = audit::purses(&world.accounts());
        match sent {
            Err(refusal) => self.tally.refused("a thief's attempt", reason(&refusal)),
            // Whoever pays rents has no say in anything.
            Ok(_) if PAYERS.contains(&victim) => self.tally.noted("a thief paid somebody's rent"),
            Ok(_) => anyhow::bail!("in the name of {victim} it went through"),
        }
        for mint in [io_app::token::MINT, usdc::MINT] {
            let of = |purses: &Purses| purses.get(&(thief, mint)).copied().unwrap_or_default();
            ensure!(of(&after) <= of(&self.purses), "the thief has more");
        }
        Ok(())
    }

    fn audit(&mut self, receipt: &Receipt) -> Result<()> {
        let accounts = self.world.accounts();
        let after = audit::purses(&accounts);
        audit::movements(&self.purses, &after, receipt)?;
        self.purses = after;
        audit::books(&self.world, &accounts, &self.purses, self.dollars)
    }
}

/// Which instructions were reached.
pub struct Coverage {
    /// How many there are.
    pub all: usize,
    /// Those that never went through.
    pub never: Vec<&'static str>,
}

impl Coverage {
    pub fn of(tally: &Tally) -> Self {
        let names: BTreeSet<&'static str> = instruction_names().values().copied().collect();
        let names: Vec<&'static str> = names.into_iter().collect();
        Self { all: names.len(), never: tally.never_succeeded(&names) }
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        writeln!(formatter, "{} of {} instructions went through; never did:", self.all - self.never.len(), self.all)?;
        self.never.iter().try_for_each(|name| writeln!(formatter, "  {name}"))
    }
}
