import { EngineError } from "#base/errors.ts";
import type { TarEntry } from "#formats/tar/entry.ts";
import { formatPaxRecord } from "#formats/tar/pax.ts";
import { TarReader } from "#formats/tar/reader.ts";
import { type TarEntryInput, tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import type { FastRandom } from "../fast-random.ts";
import { type FuzzTarget, Unfit } from "../fuzz.ts";
import { mutateBytes } from "../mutate.ts";

const names = [
  "a",
  "d/e",
  "../up",
  "/abs",
  ".wh.x",
  ".wh..wh..opq",
  "a//b/./c",
  "\xff\xfe",
  "n".repeat(101),
  "p/".repeat(90),
  "x".repeat(5000),
  "",
];
const numbers = [0, 1, 511, 512, 513, 0o7777, 2 ** 31, 2 ** 32 - 1, 8 ** 11 - 1, 8 ** 11, 2 ** 53 - 1, -1];
const types = ["file", "hard-link", "symlink", "character-device", "block-device", "directory", "fifo"] as const;
const paxKeys = [
  "path",
  "linkpath",
  "size",
  "uid",
  "gid",
  "mtime",
  "uname",
  "gname",
  "SCHILY.xattr.user.a",
  "GNU.sparse.map",
  "GNU.sparse.size",
  "GNU.sparse.major",
  "GNU.sparse.minor",
  "GNU.sparse.realsize",
  "GNU.sparse.name",
  "GNU.sparse.offset",
  "GNU.sparse.numbytes",
  "comment",
];
const paxValues = [
  "",
  "0",
  "1",
  "0,1,5,3",
  "512",
  "-1",
  "1.5",
  "-0.000000001",
  "99999999999999999",
  "../x",
  "NaN",
  "a\0b",
  "1e3",
];
const flags = ["0", "\0", "1", "2", "3", "4", "5", "6", "7", "L", "K", "x", "g", "S", "V", "M", "N", "D", "A", "\xff"];

/** Puts a header's checksum right, so that what was changed in it is looked at. */
function seal(header: Buffer): Buffer {
  header.fill(0x20, 148, 156);
  let sum = 0;
  for (let at = 0; at < 512; at += 1) sum += header[at] ?? 0;
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
}

function entryOf(random: FastRandom): TarEntryInput {
  const type = random.pick(types);
  return {
    type,
    name: random.pick(names),
    linkName: random.pick(names),
    mode: random.pick(numbers) & 0o7777,
    uid: random.below(1 << 22),
    gid: random.below(1 << 22),
    mtimeSeconds: random.pick([...numbers.slice(0, -2), -1, -(2 ** 40), 999_999_999_999_999]),
    mtimeNanoseconds: random.once(2) ? 0 : random.below(1e9),
    sizeBytes: type === "file" ? random.size(2000) : 0,
    xattrs: random.once(4) ? new Map([["user.a", "\0\xff"]]) : new Map(),
  };
}

function member(random: FastRandom): Buffer {
  const kind = random.below(8);
  const entry = entryOf(random);
  const size = entry.sizeBytes ?? 0;
  const data = Buffer.alloc(size, random.below(256));
  if (kind < 3) return Buffer.concat([tarHeader(entry), data, tarPadding(size)]);
  if (kind === 3) {
    let records = "";
    for (let left = random.size(8); left > 0; left -= 1)
      records += formatPaxRecord(random.pick(paxKeys), random.pick(paxValues));
    return Buffer.concat([
      meta(random.once(5) ? "g" : "x", Buffer.from(records, "latin1")),
      tarHeader(entry),
      data,
      tarPadding(size),
    ]);
  }
  if (kind === 4)
    return Buffer.concat([
      meta(random.pick(["L", "K"]), Buffer.from(`${random.pick(names)}\0`, "latin1")),
      tarHeader(entry),
      data,
      tarPadding(size),
    ]);
  if (kind === 5) return oldSparse(random);
  if (kind === 6) return dataSparse(random);
  const header = Buffer.from(tarHeader({ ...entry, name: "short" }).subarray(-512));
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const at = random.pick([100, 108, 116, 124, 136, 156, 257, 329, 337, 345, 386, 398, 482, 483, random.below(500)]);
    header.write(
      random.pick(["\x80\0\0\0\0\0\0\x01", "\xff\xff\xff\xff", "77777777777", "8", " ", "\0", "-1", "ustar  \0"]),
      at,
      "latin1",
    );
  }
  header.write(random.pick(flags), 156, "latin1");
  return Buffer.concat([seal(header), data, tarPadding(size)]);
}

