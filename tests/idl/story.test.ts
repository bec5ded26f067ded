/**
 * A supplier and a renter from beginning to end, by a client that has read the IDLs and nothing else: it resolves the
 * addresses that they describe, decodes accounts and events, and shows the sentences of refusals.
 */

import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { AnchorError, web3 } from "@anchor-lang/core";
import BN from "bn.js";

import { emission } from "./emission.js";
import { type Event, type Name, Suite } from "./suite.js";
import { balance, createMint, mintTo, tokenAccount, transfer } from "./tokens.js";

const { PublicKey } = web3;

const IO = 100_000_000n;
const USDC = 1_000_000n;
const HOUR = 3_600;
const DAY = 24 * HOUR;

const TODAY = 1_800_000_000;

/** When the first epoch begins. */
const BEGINS = TODAY + HOUR;

/** 200 IO × the class's multiplier of 10 × 8 processors. */
const REQUIRED = 16_000n * IO;

/** What the co-staker stakes behind the device. */
const COSTAKE = 4_000n * IO;

const FIRST_STAKE = 10_000n * IO;
const SUPPLIERS_IO = 20_000n * IO;
const RENTERS_USDC = 100n * USDC;

/** Micro-dollars: with ten hours, nothing comes out even. */
const PRICE = 2_345_679n;

const suite = new Suite();
const { ledger, operator } = suite;
const [supplier, renter, attestor] = [ledger.wallet(), ledger.wallet(), ledger.wallet()];
const [holder, slasher, arbiter] = [ledger.wallet(), ledger.wallet(), ledger.wallet()];

const amount = (units: bigint) => new BN(units.toString());
const units = (number: unknown) => BigInt((number as BN).toString());

/** What the pool of GPUs has of an epoch. */
const gpus = (epoch: bigint) => (emission(epoch) * 9_500n) / 10_000n;

/**
 * What the device earns in epochs that are settled together, as the only one in its pool: what a base unit of stake
 * earns is counted in 2⁻⁶⁴ths, rounded down in each epoch.
 */
function earnedIn(...epochs: bigint[]): bigint {
  const perUnit = epochs.reduce((sum, epoch) => sum + (gpus(epoch) << 64n) / REQUIRED, 0n);
  return (perUnit * REQUIRED) >> 64n;
}

/** Text, filled up with zeros. */
function text(words: string, length: number): number[] {
  return [...Buffer.alloc(length).fill(words, 0, Buffer.byteLength(words))];
}

/** The address of an account that a call finds by itself. */
async function found<A extends string>(
  call: { pubkeys(): Promise<{ [account in A]?: web3.PublicKey }> },
  account: A,
): Promise<web3.PublicKey> {
  const address = (await call.pubkeys())[account];
  assert(address, `the IDL does not say where ${account} is`);
  return address;
}

/** The only event of the last transaction that has this name. */
function event(name: string): Event["data"] {
  const named = suite.events().filter((event) => event.name === name);
  assert.equal(named.length, 1, `${named.length} events ${name} among ${suite.events().map((event) => event.name)}`);
  return named[0]!.data;
}

/** The call is refused, by the name, the number and the sentence that the IDL gives the reason. */
async function refused(name: Name, reason: string, call: Promise<unknown>): Promise<void> {
  const described = suite.errors(name).find((error) => error.name === reason);
  assert(described, `the IDL of ${name} has no error ${reason}`);
  await assert.rejects(call, (refusal) => {
    assert(refusal instanceof AnchorError, String(refusal));
    assert.equal(refusal.program.toBase58(), suite.program(name).toBase58());
    assert.equal(refusal.error.errorCode.code, described.name);
    assert.equal(refusal.error.errorCode.number, described.code);
    assert.equal(refusal.error.errorMessage, described.msg);
    return true;
  });
}

