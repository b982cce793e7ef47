/**
 * Makes the constants and codecs of the shim's protocol for both sides from spec/shim-protocol.yaml.
 * Run alone it writes them; `tools/gen.ts` calls `generate` and compares or writes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";

type FieldType = "u32" | "u64";

interface Message {
  readonly type: number;
  readonly fields?: Readonly<Record<string, FieldType>>;
  readonly rest?: "bytes" | "text";
}

interface Protocol {
  readonly version: number;
  readonly oldestVersion: number;
  readonly maxBodyBytes: number;
  readonly features: Readonly<Record<string, number>>;
  readonly roles: Readonly<Record<string, number>>;
  readonly attachFlags: Readonly<Record<string, number>>;
  readonly failureStages: Readonly<Record<string, number>>;
  readonly messages: Readonly<Record<string, Message>>;
}

const root = new URL("..", import.meta.url).pathname;
const source = "spec/shim-protocol.yaml";
const made = `Made by tools/gen-shim-protocol.ts from ${source}. Do not edit.`;

/** The generated files: path from the project's root, text. */
export function generate(): Map<string, string> {
  const protocol = parse(readFileSync(`${root}${source}`, "utf8")) as Protocol;
  return new Map([
    ["shim/protocol.gen.h", header(protocol)],
    ["src/drivers/runtime/oci/protocol.gen.ts", module(protocol)],
  ]);
}

function header(protocol: Protocol): string {
  const constants = [
    ["PROTOCOL_VERSION", protocol.version],
    ["PROTOCOL_OLDEST_VERSION", protocol.oldestVersion],
    ["PROTOCOL_MAX_BODY", protocol.maxBodyBytes],
    ...Object.entries(protocol.features).map(([name, bit]) => [`FEATURE_${upper(name)}`, `(1ull << ${bit})`]),
    ...Object.entries(protocol.roles).map(([name, value]) => [`ROLE_${upper(name)}`, value]),
    ...Object.entries(protocol.attachFlags).map(([name, bit]) => [`ATTACH_${upper(name)}`, `(1u << ${bit})`]),
    ...Object.entries(protocol.failureStages).map(([name, value]) => [`STAGE_${upper(name)}`, value]),
    ...Object.entries(protocol.messages).map(([name, message]) => [`MESSAGE_${upper(name)}`, message.type]),
  ];
  const structs = Object.entries(protocol.messages)
    .filter(([, message]) => message.fields !== undefined)
    .map(([name, message]) => struct(`message_${snake(name)}`, message.fields ?? {}));
  return [
    `// ${made}`,
    "#pragma once",
    "#include <stdint.h>",
    "",
    ...constants.map(([name, value]) => `#define ${name} ${value}`),
    "",
    struct("message_header", { length: "u32", type: "u32" }),
    ...structs,
    "",
  ].join("\n");
}

function struct(name: string, fields: Readonly<Record<string, FieldType>>): string {
  const lines = Object.entries(fields).map(
    ([field, type]) => `  ${type === "u64" ? "uint64_t" : "uint32_t"} ${snake(field)};`,
  );
  return `\nstruct __attribute__((packed)) ${name} {\n${lines.join("\n")}\n};`;
}

function module(protocol: Protocol): string {
  const names = Object.keys(protocol.messages);
  return `// ${made}

export const protocolVersion = ${protocol.version};
export const oldestProtocolVersion = ${protocol.oldestVersion};
export const maxBodyBytes = ${protocol.maxBodyBytes};
${bigintTable("featureBits", protocol.features)}
${table("roles", protocol.roles, (value) => value)}
${table("attachFlags", protocol.attachFlags, (bit) => 2 ** bit)}
${table("failureStages", protocol.failureStages, (value) => value)}
${Object.entries(protocol.messages).map(messageInterface).join("\n")}
export type ShimMessage = ${names.map((name) => `${pascal(name)}Message`).join(" | ")};

/** A message whose type this version does not know: skipped. */
export interface UnknownMessage {
  readonly name: "unknown";
  readonly type: number;
}

/** Header and body of \`message\`. */
export function encodeMessage(message: ShimMessage): Buffer {
  switch (message.name) {
${Object.entries(protocol.messages).map(encoder).join("\n")}
  }
}

/** The message of a whole body. @throws RangeError when the body is shorter than its fields */
export function decodeMessage(type: number, body: Buffer): ShimMessage | UnknownMessage {
  switch (type) {
${Object.entries(protocol.messages).map(decoder).join("\n")}
    default:
      return { name: "unknown", type };
  }
}

function allocate(type: number, bodyLength: number): Buffer {
  const frame = Buffer.alloc(8 + bodyLength);
  frame.writeUInt32LE(bodyLength, 0);
  frame.writeUInt32LE(type, 4);
  return frame;
}
`;
}

function messageInterface([name, message]: [string, Message]): string {
  const lines = Object.entries(message.fields ?? {}).map(
    ([field, type]) => `  readonly ${field}: ${type === "u64" ? "bigint" : "number"};`,
  );
  if (message.rest !== undefined) lines.push(`  readonly rest: ${message.rest === "text" ? "string" : "Uint8Array"};`);
  return `\nexport interface ${pascal(name)}Message {\n  readonly name: "${name}";\n${lines.map((line) => `${line}\n`).join("")}}`;
}

function encoder([name, message]: [string, Message]): string {
  const { size, places } = layout(message);
  const lines = [`    case "${name}": {`];
  const rest = message.rest;
  if (rest === "text") lines.push(`      const rest = Buffer.from(message.rest, "utf8");`);
  if (rest === "bytes") lines.push("      const rest = message.rest;");
  lines.push(`      const frame = allocate(${message.type}, ${rest === undefined ? size : `${size} + rest.length`});`);
  for (const { field, type, offset } of places)
    lines.push(
      `      frame.${type === "u64" ? "writeBigUInt64LE" : "writeUInt32LE"}(message.${field}, ${8 + offset});`,
    );
  if (rest !== undefined) lines.push(`      frame.set(rest, ${8 + size});`);
  return [...lines, "      return frame;", "    }"].join("\n");
}

function decoder([name, message]: [string, Message]): string {
  const { size, places } = layout(message);
  const parts = [`name: "${name}"`];
  for (const { field, type, offset } of places)
    parts.push(`${field}: body.${type === "u64" ? "readBigUInt64LE" : "readUInt32LE"}(${offset})`);
  if (message.rest === "text") parts.push(`rest: body.toString("utf8", ${size})`);
  if (message.rest === "bytes") parts.push(`rest: body.subarray(${size})`);
  return `    case ${message.type}:\n      return { ${parts.join(", ")} };`;
}

function layout(message: Message) {
  let size = 0;
  const places = Object.entries(message.fields ?? {}).map(([field, type]) => {
    const offset = size;
    size += type === "u64" ? 8 : 4;
    return { field, type, offset };
  });
  return { size, places };
}

function table(name: string, values: Readonly<Record<string, number>>, value: (raw: number) => number): string {
  return `export const ${name} = { ${Object.entries(values)
    .map(([key, raw]) => `${key}: ${value(raw)}`)
    .join(", ")} } as const;`;
}

function bigintTable(name: string, bits: Readonly<Record<string, number>>): string {
  return `export const ${name} = { ${Object.entries(bits)
    .map(([key, bit]) => `${key}: ${2 ** bit}n`)
    .join(", ")} } as const;`;
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function upper(name: string): string {
  return snake(name).toUpperCase();
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

if (import.meta.main) for (const [path, text] of generate()) writeFileSync(`${root}${path}`, text);
