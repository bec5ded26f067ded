//! The short story of the token on Agave's own bank, not LiteSVM's: initialise, allocate, genesis, release at the
//! boundaries of a tranche, mint, burn. The other suite says everything else.

use anchor_lang::{AccountDeserialize, prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token;
use io_app::token::{self, BURNS, CONFIG, ID, MINT, PROGRAM_DATA, VAULT};
use io_tests::{
    World, address, keypair,
    token::{GENESIS, MONTH, beneficiary, burn_args, plan, schedule},
    world::BEGINNING,
};
use io_token::{
    BurnKind, Category,
    error::IoTokenError,
    state::{BurnLedger, Config},
};
use solana_account::Account;
use solana_clock::Clock;
use solana_instruction::error::InstructionError;
use solana_keypair::Keypair;
use solana_program_pack::Pack;
use solana_program_test::{ProgramTest, ProgramTestContext, tokio};
use solana_signer::Signer;
use solana_transaction::Transaction;
use solana_transaction_error::TransactionError;

const SUPPLY: u64 = 500_000_000 * 100_000_000;

/// A bank with the program deployed by the `admin`, who can pay, and an empty token account of each owner.
async fn bank(owners: &[Pubkey]) -> ProgramTestContext {
    let mut bank = ProgramTest::default();
    agave_logger::setup_with("error");
    let deployed = World::deployed();
    for part in [ID, PROGRAM_DATA] {
        bank.add_account(part, deployed.account(part).expect("the program is deployed"));
    }
    let lamports = 1_000_000_000_000;
    bank.add_account(address("payer"), Account { lamports, ..Account::default() });
    for owner in owners {
        bank.add_account(wallet(owner), token_account(*owner));
    }
    let mut bank = bank.start_with_context().await;
    set_time(&mut bank, BEGINNING).await;
    bank
}

/// Where the story keeps the tokens of an owner.
fn wallet(owner: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[owner.as_ref()], &spl_token::ID).0
}

fn token_account(owner: Pubkey) -> Account {
    let state = spl_token::state::AccountState::Initialized;
    let state = spl_token::state::Account { mint: MINT, owner, state, ..Default::default() };
    let mut data = vec![0; spl_token::state::Account::LEN];
    spl_token::state::Account::pack(state, &mut data).expect("the state fits its own length");
    Account { lamports: 10_000_000, data, owner: spl_token::ID, ..Account::default() }
}

async fn set_time(bank: &mut ProgramTestContext, unix_timestamp: i64) {
    let clock: Clock = bank.banks_client.get_sysvar().await.expect("the clock");
    bank.set_sysvar(&Clock { unix_timestamp, ..clock });
}

async fn send(
    bank: &mut ProgramTestContext,
    instruction: Instruction,
    signers: &[&Keypair],
) -> Result<(), TransactionError> {
    let blockhash = bank.get_new_latest_blockhash().await.expect("a blockhash");
    let mut keys = vec![&bank.payer];
    keys.extend(signers);
    let transaction = Transaction::new_signed_with_payer(&[instruction], Some(&bank.payer.pubkey()), &keys, blockhash);
    let outcome = bank.banks_client.process_transaction_with_metadata(transaction).await;
    outcome.expect("the bank answers").result
}

async fn accept(bank: &mut ProgramTestContext, instruction: Instruction, signers: &[&Keypair]) {
    assert_eq!(send(bank, instruction, signers).await, Ok(()));
}

async fn refuse(bank: &mut ProgramTestContext, instruction: Instruction, signers: &[&Keypair], error: IoTokenError) {
    let reason = InstructionError::Custom(error.into());
    assert_eq!(send(bank, instruction, signers).await, Err(TransactionError::InstructionError(0, reason)));
}

async fn account(bank: &mut ProgramTestContext, address: Pubkey) -> Account {
    bank.banks_client.get_account(address).await.expect("the bank answers").expect("the account exists")
}

