import { type Member, tarOf } from "#daemon/images/test-archives.ts";
import { formatPaxRecord } from "#formats/tar/pax.ts";
import { tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";

/** What an attack may aim at: files of the host outside of the store. Absolute. */
export interface Canary {
  readonly folder: string;
  readonly file: string;
}

/** A layer that wants out, or more than its due; what the engine says of it, or `taken` where it is harmless as it is read. */
export interface HostileLayer {
  readonly bytes: Buffer;
  readonly outcome: RegExp | "taken";
}

const file = (name: string, data = "hostile"): Member => ({ type: "file", name, data, mode: 0o644 });
const link = (name: string, linkName: string): Member => ({ type: "symlink", name, linkName });
const hard = (name: string, linkName: string): Member => ({ type: "hard-link", name, linkName });
const folder = (name: string): Member => ({ type: "directory", name, mode: 0o755 });
const up = "../".repeat(40);

/** A header with some of its bytes changed and its checksum right. */
export function forged(member: Member, changes: ReadonlyArray<readonly [at: number, text: string]>): Buffer {
  const { data = "", ...entry } = member;
  const header = tarHeader({ ...entry, sizeBytes: Buffer.from(data as string).length });
  for (const [at, text] of changes) header.write(text, at, "latin1");
  header.fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  const body = Buffer.from(data as string);
  return Buffer.concat([header, body, tarPadding(body.length)]);
}

/** An extended header (`x`, `g`) or a long name (`L`, `K`) before what follows. */
export function extended(flag: string, body: string): Buffer {
  return forged({ type: "file", name: "extended", data: body }, [[156, flag]]);
}

export function pax(records: Readonly<Record<string, string>>): Buffer {
  return extended(
    "x",
    Object.entries(records)
      .map(([key, value]) => formatPaxRecord(key, value))
      .join(""),
  );
}

const ended = (...parts: readonly Buffer[]): Buffer => Buffer.concat([...parts, tarEnd()]);
const plain = (member: Member): Buffer => forged(member, []);

const refused = (outcome: RegExp, ...members: Member[]): HostileLayer => ({ bytes: tarOf(...members), outcome });
const taken = (...members: Member[]): HostileLayer => ({ bytes: tarOf(...members), outcome: "taken" });
const raw = (outcome: RegExp | "taken", ...parts: Buffer[]): HostileLayer => ({ bytes: ended(...parts), outcome });
const away = /is outside of the layer/;
const nowhere = /is a link to nowhere/;
const lies = /archive\/tar: invalid tar header/;

type Layers = Readonly<Record<string, HostileLayer>>;

export function hostileLayers(canary: Canary): Layers {
  return {
    ...waysOut(canary),
    ...whiteoutsAndDevices(canary),
    ...attributesAndNames(canary),
    ...headersThatLie(canary),
    ...sparseAndCutOff(),
  };
}

function waysOut({ folder: outside, file: target }: Canary): Layers {
  return {
    "name above the root": refused(away, file(`${up}${target}`)),
    "name above the root, after a detour": refused(away, file(`a/../../${target}`)),
    "absolute name": taken(file(target)),
    "absolute name of a folder with another mode": taken({ type: "directory", name: outside, mode: 0o777 }),
    "through an absolute symlink": refused(nowhere, link("out", outside), file("out/file")),
    "through a relative symlink": refused(nowhere, link("out", `${up}${outside}`), file("out/file")),
    "through two symlinks": refused(nowhere, link("one", outside), link("two", "one"), file("two/file")),
    "through a symlink in the middle": refused(
      nowhere,
      folder("d"),
      link("d/out", outside),
      folder("d/out/new"),
      file("d/out/new/file"),
    ),
    "folder that becomes a symlink": refused(nowhere, folder("d"), file("d/a"), link("d", outside), file("d/file")),
    "symlink that becomes a folder": taken(link("d", outside), folder("d"), file("d/file")),
    "file through a symlink of its own name": taken(link("f", target), file("f")),
    "mode of a symlink's target": taken(link("f", target), { type: "directory", name: "f/", mode: 0o777 }),
    "hard link to the host": refused(/which is not in the layer/, hard("shadow", target)),
    "hard link above the root": refused(away, hard("shadow", `${up}${target}`)),
    "hard link through a symlink": refused(
      /which is not in the layer/,
      link("out", outside),
      hard("shadow", "out/file"),
    ),
    "hard link to a symlink, then data": taken(link("s", target), hard("h", "s"), file("h")),
    "hard link to itself": refused(/is a link to itself/, hard("h", "h")),
    "hard link to a folder": refused(/link h: operation not permitted/, folder("d"), hard("h", "d")),
  };
}

function whiteoutsAndDevices({ folder: outside }: Canary): Layers {
  return {
    "whiteout of the folder itself": refused(/is a whiteout of no file/, file(".wh..")),
    "whiteout of the folder above": refused(/is a whiteout of no file/, file(".wh...")),
    "whiteout of nothing": refused(/is a whiteout of no file/, file(".wh.")),
    "whiteout through a symlink": refused(nowhere, link("out", outside), file("out/.wh.file")),
    "whiteout above the root": refused(away, file(`${up}${outside}/.wh.file`)),
    "opaque root": taken(file(".wh..wh..opq"), file("a")),
    "opaque folder through a symlink": refused(nowhere, link("out", outside), file("out/.wh..wh..opq")),
    "file in a whiteout": refused(/lies in a whiteout/, file(".wh.a/b")),
    "aufs metadata": taken(folder(".wh..wh.plnk"), file(".wh..wh.plnk/1.2"), file(".wh..wh.aufs")),
    "disks of the host": taken(
      { type: "block-device", name: "sda", deviceMajor: 8, deviceMinor: 0, mode: 0o666 },
      { type: "character-device", name: "mem", deviceMajor: 1, deviceMinor: 1, mode: 0o666 },
    ),
    "device with a number that is none": refused(/has a device number that does not exist/, {
      type: "block-device",
      name: "x",
      deviceMajor: 2 ** 21 - 1,
      deviceMinor: 2 ** 21 - 1,
    }),
    "device through a symlink": refused(nowhere, link("out", outside), {
      type: "character-device",
      name: "out/null",
      deviceMajor: 1,
      deviceMinor: 3,
    }),
    "pipe where a file comes": taken({ type: "fifo", name: "p", mode: 0o644 }, file("p")),
    "setuid of root": taken({ ...file("su"), mode: 0o6755 }),
    "owner that stands for unchanged": raw(lies, forged(file("a"), [[108, "\xff".repeat(8)]])),
  };
}

function attributesAndNames({ folder: outside }: Canary): Layers {
  return {
    capability: {
      bytes: ended(
        pax({ "SCHILY.xattr.security.capability": "\x01\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" }),
        plain(file("a")),
      ),
      outcome: "taken",
    },
    "attribute of overlayfs": raw(
      /has the attribute trusted.overlay.redirect/,
      pax({ "SCHILY.xattr.trusted.overlay.redirect": `/${up}${outside}` }),
      plain(folder("d")),
    ),
    "attribute of overlayfs in user space": raw(
      /has the attribute user.overlay.redirect/,
      pax({ "SCHILY.xattr.user.overlay.redirect": `/${up}${outside}` }),
      plain(folder("d")),
    ),
    "attribute that is too large": raw(
      /setxattr user.a/,
      pax({ "SCHILY.xattr.user.a": "x".repeat(70_000) }),
      plain(file("a")),
    ),
    "the same name a thousand times": taken(
      ...Array.from({ length: 1000 }, (_, number) => (number % 2 === 0 ? file("same") : folder("same"))),
    ),
    "name of 5000 bytes": refused(/file name too long/, file(`${"d/".repeat(2400)}${"n".repeat(200)}`)),
    "part of a name of 300 bytes": refused(/file name too long/, file("n".repeat(300))),
    "five thousand folders deep": refused(/file name too long/, folder("d/".repeat(5000))),
  };
}

function headersThatLie({ file: target }: Canary): Layers {
  return {
    "NUL in a name": raw(lies, pax({ path: "a\0b" }), plain(file("a"))),
    "newline in a name": taken(file("a\nb")),
    "name that is no text": raw("taken", plain(file("\xff\xfe\x80"))),
    "empty name": refused(/is the root, and no directory/, file("")),
    "dot as a file": refused(/is the root, and no directory/, file(".")),
    "dot dot as a folder": refused(away, folder("..")),
    "name of slashes": taken(folder("////")),
    "length of an extended header that lies": raw(lies, extended("x", "99 path=x\n"), plain(file("a"))),
    "length of nothing": raw(lies, extended("x", "0 path=x\n"), plain(file("a"))),
    "size that is negative": raw(lies, pax({ size: "-5" }), plain(file("a"))),
    "size that is no number": raw(lies, pax({ size: "NaN" }), plain(file("a"))),
    "size of everything": raw(/unexpected EOF/, pax({ size: "9007199254740991" }), plain(file("a"))),
    "size in base 256 that is negative": raw(lies, forged(file("a"), [[124, "\xff".repeat(12)]])),
    "size in base 256 beyond numbers": raw(lies, forged(file("a"), [[124, `\x80${"\xff".repeat(11)}`]])),
    "time before all times": raw("taken", pax({ mtime: "-99999999999999" }), plain(file("a"))),
    "long name that goes out": raw(away, extended("L", `${up}${target}\0`), plain(file("a"))),
    "long link that goes out": raw(
      "taken",
      extended("K", `${up}${target}\0`),
      forged({ type: "symlink", name: "s", linkName: "x" }, []),
      plain(file("s")),
    ),
  };
}

function sparseAndCutOff(): Layers {
  return {
    "extended header of 2 MiB": raw(
      /header field too long/,
      forged({ type: "file", name: "x" }, [
        [156, "x"],
        [124, "00010000000\0"],
      ]),
      Buffer.alloc(2 << 20),
    ),
    "long names for ever": raw(lies, ...Array.from({ length: 2000 }, () => extended("L", "x\0"))),
    "sparse map that overlaps": raw(
      lies,
      pax({ "GNU.sparse.size": "10", "GNU.sparse.map": "0,5,2,5" }),
      plain(file("a", "0123456789")),
    ),
    "sparse map past the end": raw(
      lies,
      pax({ "GNU.sparse.size": "10", "GNU.sparse.map": "5,10" }),
      plain(file("a", "0123456789")),
    ),
    "sparse file of 8 PiB": raw(
      "taken",
      pax({ "GNU.sparse.size": "9007199254740991", "GNU.sparse.map": "0,1" }),
      plain(file("a", "x")),
    ),
    "sparse map that is no map": raw(
      lies,
      pax({ "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": "1" }),
      plain(file("a", "x".repeat(600))),
    ),
    "type that there is not": raw(/unhandled tar header type/, forged(file("a"), [[156, "Z"]])),
    "multi-volume rest": raw("taken", forged(file("a"), [[156, "M"]])),
    "cut off in a header": { bytes: tarOf(file("a")).subarray(0, 700), outcome: /unexpected EOF/ },
    "cut off in data": { bytes: tarOf(file("a", "x".repeat(5000))).subarray(0, 2000), outcome: /unexpected EOF/ },
    noise: { bytes: Buffer.from("noise".repeat(400)), outcome: lies },
  };
}
