import { formatArgument, plainVerb, type Verb } from "./format-value.ts";
import { isInteger } from "./type.ts";
import { indirectInterface, type Value } from "./value.ts";

/** Go's Sprintf. @see https://pkg.go.dev/fmt#hdr-Printing */
export function sprintf(format: string, args: readonly (Value | undefined)[]): string {
  return new Printer(format, args).run();
}

type Flag = "plus" | "minus" | "sharp" | "space" | "zero";

const flagNames: Readonly<Record<string, Flag>> = {
  "+": "plus",
  "-": "minus",
  "#": "sharp",
  " ": "space",
  "0": "zero",
};
const limit = 1_000_000;

class Printer {
  readonly #format: string;
  readonly #args: readonly (Value | undefined)[];
  #at = 0;
  #next = 0;
  /** Whether an argument was named by its number: then none are too many. */
  #reordered = false;
  #badIndex = false;
  #bad = "";

  constructor(format: string, args: readonly (Value | undefined)[]) {
    this.#format = format;
    this.#args = args;
  }

  run(): string {
    let out = "";
    while (this.#at < this.#format.length) {
      const end = this.#format.indexOf("%", this.#at);
      if (end < 0) {
        out += this.#format.slice(this.#at);
        break;
      }
      out += this.#format.slice(this.#at, end);
      this.#at = end + 1;
      out += this.#verb();
    }
    return out + this.#extra();
  }

  #verb(): string {
    this.#badIndex = false;
    this.#bad = "";
    const flags = this.#flags();
    this.#index();
    let width = this.#number("(BADWIDTH)");
    if (width !== undefined && width < 0) {
      flags.minus = true;
      width = -width;
    }
    let precision: number | undefined;
    if (this.#format[this.#at] === ".") {
      this.#at++;
      this.#index();
      precision = this.#number("(BADPREC)") ?? 0;
      if (precision < 0) {
        precision = undefined;
        this.#bad += "%!(BADPREC)";
      }
    }
    this.#index();
    return this.#bad + this.#formatted({ ...plainVerb, ...flags, width, precision });
  }

  #formatted(verb: Verb): string {
    if (this.#at >= this.#format.length) return "%!(NOVERB)";
    const letter = String.fromCodePoint(this.#format.codePointAt(this.#at) ?? 0);
    this.#at += letter.length;
    if (letter === "%") return "%";
    if (this.#badIndex) return `%!${letter}(BADINDEX)`;
    if (this.#next >= this.#args.length) return `%!${letter}(MISSING)`;
    return formatArgument(this.#args[this.#next++], { ...verb, letter });
  }

  #flags(): Record<Flag, boolean> {
    const flags = { plus: false, minus: false, sharp: false, space: false, zero: false };
    for (;;) {
      const name = flagNames[this.#format[this.#at] ?? ""];
      if (name === undefined) return flags;
      flags[name] = true;
      this.#at++;
    }
  }

  /** `[2]` names an argument. */
  #index(): void {
    if (this.#format[this.#at] !== "[") return;
    this.#reordered = true;
    const end = this.#format.indexOf("]", this.#at);
    const text = end < 0 ? "" : this.#format.slice(this.#at + 1, end);
    this.#at = end < 0 ? this.#at + 1 : end + 1;
    const number = /^\d+$/.test(text) ? Number(text) : 0;
    if (number >= 1 && number <= this.#args.length) this.#next = number - 1;
    else this.#badIndex = true;
  }

  /** A width or precision: digits, or `*` for an argument. */
  #number(bad: string): number | undefined {
    if (this.#format[this.#at] === "*") {
      this.#at++;
      const value = indirectInterface(this.#args[this.#next++]);
      const number = value !== undefined && isInteger(value.kind) ? Number(value.data) : Number.NaN;
      if (Math.abs(number) <= limit) return number;
      this.#bad += `%!${bad}`;
      return undefined;
    }
    const digits = /^\d*/.exec(this.#format.slice(this.#at))?.[0] ?? "";
    this.#at += digits.length;
    return digits === "" || Number(digits) > limit ? undefined : Number(digits);
  }

  #extra(): string {
    if (this.#reordered || this.#next >= this.#args.length) return "";
    const extra = this.#args.slice(this.#next).map((arg) => {
      const value = indirectInterface(arg);
      return value === undefined ? "<nil>" : `${value.type.name}=${formatArgument(value, plainVerb)}`;
    });
    return `%!(EXTRA ${extra.join(", ")})`;
  }
}
