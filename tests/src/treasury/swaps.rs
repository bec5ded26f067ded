//! The two swap programs: one that does what a test tells it to, and SPL Token Swap, a real market maker.

use std::fs;

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
};
use anchor_spl::token::spl_token;
use io_app::{
    token,
    treasury::{self, IO_PURSE, TRADER},
    usdc,
};
use solana_account::Account;

use super::{usdc_purse, usdc_vault};
use crate::{Receipt, World, address, dollars::price_account, world::deploy_folder};

/// The program that obeys.
pub fn hostile() -> Pubkey {
    address("hostile swap")
}

/// SPL Token Swap.
pub fn constant_product() -> Pubkey {
    address("constant product")
}

/// The hostile program's own signer, and the bump of its address.
fn till() -> (Pubkey, u8) {
    Pubkey::find_program_address(&[io_hostile_swap::TILL_SEED], &hostile())
}

/// Where the hostile program keeps its IO.
pub fn till_of_io() -> Pubkey {
    address("till of IO")
}

/// Where the hostile program keeps its USDC.
pub fn till_of_usdc() -> Pubkey {
    address("till of USDC")
}

/// Deploys both, and opens the empty tills of the one that obeys.
pub fn deploy(world: &mut World) {
    for (program, file) in [(hostile(), "io_hostile_swap.so"), (constant_product(), "constant_product_swap.so")] {
        let file = deploy_folder().join("../probe").join(file);
        let elf =
            fs::read(&file).unwrap_or_else(|fault| panic!("{}: {fault}. Run `cargo xtask build`.", file.display()));
        world.deploy(program, &elf);
    }
    world.put_token_account(till_of_io(), token::MINT, till().0);
    world.put_token_account(till_of_usdc(), usdc::MINT, till().0);
}

/// An instruction of the hostile program that makes these calls, in the trader's name where they want its signature.
pub fn obeys(calls: &[Instruction]) -> Instruction {
    let mut accounts: Vec<AccountMeta> = vec![];
    let mut place_of = |meta: AccountMeta| {
        let place = accounts.iter().position(|known| known.pubkey == meta.pubkey).unwrap_or_else(|| {
            accounts.push(AccountMeta::new_readonly(meta.pubkey, false));
            accounts.len() - 1
        });
        // The till signs with the program's own seeds.
        accounts[place].is_signer |= meta.is_signer && meta.pubkey != till().0;
        accounts[place].is_writable |= meta.is_writable;
        u8::try_from(place).expect("few accounts")
    };
    let mut data = vec![till().1];
    for call in calls {
        data.push(place_of(AccountMeta::new_readonly(call.program_id, false)));
        data.push(u8::try_from(call.accounts.len()).expect("few accounts"));
        for meta in &call.accounts {
            data.push(place_of(meta.clone()));
            data.push(u8::from(meta.is_signer) | (u8::from(meta.is_writable) << 1));
        }
        data.extend(u16::try_from(call.data.len()).expect("little data").to_le_bytes());
        data.extend(&call.data);
    }
    Instruction { program_id: hostile(), accounts, data }
}

/// The hostile program takes USDC from the purse, as any swap does.
pub fn take(usdc: u64) -> Instruction {
    transfer(usdc_purse(), till_of_usdc(), TRADER, usdc)
}

/// The hostile program puts IO into the purse, as any swap does.
pub fn bring(io: u64) -> Instruction {
    transfer(till_of_io(), IO_PURSE, till().0, io)
}

/// The hostile program puts USDC back into the purse.
pub fn give_back(usdc: u64) -> Instruction {
    transfer(till_of_usdc(), usdc_purse(), till().0, usdc)
}

/// A transfer of tokens.
pub fn transfer(from: Pubkey, to: Pubkey, authority: Pubkey, amount: u64) -> Instruction {
    spl_token::instruction::transfer(&spl_token::ID, &from, &to, &authority, &[], amount).expect("an instruction")
}

/// The treasury is asked to swap `usdc` by these calls of the hostile program.
pub fn swap(usdc: u64, min_io: u64, calls: &[Instruction]) -> Instruction {
    treasury::buyback_via_swap(usdc::MINT, price_account(), usdc, min_io, obeys(calls))
}

/// The least IO that these micro-USDC may buy, by the tests' own arithmetic: 1% less than at 2.49 dollars, rounded up.
pub fn floor(usdc: u64) -> u64 {
    let (above, below) = (u128::from(usdc) * 10_000_000_000 * 99, 249_000_000 * 100);
    u64::try_from(above.div_ceil(below)).expect("an amount")
}

impl World {
    /// The treasury with the hostile program allowed.
    pub fn swapping() -> Self {
        let mut world = Self::treasury();
        world.by("admin", treasury::allow_swap(address("admin"), hostile()));
        world
    }

