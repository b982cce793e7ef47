/** A value of a tag: a string, numbers, a list of strings, or a string that is translated. */
export type RpmValue =
  | string
  | readonly number[]
  | { readonly texts: readonly string[] }
  | { readonly translated: string };

/** The header of an rpm package, as its database holds it. */
export function makeRpmHeader(values: Readonly<Record<number, RpmValue>>): Buffer {
  const entries: Buffer[] = [];
  let data = Buffer.alloc(0);
  for (const [tag, value] of Object.entries(values)) {
    const [type, count, bytes] = encoded(value);
    const start = type === 4 ? Math.ceil(data.length / 4) * 4 : data.length;
    entries.push(words(Number(tag), type, start, count));
    data = Buffer.concat([data, Buffer.alloc(start - data.length), bytes]);
  }
  return Buffer.concat([words(entries.length, data.length), ...entries, data]);
}

function encoded(value: RpmValue): readonly [type: number, count: number, bytes: Buffer] {
  if (typeof value === "string") return [6, 1, Buffer.from(`${value}\0`)];
  if ("texts" in value) return [8, value.texts.length, Buffer.from(value.texts.map((text) => `${text}\0`).join(""))];
  if ("translated" in value) return [9, 1, Buffer.from(`${value.translated}\0`)];
  return [4, value.length, words(...value)];
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, at * 4);
  return bytes;
}

/** A database in rpm's own format: a page of slots, then the blobs. */
export function makeNdb(blobs: readonly Buffer[]): Buffer {
  const page = Buffer.alloc(4096);
  page.write("RpmP", 0, "latin1");
  page.writeUInt32LE(1, 12);
  let rest = Buffer.alloc(0);
  for (const [at, blob] of blobs.entries()) {
    const slot = 32 + at * 16;
    page.write("Slot", slot, "latin1");
    page.writeUInt32LE(at + 1, slot + 4);
    page.writeUInt32LE((4096 + rest.length) / 16, slot + 8);
    const header = Buffer.alloc(16);
    header.write("BlbS", 0, "latin1");
    header.writeUInt32LE(at + 1, 4);
    header.writeUInt32LE(blob.length, 12);
    const padding = Buffer.alloc((16 - (blob.length % 16)) % 16);
    rest = Buffer.concat([rest, header, blob, padding]);
  }
  return Buffer.concat([page, rest]);
}
