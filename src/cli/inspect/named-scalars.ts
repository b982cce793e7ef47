import { jsonString } from "#formats/go-template/encode-json.ts";
import { type GoType, type Method, pointerTo, stringType } from "#formats/go-template/type.ts";
import { goBool, goInt, goString, type StructData, type Value } from "#formats/go-template/value.ts";
import { goTimeNano } from "../format/text.ts";
import { formatDuration } from "../values/duration.ts";

/** A named type of Go over a simple one, with the methods that templates may call. */
export function namedScalar(name: string, base: GoType): GoType {
  if (name === "time.Time") return timeType;
  if (name === "time.Duration") return withString({ ...base, name }, (value) => formatDuration(Number(value.data)));
  if (name === "container.NetworkMode") return { ...base, name, methods: new Map(Object.entries(networkModeMethods)) };
  return { ...base, name };
}

function method(call: (receiver: Value) => Value): Method {
  return { params: [], call: (_, receiver) => call(receiver) };
}

function withString(type: GoType, text: (value: Value) => string): GoType {
  return { ...type, stringer: text, methods: new Map([["String", method((value) => goString(text(value)))]]) };
}

/** A moment as the JSON has it. */
export class Moment implements StructData {
  readonly text: string;

  constructor(text: string) {
    this.text = text === "" ? "0001-01-01T00:00:00Z" : text;
  }

  field(): undefined {
    return undefined;
  }
}

function momentText({ data }: Value): string {
  return data instanceof Moment ? data.text : "0001-01-01T00:00:00Z";
}

const timeType: GoType = {
  ...withString({ kind: "struct", name: "time.Time", fields: [] }, (value) => goTimeNano(momentText(value))),
  marshal: (value) => jsonString(momentText(value)),
};

/** `*time.Time`, which is printed as the time that it leads to. */
export const timePointer: GoType = {
  ...pointerTo(timeType),
  stringer: ({ target }) => (target === undefined ? "<nil>" : goTimeNano(momentText(target))),
};

const text = (value: Value): string => value.data as string;
const is = (word: string): Method => method((value) => goBool(text(value) === word));

const networkModeMethods: Readonly<Record<string, Method>> = {
  IsBridge: is("bridge"),
  IsHost: is("host"),
  IsNone: is("none"),
  IsDefault: is("default"),
  IsContainer: method((value) => goBool(text(value).startsWith("container:"))),
  ConnectedContainer: method((value) => goString(/^container:(.*)/s.exec(text(value))?.[1] ?? "")),
  NetworkName: method((value) => goString(/^container:/.test(text(value)) ? "container" : text(value))),
};

/** `80/tcp`, the key of maps of ports. */
export const portType: GoType = {
  ...stringType,
  name: "nat.Port",
  methods: new Map(
    Object.entries({
      Port: method((value) => goString(text(value).split("/")[0] ?? "")),
      Proto: method((value) => goString(text(value).split("/")[1] ?? "tcp")),
      Int: method((value) => goInt(Number.parseInt(text(value), 10) || 0)),
    }),
  ),
};
