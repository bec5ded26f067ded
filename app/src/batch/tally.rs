//! What a batch has to tell in the end: what succeeded, and what did not and why.

use anyhow::{Result, anyhow};
use serde::Serialize;
use solana_signature::Signature;
use std::fmt::Display;
use std::io::{self, Write};

use super::journal::Journal;
use super::{Batch, Outcome};
use crate::paper::Paper;
use crate::report::{Output, Report, counted, note, print};

/// How many lines of what went well are shown to people. Programs are given all of them.
const SHOWN: usize = 24;

/// A transaction, and what it took.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    pub signature: String,
    pub compute_units: u64,
    pub devices: usize,
}

impl Sent {
    pub fn of(signature: &Signature, compute_units: u64, devices: usize) -> Self {
        Self { signature: signature.to_string(), compute_units, devices }
    }
}

/// What came of it for one device.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line<D> {
    device: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    outcome: &'static str,
    #[serde(flatten)]
    detail: Option<D>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The same for people.
    #[serde(skip)]
    words: String,
}

impl<D> Line<D> {
    /// `words` say what was done, where something was.
    pub fn of(device: impl Display, name: Option<String>, outcome: Outcome, detail: Option<D>, words: String) -> Self {
        let (outcome, signature, reason, words) = match outcome {
            Outcome::Done(signature) => ("done", Some(signature), None, words),
            Outcome::Before(signature) => ("doneBefore", Some(signature), None, "done before".into()),
            Outcome::Nothing(reason) => ("nothing", None, Some(reason.clone()), format!("nothing to do: {reason}")),
            Outcome::Refused(refusal) => ("refused", None, Some(refusal.to_string()), format!("refused: {refusal}")),
            Outcome::Unfit(reason) => ("refused", None, Some(reason.clone()), format!("refused: {reason}")),
            Outcome::Unknown(signature) => {
                let reason = "It is not known whether this was done.";
                ("unknown", Some(signature), Some(reason.into()), format!("in doubt: {reason}"))
            }
            Outcome::Untried => ("untried", None, None, "not tried".into()),
        };
        let signature = signature.map(|signature: Signature| signature.to_string());
        Self { device: device.to_string(), name, outcome, detail, signature, reason, words }
    }

    /// Whether nothing is left to do.
    fn is_settled(&self) -> bool {
        matches!(self.outcome, "done" | "doneBefore" | "nothing")
    }

    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { device, name, signature, words, .. } = self;
        let (name, signature) = (name.as_deref().unwrap_or_default(), signature.as_deref().unwrap_or_default());
        writeln!(out, "{}", format!("{device:<44}  {name:<20}  {words}  {signature}").trim_end())
    }
}

/// What the lines add up to, beside their number.
pub struct NoTotals;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tally<D, T> {
    action: &'static str,
    #[serde(flatten)]
    count: Count,
    #[serde(flatten)]
    totals: T,
    devices: Vec<Line<D>>,
    transactions: Vec<Sent>,
    compute_units: u64,
}

/// How many devices there are of each outcome.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
struct Count {
    done: usize,
    done_before: usize,
    nothing: usize,
    refused: usize,
    unknown: usize,
    untried: usize,
}

impl Count {
    fn of<D>(lines: &[Line<D>]) -> Self {
        let count = |outcome| lines.iter().filter(|line| line.outcome == outcome).count();
        Self {
            done: count("done"),
            done_before: count("doneBefore"),
            nothing: count("nothing"),
            refused: count("refused"),
            unknown: count("unknown"),
            untried: count("untried"),
        }
    }
}

impl Batch {
    /// Tells what came of it, and forgets it where all is done. Fails where something is not.
    pub fn finish<D: Serialize, T: Report>(self, output: Output, lines: Vec<Line<D>>, totals: T) -> Result<()> {
        if let Some(signed) = &self.signed {
            return print(signed, output);
        }
        let (count, all) = (Count::of(&lines), lines.len());
        let open = || lines.iter().filter(|line| !line.is_settled());
        let (left, reason) = (open().count(), open().find_map(|line| line.reason.clone()));
        let tally = Tally {
            action: self.action,
            count,
            totals,
            devices: lines,
            compute_units: self.sent.iter().map(|sent| sent.compute_units).sum(),
            transactions: self.sent,
        };
        print(&tally, output)?;
        if let Some(journal) = self.journal.filter(|_| !self.kept) {
            // What adds up must not be done again when the command is repeated for what is left.
            close(journal, left > 0 && self.added_up)?;
        }
        let error =
            self.stopped.or_else(|| self.refusal.map(Into::into)).or_else(|| reason.map(|reason| anyhow!(reason)));
        match error {
            None => Ok(()),
            // The reason says it all.
            Some(error) if left == 0 || all == 1 => Err(error),
            Some(error) => Err(error.context(left_over(count, all))),
        }
    }

    /// Forgets what was sent. For commands that have their own way to tell what came of it. Fails where something was in the
    /// way of all.
    pub fn close(self) -> Result<Option<Paper>> {
        if let Some(journal) = self.journal.filter(|_| !self.kept) {
            close(journal, false)?;
        }
        self.stopped.map_or(Ok(self.signed), Err)
    }
}

/// Removes a journal that nothing has to be remembered of any more.
fn close(journal: Journal, remember: bool) -> Result<()> {
    if !remember && journal.in_doubt(true).is_empty() {
        return journal.remove();
    }
    let path = journal.path().display();
    note(format_args!("{path} remembers what was sent: the same command does the rest, and nothing twice"));
    Ok(())
}

fn left_over(count: Count, all: usize) -> String {
    let parts = [(count.refused, "refused"), (count.unknown, "in doubt"), (count.untried, "not tried")];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    format!("of {}, {}", counted(all, "device"), parts.collect::<Vec<_>>().join(", "))
}

impl<D: Serialize, T: Report> Report for Tally<D, T> {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Count { done, done_before, nothing, refused, unknown, untried } = self.count;
        if self.devices.is_empty() {
            writeln!(out, "{}: nothing to do", self.action)?;
            return self.totals.display(out);
        }
        let mut sentence = format!("{}: {done} of {} done", self.action, counted(self.devices.len(), "device"));
        if done > 0 {
            sentence += &format!(" in {}", counted(self.transactions.len(), "transaction"));
        }
        for (count, what) in [
            (done_before, "done before"),
            (nothing, "with nothing to do"),
            (refused, "refused"),
            (unknown, "in doubt"),
            (untried, "not tried"),
        ] {
            if count > 0 {
                sentence += &format!(", {count} {what}");
            }
        }
        writeln!(out, "{sentence}")?;
        self.totals.display(out)?;
        let (settled, open): (Vec<_>, Vec<_>) = self.devices.iter().partition(|line| line.is_settled());
        settled.iter().take(SHOWN).try_for_each(|line| line.display(out))?;
        if let Some(more @ 1..) = settled.len().checked_sub(SHOWN) {
            writeln!(out, "… and {more} more (all of them: --output json)")?;
        }
        open.iter().try_for_each(|line| line.display(out))
    }
}

impl Report for NoTotals {
    fn display(&self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

impl Serialize for NoTotals {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serde::ser::SerializeMap::end(to.serialize_map(Some(0))?)
    }
}
