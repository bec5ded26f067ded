//! Why a transaction was refused, in the words of whoever refused it.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::error::TokenError;
use io_emission::error::IoEmissionError;
use io_market::error::IoMarketError;
use io_stake::error::IoStakeError;
use serde::{Deserialize, Serialize};
use solana_instruction::error::InstructionError;
use solana_transaction_error::TransactionError;
use std::fmt;

use crate::program::{Program, SUITE};

/// Reasons for which the next one would be refused as well, whatever device it is about.
const EVERYBODYS: [IoEmissionError; 8] = [
    IoEmissionError::NotAttestor,
    IoEmissionError::DuplicateAttestor,
    IoEmissionError::QuorumShort,
    IoEmissionError::BeforeGenesis,
    IoEmissionError::EmissionEnded,
    IoEmissionError::Paused,
    IoEmissionError::LeaseTooShort,
    IoEmissionError::LeaseTooLong,
];
const EVERYBODYS_ON_THE_MARKET: [IoMarketError; 10] = [
    IoMarketError::Paused,
    IoMarketError::PriceMissing,
    IoMarketError::PriceNotOfPyth,
    IoMarketError::PriceNotFullyVerified,
    IoMarketError::PriceOfAnotherFeed,
    IoMarketError::PriceStale,
    IoMarketError::PriceFromTheFuture,
    IoMarketError::PriceNotPositive,
    IoMarketError::PriceTooUncertain,
    IoMarketError::PriceExponentOutOfRange,
];

/// A transaction that the runtime or a program refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub error: TransactionError,
    pub logs: Vec<String>,
}

/// What is known of a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The program that refused, by name where it has one.
    pub program: Option<String>,
    /// The number of its reason.
    pub code: Option<u32>,
    /// The name of its reason.
    pub name: Option<String>,
    /// A sentence for people.
    pub sentence: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explanation { program, code, name, sentence } = self.explain();
        write!(f, "{sentence}")?;
        match (program, name, code) {
            (Some(program), Some(name), Some(code)) => write!(f, " ({program}: {name}, {code})"),
            (Some(program), None, Some(code)) => write!(f, " ({program}: error {code})"),
            (Some(program), _, _) => write!(f, " ({program})"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}

impl Refusal {
    /// The number of the program's reason, if a program refused for one of its own.
    pub fn code(&self) -> Option<u32> {
        match &self.error {
            TransactionError::InstructionError(_, InstructionError::Custom(code)) => Some(*code),
            _ => None,
        }
    }

    /// The program that refused for a reason of its own, and the number of the reason.
    pub fn by_whom(&self) -> Option<(Pubkey, u32)> {
        Some((self.refuser()?, self.code()?))
    }

    /// Whether the emission program refused for this reason.
    pub fn is(&self, reason: IoEmissionError) -> bool {
        self.refuser() == Some(io_emission::ID) && self.code() == Some(reason.into())
    }

    /// Whether it has nothing to do with whom it is about.
    pub fn concerns_all(&self) -> bool {
        if !matches!(self.error, TransactionError::InstructionError(..)) {
            return true;
        }
        let by_whom = self.by_whom();
        let is = |program: Pubkey, code: u32| by_whom == Some((program, code));
        // The wallet has run out of lamports.
        is(anchor_lang::system_program::ID, TOO_FEW_LAMPORTS)
            || is(io_stake::ID, IoStakeError::Paused.into())
            || EVERYBODYS.into_iter().any(|reason| is(io_emission::ID, reason.into()))
            || EVERYBODYS_ON_THE_MARKET.into_iter().any(|reason| is(io_market::ID, reason.into()))
    }

    /// Whether the very same transaction may have been executed, or may still be, all the same: a node that lags says such
    /// things.
    pub fn is_doubtful(&self) -> bool {
        matches!(self.error, TransactionError::AlreadyProcessed | TransactionError::BlockhashNotFound)
    }

    pub fn explain(&self) -> Explanation {
        let refuser = self.refuser();
        let program = refuser.map(|address| match SUITE.iter().find(|program| program.address == address) {
            Some(program) => program.name.to_owned(),
            None => framework(&address).map_or_else(|| address.to_string(), str::to_owned),
        });
        let Some(code) = self.code() else {
            return Explanation { program, code: None, name: None, sentence: self.runtime_sentence() };
        };
        let reason = self.logged(code).or_else(|| refuser.and_then(|address| listed(&address, code)));
        let (name, sentence) = match reason {
            Some(Reason { name, sentence }) => (name, sentence),
            None => (None, format!("The program refused, with error {code}.")),
        };
        Explanation { program, code: Some(code), name, sentence }
    }

    /// The program that refused: the innermost call is the first that the log reports as failed.
    pub fn refuser(&self) -> Option<Pubkey> {
        self.logs.iter().find_map(|line| {
            let (address, rest) = line.strip_prefix("Program ")?.split_once(' ')?;
            rest.starts_with("failed").then(|| address.parse().ok()).flatten()
        })
    }

    /// What Anchor wrote into the log. It covers any Anchor program, and Anchor's own checks of accounts.
    fn logged(&self, code: u32) -> Option<Reason> {
        let number = format!("Error Number: {code}. ");
        let line = self.logs.iter().rev().find(|line| line.contains("Error Code: ") && line.contains(&number))?;
        let (_, sentence) = line.split_once("Error Message: ")?;
        let (_, name) = line.split_once("Error Code: ")?;
        // Anchor puts a full stop behind a sentence that has its own.
        let sentence = sentence.strip_suffix('.').unwrap_or(sentence);
        let account = line.split_once("caused by account: ").and_then(|(_, rest)| Some(rest.split_once('.')?.0));
        let sentence = match account {
            Some(account) => format!("{} (account `{account}`)", sentence.trim_end_matches('.')),
            None => sentence.to_owned(),
        };
        Some(Reason { name: Some(name.split_once('.')?.0.to_owned()), sentence: finished(sentence) })
    }

    fn runtime_sentence(&self) -> String {
        match &self.error {
            TransactionError::AccountNotFound => "The wallet that pays has no SOL.".into(),
            TransactionError::InsufficientFundsForFee => "The wallet has too little SOL for the fee.".into(),
            TransactionError::InsufficientFundsForRent { .. } => {
                "The wallet has too little SOL for the rent of an account.".into()
            }
            TransactionError::BlockhashNotFound => "The blockhash is unknown or has expired: sign again.".into(),
            TransactionError::AlreadyProcessed => "This very transaction was executed before.".into(),
            TransactionError::ProgramAccountNotFound => "The program is not deployed here.".into(),
            other => finished(other.to_string()),
        }
    }
}

/// The system program's reason where lamports are missing.
const TOO_FEW_LAMPORTS: u32 = 1;

struct Reason {
    name: Option<String>,
    sentence: String,
}

fn finished(sentence: String) -> String {
    if sentence.ends_with(['.', '!', '?', ')']) { sentence } else { sentence + "." }
}

/// Programs that the suite calls.
fn framework(address: &Pubkey) -> Option<&'static str> {
    match *address {
        anchor_lang::system_program::ID => Some("system program"),
        anchor_spl::token::ID => Some("token program"),
        _ => None,
    }
}

