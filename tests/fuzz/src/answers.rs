//! Bytes as what a node answers, or as what somebody sends who wants a signature.

use std::io;

use anchor_lang::prelude::Pubkey;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use io_app::backend::read_record;
use io_app::explain::{self, Known};
use io_app::history::{Event, holding};
use io_app::program::SUITE;
use io_app::report::Report;
use io_app::transaction::{self, GivenSignature, SignedTransaction};
use io_app::{nonce, oracle, proposal::Proposal};
use io_economics::{BasisPoints, Seconds, Timestamp};
use serde_json::{Value, json};
use solana_account::Account;
use solana_hash::Hash;
use solana_message::compiled_instruction::CompiledInstruction;
use solana_message::{Message, MessageHeader, VersionedMessage};
use solana_sdk_ids::{bpf_loader_upgradeable, compute_budget, system_program};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_status_client_types::EncodedConfirmedTransactionWithStatusMeta;

use crate::numbers::Numbers;

const READERS: &[fn(Numbers)] = &[event, message, text, json_record, record, token_account, price, given_signature];

pub fn run(input: &[u8]) {
    let mut numbers = Numbers::of(input);
    let choice = usize::from(numbers.take::<u8>()) % READERS.len();
    READERS[choice](numbers);
}

/// What the call of a program to itself tells.
fn event(mut numbers: Numbers) {
    let program = program(&mut numbers);
    let tag = anchor_lang::event::EVENT_IX_TAG_LE;
    let data = if numbers.take() { numbers.rest().to_vec() } else { [tag, numbers.rest()].concat() };
    if let Some(told) = Event::decode(&program, &data) {
        let _ = told.devices();
    }
}

fn program(numbers: &mut Numbers) -> Pubkey {
    let framework = [system_program::ID, anchor_spl::token::ID, compute_budget::ID, bpf_loader_upgradeable::ID];
    let known: Vec<Pubkey> = SUITE.iter().map(|program| program.address).chain(framework).collect();
    known[usize::from(numbers.choice(known.len() as u8))]
}

/// Instructions for a known program, with data and accounts as they come: shown to whoever is to sign them.
fn message(mut numbers: Numbers) {
    let mut keys: Vec<Pubkey> = (0..=numbers.choice(20)).map(|number| Pubkey::from([number; 32])).collect();
    keys.push(program(&mut numbers));
    let header = MessageHeader {
        num_required_signatures: numbers.take(),
        num_readonly_signed_accounts: numbers.take(),
        num_readonly_unsigned_accounts: numbers.take(),
    };
    let mut instructions = Vec::new();
    for _ in 0..=numbers.choice(3) {
        let program_id_index = if numbers.take() { numbers.take() } else { (keys.len() - 1) as u8 };
        let accounts = numbers.choice(24);
        let accounts = numbers.bytes(accounts.into()).to_vec();
        let length = numbers.take::<u8>().into();
        instructions.push(CompiledInstruction { program_id_index, accounts, data: numbers.bytes(length).to_vec() });
    }
    let message = Message { header, account_keys: keys, recent_blockhash: Hash::default(), instructions };
    shown(&VersionedMessage::Legacy(message));
}

fn shown(message: &VersionedMessage) {
    for (step, number) in
        explain::steps(message, &[], &Known::of(message.static_account_keys().first().copied())).iter().zip(1..)
    {
        step.display(number, &mut io::sink()).expect("nothing that can fail to be written");
        let _: Value = json!(step);
    }
    let _ = transaction::writable(message, &[]);
}

/// A transaction as it travels.
fn text(mut numbers: Numbers) {
    let encoded = numbers.take();
    let input = numbers.rest();
    let text = if encoded { BASE64_STANDARD.encode(input) } else { String::from_utf8_lossy(input).into_owned() };
    let Ok(read) = transaction::read(&text) else { return };
    let _ = (nonce::of(&read), transaction::absent(&read), transaction::fits(&read));
    shown(&read.message);
    if let Ok(signed) = SignedTransaction::of(&read, true) {
        signed.display(&mut io::sink()).expect("nothing that can fail to be written");
        let again = transaction::read(&signed.transaction).expect("what was written can be read");
        assert_eq!(again, read);
    }
    let signer = transaction::signers(&read.message).first().copied().unwrap_or_default();
    let _ = Proposal::of(signer, &read);
    let _ = transaction::combine(vec![read.clone(), read]);
}

/// The record of a transaction, as JSON that somebody made up.
fn json_record(numbers: Numbers) {
    if let Ok(found) = serde_json::from_slice::<EncodedConfirmedTransactionWithStatusMeta>(numbers.rest()) {
        let _ = read_record(Signature::default(), 0, 0, found);
    }
}

