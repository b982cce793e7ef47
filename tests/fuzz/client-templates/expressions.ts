import type { FastRandom } from "../fast-random.ts";
import { printfFormat } from "./printf-formats.ts";

export type Kind = "string" | "int" | "float" | "bool" | "list" | "map" | "any";

/** What a template is run over: paths from the top (without `$`), by what they lead to. */
export type Fields = Readonly<Record<Kind, readonly string[]>>;

export interface Variable {
  readonly name: string;
  readonly kind: Kind;
}

/** What an expression may speak of. */
export interface Scope {
  readonly fields: Fields;
  readonly variables: readonly Variable[];
  /** What the dot is; undefined where it is the top. */
  readonly dot: Kind | undefined;
}

const kinds: readonly Kind[] = ["string", "int", "float", "bool", "list", "map"];

/** Writes expressions that mostly mean something. */
export class ExpressionWriter {
  readonly #random: FastRandom;
  /** Once in so many arguments one has any kind. */
  readonly #wrongOnceIn: number;

  constructor(random: FastRandom, options: { readonly wrongOnceIn: number }) {
    this.#random = random;
    this.#wrongOnceIn = options.wrongOnceIn;
  }

  /** A pipeline, of one command or more. */
  pipe(scope: Scope, kind: Kind = this.anyKind(), depth = 2): string {
    const call = this.#call(scope, kind, depth);
    if (call === undefined) return this.operand(scope, kind, depth);
    const [name, ...args] = call;
    const last = args.at(-1);
    if (last === undefined || !this.#random.once(3)) return [name, ...args].join(" ");
    const piped = last.startsWith("(") && matches(last) ? last.slice(1, -1) : last;
    return `${piped}${this.#random.pick([" | ", "|", " |  "])}${[name, ...args.slice(0, -1)].join(" ")}`;
  }

  anyKind(): Kind {
    return this.#random.pick(kinds);
  }

  /** Something that may stand as an argument. */
  operand(scope: Scope, wanted: Kind, depth: number): string {
    const random = this.#random;
    const kind = wanted === "any" || random.once(this.#wrongOnceIn) ? this.anyKind() : wanted;
    if (random.once(150))
      return random.pick([
        "nil",
        ".Nope",
        "$.Name.Nope",
        "(.Name).Foo",
        "1i",
        "2+3i",
        "-1.5-0i",
        "'ab'",
        "99999999999999999999",
      ]);
    if (depth > 0 && random.once(2)) {
      const inner = this.pipe(scope, kind, depth - 1);
      if (/[ |]/.test(inner)) return `(${inner})`;
    }
    const known = scope.variables.filter((variable) => variable.kind === kind);
    if (known.length > 0 && random.once(3)) return random.pick(known).name;
    if (scope.dot === kind && random.once(2)) return ".";
    const fields = scope.fields[kind];
    if (fields.length > 0 && (random.once(2) || kind === "list" || kind === "map"))
      return `${scope.dot === undefined && random.once(2) ? "" : "$"}${random.pick(fields)}`;
    return this.#literal(scope, kind);
  }

  #literal(scope: Scope, kind: Kind): string {
    const random = this.#random;
    switch (kind) {
      case "string":
        return random.once(4) ? `\`${random.pick(rawTexts)}\`` : `"${random.pick(quotedTexts)}"`;
      case "int":
        return random.pick(integers);
      case "float":
        return random.pick(floats);
      case "bool":
        return random.pick(["true", "false"]);
      default:
        return `(split ${this.operand(scope, "string", 0)} ",")`;
    }
  }

  /** A function that gives the kind, with its arguments. */
  #call(scope: Scope, kind: Kind, depth: number): readonly string[] | undefined {
    const random = this.#random;
    const of = (wanted: Kind): string => this.operand(scope, wanted, depth - 1);
    const some = (wanted: Kind, least: number, more: number): string[] =>
      Array.from({ length: least + random.below(more + 1) }, () => of(wanted));
    if (random.once(12)) return [random.pick(["and", "or"]), ...some("any", 0, 2), of(kind)];
    switch (kind) {
      case "string":
        return this.#textCall(of, some);
      case "int":
        return random.once(4)
          ? ["index", of("string"), random.pick(["0", "1", "2"])]
          : ["len", of(random.pick(["string", "list", "map"]))];
      case "bool":
        return this.#truthCall(of, some);
      case "list":
        if (random.once(3)) return ["slice", of("list"), ...bounds(random)];
        return ["split", of("string"), random.pick(['","', '""', '" "', '"a"', of("string")])];
      case "map":
        return ["index", of("map"), of("string")];
      default:
        return undefined;
    }
  }

