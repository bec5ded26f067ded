/** SPL tokens, by the client of the token program: mints and associated token accounts. */

import assert from "node:assert/strict";

import { web3 } from "@anchor-lang/core";
import { type Address, AccountRole, type Instruction, createNoopSigner } from "@solana/kit";
import {
  TOKEN_PROGRAM_ADDRESS,
  findAssociatedTokenPda,
  getCreateAssociatedTokenIdempotentInstruction,
  getInitializeMint2Instruction,
  getMintSize,
  getMintToInstruction,
  getTokenDecoder,
  getTransferInstruction,
} from "@solana-program/token";

import type { Ledger } from "./ledger.js";

/** A new mint that `authority` can mint from. */
export function createMint(ledger: Ledger, authority: web3.Keypair, decimals: number): web3.PublicKey {
  const mint = web3.Keypair.generate();
  const create = web3.SystemProgram.createAccount({
    fromPubkey: authority.publicKey,
    newAccountPubkey: mint.publicKey,
    lamports: ledger.rent(getMintSize()),
    space: getMintSize(),
    programId: new web3.PublicKey(TOKEN_PROGRAM_ADDRESS),
  });
  const initialize = getInitializeMint2Instruction({
    mint: plain(mint.publicKey),
    decimals,
    mintAuthority: plain(authority.publicKey),
  });
  ledger.send(new web3.Transaction().add(create, translated(initialize)), [authority, mint]);
  return mint.publicKey;
}

/** The associated token account of a wallet, which pays for it where it does not exist. */
export async function tokenAccount(ledger: Ledger, owner: web3.Keypair, mint: web3.PublicKey): Promise<web3.PublicKey> {
  const seeds = { owner: plain(owner.publicKey), mint: plain(mint), tokenProgram: TOKEN_PROGRAM_ADDRESS };
  const [ata] = await findAssociatedTokenPda(seeds);
  const payer = createNoopSigner(plain(owner.publicKey));
  const create = getCreateAssociatedTokenIdempotentInstruction({ payer, ata, owner: seeds.owner, mint: seeds.mint });
  ledger.send(new web3.Transaction().add(translated(create)), [owner]);
  return new web3.PublicKey(ata);
}

export function mintTo(
  ledger: Ledger,
  authority: web3.Keypair,
  mint: web3.PublicKey,
  to: web3.PublicKey,
  amount: bigint,
): void {
  const mintAuthority = createNoopSigner(plain(authority.publicKey));
  const instruction = getMintToInstruction({ mint: plain(mint), token: plain(to), mintAuthority, amount });
  ledger.send(new web3.Transaction().add(translated(instruction)), [authority]);
}

export function transfer(
  ledger: Ledger,
  owner: web3.Keypair,
  from: web3.PublicKey,
  to: web3.PublicKey,
  amount: bigint,
): void {
  const authority = createNoopSigner(plain(owner.publicKey));
  const instruction = getTransferInstruction({ source: plain(from), destination: plain(to), authority, amount });
  ledger.send(new web3.Transaction().add(translated(instruction)), [owner]);
}

/** Base units in a token account. */
export function balance(ledger: Ledger, account: web3.PublicKey): bigint {
  const stored = ledger.account(account);
  assert(stored, `there is no token account ${account.toBase58()}`);
  return getTokenDecoder().decode(stored.data).amount;
}

/** An instruction of the newer client's, as the older one knows them. */
function translated(instruction: Instruction): web3.TransactionInstruction {
  const keys = (instruction.accounts ?? []).map(({ address, role }) => ({
    pubkey: new web3.PublicKey(address),
    isSigner: role === AccountRole.READONLY_SIGNER || role === AccountRole.WRITABLE_SIGNER,
    isWritable: role === AccountRole.WRITABLE || role === AccountRole.WRITABLE_SIGNER,
  }));
  const programId = new web3.PublicKey(instruction.programAddress);
  return new web3.TransactionInstruction({ keys, programId, data: Buffer.from(instruction.data ?? []) });
}

function plain(address: web3.PublicKey): Address {
  return address.toBase58() as Address;
}
