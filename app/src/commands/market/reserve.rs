//! `io market reserve`: a cluster, by one command that can be repeated until it is complete.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Args;
use io_market::error::IoMarketError;
use serde::Serialize;
use sha2::{Digest, Sha256};
use solana_instruction::Instruction;
use std::io::{self, Write};

use super::lines::{self, Line, Totals, View};
use super::order::{Inventory, Order, What};
use super::plan::{self, BillReport, Ground, Lamports, Plan, PlanLine, Size};
use super::target::ClusterName;
use super::{Pay, counted};
use crate::associated;
use crate::batch::{Batch, Group, Job, Outcome, Sent, Way};
use crate::bill::Currency;
use crate::designation::DeviceName;
use crate::market::{self, Asset};
use crate::money;
use crate::refusal::Refusal;
use crate::registry;
use crate::rental;
use crate::report::{Output, Report, note, print};
use crate::session::Session;
use crate::text;
use crate::usdc;

const ACTION: &str = "market reserve";

/// How often what others were quicker to take is replaced by something else.
const ROUNDS: usize = 5;

/// Reasons that concern one device, and not the renter: somebody was quicker, or its owner has changed something.
const OF_A_DEVICE: [IoMarketError; 9] = [
    IoMarketError::Occupied,
    IoMarketError::NotTheNextReservation,
    IoMarketError::ListingClosed,
    IoMarketError::ListedByAnother,
    IoMarketError::DeviceSuspended,
    IoMarketError::StakeTooLow,
    IoMarketError::TooFewHours,
    IoMarketError::TooManyHours,
    IoMarketError::ExceedsMaxTotal,
];

#[derive(Args)]
pub struct Reserve {
    /// One device, instead of a cluster: its address, or the id that your wallet gave it
    #[arg(conflicts_with = "class", required_unless_present = "class")]
    device: Option<DeviceName>,
    #[command(flatten)]
    size: Size,
    /// For how many hours
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    hours: u16,
    /// What to pay with
    #[arg(long, value_enum)]
    pay: Pay,
    /// The most that all of the cluster may come to, with every fee, in what is paid
    #[arg(long, value_name = "AMOUNT")]
    max: Option<String>,
    /// What you call the cluster: up to 32 bytes. The reservations bear it, and what is there of it already is counted
    /// [default: made of the class, the processors, the hours and what is paid, such as 64xH100-24h-usdc]
    #[arg(long, value_name = "ID")]
    cluster: Option<ClusterName>,
    /// Refuse where whole devices do not come to just as many processors
    #[arg(long)]
    exact: bool,
    /// Token account that pays [default: your own]
    #[arg(long, value_name = "TOKEN_ACCOUNT")]
    from: Option<Pubkey>,
    /// Account of a price update of IO [default: the one that Pyth's sponsors keep up to date]
    #[arg(long, value_name = "ACCOUNT")]
    price_account: Option<Pubkey>,
    #[command(flatten)]
    way: Way,
}

/// Amounts in base units of what is paid.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Planned {
    cluster: Option<String>,
    hours: u16,
    asked: u32,
    /// Of the cluster that were there before.
    before: u32,
    processors: u32,
    #[serde(serialize_with = "asset_name")]
    asset: Asset,
    devices: Vec<PlanLine>,
    bill: BillReport,
    max: Option<u64>,
    spent: u64,
    network: Lamports,
}

/// Amounts in base units of what is paid.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reserved {
    action: &'static str,
    cluster: Option<String>,
    asked: u32,
    processors: u32,
    /// What the cluster takes from the renter, every fee included.
    spent: u64,
    #[serde(serialize_with = "asset_name")]
    asset: Asset,
    network: Lamports,
    compute_units: u64,
    totals: Totals,
    reservations: Vec<Line>,
    transactions: Vec<Sent>,
}

fn asset_name<S: serde::Serializer>(asset: &Asset, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(rental::asset_name(*asset))
}

