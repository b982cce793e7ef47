import { type GoType, type Method, stringType } from "#formats/go-template/type.ts";
import { goBool, goInt, goString, type Value } from "#formats/go-template/value.ts";
import { durationType } from "../go-time/duration-type.ts";
import { timeType } from "../go-time/time-type.ts";

/** A named type of Go over a simple one, with the methods that templates may call. */
export function namedScalar(name: string, base: GoType): GoType {
  if (name === timeType.name) return timeType;
  if (name === durationType.name) return durationType;
  if (name === "container.NetworkMode") return { ...base, name, methods: new Map(Object.entries(networkModeMethods)) };
  return { ...base, name };
}

function method(call: (receiver: Value) => Value): Method {
  return { params: [], call: (_, receiver) => call(receiver) };
}

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
