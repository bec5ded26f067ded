//! The whole story on the embedded ledger, told by the client itself. It starts from nothing each time, and fails with
//! the first command that does not do what it should.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::bytecode;
use crate::checkout;
use crate::shell::{self, cargo, timed};

pub fn run() -> Result<()> {
    timed("bytecode", bytecode::build)?;
    timed("client", || {
        shell::run(cargo().args(["build", "--quiet", "--locked", "--package", "io-app", "--bin", "io"]))
    })?;
    let start = Instant::now();
    let story = Story::begin()?;
    story.genesis()?;
    story.schedule()?;
    story.supplier()?;
    story.lease()?;
    story.revocation()?;
    story.rental()?;
    story.rental_in_io()?;
    story.treasury()?;
    story.vesting()?;
    story.cooldown()?;
    story.slash_case()?;
    story.way_out()?;
    story.costake()?;
    println!("\nThe story took {:.1} s. Its ledger stays in {}", start.elapsed().as_secs_f64(), story.folder.display());
    Ok(())
}

struct Story {
    io: PathBuf,
    /// Home of the machine that the story is about.
    folder: PathBuf,
}

impl Story {
    fn genesis(&self) -> Result<()> {
        chapter(
            "Genesis",
            "A ledger is created, the suite is set up, 500 million IO are minted, and the first hour begins.",
        );
        self.does("migrate")?;
        self.does("token supply")?;
        self.does("token allocations")?;
        self.does("token release --all")
    }

    fn vesting(&self) -> Result<()> {
        chapter(
            "A year later",
            "Twelve monthly tranches have vested. Hours that nobody accounted for wait, and wait for ever.",
        );
        self.does("ledger warp --by 1y")?;
        self.does("emission advance")?;
        self.does("token release --all")?;
        self.refuses("token release 3")?;
        self.does("token supply")
    }

    fn schedule(&self) -> Result<()> {
        chapter("The emission", "300 million IO in 175,319 hours. The first of them, and the last.");
        self.does("emission schedule --to 5")?;
        self.does("emission schedule --from 175316")?;
        self.does("emission schedule --plot emission.svg")
    }

    fn supplier(&self) -> Result<()> {
        chapter("A supplier", "Eight H100 come to the network, with the stake they require behind them.");
        self.does("device classes")?;
        self.does("token transfer 20000 --to embedded:supplier")?;
        self.does("-k embedded:supplier device register --class H100 --processors 8 --id rack-7 --stake required")?;
        self.does("-k embedded:supplier stake show rack-7")
    }

    fn lease(&self) -> Result<()> {
        chapter(
            "A lease",
            "The attestor has verified the device, and leases it. The hours that begin from now on count.",
        );
        let device = self.asks("-k embedded:supplier device show rack-7", "device")?;
        self.writes("devices", &format!("{device} rack-7\n"))?;
        self.does("attest run --once --devices devices --attestor embedded:attestor")?;
        self.does("attest run --once --devices devices --attestor embedded:attestor")?;

        chapter("Rewards", "Alone in its pool it earns 95% of every hour. Anyone may have it paid.");
        self.does("ledger warp --by 6h")?;
        self.does("-k embedded:supplier rewards show rack-7")?;
        self.does("-k embedded:supplier rewards claim rack-7")?;
        self.does("-k embedded:supplier rewards show")?;
        self.does("emission status")
    }

    fn revocation(&self) -> Result<()> {
        chapter("A revocation", "Found offline, it loses the running hour, and pays for the last one. That is burned.");
        let device = self.asks("-k embedded:supplier device show rack-7", "device")?;
        self.does("ledger warp --by 3h")?;
        self.does(&format!("attest revoke {device} --attestor embedded:attestor"))?;
        self.refuses(&format!("attest revoke {device} --attestor embedded:attestor"))?;
        self.does("-k embedded:supplier rewards show rack-7")?;
        self.does("emission burn")?;
        self.does("-k embedded:supplier rewards claim --all")
    }

