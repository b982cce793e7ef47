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

/** What local headers lay over global ones; an empty value takes a global one away. */
export class PaxFields {
  readonly #values = new Map<ByteString, ByteString>();
  readonly xattrs = new Map<ByteString, ByteString>();
  /** Pairs of GNU's sparse format 0.0. */
  readonly sparsePairs: ByteString[] = [];

  add(records: PaxRecords): void {
    for (const [key, value] of records) {
      if (key.startsWith(xattrPrefix)) this.xattrs.set(key.slice(xattrPrefix.length), value);
      else if (key === "GNU.sparse.offset" || key === "GNU.sparse.numbytes") this.sparsePairs.push(value);
      else if (value === "") this.#values.delete(key);
      else this.#values.set(key, value);
    }
  }

  get(key: string): ByteString | undefined {
    return this.#values.get(key);
  }
}

/** One record: its length counts its own digits. */
export function formatPaxRecord(key: ByteString, value: ByteString): ByteString {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return `${length}${rest}`;
}
