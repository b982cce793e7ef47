import { jsonString } from "#formats/go-template/encode-json.ts";
import {
  type GoType,
  intType,
  type Method,
  pointerTo,
  sliceOf,
  stringType,
  uint8Type,
} from "#formats/go-template/type.ts";
import { goBool, goInt, goInt64, goString, Value } from "#formats/go-template/value.ts";
import { goTimeNano, zoneName } from "../format/text.ts";
import { durationType } from "./duration-type.ts";
import { formatLayout, monthName, weekdayName } from "./layout.ts";
import { locationOf, locationPointer, locationSource, zoneOfLocation } from "./location-type.ts";
import { type ClockTime, Moment, utc } from "./moment.ts";

const name = "time.Time";
/** As a parameter, for which only the name counts. */
const timeParameter: GoType = { kind: "struct", name };

const zero = Moment.of("");

function momentOf(value: Value | undefined): Moment {
  return value?.data instanceof Moment ? value.data : zero;
}

function printed(value: Value): string {
  const { text, zone, nanos } = momentOf(value);
  if (zone.name === "" || zone.name === "UTC") return goTimeNano(text);
  return formatLayout(new Moment(nanos, zone).clock(), "2006-01-02 15:04:05.999999999 -0700 MST");
}

const monthType: GoType = named("time.Month", monthName);
const weekdayType: GoType = named("time.Weekday", weekdayName);

/** A number with a word for it. */
function named(typeName: string, word: (number: number) => string): GoType {
  const stringer = ({ data }: Value): string => word(Number(data));
  const call: Method["call"] = (_, receiver) => goString(stringer(receiver));
  return { ...intType, name: typeName, stringer, methods: new Map([["String", { params: [], call }]]) };
}

function onClock(read: (time: ClockTime) => Value): Method {
  return { params: [], call: (_, receiver) => read(momentOf(receiver).clock()) };
}

function sinceEpoch(nanosInUnit: bigint): Method {
  const whole = (nanos: bigint): bigint =>
    (nanos - (((nanos % nanosInUnit) + nanosInUnit) % nanosInUnit)) / nanosInUnit;
  return { params: [], call: (_, receiver) => goInt64(whole(momentOf(receiver).nanos)) };
}

function withOther(read: (nanos: bigint, other: bigint) => Value): Method {
  const call: Method["call"] = ([other], receiver) => read(momentOf(receiver).nanos, momentOf(other).nanos);
  return { params: [timeParameter], call };
}

function moved(move: (moment: Moment) => Moment): Method {
  return { params: [], call: (_, receiver) => new Value(timeType, move(momentOf(receiver))) };
}

function inLocalZone({ nanos }: Moment): Moment {
  const date = new Date(Number(nanos / 1_000_000n));
  return new Moment(nanos, { offsetMinutes: -date.getTimezoneOffset(), name: zoneName(date), isLocal: true });
}

/** Moves the time on the clock by what is reckoned of a span and of what the time is past a multiple of it since the year 1. */
function bySpan(nanosOf: (span: bigint, past: bigint) => bigint): Method {
  const call: Method["call"] = ([{ data: span } = zeroSpan], receiver) => {
    const { nanos, zone } = momentOf(receiver);
    const past = (span as bigint) > 0n ? (nanos - zero.nanos) % (span as bigint) : 0n;
    return new Value(timeType, new Moment(nanos + nanosOf(span as bigint, past), zone));
  };
  return { params: [durationType], call };
}

const zeroSpan = new Value(durationType, 0n);

const addDate: Method = {
  params: [intType, intType, intType],
  call([years, months, days], receiver) {
    const { nanos, zone } = momentOf(receiver);
    const date = new Date(Number(nanos / 1_000_000n) + zone.offsetMinutes * 60_000);
    const before = date.getTime();
    const number = (value: Value | undefined): number => Number(value?.data);
    date.setUTCFullYear(
      date.getUTCFullYear() + number(years),
      date.getUTCMonth() + number(months),
      date.getUTCDate() + number(days),
    );
    return new Value(timeType, new Moment(nanos + BigInt(date.getTime() - before) * 1_000_000n, zone));
  },
};

/** Bytes, as the methods that marshal give them. */
function inBytes(encode: (moment: Moment) => Uint8Array): Method {
  const call: Method["call"] = (_, receiver) => {
    const bytes = [...encode(momentOf(receiver))];
    return new Value(
      sliceOf(uint8Type),
      bytes.map((byte) => new Value(uint8Type, BigInt(byte))),
    );
  };
  return { params: [], call };
}

const inText = inBytes(({ text }) => Buffer.from(text));

