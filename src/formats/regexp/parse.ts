import { folded, namedClasses, not, perlClasses, unicodeClass } from "./chars.ts";
import { readEscape } from "./escape.ts";
import { type CharTest, type Node, PatternError } from "./syntax.ts";

export interface Pattern {
  readonly root: Node;
  /** Of each group, the first of which is the first in parentheses; empty for those without. */
  readonly names: readonly string[];
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

const mostRepeat = 1000;
const mostDepth = 200;

/** @throws PatternError */
export function parsePattern(text: string): Pattern {
  const parser = new Parser(text);
  const root = parser.all();
  return { root, names: parser.names };
}

class Parser {
  readonly names: string[] = [];
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #flags: Flags = { i: false, m: false, s: false, U: false };

  constructor(text: string) {
    this.#text = text;
  }

  all(): Node {
    const root = this.#choice();
    if (this.#at < this.#text.length) throw new PatternError("unexpected )", this.#text);
    return root;
  }

  #starts(part: string): boolean {
    return this.#text.startsWith(part, this.#at);
  }

  #take(): string {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at)!);
    this.#at += char.length;
    return char;
  }

  #choice(): Node {
    const parts = [this.#sequence()];
    while (this.#starts("|")) {
      this.#at += 1;
      parts.push(this.#sequence());
    }
    return parts.length === 1 ? parts[0]! : { kind: "choice", parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#text.length && !this.#starts("|") && !this.#starts(")")) {
      const node = this.#atom();
      if (node !== undefined) parts.push(this.#repeated(node));
    }
    return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
  }

  #atom(): Node | undefined {
    if (this.#starts("(?")) return this.#extension();
    const start = this.#at;
    const char = this.#take();
    switch (char) {
      case "(":
        this.names.push("");
        return this.#group(this.names.length);
      case "[":
        return this.#char(this.#class(start));
      case ".":
        return { kind: "char", matches: this.#flags.s ? () => true : (code) => code !== 10 };
      case "^":
        return { kind: "assert", what: this.#flags.m ? "line start" : "text start" };
      case "$":
        return { kind: "assert", what: this.#flags.m ? "line end" : "text end" };
      case "*":
      case "+":
      case "?":
        throw new PatternError("missing argument to repetition operator", char);
      case "\\":
        return this.#escape(start);
      default:
        return this.#literal(char);
    }
  }

  #char(test: CharTest): Node {
    return { kind: "char", matches: this.#flags.i ? folded(test) : test };
  }

  #literal(char: string): Node {
    const wanted = char.codePointAt(0)!;
    return this.#char((code) => code === wanted);
  }

  #group(index: number): Node {
    const flags = this.#flags;
    const inner = this.#inside();
    this.#flags = flags;
    return { kind: "capture", index, inner };
  }

  #inside(): Node {
    this.#depth += 1;
    if (this.#depth > mostDepth) throw new PatternError("expression nests too deeply", this.#text);
    const inner = this.#choice();
    this.#depth -= 1;
    if (!this.#starts(")")) throw new PatternError("missing closing )", this.#text);
    this.#at += 1;
    return inner;
  }

  /** `(?…`: a name, or flags for what follows or for a group. */
  #extension(): Node | undefined {
    const start = this.#at;
    const named = /^\(\?P?<([^>]*)>/.exec(this.#text.slice(start));
    if (named !== null || /^\(\?P?</.test(this.#text.slice(start))) return this.#named(named, start);
    const found = /^\(\?([a-zA-Z-]*)([:)]?)/.exec(this.#text.slice(start))!;
    const flags = this.#withFlags(found[1]!);
    const end = start + found[0].length;
    if (flags === undefined || found[2] === "" || (found[1] === "" && found[2] === ")")) {
      const bad = /^\(\?[imsU]*-?[imsU]*[\s\S]?/u.exec(this.#text.slice(start))![0];
      throw new PatternError("invalid or unsupported Perl syntax", bad);
    }
    this.#at = end;
    if (found[2] === ")") {
      this.#flags = flags;
      return undefined;
    }
    const outer = this.#flags;
    this.#flags = flags;
    const inner = this.#inside();
    this.#flags = outer;
    return inner;
  }

  #withFlags(letters: string): Flags | undefined {
    const found = /^([imsU]*)(?:-([imsU]+))?$/.exec(letters);
    if (found === null) return undefined;
    const flags = { ...this.#flags };
    for (const letter of found[1]!) flags[letter as keyof Flags] = true;
    for (const letter of found[2] ?? "") flags[letter as keyof Flags] = false;
    return flags;
  }

  #named(named: RegExpExecArray | null, start: number): Node {
    const name = named?.[1] ?? "";
    const shown = named?.[0] ?? this.#text.slice(start);
    if (!/^\w+$/.test(name)) throw new PatternError("invalid named capture", shown);
    if (this.names.includes(name)) throw new PatternError("duplicate capture group name", name);
    this.names.push(name);
    this.#at += shown.length;
    return this.#group(this.names.length);
  }

  #escape(start: number): Node | undefined {
    const next = this.#text[this.#at];
    const perl = next === undefined ? undefined : perlClasses[next];
    if (perl !== undefined) {
      this.#at += 1;
      return this.#char(perl);
    }
    const asserted = { A: "text start", z: "text end", b: "boundary", B: "no boundary" } as const;
    if (next === "A" || next === "z" || next === "b" || next === "B") {
      this.#at += 1;
      return { kind: "assert", what: asserted[next] };
    }
    if (next === "Q") return this.#quoted();
    if (next === "p" || next === "P") return this.#char(this.#unicode(start));
    return this.#literal(this.#escaped(start));
  }

  #escaped(start: number): string {
    const { char, end } = readEscape(this.#text, start);
    this.#at = end;
    return char;
  }

  #quoted(): Node {
    const end = this.#text.indexOf("\\E", this.#at);
    const plain = this.#text.slice(this.#at + 1, end === -1 ? undefined : end);
    this.#at = end === -1 ? this.#text.length : end + 2;
    return { kind: "sequence", parts: [...plain].map((char) => this.#literal(char)) };
  }

  #unicode(start: number): CharTest {
    const found = /^\\([pP])(?:\{(\^?)([^}]*)\}|(\w))/.exec(this.#text.slice(start));
    if (found === null) throw new PatternError("invalid character class range", this.#text.slice(start, start + 3));
    this.#at = start + found[0].length;
    const isNegated = (found[1] === "P") !== (found[2] === "^");
    return unicodeClass(found[3] ?? found[4]!, isNegated, found[0]);
  }

  #class(start: number): CharTest {
    const isNegated = this.#starts("^");
    if (isNegated) this.#at += 1;
    const tests: CharTest[] = [];
    for (let isFirst = true; isFirst || !this.#starts("]"); isFirst = false) {
      if (this.#at >= this.#text.length) throw new PatternError("missing closing ]", this.#text.slice(start));
      tests.push(this.#classItem(start));
    }
    this.#at += 1;
    const any: CharTest = (code) => tests.some((test) => test(code));
    const whole = this.#flags.i ? folded(any) : any;
    return isNegated ? not(whole) : whole;
  }

  #classItem(start: number): CharTest {
    const at = this.#at;
    const named = /^\[:(\^?)(\w+):\]/.exec(this.#text.slice(at));
    if (named !== null) {
      const test = namedClasses[named[2]!];
      if (test === undefined) throw new PatternError("invalid character class range", named[0]);
      this.#at += named[0].length;
      return named[1] === "^" ? not(test) : test;
    }
    const next = this.#text[at + 1] ?? "";
    if (this.#starts("\\") && (next === "p" || next === "P")) return this.#unicode(at);
    const perl = this.#starts("\\") ? perlClasses[next] : undefined;
    if (perl !== undefined) {
      this.#at += 2;
      return perl;
    }
    const low = this.#classChar(start);
    if (!this.#starts("-") || this.#text[this.#at + 1] === "]" || this.#at + 1 >= this.#text.length)
      return (code) => code === low;
    this.#at += 1;
    const high = this.#classChar(start);
    if (high < low) throw new PatternError("invalid character class range", this.#text.slice(at, this.#at));
    return (code) => code >= low && code <= high;
  }

  #classChar(start: number): number {
    if (this.#at >= this.#text.length) throw new PatternError("missing closing ]", this.#text.slice(start));
    return (this.#starts("\\") ? this.#escaped(this.#at) : this.#take()).codePointAt(0)!;
  }

  #repeated(node: Node): Node {
    let result = node;
    for (let last: string | undefined; ; ) {
      const found = /^(?:[*+?]|\{\d{1,9}(?:,\d{0,9})?\})/.exec(this.#text.slice(this.#at, this.#at + 24))?.[0];
      if (found === undefined) return result;
      if (last !== undefined) throw new PatternError("invalid nested repetition operator", last + found);
      const [least, most] = this.#counts(found);
      this.#at += found.length;
      const isLazy = this.#starts("?");
      if (isLazy) this.#at += 1;
      last = found + (isLazy ? "?" : "");
      result = { kind: "repeat", inner: result, least, most, isGreedy: isLazy === this.#flags.U };
    }
  }

  #counts(operator: string): readonly [number, number] {
    if (operator === "*") return [0, Infinity];
    if (operator === "+") return [1, Infinity];
    if (operator === "?") return [0, 1];
    const [least = "", most] = operator.slice(1, -1).split(",");
    const counts = [Number(least), most === undefined ? Number(least) : most === "" ? Infinity : Number(most)] as const;
    const isTooMany = counts[0] > mostRepeat || (counts[1] !== Infinity && counts[1] > mostRepeat);
    if (isTooMany || counts[0] > counts[1]) throw new PatternError("invalid repeat count", operator);
    return counts;
  }
}
