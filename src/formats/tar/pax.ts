import { type ByteString, tarError, toByteString } from "./entry.ts";

/** Records of an extended header in their order; GNU's sparse format 0.0 repeats keys. */
export type PaxRecords = ReadonlyArray<readonly [key: ByteString, value: ByteString]>;

const xattrPrefix = "SCHILY.xattr.";

/**
 * The body of a pax extended header (POSIX pax, "pax Header Block"): `LENGTH KEY=VALUE\n`, values as raw bytes.
 * @throws invalid-argument when a length lies
 */
export function parsePax(body: Uint8Array): PaxRecords {
  const records: Array<readonly [ByteString, ByteString]> = [];
  const text = toByteString(body);
  let at = 0;
  while (at < text.length) {
    const space = text.indexOf(" ", at);
    const digits = text.slice(at, space);
    if (space < 0 || !/^[0-9]{1,10}$/.test(digits)) throw tarError("invalid tar header");
    const end = at + Number(digits);
    if (end > text.length || end <= space + 1 || text[end - 1] !== "\n") throw tarError("invalid tar header");
    const equals = text.indexOf("=", space);
    if (equals < 0 || equals >= end || equals === space + 1) throw tarError("invalid tar header");
    const key = text.slice(space + 1, equals);
    const value = text.slice(equals + 1, end - 1);
    checkRecord(key, value);
    records.push([key, value]);
    at = end;
  }
  return records;
}

/** Only attribute values may hold a NUL. */
function checkRecord(key: ByteString, value: ByteString): void {
  const binary = key.startsWith(xattrPrefix);
  if (key.includes("\0") || (!binary && value.includes("\0"))) throw tarError("invalid tar header");
}

/** More global fields than any archive has: each entry that has an extended header of its own looks at them. */
const maxGlobalFields = 256;

/**
 * What extended headers say of an entry: its own laid over the global ones, where an empty value takes a global one away.
 * The global ones are kept once, however many headers gave them and however many entries there are.
 */
export class PaxFields {
  readonly #below: PaxFields | undefined;
  readonly #values = new Map<ByteString, ByteString>();
  readonly #xattrs = new Map<ByteString, ByteString>();
  /** Pairs of GNU's sparse format 0.0. */
  readonly sparsePairs: ByteString[] = [];

  constructor(below?: PaxFields, records: PaxRecords = []) {
    this.#below = below;
    for (const [key, value] of records) {
      if (key.startsWith(xattrPrefix)) this.#xattrs.set(key.slice(xattrPrefix.length), value);
      else if (key === "GNU.sparse.offset" || key === "GNU.sparse.numbytes") this.sparsePairs.push(value);
      else this.#values.set(key, value);
    }
  }

  /** Global fields with those of one more global header. @throws invalid-argument when they become too many */
  withGlobal(records: PaxRecords): PaxFields {
    if (records.length === 0) return this;
    const own = [...this.#values, ...[...this.#xattrs].map(([name, value]) => [xattrPrefix + name, value] as const)];
    // A sparse map is one file's: a global one means nothing.
    const fields = new PaxFields(undefined, [...own, ...records.filter(([key]) => !key.startsWith("GNU.sparse."))]);
    if (fields.#values.size + fields.#xattrs.size > maxGlobalFields) throw tarError("header field too long");
    return fields;
  }

  get(key: string): ByteString | undefined {
    const own = this.#values.get(key);
    return own === undefined ? this.#below?.get(key) : own === "" ? undefined : own;
  }

  get xattrs(): ReadonlyMap<ByteString, ByteString> {
    const below = this.#below?.xattrs;
    if (below === undefined || below.size === 0) return this.#xattrs;
    return this.#xattrs.size === 0 ? below : new Map([...below, ...this.#xattrs]);
  }
}

/** One record: its length counts its own digits. */
export function formatPaxRecord(key: ByteString, value: ByteString): ByteString {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return `${length}${rest}`;
}
