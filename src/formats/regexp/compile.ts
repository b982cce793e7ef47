import { EngineError } from "#base/errors.ts";
import type { Assertion, CharTest, Node } from "./syntax.ts";

/** One step of a program; those that lead to two others prefer the first. */
export type Instruction =
  | { readonly kind: "char"; readonly matches: CharTest }
  | { readonly kind: "assert"; readonly what: Assertion }
  | { readonly kind: "save"; readonly slot: number }
  | { readonly kind: "jump"; to: number }
  | { readonly kind: "fork"; first: number; second: number }
  | { readonly kind: "match" };

const mostInstructions = 20_000;

/** A program that finds what the pattern matches, reading every character once. */
export function compile(root: Node): readonly Instruction[] {
  return new Compiler().compile(root);
}

class Compiler {
  readonly #program: Instruction[] = [];

  compile(root: Node): readonly Instruction[] {
    this.#build({ kind: "capture", index: 0, inner: root });
    this.#emit({ kind: "match" });
    return this.#program;
  }

  get #next(): number {
    return this.#program.length;
  }

  #emit<T extends Instruction>(instruction: T): T {
    if (this.#next === mostInstructions)
      throw new EngineError("resource-exhausted", "a regular expression is too large");
    this.#program.push(instruction);
    return instruction;
  }

  #build(node: Node): void {
    switch (node.kind) {
      case "char":
      case "assert":
        this.#emit(node);
        break;
      case "capture":
        this.#emit({ kind: "save", slot: 2 * node.index });
        this.#build(node.inner);
        this.#emit({ kind: "save", slot: 2 * node.index + 1 });
        break;
      case "sequence":
        for (const part of node.parts) this.#build(part);
        break;
      case "choice":
        this.#choice(node.parts);
        break;
      case "repeat":
        for (let count = 0; count < node.least; count += 1) this.#build(node.inner);
        if (node.most === Infinity) this.#star(node.inner, node.isGreedy);
        else this.#optional(node.inner, node.most - node.least, node.isGreedy);
    }
  }

  #choice(parts: readonly Node[]): void {
    const ends: Extract<Instruction, { kind: "jump" }>[] = [];
    for (const [at, part] of parts.entries()) {
      const isLast = at === parts.length - 1;
      const fork = isLast ? undefined : this.#emit({ kind: "fork", first: this.#next + 1, second: 0 });
      this.#build(part);
      if (fork === undefined) continue;
      ends.push(this.#emit({ kind: "jump", to: 0 }));
      fork.second = this.#next;
    }
    for (const end of ends) end.to = this.#next;
  }

  #star(inner: Node, isGreedy: boolean): void {
    const start = this.#next;
    const fork = this.#emit({ kind: "fork", first: 0, second: 0 });
    this.#build(inner);
    this.#emit({ kind: "jump", to: start });
    [fork.first, fork.second] = isGreedy ? [start + 1, this.#next] : [this.#next, start + 1];
  }

  #optional(inner: Node, times: number, isGreedy: boolean): void {
    const forks: { readonly fork: Extract<Instruction, { kind: "fork" }>; readonly next: number }[] = [];
    for (let count = 0; count < times; count += 1) {
      forks.push({ fork: this.#emit({ kind: "fork", first: 0, second: 0 }), next: this.#next });
      this.#build(inner);
    }
    for (const { fork, next } of forks) [fork.first, fork.second] = isGreedy ? [next, this.#next] : [this.#next, next];
  }
}