/// The record of a transaction, in the right form and with any content.
fn record(mut numbers: Numbers) {
    let bytes = |numbers: &mut Numbers| {
        let length = numbers.take::<u8>().into();
        numbers.bytes(length).to_vec()
    };
    let address = |numbers: &mut Numbers| bs58::encode(numbers.take::<[u8; 32]>()).into_string();
    let several = |numbers: &mut Numbers, one: &dyn Fn(&mut Numbers) -> Value| -> Value {
        (0..numbers.choice(5)).map(|_| one(numbers)).collect()
    };
    let number = |numbers: &mut Numbers| json!(numbers.any());
    let balance = |numbers: &mut Numbers| {
        json!({
            "accountIndex": numbers.choice(8),
            "mint": address(numbers),
            "owner": address(numbers),
            "uiTokenAmount": { "amount": numbers.any().to_string(), "decimals": 8, "uiAmount": null, "uiAmountString": "" },
        })
    };
    let call = |numbers: &mut Numbers| {
        let program = numbers.choice(8);
        let tag: &[u8] = if numbers.take() { anchor_lang::event::EVENT_IX_TAG_LE } else { &[] };
        let data = [tag, &bytes(numbers)].concat();
        json!({ "programIdIndex": program, "accounts": bytes(numbers), "data": bs58::encode(data).into_string() })
    };
    let calls = |numbers: &mut Numbers| json!({ "index": numbers.choice(4), "instructions": several(numbers, &call) });
    let loaded = |numbers: &mut Numbers| json!(address(numbers));
    let mut meta = json!({
        "err": null,
        "status": { "Ok": null },
        "fee": numbers.any(),
        "preBalances": several(&mut numbers, &number),
        "postBalances": several(&mut numbers, &number),
        "preTokenBalances": several(&mut numbers, &balance),
        "postTokenBalances": several(&mut numbers, &balance),
        "innerInstructions": several(&mut numbers, &calls),
        "loadedAddresses": { "writable": several(&mut numbers, &loaded), "readonly": several(&mut numbers, &loaded) },
    });
    // A node may leave out anything.
    let fields = ["fee", "preTokenBalances", "postTokenBalances", "innerInstructions", "loadedAddresses"];
    match numbers.choice(24) {
        23 => meta["err"] = json!("AccountInUse"),
        other => {
            if let Some(field) = fields.get(usize::from(other)) {
                meta[*field] = Value::Null;
            }
        }
    }
    let slot = numbers.any();
    let transaction = if numbers.take() { sound_transaction(&mut numbers) } else { numbers.rest().to_vec() };
    let transaction = json!([BASE64_STANDARD.encode(transaction), "base64"]);
    let answer = json!({ "slot": slot, "blockTime": null, "transaction": transaction, "meta": meta });
    if let Ok(found) = serde_json::from_value::<EncodedConfirmedTransactionWithStatusMeta>(answer)
        && let Ok(record) = read_record(Signature::default(), 0, 0, found)
    {
        assert_eq!(record.slot, slot);
        assert!(!record.failed || record.events.is_empty(), "what failed told nothing");
        for told in &record.events {
            let _ = told.devices();
        }
    }
}

/// A transaction that can be decoded, of a few accounts with a known program among them.
fn sound_transaction(numbers: &mut Numbers) -> Vec<u8> {
    let others = (0..numbers.choice(6)).map(|number| Pubkey::from([number; 32]));
    let message = Message {
        header: MessageHeader { num_required_signatures: 1, ..MessageHeader::default() },
        account_keys: [Pubkey::from([9; 32]), program(numbers)].into_iter().chain(others).collect(),
        recent_blockhash: Hash::default(),
        instructions: Vec::new(),
    };
    let message = VersionedMessage::Legacy(message);
    wincode::serialize(&VersionedTransaction { signatures: vec![Signature::default()], message })
        .expect("a transaction")
}

fn account(owner: Pubkey, data: &[u8]) -> Account {
    Account { lamports: 1, data: data.to_vec(), owner, ..Account::default() }
}

fn token_account(numbers: Numbers) {
    let _ = holding(&account(anchor_spl::token::ID, numbers.rest()));
}

fn price(mut numbers: Numbers) {
    let now = Timestamp::new(numbers.seconds());
    let max_confidence = BasisPoints::new(numbers.take::<u16>() % 10_001).unwrap_or_default();
    let limits = io_oracle::Limits { max_age: Seconds::new(numbers.seconds()), max_confidence };
    let _ = oracle::read(Pubkey::default(), &account(io_oracle::RECEIVER, numbers.rest()), limits, now);
}

fn given_signature(numbers: Numbers) {
    let _ = String::from_utf8_lossy(numbers.rest()).parse::<GivenSignature>();
}
