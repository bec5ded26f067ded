/**
 * The real SVM in process, behind as much of a connection as a client of Anchor's needs, and with a clock that can be
 * set.
 */

import { readFileSync } from "node:fs";

import { type Idl, type Provider, web3 } from "@anchor-lang/core";
import { type Address, getTransactionDecoder, lamports } from "@solana/kit";
import { FailedTransactionMetadata, FeatureSet, LiteSVM, type TransactionMetadata } from "litesvm";

const { PublicKey, SendTransactionError } = web3;

/** Lamports that everyone begins with: a thousand SOL. */
const PURSE = 1_000_000_000_000n;

/** An event as a program sent it, and the program that did. */
export interface Sent {
  program: web3.PublicKey;
  data: Buffer;
}

/** What a call of a program to itself begins with when it carries an event: it stands in Anchor's documentation. */
const EVENT_TAG = Buffer.from("e445a52e51cb9a1d", "hex");

export class Ledger {
  private readonly svm = LiteSVM.default()
    // The suite's bytecode needs a feature that is not active on every cluster yet.
    .withFeatureSet(FeatureSet.allEnabled())
    .withBuiltins()
    .withLamports(1_000_000_000_000_000n)
    .withSysvars()
    .withDefaultPrograms()
    .withSigverify(true)
    .withBlockhashCheck(true);

  /** The last transaction that went through. */
  private last: { keys: web3.PublicKey[]; meta: TransactionMetadata } | undefined;

  /** A new wallet with SOL. */
  wallet(): web3.Keypair {
    const wallet = web3.Keypair.generate();
    this.svm.airdrop(plain(wallet.publicKey), lamports(PURSE));
    return wallet;
  }

  /** Deploys a program as a cluster would, upgradeable by `authority`. */
  deploy(idl: Idl, bytecode: URL, programData: web3.PublicKey, authority: web3.PublicKey): void {
    this.svm.addProgram(plain(new PublicKey(idl.address)), readFileSync(bytecode));
    const account = this.svm.getAccount(plain(programData));
    if (!account.exists) throw new Error(`${idl.metadata.name} has no data account`);
    const data = Buffer.from(account.data);
    // What the loader writes before the bytecode: the kind of the account, the slot, and the upgrade authority.
    data.writeUInt32LE(3, 0);
    data.writeBigUInt64LE(0n, 4);
    data.writeUInt8(1, 12);
    authority.toBuffer().copy(data, 13);
    this.svm.setAccount({ ...account, data });
  }

  /** What Anchor needs to know of a chain, for a wallet that pays and signs. */
  provider(wallet: web3.Keypair): Provider {
    const account = async (address: web3.PublicKey) => this.account(address);
    const connection = {
      getAccountInfo: account,
      getAccountInfoAndContext: async (address: web3.PublicKey) => {
        return { context: { slot: 0 }, value: await account(address) };
      },
    };
    return {
      connection: connection as unknown as web3.Connection,
      publicKey: wallet.publicKey,
      sendAndConfirm: async (transaction, signers = []) => {
        if (!(transaction instanceof web3.Transaction)) throw new Error("only legacy transactions are sent here");
        return this.send(transaction, [wallet, ...signers]);
      },
    };
  }

  account(address: web3.PublicKey): web3.AccountInfo<Buffer> | null {
    const account = this.svm.getAccount(plain(address));
    if (!account.exists) return null;
    return {
      data: Buffer.from(account.data),
      executable: account.executable,
      lamports: Number(account.lamports),
      owner: new PublicKey(account.programAddress),
    };
  }

  /** The lamports that an account of that size has to hold. */
  rent(size: number): number {
    return Number(this.svm.minimumBalanceForRentExemption(BigInt(size)));
  }

  /** Sends a transaction, which the first of the signers pays for. */
  send(transaction: web3.Transaction, signers: web3.Signer[]): string {
    // Two equal transactions in a row are two, not one sent twice.
    this.svm.expireBlockhash();
    transaction.recentBlockhash = this.svm.latestBlockhash();
    transaction.feePayer = signers[0]?.publicKey;
    transaction.sign(...signers);
    const result = this.svm.sendTransaction(getTransactionDecoder().decode(transaction.serialize()));
    if (result instanceof FailedTransactionMetadata) {
      throw new SendTransactionError({
        action: "send",
        signature: "",
        transactionMessage: result.toString(),
        logs: result.meta().logs(),
      });
    }
    this.last = { keys: transaction.compileMessage().accountKeys, meta: result };
    return Buffer.from(result.signature()).toString("hex");
  }

  /** The events of the last transaction, from its inner instructions: logs are cut short, these never are. */
  events(): Sent[] {
    const { keys, meta } = this.last ?? { keys: [], meta: undefined };
    const calls = (meta?.innerInstructions() ?? []).flat().map((call) => call.instruction());
    return calls.flatMap((call) => {
      const [program, data] = [keys[call.programIdIndex()], Buffer.from(call.data())];
      const isEvent = program !== undefined && data.subarray(0, EVENT_TAG.length).equals(EVENT_TAG);
      return isEvent ? [{ program, data: data.subarray(EVENT_TAG.length) }] : [];
    });
  }

  /** The time on chain, in seconds since 1970. */
  get time(): number {
    return Number(this.svm.getClock().unixTimestamp);
  }

  set time(seconds: number) {
    const clock = this.svm.getClock();
    clock.unixTimestamp = BigInt(seconds);
    this.svm.setClock(clock);
  }
}

function plain(address: web3.PublicKey): Address {
  return address.toBase58() as Address;
}
