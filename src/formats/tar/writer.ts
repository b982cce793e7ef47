import { type ByteString, fromByteString, type TarEntry, type TarEntryType } from "./entry.ts";
import { blockSize } from "./header.ts";
import { formatTime } from "./numbers.ts";
import { formatPaxRecord } from "./pax.ts";

const flags: Readonly<Record<TarEntryType, string>> = {
  file: "0",
  "hard-link": "1",
  symlink: "2",
  "character-device": "3",
  "block-device": "4",
  directory: "5",
  fifo: "6",
};

/** What a written entry must say; the rest is 0 or empty. */
export type TarEntryInput = Pick<TarEntry, "type" | "name"> & Partial<TarEntry>;

/**
 * The header blocks of an entry: ustar, preceded by a pax header where ustar cannot say it. The same entry gives the same
 * bytes. The caller writes `sizeBytes` of data and `tarPadding` after it. Sparse files are written with their holes.
 */
export function tarHeader(entry: TarEntryInput): Buffer {
  const records = paxRecords(entry);
  const main = block(entry, flags[entry.type]);
  if (records === "") return main;
  const body = fromByteString(records);
  const extended = block(
    { type: "file", name: paxName(entry.name), mode: 0o644, sizeBytes: body.length, mtimeSeconds: 0 },
    "x",
  );
  return Buffer.concat([extended, body, tarPadding(body.length), main]);
}

/** Zeros up to the next block. */
export function tarPadding(sizeBytes: number): Buffer {
  return Buffer.alloc((blockSize - (sizeBytes % blockSize)) % blockSize);
}

/** The mark at the end of an archive. */
export function tarEnd(): Buffer {
  return Buffer.alloc(blockSize * 2);
}

function paxRecords(entry: TarEntryInput): ByteString {
  const records: Array<[string, ByteString]> = [];
  if (splitName(entry.name) === undefined) records.push(["path", entry.name]);
  if ((entry.linkName?.length ?? 0) > 100) records.push(["linkpath", entry.linkName ?? ""]);
  if ((entry.sizeBytes ?? 0) >= 8 ** 11) records.push(["size", String(entry.sizeBytes)]);
  if ((entry.uid ?? 0) >= 8 ** 7) records.push(["uid", String(entry.uid)]);
  if ((entry.gid ?? 0) >= 8 ** 7) records.push(["gid", String(entry.gid)]);
  if ((entry.userName?.length ?? 0) > 32) records.push(["uname", entry.userName ?? ""]);
  if ((entry.groupName?.length ?? 0) > 32) records.push(["gname", entry.groupName ?? ""]);
  const seconds = entry.mtimeSeconds ?? 0;
  const nanoseconds = entry.mtimeNanoseconds ?? 0;
  if (nanoseconds !== 0 || seconds < 0 || seconds >= 8 ** 11) {
    records.push(["mtime", formatTime({ seconds, nanoseconds })]);
  }
  for (const [name, value] of entry.xattrs ?? []) records.push([`SCHILY.xattr.${name}`, value]);
  records.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return records.map(([key, value]) => formatPaxRecord(key, value)).join("");
}

function paxName(name: ByteString): ByteString {
  const base = name.replace(/\/+$/, "").split("/").pop() ?? "";
  return `PaxHeaders.0/${base}`.slice(0, 100);
}

/** The name in ustar's two fields; undefined when it does not fit. */
function splitName(name: ByteString): { readonly prefix: ByteString; readonly name: ByteString } | undefined {
  if (name.length <= 100) return { prefix: "", name };
  for (let at = name.lastIndexOf("/", 155); at > 0; at = name.lastIndexOf("/", at - 1)) {
    const rest = name.slice(at + 1);
    if (rest.length > 100) return undefined;
    if (rest !== "") return { prefix: name.slice(0, at), name: rest };
  }
  return undefined;
}

function block(entry: TarEntryInput, flag: string): Buffer {
  const out = Buffer.alloc(blockSize);
  const place = splitName(entry.name) ?? { prefix: "", name: entry.name.slice(0, 100) };
  writeText(out, { at: 0, length: 100 }, place.name);
  writeNumber(out, { at: 100, length: 8 }, entry.mode);
  writeNumber(out, { at: 108, length: 8 }, entry.uid);
  writeNumber(out, { at: 116, length: 8 }, entry.gid);
  writeNumber(out, { at: 124, length: 12 }, entry.type === "file" ? entry.sizeBytes : 0);
  writeNumber(out, { at: 136, length: 12 }, entry.mtimeSeconds);
  out.fill(space, checksum.at, checksum.at + checksum.length);
  out[156] = flag.charCodeAt(0);
  writeText(out, { at: 157, length: 100 }, entry.linkName);
  out.set(magic, 257);
  writeText(out, { at: 265, length: 32 }, entry.userName);
  writeText(out, { at: 297, length: 32 }, entry.groupName);
  writeNumber(out, { at: 329, length: 8 }, entry.deviceMajor);
  writeNumber(out, { at: 337, length: 8 }, entry.deviceMinor);
  writeText(out, { at: 345, length: 155 }, place.prefix);
  // Seven of its eight bytes: the last stays a space.
  writeNumber(out, { at: checksum.at, length: checksum.length - 1 }, sumOf(out));
  return out;
}

interface Field {
  readonly at: number;
  readonly length: number;
}

const space = 0x20;
const zero = 0x30;
const checksum: Field = { at: 148, length: 8 };
const magic = Buffer.from("ustar\x0000", "latin1");

/** Archives have very many headers, most fields of which are empty. */
function writeText(out: Buffer, { at, length }: Field, value: ByteString | undefined): void {
  if (value === undefined || value === "") return;
  out.write(value.length > length ? value.slice(0, length) : value, at, "latin1");
}

/** Octal digits and a zero byte; 0 for what does not fit. */
function writeNumber(out: Buffer, { at, length }: Field, value = 0): void {
  const digits = length - 1;
  out[at + digits] = 0;
  let left = value >= 0 && value < 8 ** digits ? value : 0;
  for (let index = at + digits - 1; index >= at; index--) {
    out[index] = zero + (left % 8);
    left = Math.floor(left / 8);
  }
}

function sumOf(block: Buffer): number {
  let sum = 0;
  for (let index = 0; index < blockSize; index++) sum += block[index] ?? 0;
  return sum;
}
