//! The page that the figures are published on.

use std::{collections::BTreeSet, fmt::Write};

use crate::{Program, accounts::Account, schedule::Schedule};

const HEAD: &str = "\
# Compute units, sizes and rent

Written by `cargo xtask bench`, checked by `cargo xtask bench --check`: each figure was measured on the programs' bytecode
in the real SVM with every feature on, one instruction a transaction, the same keys in every run. Addresses with other
keys can cost 1,500 more for each further bump that a creation has to try.

In the tables, *own* is what the program itself uses, the price of making its calls included (about 1,000 a call); the
other columns are what the programs it calls use. *SPL Token* is the floor: the bare cost of moving the tokens.
*event* is the program's call to itself that carries the event. A row that names a number, such as *168 epochs* or
*batch of 20*, is one instruction too, and its goal is for all of them; a batch of 20 needs lookup tables to fit into a
transaction. A row that names *co-stakers* pays them besides; its goal is 6,300 beyond the plain claim.
";

/// The whole page.
pub fn render(programs: &[Program], accounts: &[Account], schedule: &Schedule) -> String {
    let mut page = String::from(HEAD);
    for program in programs {
        instructions(&mut page, program);
    }
    emission(&mut page, schedule);
    sizes(&mut page, programs);
    rents(&mut page, accounts);
    page
}

fn instructions(page: &mut String, program: &Program) {
    let purposes: BTreeSet<&str> =
        program.instructions.iter().flat_map(|instruction| instruction.profile.called.keys().copied()).collect();
    let purposes: Vec<&str> = purposes.into_iter().collect();
    writeln!(page, "\n## `{}`\n", program.name).expect(STRING);
    let mut columns = vec!["instruction", "units", "goal", "own"];
    columns.extend(&purposes);
    row(page, columns.iter().map(|column| (*column).to_owned()));
    row(page, columns.iter().enumerate().map(|(place, _)| if place == 0 { "---" } else { "---:" }.to_owned()));
    for instruction in &program.instructions {
        let goal = instruction.goal.map(grouped).unwrap_or_default();
        let profile = &instruction.profile;
        let called =
            purposes.iter().map(|purpose| profile.called.get(purpose).copied().map(grouped).unwrap_or_default());
        let name = format!("`{}`", instruction.name);
        row(page, [name, grouped(profile.total), goal, grouped(profile.own())].into_iter().chain(called));
    }
}

fn emission(page: &mut String, schedule: &Schedule) {
    let (epoch, units) = schedule.dearest;
    writeln!(
        page,
        "\n## The emission schedule\n\n`cumulative(n)` of `io-economics`, measured through a program that is not \
         shipped. Goal: under 6,000 for any n; the dearest found is {} at n = {}.\n",
        grouped(units),
        grouped(u64::from(epoch))
    )
    .expect(STRING);
    row(page, ["n", "units"].map(str::to_owned));
    row(page, ["---:", "---:"].map(str::to_owned));
    for (epoch, units) in &schedule.epochs {
        row(page, [grouped(u64::from(*epoch)), grouped(*units)]);
    }
}

fn sizes(page: &mut String, programs: &[Program]) {
    page.push_str(
        "\n## Programs\n\nThe folder that a program is built in moves its size by some hundred bytes, and no other figure: \
         sizes are not checked.\n\n",
    );
    row(page, ["program", "bytes"].map(str::to_owned));
    row(page, ["---", "---:"].map(str::to_owned));
    for program in programs {
        row(page, [format!("`{}`", program.name), grouped(program.bytes)]);
    }
}

fn rents(page: &mut String, accounts: &[Account]) {
    page.push_str(
        "\n## Accounts\n\nWhoever creates an account locks its rent, and gets it back when it is closed.\n\n",
    );
    row(page, ["account", "how many", "bytes", "rent in lamports"].map(str::to_owned));
    row(page, ["---", "---", "---:", "---:"].map(str::to_owned));
    for Account { name, many, bytes, rent } in accounts {
        row(page, [(*name).to_owned(), (*many).to_owned(), grouped(*bytes as u64), grouped(*rent)]);
    }
}

/// Lines that only one of two pages has, but for the programs' sizes.
pub fn changes(declared: &str, measured: &str) -> Vec<String> {
    let only = |sign: char, page: &str, other: &str| {
        let known: BTreeSet<&str> = checked(other).collect();
        checked(page).filter(|line| !known.contains(line)).map(|line| format!("{sign} {line}")).collect::<Vec<_>>()
    };
    let mut changes = only('-', declared, measured);
    changes.extend(only('+', measured, declared));
    changes.sort_by_key(|line| line.split('|').nth(1).map(str::to_owned));
    changes
}

/// The lines of a page without its section of the programs.
fn checked(page: &str) -> impl Iterator<Item = &str> {
    let (before, rest) = page.split_once("\n## Programs\n").unwrap_or((page, ""));
    let after = rest.split_once("\n## ").map_or("", |(_, after)| after);
    before.lines().chain(after.lines())
}

fn row(page: &mut String, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().collect();
    writeln!(page, "| {} |", cells.join(" | ")).expect(STRING);
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| core::str::from_utf8(group).expect("digits are text")).collect();
    groups.join(",")
}

const STRING: &str = "a string takes all that is written to it";
