/**
 * Writes the IDLs as types into target/, so that the compiler knows every name in them, and which accounts an
 * instruction cannot find by itself: those, and no others, `accounts()` takes.
 */

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";

import { convertIdlToCamelCase } from "@anchor-lang/core";

const idls = new URL("../../app/idl/", import.meta.url);
const types = new URL("target/types/", import.meta.url);

mkdirSync(types, { recursive: true });
for (const file of readdirSync(idls)) {
  const idl = convertIdlToCamelCase(JSON.parse(readFileSync(new URL(file, idls), "utf8")));
  const name = idl.metadata.name[0].toUpperCase() + idl.metadata.name.slice(1);
  const declaration = `export type ${name} = ${JSON.stringify(idl, null, 2)};\n`;
  writeFileSync(new URL(file.replace(".json", ".d.ts"), types), declaration);
}