/** Version 1: seconds since the year 1, nanoseconds, and minutes before UTC, which is -1 itself. */
const inBinary = inBytes(({ nanos, zone }) => {
  const buffer = Buffer.alloc(15);
  const { nanosecond } = new Moment(nanos, zone).clock();
  buffer.writeUInt8(1);
  buffer.writeBigInt64BE((nanos - BigInt(nanosecond) - zero.nanos) / 1_000_000_000n, 1);
  buffer.writeInt32BE(nanosecond, 9);
  buffer.writeInt16BE(zone.name === "UTC" && zone.isLocal !== true ? -1 : zone.offsetMinutes, 13);
  return buffer;
});

/** As Go would have it in a source. */
function source(value: Value): string {
  const { nanos, zone } = momentOf(value);
  const { year, month, day, hour, minute, second, nanosecond } = new Moment(nanos, zone).clock();
  const parts = [year, `time.${monthName(month)}`, day, hour, minute, second, nanosecond, locationSource(zone)];
  return `time.Date(${parts.join(", ")})`;
}

const inZone: Method = {
  params: [locationPointer],
  call([location], receiver) {
    const moment = momentOf(receiver);
    const zone = zoneOfLocation(location);
    if (zone === undefined) throw new Error("time: missing Location in call to Time.In");
    return new Value(timeType, zone.isLocal === true ? inLocalZone(moment) : new Moment(moment.nanos, zone));
  },
};

/** Whether the clock of this host is ahead of that of its winter. */
function isSummerTime({ nanos, zone }: Moment): boolean {
  if (zone.isLocal !== true) return false;
  const year = new Date(Number(nanos / 1_000_000n)).getFullYear();
  const winter = Math.min(...[0, 6].map((month) => -new Date(year, month).getTimezoneOffset()));
  return zone.offsetMinutes > winter;
}

/** The methods that templates can call: those that give one value. @see https://pkg.go.dev/time#Time */
const methods: Readonly<Record<string, Method>> = {
  Year: onClock(({ year }) => goInt(year)),
  Month: onClock(({ month }) => new Value(monthType, BigInt(month))),
  Day: onClock(({ day }) => goInt(day)),
  YearDay: onClock(({ yearDay }) => goInt(yearDay)),
  Weekday: onClock(({ weekday }) => new Value(weekdayType, BigInt(weekday))),
  Hour: onClock(({ hour }) => goInt(hour)),
  Minute: onClock(({ minute }) => goInt(minute)),
  Second: onClock(({ second }) => goInt(second)),
  Nanosecond: onClock(({ nanosecond }) => goInt(nanosecond)),
  Unix: sinceEpoch(1_000_000_000n),
  UnixMilli: sinceEpoch(1_000_000n),
  UnixMicro: sinceEpoch(1000n),
  UnixNano: sinceEpoch(1n),
  IsZero: { params: [], call: (_, receiver) => goBool(momentOf(receiver).nanos === zero.nanos) },
  String: { params: [], call: (_, receiver) => goString(printed(receiver)) },
  Format: {
    params: [stringType],
    call: ([layout], receiver) => goString(formatLayout(momentOf(receiver).clock(), layout?.data as string)),
  },
  UTC: moved(({ nanos }) => new Moment(nanos, utc)),
  Local: moved(inLocalZone),
  Before: withOther((nanos, other) => goBool(nanos < other)),
  After: withOther((nanos, other) => goBool(nanos > other)),
  Equal: withOther((nanos, other) => goBool(nanos === other)),
  Compare: withOther((nanos, other) => goInt(nanos < other ? -1 : nanos > other ? 1 : 0)),
  Sub: withOther((nanos, other) => new Value(durationType, BigInt.asIntN(64, nanos - other))),
  Add: bySpan((span) => span),
  Truncate: bySpan((_, past) => -past),
  Round: bySpan((span, past) => (past === 0n || past + past < span ? -past : span - past)),
  AddDate: addDate,
  Location: { params: [], call: (_, receiver) => locationOf(momentOf(receiver).zone) },
  In: inZone,
  IsDST: { params: [], call: (_, receiver) => goBool(isSummerTime(momentOf(receiver))) },
  GoString: { params: [], call: (_, receiver) => goString(source(receiver)) },
  MarshalText: inText,
  MarshalJSON: inBytes(({ text }) => Buffer.from(jsonString(text))),
  MarshalBinary: inBinary,
  GobEncode: inBinary,
};

export const timeType: GoType = {
  kind: "struct",
  name,
  fields: [],
  stringer: printed,
  source,
  methods: new Map(Object.entries(methods)),
  marshal: (value) => jsonString(momentOf(value).text),
};

/** `*time.Time`, which is printed as the time that it leads to. */
export const timePointer: GoType = {
  ...pointerTo(timeType),
  stringer: ({ target }) => (target === undefined ? "<nil>" : printed(target)),
};
