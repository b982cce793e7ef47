/** A name in a DNS message and where the bytes behind it begin. */
export interface DecodedName {
  /** Labels joined by dots, without the last dot, in the case it was written in. Bytes above ASCII are Latin-1 characters. */
  readonly name: string;
  readonly end: number;
}

const maxNameBytes = 255;
const maxLabelBytes = 63;

/**
 * Reads a name at `start`. Pointers go backwards only (RFC 1035, 4.1.4), so that none can loop. Undefined when the bytes
 * are no name: a label over 63 bytes, a name over 255, a dot inside a label, or an end before its time.
 */
export function decodeName(bytes: Uint8Array, start: number): DecodedName | undefined {
  const labels: string[] = [];
  let [at, limit, end, size] = [start, bytes.length, -1, 1];
  for (;;) {
    const length = at < limit ? bytes[at]! : undefined;
    if (length === undefined) return undefined;
    if (length >= 0xc0) {
      const low = bytes[at + 1];
      if (low === undefined) return undefined;
      const target = ((length & 0x3f) << 8) | low;
      if (end < 0) end = at + 2;
      if (target >= at || target < 12) return undefined;
      // What a pointer leads to ends before the pointer: each jump leaves less to read.
      [limit, at] = [at, target];
      continue;
    }
    if (length > maxLabelBytes) return undefined;
    if (length === 0) return { name: labels.join("."), end: end < 0 ? at + 1 : end };
    size += length + 1;
    const label = bytes.subarray(at + 1, at + 1 + length);
    if (at + 1 + length > limit || size > maxNameBytes || label.includes(0x2e)) return undefined;
    labels.push(String.fromCharCode(...label));
    at += length + 1;
  }
}

/** A name as uncompressed labels. Undefined for one that no message can hold. */
export function encodeName(name: string): Uint8Array | undefined {
  const labels = name === "" ? [] : name.replace(/\.$/, "").split(".");
  const bytes: number[] = [];
  for (const label of labels) {
    if (label.length === 0 || label.length > maxLabelBytes) return undefined;
    bytes.push(label.length);
    for (const char of label) {
      const code = char.charCodeAt(0);
      if (char.length > 1 || code > 0xff) return undefined;
      bytes.push(code);
    }
  }
  bytes.push(0);
  return bytes.length > maxNameBytes ? undefined : Uint8Array.from(bytes);
}
