//! Instructions of the cluster's own programs, as far as the client uses them.

use anchor_lang::prelude::Pubkey;
use anchor_lang::system_program;
use anchor_spl::token::spl_token::instruction::{AuthorityType, TokenInstruction};
use serde_json::{Value, json};
use solana_loader_v3_interface::instruction::UpgradeableLoaderInstruction;
use solana_sdk_ids::{bpf_loader_upgradeable, compute_budget};
use solana_system_interface::instruction::SystemInstruction;

use super::{Argument, Reading};
use crate::associated;
use crate::session::show_sol;

pub fn read(program: &Pubkey, data: &[u8]) -> Option<Reading> {
    match *program {
        system_program::ID => system(data),
        anchor_spl::token::ID => token(data),
        associated::PROGRAM => matches!(data, [] | [0] | [1]).then(|| {
            let roles = ["payer", "token_account", "owner", "mint", "system_program", "token_program"];
            reading("create", "Creates the owner's token account for the mint, unless it is there.", &roles, Vec::new())
        }),
        compute_budget::ID => budget(data),
        bpf_loader_upgradeable::ID => loader(data),
        _ => None,
    }
}

fn reading(instruction: &str, meaning: &str, roles: &[&str], arguments: Vec<Argument>) -> Reading {
    Reading {
        instruction: Some(instruction.to_owned()),
        meaning: Some(meaning.to_owned()),
        arguments,
        roles: roles.iter().map(ToString::to_string).collect(),
        rest: Vec::new(),
    }
}

fn given(name: &str, value: impl Into<Value>) -> Argument {
    Argument { name: name.to_owned(), value: value.into(), shown: None }
}

fn lamports(lamports: u64) -> Argument {
    Argument { shown: Some(format!("{} SOL", show_sol(lamports))), ..given("lamports", lamports) }
}

fn system(data: &[u8]) -> Option<Reading> {
    use SystemInstruction::*;
    let nonce = ["nonce_account", "recent_blockhashes", "nonce_authority"];
    Some(match wincode::deserialize_exact(data).ok()? {
        Transfer { lamports: amount } => reading("transfer", "Sends SOL.", &["from", "to"], vec![lamports(amount)]),
        CreateAccount { lamports: amount, space, owner } => reading(
            "create_account",
            "Creates an account, with the SOL for its rent.",
            &["payer", "new_account"],
            vec![lamports(amount), given("bytes", space), given("owner", owner.to_string())],
        ),
        CreateAccountWithSeed { base, seed, lamports: amount, space, owner } => {
            let arguments = vec![
                lamports(amount),
                given("bytes", space),
                given("owner", owner.to_string()),
                given("base", base.to_string()),
                given("seed", seed.escape_debug().to_string()),
            ];
            let meaning = "Creates an account at an address of the wallet's, with the SOL for its rent.";
            reading("create_account_with_seed", meaning, &["payer", "new_account", "base"], arguments)
        }
        AdvanceNonceAccount => reading(
            "advance_nonce_account",
            "Uses up the value of the nonce account that this transaction is made for.",
            &nonce,
            Vec::new(),
        ),
        InitializeNonceAccount(authority) => reading(
            "initialize_nonce_account",
            "Gives a nonce account its first value, and says who may use it.",
            &["nonce_account", "recent_blockhashes", "rent"],
            vec![given("authority", authority.to_string())],
        ),
        WithdrawNonceAccount(amount) => reading(
            "withdraw_nonce_account",
            "Takes SOL out of a nonce account; all of it closes the account.",
            &["nonce_account", "to", "recent_blockhashes", "rent", "nonce_authority"],
            vec![lamports(amount)],
        ),
        AuthorizeNonceAccount(authority) => reading(
            "authorize_nonce_account",
            "Hands a nonce account over.",
            &["nonce_account", "nonce_authority"],
            vec![given("authority", authority.to_string())],
        ),
        _ => return None,
    })
}

fn token(data: &[u8]) -> Option<Reading> {
    use TokenInstruction::*;
    let amount = |amount: u64| given("amount", amount);
    let read = TokenInstruction::unpack(data).ok()?;
    // The token program itself passes over what comes after an instruction; here it would be taken for a part of it.
    if read.pack() != data {
        return None;
    }
    Some(match read {
        Transfer { amount: units } => {
            reading("transfer", "Sends tokens, in base units.", &["from", "to", "owner"], vec![amount(units)])
        }
        TransferChecked { amount: units, decimals } => reading(
            "transfer_checked",
            "Sends tokens, in base units.",
            &["from", "mint", "to", "owner"],
            vec![amount(units), given("decimals", decimals)],
        ),
        Burn { amount: units } => {
            reading("burn", "Burns tokens, in base units.", &["from", "mint", "owner"], vec![amount(units)])
        }
        Approve { amount: units } => reading(
            "approve",
            "Lets a delegate spend tokens of the owner, in base units.",
            &["from", "delegate", "owner"],
            vec![amount(units)],
        ),
        Revoke => reading("revoke", "Lets no delegate spend any more.", &["from", "owner"], Vec::new()),
        CloseAccount => reading(
            "close_account",
            "Closes an empty token account; its rent goes to the address that is named.",
            &["token_account", "to", "owner"],
            Vec::new(),
        ),
        SetAuthority { authority_type, new_authority } => {
            let what = match authority_type {
                AuthorityType::MintTokens => "mint",
                AuthorityType::FreezeAccount => "freeze",
                AuthorityType::AccountOwner => "own",
                AuthorityType::CloseAccount => "close",
            };
            let new = Option::<Pubkey>::from(new_authority).map(|key| key.to_string());
            let arguments = vec![given("to", what), given("new_authority", json!(new))];
            reading(
                "set_authority",
                "Hands a right over a mint or a token account over.",
                &["of", "authority"],
                arguments,
            )
        }
        _ => return None,
    })
}

fn budget(data: &[u8]) -> Option<Reading> {
    Some(match data {
        [2, units @ ..] => reading(
            "set_compute_unit_limit",
            "How many compute units the transaction may take.",
            &[],
            vec![given("units", u32::from_le_bytes(units.try_into().ok()?))],
        ),
        [3, price @ ..] => reading(
            "set_compute_unit_price",
            "The priority fee, in micro-lamports for each unit of the limit.",
            &[],
            vec![given("price", u64::from_le_bytes(price.try_into().ok()?))],
        ),
        _ => return None,
    })
}

fn loader(data: &[u8]) -> Option<Reading> {
    use UpgradeableLoaderInstruction::*;
    Some(match wincode::deserialize_exact(data).ok()? {
        Upgrade { .. } => reading(
            "upgrade",
            "Replaces the bytecode of a program by that of a buffer.",
            &["program_data", "program", "buffer", "to", "rent", "clock", "upgrade_authority"],
            Vec::new(),
        ),
        SetAuthority => reading(
            "set_authority",
            "Hands over who may replace a program, to whoever is named; to nobody where nobody is.",
            &["program_data", "upgrade_authority", "new_authority"],
            Vec::new(),
        ),
        SetAuthorityChecked => reading(
            "set_authority_checked",
            "Hands over who may replace a program, to somebody who signs for it.",
            &["program_data", "upgrade_authority", "new_authority"],
            Vec::new(),
        ),
        _ => return None,
    })
}
