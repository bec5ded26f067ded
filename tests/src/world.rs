//! An SVM with the suite deployed.

use std::{collections::BTreeMap, env, fmt::Display, fs, path::PathBuf, sync::OnceLock};

use anchor_lang::{AccountDeserialize, prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token;
use io_app::svm;
use litesvm::LiteSVM;
use solana_account::{Account, AccountSharedData};
use solana_clock::Clock;
use solana_instruction::error::InstructionError;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_program_pack::Pack;
use solana_signer::Signer;
use solana_transaction::Transaction;

use crate::{Receipt, Refusal, address, keypair};

/// When every world begins.
pub const BEGINNING: i64 = 1_800_000_000;

/// Lamports that everyone who pays begins with.
const PURSE: u64 = 1_000_000_000_000;

/// Anchor's discriminator comes before the fields.
const DISCRIMINATOR: usize = 8;

/// The runtime's program that compute units are asked for.
const COMPUTE_BUDGET: Pubkey = anchor_lang::pubkey!("ComputeBudget111111111111111111111111111111");

/// The suite's programs, and what their bytecode is called.
const SUITE: [(Pubkey, &str); 5] = [
    (io_token::ID, "io_token"),
    (io_stake::ID, "io_stake"),
    (io_emission::ID, "io_emission"),
    (io_market::ID, "io_market"),
    (io_treasury::ID, "io_treasury"),
];

/// A chain with the suite's programs, deployed by the `admin`.
#[derive(Clone)]
pub struct World {
    svm: LiteSVM,
    token_accounts: u64,
    unit_limit: Option<u32>,
}

impl World {
    /// The programs are deployed, and nothing has been called yet.
    pub fn deployed() -> Self {
        let mut svm = svm::fresh();
        for (program, file) in SUITE {
            svm::deploy(&mut svm, program, bytecode(file), address("admin")).expect("the program is deployed");
        }
        for name in ["fee payer", "payer"] {
            svm.airdrop(&address(name), PURSE).expect("an airdrop");
        }
        let mut world = Self { svm, token_accounts: 0, unit_limit: None };
        world.set_time(BEGINNING);
        world
    }

    /// Deploys one more program.
    pub fn deploy(&mut self, program: Pubkey, elf: &[u8]) {
        svm::deploy(&mut self.svm, program, elf, address("admin")).expect("the program is deployed");
    }

    /// Sends one transaction. Its fee is paid by somebody without any part in it.
    pub fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<Receipt, Refusal> {
        // Two equal transactions in a row are two, not one sent twice.
        self.svm.expire_blockhash();
        let fee_payer = keypair("fee payer");
        let mut keys = vec![&fee_payer];
        keys.extend(signers);
        // Behind the others, whose numbers stay as they are.
        let instructions: Vec<Instruction> =
            instructions.iter().cloned().chain(self.unit_limit.map(unit_limit)).collect();
        let message = Message::new(&instructions, Some(&fee_payer.pubkey()));
        let transaction = Transaction::new(&keys, message, self.svm.latest_blockhash());
        let addresses = transaction.message.account_keys.clone();
        match self.svm.send_transaction(transaction) {
            Ok(meta) => Ok(Receipt::new(&addresses, meta)),
            Err(failed) => Err(Refusal::new(failed)),
        }
    }

    /// Sends one instruction that has to go through.
    #[track_caller]
    pub fn accept(&mut self, instruction: Instruction, signers: &[&Keypair]) -> Receipt {
        self.accept_all(&[instruction], signers)
    }

    /// Sends one instruction that has to be refused for that reason.
    #[track_caller]
    pub fn refuse_with(&mut self, instruction: Instruction, signers: &[&Keypair], reason: InstructionError) -> Refusal {
        match self.send(&[instruction], signers) {
            Ok(receipt) => panic!("went through, instead of {reason:?}\n{}", receipt.logs.join("\n")),
            Err(refusal) => {
                assert_eq!(refusal.reason(), &reason, "\n{}", refusal.logs.join("\n"));
                refusal
            }
        }
    }

    /// Sends one instruction that has to be refused with that error code of a framework or another program.
    #[track_caller]
    pub fn refuse_code(&mut self, instruction: Instruction, signers: &[&Keypair], code: impl Into<u32>) {
        self.refuse_with(instruction, signers, InstructionError::Custom(code.into()));
    }

    /// Sends one instruction that a program of the suite has to refuse, with that error's sentence.
    #[track_caller]
    pub fn refuse(&mut self, instruction: Instruction, signers: &[&Keypair], error: impl Display + Into<u32>) {
        let sentence = format!("Error Message: {error}");
        let refusal = self.refuse_with(instruction, signers, InstructionError::Custom(error.into()));
        assert!(refusal.logs.iter().any(|line| line.contains(&sentence)), "no `{sentence}` in {:#?}", refusal.logs);
    }

    /// Sends one transaction that has to go through.
    #[track_caller]
    pub fn accept_all(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Receipt {
        match self.send(instructions, signers) {
            Ok(receipt) => receipt,
            Err(refusal) => panic!("refused: {}\n{}", refusal.error, refusal.logs.join("\n")),
        }
    }

    /// Has every transaction from now on ask for so many compute units, instead of 200,000 for each instruction.
    pub fn set_unit_limit(&mut self, units: u32) {
        self.unit_limit = Some(units);
    }

    /// The time on chain.
    pub fn time(&self) -> i64 {
        self.svm.get_sysvar::<Clock>().unix_timestamp
    }

    /// Sets the time on chain.
    pub fn set_time(&mut self, unix_timestamp: i64) {
        let clock = Clock { unix_timestamp, ..self.svm.get_sysvar::<Clock>() };
        self.svm.set_sysvar(&clock);
    }

    /// An account as it is stored.
    pub fn account(&self, address: Pubkey) -> Option<Account> {
        self.svm.get_account(&address)
    }

    /// Every account, as it is stored.
    pub fn accounts(&self) -> BTreeMap<Pubkey, AccountSharedData> {
        self.svm.accounts_db().inner.iter().map(|(address, account)| (*address, account.clone())).collect()
    }

    /// Puts an account where it never could have come from: for forgeries.
    pub fn put(&mut self, address: Pubkey, account: Account) {
        self.svm.set_account(address, account).expect("an account that the runtime stores");
    }

    /// Writes a field of an Anchor account, where only its program can write: for what no sequence of calls leads to.
    #[track_caller]
    pub fn overwrite(&mut self, address: Pubkey, field: usize, bytes: &[u8]) {
        let mut stored = self.account(address).expect("the account exists");
        let start = DISCRIMINATOR + field;
        stored.data[start..start + bytes.len()].copy_from_slice(bytes);
        self.put(address, stored);
    }

    /// What an Anchor account says.
    #[track_caller]
    pub fn read<T: AccountDeserialize>(&self, address: Pubkey) -> T {
        let account = self.account(address).expect("the account exists");
        T::try_deserialize(&mut account.data.as_slice()).expect("an account of that type")
    }

    /// A new, empty token account of the IO mint.
    pub fn token_account(&mut self, owner: Pubkey) -> Pubkey {
        self.token_account_of(io_token::seeds::MINT, owner)
    }

    /// A new, empty token account of any mint.
    pub fn token_account_of(&mut self, mint: Pubkey, owner: Pubkey) -> Pubkey {
        self.token_accounts += 1;
        let address = address(&format!("token account {}", self.token_accounts));
        let state = spl_token::state::Account {
            mint,
            owner,
            state: spl_token::state::AccountState::Initialized,
            ..Default::default()
        };
        self.put_packed(address, state);
        address
    }

    /// A new mint that `authority` can mint from.
    pub fn foreign_mint(&mut self, authority: Pubkey) -> Pubkey {
        let address = address("foreign mint");
        let state = spl_token::state::Mint {
            mint_authority: Some(authority).into(),
            decimals: 8,
            is_initialized: true,
            ..Default::default()
        };
        self.put_packed(address, state);
        address
    }

    /// Puts the state of an SPL account.
    pub fn put_packed<T: Pack>(&mut self, address: Pubkey, state: T) {
        let mut data = vec![0; T::LEN];
        T::pack(state, &mut data).expect("the state fits its own length");
        let lamports = self.svm.minimum_balance_for_rent_exemption(T::LEN);
        self.put(address, Account { lamports, data, owner: spl_token::ID, ..Default::default() });
    }

    /// The state of an SPL account.
    #[track_caller]
    pub fn packed<T: Pack + solana_program_pack::IsInitialized>(&self, address: Pubkey) -> T {
        T::unpack(&self.account(address).expect("the account exists").data).expect("an SPL account of that type")
    }

    /// Base units in a token account.
    #[track_caller]
    pub fn balance(&self, token_account: Pubkey) -> u64 {
        self.packed::<spl_token::state::Account>(token_account).amount
    }

    /// Base units of IO that exist.
    pub fn supply(&self) -> u64 {
        self.packed::<spl_token::state::Mint>(io_token::seeds::MINT).supply
    }

    /// Lamports of an address.
    pub fn lamports(&self, address: Pubkey) -> u64 {
        self.svm.get_balance(&address).unwrap_or_default()
    }

    /// Gives lamports to an address.
    pub fn fund(&mut self, address: Pubkey, lamports: u64) {
        self.svm.airdrop(&address, lamports).expect("an airdrop");
    }

    /// The lamports that an account of that size has to hold.
    pub fn rent(&self, size: usize) -> u64 {
        self.svm.minimum_balance_for_rent_exemption(size)
    }
}

/// Asks for compute units.
fn unit_limit(units: u32) -> Instruction {
    let set_limit = 2;
    let data = [[set_limit].as_slice(), &units.to_le_bytes()].concat();
    Instruction { program_id: COMPUTE_BUDGET, accounts: vec![], data }
}

/// Where the programs are: in the folder that `IO_PROGRAMS` names, or where `cargo xtask build` puts them.
pub fn deploy_folder() -> PathBuf {
    match env::var_os("IO_PROGRAMS") {
        Some(folder) => folder.into(),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/deploy"),
    }
}

/// The bytecode of a program of the suite, read once.
fn bytecode(program: &str) -> &'static [u8] {
    static BYTECODE: OnceLock<BTreeMap<&str, Vec<u8>>> = OnceLock::new();
    let read = |program: &str| {
        let file = deploy_folder().join(program).with_extension("so");
        fs::read(&file).unwrap_or_else(|fault| panic!("{}: {fault}. Run `cargo xtask build`.", file.display()))
    };
    &BYTECODE.get_or_init(|| SUITE.into_iter().map(|(_, program)| (program, read(program))).collect())[program]
}
