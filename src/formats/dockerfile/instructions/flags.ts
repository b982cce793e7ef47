import { withSuggestion } from "#base/suggest.ts";
import { DockerfileError } from "../dockerfile-error.ts";

/** The flags an instruction knows, with what their values are. */
export type FlagTypes = Readonly<Record<string, "boolean" | "text" | "list">>;

/** Flags as given. */
export interface Flags<Types extends FlagTypes> {
  /** The text; empty where the flag was not given. */
  text(name: NamesOf<Types, "text">): string;
  list(name: NamesOf<Types, "list">): readonly string[];
  /** Undefined where the flag was not given. */
  boolean(name: NamesOf<Types, "boolean">): boolean | undefined;
  /** Names of those given, in order. */
  readonly used: readonly string[];
}

type NamesOf<Types extends FlagTypes, Type> = {
  [Name in keyof Types & string]: Types[Name] extends Type ? Name : never;
}[keyof Types & string];

/** Reads the flags of an instruction. @throws DockerfileError in BuildKit's words */
export function readFlags<const Types extends FlagTypes>(flags: readonly string[], types: Types): Flags<Types> {
  const values = new Map<string, string[]>();
  for (const flag of flags) {
    const equals = flag.indexOf("=");
    const written = equals < 0 ? flag : flag.slice(0, equals);
    const name = written.slice(2);
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined) throw unknownFlag(written, Object.keys(types));
    const known = values.get(name);
    if (known !== undefined && type !== "list") throw new DockerfileError(`duplicate flag specified: ${written}`);
    const value = equals < 0 ? undefined : flag.slice(equals + 1);
    values.set(name, [...(known ?? []), type === "boolean" ? booleanText(written, value) : given(written, value)]);
  }
  return {
    text: (name) => values.get(name)?.[0] ?? "",
    list: (name) => values.get(name) ?? [],
    boolean: (name) => (values.has(name) ? values.get(name)?.[0] === "true" : undefined),
    used: [...values.keys()].sort(),
  };
}

function unknownFlag(written: string, options: readonly string[]): DockerfileError {
  const message = withSuggestion(`unknown flag: ${written}`, written.slice(2), { options, caseSensitive: true });
  return new DockerfileError(message);
}

function given(written: string, value: string | undefined): string {
  if (value === undefined) throw new DockerfileError(`missing a value on flag: ${written}`);
  return value;
}

function booleanText(written: string, value: string | undefined): string {
  if (value === "") throw new DockerfileError(`missing a value on flag: ${written}`);
  const text = (value ?? "true").toLowerCase();
  if (text === "true" || text === "false") return text;
  throw new DockerfileError(`expecting boolean value for flag ${written}, not: ${value}`);
}
