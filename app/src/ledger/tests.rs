use super::*;
use crate::history::{Holding, LamportChange, Period, TokenAccountChange};
use solana_keypair::Keypair;
use solana_message::{Message, VersionedMessage};
use solana_signer::Signer;
use std::fs;

const TIME: i64 = 1_800_000_000;

fn place(directory: &tempfile::TempDir) -> Place {
    Place::new(directory.path().join("ledger"))
}

fn founding() -> Founding {
    Founding { programs: Vec::new(), upgrade_authority: Pubkey::default(), time: TIME }
}

fn never() -> Result<Founding> {
    bail!("the ledger should have been there")
}

fn pay(ledger: &mut Ledger, from: &Keypair, to: &Pubkey, lamports: u64) -> Result<()> {
    let transfer = anchor_lang::solana_program::system_instruction::transfer(&from.pubkey(), to, lamports);
    let message = Message::new_with_blockhash(&[transfer], Some(&from.pubkey()), &ledger.svm().latest_blockhash());
    let transaction = VersionedTransaction::try_new(VersionedMessage::Legacy(message), &[from])?;
    ledger.execute(&transaction).map_err(|failed| anyhow!("{}", failed.err))?;
    Ok(())
}

#[test]
fn a_ledger_goes_on_where_it_stopped() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let (alice, bob) = (Keypair::new(), Pubkey::new_unique());
    let mut ledger = Ledger::open(place(&directory), || Ok(founding()))?;
    assert_eq!(ledger.clock().unix_timestamp, TIME);
    ledger.airdrop(&alice.pubkey(), 1_000_000_000)?;
    pay(&mut ledger, &alice, &bob, 10_000_000)?;
    ledger.warp(TIME + 60)?;
    ledger.save()?;
    let (blockhash, slot) = (ledger.svm().latest_blockhash(), ledger.clock().slot);
    drop(ledger);

    let mut ledger = Ledger::open(place(&directory), never)?;
    assert_eq!(ledger.svm().get_balance(&bob), Some(10_000_000));
    assert_eq!(ledger.svm().get_balance(&alice.pubkey()), Some(1_000_000_000 - 10_000_000 - 5_000));
    assert_eq!(ledger.clock().unix_timestamp, TIME + 60);
    assert_eq!((ledger.svm().latest_blockhash(), ledger.clock().slot), (blockhash, slot));
    pay(&mut ledger, &alice, &bob, 1)?;
    assert_eq!(ledger.clock().slot, slot + 1);
    assert_eq!(ledger.transactions(), 2);
    let unsaved = ledger.journal()?;
    ledger.save()?;
    assert_eq!(ledger.journal()?, unsaved);
    let [Entry::Gift(gift), Entry::Executed(first), Entry::Executed(second)] = unsaved.as_slice() else {
        bail!("a gift and two transactions, and not {unsaved:?}");
    };
    let change = |account, before, after| LamportChange { account, before, after };
    assert_eq!(gift.changes.lamports, [change(alice.pubkey(), 0, 1_000_000_000)]);
    assert_eq!((first.time, first.fee, second.slot), (TIME, 5_000, slot));
    let paid = [change(alice.pubkey(), 1_000_000_000, 989_995_000), change(bob, 0, 10_000_000)];
    assert_eq!(first.changes, Changes { lamports: paid.to_vec(), tokens: Vec::new() });
    Ok(())
}

#[test]
fn history_is_what_named_an_address_in_a_period() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let (alice, bob, carol) = (Keypair::new(), Pubkey::new_unique(), Pubkey::new_unique());
    let mut ledger = Ledger::open(place(&directory), || Ok(founding()))?;
    ledger.airdrop(&alice.pubkey(), 1_000_000_000)?;
    pay(&mut ledger, &alice, &bob, 10_000_000)?;
    ledger.warp(TIME + 60)?;
    pay(&mut ledger, &alice, &carol, 20_000_000)?;
    let (account, amount) = ledger.issue_usdc(carol, 7)?;
    let count =
        |addresses: &[Pubkey], from, until| anyhow::Ok(ledger.history(addresses, Period { from, until })?.len());
    assert_eq!(count(&[alice.pubkey()], 0, i64::MAX)?, 3);
    assert_eq!(count(&[alice.pubkey()], TIME, TIME + 60)?, 2);
    assert_eq!(count(&[alice.pubkey()], TIME + 1, TIME + 60)?, 0);
    assert_eq!(count(&[bob, carol], TIME, TIME + 61)?, 2);
    assert_eq!(count(&[bob, account], TIME + 60, TIME + 61)?, 1);
    let gift = ledger.history(&[account], Period::since(TIME))?.pop().context("a gift")?;
    let after = Some(Holding { mint: crate::usdc::MINT, owner: carol, amount });
    assert_eq!((gift.signature, gift.fee, gift.time), (None, 0, TIME + 60));
    assert_eq!(gift.changes.tokens, [TokenAccountChange { account, before: None, after }]);
    Ok(())
}

