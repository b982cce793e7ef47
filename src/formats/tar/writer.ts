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
  const text = (value: ByteString | undefined, at: number, length: number): void => {
    out.write((value ?? "").slice(0, length), at, "latin1");
  };
  const number = (value: number | undefined, at: number, length: number): void => {
    const fits = value !== undefined && value >= 0 && value < 8 ** (length - 1);
    out.write(`${(fits ? value : 0).toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
  };
  text(place.name, 0, 100);
  number(entry.mode, 100, 8);
  number(entry.uid, 108, 8);
  number(entry.gid, 116, 8);
  number(entry.type === "file" ? entry.sizeBytes : 0, 124, 12);
  number(entry.mtimeSeconds, 136, 12);
  out.write(" ".repeat(8), 148, "latin1");
  out.write(flag, 156, "latin1");
  text(entry.linkName, 157, 100);
  out.write("ustar\x0000", 257, "latin1");
  text(entry.userName, 265, 32);
  text(entry.groupName, 297, 32);
  number(entry.deviceMajor, 329, 8);
  number(entry.deviceMinor, 337, 8);
  text(place.prefix, 345, 155);
  const sum = out.reduce((total, byte) => total + byte, 0);
  out.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return out;
}