    /// Somebody has the treasury swap; it has to go through. Nobody signs.
    #[track_caller]
    pub fn swaps(&mut self, usdc: u64, calls: &[Instruction]) -> Receipt {
        self.accept(swap(usdc, 0, calls), &[])
    }
}

/// A pool of SPL Token Swap: constant product, with a fee of 30 basis points.
#[derive(Clone, Copy)]
pub struct Pool;

/// What a pool's account holds: a version, then 323 bytes.
const POOL_SIZE: usize = 324;

impl Pool {
    fn address(self) -> Pubkey {
        address("pool")
    }

    fn authority(self) -> Pubkey {
        Pubkey::find_program_address(&[self.address().as_ref()], &constant_product()).0
    }

    /// The pool's USDC.
    pub fn usdc(self) -> Pubkey {
        address("pool's USDC")
    }

    /// The pool's IO.
    pub fn io(self) -> Pubkey {
        address("pool's IO")
    }

    fn share_mint(self) -> Pubkey {
        address("pool shares")
    }

    fn fee_account(self) -> Pubkey {
        address("pool's fees")
    }

    /// Creates the pool with so much in it.
    #[track_caller]
    pub fn create(self, world: &mut World, usdc: u64, io: u64) {
        let authority = self.authority();
        world.put_token_account(self.usdc(), usdc::MINT, authority);
        world.put_token_account(self.io(), token::MINT, authority);
        world.issue_usdc(self.usdc(), usdc);
        world.give_io(self.io(), io);
        let mint = spl_token::state::Mint {
            mint_authority: Some(authority).into(),
            decimals: 2,
            is_initialized: true,
            ..Default::default()
        };
        world.put_packed(self.share_mint(), mint);
        world.put_token_account(self.fee_account(), self.share_mint(), address("pool's owner"));
        let destination = world.token_account_of(self.share_mint(), address("pool's owner"));
        let lamports = world.rent(POOL_SIZE);
        let data = vec![0; POOL_SIZE];
        world.put(self.address(), Account { lamports, data, owner: constant_product(), ..Account::default() });

        // Trade fee 30 in 10,000, the other fees none; the curve is the first, without parameters.
        let mut data = vec![0];
        for number in [30u64, 10_000, 0, 0, 0, 0, 0, 0] {
            data.extend(number.to_le_bytes());
        }
        data.extend([0; 33]);
        let accounts = vec![
            AccountMeta::new(self.address(), false),
            AccountMeta::new_readonly(authority, false),
            AccountMeta::new_readonly(self.usdc(), false),
            AccountMeta::new_readonly(self.io(), false),
            AccountMeta::new(self.share_mint(), false),
            AccountMeta::new_readonly(self.fee_account(), false),
            AccountMeta::new(destination, false),
            AccountMeta::new_readonly(spl_token::ID, false),
        ];
        world.accept(Instruction { program_id: constant_product(), accounts, data }, &[]);
    }

    /// Swaps USDC for IO.
    pub fn buy(self, user: Pubkey, from: Pubkey, to: Pubkey, usdc: u64) -> Instruction {
        self.trade(user, [from, self.usdc(), self.io(), to], usdc)
    }

    /// Swaps IO for USDC.
    pub fn sell(self, user: Pubkey, from: Pubkey, to: Pubkey, io: u64) -> Instruction {
        self.trade(user, [from, self.io(), self.usdc(), to], io)
    }

    /// The trader swaps what lies in its purse.
    pub fn buy_for_treasury(self, usdc: u64, min_io: u64) -> Instruction {
        let buy = self.buy(TRADER, usdc_purse(), IO_PURSE, usdc);
        treasury::buyback_via_swap(usdc::MINT, price_account(), usdc, min_io, buy)
    }

    fn trade(self, user: Pubkey, way: [Pubkey; 4], amount: u64) -> Instruction {
        let [from, pool_from, pool_to, to] = way;
        let mut data = vec![1];
        data.extend(amount.to_le_bytes());
        data.extend(0u64.to_le_bytes());
        let accounts = vec![
            AccountMeta::new_readonly(self.address(), false),
            AccountMeta::new_readonly(self.authority(), false),
            AccountMeta::new_readonly(user, true),
            AccountMeta::new(from, false),
            AccountMeta::new(pool_from, false),
            AccountMeta::new(pool_to, false),
            AccountMeta::new(to, false),
            AccountMeta::new(self.share_mint(), false),
            AccountMeta::new(self.fee_account(), false),
            AccountMeta::new_readonly(spl_token::ID, false),
        ];
        Instruction { program_id: constant_product(), accounts, data }
    }
}

/// The vault of USDC, for calls that try to reach it.
pub fn forbidden_vaults() -> [Pubkey; 2] {
    [usdc_vault(), treasury::IO_VAULT]
}
