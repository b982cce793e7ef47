import { expect, test } from "bun:test";
import { ZoneRules } from "./time-zone.ts";

interface Kind {
  readonly offsetSeconds: number;
  readonly name: string;
}

/** A compiled zone of version 2: an empty block of version 1 before it, as the standard lets it be. */
function compiled(
  kinds: readonly Kind[],
  transitions: readonly (readonly [seconds: number, kind: number])[],
  footer: string,
) {
  const header = (counts: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(44);
    bytes.write("TZif2");
    for (const [index, count] of counts.entries()) bytes.writeUInt32BE(count, 20 + index * 4);
    return bytes;
  };
  const names = kinds.map(({ name }) => `${name}\0`).join("");
  const times = Buffer.alloc(transitions.length * 8);
  for (const [index, [seconds]] of transitions.entries()) times.writeBigInt64BE(BigInt(seconds), index * 8);
  const types = Buffer.alloc(kinds.length * 6);
  for (const [index, { offsetSeconds, name }] of kinds.entries()) {
    types.writeInt32BE(offsetSeconds, index * 6);
    types.writeUInt8(names.indexOf(`${name}\0`), index * 6 + 5);
  }
  return Buffer.concat([
    header([0, 0, 0, 0, 1, 1]),
    Buffer.alloc(7),
    header([0, 0, 0, transitions.length, kinds.length, names.length]),
    times,
    Uint8Array.from(transitions, ([, kind]) => kind),
    types,
    Buffer.from(names),
    Buffer.from(`\n${footer}\n`),
  ]);
}

const berlin = new ZoneRules(
  compiled(
    [
      { offsetSeconds: 3208, name: "LMT" },
      { offsetSeconds: 7200, name: "CEST" },
      { offsetSeconds: 3600, name: "CET" },
    ],
    [
      [-2_422_054_408, 2],
      [828_234_000, 1],
      [846_378_000, 2],
    ],
    "CET-1CEST,M3.5.0,M10.5.0/3",
  ),
);

test("a zone's name is that of its last change before the time", () => {
  expect(berlin.abbreviationAt(new Date("1890-01-01T00:00:00Z"))).toBe("LMT");
  expect(berlin.abbreviationAt(new Date("1990-01-01T00:00:00Z"))).toBe("CET");
  expect(berlin.abbreviationAt(new Date("1996-06-01T00:00:00Z"))).toBe("CEST");
});

test("behind the last change the rule at the end of the file counts", () => {
  const date = new Date("2030-06-01T00:00:00Z");
  expect(berlin.abbreviationAt(date, 60)).toBe("CET");
  expect(berlin.abbreviationAt(date, 120)).toBe("CEST");
  const fixed = (footer: string): ZoneRules => new ZoneRules(compiled([{ offsetSeconds: 0, name: "X" }], [], footer));
  expect(fixed("<+0530>-5:30").abbreviationAt(date, 330)).toBe("+0530");
  expect(fixed("EST5EDT,M3.2.0,M11.1.0").abbreviationAt(date, -300)).toBe("EST");
  expect(fixed("EST5EDT,M3.2.0,M11.1.0").abbreviationAt(date, -240)).toBe("EDT");
  expect(fixed("").abbreviationAt(date, 0)).toBe("X");
});

test("what is no compiled zone is refused", () => {
  expect(() => new ZoneRules(Buffer.from("nothing of the kind"))).toThrow("not a TZif file");
  expect(() => new ZoneRules(Buffer.from("TZif2"))).toThrow();
});
