import { EngineError } from "#base/errors.ts";
import { isWord } from "./chars.ts";
import { compile, type Instruction } from "./compile.ts";
import { parsePattern } from "./parse.ts";
import type { Assertion } from "./syntax.ts";

/** Where a match and each of its groups begins and ends; -1 for groups that took no part. */
export type Spans = readonly number[];

interface Thread {
  readonly at: number;
  readonly saved: readonly number[];
}

const mostWork = 5_000_000;

/** A regular expression of RE2's syntax. It takes time in proportion to the text, whatever the pattern. */
export class LinearRegExp {
  readonly names: readonly string[];
  readonly #program: readonly Instruction[];
  #work = 0;

  /** @throws PatternError */
  constructor(pattern: string) {
    const { root, names } = parsePattern(pattern);
    this.names = names;
    this.#program = compile(root);
  }

  /** The leftmost match at or after `from`, in units of the text. */
  match(text: string, from = 0): Spans | undefined {
    const slots = 2 * (this.names.length + 1);
    let [threads, found]: [Thread[], Spans | undefined] = [[], undefined];
    for (let at = from; ; ) {
      const seen = new Set<number>();
      const next: Thread[] = [];
      for (const thread of threads) this.#follow(thread, text, at, seen, next);
      if (found === undefined) this.#follow({ at: 0, saved: Array<number>(slots).fill(-1) }, text, at, seen, next);
      this.#count(seen.size);
      const code = text.codePointAt(at);
      threads = [];
      for (const { at: where, saved } of next) {
        const instruction = this.#program[where]!;
        if (instruction.kind === "match") {
          found = saved;
          break;
        }
        if (code !== undefined && instruction.kind === "char" && instruction.matches(code))
          threads.push({ at: where + 1, saved });
      }
      if (code === undefined || (found !== undefined && threads.length === 0)) return found;
      at += code > 0xffff ? 2 : 1;
    }
  }

  /** Finding many matches may take as long as looking through the text for each. */
  #count(steps: number): void {
    this.#work += steps + 1;
    if (this.#work > mostWork) throw new EngineError("resource-exhausted", "a regular expression takes too many steps");
  }

  /** Every match, none of which overlaps another. */
  *matches(text: string): Generator<Spans> {
    let [from, last] = [0, -1];
    while (from <= text.length) {
      const found = this.match(text, from);
      if (found === undefined) return;
      const [start, end] = [found[0]!, found[1]!];
      // An empty match right after another counts for nothing.
      if (start !== end || start !== last) yield found;
      last = end;
      from = end > start ? end : end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
    }
  }

  /** All matches replaced by a template, in which `$1` and `${name}` stand for groups. */
  replaceAll(text: string, template: string): string {
    let [out, at] = ["", 0];
    for (const spans of this.matches(text)) {
      out += text.slice(at, spans[0]) + this.#expanded(template, text, spans);
      at = spans[1]!;
    }
    return out + text.slice(at);
  }

  #expanded(template: string, text: string, spans: Spans): string {
    return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole, braced?: string, plain?: string) => {
      const name = braced ?? plain;
      if (name === undefined) return whole === "$$" ? "$" : whole;
      const group = /^(?:0|[1-9]\d*)$/.test(name) ? Number(name) : this.names.indexOf(name) + 1;
      const isNamed = group > 0 || name === "0";
      const [start, end] = isNamed ? [spans[2 * group] ?? -1, spans[2 * group + 1] ?? -1] : [-1, -1];
      return start < 0 ? "" : text.slice(start, end);
    });
  }

  /** Adds the threads that a thread leads to without a character, the preferred first. */
  #follow(from: Thread, text: string, position: number, seen: Set<number>, next: Thread[]): void {
    const pending: Thread[] = [from];
    for (let thread = pending.pop(); thread !== undefined; thread = pending.pop()) {
      const { at, saved } = thread;
      if (seen.has(at)) continue;
      seen.add(at);
      const instruction = this.#program[at]!;
      switch (instruction.kind) {
        case "jump":
          pending.push({ at: instruction.to, saved });
          break;
        case "fork":
          pending.push({ at: instruction.second, saved }, { at: instruction.first, saved });
          break;
        case "save":
          pending.push({ at: at + 1, saved: saved.with(instruction.slot, position) });
          break;
        case "assert":
          if (holds(instruction.what, text, position)) pending.push({ at: at + 1, saved });
          break;
        default:
          next.push(thread);
      }
    }
  }
}

function holds(what: Assertion, text: string, at: number): boolean {
  switch (what) {
    case "text start":
      return at === 0;
    case "text end":
      return at === text.length;
    case "line start":
      return at === 0 || text[at - 1] === "\n";
    case "line end":
      return at === text.length || text[at] === "\n";
    default: {
      const isEdge = isWordAt(text, at - 1) !== isWordAt(text, at);
      return isEdge === (what === "boundary");
    }
  }
}

const isWordAt = (text: string, at: number): boolean => at >= 0 && at < text.length && isWord(text.charCodeAt(at));
