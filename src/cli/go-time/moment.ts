import type { StructData } from "#formats/go-template/value.ts";

/** Where a clock stands: so many minutes before UTC's, and what the place calls its time; empty where nobody said. */
export interface Zone {
  readonly offsetMinutes: number;
  readonly name: string;
  /** The zone of this host. */
  readonly isLocal?: true;
}

/** A time on a clock. */
export interface ClockTime extends Zone {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  /** From 1. */
  readonly yearDay: number;
  /** From 0, which is Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
}

export const utc: Zone = { offsetMinutes: 0, name: "UTC" };
const zeroTime = "0001-01-01T00:00:00Z";

/** Go's `time.Time`: nanoseconds since 1970 on the clock of a place. */
export class Moment implements StructData {
  readonly nanos: bigint;
  readonly zone: Zone;
  /** In RFC 3339. */
  readonly text: string;

  constructor(nanos: bigint, zone: Zone, text = rfcText(nanos, zone)) {
    this.nanos = nanos;
    this.zone = zone;
    this.text = text;
  }

  /** A time of JSON, whose text stays as it is; an empty one is Go's zero time. */
  static of(json: string): Moment {
    const text = json === "" ? zeroTime : json;
    const [, whole = "", fraction = "", zone = "Z", sign, hours, minutes] =
      /^(.*?)(?:\.(\d+))?(Z|([+-])(\d\d):(\d\d))$/.exec(text) ?? [];
    const ms = Date.parse(`${whole}${zone}`);
    if (Number.isNaN(ms)) return new Moment(0n, utc, text);
    const nanos = BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0").slice(0, 9));
    if (sign === undefined) return new Moment(nanos, utc, text);
    const offset = Number(hours) * 60 + Number(minutes);
    return new Moment(nanos, { offsetMinutes: sign === "-" ? -offset : offset, name: "" }, text);
  }

  /** What the clock shows. */
  clock(): ClockTime {
    const { nanos, zone } = this;
    const nanosecond = Number(((nanos % second) + second) % second);
    const date = new Date(Number((nanos - BigInt(nanosecond)) / 1_000_000n) + zone.offsetMinutes * 60_000);
    const newYear = new Date(date);
    newYear.setUTCMonth(0, 1);
    return {
      ...zone,
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      yearDay: Math.round((date.getTime() - newYear.getTime()) / 86_400_000) + 1,
      weekday: date.getUTCDay(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      nanosecond,
    };
  }

  field(): undefined {
    return undefined;
  }
}

const second = 1_000_000_000n;

function rfcText(nanos: bigint, { offsetMinutes }: Zone): string {
  const fraction = ((nanos % second) + second) % second;
  const local = new Date(Number((nanos - fraction) / 1_000_000n) + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const digits = String(fraction).padStart(9, "0").replace(/0+$/, "");
  return `${local}${digits === "" ? "" : `.${digits}`}${offsetMinutes === 0 ? "Z" : offsetText(offsetMinutes, ":")}`;
}

/** `+01:30`. */
export function offsetText(minutes: number, separator: string): string {
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(size / 60)}${separator}${two(size % 60)}`;
}
