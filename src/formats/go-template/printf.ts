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
    let isIndexed = this.#index();
    const stars = this.#format[this.#at] === "*";
    let width = stars ? this.#starred("(BADWIDTH)") : this.#digits();
    if (isIndexed && !stars && width !== undefined) this.#badIndex = true;
    if (stars) isIndexed = false;
    if (width !== undefined && width < 0) {
      flags.minus = true;
      width = -width;
    }
    let precision: number | undefined;
    // A point that nothing follows is taken for the verb.
    if (this.#format[this.#at] === "." && this.#at + 1 < this.#format.length) {
      this.#at++;
      if (isIndexed) this.#badIndex = true;
      isIndexed = this.#index();
      ({ precision, isIndexed } = this.#precision(isIndexed));
    }
    if (!isIndexed) this.#index();
    return this.#bad + this.#formatted({ ...plainVerb, ...flags, width, precision });
  }

  #precision(isIndexed: boolean): { readonly precision: number | undefined; readonly isIndexed: boolean } {
    if (this.#format[this.#at] !== "*") return { precision: this.#digits() ?? 0, isIndexed };
    const precision = this.#starred("(BADPREC)");
    if (precision === undefined || precision >= 0) return { precision, isIndexed: false };
    this.#bad += "%!(BADPREC)";
    return { precision: undefined, isIndexed: false };
  }

  #formatted(verb: Verb): string {
    if (this.#at >= this.#format.length) return "%!(NOVERB)";
    const letter = String.fromCodePoint(this.#format.codePointAt(this.#at) ?? 0);
    this.#at += letter.length;
    if (letter === "%") return "%";
    if (this.#badIndex) return `%!${letter}(BADINDEX)`;
    if (this.#next >= this.#args.length) return `%!${letter}(MISSING)`;
    const { plus: withNames, sharp: goSyntax } = verb;
    const whole = letter === "v" || letter === "w" ? { ...verb, withNames, goSyntax, plus: false, sharp: false } : verb;
    return formatArgument(this.#args[this.#next++], { ...whole, letter });
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

  /** `[2]` names an argument. Tells whether there was such a number, be it too large. */
  #index(): boolean {
    if (this.#format[this.#at] !== "[") return false;
    this.#reordered = true;
    const end = this.#format.indexOf("]", this.#at);
    const text = end < 0 ? "" : this.#format.slice(this.#at + 1, end);
    this.#at = end < 0 ? this.#at + 1 : end + 1;
    const isNumber = /^\d{1,7}$/.test(text);
    const number = isNumber ? Number(text) : 0;
    if (number >= 1 && number <= this.#args.length) this.#next = number - 1;
    else this.#badIndex = true;
    return isNumber;
  }

  /** A width or precision that an argument gives. */
  #starred(bad: string): number | undefined {
    this.#at++;
    const isThere = this.#next < this.#args.length;
    const value = indirectInterface(this.#args[this.#next]);
    if (isThere) this.#next++;
    const number = value !== undefined && isInteger(value.kind) ? Number(value.data) : Number.NaN;
    if (Math.abs(number) <= limit) return number;
    this.#bad += `%!${bad}`;
    return undefined;
  }

  /** A width or precision as it stands; one that is too long hides all that follows. */
  #digits(): number | undefined {
    const digits = /^\d*/.exec(this.#format.slice(this.#at))?.[0] ?? "";
    let number = 0;
    for (const digit of digits) {
      if (number > limit) {
        this.#at = this.#format.length;
        return undefined;
      }
      number = number * 10 + Number(digit);
    }
    this.#at += digits.length;
    return digits === "" ? undefined : number;
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
