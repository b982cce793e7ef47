import { jsonString } from "#formats/go-template/encode-json.ts";
import { type GoType, intType, type Method, pointerTo, stringType } from "#formats/go-template/type.ts";
import { goBool, goInt, goInt64, goString, Value } from "#formats/go-template/value.ts";
import { goTimeNano, zoneName } from "../format/text.ts";
import { durationType } from "./duration-type.ts";
import { formatLayout, monthName, weekdayName } from "./layout.ts";
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
  return new Moment(nanos, { offsetMinutes: -date.getTimezoneOffset(), name: zoneName(date) });
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
};

export const timeType: GoType = {
  kind: "struct",
  name,
  fields: [],
  stringer: printed,
  methods: new Map(Object.entries(methods)),
  marshal: (value) => jsonString(momentOf(value).text),
};

/** `*time.Time`, which is printed as the time that it leads to. */
export const timePointer: GoType = {
  ...pointerTo(timeType),
  stringer: ({ target }) => (target === undefined ? "<nil>" : printed(target)),
};