function meta(flag: string, body: Buffer): Buffer {
  const header = tarHeader({ type: "file", name: "meta", sizeBytes: body.length });
  header.write(flag, 156, "latin1");
  return Buffer.concat([seal(header), body, tarPadding(body.length)]);
}

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, "0")}\0`;
}

function oldSparse(random: FastRandom): Buffer {
  const count = random.below(5);
  const header = tarHeader({ type: "file", name: "sparse", sizeBytes: count * 512 });
  header.fill(0, 345, 512);
  header.write("S", 156, "latin1");
  header.write("ustar  \0", 257, "latin1");
  for (let at = 0; at < Math.min(count, 4); at += 1)
    header.write(`${octal(at * 1024 * (random.once(9) ? 0 : 1), 12)}${octal(512, 12)}`, 386 + at * 24, "latin1");
  header.write(octal(count * 1024, 12), 483, "latin1");
  if (random.once(3)) header[482] = 1;
  return Buffer.concat([seal(header), Buffer.alloc(random.once(3) ? 512 : 0), Buffer.alloc(count * 512, 7)]);
}

function dataSparse(random: FastRandom): Buffer {
  const count = random.below(5);
  const map = `${random.once(6) ? random.pick(paxValues) : count}\n${Array.from({ length: count }, (_, at) => `${at * 1024}\n512\n`).join("")}`;
  const records = [
    ["GNU.sparse.major", "1"],
    ["GNU.sparse.minor", "0"],
    ["GNU.sparse.name", "s"],
    ["GNU.sparse.realsize", String(count * 1024)],
  ] as const;
  const body = Buffer.from(records.map(([key, value]) => formatPaxRecord(key, value)).join(""), "latin1");
  const block = Buffer.concat([Buffer.from(map), tarPadding(map.length)]);
  const size = block.length + count * 512;
  return Buffer.concat([
    meta("x", body),
    tarHeader({ type: "file", name: "s", sizeBytes: size }),
    block,
    Buffer.alloc(count * 512, 9),
  ]);
}

/** What an archive says, whatever pieces it comes in. */
function read(input: Buffer, pieceOf: (at: number) => number): string[] {
  const reader = new TarReader();
  const events: string[] = [];
  let [entry, end]: [TarEntry | undefined, number] = [undefined, 0];
  for (let at = 0; at < input.length; ) {
    const length = pieceOf(at);
    for (const event of reader.read(input.subarray(at, at + length))) {
      if (event.kind === "entry") {
        entry = checked(event.entry);
        events.push(
          JSON.stringify([
            entry.type,
            entry.name,
            entry.linkName,
            entry.sizeBytes,
            entry.uid,
            [...entry.xattrs],
            entry.segments?.length,
          ]),
        );
        end = 0;
      } else if (event.kind === "data") {
        if (event.offset < end || event.offset + event.bytes.length > (entry?.sizeBytes ?? 0))
          throw new Unfit("data outside of its file");
        end = event.offset + event.bytes.length;
        const last = events.at(-1) ?? "";
        const known = /^data (\d+) to (\d+)$/.exec(last);
        if (known !== null && Number(known[2]) === event.offset)
          events[events.length - 1] = `data ${known[1]} to ${end}`;
        else events.push(`data ${event.offset} to ${end}`);
      } else events.push("end");
    }
    at += length;
  }
  reader.finish();
  return events;
}

function checked(entry: TarEntry): TarEntry {
  const { sizeBytes, mode, uid, gid, mtimeSeconds, mtimeNanoseconds } = entry;
  const whole = [sizeBytes, mode, uid, gid, mtimeNanoseconds].every(
    (value) => Number.isSafeInteger(value) && value >= 0,
  );
  if (!whole || !Number.isSafeInteger(mtimeSeconds) || mtimeNanoseconds > 999_999_999)
    throw new Unfit(
      `a number that is none: ${JSON.stringify({ sizeBytes, mode, uid, gid, mtimeSeconds, mtimeNanoseconds })}`,
    );
  return entry;
}

function outcome(input: Buffer, pieceOf: (at: number) => number): { readonly events: string; readonly error: unknown } {
  try {
    return { events: read(input, pieceOf).join("\n"), error: undefined };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { events: "", error };
  }
}

/** Archives of all kinds of members and headers, changed in ways that their checksums do not show. */
export const tar: FuzzTarget = {
  name: "tar",
  make(random) {
    const members = Array.from({ length: 1 + random.below(4) }, () => member(random));
    const archive = Buffer.concat([...members, tarEnd()]);
    if (random.once(2)) return archive;
    const changed = mutateBytes(random, archive, { others: members });
    if (random.once(2) && changed.length >= 512) seal(changed.subarray(0, 512));
    return changed;
  },
  check(input) {
    const whole = outcome(input, () => input.length);
    const pieces = outcome(input, (at) => 1 + ((at * 7 + input.length) % 700));
    if (whole.events !== pieces.events) throw new Unfit("read in pieces it is another archive");
    if (whole.error !== undefined) throw whole.error;
  },
  isRefusal: (error) => error instanceof EngineError,
};

/** An entry that the writer writes is the one that the reader reads. */
export const tarRoundTrip: FuzzTarget = {
  name: "tar-round-trip",
  make(random) {
    const { xattrs = new Map(), ...entry } = entryOf(random);
    return Buffer.from(JSON.stringify({ ...entry, xattrs: [...xattrs] }));
  },
  check(input) {
    const given = JSON.parse(input.toString()) as TarEntryInput & { xattrs: Iterable<[string, string]> };
    const entry = { ...given, xattrs: new Map(given.xattrs) };
    const size = entry.sizeBytes ?? 0;
    const archive = Buffer.concat([tarHeader(entry), Buffer.alloc(size), tarPadding(size), tarEnd()]);
    const found = [...new TarReader().read(archive)].flatMap((event) => (event.kind === "entry" ? [event.entry] : []));
    const [one] = found;
    const isLink = entry.type === "hard-link" || entry.type === "symlink";
    const wanted = { ...entry, linkName: isLink ? entry.linkName : "", xattrs: [...entry.xattrs] };
    const read =
      one === undefined
        ? undefined
        : Object.fromEntries(
            Object.keys(wanted).map((key) => [key, key === "xattrs" ? [...one.xattrs] : one[key as keyof TarEntry]]),
          );
    if (found.length !== 1 || !Bun.deepEquals(read, wanted))
      throw new Unfit(`${JSON.stringify(wanted)} is read as ${JSON.stringify(read)}`.slice(0, 400));
  },
  isRefusal: () => false,
};