impl Reserve {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let order = self.order(session)?;
        let mut batch = Batch::open(session, &self.way, ACTION, &order.words())?;
        // The reservations that this run has made.
        let mut made = Vec::new();
        for _ in 0..ROUNDS {
            let ground = Ground::read(session)?;
            let inventory = order.inventory(session, &ground, &made)?;
            let missing = order.processors(session)?.saturating_sub(inventory.processors);
            if missing == 0 {
                let report = order.report(session, &inventory, &batch, made.len())?;
                batch.close()?;
                return print(&report, output);
            }
            let round = self.round(session, output, &order, &ground, &inventory, missing, (&mut batch, &mut made));
            match round {
                Ok(true) => {}
                Ok(false) => return batch.close()?.map_or(Ok(()), |signed| print(&signed, output)),
                Err(error) => {
                    let forgotten = batch.close();
                    let error = forgotten.err().unwrap_or(error);
                    return Err(if made.is_empty() { error } else { order.incomplete(error) });
                }
            }
        }
        batch.close()?;
        Err(order.incomplete(anyhow!("others were quicker {ROUNDS} times")))
    }

    /// Reserves what is missing, as far as nobody else is quicker. Says whether to look what there is then.
    #[expect(clippy::too_many_arguments, reason = "what a round starts from, each by its name")]
    fn round(
        &self,
        session: &mut Session,
        output: Output,
        order: &Order,
        ground: &Ground,
        inventory: &Inventory,
        missing: u32,
        (batch, made): (&mut Batch, &mut Vec<Pubkey>),
    ) -> Result<bool> {
        let currency = Currency::read(session, order.asset, &ground.config, self.price_account)?;
        let plan = order.plan(session, ground, &currency, missing)?;
        let jobs = order.jobs(ground, &plan, inventory, &currency);
        let pack = |some: &[&Job<Instruction>]| some.iter().map(|job| job.about.clone()).collect();
        let group = Group::new(&pack);
        let transactions = batch.transactions(session, &group, &jobs)?;
        let network = Lamports::of(session, transactions, plan.offers.len())?;
        let planned = order.planned(session, ground, inventory, &plan, self.max.is_some(), network)?;
        if session.rehearses() {
            session.rehearsals.plan(&planned)?;
        }
        if output == Output::Display && !session.signs_only() {
            print(&planned, output)?;
        }
        ensure!(
            !self.exact || plan.processors == missing,
            "whole devices come to {} processors where {missing} are asked for, and --exact forbids that",
            plan.processors
        );
        order.require_affordable(session, &plan, inventory)?;
        if session.signs_only() {
            batch.run(session, &group, &jobs);
            return Ok(false);
        }
        session.require_lamports(network.fees.saturating_add(network.rent))?;

        let outcomes = batch.run(session, &group, &jobs);
        let (mut refusals, mut in_doubt) = (Vec::new(), false);
        for (offer, outcome) in plan.offers.iter().zip(outcomes) {
            match outcome {
                Outcome::Done(_) => made.push(market::reservation_address(offer.address, offer.listing.next)),
                Outcome::Refused(refusal) => refusals.push(refusal),
                Outcome::Unknown(_) => in_doubt = true,
                _ => {}
            }
        }
        if let Some(error) = batch.take_stop() {
            return Err(error);
        }
        if session.rehearses() {
            return refusals.into_iter().next().map_or(Ok(false), |refusal| Err(refusal.into()));
        }
        // What may still arrive must not be replaced by something else: together they would be more than is asked for.
        ensure!(!in_doubt, "it is not known whether all of it was reserved: repeat the command");
        let replaceable = matches!(order.what, What::Cluster { .. }) && refusals.iter().all(concerns_a_device);
        let count = refusals.len();
        match refusals.into_iter().next() {
            None => {}
            Some(refusal) if !replaceable => return Err(refusal.into()),
            Some(refusal) => {
                let failed = counted(count, "device");
                note(format_args!("{failed} could not be reserved, and what is free now is looked for: {refusal}"));
            }
        }
        Ok(true)
    }

    fn order(&self, session: &mut Session) -> Result<Order> {
        ensure!(
            self.max.is_some() || session.rehearses(),
            "say with --max what it may cost, or see with --dry-run what it would"
        );
        let renter = session.signer()?;
        let (asset, hours) = (Asset::from(self.pay), self.hours);
        let mint = market::mint_of(asset, rental::config(&*session.backend)?.usdc.mint);
        let source = self.from.unwrap_or_else(|| associated::address(&renter, &mint));
        let max = match (&self.max, asset) {
            (None, _) => u64::MAX,
            (Some(text), Asset::Usdc) => usdc::parse(text).context("--max")?.get(),
            (Some(text), Asset::Io) => money::parse(text).context("--max")?.get(),
        };
        let given = self.cluster.map(|ClusterName(id)| id);
        let order = |what, cluster| Order { renter, source, what, hours, asset, max, cluster };
        if let Some(name) = self.device {
            let (device, _) = name.find(session)?;
            return Ok(order(What::Device(device), given.unwrap_or_default()));
        }
        let (Some(class), Some(processors)) = (&self.size.class, self.size.gpus) else {
            bail!("say which class with --class, and how many processors with --gpus; or name a device");
        };
        let classes = registry::classes(&*session.backend)?;
        let (number, class) = registry::class_named(&classes, class)?;
        // Never a random name: a command that is repeated because its answer was lost has to find the same cluster.
        let pay = rental::asset_name(asset).to_lowercase();
        let usual = format!("{processors}x{}-{hours}h-{pay}", class.name().unwrap_or("?"));
        let cluster = match given {
            Some(given) => given,
            None => text::fill(&usual).unwrap_or_else(|_| Sha256::digest(&usual).into()),
        };
        Ok(order(What::Cluster { class: number, processors }, cluster))
    }
}