    fn rental(&self) -> Result<()> {
        chapter("The market", "The supplier offers its device. A renter has dollars, and asks what two weeks cost.");
        self.does("-k embedded:supplier market offer rack-7 --price 18.80 --max-hours 720")?;
        self.does("market list --class H100 --free")?;
        self.does("ledger usdc 10000 --to embedded:renter")?;
        self.does("token transfer 500 --to embedded:renter")?;
        self.posts_price()?;
        self.does("-k embedded:renter market quote --class H100 --gpus 8 --hours 336")?;

        chapter("A reservation", "What it costs waits in the escrow. The supplier has 20 minutes to start.");
        let reserve = "-k embedded:renter market reserve --class H100 --gpus 8 --hours 336 --pay usdc --max 6500";
        self.does(&format!("{reserve} --cluster training"))?;
        self.refuses(&format!("{reserve} --cluster another"))?;
        self.does("-k embedded:supplier market start --all")?;
        self.does("-k embedded:renter market show --cluster training")?;

        chapter(
            "What was earned",
            "It is earned by the second. A tenth stays in the escrow: a failure would take it back.",
        );
        self.does("ledger warp --by 100h")?;
        self.does("-k embedded:supplier market claim rack-7")?;
        self.refuses("-k embedded:supplier market claim rack-7")?;

        chapter(
            "Longer, then shorter",
            "The renter adds a day, and stops early: what did not run comes back, fees do not.",
        );
        self.does("-k embedded:renter market extend --cluster training --hours 24 --max 500")?;
        self.does("ledger warp --by 20h")?;
        self.does("-k embedded:renter market terminate --cluster training")
    }

    fn rental_in_io(&self) -> Result<()> {
        let reserve = "-k embedded:renter market reserve --class H100 --gpus 8 --hours 24 --pay io --max 200";
        chapter("Paid in IO", "A day in IO, at the oracle's price. It runs its time, and anyone may end it.");
        self.refuses(&format!("{reserve} --cluster inference"))?;
        self.posts_price()?;
        self.does(&format!("{reserve} --cluster inference"))?;
        self.does("-k embedded:supplier market start --all")?;
        self.does("ledger warp --by 1d")?;
        self.does("market complete --all")
    }

    fn treasury(&self) -> Result<()> {
        chapter("The treasury", "The fees of both rentals lie there. Nobody can withdraw them: IO can only be burned.");
        let before = self.counts("token supply", "supply")?;
        self.does("token supply")?;
        self.does("treasury burn-fees")?;
        self.posts_price()?;
        self.does("treasury status")?;

        chapter("The buyback", "The auction pays the ceiling, since nobody has sold for days. What is sold is burned.");
        self.does("treasury sell max")?;
        self.refuses("treasury sell 5")?;
        self.does("treasury status")?;
        self.does("token burns")?;
        self.does("token supply")?;
        let after = self.counts("token supply", "supply")?;
        ensure!(after < before, "the supply did not fall: {before} base units before, {after} after");
        Ok(())
    }

    /// What an IO costs, as of now: the market and the treasury take a price for a minute only.
    fn posts_price(&self) -> Result<()> {
        self.does("ledger price 2.50 --confidence 0.01")
    }

    fn cooldown(&self) -> Result<()> {
        chapter("A cooldown", "A part of the stake is called back. Two days later, twelve are left.");
        self.does("-k embedded:supplier stake unstake rack-7 1000")?;
        self.does("ledger warp --by 2d")?;
        self.refuses("-k embedded:supplier stake withdraw rack-7")?;
        self.does("-k embedded:supplier stake show rack-7")
    }

    fn slash_case(&self) -> Result<()> {
        chapter("A slash case", "The slasher holds 15,600 IO against the device. They are frozen: of what cools, too.");
        let device = self.asks("-k embedded:supplier device show rack-7", "device")?;
        self.writes("offline.log", "03:00 to 09:00 UTC: no answer to 360 probes\n")?;
        self.does(&format!("-k embedded:slasher slash open {device} 15600 --reason 4 --evidence offline.log"))?;
        let case = self.asks(&format!("slash list --device {device}"), "cases/0/case")?;
        self.does("-k embedded:supplier stake show rack-7")?;
        self.refuses(&format!("slash execute {case}"))?;

        chapter("The appeal", "The supplier has 30 days, and uses them. The slasher may not judge; the arbiter does.");
        self.writes("power-cut.txt", "The grid operator confirms an outage of five hours.\n")?;
        self.does("-k embedded:supplier slash appeal rack-7 --evidence power-cut.txt")?;
        self.refuses(&format!("-k embedded:slasher slash resolve {case} --uphold all"))?;
        self.does(&format!("-k embedded:arbiter slash resolve {case} --uphold 250"))?;

        chapter("The burn", "What was upheld is burned, by anyone who asks for it, and counted.");
        self.does(&format!("slash execute {case}"))?;
        self.does("token burns")
    }

