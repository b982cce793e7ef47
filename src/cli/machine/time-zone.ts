import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The time zone of this host as Go's programs know it. */
export interface TimeZone {
  /** `Local`, or what `TZ` says. */
  readonly name: string;
  /** What the zone is called at a time, by its rules; undefined where this host has none. */
  abbreviationAt(date: Date): string | undefined;
}

const folders = ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo"];
const hostFile = "/etc/localtime";
const utcZone: TimeZone = { name: "UTC", abbreviationAt: () => "UTC" };
const known = new Map<string | undefined, TimeZone>();

/** @see https://pkg.go.dev/time#Location "Local" and the variable TZ */
export function localTimeZone(): TimeZone {
  const variable = process.env["TZ"];
  const zone = known.get(variable) ?? zoneOf(variable);
  known.set(variable, zone);
  return zone;
}

function zoneOf(variable: string | undefined): TimeZone {
  if (variable === undefined) return zoneIn([hostFile], "Local") ?? (process.platform === "linux" ? utcZone : bare);
  const name = variable.replace(/^:/, "");
  if (name === "") return utcZone;
  if (name.startsWith("/")) return zoneIn([name], name === hostFile ? "Local" : name) ?? utcZone;
  return (
    zoneIn(
      folders.map((folder) => join(folder, name)),
      name,
    ) ?? (process.platform === "linux" ? utcZone : bare)
  );
}

/** Of a system that keeps its rules elsewhere. */
const bare: TimeZone = { name: "Local", abbreviationAt: () => undefined };

function zoneIn(paths: readonly string[], name: string): TimeZone | undefined {
  for (const path of paths) {
    try {
      const rules = new ZoneRules(readFileSync(path));
      return { name, abbreviationAt: (date) => rules.abbreviationAt(date) };
    } catch {
      // Another folder may have it.
    }
  }
  return undefined;
}

interface LocalTimeType {
  readonly offsetSeconds: number;
  readonly abbreviation: string;
}

/** A compiled zone. @source RFC 9636 (TZif) */
export class ZoneRules {
  readonly #transitions: readonly number[];
  /** Of each transition what holds from it on. */
  readonly #kinds: readonly number[];
  readonly #types: readonly LocalTimeType[];
  readonly #footer: string;

  /** @throws RangeError · Error for what is no such file */
  constructor(file: Buffer) {
    if (file.toString("latin1", 0, 4) !== "TZif") throw new Error("not a TZif file");
    const isLong = file.readUInt8(4) >= 0x32;
    const first = new Header(file, 0);
    const header = isLong ? new Header(file, first.end(4)) : first;
    const size = isLong ? 8 : 4;
    const { transitions, types, abbreviationBytes, start } = header;
    const at = <T>(count: number, read: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => read(i));
    this.#transitions = at(transitions, (i) =>
      isLong ? Number(file.readBigInt64BE(start + i * size)) : file.readInt32BE(start + i * size),
    );
    const kinds = start + transitions * size;
    this.#kinds = at(transitions, (i) => file.readUInt8(kinds + i));
    const typesAt = kinds + transitions;
    const names = file.toString("latin1", typesAt + types * 6, typesAt + types * 6 + abbreviationBytes);
    this.#types = at(types, (i) => {
      const from = file.readUInt8(typesAt + i * 6 + 5);
      return {
        offsetSeconds: file.readInt32BE(typesAt + i * 6),
        abbreviation: names.slice(from, names.indexOf("\0", from)),
      };
    });
    this.#footer = isLong ? file.toString("latin1", header.end(size) + 1, file.length - 1) : "";
  }

  /** @param offsetMinutes what the clock there is ahead of UTC */
  abbreviationAt(date: Date, offsetMinutes = -date.getTimezoneOffset()): string | undefined {
    const seconds = Math.floor(date.getTime() / 1000);
    const later = this.#transitions.findIndex((transition) => transition > seconds);
    if (later === -1 && this.#footer !== "") return footerName(this.#footer, offsetMinutes);
    const kind = later === 0 ? 0 : this.#kinds.at(later === -1 ? -1 : later - 1);
    return this.#types[kind ?? 0]?.abbreviation;
  }
}

class Header {
  readonly #counts: readonly number[];
  /** Where its data begin. */
  readonly start: number;

  constructor(file: Buffer, at: number) {
    this.#counts = Array.from({ length: 6 }, (_, index) => file.readUInt32BE(at + 20 + index * 4));
    this.start = at + 44;
  }

  get transitions(): number {
    return this.#counts[3]!;
  }

  get types(): number {
    return this.#counts[4]!;
  }

  get abbreviationBytes(): number {
    return this.#counts[5]!;
  }

  /** Behind the data, whose times have so many bytes each. */
  end(size: number): number {
    const [universal = 0, standard = 0, leaps = 0] = this.#counts;
    const perTransition = this.transitions * (size + 1);
    return (
      this.start + perTransition + this.types * 6 + this.abbreviationBytes + leaps * (size + 4) + standard + universal
    );
  }
}

/** Of `CET-1CEST,M3.5.0,M10.5.0/3` the name that goes with an offset in minutes. */
function footerName(footer: string, offsetMinutes: number): string | undefined {
  const name = "([A-Za-z]{3,}|<[^>]+>)";
  const [, standard, sign, hours, minutes = "0", summer] =
    new RegExp(`^${name}([-+]?)(\\d+)(?::(\\d+))?(?::\\d+)?${name}?`).exec(footer) ?? [];
  const behind = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  const chosen = summer === undefined || offsetMinutes === -behind ? standard : summer;
  return chosen?.replace(/^<(.*)>$/, "$1");
}