  #textCall(
    of: (kind: Kind) => string,
    some: (kind: Kind, least: number, more: number) => string[],
  ): readonly string[] {
    const random = this.#random;
    const size = (): string => (random.once(9) ? of("int") : String(random.below(6)));
    switch (random.below(14)) {
      case 0:
      case 1:
      case 2:
      case 3: {
        const args = some("any", 0, 3).map((arg) => (random.once(12) ? random.pick(largeNumbers) : arg));
        const format = printfFormat(random, Math.max(1, args.length + (random.once(6) ? random.below(3) - 1 : 0)));
        return ["printf", random.once(3) && !format.includes("`") ? `\`${format}\`` : `"${format}"`, ...args];
      }
      case 4:
        return ["print", ...some("any", 0, 4)];
      case 5:
        return ["println", ...some("any", 0, 3)];
      case 6:
        return [random.pick(["html", "js", "urlquery"]), ...some("any", 1, 1)];
      case 7:
        return ["json", of("any")];
      case 8:
        return ["join", random.once(9) ? of("any") : `(split ${of("string")} ${of("string")})`, of("string")];
      case 9:
        return ["pad", of("string"), size(), size()];
      case 10:
        return ["truncate", of("string"), size()];
      case 11:
        return ["slice", random.once(3) ? of("string") : '"abcdef"', ...bounds(random)];
      case 12:
        return ["index", random.once(9) ? of("list") : '(split "p,q,r,s" ",")', size()];
      default:
        return [random.pick(["lower", "upper", "title"]), of("string")];
    }
  }

  #truthCall(
    of: (kind: Kind) => string,
    some: (kind: Kind, least: number, more: number) => string[],
  ): readonly string[] {
    const random = this.#random;
    if (random.once(5)) return ["not", of("any")];
    const kind = random.once(20) ? "any" : random.pick(["string", "int", "float", "bool", "int"] as const);
    if (random.once(3)) return ["eq", of(kind), ...some(kind, random.once(30) ? 0 : 1, 2)];
    if (random.once(3) || kind === "bool") return ["ne", of(kind), of(kind)];
    const second = kind === "int" && random.once(4) ? random.pick(largeNumbers) : of(kind);
    return [random.pick(["lt", "le", "gt", "ge"]), of(kind), second];
  }
}

function bounds(random: FastRandom): string[] {
  if (random.once(15))
    return random.pick([["3", "1"], ["9"], ["0", "1", "2"], ["0", "1", "2", "3"], ["-1"], ['"a"'], []]);
  return random.pick([["0"], ["1"], ["0", "1"], ["1", "1"], ["0", "0"], [], ["2"], ["1", "2"]]);
}

/** Whether the first parenthesis is closed by the last. */
function matches(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0 && at < text.length - 1) return false;
  }
  return true;
}

const quotedTexts = [
  "",
  "a",
  "abc",
  "a,b,,c",
  "Hello World",
  'it\'s <b>&amp; \\"q\\"',
  "é☃𝄞",
  "\\u00e9\\t\\n",
  "\\x41\\102",
  "%d",
  "ǆ ß ŉ ﬁ",
  "tab\\there",
  "\\a\\b\\f\\v\\\\",
  "a_b-c.d e",
  "\\u2028\\ufeff\\u00ad",
  "\\U0001F600",
  "0",
  " x ",
  "İıΣς",
  "k",
  "name",
];
const rawTexts = ["", "r\\n", 'a"b', "x\ny", "%v", "é", "{{"];
/** None is large: ranges go over them. */
const integers = [
  ..."0 1 2 3 7 10 42 255 -1 -7 +5 0x1F 0X_ff 0b101 0o17 017 1_00 1e2 'a' '\\n' 'é' '\\'' '\\x41' '\\u00e9'".split(" "),
  "2i",
];
const largeNumbers = "65536 1114112 55296 '☃' 1000001 9223372036854775807 -9223372036854775808 0x7fffffff".split(" ");
const floats =
  "0.0 1.5 -2.25 1e6 1e-7 1e21 1e20 .5 3. 0x1p-2 123456789.0 0.1 1e100 2.5e-5 100000.0 1000000.0 -0.0 1.7976931348623157e308 5e-324 0x1.8p3 12345678.9 0.000012345 1_0.5 0x_1p4 1_0e2".split(
    " ",
  );