/// Whether another device could be reserved instead.
fn concerns_a_device(refusal: &Refusal) -> bool {
    OF_A_DEVICE.into_iter().any(|reason| refusal.by_whom() == Some((market::ID, reason.into())))
}

impl Order {
    /// Why the cluster is not complete, and how to go on.
    fn incomplete(&self, error: anyhow::Error) -> anyhow::Error {
        match lines::cluster_name(&self.cluster) {
            Some(name) => error.context(format!(
                "the cluster {name} is not complete: repeat the command with --cluster {name} to reserve what is missing. What \
                 is reserved and not started within 20 minutes comes back with `io market expire --cluster {name}`"
            )),
            None => error,
        }
    }

    fn planned(
        &self,
        session: &Session,
        ground: &Ground,
        inventory: &Inventory,
        plan: &Plan,
        limited: bool,
        network: Lamports,
    ) -> Result<Planned> {
        Ok(Planned {
            cluster: lines::cluster_name(&self.cluster),
            hours: self.hours,
            asked: self.processors(session)?,
            before: inventory.processors,
            processors: plan.processors,
            asset: self.asset,
            devices: plan.lines(&ground.classes)?,
            bill: BillReport::of(&plan.total()),
            max: limited.then_some(self.max),
            spent: inventory.spent,
            network,
        })
    }

    /// What tells the command from another one of its kind.
    fn words(&self) -> String {
        match self.what {
            What::Cluster { .. } => format!("cluster {}", text::hex(&self.cluster)),
            What::Device(device) => format!("device {device}"),
        }
    }

    fn report(&self, session: &Session, inventory: &Inventory, batch: &Batch, made: usize) -> Result<Reserved> {
        let view = View::read(session, &inventory.reservations)?;
        let reservations: Vec<Line> =
            inventory.reservations.iter().map(|(address, one)| Line::of(&view, *address, one)).collect();
        Ok(Reserved {
            action: if batch.sent().is_empty() { "already" } else { "reserved" },
            cluster: lines::cluster_name(&self.cluster),
            asked: self.processors(session)?,
            processors: inventory.processors,
            spent: inventory.spent,
            asset: self.asset,
            network: Lamports::of(session, batch.sent().len(), made)?,
            compute_units: batch.sent().iter().map(|transaction| transaction.compute_units).sum(),
            totals: Totals::of(&reservations),
            reservations,
            transactions: batch.sent().to_vec(),
        })
    }
}

impl Report for Planned {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        plan::display(&self.devices, self.asset, out)?;
        let Self { asked, before, processors, hours, .. } = self;
        let devices = counted(self.devices.len(), "device");
        let beside = match before {
            0 => String::new(),
            before => format!(", beside the {before} that the cluster has"),
        };
        writeln!(out, "{devices} with {processors} processors for {hours} hours{beside}")?;
        if let Some(more @ 1..) = before.saturating_add(*processors).checked_sub(*asked) {
            writeln!(out, "{more} more than asked for: devices are let whole")?;
        }
        for (label, amount) in self.bill.rows() {
            writeln!(
                out,
                "{label:<18} {:>24} {}",
                rental::show_bare(self.asset, amount),
                rental::asset_name(self.asset)
            )?;
        }
        self.network.display(out)?;
        match &self.cluster {
            Some(name) => writeln!(out, "cluster            {name}"),
            None => Ok(()),
        }
    }
}

impl Report for Reserved {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { processors, spent, asset, transactions, cluster, .. } = self;
        let (sum, name) = (rental::show(*asset, *spent), cluster.as_deref());
        let what = name.map_or_else(|| "The device".to_owned(), |name| format!("The cluster {name}"));
        match self.action {
            "already" => writeln!(
                out,
                "{what} is reserved already, so nothing was done. Another cluster needs another --cluster"
            )?,
            _ => writeln!(out, "{what} is reserved, in {}", counted(transactions.len(), "transaction"))?,
        }
        let until =
            self.reservations.iter().filter_map(|line| line.start_before.filter(|_| line.standing == "reserved"));
        writeln!(out, "  {processors} processors for {sum}, every fee included")?;
        if let Some(until) = until.min() {
            writeln!(out, "  to be started before {}", crate::moment::show_local(until))?;
        }
        match name {
            Some(name) => writeln!(out, "  io market show --cluster {name}"),
            None => Ok(()),
        }
    }
}