async fn balance(bank: &mut ProgramTestContext, address: Pubkey) -> u64 {
    spl_token::state::Account::unpack(&account(bank, address).await.data).expect("a token account").amount
}

async fn supply(bank: &mut ProgramTestContext) -> u64 {
    spl_token::state::Mint::unpack(&account(bank, MINT).await.data).expect("a mint").supply
}

async fn read<T: AccountDeserialize>(bank: &mut ProgramTestContext, address: Pubkey) -> T {
    T::try_deserialize(&mut account(bank, address).await.data.as_slice()).expect("an account of that type")
}

#[tokio::test]
async fn from_deployment_to_the_first_burn() {
    let args = plan().into_iter().find(|args| args.category == Category::SeriesA).expect("a series A allocation");
    let (owner, minter) = (beneficiary(args.id), keypair("emission minter"));
    let (destination, rewards) = (wallet(&owner.pubkey()), wallet(&address("reward vault")));
    let bank = &mut bank(&[owner.pubkey(), address("reward vault")]).await;
    let (admin, payer) = (keypair("admin"), keypair("payer"));

    let initialize = |admin: Pubkey| token::initialize(admin, payer.pubkey(), minter.pubkey(), address("pauser"));
    let thief = keypair("thief");
    refuse(bank, initialize(thief.pubkey()), &[&thief, &payer], IoTokenError::NotUpgradeAuthority).await;
    accept(bank, initialize(admin.pubkey()), &[&admin, &payer]).await;
    assert!(account(bank, PROGRAM_DATA).await.data.len() > 100_000, "the bytecode is what runs");

    let genesis = || token::genesis(admin.pubkey());
    refuse(bank, genesis(), &[&admin], IoTokenError::BudgetNotAllocated).await;
    for args in plan() {
        accept(bank, token::allocate(admin.pubkey(), payer.pubkey(), args), &[&admin, &payer]).await;
    }
    set_time(bank, GENESIS).await;
    accept(bank, genesis(), &[&admin]).await;
    assert_eq!((supply(bank).await, balance(bank, VAULT).await), (SUPPLY, SUPPLY));

    let release = || token::release(args.id, destination);
    let (first_month, tranche) = schedule(&args)[1];
    set_time(bank, GENESIS + first_month * MONTH - 1).await;
    refuse(bank, release(), &[], IoTokenError::NothingToRelease).await;
    set_time(bank, GENESIS + first_month * MONTH).await;
    accept(bank, release(), &[]).await;
    assert_eq!(balance(bank, destination).await, tranche);
    set_time(bank, GENESIS + first_month * MONTH + 1).await;
    refuse(bank, release(), &[], IoTokenError::NothingToRelease).await;
    set_time(bank, GENESIS + 36 * MONTH).await;
    accept(bank, release(), &[]).await;
    assert_eq!(balance(bank, destination).await, args.total);

    let mint = token::mint_emission(minter.pubkey(), rewards, 456_621_004_566);
    accept(bank, mint, &[&minter]).await;
    assert_eq!(balance(bank, rewards).await, 456_621_004_566);

    let slash = token::burn(owner.pubkey(), destination, burn_args(BurnKind::Slash, 77));
    refuse(bank, slash, &[&owner], IoTokenError::BurnerNotRegistered).await;
    let credits = token::burn(owner.pubkey(), destination, burn_args(BurnKind::Credits, 77));
    accept(bank, credits, &[&owner]).await;

    let (config, ledger): (Config, BurnLedger) = (read(bank, CONFIG).await, read(bank, BURNS).await);
    assert_eq!((ledger.total, ledger.burned_under(BurnKind::Credits)), (77, 77));
    assert_eq!((config.minted, config.released), (SUPPLY + 456_621_004_566, args.total));
    assert_eq!(supply(bank).await, config.minted - 77);
    assert_eq!(balance(bank, VAULT).await, SUPPLY - args.total);
}