    fn way_out(&self) -> Result<()> {
        chapter("After 14 days", "The cooldown is over. The rest of the stake is what it was, less what was burned.");
        self.does("ledger warp --by 12d")?;
        self.does("-k embedded:supplier stake withdraw rack-7")?;
        self.does("-k embedded:supplier stake add rack-7 required")?;
        self.does("-k embedded:supplier device show rack-7")?;
        self.does("token supply")
    }

    fn costake(&self) -> Result<()> {
        chapter(
            "Co-stake",
            "The supplier opens its device for others. A holder without hardware stakes behind it, and shares in 5% of what it \
             earns.",
        );
        let device = self.asks("-k embedded:supplier device show rack-7", "device")?;
        self.does("attest run --once --devices devices --attestor embedded:attestor")?;
        self.does("-k embedded:supplier costake open rack-7 --limit 5000")?;
        self.does("token transfer 2000 --to embedded:holder")?;
        self.does("-k embedded:holder costake list")?;
        self.does(&format!("-k embedded:holder costake add {device} 2000"))?;
        self.does("ledger warp --by 3h")?;
        self.does(&format!("rewards claim {device}"))?;
        self.does("ledger warp --by 12h")?;
        self.does("-k embedded:holder costake rewards")?;
        self.does("-k embedded:holder costake claim --all")?;

        chapter("The holder leaves", "Its cooldown runs for 14 days, like the supplier's. Then all of it is back.");
        self.does(&format!("-k embedded:holder costake unstake {device} all"))?;
        self.refuses("-k embedded:supplier costake close rack-7")?;
        self.does("ledger warp --by 14d")?;
        self.does("-k embedded:holder costake withdraw --all")?;
        self.does("-k embedded:supplier costake close rack-7")
    }

    fn begin() -> Result<Self> {
        let folder = checkout::target().join("demo");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot clear {}", folder.display()))?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self { io: checkout::target().join("debug/io"), folder })
    }

    /// The command, in a home of its own: neither the user's ledger nor their wallet takes part.
    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(&self.io);
        command.args(line.split_whitespace()).current_dir(&self.folder).env("HOME", &self.folder);
        for name in ["XDG_DATA_HOME", "IO_LEDGER", "IO_PROGRAMS", "IO_URL"] {
            command.env_remove(name);
        }
        command
    }

    fn does(&self, line: &str) -> Result<()> {
        ensure!(self.shows(line)? == Some(0), "`io {line}` failed");
        Ok(())
    }

    fn refuses(&self, line: &str) -> Result<()> {
        ensure!(self.shows(line)? == Some(1), "`io {line}` should have been refused");
        Ok(())
    }

    fn shows(&self, line: &str) -> Result<Option<i32>> {
        println!("\n$ io {line}");
        let status = self.command(line).status().with_context(|| format!("cannot start {}", self.io.display()))?;
        Ok(status.code())
    }

    /// A text out of what a command reports to programs.
    fn asks(&self, line: &str, place: &str) -> Result<String> {
        match self.reported(line, place)?.as_str() {
            Some(text) => Ok(text.to_owned()),
            None => bail!("`io {line}` reports no text as {place}"),
        }
    }

    /// A number out of what a command reports to programs.
    fn counts(&self, line: &str, place: &str) -> Result<u64> {
        self.reported(line, place)?.as_u64().with_context(|| format!("`io {line}` reports no number as {place}"))
    }

    fn reported(&self, line: &str, place: &str) -> Result<Value> {
        let report: Value = serde_json::from_str(&shell::output(self.command(line).args(["--output", "json"]))?)?;
        report.pointer(&format!("/{place}")).cloned().with_context(|| format!("`io {line}` reports no {place}"))
    }

    fn writes(&self, name: impl AsRef<Path>, content: &str) -> Result<()> {
        let name = name.as_ref();
        fs::write(self.folder.join(name), content).with_context(|| format!("cannot write {}", name.display()))
    }
}

fn chapter(title: &str, summary: &str) {
    println!("\n\n{title}\n{}\n{summary}", "=".repeat(title.len()));
}