#[test]
fn what_was_not_saved_is_gone() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let alice = Keypair::new();
    let mut ledger = Ledger::open(place(&directory), || Ok(founding()))?;
    ledger.airdrop(&alice.pubkey(), 1)?;
    drop(ledger);
    let ledger = Ledger::open(place(&directory), never)?;
    assert_eq!(ledger.svm().get_balance(&alice.pubkey()), None);
    Ok(())
}

#[test]
fn the_same_history_gives_the_same_file() -> Result<()> {
    let alice = Keypair::new_from_array([7; 32]);
    let file = || {
        let directory = tempfile::tempdir()?;
        let mut ledger = Ledger::open(place(&directory), || Ok(founding()))?;
        ledger.airdrop(&alice.pubkey(), 1_000_000_000)?;
        pay(&mut ledger, &alice, &Pubkey::new_from_array([9; 32]), 10_000_000)?;
        ledger.save()?;
        anyhow::Ok(fs::read(ledger.place().state())?)
    };
    assert_eq!(file()?, file()?);
    Ok(())
}

#[test]
fn a_refused_transaction_is_noted_if_it_paid_its_fee() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let (alice, bob) = (Keypair::new(), Pubkey::new_unique());
    let mut ledger = Ledger::open(place(&directory), || Ok(founding()))?;
    ledger.airdrop(&alice.pubkey(), 10_000_000)?;
    let slot = ledger.clock().slot;
    assert!(pay(&mut ledger, &alice, &bob, 1_000_000_000).is_err());
    assert_eq!(ledger.transactions(), 0);
    assert_eq!(ledger.clock().slot, slot + 1, "its fee was paid");
    assert!(pay(&mut ledger, &Keypair::new(), &bob, 1).is_err());
    assert_eq!(ledger.clock().slot, slot + 1, "a payer without lamports pays no fee");
    let history = ledger.history(&[bob], Period::since(0))?;
    let [refused] = history.as_slice() else { bail!("one of them, and not {history:?}") };
    assert_eq!((refused.failed, refused.payer, refused.fee), (true, alice.pubkey(), 5_000));
    let paid = LamportChange { account: alice.pubkey(), before: 10_000_000, after: 9_995_000 };
    assert_eq!(refused.changes.lamports, [paid]);
    Ok(())
}

#[test]
fn the_clock_moves_only_forward() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let mut ledger = Ledger::open(place(&directory), || Ok(founding()))?;
    ledger.warp(TIME)?;
    let refusal = ledger.warp(TIME - 1).expect_err("backward");
    assert!(refusal.to_string().contains("only forward"), "{refusal}");
    assert_eq!(ledger.clock().unix_timestamp, TIME);
    Ok(())
}

#[test]
fn a_damaged_ledger_is_reported_and_left_alone() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let place = place(&directory);
    drop(Ledger::open(place.clone(), || Ok(founding()))?);
    let mut bytes = fs::read(place.state())?;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(place.state(), &bytes)?;

    let refusal = Ledger::open(place.clone(), never).err().context("opened a damaged ledger")?;
    assert_eq!(refusal.downcast_ref(), Some(&Damage::Checksum));
    assert!(refusal.to_string().contains("io ledger reset"), "{refusal}");
    assert_eq!(fs::read(place.state())?, bytes);

    let (ledger, aside) = Ledger::reset(place, || Ok(founding()))?;
    let aside = aside.context("the damaged file is put aside")?;
    assert_eq!(fs::read(aside)?, bytes);
    drop(ledger);
    Ok(())
}

