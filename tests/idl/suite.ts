/** The five programs, as their IDLs describe them, and nothing else that is known of them. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { type Idl, Program, web3 } from "@anchor-lang/core";

import { Ledger } from "./ledger.js";
import type { IoEmission } from "./target/types/io_emission.js";
import type { IoMarket } from "./target/types/io_market.js";
import type { IoStake } from "./target/types/io_stake.js";
import type { IoToken } from "./target/types/io_token.js";
import type { IoTreasury } from "./target/types/io_treasury.js";

const ROOT = new URL("../../../", import.meta.url);

/** The IDLs, by the names of their programs. */
export interface Idls {
  io_token: IoToken;
  io_stake: IoStake;
  io_emission: IoEmission;
  io_treasury: IoTreasury;
  io_market: IoMarket;
}

export type Name = keyof Idls;

const NAMES: Name[] = ["io_token", "io_stake", "io_emission", "io_treasury", "io_market"];

/** Where the bytecode is: in the folder that `IO_PROGRAMS` names, or where `cargo xtask build` puts it. */
const PROGRAMS = process.env.IO_PROGRAMS
  ? pathToFileURL(`${process.env.IO_PROGRAMS}/`)
  : new URL("target/deploy/", ROOT);

function read(name: Name): Idl {
  return JSON.parse(readFileSync(new URL(`app/idl/${name}.json`, ROOT), "utf8"));
}

/** An event, by the name and with the fields that the IDL gives it. */
export interface Event {
  name: string;
  data: Record<string, unknown>;
}

/** The suite on a ledger, deployed and not yet set up. */
export class Suite {
  readonly ledger = new Ledger();
  readonly operator = this.ledger.wallet();
  private readonly idls = Object.fromEntries(NAMES.map((name) => [name, read(name)])) as Record<Name, Idl>;

  constructor() {
    for (const name of NAMES) {
      const bytecode = new URL(`${name}.so`, PROGRAMS);
      const programData = this.address(name, "initialize", "program_data");
      this.ledger.deploy(this.idls[name], bytecode, programData, this.operator.publicKey);
    }
  }

  /** A program, for a wallet that signs and pays. */
  as<N extends Name>(wallet: web3.Keypair, name: N): Program<Idls[N]> {
    return new Program<Idls[N]>(this.idls[name], this.ledger.provider(wallet));
  }

  /** Where a program is. */
  program(name: Name): web3.PublicKey {
    return new web3.PublicKey(this.idls[name].address);
  }

  /** The refusals that a program knows. */
  errors(name: Name): NonNullable<Idl["errors"]> {
    return this.idls[name].errors ?? [];
  }

  /** The address that the IDL gives an account of an instruction. */
  address(name: Name, instruction: string, account: string): web3.PublicKey {
    const accounts = this.idls[name].instructions.find((described) => described.name === instruction)?.accounts;
    const described = accounts?.find((described) => described.name === account);
    const address = described && "address" in described ? described.address : undefined;
    assert(address, `${name} does not say where ${account} of ${instruction} is`);
    return new web3.PublicKey(address);
  }

  /** The events of the last transaction. */
  events(): Event[] {
    return this.ledger.events().map(({ program, data }) => {
      const name = NAMES.find((name) => this.idls[name].address === program.toBase58());
      assert(name, `an event of ${program.toBase58()}, which is no program of the suite`);
      const event = this.as(this.operator, name).coder.events.decode(data.toString("base64"));
      assert(event, `${name} sent an event that its IDL does not describe`);
      return event;
    });
  }
}
