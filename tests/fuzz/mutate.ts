import type { FastRandom } from "./fast-random.ts";

const bytesOfInterest = [
  0, 1, 9, 10, 13, 32, 34, 39, 44, 45, 46, 47, 48, 57, 58, 61, 64, 91, 92, 123, 125, 127, 128, 255,
];

/** Changes some bytes of an input: overwrites, flips, cuts, doubles, and puts pieces of others in. */
export function mutateBytes(
  random: FastRandom,
  input: Buffer,
  { others, words = [] }: { readonly others: readonly Buffer[]; readonly words?: readonly string[] },
): Buffer {
  let bytes: Buffer = Buffer.from(input);
  for (let left = 1 + random.below(4); left > 0; left -= 1) bytes = change(random, bytes, { others, words });
  return bytes;
}

function change(
  random: FastRandom,
  bytes: Buffer,
  { others, words }: { readonly others: readonly Buffer[]; readonly words: readonly string[] },
): Buffer {
  const at = random.below(bytes.length);
  switch (random.below(words.length > 0 ? 9 : 7)) {
    case 0:
      if (bytes.length > 0) bytes[at] = random.pick(bytesOfInterest);
      return bytes;
    case 1:
      if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      return bytes;
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.size(bytes.length))]);
    case 3: {
      const piece = bytes.subarray(at, at + random.size(Math.min(bytes.length, 64)));
      return Buffer.concat([
        bytes.subarray(0, at),
        ...Array.from({ length: 1 + random.size(40) }, () => piece),
        bytes.subarray(at),
      ]);
    }
    case 4:
      return bytes.subarray(0, at);
    case 5: {
      const other = random.pick(others);
      const from = random.below(other.length);
      return Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + random.size(200)), bytes.subarray(at)]);
    }
    case 6:
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.alloc(random.size(300), random.pick(bytesOfInterest)),
        bytes.subarray(at),
      ]);
    default: {
      const word = Buffer.from(random.pick(words));
      return Buffer.concat([bytes.subarray(0, at), word, bytes.subarray(random.once(2) ? at : at + word.length)]);
    }
  }
}

/** A text put together from words of its language. */
export function textOf(random: FastRandom, words: readonly string[], most: number): string {
  let text = "";
  for (let left = random.size(most); left > 0; left -= 1) text += random.pick(words);
  return text;
}

const hostileValues: readonly unknown[] = [
  null,
  true,
  "",
  0,
  -1,
  1.5,
  1e300,
  2 ** 53,
  -(2 ** 63),
  [],
  {},
  [null],
  "../../etc/passwd",
  "sha256:../../x",
  "\u0000",
  "\ud800",
  { __proto__: null, constructor: 1 },
];

/** A copy of a JSON value in which some parts are another's, gone, doubled, or hostile. */
export function mutateJson(random: FastRandom, value: unknown, strings: readonly string[]): unknown {
  if (random.once(12)) return hostile(random, strings);
  if (Array.isArray(value)) {
    const items = value.map((item) => (random.once(3) ? mutateJson(random, item, strings) : (item as unknown)));
    if (random.once(6) && items.length > 0) items.splice(random.below(items.length), 1);
    if (random.once(8))
      for (let left = random.size(40); left > 0; left -= 1) items.push(items[0] ?? hostile(random, strings));
    return items;
  }
  if (typeof value !== "object" || value === null) return random.once(4) ? hostile(random, strings) : value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    random.once(3) ? mutateJson(random, item, strings) : item,
  ]);
  if (random.once(8) && entries.length > 0) entries.splice(random.below(entries.length), 1);
  if (random.once(8))
    entries.push([
      random.pick(["__proto__", "manifests", "layers", "config", "x", ...strings]),
      hostile(random, strings),
    ]);
  return Object.fromEntries(entries) as unknown;
}

function hostile(random: FastRandom, strings: readonly string[]): unknown {
  if (random.once(10)) return deep(random.size(300));
  return random.once(3) && strings.length > 0 ? random.pick(strings) : random.pick(hostileValues);
}

function deep(depth: number): unknown {
  let value: unknown = 1;
  for (let left = depth; left > 0; left -= 1) value = left % 2 === 0 ? [value] : { a: value };
  return value;
}
