use super::*;
use std::fs;

fn subject() -> Subject {
    Subject { action: "stake add".into(), wallet: "wallet".into(), cluster: "cluster".into() }
}

fn departed(number: u8) -> Departed {
    Departed { signature: Signature::from([number; 64]), slot: number.into(), last_block: 150 + u64::from(number) }
}

fn key(number: u8) -> Key {
    Key::of(&Pubkey::new_from_array([number; 32]), "stake 100")
}

/// Three transactions of two jobs each: one is confirmed, one is void, and of one nothing is known.
fn written(path: &Path) -> Result<()> {
    let mut journal = Journal::open(path, &subject())?;
    for number in 1..=3 {
        journal.sent(departed(number), vec![key(number), key(number + 10)])?;
    }
    journal.settled(&departed(1).signature, &Fate::Confirmed)?;
    journal.settled(&departed(2).signature, &Fate::Void)
}

#[test]
fn what_was_sent_is_known_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("new/journal");
    written(&path)?;
    let journal = Journal::open(&path, &subject())?;
    assert_eq!(journal.in_doubt(true), [departed(3)]);
    assert_eq!(journal.in_doubt(false), [departed(1), departed(3)]);
    assert_eq!(journal.confirmed(), 1);
    let jobs = journal.jobs();
    assert_eq!(jobs.len(), 4);
    assert_eq!(jobs[&key(11)], (departed(1).signature, Fate::Confirmed));
    assert_eq!(jobs[&key(3)], (departed(3).signature, Fate::OnItsWay));
    assert_eq!(jobs.get(&key(2)), None);
    journal.remove()?;
    assert!(!path.exists());
    Ok(())
}

/// However much of the last line has come to the disk, the lines before it count, and the work goes on after them.
#[test]
fn a_line_that_was_cut_off_does_not_count() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("journal");
    written(&path)?;
    let whole = fs::read(&path)?;
    let ends: Vec<usize> = (1..=whole.len()).filter(|end| whole[end - 1] == b'\n').collect();
    assert_eq!(ends.len(), 6);
    for length in 0..=whole.len() {
        fs::write(&path, &whole[..length])?;
        let lines = ends.iter().filter(|end| **end <= length).count();
        let mut journal = Journal::open(&path, &subject())?;
        let sent = lines.saturating_sub(1).min(3);
        assert_eq!(journal.fates().len(), sent, "{length} bytes");
        assert_eq!(journal.confirmed(), usize::from(lines >= 5), "{length} bytes");
        assert_eq!(journal.in_doubt(true).len(), sent - lines.saturating_sub(4), "{length} bytes");
        journal.sent(departed(9), vec![key(9)])?;
        drop(journal);
        let journal = Journal::open(&path, &subject())?;
        assert_eq!(journal.in_doubt(true).last(), Some(&departed(9)), "{length} bytes");
    }
    Ok(())
}

#[test]
fn what_is_damaged_is_left_alone() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("journal");
    written(&path)?;
    let whole = fs::read_to_string(&path)?;
    for (from, to, complaint) in [
        ("\"confirmed\"", "\"confirmd\"", "line 5"),
        ("\"begun\"", "\"sent\"", "line 1"),
        ("\"version\":1", "\"version\":2", "knows only version 1"),
        ("{\"void\":\"", "{\"void\":\"2", "damaged"),
    ] {
        let damaged = whole.replacen(from, to, 1);
        assert_ne!(damaged, whole);
        fs::write(&path, &damaged)?;
        let refusal = format!("{:#}", Journal::open(&path, &subject()).err().context("a refusal")?);
        assert!(refusal.contains(complaint), "{from}: {refusal}");
        assert_eq!(fs::read_to_string(&path)?, damaged);
    }
    fs::write(&path, "device,amount\nrig-1,100\n")?;
    let refusal = format!("{:#}", Journal::open(&path, &subject()).err().context("a refusal")?);
    assert!(refusal.contains("is no journal, or is damaged, and was left as it is: line 1"), "{refusal}");
    Ok(())
}

#[test]
fn a_journal_belongs_to_one_command_and_to_one_process() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("journal");
    let held = Journal::open(&path, &subject())?;
    let refusal = Journal::open(&path, &subject()).err().context("a refusal")?.to_string();
    assert!(refusal.contains("the same command is running already"), "{refusal}");
    drop(held);
    for other in [
        Subject { action: "stake unstake".into(), ..subject() },
        Subject { wallet: "another".into(), ..subject() },
        Subject { cluster: "another".into(), ..subject() },
    ] {
        let refusal = Journal::open(&path, &other).err().context("a refusal")?.to_string();
        assert!(
            refusal.contains("is the journal of another command: `io stake add` of the wallet wallet"),
            "{refusal}"
        );
    }
    Journal::open(&path, &subject()).map(drop)
}

/// On the embedded ledger, a command that was cut off and is repeated signs the very same transaction.
#[test]
fn the_same_signature_is_the_same_transaction() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("journal");
    let mut journal = Journal::open(&path, &subject())?;
    journal.sent(departed(1), vec![key(1)])?;
    journal.settled(&departed(1).signature, &Fate::Void)?;
    journal.sent(departed(1), vec![key(1)])?;
    assert_eq!(journal.in_doubt(true), [departed(1)]);
    journal.settled(&departed(1).signature, &Fate::Confirmed)?;
    drop(journal);
    let journal = Journal::open(&path, &subject())?;
    assert_eq!((journal.in_doubt(true), journal.confirmed()), (Vec::new(), 1));
    Ok(())
}