#[test]
fn a_foreign_file_survives_a_reset() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let place = place(&directory);
    fs::write(place.state(), b"my thesis, which is not a ledger")?;
    let refusal = Ledger::open(place.clone(), never).err().context("opened a foreign file")?;
    assert_eq!(refusal.downcast_ref(), Some(&Damage::Foreign));
    let (_, aside) = Ledger::reset(place, || Ok(founding()))?;
    assert_eq!(fs::read(aside.context("put aside")?)?, b"my thesis, which is not a ledger");
    Ok(())
}

#[test]
fn a_shortened_journal_is_reported() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let alice = Keypair::new();
    let mut ledger = Ledger::open(place(&directory), || Ok(founding()))?;
    ledger.airdrop(&alice.pubkey(), 1_000_000_000)?;
    pay(&mut ledger, &alice, &Pubkey::new_unique(), 10_000_000)?;
    ledger.save()?;
    let path = ledger.place().journal();
    drop(ledger);
    let journal = fs::read(&path)?;
    fs::write(&path, &journal[..journal.len() - 1])?;
    let refusal = Ledger::open(place(&directory), never).err().context("opened with half a journal")?;
    assert!(matches!(refusal.downcast_ref(), Some(Damage::JournalTruncated { .. })), "{refusal}");
    fs::remove_file(&path)?;
    let refusal = Ledger::open(place(&directory), never).err().context("opened without a journal")?;
    assert_eq!(refusal.downcast_ref(), Some(&Damage::JournalMissing));
    let (_, aside) = Ledger::reset(place(&directory), || Ok(founding()))?;
    assert!(aside.is_some(), "a ledger without its journal is damaged");
    Ok(())
}

/// A process can be killed after any step of a save. Each leaves a state on the disk that this test builds.
#[test]
fn a_save_cut_short_leaves_the_old_state() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let alice = Keypair::new();
    let mut ledger = Ledger::open(place(&directory), || Ok(founding()))?;
    ledger.airdrop(&alice.pubkey(), 1_000_000_000)?;
    pay(&mut ledger, &alice, &Pubkey::new_unique(), 10_000_000)?;
    ledger.save()?;
    let (state, journal) = (fs::read(ledger.place().state())?, fs::read(ledger.place().journal())?);
    pay(&mut ledger, &alice, &Pubkey::new_unique(), 20_000_000)?;
    ledger.save()?;
    let (new_state, new_journal) = (fs::read(ledger.place().state())?, fs::read(ledger.place().journal())?);
    let place = ledger.place().clone();
    drop(ledger);
    let temporary = directory.path().join("ledger.new");
    assert!(!temporary.exists());

    fs::write(place.state(), &state)?;
    for length in journal.len()..=new_journal.len() {
        fs::write(place.journal(), &new_journal[..length])?;
        let ledger = Ledger::open(place.clone(), never)?;
        assert_eq!((ledger.transactions(), ledger.journal()?.len()), (1, 2), "{length} bytes of the journal");
    }
    for length in [0, 1, 51, 52, new_state.len() / 2, new_state.len()] {
        fs::write(&temporary, &new_state[..length])?;
        assert_eq!(Ledger::open(place.clone(), never)?.transactions(), 1, "{length} bytes of the state");
    }
    let mut ledger = Ledger::open(place.clone(), never)?;
    pay(&mut ledger, &alice, &Pubkey::new_unique(), 30_000_000)?;
    ledger.save()?;
    drop(ledger);
    let ledger = Ledger::open(place, never)?;
    assert_eq!(ledger.journal()?.len(), 3);
    Ok(())
}

#[test]
fn a_reset_starts_the_journal_anew() -> Result<()> {
    let directory = tempfile::tempdir()?;
    let alice = Keypair::new();
    let mut ledger = Ledger::open(place(&directory), || Ok(founding()))?;
    ledger.airdrop(&alice.pubkey(), 1_000_000_000)?;
    pay(&mut ledger, &alice, &Pubkey::new_unique(), 10_000_000)?;
    ledger.save()?;
    drop(ledger);
    let (mut ledger, aside) = Ledger::reset(place(&directory), || Ok(founding()))?;
    assert_eq!(aside, None, "a sound ledger is replaced");
    assert_eq!(ledger.transactions(), 0);
    assert_eq!(ledger.journal()?, []);
    ledger.airdrop(&alice.pubkey(), 1_000_000_000)?;
    pay(&mut ledger, &alice, &Pubkey::new_unique(), 10_000_000)?;
    ledger.save()?;
    assert_eq!((ledger.transactions(), ledger.journal()?.len()), (1, 2));
    Ok(())
}
