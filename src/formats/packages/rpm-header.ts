import { EngineError } from "#base/errors.ts";
import { type FoundPackage, lineOf, present } from "./package.ts";

const tags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  summary: 1004,
  vendor: 1011,
  license: 1014,
  url: 1020,
  arch: 1022,
  sourceRpm: 1044,
  folderIndexes: 1116,
  baseNames: 1117,
  folderNames: 1118,
} as const;
const types = { int32: 4, string: 6, strings: 8, translated: 9 } as const;

const maxEntries = 65_536;
const maxStrings = 1_000_000;

interface Entry {
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

/**
 * A header as rpm's database holds it: two counts, the index, and its data, all big-endian (rpm, docs/manual/hregions.md).
 */
export class RpmHeader {
  readonly #entries = new Map<number, Entry>();
  readonly #data: Buffer;

  /** @throws invalid-argument for what is none */
  constructor(bytes: Buffer) {
    const [entries, dataBytes] = bytes.length < 8 ? [0, 0] : [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
    const start = 8 + entries * 16;
    if (entries === 0 || entries > maxEntries || start + dataBytes > bytes.length)
      throw new EngineError("invalid-argument", "damaged header of an rpm package");
    this.#data = bytes.subarray(start, start + dataBytes);
    for (let at = 8; at < start; at += 16) {
      const tag = bytes.readUInt32BE(at);
      const entry = {
        type: bytes.readUInt32BE(at + 4),
        offset: bytes.readUInt32BE(at + 8),
        count: bytes.readUInt32BE(at + 12),
      };
      if (!this.#entries.has(tag)) this.#entries.set(tag, entry);
    }
  }

  /** The first string of a tag; empty where there is none. */
  text(tag: number): string {
    return this.texts(tag, 1)[0] ?? "";
  }

  texts(tag: number, limit = maxStrings): string[] {
    const entry = this.#entries.get(tag);
    if (entry === undefined || ![types.string, types.strings, types.translated].includes(entry.type as 6)) return [];
    const found: string[] = [];
    for (let at = entry.offset; found.length < Math.min(entry.count, limit) && at < this.#data.length; ) {
      const end = this.#data.indexOf(0, at);
      if (end < 0) break;
      found.push(this.#data.toString("utf8", at, end));
      at = end + 1;
    }
    return found;
  }

  numbers(tag: number): number[] {
    const entry = this.#entries.get(tag);
    if (entry === undefined || entry.type !== types.int32) return [];
    const there = Math.max(0, Math.floor((this.#data.length - entry.offset) / 4));
    return Array.from({ length: Math.min(entry.count, there, maxStrings) }, (_, index) =>
      this.#data.readUInt32BE(entry.offset + index * 4),
    );
  }
}

/** The package of a header; undefined for a key, which rpm keeps among them. @throws invalid-argument */
export function parseRpmHeader(bytes: Buffer, location: string): FoundPackage | undefined {
  const header = new RpmHeader(bytes);
  const name = lineOf(header.text(tags.name));
  if (name === "" || name === "gpg-pubkey") return undefined;
  const [epoch] = header.numbers(tags.epoch);
  const release = lineOf(header.text(tags.release));
  const version = lineOf(header.text(tags.version));
  const license = lineOf(header.text(tags.license));
  const source = lineOf(header.text(tags.sourceRpm));
  return {
    kind: "rpm",
    name,
    version: release === "" ? version : `${version}-${release}`,
    qualifiers: present({
      arch: lineOf(header.text(tags.arch)),
      epoch: epoch === undefined ? "" : String(epoch),
    }) as Record<string, string>,
    licenses: license === "" ? [] : [license],
    ...present({
      maintainer: lineOf(header.text(tags.vendor)),
      homepage: lineOf(header.text(tags.url)),
      description: lineOf(header.text(tags.summary)),
    }),
    ...(source === "" || source === "(none)" ? {} : { source: { name: source, version: "" } }),
    locations: [location],
  };
}

/** The files that a package owns. @throws invalid-argument */
export function* rpmFiles(bytes: Buffer): Generator<string> {
  const header = new RpmHeader(bytes);
  const folders = header.texts(tags.folderNames);
  const indexes = header.numbers(tags.folderIndexes);
  for (const [at, name] of header.texts(tags.baseNames).entries()) yield `${folders[indexes[at] ?? -1] ?? "/"}${name}`;
}
