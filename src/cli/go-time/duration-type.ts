import { float64Type, type GoType, int64Type, type Method } from "#formats/go-template/type.ts";
import { goInt64, goString, Value } from "#formats/go-template/value.ts";
import { formatDuration } from "../values/duration.ts";

function text({ data }: Value): string {
  return formatDuration(Number(data));
}

function method(read: (nanos: bigint) => Value): Method {
  return { params: [], call: (_, { data }) => read(data as bigint) };
}

function fraction(nanosInUnit: number): Method {
  return method((nanos) => new Value(float64Type, Number(nanos) / nanosInUnit));
}

/** Go's `time.Duration`, nanoseconds. @see https://pkg.go.dev/time#Duration */
export const durationType: GoType = {
  ...int64Type,
  name: "time.Duration",
  stringer: text,
  methods: new Map(
    Object.entries({
      String: { params: [], call: (_, receiver) => goString(text(receiver)) } satisfies Method,
      Hours: fraction(3600e9),
      Minutes: fraction(60e9),
      Seconds: fraction(1e9),
      Milliseconds: method((nanos) => goInt64(nanos / 1_000_000n)),
      Microseconds: method((nanos) => goInt64(nanos / 1000n)),
      Nanoseconds: method(goInt64),
    }),
  ),
};