describe("a device's life, from the IDLs alone", () => {
  // What later steps know from earlier ones.
  let mint: web3.PublicKey;
  let usdc: web3.PublicKey;
  let device: web3.PublicKey;
  let pool: web3.PublicKey;
  let page: web3.PublicKey;
  let suppliersIo: web3.PublicKey;
  let holdersIo: web3.PublicKey;
  let suppliersUsdc: web3.PublicKey;
  let rentersUsdc: web3.PublicKey;
  let reservation: web3.PublicKey;

  const listing = async () => {
    const { account, methods } = suite.as(supplier, "io_market");
    return account.listing.fetch(await found(methods.delist().accounts({ device }), "listing"));
  };

  it("sets up the token: allocations, genesis, a release", async () => {
    ledger.time = TODAY;
    const token = suite.as(operator, "io_token");
    const minter = suite.address("io_emission", "claim", "authority");
    await token.methods.initialize(minter, operator.publicKey).rpc();
    assert.deepEqual(event("initialized").emissionMinter, minter);

    const beneficiary = operator.publicKey;
    const allocate = (id: number, category: object, [total, atGenesis]: [bigint, bigint], months: [number, number]) => {
      const [firstMonth, lastMonth] = months;
      const terms = { total: amount(total * IO), atGenesis: amount(atGenesis * IO), firstMonth, lastMonth };
      return token.methods.allocate({ id, category: category as never, beneficiary, ...terms });
    };
    const community = allocate(1, { community: {} }, [100_000_000n, 28_000_000n], [1, 36]);
    await community.rpc();
    await allocate(2, { research: {} }, [128_000_000n, 8_000_000n], [1, 48]).rpc();
    await allocate(3, { seed: {} }, [100_000_000n, 0n], [13, 36]).rpc();
    await allocate(4, { seriesA: {} }, [81_600_000n, 0n], [13, 36]).rpc();
    await allocate(5, { core: {} }, [90_400_000n, 0n], [13, 48]).rpc();
    await token.methods.genesis().rpc();

    mint = suite.address("io_token", "genesis", "mint");
    const allocation = await found(community, "allocation");
    const destination = await tokenAccount(ledger, operator, mint);
    await token.methods.release().accounts({ allocation, destination }).rpc();
    assert.equal(balance(ledger, destination), 28_000_000n * IO);
    const state = await token.account.allocation.fetch(allocation);
    assert.equal(units(state.released), 28_000_000n * IO);

    suppliersIo = await tokenAccount(ledger, supplier, mint);
    holdersIo = await tokenAccount(ledger, holder, mint);
    transfer(ledger, operator, destination, suppliersIo, SUPPLIERS_IO);
    transfer(ledger, operator, destination, holdersIo, COSTAKE);
  });

  it("sets up stake, emission, treasury and market", async () => {
    const stake = suite.as(operator, "io_stake");
    const roles = { pauser: operator.publicKey, slasher: slasher.publicKey, arbiter: arbiter.publicKey };
    await stake.methods.initialize(roles).rpc();
    const h100 = { number: 2, name: text("H100", 24), pool: 0, multiplierBps: 100_000, open: true };
    await stake.methods.setClass(h100).rpc();

    const emission = suite.as(operator, "io_emission");
    const attestors = [attestor.publicKey];
    const quorum = { pauser: operator.publicKey, attestors, quorum: 1 };
    await emission.methods.initialize({ ...quorum, maxLease: 24, weightCapBps: 10_000, costakeBps: 500 }).rpc();
    const pools = [];
    for (const number of [0, 1]) {
      const create = emission.methods.createPool(number);
      pools.push(await found(create, "pool"));
      await create.rpc();
    }
    pool = pools[0]!;
    // The one address of this story that the IDL puts into words only.
    const seeds = [Buffer.from("page"), Buffer.from([0]), Buffer.from([0, 0])];
    [page] = PublicKey.findProgramAddressSync(seeds, suite.program("io_emission"));
    const named = pools.map((pubkey) => ({ pubkey, isSigner: false, isWritable: false }));
    await emission.methods.setShares([9_500, 500, 0, 0, 0, 0, 0, 0]).remainingAccounts(named).rpc();
    await emission.methods.genesis(new BN(BEGINS)).rpc();

    usdc = createMint(ledger, operator, 6);
    for (const asset of [mint, usdc]) await stake.methods.addAsset().accounts({ mint: asset }).rpc();
    const caps = { minFill: amount(10n * USDC), fillCap: amount(1_000n * USDC), dayCap: amount(10_000n * USDC) };
    const auction = { ...caps, ramp: HOUR, startBps: -200, ceilingBps: 100, swapFloorBps: -100 };
    const oracle = { maxConfidenceBps: 100, maxAge: 60 };
    const treasury = suite.as(operator, "io_treasury").methods;
    await treasury.initialize(operator.publicKey, { ...auction, ...oracle }).accounts({ usdcMint: usdc }).rpc();
    const fees = { reservationBps: 25, facilitationUsdcBps: 200, facilitationIoBps: 0, networkBps: 0 };
    const terms = { ...fees, failureBps: 1_000, costakeBps: 100, ...oracle };
    const market = suite.as(operator, "io_market").methods;
    await market.initialize({ ...quorum, terms }).accounts({ usdcMint: usdc }).rpc();

    suppliersUsdc = await tokenAccount(ledger, supplier, usdc);
    rentersUsdc = await tokenAccount(ledger, renter, usdc);
    mintTo(ledger, operator, usdc, rentersUsdc, RENTERS_USDC);
  });

  it("registers a device and stakes", async () => {
    const { methods, account } = suite.as(supplier, "io_stake");
    const hardware = { class: 2, processors: 8, label: text("Rack 7", 32) };
    const args = { id: text("rack 7", 32), ...hardware, amount: amount(FIRST_STAKE) };
    const register = methods.register(args).accounts({ source: suppliersIo });
    device = await found(register, "device");
    const vault = await found(register, "vault");
    await register.rpc();
    const told = event("registered");
    assert.deepEqual(told.device, device);
    assert.equal(units(told.active), FIRST_STAKE);

    const stake = (units: bigint) => methods.stake(amount(units)).accounts({ device, source: suppliersIo }).rpc();
    await stake(REQUIRED - FIRST_STAKE);
    assert.equal(units(event("staked").active), REQUIRED);
    assert.equal(balance(ledger, vault), REQUIRED);
    assert.equal(balance(ledger, suppliersIo), SUPPLIERS_IO - REQUIRED);
    await refused("io_stake", "ZeroAmount", stake(0n));

    const state = await account.device.fetch(device);
    assert.deepEqual(state.owner, supplier.publicKey);
    assert.deepEqual(state.vault, vault);
    assert.equal(units(state.active), REQUIRED);
    assert.equal(state.processors, 8);
    assert.equal(Buffer.from(state.label).toString().replaceAll("\0", ""), "Rack 7");
    assert.equal(state.cooling.cooldowns.length, 8);
    assert.equal(units(state.registeredAt), BigInt(TODAY));
  });

  it("is leased, and claims three hours of emission", async () => {
    const { methods, account } = suite.as(attestor, "io_emission");
    const grant = methods.grant(5, new BN(TODAY)).accounts({ pool, device });
    await grant.rpc();
    const lease = await found(grant, "lease");
    const granted = await account.lease.fetch(lease);
    assert.deepEqual([granted.start, granted.end, units(granted.weight)], [1, 5, REQUIRED]);

    ledger.time = BEGINS + 3 * HOUR;
    await methods.advance(3).accounts({ pool, page }).rpc();
    const distributed = [1n, 2n, 3n].reduce((sum, epoch) => sum + gpus(epoch), 0n);
    const advanced = event("advanced");
    assert.deepEqual([advanced.from, advanced.through], [1, 3]);
    assert.equal(units(advanced.minted), distributed);

    const earned = earnedIn(1n, 2n, 3n);
    assert(distributed - earned <= 1n);
    await methods.claim().accounts({ device, destination: suppliersIo }).rpc();
    assert.equal(units(event("claimed").amount), earned);
    assert.equal(balance(ledger, suppliersIo), SUPPLIERS_IO - REQUIRED + earned);
    const claimed = await account.lease.fetch(lease);
    assert.deepEqual([units(claimed.paid), units(claimed.owed)], [earned, 0n]);
  });

  it("is offered, reserved and started", async () => {
    const supply = suite.as(supplier, "io_market").methods;
    const args = { pricePerHour: amount(PRICE), minHours: 2, maxHours: 48, open: true };
    await supply.list(args).accounts({ device }).rpc();
    assert.equal(units(event("listed").pricePerHour), PRICE);

    // 10 hours, and on them 25 and 200 basis points, each rounded up.
    const [cost, fees] = [23_456_790n, 58_642n + 469_136n];
    const reserve = async (maxTotal: bigint) => {
      const number = (await listing()).next;
      const cluster = text("training", 32);
      const asked = { number, hours: 10, asset: { usdc: {} }, maxTotal: amount(maxTotal), cluster };
      const { account, methods } = suite.as(renter, "io_market");
      const config = await account.config.fetch(suite.address("io_market", "list", "config"));
      const named = { device, source: rentersUsdc, escrow: config.usdc.escrow, price: null };
      return methods.reserve(asked).accounts(named);
    };
    await refused("io_market", "ExceedsMaxTotal", (await reserve(cost + fees - 1n)).rpc());
    const exact = await reserve(cost + fees);
    reservation = await found(exact, "reservation");
    await exact.rpc();
    assert.equal(balance(ledger, rentersUsdc), RENTERS_USDC - cost - fees);
    assert.deepEqual(event("reserved").renter, renter.publicKey);

    const start = supply.start().accounts({ reservation });
    const [escrow, feeVault] = [await found(start, "escrow"), await found(start, "feeVault")];
    await start.rpc();
    assert.equal(balance(ledger, escrow), cost);
    assert.equal(balance(ledger, feeVault), fees);
    const running = await suite.as(renter, "io_market").account.reservation.fetch(reservation);
    assert.equal(running.stage, 1);
    assert.deepEqual(running.supplier, supplier.publicKey);
  });

  it("is paid while it runs, and settled when the renter ends it", async () => {
    const started = ledger.time;
    ledger.time = started + 2.5 * HOUR;
    // A quarter of the cost, rounded down, without the tenth, rounded up, that a failure would take back.
    const first = 5_864_197n - 586_420n;
    const claim = suite.as(supplier, "io_market").methods.claim();
    await claim.accounts({ reservation, destination: suppliersUsdc, costakersVault: null }).rpc();
    assert.equal(units(event("claimed").earned), first);
    assert.equal(balance(ledger, suppliersUsdc), first);

    ledger.time = started + 5.5 * HOUR;
    // 5.5 of 10 hours, rounded up against the renter, who ends it.
    const earned = 12_901_235n;
    const before = balance(ledger, rentersUsdc);
    const terminate = suite.as(renter, "io_market").methods.terminate();
    const accounts = { reservation, destination: rentersUsdc, suppliersAccount: suppliersUsdc };
    await terminate.accounts(accounts).rpc();
    assert.equal(balance(ledger, suppliersUsdc), earned);
    assert.equal(balance(ledger, rentersUsdc), before + 23_456_790n - earned);
    const terminated = event("terminated");
    assert.deepEqual([units(terminated.earned), terminated.closed], [earned, true]);
    assert.equal(ledger.account(reservation), null);
  });

  it("runs a reservation to its end", async () => {
    const before = balance(ledger, suppliersUsdc);
    const { account, methods } = suite.as(renter, "io_market");
    const config = await account.config.fetch(suite.address("io_market", "list", "config"));
    const asked = { hours: 2, asset: { usdc: {} }, maxTotal: amount(RENTERS_USDC), cluster: text("", 32) };
    const named = { device, source: rentersUsdc, escrow: config.usdc.escrow, price: null };
    const reserve = methods.reserve({ number: (await listing()).next, ...asked }).accounts(named);
    const reservation = await found(reserve, "reservation");
    await reserve.rpc();
    await suite.as(supplier, "io_market").methods.start().accounts({ reservation }).rpc();
    const complete = () => methods.complete().accounts({ reservation, suppliersAccount: null }).rpc();
    await refused("io_market", "NotOverYet", complete());

    ledger.time += 2 * HOUR;
    await complete();
    assert.equal((await account.reservation.fetch(reservation)).stage, 2);
    const claim = suite.as(supplier, "io_market").methods.claim();
    await claim.accounts({ reservation, destination: suppliersUsdc, costakersVault: null }).rpc();
    assert.equal(balance(ledger, suppliersUsdc), before + 2n * PRICE);
    assert.equal(ledger.account(reservation), null);
  });

  it("shares its rewards with a co-staker", async () => {
    await suite.as(supplier, "io_stake").methods.openCostake(amount(COSTAKE)).accounts({ device }).rpc();
    const { account, methods } = suite.as(holder, "io_stake");
    const add = methods.addCostake(amount(COSTAKE)).accounts({ device, source: holdersIo });
    await add.rpc();
    assert.equal(balance(ledger, holdersIo), 0n);
    assert.equal(balance(ledger, await found(add, "vault")), COSTAKE);
    const position = await account.position.fetch(await found(add, "position"));
    assert.equal(units(position.shares), COSTAKE);

    // Epoch 11 is running. What the first lease has earned in its last two hours is the supplier's alone.
    const attest = suite.as(attestor, "io_emission").methods;
    await attest.advance(7).accounts({ pool, page }).rpc();
    await attest.grant(20, new BN(ledger.time)).accounts({ pool, device }).rpc();
    ledger.time = BEGINS + 13 * HOUR;
    await attest.advance(3).accounts({ pool, page }).rpc();
    const [before, later] = [earnedIn(4n, 5n), earnedIn(12n, 13n)];
    const shared = (later * 500n) / 10_000n;
    const suppliers = balance(ledger, suppliersIo);
    await attest.claim().accounts({ device, destination: suppliersIo }).rpc();
    const claimed = event("claimed");
    assert.deepEqual([units(claimed.amount), units(claimed.shared)], [before + later - shared, shared]);
    assert.equal(balance(ledger, suppliersIo), suppliers + before + later - shared);

    // A day after the hour in which it was paid, all of it is released.
    ledger.time += 25 * HOUR;
    const config = await account.config.fetch(suite.address("io_stake", "stake", "config"));
    const vault = config.assets[0]!.vault;
    await methods.claimCostake(0).accounts({ device, vault, destination: holdersIo }).rpc();
    assert.equal(balance(ledger, holdersIo), (((shared << 64n) / COSTAKE) * COSTAKE) >> 64n);
  });

  it("leaves: 14 days after its stake was called back", async () => {
    const before = balance(ledger, suppliersIo);
    const { account, methods } = suite.as(supplier, "io_stake");
    await methods.requestUnstake(amount(REQUIRED)).accounts({ device }).rpc();
    const asked = event("unstakeRequested");
    assert.equal(units(asked.endsAt), BigInt(ledger.time + 14 * DAY));
    const withdraw = () => methods.withdraw().accounts({ device, destination: suppliersIo }).rpc();

    ledger.time += 14 * DAY - 1;
    await refused("io_stake", "NothingToWithdraw", withdraw());
    ledger.time += 1;
    await withdraw();
    assert.equal(balance(ledger, suppliersIo), before + REQUIRED);
    const state = await account.device.fetch(device);
    assert.deepEqual([units(state.active), units(state.cooling.cooldowns[0].amount)], [0n, 0n]);
  });
});