/// The reason in a program's own list, for when the log was cut off.
fn listed(program: &Pubkey, code: u32) -> Option<Reason> {
    if *program == anchor_spl::token::ID {
        let fault = TokenError::try_from(code).ok()?;
        return Some(Reason { name: Some(format!("{fault:?}")), sentence: finished(fault.to_string()) });
    }
    if *program == anchor_lang::system_program::ID {
        let sentence = match code {
            0 => "An account of that address exists already.",
            TOO_FEW_LAMPORTS => "The wallet has too little SOL for this transaction.",
            _ => return None,
        };
        return Some(Reason { name: None, sentence: sentence.into() });
    }
    SUITE.iter().find(|known| known.address == *program)?.reason(code)
}

/// The part of an IDL that lists reasons.
#[derive(Deserialize)]
struct Idl {
    #[serde(default)]
    errors: Vec<IdlError>,
}

#[derive(Deserialize)]
struct IdlError {
    code: u32,
    name: String,
    msg: Option<String>,
}

impl Program {
    fn reason(&self, code: u32) -> Option<Reason> {
        let idl: Idl = serde_json::from_str(self.idl).ok()?;
        let IdlError { name, msg, .. } = idl.errors.into_iter().find(|error| error.code == code)?;
        let sentence = finished(msg.unwrap_or_else(|| name.clone()));
        Some(Reason { name: Some(name), sentence })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_token::error::IoTokenError;

    fn refused(code: u32, logs: &[&str]) -> Refusal {
        Refusal {
            error: TransactionError::InstructionError(0, InstructionError::Custom(code)),
            logs: logs.iter().map(|line| line.to_string()).collect(),
        }
    }

    #[test]
    fn an_anchor_program_is_quoted_from_the_log() {
        let program = format!("Program {} failed: custom program error: 0x1770", io_token::ID_CONST);
        let refusal = refused(
            6000,
            &[
                "Program log: AnchorError thrown in programs/io-token/src/x.rs:1. Error Code: NotAdmin. \
                 Error Number: 6000. Error Message: Only the admin can do this..",
                &program,
            ],
        );
        assert_eq!(refusal.to_string(), "Only the admin can do this. (io-token: NotAdmin, 6000)");
    }

    #[test]
    fn anchors_own_checks_name_the_account() {
        let refusal = refused(
            3012,
            &["Program log: AnchorError caused by account: config. Error Code: AccountNotInitialized. \
               Error Number: 3012. Error Message: The program expected this account to be already initialized."],
        );
        let explanation = refusal.explain();
        assert_eq!(explanation.name.as_deref(), Some("AccountNotInitialized"));
        assert_eq!(
            explanation.sentence,
            "The program expected this account to be already initialized (account `config`)"
        );
    }

    #[test]
    fn a_cut_log_is_made_up_for_by_the_interface() {
        let code = u32::from(IoTokenError::NothingToRelease);
        let program = format!("Program {} failed: custom program error: {code:#x}", io_token::ID_CONST);
        let explanation = refused(code, &["Log truncated", &program]).explain();
        assert_eq!(explanation.program.as_deref(), Some("io-token"));
        assert_eq!(explanation.name.as_deref(), Some("NothingToRelease"));
        assert_eq!(explanation.sentence, IoTokenError::NothingToRelease.to_string());
    }

    #[test]
    fn the_innermost_program_is_the_one_that_refused() {
        let inner = format!("Program {} failed: custom program error: 0x1", anchor_spl::token::ID);
        let outer = format!("Program {} failed: custom program error: 0x1", io_token::ID_CONST);
        let refusal = refused(1, &[&inner, &outer]);
        assert_eq!(refusal.to_string(), "Insufficient funds. (token program: InsufficientFunds, 1)");
    }

    #[test]
    fn an_unknown_reason_keeps_its_number() {
        assert_eq!(refused(77, &[]).to_string(), "The program refused, with error 77.");
    }
}
